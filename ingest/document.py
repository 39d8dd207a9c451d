"""What a reader of files hands on: the text as read, its tables, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zhengpu.graph.facts import Span
from zhengpu.graph.sheets.sheet_book import SheetBook

__all__ = ["Cell", "Diagnostic", "Document", "Remainder", "Severity", "Table"]

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Trouble in the input, with a place. `code` is stable (`unclosed-bracket`), `message` Chinese: what, why, what to do."""

    code: str
    severity: Severity
    message: str
    span: Span | None = None

    def line(self, text: str) -> int | None:
        """The line (from 1) the trouble starts on."""
        return None if self.span is None else text.count("\n", 0, self.span.start) + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its place in the grid and its characters in `Document.text` (an empty span for an empty cell)."""

    row: int
    column: int
    span: Span
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the document. Every cell's text stands in `Document.text`, row by row, so that spans stay valid.

    `unsure` counts the borders of rows that no rule draws and that might as well stand elsewhere, `touching` the rows of a text in which
    lines of two cells may stand as one, a blank apart.
    """

    cells: tuple[Cell, ...]
    span: Span
    unsure: int = 0
    touching: int = 0


@dataclass(frozen=True, slots=True)
class Remainder:
    """Signs of the file that are no text of the plan, under a name: nothing of a file is lost in silence.

    `kind` is `page-number`, `running-head`, `contents`, `unused-cell` (no column takes it), `unread-part` (a hidden sheet, a picture),
    `aside` (on a web page, not of the plan), and of single signs `watermark`, `repeated-cell` (a head printed again on the next page),
    `undecodable`, `off-page`, `unplaced` (lost on the way). `count` is how many pieces or signs, `page` counts from 1, `quote` is the
    first of them, `span` where it stands in the text, if it does.
    """

    kind: str
    count: int = 1
    page: int | None = None
    quote: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read. `text` is the original text (for pdf, docx, html: the text as read); all spans count in it.

    `furniture` are spans that are no text of the plan: page numbers, running heads, navigation. `left` is what does not stand in
    the text at all. `digest` is the SHA-256 of the file, empty where the text came from nowhere else. `layout` is where on its pages
    the text stands, for a file that has pages.
    """

    name: str
    media_type: str
    text: str
    tables: tuple[Table, ...] = ()
    furniture: tuple[Span, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    left: tuple[Remainder, ...] = ()
    digest: str = ""
    layout: SheetBook | None = None
