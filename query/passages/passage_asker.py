"""One question over the passages of some documents: the sentence that speaks of it, what it answers, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from zhengpu.graph.facts import Iri
from zhengpu.query.meaning import One
from zhengpu.query.nearness.hit_nearness import HitNearness
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_answers import PassageAnswers
from zhengpu.query.passages.passage_question import PassageAnswer, PassageQuestion
from zhengpu.query.passages.passage_search import PassageHit, PassageSearch
from zhengpu.query.passages.passage_signs import NOUN, losses, lost_around, passage_signs
from zhengpu.query.phrases.verdicts import load_verdicts
from zhengpu.query.said.asked_thing import asked_thing
from zhengpu.query.said.said_question import SaidQuestion
from zhengpu.query.said.side_by_side import side_by_side
from zhengpu.query.said.spoken_term import SpokenTerm
from zhengpu.query.spoken.concepts import ROLE, Concepts
from zhengpu.query.spoken.parties import Party
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.words.catalogued import KnownNames
from zhengpu.query.words.link import Period, TaskNumbers
from zhengpu.query.words.otherwise import Thesaurus

__all__ = ["PassageAsker", "PassageCandidate", "PassageCandidates"]

_LOOKED_AT, _ALSO = 8, 3
_LIKELY, _NEARLY = 0.06, 0.9
"""Kinds of answers less likely are not tried; passages that say nearly as much as the best one are of the same matter."""
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
_NEVER_HOW = ("units", "tasks", "yesno", "documents")
"""Kinds of answers that tell no manner and no reason."""
_SAID_THERE = ("text", "places")
"""What a sentence says of these it says, though it speaks of something near what was asked."""
_ENDING = ("earliest", "latest")
"""最晚什么时候: of a day they only say that it is the last."""
_WORDS = ("text", "title")
_FIGURES = ("value", "count")
_ROLES = ("lead", "cooperate", "guide")


@dataclass(frozen=True, slots=True)
class PassageCandidate:
    """What one passage answers, and what speaks for it."""

    hit: PassageHit
    answer: PassageAnswer
    signs: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class PassageCandidates:
    """Candidates, the nearest passages, how much of what was said the nearest one says, and what the question itself says of how far
    sentences can answer it."""

    related: tuple[DocumentPassage, ...] = ()
    share: float = 0.0
    candidates: tuple[PassageCandidate, ...] = ()
    asking: tuple[tuple[str, float], ...] = ()
    untold: bool = False
    """Whether it asks what no plan tells: of another place, of what has been done."""


class PassageAsker:
    """Asks the passages of some documents."""

    def __init__(
        self,
        search: PassageSearch,
        fold: Callable[[str], str],
        roles: Mapping[str, str],
        concepts: Concepts,
        wording: KnownNames,
        answers: Callable[[PassageQuestion], PassageAnswers],
        thesaurus: Thesaurus,
    ) -> None:
        self._thesaurus = thesaurus
        self._search, self._fold, self._roles = search, fold, roles
        self._concepts, self._wording, self._answers = concepts, wording, answers

    def candidates(self, question: SaidQuestion) -> PassageCandidates:
        """What the nearest passages answer, in each kind that may be asked for, with what speaks for it and what against."""
        tokens, wanted, terms = question.said.tokens, question.wanted, self._without_talk(question)
        hits = self._search.best(terms, self._numbered(tokens))
        nearness = HitNearness(hits, self._search.likeness(question.said.text))
        hits = nearness.ordered(hits)
        if self.untold(question):
            return PassageCandidates(untold=True)
        if not hits or 3 * len({t.text for t in terms}) <= len(terms):
            return PassageCandidates()  # the same words over and over ask nothing
        related, share = tuple(h.passage for h in hits[:_RELATED] if h.share >= _NEAR_ENOUGH), 0.0
        spoken = any(t.weight >= NOUN and not t.optional and not t.text[:1].isdigit() for t in terms)
        if spoken and not any(t.kind == "period" for t in tokens):  # a year that is not there is no matter of words
            share = hits[0].share
        periods = tuple(t.item.value for t in tokens if t.kind == "period" and t.item is not None and isinstance(t.item.value, Period))
        thing = asked_thing(tokens, wanted)
        others = tuple(word for t in terms if thing.noun and t.text == self._fold(thing.noun) for word in (*t.others, *t.loose))
        about = PassageQuestion(
            wanted, question.named, self._role(tokens), periods, frozenset(c for t in tokens for c in t.classes),
            self._search.documents == 1, self._fold(question.said.text),
            lambda text: self._search.alignment(terms, text, question.asked_at), question.manner, _LIKELY, thing, others, terms,
        )  # fmt: skip
        reader = self._answers(about)
        greatest = self._greatest(question)
        manner = self._manner_asked(question)
        near = [
            h
            for h in hits[:_LOOKED_AT]
            if (not manner or any(word in self._fold(h.passage.text) for word in manner))
            and all(word in self._fold(h.passage.text) for word in greatest)
        ]
        clause = question.asking_clause
        here = (clause[0].start, clause[-1].end) if clause else (0, 0)
        found = [
            (h, a)
            for h in near
            if not _of_nothing(h)
            for a in reader.of(h.passage)
            if a.kind in _SAID_THERE or not _of_another(h, here, but_figures=a.kind == "yesno")
        ]
        found += [(hits[0], answer) for answer in reader.together([h.passage for h in hits if _as_much(h, hits[0])])]
        found += [(near[0], answer) for answer in reader.spread([h.passage for h in near]) if near]
        found += self._each_of(side_by_side(question.said, terms), about)
        if any(t.has("how") for t in clause) and (not wanted.explicit or wanted.form in _WORDS):
            found = [
                (h, a) for h, a in found if a.kind not in _NEVER_HOW
            ]  # 为啥要甲牵头: manner and reason are nothing that who or which tells
        figures = {t.start for t in tokens if t.kind in ("quantity", "number")}
        found = [(h, a) for h, a in found if a.boolean is not False or not _by_figures(h, figures)]
        if self._foreign(question):
            found = [(h, a) for h, a in found if a.kind == "text"]  # 商务局年底前要干完哪几件, where there is none: nobody else's tasks
        out = [PassageCandidate(hit, answer, self._signs(question, terms, found, n, nearness)) for n, (hit, answer) in enumerate(found)]
        asking = self._asking(question) | self._doubts(question) | {"share": hits[0].share}
        return PassageCandidates(related, share, tuple(out), tuple(asking.items()))

    def _signs(
        self,
        question: SaidQuestion,
        terms: Sequence[SpokenTerm],
        found: Sequence[tuple[PassageHit, PassageAnswer]],
        n: int,
        nearness: HitNearness,
    ) -> tuple[tuple[str, float], ...]:
        """What speaks for the n-th of what was found."""
        hit, answer = found[n]
        others = [(h, a) for h, a in found if a.key != answer.key]
        rival = max((h.score for h, a in others if a.kind == answer.kind and h.score < hit.score), default=0.0)
        clause = question.asking_clause
        lacking = {
            **losses(hit, terms, question.wanted),
            **nearness.signs(hit, [h for h, _ in others]),
            **lost_around(hit, (clause[0].start, clause[-1].end) if clause else (0, 0)),
            "another": float(_of_another(hit, (0, len(question.said.text)))),
        }
        signs = passage_signs(hit, answer, nearness.best, rival, terms, lacking, question.manner)
        how = any(t.has("how") for t in clause)  # 为啥要甲牵头: manner and reason are nothing that who or which tells
        return (*signs, (f"how.{answer.kind}", 1.0)) if how else signs

    def _each_of(self, things: Sequence[Sequence[SpokenTerm]], about: PassageQuestion) -> list[tuple[PassageHit, PassageAnswer]]:
        """The number of each of several things that are asked of side by side, out of the sentence that speaks of it."""
        told: dict[tuple[object, ...], tuple[PassageHit, PassageAnswer]] = {}
        for thing in things if about.wanted.form in _FIGURES or about.manner.likely(_LIKELY)[:1] == ["value"] else ():
            reader = self._answers(replace(about, align=partial(self._search.alignment, thing)))
            for hit in self._search.best(thing)[:_ALSO]:
                answer = reader.figure(hit.passage)
                if answer is not None and (hit.passage.start, *answer.key) not in told:
                    told[(hit.passage.start, *answer.key)] = hit, answer
                    break
        if len(told) < 2 or len(told) != len(things):
            return []
        items = tuple(item for _, answer in told.values() for item in answer.items)
        least = min((hit for hit, _ in told.values()), key=lambda hit: hit.share)
        signs = (("side_by_side", 1.0), ("least_share", least.share), *next(iter(told.values()))[1].signs)
        return [(least, PassageAnswer("value", ("values", *told), items, signs=signs))]

    def _manner_asked(self, question: SaidQuestion) -> tuple[str, ...]:
        """怎么赔, 怎么走: the deed whose manner is asked for, and what papers print for it; a sentence that has none of these does not tell."""
        tokens = question.asking_clause
        for n, token in enumerate(tokens[:-1]):
            deed = tokens[n + 1]
            if token.has("how") and deed.tag[:1] == "v" and deed.start == token.end and not deed.classes:
                term = next((t for t in question.terms if t.at == deed.start), None)
                printed = (*term.others, *term.loose) if term is not None else self._thesaurus.printed(self._fold(deed.surface))
                return (self._fold(deed.surface), *printed)
        return ()

    def _greatest(self, question: SaidQuestion) -> tuple[str, ...]:
        """最慢, 最难: what things are compared by to choose among them; a sentence that has no such word compares nothing."""
        if question.wanted.form not in ("list", "count", "number"):
            return ()
        return tuple(self._fold(t.surface) for t in question.said.tokens if t.surface[:1] == _MOST and len(t.surface) > 1 and not t.classes)

    def _doubts(self, question: SaidQuestion) -> dict[str, float]:
        """What makes it doubtful that any sentence answers: somebody the graph has not, things done, a place the plan is not of."""
        said, wanted = question.said, question.wanted
        return {
            "stranger": float(any(not getattr(each, "iris", ()) for party in question.named for each in party.sets)),
            "office": float(self._strangers(said.tokens, question.used)),
            "manner": float(wanted.form not in _WORDS and any(t.has("how") for t in said.tokens)),
        }

    def _asking(self, question: SaidQuestion) -> dict[str, float]:
        """What the question's words say of how far a sentence can answer it."""
        tokens, wanted = question.said.tokens, question.wanted
        return {
            "beyond": float(self._beyond(tokens, question.named, question.used, wanted.form)),
            "how": float(any(t.has("how") for t in tokens)),
            **{name: float(any(t.has(name) for t in tokens)) for name in (*_LOGIC, *_BESIDE)},
            "kind": float(wanted.kind is not None),
            "implicit": float(not wanted.explicit),
            "several": float(wanted.several),
            "beyond_plans": question.manner.kinds.get("beyond", 0.0),
        }

    def _without_talk(self, question: SaidQuestion) -> tuple[SpokenTerm, ...]:
        """Without the words of clauses that ask nothing, do something, and of which no passage has a word: 打扰了, 报道里有笔账想写准."""
        asking, terms = question.asked_at, question.terms
        talk: list[tuple[int, int]] = []
        for clause in question.said.clauses:
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

    def _foreign(self, question: SaidQuestion) -> bool:
        """Whether the clause that asks names somebody whom no plan prints."""
        tokens, clause = question.said.tokens, question.asking_clause
        here = {n for n, token in enumerate(tokens) if clause and clause[0].start <= token.start < clause[-1].end}
        unknown = [each.label for p in question.named if here & set(p.used) for each in p.sets if isinstance(each, One) and not each.iris]
        return any(not self._wording.occurs(label) for label in unknown)

    def untold(self, question: SaidQuestion) -> bool:
        """Whether it asks what no plan tells: of a place the plans are not of, of what has been done."""
        return self._elsewhere(question) or self._told(question)

    def _elsewhere(self, question: SaidQuestion) -> bool:
        """Whether it asks of a place that no plan speaks of: 全省要建多少个, of a county's plan; the next county."""
        places = [m.group() for m in self._concepts.marks["scale"].finditer(question.said.text)]
        unknown = [each.label for party in question.named for each in party.sets if isinstance(each, One) and not each.iris]
        places += [label for label in unknown if label.endswith(tuple(self._concepts.sets["levels"]))]
        return any(not self._wording.occurs(place) for place in places)

    def _told(self, question: SaidQuestion) -> bool:
        """Whether what asks asks for what has been done or who suffered it (被谁骂了), which no plan tells; its own words may, and whether
        something may be done (就能批了吗) is no such question."""
        clause = question.asking_clause
        form = question.wanted.form
        if form in _WORDS or not clause or (form == "yesno" and load_verdicts().asked(question.said.text).sort != "is"):
            return False
        said, marks = re.split(self._concepts.marks["breath"], question.said.text[clause[0].start :])[0], self._concepts.marks
        may = any(t.has("mention") or t.surface in self._concepts.sets["may"] for t in clause)  # 提到了没有, 能批了吗
        listed = may or any(t.has("have") for t in clause)  # 被列进来了
        if marks["so_far"].search(said) or (not listed and marks["suffered"].search(said)):
            return True
        return not may and bool(marks["done"].search(said))

    def _beyond(self, tokens: Sequence[SpokenWord], named: Sequence[Party], used: Container[int], form: str) -> bool:
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

    def _strangers(self, tokens: Sequence[SpokenWord], used: Container[int]) -> bool:
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


