"""A network of nodes as vis-network draws it, built through pyvis; nothing of pyvis' own page is used."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from zhengpu.viz.columns import clip
from zhengpu.viz.style import GROUPS, Style
from zhengpu.viz.view import Node, View

if TYPE_CHECKING:
    from pyvis.network import Network

__all__ = ["DRAWN", "first_threshold", "network", "network_data"]

DRAWN = 2_000
"""Above so many nodes a browser no longer draws the whole: the page keeps all of it and draws what the reader looks for."""

_LINES, _LINES_A_NODE = 100, 5
"""About so many lines a reader can follow."""

_LARGEST, _LEAST_BUSY = 27.0, 20
"""The radius of the busiest, and the tasks a unit must have to be drawn as large as that."""

_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 7},
    "interaction": {"hover": True, "multiselect": False, "keyboard": False, "navigationButtons": False, "zoomSpeed": 0.6},
    "nodes": {"borderWidth": 2, "font": {"size": 19, "face": "sans-serif"}},
    "edges": {"smooth": {"enabled": True, "type": "continuous", "roundness": 0.25}, "selectionWidth": 1.5, "hoverWidth": 1},
}


def network(view: View, style: Style) -> Network:
    """The view as a pyvis `Network`, for the page or a notebook. Ids are places in the view, never document text; no heading.

    The lists are filled at once: `add_node` and `add_edge` search all earlier ones and take minutes for some ten thousand.
    """
    from pyvis.edge import Edge as PyvisEdge  # pyvis starts IPython: half a second only networks need
    from pyvis.network import Network
    from pyvis.node import Node as PyvisNode

    index = {node.key: place for place, node in enumerate(view.nodes)}
    drawn = Network(height="100%", width="100%", cdn_resources="local")
    drawn.set_options(json.dumps(_OPTIONS))
    busiest = max((_tasks(node) for node in view.nodes), default=1)
    for place, node in enumerate(view.nodes):
        drawn.nodes.append(PyvisNode(place, _shape(node), _label(node.label), **_look(node, style, busiest)).options)
    drawn.node_ids = list(range(len(view.nodes)))
    drawn.node_map = {node["id"]: node for node in drawn.nodes}
    heaviest = max((edge.weight for edge in view.edges), default=1.0)
    for place, edge in enumerate(view.edges):
        # Some 1.6 pixels a shared task, less where one pair shares very many.
        width = 1 + 1.6 * (edge.weight - 1) * min(1.0, 9 / heaviest)
        drawn.edges.append(PyvisEdge(index[edge.source], index[edge.target], id=place, width=round(width, 1)).options)
    return drawn


def network_data(view: View, style: Style) -> dict[str, Any]:
    """What the page hands to vis-network: nodes, edges, options, as pyvis gives them."""
    drawn = network(view, style)
    nodes, edges, _, _, _, options = drawn.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options) if isinstance(options, str) else options}


def _label(text: str) -> str:
    """The label in at most two lines of about the same length."""
    cut = clip(text, 20.0)
    half = -(-len(cut) // 2)
    return cut if len(cut) <= 9 else f"{cut[:half]}\n{cut[half:]}"


def _shape(node: Node) -> str:
    return "dot" if node.kind == "Unit" else "diamond"


def _look(node: Node, style: Style, busiest: int) -> dict[str, Any]:
    community = node.properties.get("community")
    colour = GROUPS[community % len(GROUPS)] if isinstance(community, int) else style.kind(node.kind).colour
    # The area tells the tasks; no circle is so large that it covers its neighbours' labels.
    size = 7 + (_LARGEST - 7) * math.sqrt(_tasks(node) / max(busiest, _LEAST_BUSY))
    return {"color": colour, "size": round(size, 1), "x": node.properties.get("x"), "y": node.properties.get("y")}


def _tasks(node: Node) -> int:
    tasks = node.properties.get("tasks")
    return tasks if isinstance(tasks, int) else 1


def first_threshold(view: View) -> int:
    """The fewest shared tasks of the pairs that are drawn at first, so that lines stay apart; the reader can ask for all.

    >>> from zhengpu.viz.view import Edge, View
    >>> pairs = tuple(Edge(f"u{i}", f"u{i + 1}", "cooperation", "", 1.0 + (i < 50)) for i in range(200))
    >>> first_threshold(View("cooperation", "", "", (), pairs)), first_threshold(View("cooperation", "", "", (), pairs[:90]))
    (2, 1)
    """
    weights = sorted((edge.weight for edge in view.edges), reverse=True)
    most = max(_LINES, _LINES_A_NODE * len(view.nodes))
    return 1 if len(weights) <= most else int(min(weights[most] + 1, weights[0]))
