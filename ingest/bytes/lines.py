"""Signs on a page → lines in reading order. Shared by every format that says where signs stand (pdf, ofd, recognised pictures)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from statistics import median

__all__ = ["GAP", "Glyph", "SignLine", "cut_at", "join", "lines_of", "reading_order"]

GAP = 2
_ABOVE, _BELOW = 0.9, 0.16
"""From so many blanks on a gap in a row is one between columns; within running text there is never more than one."""

_FEWEST_SET_IN = 3
_HANGING = "，。、；：）》”"
_MARKS = "，。、；：！？”’）》】〕"
_FREED = 0.2
"""A sign that stands so far behind a mark's ink, in ems, may be another column's: marks hang over the edge of theirs."""
_WORD = re.compile(r"[A-Za-z]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A sign and its place in points from the page's upper left corner; `y` is the line it stands on, `em` its width if Chinese."""

    text: str
    x0: float
    x1: float
    y: float
    em: float


@dataclass(frozen=True, slots=True)
class SignLine:
    """A line of signs; `em` is the width of a Chinese sign in it, `column` tells the columns of running text on a page apart.

    `blanks` are the blanks in it: where in its text, and from where to where on the line; also the empty half of a mark's room, where the
    text has no blank. `page` counts from 1, once the line is written down.
    """

    text: str
    x0: float
    x1: float
    y: float
    em: float
    column: int = 0
    blanks: tuple[tuple[int, float, float], ...] = ()
    page: int = 0

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom; signs reach a little below the line they stand on."""
        return (self.x0, self.y - _ABOVE * self.em, self.x1, self.y + _BELOW * self.em)


def lines_of(glyphs: Iterable[Glyph], *, apart: float = 1.8) -> list[SignLine]:
    """Lines from top to bottom; a row with a gap of more than `apart` em in it gives several.

    >>> row = [Glyph("县", 0, 10, 50, 10), Glyph("局", 10, 20, 50.4, 10), Glyph("2", 23, 28, 50, 10), Glyph("左", 80, 90, 50, 10)]
    >>> [line.text for line in lines_of(row)]
    ['县局2', '左']
    """
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.y, glyph.x0)):
        # a row may drift a little (signs of another font, superscripts), but no sign joins one a third of a sign away from its first
        if rows and glyph.y - rows[-1][0].y < 0.35 * max(rows[-1][0].em, glyph.em):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [line for row in rows for line in _segments(sorted(row, key=lambda glyph: glyph.x0), apart)]


def _segments(row: Sequence[Glyph], apart: float) -> Iterable[SignLine]:
    em = median([glyph.em for glyph in row])
    part: list[Glyph] = []
    for glyph in row:
        if part and glyph.text == part[-1].text and glyph.x0 < (part[-1].x0 + part[-1].x1) / 2:
            continue  # printed twice to look bold
        if part and glyph.x0 - part[-1].x1 > apart * em:  # a blank that sets the next column's paragraph in bridges no gap
            yield _line(part, em)
            part = []
        if part or glyph.text.strip():
            part.append(glyph)
    if part:
        yield _line(part, em)


def _line(part: Sequence[Glyph], em: float) -> SignLine:
    shown = [glyph for glyph in part if glyph.text.strip()]
    spaced = {id(after) for before, after in pairwise(part) if not before.text.strip()}
    text, blanks = "", list[tuple[int, float, float]]()
    for before, glyph in zip((None, *shown), shown, strict=False):
        if before and (id(glyph) in spaced or (glyph.x0 - before.x1 > 0.35 * em and not _PRIVATE.match(before.text))):
            blanks.append((len(text), _inked(before), glyph.x0))
            text += " "
        elif before and before.text in _MARKS and glyph.x0 - _inked(before) > _FREED * em:
            blanks.append((len(text), _inked(before), glyph.x0))
        text += re.sub(r"\s+", " ", glyph.text.strip())
    return SignLine(text, shown[0].x0, max(glyph.x1 for glyph in shown), median([glyph.y for glyph in shown]), em, 0, tuple(blanks))


def _inked(glyph: Glyph) -> float:
    """Where a sign's ink ends: a closing mark takes the left half of its room only."""
    return glyph.x1 - (0.5 * glyph.em if glyph.text in _MARKS and glyph.x1 - glyph.x0 > 0.8 * glyph.em else 0.0)


def cut_at(text: str, at: int) -> tuple[str, str]:
    """A text's parts before and behind a blank of its line; the blank itself, where there is one, goes.

    >>> cut_at("办好，县局", 3), cut_at("办好 县局", 2)
    (('办好，', '县局'), ('办好', '县局'))
    """
    return text[:at], text[at + (text[at : at + 1] == " ") :]


