"""What a question asks of one table: limits on its rows, an extreme among them, and what of them is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zhengpu.query.records.kept_record import KeptTable

__all__ = ["Extremum", "Limit", "RecordAsk", "RecordMeaning"]

RecordAsk = Literal[
    "rows", "count", "cells", "values", "kinds", "groups", "best", "none", "whether", "sum", "mean", "title", "annex", "heads"
]
"""`values` are the different ones of a column, `kinds` their number; `groups` and `best` count (or add up) by a column; `none` are its
values without such a row; `title`, `annex`, `heads` ask of the table itself."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a row must be. `how`: `words` (one of `words` stands in one of the columns, `exact`: is all that stands there), `blank`,
    `amount` (of this `unit`) and `length` (months) compared with `value` by `op`, `first` and `last` month so compared, `place` (its number)."""

    columns: tuple[int, ...]
    how: Literal["words", "blank", "amount", "length", "first", "last", "place"]
    words: tuple[str, ...] = ()
    exact: bool = False
    op: str = "="
    value: Decimal = Decimal(0)
    high: Decimal | None = None
    unit: str = ""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Extremum:
    """The rows where a column is greatest (`most`) or least: places `rank` to `rank + number - 1`."""

    column: int
    of: Literal["amount", "length", "first", "last"]
    most: bool
    rank: int = 1
    number: int = 1


@dataclass(frozen=True, slots=True)
class RecordMeaning:
    """`columns`: those that are asked for; `by`: the column that groups; `added`: the column that is added up instead of counting."""

    table: KeptTable
    ask: RecordAsk
    limits: tuple[Limit, ...] = ()
    extremum: Extremum | None = None
    columns: tuple[int, ...] = ()
    by: int | None = None
    added: int | None = None
    most: bool = True
    within: str = ""
    """How the names end among which those without a row are looked for (哪个县)."""
