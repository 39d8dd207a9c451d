"""Getting ready: what the next visitor would wait for is done beforehand, in a thread of its own, at the start and after every change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

__all__ = ["Readying"]

_QUIET = 1.5
"""Seconds without a change before anything is made: many files that come one after the other are one change."""


class Readying:
    """Does its work when told that something changed, once for all changes that come close together.

    >>> done = []
    >>> ready = Readying([lambda: done.append("first page")], quiet=0)
    >>> ready.start()
    >>> ready.stop()
    """

    def __init__(self, work: Sequence[Callable[[], object]], quiet: float = _QUIET) -> None:
        self._work, self._quiet = work, quiet
        self._wanted, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="readying", daemon=True)

    def start(self) -> None:
        """Make everything once, without waiting."""
        self._wanted.set()
        self._thread.start()

    def changed(self) -> None:
        """What was made no longer holds."""
        self._wanted.set()

    def stop(self, patience: float = 1.0) -> None:
        """Begin nothing more; what is under way has so many seconds."""
        self._ended.set()
        self._wanted.set()
        self._thread.join(patience)

    def _run(self) -> None:
        first = True
        while True:
            self._wanted.wait()
            while not first and self._wanted.is_set() and not self._ended.is_set():
                self._wanted.clear()
                self._ended.wait(self._quiet)
            first = False
            self._wanted.clear()
            for one in self._work:
                if self._ended.is_set():
                    return
                with suppress(Exception):  # whoever asks for it hears what is wrong with it
                    one()
