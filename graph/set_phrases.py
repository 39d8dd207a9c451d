"""Words that hold numbers, comparators or dates which are none: 一批, 新一代, 二次开发, 三期工程, 通过, 今后; they are in `set_phrases.toml`.

Readers of numerals and dates ask whether what they found is free: whether it is more than a part of such a word. So no pattern
needs to look around for what would make it another word.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from zhengpu.graph.errors import DefinitionError

__all__ = ["PhraseSpans", "SetPhrases", "load_set_phrases"]

_NUMERALS = "零〇一二两三四五六七八九十百千万亿"
_BLANKS = {"n": rf"(?:\d+|[{_NUMERALS}]+)", "h": "[\u4e00-\u9fff]"}
_INSIDE = rf"(?<![{_NUMERALS}](?=[{_NUMERALS}]))(?<!\d(?=\d))"
"""A word that begins with a numeral begins where the numeral does: 十二期 does not hold 二期."""


@dataclass(frozen=True, slots=True)
class PhraseSpans:
    """Where the set phrases of one text stand, in order and without overlap.

    >>> spans = load_set_phrases().find("突破一批技术")
    >>> spans.free(2, 4), spans.free(0, 6)
    (False, True)
    """

    starts: Sequence[int]
    ends: Sequence[int]

    def free(self, start: int, end: int) -> bool:
        """Whether a stretch neither lies in a set phrase nor cuts one: it may only be longer than those it holds."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return all(
            start <= self.starts[at] and self.ends[at] <= end and self.ends[at] - self.starts[at] < end - start for at in range(first, last)
        )


class SetPhrases:
    """The set phrases of a definition file."""

    def __init__(self, definition: Mapping[str, Any]) -> None:
        wordings: list[str] = []
        for row in definition["class"]:
            try:
                forms = [_filled(form) for form in row.get("forms", [])]
                re.compile("|".join(forms))
            except (re.error, KeyError) as error:
                raise DefinitionError(f"固定词语“{row['name']}”不能用", str(error), "请改正 graph/set_phrases.toml") from error
            wordings += [*map(re.escape, row.get("words", [])), *forms]
        self._one = re.compile(f"{_INSIDE}(?:{'|'.join(wordings)})")
        self._each = tuple(re.compile(wording) for wording in wordings)

    def find(self, text: str) -> PhraseSpans:
        """The phrases of a text, at each place the longest one, from left to right."""
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        while match := self._one.search(text, at):
            at = match.end()
            for wording in self._each:
                if (longer := wording.match(text, match.start())) and longer.end() > at:
                    at = longer.end()
            starts.append(match.start())
            ends.append(at)
        return PhraseSpans(starts, ends)


def _filled(form: str) -> str:
    return re.sub(r"\{([a-z])\}", lambda blank: _BLANKS[blank[1]], form)


@cache
def load_set_phrases() -> SetPhrases:
    """The phrases as shipped."""
    return SetPhrases(tomllib.loads(files("zhengpu.graph").joinpath("set_phrases.toml").read_text(encoding="utf-8")))
