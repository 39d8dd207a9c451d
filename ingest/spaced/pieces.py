"""Stretches of signs and the heights they stand at: what tables without rules are told by."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from zhengpu.ingest.bytes.lines import cut_at

__all__ = ["Piece", "PieceLevel", "Strip", "across", "column_of", "covered", "inside", "levels_of", "middles", "pitch_of", "text_width"]

_LOOK = 6
_OVER = 1.5
"""By so many signs a wrapped cell may stand over its column's border."""

Strip = tuple[float, float]
"""From where to where no line stands between two columns."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of signs without a gap: where it stands, and which it is of those given.

    `blanks` are the single blanks in it, and the empty halves of marks: where in its text, and from where to where on the line.
    """

    text: str
    x0: float
    x1: float
    y: float
    index: int
    blanks: tuple[tuple[int, float, float], ...] = ()

    def spans(self, *, written: bool = False) -> Iterator[tuple[float, float]]:
        """The stretches between its blanks, or only between those `written`, not the rooms of marks."""
        at = self.x0
        for place, left, right in self.blanks:
            if written and self.text[place : place + 1] != " ":
                continue
            yield at, left
            at = right
        yield at, self.x1

    def parted(self, borders: Sequence[float], gap: float) -> Iterator[Piece]:
        """The piece, cut where a single blank stands between two columns."""
        piece = self
        for border in borders:
            near = [blank for blank in piece.blanks if blank[1] - gap <= border <= blank[2] + gap and piece.x0 < border < piece.x1]
            if near:
                at, left, right = min(near, key=lambda blank: abs(blank[1] + blank[2] - 2 * border))
                before, behind = cut_at(piece.text, at)
                yield Piece(before, piece.x0, left, piece.y, piece.index, tuple(one for one in piece.blanks if one[0] < at))
                gone = len(piece.text) - len(behind)
                rest = tuple((one[0] - gone, *one[1:]) for one in piece.blanks if one[0] > at)
                piece = Piece(behind, right, piece.x1, piece.y, piece.index + gone, rest)
        yield piece


@dataclass(frozen=True, slots=True)
class PieceLevel:
    """Pieces that stand at one height, from left to right; a `heading` between rows holds for what is below it, wherever it stands."""

    y: float
    pieces: tuple[Piece, ...]
    heading: bool = False

    @property
    def width(self) -> float:
        """From its left end to its right one."""
        return self.pieces[-1].x1 - self.pieces[0].x0

    def parted(self, borders: Sequence[float], gap: float) -> PieceLevel:
        """The level with its pieces cut where they stand in two columns."""
        return self if self.heading else PieceLevel(self.y, tuple(part for piece in self.pieces for part in piece.parted(borders, gap)))


def levels_of(pieces: Sequence[Piece], em: float) -> list[PieceLevel]:
    """The pieces from top to bottom, those of one height together."""
    levels: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y, piece.x0)):
        if levels and piece.y - levels[-1][0].y < 0.3 * em:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    return [PieceLevel(median(piece.y for piece in level), tuple(sorted(level, key=lambda piece: piece.x0))) for level in levels]


def pitch_of(levels: Sequence[PieceLevel]) -> float:
    """How far one line usually stands below another that it stands under; lines of other columns may stand between."""
    steps: list[float] = []
    for at, level in enumerate(levels):
        for piece in level.pieces:
            above = (
                one.y for up in reversed(levels[max(at - _LOOK, 0) : at]) for one in up.pieces if one.x0 < piece.x1 and piece.x0 < one.x1
            )
            if (y := next(above, None)) is not None:
                steps.append(piece.y - y)
    steps.sort()
    return steps[len(steps) // 4] if steps else 1.0


def middles(strips: Sequence[Strip]) -> list[float]:
    """The borders of columns: in the middle of what is free between them."""
    return [(left + right) / 2 for left, right in strips]


def column_of(piece: Piece, borders: Sequence[float]) -> int:
    """The column that a piece stands in by its middle."""
    return sum(border < (piece.x0 + piece.x1) / 2 for border in borders)


def inside(level: PieceLevel, strips: Sequence[Strip], em: float) -> bool:
    """Whether every piece stands in one column; a little beyond its border is no matter."""
    return not any(_over(piece, strip, em) for piece in level.pieces for strip in strips)


def across(level: PieceLevel, strips: Sequence[Strip], em: float) -> bool:
    """A line of one piece over several columns, or told as such by its number: a heading between rows."""
    return level.heading or (len(level.pieces) == 1 and not inside(level, strips, em))


def covered(piece: Piece, strips: Sequence[Strip], em: float) -> tuple[int, int]:
    """The first and the last column that a piece stands in: a head over several columns covers what is free between them."""
    over = [at for at, strip in enumerate(strips) if _over(piece, strip, em)]
    column = column_of(piece, middles(strips))
    return (min(over[0], column), max(over[-1] + 1, column)) if over else (column, column)


def _over(piece: Piece, strip: Strip, em: float) -> bool:
    left, right = strip
    border = (left + right) / 2
    return piece.x0 < left and right < piece.x1 and piece.x0 + _OVER * em < border < piece.x1 - _OVER * em


def text_width(text: str, *, printed: bool = False) -> int:
    """The columns that a text takes where Chinese signs take two; `printed` in a Chinese font quotation marks and dashes do so too.

    >>> text_width("第1条"), text_width("“一网通办”"), text_width("“一网通办”", printed=True)
    (5, 10, 12)
    """
    wide = "WFA" if printed else "WF"
    return sum(2 if unicodedata.east_asian_width(char) in wide else 1 for char in text)
