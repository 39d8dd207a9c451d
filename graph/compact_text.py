"""A text without its blanks and line breaks, that still knows where each character stands: for words that a page breaks into lines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from zhengpu.graph.folding import Folding

__all__ = ["CompactText"]

_FOLDING = Folding()


class CompactText:
    """Finds words whatever lines, blanks and widths they are printed in.

    `said` is the folded text without blanks, `printed` the same characters as they are printed.

    >>> text = CompactText("到 ２０２７ 年，建成\\n充电桩")
    >>> text.find("2027年，建成充电桩"), text.find("换电站")
    ((2, 15), None)
    >>> text.said, text.original(1, 5)
    ('到2027年,建成充电桩', (2, 6))
    """

    def __init__(self, text: str) -> None:
        folded = _FOLDING.fold(text)
        self._offsets = [at for at, character in enumerate(folded) if not character.isspace()]
        self.said = "".join(folded[at] for at in self._offsets)
        self.printed = "".join(text[at] for at in self._offsets)

    def find(self, words: str, begin: int = 0) -> tuple[int, int] | None:
        """The first place at or behind `begin`, as positions in the text as given."""
        wanted = _without_blanks(words)
        first = next((place for place, at in enumerate(self._offsets) if at >= begin), len(self._offsets)) if begin else 0
        place = self.said.find(wanted, first) if wanted else -1
        return None if place < 0 else self.original(place, place + len(wanted))

    def places(self, words: str) -> tuple[tuple[int, int], ...]:
        """Every place, from the first on.

        >>> CompactText("县局、 县 局").places("县局")
        ((0, 2), (4, 7))
        """
        return tuple(self._places(_without_blanks(words)))

    def _places(self, wanted: str) -> Iterator[tuple[int, int]]:
        place = self.said.find(wanted) if wanted else -1
        while place >= 0:
            yield self.original(place, place + len(wanted))
            place = self.said.find(wanted, place + 1)

    def before(self, position: int, most: int) -> str:
        """So many signs before a position of the text as given, without blanks."""
        place = bisect_left(self._offsets, position)
        return self.said[max(0, place - most) : place]

    def after(self, position: int, most: int) -> str:
        """So many signs from a position on, without blanks."""
        place = bisect_left(self._offsets, position)
        return self.said[place : place + most]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of `said` (not empty) stands in the text as given."""
        return self._offsets[start], self._offsets[end - 1] + 1

    def place(self, at: int) -> int:
        """Where in `said` the character at a position of the text as given stands, or the next one that is no blank."""
        return bisect_left(self._offsets, at)


def _without_blanks(words: str) -> str:
    return "".join(character for character in _FOLDING.fold(words) if not character.isspace())
