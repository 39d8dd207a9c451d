"""Reading in processes beside this one, at low priority and within limits: who asks a service does not wait for what it reads.

A child is `python -m zhengpu.ingest.many.aside BASE LIMITS`. It says when it is ready, then gets a line of JSON and the bytes of a file on
its standard input, again and again, and answers each with a line of JSON and the packed quads; it ends with its input, and with its parent.
Nothing that comes back is executed or unpickled. The limits hold for the whole reading, from the bytes to the quads: a file that reaches one
ends its child, and the next file gets another.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from queue import LifoQueue
from typing import IO, Any

from zhengpu.graph.children import Child, tie
from zhengpu.graph.facts import Iri
from zhengpu.ingest.files.child_path import child_path
from zhengpu.ingest.many.corpus import Batch, FileResult, Run, Source, digest, read_batch

__all__ = ["Aside", "Asides", "ReadingLimits", "in_turn_beside"]

_NICE = 10
_FIELDS = ("name", "digest", "document", "place", "title", "report", "error", "is_plan", "helper_missing", "namings")
_FIRST = Source("一.txt", "一、任务\n1.办好庙会。（县教育局牵头）\n".encode())
"""Read once at the start, so that all that readings need is loaded."""

_TODO = "请确认文件来源，或拆成几份再读"


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one file may cost: `seconds` by the clock, `memory` in bytes of address space. `children` read at the same time.

    >>> ReadingLimits(children=1).at_once
    1
    """

    seconds: float = 120.0
    memory: int = 2 << 30
    children: int = max(3, os.cpu_count() or 2)
    per_client: int = 16
    """Files of one client being read or waiting."""
    waiting: int = 64
    """Files of all clients being read or waiting."""

    @property
    def at_once(self) -> int:
        """Children that one client may keep busy: never all of them, where there is more than one."""
        return max(1, self.children - 1)


class Aside:
    """A child that reads one file after the other; it is started with the first and again if it dies. Safe to share between threads."""

    def __init__(self, base: str, limits: ReadingLimits = ReadingLimits()) -> None:
        self._base, self._limits = base, limits
        self._child: Child | None = None
        self._folder: str | None = None
        self._turn = threading.Lock()
        self._fresh = self._broken_off = self._closed = False

    def read(self, data: bytes, name: str) -> FileResult:
        """What became of a file; a limit that it reached, or a fresh child that died of it, is what became of it."""
        with self._turn:
            self._broken_off = self._closed
            for _ in range(2):  # it may have died before, of something else
                late = threading.Event()
                try:
                    return self._asked(data, name, late)
                except (OSError, ValueError):
                    self._end()
                if late.is_set():
                    return _not_read(name, f"读了{self._limits.seconds:g}秒还没有读完，已经停止", _TODO)
                if self._broken_off:
                    return _not_read(name, "服务正在停止，或上传已经取消", "请稍后再传一次")
        return _not_read(name, "读它的进程中途退出，多半是内存不够", "请单独检查这个文件")

    def end(self) -> None:
        """Break off what is being read, from any thread; the next file gets a new child."""
        self._broken_off, child = True, self._child
        if child is not None:
            child.end()

    def close(self) -> None:
        """Let the child go for good."""
        self._closed = True
        self.end()
        with self._turn:
            self._end()

    def _asked(self, data: bytes, name: str, late: threading.Event) -> FileResult:
        if self._closed:
            raise ValueError("closed")
        if self._child is None or not self._child.alive:
            self._end()
            self._child, self._fresh = self._started(), True
        child, there, back = self._child, self._child.process.stdin, self._child.process.stdout
        assert there is not None
        assert back is not None

        def overstayed() -> None:
            late.set()
            child.end()

        timer = threading.Timer(self._limits.seconds, overstayed)
        timer.daemon = True
        try:
            if self._fresh:  # it says when it has loaded what it reads with; the limit is that of the file
                self._fresh = not back.readline()
            timer.start()
            there.write(json.dumps({"name": name, "length": len(data)}).encode() + b"\n" + data)
            there.flush()
            said = json.loads(back.readline())
            said["namings"] = tuple((Iri(entity), body) for entity, body in said["namings"])
            return FileResult(packed=_exactly(back, said.pop("length")), **said)
        finally:
            timer.cancel()

    def _started(self) -> Child:
        self._folder = tempfile.mkdtemp(prefix="zhengpu-")  # a child that is killed cannot tidy up
        environment = os.environ | {"PYTHONPATH": child_path(), "MALLOC_ARENA_MAX": "2", "TMPDIR": self._folder}
        limits = json.dumps(asdict(self._limits))
        return Child([sys.executable, "-X", "utf8", "-m", "zhengpu.ingest.many.aside", self._base, limits], environment)

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


class Asides:
    """So many children; `one` gives a free one, waiting for it. Safe to share between threads."""

    def __init__(self, base: str, limits: ReadingLimits = ReadingLimits()) -> None:
        self.limits = limits
        self._all = tuple(Aside(base, limits) for _ in range(limits.children))
        self._idle = LifoQueue[Aside]()  # the one used last is warm
        for aside in self._all:
            self._idle.put(aside)

    @contextmanager
    def one(self) -> Iterator[Aside]:
        """A child for as long as the block runs."""
        aside = self._idle.get()
        try:
            yield aside
        finally:
            self._idle.put(aside)

    def close(self) -> None:
        """End all children, whatever they are reading; what is asked for afterwards is not read."""
        for aside in self._all:
            aside.close()


@contextmanager
def in_turn_beside(limits: ReadingLimits = ReadingLimits(children=1)) -> Iterator[Run]:
    """Batches one after the other, each file in a child within limits: like `in_turn`, but no file ends the job."""
    held: list[Aside] = []

    def run(found: Iterable[Batch], base: str) -> Iterator[tuple[FileResult, ...]]:
        aside = Aside(base, limits)
        held.append(aside)
        for batch in found:
            yield tuple(replace(aside.read(one.data, one.name), digest=one.filed or digest(one)) for one in batch)

    try:
        yield run
    finally:
        for aside in held:
            aside.close()


def _not_read(name: str, why: str, todo: str) -> FileResult:
    return FileResult(name, "", error=f"没有读《{name}》。{why}。{todo}。")


def _exactly(file: IO[bytes], length: int) -> bytes:
    data = file.read(length)
    if len(data) != length:
        raise ValueError("the other side ended")
    return data


def _said(reading: FileResult) -> dict[str, Any]:
    return {name: getattr(reading, name) for name in _FIELDS} | {"length": len(reading.packed)}


def _bounded(limits: ReadingLimits) -> None:
    """Limits of the system on this process; what it parses in processes of their own has its own."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _main(base: str, limits: ReadingLimits) -> None:
    tie()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print does not get into the answers
    if hasattr(os, "nice"):
        os.nice(_NICE)
    _bounded(limits)
    read_batch((_FIRST,), base)
    answers.write(b"ready\n")
    answers.flush()
    while line := sys.stdin.buffer.readline():
        order = json.loads(line)
        source = Source(order["name"], _exactly(sys.stdin.buffer, order["length"]))
        (reading,) = read_batch((source,), base)
        answers.write(json.dumps(_said(reading)).encode() + b"\n" + reading.packed)
        answers.flush()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        _main(sys.argv[1], ReadingLimits(**json.loads(sys.argv[2])))
