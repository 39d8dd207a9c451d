"""The rows of a table that is told by its free columns alone: which of its lines belong to one row.

A row is a stretch of heights of its own. What says where it ends: a rule, a heading across the table, larger gaps within columns, lines that
stop before their column's edge, and the number that stands in its middle or at its top. The cut that is least at odds with all of them is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from zhengpu.ingest.spaced.pieces import Piece, PieceLevel, Strip, across, column_of, middles, text_width
from zhengpu.ingest.spaced.row_cuts import ColumnLine, RowCuts, RowNumber
from zhengpu.ingest.spaced.seam_signs import SeamSigns

__all__ = ["rows_of"]

_ORDINAL = re.compile(r"[（(]?(?:\d{1,3}(?:[.．-]\d{1,3}){0,3}|[一二三四五六七八九十]{1,3}|[①-⑳])[)）]?[.．、]?")
_NUMBER_COLUMNS = 3
_NEXT = 1.28
"""Lines of one cell follow within so many usual steps."""
_UNEVEN, _WIDER = 0.04, 8.0
"""Lines of one cell are apart alike but for so much; what is wider tells more, the wider it is."""
_CLOSEST = 0.95
"""No two lines of a cell stand nearer than so many signs."""
_EDGE = 1.3
"""A line that ends so many signs before its column's edge was not wrapped there."""
_WIDE, _WIDER_MIXED = 3.0, 4.0
"""So many columns of a text a sign takes, and with the room that Latin words beside it leave."""
_MOSTLY, _MERGED = 0.7, 0.6
_TELLS = 0.3
_LOOSE, _FEWEST_INSIDE = 0.15, 6
_GOES_ON, _BEGUN = "、，,（(《“/／-—", "、，。；：）)》”,;:"
_ENDS = "。；;：:！？"
_ITEM = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、]|[①-⑳]|[-—·●■◆▪]")


def rows_of(
    levels: Sequence[PieceLevel],
    strips: Sequence[Strip],
    em: float,
    rules: Sequence[float],
    *,
    again: int,
    goes_on: bool,
    exact: bool,
) -> tuple[list[list[PieceLevel]], int]:
    """The levels of each row, from top to bottom, and how many borders of rows are not sure.

    `rules` are the heights of horizontal rules; the first levels say the heads `again`; the first row `goes_on` with the last one of the page
    before; heights are `exact` on a page, while text has whole lines only.
    """
    borders = middles(strips)
    ruled = [rule for rule in rules if levels[0].y - 2 * em < rule < levels[-1].y + 2 * em]
    step = _step(levels, borders, em)
    column, numbers = _anchors(levels, borders, ruled, step)
    head = next((at for at, level in enumerate(levels) if len(level.pieces) > 2), 0)
    heads = _said(levels[head])
    alone = [across(level, strips, em) or (not exact and at > head and _said(level) == heads) for at, level in enumerate(levels)]
    blocks: list[list[int]] = [[]]
    for at, level in enumerate(levels):
        ruled_off = at and any(levels[at - 1].y < rule < level.y for rule in ruled)
        if ruled_off or alone[at] or (at and alone[at - 1]) or at == again:
            blocks.append([])
        blocks[-1].append(at)
    blocks = [block for block in blocks if block]
    by_rules = len(ruled) >= 3 and len(blocks) >= 3
    single = {block[0] for block in blocks if len(block) < 2 or alone[block[0]] or block[0] < again}
    if by_rules:
        single |= {block[0] for block in blocks if sum(block[0] <= one.first <= block[-1] for one in numbers) < 2}
    cuts, unsure = list[int](), 0
    told = [block for block in blocks if block[0] not in single]
    if told:
        kept = [at for block in told for at in block]
        own = _lines([levels[at] for at in kept], borders, em, step, exact=exact)
        place = {at: index for index, at in enumerate(kept)}
        here = tuple(
            replace(one, first=place[one.first], last=place[one.last]) for one in numbers if one.first in place and one.last in place
        )
        if len(here) > 1:
            own = _without_merged(own, column, len(here), _NEXT * step)
        found, unsure = RowCuts(
            tuple(levels[at].y for at in kept), own, step, frozenset(place[block[0]] for block in told[1:]),
            here if len(numbers) > 1 else (), column, goes_on and told[0][0] == again, exact,
        ).best()  # fmt: skip
        cuts = [kept[start] for start in found]
    starts = sorted({*cuts, *(block[0] for block in blocks)})
    return [list(levels[start:stop]) for start, stop in pairwise((*starts, len(levels)))], unsure


