"""What meanings are made from: words found in the texts, routes between kinds, the scope of the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.graph.ontology import Ontology
from zhengpu.query.kinds import ANY_VALUE, DOCUMENT, SECTION, TARGET, TASK, UNIT
from zhengpu.query.meaning import (
    Both,
    Compared,
    Either,
    Meaning,
    Minus,
    Of,
    One,
    Set,
    Step,
    Via,
    Where,
    kind_of,
    parts,
)
from zhengpu.query.meanings.readings import CURRENT, KindWord, Mod, QuestionReading
from zhengpu.query.meanings.routes import Routes
from zhengpu.query.papers.heading_tree import HeadingTree
from zhengpu.query.papers.structure_terms import structure_words
from zhengpu.query.sense.word_search import WordSearch
from zhengpu.query.words.catalogued import DocumentEntry, KnownNames, TargetEntry, TaskEntry
from zhengpu.query.words.designations import load_designation_words
from zhengpu.query.words.link import FreeWords, Period
from zhengpu.query.words.nearest import near
from zhengpu.query.words.words import Words

__all__ = ["Ground", "mod_of", "of_words"]

_GROUP = "zp:UnitGroup"
_THINGS_NAMED = ("zp:Project", "zp:Programme", "zp:Place", "zp:Policy")
_WITHOUT_PLACE = ("zp:Project", "zp:Programme", "zp:Policy")


class Ground:
    """One question over one state of the graph. `documents` narrows everything to some documents; `label` is what they are called."""

    def __init__(
        self,
        wording: KnownNames,
        ontology: Ontology,
        words: Words,
        folding: Folding,
        documents: tuple[Iri, ...] = (),
        label: str = CURRENT,
    ) -> None:
        self._wording, self._ontology, self._words, self._folding = wording, ontology, words, folding
        self._documents, self._label = documents, label
        self._routes = Routes(ontology)
        self._made: dict[tuple[str, tuple[Any, ...]], Any] = {}

    @property
    def ontology(self) -> Ontology:
        """What things and relations there are."""
        return self._ontology

    @property
    def amounts(self) -> Mapping[str, tuple[str, ...]]:
        """Words that ask for an amount, with how its units end."""
        return self._words.amounts

    def measured(self, measure: str | None) -> str | None:
        """The kind of thing that is counted by a measure when nothing else says so."""
        return self._words.measure_kinds.get(measure or "")

    def occurs(self, words: str) -> bool:
        """Whether some plan prints these words."""
        return self._wording.occurs(words)

    def papers(self) -> tuple[DocumentEntry, ...]:
        """The documents in scope."""
        return tuple(self._wording.document.several(self._documents or self._wording.every).values())

    @property
    def narrows(self) -> bool:
        """Whether some documents of all are in scope."""
        return bool(self._documents) and len(self._documents) < self._wording.count

    @property
    def names_papers(self) -> bool:
        """Whether documents are in scope that the question calls so: 省里的文件, not 湖北."""
        return self.narrows and self._label.endswith(tuple(load_designation_words().nouns))

    def idle(self, words: str) -> bool:
        """Whether these words are listed as carrying nothing."""
        return words in self._words.skips

    def numbered(self, number: int) -> bool:
        """Whether a task in scope is printed with this number."""
        return bool(self._wording.numbered((number,), self._documents))

    def topics(self, members: Callable[[Set], Sequence[Iri]] = lambda found: ()) -> WordSearch:
        """Search for words of content in the documents in scope. `members`: who is in a set."""
        return WordSearch(self._wording, self._folding, self._routes, self._documents, self._on_time, members)

    def tree(self) -> HeadingTree:
        """The headings of the documents in scope."""
        key: tuple[str, tuple[Any, ...]] = ("tree", ())
        if key not in self._made:
            nouns = load_designation_words().nouns | {w for w, level in structure_words().levels.items() if level == "paper"}
            self._made[key] = HeadingTree(self._wording.outline(self._documents), nouns)
        return cast(HeadingTree, self._made[key])

    def folded(self, words: str) -> str:
        """Words as they are compared."""
        return self._folding.fold(words)

    def headings(self) -> dict[str, tuple[int, ...]]:
        """The headings in scope, folded, with their places in the tree."""
        out: dict[str, tuple[int, ...]] = {}
        for place, heading in enumerate(self.tree().headings):
            label = self._folding.fold(heading.label)
            out[label] = (*out.get(label, ()), place)
        return out

    def units_of_places(self, level: str) -> tuple[Iri, ...]:
        """The units whose names begin with a place of a level (市, 区); "": with any place."""
        return self._wording.unit_places.of(level)

    def titles(self) -> dict[str, tuple[Iri, ...]]:
        """The titles of tasks in scope, folded."""
        out: dict[str, tuple[Iri, ...]] = {}
        for task in self._tasks():
            title = self._folding.fold(task.title)
            out[title] = (*out.get(title, ()), task.iri)
        return out

    def titles_of(self, tasks: Iterable[Iri]) -> tuple[str, ...]:
        """What these tasks are called."""
        return tuple(t.title for t in self._wording.task.several(tasks).values())

    def in_order(self, tasks: Iterable[Iri]) -> tuple[Iri, ...]:
        """Tasks as the plans print them, one behind the other."""
        return tuple(t.iri for t in sorted(self._wording.task.several(tasks).values(), key=lambda t: (t.document, t.number)))

    def with_number(self, number: int) -> tuple[Iri, ...]:
        """The tasks in scope that are printed with a number."""
        return self._wording.numbered((number,), self._documents)

    def end_of(self, step: Step) -> str | None:
        """The kind at the end of a relation: of a document's basis, what its tasks cite."""
        return self._ontology.relation(step.relations[0]).range

    def of_papers(self, told: Step | str) -> bool:
        """Whether a relation or attribute is one of documents."""
        if isinstance(told, Step):
            relation = self._ontology.relation(told.relations[0])
            return relation.domain == DOCUMENT or (relation.domain is None and relation.range == "zp:Place")
        return self._ontology.relation(told).domain == DOCUMENT

    def dated(self, attribute: str) -> bool:
        """Whether an attribute is a day."""
        return self._ontology.relation(attribute).range == "xsd:date"

    def is_group(self, unit: Set) -> bool:
        """Whether it is a group in charge of a part (专班)."""
        return isinstance(unit, One) and bool(unit.iris) and set(unit.iris) <= self._wording.work_groups

    def narrowed(self, found: Set, kind: KindWord | None) -> Set:
        """Of a set, what a noun's endings and beginnings allow."""
        return self._narrowed(found, kind)

    def scoped(self, reading: QuestionReading) -> QuestionReading:
        """The reading within the documents in scope."""
        if not self._documents:
            return reading
        scope = One(DOCUMENT, self._documents, self._label)
        return replace(reading, meaning=self._within(reading.meaning, scope))

    def _within(self, meaning: Any, scope: One) -> Any:
        match meaning:
            case Of(kind) if kind == DOCUMENT:
                return scope
            case Via(One(kind=kind)) if kind == DOCUMENT:
                return meaning
            case Of() | Via():
                inner = replace(meaning, source=self._within(meaning.source, scope)) if isinstance(meaning, Via) else meaning
                if isinstance(meaning, Via) and (kind_of(meaning), kind_of(meaning.source)) == (DOCUMENT, TASK):
                    return inner  # whose tasks are within the scope is within it
                return self._routes.within(inner, scope) if kind_of(meaning) != DOCUMENT or isinstance(meaning, Via) else inner
            case Both(sets) | Either(sets):
                return replace(meaning, sets=tuple(self._within(s, scope) for s in sets))
            case Minus(source, without):
                return Minus(self._within(source, scope), self._within(without, scope))
            case One(kind=kind, iris=iris) if kind in (TASK, SECTION):
                return replace(meaning, iris=self._wording.contents(iris, scope.iris))
            case One():
                return meaning
            case Compared(first, second):
                return replace(meaning, first=self._within(first, scope), second=self._within(second, scope))
            case _:
                return replace(meaning, source=self._within(meaning.source, scope))

    def _scope_tasks(self) -> Set | None:
        return self._routes.tasks(One(DOCUMENT, self._documents, self._label)) if self._documents else None

    def _each(self, kind: str) -> Set:
        """All things of a kind that can be counted against each other: a name for several units is none of them."""
        every = self._routes.everything(kind)
        return Minus(every, Of(_GROUP)) if kind == UNIT else every

    def _scoped_units(self, step: Step) -> Set:
        return Via(self._scope_tasks() or Of(TASK), step.turned, UNIT)

    def _tasks(self) -> tuple[TaskEntry, ...]:
        return self._wording.inside(self._documents)

    def _tasks_of(self, mod: Mod) -> Set:
        return mod.set if mod.positive else Minus(Of(TASK), mod.set)

    def _to_tasks(self, kind: str, step: Step | None) -> Step | None:
        if kind == UNIT:
            return step or self._routes.any_role
        return (
            self._routes.direct(kind, TASK)
            if step is None and kind in (DOCUMENT, SECTION, "zp:Place", "zp:Policy", "zp:Programme", "zp:Project")
            else None
        )

    def _go(self, source: Set, kind: KindWord) -> Set | None:
        if kind.kind == "zp:Place" and any(_by_name(p) for p in parts(source)):
            return None  # a task's places are not where one of the things it names is
        found = [f for k in (kind.kind, *kind.others) if (f := self._routes.go(source, k)) is not None]
        if not found:
            return None
        return self._narrowed(found[0] if len(found) == 1 or len({kind_of(f) for f in found}) > 1 else Either(tuple(found)), kind)

    def _narrowed(self, found: Set, kind: KindWord | None) -> Set:
        if kind is not None and kind.ends and kind_of(found) == kind.kind:
            return Either(tuple(Where(found, "rdfs:label", "ends", end) for end in kind.ends))
        if kind is not None and kind.starts and kind_of(found) == UNIT:
            return Either(tuple(Where(found, "rdfs:label", "starts", start) for start in kind.starts))
        return Where(found, ANY_VALUE, "exists") if kind is not None and kind.numbers and kind_of(found) == TARGET else found

    def _printed(self, words: str, attribute: str) -> dict[Iri, str]:
        """As in the wording, of the documents in scope; the same words are looked up once."""
        key = ("printed", (words, attribute))
        if key not in self._made:
            self._made[key] = self._wording.printed(words, attribute, self._documents)
        return cast(dict[Iri, str], self._made[key])

    def _containing(self, words: str, attribute: str) -> Set | None:
        """Tasks that have these very words, printed as they print them."""
        key = ("forms", (words, attribute))
        if key not in self._made:
            self._made[key] = self._wording.forms(words, attribute, self._documents)
        sets = tuple(Where(Of(TASK), attribute, "contains", form) for form in self._made[key])
        return None if not sets else sets[0] if len(sets) == 1 else Either(sets)

    def _trimmed(self, phrase: FreeWords) -> list[str]:
        """The phrase, and without harmless words at its ends."""
        out = [phrase.text]
        text = phrase.text
        if not phrase.quoted:
            for length in range(min(self._words.longest, len(text) - 2), 1, -1):
                if text[-length:] in self._words.skips and len(text) - length >= 2:
                    text = text[:-length]
                if text[:length] in self._words.skips and len(text) - length >= 2:
                    text = text[length:]
        return out if text == phrase.text else [*out, text]

    def by_words(self, text: str) -> Set | None:
        """Tasks that have every word of a phrase that stands nowhere as such (this needs segmentation)."""
        return self._by_pieces([w for w in self._wording.lexicon.words(text) if w.strip() and w not in self._words.skips])

    def _by_pieces(self, words: list[str]) -> Set | None:
        if not words or any(len(w) < 2 for w in words) or len(words) > 8:
            return None
        for attribute in ("rdfs:label", "zp:text"):
            found = [self._printed(word, attribute) for word in words]
            forms = [tuple(f[iri] for f in found) for iri in found[0] if all(iri in f for f in found)]
            rows = tuple(dict.fromkeys(forms))
            sets = tuple(Both(tuple(Where(Of(TASK), attribute, "contains", w) for w in row)) for row in rows)
            if sets:
                return sets[0] if len(sets) == 1 else Either(sets)
        return None

    def _nearest(self, said: str, known: list[TargetEntry], measure: str | None) -> tuple[Iri, ...]:
        scored: list[tuple[float, TargetEntry]] = []
        folded = self._folding.fold(said)
        may = self._wording.nearby(folded, self._documents)
        for entry in (e for e in known if e.iri in may):
            score = max(near(folded, text) for text in self._wording.clause_texts(entry))
            if score and measure and measure != entry.unit:
                score -= 0.1 if measure in entry.unit else 0.2
            if score > 0.5:
                scored.append((score, entry))
        if measure and any(measure in e.unit for _, e in scored):  # 几个 is not answered with a sum of money
            scored = [(score, e) for score, e in scored if measure in e.unit]
        top = max((s for s, _ in scored), default=0.0)
        return tuple(e.iri for score, e in scored if score >= top - 0.001)

    def _on_time(self, entry: TargetEntry, period: Period | None) -> bool:
        if period is None or period.last is None:
            return True
        year = str(period.last.year)
        if entry.date and re.match(r"\d{4}-\d\d-\d\d", entry.date):
            day = date.fromisoformat(entry.date)
            return (period.first is None or day >= period.first) and day <= period.last
        document = self._wording.document.get(entry.document)
        return document is not None and (year in document.title or (year not in document.title and document.year == period.last.year))

    def _dated(self, source: Set, attribute: str, period: Period) -> Set:
        if period.first is None and period.last is None:
            return Where(source, "zp:deadlineText", "=", period.code)
        if period.first is not None and period.first == period.last:
            return Where(source, attribute, "=", period.first)
        out = source
        if period.first is not None:
            out = Where(out, attribute, ">=", period.first)
        return Where(out, attribute, "<=", period.last) if period.last is not None else out


def mod_of(value: Mod | Set) -> Mod:
    """A set as what narrows to it."""
    return value if isinstance(value, Mod) else Mod(value)


def _by_name(part: Meaning) -> bool:
    """Whether tasks were found by a thing they name or by words."""
    return isinstance(part, Where) or (isinstance(part, One) and part.kind in _WITHOUT_PLACE)


def of_words(found: Set) -> bool:
    """Whether a set is nothing but the tasks that speak of something."""
    return all(_spoken_of(part) for part in parts(found))


def _spoken_of(part: Meaning) -> bool:
    match part:
        case Where(attribute=attribute):
            return attribute in ("zp:text", "rdfs:label")
        case Via(One(kind=kind)):
            return kind in _THINGS_NAMED
        case _:
            return isinstance(part, Of | One | Both | Either)
