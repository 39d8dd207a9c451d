"""上下级对照, 年度对比: pairs by meaning, with both sentences and why; nothing said beyond the texts."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.test_house_floors import ROOT
from zhengpu.comparisons.comparison_file import COMPARISON_FORMS, comparison_text
from zhengpu.comparisons.comparison_words import LIMITS_TOLD
from zhengpu.graph.errors import InputError, UsageError
from zhengpu.http import create_app
from zhengpu.service import Zhengpu, open_zhengpu

FOLDER = ROOT / "tests" / "comparisons"
PERSON = {"accept": "text/html"}
PROVINCE, COUNTY = "临政办发〔2024〕18号", "青政办发〔2024〕41号"
LAST, THIS = "丰政办〔2023〕7号", "丰政办〔2024〕5号"


@pytest.fixture(scope="module")
def zp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    """A county's plan and the province's it rests on; a city's plans of two years."""
    with open_zhengpu(str(tmp_path_factory.mktemp("pairs") / "store")) as found:
        for path in sorted(FOLDER.glob("*.txt")):
            found.add(path.read_bytes(), path.name)
        yield found


@pytest.fixture(scope="module")
def client(zp: Zhengpu) -> Iterator[TestClient]:
    with TestClient(create_app(zp), raise_server_exceptions=False) as opened:
        yield opened


@pytest.mark.parametrize(("name", "a", "b", "kind"), [("kindergarten", COUNTY, PROVINCE, "levels"), ("river", THIS, LAST, "years")])
def test_tasks_and_targets_are_paired_as_a_careful_reader_does(zp: Zhengpu, name: str, a: str, b: str, kind: str) -> None:
    found, gold = zp.compare(a, b), _gold(name)
    assert all(pair.score >= 10 for pair in found.pairs)
    assert all(pair.score <= 10 for pair in found.maybe)
    assert (found.kind, found.a.source) == (kind, (FOLDER / gold["a"]).read_text("utf-8"))
    pairs = {(pair.a.number, pair.b.number) for pair in found.pairs}
    wanted = {(a, b) for a, b in gold["tasks"]}
    assert len(pairs & wanted) >= 0.9 * max(len(pairs), len(wanted)), (pairs - wanted, wanted - pairs)
    told = [[x, y] for x, y in gold["targets"] if any(x in pair.a.text and y in pair.b.text for pair in found.targets)]
    assert len(told) >= 0.8 * len(gold["targets"]), [one for one in gold["targets"] if one not in told]


def test_a_task_that_stands_in_no_part_has_no_heading(zp: Zhengpu) -> None:
    found = zp.compare("清建发〔2024〕7号", "清建发〔2023〕12号")
    assert {pair.b.heading for pair in found.pairs} == {""}
    wanted = {pair for matter in _gold("gengxin")["tasks"] for pair in map(tuple, matter)}
    assert len(wanted & {(pair.a.number, pair.b.number) for pair in found.pairs}) >= 7


