"""The desk of 督查: today's docket, kept while nothing changes; ledgers taken in and stored in the progress graph."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from zhengpu.graph.oversight.docket import Docket, docket
from zhengpu.graph.oversight.lights import load_lights
from zhengpu.graph.oversight.progress_report import progress_quads, progress_reports
from zhengpu.graph.store import EmbeddedStore
from zhengpu.oversight.ledger_reading import read_ledger
from zhengpu.oversight.returning import Returned, returned

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["OversightDesk"]


class OversightDesk:
    """Safe to share between threads."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp, self._lights = zp, load_lights()
        self._lock = threading.Lock()
        self._kept: tuple[tuple[int, date], Docket] | None = None

    def docket(self, today: date | None = None) -> Docket:
        """Every task as it stands on a day (default: today)."""
        day, store = today or date.today(), self._zp.store
        # A store on a server may be changed by others without our knowing.
        state = (store.revision, day) if isinstance(store, EmbeddedStore) else None
        with self._lock:
            if self._kept is not None and self._kept[0] == state:
                return self._kept[1]
        made = docket(store, day, self._lights)
        if state is not None:
            with self._lock:
                self._kept = state, made
        return made

    def take(
        self,
        data: bytes,
        name: str,
        *,
        reporter: str = "",
        matches: Mapping[str, str] | None = None,
        clear: bool = False,
        today: date | None = None,
    ) -> Returned:
        """Read a returned ledger and store what is new in it; rows without a task's IRI wait for `matches` (place → task).

        Raises `UnreadableDocument` where the file is no ledger. See `returned`.
        """
        ledger, store = read_ledger(data, name), self._zp.store
        with self._zp.changing():
            found, new = returned(ledger, self.docket(today), self._lights, source=name, reporter=reporter, matches=matches, clear=clear)
            if new:
                known = progress_reports(store.said(store.names.progress_graph))
                store.record(store.names.progress_graph, progress_quads((*known, *new), store.names))
        return found
