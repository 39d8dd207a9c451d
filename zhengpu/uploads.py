"""Files that clients send: a queue that is fair among them, read beside the service, broken off when the client goes away."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from zhengpu.graph.errors import UnreadableDocument
from zhengpu.graph.facts import Iri
from zhengpu.ingest.many.aside import Aside
from zhengpu.ingest.many.corpus import FileResult
from zhengpu.ingest.report import Report
from zhengpu.query.analyst.turns import TurnLimits, Turns
from zhengpu.service import Zhengpu

__all__ = ["LARGEST_UPLOAD", "SentFile", "Uploads"]

LARGEST_UPLOAD = 64 * 1024 * 1024
"""Bytes of one uploaded file."""


class SentFile(Protocol):
    """A file as the framework hands it over: in memory or on disk until it is read."""

    async def read(self, size: int = -1, /) -> bytes:
        """So many of its bytes."""


class Uploads:
    """Reads what is sent, one file a turn. Who waits holds neither a thread nor the file in memory."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp = zp
        self._turns: Turns | None = None
        self._threads: ThreadPoolExecutor | None = None

    async def accept(self, file: SentFile, name: str, client: str) -> tuple[Iri, Report]:
        """Read one file into the graph. Raises `InputError`, `TooMany`, `TooBusy`."""
        if not self._zp.aside:
            return await run_in_threadpool(self._zp.accept, await _bytes(file), name)
        async with self._queue.turn(client):
            data = await _bytes(file)
            return await run_in_threadpool(self._zp.keep, await self._read(data, name), data)

    @property
    def _queue(self) -> Turns:
        if self._turns is None:
            limits = self._zp.readers.limits
            self._turns = Turns(TurnLimits(limits.children, limits.at_once, limits.per_client, limits.waiting, "上传", "份"))
            self._threads = ThreadPoolExecutor(limits.children, "upload")
        return self._turns

    async def _read(self, data: bytes, name: str) -> FileResult:
        held: list[Aside] = []

        def read() -> FileResult:
            with self._zp.readers.one() as aside:  # free at once, unless a document is being read again
                held.append(aside)
                return aside.read(data, name)

        reading = asyncio.get_running_loop().run_in_executor(self._threads, read)
        try:
            return await asyncio.shield(reading)
        except asyncio.CancelledError:  # the client went away, or the service ends
            for aside in held:
                aside.end()
            with suppress(Exception):
                await reading
            raise


async def _bytes(file: SentFile) -> bytes:
    data = await file.read(LARGEST_UPLOAD + 1)
    if len(data) > LARGEST_UPLOAD:
        raise UnreadableDocument(f"文件超过{LARGEST_UPLOAD // 1024 // 1024}MB，没有读取", "", "请拆分后再上传")
    return data
