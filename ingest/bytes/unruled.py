"""Tables that are drawn without rules, found by the room they leave free: the same for pages and for text in fixed columns.

A table is a run of lines in which at least two strips from top to bottom stay free. Its rows stand around their numbers (above, below
or beginning there), apart by larger gaps, or are a line each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

__all__ = ["FoundTable", "Piece", "PlacedCell", "find_tables"]

_ORDINAL = re.compile(r"[（(]?(?:\d{1,3}(?:[.．-]\d{1,3}){0,3}|[一二三四五六七八九十]{1,3}|[①-⑳])[)）]?[.．、]?")
_FEWEST_FREE = 2
_FEWEST_LINES = 3
_LONGEST_PAUSE = 14
"""So many lines of one or two pieces (wrapped cells) may stand between two lines of three."""
_PROSE = 0.62
"""A single piece wider than this share of the table is a paragraph."""
_OVER = 1.5
"""By so many signs a wrapped cell may stand over its column's border."""
_WIDEST_HEAD = 8
_ENOUGH = 3
_NEAR = 0.3
_INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of signs without a gap: where it stands, and which it is of those given.

    `blanks` are the single blanks in it: where in its text, and from where to where on the line.
    """

    text: str
    x0: float
    x1: float
    y: float
    index: int
    blanks: tuple[tuple[int, float, float], ...] = ()

    def spans(self) -> Iterator[tuple[float, float]]:
        """The stretches between its blanks."""
        at = self.x0
        for _, left, right in self.blanks:
            yield at, left
            at = right
        yield at, self.x1

    def parted(self, borders: Sequence[float], gap: float) -> Iterator[Piece]:
        """The piece, cut where a single blank stands between two columns."""
        piece = self
        for border in borders:
            near = [blank for blank in piece.blanks if blank[1] - gap <= border <= blank[2] + gap and piece.x0 < border < piece.x1]
            if near:
                at, left, right = min(near, key=lambda blank: abs(blank[1] + blank[2] - 2 * border))
                yield Piece(piece.text[:at], piece.x0, left, piece.y, piece.index, tuple(one for one in piece.blanks if one[0] < at))
                rest = tuple((one[0] - at - 1, *one[1:]) for one in piece.blanks if one[0] > at)
                piece = Piece(piece.text[at + 1 :], right, piece.x1, piece.y, piece.index + at + 1, rest)
        yield piece


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell of a found table; `pieces` are its lines from top to bottom."""

    row: int
    column: int
    pieces: tuple[Piece, ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class FoundTable:
    """Cells, and the places between which the columns stand."""

    cells: tuple[PlacedCell, ...]
    borders: tuple[float, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Level:
    """Pieces that stand at one height."""

    y: float
    pieces: tuple[Piece, ...]

    @property
    def width(self) -> float:
        return self.pieces[-1].x1 - self.pieces[0].x0


def find_tables(
    pieces: Sequence[Piece], em: float, *, gap: float, rules: Sequence[float] = (), before: Sequence[float] = (), exact: bool = False
) -> Iterator[FoundTable]:
    """The tables of a page, from top to bottom.

    `em` is the size of a sign, `gap` the least width of a free strip, `rules` the heights of horizontal rules, `before` the borders of
    the table that the page before ended with; heights are `exact` on a page, while text has whole lines only.

    >>> rows = ["序号|任务|单位", "1|修路|县交通局", "2|架桥|县住建局"]
    >>> pieces = [Piece(t, 9.0 * c, 9.0 * c + len(t), r, 0) for r, row in enumerate(rows) for c, t in enumerate(row.split("|"))]
    >>> [(cell.row, cell.column, cell.pieces[0].text) for cell in next(find_tables(pieces, 1, gap=2)).cells][3:6]
    [(1, 0, '1'), (1, 1, '修路'), (1, 2, '县交通局')]
    """
    levels = _levels(pieces, em)
    at = 0
    while at < len(levels):
        run = _run(levels, at, gap, before if at == 0 else (), em)
        if run is None:
            at += 1
            continue
        start, stop, borders = run
        own = [_parted(level, borders, 0.5 * em) for level in levels[start:stop]]
        yield _table(own, borders, em, rules, goes_on=start == 0 and tuple(borders) == tuple(before), exact=exact)
        at = stop


def _levels(pieces: Sequence[Piece], em: float) -> list[_Level]:
    levels: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y, piece.x0)):
        if levels and piece.y - levels[-1][0].y < 0.3 * em:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    return [_Level(median(piece.y for piece in level), tuple(sorted(level, key=lambda piece: piece.x0))) for level in levels]


