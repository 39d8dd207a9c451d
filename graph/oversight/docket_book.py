"""Dockets kept as long as the store stands still: whoever asks often asks the book."""

from __future__ import annotations

import threading
from datetime import date

from zhengpu.graph.facts import Iri
from zhengpu.graph.oversight.docket import EVERY_TASK, Docket, DocketScope, docket
from zhengpu.graph.oversight.lights import Lights, load_lights
from zhengpu.graph.store import EmbeddedStore, Store

__all__ = ["MOST_TASKS", "DocketBook", "more_tasks"]

MOST_TASKS = 20_000
"""Of a store of more tasks than this not all are listed at once."""


class DocketBook:
    """The docket of a day. Safe to share between threads.

    >>> DocketBook(EmbeddedStore()).on(date(2024, 6, 1)).loaded
    False
    """

    def __init__(self, store: Store, lights: Lights | None = None) -> None:
        self._store, self.lights = store, lights or load_lights()
        self._lock = threading.Lock()
        self._kept: tuple[tuple[int, date], Docket] | None = None

    def on(self, today: date, scope: DocketScope = EVERY_TASK) -> Docket:
        """The tasks in scope as they stand on this day: made anew when the store changed since, else the ones made before.

        Where all tasks are at hand they are narrowed; where they are not, only those in scope are looked up. Of a store of more than
        `MOST_TASKS` all tasks are those of documents whose ledger was loaded.
        """
        # A store on a server may be changed by others without our knowing: of that nothing is kept.
        state = (self._store.revision, today) if isinstance(self._store, EmbeddedStore) else None
        with self._lock:
            whole = self._kept[1] if self._kept is not None and self._kept[0] == state else None
        if whole is not None and scope == EVERY_TASK:
            return whole
        if scope != EVERY_TASK:
            return docket(self._store, today, self.lights, scope)
        made = docket(self._store, today, self.lights, self._reported() if more_tasks(self._store, MOST_TASKS) else EVERY_TASK)
        if state is not None:
            with self._lock:
                self._kept = state, made
        return made

    def _reported(self) -> DocketScope:
        """Every task of the documents that were reported on."""
        rows = self._store.query(
            "SELECT DISTINCT ?t { { SELECT DISTINCT ?d { ?r zp:progressOf/zp:inDocument ?d } } ?t zp:inDocument ?d ; a zp:Task }"
        )
        return DocketScope(tasks=tuple(Iri(str(task)) for (task,) in rows))


def more_tasks(store: Store, most: int) -> bool:
    """Whether a store has more tasks than this; counts no further.

    >>> more_tasks(EmbeddedStore(), 0)
    False
    """
    found = store.query(f"SELECT (COUNT(*) AS ?n) {{ {{ SELECT ?t {{ ?t a zp:Task }} LIMIT {most + 1} }} }}").one
    return int(str(found or 0)) > most
