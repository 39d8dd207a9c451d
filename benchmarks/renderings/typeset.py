"""Pages of placed words and rules, and the two formats that hold them: pdf and ofd."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from benchmarks.renderings.geometry import Geometry

__all__ = ["Leaf", "as_ofd_pages", "as_pdf_pages", "as_printed_text", "set_paragraphs", "set_table"]

_FONT = "STSong-Light"
_MARGIN = 64.0
_LEADING = 1.6
_HANGING = "，。；、：）”"


@dataclass(slots=True)
class Leaf:
    """A page: its size in points, words (x, y from the top, size, text) and rules (from, to)."""

    width: float = 595.0
    height: float = 842.0
    words: list[tuple[float, float, float, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)


def _width(text: str, size: float) -> float:
    return sum(size if ord(sign) > 0x2000 else size / 2 for sign in text)


def _broken(text: str, size: float, room: float, indent: float = 0.0, *, hanging: bool = True) -> list[str]:
    """Lines no wider than the room; a mark that may not begin one hangs over the edge, or takes the sign before it along."""
    lines, line, used = [], "", indent
    for sign in text:
        if used + _width(sign, size) > room and not (hanging and sign in _HANGING):
            kept = len(line) - 1 if sign in _HANGING and len(line) > 1 else len(line)
            lines.append(line[:kept])
            line = line[kept:]
            used = _width(line, size)
        line, used = line + sign, used + _width(sign, size)
    return [*lines, line]


def set_paragraphs(paragraphs: Iterable[str], *, columns: int = 1, size: float = 14.0, every_page: str = "") -> list[Leaf]:
    """Running text in one or more columns, page numbers below; a paragraph that begins with `every_page` opens a page."""
    leaves: list[Leaf] = []
    gap = 28.0
    room = (595.0 - 2 * _MARGIN - gap * (columns - 1)) / columns
    column, y = columns, 0.0
    for paragraph in paragraphs:
        if every_page and every_page in paragraph:
            column, y = columns, 842.0
        for index, line in enumerate(_broken(paragraph, size, room, 2 * size)):
            if y > 842.0 - 2 * _MARGIN or not leaves:
                column, y = column + 1, _MARGIN
                if column >= columns:
                    leaves.append(Leaf())
                    column = 0
            leaves[-1].words.append((_MARGIN + column * (room + gap) + (0.0 if index else 2 * size), y, size, line))
            y += size * _LEADING
    return _numbered(leaves)


def _numbered(leaves: list[Leaf]) -> list[Leaf]:
    for number, leaf in enumerate(leaves, 1):
        leaf.words.append((leaf.width / 2 - 16, leaf.height - 36, 10.0, f"— {number} —"))
    return leaves


def set_table(title: str, rows: Sequence[Sequence[str]], geometry: Geometry | None = None) -> list[Leaf]:
    """A table over as many pages as it takes; a row of one cell is a heading across it."""
    return _Setting(geometry or Geometry(), rows).pages(title)


class _Setting:
    """A table being set: how wide its columns are, and how far down the page is filled."""

    def __init__(self, geometry: Geometry, rows: Sequence[Sequence[str]]) -> None:
        self._geometry, self._rows = geometry, rows
        self._across, self._down = (842.0, 595.0) if geometry.landscape else (595.0, 842.0)
        whole = [row for row in rows if len(row) == len(rows[0])]
        size, room = geometry.size, self._across - 2 * geometry.margin
        wanted = [
            min(max(_width(row[at], size) for row in whole), geometry.widest * size) + 2.4 * geometry.inner for at in range(len(rows[0]))
        ]
        least = 3.2 * size + 2.4 * geometry.inner  # no office prints a sign a line
        spare, over = sum(max(width - least, 0.0) for width in wanted), max(sum(max(width, least) for width in wanted) - room, 0.0)
        self._widths = [max(width, least) - over * max(width - least, 0.0) / max(spare, 1.0) for width in wanted]
        self._leaves: list[Leaf] = []
        self._y = 0.0

    def pages(self, title: str) -> list[Leaf]:
        """The rows, one after the other."""
        self._open(title)
        for index, row in enumerate(self._rows):
            cells, widths = self._cells(row)
            height = self._height(cells)
            fits = int((self._bottom - self._y - self._geometry.padding) / self._line)
            if self._y + height > self._bottom and self._geometry.broken and fits > 0 and index:
                self._row([cell[:fits] for cell in cells], widths)
                cells = [cell[fits:] for cell in cells]
            if self._y + self._height(cells) > self._bottom:
                self._open("")
                if self._geometry.heads:
                    self._row(*self._cells(self._rows[0]))
            self._row(cells, widths)
        return _numbered(self._leaves)

    @property
    def _bottom(self) -> float:
        return self._down - self._geometry.margin

    @property
    def _line(self) -> float:
        return self._geometry.size * self._geometry.leading

    def _open(self, title: str) -> None:
        leaf = Leaf(self._across, self._down)
        self._leaves.append(leaf)
        self._y = self._geometry.margin
        for line in (title[:24], title[24:]) if title else ():
            if line:
                leaf.words.append(((self._across - _width(line, 16.0)) / 2, self._y, 16.0, line))
            self._y += 26 if line else 8
        self._y += 8 if title else 0

    def _cells(self, row: Sequence[str]) -> tuple[list[list[str]], list[float]]:
        """The lines of each cell, and how wide each is."""
        widths = self._widths if len(row) == len(self._widths) else [sum(self._widths)]
        room = [width - 2 * self._geometry.inner for width in widths]
        lines = [
            [line for part in cell.split("\n") for line in _broken(part, self._geometry.size, left, hanging=self._geometry.hanging)]
            for cell, left in zip(row, room, strict=True)
        ]
        return lines, widths

    def _height(self, cells: Sequence[Sequence[str]]) -> float:
        return max(map(len, cells)) * self._line + self._geometry.padding

    def _row(self, cells: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        geometry, leaf, x, y = self._geometry, self._leaves[-1], self._geometry.margin, self._y
        height = self._height(cells)
        for cell, width in zip(cells, widths, strict=True):
            above = geometry.padding / 2 if geometry.upright == "top" else (height - len(cell) * self._line) / 2
            for index, line in enumerate(cell):
                if line:
                    left = (width - _width(line, geometry.size)) / 2 if geometry.centred else geometry.inner
                    leaf.words.append((x + left, y + above + index * self._line, geometry.size, line))
            if geometry.rules == "all":
                leaf.rules.extend(((x, y, x, y + height), (x + width, y, x + width, y + height)))
            x += width
        if geometry.rules != "none":
            leaf.rules.extend(((geometry.margin, y, x, y), (geometry.margin, y + height, x, y + height)))
        self._y += height


def as_printed_text(leaves: Sequence[Leaf], density: float) -> bytes:
    """Pages printed as text by position: a word begins at its place counted in `density` points, or a blank behind the word before it,
    a sign of any width taking one place, as programs do that lay out text."""
    pages = []
    for leaf in leaves:
        lines: dict[int, str] = {}
        for x, y, _, text in sorted(leaf.words, key=lambda word: (round(word[1]), word[0])):
            line = lines.get(round(y), "")
            lines[round(y)] = line + " " * max(round(x / density) - len(line), 1 if line else 0) + text
        heights = sorted(lines)
        steps = sorted(below - above for above, below in pairwise(heights))
        usual = max(steps[len(steps) // 2] if steps else 1, 1)
        said = [lines[heights[0]]]
        for above, below in pairwise(heights):
            said += [""] * (below - above > 1.8 * usual) + [lines[below]]
        pages.append("\n".join(said))
    return "\n\f".join(pages).encode()


def as_pdf_pages(leaves: Sequence[Leaf], *, turned: bool = False, sideways: bool = False, watermark: str = "") -> bytes:
    """A pdf. `turned` stores every page sideways with /Rotate, `sideways` without it; `watermark` runs across it, skewed."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    for leaf in leaves:
        canvas.setPageSize((leaf.width, leaf.height))  # of a page to be turned reportlab itself swaps the sides
        if sideways:
            canvas.setPageSize((leaf.height, leaf.width))
        elif turned:
            canvas.setPageRotation(90)
        if turned or sideways:
            canvas.translate(leaf.height, 0)
            canvas.rotate(90)
        if watermark:
            canvas.saveState()
            canvas.setFont(_FONT, 40)
            canvas.setFillGray(0.85)
            for place in (0.3, 0.7):
                canvas.saveState()
                canvas.translate(leaf.width * 0.3, leaf.height * place)
                canvas.rotate(35)
                canvas.drawString(0, 0, watermark)
                canvas.restoreState()
            canvas.restoreState()
        for x, y, size, text in leaf.words:
            canvas.setFont(_FONT, size)
            canvas.drawString(x, leaf.height - y - size, text)
        for x0, y0, x1, y1 in leaf.rules:
            canvas.line(x0, leaf.height - y0, x1, leaf.height - y1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def as_ofd_pages(leaves: Sequence[Leaf]) -> bytes:
    """An ofd: words as text objects, rules as path objects."""
    space, mm = 'xmlns:ofd="http://www.ofdspec.org/2016"', 25.4 / 72
    width, height = leaves[0].width * mm, leaves[0].height * mm
    refs = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(1, len(leaves) + 1))
    members = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 {width:.2f} {height:.2f}"
        f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{refs}</ofd:Pages></ofd:Document>",
    }
    for number, leaf in enumerate(leaves, 1):
        things = []
        for x, y, size, text in leaf.words:
            steps = " ".join(f"{_width(sign, size) * mm:.3f}" for sign in text[:-1])
            things.append(
                f'<ofd:TextObject ID="{len(things) + 10}" Boundary="{x * mm:.3f} {y * mm:.3f} {_width(text, size) * mm:.3f} '
                f'{size * mm * 1.2:.3f}" Size="{size * mm:.3f}"><ofd:TextCode X="0" Y="{size * mm:.3f}"'
                + (f' DeltaX="{steps}"' if steps else "")
                + f">{escape(text)}</ofd:TextCode></ofd:TextObject>"
            )
        for x0, y0, x1, y1 in leaf.rules:
            across, down = (x1 - x0) * mm, (y1 - y0) * mm
            things.append(
                f'<ofd:PathObject ID="{len(things) + 10}" Boundary="{x0 * mm:.3f} {y0 * mm:.3f} {max(across, 0.3):.3f} {max(down, 0.3):.3f}" '
                f'LineWidth="0.3"><ofd:AbbreviatedData>M 0 0 L {across:.3f} {down:.3f}</ofd:AbbreviatedData></ofd:PathObject>'
            )
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {space}><ofd:Content><ofd:Layer>{''.join(things)}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()
