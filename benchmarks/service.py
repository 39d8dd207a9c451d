"""A service of its own for the length of a block, as another process, the way people start it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

__all__ = ["free_port", "running", "until_answering"]


def free_port() -> int:
    """A port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_answering(url: str, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """Wait until a server answers; raise if it ends or takes too long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(url, timeout=2)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{url} does not answer (exit {process.poll()})")


@contextmanager
def running(store: Path | str | None = None, *, allow_update: bool = False, admin_key: str | None = None) -> Iterator[str]:
    """`zhengpu serve` on a store (default: an empty one); gives its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "zhengpu", "serve", "--store", str(store or folder), "--port", str(port)]
        environment = {**os.environ, **({"ZHENGPU_ADMIN_KEY": admin_key} if admin_key else {})}
        process = subprocess.Popen(command + (["--allow-update"] if allow_update else []), env=environment, stderr=subprocess.DEVNULL)
        try:
            until_answering(f"http://127.0.0.1:{port}/healthz", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)
