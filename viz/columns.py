"""Boxes in columns and the curves between them: the places of everything in a picture that does not move."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhengpu.viz.view import Edge, Node, View

__all__ = ["MEASURES", "Box", "Columns", "Curve", "box_width", "clip", "columns", "shown", "width"]

_EM = 14
_HEIGHT, _GAP = 32, 9
_BETWEEN = 150
_MARGIN = 26
_LOWEST = 220
MEASURES = (_HEIGHT, _GAP, _BETWEEN, _MARGIN, _LOWEST)
"""Height of a box, gap below, room between columns, margin, how low a column may begin: for a script that draws the same."""

_WIDEST = 24.0
"""Labels are cut after so many ems; the whole label stands in the panel and the table."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its place. `index` is its place in the view; `left` tells on which side it grows."""

    node: Node
    index: int
    x: float
    y: float
    width: float
    height: float
    text: str
    left: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """An edge as an SVG path with the place of its label; `index` is its place in the view."""

    edge: Edge
    index: int
    path: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Columns:
    """A whole picture."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]
    heads: tuple[tuple[float, str], ...]


def width(text: str) -> float:
    """How many ems a text takes, about.

    >>> width("县ab")
    2.16
    """
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.0 if unicodedata.category(c) in ("Mn", "Cf") else 0.58 for c in text)


def box_width(text: str) -> float:
    """How wide the box of a text is, in pixels.

    >>> box_width("县局")
    52.0
    """
    return width(text) * _EM + 24


def clip(text: str, most: float = _WIDEST) -> str:
    """The text, cut to `most` ems with an ellipsis.

    >>> clip("全面落实服务业普惠性纾困扶持措施", 6.0)
    '全面落实服…'
    """
    longest = int(most * 3)  # a label of signs without width is cut as well
    if len(text) <= longest and width(text) <= most:
        return text
    room = most - 1.0
    for place, c in enumerate(text[:longest]):
        room -= width(c)
        if room < 0:
            return text[:place] + "…"
    return text[:longest] + "…"


def shown(node: Node, most: float = _WIDEST) -> str:
    """The label of a node as a picture writes it: a task with its printed number."""
    number = node.properties.get("number")
    return clip(f"{number}. {node.label}" if number is not None else node.label or "（无名）", most)


def columns(view: View) -> Columns:
    """Columns are the view's groups that have no parent, left to right; what has more neighbours to the left stands nearer to them."""
    nodes = {node.key: node for node in view.nodes}
    index = {node.key: place for place, node in enumerate(view.nodes)}
    groups = [group for group in view.groups if group.parent is None and group.members]
    texts = {key: shown(node) for key, node in nodes.items()}
    centre = next((i for i, g in enumerate(groups) if any(nodes[k].properties.get("centre") for k in g.members)), 0)
    head = 34.0 if any(group.label for group in groups) else 0.0
    tallest = max((len(group.members) for group in groups), default=0)
    high = tallest * (_HEIGHT + _GAP)
    boxes: dict[str, Box] = {}
    heads: list[tuple[float, str]] = []
    x = float(_MARGIN)
    for place, group in enumerate(groups):
        wide = max(box_width(texts[key]) for key in group.members)
        # In the middle of the others, but never so low that the first screen does not show it.
        top = _MARGIN + head + min((high - len(group.members) * (_HEIGHT + _GAP)) / 2, _LOWEST)
        heads.append((x, group.label))
        for row, key in enumerate(group.members):
            boxes[key] = Box(
                nodes[key],
                index[key],
                round(x, 1),
                round(top + row * (_HEIGHT + _GAP), 1),
                round(wide, 1),
                _HEIGHT,
                texts[key],
                place < centre,
            )
        x += wide + _BETWEEN
    curves = _curves(view.edges, boxes)
    return Columns(round(x - _BETWEEN + _MARGIN * 2, 1), round(high + head + 2 * _MARGIN, 1), tuple(boxes.values()), curves, tuple(heads))


def _curves(edges: Sequence[Edge], boxes: Mapping[str, Box]) -> tuple[Curve, ...]:
    parallel: defaultdict[frozenset[str], list[int]] = defaultdict(list)
    for place, edge in enumerate(edges):
        parallel[frozenset((edge.source, edge.target))].append(place)
    busy = Counter(end for edge in edges for end in (edge.source, edge.target))
    curves = []
    for place, edge in enumerate(edges):
        if edge.source not in boxes or edge.target not in boxes:
            continue
        siblings = parallel[frozenset((edge.source, edge.target))]
        # Parallel relations run side by side, never merged.
        shift = (siblings.index(place) - (len(siblings) - 1) / 2) * 7
        one, other = boxes[edge.source], boxes[edge.target]
        # The label stands where lines lie apart: at the end that fewer of them share.
        quiet, away = (other, one) if busy[edge.target] <= busy[edge.source] else (one, other)
        rightwards = quiet.x < away.x or abs(quiet.x - away.x) < 1
        x = quiet.x + quiet.width + 16 if rightwards else quiet.x - 16
        # Above a line that comes from below, under one that comes from above: the line never crosses it.
        y = quiet.y + quiet.height / 2 + shift + (13 if quiet.y > away.y + 1 else -4)
        path = _path(one, other, shift)
        curves.append(Curve(edge, place, path, round(x, 1), round(y, 1), "start" if rightwards else "end"))
    return tuple(curves)


def _path(one: Box, other: Box, shift: float) -> str:
    y1, y2 = one.y + one.height / 2 + shift, other.y + other.height / 2 + shift
    if abs(one.x - other.x) < 1:  # the same column: an arc on the outer side
        x = max(one.x + one.width, other.x + other.width)
        bow = x + 40 + abs(y2 - y1) * 0.12
        return f"M{one.x + one.width:.0f} {y1:.0f}C{bow:.0f} {y1:.0f} {bow:.0f} {y2:.0f} {other.x + other.width + 5:.0f} {y2:.0f}"
    if one.x < other.x:
        x1, x2 = one.x + one.width, other.x - 5
    else:
        x1, x2 = one.x, other.x + other.width + 5
    middle = (x1 + x2) / 2
    return f"M{x1:.0f} {y1:.0f}C{middle:.0f} {y1:.0f} {middle:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"
