"""PDF files with text: signs by their place, tables by their ruling. Pages that are only a picture go to text recognition."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from zhengpu.graph.errors import UnreadableDocument
from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.bytes.laid_out import laid_out
from zhengpu.ingest.bytes.lines import Glyph, SignLine, lines_of
from zhengpu.ingest.bytes.pages import DrawnTable, TextPage, cell_text, is_listed, write
from zhengpu.ingest.document import Document
from zhengpu.ingest.quality.accounts import SignAccount, is_undecodable
from zhengpu.ingest.sheets.pdf_sheet import draw_pdf

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PDF"]

_MEDIA_TYPE = "application/pdf"
_RULE = 0.4
"""A horizontal rule of a table is longer than this share of the page."""
_SHARED, _NEAR = 3, 6.0
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
_MOST = 0.6
"""A page is turned if more of its signs than this share are."""
_WIDE = 0x2E80
"""From here on characters are as wide as they are high."""


def _recognise(data: bytes, name: str) -> bool:
    return b"%PDF-" in data[:1024] and not data.startswith(b"PK")


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    from io import BytesIO

    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        opened = pdfplumber.open(BytesIO(data))
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in error.args):
            raise UnreadableDocument(f"没有读《{name}》", "它设了打开密码", "请解除密码后再读") from error
        raise
    draft = Draft()
    pages: list[TextPage] = []
    pictures = 0
    account = SignAccount()
    with opened as pdf:
        for number, page in enumerate(map(_upright, pdf.pages), 1):
            glyphs = _glyphs(page, account, number)
            pictures += not glyphs and bool(page.images)
            before = next((item for page_before in pages[-1:] for item in page_before.items[-2:] if isinstance(item, DrawnTable)), None)
            pages.append(TextPage(float(page.width), float(page.height), tuple(_items(page, glyphs, before)), page.rotation % 360))
            page.close()
    if pictures and pictures == sum(not page.items for page in pages) and pictures * 2 > len(pages):
        from zhengpu.ingest.formats.ocr import scanned

        return scanned(data, name, _MEDIA_TYPE)
    if pictures:
        draft.doubt("pages-without-text", f"有 {pictures} 页只是图片，没有读。要读它们请先识别文字。", "warning")
    write(draft, pages)
    return account.settled(draft.document(name, _MEDIA_TYPE), pages)


def _upright(page: Any) -> Any:
    """The page, turned so that most of its signs stand upright: a sheet may be drawn sideways."""
    from pdfplumber.page import Page

    turns = Counter(_turn(char["matrix"]) for char in page.chars)
    turn = max(turns, key=lambda one: turns[one], default=0)
    if not turn or turns[turn] < _MOST * turns.total():
        return page
    page.page_obj.rotate = page.page_obj.attrs["Rotate"] = (page.page_obj.rotate + turn) % 360
    return Page(page.pdf, page.page_obj, page.page_number, page.initial_doctop)


def _turn(matrix: tuple[float, ...]) -> int:
    """By how many degrees a page must be turned for a sign to stand upright, if by a right angle."""
    a, b, *_ = matrix
    return 0 if abs(b) < 10 * abs(a) else 90 if b > 0 else 270


def _frame(page: Any) -> tuple[float, float]:
    """From where to where signs stand on a page; of a turned one that was given the sides of the other way, as that would be."""
    width, long = float(page.width), float(max(page.width, page.height))
    other = {90: (0.0, long), 270: (width - long, width)}.get(page.rotation % 360, (0.0, width))
    level = [char for char in page.chars if _is_level(char)]
    return other if all(other[0] - 1 <= char["x0"] <= other[1] + 1 for char in level) else (0.0, width)


def _glyphs(page: Any, account: SignAccount, number: int) -> list[Glyph]:
    """The signs on the page proper, upright; `matrix` holds the point they are set from, which their boxes do not."""
    top = float(page.bbox[1])
    kinds: dict[str, list[dict[str, Any]]] = {"": [], "watermark": [], "off-page": [], "undecodable": []}
    frame = _frame(page)
    for char in page.chars:
        kinds[_kind(char, frame)].append(char)
    for kind in ("watermark", "off-page"):
        account.aside(kind, number, "".join(char["text"] for char in kinds[kind]))
    account.aside("undecodable", number, "\u25a1" * len(kinds["undecodable"]))
    glyphs = [Glyph(char["text"], char["x0"], char["x1"], page.height - char["matrix"][5] + top, _em(char)) for char in kinds[""]]
    account.put(glyphs)
    return glyphs


def _kind(char: dict[str, Any], frame: tuple[float, float]) -> str:
    """Why a sign is not to stand in the text, if it is not."""
    if is_undecodable(char["text"]):
        return "undecodable"
    if not _is_level(char):
        return "watermark"
    return "" if frame[0] - 1 <= char["x0"] <= frame[1] + 1 and char["x1"] > char["x0"] else "off-page"


def _is_level(char: dict[str, Any]) -> bool:
    """Whether a sign stands upright: not turned, and not aslant as watermarks are."""
    a, b, c, d, *_ = char["matrix"]
    return bool(char["upright"]) and abs(b) < 0.1 * abs(a) and abs(c) < 0.4 * abs(d)


def _em(char: dict[str, Any]) -> float:
    width = float(char["x1"] - char["x0"])
    # the boxes of some fonts are twice as high as their signs: what is as wide as high tells by its width
    return width if char["text"] >= chr(_WIDE) and width > 0.4 * char["size"] else float(char["size"])


def _items(page: Any, glyphs: Sequence[Glyph], before: DrawnTable | None) -> list[SignLine | DrawnTable]:
    """Lines and tables from top to bottom; `before` is the table that the page before ended with."""
    placed: list[tuple[float, float, DrawnTable]] = []
    for table in page.find_tables({"explicit_vertical_lines": _open_sides(page)}):
        if (grid := _grid(table, glyphs)) is not None and (_has_rows(grid) or (before and before.goes_on_in(grid))):
            placed.append((float(table.bbox[1]), float(table.bbox[3]), grid))
            x0, top, x1, bottom = table.bbox
            glyphs = [glyph for glyph in glyphs if not _inside(glyph, (x0, top, x1, bottom))]
    width = float(page.width)
    rules = [float(edge["top"]) for edge in page.edges if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > _RULE * width]
    items: list[SignLine | DrawnTable] = []
    rest = list(glyphs)
    for top, _, grid in sorted(placed, key=lambda place: place[0]):
        above = [glyph for glyph in rest if glyph.y <= top + glyph.em]
        rest = [glyph for glyph in rest if glyph.y > top + glyph.em]
        items += [*laid_out(above, width, rules, before), grid]
        before = None
    return [*items, *laid_out(rest, width, rules, before)]


def _open_sides(page: Any) -> list[float]:
    """Where tables end whose outer side rules are not drawn: at the ends that at least three of their horizontal rules share."""
    ends: Counter[int] = Counter()
    for edge in page.edges:
        if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > _RULE * page.width:
            ends.update((round(edge["x0"]), round(edge["x1"])))
    upright = [edge["x0"] for edge in page.edges if edge["orientation"] == "v"]
    return [float(x) for x, count in ends.items() if count >= _SHARED and upright and not any(abs(x - other) < _NEAR for other in upright)]


def _inside(glyph: Glyph, box: Box) -> bool:
    x0, top, x1, bottom = box
    middle = glyph.y - 0.35 * glyph.em
    return x0 <= (glyph.x0 + glyph.x1) / 2 <= x1 and top <= middle <= bottom


def _grid(table: Any, glyphs: Sequence[Glyph]) -> DrawnTable | None:
    """A ruled table as cells of a grid; boxes around text (one row or one column) are none."""
    boxes: list[Box] = [(float(cell[0]), float(cell[1]), float(cell[2]), float(cell[3])) for cell in table.cells]
    columns = _edges([edge for box in boxes for edge in (box[0], box[2])])
    rows = _edges([edge for box in boxes for edge in (box[1], box[3])])
    if len(columns) < 3 or len(rows) < 3:
        return None
    said = [lines_of((glyph for glyph in glyphs if _inside(glyph, (x0, top, x1, bottom))), apart=100) for x0, top, x1, bottom in boxes]
    rooms = _listed_rooms(boxes, said)
    cells = []
    for (x0, top, x1, bottom), lines in zip(boxes, said, strict=True):
        column, row = _at(columns, x0), _at(rows, top)
        room = rooms.get((round(x0), round(x1)))
        text = cell_text(lines, room or x1 - x0, listed=room is not None)
        cells.append(DraftCell(row, column, text, max(_at(rows, bottom) - row, 1), max(_at(columns, x1) - column, 1), tuple(lines)))
    return DrawnTable(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), tuple(columns))


def _listed_rooms(boxes: Sequence[Box], said: Sequence[Sequence[SignLine]]) -> dict[tuple[int, int], float]:
    """Of the columns whose cells have a name a line, by their edges: how wide a line there may be."""
    columns: dict[tuple[int, int], list[tuple[Box, Sequence[SignLine]]]] = {}
    for box, lines in zip(boxes, said, strict=True):
        if lines:
            columns.setdefault((round(box[0]), round(box[2])), []).append((box, lines))
    rooms = {
        edges: edges[1] - edges[0] - 2 * max(min(line.x0 - box[0] for box, lines in own for line in lines), 0.0)
        for edges, own in columns.items()
    }
    return {edges: room for edges, room in rooms.items() if is_listed([lines for _, lines in columns[edges]], room)}


def _has_rows(grid: DrawnTable) -> bool:
    """Whether cells stand beside each other in a row: boxes that a page's text is laid out in hold one thing each."""
    filled = Counter(cell.row for cell in grid.cells if cell.text.strip())
    return max(filled.values(), default=0) > 1


def _edges(values: Sequence[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > 2.0:
            edges.append(value)
    return edges


def _at(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


PDF = Format("pdf", _MEDIA_TYPE, (".pdf",), _recognise, _read, draw=draw_pdf)
