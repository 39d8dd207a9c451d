"""Text as it is laid out with signs alone: lines of a width, columns by width or by characters, drawn frames."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

__all__ = ["aligned", "drawn", "piped", "tabbed", "wide", "wrapped"]

Rows = Sequence[Sequence[str]]


def wide(text: str) -> int:
    """Columns that a text takes on a terminal.

    >>> wide("第1条")
    5
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines no wider than `width`, the first set in; marks that may not begin a line hang.

    >>> wrapped("一二三四，五六", 8)
    ['一二三四，', '五六']
    """
    lines, line = [], indent
    for sign in text:
        if wide(line + sign) > width and sign not in "，。；、：）”":
            lines.append(line)
            line = ""
        line += sign
    return [*lines, line]


def _cells(rows: Rows, widths: Sequence[int]) -> list[list[list[str]]]:
    """Every row's cells, wrapped."""
    return [[wrapped(cell, width) for cell, width in zip(row, widths, strict=True)] for row in rows]


def _widths(rows: Rows, longest: int) -> list[int]:
    return [min(max(wide(row[column]) for row in rows), longest) + 2 for column in range(len(rows[0]))]


def tabbed(rows: Rows) -> str:
    """A row a line, a tab between cells."""
    return "\n".join("\t".join(row) for row in rows)


def piped(rows: Rows) -> str:
    """A table as Markdown writes it."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def aligned(rows: Rows, longest: int = 28, *, by_characters: bool = False, apart: bool = False) -> str:
    """Columns set with blanks, counted in terminal columns or in characters; long cells go on below; `apart` leaves a line between rows."""
    widths = _widths(rows, longest)
    lines: list[str] = []
    for cells in _cells(rows, [width - 2 for width in widths]):
        for height in range(max(map(len, cells))):
            line = ""
            for cell, width in zip(cells, widths, strict=True):
                text = cell[height] if height < len(cell) else ""
                room = (width // 2 + 4 - len(text)) if by_characters else (width + 2 - wide(text))
                line += text + " " * max(room, 1)
            lines.append(line.rstrip())
        if apart:
            lines.append("")
    return "\n".join(lines)


def drawn(rows: Rows, longest: int = 28) -> str:
    """A frame of box signs."""
    widths = _widths(rows, longest)
    bars = ["─" * (width // 2 + 1) for width in widths]
    lines = ["┌" + "┬".join(bars) + "┐"]
    for number, cells in enumerate(_cells(rows, [width - 2 for width in widths])):
        if number:
            lines.append("├" + "┼".join(bars) + "┤")
        for height in range(max(map(len, cells))):
            texts = (cell[height] if height < len(cell) else "" for cell in cells)
            room = ((width // 2 + 1) * 2 for width in widths)
            lines.append("│" + "│".join(text + " " * max(space - wide(text), 0) for text, space in zip(texts, room, strict=True)) + "│")
    return "\n".join([*lines, "└" + "┴".join(bars) + "┘"])
