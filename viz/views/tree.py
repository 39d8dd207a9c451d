"""A plan as a tree: document, sections, tasks, with the units of each task."""

from __future__ import annotations

from dataclasses import dataclass

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import local
from zhengpu.graph.store import Store
from zhengpu.viz.things import Thing, Where, document_choices, find_document, integer, relation_labels, said, scope, text, things
from zhengpu.viz.view import Edge, Node, Parameter, Plain, View, ViewKind
from zhengpu.viz.views.roles import roles

__all__ = ["CHART", "view"]

_PLACES = """SELECT DISTINCT ?part ?document ?path ?position ?section ?group ?home ?start ?end ?quote WHERE {{
  VALUES ?kind {{ zp:Section zp:Task }} ?part a ?kind ; zp:inDocument ?document . {scope}
  OPTIONAL {{ ?part zp:path ?path }} OPTIONAL {{ ?part zp:position ?position }}
  OPTIONAL {{ ?part zp:inSection ?section }} OPTIONAL {{ ?part zp:workGroup ?group }}
  OPTIONAL {{ ?part a ?kind ; zp:inDocument ?document . {scope} ?part zp:evidence ?e . ?e oa:hasSource ?home ; oa:hasSelector ?at, ?quoted .
              ?at oa:start ?start ; oa:end ?end . ?quoted oa:exact ?quote }}
}} ORDER BY ?document ?part ?start"""


@dataclass(frozen=True, slots=True)
class _Part:
    """Where a section or task stands."""

    document: Iri
    path: str
    position: int | None
    section: Iri
    group: Iri
    where: Where


def view(store: Store, *, document: str = "") -> View:
    """Documents, sections and tasks from the top down (edges lead from the part to the whole), and who does each task."""
    chosen = find_document(store, document)
    parts: dict[Iri, _Part] = {}
    for part, home, path, position, section, group, *place in store.query(_PLACES.format(scope=scope(chosen, "?part"))):
        iri = Iri(text(part))
        if iri not in parts:
            where = (said(*place),) if place[0] is not None else ()
            parts[iri] = _Part(Iri(text(home)), text(path), integer(position), Iri(text(section)), Iri(text(group)), where)
    held = roles(store, chosen)
    named = {iri for part in parts.values() for iri in (part.document, part.group) if iri}
    known = things(store, {*parts, *named, *(unit for _, unit, _ in held)} | ({chosen} if chosen else set(store.documents())))
    ordered = sorted(
        (iri for iri in known if iri not in parts or known[iri].kind in ("Section", "Task")), key=lambda iri: _order(known[iri], parts)
    )
    keys = {iri: f"n{index}" for index, iri in enumerate(ordered)}
    nodes = tuple(Node(key, known[iri].label, known[iri].kind, iri, _properties(known[iri], parts.get(iri))) for iri, key in keys.items())
    labels = relation_labels()

    def edge(source: Iri, relation: str, target: Iri, where: Where) -> Edge:
        return Edge(keys[source], keys[target], relation, labels.get(relation, relation), evidence=where)

    within = [
        edge(iri, "inSection", parts[iri].section, parts[iri].where)
        if parts[iri].section in keys
        else edge(iri, "inDocument", parts[iri].document, parts[iri].where)
        for iri in ordered
        if iri in parts and parts[iri].document in keys
    ]
    groups = [edge(iri, "workGroup", part.group, part.where) for iri, part in parts.items() if iri in keys and part.group in keys]
    doing = [edge(unit, local(role), task, where) for (task, unit, role), where in held.items() if unit in keys and task in keys]
    count = {kind: sum(node.kind == kind for node in nodes) for kind in ("Document", "Section", "Task")}
    return View(
        name="tree",
        title="计划目录",
        caption=f"{count['Document']}份文件、{count['Section']}个部分、{count['Task']}项任务。",
        nodes=nodes,
        edges=tuple(within + groups + doing),
        parameters={"document": document} if document else {},
        choices=document_choices(store, chosen),
    )


_KINDS = ("Document", "Section", "Task")


def _order(thing: Thing, parts: dict[Iri, _Part]) -> tuple[int, int, int, str, str]:
    """Documents, then sections and tasks as they stand in the text, then units by name."""
    part = parts.get(thing.iri)
    start = part.where[0][1].span.start if part and part.where else 0
    position = part.position if part and part.position is not None else start
    return (_KINDS.index(thing.kind) if thing.kind in _KINDS else len(_KINDS), position, thing.number or 0, thing.label, thing.iri)


def _properties(thing: Thing, part: _Part | None) -> dict[str, Plain]:
    ordinal = part.path.rsplit("/", 1)[-1] if part and part.path else None
    return {name: value for name, value in (("number", thing.number), ("ordinal", ordinal)) if value is not None}


CHART = ViewKind(
    name="tree",
    title="计划目录",
    about="文件、部分、任务的层级，每项任务由谁承担",
    parameters=(Parameter("document", "文件（编号、文号或标题）"),),
    view=view,
)
