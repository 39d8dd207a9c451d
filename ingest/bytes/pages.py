"""Pages → document: page numbers and running heads marked, wrapped lines joined, tables joined across pages."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from itertools import pairwise

from zhengpu.graph.cleaning import COUNTED_PART
from zhengpu.graph.sheets.sheet_book import Sheet
from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.bytes.lines import GAP, SignLine, join
from zhengpu.ingest.spaced.page_seams import SURE, PageRow, RowCell, resuming

__all__ = ["DrawnTable", "PageNumbers", "TextPage", "cell_text", "is_listed", "write"]

_EDGE = 4.0
"""Points by which the columns of one table may differ from page to page."""

_NARROWEST = 0.5
"""Running text in one column takes more than so much of a page's width."""

_LOOKED_AT = 30
"""So many rows on either side of a page's end tell what is usual."""
_FEWEST_LISTED, _LISTED = 1, 0.4
_MARKED = "、，；。：,;"
_ITEM = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、]|[①-⑳]")


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table as drawn on one page: its cells and where its columns begin and end."""

    cells: tuple[DraftCell, ...]
    edges: tuple[float, ...]
    free: tuple[tuple[float, float], ...] = ()
    """Where its columns are told by the room between them: from where to where that is free."""
    full: frozenset[tuple[int, int]] = frozenset()
    """Row and column of cells whose last line reaches its column's edge without an end: they may go on on the next page."""
    heights: Mapping[tuple[int, int], int] = field(default_factory=dict, hash=False)
    """By row and column, of how many lines a cell is."""
    unsure: int = 0
    """How many borders of rows might as well stand elsewhere."""
    heads: frozenset[str] = frozenset()
    """What the lines of its heads say, where its columns are told by the room between them."""

    @property
    def between(self) -> tuple[tuple[float, float], ...]:
        """From where to where one column ends and the next begins."""
        return self.free or tuple((edge, edge) for edge in self.edges[1:-1])

    def goes_on_in(self, below: DrawnTable) -> bool:
        """Whether a table on the next page has the same columns."""
        return len(self.edges) == len(below.edges) and all(
            abs(one - other) <= _EDGE for one, other in zip(self.edges, below.edges, strict=True)
        )


@dataclass(frozen=True, slots=True)
class TextPage:
    """Lines and tables in reading order; `turn` is how the page stands to be read (see `Sheet`)."""

    width: float
    height: float
    items: tuple[SignLine | DrawnTable, ...]
    turn: int | None = None

    @property
    def sheet(self) -> Sheet:
        """The page as such."""
        return Sheet(self.width, self.height, self.turn)


@dataclass(frozen=True, slots=True)
class PageNumbers:
    """`layout.toml`: how page numbers look."""

    forms: re.Pattern[str]

    @classmethod
    def load(cls) -> PageNumbers:
        """From the table beside this file."""
        table = tomllib.loads(resources.files("zhengpu.ingest.bytes").joinpath("lines.toml").read_text("utf-8"))
        return cls(re.compile("|".join(f"(?:{one['form']})" for one in table["page_numbers"])))

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.forms.fullmatch("".join(text.split())) is not None


def write(draft: Draft, pages: Sequence[TextPage]) -> None:
    """Writes pages down. Furniture comes after the paragraph or table it interrupts."""
    furniture = _furniture(pages)
    usual = _margins([line for page in pages for line in _lines(page) if not line.column])
    first = _margins([line for page in pages for line in _lines(page) if line.column == 1])
    flow = _Flow(draft)
    width = 0.0
    for number, page in enumerate(pages):
        draft.sheet(page.sheet)
        if page.width != width:  # a sheet turned round begins something new
            flow.end()
        width = page.width
        columns = {line.column for line in _lines(page)}
        margins = {
            column: _page_margins([line for line in _lines(page) if line.column == column], usual, first, page.width) for column in columns
        }
        for item in page.items:
            if isinstance(item, DrawnTable):
                flow.table(_on_page(item, number + 1))
            elif (number, item) in furniture:
                flow.aside(replace(item, page=number + 1))
            else:
                flow.line(replace(item, page=number + 1), margins[item.column])
    flow.end()


def _on_page(table: DrawnTable, number: int) -> DrawnTable:
    """The table with the page's number (from 1) on its lines."""
    cells = (replace(cell, lines=tuple(replace(line, page=number) for line in cell.lines)) for cell in table.cells)
    return replace(table, cells=tuple(cells))


def _page_margins(lines: Sequence[SignLine], usual: _Margins | None, first: _Margins | None, width: float) -> _Margins | None:
    """Those of a page's (or column's) own lines where they are enough to tell."""
    own = _margins(lines)
    if own is None or usual is None or lines[0].column:
        return own or usual
    told = own if own.sure and own.right > usual.right - 4 * own.em else usual  # a page of short lines does not show its edge
    if told.right - told.left > _NARROWEST * width:
        return told
    return first if first and abs(first.left - told.left) < first.em else None  # the left column only, as on a last page


