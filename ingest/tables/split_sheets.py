"""Sheets too wide for their paper: the columns that did not fit follow on pages of their own, row for row; here they stand beside one another again."""

from __future__ import annotations

from dataclasses import replace

from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Document, Table
from zhengpu.ingest.tables.cell_words import Sense
from zhengpu.ingest.tables.squares import filled, matrix

__all__ = ["rejoined"]

_FEWEST_ROWS = 3
_LONGEST_BETWEEN = 60
_PAGED = ("application/pdf", "application/ofd")


def rejoined(document: Document, sense: Sense) -> Document:
    """A document of pages, with such tables put together: one that numbers and names its rows and says of none who does it, then one of as many
    rows that says only that."""
    if document.media_type not in _PAGED or len(document.tables) < 2:
        return document
    tables: list[Table] = []
    for table in document.tables:
        if tables and _completes(document, tables[-1], table, sense):
            tables[-1] = _beside(tables[-1], table)
        else:
            tables.append(table)
    return replace(document, tables=tuple(tables))


def _completes(document: Document, left: Table, right: Table, sense: Sense) -> bool:
    one, other = matrix(document.text, left, sense), matrix(document.text, right, sense)
    between = "".join(document.text[left.span.end : right.span.start].split())
    if len(one) != len(other) or len(one) < _FEWEST_ROWS or len(between) > _LONGEST_BETWEEN:
        return False
    heads, rest = ({sense.kind(square.text) for square in filled(cells[0]).values()} for cells in (one, other))
    again = any(a.text == b.text and not a.empty for a in one[0] for b in other[0])
    return "title" in heads | _named(heads) and "units" in rest and not again and not rest & {"number", "title", "content"}


def _named(kinds: set[str]) -> set[str]:
    """Rows that a number tells apart are named by the column beside it."""
    return {"title"} if "number" in kinds else set()


def _beside(left: Table, right: Table) -> Table:
    width = max(cell.column + cell.columns for cell in left.cells)
    moved = (replace(cell, column=cell.column + width) for cell in right.cells)
    cells = sorted((*left.cells, *moved), key=lambda cell: (cell.row, cell.column))
    return Table(tuple(cells), Span(left.span.start, right.span.end), left.unsure + right.unsure)
