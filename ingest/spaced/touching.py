"""Lines of two cells that a text sets only a blank apart, because they nearly touch on paper: what follows is pushed out of its column.

Where they part is told by how wide the cells of both columns are elsewhere, and by the blank: beside Latin words and digits every text has
one, between two Chinese signs only an end has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from zhengpu.ingest.spaced.pieces import Piece, PieceLevel, Strip, column_of, covered, inside, middles, text_width

__all__ = ["parted_by_width", "touches"]

_SIGN = "\u4e00-\u9fff）》」』”"
_SPACED = re.compile(f"(?<=[{_SIGN}]{{2}}) (?=[\u4e00-\u9fff（《「『“]{{2}})")
_ROOM = 2
"""A line may be so many columns of a text (one sign) wider than all other cells of its column."""
_FEWEST = 2


def touches(piece: Piece) -> bool:
    """Whether a line has a blank between Chinese words, where one cell may end and another begin; a justified line has one behind each sign.

    >>> [touches(Piece(text, 0.0, 9.0, 0.0, 0)) for text in ("县水利局 县财政局", "建成 5 个 AI 平台", "工 智 能 领 军", "县水利局")]
    [True, False, False, False]
    """
    return _SPACED.search(piece.text) is not None


def parted_by_width(levels: Sequence[PieceLevel], strips: Sequence[Strip], em: float) -> list[PieceLevel]:
    """The levels, with lines that stand over several columns cut at blanks so that each part fits into its own; as they are where none does.

    >>> row = PieceLevel(0.0, (Piece("县水利局", 0.0, 4.0, 0.0, 0), Piece("修好水渠", 9.0, 13.0, 0.0, 9)))
    >>> line = PieceLevel(1.0, (Piece("县教育局 办好学校", 2.0, 11.0, 1.0, 20, ((4, 6.0, 7.0),)),))
    >>> [(piece.text, piece.index) for piece in parted_by_width([row, line], [(4.0, 9.0)], 1.0)[1].pieces]
    [('县教育局', 20), ('办好学校', 25)]
    """
    borders = middles(strips)
    widest = [0] * (len(strips) + 1)
    for level in levels:
        for piece in level.pieces:
            parts = list(piece.parted(borders, 0.5 * em))
            if level.heading or (len(parts) > 1) != touches(piece):
                continue
            for part in parts:
                if inside(PieceLevel(level.y, (part,)), strips, em):
                    column = column_of(part, borders)
                    widest[column] = max(widest[column], text_width(part.text, printed=True))
    made = []
    for level in levels:
        parts = [part for piece in level.pieces for part in _near(piece, strips, widest, em)]
        parts = [piece for part in parts for piece in _parted(part, parts, strips, widest, em)]
        made.append(level if level.heading else replace(level, pieces=tuple(parts)))
    return made


def _near(piece: Piece, strips: Sequence[Strip], widest: Sequence[int], em: float) -> Sequence[Piece]:
    """A line cut at the blanks that stand at borders, but not at those beside Latin words where its column has room for all of it."""
    parts = list(piece.parted(middles(strips), 0.5 * em))
    column = column_of(parts[0], middles(strips))
    if len(parts) > 1 and not touches(piece) and text_width(piece.text, printed=True) <= widest[column] + _ROOM:
        return (_placed(piece, 0, piece.text, column, strips, em),)
    return parts


def _parted(piece: Piece, beside: Sequence[Piece], strips: Sequence[Strip], widest: Sequence[int], em: float) -> Sequence[Piece]:
    """A line cut at as many blanks between Chinese words as it stands over borders, where nothing else stands in its columns; one that is
    wider than its column, at one of them."""
    taken = {column_of(one, middles(strips)) for one in beside if one is not piece}
    for first, last in _reaches(piece, strips, widest, em):
        if taken.intersection(range(first, last + 1)):
            continue
        for cuts in combinations([found.start() for found in _SPACED.finditer(piece.text)], last - first):
            parts = _cut(piece, cuts)
            if all(text_width(part, printed=True) <= widest[first + at] + _ROOM for at, (_, part) in enumerate(parts)):
                return [_placed(piece, *part, first + at, strips, em) for at, part in enumerate(parts)]
    return (piece,)


def _reaches(piece: Piece, strips: Sequence[Strip], widest: Sequence[int], em: float) -> Sequence[tuple[int, int]]:
    """The first and last column that a line may stand in, where it may stand in several."""
    first, last = covered(piece, strips, em)
    if first < last:
        return ((first, last),)
    if text_width(piece.text, printed=True) <= widest[first] + _ROOM:
        return ()
    return tuple(pair for pair in ((first, first + 1), (first - 1, first)) if pair[0] >= 0 and pair[1] < len(widest))


def _cut(piece: Piece, places: Sequence[int]) -> list[tuple[int, str]]:
    starts = [0, *(at + 1 for at in places)]
    return [(start, piece.text[start:stop]) for start, stop in zip(starts, [*places, len(piece.text)], strict=True)]


def _placed(piece: Piece, at: int, text: str, column: int, strips: Sequence[Strip], em: float) -> Piece:
    """A part of a line as a line of its column, wherever it was pushed to."""
    left = strips[column - 1][1] if column else piece.x0
    right = strips[column][0] if column < len(strips) else max(piece.x1, left + em)
    return Piece(text, left, max(right, left), piece.y, piece.index + at)
