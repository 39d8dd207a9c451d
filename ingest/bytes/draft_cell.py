"""A cell of a table while a reader writes it down."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DraftCell"]


@dataclass(frozen=True, slots=True)
class DraftCell:
    """A cell as read, before its text has a place in the document."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
