"""What the signs on both sides of a line's end say of it: whether words end there or are broken, as the text itself shows elsewhere.

Lines of a wide cell break anywhere, cells end where names and clauses do. Marks within lines, and lines that stop short, show which signs
these end with and begin with; no list of words is needed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import log

__all__ = ["SeamSigns"]

_MARK = re.compile(r"[\s、，。；：！？,;:（）()《》“”\"/／|]+")
_SOME = 0.5
_SEEN = 1.0
"""Two signs that stand beside each other within words elsewhere are so much likelier to do so here."""
_MOST = 3.0


@dataclass(frozen=True, slots=True)
class SeamSigns:
    """How often a sign ends and begins words, how often it is followed or preceded within them, and which stand side by side there.

    >>> signs = SeamSigns.of(["县财政局、县教育局、县农业农村局、县商", "务局、县住建局"], ends=["县水利局"], begins=["县水利局"])
    >>> signs.parting("局", "县") > 1 > -1 > signs.parting("农", "村")
    True
    """

    ends: Counter[str]
    followed: Counter[str]
    begins: Counter[str]
    preceded: Counter[str]
    beside: Counter[str]

    @classmethod
    def of(cls, lines: Iterable[str], ends: Iterable[str] = (), begins: Iterable[str] = ()) -> SeamSigns:
        """From lines, of which some are known to end where words do (`ends`), or to begin there."""
        last, first = Counter(line[-1:] for line in ends), Counter(line[:1] for line in begins)
        beside = Counter[str]()
        for line in lines:
            words = _MARK.split(line)
            last.update(word[-1:] for word in words[:-1])
            first.update(word[:1] for word in words[1:])
            beside.update(one + other for word in words for one, other in pairwise(word))
        followed, preceded = Counter[str](), Counter[str]()
        for pair, count in beside.items():
            followed[pair[0]] += count
            preceded[pair[1]] += count
        return cls(last, followed, first, preceded, beside)

    def parting(self, before: str, behind: str) -> float:
        """How much likelier words part between two signs than go on (a logarithm of odds; below zero they rather go on)."""
        odds = _odds(self.ends[before], self.followed[before]) + _odds(self.begins[behind], self.preceded[behind])
        return max(-_MOST, min(_MOST, odds - _SEEN * (self.beside[before + behind] > 0)))


def _odds(apart: int, together: int) -> float:
    return log((apart + _SOME) / (together + _SOME))
