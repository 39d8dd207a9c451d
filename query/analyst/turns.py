"""Places shared fairly among clients: how many may come in, who is next, and that nobody takes all of them."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from zhengpu.graph.errors import EnvironmentTrouble

__all__ = ["TooBusy", "TooMany", "TurnLimits", "Turns"]


class TooMany(EnvironmentTrouble):
    """One client has too much under way."""

    code = "too-many-queries"


class TooBusy(EnvironmentTrouble):
    """All clients together have too much under way."""

    code = "too-busy"


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """`places` at the same time, `at_once` of them for one client; `per_client` and `waiting` count those in the queue too.

    `noun` is what the messages call one turn, `measure` its measure word.
    """

    places: int
    at_once: int
    per_client: int
    waiting: int
    noun: str = "查询"
    measure: str = "个"


class Turns:
    """Who may go now, in one event loop at a time.

    >>> async def two() -> int:
    ...     turns = Turns(TurnLimits(places=1, at_once=1, per_client=2, waiting=4))
    ...     async with turns.turn("甲"):
    ...         return turns.under_way
    >>> asyncio.run(two())
    1
    """

    def __init__(self, limits: TurnLimits) -> None:
        self._limits = limits
        self._wanted: Counter[str] = Counter()  # under way or waiting
        self._running: Counter[str] = Counter()
        self._queue: deque[tuple[str, asyncio.Future[None]]] = deque()

    @property
    def under_way(self) -> int:
        """How many have a place now."""
        return self._running.total()

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return self._wanted.total() - self._running.total()

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """A place for as long as the block runs. Raises `TooMany`, `TooBusy` at once, where waiting would be no use."""
        with self._admitted(client):
            await self._turn(client)
            try:
                yield
            finally:
                self._leave(client)

    @contextmanager
    def _admitted(self, client: str) -> Iterator[None]:
        noun, measure = self._limits.noun, self._limits.measure
        if self._wanted[client] >= self._limits.per_client:
            raise TooMany(f"您同时进行的{noun}太多", f"每个客户端最多{self._limits.per_client}{measure}", f"请等前面的{noun}结束")
        if self._wanted.total() >= self._limits.waiting:
            raise TooBusy(f"现在{noun}的人太多", f"同时最多{self._limits.waiting}{measure}{noun}", "请稍后再试")
        self._wanted[client] += 1
        try:
            yield
        finally:
            self._wanted[client] -= 1
            if not self._wanted[client]:
                del self._wanted[client]

    def _free(self, client: str) -> bool:
        return self._running.total() < self._limits.places and self._running[client] < self._limits.at_once

    async def _turn(self, client: str) -> None:
        """Come back when this client may run, its place already taken."""
        if self._free(client):
            self._running[client] += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._queue.append((client, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # woken and cancelled at once
                self._leave(client)
            raise

    def _leave(self, client: str) -> None:
        """Give the place to the first in the queue who may run; those who went away are dropped."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]
        for _ in range(len(self._queue)):
            waiting, turn = self._queue.popleft()
            if turn.done():
                continue
            if self._free(waiting):
                self._running[waiting] += 1
                turn.set_result(None)
            else:
                self._queue.append((waiting, turn))
