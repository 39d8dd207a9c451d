"""A table as a matrix of squares: every place of the grid with the clean text of the cell that covers it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhengpu.graph.chinese import Passage
from zhengpu.graph.cleaning import flow
from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Table
from zhengpu.ingest.spaced.pieces import text_width
from zhengpu.ingest.tables.cell_words import Sense

__all__ = ["Matrix", "Square", "joined", "matrix"]

_MARKED_BREAK = re.compile(r"<br\s*/?>")
_MARK = re.compile("[、，；]")
_SLACK = 3
_WIDEST, _HIGHEST = 400, 20_000
"""No sheet of tasks is larger; what is merged over a million empty places is cut there."""


@dataclass(frozen=True, slots=True)
class Square:
    """One place of the grid; a merged cell fills several with the same `cell`."""

    passage: Passage
    cell: int
    wrapped: bool = False
    """Several lines of a text's layout were put together for it."""

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def empty(self) -> bool:
        return not self.passage.text.strip()


Matrix = list[list[Square]]


def matrix(text: str, table: Table, sense: Sense) -> Matrix:
    """Every place of the grid with the clean text of the cell that covers it."""
    height = min(max((c.row + c.rows for c in table.cells), default=0), max((c.row for c in table.cells), default=0) + _HIGHEST)
    width = min(max((c.column + c.columns for c in table.cells), default=0), max((c.column for c in table.cells), default=0) + _WIDEST)
    blank = Square(Passage("", ()), -1)
    squares = [[blank] * width for _ in range(height)]
    places = defaultdict(list)  # a cell wrapped by hand has a line in each of several cells
    for cell in table.cells:
        places[cell.row, cell.column, cell.rows, cell.columns].append(_clean(text, cell.span, sense))
    widest: dict[tuple[int, int], int] = defaultdict(int)
    for (_, column, _, columns), lines in places.items():
        widest[column, columns] = max(widest[column, columns], *(text_width(line.text) for line in lines))
    for i, ((row, column, rows, columns), lines) in enumerate(places.items()):
        square = Square(_together([line for line in lines if line], widest[column, columns] - _SLACK, sense), i, len(lines) > 1)
        for r in range(row, min(row + rows, height)):
            for c in range(column, min(column + columns, width)):
                if squares[r][c].empty:
                    squares[r][c] = square
    return squares


def _together(lines: Sequence[Passage], edge: int, sense: Sense) -> Passage:
    """The lines of a cell as one text: in a list with marks between its names a line that fills the column was cut wherever it ends."""
    marked = any(_MARK.search(line.text) for line in lines)
    whole = lines[0] if lines else Passage("", ())
    for before, line in pairwise(lines):
        whole = whole + line if marked and text_width(before.text) >= edge else joined(whole, line, sense)
    return whole


def _clean(text: str, span: Span, sense: Sense) -> Passage:
    """A cell's text: wrapped lines joined, a new line kept where a new name, number or sentence begins."""
    running = flow(_MARKED_BREAK.sub(lambda mark: "\n".ljust(len(mark[0])), text[span.slice]))
    pieces: list[str] = []
    offsets: list[int] = []
    start = 0
    for stop in (*running.breaks, len(running.text)):
        if pieces and sense.apart(pieces[-1], running.text[start:stop]):
            pieces.append("\n")
            offsets.append(offsets[-1] + 1)
        pieces.append(running.text[start:stop])
        offsets.extend(span.start + o for o in running.offsets[start:stop])
        start = stop
    return Passage("".join(pieces), tuple(offsets))


def joined(one: Passage, other: Passage, sense: Sense) -> Passage:
    """Two parts of a cell: a name cut by the border is joined, two names are kept apart."""
    if not one:
        return other
    return one + Passage("\n", (one.offsets[-1] + 1,)) + other if sense.apart(one.text, other.text) else one + other


def filled(row: Sequence[Square]) -> dict[int, Square]:
    """The different cells of a row that say something."""
    return {square.cell: square for square in row if not square.empty}
