"""Rows at the edges of a table that are no rows of it: a title over its heads, notes and who filled it in below its last row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from zhengpu.ingest.bytes.draft_cell import DraftCell

__all__ = ["EdgeRows", "EdgeWords", "is_note_sheet", "without_edges"]

_LONGEST_TITLE, _LONGEST_HEAD, _FEWEST_HEADS = 60, 16, 3


@dataclass(frozen=True, slots=True)
class EdgeRows:
    """What stood over the heads, the rows that are the table's, and what stood below them."""

    above: tuple[str, ...]
    cells: tuple[DraftCell, ...]
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EdgeWords:
    """`[edge_rows]` of lines.toml."""

    counted: re.Pattern[str]
    note: re.Pattern[str]
    filled_in: re.Pattern[str]
    sheet: re.Pattern[str]

    @classmethod
    @cache
    def load(cls) -> EdgeWords:
        """From the table beside this file."""
        entry = cls.entry()
        return cls(*(re.compile(entry[key]) for key in ("counted", "note", "filled_in", "sheet")))

    @staticmethod
    def entry() -> dict[str, str]:
        """The entry as it stands in the file."""
        table = tomllib.loads(resources.files("zhengpu.ingest.bytes").joinpath("lines.toml").read_text("utf-8"))
        entry: dict[str, str] = table["edge_rows"]
        return entry


def is_note_sheet(name: str, cells: Sequence[DraftCell]) -> bool:
    """Whether a sheet holds no table, and only tells how the others are to be filled in.

    >>> is_note_sheet("Sheet1", [DraftCell(0, 0, "填表说明"), DraftCell(1, 0, "一、每月填报。")])
    True
    """
    said = [cell for cell in cells if cell.text.strip()]
    rows = {cell.row for cell in said}
    words = EdgeWords.load().sheet
    return len(rows) == len(said) > 0 and any(words.fullmatch("".join(text.split())) for text in (name, said[0].text))


def without_edges(cells: Iterable[DraftCell]) -> EdgeRows:
    """A table parted from the lines that its maker wrote into its grid.

    A title is one cell over a row of heads and counts nothing (一、 opens a part of a table that goes on); a note is one cell below the last
    row that says so or is a sentence; who filled the sheet in stands behind colons.

    >>> rows = [["甲县2025年任务表", "", ""], ["序号", "任务", "单位"], ["1", "修路", "县交通局"], ["注：每月报送。", "", ""]]
    >>> found = without_edges(DraftCell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    >>> found.above, found.below, {cell.row for cell in found.cells}
    (('甲县2025年任务表',), ('注：每月报送。',), {1, 2})
    """
    cells = tuple(cells)
    rows: dict[int, list[DraftCell]] = {}
    for cell in cells:
        if cell.text.strip():
            rows.setdefault(cell.row, []).append(cell)
    filled = sorted(rows)
    first = _first(rows, filled)
    last = _last(rows, filled, first)
    if first == 0 and last == len(filled):
        return EdgeRows((), cells, ())
    own = set(filled[first:last])
    kept = tuple(cell for cell in cells if cell.row in own or (cell.row not in rows and filled[first] < cell.row < filled[last - 1]))
    return EdgeRows(
        tuple(line for row in filled[:first] for line in _lines(rows[row])),
        kept,
        tuple(line for row in filled[last:] for line in _lines(rows[row])),
    )


def _first(rows: dict[int, list[DraftCell]], filled: Sequence[int]) -> int:
    """At which of the filled rows the heads stand, if only titles stand over them."""
    at = 0
    while at < len(filled) - 2 and len(rows[filled[at]]) == 1:
        text = rows[filled[at]][0].text.strip()
        if len(text) > _LONGEST_TITLE or rows[filled[at]][0].rows > 1 or EdgeWords.load().counted.match(text):
            return 0
        at += 1
    heads = rows[filled[at]] if at < len(filled) else []
    headlike = len(heads) >= _FEWEST_HEADS and all(len(cell.text) <= _LONGEST_HEAD and not cell.text.strip().isdecimal() for cell in heads)
    return at if headlike else 0


def _last(rows: dict[int, list[DraftCell]], filled: Sequence[int], first: int) -> int:
    """Behind which of the filled rows only notes follow."""
    words, at = EdgeWords.load(), len(filled)
    reach = max((cell.row + cell.rows for row in filled for cell in rows[row] if cell.rows > 1), default=0)
    while at > first + 2 and filled[at - 1] >= reach:
        texts = [cell.text.strip() for cell in rows[filled[at - 1]]]
        note = len(texts) == 1 and words.note.search(texts[0]) and not words.counted.match(texts[0])
        if not note and not all(map(words.filled_in.fullmatch, texts)):
            break
        at -= 1
    return at


def _lines(row: Sequence[DraftCell]) -> Iterator[str]:
    if len(row) > 1:
        yield "  ".join(cell.text.strip() for cell in row)
    else:
        yield from row[0].text.split("\n")