def _parted(level: _Level, borders: Sequence[float], gap: float) -> _Level:
    return _Level(level.y, tuple(part for piece in level.pieces for part in piece.parted(borders, gap)))


def _run(levels: Sequence[_Level], at: int, gap: float, before: Sequence[float], em: float) -> tuple[int, int, list[float]] | None:
    """The table that begins at a level: its first and last level, and its borders."""
    if before and (run := _goes_on(levels, at, before, em)):
        return run
    if len(levels[at].pieces) <= _FEWEST_FREE:
        return None
    levels = levels[: _anew(levels, at)]
    stop, borders, pause = at + 1, list[float](), 0
    best: tuple[int, list[float]] | None = None
    while stop < len(levels):
        level = levels[stop]
        many = len(level.pieces) > _FEWEST_FREE
        pause = 0 if many else pause + 1
        if pause > _LONGEST_PAUSE:
            break
        if many:
            free = _free(levels[at : stop + 1], gap)
            if len(free) < _FEWEST_FREE or (borders and len(free) < len(borders) - 1):
                break
            borders = free
            best = (stop + 1, borders)
        elif borders and _is_prose(level, levels[at:stop]):
            break
        stop += 1
    if best is None or sum(len(level.pieces) > _FEWEST_FREE for level in levels[at : best[0]]) < _FEWEST_LINES - 1:
        return None
    stop, borders = best
    pitch = _pitch(levels[at:stop])
    while stop < len(levels) and levels[stop].y - levels[stop - 1].y < 1.4 * pitch and _inside(levels[stop], borders, em):
        stop += 1
    start = at
    while start and start > at - 3 and levels[start].y - levels[start - 1].y < 1.1 * pitch:
        free = _free(levels[start - 1 : stop], gap)
        above = _parted(levels[start - 1], free, 0.5 * em)
        fits = len(free) == len(borders) and len(above.pieces) > 1 and _inside(above, free, em)
        if not fits and not _is_head(above, levels[at], borders, em):
            break
        start, borders = start - 1, free if fits else borders
    return start, stop, borders


def _is_head(level: _Level, below: _Level, borders: Sequence[float], em: float) -> bool:
    """Whether short pieces stand in the middle over pieces of the line of heads below, or over its empty columns: a head in two lines."""
    taken = {_column(piece, borders) for piece in below.pieces}

    def over(piece: Piece) -> bool:
        middle, narrow = (piece.x0 + piece.x1) / 2, piece.x1 - piece.x0 < _WIDEST_HEAD * em
        return narrow and (_column(piece, borders) not in taken or any(abs(middle - (one.x0 + one.x1) / 2) < em for one in below.pieces))

    return all(map(over, level.pieces))


def _goes_on(levels: Sequence[_Level], at: int, borders: Sequence[float], em: float) -> tuple[int, int, list[float]] | None:
    """A page that goes on with the columns of the one before: no piece stands across them."""
    stop = at
    columns = set[int]()
    while stop < len(levels) and (_inside(levels[stop], borders, em) or (len(levels[stop].pieces) == 1 and stop + 1 < len(levels))):
        if not _inside(levels[stop], borders, em) and _is_prose(levels[stop], levels[at : stop + 1]) and stop > at:
            break
        columns |= {_column(piece, borders) for piece in levels[stop].pieces}
        stop += 1
    pitch = _pitch(levels[at:stop]) if stop > at else 0.0
    while stop - at > 1 and len(levels[stop - 1].pieces) == 1 and levels[stop - 1].y - levels[stop - 2].y > 1.8 * pitch:
        stop -= 1  # a page number, a note
    return (at, stop, list(borders)) if stop - at >= 2 and len(columns) > _FEWEST_FREE else None


