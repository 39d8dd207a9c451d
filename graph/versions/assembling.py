"""A store in memory put together from the graphs of documents at once: what reading them one after the other would give, in linear time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pyoxigraph import Quad

from zhengpu.graph.citing import Citations, unbound
from zhengpu.graph.facts import Iri, Naming
from zhengpu.graph.names import Names
from zhengpu.graph.store import EmbeddedStore
from zhengpu.graph.triples import name_quads, namings

__all__ = ["store_of"]


def store_of(documents: Mapping[Iri, Sequence[Quad]], names: Names) -> tuple[EmbeddedStore, frozenset[Iri]]:
    """A store that holds these documents, their citations by title bound to each other, and the names graph that follows from them.

    Also the documents that say another thing there than they were given with: their citations mean others.
    """
    made = EmbeddedStore(None, names)
    free = {document: unbound(quads, names) for document, quads in documents.items()}
    made.load(quad for quads in free.values() for quad in quads)
    citations, called = Citations(made.engine, names), defaultdict[Iri, list[Naming]](list)
    rebound: set[Iri] = set()
    for document, quads in free.items():
        bound = citations.bound(document, quads)
        if {*bound} != {*quads}:
            for quad in {*quads} - {*bound}:
                made.engine.remove(quad)
            made.load({*bound} - {*quads})
        if {*bound} != {*documents[document]}:
            rebound.add(document)
        for naming in namings(bound):
            called[naming.entity].append(naming)
    made.load(quad for entity in sorted(called) for quad in name_quads(entity, called[entity], names))
    return made, frozenset(rebound)
