"""What may be written next in a query: classes, relations and named things of the graph, found by their Chinese words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from zhengpu.endpoint.vocabulary import Term, Vocabulary
from zhengpu.graph.names import iri_text, literal_text
from zhengpu.graph.store import Store

__all__ = ["Completion", "Place", "completions"]

Place = Literal["class", "relation", "thing"]
"""What is expected where the caret stands: a class after `a`, a relation between subject and object, a thing elsewhere."""

_LONGEST = 60
_THINGS = """
SELECT ?thing ?label (SAMPLE(?kind) AS ?one) {{
  VALUES ?kind {{ zp:Unit zp:UnitGroup zp:Document zp:Policy zp:Programme zp:Project zp:Place }}
  ?thing rdfs:label ?label ; rdfs:label|skos:prefLabel|skos:altLabel|zp:documentNumber ?name .
  FILTER(CONTAINS(STR(?name), {wanted}))
  ?thing a ?kind .
}} GROUP BY ?thing ?label ORDER BY STRLEN(?label) ?label ?thing LIMIT {limit}
"""


@dataclass(frozen=True, slots=True)
class Completion:
    """A way to go on: what is written into the query, what it is called, and what sort of thing it is."""

    insert: str
    label: str
    sort: str


def completions(store: Store, known: Vocabulary, typed: str, limit: int = 12, *, first: Place | None = None) -> tuple[Completion, ...]:
    """Terms and things that what was typed may stand for, those that fit the place `first`, then the closest.

    Nothing typed finds nothing, or all terms that fit the place.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> from zhengpu.graph.store import EmbeddedStore
    >>> from zhengpu.endpoint.vocabulary import load_vocabulary
    >>> known = load_vocabulary(load_ontology())
    >>> [found.insert for found in completions(EmbeddedStore(), known, "牵头", 2)]
    ['zp:leads']
    >>> [found.insert for found in completions(EmbeddedStore(), known, "", 3, first="class")]
    ['zp:Cell', 'zp:Column', 'zp:Document']
    """
    wanted = typed.strip()[:_LONGEST]
    prefix, colon, rest = wanted.partition(":")
    if colon and not rest.isascii():  # a Chinese word after a prefix: zp:牵头
        wanted = rest
    if not wanted:
        fitting = (term for term in known.terms.values() if term.sort == first)
        return tuple(_written(term) for term in sorted(fitting, key=lambda term: (not term.term.startswith("zp:"), term.term)))[:limit]
    within = [term for term in known.terms.values() if not colon or term.term.startswith(f"{prefix}:")]
    ranked = sorted((term.sort != first, rank, term.term, term) for term in within if (rank := _rank(term, wanted)) is not None)
    terms = [_written(term) for _, _, _, term in ranked]
    things = [] if colon else list(_things(store, known, wanted, limit))
    # Neither may push the other out of the list.
    if first == "thing":
        return tuple([*things[: max(limit - len(terms), limit // 2)], *terms][:limit])
    return tuple([*terms[: max(limit - len(things), limit // 2)], *things][:limit])


def _written(term: Term) -> Completion:
    return Completion(term.term, term.label, term.sort)


def _rank(term: Term, wanted: str) -> int | None:
    """How near a term is to what was typed: 0 is itself; None is not at all."""
    small = wanted.lower()
    if wanted == term.label or small == term.term.lower():
        return 0
    if term.label.startswith(wanted) or term.term.lower().startswith(small) or term.term.partition(":")[2].lower().startswith(small):
        return 1
    if wanted in term.words:
        return 2
    if wanted in term.label or any(word.startswith(wanted) for word in term.words):
        return 3
    return None


def _things(store: Store, known: Vocabulary, wanted: str, limit: int) -> Iterator[Completion]:
    for thing, label, kind in store.query(_THINGS.format(wanted=literal_text(wanted), limit=limit)):
        term = known.terms.get(str(kind))
        yield Completion(iri_text(str(thing)), str(label), term.label if term else "")
