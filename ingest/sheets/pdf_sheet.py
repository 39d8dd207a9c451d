"""A page of a pdf as its signs were placed: the whole sheet, turned as it was read."""

from __future__ import annotations

from zhengpu.graph.errors import InputError
from zhengpu.graph.sheets.sheet_book import Sheet
from zhengpu.ingest.sheets.page_image import PageImage, png, scale_for

__all__ = ["draw_pdf"]


def draw_pdf(data: bytes, page: int, sheet: Sheet) -> PageImage:
    """The page (from 1). Raises `InputError` if there is none."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        if not 1 <= page <= len(pdf):
            raise InputError("没有这一页", f"原件共 {len(pdf)} 页", "请核对页码")
        found = pdf[page - 1]
        if sheet.turn is not None:
            found.set_cropbox(*found.get_mediabox())  # places count from the sheet's own corner
            found.set_rotation(sheet.turn)
        picture = found.render(scale=scale_for(*found.get_size())).to_pil()
    return png(picture)
