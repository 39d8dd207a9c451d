"""What stands on a page, in reading order: the tables that are drawn without rules between the lines around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.bytes.lines import Glyph, SignLine, lines_of, reading_order
from zhengpu.ingest.bytes.pages import DrawnTable, PageNumbers, cell_text, is_listed
from zhengpu.ingest.spaced.pieces import Piece
from zhengpu.ingest.spaced.unruled import FoundTable, PlacedCell, find_tables

__all__ = ["laid_out", "laid_out_lines"]

_APART = 0.9
"""From so many signs on a gap parts two cells."""
_FREE = 0.28
_MARKS = ("、", "，", "。", "；", "：")
_STOPS = ("。", "；", "！", "？")
_FULL = 1.3
_FEWEST_ROWS = 2

Items = list[SignLine | DrawnTable]


def laid_out(glyphs: Sequence[Glyph], width: float, rules: Sequence[float] = (), before: DrawnTable | None = None) -> Items:
    """Lines and unruled tables of signs; `rules` are the heights of horizontal rules, `before` the table the last page ended with."""
    fine = lines_of(glyphs, apart=_APART)

    def lines(top: float, bottom: float) -> list[SignLine]:
        return lines_of(glyph for glyph in glyphs if top < glyph.y <= bottom)

    return _items(fine, lines, width, rules, before)


def laid_out_lines(found: Sequence[SignLine], width: float, before: DrawnTable | None = None) -> Items:
    """The same for lines that were found as such (recognised pictures)."""

    def lines(top: float, bottom: float) -> list[SignLine]:
        return [line for line in found if top < line.y <= bottom]

    return _items(found, lines, width, (), before)


def _items(
    fine: Sequence[SignLine],
    lines: Callable[[float, float], list[SignLine]],
    width: float,
    rules: Sequence[float],
    before: DrawnTable | None,
) -> Items:
    if not fine:
        return []
    fine = _without_page_number(fine)
    em = median(line.em for line in fine)
    pieces = [_piece(line, index) for index, line in enumerate(fine)]
    strips = before.between if before else ()
    items: Items = []
    reached = float("-inf")
    for table in find_tables(
        pieces, em, gap=_FREE * em, rules=rules, before=strips, heads=before.heads if before else frozenset(), exact=True
    ):
        if max(cell.row for cell in table.cells) < _FEWEST_ROWS - table.goes_on and not _is_last_row(table):
            continue
        top = min(piece.y for cell in table.cells for piece in cell.pieces) - 0.1 * em
        bottom = max(piece.y for cell in table.cells for piece in cell.pieces) + 0.1 * em
        items += reading_order(lines(reached, top), width)
        items.append(_drawn(table, em, width, before))
        reached = bottom
    return [*items, *reading_order(lines(reached, float("inf")), width)]


def _is_last_row(table: FoundTable) -> bool:
    """Whether the one row of a page fills most columns of the table that the page before ended with."""
    return table.goes_on and len({cell.column for cell in table.cells}) > len(table.strips) / 2 + 1


def _without_page_number(lines: Sequence[SignLine]) -> Sequence[SignLine]:
    """Lines, but not a page number that stands alone below or above all others."""
    numbers = PageNumbers.load()
    for outer in (max(lines, key=lambda line: line.y), min(lines, key=lambda line: line.y)):
        rest = [line for line in lines if abs(line.y - outer.y) > 0.3 * outer.em]
        if len(rest) == len(lines) - 1 and rest and outer.text in numbers:
            lines = rest
    return lines


def _piece(line: SignLine, index: int) -> Piece:
    """A line as a piece; a mark at its end takes the left half of its room only, and may hang over a column's edge."""
    return Piece(line.text, line.x0, line.x1 - (0.5 * line.em if line.text.endswith(_MARKS) else 0.0), line.y, index, line.blanks)


def _drawn(table: FoundTable, em: float, width: float, before: DrawnTable | None) -> DrawnTable:
    """The table's cells with their text, empty ones too."""
    edges = before.edges if before and table.goes_on else (0.0, *table.borders, width)
    rows = 1 + max(cell.row for cell in table.cells)
    taken = {(cell.row, column) for cell in table.cells for column in range(cell.column, cell.column + cell.columns)}
    cells = [DraftCell(row, column, "") for row in range(rows) for column in range(len(edges) - 1) if (row, column) not in taken]
    rooms = [
        max((piece.x1 for cell in table.cells if cell.column == column and cell.columns == 1 for piece in cell.pieces), default=0.0)
        - min((piece.x0 for cell in table.cells if cell.column == column and cell.columns == 1 for piece in cell.pieces), default=0.0)
        for column in range(len(edges) - 1)
    ]
    lines_of_cells = [[SignLine(piece.text, piece.x0, piece.x1, piece.y, em) for piece in cell.pieces] for cell in table.cells]
    columns = [
        [lines for cell, lines in zip(table.cells, lines_of_cells, strict=True) if cell.column == at] for at in range(len(edges) - 1)
    ]
    listed = [is_listed(own, room) for own, room in zip(columns, rooms, strict=True)]
    for cell, lines in zip(table.cells, lines_of_cells, strict=True):
        text = cell_text(lines, rooms[cell.column], listed=listed[cell.column])
        cells.append(DraftCell(cell.row, cell.column, text, 1, cell.columns, tuple(lines)))
    full = frozenset((cell.row, cell.column) for cell in table.cells if cell.columns == 1 and _is_open(cell, table, em))
    heights = {(cell.row, cell.column): len(cell.pieces) for cell in table.cells}
    return DrawnTable(
        tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), edges, table.strips, full, heights, table.unsure, table.heads
    )


def _is_open(cell: PlacedCell, table: FoundTable, em: float) -> bool:
    """Whether a cell's last line is as long as its column's are, and no sentence ends with it."""
    longest = max(
        piece.x1 - piece.x0 for other in table.cells if other.column == cell.column and other.columns == 1 for piece in other.pieces
    )
    last = cell.pieces[-1]
    return last.x1 - last.x0 > longest - _FULL * em and not last.text.endswith(_STOPS)
