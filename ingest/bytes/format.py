"""What a document format is, and how much of a machine reading one may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhengpu.graph.sheets.sheet_book import Sheet
from zhengpu.ingest.document import Document
from zhengpu.ingest.sheets.page_image import PageImage

__all__ = ["FileLimits", "Format"]


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What one file may cost: sizes in bytes, memory in bytes of address space, time in seconds.

    `unpacked`, `members` and `ratio` hold for everything that is a zip inside (docx, xlsx, ofd, archives of plans);
    `ratio` is looked at only in members large enough to hurt.
    """

    size: int = 64 << 20
    unpacked: int = 256 << 20
    members: int = 5_000
    ratio: int = 200
    memory: int = 2 << 30
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file. `recognise` looks at the content, and at the name only where content alone cannot tell (csv).

    `read` gets the bytes, the name and the limits. A `confined` format is read in a limited child process: everything
    but plain text, whose reading is a few linear passes of our own. `draw` gets the bytes, a page (from 1) and its sheet: formats that have
    pages.
    """

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    recognise: Callable[[bytes, str], bool]
    read: Callable[[bytes, str, FileLimits], Document]
    confined: bool = True
    draw: Callable[[bytes, int, Sheet], PageImage] | None = None
