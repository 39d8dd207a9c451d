"""Which units work together: an edge for each pair that shares a task, as wide as the tasks it shares."""

from __future__ import annotations

from zhengpu.graph.facts import Evidence, Iri
from zhengpu.graph.store import Store
from zhengpu.viz.layout import positions
from zhengpu.viz.things import SELECTORS, Where, document_choices, find_document, integer, said, scope, text, things
from zhengpu.viz.view import Edge, Node, NodeGroup, Parameter, View, ViewKind

__all__ = ["CHART", "view"]

_PARTS = """SELECT DISTINCT ?unit ?task ?number ?label ?document ?start ?end ?quote WHERE {{
  ?task zp:responsibility ?held ; rdfs:label ?label . {scope}
  ?held prov:agent ?unit .
  OPTIONAL {{ ?task zp:number ?number }}
  OPTIONAL {{ ?task zp:responsibility ?held . {scope} ?held zp:evidence ?e . {selectors} }}
}} ORDER BY ?unit ?task ?start"""


def view(store: Store, *, document: str = "") -> View:
    """Units that take part in tasks (of one document or of all); communities and load from `graph.network`."""
    from zhengpu.graph.network import communities, cooperation, measures  # networkx costs a third of a second

    chosen = find_document(store, document)
    parts: dict[tuple[Iri, Iri], Where] = {}
    tasks: dict[Iri, str] = {}
    for unit, task, number, label, *place in store.query(_PARTS.format(scope=scope(chosen), selectors=SELECTORS)):
        pair = (Iri(text(unit)), Iri(text(task)))
        parts[pair] = parts.get(pair, ()) + ((said(*place),) if place[0] is not None else ())
        tasks[pair[1]] = f"{number}. {text(label)}" if integer(number) is not None else text(label)
    network = cooperation(parts)
    found = measures(network)
    units = things(store, network.nodes)
    order = sorted(units, key=lambda iri: (-found[iri].load, units[iri].label, iri))
    keys = {iri: f"u{index}" for index, iri in enumerate(order)}
    groups = tuple(
        NodeGroup(f"g{index}", f"第{index + 1}组", tuple(sorted((keys[iri] for iri in members if iri in keys), key=lambda k: int(k[1:]))))
        for index, members in enumerate(communities(network))
    )
    pairs = [(one, other, data["tasks"]) for one, other, data in network.edges(data=True) if one in keys and other in keys]
    places = positions(
        {keys[iri]: float(found[iri].load) for iri in order},
        [(keys[one], keys[other], float(len(shared))) for one, other, shared in pairs],
        [group.members for group in groups],
    )
    nodes = tuple(
        Node(
            keys[iri],
            units[iri].label,
            units[iri].kind,
            iri,
            {
                "tasks": found[iri].load,
                "partners": found[iri].partners,
                "shared": found[iri].shared,
                "between": found[iri].between,
                "community": found[iri].community,
                "x": places[keys[iri]][0],
                "y": places[keys[iri]][1],
            },
        )
        for iri in order
    )
    edges = tuple(
        Edge(
            keys[one],
            keys[other],
            "cooperation",
            "、".join(tasks[task] for task in sorted(shared, key=lambda task: _numbered(tasks[task]))),
            weight=float(len(shared)),
            evidence=_both(parts, one, other, shared),
        )
        for one, other, shared in sorted(pairs, key=lambda pair: (-len(pair[2]), keys[pair[0]], keys[pair[1]]))
    )
    heaviest = f"共同任务最多的一对：{_pair(edges[0], nodes)}，{edges[0].weight:.0f}项。" if edges else ""
    return View(
        name="cooperation",
        title="协作网络",
        caption=f"{len(nodes)}个单位、{len(edges)}对协作，分成{len(groups)}组；线越粗共同任务越多，圆越大任务越多。{heaviest}",
        nodes=nodes,
        edges=edges,
        parameters={"document": document} if document else {},
        groups=groups,
        choices=document_choices(store, chosen),
    )


def _numbered(label: str) -> tuple[int, str]:
    head = label.partition(".")[0]
    return (int(head) if head.isdecimal() else 1_000_000, label)


def _both(parts: dict[tuple[Iri, Iri], Where], one: Iri, other: Iri, shared: tuple[Iri, ...]) -> Where:
    """The places that name both units for a shared task, each once."""
    places: dict[tuple[Iri, Evidence], None] = {}
    for task in shared:
        for unit in (one, other):
            places |= dict.fromkeys(parts[unit, task])
    return tuple(sorted(places, key=lambda place: (place[0], place[1].span)))


def _pair(edge: Edge, nodes: tuple[Node, ...]) -> str:
    labels = {node.key: node.label for node in nodes}
    return f"{labels[edge.source]}与{labels[edge.target]}"


CHART = ViewKind(
    name="cooperation",
    title="协作网络",
    about="单位之间的共同任务、分组和任务量",
    parameters=(Parameter("document", "文件（编号、文号或标题）"),),
    view=view,
)
