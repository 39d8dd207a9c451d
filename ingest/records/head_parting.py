"""A table that goes on over a page with two of its columns read as one: its cells are parted again where its own heads stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from zhengpu.graph.chinese import Passage
from zhengpu.graph.facts import Span
from zhengpu.ingest.records.record_grid import GridHeads, together
from zhengpu.ingest.spaced.pieces import text_width
from zhengpu.ingest.tables.squares import Matrix, Square, filled

__all__ = ["parted_again"]


def parted_again(text: str, cells: Matrix, heads: GridHeads, before: Sequence[str]) -> Matrix | None:
    """The grid with as many columns as the table above has heads (`before`); None where its heads are not theirs, joined."""
    said = ["".join(head.text.split()) for head in heads.heads]
    shares = _shares(said, before)
    if shares is None or all(number == 1 for number in shares):
        return None
    borders = [_borders(text, heads.heads[i], number) for i, number in enumerate(shares)]
    made: Matrix = []
    for at, row in enumerate(cells):
        whole = filled(row)
        if len(whole) == 1 and len(row) > 1:
            made.append([next(iter(whole.values()))] * len(before))
            continue
        squares: list[Square] = []
        for i, columns in enumerate(heads.columns):
            passage = together(row, columns)
            for part in _split(text, passage, borders[i]) if shares[i] > 1 else [passage]:
                squares.append(Square(part, -(1 + at * len(before) + len(squares))))
        made.append(squares)
    return made


def _shares(said: Sequence[str], before: Sequence[str]) -> list[int] | None:
    """How many of the heads above each head here is made of."""
    out, at = [], 0
    for head in said:
        number, rest = 0, head
        while rest and at < len(before):
            own = sorted(before[at])
            if not set(own) <= set(rest):
                return None
            for char in own:
                rest = rest.replace(char, "", 1)
            at, number = at + 1, number + 1
        if rest or not number:
            return None
        out.append(number)
    return out if at == len(before) else None


def _stretches(text: str, passage: Passage, gap: int = 2) -> list[tuple[float, Passage]]:
    """What stands together in a line (blanks below `gap` do not part), with the middle of its place there."""
    out: list[tuple[float, Passage]] = []
    start = 0
    for at in range(1, len(passage) + 1):
        if at == len(passage) or passage.offsets[at] > passage.offsets[at - 1] + gap or passage.text[at] == "\n":
            own = passage.cut(start, at)
            if own.text.strip():
                span = Span(own.offsets[0], own.offsets[-1] + 1)
                line = text.rfind("\n", 0, span.start) + 1
                left = text_width(text[line : span.start])
                out.append((left + text_width(text[span.slice]) / 2, own))
            start = at
    return out


def _borders(text: str, head: Passage, number: int) -> list[float]:
    """Where the heads that were read as one part: in the middle of the widest gaps between their places."""
    middles = sorted(middle for middle, _ in _stretches(text, head))
    gaps = sorted(pairwise(middles), key=lambda pair: pair[0] - pair[1])[: number - 1]
    return sorted((left + right) / 2 for left, right in gaps)


def _split(text: str, passage: Passage, borders: Sequence[float]) -> list[Passage]:
    """The parts of a cell: in order where a line has one for each column, else by their places."""
    parts = [Passage("", ()) for _ in range(len(borders) + 1)]
    lines: dict[int, list[tuple[float, Passage]]] = {}
    for middle, own in _stretches(text, passage, 1):
        lines.setdefault(text.rfind("\n", 0, own.offsets[0]), []).append((middle, own))
    for line in lines.values():
        whole = len(line) == len(parts)  # blanks that fill a line out move what stands behind them
        for n, (middle, own) in enumerate(line):
            at = n if whole else sum(middle > border for border in borders)
            parts[at] = parts[at] + own
    return parts
