"""What the templates of tree, targets and comparison walk through: children, cards, sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from viz.style import Style
from viz.timeline import Timeline, timeline
from viz.view import Edge, Group, Node, View

__all__ = ["Board", "Comparison", "Tree", "board", "comparison", "tree"]

_WITHIN = ("inSection", "inDocument")


@dataclass(frozen=True, slots=True)
class Tree:
    """Roots, children by key, how many tasks hang below each, and the edges (with their place in the view) to mark on a row."""

    roots: tuple[Node, ...]
    children: Mapping[str, list[Node]]
    sizes: Mapping[str, int]
    marks: Mapping[str, list[tuple[int, Edge]]]


@dataclass(frozen=True, slots=True)
class Board:
    """The line of dates, and (place of the edge, edge from the owner, target) for each card."""

    line: Timeline | None
    cards: tuple[tuple[int, Edge, Node], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two documents, then (title, group, rows); a row is a thing and its edge from each document or None."""

    sides: tuple[Node, ...]
    most: float
    parts: tuple[tuple[str, Group, list[tuple[Node, list[tuple[int, Edge] | None]]]], ...]


def tree(view: View) -> Tree:
    """The tree that the edges of a `tree` view describe."""
    nodes = {node.key: node for node in view.nodes}
    parent = {edge.source: edge.target for edge in view.edges if edge.relation in _WITHIN}
    children: defaultdict[str, list[Node]] = defaultdict(list)
    sizes: defaultdict[str, int] = defaultdict(int)
    for node in view.nodes:
        if node.key in parent:
            children[parent[node.key]].append(node)
        seen, above = set(), parent.get(node.key) if node.kind == "Task" else None
        while above is not None and above not in seen:
            seen.add(above)
            sizes[above] += 1
            above = parent.get(above)
    marks: defaultdict[str, list[tuple[int, Edge]]] = defaultdict(list)
    for place, edge in enumerate(view.edges):
        if edge.relation not in _WITHIN:
            marks[edge.source if edge.relation == "workGroup" else edge.target].append((place, edge))
    roots = tuple(node for key, node in nodes.items() if key not in parent and node.kind in ("Document", "Section", "Task"))
    return Tree(roots, children, sizes, marks)


def board(view: View) -> Board:
    """The cards of a `targets` view in the order of its nodes."""
    nodes = {node.key: node for node in view.nodes}
    edges = ((place, edge) for place, edge in enumerate(view.edges) if edge.relation == "hasTarget")
    return Board(timeline(view.groups), tuple((place, edge, nodes[edge.target]) for place, edge in edges))


def comparison(view: View, style: Style) -> Comparison:
    """The rows of a `compare` view, by aspect and by who has them."""
    nodes = {node.key: node for node in view.nodes}
    sides = view.of_kind("Document")[:2]
    edges = {(edge.source, edge.target, edge.relation): (place, edge) for place, edge in enumerate(view.edges)}
    parts = []
    for group in view.groups:
        aspect = group.parent or ""
        rows = [(nodes[key], [edges.get((side.key, key, aspect)) for side in sides]) for key in group.members]
        kinds = dict.fromkeys(style.kind(node.kind).label for node, _ in rows)
        parts.append(("、".join(kinds), group, rows))
    return Comparison(sides, max((edge.weight for edge in view.edges), default=1.0), tuple(parts))
