"""A progress line on a terminal; nothing where nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

__all__ = ["ProgressLine", "tracked"]

_T = TypeVar("_T")


def tracked(items: Iterable[_T], label: str) -> Iterator[_T]:
    """Pass the items on, showing how many are done and how fast.

    >>> list(tracked([1, 2], "数"))
    [1, 2]
    """
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description} 已完成{task.completed}份"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        job = bar.add_task(label, total=None)
        for item in items:
            yield item
            bar.advance(job)


class ProgressLine:
    """One line on a terminal, written again and again; where nobody watches, a line now and then.

    >>> with ProgressLine() as line:
    ...     line.say("读了3份")
    """

    _PAUSE = 30.0

    def __init__(self) -> None:
        self._last: float | None = None
        self._watched = sys.stderr.isatty()

    def say(self, text: str) -> None:
        """What stands there from now on."""
        now = time.monotonic()
        if self._watched:
            sys.stderr.write(f"\r\x1b[2K{text}")
            sys.stderr.flush()
        elif self._last is not None and now - self._last < self._PAUSE:
            return
        elif self._last is not None:
            sys.stderr.write(f"{text}\n")
        self._last = now

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._watched and self._last is not None:
            sys.stderr.write("\r\x1b[2K")
