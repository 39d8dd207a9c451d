"""Whether the first row of a page goes on with the last one of the page before: what speaks for it is weighed column by column.

Numbers decide. Without them, a row cut by the page's end lacks cells on the next page that rows have, and what is there goes on within
words; a whole row begins with names and clauses, below cells that end with them. How often a column is filled, and how often its cells have
several lines, the table tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from zhengpu.ingest.spaced.seam_signs import SeamSigns

__all__ = ["SURE", "PageRow", "RowCell", "resuming"]

SURE = 1.0

_ORDINAL = re.compile(r"[（(]?\d{1,4}(?:[.．-]\d{1,3}){0,3}[)）]?[.．、]?")
_CERTAIN = 9.0
_RARE = 0.8
"""Rows that go over a page are so much rarer than those that do not (a logarithm of odds, as are all below)."""
_MOST = 2.5
_BROKEN, _ENDED, _SHORT, _FULL = 2.0, -1.0, -1.5, 0.4
_NEW_COLUMN = -1.5
_SIGNS = 0.6
_LISTED = 0.4
_GOES_ON, _BEGUN = "、，,（(《“/／", "、，。；：）)》”,;:"
_ENDS = "。；;！？"


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell's text, its lines that are names of their own apart by line ends; of how many lines it is, and whether the last is full."""

    text: str
    lines: int = 1
    full: bool = False


PageRow = Mapping[int, RowCell]
"""The cells of a row that have text, by column."""


def resuming(upper: PageRow, lower: PageRow, others: Sequence[PageRow], skip: frozenset[int] = frozenset()) -> float:
    """What speaks for `lower` being the rest of `upper`, above zero if it is taken to be; beyond `SURE` either way there is no doubt.

    `others` are further rows of the table, and nothing is said of columns to `skip`.

    >>> rows = [{0: RowCell(f"办好第{n}件事"), 1: RowCell("县财政局、县教育局、县水利局", 2)} for n in range(6)]
    >>> upper = {0: RowCell("办好最后一件事"), 1: RowCell("县农业农村局、县教", 1, full=True)}
    >>> resuming(upper, {1: RowCell("育局、县水利局")}, rows) > 0 > resuming(upper, rows[0], rows)
    True
    """
    if not lower or not upper:
        return -_CERTAIN
    numbered = _numbered(others, skip)
    if numbered >= 0:
        return -_CERTAIN if numbered in lower and _ORDINAL.fullmatch("".join(lower[numbered].text.split())) else _CERTAIN
    said = [cell.text for row in (*others, upper, lower) for cell in row.values()]
    whole = [cell.text.strip() for row in others for cell in row.values()]
    signs = SeamSigns.of(said, whole, whole)
    columns = {column for row in (*others, upper, lower) for column in row} - skip
    return sum(_evidence(upper.get(column), lower.get(column), [row.get(column) for row in others], signs) for column in columns) - _RARE


def _numbered(others: Sequence[PageRow], skip: frozenset[int]) -> int:
    """The column in which every row has its number, or -1: numbers decide."""
    columns = sorted({column for row in others for column in row} - skip) if len(others) > 1 else []
    for column in columns:
        said = [row[column].text if column in row else "" for row in others]
        if all(_ORDINAL.fullmatch("".join(text.split())) for text in said):
            return column
    return -1


def _evidence(upper: RowCell | None, lower: RowCell | None, others: Sequence[RowCell | None], signs: SeamSigns) -> float:
    cells = [cell for cell in others if cell]
    filled = (len(cells) + 0.5) / (len(others) + 1)
    tall = (sum(cell.lines > 1 for cell in cells) + 0.3) / (len(cells) + 1)
    if lower is None:
        return min(log((1 - tall / 2) / (1 - filled)), _MOST)
    if upper is None:
        return _NEW_COLUMN
    named = [cell for cell in cells if cell.lines > 1]
    listed = sum("\n" in cell.text.strip() for cell in named) > _LISTED * len(named) > 0
    return max(min(log(tall / filled), 0.0), -_MOST) + _seam(upper, lower.text.strip(), signs, listed=listed)


def _seam(upper: RowCell, after: str, signs: SeamSigns, *, listed: bool) -> float:
    said = upper.text.strip()
    if said[-1:] in _GOES_ON or after[:1] in _BEGUN:
        return _BROKEN
    if said[-1:] in _ENDS:
        return _ENDED
    if not upper.full:
        return 0.0 if listed else _SHORT
    return _FULL - _SIGNS * signs.parting(said[-1], after[0])
