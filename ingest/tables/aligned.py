"""Tables that a text draws by columns of blanks, wrapped cells and all; counted in characters or in widths, whichever leaves more room."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum

from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Cell, Table
from zhengpu.ingest.spaced.page_seams import SURE, PageRow, RowCell, resuming
from zhengpu.ingest.spaced.pieces import Piece, Strip, text_width
from zhengpu.ingest.spaced.touching import touches
from zhengpu.ingest.spaced.unruled import FoundTable, PlacedCell, find_tables

__all__ = ["aligned_tables"]

_BLANK = re.compile(r"\s")
_NARROW = re.compile(r"[!-~]")


class Counting(Enum):
    """How the places of a line are counted: a sign is a column, as wide as it is, or a column that pushes what follows to the right."""

    SIGNS = "signs"
    WIDTHS = "widths"
    PUSHED = "pushed"


_ROOM = {Counting.SIGNS: 1.0, Counting.WIDTHS: 1.5, Counting.PUSHED: 0.5}
"""How much must stay free between columns."""

_PAGE = re.compile(r"[^\f]+")
_LINE = re.compile(r"[^\n\f]+|(?<=\n)(?=\n)")
_PIECE = re.compile(r"[^\s](?:[^\S\n\t\u3000\f]?[^\s])*")
_PAGE_NUMBER = re.compile(r"\s*[—–―\-－─·]*\s*\d{1,4}\s*[—–―\-－─·]*\s*")
_GAP = re.compile(r"(?m)^.*?[^\s][ \u3000]{2,}[^\s].*$")
_TWO_GAPS = re.compile(r"[^\s][ \u3000]{2,}[^\s].*?[ \u3000]{2,}[^\s]")
_FEWEST = 3
_LOOKED_AT = 30
_FULL = 4
"""A line is full that is less than so many columns shorter than the longest of its column."""
_LABELLED, _MOSTLY = re.compile(r"[^\s：:]{2,12}[：:]"), 0.6
_ALIKE = 0.6
_MARKS = ("、", "，", "。", "；")


def aligned_tables(text: str) -> Iterator[Table]:
    """Every run of lines that keeps two strips free, as a table: a wrapped cell gives one `Cell` a line, all in one place.

    >>> text = "序号  任务      单位\\n 1    修路      县交通局\\n 2    架设      县住\\n      桥梁      建局\\n"
    >>> [(cell.row, cell.column, text[cell.span.slice]) for cell in next(aligned_tables(text)).cells][6:]
    [(2, 0, '2'), (2, 1, '架设'), (2, 1, '桥梁'), (2, 2, '县住'), (2, 2, '建局')]
    """
    if _TWO_GAPS.search(text) is None or len(_GAP.findall(text)) < _FEWEST:
        return
    tables: list[FoundTable] = []
    before: dict[Counting, FoundTable] = {}
    pages = [page.span() for page in _PAGE.finditer(text)]
    usual = _usual(text, pages) if len(pages) > 1 else {}
    for page in pages:
        found = _best(text, *page, before, usual)
        before = {}
        for table, counting in found:
            if tables and _goes_on(text, tables[-1], table):
                tables[-1] = _joined(tables[-1], table)
            else:
                tables.append(table)
            before = {counting: table}
    for table in tables:
        if _is_labelled(table):
            continue
        cells = [
            Cell(cell.row, cell.column, Span(piece.index, piece.index + len(piece.text)), 1, cell.columns)
            for cell in table.cells
            for piece in cell.pieces
        ]
        yield Table(tuple(cells), Span(*_span(table)), table.unsure, table.touching)


def _is_labelled(table: FoundTable) -> bool:
    """Lines of labels with what they say, several beside one another (牵头单位：市教育局　　配合单位：市财政局), are no rows."""
    beside = Counter(cell.row for cell in table.cells)
    cells = [cell for cell in table.cells if beside[cell.row] > 1]
    return sum(_LABELLED.match(cell.pieces[0].text) is not None for cell in cells) > _MOSTLY * len(cells)


def _span(table: FoundTable) -> tuple[int, int]:
    own = [piece for cell in table.cells for piece in cell.pieces]
    return min(piece.index for piece in own), max(piece.index + len(piece.text) for piece in own)


def _usual(text: str, pages: Sequence[tuple[int, int]]) -> dict[str, int]:
    """How many columns a table with certain heads has on most of the pages that print them: what one page leaves no room for, others show."""
    counted: dict[str, Counter[int]] = {}
    for page in pages:
        best: dict[str, FoundTable] = {}
        for table in (table for way in Counting for table in _found(text, *page, way, before=(), heads=frozenset())):
            heads = _headline(table)
            if heads not in best or _quality(table) > _quality(best[heads]):
                best[heads] = table
        for heads, table in best.items():
            counted.setdefault(heads, Counter())[len(table.borders)] += 1
    most = {heads: counts.most_common(1)[0] for heads, counts in counted.items()}
    return {heads: columns for heads, (columns, times) in most.items() if times > 1 and 2 * times > counted[heads].total()}


def _headline(table: FoundTable) -> str:
    """The signs of a table's first row, in whichever columns they were put."""
    return "".join(sorted("".join("".join(piece.text.split()) for cell in table.cells if cell.row == 0 for piece in cell.pieces)))


