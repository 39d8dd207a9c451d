"""A checkup as a file: a Word report, a workbook, JSON, or text for a terminal."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

from zhengpu.checkups.checkup_words import COMMITMENT_TOLD, checkup_json, checkup_summary, heavy_told, share_row, where_told
from zhengpu.exports.sheets import clean, dress, fill_row, ruled
from zhengpu.exports.worksheet import fill_sheet, set_page
from zhengpu.graph.checkup.commitment import MARKS
from zhengpu.graph.checkup.plan_checkup import PlanCheckup
from zhengpu.graph.errors import UsageError

__all__ = ["CHECKUP_FORMS", "checkup_file", "checkup_text"]

CHECKUP_FORMS: Mapping[str, str] = {
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text": "text/plain; charset=utf-8",
}
"""The forms of `checkup_file` and their media types."""

_MOST_TOLD = 30
_FINDING_HEAD, _FINDING_CM, _FINDING_WIDTHS = ("任务", "怎样", "原文", "另一处"), (6.2, 6.6, 7.0, 5.0), (30, 34, 44, 44)
_LOAD_HEAD = ("单位", "任务", "牵头或负责", "轻重", *(f"其中{label}" for label in MARKS.values()), "四样齐全")
_LOAD_CM, _LOAD_WIDTHS = (5.6, 1.8, 2.6, 1.6, 3.0, 2.6, 2.6, 2.8, 2.4), (30, 9, 13, 9, 13, 13, 13, 13, 13)
_TASK_HEAD = ("任务", *MARKS.values(), "敞口的词")
_TASK_CM, _TASK_WIDTHS = (8.6, 2.8, 3.2, 4.0, 4.2, 2.2), (44, 14, 16, 20, 26, 13)


def checkup_file(found: PlanCheckup, form: str) -> bytes:
    """The checkup in one of `CHECKUP_FORMS`. Raises `UsageError` for another."""
    match form:
        case "json":
            return json.dumps(checkup_json(found), ensure_ascii=False).encode()
        case "docx":
            return _word(found)
        case "xlsx":
            return _workbook(found)
        case "text":
            return checkup_text(found).encode()
    raise UsageError(f"体检没有“{form[:20]}”这种格式", f"可以是 {'、'.join(CHECKUP_FORMS)}", "请改用其中之一")


def _finding_rows(found: PlanCheckup, kind: str) -> list[tuple[str, ...]]:
    return [
        (
            where_told(one),
            one.told,
            one.place.quote if one.place else "",
            "：".join(filter(None, (one.other.called if one.other else "", one.other_place.quote if one.other_place else ""))),
        )
        for one in found.findings[kind]
    ]


def _load_rows(found: PlanCheckup) -> list[tuple[str, ...]]:
    return [(one.unit, str(one.tasks), str(one.own), "重" if one.heavy else "", *share_row(one.commitment)) for one in found.loads]


def _task_rows(found: PlanCheckup) -> list[tuple[str, ...]]:
    return [(task.called, *(getattr(one, name) for name in MARKS), one.open_verb) for task, one in found.commitments]


def _word(found: PlanCheckup) -> bytes:
    from docx import Document

    book, out = Document(), io.BytesIO()
    dress(book)
    book.add_heading(clean(f"{found.plan.title}责任体检"), level=1)
    book.add_paragraph(clean(checkup_summary(found)))
    for kind in found.kinds:
        rows = _finding_rows(found, kind.kind)
        book.add_heading(clean(f"{kind.title}（{len(rows)}）"), level=2)
        book.add_paragraph(clean(kind.means))
        used = len(_FINDING_HEAD) if any(row[-1] for row in rows) else len(_FINDING_HEAD) - 1
        if rows:
            _ruled(book, _FINDING_HEAD[:used], _FINDING_CM[:used], [row[:used] for row in rows])
    book.add_heading("单位的任务多少", level=2)
    book.add_paragraph(clean(heavy_told(found)))
    _ruled(book, _LOAD_HEAD, _LOAD_CM, _load_rows(found))
    book.add_heading("承诺强度", level=2)
    book.add_paragraph(clean(COMMITMENT_TOLD))
    _ruled(book, _TASK_HEAD, _TASK_CM, _task_rows(found))
    book.save(out)
    return out.getvalue()


def _ruled(book: object, head: tuple[str, ...], centimetres: tuple[float, ...], rows: list[tuple[str, ...]]) -> None:
    table, widths = ruled(book, head, centimetres)
    for row in rows:
        fill_row(table.add_row().cells, row, widths)


def _workbook(found: PlanCheckup) -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    first = book.active
    assert first is not None
    first.title = "说明"
    told = [("结论", checkup_summary(found)), *((kind.title, kind.means) for kind in found.kinds)]
    fill_sheet(first, ("项目", "内容"), (20, 58), [*told, ("承诺强度", COMMITMENT_TOLD), ("轻重", heavy_told(found))], "A2")
    set_page(first, f"{found.plan.title}责任体检", 2)
    findings = [(kind.title, *row) for kind in found.kinds for row in _finding_rows(found, kind.kind)]
    for name, head, widths, rows in (
        ("要看的", ("类别", *_FINDING_HEAD), (18, *_FINDING_WIDTHS), findings),
        ("单位", _LOAD_HEAD, _LOAD_WIDTHS, _load_rows(found)),
        ("承诺强度", _TASK_HEAD, _TASK_WIDTHS, _task_rows(found)),
    ):
        sheet = book.create_sheet(name)
        fill_sheet(sheet, head, widths, rows, "B2")
        set_page(sheet, f"{found.plan.title}责任体检", len(head))
    book.save(out)
    return out.getvalue()


def checkup_text(found: PlanCheckup) -> str:
    """For a terminal."""
    lines = [f"《{found.plan.title}》{found.plan.number}责任体检", checkup_summary(found)]
    for kind in found.kinds:
        items = found.findings[kind.kind]
        if items:
            lines += ["", f"【{kind.title}】{len(items)}项：{kind.means}"]
            lines += [f"  {where_told(one)}：{one.told}" for one in items[:_MOST_TOLD]]
            lines += [f"  ……还有{len(items) - _MOST_TOLD}项"] if len(items) > _MOST_TOLD else []
    lines += ["", f"【单位】{heavy_told(found)}"]
    lines += [f"  {one.unit}：{one.tasks}项，牵头或负责{one.own}项{'（重）' if one.heavy else ''}" for one in found.loads[:_MOST_TOLD]]
    lines += ["", f"【承诺强度】{COMMITMENT_TOLD}"]
    lines += [f"  {task.called}：{one.told}" for task, one in found.commitments]
    return "\n".join(lines)
