"""Tables of figures: rows of indicators with their values by year; the words are in `figures.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib.resources import files
from typing import Any

from zhengpu.graph.chinese import Passage
from zhengpu.graph.cleaning import flow
from zhengpu.graph.dates import Dates
from zhengpu.graph.facts import Span
from zhengpu.graph.numerals import plain, read
from zhengpu.ingest.claims import TargetClaim
from zhengpu.ingest.document import Document, Table
from zhengpu.ingest.tables.drawn import tables_in_text

__all__ = ["FigureTables", "load_figures"]

_NO_HEADING = re.compile("(?!)")
_OPERATORS = {"ge": ">=", "le": "<="}


@dataclass(frozen=True, slots=True)
class _Value:
    """A column of values: what it is to be reached by, an ISO date or None."""

    column: int
    deadline: str | None


class FigureTables:
    """The reader of tables of figures.

    >>> from zhengpu.ingest.document import Cell
    >>> text = "指标 2025年目标 绿化率（%） ≥40"
    >>> places = [(0, 2), (3, 10), (11, 17), (18, 21)]
    >>> cells = tuple(Cell(i // 2, i % 2, Span(*place)) for i, place in enumerate(places))
    >>> document = Document("表", "text/html", text, (Table(cells, Span(0, len(text))),))
    >>> [(t.indicator, t.op, str(t.value), t.unit, t.deadline) for t in load_figures().read(document, 2024, None)]
    [('绿化率', '>=', '40', '%', '2025-12-31')]
    """

    def __init__(self, table: Mapping[str, Any], dates: Dates) -> None:
        self._heads = {kind: re.compile(pattern) for kind, pattern in table["heads"].items()}
        self._patterns = {name: re.compile(pattern) for name, pattern in table["pattern"].items()}
        self._dates = dates

    def read(self, document: Document, year: int | None, since: str | None) -> tuple[TargetClaim, ...]:
        """Headline targets of a document's tables of figures; columns of a time up to `since` tell what has been reached."""
        return tuple(claim for table in document.tables for claim in self._of_table(document.text, table, year, since))

    def drawn(self, text: str) -> Iterator[Table]:
        """The tables of figures that a text draws with tabs, bars or aligned columns."""
        return tables_in_text(text, self._are_heads, _NO_HEADING)

    def _are_heads(self, said: Sequence[str]) -> bool:
        if any(self._heads["duty"].search(head) for head in said) or not any(self._heads["name"].fullmatch(head) for head in said):
            return False
        return any(self._heads["aim"].search(head) or self._dates.find(head, cell=True) for head in said)

    def _of_table(self, text: str, table: Table, year: int | None, since: str | None) -> Iterator[TargetClaim]:
        rows: dict[int, dict[int, Passage]] = {}
        for cell in table.cells:
            passage = _clean(text, cell.span)
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    rows.setdefault(row, {})[column] = passage
        if not rows or any(self._heads["duty"].search(head.text) for head in rows[min(rows)].values()):
            return
        heads = rows.pop(min(rows))
        name = next((c for c, head in heads.items() if self._heads["name"].fullmatch(head.text)), None)
        unit = next((c for c, head in heads.items() if self._heads["unit"].fullmatch(head.text)), None)
        values = list(self._values(heads, year, since))
        if name is None or not values:
            return
        for line in rows.values():
            for value in values:
                if (
                    name in line
                    and value.column in line
                    and (claim := self._claim(line[name], line.get(unit) if unit is not None else None, line[value.column]))
                ):
                    yield replace(claim, deadline=value.deadline)

    def _values(self, heads: Mapping[int, Passage], year: int | None, since: str | None) -> Iterator[_Value]:
        for column, head in heads.items():
            dates = self._dates.find(head.text, year, cell=True)
            aim = self._heads["aim"].search(head.text)
            if not (dates or aim) or self._heads["told"].search(head.text):
                continue
            deadline = dates[-1].code if dates else None
            if deadline is None or since is None or deadline > since:
                yield _Value(column, deadline)

    def _claim(self, name: Passage, unit: Passage | None, value: Passage) -> TargetClaim | None:
        printed = self._patterns["value"].fullmatch(value.text)
        number = read(printed["number"]) if printed else None
        if printed is None or number is None or not name.text:
            return None
        bracket = self._patterns["unit"].search(name.text)
        said = printed["unit"] or (unit.text if unit else "") or (bracket["unit"] if bracket else "")
        label = self._patterns["ordinal"].sub("", name.text[: bracket.start()] if bracket else name.text)
        second = read(printed["second"]) if printed["second"] else None
        return TargetClaim(
            task=None,
            text=f"{name.text}：{value.text}",
            indicator=label or None,
            op=self._operator(printed, second),
            value=number,
            value2=second,
            unit=said or None,
            deadline=None,
            span=value.span(0, len(value)),
            rule="table-of-figures",
            normalised=plain(number, said) if said else None,
        )

    def _operator(self, printed: re.Match[str], second: Decimal | None) -> str:
        if second is not None:
            return "range"
        words = (printed["before"] or "") + (printed["after"] or "")
        return next((_OPERATORS[kind] for kind in ("ge", "le") if self._patterns[kind].search(words)), "=")


def _clean(text: str, span: Span) -> Passage:
    running = flow(text[span.slice])
    kept: Sequence[int] = [i for i, char in enumerate(running.text) if not char.isspace()]
    return Passage("".join(running.text[i] for i in kept), tuple(span.start + running.offsets[i] for i in kept))


def load_figures(dates: Dates | None = None) -> FigureTables:
    """The reader with the words as shipped."""
    table = tomllib.loads(files("zhengpu.ingest.targets").joinpath("figures.toml").read_text(encoding="utf-8"))
    return FigureTables(table, dates or Dates.load())
