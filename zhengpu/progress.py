"""A progress line on a terminal; nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

__all__ = ["tracked"]

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
