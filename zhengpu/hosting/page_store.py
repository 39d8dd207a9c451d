"""Pages that cost much to draw, kept as long as the graph stands still: one revision, one day, so many bytes."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from zhengpu.graph.store import EmbeddedStore, Store

__all__ = ["DrawnPage", "PageStore"]

_MOST = 64 * 1024 * 1024
"""Bytes of compressed pages."""


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as it is sent: its tag, its bytes (gzip), what it is."""

    tag: str
    packed: bytes
    media_type: str


class PageStore:
    """Makes a page when it is first asked for after a change, and then sends what it made. Safe to share between threads.

    A store on a server may be changed by others without our knowing: of that nothing is kept.
    """

    def __init__(self, store: Store, most: int = _MOST) -> None:
        self._store, self._most = store, most
        self._lock = threading.Lock()
        self._pages: OrderedDict[str, DrawnPage] = OrderedDict()
        self._state: tuple[int, date] | None = None

    def sent(self, request: Request, media_type: str, make: Callable[[], str]) -> Response:
        """The page at this address, or that the reader has it already (304)."""
        found = self.made(f"{request.url.path}?{request.url.query}", media_type, make)
        headers = {"ETag": found.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
        if found.tag in known:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(found.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=found.media_type)
        return Response(gzip.decompress(found.packed), headers=headers, media_type=found.media_type)

    def made(self, address: str, media_type: str, make: Callable[[], str]) -> DrawnPage:
        """The page at an address (path, `?`, query), made if it was not kept."""
        revision = self._store.revision if isinstance(self._store, EmbeddedStore) else None
        state = None if revision is None else (revision, date.today())
        found = self._found(state, address)
        if found is None:
            body = make().encode()
            found = DrawnPage(f'"{hashlib.sha256(body).hexdigest()[:32]}"', gzip.compress(body, 5, mtime=0), media_type)
            self._keep(state, address, found)
        return found

    def _found(self, state: tuple[int, date] | None, address: str) -> DrawnPage | None:
        with self._lock:
            if state != self._state:
                self._pages.clear()
                self._state = state
            if address in self._pages:
                self._pages.move_to_end(address)
            return self._pages.get(address)

    def _keep(self, state: tuple[int, date] | None, address: str, page: DrawnPage) -> None:
        with self._lock:
            # what was drawn while the graph changed belongs to no revision
            if state is None or state != self._state or len(page.packed) > self._most:
                return
            self._pages[address] = page
            while sum(len(one.packed) for one in self._pages.values()) > self._most:
                self._pages.popitem(last=False)
