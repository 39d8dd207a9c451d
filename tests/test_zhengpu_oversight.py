"""督查: the ledger goes out and comes back, progress stays apart from the plans, lights follow stated rules."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.drawn_plan import plan, unit
from tests.returned_ledger import DUTIES, TODAY, filled, two_plans, written
from zhengpu.exports import find_export
from zhengpu.graph.errors import DefinitionError, UnreadableDocument
from zhengpu.graph.oversight import docket_book
from zhengpu.graph.oversight.docket import DocketScope, docket, scorecard
from zhengpu.graph.oversight.lights import Situation, lights_text, load_lights
from zhengpu.oversight import ledger_reading
from zhengpu.oversight.ledger_reading import column_of, read_ledger
from zhengpu.oversight.telling import docket_text, returned_text, settled
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings


@pytest.fixture
def zp() -> Iterator[Zhengpu]:
    """Two plans in memory."""
    with two_plans() as found:
        yield found


def exported(zp: Zhengpu, name: str, path: Path, **scope: Any) -> Path:
    """An export as a file."""
    export = find_export(name)
    file = path / f"out{export.suffix}"
    export.write(zp, file, export.scope(zp, today=TODAY, **scope))
    return file


def test_every_rule_shows_its_examples() -> None:
    lights, said = load_lights(), tomllib.loads(lights_text())
    shown: set[str] = set()
    for rule in said["rule"]:
        for given in rule["examples"]:
            known = {
                "today": given["today"],
                "due": given.get("due"),
                "updated": given.get("updated"),
                "dates": tuple(given.get("dates", ())),
            }
            now = Situation(**known, state=given.get("state", "未报"))
            judged = lights.judge(now)
            assert judged.light == rule["light"], given
            assert judged.why.startswith(rule["why"].partition("{")[0]), given
            assert "None" not in judged.why
        shown.add(rule["light"])
    assert shown == {"红", "黄", "绿"}
    for wordings in said["states"].values():
        assert wordings


@pytest.mark.parametrize("line", ['colour = "红"', "due_within = true", 'states = ["在忙"]'])
def test_a_rule_that_is_none_names_what_is_wrong(line: str) -> None:
    with pytest.raises(DefinitionError, match="规则不对"):
        load_lights(f'soon = 30\n[states]\n[[rule]]\nlight = "红"\nwhy = ""\n{line}\n')


def test_columns_are_told_by_their_heads() -> None:
    said = tomllib.loads((Path(ledger_reading.__file__).parent / "columns.toml").read_text("utf-8"))
    for example in said["example"]:
        assert column_of(example["head"]) == example["column"], example["head"]
    for column, wordings in said["columns"].items():
        assert all(column_of(wording) == column for wording in wordings)


def test_without_a_ledger_nothing_is_said_of_how_tasks_stand(zp: Zhengpu) -> None:
    today = docket(zp.store, TODAY)
    assert not today.loaded
    assert [item.light for item in today.items] == [None] * 5
    assert {item.state for item in today.items} == {""}
    assert today.where(when="overdue") == today.where(when="unreported") == ()
    assert [item.number for item in today.where(when="passed")] == [1]
    assert "还没有载入进展" in docket_text(today)
    assert "逾期" not in docket_text(today)


def test_the_ledger_goes_out_and_comes_back(zp: Zhengpu, tmp_path: Path) -> None:
    before = set(map(str, zp.store.quads()))
    questions = zp.store.index.settled().check()

    fill = {
        1: {"进展": "主体完工", "状态": "推进中", "更新时间": "2024-06-08", "责任领导": "王某", "填报": "县档案局办公室"},
        2: {"状态": "已完成", "更新时间": date(2024, 6, 9), "进展": "全部通水"},
        3: {"状态": "进行中", "存在问题": "师资不足", "下一步": "与市医院联办", "更新时间": "2024年4月1日"},
    }

    found = zp.oversight.take(filled(zp, tmp_path, fill), "甲县.xlsx", today=TODAY)
    assert (found.stored, found.unchanged, found.empty, found.waiting) == (3, 0, 1, ())
    today = zp.oversight.docket(TODAY)
    lit = {item.number: (item.light, item.state) for item in today.items if item.document_key == "甲政发-2024-2号"}
    assert lit == {1: ("红", "逾期"), 2: ("绿", "已完成"), 3: ("红", "进行中"), 4: (None, "未报")}
    assert [item.light for item in today.items if item.document_key != "甲政发-2024-2号"] == [None]
    first = next(item for item in today.items if item.number == 1 and item.report)
    assert first.report is not None
    assert (first.report.reporter, first.report.source, first.report.updated, first.leader) == (
        "县档案局办公室",
        "甲县.xlsx",
        date(2024, 6, 8),
        "王某",
    )
    assert first.why == "时限2024年5月31日已过10天，没有报完成"
    # What the plans say has not changed, and questions about them never meet it.
    added = {quad for quad in zp.store.quads() if str(quad) not in before}
    assert {quad.graph_name.value for quad in added} == {zp.store.names.progress_graph}
    assert before <= set(map(str, zp.store.quads()))
    assert questions == zp.store.index.settled().check() == ()


def test_the_same_ledger_twice_adds_nothing_and_a_later_one_stands(zp: Zhengpu, tmp_path: Path) -> None:
    data = filled(zp, tmp_path, {2: {"进展": "开工", "状态": "进行中", "更新时间": "2024-06-01"}})
    assert zp.oversight.take(data, "一.xlsx", today=TODAY).stored == 1
    assert zp.oversight.take(data, "一.xlsx", today=TODAY).unchanged == 1
    # What goes out again holds what was reported; sent back as it is, it says nothing new.
    again = filled(zp, tmp_path, {})
    assert zp.oversight.take(again, "二.xlsx", today=date(2024, 6, 11)).stored == 0
    later = filled(zp, tmp_path, {2: {"进展": "完工", "状态": "已办结", "更新时间": "2024-06-12"}})
    assert zp.oversight.take(later, "三.xlsx", today=date(2024, 6, 12)).stored == 1
    item = next(item for item in zp.oversight.docket(date(2024, 6, 12)).items if item.title == "开展节水改造")
    assert [report.progress for report in item.reports] == ["开工", "完工"]
    assert (item.light, item.state) == ("绿", "已完成")


def test_rows_without_a_task_are_matched_and_wait(zp: Zhengpu) -> None:
    data = written(
        ("甲县督查台账",),
        ("序号", "工作任务", "牵头单位", "完成时限", "工作进展情况", "完成状态", "备注"),
        (1, "建设数字档案馆", "县档案局", "2024年5月31日", "主体完工", "推进中", ""),
        (2, "开展节水改造工程", "县水务局", "", "通水", "已完成", ""),
        (9, "种植行道树", "县林业局", "", "栽了三千棵", "进行中", ""),
    )
    found = zp.oversight.take(data, "来件.xlsx", today=TODAY)
    assert found.stored == 0
    assert [(row.place, row.clear, [one.number for one in row.candidates]) for row in found.waiting] == [
        ("台账!3", True, [1]),
        ("台账!4", False, [2]),
        ("台账!5", False, []),
    ]
    assert "备注" in "".join(found.remarks)
    assert not zp.oversight.docket(TODAY).loaded
    asked: list[str] = []
    answers = settled(found.waiting, lambda question: asked.append(question) is None)
    assert len(asked) == 2
    done = zp.oversight.take(data, "来件.xlsx", matches=answers, today=TODAY)
    assert done.stored == 2
    assert [row.place for row in done.waiting] == ["台账!5"]
    assert any("台账写的是县水务局，计划写的是县水利局" in remark for remark in done.remarks)
    assert "没有相近的任务" in returned_text(done, 2)
    # The answer “none of them” is one too.
    assert zp.oversight.take(data, "来件.xlsx", matches={"台账!5": ""}, today=TODAY).waiting[0].place == "台账!3"
    assert len(zp.oversight.take(data, "来件.xlsx", clear=True, today=TODAY).waiting) == 2


def test_deadlines_and_states_of_the_ledger_are_its_own(zp: Zhengpu, tmp_path: Path) -> None:
    fill = {
        4: {"时限": "2024年6月底", "状态": "未启动", "更新时间": "2024.6.9"},
        2: {"状态": "研究中", "更新时间": "2030-01-01"},
        3: {"销号": "√", "更新时间": "2024-06-09"},
    }

    found = zp.oversight.take(filled(zp, tmp_path, fill), "表.xlsx", reporter="县督查室", today=TODAY)
    items = {item.number: item for item in zp.oversight.docket(TODAY).items if item.reporting}
    assert (items[4].due, items[4].due_from, items[4].light) == (date(2024, 6, 30), "台账", "红")
    assert items[4].dates == ()
    assert (items[3].state, items[3].light) == ("已销号", "绿")
    assert items[2].state == "未写明"
    assert items[2].report is not None
    assert (items[2].report.written, items[2].report.updated, items[2].report.reporter) == ("研究中", TODAY, "县督查室")
    told = "\n".join(found.remarks)
    assert "状态“研究中”不是认得的写法" in told
    assert "更新时间2030-01-01还没有到" in told


def test_what_is_no_ledger_is_told(zp: Zhengpu) -> None:
    for data in (b"", b"PK\x03\x04nonsense", written(("姓名", "电话"), ("甲", "1"))):
        with pytest.raises(UnreadableDocument):
            zp.oversight.take(data, "表.xlsx", today=TODAY)


def test_merged_cells_stand_in_all_their_lines() -> None:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for line in (("序号", "任务", "进展"), (1, "修路", "一段"), (None, None, "二段")):
        sheet.append(line)
    sheet.merge_cells("B2:B3")
    book.save(out)
    assert [(row.cell("title"), row.cell("progress")) for row in read_ledger(out.getvalue(), "表.xlsx").rows] == [
        ("修路", "一段"),
        ("修路", "二段"),
    ]


def test_a_head_of_two_lines_is_one_head() -> None:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for line in (
        ("甲县重点工作督查台账",),
        ("序号", "重点任务", "责任单位", "落实情况", None, None, "备注"),
        (None, None, None, "目前进展", "存在问题", "下步打算", None),
        (1, "修路", "县交通局", "一段通车", "雨季停工", "抢工期", "略"),
    ):
        sheet.append(line)
    for area in ("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:G3"):
        sheet.merge_cells(area)
    book.save(out)
    ledger = read_ledger(out.getvalue(), "表.xlsx")
    assert [dict(row.cells) for row in ledger.rows] == [
        {"number": "1", "title": "修路", "leads": "县交通局", "progress": "一段通车", "trouble": "雨季停工", "following": "抢工期"}
    ]
    assert ledger.rows[0].line == 4
    assert ledger.passed == ("工作表“Sheet”里这些列没有读：备注",)


def test_lists_scores_and_the_month(zp: Zhengpu, tmp_path: Path) -> None:
    data = filled(zp, tmp_path, {1: {"进展": "停工", "状态": "进行中", "更新时间": "2024-06-08"}})
    zp.oversight.take(data, "表.xlsx", today=TODAY)
    today = zp.oversight.docket(TODAY)
    assert [item.number for item in today.where(light="红")] == [1]
    assert [item.title for item in today.where(when="month")] == ["举办招聘会", "开展节水改造"]
    assert [item.title for item in today.where(when="soon")] == ["举办招聘会", "开展节水改造"]
    assert [item.number for item in today.where(when="unreported")] == [2, 3, 4]
    assert [item.number for item in today.where(state="逾期")] == [item.number for item in today.where(when="overdue")] == [1]
    assert [item.number for item in today.where(unit="县财政局")] == [1, 3]
    assert len(today.where(due_before=date(2024, 6, 20))) == 2
    scores = {score.unit: score for score in scorecard(today.items)}
    assert (scores["县财政局"].tasks, scores["县财政局"].own, scores["县财政局"].red) == (2, 0, 1)
    assert next(iter(scores)) in ("县档案局", "县财政局")


def test_weekly_sheets_and_the_calendar(zp: Zhengpu, tmp_path: Path) -> None:
    from docx import Document
    from icalendar import Calendar

    data = filled(zp, tmp_path, {1: {"进展": "@停工", "状态": "进行中", "更新时间": "2024-06-08"}})
    zp.oversight.take(data, "表.xlsx", today=TODAY)
    book = load_workbook(exported(zp, "weekly-xlsx", tmp_path))
    assert book.sheetnames == ["概况", "单位记分", "红灯任务", "黄灯任务", "本月到期", "本周更新", "未报任务"]
    assert "红灯1项" in str(book["概况"]["A2"].value)
    assert book["红灯任务"]["J2"].value == "@停工"
    assert book["红灯任务"]["J2"].data_type == "s"
    paper = Document(str(exported(zp, "weekly-docx", tmp_path)))
    assert any("红灯任务（1）" in paragraph.text for paragraph in paper.paragraphs)
    assert "停工" in "".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    raw = exported(zp, "deadlines-ics", tmp_path).read_bytes()
    events = Calendar.from_ical(raw).walk("VEVENT")
    assert sorted((event["DTSTART"].dt, str(event["SUMMARY"])) for event in events) == [
        (date(2024, 5, 31), "1. 建设数字档案馆"),
        (date(2024, 6, 20), "1. 举办招聘会"),
        (date(2024, 6, 30), "2. 开展节水改造"),
        (date(2024, 12, 31), "3. 培训乡村医生"),
    ]
    assert raw == exported(zp, "deadlines-ics", tmp_path).read_bytes()
    assert len(Calendar.from_ical(exported(zp, "deadlines-ics", tmp_path, unit=unit("县水利局")).read_bytes()).walk("VEVENT")) == 1


def test_the_ledger_hides_its_key_and_offers_states(zp: Zhengpu, tmp_path: Path) -> None:
    sheet = load_workbook(exported(zp, "ledger-xlsx", tmp_path))["督查台账"]
    last = sheet.cell(1, sheet.max_column)
    assert last.value == "标识"
    assert sheet.column_dimensions[last.column_letter].hidden
    assert str(sheet.cell(2, sheet.max_column).value).startswith("https://")
    assert "未开始" in sheet.data_validations.dataValidation[0].formula1
    assert [cell.value for cell in sheet[1]][:12] == [
        "序号", "任务", "责任领导", "牵头（责任）", "配合", "时限", "进展", "存在问题", "下一步", "状态", "更新时间", "销号",
    ]  # fmt: skip


def test_reports_of_tasks_that_are_gone_are_kept_and_told(zp: Zhengpu, tmp_path: Path) -> None:
    data = filled(zp, tmp_path, {1: {"进展": "开工", "状态": "进行中"}})
    zp.oversight.take(data, "表.xlsx", today=TODAY)
    zp.forget("甲政发-2024-2号")
    today = zp.oversight.docket(TODAY)
    assert len(today.strays) == 1
    assert not today.loaded
    assert "不在图谱里" in docket_text(today)


def test_the_interface_lists_narrows_and_takes_ledgers(zp: Zhengpu, tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    from zhengpu.http import create_app

    with TestClient(create_app(zp), raise_server_exceptions=False) as client:
        given = {"today": TODAY.isoformat()}
        before = client.get("/api/progress", params=given).json()
        assert (before["loaded"], before["total"], before["lights"]) == (False, 5, {"红": 0, "黄": 0, "绿": 0})
        assert before["items"][1]["light"] is before["items"][1]["state"] is None
        data = filled(zp, tmp_path, {1: {"进展": "停工", "状态": "进行中", "更新时间": "2024-06-08"}})
        taken = client.post("/api/progress", files={"file": ("表.xlsx", data)}, data=given | {"by": "县督查室"})
        assert taken.json() | {"remarks": []} == {"stored": 1, "unchanged": 0, "empty": 3, "waiting": [], "remarks": []}
        red = client.get("/api/progress", params=given | {"light": "红"}).json()
        assert [item["label"] for item in red["items"]] == ["建设数字档案馆"]
        assert red["items"][0]["progress"]["reporter"] == "县督查室"
        assert client.get("/api/progress", params=given | {"unit": "县财政局"}).json()["total"] == 2
        assert client.get("/api/progress", params=given | {"due_before": "2024-06-01"}).json()["total"] == 1
        csv = client.get("/api/progress", params=given | {"when": "overdue", "format": "csv"})
        assert "停工" in csv.text
        assert csv.text.count("\n") == 2
        assert client.get("/api/progress/scorecard", params=given | {"format": "xlsx"}).content.startswith(b"PK")
        assert client.get("/api/progress/scorecard", params=given).json()["items"][0]["red"] == 1
        loose = written(("任务", "状态"), ("开展节水改造", "已完成"))
        waits = client.post("/api/progress", files={"file": ("来.xlsx", loose)}, data=given).json()["waiting"]
        answer = f'{{"{waits[0]["place"]}": "{waits[0]["candidates"][0]["task"]}"}}'
        assert client.post("/api/progress", files={"file": ("来.xlsx", loose)}, data=given | {"matches": answer}).json()["stored"] == 1
        for wrong in ("[]", "{", '{"a": 1}'):
            assert client.post("/api/progress", files={"file": ("来.xlsx", loose)}, data={"matches": wrong}).status_code == 400
        assert client.post("/api/progress", files={"file": ("来.xlsx", b"x")}).status_code == 422
        away = client.post("/api/progress", files={"file": ("来.xlsx", loose)}, headers={"origin": "https://elsewhere.example"})
        assert away.status_code == 403
        assert client.get("/api/export/weekly-docx", params=given).content.startswith(b"PK")
        assert client.get("/api/export/deadlines-ics", params=given).text.startswith("BEGIN:VCALENDAR")


def test_the_command_takes_a_ledger_and_tells_the_day(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from zhengpu.cli import app
    from zhengpu.graph.store import EmbeddedStore

    home = str(tmp_path / "store")
    with Zhengpu(EmbeddedStore(Path(home)), Settings(store=home)) as found:
        found.store.replace(plan("甲政发〔2024〕2号", "甲县民生实事计划", DUTIES))
        data = filled(found, tmp_path, {1: {"进展": "停工", "状态": "进行中", "更新时间": "2024-06-08"}})
    ledger, loose = tmp_path / "表.xlsx", tmp_path / "来.xlsx"
    ledger.write_bytes(data)
    loose.write_bytes(written(("任务", "状态"), ("开展节水改造", "已完成")))
    run, common = CliRunner().invoke, ["--store", home, "--today", "2024-06-10"]
    done = run(app, ["progress", str(ledger), *common])
    assert (done.exit_code, "记入1项任务的进展" in done.output) == (0, True)
    waits = run(app, ["progress", str(loose), *common])
    assert (waits.exit_code, "1行没有标识" in waits.output) == (1, True)
    assert "记入1项" in run(app, ["progress", str(loose), "--yes", *common]).output
    told = run(app, ["progress", *common]).output
    assert "红灯1项" in told
    assert "没有报完成" in told
    assert '"loaded": true' in run(app, ["progress", "--json", *common]).output


def test_a_part_of_the_docket_is_what_the_whole_says_of_it(zp: Zhengpu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zp.oversight.take(filled(zp, tmp_path, {1: {"进展": "停工", "状态": "进行中", "更新时间": "2024-06-08"}}), "表.xlsx", today=TODAY)
    whole = zp.oversight.docket(TODAY)
    for scope, fits in (
        (DocketScope(document=whole.items[0].document), lambda item: item.document == whole.items[0].document),
        (DocketScope(unit=unit("县财政局")), lambda item: "县财政局" in item.units()),
        (DocketScope(tasks=(whole.items[2].task,)), lambda item: item.task == whole.items[2].task),
        (DocketScope(tasks=()), lambda _: False),
    ):
        assert zp.oversight.docket(TODAY, scope).items == tuple(item for item in whole.items if fits(item))
    # Of very many tasks those are listed whose ledger came back; a page of one document still has them all.
    monkeypatch.setattr(docket_book, "MOST_TASKS", 2)
    few = docket_book.DocketBook(zp.store).on(TODAY)
    assert {item.document_key for item in few.items} == {"甲政发-2024-2号"}
    assert len(few.items) == 4
    assert few.items == tuple(item for item in whole.items if item.document_key == "甲政发-2024-2号")
