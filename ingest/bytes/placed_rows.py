"""The rows of a table that is told by its free columns alone: which of its lines belong to one row.

A row is a stretch of heights of its own. What says where it ends: a rule, a heading across the table, larger gaps within columns, lines that
stop before their column's edge, and the number that stands in its middle or at its top. The cut that is least at odds with all of them is taken.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhengpu.ingest.bytes.pieces import Piece, PieceLevel, Strip, across, column_of, middles, text_width

__all__ = ["rows_of"]

_ORDINAL = re.compile(r"[（(]?(?:\d{1,3}(?:[.．-]\d{1,3}){0,3}|[一二三四五六七八九十]{1,3}|[①-⑳])[)）]?[.．、]?")
_NUMBER_COLUMNS = 3
_NEXT = 1.28
"""Lines of one cell follow within so many usual steps."""
_NEAREST = 0.85
_CLOSEST = 0.95
"""No two lines of a cell stand nearer than so many signs."""
_TALLEST = 60
_EDGE = 1.3
"""A line that ends so many signs before its column's edge was not wrapped there."""
_WIDE = 4.0
"""So many columns of a text a sign takes with the room that Latin words beside it leave."""
_MOSTLY = 0.7
_GOES_ON, _BEGUN = "、，,（(《“/／-—", "、，。；：）)》”,;:"
_ENDS = "。；;：:！？"
_ITEM = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、]|[①-⑳]|[-—·●■◆▪]")
_INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class _RowNumber:
    """A row's number: the levels it stands on (two where it is wrapped) and the middle of them."""

    first: int
    last: int
    y: float


@dataclass(frozen=True, slots=True)
class _ColumnLine:
    """A line of a column: the level it stands on, what it costs to part it from the line below in its column, and to join them."""

    level: int
    y: float
    cut: float
    join: float


def rows_of(
    levels: Sequence[PieceLevel],
    strips: Sequence[Strip],
    em: float,
    rules: Sequence[float],
    *,
    goes_on: bool,
    exact: bool,
) -> list[list[PieceLevel]]:
    """The levels of each row, from top to bottom.

    `rules` are the heights of horizontal rules; the first row `goes_on` with the last one of the page before; heights are `exact` on a page,
    while text has whole lines only.
    """
    borders = middles(strips)
    ruled = [rule for rule in rules if levels[0].y - 2 * em < rule < levels[-1].y + 2 * em]
    step = _step(levels, borders, em)
    column, numbers = _anchors(levels, borders, ruled, step)
    heads = _said(next((level for level in levels if len(level.pieces) > 2), levels[0]))
    alone = [across(level, strips, em) or (at > 0 and _said(level) == heads) for at, level in enumerate(levels)]
    blocks: list[list[int]] = [[]]
    for at, level in enumerate(levels):
        ruled_off = at and any(levels[at - 1].y < rule < level.y for rule in ruled)
        if ruled_off or alone[at] or (at and alone[at - 1]):
            blocks.append([])
        blocks[-1].append(at)
    blocks = [block for block in blocks if block]
    by_rules = len(ruled) >= 3 and len(blocks) >= 3
    longest = [0.0] * (len(borders) + 1)
    for piece in (piece for level in levels for piece in level.pieces):
        longest[column_of(piece, borders)] = max(longest[column_of(piece, borders)], _reach(piece, exact=exact))
    edges = [reach - _EDGE * (em if exact else _WIDE) for reach in longest]
    rows: list[list[PieceLevel]] = []
    for number, block in enumerate(blocks):
        own = [anchor for anchor in numbers if block[0] <= anchor.first <= block[-1]]
        here = _RowBlock.of([levels[at] for at in block], borders, edges, step, exact=exact)
        moved = [_RowNumber(anchor.first - block[0], anchor.last - block[0], anchor.y) for anchor in own]
        if len(block) < 2 or (by_rules and len(own) < 2):
            rows.append(list(here.levels))
        elif own and len(numbers) > 1:
            above = [piece for level in here.levels[: moved[0].first] for piece in level.pieces]
            headed = any(column_of(piece, borders) == column for piece in above)
            cuts = here.around(moved, headed=headed, goes_on=goes_on and not number)
            rows.extend(list(here.levels[start:stop]) for start, stop in pairwise((*cuts, len(block))))
        else:
            rows.extend(here.by_gaps())
    return [row for row in rows if row]


def _reach(piece: Piece, *, exact: bool) -> float:
    """How far a line reaches; in text, where signs of one width and of two are mixed, how wide it is."""
    return piece.x1 if exact else float(text_width(piece.text, printed=True))


def _said(level: PieceLevel) -> list[str]:
    return ["".join(piece.text.split()) for piece in level.pieces]


def _anchors(levels: Sequence[PieceLevel], borders: Sequence[float], rules: Sequence[float], step: float) -> tuple[int, list[_RowNumber]]:
    """The numbers of rows, in the first column that has several, and which that is; digits below each other that only together count are one."""
    for column in range(min(_NUMBER_COLUMNS, len(borders))):
        found = list(_ordinals(levels, borders, column))
        if len(found) > 1 or (found and not column):
            return column, _counted(found, step, rules)
    return -1, []


