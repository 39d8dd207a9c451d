"""Reading in a process beside this one, at low priority: who asks a service does not wait for what it reads.

The child is `python -m ingest.aside BASE`. It gets a line of JSON and the bytes of a file on its standard input, again and again, and
answers each with a line of JSON and the packed quads; it ends with its input. Nothing that comes back is executed or unpickled.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from typing import IO, Any

from zhengpu.ingest.files.child_path import child_path
from zhengpu.ingest.many.corpus import FileResult, Source, read_batch

__all__ = ["Aside"]

_NICE = 10
_FIELDS = ("name", "digest", "document", "place", "title", "report", "error")


class Aside:
    """A child that reads one file after the other; it is started with the first and again if it dies. Safe to share between threads."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._child: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def read(self, data: bytes, name: str) -> FileResult:
        """What became of a file; two children that die of it are what became of it."""
        with self._turn:
            for _ in range(2):  # it may have died before, of something else
                try:
                    return self._asked(data, name)
                except (OSError, ValueError):
                    self._end()
        why = "读它的进程中途退出，多半是内存不够"
        return FileResult(name, "", error=f"没有读《{name}》。{why}。请单独检查这个文件。")

    def close(self) -> None:
        """Let the child go."""
        with self._turn:
            self._end()

    def _asked(self, data: bytes, name: str) -> FileResult:
        if self._child is None or self._child.poll() is not None:
            self._child = self._started()
        there, back = self._child.stdin, self._child.stdout
        assert there is not None
        assert back is not None
        there.write(json.dumps({"name": name, "length": len(data)}).encode() + b"\n" + data)
        there.flush()
        said = json.loads(back.readline())
        return FileResult(packed=_exactly(back, said.pop("length")), **said)

    def _started(self) -> subprocess.Popen[bytes]:
        environment = os.environ | {"PYTHONPATH": child_path()}
        command = [sys.executable, "-X", "utf8", "-m", "zhengpu.ingest.many.aside", self._base]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            with contextlib.suppress(OSError):
                child.communicate()


def _exactly(file: IO[bytes], length: int) -> bytes:
    data = file.read(length)
    if len(data) != length:
        raise ValueError("the other side ended")
    return data


def _said(reading: FileResult) -> dict[str, Any]:
    return {name: getattr(reading, name) for name in _FIELDS} | {"length": len(reading.packed)}


def _main(base: str) -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print does not get into the answers
    if hasattr(os, "nice"):
        os.nice(_NICE)
    while line := sys.stdin.buffer.readline():
        order = json.loads(line)
        source = Source(order["name"], _exactly(sys.stdin.buffer, order["length"]))
        (reading,) = read_batch((source,), base)
        answers.write(json.dumps(_said(reading)).encode() + b"\n" + reading.packed)
        answers.flush()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        _main(sys.argv[1])
