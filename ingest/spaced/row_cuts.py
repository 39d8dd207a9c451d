"""Where the rows of a table without rules begin: the cut of its lines that is least at odds with all that pages say about rows.

What says where a row ends: larger gaps within columns, lines that stop before their column's edge, gaps between rows that are alike, cells
that begin at one height or stand about one middle, columns that are filled in most rows, numbers, and what cells of a column usually begin
and end with. Weights are costs; what is learnt from a first cut (which columns are filled, how cells begin) is used for a second.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import log
from operator import mul

__all__ = ["ColumnLine", "RowCuts", "RowNumber"]

_TALLEST = 60
_NEXT = 1.28
"""Lines of one cell follow within so many usual steps."""
_NEAREST = 0.85
_DEAREST = 8.0
"""Lines whose joining costs more are no cell."""
_ROW, _NO_NUMBER, _OTHER_NUMBER, _RESUMED, _MIXED = 0.1, 1.5, 0.3, 0.3, 2.5
_EMPTY, _HEADING, _NUMBERED = 0.6, 1.2, 0.3
"""A column left empty costs so much, but all together no more than a heading between rows does, or one with its number."""
_HEADED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、]")
_OFF, _FARTHEST = 0.8, 1.5
_UNLIKE, _NO_GAP = 1.2, 0.25
_SOME_GAPS, _PLAIN = 3, 1.05
_GAP_INSIDE, _GAP_TOLD = 1.0, 0.6
_SHORT, _ENDED_SHORT, _LISTED = 0.6, (1.2, 0.08), (0.25, 0.6)
"""What a short line costs within a cell and at its end: where cells are texts, and where they are lists of a name a line."""
_TOGETHER, _ALIKE = 1.0, 0.3
"""Where columns end short at one height, their cells end, whether they are lists or not; few cells of a row have as many lines as the tallest."""
_PROMISING, _SURE, _NEARLY, _TRIES = 1, 1.0, (1.0, 2.0), 3
_FILL, _SIGN, _MOST_SIGN = 0.25, 0.4, 0.8
_INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class RowNumber:
    """A row's number: the levels it stands on (two where it is wrapped) and the middle of them."""

    first: int
    last: int
    y: float


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A line of a column: its level, its text, what it costs to part it from the line below in its column, and to join them.

    `short` is how sure it is that the line ends before its column's edge although the next one follows: a cell ends there, or has a name a
    line. Which of them is told by the column, and costs what that says.
    """

    level: int
    y: float
    text: str
    cut: float
    join: float
    short: float = 0.0


@dataclass(frozen=True, slots=True)
class _RowSpan:
    """Levels taken for one row: what joining its lines costs, the short lines in it by column, how many cells
    more have as many lines as the tallest, each column's first and last line, and the numbers in it."""

    start: int
    stop: int
    join: float
    shorts: tuple[float, ...]
    alike: int
    cells: tuple[tuple[ColumnLine, ColumnLine] | None, ...]
    numbers: int


@dataclass(frozen=True, slots=True)
class _Habits:
    """How rows of a table are set: the gap between them, whether cells stand about the row's middle, by column; costs of columns filled
    and left empty, of short lines within cells and at their end, and of what cells begin and end with."""

    gap: float | None
    middle: tuple[bool, ...]
    filled: tuple[float, ...]
    empty: tuple[float, ...]
    short_in: tuple[float, ...]
    short_out: tuple[float, ...]
    begins: tuple[dict[str, float], ...] = ()
    ends: tuple[dict[str, float], ...] = ()
    base: float = 0.0
    """What it costs that lines within cells begin and end as they do, as far as that is unlike all lines."""


