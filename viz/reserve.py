"""What a picture that stands alone keeps in reserve: the neighbours that its next two steps may show, bounded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import local
from zhengpu.graph.ontology import Ontology, load_ontology
from zhengpu.graph.store import Store
from zhengpu.viz.neighbours import in_order, neighbours, other_end
from zhengpu.viz.things import Triple, evidence, relation_labels, things
from zhengpu.viz.view import Edge, Node, Reserve, View

__all__ = ["MOST_NODES", "MOST_RELATIONS", "with_reserve"]

MOST_NODES, MOST_RELATIONS = 600, 3_000
"""A file that stands alone carries no more than this beyond what it shows; it says what it leaves out."""


@dataclass(slots=True)
class _Kept:
    """What is in the file so far; `ways` are the relations of each thing in the order in which a step shows them."""

    drawn: frozenset[Iri]
    nodes: dict[Iri, None] = field(default_factory=dict)
    triples: dict[Triple, None] = field(default_factory=dict)
    ways: dict[Iri, list[Triple]] = field(default_factory=dict)

    def has(self, thing: Iri) -> bool:
        return thing in self.drawn or thing in self.nodes

    def take(self, thing: Iri, triple: Triple) -> bool:
        """Keep a relation and its other end, as long as there is room."""
        other = other_end(triple, thing)
        if triple not in self.triples:
            if len(self.triples) >= MOST_RELATIONS or (not self.has(other) and len(self.nodes) >= MOST_NODES):
                return False
            self.triples[triple] = None
        if not self.has(other):
            self.nodes[other] = None
        return True


def with_reserve(store: Store, view: View, step: int) -> View:
    """The view with its reserve: for each thing that is drawn two steps of its neighbours, for each of those one step more.

    Every node, drawn or in reserve, tells as `near` how many neighbours it has in the graph, whether they are in the file or not.
    """
    ontology = load_ontology()
    shown = {node.iri: node for node in view.nodes if node.iri}
    kept = _Kept(frozenset(shown))
    _learn(store, kept, shown, ontology)
    first = _step(kept, shown, 0, step)
    _learn(store, kept, first, ontology)
    _step(kept, first, 0, step)
    _step(kept, shown, step, 2 * step)
    rest = [thing for thing in kept.nodes if thing not in kept.ways]
    _learn(store, kept, rest, ontology)
    for thing in rest:
        for triple in kept.ways.get(thing, ()):
            if kept.has(other_end(triple, thing)):
                kept.take(thing, triple)
    near = {thing: len({other_end(triple, thing) for triple in triples}) for thing, triples in kept.ways.items()}
    placed = things(store, kept.nodes)
    keys = {iri: node.key for iri, node in shown.items()}
    keys |= {iri: f"n{len(view.nodes) + place}" for place, iri in enumerate(iri for iri in kept.nodes if iri in placed)}
    extra = tuple(
        Node(key, placed[iri].label, placed[iri].kind, iri, {"number": placed[iri].number, "near": near.get(iri, 0)})
        for iri, key in keys.items()
        if iri not in shown
    )
    nodes = tuple(replace(node, properties={**node.properties, "near": near.get(node.iri or Iri(""), 0)}) for node in view.nodes)
    edges, ways = _relations(store, view, kept, keys)
    return replace(view, nodes=nodes, reserve=Reserve(extra, edges, ways))


def _learn(store: Store, kept: _Kept, some: Iterable[Iri], ontology: Ontology) -> None:
    """Ask the graph for the relations of things, once for all of them."""
    wanted = set(some)
    around: defaultdict[Iri, list[Triple]] = defaultdict(list)
    for triple in neighbours(store, sorted(wanted), ontology) if wanted else ():
        for end in {triple[0], triple[2]} & wanted:
            around[end].append(triple)
    others = things(store, {end for triples in around.values() for s, _, o in triples for end in (s, o)})
    kept.ways |= {thing: in_order(thing, triples, others, ontology) for thing, triples in around.items()}


def _step(kept: _Kept, some: Iterable[Iri], start: int, end: int) -> dict[Iri, None]:
    """Keep the neighbours of each thing from the `start`-th to the `end`-th; returns those that were not there before."""
    before = len(kept.nodes)
    for thing in some:
        counted: dict[Iri, None] = {}
        for triple in kept.ways.get(thing, ()):
            counted[other_end(triple, thing)] = None
            if start < len(counted) <= end and not kept.take(thing, triple):
                break
    return dict.fromkeys(list(kept.nodes)[before:])


def _relations(store: Store, view: View, kept: _Kept, keys: Mapping[Iri, str]) -> tuple[tuple[Edge, ...], dict[str, tuple[int, ...]]]:
    """The edges in reserve, and for each node the places of its edges (of the view, then of the reserve) in order."""
    drawn = {(edge.source, edge.relation, edge.target): place for place, edge in enumerate(view.edges)}
    labels = relation_labels()
    place_of: dict[Triple, int] = {}
    new: list[Triple] = []
    for triple in kept.triples:
        s, p, o = triple
        if s not in keys or o not in keys:
            continue
        place = drawn.get((keys[s], local(p), keys[o]))
        if place is None:
            place = len(view.edges) + len(new)
            new.append(triple)
        place_of[triple] = place
    where = evidence(store, new)
    edges = tuple(Edge(keys[s], keys[o], local(p), labels.get(local(p), local(p)), evidence=where.get((s, p, o), ())) for s, p, o in new)
    ways = {
        keys[thing]: tuple(place_of[triple] for triple in triples if triple in place_of)
        for thing, triples in kept.ways.items()
        if thing in keys
    }
    return edges, ways