def _best(
    text: str, start: int, end: int, before: Mapping[Counting, FoundTable], usual: Mapping[str, int]
) -> list[tuple[FoundTable, Counting]]:
    """The tables of a page, each counted as keeps more lines in their columns, of the `usual` columns for their heads; `before` is the table
    that the page before ended with, as that was counted."""
    heads = frozenset(head for table in before.values() for head in table.heads)
    ways = [(counting, strips) for counting in Counting for strips in {(), before[counting].strips if counting in before else ()}]
    found = [(table, way) for way in ways for table in _found(text, start, end, way[0], before=way[1], heads=heads)]
    kept: list[tuple[FoundTable, tuple[Counting, tuple[Strip, ...]]]] = []

    def fit(pair: tuple[FoundTable, object]) -> tuple[bool, tuple[int, int]]:
        return usual.get(_headline(pair[0])) == len(pair[0].borders), _quality(pair[0])

    for table, way in sorted(found, key=fit, reverse=True):
        first, last = _span(table)
        if not any(first < _span(other)[1] and _span(other)[0] < last for other, _ in kept):
            kept.append((table, way))
    fitted = []
    for table, (counting, strips) in sorted(kept, key=lambda pair: _span(pair[0])):
        again = _found(text, start, end, counting, before=strips, heads=heads, fitted=True) if _is_close(table) else []
        fitted.append((next((one for one in again if one.strips == table.strips), table), counting))
    return fitted


def _is_close(table: FoundTable) -> bool:
    """Whether lines of two cells may stand as one."""
    return any(cell.row and any(map(touches, cell.pieces)) for cell in table.cells)


def _quality(table: FoundTable) -> tuple[int, int]:
    """How many lines stand in their columns, flush with most others there (left, right or in the middle), and none over a border."""
    pieces = [piece for cell in table.cells for piece in cell.pieces]
    over = sum(piece.x0 < border < piece.x1 for piece in pieces for border in table.borders)
    flush = 0
    for column in range(len(table.borders) + 1):
        own = [piece for cell in table.cells if cell.column == column and cell.columns == 1 for piece in cell.pieces]
        edges = (
            Counter(round(piece.x0) for piece in own),
            Counter(round(piece.x1) for piece in own),
            Counter(round(piece.x0 + piece.x1) for piece in own),
        )
        flush += max((most for edge in edges for _, most in edge.most_common(1)), default=0)
    return flush - 3 * over, len(table.borders)


def _goes_on(text: str, above: FoundTable, below: FoundTable) -> bool:
    """Whether nothing but a page number stands between the parts of a table on two pages."""
    between = text[_span(above)[1] : _span(below)[0]]
    said = [line for line in between.split("\n") if line.strip() and not _PAGE_NUMBER.fullmatch(line)]
    return "\f" in between and not said and len(above.borders) == len(below.borders)


def _joined(above: FoundTable, below: FoundTable) -> FoundTable:
    """Two parts of a table as one; heads that the second repeats are no rows, and its first row may be the rest of the last one."""
    heads, first = _rows_of(above, 0, 1)[0], 0
    while first < max(cell.row for cell in below.cells) and _is_again(_bare(_rows_of(below, first, first + 1)[0]), _bare(heads)):
        first += 1
    last = max(cell.row for cell in above.cells)
    upper, lower = _rows_of(above, max(1, last - _LOOKED_AT), last + 1), _rows_of(below, first, first + _LOOKED_AT)
    rest = resuming(upper[-1] if upper else {}, lower[0], [row for row in (*upper[:-1], *lower[1:]) if len(row) > 1])
    cut = rest > 0
    down = last + 1 - first - cut
    cells = (PlacedCell(cell.row + down, cell.column, cell.pieces, cell.columns) for cell in below.cells if cell.row >= first)
    unsure = above.unsure + below.unsure + (abs(rest) < SURE)
    touching = above.touching + below.touching
    return FoundTable((*above.cells, *cells), above.strips, unsure=unsure, heads=above.heads, touching=touching)


def _is_again(row: Mapping[int, str], heads: Mapping[int, str]) -> bool:
    """Whether a row says the heads again; over one of them a title may have stood."""
    same = sum(text == heads.get(column) for column, text in row.items())
    return same > 1 and same > _ALIKE * max(len(row), len(heads))


def _bare(row: PageRow) -> dict[int, str]:
    return {column: "".join(cell.text.split()) for column, cell in row.items()}


