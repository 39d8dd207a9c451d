"""What IRIs are called and how they look: for results of queries, whose rows have IRIs where readers want names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhengpu.graph.names import iri_text, local
from zhengpu.graph.store import Store
from zhengpu.vocabulary import Vocabulary

__all__ = ["Named", "named"]

_THINGS = "SELECT ?thing ?label ?kind {{ VALUES ?thing {{ {things} }} ?thing rdfs:label ?label . OPTIONAL {{ ?thing a ?kind }} }}"


@dataclass(frozen=True, slots=True)
class Named:
    """The label of an IRI, what sort of thing it is in Chinese, and the style class that has its colour."""

    iri: str
    label: str
    sort: str
    look: str


def named(store: Store, known: Vocabulary, iris: Iterable[str]) -> tuple[Named, ...]:
    """The names of those of `iris` that have one: terms first, then things of the graph.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> from zhengpu.graph.store import EmbeddedStore
    >>> from zhengpu.vocabulary import load_vocabulary
    >>> (leads,) = named(EmbeddedStore(), load_vocabulary(load_ontology()), ["https://w3id.org/zhengpu/ns#leads", "urn:x"])
    >>> leads.label, leads.look
    ('牵头', 'r-leads')
    """
    wanted = list(dict.fromkeys(iris))
    terms = tuple(
        Named(iri, term.label, term.sort, f"{'k' if term.sort == 'class' else 'r'}-{local(iri)}")
        for iri in wanted
        if (term := known.terms.get(iri))
    )
    listed = " ".join(iri_text(iri) for iri in wanted if iri not in known.terms and ":" in iri)
    rows = store.query(_THINGS.format(things=listed)) if listed else ()
    things: dict[str, Named] = {}
    for thing, label, kind in rows:
        found = _thing(known, str(thing), str(label), "" if kind is None else str(kind))
        # Of several kinds the same one every time, and rather one that has a name.
        things[found.iri] = min(things.get(found.iri, found), found, key=lambda one: (not one.sort, one.look))
    return (*terms, *things.values())


def _thing(known: Vocabulary, iri: str, label: str, kind: str) -> Named:
    term = known.terms.get(kind)
    return Named(iri, label, term.label if term else "", f"k-{local(kind)}" if term else "")
