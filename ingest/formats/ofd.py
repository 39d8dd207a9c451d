"""OFD, the national standard GB/T 33190 for fixed pages: a zip of XML in which every sign says where it stands.

Read are the signs of the pages themselves; page templates hold letterheads and watermarks, signatures and attachments no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from posixpath import dirname, normpath
from typing import TYPE_CHECKING

from zhengpu.graph.errors import InputError, UnreadableDocument
from zhengpu.graph.sheets.sheet_book import Sheet
from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.elements import child, children, local
from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.bytes.laid_out import laid_out
from zhengpu.ingest.bytes.lines import Glyph
from zhengpu.ingest.bytes.package import Package, member_names
from zhengpu.ingest.bytes.pages import DrawnTable, TextPage, write
from zhengpu.ingest.document import Document
from zhengpu.ingest.quality.accounts import SignAccount
from zhengpu.ingest.sheets.ofd_sheet import Rule, drawn_signs
from zhengpu.ingest.sheets.page_image import PageImage

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["OFD"]

_MEDIA_TYPE = "application/ofd"
_ENTRY = "OFD.xml"
_POINTS = 72 / 25.4
_SHEET = (210.0, 297.0)
_POINT = re.compile(r"[ML]\s*(-?[\d.]+)[\s,]+(-?[\d.]+)")
_LEVEL = 0.3 * _POINTS
_RULE = 0.4
"""A rule of a table is longer than this share of the page."""


def _recognise(data: bytes, name: str) -> bool:
    return _ENTRY in member_names(data)


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    package = Package.open(data, name, limits)
    draft = Draft()
    pages: list[TextPage] = []
    account = SignAccount()
    for sheet, layers in _sheets(package):
        before = next((item for above in pages[-1:] for item in above.items[-2:] if isinstance(item, DrawnTable)), None)
        glyphs = list(_glyphs(layers))
        account.put(glyphs)
        account.aside("watermark", len(pages) + 1, "".join(_aslant(layers)))
        items = laid_out(glyphs, sheet.width, sorted(_rules(layers, sheet.width)), before)
        pages.append(TextPage(sheet.width, sheet.height, tuple(items)))
    write(draft, pages)
    if pages and not any(page.items for page in pages):
        raise UnreadableDocument(f"《{name}》里没有文字", "它的各页都是图片", "请先识别文字，或取得文字版后再读")
    return account.settled(draft.document(name, _MEDIA_TYPE), pages)


def _sheets(package: Package) -> Iterator[tuple[Sheet, _Element | None]]:
    """The pages, each with its size and its content."""
    for body in children(package.xml(_ENTRY), "DocBody"):
        root = _place("", _text(child(body, "DocRoot")))
        document = package.xml(root)
        usual = _box(_text(child(document, "CommonData", "PageArea", "PhysicalBox")))
        for page in children(child(document, "Pages"), "Page"):
            content = package.xml(_place(dirname(root), page.get("BaseLoc", "")))
            box = _box(_text(child(content, "Area", "PhysicalBox"))) or usual or (0.0, 0.0, *_SHEET)
            yield Sheet(box[2] * _POINTS, box[3] * _POINTS), child(content, "Content")


def _draw(data: bytes, page: int, sheet: Sheet) -> PageImage:
    """A page (from 1) by the places of its signs and strokes. Raises `InputError` if there is none."""
    package = Package.open(data, _ENTRY, FileLimits())
    own, layers = next(islice(_sheets(package), page - 1, None), (sheet, None))
    if layers is None:
        raise InputError("没有这一页", "原件没有这么多页，或这一页是空的", "请核对页码")
    return drawn_signs(list(_glyphs(layers)), _strokes(layers), own)


def _place(folder: str, location: str) -> str:
    """A member's name as written in another member: from the root where it begins with a slash."""
    return location.lstrip("/") if location.startswith("/") else normpath(f"{folder}/{location}").lstrip("/")


def _text(element: _Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _numbers(text: str | None) -> list[float]:
    """Numbers apart by blanks; `g 3 4.5` stands for 4.5 three times."""
    words = (text or "").split()
    numbers: list[float] = []
    while words:
        word = words.pop(0)
        if word == "g" and len(words) >= 2:
            count, value = int(words.pop(0)), float(words.pop(0))
            numbers += [value] * min(count, 10_000)
        else:
            numbers.append(float(word))
    return numbers


def _box(text: str | None) -> tuple[float, float, float, float] | None:
    numbers = _numbers(text)
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else None


def _glyphs(content: _Element | None) -> Iterator[Glyph]:
    for layer in children(content, "Layer"):
        for thing in layer.iter():
            if local(thing) == "TextObject":
                yield from _signs(thing)


def _aslant(content: _Element | None) -> Iterator[str]:
    """The text of objects that stand aslant or turned."""
    for layer in children(content, "Layer"):
        for thing in layer.iter():
            if local(thing) == "TextObject" and _is_aslant(_matrix(thing)):
                yield from (code.text or "" for code in children(thing, "TextCode"))


def _rules(content: _Element | None, width: float) -> Iterator[float]:
    """The heights of long horizontal strokes: `M x y L x y` in the box of a path."""
    for x0, y0, x1, y1 in _strokes(content):
        if abs(y1 - y0) < _LEVEL and abs(x1 - x0) > _RULE * width:
            yield y0


def _strokes(content: _Element | None) -> Iterator[Rule]:
    """The straight strokes of the paths."""
    for layer in children(content, "Layer"):
        for thing in layer.iter():
            if local(thing) == "PathObject":
                left, top, *_ = _box(thing.get("Boundary")) or (0.0, 0.0)
                points = [
                    ((left + float(x)) * _POINTS, (top + float(y)) * _POINTS)
                    for x, y in _POINT.findall(_text(child(thing, "AbbreviatedData")))
                ]
                yield from ((*one, *other) for one, other in pairwise(points))


def _matrix(thing: _Element) -> Sequence[float]:
    found = _numbers(thing.get("CTM"))
    return found if len(found) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _is_aslant(matrix: Sequence[float]) -> bool:
    """Aslant or turned, as watermarks are."""
    return abs(matrix[1]) > 0.1 * abs(matrix[0])


def _signs(thing: _Element) -> Iterator[Glyph]:
    """The signs of a text object: from its corner, scaled by its matrix, each one set off from the one before."""
    left, top, *_ = _box(thing.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    size = float(thing.get("Size", "4"))
    a, b, c, d, e, f = matrix = _matrix(thing)
    if _is_aslant(matrix):
        return
    x, y = 0.0, 0.0
    for code in children(thing, "TextCode"):
        x, y = float(code.get("X", x)), float(code.get("Y", y))
        right, down = _numbers(code.get("DeltaX")), _numbers(code.get("DeltaY"))
        at, height = x, y
        for index, sign in enumerate(code.text or ""):
            # how far the next sign is set off; a blank between two signs would stand in the text itself
            step = right[index] if index < len(right) else (0.0 if down else size)
            x0 = left + a * at + c * height + e
            wide = abs(a) * (step if 0 < step < 2 * size else size)
            yield Glyph(
                sign, x0 * _POINTS, (x0 + max(wide, 0.1)) * _POINTS, (top + b * at + d * height + f) * _POINTS, abs(d) * size * _POINTS
            )
            at += step
            height += down[index] if index < len(down) else 0.0


OFD = Format("ofd", _MEDIA_TYPE, (".ofd",), _recognise, _read, draw=_draw)
