"""Pages of placed words and rules, and the two formats that hold them: pdf and ofd."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

__all__ = ["Leaf", "as_ofd_pages", "as_pdf_pages", "set_paragraphs", "set_table"]

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


def _broken(text: str, size: float, room: float, indent: float = 0.0) -> list[str]:
    lines, line, used = [], "", indent
    for sign in text:
        if used + _width(sign, size) > room and sign not in _HANGING:
            lines.append(line)
            line, used = "", 0.0
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


def set_table(
    title: str,
    rows: Sequence[Sequence[str]],
    *,
    rules: Literal["all", "half", "none"] = "all",
    landscape: bool = False,
    size: float = 10.5,
    centred: bool = False,
    padding: float = 8.0,
) -> list[Leaf]:
    """A table over as many pages as it takes, head row on each; `half` draws only the lines between rows, `centred` sets lines amid cells."""
    across, down = (842.0, 595.0) if landscape else (595.0, 842.0)
    room = across - 2 * _MARGIN
    wanted = [min(max(_width(row[column], size) for row in rows), 16 * size) + 12 for column in range(len(rows[0]))]
    widths = [width * room / sum(wanted) if sum(wanted) > room else width for width in wanted]
    leaves: list[Leaf] = []
    y = down

    def opened() -> float:
        leaves.append(Leaf(across, down))
        if len(leaves) > 1:
            return _MARGIN
        leaves[0].words.append(((across - _width(title[:24], 16.0)) / 2, _MARGIN, 16.0, title[:24]))
        if title[24:]:
            leaves[0].words.append(((across - _width(title[24:], 16.0)) / 2, _MARGIN + 26, 16.0, title[24:]))
        return _MARGIN + 60

    for index, row in enumerate(rows):
        cells = [_broken(cell, size, width - 10) for cell, width in zip(row, widths, strict=True)]
        height = max(map(len, cells)) * size * 1.4 + padding
        if y + height > down - _MARGIN:
            y = opened()
            if index and len(leaves) > 1:
                heads = [_broken(cell, size, width - 10) for cell, width in zip(rows[0], widths, strict=True)]
                y = _row(leaves[-1], heads, widths, y, size, rules, padding, centred=centred)
        y = _row(leaves[-1], cells, widths, y, size, rules, padding, centred=centred)
    return _numbered(leaves)


def _row(
    leaf: Leaf, cells: list[list[str]], widths: list[float], y: float, size: float, rules: str, padding: float, *, centred: bool
) -> float:
    height, x = max(map(len, cells)) * size * 1.4 + padding, _MARGIN
    for cell, width in zip(cells, widths, strict=True):
        above = (height - len(cell) * size * 1.4) / 2  # in the middle of the row, as office programs set it
        for index, line in enumerate(cell):
            if line:
                left = (width - _width(line, size)) / 2 if centred else 5.0
                leaf.words.append((x + left, y + above + index * size * 1.4, size, line))
        if rules == "all":
            leaf.rules.extend(((x, y, x, y + height), (x + width, y, x + width, y + height)))
        x += width
    if rules != "none":
        leaf.rules.extend(((_MARGIN, y, x, y), (_MARGIN, y + height, x, y + height)))
    return y + height


def as_pdf_pages(leaves: Sequence[Leaf], *, turned: bool = False, watermark: str = "") -> bytes:
    """A pdf. `turned` stores every page sideways with /Rotate; `watermark` runs across it, skewed."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    for leaf in leaves:
        canvas.setPageSize((leaf.width, leaf.height))  # of a page to be turned reportlab itself swaps the sides
        if turned:
            canvas.setPageRotation(90)
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
