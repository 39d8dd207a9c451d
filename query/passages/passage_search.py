"""Words of a question → the passages that speak of them, each with how much of what was said it says, and where."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.facts import Iri
from zhengpu.query.nearness.shared_pairs import SharedPairs
from zhengpu.query.passages.alignment import Alignment, SaidWord
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.said.spoken_term import SpokenTerm

__all__ = ["WAYS", "PassageHit", "PassageSearch", "TermSaid"]

WAYS = ("own", "other", "loose", "short", "piece", "single", "near", "title", "heading", "actor")
"""How a passage says a word: itself, by a near synonym, by what papers print for it, by characters of longer words, a part of it, single
characters; or the sentence beside it, the title of its task, the heading of its part, the names of those who act in it say it."""
_PARTLY = ("short", "piece", "single", "near", "other", "loose")

_TITLE, _HEADING, _NEAR, _ACTOR = 0.8, 0.45, 0.5, 0.8
_RAREST = 4.5
"""What a word counts that stands nowhere or once, in a document of any length."""
_HALF = 0.5
"""So much of a word's weight must be said for the word not to be missing."""
_TAIL, _OTHER, _LOOSE = 0.6, 0.85, 0.7
_COMMON = 0.5
"""Another word for it says so much of a term at least, however common that word is: 农村, for 村里."""
_SINGLE = 0.3
"""What a character alone is worth of a word that has it."""
_SHORT, _CUT = 4, 0.75
"""So short a word may be made of the first characters of longer ones."""
_BESIDE = 2.0
"""How much more a word counts that stands right beside the word which asks."""
_NOUN, _TALK = 0.8, 0.3
"""A word that names nothing and stands nowhere belongs to how people talk: it is missed less."""


@dataclass(frozen=True, slots=True)
class TermSaid:
    """What a passage says of one term: in which way (see `WAYS`), and how much of all that the term counts (0 to 1).

    `mass` is what the term counts in these passages; `elsewhere`: another passage has the word itself.
    """

    term: SpokenTerm
    way: str
    part: float
    mass: float
    elsewhere: bool = False

    @property
    def missing(self) -> bool:
        """Whether the passage does not say it."""
        return not self.term.optional and self.part < _HALF and self.way not in ("other", "loose", "actor", "heading")


