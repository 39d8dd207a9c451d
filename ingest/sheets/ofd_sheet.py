"""A page of an ofd by our own geometry: its signs where they stand and its rules, as a picture the reader's own fonts fill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise

from zhengpu.graph.sheets.sheet_book import Sheet
from zhengpu.ingest.bytes.lines import Glyph
from zhengpu.ingest.sheets.page_image import PageImage

__all__ = ["Rule", "drawn_signs"]

Rule = tuple[float, float, float, float]
"""From where to where a stroke runs."""

_TOGETHER = 0.2


def drawn_signs(glyphs: Sequence[Glyph], rules: Iterable[Rule], sheet: Sheet) -> PageImage:
    """The page as SVG.

    >>> b"<text" in drawn_signs([Glyph("县", 10, 20, 30, 10)], [(0, 0, 50, 0)], Sheet(100, 200)).data
    True
    """
    strokes = "".join(f'<path d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"/>' for x0, y0, x1, y1 in rules)
    width, height = f"{sheet.width:.1f}", f"{sheet.height:.1f}"
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="serif">'
        f'<rect width="{width}" height="{height}" fill="#fff"/><g stroke="#000" stroke-width=".6" fill="none">{strokes}</g>'
        f"{''.join(_texts(glyphs))}</svg>"
    )
    return PageImage("image/svg+xml", drawn.encode("utf-8", "replace"))


def _texts(glyphs: Sequence[Glyph]) -> Iterator[str]:
    """A text for each run of signs on one line; every sign keeps its own place."""
    run: list[Glyph] = []
    for before, glyph in pairwise((None, *glyphs, None)):
        if run and (glyph is None or before is None or abs(glyph.y - before.y) > _TOGETHER or glyph.em != before.em):
            yield _text(run)
            run = []
        if glyph is not None and glyph.text.strip() and glyph.text.isprintable():
            run.append(glyph)
    if run:
        yield _text(run)


def _text(run: Sequence[Glyph]) -> str:
    places = " ".join(f"{glyph.x0:.1f}" for glyph in run)
    words = escape("".join(glyph.text for glyph in run))
    return f'<text x="{places}" y="{run[0].y:.1f}" font-size="{run[0].em:.1f}">{words}</text>'
