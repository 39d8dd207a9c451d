"""Why a thing is in the answer: the characters behind the facts that the meaning followed to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import expand, iri_text
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.store import Store
from zhengpu.query.answer import EvidenceItem
from zhengpu.query.meaning import (
    Both,
    Count,
    Describe,
    Either,
    Having,
    Meaning,
    Minus,
    One,
    Partners,
    Set,
    Step,
    Top,
    Via,
    Where,
    Whether,
    kind_of,
)
from zhengpu.query.words.catalogued import KnownNames, TaskEntry

__all__ = ["DutyEvidence", "Evidences"]

_LONGEST = 400
_ENOUGH = 5
_PLACE = "?e oa:hasSource ?d ; oa:hasSelector ?p . ?p oa:start ?start ; oa:end ?end"
_ENDS = "。；;！？!?"


class DutyEvidence:
    """How a unit stands in the clauses of some tasks: its printed names, its roles, the quotes."""

    __slots__ = ("evidence", "order", "printed", "roles")

    def __init__(self) -> None:
        self.printed: dict[str, int] = {}
        self.roles: dict[str, None] = {}
        self.evidence: list[EvidenceItem] = []
        self.order = 0


class Evidences:
    """Looks up quotes; every quote is cut from the document's text as it stands in the store."""

    def __init__(self, store: Store, wording: KnownNames) -> None:
        self._store, self._wording = store, wording
        self._texts: dict[str, str] = {}

    def of(self, meaning: Meaning, things: Sequence[Iri]) -> dict[Iri, tuple[EvidenceItem, ...]]:
        """For each thing the quotes of the facts that led to it, else where the thing itself is printed."""
        found: defaultdict[Iri, dict[EvidenceItem, None]] = defaultdict(dict)
        for iri, item in self._followed(_spine(meaning), things):
            found[iri][item] = None
        bare = [iri for iri in things if not found[iri]]
        for iri, item in self._own(bare):
            found[iri][item] = None
        for iri, item in self._named([iri for iri in bare if not found[iri]]):
            found[iri][item] = None
        return {iri: tuple(found[iri])[:_ENOUGH] for iri in things}

    def duties(self, tasks: Sequence[Iri], units: Sequence[Iri], roles: Iterable[str]) -> dict[Iri, DutyEvidence]:
        """The units' places in the clauses of these tasks (all tasks if none is given)."""
        wanted, names = set(roles), load_ontology().role_names()
        limit = f"VALUES ?t {{ {' '.join(map(iri_text, tasks))} }} " if tasks else ""
        rows = self._store.query(
            f"SELECT ?u ?role ?printed ?order ?d ?start ?end ?t WHERE {{ VALUES ?u {{ {' '.join(map(iri_text, units))} }} {limit}"
            "?t zp:responsibility ?r . ?r prov:agent ?u ; zp:role ?role ; zp:printed ?printed ; zp:order ?order ; zp:evidence ?e . "
            f"{_PLACE} }} "
            "ORDER BY ?t ?order"
        )
        out: defaultdict[Iri, DutyEvidence] = defaultdict(DutyEvidence)
        for position, (u, role, printed, _, d, start, end, _) in enumerate(rows):
            if "zp:takesPartIn" not in wanted and str(role) not in {expand(names[r]) for r in wanted}:
                continue
            duty = out[Iri(str(u))]
            if not duty.printed:
                duty.order = position
            duty.printed[str(printed)] = duty.printed.get(str(printed), 0) + 1
            duty.roles[str(role)] = None
            if len(duty.evidence) < _ENOUGH and (item := self._quote(str(d), start, end)) and item not in duty.evidence:
                duty.evidence.append(item)
        return dict(out)

    def statement(self, things: Sequence[Iri], relations: Iterable[str]) -> dict[Iri, tuple[EvidenceItem, ...]]:
        """Quotes of facts with one of these relations about the things (subject or object)."""
        found: defaultdict[Iri, dict[EvidenceItem, None]] = defaultdict(dict)
        for iri, item in self._statements(things, relations):
            found[iri][item] = None
        return {iri: tuple(items)[:_ENOUGH] for iri, items in found.items()}

    def sentence(self, task: TaskEntry, words: str) -> EvidenceItem | None:
        """The sentence of the task that has the words, blanks and line breaks between characters not counted."""
        own = list(self._own([task.iri]))
        if not own:
            return None
        start = own[0][1].start
        text = self._text(task.document)
        gap = r"\s*(?:—\s*\d+\s*—)?\s*"
        match = re.compile(gap.join(re.escape(c) for c in words), re.I).search(text, start)
        if match is None or match.start() > start + 6 * len(task.text) + 200:
            return None
        before = max((text.rfind(c, start, match.start()) for c in _ENDS), default=-1)
        after = min((at for c in _ENDS if (at := text.find(c, match.end())) >= 0), default=len(text) - 1)
        first, last = max(before + 1, start), after + 1
        while first < match.start() and text[first].isspace():
            first += 1
        if last - first > _LONGEST:
            first, last = match.span()
        return EvidenceItem(_key(task.document), text[first:last], first, last)

    def paragraph(self, task: TaskEntry) -> tuple[EvidenceItem, ...]:
        """The sentences of a task, one quote each."""
        own = list(self._own([task.iri]))
        if not own:
            return ()
        text, at = self._text(task.document), own[0][1].start
        out = [own[0][1]]
        for sentence in re.split(f"(?<=[{_ENDS}])", task.text):
            words = sentence.strip()
            if len(words) < 4:
                continue
            match = re.compile(r"\s*".join(re.escape(c) for c in words[-40:]), re.I).search(text, at)
            if match and match.end() - match.start() <= _LONGEST:
                out.append(EvidenceItem(_key(task.document), match.group(), match.start(), match.end()))
                at = match.end()
        return tuple(out)

    # ── inside ──

    def _followed(self, steps: Iterable[Set], things: Sequence[Iri]) -> Iterator[tuple[Iri, EvidenceItem]]:
        for node in steps:
            match node:
                case Via(source, step, kind) if _roles(step) and kind == "zp:Task":
                    units = source.iris if isinstance(source, One) else ()
                    yield from self._clauses(things, units, step.relations)
                case Via(_, step, _):
                    yield from self._statements(things, step.relations)
                case Where(_, ("zp:text" | "rdfs:label"), "contains", str() as words):
                    for iri in things:
                        task = self._wording.task.get(iri)
                        if task and words in task.text and (item := self.sentence(task, words)):
                            yield iri, item
                case Where(_, ("zp:deadline" | "zp:deadlineText" | "dct:issued") as attribute, _, _):
                    yield from self._statements(things, (attribute,))
                case Having(_, step) if _roles(step):
                    yield from self._clauses(things, (), step.relations)
                case _:
                    pass

    def _clauses(self, tasks: Sequence[Iri], units: Sequence[Iri], relations: Iterable[str]) -> Iterator[tuple[Iri, EvidenceItem]]:
        agents = f"VALUES ?u {{ {' '.join(map(iri_text, units))} }} " if units else ""
        names = load_ontology().role_names()
        roles = "" if "zp:takesPartIn" in relations else f"VALUES ?role {{ {' '.join(iri_text(expand(names[r])) for r in relations)} }} "
        rows = self._store.query(
            f"SELECT DISTINCT ?t ?d ?start ?end WHERE {{ VALUES ?t {{ {' '.join(map(iri_text, tasks))} }} {agents}{roles}"
            f"?t zp:responsibility ?r . ?r prov:agent ?u ; zp:role ?role ; zp:evidence ?e . {_PLACE} }} ORDER BY ?t ?start"
        )
        yield from self._quotes(rows)

    def _statements(self, things: Sequence[Iri], relations: Iterable[str]) -> Iterator[tuple[Iri, EvidenceItem]]:
        if not things:
            return
        values, terms = " ".join(map(iri_text, things)), " ".join(iri_text(expand(r)) for r in relations)
        rows = self._store.query(
            f"SELECT DISTINCT ?x ?d ?start ?end WHERE {{ VALUES ?x {{ {values} }} VALUES ?p0 {{ {terms} }} "
            f"{{ ?f rdf:subject ?x }} UNION {{ ?f rdf:object ?x }} ?f rdf:predicate ?p0 ; zp:evidence ?e . "
            f"{_PLACE} }} ORDER BY ?x ?d ?start"
        )
        yield from self._quotes(rows)

    def _own(self, things: Sequence[Iri]) -> Iterator[tuple[Iri, EvidenceItem]]:
        if things:
            values = " ".join(map(iri_text, things))
            yield from self._quotes(
                self._store.query(f"SELECT DISTINCT ?x ?d ?start ?end WHERE {{ VALUES ?x {{ {values} }} ?x zp:evidence ?e . {_PLACE} }}")
            )

    def _named(self, things: Sequence[Iri]) -> Iterator[tuple[Iri, EvidenceItem]]:
        """For what documents share: any fact about it."""
        if things:
            values = " ".join(map(iri_text, things))
            yield from self._quotes(
                self._store.query(
                    f"SELECT DISTINCT ?x ?d ?start ?end WHERE {{ VALUES ?x {{ {values} }} {{ ?f prov:agent ?x }} "
                    f"UNION {{ ?f rdf:object ?x }} UNION {{ ?f rdf:subject ?x }} ?f zp:evidence ?e . "
                    f"{_PLACE} }} ORDER BY ?x ?d ?start LIMIT {40 * len(things)}"
                )
            )

    def _quotes(self, rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[Iri, EvidenceItem]]:
        for x, d, start, end in rows:
            if item := self._quote(str(d), start, end):
                yield Iri(str(x)), item

    def _quote(self, document: str, start: object, end: object) -> EvidenceItem | None:
        first, last = int(str(start)), min(int(str(end)), int(str(start)) + _LONGEST)
        quote = self._text(document)[first:last]
        return EvidenceItem(_key(document), quote, first, last) if quote else None

    def _text(self, document: str) -> str:
        if document not in self._texts:
            self._texts[document] = self._store.text(Iri(document)) or ""
        return self._texts[document]


def _roles(step: Step) -> bool:
    return bool({"zp:takesPartIn", *load_ontology().role_names()} & set(step.relations))


def _key(document: str) -> str:
    return document.rsplit("/", 1)[-1]


def _spine(meaning: Meaning) -> Iterator[Set]:
    """The sets whose members the answer's things are (not what they were reached from)."""
    match meaning:
        case Count(source) | Top(source) | Describe(source) | Whether(source):
            yield from _spine(source)
        case Both(sets) | Either(sets):
            for each in sets:
                yield from _spine(each)
        case Minus(source):
            yield from _spine(source)
        case Where(source) | Having(source):
            yield meaning
            if kind_of(source) == kind_of(meaning):
                yield from _spine(source)
        case Via() | Partners():
            yield meaning
        case _:
            pass