@dataclass(frozen=True, slots=True)
class PassageHit:
    """`score`: weight of what the passage says; `share`: of all that was said; `said`: term by term."""

    passage: DocumentPassage
    score: float
    share: float
    said: tuple[TermSaid, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Terms that nothing of it says."""
        return tuple(each.term.text for each in self.said if each.missing)

    @property
    def cut(self) -> tuple[str, ...]:
        """Terms of which it says a part."""
        return tuple(e.term.text for e in self.said if not e.term.optional and not e.missing and e.way in _PARTLY)


class PassageSearch:
    """Searches some passages; the rarer a word, the more it tells."""

    def __init__(self, passages: Sequence[DocumentPassage]) -> None:
        self._passages = passages
        self._texts = [CompactText(p.text).said for p in passages]
        self._titles = [CompactText(p.title).said for p in passages]
        self._headings = [CompactText(p.heading).said for p in passages]
        self._actors = ["，".join(CompactText(d.printed).said for d in p.duties) for p in passages]
        self._acting = [frozenset(d.unit for d in p.duties) for p in passages]
        self._pairs = SharedPairs(self._texts, [t + "，" + h for t, h in zip(self._titles, self._headings, strict=True)])
        self._seen: dict[str, float] = {}
        self._counts: dict[SpokenTerm, bool] = {}
        self.documents = len({p.document for p in passages})
        """How many documents the passages are of."""

    def best(self, terms: Sequence[SpokenTerm], tasks: frozenset[Iri] | None = None) -> list[PassageHit]:
        """All passages (of these tasks) that say any of the words, best first."""
        weights = [self._weight(t) for t in terms]
        mass = [w * self._rarity(t.text) for t, w in zip(terms, weights, strict=True)]
        sure = sum(m for t, m in zip(terms, mass, strict=True) if not t.optional)
        if not sum(weights):
            return []
        levels = [self._levels(t) for t in terms]
        own = [sum(way == "own" for way, _ in level) for level in levels]
        hits = []
        for n, passage in enumerate(self._passages):
            if tasks is not None and passage.task not in tasks:
                continue
            row = [level[n] for level in levels]
            score = sum(w * s for w, (_, s) in zip(weights, row, strict=True))
            if score > 0:
                said = tuple(
                    TermSaid(t, way, s / self._rarity(t.text), m, times > (way == "own"))
                    for t, m, times, (way, s) in zip(terms, mass, own, row, strict=True)
                )
                told = sum(e.part * e.mass for e in said if not e.term.optional)
                hits.append(PassageHit(passage, score, told / sure if sure else 0.0, said))
        return sorted(hits, key=lambda h: (-h.score, h.passage.document, h.passage.start))

    def likeness(self, said: str) -> dict[DocumentPassage, float]:
        """How like each passage is to what was said by pairs of characters, however it is cut into words; from 0 to 1."""
        return dict(zip(self._passages, self._pairs.likeness(CompactText(said).said), strict=True))

    def alignment(self, terms: Sequence[SpokenTerm], text: str, asked_at: int | None = None) -> Alignment:
        """Where a passage's text (folded, without blanks) says the terms; the nearer a term to the word that asks, the more it counts."""
        words = []
        for n, term in enumerate(terms):
            weight = self._weight(term) * self._rarity(term.text)
            if asked_at is not None:
                weight *= 1.0 + _BESIDE / (1.0 + abs(term.at - asked_at) / 3)
            for said, share in ((term.text, 1.0), *((o, _OTHER) for o in term.others), *((o, _LOOSE) for o in term.loose)):
                words += [SaidWord(n, a, b, weight * share * part) for a, b, part in _pieces(said, text, whole=said is not term.text)]
        return Alignment(text, words)

    def _weight(self, term: SpokenTerm) -> float:
        """What a term counts; one that names nothing and that no passage has, less."""
        if term.weight >= _NOUN or self.says(term):
            return term.weight
        return 0.0 if term.optional else term.weight * _TALK

    def says(self, term: SpokenTerm) -> bool:
        """Whether any passage has a word, or what papers print for it."""
        if term not in self._counts:
            words = (term.text, *term.others, *term.loose)
            self._counts[term] = any(word in text for word in words for text in self._texts) or any(self._acts(term))
        return self._counts[term]

    def _levels(self, term: SpokenTerm) -> list[tuple[str, float]]:
        """For each passage the best way in which it says a term, and what that counts."""
        own = [self._level(term.text, text) for text in self._texts]
        acts = self._acts(term)
        acting = _ACTOR * min(self._rarity(term.text), self._rarity_among(sum(acts)))
        around = {text: self._level(term.text, text)[1] for text in {*self._titles, *self._headings}}
        out = []
        for n, here in enumerate(own):
            near = max((own[m][1] for m in (n - 1, n + 1) if self._beside(n, m)), default=0.0)
            ways = [
                here, *self._other(term, self._texts[n]), ("near", _NEAR * near), ("title", _TITLE * around[self._titles[n]]),
                ("heading", _HEADING * around[self._headings[n]]), ("actor", acting if acts[n] else 0.0),
            ]  # fmt: skip
            way, level = max(ways, key=lambda pair: pair[1])
            out.append((way if level else "none", level))
        return out

    def _acts(self, term: SpokenTerm) -> list[bool]:
        """For each passage whether the names of those who act in it say a term: the unit itself, its place (泰安), what it is for."""
        if term.units:
            return [bool(term.units & units) for units in self._acting]
        return [len(term.text) > 1 and term.text in names for names in self._actors]

    def _other(self, term: SpokenTerm, text: str) -> Iterable[tuple[str, float]]:
        """What a text says of a term by another word for it: never as much as the word itself would."""
        rarity = self._rarity(term.text)
        for way, words, share in (("other", term.others, _OTHER), ("loose", term.loose, _LOOSE)):
            said = max((self._rarity(word) for word in words if word in text), default=0.0)
            if said:
                yield way, share * max(min(said, rarity), _COMMON * rarity)

    def _beside(self, n: int, m: int) -> bool:
        """Whether two passages stand in one task under one clause of duty."""
        if not 0 <= m < len(self._passages):
            return False
        one, other = self._passages[n], self._passages[m]
        return one.task is not None and one.task == other.task and one.duties == other.duties

    def _level(self, word: str, text: str) -> tuple[str, float]:
        """What of a word a text says: all of it, its longest piece, its characters within longer words, or single characters of it."""
        if word in text:
            return "own", self._rarity(word)
        if len(word) < 2:
            return "none", 0.0
        best, size = 0.0, len(word)
        for length in range(size - 1, 1, -1):
            for at in range(size - length + 1):
                piece = word[at : at + length]
                if piece in text:  # a name without what comes first in it is another's: 氢能源, where there is 新能源
                    best = max(best, self._rarity(piece) * length / size * (1.0 if at == 0 else _TAIL))
            if best:
                break
        short = _CUT * self._rarity(word) if size <= _SHORT and _shortened(word).search(text) else 0.0
        singles = _SINGLE * sum(self._rarity(c) for c in set(word) if c in text) / size
        return max((("piece", best), ("short", short), ("single", singles)), key=lambda pair: pair[1])

    def _rarity(self, word: str) -> float:
        if word not in self._seen:
            self._seen[word] = self._rarity_among(sum(word in text for text in self._texts))
        return self._seen[word]

    def _rarity_among(self, n: int) -> float:
        """What a word counts that so many of the passages say."""
        return _RAREST * math.log(1 + len(self._texts) / (1 + n)) / math.log(2 + len(self._texts))


@cache
def _shortened(word: str) -> re.Pattern[str]:
    """福彩, 老人: each character begins a word of the whole name (福利彩票, 老年人)."""
    return re.compile(".{0,2}?".join(map(re.escape, word)))


def _pieces(word: str, text: str, *, whole: bool) -> list[tuple[int, int, float]]:
    """Where a text has a word, or its longest pieces of two characters and more, with the share of the word they are."""
    for length in range(len(word), len(word) - 1 if whole else min(1, len(word) - 1), -1):
        found = [
            (at, at + length, length / len(word))
            for piece in dict.fromkeys(word[a : a + length] for a in range(len(word) - length + 1))
            for at in _places(piece, text)
        ]
        if found:
            return found
        if length == len(word) and not whole and 1 < length <= _SHORT and (spread := list(_shortened(word).finditer(text))):
            return [(m.start(), m.end(), _CUT) for m in spread]
    return []


def _places(piece: str, text: str) -> list[int]:
    out, at = [], text.find(piece)
    while at >= 0:
        out.append(at)
        at = text.find(piece, at + 1)
    return out
