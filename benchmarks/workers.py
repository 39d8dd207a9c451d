"""`python -m benchmarks.workers [PLANS]`: two workers against the ideal, with one killed, and the memory of the driver at size.

The ideal of two workers is half of all processor time spent. What a process waits in the queue for a processor
(`/proc/PID/task/*/schedstat`) is the machine being busy with something else: ratios are given as measured, and without that wait.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from benchmarks.plans import write_plans
from zhengpu.commands.bulk import Pace, read_corpus
from zhengpu.graph.store import EmbeddedStore
from zhengpu.ingest.many.corpus import FileResult
from zhengpu.keeping.backup import contents
from zhengpu.keeping.originals import Originals

__all__ = ["driver_memory", "one_run", "worker_ratios"]


def _spent(pid: int) -> tuple[float, float]:
    """Processor seconds of a process, and what its busiest thread waited for a processor."""
    threads = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    times = [(int(ran) / 1e9, int(waited) / 1e9) for ran, waited, _ in threads]
    return sum(ran for ran, _ in times), max(times)[1]


def one_run(plans: Path, folder: Path, workers: int, kill_at: int = 0) -> dict[str, Any]:
    """Read a folder in this process and its workers; `kill_at`: one worker dies when so many files have been read."""
    me, start, start_spent = psutil.Process(), time.perf_counter(), _spent(os.getpid())[0]
    spent: dict[int, tuple[float, float]] = {}
    wall, own, most, failed = 0.0, 0.0, 0, 0
    with EmbeddedStore(folder) as store:
        for event in read_corpus(store, [str(plans)], workers=workers):
            failed += isinstance(event, FileResult) and event.error is not None
            if not isinstance(event, Pace) or event.written:
                continue
            wall, most = time.perf_counter() - start, max(most, me.memory_info().rss)
            own = _spent(os.getpid())[0] - start_spent
            readers = [child for child in me.children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]
            for child in readers:
                spent[child.pid] = _spent(child.pid)
            if kill_at and event.read >= kill_at:
                readers[0].kill()
                kill_at = 0
        whole = time.perf_counter() - start
        digest = contents(store, Originals(folder / "originals")).digest
    waits = [waited for _, waited in spent.values()]
    return {
        "wall": wall, "whole": whole, "processor": own + sum(ran for ran, _ in spent.values()), "driver": own, "digest": digest,
        "waited": sum(waits) / workers if workers > 1 else 0.0, "memory": most / 1e6, "failed": failed,
    }  # fmt: skip


def _apart(*given: object) -> dict[str, Any]:
    """One run in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.workers", "run", *map(str, given)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]))


def worker_ratios(folder: Path, count: int) -> dict[str, float]:
    """One process, two workers, two workers of which one is killed at a third."""
    plans = folder / "plans"
    write_plans(plans, count)
    alone = _apart(plans, folder / "alone", 1, 0)
    out = {"one process, s": alone["wall"], "one process, processor s": alone["processor"]}
    for name, kill in (("two workers", 0), ("one killed at a third", count // 3)):
        run = _apart(plans, folder / name.replace(" ", "-"), 2, kill)
        ideal = run["processor"] / 2
        out[f"{name}: wall, s"] = run["wall"]
        out[f"{name}: processor, s"] = run["processor"]
        out[f"{name}: of it the driver, s"] = run["driver"]
        out[f"{name}: wall ÷ ideal"] = run["wall"] / ideal
        out[f"{name}: wall without waiting for a processor ÷ ideal"] = (run["wall"] - run["waited"]) / ideal
        out[f"{name}: output differs"] = float(run["digest"] != alone["digest"])
    return out


def driver_memory(folder: Path) -> dict[str, float]:
    """The driver's most resident memory while reading 1,000 and 10,000 small plans."""
    out: dict[str, float] = {}
    for count in (1_000, 10_000):
        write_plans(folder / str(count), count, tasks=1)
        out[f"driver at {count} plans, MB"] = _apart(folder / str(count), folder / f"store-{count}", 2, 0)["memory"]
    out["driver at 10000 ÷ at 1000"] = out["driver at 10000 plans, MB"] / out["driver at 1000 plans, MB"]
    return out


def main() -> None:
    """See the module."""
    if sys.argv[1:2] == ["run"]:
        plans, folder, workers, kill_at = sys.argv[2:]
        print(json.dumps(one_run(Path(plans), Path(folder), int(workers), int(kill_at))))
        return
    with tempfile.TemporaryDirectory() as name:
        for part in (
            lambda: worker_ratios(Path(name) / "ratios", int(sys.argv[1]) if len(sys.argv) > 1 else 2000),
            lambda: driver_memory(Path(name) / "memory"),
        ):
            for key, value in part().items():
                print(f"{key:<60}{value:>12.3f}", flush=True)


if __name__ == "__main__":
    main()
