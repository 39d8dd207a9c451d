"""Where a sentence says the words of a question, and how near what stands at a place is to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["PHRASES", "Alignment", "SaidWord"]

PHRASES = "，；。！？,;!?"
"""Marks between phrases; folded they are narrow."""

_NEAR = 10
"""A word so many characters away counts half."""
_BORDERS = {"，": 6, ",": 6, "；": 30, ";": 30, "。": 40, "、": 1, "（": 3, "）": 3, "(": 3, ")": 3}
"""How much farther a mark makes what stands behind it."""


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A word of the question where the sentence has it (characters `start:end`), with its weight; `term` tells words of the question apart."""

    term: int
    start: int
    end: int
    weight: float


class Alignment:
    """The words of one question in one sentence."""

    def __init__(self, text: str, words: Iterable[SaidWord]) -> None:
        self.words: Sequence[SaidWord] = tuple(words)
        far, total = [0], 0
        for char in text:
            total += 1 + _BORDERS.get(char, 0)
            far.append(total)
        self._far, self._text = far, text

    def near(self, start: int, end: int, *, after_only: bool = False) -> float:
        """How near the words are to what stands at a place. `after_only`: words before it count half, as with a date that opens a sentence.

        >>> said = Alignment("新建站点9个，改造旧站30个", [SaidWord(0, 0, 4, 1.0)])
        >>> said.near(4, 6), said.near(11, 14) < 0.5
        (1.0, True)
        """
        best: dict[int, float] = {}
        for word in self.words:
            gap = self._far[start] - self._far[word.end] if word.end <= start else self._far[word.start] - self._far[min(end, word.start)]
            before = word.end <= start and after_only
            value = word.weight / (1 + max(0, gap) / _NEAR) * (0.5 if before else 1.0)
            best[word.term] = max(best.get(word.term, 0.0), value)
        return sum(best.values())

    def segment(self, start: int, end: int, marks: str) -> tuple[int, int]:
        """The stretch between two of these marks that holds a place."""
        while start > 0 and self._text[start - 1] not in marks:
            start -= 1
        while end < len(self._text) and self._text[end] not in marks:
            end += 1
        return start, end

    def fullest(self, marks: str) -> tuple[int, int]:
        """The stretch between two of these marks that says most of the words; the first of equals."""
        starts = [0, *(n + 1 for n, char in enumerate(self._text) if char in marks)]
        parts = [(a, self.segment(a, a, marks)[1]) for a in starts if a < len(self._text)]
        if not parts:
            return 0, len(self._text)
        return max(parts, key=lambda part: sum(w.weight for w in self.words if part[0] <= w.start and w.end <= part[1]))
