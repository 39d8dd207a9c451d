"""The task ledger (任务台账) as a spreadsheet: one row a task, frozen head, filters, the sentence each duty rests on."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhengpu.exports.export import Export

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["COLUMNS", "EXPORTS", "ledger_rows"]

COLUMNS = (
    "文件",
    "文号",
    "部分",
    "序号",
    "任务",
    "牵头单位",
    "责任单位",
    "配合单位",
    "指导部门",
    "量化目标",
    "完成时限",
    "引用文件",
    "任务原文",
    "职责原文",
)
_WIDTHS = (28, 20, 14, 6, 30, 20, 30, 30, 14, 36, 14, 30, 60, 40)
_ROLE_COLUMNS = {"leads": "牵头单位", "responsibleFor": "责任单位", "cooperatesOn": "配合单位", "guides": "指导部门"}
_LONGEST_CELL = 32_000

_TASKS = """
SELECT ?t ?title ?number ?path ?n ?task ?text {
  ?t a zp:Task ; zp:number ?n ; zp:position ?position ; rdfs:label ?task ; zp:text ?text ; zp:inDocument ?d . ?d dct:title ?title .
  OPTIONAL { ?d zp:documentNumber ?number } OPTIONAL { ?t zp:inSection/zp:path ?path }
} ORDER BY ?d ?position
"""
_DUTIES = """
SELECT ?t ?role ?unit ?quote {
  ?t zp:responsibility ?r . ?r zp:relation ?role ; zp:printed ?unit ; zp:order ?order ; zp:evidence/oa:hasSelector/oa:exact ?quote
} ORDER BY ?t ?order
"""
_TARGETS = "SELECT ?t ?text { ?t a zp:Task ; zp:hasTarget/zp:text ?text } ORDER BY ?t ?text"
_DATES = "SELECT ?t ?date { ?t a zp:Task . { ?t zp:deadline ?date } UNION { ?t zp:deadlineText ?date } } ORDER BY ?t ?date"
_CITES = "SELECT ?t ?label { ?t zp:cites/rdfs:label ?label } ORDER BY ?t ?label"


def ledger_rows(zp: Zhengpu) -> list[dict[str, Any]]:
    """One mapping a task, keyed by `COLUMNS`, in reading order."""
    listed: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for task, role, unit, quote in zp.store.query(_DUTIES):
        listed[str(task)][_ROLE_COLUMNS[str(role).rsplit("#", 1)[-1]]].append(str(unit))
        listed[str(task)]["职责原文"].append(str(quote))
    for column, text in (("量化目标", _TARGETS), ("完成时限", _DATES), ("引用文件", _CITES)):
        for task, value in zp.store.query(text):
            listed[str(task)][column].append(str(value))
    out = []
    for task, title, number, path, n, label, text in zp.store.query(_TASKS):
        row: dict[str, Any] = {"文件": title, "文号": number, "部分": path, "序号": n, "任务": label, "任务原文": text}
        row |= {column: "；".join(dict.fromkeys(values)) for column, values in listed[str(task)].items()}
        out.append(row)
    return out


def _xlsx(zp: Zhengpu, path: Path) -> str:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "任务台账"
    sheet.append(COLUMNS)
    for cell, width in zip(sheet[1], _WIDTHS, strict=True):
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F5FA8")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(cell.column)].width = width
    rows = ledger_rows(zp)
    for index, row in enumerate(rows, 2):
        for column, name in enumerate(COLUMNS, 1):
            value = row.get(name)
            cell = sheet.cell(index, column)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(value, int):
                cell.value = value
            elif value:
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_LONGEST_CELL]
                cell.data_type = "s"  # document text that begins with = stays text
                cell.quotePrefix = True
    sheet.freeze_panes = "F2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.save(path)
    return f"{len(rows)}项任务"


EXPORTS: tuple[Export, ...] = (
    Export("ledger-xlsx", "任务台账（Excel）", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
)
