"""Readers see whole states: an answer that was made while something changed is made again before anybody gets it.

So no reader waits for another, no change waits for a reader, and nobody sees half a change.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Changes", "WholeAnswers"]

_Read = TypeVar("_Read")
_TRIES = 3
"""So often a reader that meets a change begins anew; then changes wait for it."""

_PAUSE = 0.003
_POSTS = ("/api/ask", "/api/sparql/")
_APART = ("/api/backup", "/api/audit", "/healthz", "/static/", "/mcp")
"""What takes care of itself, or reads nothing of the graph."""


class Changes:
    """One change at a time; readers go on beside it and notice. Safe to share between threads.

    >>> changes = Changes()
    >>> async def read() -> str:
    ...     return "read"
    >>> with changes.changing():
    ...     pass
    >>> asyncio.run(changes.whole(read))
    'read'
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0  # odd while something changes
        self.told: list[Callable[[], None]] = []
        """Called after every change."""

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Around a change and everything that has to follow it before it may be read."""
        with self._lock:
            self._count += 1
            try:
                yield
            finally:
                self._count += 1
        for tell in self.told:
            tell()

    @contextmanager
    def unchanging(self) -> Iterator[None]:
        """For as long as the block runs nothing changes."""
        with self._lock:
            yield

    async def whole(self, read: Callable[[], Awaitable[_Read]]) -> _Read:
        """What `read` gives when nothing changes while it reads; what it stumbles over in half a change is nobody's trouble."""
        for _ in range(_TRIES):
            while self._count % 2:
                await asyncio.sleep(_PAUSE)
            before = self._count
            try:
                found = await read()
            except Exception:
                if self._count == before:
                    raise
                continue
            if self._count == before:
                return found
        while not self._lock.acquire(blocking=False):
            await asyncio.sleep(_PAUSE)
        try:
            return await read()
        finally:
            self._lock.release()


class WholeAnswers:
    """ASGI middleware: holds an answer until it is whole, and asks for it again if the graph changed meanwhile."""

    def __init__(self, app: ASGIApp, *, changes: Changes) -> None:
        self._app, self._changes = app, changes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or not _only_reads(scope):
            await self._app(scope, receive, send)
            return
        came: list[Message] = []

        async def answered() -> list[Message]:
            replayed, messages = iter(tuple(came)), list[Message]()

            async def received() -> Message:
                message = next(replayed, None)
                if message is None:
                    message = await receive()
                    if message["type"] == "http.request":
                        came.append(message)
                return message

            async def sent(message: Message) -> None:
                messages.append(message)

            await self._app(dict(scope), received, sent)
            return messages

        for message in await self._changes.whole(answered):
            await send(message)


def _only_reads(scope: Scope) -> bool:
    reads = scope["method"] in ("GET", "HEAD") or scope["path"].startswith(_POSTS)
    return reads and not scope["path"].startswith(_APART)
