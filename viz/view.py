"""A picture before any HTML: nodes, edges, cells, and the evidence behind each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.facts import Evidence, Iri

__all__ = ["Edge", "Node", "View"]


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in a view. `key` is a short stable id made by the view (never document text); `kind` a kind of the ontology."""

    key: str
    label: str
    kind: str
    iri: Iri | None = None
    properties: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)


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
class View:
    """What a page draws. `title` and `caption` are Chinese sentences; `more` counts what a limit left out."""

    name: str
    title: str
    caption: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    more: int = 0
    parameters: Mapping[str, str] = field(default_factory=dict)
