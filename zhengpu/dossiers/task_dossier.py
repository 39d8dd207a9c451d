"""A task for people: its text, duties, targets, dates, basis, what was reported of it, and what other plans have of the kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text, local
from zhengpu.graph.oversight.docket import DocketItem, DocketScope

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["NamedInTask", "RelatedTask", "TaskDossier", "TaskQuote", "task_dossier"]


@dataclass(frozen=True, slots=True)
class TaskQuote:
    """Characters of the plan that something rests on."""

    document: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class NamedInTask:
    """Something the task names: `relation` in Chinese, the thing's label and IRI; its own words where it is a target."""

    relation: str
    label: str
    iri: Iri
    quote: TaskQuote | None = None


@dataclass(frozen=True, slots=True)
class RelatedTask:
    """A task of another plan, and what both have: subject words, cited papers, programmes."""

    task: DocketItem
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskDossier:
    """Everything the plan says of a task (`named`: targets, papers, programmes, projects, places, money), and what was reported."""

    item: DocketItem
    text: str
    heading: str
    place: TaskQuote | None
    duties: tuple[tuple[str, str, str, TaskQuote | None], ...]
    """(role in Chinese, unit as printed, its key, where it stands)"""
    named: tuple[NamedInTask, ...]
    topics: tuple[str, ...]
    related: tuple[RelatedTask, ...]
    before: DocketItem | None
    after: DocketItem | None


_TEXT = """
SELECT ?text ?heading {{ {task} zp:text ?text . OPTIONAL {{ {task} zp:inSection/rdfs:label ?heading }} }} LIMIT 1
"""
_QUOTE = "?e oa:hasSource ?d ; oa:hasSelector ?w, ?q . ?w oa:start ?start ; oa:end ?end . ?q oa:exact ?quote ."
_PLACE = "SELECT ?d ?start ?end ?quote {{ {task} zp:evidence ?e . {quote} }} LIMIT 1"
_DUTIES = """
SELECT ?role ?unit ?u ?d ?start ?end ?quote {{
  {task} zp:responsibility ?r . ?r zp:relation ?role ; zp:printed ?unit ; prov:agent ?u ; zp:evidence ?e . {quote}
  OPTIONAL {{ ?r zp:order ?order }}
}} ORDER BY ?order ?unit
"""
_NAMED = """
SELECT DISTINCT ?p ?x ?label {{
  VALUES ?p {{ zp:hasTarget zp:cites zp:hasProgramme zp:hasProject zp:place zp:hasFunding }} {task} ?p ?x . ?x rdfs:label ?label
}} ORDER BY ?p ?label
"""
_STANDS = "SELECT ?x ?d ?start ?end ?quote {{ VALUES ?x {{ {things} }} ?x zp:evidence ?e . {quote} }} ORDER BY ?start"
_RELATED = """
SELECT ?t ?what {{
  {{ {task} zp:topic ?what . ?t zp:topic ?what . ?t zp:inDocument ?d }}
  UNION {{ {task} zp:cites ?x . ?t zp:cites ?x ; zp:inDocument ?d . ?x rdfs:label ?what }}
  UNION {{ {task} zp:hasProgramme ?x . ?t zp:hasProgramme ?x ; zp:inDocument ?d . ?x rdfs:label ?what }}
  FILTER(?d != {document})
}} ORDER BY ?t ?what
"""
_MOST_RELATED = 8


def task_dossier(zp: Zhengpu, key: str, today: date | None = None) -> TaskDossier | None:
    """The dossier of a task by its key in addresses; None if there is no such task."""
    home = zp.store.query(f"SELECT ?d {{ {iri_text(f'{zp.store.names.base}id/task/{key}')} a zp:Task ; zp:inDocument ?d }}").one
    docket = zp.oversight.docket(today, DocketScope(document=Iri(str(home)))) if home is not None else None
    place = next((place for place, item in enumerate(docket.items) if item.key == key), None) if docket else None
    if docket is None or place is None:
        return None
    item = docket.items[place]
    near = [docket.items[other] if 0 <= other < len(docket.items) else None for other in (place - 1, place + 1)]
    before, after = (other if other and other.document == item.document else None for other in near)
    task, given = iri_text(item.task), {"quote": _QUOTE, "document": iri_text(item.document)}
    said = next(iter(zp.store.query(_TEXT.format(task=task))), (item.title, None))
    stands = next(iter(zp.store.query(_PLACE.format(task=task, **given))), None)
    topics = tuple(str(topic) for (topic,) in zp.store.query(f"SELECT ?o {{ {task} zp:topic ?o }} ORDER BY ?o"))
    unit_base = f"{zp.store.names.base}id/unit/"
    duties = tuple(
        (zp.ontology_label(str(role)), str(unit), str(u).removeprefix(unit_base), _quote(where))
        for role, unit, u, *where in zp.store.query(_DUTIES.format(task=task, **given))
    )
    said_of = [(zp.ontology_label(str(p)), Iri(str(x)), str(label)) for p, x, label in zp.store.query(_NAMED.format(task=task))]
    where = _stands(zp, [thing for _, thing, _ in said_of])
    named = tuple(NamedInTask(relation, label, thing, where.get(thing)) for relation, thing, label in said_of)
    related = _related(zp, today, _RELATED.format(task=task, **given))
    return TaskDossier(
        item,
        str(said[0]),
        "" if said[1] is None else str(said[1]),
        _quote(stands),
        duties,
        named,
        topics,
        related,
        before,
        after,
    )


def _stands(zp: Zhengpu, things: list[Iri]) -> dict[Iri, TaskQuote]:
    if not things:
        return {}
    found: dict[Iri, TaskQuote] = {}
    for thing, *where in zp.store.query(_STANDS.format(things=" ".join(map(iri_text, things)), quote=_QUOTE)):
        if (quote := _quote(where)) is not None:
            found.setdefault(Iri(str(thing)), quote)
    return found


def _quote(cells: object) -> TaskQuote | None:
    if not isinstance(cells, list | tuple) or cells[0] is None:
        return None
    document, start, end, quote = cells
    return TaskQuote(str(document).rsplit("/", 1)[-1], int(start), int(end), str(quote))


def _related(zp: Zhengpu, today: date | None, query: str) -> tuple[RelatedTask, ...]:
    """Those that share most; a subject word that many tasks have tells little and counts for less."""
    shared: defaultdict[Iri, list[str]] = defaultdict(list)
    for task, what in zp.store.query(query):
        shared[Iri(str(task))].append(str(what))
    spread = Counter(word for words in shared.values() for word in words)
    ranked = sorted(shared, key=lambda task: (-sum(1 / spread[word] for word in shared[task]), -len(shared[task]), local(task), task))
    first = tuple(ranked[:_MOST_RELATED])
    known = {item.task: item for item in zp.oversight.docket(today, DocketScope(tasks=first)).items}
    return tuple(RelatedTask(known[task], tuple(dict.fromkeys(shared[task]))) for task in first if task in known)