def _anew(levels: Sequence[_Level], at: int) -> int:
    """Where another table begins: at the lines of one piece above heads below which the numbers begin at 1 again."""
    last, heads = 0, -1
    for here in range(at, len(levels)):
        level = levels[here]
        number = "".join(level.pieces[0].text.split()).rstrip(".．、")
        if number.isdecimal() and len(level.pieces) > 1:
            if number == "1" and last and heads > 0 and _words(levels[heads]) != _words(levels[at]):
                while heads > at and len(levels[heads - 1].pieces) == 1:
                    heads -= 1
                return heads
            last, heads = int(number), -1
        elif len(level.pieces) > _FEWEST_FREE and heads < 0 and not any(_ORDINAL.fullmatch(piece.text) for piece in level.pieces):
            heads = here if len(levels[here - 1].pieces) == 1 else -1
    return len(levels)


def _words(level: _Level) -> list[str]:
    return ["".join(piece.text.split()) for piece in level.pieces]


def _is_prose(level: _Level, above: Sequence[_Level]) -> bool:
    left = min(one.pieces[0].x0 for one in above)
    right = max(one.pieces[-1].x1 for one in above)
    return len(level.pieces) == 1 and level.width > _PROSE * (right - left)


def _inside(level: _Level, borders: Sequence[float], em: float) -> bool:
    """Whether every piece stands in one column; a little beyond its border is no matter."""
    return not any(piece.x0 + _OVER * em < border < piece.x1 - _OVER * em for piece in level.pieces for border in borders)


def _across(level: _Level, borders: Sequence[float], em: float) -> bool:
    """A line of one piece over several columns: a heading between rows."""
    return len(level.pieces) == 1 and not _inside(level, borders, em)


def _free(levels: Sequence[_Level], gap: float) -> list[float]:
    """The middles of the strips that (nearly) no line covers; lines of one piece count only where they are short."""
    spans = [span for level in levels if len(level.pieces) > 1 for piece in level.pieces for span in piece.spans()]
    whole = [(level.pieces[0].x0, level.pieces[-1].x1) for level in levels if len(level.pieces) > 1]
    gaps = [(one.x1, other.x0) for level in levels for one, other in pairwise(level.pieces)]
    edges = sorted({x for span in spans for x in span})
    allowed = len(levels) // 16
    free: list[tuple[float, float]] = []
    for left, right in pairwise(edges):
        if sum(x0 < right and x1 > left for x0, x1 in spans) <= allowed:
            if free and free[-1][1] == left:
                free[-1] = (free[-1][0], right)
            else:
                free.append((left, right))
    return [
        (left + right) / 2
        for left, right in free
        if right - left >= gap
        and 2 * sum(x0 <= left and x1 >= right for x0, x1 in gaps) >= sum(x0 < right and x1 > left for x0, x1 in whole)
    ]


def _pitch(levels: Sequence[_Level]) -> float:
    steps = sorted(below.y - above.y for above, below in pairwise(levels))
    return steps[len(steps) // 4] if steps else 1.0


def _column(piece: Piece, borders: Sequence[float]) -> int:
    return sum(border < (piece.x0 + piece.x1) / 2 for border in borders)


def _table(
    levels: Sequence[_Level], borders: Sequence[float], em: float, rules: Sequence[float], *, goes_on: bool, exact: bool
) -> FoundTable:
    rows = _rows(levels, borders, em, rules, goes_on=goes_on, exact=exact)
    cells: list[PlacedCell] = []
    for number, row in enumerate(rows):
        across = len(row) == 1 and _across(row[0], borders, em)
        if across:
            cells.append(PlacedCell(number, 0, row[0].pieces, len(borders) + 1))
            continue
        wide: dict[tuple[int, int], list[Piece]] = {}
        for level in row:
            for piece in level.pieces:
                first = sum(border < piece.x0 for border in borders)
                last = sum(border < piece.x1 for border in borders)
                if last > first and _covers(piece, borders[first:last], em):
                    wide.setdefault((first, last), []).append(piece)
                else:
                    column = _column(piece, borders)
                    wide.setdefault((column, column), []).append(piece)
        cells.extend(
            PlacedCell(number, first, tuple(sorted(found, key=lambda piece: (piece.y, piece.x0))), last - first + 1)
            for (first, last), found in wide.items()
        )
    ys = [level.y for level in levels]
    return FoundTable(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), tuple(borders), ys[0] - em, ys[-1])


