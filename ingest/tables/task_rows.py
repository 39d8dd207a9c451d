"""What a table of tasks gives: its rows as tasks, the headings between them, and how much of it was used."""

from __future__ import annotations

from dataclasses import dataclass

from zhengpu.graph.chinese import Passage
from zhengpu.graph.facts import Span
from zhengpu.ingest.plan import Column

__all__ = ["Heading", "TaskRow", "TaskTable"]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A row that is a task: its printed number, its title cell, and every labelled cell."""

    number: str | None
    title: Passage
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that only groups the rows below it; `ordinal` is what its number column prints."""

    passage: Passage
    ordinal: str = ""


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A table of tasks, in order: headings and rows. Of its `cells` that say something, `unused` are those that no task or heading took."""

    span: Span
    lines: tuple[TaskRow | Heading, ...]
    cells: int = 0
    unused: tuple[Span, ...] = ()
