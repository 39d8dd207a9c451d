"""A plan for people: its head, how well it was read, its outline with tasks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhengpu.catalogue import DocumentListing
from zhengpu.graph.dates import date_text
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text
from zhengpu.graph.oversight.docket import DocketItem, DocketScope
from zhengpu.graph.rows import Cell

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["HeadMatter", "OutlinePart", "PlanDossier", "plan_dossier"]


@dataclass(frozen=True, slots=True)
class HeadMatter:
    """A line of the plan's head: what it is in Chinese, and its values, each with the IRI of the thing it is, if it is one."""

    label: str
    values: tuple[tuple[str, Iri | None], ...]


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """A section: its path and heading, where it begins in the text, its own tasks, the sections in it."""

    path: str
    heading: str
    start: int | None
    tasks: tuple[DocketItem, ...]
    parts: tuple[OutlinePart, ...]

    @property
    def count(self) -> int:
        """The tasks in it and in its parts."""
        return len(self.tasks) + sum(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class PlanDossier:
    """A plan as a whole; `report` is the reading report, `loose` the tasks that stand in no section."""

    entry: DocumentListing
    head: tuple[HeadMatter, ...]
    report: dict[str, Any]
    targets: tuple[str, ...]
    outline: tuple[OutlinePart, ...]
    loose: tuple[DocketItem, ...]
    tasks: tuple[DocketItem, ...]


_HEAD = """
SELECT ?p ?o ?label {{
  {plan} ?p ?o . FILTER(?p NOT IN (rdf:type, rdfs:label, skos:prefLabel, skos:altLabel, dct:title, zp:sourceText, zp:fileDigest, zp:report,
    zp:layout, zp:evidence,
    zp:numbering, zp:hasTarget, zp:position))
  OPTIONAL {{ ?o rdfs:label ?label }}
}} ORDER BY ?p ?label ?o
"""
_SECTIONS = """
SELECT ?s ?path ?heading ?parent (MIN(?from) AS ?start) {{
  ?s a zp:Section ; zp:inDocument {plan} ; rdfs:label ?heading . OPTIONAL {{ ?s zp:path ?path }} OPTIONAL {{ ?s zp:inSection ?parent }}
  OPTIONAL {{ ?s zp:evidence/oa:hasSelector/oa:start ?from }}
}} GROUP BY ?s ?path ?heading ?parent ORDER BY ?start ?path
"""
_TARGETS = "SELECT DISTINCT ?text {{ {plan} zp:hasTarget/rdfs:label ?text }} ORDER BY ?text"
_FIRST = ("documentNumber", "publisher", "issued", "printedOn", "jurisdiction", "recipient", "copiedTo", "interpretedBy", "based_on")


def plan_dossier(zp: Zhengpu, key: str, today: date | None = None) -> PlanDossier | None:
    """The dossier of a plan by its id, IRI or number; None if there is none."""
    entry = zp.document(key)
    if entry is None:
        return None
    plan = iri_text(entry.iri)
    tasks = zp.oversight.docket(today, DocketScope(document=entry.iri)).items
    targets = tuple(str(text) for (text,) in zp.store.query(_TARGETS.format(plan=plan)))
    homes = _homes(zp, plan)
    outline, loose = _outline(list(zp.store.query(_SECTIONS.format(plan=plan))), tasks, homes)
    return PlanDossier(entry, _head(zp, plan), zp.report(key) or {}, targets, outline, loose, tasks)


def _head(zp: Zhengpu, plan: str) -> tuple[HeadMatter, ...]:
    values: defaultdict[str, list[tuple[str, Iri | None]]] = defaultdict(list)
    for relation, value, label in zp.store.query(_HEAD.format(plan=plan)):
        thing = Iri(str(value)) if label is not None else None
        text = str(label) if label is not None else date_text(value.isoformat()) if isinstance(value, date) else str(value)
        if thing is not None or not str(value).startswith(zp.store.names.base):
            values[str(relation)].append((text, thing))

    def order(relation: str) -> tuple[int, str]:
        name = relation.replace("#", "/").rsplit("/", 1)[-1]
        return (_FIRST.index(name) if name in _FIRST else len(_FIRST), relation)

    return tuple(HeadMatter(zp.ontology_label(relation), tuple(dict.fromkeys(values[relation]))) for relation in sorted(values, key=order))


def _homes(zp: Zhengpu, plan: str) -> dict[Iri, str]:
    rows = zp.store.query(f"SELECT ?t ?s {{ ?t a zp:Task ; zp:inDocument {plan} ; zp:inSection ?s }}")
    return {Iri(str(task)): str(section) for task, section in rows}


def _outline(
    rows: list[tuple[Cell, ...]], tasks: tuple[DocketItem, ...], homes: dict[Iri, str]
) -> tuple[tuple[OutlinePart, ...], tuple[DocketItem, ...]]:
    held: defaultdict[str, list[DocketItem]] = defaultdict(list)
    for task in tasks:
        held[homes.get(task.task, "")].append(task)
    inside: defaultdict[str, list[tuple[Cell, ...]]] = defaultdict(list)
    for row in rows:
        inside["" if row[3] is None else str(row[3])].append(row)

    def part(row: tuple[Cell, ...], above: frozenset[str]) -> OutlinePart:
        section, path, heading, _, start = row
        here = str(section)
        below = tuple(part(one, above | {here}) for one in inside[here]) if here not in above else ()
        return OutlinePart(
            "" if path is None else str(path), str(heading), start if isinstance(start, int) else None, tuple(held[here]), below
        )

    known = {str(row[0]) for row in rows}
    return tuple(part(row, frozenset()) for row in inside[""]), tuple(task for task in tasks if homes.get(task.task, "") not in known)
