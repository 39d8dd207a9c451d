"""Words of a question → the passages that speak of them, each with how much of what was said it says."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zhengpu.graph.facts import Iri
from zhengpu.query.passages.passage import DocumentPassage

__all__ = ["PassageHit", "PassageSearch", "SpokenTerm"]

_TITLE, _HEADING, _NEAR = 0.8, 0.45, 0.5
_RAREST = 4.5
"""What a word counts that stands nowhere or once, in a document of any length."""
_HALF = 0.5
"""So much of a word's weight must be said for the word not to be missing."""
_TAIL, _OTHER = 0.6, 0.85
_SINGLE = 0.3
"""What a character alone is worth of a word that has it."""


@dataclass(frozen=True, slots=True)
class SpokenTerm:
    """A word of the question (folded), its other spellings and near synonyms, and how much it matters (a noun 1, a verb less).

    `named`: it is the name of a paper or a thing, of which a part will not do; `head`: it must be there in part at least.
    """

    text: str
    weight: float = 1.0
    others: tuple[str, ...] = ()
    named: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True)
class PassageHit:
    """`score`: weight of what the passage says; `share`: of all that was said; `missing`: terms that nothing of it says, `cut` those of
    which it says a part."""

    passage: DocumentPassage
    score: float
    share: float
    missing: tuple[str, ...]
    cut: tuple[str, ...] = ()


class PassageSearch:
    """Searches some passages; the rarer a word, the more it tells."""

    def __init__(self, passages: Sequence[DocumentPassage], fold: Callable[[str], str]) -> None:
        self._passages = passages
        self._texts = [fold(p.text) for p in passages]
        self._titles = [fold(p.title) for p in passages]
        self._headings = [fold(p.heading) for p in passages]
        self._seen: dict[str, float] = {}
        self.documents = len({p.document for p in passages})
        """How many documents the passages are of."""

    def best(self, terms: Sequence[SpokenTerm], tasks: frozenset[Iri] | None = None) -> list[PassageHit]:
        """All passages (of these tasks) that say any of the words, best first."""
        whole = sum(t.weight * self._rarity(t.text) for t in terms)
        if not whole:
            return []
        levels = [self._levels(t) for t in terms]
        hits = []
        for n, passage in enumerate(self._passages):
            if tasks is not None and passage.task not in tasks:
                continue
            said = [level[n] for level in levels]
            score = sum(t.weight * s for t, s in zip(terms, said, strict=True))
            if score > 0:
                parts = [(t.text, s / self._rarity(t.text)) for t, s in zip(terms, said, strict=True)]
                missing = tuple(text for text, part in parts if part < _HALF)
                cut = tuple(text for text, part in parts if part >= _HALF and not self._printed(n, text))
                hits.append(PassageHit(passage, score, score / whole, missing, cut))
        return sorted(hits, key=lambda h: (-h.score, h.passage.document, h.passage.start))

    def _printed(self, n: int, word: str) -> bool:
        return word in self._texts[n] or word in self._titles[n] or word in self._headings[n]

    def _levels(self, term: SpokenTerm) -> list[float]:
        own = [self._level(term.text, text) for text in self._texts]
        other = [self._other(term, text) for text in self._texts]
        around = {text: self._level(term.text, text) for text in {*self._titles, *self._headings}}
        out = []
        for n, said in enumerate(own):
            near = max((own[m] for m in (n - 1, n + 1) if self._beside(n, m)), default=0.0)
            out.append(max(said, other[n], _NEAR * near, _TITLE * around[self._titles[n]], _HEADING * around[self._headings[n]]))
        return out

    def _other(self, term: SpokenTerm, text: str) -> float:
        """What a text says of a term by another word for it: never as much as the word itself would."""
        found = max((self._level(other, text, whole=True) for other in term.others), default=0.0)
        return _OTHER * min(found, self._rarity(term.text))

    def _beside(self, n: int, m: int) -> bool:
        """Whether two passages stand in one task under one clause of duty."""
        if not 0 <= m < len(self._passages):
            return False
        one, other = self._passages[n], self._passages[m]
        return one.task is not None and one.task == other.task and one.duties == other.duties

    def _level(self, word: str, text: str, *, whole: bool = False) -> float:
        """What of a word a text says: all of it, its longest piece, or single characters of it."""
        if word in text:
            return self._rarity(word)
        if whole or len(word) < 2:
            return 0.0
        best, size = 0.0, len(word)
        for length in range(size - 1, 1, -1):
            for at in range(size - length + 1):
                piece = word[at : at + length]
                if piece in text:  # a name without what comes first in it is another's: 氢能源, where there is 新能源
                    best = max(best, self._rarity(piece) * length / size * (1.0 if at == 0 else _TAIL))
            if best:
                break
        singles = sum(self._rarity(c) for c in set(word) if c in text) / size
        return max(best, _SINGLE * singles)

    def _rarity(self, word: str) -> float:
        if word not in self._seen:
            n = sum(word in text for text in self._texts)
            self._seen[word] = _RAREST * math.log(1 + len(self._texts) / (1 + n)) / math.log(2 + len(self._texts))
        return self._seen[word]
