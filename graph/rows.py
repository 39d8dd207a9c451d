"""Rows of a query, with plain Python values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from zhengpu.graph.facts import Iri, Value
from zhengpu.graph.names import PREFIXES

__all__ = ["Cell", "Rows", "value_of"]

Cell = Value | None

_XSD = PREFIXES["xsd"]
_INTEGERS = frozenset(_XSD + name for name in ("integer", "int", "long", "nonNegativeInteger"))
_DECIMALS = frozenset(_XSD + name for name in ("decimal", "double", "float"))


@dataclass(frozen=True, slots=True)
class Rows:
    """A result table: `columns` without the question mark, `rows` of values (None = unbound).

    >>> Rows(("n",), ((3,),)).one
    3
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def one(self) -> Cell:
        """The first cell of the first row, None if there is none."""
        return self.rows[0][0] if self.rows and self.rows[0] else None

    def column(self, name: str) -> tuple[Cell, ...]:
        """All values of one column."""
        index = self.columns.index(name)
        return tuple(row[index] for row in self.rows)

    def records(self) -> Iterator[dict[str, Cell]]:
        """Each row as a mapping."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


def value_of(term: NamedNode | BlankNode | Literal | Triple | None) -> Cell:
    """An RDF term as a Python value: IRI, text, int, Decimal, date, bool; blank nodes as `_:id`."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return Iri(term.value)
    if isinstance(term, Literal):
        kind = term.datatype.value
        if kind in _INTEGERS:
            return int(term.value)
        if kind in _DECIMALS:
            return Decimal(term.value)
        if kind == _XSD + "boolean":
            return term.value in ("true", "1")
        if kind == _XSD + "date":
            return date.fromisoformat(term.value[:10])
        return term.value
    return str(term)
