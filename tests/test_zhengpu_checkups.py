"""责任体检, 承诺强度: what a plan leaves open, with its places; marks that anybody can check, never one figure alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.test_house_floors import ROOT
from zhengpu.checkups.checkup_file import CHECKUP_FORMS, checkup_text
from zhengpu.checkups.checkup_words import COMMITMENT_TOLD
from zhengpu.comparisons.comparing_plans import load_wording
from zhengpu.graph.checkup.commitment import checkup_data, load_commitment_words
from zhengpu.graph.checkup.plan_checkup import PlanCheckup
from zhengpu.graph.errors import InputError, UsageError
from zhengpu.graph.offices import load_offices
from zhengpu.http import create_app
from zhengpu.service import Zhengpu, open_zhengpu

PLAN, PERSON = "东政办发〔2024〕9号", {"accept": "text/html"}


@pytest.fixture(scope="module")
def zp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    with open_zhengpu(str(tmp_path_factory.mktemp("checkup") / "store")) as found:
        path = ROOT / "tests" / "checkups" / "park.txt"
        found.add(path.read_bytes(), path.name)
        yield found


@pytest.fixture(scope="module")
def found(zp: Zhengpu) -> PlanCheckup:
    return zp.checkup(PLAN)


def numbers(found: PlanCheckup, kind: str) -> list[int | None]:
    return [one.task.number if one.task else None for one in found.findings[kind]]


@pytest.mark.parametrize(
    ("kind", "tasks"),
    [
        ("no_unit", [None]),
        ("nobody", [3]),
        ("no_lead", [4]),
        ("no_date", [3, 4, 7, 8, 10]),
        ("no_number", [3, 4, 7, 8, 9, 11]),
        ("duplicate", [7]),
        ("conflict", [1, 2]),
    ],
)
def test_what_is_left_open_is_found(found: PlanCheckup, kind: str, tasks: list[int]) -> None:
    assert numbers(found, kind) == tasks


def test_a_finding_shows_its_places(found: PlanCheckup) -> None:
    for one in (one for items in found.findings.values() for one in items):
        for place in (one.place, one.other_place):
            assert place is None or found.plan.source[place.span.slice] == place.quote
    (passed,) = found.findings["no_unit"]
    assert "编号5" in passed.told
    assert passed.place is not None
    assert passed.place.quote == "方便群众报装。"
    dates, more = found.findings["conflict"]
    assert "2025年12月31日" in dates.told
    assert "2026年12月31日" in dates.told
    assert dates.other_place is not None
    assert "2025年底" in dates.other_place.quote
    assert "5座" in more.told
    assert found.findings["nobody"][0].place is not None
    assert "有关部门" in found.findings["nobody"][0].place.quote
    assert found.findings["duplicate"][0].other is not None
    assert found.findings["duplicate"][0].other.number == 8


def test_the_load_of_units(found: PlanCheckup) -> None:
    loads = {load.unit: load for load in found.loads}
    assert (loads["县发改局"].own, loads["县发改局"].tasks, loads["县发改局"].heavy) == (6, 6, True)
    assert not loads["县财政局"].heavy
    assert next(iter(loads)) == "县发改局"


def test_marks_tell_what_they_rest_on(found: PlanCheckup) -> None:
    marks = {task.number: one for task, one in found.commitments}
    assert marks[1].marks == ("verb", "number", "date", "lead")
    assert (marks[1].verb, marks[1].number, marks[1].lead) == ("建成", "500个", "县发改局")
    assert (marks[4].marks, marks[4].open_verb) == ((), "鼓励")
    assert "lead" not in marks[3].marks
    assert marks[11].date
    assert marks[9].date == "2024年9月30日"
    assert found.commitment.tasks == 10
    assert found.commitment.all == sum(len(one.marks) == 4 for one in marks.values())
    assert COMMITMENT_TOLD in checkup_text(found)


def test_examples_of_firm_and_open_sentences() -> None:
    words, verbs = load_commitment_words(), checkup_data()["verbs"]
    assert all(words.firm(one) for one in verbs["firm_examples"])
    assert not [one for one in verbs["open_examples"] if words.firm(one)]


def test_examples_of_names_that_point_at_nobody() -> None:
    import re

    vague, offices = checkup_data()["vague"], load_offices()
    points = {name: offices.is_group(name) and bool(re.search(vague["pattern"], name)) for name in (*vague["examples"], *vague["named"])}
    assert points == dict.fromkeys(vague["examples"], True) | dict.fromkeys(vague["named"], False)


def test_page_word_workbook_data_and_command(zp: Zhengpu, found: PlanCheckup, tmp_path: Path) -> None:
    from docx import Document
    from openpyxl import load_workbook

    key = found.plan.key
    with TestClient(create_app(zp)) as client:
        page = client.get(f"/checkup/{key}", headers=PERSON).text
        for shown in ("责任体检", "没有点名", "有关部门", "比总的还多", COMMITMENT_TOLD[:20], "/documents/", "Word"):
            assert shown in page, shown
        told = client.get(f"/api/documents/{key}/checkup").json()
        assert {one["kind"]: one["count"] for one in told["findings"]}["no_date"] == 5
        assert told["commitment"]["plan"]["tasks"] == 10
        assert told["commitment"]["tasks"][0]["verb"] == "建成"
        text = "\n".join(p.text for p in Document(io.BytesIO(client.get(f"/checkup/{key}.docx").content)).paragraphs)
        assert "没有写期限（5）" in text
        assert load_workbook(io.BytesIO(client.get(f"/checkup/{key}.xlsx").content)).sheetnames == ["说明", "要看的", "单位", "承诺强度"]
        for form, kind in CHECKUP_FORMS.items():
            sent = client.get(f"/api/documents/{key}/checkup", params={"format": form})
            assert sent.headers["content-type"].startswith(kind.partition(";")[0])
        assert client.get("/api/documents/nothing/checkup").status_code == 404
        assert client.get("/checkup/nothing", headers=PERSON).status_code == 404
        assert client.get("/checkup", follow_redirects=False).headers["location"].startswith("/checkup/")
    with pytest.raises(UsageError, match="格式"):
        zp.checkup_file(PLAN, "pdf")
    with pytest.raises(InputError, match="没有"):
        zp.checkup("没有的")


def test_wording_tells_common_words_from_rare_ones() -> None:
    wording = load_wording()
    assert wording.rarity("国家") < wording.rarity("移交") < wording.rarity("语料券")
    assert all(0 <= wording.rarity(word) <= 1 for word in ("的", "国家", "语料券"))