def _ordinals(levels: Sequence[PieceLevel], borders: Sequence[float], column: int) -> Iterator[tuple[int, float, str]]:
    for at, level in enumerate(levels):
        for piece in level.pieces:
            text = "".join(piece.text.split())
            if column_of(piece, borders) == column and piece.x1 < borders[column] and _ORDINAL.fullmatch(text):
                yield at, piece.y, text


def _counted(found: Sequence[tuple[int, float, str]], step: float, rules: Sequence[float]) -> list[_RowNumber]:
    """Numbers as rows count on; on a further page the first may be one of two digits below each other."""
    firsts = [0]
    if len(found) > 1 and (told := found[0][2] + found[1][2]).isdecimal():
        firsts.append(int(told) - 1)
    readings = [_counting(found, before, step, rules) for before in firsts]
    return max(readings, key=lambda reading: reading[0])[1]


def _counting(found: Sequence[tuple[int, float, str]], before: int, step: float, rules: Sequence[float]) -> tuple[int, list[_RowNumber]]:
    """The numbers behind one, and how many of them count on; two digits below each other are one where only that does."""
    anchors: list[_RowNumber] = []
    at = on = 0
    while at < len(found):
        level, y, text = found[at]
        value = int(text) if text.isdecimal() else None
        if value is not None and value != before + 1 and at + 1 < len(found):
            below, other, rest = found[at + 1]
            close = other - y < _NEXT * step and not any(y < rule < other for rule in rules)
            if close and (text + rest).isdecimal() and int(text + rest) == before + 1:
                anchors.append(_RowNumber(level, below, (y + other) / 2))
                before, at, on = before + 1, at + 2, on + 1
                continue
        anchors.append(_RowNumber(level, level, y))
        on += value == before + 1
        before, at = before if value is None else value, at + 1
    return on, anchors


