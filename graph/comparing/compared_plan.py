"""A plan as it is compared: its tasks with the words that are theirs, leads, targets, and where each stands in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.errors import InputError
from zhengpu.graph.facts import Evidence, Iri, Span
from zhengpu.graph.names import iri_text, local
from zhengpu.graph.rows import Cell
from zhengpu.graph.store import Store

__all__ = ["ComparedPlan", "ComparedTarget", "ComparedTask", "TaskUnit", "compared_plan", "every_target"]

_PLAN = """
SELECT ?title ?number ?issued ?place ?key {{
  {plan} a zp:Document ; dct:title ?title . OPTIONAL {{ {plan} zp:documentNumber ?number }} OPTIONAL {{ {plan} dct:issued ?issued }}
  OPTIONAL {{ {plan} zp:jurisdiction ?key . ?key rdfs:label ?place }}
}} LIMIT 1
"""
# In an OPTIONAL what leads to `?e` stands again: it is worked out by itself first, and must not read the evidence of the whole store.
_SELECTED = "?e oa:hasSelector ?w, ?q . ?w oa:start ?start ; oa:end ?end . ?q oa:exact ?quote ."
_TASKS = """
SELECT ?t ?number ?title ?text ?path ?heading ?start ?end ?quote {{
  ?t a zp:Task ; zp:inDocument {plan} ; rdfs:label ?title ; zp:text ?text ; zp:position ?position .
  OPTIONAL {{ ?t zp:number ?number }}
  OPTIONAL {{ ?t zp:inDocument {plan} ; zp:inSection ?s . ?s rdfs:label ?heading OPTIONAL {{ ?s zp:path ?path }} }}
  OPTIONAL {{ ?t zp:inDocument {plan} ; a zp:Task ; zp:evidence ?e . {selected} }}
}} ORDER BY ?position ?t ?start
"""
_UNITS = """
SELECT ?t ?role ?unit ?full ?u ?kind ?start ?end ?quote {{
  ?t zp:inDocument {plan} ; zp:responsibility ?r . ?r zp:relation ?role ; zp:printed ?unit ; prov:agent ?u . ?u skos:prefLabel ?full .
  OPTIONAL {{ ?u a ?kind FILTER(?kind = zp:UnitGroup) }}
  OPTIONAL {{ ?t zp:inDocument {plan} ; zp:responsibility ?r . ?r zp:evidence ?e . {selected} }} OPTIONAL {{ ?r zp:order ?order }}
}} ORDER BY ?t ?order ?unit ?start
"""
_OWNED = "{{ ?owner zp:inDocument ?d }} UNION {{ ?d a zp:Document BIND(?d AS ?owner) }} {plans} ?owner zp:hasTarget ?x ."
_TARGETS = """
SELECT ?d ?x ?owner ?text ?indicator ?comparator ?value ?least ?most ?unit ?size ?measure ?deadline ?start ?end ?quote {{
  {owned} ?x rdfs:label ?text .
  OPTIONAL {{ ?x zp:indicator ?indicator }} OPTIONAL {{ ?x zp:comparator ?comparator }}
  OPTIONAL {{ ?x schema:value ?value }} OPTIONAL {{ ?x schema:minValue ?least }} OPTIONAL {{ ?x schema:maxValue ?most }}
  OPTIONAL {{ ?x schema:unitText ?unit }} OPTIONAL {{ ?x zp:normalisedValue ?size }} OPTIONAL {{ ?x zp:normalisedUnit ?measure }}
  OPTIONAL {{ ?x zp:deadline ?deadline }} OPTIONAL {{ {owned} ?x zp:evidence ?e . {selected} }}
}} ORDER BY ?start ?x
"""
_SENTENCE = re.compile("[^。；\n]+[。；]?")


@dataclass(frozen=True, slots=True)
class TaskUnit:
    """A unit (or a group of units) that takes part: its role (local name of the relation), as printed, in full, and where that stands."""

    role: str
    unit: str
    full: str
    key: str
    group: bool = False
    clause: Evidence | None = None


@dataclass(frozen=True, slots=True)
class ComparedTarget:
    """A target. `size` is its number in the plain `measure` (2万家 → 20000 家), None where it has none; `task` None: of the whole plan."""

    iri: Iri
    task: Iri | None
    text: str
    indicator: str
    comparator: str
    value: str
    unit: str
    size: Decimal | None
    measure: str
    deadline: date | None
    place: Evidence | None


@dataclass(frozen=True, slots=True)
class ComparedTask:
    """A task. `words` is its text without the clause that names its units; `place` where its title stands."""

    iri: Iri
    number: int | None
    title: str
    text: str
    words: str
    path: str
    heading: str
    place: Evidence | None
    units: tuple[TaskUnit, ...] = ()

    @property
    def leads(self) -> tuple[TaskUnit, ...]:
        """Those who lead; where nobody does, those who are responsible."""
        for role in ("leads", "responsibleFor"):
            if found := tuple(unit for unit in self.units if unit.role == role):
                return found
        return ()

    @property
    def called(self) -> str:
        """The title with its printed number."""
        return self.title if self.number is None else f"{self.number}. {self.title}"

    @property
    def key(self) -> str:
        """The task's key in addresses."""
        return self.iri.split("/id/task/", 1)[-1]


