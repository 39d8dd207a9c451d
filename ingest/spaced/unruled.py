"""Tables that are drawn without rules, found by the room they leave free: the same for pages and for text in fixed columns.

A table is a run of lines in which at least two strips from top to bottom stay free. Its rows stand around their numbers (above, below
or beginning there), apart by larger gaps, or are a line each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhengpu.ingest.spaced.free_strips import free_strips, narrowed
from zhengpu.ingest.spaced.group_lines import grouped
from zhengpu.ingest.spaced.pieces import Piece, PieceLevel, Strip, across, column_of, covered, inside, levels_of, middles, pitch_of
from zhengpu.ingest.spaced.placed_rows import rows_of
from zhengpu.ingest.spaced.touching import parted_by_width, touches

__all__ = ["FoundTable", "PlacedCell", "find_tables"]

_ORDINAL = re.compile(r"[（(]?(?:\d{1,3}(?:[.．-]\d{1,3}){0,3}|[一二三四五六七八九十]{1,3}|[①-⑳])[)）]?[.．、]?")
_ANNEX = re.compile(r"附[件表录]?[\d一二三四五六七八九十]*[:：]?")
_FEWEST_FREE = 2
_FEWEST_LINES = 3
_LONGEST_PAUSE = 14
"""So many lines of one or two pieces (wrapped cells) may stand between two lines of three."""
_LEARNT = 24
"""After so many lines the columns are known, and looked for again only where a line does not fit or twice as many are read."""
_INSIDE = 0.3
"""A line within one column counts as so much of a pause."""
_PROSE = 0.62
"""A single piece wider than this share of the table is a paragraph."""
_WIDEST_HEAD = 8
_SURE = 5
"""After so many lines with most columns filled, lines that have fewer columns are another table's."""
_LESS, _LOOKED_AT = 0.9, 12
_INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell of a found table; `pieces` are its lines from top to bottom."""

    row: int
    column: int
    pieces: tuple[Piece, ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class FoundTable:
    """Cells, the strips between columns, whether it goes on with the table that the page before ended with, how many borders of rows are
    not sure, what the lines of its heads say, and in how many rows of a text lines of two cells may stand as one."""

    cells: tuple[PlacedCell, ...]
    strips: tuple[Strip, ...]
    goes_on: bool = False
    unsure: int = 0
    heads: frozenset[str] = frozenset()
    touching: int = 0

    @property
    def borders(self) -> tuple[float, ...]:
        """The middles of the strips."""
        return tuple(middles(self.strips))


def find_tables(
    pieces: Sequence[Piece],
    em: float,
    *,
    gap: float,
    rules: Sequence[float] = (),
    before: Sequence[Strip] = (),
    heads: frozenset[str] = frozenset(),
    exact: bool = False,
    fitted: bool = False,
) -> Iterator[FoundTable]:
    """The tables of a page, from top to bottom.

    `em` is the size of a sign, `gap` the least width of a free strip, `rules` the heights of horizontal rules, `before` the free strips of
    the table that the page before ended with and `heads` the lines of its heads; heights are `exact` on a page, while text has whole lines
    only; lines of a text that stand over several columns are `fitted` into them by their width.

    >>> rows = ["序号|任务|单位", "1|修路|县交通局", "2|架桥|县住建局"]
    >>> pieces = [Piece(t, 9.0 * c, 9.0 * c + len(t), r, 0) for r, row in enumerate(rows) for c, t in enumerate(row.split("|"))]
    >>> [(cell.row, cell.column, cell.pieces[0].text) for cell in next(find_tables(pieces, 1, gap=2)).cells][3:6]
    [(1, 0, '1'), (1, 1, '修路'), (1, 2, '县交通局')]
    """
    levels = grouped(levels_of(pieces, em))
    rows = [level for level in levels if not level.heading]
    at = 0
    while at < len(rows):
        run = _run(rows, at, gap, before if at == 0 else (), em)
        if run is None:
            at += 1
            continue
        start, stop, strips = run
        goes_on = bool(before) and not start and at == 0
        top = -_INFINITE if goes_on else rows[start].y
        bottom = _INFINITE if stop == len(rows) else rows[stop - 1].y
        own = [level for level in levels if top <= level.y <= bottom]
        own = parted_by_width(own, strips, em) if fitted else [level.parted(middles(strips), 0.5 * em) for level in own]
        yield _table(own, strips, em, rules, heads, goes_on=goes_on, exact=exact)
        at = stop


def _run(levels: Sequence[PieceLevel], at: int, gap: float, before: Sequence[Strip], em: float) -> tuple[int, int, list[Strip]] | None:
    """The table that begins at a level: its first and last level, and the strips between its columns."""
    if before and (run := _goes_on(levels, before, em)):
        return run
    first = at + _beside_each_other(levels, at)
    if not first - at:
        return None
    levels = levels[: _anew(levels, at)]
    stop, strips, pause = first, free_strips(levels[at:first], gap), 0.0
    best: tuple[int, list[Strip]] | None = None
    full = two = 0
    pitch = pitch_of(levels[at:])
    reached = (levels[at].pieces[0].x0, levels[at].pieces[-1].x1)
    while stop < len(levels) and pause <= _LONGEST_PAUSE:
        level = levels[stop].parted(middles(strips), 0.5 * em)
        left = list(narrowed(strips, level.pieces))
        fits = bool(strips) and inside(level, left, em)
        many, standing = len(level.pieces) > _FEWEST_FREE, fits and (len(level.pieces) > 1 or _beside_others(levels, stop, strips, pitch))
        pause = 0 if many or standing else pause + (_INSIDE if fits else 1)
        room = [(-_INFINITE, reached[0]), *strips, (reached[1], _INFINITE)]
        new = any(one <= piece.x0 and piece.x1 <= other for one, other in room for piece in level.pieces)
        if many or standing:
            reached = (min(reached[0], level.pieces[0].x0), max(reached[1], level.pieces[-1].x1))
        if (many or standing) and fits and not new and stop - at > _LEARNT and stop & (stop - 1):
            full, two, strips = full + many, two + standing, left
            best = (stop + 1, strips)
        elif many or standing:
            free = free_strips(levels[at : stop + 1], gap)
            known = full > _SURE and len(free) < len(strips) - 1
            if many and (len(free) < _FEWEST_FREE or known):
                break
            if many or len(free) >= len(strips):
                full, two = full + many, two + standing
                strips = free
                best = (stop + 1, strips)
        elif fits:
            strips = left
        elif _is_prose(level, levels[at:stop]):
            break
        stop += 1
    if best is None or full + two / 3 < _FEWEST_LINES - 2:
        return None
    stop, strips = best
    strips = max(strips, free_strips(levels[at:stop], gap), key=len)  # with the lines that stood alone in a column of their own
    stop = _last(levels, at, stop, strips, em)
    pitch = pitch_of(levels[at:stop])
    start = at
    while start and start > at - 3 and levels[start].y - levels[start - 1].y < 1.1 * pitch:
        free = free_strips(levels[start - 1 : stop], gap)
        above = levels[start - 1].parted(middles(free), 0.5 * em)
        fits = (len(free) > len(strips) or (len(free) == len(strips) and len(above.pieces) > 1)) and inside(above, free, em)
        titled = any(_is_annex(level) for level in levels[max(start - 2, 0) : start])
        if titled or not (fits or _is_head(above, levels[at], middles(strips), em) or _begins_row(above, levels[start:stop], strips, em)):
            break
        start, strips = start - 1, free if fits else strips
    return start, stop, strips


def _beside_each_other(levels: Sequence[PieceLevel], at: int) -> int:
    """How many levels from one on have the pieces of three columns between them: one, or two of several that are less than a line apart, as
    heads of one line and of two stand about one middle; or none."""
    pieces = list(levels[at].pieces)
    if len(pieces) > _FEWEST_FREE:
        return 1
    if (
        at + 1 == len(levels)
        or min(len(pieces), len(levels[at + 1].pieces)) < _FEWEST_FREE
        or levels[at + 1].y - levels[at].y > _LESS * pitch_of(levels[at : at + _LOOKED_AT])
    ):
        return 0
    pieces = sorted((*pieces, *levels[at + 1].pieces), key=lambda piece: piece.x0)
    return 2 * (len(pieces) > _FEWEST_FREE and all(one.x1 < other.x0 for one, other in pairwise(pieces)))


def _beside_others(levels: Sequence[PieceLevel], at: int, strips: Sequence[Strip], pitch: float) -> bool:
    """Whether a piece stands less than a line above or below one of another column, as cells do about the middle of their row."""
    borders = middles(strips)
    near = [levels[one] for one in (at - 1, at + 1) if 0 <= one < len(levels) and abs(levels[one].y - levels[at].y) < _LESS * pitch]
    columns = {column_of(piece, borders) for level in near for piece in level.pieces}
    return bool(columns - {column_of(piece, borders) for piece in levels[at].pieces})


def _last(levels: Sequence[PieceLevel], at: int, stop: int, strips: Sequence[Strip], em: float) -> int:
    """Where a table ends: with lines in one of its columns that follow as its lines and rows do."""
    borders = middles(strips)
    edges: dict[int, set[int]] = {}
    for level in levels[at:stop]:
        for piece in level.parted(borders, 0.5 * em).pieces:
            edges.setdefault(column_of(piece, borders), set()).update((round(piece.x0), round(piece.x0 + piece.x1)))
    farthest = max(
        1.4 * pitch_of(levels[at:stop]), 1.05 * max((below.y - above.y for above, below in pairwise(levels[at:stop])), default=0.0)
    )
    while stop < len(levels) and levels[stop].y - levels[stop - 1].y < farthest:
        level = levels[stop].parted(borders, 0.5 * em)
        flush = all(edges.get(column_of(piece, borders), set()) & {round(piece.x0), round(piece.x0 + piece.x1)} for piece in level.pieces)
        if not inside(level, strips, em) or not flush:
            break
        stop += 1
    return stop


def _is_head(level: PieceLevel, below: PieceLevel, borders: Sequence[float], em: float) -> bool:
    """Whether short pieces stand in the middle over pieces of the line of heads below, or over its empty columns: a head in two lines."""
    taken = {column_of(piece, borders) for piece in below.pieces}

    def over(piece: Piece) -> bool:
        middle, narrow = (piece.x0 + piece.x1) / 2, piece.x1 - piece.x0 < _WIDEST_HEAD * em
        return narrow and (column_of(piece, borders) not in taken or any(abs(middle - (one.x0 + one.x1) / 2) < em for one in below.pieces))

    return all(map(over, level.pieces))


def _is_annex(level: PieceLevel) -> bool:
    """Whether a line says which annex begins here: the next one is its title, as wide as a head may be."""
    return len(level.pieces) == 1 and _ANNEX.fullmatch("".join(level.pieces[0].text.split())) is not None


def _begins_row(above: PieceLevel, levels: Sequence[PieceLevel], strips: Sequence[Strip], em: float) -> bool:
    """Whether a line in one column stands as that column's lines do, and its column's next piece begins no row: a cell of several lines about
    the middle of its row."""
    borders = middles(strips)
    column = column_of(above.pieces[0], borders)
    if len(above.pieces) > 1 or not column or not inside(above, strips, em):
        return False
    own = [piece for level in levels for piece in level.parted(borders, 0.5 * em).pieces if column_of(piece, borders) == column]
    beside = {column_of(piece, borders) for piece in levels[0].parted(borders, 0.5 * em).pieces}
    return column not in beside and sum(abs(piece.x0 - above.pieces[0].x0) < 0.5 * em for piece in own) > _FEWEST_FREE


def _goes_on(levels: Sequence[PieceLevel], before: Sequence[Strip], em: float) -> tuple[int, int, list[Strip]] | None:
    """A page that goes on with the columns of the one before: no piece stands over what was free between them."""
    stop, strips = 0, list(before)
    columns = set[int]()
    while stop < len(levels):
        level = levels[stop].parted(middles(strips), 0.5 * em)
        left = list(narrowed(strips, level.pieces))
        if not inside(level, left, em):
            if len(level.pieces) > 1 or stop + 1 == len(levels) or (stop and _is_prose(level, levels[: stop + 1])):
                break
        else:
            strips = left
            columns |= {column_of(piece, middles(strips)) for piece in level.pieces}
        stop += 1
    pitch = pitch_of(levels[:stop]) if stop else 0.0
    while stop > 1 and len(levels[stop - 1].pieces) == 1 and levels[stop - 1].y - levels[stop - 2].y > 1.8 * pitch:
        stop -= 1  # a page number, a note
    return (0, stop, strips) if stop >= 2 and len(columns) >= _FEWEST_FREE else None


def _anew(levels: Sequence[PieceLevel], at: int) -> int:
    """Where another table begins: at the lines of one piece above heads below which the numbers begin at 1 again."""
    last, heads = 0, -1
    for here in range(at, len(levels)):
        level = levels[here]
        number = _number(level)
        if number and len(level.pieces) > 1:
            if number == "1" and last and heads > 0 and _words(levels[heads]) != _words(levels[at]):
                while heads > at and len(levels[heads - 1].pieces) == 1:
                    heads -= 1
                return heads
            last, heads = int(number), -1
        elif len(level.pieces) > _FEWEST_FREE and heads < 0 and not any(_ORDINAL.fullmatch(piece.text) for piece in level.pieces):
            heads = here if len(levels[here - 1].pieces) == 1 and not _number(levels[here - 1]) else -1
    return len(levels)


def _number(level: PieceLevel) -> str:
    number = "".join(level.pieces[0].text.split()).rstrip(".．、")
    return number if number.isdecimal() else ""


def _words(level: PieceLevel) -> list[str]:
    return ["".join(piece.text.split()) for piece in level.pieces]


def _is_prose(level: PieceLevel, above: Sequence[PieceLevel]) -> bool:
    left = min(one.pieces[0].x0 for one in above)
    right = max(one.pieces[-1].x1 for one in above)
    return len(level.pieces) == 1 and level.width > _PROSE * (right - left)


def _table(
    levels: Sequence[PieceLevel],
    strips: Sequence[Strip],
    em: float,
    rules: Sequence[float],
    heads: frozenset[str],
    *,
    goes_on: bool,
    exact: bool,
) -> FoundTable:
    cells: list[PlacedCell] = []
    again = next((at for at, level in enumerate(levels) if not heads.issuperset(_words(level))), len(levels))
    again = again if any(len(level.pieces) > 1 for level in levels[:again]) else 0
    rows, unsure = rows_of(levels, strips, em, rules, again=again, goes_on=goes_on or again > 0, exact=exact)
    for number, row in enumerate(rows):
        if len(row) == 1 and across(row[0], strips, em):
            cells.append(PlacedCell(number, 0, row[0].pieces, len(strips) + 1))
            continue
        wide: dict[tuple[int, int], list[Piece]] = {}
        for level in row:
            for piece in level.pieces:
                wide.setdefault(covered(piece, strips, em), []).append(piece)
        cells.extend(
            PlacedCell(number, first, tuple(sorted(found, key=lambda piece: (piece.y, piece.x0))), last - first + 1)
            for (first, last), found in wide.items()
        )
    if not (again or goes_on):
        heads = frozenset(word for level in rows[0] for word in _words(level))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    touching = 0 if exact else len({cell.row for cell in cells if cell.row and any(map(touches, cell.pieces))})
    return FoundTable(tuple(cells), tuple(strips), goes_on, unsure, heads, touching)
