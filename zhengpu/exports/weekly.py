"""The weekly sheet of 督查 as a workbook and as a Word document: how things stand in one sentence, scores, what is late, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhengpu.exports.export import EVERYTHING, Export, ExportScope
from zhengpu.exports.sheets import clean, dress, fill_row, ruled
from zhengpu.exports.worksheet import fill_sheet, set_page
from zhengpu.graph.dates import date_text
from zhengpu.graph.oversight.docket import DocketItem, scorecard
from zhengpu.oversight.docket_rows import SCORE_COLUMNS, TASK_COLUMNS, score_row, summary, task_row

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["EXPORTS", "WeeklySheet", "weekly_sheet"]

_WEEK = timedelta(days=7)
_WIDTHS = (5, 24, 6, 24, 16, 16, 10, 14, 8, 30, 22, 22, 11, 9, 10, 28)
_SCORE_WIDTHS = (30, 9, 12, 9, 9, 9, 9, 9, 9)
_SHORT = ("灯", "序号", "任务", "牵头（责任）", "时限", "状态", "原因", "进展", "存在问题", "下一步")
_SHORT_WIDTHS = (1.2, 1.2, 4.2, 2.8, 2.5, 1.6, 3.0, 4.2, 2.3, 2.3)


@dataclass(frozen=True, slots=True)
class WeeklySheet:
    """Its title, the sentence at its head, the units' scores, and its parts (title, tasks), empty ones left out."""

    title: str
    sentence: str
    scores: tuple[tuple[str | int, ...], ...]
    parts: tuple[tuple[str, tuple[DocketItem, ...]], ...]


def weekly_sheet(zp: Zhengpu, scope: ExportScope = EVERYTHING) -> WeeklySheet:
    """What the sheet of a day says of the tasks in scope."""
    docket = scope.docket(zp)
    keys = {str(unit).split("/id/unit/", 1)[-1] for unit in scope.units}
    items = docket.items
    week = tuple(item for item in items if item.report and docket.today - _WEEK < item.report.updated <= docket.today)
    parts = (
        ("红灯任务", docket.where(light="红")),
        ("黄灯任务", docket.where(light="黄")),
        ("本月到期", docket.where(when="month")),
        ("本周更新", week),
        ("未报任务", docket.where(when="unreported")),
    )
    scores = tuple(score_row(score) for score in scorecard(items) if not keys or score.key in keys)
    title = "".join((f"《{scope.title}》" if scope.title else "", scope.unit, "督查周报"))
    return WeeklySheet(title, summary(docket, items), scores, tuple(part for part in parts if part[1]))


def _xlsx(zp: Zhengpu, path: Path, scope: ExportScope) -> str:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    said, book = weekly_sheet(zp, scope), Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "单位记分"
    fill_sheet(sheet, SCORE_COLUMNS, _SCORE_WIDTHS, said.scores, "B2")
    set_page(sheet, f"{said.title}单位记分", len(SCORE_COLUMNS))
    for title, items in said.parts:
        sheet = book.create_sheet(title)
        fill_sheet(sheet, TASK_COLUMNS, _WIDTHS, (task_row(item) for item in items), "E2")
        set_page(sheet, f"{said.title}{title}", len(TASK_COLUMNS) - 1)
        for row, item in enumerate(items, 2):
            if colour := _COLOURS.get(item.light or ""):
                sheet.cell(row, 1).fill = PatternFill("solid", fgColor=colour)
    first = book.create_sheet("概况", 0)
    first["A1"], first["A2"] = said.title, said.sentence
    first["A1"].font, first["A2"].alignment = Font("方正小标宋简体", size=20), Alignment(wrap_text=True, vertical="top")
    first.column_dimensions["A"].width, first.row_dimensions[2].height = 100, 60
    book.save(path)
    return f"{sum(len(items) for _, items in said.parts)}行"


_COLOURS = {"红": "F4B6B6", "黄": "FBE3A6", "绿": "C5E6C9"}


def _docx(zp: Zhengpu, path: Path, scope: ExportScope) -> str:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    said, book = weekly_sheet(zp, scope), Document()
    dress(book)
    book.add_heading(clean(said.title), level=1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    book.add_paragraph(clean(said.sentence))
    for title, items in said.parts:
        _part(book, title, _SHORT, _SHORT_WIDTHS, [_short(item) for item in items])
    _part(book, "单位记分", SCORE_COLUMNS, (6.0, *[2.2] * (len(SCORE_COLUMNS) - 1)), said.scores)
    book.save(str(path))
    return f"{sum(len(items) for _, items in said.parts)}行"


def _short(item: DocketItem) -> tuple[Any, ...]:
    given = dict(zip(TASK_COLUMNS, task_row(item), strict=True))
    return tuple(given[name] for name in _SHORT)


def _part(book: Any, title: str, head: Sequence[str], centimetres: Sequence[float], rows: Sequence[Sequence[Any]]) -> None:
    from docx.oxml import OxmlElement

    if not rows:
        return
    heading = book.add_paragraph()
    heading.add_run(f"{title}（{len(rows)}）").bold = True
    heading.paragraph_format.keep_with_next = True
    table, widths = ruled(book, head, centimetres)
    for values in rows:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        texts = [date_text(value.isoformat()) if isinstance(value, date) else "" if value is None else str(value) for value in values]
        fill_row(row.cells, texts, widths)


EXPORTS: tuple[Export, ...] = (
    Export(
        "weekly-xlsx",
        "督查周报（Excel）",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _xlsx,
        narrows=True,
    ),
    Export(
        "weekly-docx",
        "督查周报（Word）",
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _docx,
        narrows=True,
    ),
)
"""Both hold the same parts; the workbook has every column."""