def _step(levels: Sequence[PieceLevel], borders: Sequence[float], em: float) -> float:
    """How far the lines of one cell stand apart: the least step within a column that is no accident."""
    last: dict[int, float] = {}
    steps = []
    for level in levels:
        for piece in level.pieces:
            column = column_of(piece, borders)
            if column in last and level.y - last[column] > _CLOSEST * em:
                steps.append(level.y - last[column])
            last[column] = level.y
    steps.sort()
    return steps[min(len(steps) // 20, 1)] if steps else em


@dataclass(frozen=True, slots=True)
class _RowBlock:
    """Levels between two rules or headings, with the lines of each column."""

    levels: tuple[PieceLevel, ...]
    columns: tuple[tuple[_ColumnLine, ...], ...]
    step: float
    exact: bool

    @classmethod
    def of(cls, levels: Sequence[PieceLevel], borders: Sequence[float], edges: Sequence[float], step: float, *, exact: bool) -> _RowBlock:
        """Lay the pieces out by columns; lines that do not reach beyond their column's edge were not wrapped."""
        lines: list[list[tuple[int, Piece]]] = [[] for _ in range(len(borders) + 1)]
        for at, level in enumerate(levels):
            for piece in level.pieces:
                lines[column_of(piece, borders)].append((at, piece))
        columns, at_end = [], len(levels)
        for column, edge in zip(lines, edges, strict=True):
            ends = [piece.text.rstrip()[-1:] in _ENDS for _, piece in column if _reach(piece, exact=exact) <= edge]
            sentences = len(ends) > 2 and sum(ends) > _MOSTLY * len(ends)
            made = []
            for (at, piece), (next_at, below) in zip(column, (*column[1:], (at_end, None)), strict=False):
                # half a line up or down is a line of its own in a text
                close = not exact and next_at - at == 2 and levels[min(next_at, at_end - 1)].y - levels[at].y == 2 * step
                far = 1.0 if close or below is None else (below.y - levels[at].y) / step
                cut, join = _seam(piece, below, far, full=_reach(piece, exact=exact) > edge, sentences=sentences)
                made.append(_ColumnLine(at, levels[at].y, cut, join))
            columns.append(tuple(made))
        return cls(tuple(levels), tuple(columns), step, exact)

    def by_gaps(self) -> list[list[PieceLevel]]:
        """Rows without numbers: where no column goes on, else a row a level that fills most columns."""
        seams = [[line for column in self.columns for line in column if line.level <= at and self._below(line, at)] for at in self._inner()]
        cuts = [at + 1 for at, lines in zip(self._inner(), seams, strict=True) if all(line.join > line.cut for line in lines)]
        if not cuts or not self.exact:
            steps = [below.y - above.y for above, below in pairwise(self.levels)]
            larger = [at + 1 for at, step in enumerate(steps) if step > 1.3 * min(steps)]
            full = [at for at, level in enumerate(self.levels) if at and len(level.pieces) > 0.6 * len(self.columns)]
            cuts = larger or full
        return [list(self.levels[start:stop]) for start, stop in pairwise((0, *cuts, len(self.levels)))]

    def _inner(self) -> range:
        return range(len(self.levels) - 1)

    def _below(self, line: _ColumnLine, at: int) -> bool:
        """Whether the next line of its column stands below a level."""
        column = next(column for column in self.columns if line in column)
        place = column.index(line)
        return place + 1 < len(column) and column[place + 1].level > at

    def around(self, anchors: Sequence[_RowNumber], *, headed: bool, goes_on: bool) -> list[int]:
        """Where each row begins: around numbers in the middle of rows or below numbers at their top, whichever fits better.

        Above the first number stand heads (`headed`: something else stands in its column), or the rest of a row that `goes_on`.
        """
        openings = [*([] if headed else [0]), 1, *([2] if goes_on else [])]
        plans = [self._cut([*[None] * opening, *anchors], middle=middle) for middle in (False, True) for opening in openings]
        return min(plans, key=lambda plan: plan[0])[1]

    def _cut(self, anchors: Sequence[_RowNumber | None], *, middle: bool) -> tuple[float, list[int]]:
        """The least cost of rows about their numbers, and where they begin for it."""
        n, m = len(self.levels), len(anchors)
        cost = [{0: 0.0}]
        origin: list[dict[int, int]] = [{}]
        for row, anchor in enumerate(anchors):
            following = next((one.first for one in anchors[row + 1 :] if one is not None), n)
            cost.append({})
            origin.append({})
            for start, reached in cost[row].items():
                if anchor is not None and not anchor.last - _TALLEST < start <= anchor.first:
                    continue
                least = start if anchor is None else anchor.last
                last_row = row + 1 == m
                for stop in (n,) if last_row else range(least + 1, min(following, least + _TALLEST) + 1):
                    here = reached + self._row(start, stop, anchor, middle=middle) + (self._seams(stop) if stop < n else 0.0)
                    if here < cost[row + 1].get(stop, _INFINITE):
                        cost[row + 1][stop], origin[row + 1][stop] = here, start
        if n not in cost[m]:
            return _INFINITE, [anchor.first for anchor in anchors if anchor is not None]
        cuts, stop = list[int](), n
        for row in range(m, 0, -1):
            stop = origin[row][stop]
            cuts.append(stop)
        return cost[m][n], cuts[::-1]

    def _seams(self, at: int) -> float:
        """What it costs to begin a row at a level: rows stand a line apart at least."""
        cost = 2.0 if self.levels[at].y - self.levels[at - 1].y < _NEAREST * self.step else 0.0
        for column in self.columns:
            place = bisect_left(column, at, key=lambda line: line.level)
            if 0 < place < len(column):
                cost += column[place - 1].cut
        return cost

    def _row(self, start: int, stop: int, anchor: _RowNumber | None, *, middle: bool) -> float:
        """What it costs to take levels for one row: lines joined that do not look so, cells that stand where they should not."""
        cost = 0.0 if anchor else 0.4
        cost += sum(
            self.levels[at].y - self.levels[at - 1].y > _NEXT * self.step for at in range(start + 1, stop)
        )  # its tallest cell has no gap
        cells = []
        for column in self.columns:
            lines = column[bisect_left(column, start, key=lambda line: line.level) : bisect_left(column, stop, key=lambda line: line.level)]
            if lines:
                cost += sum(line.join for line in lines[:-1])
                cells.append((lines[0].y, lines[-1].y))
        if anchor is None or not cells:
            return cost * 0.5 if anchor is None else cost
        top, bottom = min(one for one, _ in cells), max(other for _, other in cells)
        wanted = (top + bottom) / 2 if middle else top
        cost += self._off(abs(wanted - anchor.y))
        for one, other in cells:
            cost += 0.5 * min(self._off(abs(one - top)), self._off(abs((one + other) / 2 - (top + bottom) / 2)))
        return cost

    def _off(self, distance: float) -> float:
        steps = distance / self.step
        return steps if self.exact else max(steps - 0.5, 0.1 * steps)


def _seam(piece: Piece, below: Piece | None, far: float, *, full: bool, sentences: bool) -> tuple[float, float]:
    """What parting a line from the one so many steps below it in its column costs, and what joining them does; `sentences` fill the column."""
    if below is None:
        return 0.0, 0.0
    said, after = piece.text.rstrip(), below.text.lstrip()
    ended = said[-1:] in _ENDS
    broken = said[-1:] in _GOES_ON or after[:1] in _BEGUN or (sentences and not ended and full)
    if far > _NEXT:
        return (0.5 if broken and far < 2 * _NEXT else 0.0), min(far - 1, 2.0) * (0.5 if broken else 1.0)
    if broken:
        return 2.0, 0.0
    if full:
        return 0.4, 0.0
    return 0.0, (0.5 if ended or _ITEM.match(after) else 0.8)
