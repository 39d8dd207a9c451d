"""A passage and what is asked → what the passage says to that: units of its clause, its task, a number, a day, a thing, yes or no, its words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from zhengpu.graph.facts import Iri
from zhengpu.graph.ontology import Ontology
from zhengpu.query.answers.items import Items
from zhengpu.query.kinds import DOCUMENT, KINDS, TASK
from zhengpu.query.meaning import One
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_figures import PassageFigures
from zhengpu.query.passages.passage_parts import PassageParts
from zhengpu.query.passages.passage_places import PassagePlaces
from zhengpu.query.passages.passage_question import PassageAnswer, PassageQuestion, PassageQuotes
from zhengpu.query.passages.passage_units import PassageUnits
from zhengpu.query.passages.passage_words import PassageWords
from zhengpu.query.phrases.printed_figures import load_figures
from zhengpu.query.words.catalogued import KnownNames

__all__ = ["PassageAnswers"]

_OF_KIND = {"zp:Place": "place", "zp:Project": "hasProject", "zp:Programme": "hasProgramme", DOCUMENT: "cites"}


class PassageAnswers:
    """Reads answers out of passages for one question."""

    def __init__(
        self, question: PassageQuestion, items: Items, wording: KnownNames, ontology: Ontology, text: Callable[[Iri], str]
    ) -> None:
        self._question, self._items, self._quotes = question, items, PassageQuotes(text)
        self._units = PassageUnits(question, items, wording, ontology, self._quotes)
        self._figures = PassageFigures(question, items, load_figures(), self._quotes)
        self._words, self._parts = PassageWords(question, self._quotes), PassageParts(question, self._quotes)
        self._places = PassagePlaces(question, self._quotes, text)

    def of(self, passage: DocumentPassage) -> Iterator[PassageAnswer]:
        """What this passage says to the question: what its words ask for by rule first, then each kind that may be asked for."""
        first = self._asked(passage)
        if first is not None:
            yield replace(first, signs=(*first.signs, ("by_rule", 1.0)))
        seen = {(first.kind, first.key)} if first is not None else set()
        for kind in self._question.manner.likely(self._question.likely):
            for answer in self._of_kind(kind, passage):
                if (answer.kind, answer.key) not in seen:
                    seen.add((answer.kind, answer.key))
                    yield answer
        if self._parts.asked and self._question.manner.kinds.get("text", 0.0) < self._question.likely and passage.speaks:
            yield from self._parts.of(passage)
        if self._places.asked and self._question.manner.kinds.get("places", 0.0) < self._question.likely:
            yield from self._places.of(passage)

    def figure(self, passage: DocumentPassage) -> PassageAnswer | None:
        """The number that the passage prints nearest to what is asked."""
        return next(self._figures.values(passage), None)

    def together(self, passages: Sequence[DocumentPassage]) -> Iterator[PassageAnswer]:
        """All tasks that these passages belong to, where tasks may be asked for."""
        tasks = tuple(dict.fromkeys(p.task for p in passages if p.task is not None))
        if len(tasks) > 1 and self._question.manner.kinds.get("tasks", 0.0) >= self._question.likely:
            items = self._items.of(One(TASK, tasks, ""), tasks)
            signs = (("together", 1.0), ("how_many", math.log(len(tasks))))
            yield PassageAnswer("tasks", ("tasks", *tasks), tuple(replace(i, match="text") for i in items), signs=signs)

    def spread(self, passages: Sequence[DocumentPassage]) -> Iterator[PassageAnswer]:
        """What several of these passages name one each."""
        if self._parts.asked:
            yield from self._parts.spread(passages)

    def _of_kind(self, kind: str, passage: DocumentPassage) -> Iterator[PassageAnswer]:
        one: PassageAnswer | None = None
        match kind:
            case "units":
                yield from self._units.choices(passage)
                yield from self._units.actors(passage)
            case "tasks":
                one = self._task(passage)
            case "value" | "count":
                yield from self._figures.values(passage)
                yield from self._figures.beside(passage)
                yield from self._figures.of_number(passage)
            case "targets":
                one = self._figures.targets(passage)
            case "date":
                yield from self._figures.days(passage)
            case "text" if passage.speaks:
                yield self._words.quote(passage)
                yield from self._parts.of(passage)
            case "yesno":
                one = self._units.whether(passage) if self._question.named() else None
                if one is None and passage.speaks:
                    one = self._words.verdict(passage)
            case "documents":
                one = self._things(passage, DOCUMENT)
            case "places":
                one = self._things(passage, "zp:Place")
                yield from self._places.of(passage)
            case "funding":
                one = self._units.payers(passage)
        if one is not None:
            yield one

    def _asked(self, passage: DocumentPassage) -> PassageAnswer | None:
        match self._question.wanted.form:
            case "yesno":
                return self._units.whether(passage) if self._question.named() else self._words.verdict(passage)
            case "date":
                return next(self._figures.days(passage), None)
            case "value" | "count":
                return next(self._figures.values(passage), None)
            case "title" if "documentnoun" in self._question.classes:
                return self._things(passage, DOCUMENT)
            case "text" | "title":
                return self._words.quote(passage)
            case "number":
                return self._task(passage)
            case _:
                return self._listed(passage)

    def _listed(self, passage: DocumentPassage) -> PassageAnswer | None:
        question = self._question
        match question.wanted.kind:
            case "zp:Unit":
                return self._units.who(passage)
            case "zp:Task":
                return self._task(passage)
            case "zp:Target":
                return self._figures.targets(passage)
            case None:
                if "where" in question.classes:
                    return self._things(passage, "zp:Place")
                if question.role is not None and not question.parties:
                    return self._units.who(passage)
                return self._words.quote(passage) if question.wanted.explicit and not question.parties else self._task(passage)
            case kind if kind in _OF_KIND:
                return self._things(passage, kind)
            case _:
                return None

    def _task(self, passage: DocumentPassage) -> PassageAnswer | None:
        there = {d.unit for d in passage.duties}
        beside = any(
            bool(there.intersection(getattr(each, "iris", ()))) is party.negative for party in self._question.parties for each in party.sets
        )
        if passage.task is None or beside:  # 教育局在哪条, where it is not in this one
            return None
        made = self._items.of(One(TASK, (passage.task,), passage.title), [passage.task])
        own = self._quotes.own(passage)
        items = tuple(replace(i, match="text", evidence=tuple(dict.fromkeys((own, *i.evidence)))[:3]) for i in made)
        return PassageAnswer("tasks", ("task", passage.task), items)

    def _things(self, passage: DocumentPassage, kind: str) -> PassageAnswer | None:
        iris = tuple(dict.fromkeys(Iri(f.value) for f in passage.facts if f.relation == _OF_KIND[kind]))
        if not iris:
            return None
        target = "zp:Policy" if kind == DOCUMENT else kind
        own = self._quotes.own(passage)
        items = tuple(replace(i, evidence=(own,), document=own.document) for i in self._items.of(One(target, iris, ""), iris))
        return PassageAnswer(KINDS[kind], (kind, *iris), items) if items else None
