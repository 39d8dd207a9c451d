"""The command line says the same whether it opens the store itself or asks the service that holds it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.served import served
from zhengpu.cli import app
from zhengpu.graph.errors import StoreBusy
from zhengpu.query.answer import as_json
from zhengpu.remote_service import NOTE, RemoteService, ServiceNote, running_service
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

PLAN = "乙县2023年工作要点\n一、文旅\n1.办好庙会。（县文旅局牵头，县教育局配合）\n2.修好戏台。（县教育局负责）\n"
MORE = "丙县2023年工作要点\n一、交通\n1.修好农村公路30公里。（县交通局牵头）\n"
QUESTIONS = ("县文旅局牵头哪些任务", "谁配合办好庙会", "修好戏台是谁负责", "今天天气怎么样", "县文旅局牵头几项任务")
SAME: tuple[tuple[str, ...], ...] = (
    ("ask", *QUESTIONS),
    ("ask", "--json", "--today", "2023-05-01", *QUESTIONS),
    ("list",),
    ("query", "select.rq"),
    ("query", "select.rq", "--format", "json"),
    ("query", "select.rq", "--format", "turtle"),
    ("query", "ask.rq"),
    ("query", "construct.rq", "--format", "turtle"),
    ("query", "broken.rq"),
    ("view", "matrix", "-o", "matrix.html"),
    ("view", "surroundings", "--of", "县文旅局", "-o", "around.html"),
    ("view", "nothing", "-o", "none.html"),
    ("export", "csv", "-o", "duties.csv"),
    ("export", "csv", "--unit", "县教育局", "-o", "one.csv"),
    ("export", "nquads", "-o", "all.nq"),
    ("export", "csv", "--unit", "没有的局", "-o", "none.csv"),
    ("forget", "没有这份"),
)
QUERIES = {
    "select.rq": "SELECT ?l ?n { ?t a zp:Task ; rdfs:label ?l ; zp:number ?n } ORDER BY ?n",
    "ask.rq": "ASK { ?t a zp:Task }",
    "construct.rq": "CONSTRUCT { ?t rdfs:label ?l } WHERE { ?t a zp:Task ; rdfs:label ?l }",
    "broken.rq": "SELECT {",
}


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A store with one plan; the queries stand in the folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZHENGPU_ADMIN_KEY", raising=False)
    for name, text in {**QUERIES, "甲.txt": PLAN, "乙.txt": MORE}.items():
        Path(name).write_text(text, "utf-8")
    found = Settings(store=str(tmp_path / "store"))
    with Zhengpu(open_store(found), found) as zp:
        zp.add(PLAN.encode(), "甲.txt")
    return found


def _run(chosen: Settings, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--store", chosen.store])


def _said(chosen: Settings, words: tuple[str, ...]) -> tuple[str, int, str, bytes]:
    result = _run(chosen, *words)
    out = Path(words[words.index("-o") + 1]) if "-o" in words else None
    data = out.read_bytes() if out is not None and out.exists() else b""
    return result.output, result.exit_code, type(result.exception).__name__, data


def test_commands_say_the_same_through_a_service(chosen: Settings) -> None:
    alone = [_said(chosen, words) for words in SAME]
    with Zhengpu(open_store(chosen), chosen) as zp, served(zp) as address:
        key = zp.keys.own()
        zp.keys.add("别人", ["read", "ask"], "2024-01-02")
        (Path(chosen.store) / NOTE).write_text(ServiceNote(f"{address}/", key).text(), "utf-8")
        for words, before in zip(SAME, alone, strict=True):
            assert _said(chosen, words) == before, words
        assert not Path("none.html").exists()


def test_what_is_read_through_a_service_is_there_at_once(chosen: Settings) -> None:
    with Zhengpu(open_store(chosen), chosen) as zp, served(zp) as address:
        (Path(chosen.store) / NOTE).write_text(ServiceNote(f"{address}/", zp.keys.own()).text(), "utf-8")
        read = _run(chosen, "ingest", "乙.txt")
        assert read.exit_code == 0
        assert "读入1份文件" in read.output
        assert "修好农村公路" in _run(chosen, "ask", "县交通局牵头哪些任务").output
        empty = Path("空.txt")
        empty.touch()
        assert _run(chosen, "ingest", "空.txt").exit_code == 1
        document = json.loads(_run(chosen, "ask", "--json", "县交通局牵头哪些任务").output)["items"][0]["document"]
        assert _run(chosen, "forget", document).exit_code == 0
        assert len(zp.documents()) == 1


def test_a_note_that_nobody_stands_behind_is_no_service(chosen: Settings) -> None:
    assert running_service(chosen) is None
    (Path(chosen.store) / NOTE).write_text('{"url": "http://127.0.0.1:9/", "key": "x"}', "utf-8")
    assert running_service(chosen) is None
    with Zhengpu(open_store(chosen), chosen):
        assert isinstance(_run(chosen, "list").exception, StoreBusy)


def test_an_answer_comes_back_as_it_was(chosen: Settings) -> None:
    with Zhengpu(open_store(chosen), chosen) as zp, served(zp) as address, RemoteService(ServiceNote(f"{address}/")) as there:
        for question in QUESTIONS:
            here, back = zp.ask(question), there.ask(question)
            assert as_json(back) | {"id": ""} == as_json(here) | {"id": ""}
