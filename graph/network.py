"""The graph as a network of units: who shares tasks with whom, in which communities, with what load (networkx)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from zhengpu.graph.facts import Iri

__all__ = ["Measures", "communities", "cooperation", "measures"]


@dataclass(frozen=True, slots=True)
class Measures:
    """What the network says about one unit.

    `load` counts its tasks, `partners` the units it shares one with, `shared` all sharings, `between` how often it lies on the
    shortest way between two others (0 … 1); `community` is the number of its community (0 is the largest).
    """

    load: int
    partners: int
    shared: int
    between: float
    community: int


def cooperation(parts: Iterable[tuple[Iri, Iri]]) -> nx.Graph:
    """The projection of (unit, task) pairs onto the units: an edge for each pair that shares a task.

    Nodes carry `tasks`, edges `tasks` (the shared ones, sorted) and `weight` (how many). A unit without partners stays a node.

    >>> cooperation([(Iri("u:a"), Iri("t:1")), (Iri("u:b"), Iri("t:1")), (Iri("u:b"), Iri("t:2"))]).edges(data="weight")
    EdgeDataView([('u:a', 'u:b', 1)])
    """
    held: defaultdict[Iri, set[Iri]] = defaultdict(set)
    doing: defaultdict[Iri, set[Iri]] = defaultdict(set)
    for unit, task in parts:
        held[unit].add(task)
        doing[task].add(unit)
    network = nx.Graph()
    for unit in sorted(held):
        network.add_node(unit, tasks=tuple(sorted(held[unit])))
    shared: defaultdict[tuple[Iri, Iri], list[Iri]] = defaultdict(list)
    for task in sorted(doing):
        for pair in combinations(sorted(doing[task]), 2):
            shared[pair].append(task)
    for (one, other), tasks in sorted(shared.items()):
        network.add_edge(one, other, tasks=tuple(tasks), weight=len(tasks))
    return network


def communities(network: nx.Graph, seed: int = 7) -> tuple[tuple[Iri, ...], ...]:
    """Louvain communities by shared tasks, the largest first, members sorted; the same on every run."""
    found = nx.community.louvain_communities(network, weight="weight", seed=seed) if network.number_of_nodes() else []
    return tuple(sorted((tuple(sorted(members)) for members in found), key=lambda members: (-len(members), members)))


def measures(network: nx.Graph, sampled: int = 200) -> Mapping[Iri, Measures]:
    """The measures of every unit. Above `sampled` units betweenness is estimated from that many of them (seeded)."""
    community = {unit: index for index, members in enumerate(communities(network)) for unit in members}
    size = network.number_of_nodes()
    between = nx.betweenness_centrality(network, k=min(size, sampled), seed=7) if size else {}
    shared = dict(network.degree(weight="weight"))
    return {
        unit: Measures(
            load=len(data["tasks"]),
            partners=network.degree(unit),
            shared=int(shared[unit]),
            between=round(between[unit], 4),
            community=community[unit],
        )
        for unit, data in network.nodes(data=True)
    }