def _rows_of(table: FoundTable, start: int, stop: int) -> list[PageRow]:
    """What stands in rows, a name a line where lines stop before their column's edge."""
    longest = Counter[int]()
    for cell in table.cells:
        if cell.columns == 1:
            longest[cell.column] = max(longest[cell.column], *(_printed(piece) for piece in cell.pieces))
    rows: list[dict[int, RowCell]] = [{} for _ in range(start, stop)]
    for cell in table.cells:
        if start <= cell.row < stop and cell.columns == 1:
            full = [_printed(piece) > longest[cell.column] - _FULL for piece in cell.pieces]
            ends = ("" if one or piece.text.endswith(_MARKS) else "\n" for piece, one in zip(cell.pieces, full, strict=True))
            text = "".join(piece.text + end for piece, end in zip(cell.pieces, ends, strict=True))
            rows[cell.row - start][cell.column] = RowCell(text, len(cell.pieces), full[-1])
    return list(rows)


def _printed(piece: Piece) -> int:
    return text_width(piece.text, printed=True)


def _found(
    text: str, start: int, end: int, counting: Counting, *, before: Sequence[Strip], heads: frozenset[str], fitted: bool = False
) -> list[FoundTable]:
    pieces: list[Piece] = []
    lines = list(_LINE.finditer(text, start, end))
    for number, line in enumerate(lines):
        above, below = number and lines[number - 1][0].strip(), number + 1 < len(lines) and lines[number + 1][0].strip()
        # a bare number among lines is that of a row
        if not _PAGE_NUMBER.fullmatch(line[0]) or (line[0].strip().isdecimal() and above and below):
            pieces.extend(_pieces(text, *line.span(), float(number), counting))
    found = find_tables(_without_blank_runs(pieces), 1.0, gap=_ROOM[counting], before=before, heads=heads, fitted=fitted)
    return [_without_headless(table, text) for table in found]


def _without_headless(table: FoundTable, text: str) -> FoundTable:
    """The table without columns that have no head and whose pieces all stand a blank behind or before one of the column beside: they go on
    there."""
    if sum(cell.row == 0 for cell in table.cells) < _FEWEST:
        return table
    for column in range(len(table.borders), -1, -1):
        own = [cell for cell in table.cells if cell.column == column]
        if not own or any(cell.row == 0 or cell.columns > 1 for cell in own):
            continue
        pieces = [piece for cell in own for piece in cell.pieces]
        before, behind = _edges(table, column - 1)[1], _edges(table, column + 1)[0]
        if all(piece.index - 1 in before and text[piece.index - 1].isspace() for piece in pieces):
            table = _joined_to_left(table, column)
        elif all(piece.index + len(piece.text) + 1 in behind for piece in pieces):
            table = _joined_to_left(table, column + 1)
    return table


def _edges(table: FoundTable, column: int) -> tuple[set[int], set[int]]:
    """Where in the text the lines of a column begin and end."""
    pieces = [piece for cell in table.cells if cell.column == column for piece in cell.pieces]
    return {piece.index for piece in pieces}, {piece.index + len(piece.text) for piece in pieces}


def _joined_to_left(table: FoundTable, column: int) -> FoundTable:
    moved = [
        replace(
            cell, column=cell.column - (cell.column >= column), columns=cell.columns - (cell.column < column < cell.column + cell.columns)
        )
        for cell in table.cells
    ]
    places: dict[tuple[int, int, int], list[Piece]] = {}
    for cell in moved:
        places.setdefault((cell.row, cell.column, cell.columns), []).extend(cell.pieces)
    cells = (
        PlacedCell(row, at, tuple(sorted(pieces, key=lambda piece: piece.index)), columns) for (row, at, columns), pieces in places.items()
    )
    strips = (*table.strips[: column - 1], *table.strips[column:])
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), strips=strips)


def _pieces(text: str, start: int, end: int, y: float, counting: Counting) -> Iterator[Piece]:
    pushed = list(_pushed(text[start:end])) if counting is Counting.PUSHED else []

    def place(at: int) -> float:
        if pushed:
            return at - start - pushed[min(at - start, len(pushed) - 1)]
        return text_width(text[start:at]) if counting is Counting.WIDTHS else at - start

    for match in _PIECE.finditer(text, start, end):
        blanks = tuple(
            (one.start(), place(match.start() + one.start()), place(match.start() + one.end())) for one in _BLANK.finditer(match[0])
        )
        yield Piece(match[0], place(match.start()), place(match.end()), y, match.start(), blanks)


def _pushed(line: str) -> Iterator[float]:
    """By how much each sign of a line stands too far right: narrow signs take a column each and half of one on paper; a wide gap makes up for
    it."""
    over = 0.0
    for at, sign in enumerate(line):
        yield over
        if sign.isspace():
            if line[at : at + 2].isspace() and len(line[at : at + 2]) > 1:
                over = 0.0
            elif _NARROW.match(line[at - 1 : at]) or _NARROW.match(line[at + 1 : at + 2]):
                over += 0.5
        elif _NARROW.match(sign):
            over += 0.5
    yield over


def _without_blank_runs(pieces: list[Piece]) -> list[Piece]:
    """Lines as they follow, a run of blank lines (a new page) counting as two."""
    lines = sorted({piece.y for piece in pieces})
    placed: dict[float, float] = {}
    at = 0.0
    for number, line in enumerate(lines):
        at += min(line - lines[number - 1], 2.0) if number else 0.0
        placed[line] = at
    return [replace(piece, y=placed[piece.y]) for piece in pieces]