class _Flow:
    """What is being written: a paragraph or a table that may go on, and the furniture met meanwhile."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._paragraph = ""
        self._lines: list[SignLine] = []
        self._last: SignLine | None = None
        self._margins: _Margins | None = None
        self._grid: DrawnTable | None = None
        self._aside: list[SignLine] = []

    def line(self, line: SignLine, margins: _Margins | None) -> None:
        same = not self._last or self._last.column == line.column
        if self._last and margins and margins.continues(self._last, line, margins if same else self._margins):
            self._paragraph = join(self._paragraph, line.text)
        else:
            self.end()
            self._paragraph = line.text
        self._lines.append(line)
        self._last, self._margins = line, margins

    def table(self, grid: DrawnTable) -> None:
        joined = _joined(self._grid, grid) if self._grid else None
        if joined is None:
            self.end()
        self._grid = joined or grid

    def aside(self, line: SignLine) -> None:
        self._aside.append(line)

    def end(self) -> None:
        self._draft.paragraph(self._paragraph, self._lines)
        if self._grid:
            self._draft.table(self._grid.cells, self._grid.unsure)
        for line in self._aside:
            self._draft.furniture(line.text, (line,))
        self._paragraph, self._last, self._grid = "", None, None
        self._lines.clear()
        self._aside.clear()


def _lines(page: TextPage) -> list[SignLine]:
    return [item for item in page.items if isinstance(item, SignLine)]


@dataclass(frozen=True, slots=True)
class _Margins:
    """Between which edges the running text stands, and how large it is."""

    left: float
    right: float
    em: float
    sure: bool

    def continues(self, before: SignLine, line: SignLine, above: _Margins | None) -> bool:
        """Whether a line goes on with the sentence of the one before: that one is full, this one not set in; `above` are that one's margins."""
        if abs(before.em - line.em) > 0.15 * self.em or line.em > 1.2 * self.em:
            return False
        if " " * GAP in before.text or " " * GAP in line.text:  # rows of columns
            return False
        shift = 0.0 if abs(line.x0 - self.left) < abs(line.x0 - before.x0) or before.x0 < self.right else before.x0 - self.left
        left, right = self.left + shift, self.right + shift
        if self._centred(before, left, right) and line.x0 > left + 0.3 * self.em:
            return False
        if above is not None and above is not self:  # the columns of a page differ
            return before.x1 > above.right - 1.6 * self.em and line.x0 < self.left + 0.9 * self.em
        return before.x1 > right - 1.6 * self.em and line.x0 < left + 0.9 * self.em

    def _centred(self, line: SignLine, left: float, right: float) -> bool:
        return line.x0 - left > 0.3 * self.em and abs((line.x0 - left) - (right - line.x1)) < 0.5 * self.em


