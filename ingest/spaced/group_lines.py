"""Headings between the rows of a table, wherever on the line they stand: told by their numbers, which count on from one to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zhengpu.graph.numerals import HAN, read
from zhengpu.ingest.spaced.pieces import PieceLevel

__all__ = ["grouped"]

_NUMBERED = re.compile(rf"(?P<open>[（(]?)(?P<number>{HAN})(?P<close>[)）、])(?P<said>.*)")


def grouped(levels: Sequence[PieceLevel]) -> list[PieceLevel]:
    """Levels, of which those are told to be headings that have a line to themselves, a number each, one more than the last, and rows between.

    The items of a cell are numbered too, but stand below each other without another cell between, or begin again in the next cell.

    >>> from zhengpu.ingest.spaced.pieces import Piece, levels_of
    >>> said = ["（一）夯实基础", "修路  县交通局", "（二）扩大应用", "架桥  县住建局"]
    >>> pieces = [Piece(t, 9.0 * x, 9.0 * x + len(t), y, 0) for y, line in enumerate(said) for x, t in enumerate(line.split("  "))]
    >>> [level.heading for level in grouped(levels_of(pieces, 1.0))]
    [True, False, True, False]
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for at, level in enumerate(levels):
        match = _NUMBERED.fullmatch("".join(level.pieces[0].text.split())) if len(level.pieces) == 1 else None
        if match and match["said"] and (value := read(match["number"])) is not None:
            found.setdefault(match["open"] + match["close"], []).append((at, int(value)))
    told = {at for own in found.values() if _counts_on(own, levels) for at, _ in own}
    return [replace(level, heading=True) if at in told else level for at, level in enumerate(levels)]


def _counts_on(found: Sequence[tuple[int, int]], levels: Sequence[PieceLevel]) -> bool:
    """Whether numbers go up by one, and a line of several cells stands behind each but a last line."""
    ends = [at for at, _ in found[1:]] + [len(levels)]
    apart = all(
        stop == len(levels) == at + 1 or any(len(level.pieces) > 1 for level in levels[at + 1 : stop])
        for (at, _), stop in zip(found, ends, strict=True)
    )
    return apart and all(value == found[0][1] + count for count, (_, value) in enumerate(found))
