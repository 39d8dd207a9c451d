"""Scanned pages and pictures, by the optional package rapidocr (`pip install zhengpu[ocr]`); its models come in its wheel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhengpu.graph.errors import MissingHelper, UnreadableDocument
from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.bytes.laid_out import laid_out_lines
from zhengpu.ingest.bytes.lines import SignLine
from zhengpu.ingest.bytes.pages import DrawnTable, TextPage, write
from zhengpu.ingest.bytes.signatures import PICTURES
from zhengpu.ingest.document import Document
from zhengpu.ingest.sheets.picture_sheet import draw_picture

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PICTURE", "scanned"]

_MEDIA_TYPE = "image/*"
_SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif")
_SCALE = 200 / 72
_PIXELS = 60_000_000
_DOUBTFUL = 0.8


def _recognise(data: bytes, name: str) -> bool:
    """By content, and only under a picture's name: one that calls itself text is a mistake someone should hear of."""
    return name.lower().endswith(_SUFFIXES) and any(data.startswith(mark) for mark, _ in PICTURES)


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    from io import BytesIO

    from PIL import Image

    engine = _engine(name)
    with Image.open(BytesIO(data)) as picture:
        if picture.width * picture.height > _PIXELS:
            raise UnreadableDocument(f"没有读《{name}》", f"图片有 {picture.width}×{picture.height} 个像素，超过上限", "请缩小后再读")
        return _recognised(iter([picture.convert("RGB")]), engine, name, _MEDIA_TYPE)


def scanned(data: bytes, name: str, media_type: str) -> Document:
    """The text of a pdf whose pages are pictures."""
    engine = _engine(name)
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        return _recognised((page.render(scale=_SCALE).to_pil() for page in pdf), engine, name, media_type)


def _engine(name: str) -> Any:
    try:
        from rapidocr import RapidOCR
    except ImportError:
        why = "它是扫描件或图片，要识别文字，而没有安装 rapidocr"
        raise MissingHelper(f"没有读《{name}》", why, "请安装：pip install zhengpu[ocr]，或取得文字版后再读") from None
    return RapidOCR()


def _recognised(pictures: Iterator[Any], engine: Any, name: str, media_type: str) -> Document:
    import numpy

    draft = Draft()
    pages: list[TextPage] = []
    scores: list[float] = []
    for picture in pictures:
        found = engine(numpy.asarray(picture))
        lines = []
        for box, text, score in zip(*(() if found.boxes is None else (found.boxes, found.txts, found.scores)), strict=True):
            xs, ys = [float(point[0]) for point in box], [float(point[1]) for point in box]
            height = max(ys) - min(ys)
            # the box is a little higher than the signs; a line's signs are as wide as high
            lines.append(SignLine(str(text), min(xs), max(xs), max(ys), min(height, (max(xs) - min(xs)) / max(len(text), 1) * 1.2)))
            scores.append(float(score))
        before = next((item for above in pages[-1:] for item in above.items[-2:] if isinstance(item, DrawnTable)), None)
        pages.append(TextPage(float(picture.width), float(picture.height), tuple(laid_out_lines(lines, float(picture.width), before))))
    write(draft, pages)
    doubtful = sum(score < _DOUBTFUL for score in scores)
    message = f"文字是从图片识别的，{len(scores)} 行中有 {doubtful} 行把握不大。请对照原件。"
    draft.doubt("recognised-text", message, "warning" if doubtful else "note")
    return draft.document(name, media_type)


PICTURE = Format("picture", _MEDIA_TYPE, _SUFFIXES, _recognise, _read, draw=draw_picture)
