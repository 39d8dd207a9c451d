"""One question over the passages of some documents: the sentence that speaks of it, what it answers, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.query.asked.asked import asked
from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import TARGET, TASK, UNIT
from zhengpu.query.passages.confidence import Confidence
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_answers import PassageAnswers
from zhengpu.query.passages.passage_question import PassageAnswer, PassageQuestion
from zhengpu.query.passages.passage_search import WAYS, PassageHit, PassageSearch, SpokenTerm
from zhengpu.query.passages.said_terms import said_terms
from zhengpu.query.spoken.concepts import ROLE, Concepts
from zhengpu.query.spoken.parties import Party, parties
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.spoken.utterance import Utterance
from zhengpu.query.words.catalogued import KnownNames
from zhengpu.query.words.link import Period, TaskNumbers
from zhengpu.query.words.otherwise import Thesaurus
from zhengpu.query.words.synonyms import Synonyms

__all__ = ["PassageAsker", "PassageReading"]

_LOOKED_AT = 8
_RELATED, _NEAR_ENOUGH = 3, 0.25
"""So many of the nearest passages are shown, if they say so much of what was said."""
_WEIGHED = ("or", "each", "than", "earliest", "latest", "most", "least")
_LOGIC = ("neg", "only", *_WEIGHED)
"""Words that ask for more than one sentence can tell."""
_BESIDE = ("except", "outside", "else")
_MORE = ("more", "fewer", "same")
_MOST = "最"
_COMPARED = ("over", "under", "exactly", "atleast", "atmost")
_BOUNDED = ("upper", "lower", "atleast", "atmost")
_ENDING = ("earliest", "latest")
"""最晚什么时候: of a day they only say that it is the last."""
_NOUN = 0.8
_WORDS = ("text", "title")
_FIGURES = ("value", "count")
_TYPED = (UNIT, TASK, "zp:Place")
"""Kinds that words are no answer to."""
_ROLES = ("lead", "cooperate", "guide")


@dataclass(frozen=True, slots=True)
class PassageCandidate:
    """What one passage answers, and what speaks for it."""

    hit: PassageHit
    answer: PassageAnswer
    signs: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class PassageCandidates:
    """Candidates, the nearest passages, and how much of what was said the nearest one says."""

    related: tuple[DocumentPassage, ...] = ()
    share: float = 0.0
    candidates: tuple[PassageCandidate, ...] = ()


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
        thesaurus: Thesaurus,
        roles: Mapping[str, str],
        concepts: Concepts,
        wording: KnownNames,
        answers: Callable[[PassageQuestion], PassageAnswers],
        of_title: Sequence[SpokenTerm] = (),
    ) -> None:
        self._search, self._fold, self._synonyms, self._roles = search, folding.fold, synonyms, roles
        self._thesaurus, self._of_title = thesaurus, of_title
        self._concepts, self._wording, self._answers = concepts, wording, answers

    def read(self, said: Utterance, called: Callable[[str], bool], confidence: Confidence) -> PassageReading:
        """The reading of an utterance: the candidate that is surest to be right, if there is one."""
        found = self.candidates(said, called)
        sure, best = max(((confidence.of(dict(c.signs)), -n) for n, c in enumerate(found.candidates)), default=(0.0, 0))
        if not found.candidates:
            return PassageReading(found.related, share=found.share)
        own = found.candidates[-best]
        return PassageReading(found.related, own.hit.passage, own.answer, own.signs, sure, own.hit.missing, found.share)

    def candidates(self, said: Utterance, called: Callable[[str], bool]) -> PassageCandidates:
        """What the nearest passages answer, in kind or in their own words, each with what speaks for it and what against."""
        tokens = said.tokens
        wanted = asked(tokens, called)
        named = parties([t for n, t in enumerate(tokens) if not (n in wanted.used and t.has("neg"))])  # 掺和了没有
        terms = said_terms(said, wanted, named, self._fold, self._synonyms, self._thesaurus)
        terms = self._without_talk(said, wanted, (*terms, *self._of_title))
        hits = self._search.best(terms, self._numbered(tokens))
        if not hits:
            return PassageCandidates()
        related, share = tuple(h.passage for h in hits[:_RELATED] if h.share >= _NEAR_ENOUGH), 0.0
        spoken = any(t.weight >= _NOUN and not t.optional and not t.text[:1].isdigit() for t in terms)
        if spoken and not any(t.kind == "period" for t in tokens):  # a year that is not there is no matter of words
            share = hits[0].share
        used = wanted.used | {n for p in named for n in p.used}
        at = tokens[wanted.at].start if wanted.explicit and wanted.at < len(tokens) else None
        periods = tuple(t.item.value for t in tokens if t.kind == "period" and t.item is not None and isinstance(t.item.value, Period))
        reader = self._answers(
            PassageQuestion(
                wanted, tuple(named), self._role(tokens), periods, frozenset(c for t in tokens for c in t.classes),
                self._search.documents == 1, self._fold(said.text), _denied(tokens, wanted), lambda text: self._search.alignment(terms, text, at),
            )
        )  # fmt: skip
        found: list[tuple[PassageHit, PassageAnswer, bool]] = []
        for hit in hits[:_LOOKED_AT]:
            answer = reader.of(hit.passage)
            if answer is not None:
                found.append((hit, answer, True))
            if _for_words(wanted) and hit.passage.speaks and (answer is None or answer.kind != "text"):
                found.append((hit, reader.quote(hit.passage), False))
        asking = self._asking(said, wanted, named, used) | self._doubts(said, wanted, named, used, terms)
        out = []
        for hit, answer, in_kind in found:
            rival = next((h.score for h, a, k in found if k is in_kind and a.key != answer.key), 0.0)
            signs = _signs(hit, answer, hits[0].score, rival, terms, {**asking, **_losses(hit, terms, wanted), "in_kind": float(in_kind)})
            out.append(PassageCandidate(hit, answer, signs))
        return PassageCandidates(related, share, tuple(out))

    def _doubts(
        self, said: Utterance, wanted: Asked, named: Sequence[Party], used: set[int], terms: Sequence[SpokenTerm]
    ) -> dict[str, float]:
        """What makes it doubtful that any sentence answers: somebody the graph has not, things done, a place the plan is not of."""
        return {
            "stranger": float(any(not getattr(each, "iris", ()) for party in named for each in party.sets)),
            "office": float(self._strangers(said.tokens, used)),
            "done": float(self._told(said, wanted.form)),
            "elsewhere": float(self._elsewhere(said)),
            "repeats": float(3 * len({t.text for t in terms}) <= len(terms)),
            "manner": float(wanted.form not in _WORDS and any(t.has("how") for t in said.tokens)),
        }

    def _asking(self, said: Utterance, wanted: Asked, named: Sequence[Party], used: set[int]) -> dict[str, float]:
        """What the question's manner says of how far a sentence can answer it."""
        tokens = said.tokens
        return {
            "beyond": float(self._beyond(tokens, named, used, wanted.form)),
            "how": float(any(t.has("how") for t in tokens)),
            **{name: float(any(t.has(name) for t in tokens)) for name in (*_LOGIC, *_BESIDE)},
            "kind": float(wanted.kind is not None),
            "implicit": float(not wanted.explicit),
            "several": float(wanted.several),
        }

    def _without_talk(self, said: Utterance, wanted: Asked, terms: tuple[SpokenTerm, ...]) -> tuple[SpokenTerm, ...]:
        """Without the words of clauses that ask nothing, do something, and of which no passage has a word: 打扰了, 报道里有笔账想写准."""
        asking = said.tokens[wanted.at].start if wanted.explicit and wanted.at < len(said.tokens) else None
        talk: list[tuple[int, int]] = []
        for clause in said.clauses:
            start, end = clause[0].start, clause[-1].end
            own = [t for t in terms if start <= t.at < end]
            acts = any(t.tag[:1] == "v" for t in clause)
            if acts and not (asking is not None and start <= asking < end) and not any(self._search.says(t) for t in own):
                talk.append((start, end))
        kept = tuple(t for t in terms if not any(a <= t.at < b for a, b in talk))
        return kept if any(not t.optional for t in kept) else terms

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

    def _elsewhere(self, said: Utterance) -> bool:
        """Whether it asks of a whole province or country that no plan speaks of: 全省要建多少个, of a county's plan."""
        return any(not self._wording.occurs(m.group()) for m in self._concepts.marks["scale"].finditer(said.text))

    def _told(self, said: Utterance, form: str) -> bool:
        """Whether it asks what has been done, which no plan tells; its own words may."""
        if form in _WORDS:
            return False
        marks = self._concepts.marks
        return any(marks[name].search(said.text) for name in ("done", "so_far", "suffered"))

    def _beyond(self, tokens: Sequence[SpokenWord], named: Sequence[Party], used: set[int], form: str) -> bool:
        """Whether logic, a count over tasks, or a yes to something else than a unit's part is asked for."""
        if form in _WORDS:
            return False
        beside = any(party.excepted for party in named)
        compared = any(t.has("than") for t in tokens)
        if form == "yesno" and not named:  # what is denied is the sentence's own saying
            logic: tuple[str, ...] = (*_WEIGHED, *(_MORE if compared else ()))
        else:
            logic = (*_LOGIC, *(() if beside else _BESIDE), *(_MORE if compared else ()), *(() if form in _FIGURES else _COMPARED))
        for n, token in enumerate(tokens):
            bounded = (token.has(*_BOUNDED) and form in _FIGURES) or (token.has(*_ENDING) and form == "date")
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


