"""A cell of a table while a reader writes it down."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhengpu.ingest.bytes.lines import SignLine

__all__ = ["DraftCell"]


@dataclass(frozen=True, slots=True)
class DraftCell:
    """A cell as read, before its text has a place in the document; `lines` are those of a page that it was put together from."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    lines: tuple[SignLine, ...] = field(default=(), compare=False, repr=False)
