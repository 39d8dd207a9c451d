"""A pool of killable query processes, kept warm: one query at a time in each, and the process dies if it overstays."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO

from zhengpu.graph.children import Child
from zhengpu.graph.errors import BadQuery, EnvironmentTrouble, StoreBroken
from zhengpu.query.analyst.evaluation import Cut, Evaluated, Order
from zhengpu.query.analyst.limits import QueryLimits
from zhengpu.query.analyst.snapshots import Snapshots
from zhengpu.query.analyst.turns import TurnLimits, Turns
from zhengpu.query.analyst.worker import receive, send

__all__ = ["Overstayed", "TooHeavy", "Workers"]


class Overstayed(EnvironmentTrouble):
    """The query reached its time limit and was ended."""

    code = "query-timeout"


class TooHeavy(EnvironmentTrouble):
    """The query's process ended before it answered: memory, or a text too complex for the engine."""

    code = "query-too-heavy"


class Worker:
    """One process and the two pipes to it. `exchange` blocks; `kill` may come from any thread."""

    def __init__(self, limits: QueryLimits) -> None:
        settings = json.dumps({"memory": limits.memory, "seconds": limits.seconds})
        # -P: the folder the service was started in is no place to import from
        self._child = Child(
            [sys.executable, "-P", "-X", "utf8", "-m", "zhengpu.query.analyst.worker", settings],
            {**os.environ, "MALLOC_ARENA_MAX": "2"},  # address space is what is bounded; each arena reserves 64 MB of it
        )
        assert self._child.process.stdin is not None
        assert self._child.process.stdout is not None
        self._orders: IO[bytes] = self._child.process.stdin
        self._results: IO[bytes] = self._child.process.stdout
        self._confined: dict[str, bool] | None = None
        self.late = False

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._child.process.pid

    @property
    def alive(self) -> bool:
        """It has not ended, and nobody has told it to."""
        return self._child.alive

    @property
    def confined(self) -> dict[str, bool]:
        """What the process says it is held to; waits until it has started."""
        if self._confined is None:
            said = receive(self._results)
            self._confined = {} if said is None else dict(json.loads(said[0]))
        return self._confined

    def exchange(self, path: str, order: Order) -> Evaluated:
        """Send an order, wait for its result."""
        said = None
        with suppress(OSError, ValueError):  # a killed process breaks the pipe
            _ = self.confined
            send(self._orders, pickle.dumps((path, order)))
            said = receive(self._results)
        if said is None:
            self.kill()
            raise self._ended()
        head = json.loads(said[0])
        if "refused" in head:
            what, why, todo, line, column = head["refused"]
            raise BadQuery(what, why, todo, line=line, column=column)
        if "memory" in head:
            raise self._ended()
        if "broken" in head:
            raise StoreBroken("查询时读不了图谱库", head["broken"], "请重试；仍不行时运行 zhengpu doctor")
        return Evaluated(said[1], Cut(**head["cut"]) if head.get("cut") else None)

    def overstay(self) -> None:
        """The time is up."""
        self.late = True
        self.kill()

    def kill(self) -> None:
        """End the process now."""
        self._child.end()

    def close(self) -> None:
        """End the process and wait until it is gone."""
        self._child.close()

    def _ended(self) -> EnvironmentTrouble:
        if self.late:
            return Overstayed("查询超过了时间限制，已经终止", "它要做的比较太多，或者没有足够的条件", "请加上条件或 LIMIT 后再试")
        return TooHeavy("查询太重，执行它的进程已经终止", "它用尽了内存，或者写得太复杂", "请加上条件，或拆成几个查询")


class Workers:
    """Hands orders to processes, fairly among clients. Safe in one event loop at a time; `close` from anywhere."""

    def __init__(self, snapshots: Snapshots, limits: QueryLimits) -> None:
        self._snapshots, self._limits = snapshots, limits
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._closed = False
        self._threads = ThreadPoolExecutor(limits.workers, "sparql")
        self._turns = Turns(TurnLimits(limits.workers, limits.at_once, limits.per_client, limits.waiting))

    def start(self) -> None:
        """Start the processes before the first query comes."""
        with self._lock:
            while len(self._all) < self._limits.workers and not self._closed:
                self._hire()

    @property
    def confined(self) -> dict[str, bool]:
        """What a process is really held to here."""
        worker = self._take()
        try:
            return worker.confined
        finally:
            self._give_back(worker)

    @property
    def under_way(self) -> int:
        """Queries running now."""
        return self._turns.under_way

    async def run(self, order: Order, client: str, seconds: float | None = None) -> Evaluated:
        """Evaluate an order; the process dies at the time limit, and when the caller is cancelled (its client went away)."""
        async with self._turns.turn(client):
            return await self._evaluate(order, self._limits.seconds if seconds is None else seconds)

    async def _evaluate(self, order: Order, seconds: float) -> Evaluated:
        loop = asyncio.get_running_loop()
        worker = self._take()
        timer = loop.call_later(seconds, worker.overstay)
        answer = loop.run_in_executor(self._threads, self._exchange, worker, order)
        try:
            return await asyncio.shield(answer)
        except asyncio.CancelledError:
            worker.kill()
            with suppress(Exception):
                await answer
            raise
        finally:
            timer.cancel()  # before anybody else may get this worker
            self._give_back(worker)

    def _exchange(self, worker: Worker, order: Order) -> Evaluated:
        with self._snapshots.reading() as snapshot:
            return worker.exchange(str(snapshot.path), order)

    def _take(self) -> Worker:
        with self._lock:
            if self._closed:
                raise StoreBroken("查询服务已经停止", "程序正在关闭", "请重新启动服务")
            while self._idle and not self._idle[-1].alive:
                self._dismiss(self._idle.pop())
            if not self._idle:
                self._hire()
            return self._idle.pop()

    def _hire(self) -> None:
        worker = Worker(self._limits)
        self._all.add(worker)
        self._idle.append(worker)

    def _dismiss(self, worker: Worker) -> None:
        self._all.discard(worker)
        worker.close()

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            if worker.late or self._closed or not worker.alive:
                self._dismiss(worker)
                if not self._closed:
                    self._hire()  # the next query finds a warm one
            else:
                self._idle.append(worker)

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            self._closed = True
            for worker in self._all:
                worker.kill()
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()
        self._threads.shutdown(wait=True)
        self._snapshots.close()
