"""Parts of speech: the words of a stretch of Chinese and what sort of word each is, by jieba's dictionary.

The dictionary is read when a question first needs it: only questions with words that nothing else explains do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Speech", "TaggedWord", "load_speech"]

_LONGEST = 6
_UNSEEN = 1.0
"""How often a character that is no word of the dictionary is taken to occur."""


@dataclass(frozen=True, slots=True)
class TaggedWord:
    """A word at `start:end` with its tag (n, v, a, d, r, p, c, u…, m, q, t, f; "" where the dictionary has none)."""

    start: int
    end: int
    surface: str
    tag: str


class Speech:
    """A dictionary of words with their frequencies and tags.

    >>> [(t.surface, t.tag[:1]) for t in Speech({"我们": (9, "r"), "核实": (5, "v"), "我": (9, "r")}).cut("我们核实")]
    [('我们', 'r'), ('核实', 'v')]
    """

    def __init__(self, words: dict[str, tuple[int, str]]) -> None:
        self._words = words
        self._total = math.log(sum(n for n, _ in words.values()) or 1)

    def tag(self, word: str) -> str:
        """The tag of a word; "" where the dictionary has none."""
        return self._words.get(word, (0, ""))[1]

    def often(self, word: str) -> int:
        """How often a word occurs in the texts that the dictionary was made of; 0 where it has none."""
        return self._words.get(word, (0, ""))[0]

    def cut(self, text: str, offset: int = 0) -> tuple[TaggedWord, ...]:
        """The likeliest words of a stretch (each word counts alone); `offset` is where the stretch begins."""
        best: list[tuple[float, int]] = [(0.0, 0)] * (len(text) + 1)
        for at in range(len(text) - 1, -1, -1):
            choices = []
            for end in range(at + 1, min(len(text), at + _LONGEST) + 1):
                n = self._words.get(text[at:end], (0, ""))[0]
                if n or end == at + 1:
                    choices.append((math.log(n or _UNSEEN) - self._total + best[end][0], end))
            best[at] = max(choices)
        out, at = [], 0
        while at < len(text):
            end = best[at][1]
            out.append(TaggedWord(offset + at, offset + end, text[at:end], self.tag(text[at:end])))
            at = end
        return tuple(out)


@cache  # a constant of the installed dictionary
def load_speech() -> Speech:
    """jieba's own dictionary (345,000 words)."""
    words: dict[str, tuple[int, str]] = {}
    for line in resources.files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, _, rest = line.partition(" ")
        if len(word) <= _LONGEST:
            n, _, tag = rest.partition(" ")
            words[word] = (int(n), tag)
    return Speech(words)
