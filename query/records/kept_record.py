"""A table of the graph as questions are read over it: columns, rows and cells, folded for comparing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from zhengpu.graph.facts import Iri

__all__ = ["KeptCell", "KeptColumn", "KeptRow", "KeptTable", "Months", "known_as", "names_of"]

_BRACKET = re.compile(r"[（(][^（）()]*[）)]$")
_BETWEEN = re.compile(r"[、，,；;\n](?![^（(〔\[]*[）)〕\]])")
_ORDINAL = re.compile(r"(?:(?<=[^\d.])|^)\d{1,2}[.．、](?=\D)")

Months = tuple[int, int]
"""First and last month (counted from the year 0) of a time that a cell says."""


@dataclass(frozen=True, slots=True)
class KeptColumn:
    """`words`: the head folded, without blanks; `kinds`: what the column holds, by `record_questions.toml`; `long`: running text,
    `flag`: every cell says yes or no."""

    iri: Iri
    head: str
    words: str
    unit: str
    kinds: frozenset[str]
    long: bool
    numeric: bool
    flag: bool = False


@dataclass(frozen=True, slots=True)
class KeptCell:
    """`words`: the text folded, without blanks. `value` is in the plain `unit` (亿元 → 元); `printed_value`, `printed_unit` as printed."""

    iri: Iri
    text: str
    words: str
    filled: bool
    value: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    op: str = "="
    printed_value: Decimal | None = None
    printed_high: Decimal | None = None
    printed_unit: str = ""
    months: Months | None = None
    listed: str = ""
    """The text folded, line by line."""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """`cells` by the place of their column."""

    iri: Iri
    label: str
    position: int
    total: bool
    cells: Mapping[int, KeptCell]


@dataclass(frozen=True)
class KeptTable:
    """`called`: its title and the head that names its rows up to the end of each of their words, a line each; `tasks`: of rows that are
    tasks of the plan which these are, `told`: the columns that tasks know."""

    iri: Iri
    document: Iri
    position: int
    title: str
    annex: str
    named: int | None
    columns: tuple[KeptColumn, ...]
    every: tuple[KeptRow, ...]
    called: str = ""
    tasks: Mapping[Iri, tuple[Iri, ...]] = field(default_factory=dict)
    told: frozenset[int] = frozenset()
    beside: Mapping[str, tuple[int | None, str]] = field(default_factory=dict)
    """Places of the same city that its column of places has not, by every form of their names: the column and the name; without a column
    the city and the province themselves."""

    _names: dict[int, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def rows(self) -> tuple[KeptRow, ...]:
        """The records: without rows that add up others."""
        return tuple(row for row in self.every if not row.total)

    @cached_property
    def said(self) -> tuple[str, ...]:
        """What stands in each column, cell by cell, as one text."""
        return tuple("\n".join(self.cell(row, i).words for row in self.rows) for i in range(len(self.columns)))

    @cached_property
    def whole(self) -> str:
        """What stands in all columns."""
        return "\n".join(self.said)

    def names(self, column: int) -> frozenset[str]:
        """What the cells of a column say whole, and each name of those that list names."""
        if column not in self._names:
            own = [self.cell(row, column) for row in self.rows]
            listed = (name for cell in own if not self.columns[column].long for name in known_as(cell.listed))
            self._names[column] = frozenset({*(cell.words for cell in own), *listed})
        return self._names[column]

    def cell(self, row: KeptRow, column: int) -> KeptCell:
        """The cell of a row; an empty one where it has none."""
        return row.cells.get(column) or KeptCell(Iri(""), "", "", filled=False)

    def of_kind(self, kind: str) -> tuple[int, ...]:
        """The columns of a kind."""
        return tuple(i for i, column in enumerate(self.columns) if kind in column.kinds)

    @cached_property
    def units(self) -> frozenset[str]:
        """The units that its amounts are printed in."""
        return frozenset(cell.printed_unit for row in self.rows for cell in row.cells.values() if cell.printed_unit)

    @cached_property
    def numeric(self) -> tuple[int, ...]:
        """The columns of amounts."""
        return tuple(i for i, column in enumerate(self.columns) if column.numeric)


def names_of(text: str) -> tuple[str, ...]:
    """The names of a cell.

    >>> names_of("市经信局、市科技局，各县（市、区）政府"), names_of("1.甲公司2.乙公司")
    (('市经信局', '市科技局', '各县（市、区）政府'), ('甲公司', '乙公司'))
    """
    parts = _BETWEEN.split(_ORDINAL.sub("\n", text))
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def known_as(text: str) -> frozenset[str]:
    """The names of a cell, each also without the other name in its bracket.

    >>> sorted(known_as("市数据局(市人工智能局)、市经信局"))
    ['市数据局', '市数据局(市人工智能局)', '市经信局']
    """
    names = names_of(text)
    return frozenset({*names, *(bare for name in names if (bare := _BRACKET.sub("", name)))})
