"""`python -m benchmarks.readers [PLANS]`: how long clients wait while the service reads plans, beside an idle one.

Idle and busy slices of time alternate in one run, so that what else the machine does falls on both alike.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx

from benchmarks.plans import Generator, write_plans
from benchmarks.service import running
from zhengpu.commands.bulk import read_corpus
from zhengpu.graph.store import EmbeddedStore

__all__ = ["readers_times"]

_SLICES, _SECONDS, _PAUSE = 6, 6.0, 0.02


def _asked(client: httpx.Client, paths: list[str], seconds: float) -> list[float]:
    """How long each answer took; a short pause between two questions, as people and pages make."""
    times, until = [], time.perf_counter() + seconds
    while time.perf_counter() < until:
        start = time.perf_counter()
        client.get(paths[len(times) % len(paths)]).raise_for_status()
        times.append(time.perf_counter() - start)
        time.sleep(_PAUSE)
    return times


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def _upload(client: httpx.Client, plan: tuple[str, bytes]) -> None:
    reply = client.post("/api/documents", files={"files": plan}).raise_for_status().json()
    assert reply["files"][0]["error"] is None


def _uploading(client: httpx.Client, plans: Iterator[tuple[str, bytes]], stop: threading.Event, done: list[float]) -> None:
    while not stop.is_set():
        start = time.perf_counter()
        _upload(client, next(plans))
        done.append(time.perf_counter() - start)


def readers_times(count: int = 200) -> dict[str, float]:
    """Milliseconds idle and busy, and their ratio at the 99th percentile."""
    makes = Generator(tasks=12)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_plans(folder / "plans", count)
        with EmbeddedStore(folder / "store") as store:
            for _ in read_corpus(store, [str(folder / "plans")]):
                pass
        unit = makes.plan(0).gold["document"]["jurisdiction"]
        paths = [f"/api/ask?q={quote(question)}" for question in (f"{unit}财政局牵头哪些任务", f"{unit}的计划是哪天印发的")]
        paths += ["/api/tasks?limit=20", "/api/documents?limit=20"]
        fresh = ((plan.name, plan.text.encode()) for plan in (makes.plan(count + n) for n in range(100_000)))
        idle: list[float] = []
        busy: list[float] = []
        done: list[float] = []
        with (
            running(folder / "store") as url,
            httpx.Client(base_url=url, timeout=60) as asks,
            httpx.Client(base_url=url, timeout=60) as sends,
        ):
            _asked(asks, paths, 2.0)
            _upload(sends, next(fresh))
            for _ in range(_SLICES):
                idle += _asked(asks, paths, _SECONDS)
                stop = threading.Event()
                uploads = threading.Thread(target=_uploading, args=(sends, fresh, stop, done))
                uploads.start()
                busy += _asked(asks, paths, _SECONDS)
                stop.set()
                uploads.join()
    return {
        "readers, idle: p50 ms": statistics.median(idle) * 1000,
        "readers, while reading: p50 ms": statistics.median(busy) * 1000,
        "readers, idle: p99 ms": _p99(idle) * 1000,
        "readers, while reading: p99 ms": _p99(busy) * 1000,
        "readers, p99 while reading ÷ idle": _p99(busy) / _p99(idle),
        "plans read a second meanwhile": len(done) / (_SLICES * _SECONDS),
    }


def main() -> None:
    """See the module."""
    for name, value in readers_times(int(sys.argv[1]) if len(sys.argv) > 1 else 200).items():
        print(f"{name:<50}{value:>14.3f}")


if __name__ == "__main__":
    main()
