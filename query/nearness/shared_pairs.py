"""How like a passage is to a question by the pairs of characters they share: no word has to be cut right for that (外网建设, 总算力)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

__all__ = ["SharedPairs"]


class SharedPairs:
    """Some texts by the pairs of characters in them; `around`: what stands over each (its title, its heading) and says half as much."""

    def __init__(self, texts: Sequence[str], around: Sequence[str]) -> None:
        self._own = [_pairs(text) for text in texts]
        self._around = [_pairs(text) for text in around]

    @cached_property
    def _rarity(self) -> dict[str, float]:
        seen = Counter(pair for own in self._own for pair in own) + Counter(pair for over in set(self._around) for pair in over)
        return {pair: math.log(1 + len(self._own) / n) for pair, n in seen.items()}

    def likeness(self, said: str) -> list[float]:
        """For each text from 0 to 1: how much it has of those pairs of what was said (folded, without blanks) that any of the texts has.

        >>> pairs = SharedPairs(["推进外网建设", "建设内网", "加强宣传"], ["", "", ""])
        >>> [round(like, 1) for like in pairs.likeness("外网建设的活谁扛")]
        [1.0, 0.2, 0.0]
        """
        mass = {pair: rarity for pair in _pairs(said) if (rarity := self._rarity.get(pair)) is not None}
        whole = sum(mass.values()) or 1.0
        return [
            sum(rarity if pair in own else rarity / 2 for pair, rarity in mass.items() if pair in own or pair in around) / whole
            for own, around in zip(self._own, self._around, strict=True)
        ]


def _pairs(text: str) -> frozenset[str]:
    return frozenset(a + b for a, b in pairwise(text) if a.isalnum() and b.isalnum())
