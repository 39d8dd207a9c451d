"""Who guesses passwords waits, longer each time: by name and address, by address whatever the name, by name whatever the address."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["LockOut"]

_FREE = {"both": 5, "client": 20, "name": 50}
"""So many wrong ones are free."""

_FIRST, _LONGEST = 30.0, 3600.0
_FORGOTTEN = 2 * _LONGEST
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class _Tries:
    count: int
    last: float


class LockOut:
    """Safe to share between threads. A try counts as wrong until it is told to have been right: many at once gain nothing.

    >>> now = [0.0]
    >>> door = LockOut(lambda: now[0])
    >>> [door.wait("甲", "10.0.0.8") for _ in range(6)]
    [0.0, 0.0, 0.0, 0.0, 0.0, 30.0]
    >>> now[0] = 31.0
    >>> door.wait("甲", "10.0.0.8"), door.wait("甲", "10.0.0.8")
    (0.0, 60.0)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._tries: dict[tuple[str, str, str], _Tries] = {}

    def wait(self, name: str, client: str) -> float:
        """Seconds until another try is heard; 0: now, and it is counted."""
        with self._lock:
            now, places = self._clock(), _places(name, client)
            left = max(self._left(place, now) for place in places)
            if left <= 0:
                for place in places:
                    before = self._tries.pop(place, None)  # put last: the first are the oldest
                    self._tries[place] = _Tries((before.count if before else 0) + 1, now)
                self._forget(now)
            return max(left, 0.0)

    def right(self, name: str, client: str) -> None:
        """The last try was right: who knows the password is not kept from it by others' guesses from elsewhere."""
        with self._lock:
            for place in _places(name, client):
                self._tries.pop(place, None)

    def _left(self, place: tuple[str, str, str], now: float) -> float:
        tries = self._tries.get(place)
        if tries is None or now - tries.last > _FORGOTTEN or tries.count < _FREE[place[0]]:
            return 0.0
        over = min(tries.count - _FREE[place[0]], 12)
        return tries.last + min(_FIRST * 2.0**over, _LONGEST) - now

    def _forget(self, now: float) -> None:
        while self._tries:
            oldest = next(iter(self._tries))
            if len(self._tries) <= _MOST and now - self._tries[oldest].last <= _FORGOTTEN:
                return
            del self._tries[oldest]


def _places(name: str, client: str) -> tuple[tuple[str, str, str], ...]:
    return ("both", name, client), ("client", "", client), ("name", name, "")