@dataclass(frozen=True)
class ComparedPlan:
    """One of the two plans. `place` is its territory as printed, `source` its text."""

    iri: Iri
    title: str
    number: str
    issued: date | None
    place: str
    place_key: str
    tasks: tuple[ComparedTask, ...]
    targets: tuple[ComparedTarget, ...]
    source: str

    @property
    def key(self) -> str:
        """The document's key in addresses."""
        return self.iri.rsplit("/", 1)[-1]

    @cached_property
    def by_task(self) -> dict[Iri | None, tuple[ComparedTarget, ...]]:
        """The targets of each task."""
        found: defaultdict[Iri | None, list[ComparedTarget]] = defaultdict(list)
        for target in self.targets:
            found[target.task].append(target)
        return {task: tuple(targets) for task, targets in found.items()}

    @cached_property
    def _compact(self) -> CompactText:
        return CompactText(self.source)

    def _stands(self, words: str, begin: int = 0) -> Evidence | None:
        """Where words stand in the text, whatever lines they are broken into."""
        found = self._compact.find(words, begin)
        return None if found is None else Evidence(Span(*found), self.source[slice(*found)])

    def names(self, other: ComparedPlan) -> Evidence | None:
        """Where this plan's text names the other by its number or its title."""
        found = (self._stands(name) for name in (other.number, other.title) if name)
        return next(filter(None, found), None)

    def sentences(self, task: ComparedTask) -> tuple[Evidence, ...]:
        """The sentences of a task as they stand in the text, without its clause; none that a page breaks with other words."""
        at = task.place.span.start if task.place else 0
        found = []
        for match in _SENTENCE.finditer(task.words):
            sentence = match[0].strip()
            if stands := self._stands(sentence, max(0, at - len(sentence))):
                found.append(stands)
                at = stands.span.start
        return tuple(found)


def compared_plan(store: Store, document: Iri) -> ComparedPlan:
    """Everything of a document that is compared. Raises `InputError` if the store does not have it."""
    plan = iri_text(document)
    head = next(iter(store.query(_PLAN.format(plan=plan))), None)
    if head is None:
        raise InputError("没有这份文件", f"图谱里没有 {document}", "可用 zhengpu list 查看全部")
    title, number, issued, place, key = head
    units: defaultdict[str, list[TaskUnit]] = defaultdict(list)
    clauses: defaultdict[str, set[str]] = defaultdict(set)
    for task, role, unit, full, who, kind, *where in store.query(_UNITS.format(plan=plan, selected=_SELECTED)):
        clause, name = _place(where), (local(str(role)), str(unit), str(full), str(who).split("/id/unit/", 1)[-1])
        if not any((one.role, one.unit, one.full, one.key) == name for one in units[str(task)]):
            units[str(task)].append(TaskUnit(*name, kind is not None, clause))
        clauses[str(task)].add(clause.quote if clause else "")
    tasks: dict[str, ComparedTask] = {}
    for iri, n, label, text, path, heading, *where in store.query(_TASKS.format(plan=plan, selected=_SELECTED)):
        words = _without(str(text), clauses[str(iri)])
        made = ComparedTask(
            Iri(str(iri)),
            n if isinstance(n, int) else None,
            str(label),
            str(text),
            words,
            _text(path),
            _text(heading),
            _place(where),
            tuple(units[str(iri)]),
        )
        tasks.setdefault(str(iri), made)
    return ComparedPlan(
        document,
        str(title),
        _text(number),
        issued if isinstance(issued, date) else None,
        _text(place),
        _text(key).split("/id/place/", 1)[-1],
        tuple(tasks.values()),
        tuple(target for _, target in every_target(store, document)),
        store.text(document) or "",
    )


def every_target(store: Store, document: Iri | None = None) -> tuple[tuple[Iri, ComparedTarget], ...]:
    """The targets of a document (of all), each with its document, in reading order.

    >>> from zhengpu.graph.store import EmbeddedStore
    >>> every_target(EmbeddedStore())
    ()
    """
    found: dict[str, tuple[Iri, ComparedTarget]] = {}
    plans = f"VALUES ?d {{ {iri_text(document)} }}" if document else ""
    for home, iri, owner, text, indicator, comparator, value, least, most, unit, size, measure, deadline, *where in store.query(
        _TARGETS.format(owned=_OWNED.format(plans=plans), selected=_SELECTED)
    ):
        written = _text(value) or "—".join(filter(None, (_text(least), _text(most))))
        target = ComparedTarget(
            Iri(str(iri)),
            Iri(str(owner)) if owner != home else None,
            str(text),
            _text(indicator),
            _text(comparator),
            written,
            _text(unit),
            _size(size),
            _text(measure),
            deadline if isinstance(deadline, date) else None,
            _place(where),
        )
        found.setdefault(str(iri), (Iri(str(home)), target))
    return tuple(found.values())


def _without(text: str, clauses: set[str]) -> str:
    for clause in sorted(clauses, key=len, reverse=True):
        if clause and (stands := CompactText(text).find(clause)):
            text = text[: stands[0]] + text[stands[1] :]
    return text


def _size(cell: Cell) -> Decimal | None:
    return Decimal(cell) if isinstance(cell, int | Decimal) and not isinstance(cell, bool) else None


def _place(cells: Sequence[Cell]) -> Evidence | None:
    start, end, quote = cells
    return Evidence(Span(start, end), str(quote)) if isinstance(start, int) and isinstance(end, int) else None


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)