def _covers(piece: Piece, borders: Sequence[float], em: float) -> bool:
    """A head over several columns reaches well over each border."""
    return all(piece.x0 + _OVER * em < border < piece.x1 - _OVER * em for border in borders)


def _rows(
    levels: Sequence[_Level], borders: Sequence[float], em: float, rules: Sequence[float], *, goes_on: bool, exact: bool
) -> list[list[_Level]]:
    """The levels of each row."""
    blocks: list[list[_Level]] = [[]]
    ruled = [rule for rule in rules if levels[0].y < rule < levels[-1].y]
    for at, level in enumerate(levels):
        cut = at and any(levels[at - 1].y < rule < level.y for rule in ruled)
        if cut or _across(level, borders, em) or (blocks[-1] and _across(blocks[-1][-1], borders, em)):
            blocks.append([])
        blocks[-1].append(level)
    blocks = [block for block in blocks if block]
    if len(ruled) >= 2 and len(blocks) >= 3:
        return [
            row
            for block in blocks
            for row in (_around(block, borders, goes_on=False, exact=exact) if _several(block, borders) else [block])
        ]
    numbered = sum(_anchored(level, borders) for level in levels) >= 2
    rows: list[list[_Level]] = []
    for number, block in enumerate(blocks):
        rows.extend(_around(block, borders, goes_on=goes_on and not number, exact=exact) if numbered else _by_gaps(block, borders))
    return rows


def _several(block: Sequence[_Level], borders: Sequence[float]) -> bool:
    return sum(_anchored(level, borders) for level in block) > 1


def _anchored(level: _Level, borders: Sequence[float]) -> bool:
    """Whether a row's number stands at a level."""
    first = level.pieces[0]
    return _column(first, borders) == 0 and first.x1 < borders[0] and _ORDINAL.fullmatch("".join(first.text.split())) is not None


def _by_gaps(block: Sequence[_Level], borders: Sequence[float]) -> list[list[_Level]]:
    """Rows without numbers: apart by larger gaps, else begun by every line that fills most columns."""
    if len(block) < 2:
        return [list(block)]
    steps = [below.y - above.y for above, below in pairwise(block)]
    least = min(steps)
    larger = [step > 1.3 * least for step in steps]
    full = [len({_column(piece, borders) for piece in level.pieces}) > 0.6 * (len(borders) + 1) for level in block]
    rows = [[block[0]]]
    for level, apart, begins in zip(block[1:], larger, full[1:], strict=True):
        if apart if any(larger) else begins:
            rows.append([])
        rows[-1].append(level)
    return rows


def _around(block: Sequence[_Level], borders: Sequence[float], *, goes_on: bool, exact: bool) -> list[list[_Level]]:
    """Rows around their numbers, so that every cell stands in the middle of its row's height, or begins where the number does.

    The lines before the first number are the heads, or on a further page perhaps the rest of the row above.
    """
    numbers = [at for at, level in enumerate(block) if _anchored(level, borders)]
    if not numbers:
        return [list(block)]
    heads = next(
        (at for at, level in enumerate(block[: numbers[0]]) if len(level.pieces) > _FEWEST_FREE and _column(level.pieces[0], borders) == 0),
        None,
    )
    pitch = _pitch(block) or 1.0
    again = [at for at in range(numbers[0], len(block)) if heads is not None and _words(block[at]) == _words(block[heads])]
    plans: list[tuple[list[int | None], tuple[float, list[int]]]] = []
    openings: list[list[int | None]] = [[heads]] if heads is not None else [[]]
    if goes_on and numbers[0] > (heads if heads is not None else -1) + 1:
        openings.append([*openings[0], None])
    for opening in openings:
        anchors = [*opening, *sorted([*numbers, *again])]
        plans.append((anchors, _cut(block, anchors, borders, pitch)))
    anchors, (_, cuts) = min(plans, key=lambda plan: plan[1][0])
    if _at_numbers(block, anchors, cuts, borders, pitch, goes_on=goes_on, exact=exact):
        anchors = [*openings[-1], *sorted([*numbers, *again])]
        cuts = [0, *(anchor if anchor is not None else (before or 0) + 1 for before, anchor in pairwise(anchors))]
    return [list(block[start:stop]) for start, stop in pairwise((*cuts, len(block))) if stop > start]


