"""Rows of a meaning: from the index while it says what the graph says, else by SPARQL. Both give the same rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from sqlite3 import OperationalError

from zhengpu.graph.facts import Iri
from zhengpu.graph.index.index_part import Value
from zhengpu.graph.rows import Cell, Rows
from zhengpu.graph.store import Store
from zhengpu.query.meaning import Meaning, Set
from zhengpu.query.rows.sparql import MEMBER, foremost_sparql, sparql
from zhengpu.query.rows.sql import sql

__all__ = ["fetched", "foremost", "members"]


def fetched(store: Store, meaning: Meaning) -> Rows:
    """What `store.query(sparql(meaning))` gives.

    >>> from zhengpu.graph.store import EmbeddedStore
    >>> from zhengpu.query.meaning import Count, Of
    >>> fetched(EmbeddedStore(), Count(Of("zp:Task"))).one
    0
    """
    statement = sql(meaning)
    if statement is None or not store.index.in_step:
        return store.query(sparql(meaning))
    try:
        rows = store.index.rows(statement.text, *statement.values)
    except OperationalError:  # more branches than this build of SQLite takes
        return store.query(sparql(meaning))
    return Rows(statement.columns, tuple(tuple(map(_cell, statement.columns, row)) for row in rows))


def members(store: Store, found: Set) -> list[Iri]:
    """The things of a set."""
    return [Iri(str(thing)) for thing in fetched(store, found).column(MEMBER)]


def foremost(store: Store, units: Iterable[Iri]) -> list[Iri]:
    """The tasks whose clauses name one of these units first."""
    return sorted({Iri(str(row[0])) for row in store.query(foremost_sparql(units))})


def _cell(column: str, value: Value) -> Cell:
    """Numbers are exact in SPARQL; what a ranking goes by may be a day."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else Decimal(str(value))
    return date.fromisoformat(value) if column == "n" and isinstance(value, str) else value