@dataclass(frozen=True)
class RowCuts:
    """The lines of a table by height and by column.

    `levels` are the heights of lines, `columns` their lines by column, `step` the distance of two lines of a cell; rows begin at `forced`
    levels in any case. `numbers` stand in `number_column`, if in any. The first row `goes_on` with one of the page before. Heights are
    `exact` on a page, while text has whole lines only.

    >>> column = lambda *ys: tuple(ColumnLine(round(y / 10), y, "县" if y % 30 == 0 else "和", 0.4, 0.1 if len(ys) > 2 else 2.5) for y in ys)
    >>> cuts = RowCuts((0, 10, 20, 30, 40, 50), (column(0, 10, 20, 30, 40, 50), column(0, 30), column(0, 30)), 10.0)
    >>> cuts.best()
    ([0, 3], 0)
    """

    levels: tuple[float, ...]
    columns: tuple[tuple[ColumnLine, ...], ...]
    step: float
    forced: frozenset[int] = frozenset()
    numbers: tuple[RowNumber, ...] = ()
    number_column: int = -1
    goes_on: bool = False
    exact: bool = True

    def best(self) -> tuple[list[int], int]:
        """The levels at which rows begin, and how many borders of rows might as well stand elsewhere."""
        many = len(self.columns)
        plain = _Habits(None, (False,) * many, (0.0,) * many, (_EMPTY,) * many, (), ())
        modes = [(_LISTED,) * many, *(tuple(_ENDED_SHORT if at in told else _LISTED for at in range(many)) for told in self._told)]
        settled = []
        for mode in modes[: 2 if self.numbers else None]:  # numbers leave little to try
            tried = [
                replace(
                    plain,
                    gap=gap,
                    middle=(middle,) * many,
                    short_in=tuple(one for one, _ in mode),
                    short_out=tuple(other for _, other in mode),
                )
                for middle in (False, True)
                for gap in (None, *self._gaps())
            ]
            first = sorted(((*self._cut(habits), habits) for habits in tried), key=lambda found: found[0])
            settled += [self._settled(starts, habits) for _, starts, habits in first[:_PROMISING]]
        found = min(settled, key=lambda one: one[0])
        for _ in range(1 if self.numbers else _TRIES):
            others = self._others(*found[1:])
            finer = [
                self._settled(self._cut(found[2], {at for at, more in others.items() if more < near})[1], found[2]) for near in _NEARLY
            ]
            better = min(finer, key=lambda one: one[0])
            if better[0] >= found[0]:
                break
            found = better
        return found[1], sum(more < _SURE for more in self._others(*found[1:]).values())

    @property
    def _told(self) -> list[frozenset[int]]:
        """Columns whose cells may be taken for texts, to begin with: all, or the two that say most."""
        by_signs = sorted(range(len(self.columns)), key=lambda column: -sum(len(line.text) for line in self.columns[column]))
        return [frozenset(by_signs), *(frozenset({column}) for column in by_signs[:2])]

    def _settled(self, starts: list[int], habits: _Habits) -> tuple[float, list[int], _Habits]:
        """A cut made again with what the cut before tells of the table."""
        cost = _INFINITE
        for _ in range(2):
            habits = self._learnt(starts, habits)
            cost, starts = self._cut(habits)
        return cost + habits.base, starts, habits

    def _others(self, starts: Sequence[int], habits: _Habits) -> dict[int, float]:
        """By level, how much more it costs to begin a row there where none begins, or none where one does."""
        n, cuts = len(self.levels), set(starts)
        inner, seams = self._inner(habits), self._seams(habits)
        before, behind = [0.0] + [_INFINITE] * n, [_INFINITE] * n + [0.0]
        rows = [
            [(span.stop, self._row(span, habits) + inner[span.stop - 1] - inner[start]) for span in self._spans[start]]
            for start in range(n)
        ]
        for start in range(n):
            for stop, cost in rows[start]:
                before[stop] = min(before[stop], before[start] + seams[start] + cost)
        for start in reversed(range(n)):
            behind[start] = min((seams[start] + cost + behind[stop] for stop, cost in rows[start]), default=_INFINITE)
        without = [_INFINITE] * n
        for start in range(n):
            for stop, cost in rows[start]:
                whole = before[start] + seams[start] + cost + behind[stop]
                for at in range(start + 1, stop):
                    without[at] = min(without[at], whole)
        return {at: (without[at] if at in cuts else before[at] + behind[at]) - before[n] for at in range(1, n) if at not in self.forced}

    def _gaps(self) -> list[float]:
        """Distances between lines that come often, as those between rows do where all have the same room around their text."""
        near = Counter(
            round(4 * (below - above) / self.step) for above, below in pairwise(self.levels) if below - above > _NEAREST * self.step
        )
        return [quarter * self.step / 4 for quarter, _ in near.most_common(_SOME_GAPS)]

    @cached_property
    def _spans(self) -> list[list[_RowSpan]]:
        """By level, the rows that may begin there."""
        return [list(self._from(start)) for start in range(len(self.levels))]

    @cached_property
    def _at(self) -> list[list[tuple[int, int]]]:
        """By level, the lines there: their column and their place in it."""
        at: list[list[tuple[int, int]]] = [[] for _ in self.levels]
        for column, lines in enumerate(self.columns):
            for place, line in enumerate(lines):
                at[line.level].append((column, place))
        return at

    def _seams(self, habits: _Habits) -> list[float]:
        """What it costs to begin a row at a level, for what is parted there: rows stand a line apart at least, and alike."""
        seams = [0.0] * len(self.levels)
        for lines, short in zip(self.columns, habits.short_out, strict=True):
            for line, below in pairwise(lines):
                for at in range(line.level + 1, below.level + 1):
                    seams[at] += line.cut + line.short * short
        for at in range(1, len(self.levels)):
            near = self.exact and self.levels[at] - self.levels[at - 1] < _NEAREST * self.step
            seams[at] = 0.0 if at in self.forced else seams[at] + 2.0 * near + self._gap(at, habits)
        return seams

    def _from(self, start: int) -> Iterator[_RowSpan]:
        first: list[ColumnLine | None] = [None] * len(self.columns)
        last: list[ColumnLine | None] = [None] * len(self.columns)
        tall = [0] * len(self.columns)
        join, shorts = 0.0, [0.0] * len(self.columns)
        for stop in range(start + 1, min(start + _TALLEST, len(self.levels)) + 1):
            if stop - 1 > start and stop - 1 in self.forced:
                return
            together = -1
            for column, place in self._at[stop - 1]:
                line, before = self.columns[column][place], last[column]
                tall[column] += 1
                if before:
                    join += before.join
                    shorts[column] += before.short
                    together += before.short > 0
                first[column], last[column] = first[column] or line, line
            join += _TOGETHER * max(together, 0)
            if join + _LISTED[0] * sum(shorts) > _DEAREST:
                return
            numbers = sum(start <= one.first and one.last < stop for one in self.numbers)
            split = any(one.first < stop <= one.last or one.first < start <= one.last for one in self.numbers)
            if numbers > 1:
                return
            if not split:
                cells = tuple((one, other) if one and other else None for one, other in zip(first, last, strict=True))
                yield _RowSpan(start, stop, join, tuple(shorts), tall.count(max(tall)) - 1 if max(tall) > 1 else 0, cells, numbers)

    def _cut(self, habits: _Habits, begun: AbstractSet[int] = frozenset()) -> tuple[float, list[int]]:
        """The least cost, and where rows begin for it, at all levels `begun` if that can be."""
        n = len(self.levels)
        inner, seams = self._inner(habits), self._seams(habits)
        seams = [seam - _DEAREST * (at in begun) for at, seam in enumerate(seams)]
        cost, origin = [0.0] + [_INFINITE] * n, [0] * (n + 1)
        for start in range(n):
            if cost[start] == _INFINITE:
                continue
            reached = cost[start] + seams[start]
            for span in self._spans[start]:
                here = reached + self._row(span, habits) + inner[span.stop - 1] - inner[start]
                if here < cost[span.stop]:
                    cost[span.stop], origin[span.stop] = here, start
        if cost[n] == _INFINITE:
            return _INFINITE, list(range(n))
        starts, stop = list[int](), n
        while stop:
            stop = origin[stop]
            starts.append(stop)
        return cost[n], starts[::-1]

    def _gap(self, start: int, habits: _Habits) -> float:
        if habits.gap is None:
            return _NO_GAP
        off: float = abs(self.levels[start] - self.levels[start - 1] - habits.gap) / self.step
        unlike: float = min(1.0, (4.0 if self.exact else 1.0) * max(off - 0.1, 0.0))
        return _UNLIKE * unlike

    def _inner(self, habits: _Habits) -> list[float]:
        """By level, what the gaps above it cost together where they stand inside rows: the tallest cell of a row has none."""
        steps = [below - above for above, below in pairwise(self.levels)]
        usual = self.step if self.exact else min(steps, default=0.0)
        costs = [0.0]
        for step in steps:
            wide = self.exact and step > _NEXT * self.step
            told = habits.gap is not None and habits.gap > _PLAIN * usual and step > habits.gap - 0.05 * self.step
            costs.append(costs[-1] + max(_GAP_INSIDE * wide, _GAP_TOLD * told))
        return costs

    def _row(self, span: _RowSpan, habits: _Habits) -> float:
        cost: float = _ROW + _ALIKE * span.alike + span.join + sum(map(mul, span.shorts, habits.short_in)) + self._numbered(span)
        said = [cell for cell in span.cells if cell]
        top, bottom = min(first.y for first, _ in said), max(last.y for _, last in said)
        heading = len(said) == 1 and _HEADED.match(said[0][0].text)
        cost += min(sum(habits.empty[column] for column, cell in enumerate(span.cells) if not cell), _NUMBERED if heading else _HEADING)
        for column, cell in enumerate(span.cells):
            if cell is None:
                continue
            first, last = cell
            off = (first.y + last.y - top - bottom) / 2 if habits.middle[column] else first.y - top
            cost += habits.filled[column] + _OFF * min(self._off(abs(off)), _FARTHEST)
            if habits.begins:
                cost -= habits.begins[column].get(first.text[:1], 0.0) + habits.ends[column].get(last.text[-1:], 0.0)
        return cost

    def _off(self, distance: float) -> float:
        steps: float = distance / self.step
        return steps if self.exact else max(steps - 0.5, 0.1 * steps)

    def _numbered(self, span: _RowSpan) -> float:
        """A row has a number, which stands alone in its cell; or something else there, or goes on from the page before."""
        if not self.numbers:
            return 0.0
        cell = span.cells[self.number_column]
        if span.numbers:
            alone = cell is not None and any((one.first, one.last) == (cell[0].level, cell[1].level) for one in self.numbers)
            return 0.0 if alone else _MIXED
        if cell:
            return _OTHER_NUMBER
        return _RESUMED if self.goes_on and not span.start else _NO_NUMBER

    def _learnt(self, starts: Sequence[int], habits: _Habits) -> _Habits:
        """What a cut says of columns: how often they are filled, where their cells stand, what these begin and end with."""
        spans = {(span.start, span.stop): span for spans in self._spans for span in spans}
        rows = [spans[cut] for cut in pairwise((*starts, len(self.levels))) if cut in spans]
        rows = [row for row in rows if row.start not in self.forced] or rows
        filled, empty, within, without, middle, base = [], [], [], [], [], 0.0
        begins, ends = list[dict[str, float]](), list[dict[str, float]]()
        for column, lines in enumerate(self.columns):
            cells = [(row, cell) for row in rows if (cell := row.cells[column])]
            share = (len(cells) + 0.5) / (len(rows) + 1)
            filled.append(-_FILL * log(share))
            empty.append(-_FILL * log(1 - share))
            inside = _short_inside(cells, lines)
            within.append(-_SHORT * log(inside))
            without.append(-_SHORT * log(1 - inside))
            middle.append(self._is_middle(cells, default=habits.middle[column]))
            firsts, lasts = {cell[0].level for _, cell in cells}, {cell[1].level for _, cell in cells}
            for told, signs in (
                (begins, [(line.text[:1], line.level in firsts) for line in lines]),
                (ends, [(line.text[-1:], line.level in lasts) for line in lines]),
            ):
                telling, unlike = _telling(signs)
                told.append(telling)
                base += unlike
        return _Habits(
            habits.gap, tuple(middle), tuple(filled), tuple(empty), tuple(within), tuple(without), tuple(begins), tuple(ends), base
        )

    def _is_middle(self, cells: Sequence[tuple[_RowSpan, tuple[ColumnLine, ColumnLine]]], *, default: bool) -> bool:
        """Whether a column's cells stand about the middle of their rows rather than at their top."""
        top = middle = 0.0
        for row, (first, last) in cells:
            said = [cell for cell in row.cells if cell]
            upper, lower = min(one.y for one, _ in said), max(other.y for _, other in said)
            top += min(abs(first.y - upper) / self.step, _FARTHEST)
            middle += min(abs(first.y + last.y - upper - lower) / 2 / self.step, _FARTHEST)
        return default if abs(top - middle) < 1 else middle < top


