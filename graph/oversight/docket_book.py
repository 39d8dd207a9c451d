"""Dockets kept as long as the store stands still: whoever asks often asks the book."""

from __future__ import annotations

import threading
from datetime import date

from zhengpu.graph.oversight.docket import Docket, docket
from zhengpu.graph.oversight.lights import Lights, load_lights
from zhengpu.graph.store import EmbeddedStore, Store

__all__ = ["DocketBook"]


class DocketBook:
    """The docket of a day. Safe to share between threads.

    >>> DocketBook(EmbeddedStore()).on(date(2024, 6, 1)).loaded
    False
    """

    def __init__(self, store: Store, lights: Lights | None = None) -> None:
        self._store, self.lights = store, lights or load_lights()
        self._lock = threading.Lock()
        self._kept: tuple[tuple[int, date], Docket] | None = None

    def on(self, today: date) -> Docket:
        """Every task as it stands on this day: made anew when the store changed since, else the one made before."""
        # A store on a server may be changed by others without our knowing: of that nothing is kept.
        state = (self._store.revision, today) if isinstance(self._store, EmbeddedStore) else None
        with self._lock:
            if self._kept is not None and self._kept[0] == state:
                return self._kept[1]
        made = docket(self._store, today, self.lights)
        if state is not None:
            with self._lock:
                self._kept = state, made
        return made