def _lines(
    levels: Sequence[PieceLevel], borders: Sequence[float], em: float, step: float, *, exact: bool
) -> tuple[tuple[ColumnLine, ...], ...]:
    """The lines of each column; those that do not reach as far as others of their column were not wrapped."""
    columns: list[list[tuple[int, Piece]]] = [[] for _ in range(len(borders) + 1)]
    for at, level in enumerate(levels):
        for piece in level.pieces:
            columns[column_of(piece, borders)].append((at, piece))
    fulls = [_full([piece for _, piece in column], em, exact=exact) for column in columns]
    signs, loose = _signs(columns, fulls), not exact and _is_loose(columns)
    made = []
    for column, full in zip(columns, fulls, strict=True):
        ends = [piece.text.rstrip()[-1:] in _ENDS for (_, piece), one in zip(column, full, strict=True) if not one]
        sentences = len(ends) > 2 and sum(ends) > _MOSTLY * len(ends)
        lines = list[ColumnLine]()
        for (at, piece), (next_at, below), reaches in zip(column, (*column[1:], (len(levels), None)), full, strict=False):
            # half a line up or down is a line of its own in a text
            apart = below.y - levels[at].y if below else step
            apart -= min(apart - (next_at - at), 1.0) * loose
            close = not exact and next_at - at == 2 and apart == 2 * step
            far = 1.0 if close else apart / step
            cut, join, short = _seam(piece, below, far, signs, full=reaches, sentences=sentences, exact=exact)
            lines.append(ColumnLine(at, levels[at].y, piece.text, cut, join, short))
        made.append(tuple(lines))
    return tuple(made)


def _without_merged(columns: Sequence[tuple[ColumnLine, ...]], numbers: int, rows: int, near: float) -> tuple[tuple[ColumnLine, ...], ...]:
    """Columns without those that have fewer lines, and far fewer runs of them, than there are numbered rows: cells may stand for several rows
    there, about their middle."""
    runs = [sum(below.y - line.y > near for line, below in pairwise(lines)) + 1 for lines in columns]
    merged = [at != numbers and len(lines) < rows and runs[at] < _MERGED * rows for at, lines in enumerate(columns)]
    told = {line.level for lines, one in zip(columns, merged, strict=True) if not one for line in lines}
    return tuple(
        tuple(replace(line, cut=0.0, join=0.0, short=0.0) for line in lines if line.level not in told) if one else lines
        for lines, one in zip(columns, merged, strict=True)
    )


def _full(column: Sequence[Piece], em: float, *, exact: bool) -> list[bool]:
    """Which lines of a column reach its edge, and are no whole cells or names."""
    longest = max((_reach(piece, exact=exact) for piece in column), default=0.0)
    whole = _whole([piece.text for piece in column])
    return [
        _reach(piece, exact=exact) > longest - _EDGE * (em if exact else _sign(piece)) and at not in whole
        for at, piece in enumerate(column)
    ]


def _is_loose(columns: Sequence[Sequence[tuple[int, Piece]]]) -> bool:
    """Whether a text leaves lines free within cells too, for the height of half a line: as it does where a mark joins two lines."""
    free = [
        below.y - piece.y > next_at - at
        for column in columns
        for (at, piece), (next_at, below) in pairwise(column)
        if piece.text.rstrip()[-1:] in _GOES_ON or below.text.lstrip()[:1] in _BEGUN
    ]
    return sum(free) > _LOOSE * max(len(free), _FEWEST_INSIDE)


def _signs(columns: Sequence[Sequence[tuple[int, Piece]]], fulls: Sequence[Sequence[bool]]) -> SeamSigns:
    """What lines of a table end and begin with, where they are not full, so that words end with them."""
    ends, begins = list[str](), list[str]()
    for column, full in zip(columns, fulls, strict=True):
        said = [piece.text.strip() for _, piece in column]
        ends += [line for line, one in zip(said, full, strict=True) if not one]
        begins += said[:1] + [below for (_, below), one in zip(pairwise(said), full, strict=False) if not one]
    return SeamSigns.of([piece.text.strip() for column in columns for _, piece in column], ends, begins)


def _sign(piece: Piece) -> float:
    """The columns of a text that a sign takes; where Latin words stand, lines are less alike."""
    return _WIDER_MIXED if any(sign.isascii() and sign.isalnum() for sign in piece.text) else _WIDE


def _whole(lines: Sequence[str]) -> set[int]:
    """Lines that are whole cells or names, however far they reach: the next says the same, or they come again before and behind others."""
    before: dict[str, set[str]] = {}
    behind: dict[str, set[str]] = {}
    for line, below in pairwise(lines):
        behind.setdefault(line, set()).add(below)
        before.setdefault(below, set()).add(line)
    return {at for at, (line, below) in enumerate(pairwise(lines)) if line == below or min(len(behind[line]), len(before[below])) > 1}


