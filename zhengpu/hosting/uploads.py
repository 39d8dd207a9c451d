"""Files that clients send: a queue that is fair among them, read beside the service, broken off when the client goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from zhengpu.graph.errors import InputError, UnreadableDocument
from zhengpu.graph.facts import Iri
from zhengpu.graph.versions.taking import Taken
from zhengpu.ingest.files.archives import unpack
from zhengpu.ingest.many.aside import Aside
from zhengpu.ingest.many.corpus import FileResult
from zhengpu.ingest.report import Report
from zhengpu.query.analyst.turns import TurnLimits, Turns
from zhengpu.service import Zhengpu

__all__ = ["LARGEST_UPLOAD", "MOST_MEMBERS", "Sent", "SentFile", "Uploads"]

MOST_MEMBERS = 200
"""Files of one uploaded archive."""

LARGEST_UPLOAD = 64 * 1024 * 1024
"""Bytes of one uploaded file."""


_LONGEST = 5
"""So many times the longest reading of one file may the files of an archive take together."""


class SentFile(Protocol):
    """A file as the framework hands it over: in memory or on disk until it is read."""

    async def read(self, size: int = -1, /) -> bytes:
        """So many of its bytes."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one file that was sent, or of one member of an archive: its document, report and place, or the error."""

    name: str
    document: Iri | None = None
    report: Report | None = None
    taken: Taken | None = None
    error: InputError | None = None


class Uploads:
    """Reads what is sent, one file a turn. Who waits holds neither a thread nor the file in memory."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp = zp
        self._turns: Turns | None = None
        self._threads: ThreadPoolExecutor | None = None

    async def accept(self, file: SentFile, name: str, client: str, *, anything: bool = False, replacing: bool = False) -> tuple[Sent, ...]:
        """Read one file, or each plan of an archive, into the graph. Raises `InputError` for the file as a whole, `TooMany`, `TooBusy`.

        With `anything` what is no plan too; with `replacing` in place of another text of the same number.
        """
        how = {"anything": anything, "replacing": replacing}
        if not self._zp.aside:
            members = await run_in_threadpool(_members, name, await _bytes(file))
            return tuple([await run_in_threadpool(self._kept, called, data, how) for called, data in members])
        async with self._queue.turn(client):
            members = await run_in_threadpool(_members, name, await _bytes(file))
            until = asyncio.get_running_loop().time() + _LONGEST * self._zp.readers.limits.seconds
            return tuple([await self._read_beside(called, data, how, until) for called, data in members])

    def _kept(self, name: str, data: bytes, how: Mapping[str, bool]) -> Sent:
        try:
            return Sent(name, *self._zp.accept(data, name, **how))
        except InputError as error:
            return Sent(name, error=error)

    async def _read_beside(self, name: str, data: bytes, how: Mapping[str, bool], until: float) -> Sent:
        if asyncio.get_running_loop().time() > until:
            return Sent(name, error=UnreadableDocument(f"没有读《{name}》", "它所在的压缩包读得太久", "请拆成几份再上传"))
        reading = await self._read(data, name)
        try:
            return Sent(name, *await run_in_threadpool(lambda: self._zp.keep(reading, data, **how)))
        except InputError as error:
            return Sent(name, error=error)

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


def _members(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """The file, or the files of an archive."""
    members = list(unpack(name, data))
    if len(members) > MOST_MEMBERS:
        why = f"里面有{len(members)}个文件，一次最多{MOST_MEMBERS}个"
        raise UnreadableDocument(f"没有读《{name}》", why, "请分成几个压缩包，或在服务器上用 zhengpu ingest 读入")
    return members