def _denied(tokens: Sequence[SpokenWord], wanted: Asked) -> bool:
    """Whether a question says no itself: 不用公布 is asked, not 公不公布."""
    return sum(t.has("neg") and not t.has("yesno") and n not in wanted.used for n, t in enumerate(tokens)) % 2 == 1


def _for_words(wanted: Asked) -> bool:
    """Whether what is asked for may be told in the plan's own words: what, how, which sort; not who, how many, which task."""
    return wanted.form in _WORDS or (wanted.form == "list" and wanted.kind not in _TYPED)


def _signs(
    hit: PassageHit, answer: PassageAnswer, best: float, rival: float, terms: Sequence[SpokenTerm], asking: Mapping[str, float]
) -> tuple[tuple[str, float], ...]:
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
        *((f"asked.{name}", value) for name, value in asking.items()),
        *((f"{name}.{kind}", value) for name, value in answer.signs),
    )


def _losses(hit: PassageHit, terms: Sequence[SpokenTerm], wanted: Asked) -> dict[str, float]:
    """What a passage lacks of what was said: every noun, the noun that is counted, the last word."""
    figure = wanted.form in _FIGURES or wanted.kind == TARGET
    nouns = [t for t in terms if t.weight >= _NOUN and not t.optional]
    unsaid = (*hit.missing, *hit.cut)
    return {
        "nouns": float(bool(nouns) and all(t.text in hit.missing for t in nouns)),
        "figure_nouns": float(figure and bool(nouns) and all(t.text in unsaid for t in nouns)),
        "figure_noun": float(figure and any(t.text in hit.missing for t in nouns)),
        "last": float(_last(terms) in hit.missing),
        "lost_count": min(4.0, float(len(hit.missing))),
        "named": float(any(t.named and t.text in hit.missing for t in terms)),  # 公路法, where another law is spoken of
        "named_cut": float(any(t.named and t.text in hit.cut for t in terms)),
        "head": float(any(t.head and t.text in hit.missing for t in terms)),  # the 验收 of something that is only set up
        "mute": float(not hit.passage.speaks),
        **_coverage(hit),
    }


def _coverage(hit: PassageHit) -> dict[str, float]:
    """How a passage says what it says; of what it does not say, how much other passages do say, and how much nobody."""
    needed = [e for e in hit.said if not e.term.optional]
    whole = sum(e.mass for e in needed) or 1.0
    lost = [e for e in needed if e.missing]
    return {
        **{f"way_{way}": sum(e.mass * e.part for e in needed if e.way == way) / whole for way in WAYS},
        "lost_elsewhere": sum(e.mass for e in lost if e.elsewhere) / whole,
        "lost_nowhere": sum(e.mass for e in lost if not e.elsewhere) / whole,
        "lost_elsewhere_count": min(4.0, float(sum(e.elsewhere for e in lost))),
        "rarest": max((e.mass for e in hit.said if e.way == "own"), default=0.0) / 4,
        "said_count": min(5.0, float(sum(not e.missing for e in needed))),
        "optional": sum(e.mass * e.part for e in hit.said if e.term.optional) / 4,
        "length": math.log(1 + len(hit.passage.text)) / 5,
    }


def _last(terms: Sequence[SpokenTerm]) -> str:
    """The last word that would be missed."""
    return next((t.text for t in reversed(terms) if not t.optional), "")
