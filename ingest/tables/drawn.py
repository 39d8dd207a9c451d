"""Tables that only the text shows: drawn with bars, with tabs, or with aligned columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Cell, Table

__all__ = ["tables_in_text"]

_GAP = re.compile(r"[ \u3000\xa0]{2,}|\t+|\u3000")
_FEWEST_COLUMNS = 3
_PIPE_RULE = re.compile(r"^[\s|:+-]+$")
_FRAME = re.compile("[│┃｜¦║]")
_BARS = str.maketrans("│┃｜¦║─━═┄┈", "|||||-----")


def tables_in_text(text: str, are_heads: Callable[[Sequence[str]], bool], heading: re.Pattern[str]) -> Iterator[Table]:
    """Tables drawn with tabs, bars or aligned columns, found by a line whose cells `are_heads`; a `heading` may stand between rows."""
    text = text.translate(_BARS) if _FRAME.search(text) else text
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\r\n]+", text)]
    i = 0
    while i < len(lines):
        start, end = lines[i]
        line = text[start:end]
        if (len(line) <= 200 and _GAP.search(line.strip())) or "|" in line:
            chunks = list(_chunks(text, start, end))
            if len(chunks) >= _FEWEST_COLUMNS and are_heads([text[a:b] for a, b in chunks]):
                cells, after = _read_rows(text, lines, i, chunks, heading)
                if after > i + 1:
                    above = i and _is_rule(text[slice(*lines[i - 1])])
                    yield Table(tuple(cells), Span(lines[i - 1][0] if above else start, lines[after - 1][1]))
                    i = after
                    continue
        i += 1


def _chunks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells of one line: between bars, tabs, or wide gaps."""
    line = text[start:end]
    separator = re.compile(r"\|") if "|" in line else re.compile(r"\t") if "\t" in line else _GAP
    position = start
    for match in separator.finditer(line):
        if start + match.start() > position or separator is not _GAP:
            yield _stripped(text, position, start + match.start())
        position = start + match.end()
    yield _stripped(text, position, end)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _read_rows(
    text: str, lines: Sequence[tuple[int, int]], first: int, heads: Sequence[tuple[int, int]], heading: re.Pattern[str]
) -> tuple[list[Cell], int]:
    """The rows below a line of heads, and the line after the table. A `heading` between rows is a row of one cell."""
    head_line = text[slice(*lines[first])]
    bar = "|" if "|" in head_line else "\t" if "\t" in head_line else ""
    cells = [Cell(0, c, Span(a, b)) for c, (a, b) in enumerate(heads)]
    columns = [_width(text[lines[first][0] : a]) for a, _ in heads]
    row, i = 0, first + 1
    while i < len(lines):
        start, end = lines[i]
        line = text[start:end]
        parted = _parted(line, bar)
        if not parted and heading.match(line.strip()) and i + 1 < len(lines) and _parted(text[slice(*lines[i + 1])], bar):
            row += 1
            cells.append(Cell(row, 0, Span(*_stripped(text, start, end)), columns=len(heads)))
            i += 1
            continue
        if bar:
            if _is_rule(line):
                i += 1
                continue
            if not parted:
                break
            chunks = list(_chunks(text, start, end))
            last = cells[-1]
            if row and last.columns == 1 and len(chunks) > 1 and last.column + len(chunks) == len(heads):  # its last cell goes on here
                (_, stop), *chunks = chunks
                cells.pop()
                cells.append(Cell(row, last.column, Span(last.span.start, stop)))
                cells.extend(Cell(row, last.column + c, Span(a, b)) for c, (a, b) in enumerate(chunks, 1))
            else:
                row += 1
                cells.extend(Cell(row, c, Span(a, b)) for c, (a, b) in enumerate(chunks[: len(heads)]))
        else:
            chunks = [chunk for chunk in _chunks(text, start, end) if chunk[1] > chunk[0]]
            if len(chunks) < 2:
                break
            places = [min(range(len(columns)), key=lambda c: abs(columns[c] - _width(text[start : chunk[0]]))) for chunk in chunks]
            if len(chunks) == len(heads):
                places = list(range(len(heads)))
            row += 1
            cells.extend(Cell(row, c, Span(a, b)) for c, (a, b) in zip(places, chunks, strict=True))
        i += 1
    return cells, i


def _is_rule(line: str) -> bool:
    return _PIPE_RULE.match(line) is not None and ("|" in line or "+" in line)


def _parted(line: str, bar: str) -> bool:
    return bar in line if bar else len(_GAP.split(line.strip())) > 1


def _width(text: str) -> int:
    """How many columns of a fixed-width screen a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 8 if c == "\t" else 1 for c in text)
