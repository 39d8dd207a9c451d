"""One question over the passages of some documents: the sentence that speaks of it, what it answers, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.query.asked.asked import asked
from zhengpu.query.kinds import TARGET
from zhengpu.query.passages.confidence import Confidence
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_answers import PassageAnswer, PassageAnswers, PassageQuestion
from zhengpu.query.passages.passage_search import PassageHit, PassageSearch, SpokenTerm
from zhengpu.query.passages.said_terms import said_terms
from zhengpu.query.spoken.concepts import ROLE, Concepts
from zhengpu.query.spoken.parties import Party, parties
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.spoken.utterance import Utterance
from zhengpu.query.words.catalogued import KnownNames
from zhengpu.query.words.link import Period, TaskNumbers
from zhengpu.query.words.synonyms import Synonyms

__all__ = ["PassageAsker", "PassageReading"]

_LOOKED_AT = 12
_RELATED, _NEAR_ENOUGH = 3, 0.25
"""So many of the nearest passages are shown, if they say so much of what was said."""
_HALF = 0.5
"""So much of what was said must be there where no word asks."""
_LOGIC = ("neg", "only", "or", "each", "than", "earliest", "latest", "most", "least")
"""Words that ask for more than one sentence can tell."""
_BESIDE = ("except", "outside", "else")
_MORE = ("more", "fewer", "same")
_MOST = "最"
_COMPARED = ("over", "under", "exactly", "atleast", "atmost")
_BOUNDED = ("upper", "lower", "atleast", "atmost")
_NOUN = 0.8
_WORDS = ("text", "title")
_FIGURES = ("value", "count")
_ROLES = ("lead", "cooperate", "guide")


@dataclass(frozen=True, slots=True)
class PassageReading:
    """The best passage with an answer. `signs` are what speaks for it, `sure` how likely it is right; `related`: the nearest passages,
    of which the first says `share` of what was said."""

    related: tuple[DocumentPassage, ...] = ()
    passage: DocumentPassage | None = None
    answer: PassageAnswer | None = None
    signs: tuple[tuple[str, float], ...] = ()
    sure: float = 0.0
    missing: tuple[str, ...] = ()
    share: float = 0.0


class PassageAsker:
    """Asks the passages of some documents."""

    def __init__(
        self,
        search: PassageSearch,
        folding: Folding,
        synonyms: Synonyms,
        roles: Mapping[str, str],
        concepts: Concepts,
        wording: KnownNames,
        answers: Callable[[PassageQuestion], PassageAnswers],
    ) -> None:
        self._search, self._fold, self._synonyms, self._roles = search, folding.fold, synonyms, roles
        self._concepts, self._wording, self._answers = concepts, wording, answers

    def read(self, said: Utterance, called: Callable[[str], bool], confidence: Confidence) -> PassageReading:
        """The reading of an utterance; without an answer where one sentence cannot tell what is asked."""
        tokens = said.tokens
        wanted = asked(tokens, called)
        named = parties([t for n, t in enumerate(tokens) if not (n in wanted.used and t.has("neg"))])  # 掺和了没有
        terms = said_terms(said, wanted, named, self._fold, self._synonyms)
        hits = self._search.best(terms, self._numbered(tokens))
        related, share = tuple(h.passage for h in hits[:_RELATED] if h.share >= _NEAR_ENOUGH), 0.0
        if hits and not any(t.kind == "period" for t in tokens):  # a year that is not there is no matter of words
            share = hits[0].share
        if any(not getattr(each, "iris", ()) for party in named for each in party.sets):
            return PassageReading(related)  # somebody is named whom the graph has not
        beyond = self._beyond(tokens, named, wanted.used | {n for p in named for n in p.used}, wanted.form)
        if not hits or 3 * len({t.text for t in terms}) <= len(terms) or wanted.several or beyond or self._told(said, wanted.form):
            return PassageReading(related, share=share)
        figure = wanted.form in _FIGURES or wanted.kind == TARGET
        if figure and any(t.weight >= _NOUN and t.text in hits[0].missing for t in terms):
            return PassageReading(related, share=share)  # a number of something else
        role = self._role(tokens)
        periods = tuple(t.item.value for t in tokens if t.kind == "period" and t.item is not None and isinstance(t.item.value, Period))
        reader = self._answers(
            PassageQuestion(
                wanted, tuple(named), role, periods, frozenset(c for t in tokens for c in t.classes), self._search.documents == 1
            )
        )
        found = [(hit, answer) for hit in hits[:_LOOKED_AT] if (answer := reader.of(hit.passage)) is not None]
        if not found:
            return PassageReading(related, share=share)
        hit, answer = found[0]
        if not wanted.explicit and wanted.form == "list" and (hit.share < _HALF or terms[-1].text in hit.missing):
            return PassageReading(related, share=share)  # no word asks: 平台的网址, where there is a platform and no address
        nouns = [t for t in terms if t.weight >= _NOUN]
        if nouns and all(t.text in hit.missing for t in nouns):
            return PassageReading(related, share=share)
        if figure and nouns and all(t.text in (*hit.missing, *hit.cut) for t in nouns):
            return PassageReading(related, share=share)  # 完成率, where something is to be 完成
        if any((t.named and t.text in (*hit.missing, *hit.cut)) or (t.head and t.text in hit.missing) for t in terms):
            return PassageReading(related, share=share)  # 公路法, where another law is spoken of; the 验收 of something that is only set up
        if wanted.form == "title" and any(t.weight >= _NOUN and t.text in hit.missing for t in terms):
            return PassageReading(related, share=share)
        rival = next((h.score for h, a in found[1:] if a.key != answer.key), 0.0)
        signs = _signs(hit, answer, hits[0].score, rival, terms)
        return PassageReading(related, hit.passage, answer, signs, confidence.of(dict(signs)), hit.missing, share)

    def _numbered(self, tokens: Sequence[SpokenWord]) -> frozenset[Iri] | None:
        """The tasks that are named by number; None where none is."""
        numbers = [n for t in tokens if t.item is not None and isinstance(t.item.value, TaskNumbers) for n in t.item.value.numbers]
        return frozenset(self._wording.numbered(numbers, ())) if numbers else None

    def _role(self, tokens: Sequence[SpokenWord]) -> str | None:
        """The key of the role that is asked for; who is responsible is anyone."""
        for token in tokens:
            said = token.own_role or next((name for name in _ROLES if token.has(name)), None)
            if said is not None:
                return self._roles.get(self._concepts.roles.get(said, said.removeprefix(ROLE)))
        return None

    def _told(self, said: Utterance, form: str) -> bool:
        """Whether it asks how something goes or what has been done, which no plan tells; its own words may."""
        if form in _WORDS:
            return False
        marks = self._concepts.marks
        return any(t.has("how") for t in said.tokens) or any(marks[name].search(said.text) for name in ("done", "so_far", "suffered"))

    def _beyond(self, tokens: Sequence[SpokenWord], named: Sequence[Party], used: set[int], form: str) -> bool:
        """Whether logic, a count over tasks, or a yes to something else than a unit's part is asked for."""
        if form in _WORDS:
            return False
        if self._strangers(tokens, used):
            return True
        beside = any(party.excepted for party in named)
        compared = any(t.has("than") for t in tokens)
        logic = (*_LOGIC, *(() if beside else _BESIDE), *(_MORE if compared else ()), *(() if form in _FIGURES else _COMPARED))
        for n, token in enumerate(tokens):
            bounded = token.has(*_BOUNDED) and form in _FIGURES
            if n in used or bounded:
                continue
            if token.kind == "section" or token.has(*logic) or (token.surface.startswith(_MOST) and len(token.surface) > 1):
                return True
            counted = token.kind == "quantity" and token.has("measure.task", "measure.unit")
            if counted and not self._wording.occurs(token.surface):
                return True
        return form != "yesno" and any(t.has("yesno") and n not in used for n, t in enumerate(tokens))

    def _strangers(self, tokens: Sequence[SpokenWord], used: set[int]) -> bool:
        """Whether an office is named that no plan prints: 省财政 + 厅, 审计局."""
        ends = tuple(self._concepts.sets["office"])
        for n, token in enumerate(tokens):
            before = tokens[n - 1] if n else None
            touches = before is not None and before.end == token.start and (before.content or before.kind in ("thing", "place"))
            if token.has("unitnoun") and len(token.surface) == 1 and touches and n not in used:
                return True
            if token.content and len(token.surface) > 2 and token.surface.endswith(ends) and not self._wording.occurs(token.surface):
                return True
        return False


def _signs(hit: PassageHit, answer: PassageAnswer, best: float, rival: float, terms: Sequence[SpokenTerm]) -> tuple[tuple[str, float], ...]:
    """What speaks for an answer, by name: see `confidence.toml`."""
    whole = sum(t.weight for t in terms) or 1.0
    lost = sum(t.weight for t in terms if t.text in hit.missing and t.weight >= _NOUN) / whole
    cut = sum(t.weight for t in terms if t.text in hit.cut and t.weight >= _NOUN) / whole
    margin = 1.0 - rival / hit.score
    kind = answer.kind
    return (
        ("score", math.log(0.1 + hit.score)),
        ("share", hit.share),
        ("margin", margin),
        ("first", hit.score / best),
        ("clear", min(hit.score, 8.0) * margin / 4),
        ("lost", lost),
        ("cut", cut),
        (f"kind.{kind}", 1.0),
        (f"share.{kind}", hit.share),
        (f"lost.{kind}", lost),
    )
