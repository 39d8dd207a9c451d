"""Parts of sentences: what stands between full stops and semicolons, with its segments, dates and quantities."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhengpu.graph.dates import DateMention
from zhengpu.graph.quantities import Quantity

__all__ = ["PassageSentence", "inside", "meets", "pieces"]

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class PassageSentence:
    """`text[start:end]` of a passage; `segments` are what stands between its commas."""

    text: str
    start: int
    end: int
    segments: tuple[tuple[int, int], ...]
    dates: tuple[DateMention, ...]
    quantities: tuple[Quantity, ...]

    def segment(self, position: int) -> tuple[int, int]:
        """The segment that holds a position."""
        at = bisect_right(self.segments, position, key=_first) - 1
        return self.segments[at] if at >= 0 and position < self.segments[at][1] else (self.start, self.end)

    def place(self, quantity: Quantity) -> int:
        """Where in `quantities` a quantity stands."""
        return bisect_left(self.quantities, quantity.number, key=_number)

    def segments_before(self, position: int) -> Iterator[tuple[int, int]]:
        """The segments that end before a position, the nearest first."""
        last = bisect_right(self.segments, position, key=_last)
        return reversed(self.segments[max(0, last - _FARTHEST) : last])

    def before(self, position: int) -> Iterator[str]:
        """What the segments say that end before a position, the nearest first."""
        return (self.text[start:end] for start, end in self.segments_before(position))

    def undated(self, start: int, end: int) -> str:
        """What a stretch says without its dates."""
        said = self.text[start:end]
        for date in self.dates_in(start, end):
            said = said.replace(self.text[date.start : date.end], "")
        return said

    def dates_in(self, start: int, end: int) -> tuple[DateMention, ...]:
        """The dates that begin in a stretch."""
        return self.dates[bisect_left(self.dates, start, key=_begin) : bisect_left(self.dates, end, key=_begin)]

    def quantities_in(self, start: int, end: int) -> tuple[Quantity, ...]:
        """The quantities whose numeral begins in a stretch."""
        return self.quantities[bisect_left(self.quantities, start, key=_number) : bisect_left(self.quantities, end, key=_number)]

    def run(self, quantity: Quantity) -> tuple[Quantity, ...]:
        """The list a quantity stands in (90%、80%以上; 最高100万元、50万元): at least itself."""
        first = last = middle = self.place(quantity)
        while first and middle - first < _LONGEST_RUN and self._joined(first - 1):
            first -= 1
        while last + 1 < len(self.quantities) and last - middle < _LONGEST_RUN and self._joined(last):
            last += 1
        return self.quantities[first : last + 1]

    def _joined(self, index: int) -> bool:
        return self.text[self.quantities[index].end : self.quantities[index + 1].start] in _JOINS


_JOINS = frozenset("、和及与或")
_LONGEST_RUN = 24
"""Numbers of a list on each side that belong together: a longer list pairs with nothing."""
_FARTHEST = 12
"""Segments before a place that are asked for what it is about."""


def _first(segment: tuple[int, int]) -> int:
    return segment[0]


def _last(segment: tuple[int, int]) -> int:
    return segment[1]


def _begin(date: DateMention) -> int:
    return date.start


def _number(quantity: Quantity) -> int:
    return quantity.number


def inside(position: int, ranges: Spans) -> bool:
    """Whether a position stands in one of the ranges, which are in order and do not overlap."""
    return meets(position, position + 1, ranges)


def meets(start: int, end: int, ranges: Spans) -> bool:
    """Whether a stretch has a character in common with one of the ranges, which are in order and do not overlap."""
    at = bisect_left(ranges, end, key=_first) - 1
    return at >= 0 and ranges[at][1] > start


def pieces(separator: re.Pattern[str], text: str, start: int, end: int, held: Spans) -> Iterator[tuple[int, int]]:
    """The pieces of `text[start:end]` between separators that do not stand inside the ranges `held`."""
    first = start
    for match in separator.finditer(text, start, end):
        if not inside(match.start(), held):
            yield first, match.start()
            first = match.end()
    yield first, end