def _of_another(hit: PassageHit, here: tuple[int, int], *, but_figures: bool = False) -> bool:
    """平台的验收, where nothing is accepted; 养老平台, of a sentence that speaks of 养老 only, where others speak of a 平台: what the row of nouns
    that stands `here` names is not there. 6G基站, of 5G: what a name with letters or digits names, wherever it stands.
    `but_figures`: numbers may differ."""
    return any(
        each.missing
        and not (but_figures and each.term.text[:1].isdigit())
        and (
            (here[0] <= each.term.at < here[1] and (each.term.head or each.term.named or (each.term.tail and each.elsewhere)))
            or (each.term.named and any(c.isascii() and c.isalnum() for c in each.term.text))
        )
        for each in hit.said
    )


def _by_figures(hit: PassageHit, figures: Container[int]) -> bool:
    """Whether all that a sentence says of the question are numbers (一个人, 一个项目): of what it does not speak of it denies nothing."""
    said = [e.term.at for e in hit.said if not e.missing and not e.term.optional]
    return bool(said) and all(at in figures for at in said)


def _of_nothing(hit: PassageHit) -> bool:
    """A sentence that says no word of the question of its own, and no noun of it at all: 任务完成率, where something is to be completed."""
    needed = [each for each in hit.said if not each.term.optional]
    nouns = [each for each in needed if each.term.weight >= NOUN]
    return bool(nouns) and all(each.missing for each in (*nouns, *needed))


def _as_much(hit: PassageHit, best: PassageHit) -> bool:
    """Whether a passage says nearly all that the best one says."""
    return hit.share >= _NEARLY * best.share and set(hit.missing) <= set(best.missing)
