"""A table as records: its title, its heads, and rows of cells that know what head they stand under."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zhengpu.graph.chinese import Passage
from zhengpu.graph.facts import Span
from zhengpu.ingest.plan import Found

__all__ = ["CellAmount", "RecordCell", "RecordColumn", "RecordRow", "RecordTable"]


@dataclass(frozen=True, slots=True)
class CellAmount:
    """The number that is all a cell says: `op` is one of `=` `>=` `<=` `range`, `unit` its own, its head's or its table's, or empty."""

    value: Decimal
    high: Decimal | None
    op: str
    unit: str


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """A head as printed, without the unit in its bracket (总投资（亿元） → 总投资, 亿元)."""

    head: str
    unit: str
    places: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class RecordCell:
    """What stands under a head. `filled` is False for a blank and for a mark that stands for one (/, —)."""

    column: int
    passage: Passage
    filled: bool
    amount: CellAmount | None = None


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record. `label` is what its name column says; `total` tells a row that adds up others."""

    label: str
    cells: tuple[RecordCell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A table with a head. `annex` is how the document calls its place (附件2); `name` is the column that names the records."""

    title: Found | None
    annex: Found | None
    columns: tuple[RecordColumn, ...]
    rows: tuple[RecordRow, ...]
    name: int | None
    span: Span
