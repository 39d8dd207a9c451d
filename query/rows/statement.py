"""Pieces of SQL that carry the values of their question marks: how `query.sql` puts statements together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhengpu.graph.names import expand

__all__ = ["Bound", "Sql", "among", "joined", "number", "piece"]

Bound = str | int | float
"""A value that is bound to a question mark."""


@dataclass(frozen=True, slots=True)
class Sql:
    """A statement or a piece of one, with the values of its question marks; `columns` are those of the same question in SPARQL."""

    text: str
    values: tuple[Bound, ...] = ()
    columns: tuple[str, ...] = ()


def number(term: str) -> Sql:
    """The number of a term."""
    return piece("(SELECT id FROM thing WHERE iri = {})", str(expand(term)))


def among(terms: Iterable[str]) -> Sql:
    """`= …` for one term, `IN …` for several."""
    listed = [expand(term) for term in terms]
    several = f"IN (SELECT id FROM thing WHERE iri IN ({', '.join('{}' for _ in listed)}))"
    return piece(several if len(listed) > 1 else "= (SELECT id FROM thing WHERE iri = {})", *listed)


def joined(word: str, pieces: list[Sql]) -> Sql:
    """Pieces with a word between them."""
    return Sql(word.join(piece.text for piece in pieces), tuple(value for piece in pieces for value in piece.values))


def piece(text: str, *given: Sql | Bound) -> Sql:
    """Each `{}` takes the next piece; a value is bound.

    >>> piece("SELECT {} WHERE x = {}", piece("1"), "a'b")
    Sql(text='SELECT 1 WHERE x = ?', values=("a'b",), columns=())
    """
    values: list[Bound] = []
    for piece in given:
        values += piece.values if isinstance(piece, Sql) else (piece,)
    return Sql(text.format(*(piece.text if isinstance(piece, Sql) else "?" for piece in given)), tuple(values))
