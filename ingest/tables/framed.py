"""Tables drawn in frames (├──┼──┤, +----+): wrapped cells, and cells that reach over several rows because no rule closes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Cell, Table

__all__ = ["framed_tables"]

_LINE = re.compile(r"[^\r\n]+")
_BARS, _STROKES = "│┃｜¦║├┤┬┴┼┌┐└┘╋┣┫┳┻┏┓┗┛╠╣╦╩╬╔╗╚╝", "─━═┄┈"
_PLAIN = str.maketrans(_BARS + _STROKES, "|" * len(_BARS) + "-" * len(_STROKES))
_TYPED = re.compile(r"^[^\S\n]*\+(?:[-=:]+\+)+[^\S\n]*\r?$", re.M)
"""A rule of a frame that is typed with the signs of a keyboard."""
_FRAME = re.compile(f"[├┼┣╋╠╬]|{_TYPED.pattern}", re.M)
_KEYS = str.maketrans("+=:", "|--")
_RULE = re.compile(r"[\s|-]*-[\s|-]*")
_FEWEST_COLUMNS = 2

Place = tuple[int, int]


@dataclass(slots=True)
class _Open:
    """A cell that no rule has closed yet: the row it begins in and its lines."""

    row: int
    lines: list[Place] = field(default_factory=list)


def framed_tables(text: str, are_heads: Callable[[Sequence[str]], bool]) -> Iterator[Table]:
    """Tables in frames whose first row `are_heads`. A wrapped cell gives one `Cell` a line, all in one place of the grid."""
    if not _FRAME.search(text):
        return
    plain = _TYPED.sub(lambda rule: rule[0].translate(_KEYS), text.translate(_PLAIN))
    lines = [match.span() for match in _LINE.finditer(plain) if plain[match.start() : match.end()].strip()]
    for drawn, group in groupby(lines, lambda line: "|" in plain[slice(*line)]):
        block = list(group)
        if not drawn or not any(_FRAME.search(text, *line) for line in block):
            continue
        cells = list(_cells(plain, block))
        heads = dict.fromkeys(range(1 + max((cell.column for cell in cells), default=0)), "")
        for cell in cells:
            if cell.row == 0:
                heads[cell.column] += "".join(text[cell.span.slice].split())
        if any(cell.row for cell in cells) and are_heads(list(heads.values())):
            yield Table(tuple(cells), Span(block[0][0], block[-1][1]))


def _cells(text: str, lines: Sequence[Place]) -> Iterator[Cell]:
    parted = [list(_segments(text, *line)) for line in lines]
    width = Counter(len(segments) for segments in parted).most_common(1)[0][0]
    if width < _FEWEST_COLUMNS:
        return
    row, ruled = -1, True
    waiting: dict[int, _Open] = {}
    for segments in parted:
        if len(segments) == 1 and not _RULE.fullmatch(text, *segments[0]):  # a heading across the table
            yield from _closed(waiting, list(waiting), row)
            row, ruled = row + 1, True
            yield Cell(row, 0, Span(*segments[0]), columns=width)
            continue
        if len(segments) != width:
            ruled = ruled or len(segments) == 1
            continue
        rules = [column for column, segment in enumerate(segments) if _RULE.fullmatch(text, *segment)]
        yield from _closed(waiting, rules, row)
        ruled = ruled or bool(rules)
        said = [(column, segment) for column, segment in enumerate(segments) if column not in rules and segment[0] < segment[1]]
        if (
            not ruled and 0 in waiting and said[:1] and said[0][0] == 0 and text[slice(*said[0][1])].isdecimal()
        ):  # numbered rows without rules
            yield from _closed(waiting, list(waiting), row)
            ruled = True
        if said and ruled:
            row, ruled = row + 1, False
        for column, segment in said:
            waiting.setdefault(column, _Open(row)).lines.append(segment)
    yield from _closed(waiting, list(waiting), row)


def _segments(text: str, start: int, end: int) -> Iterator[Place]:
    """What stands between the bars of a line, without blanks around it."""
    bars = [at for at in range(start, end) if text[at] == "|"]
    for left, right in pairwise(bars):
        first, last = left + 1, right
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        yield first, last


def _closed(waiting: dict[int, _Open], columns: Sequence[int], row: int) -> Iterator[Cell]:
    for column in columns:
        if cell := waiting.pop(column, None):
            for line in cell.lines:
                yield Cell(cell.row, column, Span(*line), rows=row - cell.row + 1)