def _gold(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def test_a_pair_shows_both_sentences_why_and_the_line_of_offices(zp: Zhengpu) -> None:
    found = zp.compare(COUNTY, PROVINCE)
    pair = next(one for one in found.pairs if one.a.number == 12)
    assert pair.sentence_a is not None
    assert pair.sentence_b is not None
    for plan, sentence in ((found.a, pair.sentence_a), (found.b, pair.sentence_b)):
        assert plan.source[sentence.span.slice] == sentence.quote
    assert "报警" in pair.sentence_a.quote
    assert "报警" in pair.sentence_b.quote
    assert ("省公安厅", "县公安局") in [(line.a, line.b) for line in pair.lines]
    assert "省公安厅～县公安局" in pair.why
    assert all(word in pair.a.text and word in pair.b.text for word in pair.shared)
    assert found.named is not None
    assert found.named.quote == PROVINCE


def test_what_has_no_counterpart_is_named_with_the_nearest(zp: Zhengpu) -> None:
    found = zp.compare(LAST, THIS)
    assert {one.task.number for one in found.only_a} == {5, 12}
    assert {one.task.number for one in found.only_b} == {3, 12}
    assert next(one.nearest.b.number for one in found.only_a if one.task.number == 5 and one.nearest) in (4, 5)
    assert "没有再列" in comparison_text(found)
    assert LIMITS_TOLD in comparison_text(found)


def test_targets_are_raised_lowered_kept(zp: Zhengpu) -> None:
    told = {pair.b.text: pair.verdict for pair in zp.compare(LAST, THIS).targets}
    for words, verdict in (("管网150公里", "raised"), ("80件", "lowered"), ("稳定在97%", "same")):
        assert [one for text, one in told.items() if words in text] == [verdict]
    assert any("人工湿地3处" in one.text for one in zp.compare(LAST, THIS).targets_only_b)


def test_the_order_of_asking_changes_nothing(zp: Zhengpu) -> None:
    one, other = zp.compare(COUNTY, PROVINCE), zp.compare(PROVINCE, COUNTY)
    assert (one.a.key, one.b.key) == (other.a.key, other.b.key)
    assert [(p.a.iri, p.b.iri, p.score) for p in one.pairs] == [(p.a.iri, p.b.iri, p.score) for p in other.pairs]


def test_what_cannot_be_compared_is_told(zp: Zhengpu) -> None:
    for a, b, said in ((COUNTY, COUNTY, "同它自己"), (COUNTY, "没有的文件", "没有"), ("丰泽市", COUNTY, "2个事物")):
        with pytest.raises(InputError, match=said):
            zp.compare(a, b)
    with pytest.raises(UsageError, match="levels"):
        zp.compare(COUNTY, PROVINCE, "up")


def test_the_page_the_data_and_the_files(client: TestClient, zp: Zhengpu) -> None:
    from openpyxl import load_workbook

    asked = {"a": COUNTY, "b": PROVINCE}
    page = client.get("/compare", params=asked, headers=PERSON).text
    for shown in ("上下级对照", "省公安厅～县公安局", "承接", "没有找到对应", "一键报警", "/documents/", "Excel", LIMITS_TOLD[:20]):
        assert shown in page, shown
    told = client.get("/api/compare", params=asked).json()
    assert (told["kind"], len(told["pairs"]), told["pairs"][0]["a"]["number"]) == ("levels", len(zp.compare(COUNTY, PROVINCE).pairs), 1)
    assert {"score", "words", "lines", "why", "targets"} <= set(told["pairs"][0])
    book = load_workbook(io.BytesIO(client.get("/compare.xlsx", params=asked).content))
    assert book.sheetnames == ["说明", "任务对照", "目标对照"]
    assert book["任务对照"].max_row == 1 + len(told["pairs"]) + len(told["maybe"]) + len(told["parts"]) + len(told["only_a"]) + len(
        told["only_b"]
    )
    assert client.get("/compare.csv", params=asked).text.count("省公安厅") >= 1
    for form, kind in COMPARISON_FORMS.items():
        assert client.get("/api/compare", params=asked | {"format": form}).headers["content-type"].startswith(kind.partition(";")[0])
    assert "请选" in client.get("/compare", headers=PERSON).text
    assert client.get("/api/compare", params={"a": COUNTY, "b": "没有的"}).status_code == 400
    assert client.get("/api/compare", params=asked | {"kind": "up"}).json()["code"] == UsageError.code


def test_titles_are_escaped(tmp_path: Path) -> None:
    with open_zhengpu(str(tmp_path / "store")) as zp:
        for number, year in ((1, 2023), (2, 2024)):
            text = f"甲县人民政府\n甲政发〔{year}〕{number}号\n甲县{year}年工作要点\n一、重点\n1.建设<b>桥</b>梁。建成桥梁3座。（县交通局牵头）\n"
            zp.add(text.encode(), f"{year}.txt")
        one, other = (entry.id for entry in zp.documents())
        with TestClient(create_app(zp)) as client:
            assert "<b>桥" not in client.get("/compare", params={"a": one, "b": other}, headers=PERSON).text


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from zhengpu.cli import main

    def run(*words: str) -> object:
        monkeypatch.setattr("sys.argv", ["zhengpu", "compare", *words, "--store", str(tmp_path / "store")])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code or 0

    with open_zhengpu(str(tmp_path / "store")) as zp:
        for year in (2023, 2024):
            zp.add((FOLDER / f"river_{year}.txt").read_bytes(), f"{year}.txt")
    assert run(LAST, THIS) == 0
    assert "年度对比" in capsys.readouterr().out
    assert run(LAST, THIS, "-o", str(tmp_path / "对照.xlsx")) == 0
    assert (tmp_path / "对照.xlsx").read_bytes().startswith(b"PK")
    assert run(LAST, THIS, "-o", str(tmp_path / "对照.pdf")) == 2
    assert not (tmp_path / "对照.pdf").exists()
    assert run(LAST, "没有的") == 1
    assert "zhengpu list" in capsys.readouterr().err


def test_the_picture_sets_units_of_one_line_beside_each_other(zp: Zhengpu) -> None:
    view = zp.view("compare", a=COUNTY, b=PROVINCE)
    line = next(group for group in view.groups if group.label == "同一条线")
    labels = {node.key: node.label for node in view.nodes}
    assert {"县公安局～省公安厅", "县财政局～省财政厅"} <= {labels[key] for key in line.members}
    police = next(node.key for node in view.nodes if node.label == "县公安局～省公安厅")
    assert sorted(edge.source for edge in view.edges if edge.target == police) == ["n0", "n1"]
    assert all(edge.evidence for edge in view.edges if edge.target == police)


def test_sentences_that_a_page_breaks_into_lines_are_shown_whole(tmp_path: Path) -> None:
    """Lines of 30 characters, as a page of print has them: the same pairs, and the sentences where they stand."""
    with open_zhengpu(str(tmp_path / "store")) as zp:
        for name in ("kindergarten_province", "kindergarten_county"):
            lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
            broken = ["\n".join(line[at : at + 30] for at in range(0, len(line), 30)) for line in lines]
            zp.add("\n\n".join(broken).encode(), f"{name}.txt")
        found = zp.compare(COUNTY, PROVINCE)
        assert len(found.pairs) >= 8
        for pair in found.pairs:
            for plan, sentence in ((found.a, pair.sentence_a), (found.b, pair.sentence_b)):
                assert sentence is not None
                assert plan.source[sentence.span.slice] == sentence.quote
                assert "牵头" not in sentence.quote
        assert any("\n" in pair.sentence_a.quote for pair in found.pairs if pair.sentence_a)