def _short_inside(cells: Sequence[tuple[_RowSpan, tuple[ColumnLine, ColumnLine]]], lines: Sequence[ColumnLine]) -> float:
    """Of the short lines of a column that another follows, which share stands within cells."""
    inner = {line.level for line in lines if any(first.level <= line.level < last.level for _, (first, last) in cells)}
    short = [line for line in lines if line.short]
    return (sum(line.level in inner for line in short) + 0.3) / (len(short) + 2)


def _telling(signs: Sequence[tuple[str, bool]]) -> tuple[dict[str, float], float]:
    """What signs at an edge of a line speak for it being an edge of its cell: how much oftener they stand there than elsewhere; and how unlike
    all lines those elsewhere are."""
    edge = Counter(sign for sign, is_edge in signs if is_edge)
    inner = Counter(sign for sign, is_edge in signs if not is_edge)
    every = edge + inner
    kinds = len(every) + 1
    many, few, whole = edge.total() + kinds, inner.total() + kinds, len(signs) + kinds
    odds = {sign: log((edge[sign] + 1) / many) - log((inner[sign] + 1) / few) for sign in every}
    unlike = sum(count * (log((every[sign] + 1) / whole) - log((inner[sign] + 1) / few)) for sign, count in every.items())
    return {sign: max(-_MOST_SIGN, min(_MOST_SIGN, _SIGN * value)) for sign, value in odds.items()}, _SIGN * unlike
