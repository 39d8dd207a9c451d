"""What the templates of tree, targets and comparison walk through: children, cards, sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from zhengpu.graph.dates import date_text
from zhengpu.viz.style import Style
from zhengpu.viz.timeline import Timeline, timeline
from zhengpu.viz.view import Edge, Node, NodeGroup, View

__all__ = ["WITHIN", "Board", "Comparison", "Due", "Matrix", "Tree", "board", "comparison", "matrix", "tree"]

_CELLS = 150_000
"""A matrix of more cells than this no longer scrolls: only its first columns are drawn, and the page says so."""

_FEWEST_COLUMNS = 50

WITHIN = ("inSection", "inDocument")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows and columns, the marks of each cell as (place in the view, edge), and the heads over several columns.

    `edges` are the keys of the tasks before which a section begins; `hidden` counts the columns that are not drawn.
    """

    units: tuple[Node, ...]
    tasks: tuple[Node, ...]
    cells: Mapping[tuple[str, str], list[tuple[int, Edge]]]
    documents: tuple[tuple[NodeGroup, int], ...]
    sections: tuple[tuple[NodeGroup, int], ...]
    edges: frozenset[str]
    hidden: int


@dataclass(frozen=True, slots=True)
class Tree:
    """Roots, children by key, how many tasks hang below each, and the edges (with their place in the view) to mark on a row."""

    roots: tuple[Node, ...]
    children: Mapping[str, list[Node]]
    sizes: Mapping[str, int]
    marks: Mapping[str, list[tuple[int, Edge]]]


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due together: (place of the edge, edge from the owner, target) for each target, then tasks without a target.

    `label` is empty for what has no deadline.
    """

    label: str
    cards: tuple[tuple[int, Edge, Node], ...]
    tasks: tuple[Node, ...]

    def __len__(self) -> int:
        return len(self.cards) + len(self.tasks)


@dataclass(frozen=True, slots=True)
class Board:
    """The line of dates, and what is due on each: dates first, then deadlines in words, at last what has none."""

    line: Timeline | None
    parts: tuple[Due, ...]

    def __len__(self) -> int:
        return sum(map(len, self.parts))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two documents, then (title, group, rows); a row is a thing and its edge from each document or None."""

    sides: tuple[Node, ...]
    most: float
    parts: tuple[tuple[str, NodeGroup, list[tuple[Node, list[tuple[int, Edge] | None]]]], ...]


def matrix(view: View) -> Matrix:
    """The cells of a `matrix` view, as many columns as a browser scrolls well."""
    units, every = view.of_kind("Unit", "UnitGroup"), view.of_kind("Task")
    tasks = every[: max(_CELLS // max(len(units), 1), _FEWEST_COLUMNS)]
    cells: defaultdict[tuple[str, str], list[tuple[int, Edge]]] = defaultdict(list)
    for place, edge in enumerate(view.edges):
        cells[edge.source, edge.target].append((place, edge))
    shown = {task.key for task in tasks}
    spans = [(group, sum(key in shown for key in group.members)) for group in view.groups]
    documents = tuple((group, span) for group, span in spans if span and group.parent is None)
    sections = tuple((group, span) for group, span in spans if span and group.parent is not None)
    begins = frozenset(group.members[0] for group, _ in sections)
    return Matrix(units, tasks, cells, documents, sections, begins, len(every) - len(tasks))


def tree(view: View) -> Tree:
    """The tree that the edges of a `tree` view describe."""
    nodes = {node.key: node for node in view.nodes}
    parent = {edge.source: edge.target for edge in view.edges if edge.relation in WITHIN}
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
        if edge.relation not in WITHIN:
            marks[edge.source if edge.relation == "workGroup" else edge.target].append((place, edge))
    roots = tuple(node for key, node in nodes.items() if key not in parent and node.kind in ("Document", "Section", "Task"))
    return Tree(roots, children, sizes, marks)


def board(view: View) -> Board:
    """The cards of a `targets` view by deadline, in the order of its nodes."""
    nodes = {node.key: node for node in view.nodes}
    edges = [(place, edge) for place, edge in enumerate(view.edges) if edge.relation == "hasTarget"]
    owners = {edge.source for _, edge in edges}
    cards: defaultdict[str, list[tuple[int, Edge, Node]]] = defaultdict(list)
    tasks: defaultdict[str, list[Node]] = defaultdict(list)
    for place, edge in edges:
        cards[_deadline(nodes[edge.target])].append((place, edge, nodes[edge.target]))
    for node in view.of_kind("Task"):
        if _deadline(node) and node.key not in owners:
            tasks[_deadline(node)].append(node)
    days = sorted({*cards, *tasks}, key=lambda day: (not day, not day[:1].isdigit(), day))
    return Board(timeline(view.groups), tuple(Due(date_text(day), tuple(cards[day]), tuple(tasks[day])) for day in days))


def _deadline(node: Node) -> str:
    return str(node.properties.get("deadline") or "")


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