def _margins(lines: Sequence[SignLine]) -> _Margins | None:
    """The left edge most lines begin at, the right edge most of those end at."""
    if not lines:
        return None
    em = Counter(round(line.em) for line in lines for _ in range(max(len(line.text), 1) // 8 + 1)).most_common(1)[0][0]
    body = [line for line in lines if abs(line.em - em) <= 0.15 * em + 0.5] or list(lines)
    lefts = Counter(round(line.x0) for line in body)
    most = max(lefts.values())
    # where paragraphs are short most lines are set in: the margin is the leftmost edge that is no accident
    left = min(edge for edge, count in lefts.items() if count >= max(min(most, 2), 0.2 * most))
    rights = Counter(round(line.x1) for line in body if line.x1 > left + 5 * em)
    right, full = max(((edge, count) for edge, count in rights.items()), key=lambda pair: (pair[1], pair[0]), default=(left, 0))
    return _Margins(left, right, em, sure=most >= 4 and full >= 3)


def _furniture(pages: Sequence[TextPage]) -> set[tuple[int, SignLine]]:
    """Page numbers, and lines that come back at one height at the head or foot of many pages."""
    numbers = PageNumbers.load()
    found: set[tuple[int, SignLine]] = set()
    heads: dict[tuple[str, int], list[tuple[int, SignLine]]] = {}
    for number, page in enumerate(pages):
        lines = sorted(_lines(page), key=lambda line: line.y)
        edge = [line for line in (*lines[:3], *lines[-3:]) if line.y < 0.14 * page.height or line.y > 0.84 * page.height]
        for line in edge:
            if line.text in numbers:
                found.add((number, line))
            else:
                text = "".join(line.text.split())
                alike = text if COUNTED_PART.fullmatch(text) else re.sub(r"\d+", "#", line.text)
                heads.setdefault((alike, round(line.y / 6)), []).append((number, line))
    for places in heads.values():
        if len({number for number, _ in places}) >= max(3, 0.4 * len(pages)):
            found.update(places)
    return found


def _row(grid: DrawnTable, number: int) -> list[DraftCell]:
    return [cell for cell in grid.cells if cell.row == number]


def _joined(above: DrawnTable, below: DrawnTable) -> DrawnTable | None:
    """Two drawings of one table, on a page and on the next, or None if they are two tables.

    The head the second repeats goes; a row cut by the page's end and a cell printed again on the next page become one.
    """
    if not above.goes_on_in(below):
        return None
    heads = 0
    while (printed := _said(above, heads)) and any(printed) and printed == _said(below, heads):
        heads += 1
    heads = max([heads, *(cell.row + cell.rows for cell in below.cells if cell.row < heads)])
    height = max(cell.row + cell.rows for cell in above.cells)
    rows = {cell.row for cell in below.cells if cell.row >= heads}
    if not rows:
        return above
    first = min(rows)
    rest = _resuming(above, below, first, height - 1)
    cut = rest > 0
    shift = height - first - (1 if cut else 0)
    cells = list(above.cells)
    for cell in (cell for cell in below.cells if cell.row >= heads):
        over = next((one for one in cells if one.column == cell.column and one.row + one.rows == height and cell.row == first), None)
        again = over is not None and _bare(over) == _bare(cell) and bool(cell.text) and max(over.rows, cell.rows) > 1
        if over is not None and (cut or again):
            text = over.text if again else join(over.text, cell.text)
            reach = cell.row + shift + cell.rows - over.row
            lines = over.lines if again else (*over.lines, *cell.lines)
            cells[cells.index(over)] = replace(over, text=text, rows=max(over.rows, reach), lines=lines)
        else:
            cells.append(replace(cell, row=cell.row + shift))
    full = frozenset((row + shift, column) for row, column in below.full if row >= heads)
    heights = {**above.heights, **{(row + shift, column): lines for (row, column), lines in below.heights.items() if row >= heads}}
    unsure = above.unsure + below.unsure + (bool(below.free) and abs(rest) < SURE)
    return DrawnTable(tuple(cells), above.edges, below.free or above.free, full, heights, unsure)


def _bare(cell: DraftCell) -> str:
    return "".join(cell.text.split())


def _said(grid: DrawnTable, number: int) -> list[str]:
    return [_bare(cell) for cell in _row(grid, number)]


def _resuming(above: DrawnTable, below: DrawnTable, first: int, last: int) -> float:
    """What speaks for a row of a page being the rest of the last one of the page before."""
    merged = frozenset(cell.column for cell in _row(below, first) if cell.rows > 1)
    upper, lower = _page_rows(above, max(1, last - _LOOKED_AT), last + 1), _page_rows(below, first, first + _LOOKED_AT)
    others = [row for row in (*upper[:-1], *lower[1:]) if len(row) > 1]
    return resuming(upper[-1] if upper else {}, lower[0], others, merged)


def _page_rows(grid: DrawnTable, start: int, stop: int) -> list[PageRow]:
    """What stands in rows, a merged cell in each of its own."""
    rows: list[dict[int, RowCell]] = [{} for _ in range(start, stop)]
    for cell in grid.cells:
        if cell.columns == 1 and cell.text.strip():
            place = cell.row, cell.column
            said = RowCell(cell.text, grid.heights.get(place, 1 + cell.text.count("\n")), place in grid.full)
            for row in range(max(cell.row, start), min(cell.row + cell.rows, stop)):
                rows[row - start][cell.column] = said
    return list(rows)


def cell_text(lines: Sequence[SignLine], width: float, *, listed: bool = False) -> str:
    """The lines of a narrow cell: wrapped ones joined, a new line where a sentence or an item begins.

    Lines of an enumeration without separators (a unit a line: they share their first or last character, or the whole column is `listed`)
    stay lines, but for those that are full.
    """
    if not lines:
        return ""
    room = max(line.x1 - line.x0 for line in lines)
    alike = len(lines) > 1 and not re.search(r"[、，；。]", "".join(line.text for line in lines)) and _alike(lines)
    text = lines[0].text
    for before, line in pairwise(lines):
        full = before.x1 - before.x0 > max(room, width - 2 * before.em) - 1.2 * before.em
        longest = before.x1 - before.x0 > width - 1.2 * before.em
        apart = alike or (listed and not longest) or (not full and (before.text.endswith(("。", "；", "：")) or _ITEM.match(line.text)))
        text = f"{text}\n{line.text}" if apart else join(text, line.text)
    return text


def is_listed(cells: Sequence[Sequence[SignLine]], width: float) -> bool:
    """Whether the cells of a column, of such a width, have a name a line: most of their lines end short and without a mark."""
    seams = [before for lines in cells for before, _ in pairwise(lines)]
    short = [line for line in seams if line.x1 - line.x0 < width - 1.2 * line.em and line.text[-1:] not in _MARKED]
    return len(short) > _FEWEST_LISTED and len(short) > _LISTED * len(seams)


def _alike(lines: Sequence[SignLine]) -> bool:
    return all(len(line.text) > 2 for line in lines) and any(
        one.text[0] == other.text[0] or one.text[-1] == other.text[-1] for one, other in pairwise(lines)
    )
