"""A unit for people: its names, its roles with numbers, its tasks with lights, its dates, targets and partners."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text
from zhengpu.graph.oversight.docket import DocketItem, DocketScope, told_apart

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["DatedTask", "Partner", "UnitDossier", "UnitTarget", "unit_dossier"]


@dataclass(frozen=True, slots=True)
class Partner:
    """Another unit that shares tasks with this one."""

    unit: str
    key: str
    shared: int


@dataclass(frozen=True, slots=True)
class UnitTarget:
    """A target of one of its tasks: the clause, and where it stands."""

    text: str
    task: DocketItem
    due: date | None


@dataclass(frozen=True, slots=True)
class DatedTask:
    """A date that one of its tasks names."""

    day: date
    about: str
    task: DocketItem


@dataclass(frozen=True, slots=True)
class UnitDossier:
    """Everything the plans say of a unit; `roles` are (local name, label, number of tasks). Progress stands in the tasks' reports."""

    iri: Iri
    key: str
    label: str
    full: str
    also: tuple[str, ...]
    place: str
    group: bool
    members: tuple[str, ...]
    roles: tuple[tuple[str, str, int], ...]
    tasks: tuple[DocketItem, ...]
    dates: tuple[DatedTask, ...]
    targets: tuple[UnitTarget, ...]
    partners: tuple[Partner, ...]


_NAMES = """
SELECT ?label ?full ?also ?place ?kind ?member {{
  {unit} rdfs:label ?label ; a ?kind . OPTIONAL {{ {unit} skos:prefLabel ?full }} OPTIONAL {{ {unit} skos:altLabel ?also }}
  OPTIONAL {{ {unit} zp:jurisdiction/rdfs:label ?place }} OPTIONAL {{ {unit} org:hasMember/rdfs:label ?member }}
}} ORDER BY ?label ?full ?also ?member
"""
_TARGETS = """
SELECT DISTINCT ?t ?text ?due {{ {unit} zp:takesPartIn ?t . ?t zp:hasTarget ?x . ?x rdfs:label ?text . OPTIONAL {{ ?x zp:deadline ?due }} }}
ORDER BY ?t ?text
"""


def unit_dossier(zp: Zhengpu, key: str, today: date | None = None) -> UnitDossier | None:
    """The dossier of a unit by its key in addresses; None if the graph knows no such unit."""
    iri = Iri(f"{zp.store.names.base}id/unit/{key}")
    said = list(zp.store.query(_NAMES.format(unit=iri_text(iri))))
    if not said:
        return None
    label, full, _, place, kind, _ = said[0]
    names = tuple(dict.fromkeys(str(row[2]) for row in said if row[2] is not None))
    tasks = zp.oversight.docket(today, DocketScope(unit=iri)).items
    return UnitDossier(
        iri,
        key,
        str(label),
        str(full or label),
        tuple(name for name in names if name not in (label, full)),
        "" if place is None else str(place),
        str(kind).endswith("UnitGroup"),
        tuple(dict.fromkeys(str(row[5]) for row in said if row[5] is not None)),
        _roles(tasks, key),
        tasks,
        tuple(sorted((DatedTask(one.day, one.about, task) for task in tasks for one in task.dates), key=lambda one: one.day)),
        _targets(zp, iri, tasks),
        _partners(tasks, key),
    )


def _roles(tasks: tuple[DocketItem, ...], key: str) -> tuple[tuple[str, str, int], ...]:
    labels: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for task in tasks:
        for role, label in {(duty.role, duty.label) for duty in task.duties if duty.key == key}:
            labels[role] = label
            counted[role] += 1
    return tuple((role, labels[role], n) for role, n in counted.most_common())


def _targets(zp: Zhengpu, iri: Iri, tasks: tuple[DocketItem, ...]) -> tuple[UnitTarget, ...]:
    known = {task.task: task for task in tasks}
    rows = zp.store.query(_TARGETS.format(unit=iri_text(iri)))
    found = [UnitTarget(str(text), known[Iri(str(t))], due if isinstance(due, date) else None) for t, text, due in rows if str(t) in known]
    order = {task.task: place for place, task in enumerate(tasks)}
    return tuple(sorted(found, key=lambda one: (order[one.task.task], one.text)))


def _partners(tasks: tuple[DocketItem, ...], key: str) -> tuple[Partner, ...]:
    shared: defaultdict[str, set[Iri]] = defaultdict(set)
    names: dict[str, str] = {}
    for task in tasks:
        for duty in task.duties:
            if duty.key != key:
                shared[duty.key].add(task.task)
                names.setdefault(duty.key, duty.unit)
    called = told_apart(names)
    ranked = sorted(shared.items(), key=lambda one: (-len(one[1]), names[one[0]], one[0]))
    return tuple(Partner(called[other], other, len(tasks_)) for other, tasks_ in ranked)
