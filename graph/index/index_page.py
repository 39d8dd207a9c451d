"""One page of the graph as the index reads it: what one document's graph says, or what the names graph says of one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode, Quad

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import PREFIXES
from zhengpu.graph.rows import Cell, value_of

__all__ = ["IndexPage", "page"]

_TERMS: dict[str, str] = {iri: prefix for prefix, iri in PREFIXES.items()}
_LEFT_OUT = ("oa", "rdf:subject", "rdf:object", "rdf:predicate", "zp:rule", "zp:confidence", "zp:evidence", "zp:report", "zp:layout")


@dataclass(frozen=True, slots=True)
class IndexPage:
    """`said`: subject → term (`zp:text`) → values, in the order of the graph. Quotes, positions and rules are left out.

    `number` is the page's own in the index; every row that comes from it carries it.
    """

    number: int
    graph: Iri
    subject: Iri | None
    said: Mapping[Iri, Mapping[str, tuple[Cell, ...]]]

    def having(self, term: str) -> Iterator[tuple[Iri, tuple[Cell, ...]]]:
        """Every subject that has this term, with its values.

        >>> IndexPage(1, Iri("urn:g"), None, {Iri("urn:a"): {"zp:number": (3,)}}).text("urn:a", "zp:number")
        '3'
        """
        for subject, terms in self.said.items():
            if term in terms:
                yield subject, terms[term]

    def of_kind(self, *kinds: str) -> Iterator[tuple[Iri, str]]:
        """Every subject of one of these classes (`zp:Task`), with its class."""
        for subject, types in self.having("rdf:type"):
            for kind in types:
                if (term := _term(str(kind))) in kinds:
                    yield subject, term

    def one(self, subject: str, term: str) -> Cell:
        """The first value of a subject's term, None if there is none."""
        values = self.said.get(Iri(subject), {}).get(term)
        return values[0] if values else None

    def all(self, subject: str, term: str) -> tuple[str, ...]:
        """Every value of a subject's term, as text."""
        return tuple(map(_text, self.said.get(Iri(subject), {}).get(term, ())))

    def text(self, subject: str, term: str) -> str | None:
        """The first value as text: an IRI, a date as in ISO 8601, digits; None if there is none."""
        value = self.one(subject, term)
        return None if value is None else _text(value)


def page(number: int, graph: Iri, subject: Iri | None, quads: Iterable[Quad]) -> IndexPage:
    """Read a page from its quads."""
    said: dict[str, dict[str, list[Cell]]] = {}
    terms: dict[str, str | None] = {}
    for quad in quads:
        predicate = quad.predicate.value
        if predicate not in terms:
            term = _term(predicate)
            terms[predicate] = None if term.partition(":")[0] in _LEFT_OUT or term in _LEFT_OUT else term
        if (kept := terms[predicate]) is not None and isinstance(quad.subject, NamedNode):
            said.setdefault(quad.subject.value, {}).setdefault(kept, []).append(value_of(quad.object))
    frozen = {Iri(s): {term: tuple(values) for term, values in each.items()} for s, each in said.items()}
    return IndexPage(number, graph, subject, frozen)


def _term(iri: str) -> str:
    """The IRI with its prefix, or as it is."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _TERMS.get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix else iri


def _text(value: Cell) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
