"""The service as a process: it ends when it is told to, in every state, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from tests.test_ingest_aside import HOSTILE
from zhengpu.hosting.ending import configured
from zhengpu.hosting.serving import bound
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings, data_folder

ROOT = Path(__file__).parent.parent
TIDY = {"quads", "originals", "index.sqlite", "audit", "receipts.sqlite", "news.jsonl"}
PLAN = ("小.txt", "乙县2023年工作要点\n一、文旅\n1.办好庙会。（县文旅局牵头）\n".encode())


@contextmanager
def serving(store: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A service as its users start it, and its address; what is left of it is killed."""
    command = [sys.executable, "-m", "zhengpu", "serve", "--port", "0", "--store", str(store), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr is not None
            yield process, process.stderr.readline().split("：")[1].split("（")[0]
        finally:
            process.kill()


def _in_background(work: Callable[[], object]) -> None:
    def quietly() -> None:
        with suppress(httpx.HTTPError, OSError):
            work()

    threading.Thread(target=quietly, daemon=True).start()


def _uploads(address: str) -> None:
    httpx.post(f"{address}api/documents", files={"files": ("久.txt", HOSTILE)}, timeout=600)


def test_one_file_stops_nobody_and_does_not_keep_the_service_from_ending(tmp_path: Path) -> None:
    with serving(tmp_path / "store") as (process, address):
        _in_background(lambda: _uploads(address))
        reply = httpx.post(f"{address}api/documents", files={"files": PLAN}, timeout=60).json()
        assert reply["files"][0]["tasks"] == 1
        asked = httpx.post(f"{address}api/ask", json={"question": "县文旅局牵头哪些任务"}, timeout=60).json()
        assert [item["label"] for item in asked["items"]] == ["办好庙会"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert {path.name for path in (tmp_path / "store").iterdir()} <= TIDY


def _asks(address: str) -> None:
    with httpx.Client(timeout=60) as client:
        while True:
            client.post(f"{address}api/ask", json={"question": "县文旅局牵头哪些任务"})


def _joins(address: str) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    httpx.post(f"{address}sparql", data={"query": query}, timeout=600)


def _many_uploads(address: str) -> None:
    for _ in range(8):
        _in_background(lambda: _uploads(address))


def _sends(data: bytes) -> Callable[[str], None]:
    def send(address: str) -> None:
        there = urlsplit(address)
        with socket.create_connection((str(there.hostname), there.port or 80)) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(data)
            time.sleep(600)

    return send


STATES: dict[str, Callable[[str], None]] = {
    "idle": lambda address: None,
    "asked": _asks,
    "joining": _joins,
    "reading": _uploads,
    "reading much": _many_uploads,
    "half a head": _sends(b"GET / HTTP/1.1\r\nHo"),
    "half a body": _sends(b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n{"),
    "a client that does not read": _sends(b"GET /api/export/atlas HTTP/1.1\r\nHost: localhost\r\n\r\n"),
}


@pytest.mark.soak
@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_it_ends_in_every_state(tmp_path: Path, state: Callable[[str], None], number: signal.Signals) -> None:
    chosen = Settings(store=str(tmp_path / "store"))
    with Zhengpu(open_store(chosen), chosen) as zp:
        sample = next(data_folder().glob("*.txt"))
        zp.add(sample.read_bytes(), sample.name)
    with serving(tmp_path / "store") as (process, address):
        httpx.get(f"{address}healthz", timeout=60)
        _in_background(lambda: state(address))
        time.sleep(2)
        process.send_signal(number)
        assert process.wait(10) == 0
        assert {path.name for path in (tmp_path / "store").iterdir()} <= TIDY


def test_a_client_that_does_not_finish_its_head_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhengpu.hosting.ending._HEAD", 0.2)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("here")(scope, receive, send)

    listener = bound("127.0.0.1", 0)
    server = uvicorn.Server(configured(app))
    server.config.lifespan = "off"
    running = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    running.start()
    try:
        for head in (b"", b"GET / HTTP/1.1\r\nHo"):
            with socket.create_connection(listener.getsockname(), timeout=60) as slow:
                slow.sendall(head)
                assert slow.recv(100) == b""
        with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=60) as client:
            assert [client.get("/").text for _ in range(3)] == ["here"] * 3
            time.sleep(0.5)
            assert client.get("/").text == "here"
    finally:
        server.should_exit = True
        running.join(10)
