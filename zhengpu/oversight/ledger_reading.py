"""A returned ledger (xlsx) as rows: its head is found, its columns told by their heads; nothing is matched or stored here."""

from __future__ import annotations

import io
import re
import tomllib
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from zhengpu.graph.errors import UnreadableDocument

__all__ = ["NEWS", "Ledger", "LedgerRow", "column_of", "read_ledger"]

NEWS = ("progress", "trouble", "following", "state", "closed")
"""Columns that tell how a task stands; a row where all of them are empty reports nothing."""

_TASK = ("task", "title")
_HEAD_WITHIN = 12
_LARGEST, _MOST_ROWS, _MOST_COLUMNS = 100 * 1024 * 1024, 20_000, 100
_ASIDE = re.compile(r"[（(【\[〔].*?[）)】\]〕]|\s+")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row: the sheet and line it stands in, and the text of each column that was recognised (dates as ISO)."""

    sheet: str
    line: int
    cells: Mapping[str, str]

    @property
    def place(self) -> str:
        """Where it stands, as a person finds it.

        >>> LedgerRow("台账", 7, {}).place
        '台账!7'
        """
        return f"{self.sheet}!{self.line}"

    @property
    def news(self) -> bool:
        """Whether it tells how the task stands."""
        return any(self.cells.get(name) for name in NEWS)

    def cell(self, name: str) -> str:
        """The text of a column, empty where nothing stands."""
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class Ledger:
    """All rows that name a task, and in words what was passed over: sheets without progress, columns that are none of ours."""

    rows: tuple[LedgerRow, ...]
    passed: tuple[str, ...]


def column_of(head: str) -> str:
    """What a column is, by its head; empty if it is none of ours.

    >>> column_of("牵头（责任）单位"), column_of("目前进展"), column_of("备注")
    ('leads', 'progress', '')
    """
    plain = _ASIDE.sub("", unicodedata.normalize("NFKC", head))
    names = _columns()
    if plain in names:
        return names[plain]
    inside = [name for name in names if len(name) > 1 and name in plain]
    return names[max(inside, key=len)] if inside and len(plain) <= 2 * len(max(inside, key=len)) else ""


def read_ledger(data: bytes, name: str) -> Ledger:
    """The rows of every sheet that has a progress column. Raises `UnreadableDocument`."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _LARGEST:
                raise UnreadableDocument(f"《{name}》太大", "展开后超过100MB", "请拆成几份再载入")
        book = load_workbook(io.BytesIO(data), data_only=True)
    except UnreadableDocument:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file leads to
        raise UnreadableDocument(f"《{name}》读不了", "它不是完好的 xlsx 工作簿", "请用 Excel 或 WPS 另存为 .xlsx 后再载入") from error
    rows: list[LedgerRow] = []
    passed: list[str] = []
    for sheet in book.worksheets:
        found = _head(sheet)
        if found is None:
            passed.append(f"工作表“{sheet.title}”没有任务列或进展列，没有读")
            continue
        line, columns, others = found
        rows += _rows(sheet, line, columns)
        if others:
            passed.append(f"工作表“{sheet.title}”里这些列没有读：{'、'.join(others)}")
    if not rows:
        raise UnreadableDocument(
            f"《{name}》里没有台账", "没有一张工作表既有任务（或标识）列，又有进展、状态等列", "请用导出的督查台账，或检查表头"
        )
    return Ledger(tuple(rows), tuple(passed))


def _head(sheet: Any) -> tuple[int, dict[int, str], list[str]] | None:
    """The last line of the head, what each column is, and the heads that are none of ours; of all lines the one that tells most."""
    best: tuple[int, dict[int, str], list[str]] | None = None
    lines = [[_text(value) for value in cells] for cells in _lines(sheet, 1, _HEAD_WITHIN + 1)]
    for line, (heads, below) in enumerate(zip(lines, [*lines[1:], []], strict=True), 1):
        # Under a head that goes over several columns (落实情况) stand theirs (进展、存在问题), and nothing else stands in that line.
        under = [head for head in below if head]
        if under and all(map(column_of, under)):
            columns, others = _told([lower or head for head, lower in zip(heads, below, strict=True)])
            line += 1
        else:
            columns, others = _told(heads)
        told = {*columns.values()}
        if told & {*NEWS} and told & {*_TASK} and (best is None or len(columns) > len(best[1])):
            best = line, columns, others
    return best


def _told(heads: Sequence[str]) -> tuple[dict[int, str], list[str]]:
    columns: dict[int, str] = {}
    others: list[str] = []
    for place, head in enumerate(heads):
        name = column_of(head) if head else ""
        if name and name not in columns.values():
            columns[place] = name
        elif head:
            others.append(head)
    return columns, others


def _rows(sheet: Any, head: int, columns: Mapping[int, str]) -> Iterator[LedgerRow]:
    spread = _spread(sheet)
    for line, cells in enumerate(_lines(sheet, head + 1, head + _MOST_ROWS), head + 1):
        said = {name: text for place, name in columns.items() if (text := _text(spread.get((line, place + 1), cells[place])))}
        if any(said.get(name) for name in _TASK) and not (said.get("title") and column_of(said["title"]) == "title" and "task" not in said):
            yield LedgerRow(sheet.title, line, said)


def _lines(sheet: Any, first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """Lines of a sheet as far as it goes: openpyxl makes every cell that is asked for."""
    last = min(last, sheet.max_row)
    return iter(
        sheet.iter_rows(min_row=first, max_row=last, max_col=min(sheet.max_column, _MOST_COLUMNS), values_only=True)
        if first <= last
        else ()
    )


def _spread(sheet: Any) -> dict[tuple[int, int], Any]:
    """Merged cells: what stands in one stands in all of its lines."""
    out: dict[tuple[int, int], Any] = {}
    for area in sheet.merged_cells.ranges:
        value = sheet.cell(area.min_row, area.min_col).value
        if (area.max_row - area.min_row) * (area.max_col - area.min_col + 1) <= _MOST_ROWS:
            for line in range(area.min_row, area.max_row + 1):
                out[line, area.min_col] = value
    return out


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "".join(c for c in str(value) if c == "\n" or unicodedata.category(c) != "Cc").strip()


@lru_cache(maxsize=1)
def _columns() -> dict[str, str]:
    said = tomllib.loads(files("zhengpu.oversight").joinpath("columns.toml").read_text("utf-8"))
    return {wording: column for column, wordings in said["columns"].items() for wording in wordings}
