"""The command line: exit codes, Chinese errors, every verb once, bad input that loses nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commanded import commanded
from zhengpu.settings import data_folder

SAMPLE = data_folder() / "xinjiang-2022-26.txt"


def run(*arguments: str | Path, store: Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """One call of the program as a person makes it, in a process of its own; `commanded` is the same without the wait."""
    environment = dict(os.environ) | {"ZHENGPU_STORE": str(store)}
    command = [sys.executable, "-m", "zhengpu", *map(str, arguments)]
    root = Path(__file__).parent.parent
    return subprocess.run(command, capture_output=True, text=True, input=given, env=environment, cwd=root, timeout=300, check=False)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the sample plan, made by the program itself."""
    path = tmp_path_factory.mktemp("cli") / "store"
    done = commanded("ingest", SAMPLE, store=path)
    assert done.returncode == 0, done.stderr
    assert "64项任务" in done.stdout
    return path


def test_ask_prints_the_answer_and_its_words(store: Path) -> None:
    done = commanded("ask", "县文旅局牵头的任务有哪些？", store=store)
    assert done.returncode == 0
    assert "35. 培育文旅体消费热点" in done.stdout
    assert "（县文旅局牵头，县卫体局、县工信科技局配合）" in done.stdout


def test_ask_reads_lines_and_prints_json(store: Path) -> None:
    done = commanded(
        "ask", "-", "--json", "--today", "2022-11-01", store=store, given="县文旅局牵头几项任务？\n县教育局牵头健全赛事体系吗\n"
    )
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["count"], r["boolean"]) for r in replies] == [(1, None), (None, False)]


def test_ask_ends_with_1_without_an_answer(store: Path) -> None:
    done = run("ask", "-", store=store, given="县公安局负责哪些任务？\n")
    assert done.returncode == 1
    assert "64项任务" in done.stdout


def test_query_in_every_format(store: Path) -> None:
    select = 'SELECT ?n { ?u rdfs:label "县发改局"@zh ; zp:leads/zp:number ?n } ORDER BY ?n'
    assert "共2行" in commanded("query", "-", store=store, given=select).stdout
    rows = json.loads(commanded("query", "-", "--format", "json", store=store, given=select).stdout)["results"]["bindings"]
    assert [row["n"]["value"] for row in rows] == ["11", "12"]
    assert commanded("query", "-", "--format", "csv", store=store, given=select).stdout.split() == ["n", "11", "12"]
    graph = commanded("query", "-", "--format", "turtle", store=store, given="CONSTRUCT { ?u zp:leads ?t } { ?u zp:leads ?t }")
    assert "zp:leads" in graph.stdout
    assert commanded("query", "-", "--format", "turtle", store=store, given=select).returncode == 2


def test_service_and_broken_queries_are_refused(store: Path) -> None:
    refused = commanded("query", "-", store=store, given="SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "SERVICE" in refused.stderr
    assert commanded("query", "-", store=store, given="SELECT * {").returncode == 1


def test_list_view_export_forget(store: Path, tmp_path: Path) -> None:
    assert "新政办发-2022-26号" in commanded("list", store=store).stdout
    page = tmp_path / "matrix.html"
    assert commanded("view", "matrix", "-o", page, store=store).returncode == 0
    assert "县工信科技局" in page.read_text("utf-8")
    assert commanded("view", "nothing", "-o", page, store=store).returncode == 2
    copy = tmp_path / "all.nq"
    assert commanded("export", "nquads", "-o", copy, store=store).returncode == 0
    other = tmp_path / "other"
    assert commanded("import", copy, store=other).returncode == 0
    again = tmp_path / "again.nq"
    commanded("export", "nquads", "-o", again, store=other)
    assert copy.read_bytes() == again.read_bytes()
    assert commanded("forget", "新政办发〔2022〕26号", store=other).returncode == 0
    assert "空的" in commanded("list", store=other).stdout
    assert commanded("forget", "新政办发〔2022〕26号", store=other).returncode == 1


def test_extract_prints_the_annotated_shape() -> None:
    done = commanded("extract", SAMPLE)
    plan = json.loads(done.stdout)
    assert set(plan) >= {"document", "sections", "tasks"}
    assert len(plan["tasks"]) == 64
    assert set(plan["tasks"][0]) >= {"number", "title", "section", "responsibility", "cites", "programmes", "targets", "deadlines"}


@pytest.mark.parametrize(
    ("name", "data"),
    [("空.txt", b""), ("空白.txt", b" \n\t\n"), ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(64)), ("什么.bin", bytes(range(256)))],
)
def test_what_cannot_be_read_changes_nothing(tmp_path: Path, name: str, data: bytes) -> None:
    bad = tmp_path / name
    bad.write_bytes(data)
    done = commanded("ingest", bad, store=tmp_path / "store")
    assert done.returncode == 1
    assert "没有读入" in done.stderr
    assert "空的" in commanded("list", store=tmp_path / "store").stdout


@pytest.mark.slow
def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(SAMPLE.read_bytes())
    done = commanded("ingest", tmp_path / "a.txt", tmp_path / "b.txt", store=tmp_path / "store")
    assert done.returncode == 0
    assert "读入1份文件" in done.stdout
    assert commanded("ingest", tmp_path / "a.txt", tmp_path / "b.txt", "--strict", store=tmp_path / "store").returncode == 1


def test_a_missing_file_is_said() -> None:
    done = commanded("extract", "没有这个文件.txt")
    assert done.returncode == 2
    assert "没有这个文件.txt" in done.stderr


@pytest.mark.parametrize("question", ["", "   ", "问" * 1001])
def test_an_empty_or_endless_question_is_refused(store: Path, question: str) -> None:
    assert commanded("ask", question, store=store).returncode == 1


def test_an_empty_store_says_so(tmp_path: Path) -> None:
    done = commanded("ask", "县文旅局牵头哪些任务", store=tmp_path / "none")
    assert done.returncode == 1
    assert "空" in done.stdout
