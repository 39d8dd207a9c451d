"""A part of the index: its tables, and how one page of the graph fills them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Protocol

from zhengpu.graph.facts import Iri
from zhengpu.graph.index.index_page import IndexPage

__all__ = ["IndexPart", "Value", "Writer", "everything_named"]

Value = str | int | float | None
"""What a cell holds."""


class IndexPart(Protocol):
    """Tables that every page adds rows to. Every table has a column `page`; its rows go when their page goes.

    `schema` makes the tables, `keys` what is faster made after a rebuild has filled them (indexes; one on `page` for each table whose
    primary key does not begin with it).
    """

    name: str
    tables: tuple[str, ...]
    schema: str
    keys: str

    def fill(self, page: IndexPage, write: Writer) -> None:
        """Add the rows of one page. The parts before this one have been filled with the page already."""


class Writer:
    """What a part writes with, inside one transaction."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._numbers: dict[str, int] = {}

    def number(self, iri: str) -> int:
        """The number that stands for an IRI in every table (`thing.id`), a new one if it has none."""
        found = self._numbers.get(iri)
        if found is None:
            row = self._base.execute("SELECT id FROM thing WHERE iri = ?", (iri,)).fetchone()
            found = int(row[0] if row else self._base.execute("INSERT INTO thing (iri) VALUES (?)", (iri,)).lastrowid or 0)
            self._numbers[iri] = found
        return found

    def maybe(self, iri: str | None) -> int | None:
        """`number`, or None for None."""
        return None if iri is None else self.number(iri)

    def add(self, table: str, rows: Iterable[tuple[Value, ...]]) -> None:
        """Add whole rows to a table; one that is there already stays."""
        listed = list(rows)
        if listed:
            marks = ", ".join("?" * len(listed[0]))
            self._base.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", listed)

    def run(self, sql: str, rows: Iterable[tuple[Value, ...]]) -> None:
        """Run a statement once for each row."""
        self._base.executemany(sql, rows)

    def rows(self, sql: str, *values: Value) -> list[tuple[Value, ...]]:
        """Look something up that was written before."""
        return self._base.execute(sql, values).fetchall()


def everything_named(page: IndexPage) -> set[Iri]:
    """The shared things that a page names: their pages of the names graph go stale with it."""
    return {Iri(str(thing)) for _, things in page.having("zp:names") for thing in things}
