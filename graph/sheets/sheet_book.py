"""The pages of a file and where on them the lines of its text stand, as kept with the document (`zp:layout`)."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from zhengpu.graph.facts import Span

__all__ = ["PlacedLine", "Sheet", "SheetBook", "SheetMark"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, from the page's upper left corner."""

_WIDE = 0x2E80
"""From here on characters are as wide as they are high; those before take half of that."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its size in the units of its marks (points, or pixels of what was recognised).

    `turn` is by how many degrees the whole page is turned to be read; None where it was read as the file shows it.
    """

    width: float
    height: float
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of the text as it stands on a page (from 1)."""

    page: int
    span: Span
    box: Box


@dataclass(frozen=True, slots=True)
class SheetMark:
    """The rectangles of some characters on one page (from 1) of such a size."""

    page: int
    width: float
    height: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class SheetBook:
    """All pages and all lines, in the order of the text.

    >>> book = SheetBook((Sheet(100, 200),), (PlacedLine(1, Span(0, 4), (10, 20, 50, 30)),))
    >>> book.marks("县教育局\\n", 1, 3)
    (SheetMark(page=1, width=100, height=200, boxes=((20.0, 20, 40.0, 30),)),)
    >>> SheetBook.of_text(book.as_text()) == book
    True
    """

    sheets: tuple[Sheet, ...] = ()
    lines: tuple[PlacedLine, ...] = ()

    def marks(self, text: str, start: int, end: int) -> tuple[SheetMark, ...]:
        """Where the characters `start:end` of the text stand, page by page; nothing for what no page shows."""
        boxes: dict[int, list[Box]] = {}
        for line in self._lines(start, end):
            boxes.setdefault(line.page, []).append(_part(line, text, start, end))
        return tuple(SheetMark(page, self._sheet(page).width, self._sheet(page).height, tuple(found)) for page, found in boxes.items())

    def _sheet(self, page: int) -> Sheet:
        return self.sheets[page - 1]

    def _lines(self, start: int, end: int) -> Iterator[PlacedLine]:
        first = max(bisect_right(self.lines, start, key=lambda line: line.span.start) - 1, 0)
        for line in self.lines[first:]:
            if line.span.start >= end:
                return
            if line.span.end > start:
                yield line

    def as_text(self) -> str:
        """For the graph: one compact JSON."""
        sheets = [[_short(sheet.width), _short(sheet.height), sheet.turn] for sheet in self.sheets]
        lines = [[line.page, line.span.start, line.span.end, *map(_short, line.box)] for line in self.lines]
        return json.dumps({"sheets": sheets, "lines": lines}, separators=(",", ":"))

    @staticmethod
    @lru_cache(maxsize=32)
    def of_text(text: str) -> SheetBook:
        """What `as_text` said."""
        said = json.loads(text)
        sheets = tuple(Sheet(width, height, turn) for width, height, turn in said["sheets"])
        lines = tuple(PlacedLine(page, Span(start, end), (x0, top, x1, down)) for page, start, end, x0, top, x1, down in said["lines"])
        return SheetBook(sheets, lines)


def _part(line: PlacedLine, text: str, start: int, end: int) -> Box:
    """The rectangle of a part of a line: its signs share the line's room by their widths."""
    x0, top, x1, bottom = line.box
    span = line.span
    whole = _width(text[span.slice]) or 1.0
    left = _width(text[span.start : max(start, span.start)]) / whole
    right = _width(text[span.start : min(end, span.end)]) / whole
    return (round(x0 + left * (x1 - x0), 2), top, round(x0 + right * (x1 - x0), 2), bottom)


def _width(text: str) -> float:
    return sum(1.0 if ord(sign) >= _WIDE or sign in "“”‘’—…" else 0.5 for sign in text)


def _short(number: float) -> float | int:
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded
