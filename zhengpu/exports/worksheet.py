"""A worksheet as an office prints it: A4 across, title over every page, head repeated, pages numbered, rows as high as their text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any

__all__ = ["fill_sheet", "header_text", "row_height", "set_page"]

_BODY, _HEAD, _TITLE = "仿宋", "黑体", "方正小标宋简体"
_LINE, _HIGHEST = 15.0, 400.0
_NARROW, _WIDE = 13, 60
"""Narrow columns (numbers, roles, dates) are centred; those as wide as whole tasks do not make rows high."""

_LONGEST_CELL, _LONGEST_TITLE = 32_000, 60


def fill_sheet(sheet: Any, head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Any]], frozen: str) -> None:
    """Write a head and rows; filters on, head and first columns stay in sight."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    sheet.append(head)
    thin = Side("thin", color="7F7F7F")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    for cell, width in zip(sheet[1], widths, strict=True):
        cell.font, cell.border = Font(_HEAD, size=11, bold=True), box
        cell.fill = PatternFill("solid", fgColor="E7ECF3")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(cell.column)].width = width
    sheet.row_dimensions[1].height = 30
    font = Font(_BODY, size=10.5)
    left, middle = Alignment(vertical="center", wrap_text=True), Alignment(horizontal="center", vertical="center", wrap_text=True)
    # Setting a style costs openpyxl a search each time; a cell that has it lends it to all the others of its column.
    lent: list[Any] = [None] * len(widths)
    for index, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(index, column)
            if lent[column - 1] is None:
                cell.font, cell.border, cell.alignment = font, box, middle if widths[column - 1] <= _NARROW else left
                lent[column - 1] = copy(cell._style)
            cell._style = copy(lent[column - 1])
            _put(cell, value)
        sheet.row_dimensions[index].height = row_height(row, widths)
    sheet.freeze_panes = frozen
    sheet.auto_filter.ref = sheet.dimensions


def set_page(sheet: Any, title: str, printed: int) -> None:
    """A4 across, the first `printed` columns as wide as the paper, the title over and the number under every page."""
    from openpyxl.utils import get_column_letter

    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{get_column_letter(printed)}{sheet.max_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 1.0, 0.75, 0.45, 0.35
    sheet.oddHeader.center.text = header_text(title)
    sheet.oddHeader.center.font, sheet.oddHeader.center.size = f"{_TITLE},Regular", 18
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.oddFooter.center.size = 10


def header_text(title: str) -> str:
    """A title as it may stand over a page, where `&` begins a code.

    >>> header_text("甲&乙\\n计划")
    '甲&&乙 计划'
    """
    plain = "".join(" " if c.isspace() else c for c in title if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    cut = plain if len(plain) <= _LONGEST_TITLE else plain[: _LONGEST_TITLE - 1] + "…"
    return cut.replace("&", "&&")


def row_height(row: Sequence[Any], widths: Sequence[int]) -> float:
    """How many points a row needs so that every cell shows its whole text, as far as a sheet allows.

    >>> row_height(("县文旅局",), (20,)), row_height(("县文旅局" * 10,), (20,))
    (18.0, 78.0)
    """
    lines = 1
    for value, width in zip(row, widths, strict=False):
        if isinstance(value, str) and width < _WIDE:
            lines = max(lines, sum(-(-_ems(line) // max(width - 3, 1)) or 1 for line in value[:2_000].split("\n")))
    return min(lines * _LINE + 3, _HIGHEST)


def _ems(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _put(cell: Any, value: Any) -> None:
    """Numbers and dates as such; every text as text, also one that begins with `=`."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, int | Decimal):
        cell.value = value
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif value:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_LONGEST_CELL]
        cell.data_type = "s"
        cell.quotePrefix = True
