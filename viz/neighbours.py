"""The neighbours of things in the graph, and the order in which a picture shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text
from zhengpu.graph.ontology import Ontology
from zhengpu.graph.store import Store
from zhengpu.viz.things import Thing, Triple, text

__all__ = ["in_order", "neighbours", "other_end"]

_NEIGHBOURS = """SELECT DISTINCT ?s ?p ?o WHERE {{
  {{ VALUES ?s {{ {things} }} ?s ?p ?o . ?o rdfs:label ?label }} UNION {{ VALUES ?o {{ {things} }} ?s ?p ?o . ?s rdfs:label ?label }}
  VALUES ?p {{ {relations} }}
}}"""


def neighbours(store: Store, some: Iterable[Iri], ontology: Ontology) -> list[Triple]:
    """Every relation of these things to anything that has a label; a role stands for its participation. What was reported is no relation."""
    drawn = (r for r in ontology.relations.values() if not r.literal and r.term != "zp:takesPartIn" and r.domain != "zp:ProgressReport")
    relations = " ".join(iri_text(r.iri) for r in drawn)
    rows = store.query(_NEIGHBOURS.format(things=" ".join(map(iri_text, some)), relations=relations))
    return [(Iri(text(s)), Iri(text(p)), Iri(text(o))) for s, p, o in rows]


def in_order(thing: Iri, triples: Sequence[Triple], others: Mapping[Iri, Thing], ontology: Ontology) -> list[Triple]:
    """The relations of one thing: rare ones first, then by printed number and name. Others that are not described are left out."""
    common = Counter((p, s == thing) for s, p, _ in triples)
    rank = {relation.iri: index for index, relation in enumerate(ontology.relations.values())}

    def order(triple: Triple) -> tuple[int, int, tuple[int, str, str]]:
        s, p, _ = triple
        return (common[p, s == thing], rank.get(p, 0), others[other_end(triple, thing)].order)

    return sorted((triple for triple in triples if other_end(triple, thing) in others), key=order)


def other_end(triple: Triple, thing: Iri) -> Iri:
    """The end of a relation that is not this thing.

    >>> other_end((Iri("urn:a"), Iri("urn:p"), Iri("urn:b")), Iri("urn:a"))
    'urn:b'
    """
    return triple[0] if triple[2] == thing else triple[2]
