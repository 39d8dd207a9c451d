"""Parts of sentences: what stands between full stops and semicolons, with its segments, dates and quantities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhengpu.graph.dates import DateMention
from zhengpu.ingest.targets.quantities import Quantity

__all__ = ["PassageSentence", "inside", "pieces"]

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
        return next((s for s in self.segments if s[0] <= position < s[1]), (self.start, self.end))

    def before(self, position: int) -> Iterator[str]:
        """The segments that end before a position, the nearest first."""
        return (self.text[a:b] for a, b in reversed(self.segments) if b <= position)

    def run(self, quantity: Quantity) -> tuple[Quantity, ...]:
        """The list a quantity stands in (90%、80%以上; 最高100万元、50万元): at least itself."""
        first = last = self.quantities.index(quantity)
        while first and self._joined(first - 1):
            first -= 1
        while last + 1 < len(self.quantities) and self._joined(last):
            last += 1
        return self.quantities[first : last + 1]

    def _joined(self, index: int) -> bool:
        return self.text[self.quantities[index].end : self.quantities[index + 1].start] in _JOINS


_JOINS = frozenset("、和及与或")


def inside(position: int, ranges: Spans) -> bool:
    """Whether a position stands in one of the ranges."""
    return any(start <= position < end for start, end in ranges)


def pieces(separator: re.Pattern[str], text: str, start: int, end: int, held: Spans) -> Iterator[tuple[int, int]]:
    """The pieces of `text[start:end]` between separators that do not stand inside the ranges `held`."""
    first = start
    for match in separator.finditer(text, start, end):
        if not inside(match.start(), held):
            yield first, match.start()
            first = match.end()
    yield first, end
