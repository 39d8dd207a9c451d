"""How telling the words of two plans are: what few tasks have says more than what all have. Pairs of characters, no model.

Two passages are alike by the pairs of neighbouring characters they share, each weighted by how few tasks have it (inverse document
frequency over the tasks of both plans). Shared phrases are runs of such pairs, cut where words end, so what is shown is what was counted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from zhengpu.graph.folding import Folding

__all__ = ["TellingWords", "WeightedWords"]

_EMPTY = frozenset("的和与及或等对为以在于了并将把被由向从到其各该这不未每个项年月日底前一二三四五六七八九十")
"""Characters that join or count: a pair with one of them is no part of a word."""

_SHORTEST = 2
_FAINT = 0.35
"""A shared phrase is shown if it tells at least this share of what a pair that only one task of each plan has would tell."""


@dataclass(frozen=True)
class WeightedWords:
    """A passage as weights by pair of characters, with its folded text."""

    text: str
    weights: Mapping[str, float]

    @cached_property
    def squares(self) -> float:
        """The sum of the squared weights."""
        return sum(weight * weight for weight in self.weights.values())


class TellingWords:
    """Weighs passages by the tasks of both plans.

    >>> words = TellingWords(["培育制造业单项冠军企业", "培育冷链物流企业", "培育制造业人才"], tuple)
    >>> a, b, c = map(words.weighed, ("培育制造业单项冠军", "培育单项冠军企业", "培育冷链物流"))
    >>> words.alike(a, b) > words.alike(b, c)
    True
    """

    def __init__(self, passages: Iterable[str], cut: Callable[[str], Iterable[str]]) -> None:
        """`passages` are what frequencies are counted over; `cut` tells where words end, for phrases that people read."""
        self._fold = Folding().fold
        self._cut = cut
        many, seen = 0, Counter[str]()
        for passage in passages:
            many += 1
            seen.update(set(_pairs(self._fold(passage))))
        self._seen, self._many = seen, max(many, 1)

    def telling(self, pair: str) -> float:
        """How much a pair of characters tells: more, the fewer tasks have it; never nothing."""
        return math.log((self._many + 2) / max(self._seen[pair], 1))

    def weighed(self, passage: str, *titles: str) -> WeightedWords:
        """A passage with its weights; what it says again and again counts a little more, the words of its titles once more."""
        folded = self._fold(passage)
        weights = {pair: 1 + math.log(n) for pair, n in Counter(_pairs(folded)).items()}
        for title in titles:
            for pair in set(_pairs(self._fold(title))):
                weights[pair] = weights.get(pair, 0.0) + 1
        return WeightedWords(folded, {pair: self.telling(pair) * weight for pair, weight in weights.items()})

    def alike(self, a: WeightedWords, b: WeightedWords) -> float:
        """0 for nothing in common, 1 for the same."""
        norm = math.sqrt(a.squares * b.squares)
        return self.common(a, b) / norm if norm else 0.0

    def common(self, a: WeightedWords, b: WeightedWords) -> float:
        """How much both say, long or short."""
        few, many = sorted((a.weights, b.weights), key=len)
        return sum(weight * many[pair] for pair, weight in few.items() if pair in many)

    def shared(self, a: WeightedWords, b: WeightedWords, most: int = 6) -> tuple[str, ...]:
        """The phrases both have, the most telling first.

        >>> words = TellingWords(["建设充电桩", "清理河道"], lambda text: ["建设", "充电桩"])
        >>> words.shared(words.weighed("建设充电桩"), words.weighed("充电桩建设"))
        ('充电桩', '建设')
        """
        words: list[tuple[int, int]] = []
        for word in self._cut(a.text):
            at = words[-1][1] if words else 0
            words.append((at, at + len(word)))
        told: dict[str, float] = {}
        for start, end in _runs(a, b):
            whole = [(first, last) for first, last in words if start <= first and last <= end]
            if any(last - first >= _SHORTEST for first, last in whole):
                phrase = a.text[whole[0][0] : whole[-1][1]]
                told.setdefault(phrase, sum(map(self.telling, _pairs(phrase))))
        least = _FAINT * math.log((self._many + 2) / 2)
        kept: list[str] = []
        for phrase in sorted((one for one in told if told[one] >= least), key=lambda one: (-told[one], one)):
            if not any(phrase in other for other in kept):
                kept.append(phrase)
        return tuple(kept[:most])


def _pairs(text: str) -> Iterator[str]:
    """Neighbouring characters that are parts of words: 20 and 24 are numbers and tell nothing, 5g is a word."""
    for at in range(len(text) - 1):
        pair = text[at : at + 2]
        if _speaks(pair[0]) and _speaks(pair[1]) and not pair.isdigit():
            yield pair


def _speaks(character: str) -> bool:
    return character.isalnum() and character not in _EMPTY


def _runs(a: WeightedWords, b: WeightedWords) -> Iterator[tuple[int, int]]:
    """The longest pieces of `a` that stand in `b`."""
    text, start = a.text, 0
    while start < len(text) - 1:
        end = start
        while end < len(text) and _speaks(text[end]) and text[start : end + 1] in b.text:
            end += 1
        if end - start >= _SHORTEST:
            yield start, end
        start = max(end, start + 1)
