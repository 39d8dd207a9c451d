"""What IRIs are called and how they look: for results of queries, whose rows have IRIs where readers want names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from zhengpu.endpoint.vocabulary import Vocabulary
from zhengpu.graph.names import iri_text, literal_text, local
from zhengpu.graph.rows import Cell
from zhengpu.graph.store import Store

__all__ = ["Named", "alike", "named"]

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
    >>> from zhengpu.endpoint.vocabulary import load_vocabulary
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


_ALIKE = """
SELECT ?thing (SAMPLE(?l) AS ?label) (SAMPLE(?k) AS ?kind) (SAMPLE(?n) AS ?number) (SAMPLE(?f) AS ?full) {{
  ?thing rdfs:label|skos:prefLabel|skos:altLabel ?name FILTER(CONTAINS(LCASE(?name), {wanted}))
  ?thing rdfs:label ?l ; a ?k . VALUES ?k {{ zp:Unit zp:UnitGroup zp:Task zp:Document zp:Policy zp:Place zp:Programme zp:Project }}
  OPTIONAL {{ ?thing zp:number ?n }} OPTIONAL {{ ?thing skos:prefLabel ?f }}
}} GROUP BY ?thing
"""
_FIRST = ("Unit", "UnitGroup", "Document", "Place", "Task", "Policy", "Programme", "Project")


def alike(store: Store, known: Vocabulary, words: str, limit: int) -> tuple[Named, ...]:
    """Things whose names contain these words: units first, then documents, places, tasks; among alike the shortest name first."""
    wanted = words.strip().lower()
    if not wanted:
        return ()
    rows = list(store.query(_ALIKE.format(wanted=literal_text(wanted))))
    rows.sort(key=lambda row: (_FIRST.index(local(str(row[2]))), len(str(row[1])), str(row[1]), str(row[0])))
    told = Counter(str(row[1]) for row in rows)
    return tuple(
        _thing(known, str(thing), _told(str(label), number, full, told[str(label)] > 1), str(kind))
        for thing, label, kind, number, full in rows[:limit]
    )


def _told(label: str, number: Cell, full: Cell, shared: bool) -> str:
    """What a thing is called in a list: a task with its number, one of several of a name in full."""
    return f"{number}. {label}" if number is not None else str(full) if shared and full is not None else label


def _thing(known: Vocabulary, iri: str, label: str, kind: str) -> Named:
    term = known.terms.get(kind)
    return Named(iri, label, term.label if term else "", f"k-{local(kind)}" if term else "")
