"""The part `facts`: what the graph says of things, relation by relation and term by term, for `query.sql`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property

from zhengpu.graph.index.index_page import IndexPage
from zhengpu.graph.index.index_part import Value, Writer
from zhengpu.graph.names import expand
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.rows import Cell

__all__ = ["Facts", "about", "lexical"]

_NOTES = frozenset(
    map(
        expand,
        ("zp:Naming", "zp:Responsibility", "rdf:Statement", "oa:SpecificResource", "oa:TextPositionSelector", "oa:TextQuoteSelector"),
    )
)
"""Nodes that tell how and where something is written; nobody asks for them."""

_LEFT_OUT = frozenset({"zp:responsibility", "zp:sourceText", "rdfs:label", "zp:text"})
"""Ways to such nodes, and texts that the part `texts` keeps."""


class Facts:
    """Links between things and values of things, as they stand in the graph: a relation's links lie side by side, once by their
    subjects and once by their objects, and a term's values by number and by day.

    `text` is the value as written, `number` and `day` (ISO 8601) are NULL where it is none.
    """

    name = "facts"
    tables: tuple[str, ...] = ("link", "value")
    schema = """
        CREATE TABLE link (page INTEGER, relation INTEGER REFERENCES thing, subject INTEGER REFERENCES thing,
            object INTEGER REFERENCES thing, PRIMARY KEY (relation, subject, object, page)) WITHOUT ROWID;
        CREATE TABLE value (page INTEGER, term INTEGER REFERENCES thing, subject INTEGER REFERENCES thing, text TEXT, number REAL,
            day TEXT, PRIMARY KEY (term, subject, text, page)) WITHOUT ROWID;
    """
    keys = """
        CREATE INDEX link_back ON link (relation, object, subject);
        CREATE INDEX link_page ON link (page);
        CREATE INDEX value_text ON value (term, text);
        CREATE INDEX value_number ON value (term, number, subject) WHERE number IS NOT NULL;
        CREATE INDEX value_day ON value (term, day, subject) WHERE day IS NOT NULL;
        CREATE INDEX value_page ON value (page);
    """

    def fill(self, page: IndexPage, write: Writer) -> None:
        """See `IndexPart.fill`."""
        write.add("link", sorted(self._links(page, write)))
        write.add("value", self._values(page, write))

    def _links(self, page: IndexPage, write: Writer) -> Iterator[tuple[int, int, int, int]]:
        for subject, terms in about(page):
            for term in terms.keys() & self._relations:
                relation, number = write.number(expand(term)), write.number(subject)
                yield from ((page.number, relation, number, write.number(str(thing))) for thing in terms[term])

    def _values(self, page: IndexPage, write: Writer) -> Iterator[tuple[Value, ...]]:
        for subject, terms in about(page):
            for term in terms.keys() - self._relations - _LEFT_OUT:
                if term.partition(":")[0].isalpha() and "//" not in term:
                    head = (page.number, write.number(expand(term)), write.number(subject))
                    yield from ((*head, lexical(cell), _number(cell), _day(cell)) for cell in terms[term])

    @cached_property
    def _relations(self) -> frozenset[str]:
        """What joins things, by the ontology."""
        return frozenset(r.term for r in load_ontology().relations.values() if not r.literal) - _LEFT_OUT | {"rdf:type"}


def about(page: IndexPage) -> Iterator[tuple[str, dict[str, tuple[Cell, ...]]]]:
    """What a page says of things, notes left out."""
    for subject, terms in page.said.items():
        if _NOTES.isdisjoint(map(str, terms.get("rdf:type", ()))):
            yield subject, dict(terms)


def lexical(cell: Cell) -> str:
    """A value as SPARQL's STR gives it.

    >>> lexical(True), lexical(date(2022, 12, 31)), lexical(Decimal("0.5"))
    ('true', '2022-12-31', '0.5')
    """
    return str(cell).lower() if isinstance(cell, bool) else format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _number(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | Decimal) and not isinstance(cell, bool) else None


def _day(cell: Cell) -> str | None:
    return cell.isoformat() if isinstance(cell, date) else None
