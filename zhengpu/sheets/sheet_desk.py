"""Where on the pages of its original a document's words stand, and pictures of those pages."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from zhengpu.graph.errors import InputError
from zhengpu.graph.names import iri_text
from zhengpu.graph.sheets.sheet_book import SheetBook, SheetMark
from zhengpu.graph.versions.earlier import standing_text
from zhengpu.query.analyst.turns import TooBusy

if TYPE_CHECKING:
    from zhengpu.ingest.sheets.page_image import PageImage
    from zhengpu.service import Zhengpu

__all__ = ["SheetDesk", "evidence_of", "mark_body"]

_MOST = 32 * 1024 * 1024
"""Bytes of pictures that are kept."""
_SECONDS = 20.0
"""A page may take so long to draw, and so long may one wait for its turn."""
_AT_ONCE = 2


class SheetDesk:
    """Marks and pictures of the documents of one store. Safe to share between threads.

    Pages are drawn as files are read: in a child process limited in memory and time; the last ones, and what went wrong with them, are kept.
    """

    def __init__(self, zp: Zhengpu, most: int = _MOST) -> None:
        self._zp, self._most = zp, most
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._drawn: OrderedDict[tuple[str, int], PageImage | InputError] = OrderedDict()

    def book(self, key: str) -> SheetBook | None:
        """The pages of a document (by id, IRI, number); None where its file has none, or was read before pages were kept."""
        entry = self._zp.document(key)
        found = entry and self._zp.store.query(f"SELECT ?l {{ {iri_text(entry.iri)} zp:layout ?l }}").one
        return SheetBook.of_text(str(found)) if found else None

    def marks(self, key: str, start: int, end: int) -> tuple[SheetMark, ...]:
        """Where characters `start:end` of a document's text stand, page by page."""
        book = self.book(key)
        return book.marks(self._zp.text(key) or "", start, end) if book else ()

    def has_pictures(self, key: str) -> bool:
        """Whether the file that the text was read from was kept."""
        entry = self._zp.document(key)
        return entry is not None and self._zp.originals is not None and self._zp.originals.found(entry.iri) is not None

    def picture(self, key: str, page: int) -> PageImage:
        """A page (from 1) of a document's original. Raises `InputError`, `TooBusy`."""
        book, entry = self.book(key), self._zp.document(key)
        if book is None or entry is None:
            raise InputError("没有原件的页面", "这份文件没有固定的页面，或是在记录版面以前读入的", "请重新读入原件（pdf、ofd、图片）")
        if not 1 <= page <= len(book.sheets):
            raise InputError("没有这一页", f"原件共 {len(book.sheets)} 页", "请核对页码")
        standing = standing_text(entry.iri, self._zp.store.said(entry.iri, entry.iri))
        found = self._kept((standing.file, page))
        if found is None:
            found = self._draw(entry.iri, standing.file, page, book)
            self._keep((standing.file, page), found)
        if isinstance(found, InputError):
            raise found
        return found

    def _draw(self, document: Any, digest: str, page: int, book: SheetBook) -> PageImage | InputError:
        from zhengpu.ingest.files.confined import draw
        from zhengpu.ingest.files.reading import format_of
        from zhengpu.ingest.formats import FileLimits

        path = self._zp.originals.found(document) if self._zp.originals is not None else None
        data = path.read_bytes() if path is not None else b""
        form = format_of(data, path.name) if path is not None else None
        if path is None or form is None or hashlib.sha256(data).hexdigest() != digest:
            return InputError("没有原件的页面", "图谱里的文字所读的那个文件没有保存", "请重新读入原件")
        if not self._turns.acquire(timeout=_SECONDS):
            raise TooBusy("没有画这一页", "正在画的页面太多", "请稍后再试")
        try:
            return draw(form, data, path.name, FileLimits(seconds=_SECONDS), page, book.sheets[page - 1])
        except InputError as error:
            return error
        finally:
            self._turns.release()

    def _kept(self, place: tuple[str, int]) -> PageImage | InputError | None:
        with self._lock:
            if place in self._drawn:
                self._drawn.move_to_end(place)
            return self._drawn.get(place)

    def _keep(self, place: tuple[str, int], found: PageImage | InputError) -> None:
        with self._lock:
            self._drawn[place] = found
            while sum(map(_size, self._drawn.values())) > self._most:
                self._drawn.popitem(last=False)

    def with_pages(self, reply: dict[str, Any]) -> dict[str, Any]:
        """An answer as JSON, its evidence with the pages and rectangles it stands on (`pages`), where they are known."""
        earlier = reply.get("versions") or {}
        for one in evidence_of(reply):
            if one["document"] not in earlier and (marks := self.marks(one["document"], one["start"], one["end"])):
                one["pages"] = [mark_body(mark) for mark in marks]
        return reply


def mark_body(mark: SheetMark) -> dict[str, Any]:
    """A mark as JSON.

    >>> mark_body(SheetMark(3, 595, 842, ((72.0, 100.0, 200.0, 118.0),)))
    {'page': 3, 'width': 595, 'height': 842, 'boxes': [[72.0, 100.0, 200.0, 118.0]]}
    """
    return {"page": mark.page, "width": mark.width, "height": mark.height, "boxes": [list(box) for box in mark.boxes]}


def evidence_of(told: Any) -> Iterator[dict[str, Any]]:
    """Every piece of evidence in an answer.

    >>> item = {"evidence": [{"document": "甲-1", "quote": "县", "start": 0, "end": 1}]}
    >>> [one["start"] for one in evidence_of({"items": [item]})]
    [0]
    """
    if isinstance(told, list):
        for one in told:
            yield from evidence_of(one)
    elif isinstance(told, Mapping):
        if isinstance(told, dict) and {"document", "quote", "start", "end"} <= told.keys():
            yield told
        for name in ("items", "evidence", "related", "outdated"):
            yield from evidence_of(told.get(name))


def _size(found: PageImage | InputError) -> int:
    return 4096 if isinstance(found, InputError) else len(found.data)
