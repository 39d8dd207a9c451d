"""A picture before any HTML: nodes, edges, groups, and the evidence behind each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from zhengpu.graph.facts import Evidence, Iri
from zhengpu.graph.store import Store

__all__ = ["Edge", "Json", "Node", "NodeGroup", "Parameter", "ParameterChoice", "Plain", "Reserve", "View", "ViewKind", "as_json"]

Plain = str | int | float | bool | None
"""What a property of a node may hold."""

Json = Mapping[str, "Json"] | list["Json"] | str | int | float | bool | None
"""A value as JSON has it."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in a view. `key` is a short stable id made by the view (never document text); `kind` a kind of the ontology."""

    key: str
    label: str
    kind: str
    iri: Iri | None = None
    properties: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """One relation between two nodes; parallel relations are separate edges. `relation` is a local name of the ontology."""

    source: str
    target: str
    relation: str
    label: str
    weight: float = 1.0
    evidence: tuple[tuple[Iri, Evidence], ...] = ()
    """(document, evidence) pairs."""


@dataclass(frozen=True, slots=True)
class NodeGroup:
    """Nodes that stand together: a section's tasks, a community of units, a column. `parent` is the key of another group."""

    key: str
    label: str
    members: tuple[str, ...]
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ParameterChoice:
    """One value a reader may choose for a parameter of the view that is shown."""

    parameter: str
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Reserve:
    """What a page without a server can still show: more nodes and edges than are drawn.

    `ways` tells for each node, drawn or not, the places of its edges (counted through the view's, then these) in the order of showing.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    ways: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class View:
    """What a page draws. `title` and `caption` are Chinese sentences; `more` counts what a limit left out."""

    name: str
    title: str
    caption: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    more: int = 0
    parameters: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[NodeGroup, ...] = ()
    choices: tuple[ParameterChoice, ...] = ()
    reserve: Reserve | None = None

    def of_kind(self, *kinds: str) -> tuple[Node, ...]:
        """The nodes of these kinds, in order.

        >>> View("matrix", "", "", (Node("u0", "县文旅局", "Unit"), Node("t0", "培育热点", "Task")), ()).of_kind("Unit")[0].label
        '县文旅局'
        """
        return tuple(node for node in self.nodes if node.kind in kinds)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a view, as it stands in an address or behind an option."""

    name: str
    title: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class ViewKind:
    """A kind of view: its name in addresses, its Chinese title, what it takes, and the function that makes it.

    `portable` adds to a view what a page without a server needs to do the same.
    """

    name: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    view: Callable[..., View]
    portable: Callable[[Store, View], View] | None = None


def as_json(view: View) -> dict[str, Json]:
    """The view for programs: nodes and edges with their evidence. Edges and groups name nodes by `id`; `document` is a stable id.

    >>> as_json(View("tree", "目录", "空", (), ()))["nodes"]
    []
    """
    return {
        "name": view.name,
        "title": view.title,
        "caption": view.caption,
        "parameters": dict(view.parameters),
        "more": view.more,
        "nodes": [_node(node) for node in view.nodes],
        "edges": [_edge(edge) for edge in view.edges],
        "groups": [{"id": g.key, "label": g.label, "members": list(g.members), "parent": g.parent} for g in view.groups],
        "choices": [{"parameter": c.parameter, "value": c.value, "label": c.label, "chosen": c.chosen} for c in view.choices],
        **({"reserve": _reserve(view.reserve)} if view.reserve else {}),
    }


def _reserve(kept: Reserve) -> Json:
    return {"nodes": [_node(node) for node in kept.nodes], "edges": [_edge(edge) for edge in kept.edges]}


def _node(node: Node) -> Json:
    return {"id": node.key, "label": node.label, "kind": node.kind, "iri": node.iri, "properties": dict(node.properties)}


def _edge(edge: Edge) -> Json:
    return {
        "source": edge.source,
        "target": edge.target,
        "relation": edge.relation,
        "label": edge.label,
        "weight": edge.weight,
        "evidence": [
            {"document": document.rsplit("/", 1)[-1], "quote": said.quote, "start": said.span.start, "end": said.span.end}
            for document, said in edge.evidence
        ],
    }
