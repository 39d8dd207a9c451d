"""Tables that are drawn without rules, found by the room they leave free: the same for pages and for text in fixed columns.

A table is a run of lines in which at least two strips from top to bottom stay free. Its rows stand around their numbers (above, below
or beginning there), apart by larger gaps, or are a line each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhengpu.ingest.spaced.group_lines import grouped
from zhengpu.ingest.spaced.pieces import Piece, PieceLevel, Strip, across, column_of, covered, inside, levels_of, middles, pitch_of
from zhengpu.ingest.spaced.placed_rows import rows_of

__all__ = ["FoundTable", "PlacedCell", "find_tables"]

_ORDINAL = re.compile(r"[（(]?(?:\d{1,3}(?:[.．-]\d{1,3}){0,3}|[一二三四五六七八九十]{1,3}|[①-⑳])[)）]?[.．、]?")
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
_FREER, _ROOM = 3, 0.15
"""So many lines leave a strip free for one that runs over it; one that has the free half of a mark's room there counts for so much of one, as
marks may hang over their column's edge."""
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
    not sure, and what the lines of its heads say."""

    cells: tuple[PlacedCell, ...]
    strips: tuple[Strip, ...]
    goes_on: bool = False
    unsure: int = 0
    heads: frozenset[str] = frozenset()

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
) -> Iterator[FoundTable]:
    """The tables of a page, from top to bottom.

    `em` is the size of a sign, `gap` the least width of a free strip, `rules` the heights of horizontal rules, `before` the free strips of
    the table that the page before ended with and `heads` the lines of its heads; heights are `exact` on a page, while text has whole lines
    only.

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
        own = [level.parted(middles(strips), 0.5 * em) for level in levels if top <= level.y <= bottom]
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
    stop, strips, pause = first, _free(levels[at:first], gap), 0.0
    best: tuple[int, list[Strip]] | None = None
    full = two = 0
    pitch = pitch_of(levels[at:])
    reached = (levels[at].pieces[0].x0, levels[at].pieces[-1].x1)
    while stop < len(levels) and pause <= _LONGEST_PAUSE:
        level = levels[stop].parted(middles(strips), 0.5 * em)
        narrowed = list(_narrowed(strips, level.pieces))
        fits = bool(strips) and inside(level, narrowed, em)
        many, standing = len(level.pieces) > _FEWEST_FREE, fits and (len(level.pieces) > 1 or _beside_others(levels, stop, strips, pitch))
        pause = 0 if many or standing else pause + (_INSIDE if fits else 1)
        room = [(-_INFINITE, reached[0]), *strips, (reached[1], _INFINITE)]
        new = any(left <= piece.x0 and piece.x1 <= right for left, right in room for piece in level.pieces)
        if many or standing:
            reached = (min(reached[0], level.pieces[0].x0), max(reached[1], level.pieces[-1].x1))
        if (many or standing) and fits and not new and stop - at > _LEARNT and stop & (stop - 1):
            full, two, strips = full + many, two + standing, narrowed
            best = (stop + 1, strips)
        elif many or standing:
            free = _free(levels[at : stop + 1], gap)
            known = full > _SURE and len(free) < len(strips) - 1
            if many and (len(free) < _FEWEST_FREE or known):
                break
            if many or len(free) >= len(strips):
                full, two = full + many, two + standing
                strips = free
                best = (stop + 1, strips)
        elif fits:
            strips = narrowed
        elif _is_prose(level, levels[at:stop]):
            break
        stop += 1
    if best is None or full + two / 3 < _FEWEST_LINES - 2:
        return None
    stop, strips = best
    strips = max(strips, _free(levels[at:stop], gap), key=len)  # with the lines that stood alone in a column of their own
    stop = _last(levels, at, stop, strips, em)
    pitch = pitch_of(levels[at:stop])
    start = at
    while start and start > at - 3 and levels[start].y - levels[start - 1].y < 1.1 * pitch:
        free = _free(levels[start - 1 : stop], gap)
        above = levels[start - 1].parted(middles(free), 0.5 * em)
        fits = (len(free) > len(strips) or (len(free) == len(strips) and len(above.pieces) > 1)) and inside(above, free, em)
        if not fits and not _is_head(above, levels[at], middles(strips), em):
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


def _goes_on(levels: Sequence[PieceLevel], before: Sequence[Strip], em: float) -> tuple[int, int, list[Strip]] | None:
    """A page that goes on with the columns of the one before: no piece stands over what was free between them."""
    stop, strips = 0, list(before)
    columns = set[int]()
    while stop < len(levels):
        level = levels[stop].parted(middles(strips), 0.5 * em)
        narrowed = list(_narrowed(strips, level.pieces))
        if not inside(level, narrowed, em):
            if len(level.pieces) > 1 or stop + 1 == len(levels) or (stop and _is_prose(level, levels[: stop + 1])):
                break
        else:
            strips = narrowed
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