def _reach(piece: Piece, *, exact: bool) -> float:
    """How far a line reaches; in text, where signs of one width and of two are mixed, how wide it is."""
    return piece.x1 - piece.x0 if exact else float(text_width(piece.text, printed=True))


def _said(level: PieceLevel) -> list[str]:
    return ["".join(piece.text.split()) for piece in level.pieces]


def _anchors(levels: Sequence[PieceLevel], borders: Sequence[float], rules: Sequence[float], step: float) -> tuple[int, list[RowNumber]]:
    """The numbers of rows, in the first column that has several, and which that is; digits below each other that only together count are one."""
    for column in range(min(_NUMBER_COLUMNS, len(borders))):
        found = list(_ordinals(levels, borders, column))
        if len(found) > 1 or (found and not column):
            return column, _counted(found, step, rules)
    return -1, []


def _ordinals(levels: Sequence[PieceLevel], borders: Sequence[float], column: int) -> Iterator[tuple[int, float, str]]:
    for at, level in enumerate(levels):
        for piece in level.pieces:
            text = "".join(piece.text.split())
            if column_of(piece, borders) == column and piece.x1 < borders[column] and _ORDINAL.fullmatch(text):
                yield at, piece.y, text


def _counted(found: Sequence[tuple[int, float, str]], step: float, rules: Sequence[float]) -> list[RowNumber]:
    """Numbers as rows count on; on a further page the first may be one of two digits below each other."""
    firsts = [0]
    if len(found) > 1 and (told := found[0][2] + found[1][2]).isdecimal():
        firsts.append(int(told) - 1)
    readings = [_counting(found, before, step, rules) for before in firsts]
    return max(readings, key=lambda reading: reading[0])[1]


def _counting(found: Sequence[tuple[int, float, str]], before: int, step: float, rules: Sequence[float]) -> tuple[int, list[RowNumber]]:
    """The numbers behind one, and how many of them count on; two digits below each other are one where only that does."""
    anchors: list[RowNumber] = []
    at = on = 0
    while at < len(found):
        level, y, text = found[at]
        value = int(text) if text.isdecimal() else None
        if value is not None and value != before + 1 and at + 1 < len(found):
            below, other, rest = found[at + 1]
            close = other - y < _NEXT * step and not any(y < rule < other for rule in rules)
            if close and (text + rest).isdecimal() and int(text + rest) == before + 1:
                anchors.append(RowNumber(level, below, (y + other) / 2))
                before, at, on = before + 1, at + 2, on + 1
                continue
        anchors.append(RowNumber(level, level, y))
        on += value == before + 1
        before, at = before if value is None else value, at + 1
    return on, anchors


def _step(levels: Sequence[PieceLevel], borders: Sequence[float], em: float) -> float:
    """How far the lines of one cell stand apart: the least step within a column that is no accident."""
    last: dict[int, float] = {}
    steps = []
    for level in levels:
        for piece in level.pieces:
            column = column_of(piece, borders)
            if column in last and level.y - last[column] > _CLOSEST * em:
                steps.append(level.y - last[column])
            last[column] = level.y
    steps.sort()
    return steps[min(len(steps) // 20, 1)] if steps else em


def _seam(
    piece: Piece, below: Piece | None, far: float, signs: SeamSigns, *, full: bool, sentences: bool, exact: bool
) -> tuple[float, float, float]:
    """What parting a line from the one so many steps below it in its column costs, what joining them does, and whether it is short.

    In a column of `sentences` a full line goes on unless it ends with a stop.
    """
    if below is None:
        return 0.0, 0.0, 0.0
    said, after = piece.text.rstrip(), below.text.lstrip()
    ended = said[-1:] in _ENDS
    broken = said[-1:] in _GOES_ON or after[:1] in _BEGUN or (sentences and not ended and full)
    if far > _NEXT:
        return (0.5 if broken and far < 2 * _NEXT else 0.0), min(4 * (far - 1), 2.5) * (0.5 if broken else 1.0), 0.0
    wider = min(_WIDER * max(far - 1 - _UNEVEN, 0.0), 1.0) if exact else 0.0
    if broken:
        return 2.0 * (1 - 0.5 * wider), wider, 0.0
    if full:
        parting = 0.0 if ended or not said or not after else _TELLS * signs.parting(said[-1], after[0])
        return 0.4 * (1 - wider) + max(-parting, 0.0), 0.1 + wider + max(parting, 0.0), 0.0
    return 0.0, wider, (0.6 if ended or _ITEM.match(after) else 1.0)
