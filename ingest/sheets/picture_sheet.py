"""A picture that was recognised, no larger than is needed to read it."""

from __future__ import annotations

from zhengpu.graph.errors import InputError
from zhengpu.graph.sheets.sheet_book import Sheet
from zhengpu.ingest.sheets.page_image import PageImage, png, scale_for

__all__ = ["draw_picture"]


def draw_picture(data: bytes, page: int, sheet: Sheet) -> PageImage:
    """The picture; it has one page. Raises `InputError` for any other, or for one larger than when it was read."""
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(data)) as picture:
        if page != 1 or (picture.width, picture.height) != (sheet.width, sheet.height):
            raise InputError("没有这一页", "图片只有一页，大小与阅读时的一样才画得出", "请重新读入原件")
        scale = min(scale_for(picture.width, picture.height), 1.0)
        size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
        return png(picture.convert("RGB").resize(size))
