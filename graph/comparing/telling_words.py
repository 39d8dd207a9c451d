"""How telling the words of two plans are: what few tasks have says more than what all have. Pairs of characters, no model.

Two passages are alike by the pairs of neighbouring characters they share, each weighted by how few tasks have it (inverse document
frequency over the tasks of both plans) and a little by how rare its word is in ordinary Chinese; two words for one matter (养老, 老龄)
count as one such pair. Shared phrases are runs of pairs, cut where words end, so what is shown is what was counted.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from zhengpu.graph.comparing.wording import Wording
from zhengpu.graph.folding import Folding

__all__ = ["TellingWords", "WeightedWords"]

_EMPTY = frozenset("的和与及或等对为以在于了并将把被由向从到其各该这不未每个项年月日底前一二三四五六七八九十")
"""Characters that join or count: a pair with one of them is no part of a word."""

_SHORTEST = 2
_ORDINARY = 0.3
"""The share of its weight that the commonest word loses: 国家 and 运营 tell less than 算力 even where few tasks have them."""

_MATTER = "≈"
"""Before the name of a matter that several words stand for."""

_FAINT = 0.35
"""A shared phrase is shown if it tells at least this share of what a pair that only one task of each plan has would tell."""


@dataclass(frozen=True)
class WeightedWords:
    """A passage as weights by pair of characters, with its folded text, and the words it uses for matters that have several."""

    text: str
    weights: Mapping[str, float]
    matters: Mapping[str, str]

    @cached_property
    def squares(self) -> float:
        """The sum of the squared weights."""
        return sum(weight * weight for weight in self.weights.values())


class TellingWords:
    """Weighs passages by the tasks of both plans.

    >>> from zhengpu.graph.comparing.wording import PLAIN_WORDING
    >>> words = TellingWords(["培育制造业单项冠军企业", "培育冷链物流企业", "培育制造业人才"], PLAIN_WORDING)
    >>> a, b, c = map(words.weighed, ("培育制造业单项冠军", "培育单项冠军企业", "培育冷链物流"))
    >>> words.alike(a, b) > words.alike(b, c)
    True
    """

    def __init__(self, passages: Iterable[str], wording: Wording) -> None:
        """`passages` are what frequencies are counted over."""
        self._fold = Folding().fold
        self._wording = wording
        many, seen = 0, Counter[str]()
        rarity: dict[str, float] = {}
        for passage in passages:
            many += 1
            folded = self._fold(passage)
            seen.update({*_pairs(folded), *(_MATTER + name for name in wording.matters(folded))})
            for word in set(wording.cut(folded)):
                for pair in _pairs(word):
                    rarity[pair] = min(rarity.get(pair, 1.0), wording.rarity(word))
        self._seen, self._many, self._rarity = seen, max(many, 1), rarity

    def telling(self, pair: str) -> float:
        """How much a pair of characters tells: more, the fewer tasks have it and the rarer it is; never nothing."""
        few = math.log((self._many + 2) / max(self._seen[pair], 1))
        return few * (1 - _ORDINARY + _ORDINARY * self._rarity.get(pair, 1.0))

    def weighed(self, passage: str, *titles: str) -> WeightedWords:
        """A passage with its weights; what it says again and again counts a little more, the words of its titles once more."""
        folded = self._fold(passage)
        matters = self._wording.matters(folded)
        weights = {pair: 1 + math.log(n) for pair, n in Counter(_pairs(folded)).items()} | {_MATTER + name: 1.0 for name in matters}
        for title in map(self._fold, titles):
            for pair in {*_pairs(title), *(_MATTER + name for name in self._wording.matters(title))}:
                weights[pair] = weights.get(pair, 0.0) + 1
        return WeightedWords(folded, {pair: self.telling(pair) * weight for pair, weight in weights.items()}, matters)

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

        >>> wording = Wording(lambda text: ["建设", "充电桩"] if text[0] == "建" else ["充电桩", "建设"], lambda word: 1.0)
        >>> words = TellingWords(["建设充电桩", "清理河道"], wording)
        >>> words.shared(words.weighed("建设充电桩"), words.weighed("充电桩建设"))
        ('充电桩', '建设')
        """
        words: list[tuple[int, int]] = []
        for word in self._wording.cut(a.text):
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

    def near(self, a: WeightedWords, b: WeightedWords) -> tuple[tuple[str, str], ...]:
        """Different words of both for one matter."""
        both = ((word, b.matters[name]) for name, word in a.matters.items() if name in b.matters)
        return tuple(sorted({(word, other) for word, other in both if word != other}))


def _pairs(text: str) -> Iterator[str]:
    """Neighbouring characters that are parts of words: 20 and 3座 are numbers and tell nothing, 5g is a word."""
    for at in range(len(text) - 1):
        pair = text[at : at + 2]
        counts = any(map(str.isdigit, pair)) and not any(c.isascii() and c.isalpha() for c in pair)
        if _speaks(pair[0]) and _speaks(pair[1]) and not counts:
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
