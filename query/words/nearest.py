"""Which clause do these words mean? Compares the words of a question with clauses by their characters and pairs of characters."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding

__all__ = ["ClauseIndex", "ClauseText", "Nearness", "near", "nearness"]

_LATIN = re.compile(r"[a-z0-9.]+")
_CHARACTER = re.compile(r"[\u4e00-\u9fff]")
_TITLE_WORTH = 0.9
_LEAST = 0.7

Nearness = float


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause as words are compared with it, folded once. `context` is what stands around it."""

    clause: str
    context: str
    characters: frozenset[str]
    latin: frozenset[str]

    @classmethod
    def of(cls, clause: str, context: str, folding: Folding) -> ClauseText:
        """The clause folded, with the characters and Latin words that stand in it or around it."""
        clause, context = folding.fold(clause), folding.fold(context)
        return cls(clause, context, frozenset(clause + context), frozenset(_LATIN.findall(clause)) | frozenset(_LATIN.findall(context)))


class ClauseIndex:
    """Clauses by their characters: which of many may be near to some words, without a look at each."""

    def __init__(self, texts: Mapping[Iri, Iterable[ClauseText]]) -> None:
        self._every = frozenset(texts)
        self._having: defaultdict[str, list[Iri]] = defaultdict(list)
        for iri, clauses in texts.items():
            for character in frozenset().union(*(clause.characters for clause in clauses)):
                self._having[character].append(iri)

    def nearby(self, words: str) -> frozenset[Iri]:
        """Those with enough of the characters of these folded words.

        >>> index = ClauseIndex({Iri("urn:a"): [ClauseText.of("建成5G基站200个", "", Folding())]})
        >>> sorted(index.nearby("基站")), sorted(index.nearby("车站"))
        (['urn:a'], [])
        """
        wanted = _CHARACTER.findall(words)
        if not wanted:
            return self._every
        found = Counter(iri for character in wanted for iri in self._having.get(character, ()))
        return frozenset(iri for iri, n in found.items() if n >= _LEAST * len(wanted))


def nearness(words: str, clause: str, context: str, folding: Folding) -> float:
    """From 0 to 1; every Latin word and number of the question must stand in the clause or its context (5G is not 6G).

    >>> round(nearness("5G基站", "累计建成5G基站200个", "", Folding()), 2), nearness("6G基站", "累计建成5G基站200个", "", Folding())
    (1.0, 0.0)
    """
    return near(folding.fold(words), ClauseText.of(clause, context, folding))


def near(words: str, text: ClauseText) -> float:
    """`nearness` of folded words and a clause that has been folded."""
    said = _LATIN.findall(words)
    if not text.latin.issuperset(said):
        return 0.0
    wanted = _CHARACTER.findall(words)
    if not wanted:
        return 1.0 if said else 0.0
    if sum(c in text.characters for c in wanted) < _LEAST * len(wanted):
        return 0.0  # no clause without so many of the characters comes near
    clause, context = text.clause, text.context
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
    if pairs and not any(p in clause for p in pairs) and not said and 2 * (Counter(wanted) & own).total() < len(wanted):
        return 0.0  # all of it stands around the clause, next to nothing in it: its number is of something else
    together = sum(1.0 if p in clause else _TITLE_WORTH if p in context else 0.0 for p in pairs) / len(pairs) if pairs else 1.0
    share = found / len(wanted)
    if share < 0.85 and not (share >= _LEAST and together >= 0.6):
        return 0.0
    return 0.6 * share + 0.4 * together
