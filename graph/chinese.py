"""Pure functions over Chinese text: cleaning with a map back to the original, numerals, dates, amounts, sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhengpu.graph.facts import Evidence, Span

__all__ = ["Passage"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Clean text whose every character knows the original character it came from.

    `text` is what readers match on (line and page breaks inside a paragraph joined, stray blanks dropped, full-width
    digits and letters half-width; `\\n` only between paragraphs); `offsets[i]` is the position of `text[i]` in the original.

    >>> p = Passage.of("高新技术“倍增计\\n\\n划”", [Span(0, 12)], drop="\\n")
    >>> p.text, p.span(4, 10)
    ('高新技术“倍增计划”', Span(start=4, end=12))
    """

    text: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, original: str, spans: Iterable[Span], drop: str = "") -> Passage:
        """The characters of the spans, without those in `drop`."""
        offsets = tuple(i for span in spans for i in range(span.start, span.end) if original[i] not in drop)
        return cls("".join(original[i] for i in offsets), offsets)

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]` stands in the original (a half-open span that may include dropped characters)."""
        if not 0 <= start < end <= len(self.text):
            raise IndexError(f"{start}:{end} outside a passage of {len(self.text)} characters")
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def cut(self, start: int, end: int) -> Passage:
        """The part `text[start:end]`, still knowing its original positions."""
        return Passage(self.text[start:end], self.offsets[start:end])

    def evidence(self, start: int, end: int, original: str) -> Evidence:
        """The original characters behind `text[start:end]`."""
        span = self.span(start, end)
        return Evidence(span, original[span.slice])

    def __add__(self, other: Passage) -> Passage:
        return Passage(self.text + other.text, self.offsets + other.offsets)

    def __len__(self) -> int:
        return len(self.text)

    def lines(self) -> Iterator[Passage]:
        """The paragraphs."""
        start = 0
        for line in self.text.split("\n"):
            if line:
                yield self.cut(start, start + len(line))
            start += len(line) + 1