def _free(levels: Sequence[PieceLevel], gap: float) -> list[Strip]:
    """The strips that (nearly) no line covers; lines of one piece count only where they are short."""
    spans = [span for level in levels if len(level.pieces) > 1 for piece in level.pieces for span in piece.spans()]
    whole = [(level.pieces[0].x0, level.pieces[-1].x1) for level in levels if len(level.pieces) > 1]
    written = [[span for piece in level.pieces for span in piece.spans(written=True)] for level in levels]
    gaps = [(one[1], other[0]) for line in written for one, other in pairwise(line)]
    closed = [span for line in written for span in line]
    alone = [level.pieces[0] for level in levels if len(level.pieces) == 1]
    spans += _beside(alone, spans, gap)

    def supported(allowed: int) -> list[Strip]:
        parts = [part for strip in _uncovered(spans, allowed) for part in _without(strip, spans)]
        kept = [
            (left, right)
            for left, right in parts
            if right - left >= gap
            and (told := sum(x0 <= left and x1 >= right for x0, x1 in gaps)) * 2 >= sum(x0 < right and x1 > left for x0, x1 in whole)
            and told >= _FREER * _over((left, right), closed, spans)
        ]
        return _parting(kept, closed, spans)

    return list(_narrowed(max(supported(0), supported(len(levels) // 16), key=len), alone))


def _over(strip: Strip, closed: Sequence[Strip], spans: Sequence[Strip]) -> float:
    """How many lines run over a strip; those that leave it free but for a mark's room count little."""
    left, right = strip
    covered = sum(x0 < left and right < x1 for x0, x1 in spans)
    return covered + _ROOM * (sum(x0 < left and right < x1 for x0, x1 in closed) - covered)


def _parting(strips: list[Strip], closed: Sequence[Strip], spans: Sequence[Strip]) -> list[Strip]:
    """Strips without those in which marks of one column happen to stand below each other: no cells stand for themselves on both sides."""
    for at, strip in enumerate(strips):
        before, behind = strips[at - 1][1] if at else -_INFINITE, strips[at + 1][0] if at + 1 < len(strips) else _INFINITE
        sides = [(before, strip[0]), (strip[1], behind)]
        least = min(sum(start <= x0 and x1 <= end for x0, x1 in closed) for start, end in sides)
        if least < _over(strip, closed, spans):
            return _parting([*strips[:at], *strips[at + 1 :]], closed, spans)
    return strips


def _beside(alone: Sequence[Piece], spans: Sequence[Strip], gap: float) -> list[Strip]:
    """Lines of one piece where no other piece stands: what is left of a column whose lines stand between those of the others."""
    covered = list(_joined(spans))
    own = [(piece.x0, piece.x1) for piece in alone if not any(piece.x0 < right + gap and left - gap < piece.x1 for left, right in covered)]
    return own if len(own) > 1 else []


def _joined(spans: Sequence[Strip]) -> Iterator[Strip]:
    """Spans that overlap as one."""
    reached: Strip | None = None
    for left, right in sorted(spans):
        if reached and left <= reached[1]:
            reached = (reached[0], max(reached[1], right))
        else:
            if reached:
                yield reached
            reached = (left, right)
    if reached:
        yield reached


def _uncovered(spans: Sequence[Strip], allowed: int) -> Iterator[Strip]:
    """Between the first and the last span, where no more than so many lie."""
    steps = sorted([(left, 1) for left, _ in spans] + [(right, -1) for _, right in spans])
    over, since = 0, None
    for at, step in steps:
        over += step
        if over <= allowed and since is None:
            since = at
        elif over > allowed and since is not None:
            if since < at:
                yield since, at
            since = None
    if since is not None and since < steps[-1][0]:
        yield since, steps[-1][0]


def _without(strip: tuple[float, float], spans: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """A strip without what stands wholly in it: a column with little in it, which is no line over a free strip."""
    at, end = strip
    for x0, x1 in sorted(span for span in spans if at <= span[0] and span[1] <= end):
        if x0 > at:
            yield at, x0
        at = max(at, x1)
    if at < end:
        yield at, end


def _narrowed(strips: Sequence[Strip], alone: Sequence[Piece]) -> Iterator[Strip]:
    """Strips, as far as pieces leave them free that stand in one column and end or begin in a strip."""
    own = [piece for piece in alone if not any(piece.x0 < left and piece.x1 > right for left, right in strips)]
    for left, right in strips:
        ends = [piece.x1 for piece in own if piece.x0 < left < piece.x1 < right]
        begins = [piece.x0 for piece in own if left < piece.x0 < right < piece.x1]
        first, last = max(ends, default=left), min(begins, default=right)
        yield (first, last) if first < last else (left, right)


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
    return FoundTable(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), tuple(strips), goes_on, unsure, heads)
