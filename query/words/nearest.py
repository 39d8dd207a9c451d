"""Which clause do these words mean? Compares the words of a question with clauses by their characters and pairs of characters."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from zhengpu.graph.folding import Folding

__all__ = ["Nearness", "nearness"]

_LATIN = re.compile(r"[a-z0-9.]+")
_CHARACTER = re.compile(r"[\u4e00-\u9fff]")
_TITLE_WORTH = 0.9

Nearness = float


def nearness(words: str, clause: str, context: str, folding: Folding) -> float:
    """From 0 to 1; every Latin word and number of the question must stand in the clause or its context (5G is not 6G).

    >>> round(nearness("5G基站", "累计建成5G基站200个", "", Folding()), 2), nearness("6G基站", "累计建成5G基站200个", "", Folding())
    (1.0, 0.0)
    """
    words, clause, context = folding.fold(words), folding.fold(clause), folding.fold(context)
    if not set(_LATIN.findall(words)) <= set(_LATIN.findall(clause)) | set(_LATIN.findall(context)):
        return 0.0
    wanted = _CHARACTER.findall(words)
    if not wanted:
        return 1.0 if _LATIN.findall(words) else 0.0
    here, around = Counter(_CHARACTER.findall(clause)), Counter(_CHARACTER.findall(context))
    found = 0.0
    for character in wanted:
        if here[character] > 0:
            here[character] -= 1
            found += 1
        elif around[character] > 0:
            around[character] -= 1
            found += _TITLE_WORTH
    pairs = ["".join(p) for p in pairwise(wanted)]
    own = Counter(_CHARACTER.findall(clause))
    if pairs and not any(p in clause for p in pairs) and not _LATIN.findall(words) and 2 * (Counter(wanted) & own).total() < len(wanted):
        return 0.0  # all of it stands around the clause, next to nothing in it: its number is of something else
    together = sum(1.0 if p in clause else _TITLE_WORTH if p in context else 0.0 for p in pairs) / len(pairs) if pairs else 1.0
    share = found / len(wanted)
    if share < 0.85 and not (share >= 0.7 and together >= 0.6):
        return 0.0
    return 0.6 * share + 0.4 * together
