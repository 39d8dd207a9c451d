"""Who does what: units in rows, tasks in columns, a mark for each role."""

from __future__ import annotations

from collections import Counter

from zhengpu.graph.errors import UsageError
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import local
from zhengpu.graph.store import Store
from zhengpu.viz.things import document_choices, find_document, integer, relation_labels, scope, text, things
from zhengpu.viz.view import Edge, Node, NodeGroup, Parameter, ParameterChoice, View, ViewKind
from zhengpu.viz.views.roles import roles

__all__ = ["CHART", "ORDERS", "view"]

ORDERS = {"load": "按任务数", "first": "按出现先后", "name": "按名称"}

_TASKS = """SELECT DISTINCT ?task ?document ?number ?label ?section ?path ?heading ?position WHERE {{
  ?task a zp:Task ; zp:inDocument ?document ; zp:number ?number ; rdfs:label ?label . {scope}
  OPTIONAL {{ ?task zp:inSection ?section . ?section zp:path ?path ; rdfs:label ?heading }}
  OPTIONAL {{ ?task zp:position ?position }}
}} ORDER BY ?document ?position ?number ?task"""


def view(store: Store, *, document: str = "", sort: str = "load") -> View:
    """Every role of every unit in every task (of one document or of all). Columns are grouped by section."""
    if sort not in ORDERS:
        raise UsageError(f"矩阵不能按“{sort[:40]}”排序", f"可选的是 {'、'.join(ORDERS)}", "请改写 sort")
    chosen = find_document(store, document)
    tasks, groups = _tasks(store, chosen)
    held = roles(store, chosen)
    units = things(store, {unit for _, unit, _ in held})
    load = Counter(unit for unit, _ in {(unit, task) for task, unit, _ in held})
    position = {iri: index for index, iri in enumerate(tasks)}
    first: dict[Iri, int] = {}
    for task, unit, _ in held:
        first[unit] = min(first.get(unit, len(position)), position.get(task, len(position)))
    names = {"load": lambda u: (-load[u], first[u], u), "first": lambda u: (first[u], u), "name": lambda u: (units[u].label, u)}
    rows = sorted(units, key=names[sort])
    keys = {iri: f"u{index}" for index, iri in enumerate(rows)}
    people = tuple(Node(keys[iri], units[iri].label, units[iri].kind, iri, {"tasks": load[iri]}) for iri in rows)
    labels = relation_labels()
    edges = tuple(
        Edge(keys[unit], tasks[task].key, local(role), labels.get(local(role), local(role)), evidence=where)
        for (task, unit, role), where in held.items()
        if unit in keys and task in tasks
    )
    return View(
        name="matrix",
        title="责任矩阵",
        caption=f"{len(people)}个单位、{len(tasks)}项任务、{len(edges)}处分工。",
        nodes=people + tuple(tasks.values()),
        edges=edges,
        parameters={name: value for name, value in (("document", document), ("sort", sort)) if value},
        groups=groups,
        choices=document_choices(store, chosen)
        + tuple(ParameterChoice("sort", value, label, value == sort) for value, label in ORDERS.items()),
    )


def _tasks(store: Store, document: Iri | None) -> tuple[dict[Iri, Node], tuple[NodeGroup, ...]]:
    """Task nodes by IRI in printed order, and as groups their documents and, in each, the runs of tasks of one section."""
    found: dict[Iri, Node] = {}
    runs: list[tuple[str, str, str, list[str]]] = []
    for task, home, number, label, section, path, heading, _ in store.query(_TASKS.format(scope=scope(document))):
        iri = Iri(text(task))
        if iri in found:
            continue
        found[iri] = Node(f"t{len(found)}", text(label), "Task", iri, {"number": integer(number), "section": text(path)})
        if not runs or runs[-1][:2] != (text(home), text(section)):
            runs.append((text(home), text(section), f"{text(path).rsplit('/', 1)[-1]} {text(heading)}".strip(), []))
        runs[-1][3].append(found[iri].key)
    titles = things(store, {Iri(home) for home, _, _, _ in runs})
    homes = {home: f"d{index}" for index, home in enumerate(dict.fromkeys(home for home, _, _, _ in runs))}
    documents = tuple(
        NodeGroup(
            key, titles[Iri(home)].label if Iri(home) in titles else local(home), tuple(k for run in runs if run[0] == home for k in run[3])
        )
        for home, key in homes.items()
    )
    sections = tuple(NodeGroup(f"s{index}", label, tuple(keys), homes[home]) for index, (home, _, label, keys) in enumerate(runs))
    return found, documents + sections


CHART = ViewKind(
    name="matrix",
    title="责任矩阵",
    about="哪个单位在哪项任务里牵头、负责、配合，一格一处分工",
    parameters=(Parameter("document", "文件（编号、文号或标题）"), Parameter("sort", "单位的排法：load、first、name")),
    view=view,
)
