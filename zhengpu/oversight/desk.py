"""The desk of 督查: today's docket, kept while nothing changes; ledgers taken in and stored in the progress graph."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from zhengpu.graph.oversight.docket import EVERY_TASK, Docket, DocketScope
from zhengpu.graph.oversight.docket_book import DocketBook
from zhengpu.graph.oversight.progress_report import progress_quads, progress_reports
from zhengpu.oversight.ledger_reading import read_ledger
from zhengpu.oversight.returning import Returned, returned

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["OversightDesk"]


class OversightDesk:
    """Safe to share between threads."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp, self._book = zp, DocketBook(zp.store)

    def docket(self, today: date | None = None, scope: DocketScope = EVERY_TASK) -> Docket:
        """The tasks in scope as they stand on a day (default: today)."""
        return self._book.on(today or date.today(), scope)

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
            found, new = returned(
                ledger, self.docket(today), self._book.lights, source=name, reporter=reporter, matches=matches, clear=clear
            )
            if new:
                known = progress_reports(store.said(store.names.progress_graph))
                store.record(store.names.progress_graph, progress_quads((*known, *new), store.names))
        return found
