"""Ranges of a text that are spoken for, and quick answers to what they overlap."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

__all__ = ["Ranges"]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Half-open ranges, by start; `reach[i]` is how far the first `i + 1` of them reach.

    >>> ranges = Ranges.of([(5, 9), (0, 3)])
    >>> ranges.overlap(2, 4), ranges.overlap(3, 5)
    (True, False)
    """

    starts: tuple[int, ...]
    reach: tuple[int, ...]

    @classmethod
    def of(cls, ranges: Iterable[tuple[int, int]]) -> Ranges:
        """Sort them."""
        ordered = sorted(ranges)
        return cls(tuple(start for start, _ in ordered), tuple(accumulate((end for _, end in ordered), max)))

    def overlap(self, start: int, end: int) -> bool:
        """Whether any range shares a character with `start:end`."""
        before = bisect_left(self.starts, end)
        return before > 0 and self.reach[before - 1] > start