def join(before: str, after: str) -> str:
    """One line after the other: with a blank between Latin words, without one between Chinese.

    >>> join("全省规模以", "上企业"), join("open", "source")
    ('全省规模以上企业', 'open source')
    """
    between = " " if _WORD.match(before[-1:]) and _WORD.match(after[:1]) else ""
    return f"{before}{between}{after}"


def reading_order(lines: Sequence[SignLine], width: float) -> list[SignLine]:
    """The lines of a page with columns of prose: what stands left of the gutter before what stands right of it.

    A line across the gutter (a title over both columns) ends the columns above it. Without a gutter rows stay rows, their parts
    as far apart in blanks as on the page, so that columns drawn without ruling can still be told.
    """
    ordered = sorted(lines, key=lambda line: (line.y, line.x0))
    gutter = _gutter(lines, width)
    if gutter is None:
        return _rows(ordered)
    result: list[SignLine] = []
    left: list[SignLine] = []
    right: list[SignLine] = []
    for line in (part for whole in ordered for part in _parted(whole, gutter)):
        if line.x1 <= gutter:
            left.append(replace(line, column=1))
        elif line.x0 >= gutter:
            right.append(replace(line, column=2))
        else:
            result += [*_rows(left), *_rows(right), line]
            left, right = [], []
    return [*result, *_rows(left), *_rows(right)]


def _parted(line: SignLine, gutter: float) -> Iterator[SignLine]:
    """A line cut at the gutter, where marks that hang over the left column's edge come near the right one."""
    at, left, right = next((blank for blank in line.blanks if blank[1] <= gutter <= blank[2]), (0, 0.0, 0.0))
    if not at:
        yield line
        return
    before, behind = cut_at(line.text, at)
    yield replace(line, text=before, x1=left, blanks=tuple(blank for blank in line.blanks if blank[0] < at))
    rest = tuple((blank[0] - len(line.text) + len(behind), *blank[1:]) for blank in line.blanks if blank[0] > at)
    yield replace(line, text=behind, x0=right, blanks=rest)


def _rows(lines: Sequence[SignLine]) -> list[SignLine]:
    """Parts of one row put together again."""
    rows: list[list[SignLine]] = []
    for line in lines:
        if rows and line.y - rows[-1][0].y < 0.35 * line.em:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [reduce(_beside, sorted(row, key=lambda line: line.x0)) for row in rows]


def _beside(left: SignLine, right: SignLine) -> SignLine:
    blanks = max(GAP, round((right.x0 - left.x1) / (0.5 * left.em)))
    return replace(left, text=f"{left.text}{' ' * blanks}{right.text}", x1=max(left.x1, right.x1))


def _gutter(lines: Sequence[SignLine], width: float) -> float | None:
    """Where two columns of prose part: few lines cross it, and on either side most end together or paragraphs are set in, as in no table."""
    found: list[tuple[int, float, float]] = []
    for x in sorted({round(line.x0) for line in lines if 0.35 * width < line.x0 < 0.65 * width}):
        gutter = x - 2.0
        left = [line for line in lines if line.x1 <= gutter]
        right = [line for line in lines if line.x0 >= gutter]
        crossing = len(lines) - len(left) - len(right)
        if min(len(left), len(right)) < 5 or crossing > 0.3 * len(lines):
            continue
        top = max(min(line.y for line in side) for side in (left, right))
        bottom = min(max(line.y for line in side) for side in (left, right))
        beside = sum(top < line.y < bottom for line in lines)
        across = beside - sum(top < line.y < bottom for line in (*left, *right))  # titles stand above both columns
        filled = _full(left) >= 0.3 * len(left) and _full(left) + _full(right) >= 0.5 * (len(left) + len(right))
        if filled or (across <= 0.1 * beside and min(_set_in(left), _set_in(right)) >= _FEWEST_SET_IN):
            found.append((crossing, max(line.x1 for line in left) - min(line.x0 for line in right), gutter))
    return min(found)[2] if found else None


def _set_in(lines: Sequence[SignLine]) -> int:
    """How many lines begin two signs behind the column's edge, as paragraphs do and cells do not."""
    edge = min(line.x0 for line in lines)
    return sum(abs(line.x0 - edge - 2 * line.em) < 0.3 * line.em for line in lines)


def _full(lines: Sequence[SignLine]) -> int:
    """How many lines end where the longest do, marks that hang over the edge aside."""
    edge = max(line.x1 - line.em * (line.text[-1:] in _HANGING) for line in lines)
    return sum(line.x1 > edge - 1.6 * line.em and line.x1 - line.x0 > 6 * line.em for line in lines)
