"""Workbooks: each visible sheet is a table; lines of one cell above and below it are the paragraphs they look like."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.bytes.edge_rows import is_note_sheet
from zhengpu.ingest.bytes.elements import child, local
from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.bytes.package import Package, member_names, unread_parts
from zhengpu.ingest.document import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["XLSX", "sheet"]

_LONGEST_HEAD = 12
_NOTE = "注："

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _recognise(data: bytes, name: str) -> bool:
    return "xl/workbook.xml" in member_names(data)


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    from io import BytesIO

    from openpyxl import load_workbook

    package = Package.open(data, name, limits)
    draft = Draft()
    for member in package.archive.namelist():
        if member.endswith((".xml", ".rels")):
            root = package.xml(member)  # refuses what declares entities before another library sees it
            if member.startswith("xl/worksheets/sheet"):
                _uncomputed(draft, root)
    for kind, count in unread_parts(package.archive.namelist()):
        draft.left("unread-part", kind, count=count)
    book = load_workbook(BytesIO(data), data_only=True, keep_links=False)
    notes: list[str] = []
    for worksheet in book.worksheets:
        if worksheet.sheet_state == "visible":
            cells = _cells(worksheet)
            if is_note_sheet(worksheet.title, cells):
                notes += [line for cell in cells for line in cell.text.split("\n") if line.strip()]
            else:
                sheet(draft, cells)
        else:
            draft.left("unread-part", f"隐藏的工作表《{worksheet.title}》")
            draft.doubt("hidden-sheet", f"工作表《{worksheet.title}》是隐藏的，没有读。要读它请取消隐藏。")
    for line in notes:  # below the tables they speak of, so that they open no part of them
        draft.paragraph(_NOTE + line)
    return draft.document(name, _MEDIA_TYPE)


def _uncomputed(draft: Draft, root: _Element) -> None:
    """Tells of formulas whose values the file does not hold: they read as empty cells."""
    cells = [cell.get("r", "") for cell in root.iter() if local(cell) == "c" and child(cell, "f") is not None and not _held(cell)]
    if cells:
        where = "、".join(cells[:5]) + ("等" if len(cells) > 5 else "")
        draft.left("unread-part", f"没有结果的公式（{where}）", count=len(cells))
        message = f"有{len(cells)}个公式没有存下结果（{where}格），读作空白。请用 Excel 或 WPS 打开并保存一次再读。"
        draft.doubt("uncomputed-formula", message, "warning")


def _held(cell: _Element) -> bool:
    value = child(cell, "v")
    return value is not None and bool(value.text)


def sheet(draft: Draft, cells: Sequence[DraftCell]) -> None:
    """Writes a sheet down: each of its tables, which blank rows keep apart where a title or heads follow."""
    for part in _tables(cells):
        _table(draft, part)


def _tables(cells: Sequence[DraftCell]) -> list[list[DraftCell]]:
    rows: dict[int, list[DraftCell]] = {}
    for cell in cells:
        if cell.text.strip():
            rows.setdefault(cell.row, []).append(cell)
    starts, reached = [0], 0
    for row in sorted(rows):
        apart = row > reached + 1 and not any(char.isdecimal() for char in rows[row][0].text[:2])
        if apart and (len(rows[row]) == 1 or all(len(cell.text) <= _LONGEST_HEAD for cell in rows[row])):
            starts.append(row)
        reached = max(reached, *(cell.row + cell.rows - 1 for cell in rows[row]))
    ends = [*starts[1:], float("inf")]
    return [[cell for cell in cells if start <= cell.row < end] for start, end in zip(starts, ends, strict=True)]


def _table(draft: Draft, cells: Sequence[DraftCell]) -> None:
    """A table from the first to the last row of more than one filled cell, what is around it as paragraphs."""
    filled: dict[int, int] = {}
    for cell in cells:
        filled[cell.row] = filled.get(cell.row, 0) + bool(cell.text.strip())
    wide = [row for row, count in filled.items() if count > 1]
    first, last = (min(wide), max(wide)) if wide else (0, -1)
    # a cell merged over the last rows keeps them in the table
    last = max((cell.row + cell.rows - 1 for cell in cells if first <= cell.row <= last), default=last)
    for cell in cells:
        if cell.row < first or not wide:
            _paragraphs(draft, cell)
    draft.table(cell for cell in cells if first <= cell.row <= last)
    for cell in cells:
        if wide and cell.row > last:
            _paragraphs(draft, cell)


def _paragraphs(draft: Draft, cell: DraftCell) -> None:
    for line in cell.text.split("\n"):
        draft.paragraph(line)


def _cells(worksheet: Worksheet) -> list[DraftCell]:
    """The filled cells and the empty ones between them, row by row; a merged range is its first cell."""
    extents = {(merged.min_row, merged.min_col): (merged.size["rows"], merged.size["columns"]) for merged in worksheet.merged_cells.ranges}
    covered = {
        (row, column)
        for merged in worksheet.merged_cells.ranges
        for row in range(merged.min_row, min(merged.max_row, worksheet.max_row) + 1)
        for column in range(merged.min_col, min(merged.max_col, worksheet.max_column) + 1)
    } - extents.keys()
    # openpyxl keeps the cells that exist; asking it for rows would make a million empty ones
    existing = {place: text for place, cell in worksheet._cells.items() if (text := _text(cell))}
    rows = sorted({row for row, _ in existing})
    if not rows:
        return []
    columns = sorted({column for _, column in existing})
    cells = []
    for row in rows:
        for column in range(columns[0], columns[-1] + 1) if len(columns) * 4 > columns[-1] - columns[0] else columns:
            if (row, column) not in covered:
                down, across = extents.get((row, column), (1, 1))
                cells.append(DraftCell(row - rows[0], column - columns[0], existing.get((row, column), ""), down, across))
    return cells


def _text(cell: Cell) -> str:
    """A cell's value as it is shown: dates as dates, shares as per cent, whole numbers without a decimal point."""
    value, form = cell.value, str(getattr(cell, "number_format", ""))
    if value is None or isinstance(value, bool):
        return "" if value is None else ("是" if value else "否")
    if isinstance(value, date) and "y" in form.lower() and "d" not in re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", form.lower()):
        return f"{value.year}年{value.month}月" if "m" in form.lower() else f"{value.year}年"  # shown so: 2025年10月
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        if "%" in form:
            return f"{round(value * 100, 6):.12g}%"
        return f"{value:.12g}"
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").strip()


XLSX = Format("xlsx", _MEDIA_TYPE, (".xlsx", ".xlsm"), _recognise, _read)