def _at_numbers(
    block: Sequence[_Level],
    anchors: Sequence[int | None],
    cuts: Sequence[int],
    borders: Sequence[float],
    pitch: float,
    *,
    goes_on: bool,
    exact: bool,
) -> bool:
    """Whether rows begin where their numbers stand, and not around them (at `cuts`)."""
    starts = list(_starts(block, borders))
    if len(starts) >= (1 if exact else _ENOUGH):
        return sum(start in anchors for start in starts) > 0.7 * len(starts)
    if not goes_on and anchors[0] is not None and len(anchors) > 1 and (anchors[1] or 0) > anchors[0] + 1 and not starts:
        return False
    offs = [
        (lines, off)
        for (start, stop), anchor in zip(pairwise((*cuts, len(block))), anchors, strict=True)
        if anchor is not None
        for lines, off in _offs(block[start:stop], block[anchor].y, borders, pitch)
    ]
    most = max((lines for lines, _ in offs), default=1)
    many = [off for lines, off in offs if lines >= min(most, 3) and lines > 1]
    return not many or sum(many) >= _NEAR * len(many)


def _starts(block: Sequence[_Level], borders: Sequence[float]) -> Iterator[int]:
    """Where cells of several lines begin that have an empty place above them."""
    columns = [{_column(piece, borders) for piece in level.pieces} for level in block]
    for at in range(1, len(block) - 1):
        yield from (at for column in columns[at] if column not in columns[at - 1] and column in columns[at + 1])


def _cut(block: Sequence[_Level], anchors: Sequence[int | None], borders: Sequence[float], pitch: float) -> tuple[float, list[int]]:
    """The least cost, and where each anchor's row begins for it: how far the middles of its cells stand from it, less a little for larger gaps."""
    n, m = len(block), len(anchors)
    cost = [[_INFINITE] * (n + 1) for _ in range(m + 1)]
    origin = [[0] * (n + 1) for _ in range(m + 1)]
    cost[0][0] = 0.0
    for row, anchor in enumerate(anchors):
        following = next((one for one in anchors[row + 1 :] if one is not None), n)
        previous = next((one for one in reversed(anchors[:row]) if one is not None), -1)
        for start in range(previous + 1, (anchor if anchor is not None else following) + 1):
            if cost[row][start] == _INFINITE:
                continue
            for stop in range((anchor if anchor is not None else start) + 1, following + 1):
                here = cost[row][start]
                if anchor is None:
                    here += 0.5 * (stop - start)
                else:
                    here += sum(off for _, off in _offs(block[start:stop], block[anchor].y, borders, pitch)) + 0.01 * (anchor - start)
                if stop < n:
                    here -= 0.5 * min((block[stop].y - block[stop - 1].y) / pitch - 1, 3)
                if here < cost[row + 1][stop]:
                    cost[row + 1][stop], origin[row + 1][stop] = here, start
    cuts, stop = list[int](), n
    for row in range(m, 0, -1):
        stop = origin[row][stop]
        cuts.append(stop)
    return cost[m][n], cuts[::-1]


def _offs(row: Sequence[_Level], anchor: float, borders: Sequence[float], pitch: float) -> list[tuple[int, float]]:
    """Of each cell of a row, how many lines it has and how far (in lines) its middle stands from the row's number."""
    heights: dict[int, list[float]] = {}
    for level in row:
        for piece in level.pieces:
            heights.setdefault(_column(piece, borders), []).append(level.y)
    return [(len(ys), abs((ys[0] + ys[-1]) / 2 - anchor) / pitch) for ys in heights.values()]
