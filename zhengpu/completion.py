"""What may be written next in a query: classes, relations and named things of the graph, found by their Chinese words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.names import iri_text, literal_text
from graph.store import Store
from zhengpu.vocabulary import Term, Vocabulary

__all__ = ["Completion", "completions"]

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


def completions(store: Store, known: Vocabulary, typed: str, limit: int = 12) -> tuple[Completion, ...]:
    """Terms and things that what was typed may stand for, the closest first; nothing for nothing.

    >>> from graph.ontology import load_ontology
    >>> from graph.store import EmbeddedStore
    >>> from zhengpu.vocabulary import load_vocabulary
    >>> [found.insert for found in completions(EmbeddedStore(), load_vocabulary(load_ontology()), "牵头", 2)]
    ['zp:leads']
    """
    wanted = typed.strip()[:_LONGEST]
    prefix, colon, rest = wanted.partition(":")
    if colon and not rest.isascii():  # a Chinese word after a prefix: zp:牵头
        wanted = rest
    if not wanted:
        return ()
    within = [term for term in known.terms.values() if not colon or term.term.startswith(f"{prefix}:")]
    ranked = sorted((rank, term.term, term) for term in within if (rank := _rank(term, wanted)) is not None)
    terms = [Completion(term.term, term.label, term.sort) for _, _, term in ranked]
    things = [] if colon else list(_things(store, known, wanted, limit))
    # Neither may push the other out of the list.
    kept = max(limit - len(things), limit // 2)
    return tuple([*terms[:kept], *things][:limit])


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
