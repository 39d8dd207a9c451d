"""A document while a reader writes it down: paragraphs, tables and furniture in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhengpu.graph.facts import Span
from zhengpu.graph.sheets.sheet_book import PlacedLine, Sheet, SheetBook
from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.bytes.edge_rows import without_edges
from zhengpu.ingest.bytes.lines import SignLine
from zhengpu.ingest.document import Cell, Diagnostic, Document, Remainder, Severity, Table

__all__ = ["Draft"]


class Draft:
    """Collects what a reader finds and gives everything its place in one text.

    >>> draft = Draft()
    >>> draft.paragraph("一、重点任务")
    >>> draft.table([DraftCell(0, 0, "任务"), DraftCell(0, 1, "牵头单位"), DraftCell(1, 0, "培育热点"), DraftCell(1, 1, "县文旅局")])
    >>> document = draft.document("a.docx", "text/plain")
    >>> document.text
    '一、重点任务\\n任务\\t牵头单位\\n培育热点\\t县文旅局\\n'
    >>> [document.text[cell.span.slice] for cell in document.tables[0].cells][-1]
    '县文旅局'
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._tables: list[Table] = []
        self._furniture: list[Span] = []
        self._diagnostics: list[Diagnostic] = []
        self._left: list[Remainder] = []
        self._sheets: list[Sheet] = []
        self._placed: list[PlacedLine] = []

    def _put(self, text: str) -> Span:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return Span(start, self._length)

    def sheet(self, sheet: Sheet) -> None:
        """A page of the file; lines say on which they stand."""
        self._sheets.append(sheet)

    def paragraph(self, text: str, lines: Sequence[SignLine] = ()) -> None:
        """A paragraph (or heading) of its own, put together from these lines; blank ones leave no trace."""
        self._paragraph(text, lines)

    def _paragraph(self, text: str, lines: Sequence[SignLine]) -> Sequence[SignLine]:
        """Gives the lines back that are not in it."""
        if text := text.strip():
            lines = self._place(self._put(text), text, lines)
            self._put("\n")
        return lines

    def furniture(self, text: str, lines: Sequence[SignLine] = ()) -> None:
        """A line that is on the page but not of the plan: kept in the text, marked as furniture."""
        if text := text.strip():
            self._furniture.append(self._put(text))
            self._place(self._furniture[-1], text, lines)
            self._put("\n")

    def _place(self, span: Span, text: str, lines: Sequence[SignLine]) -> Sequence[SignLine]:
        """Notes where on the pages the lines of a text stand that has just been put; gives those back that are not in it."""
        at, over = 0, []
        for line in lines:
            words = line.text.strip()
            found = text.find(words, at) if words else -1
            if found < 0:
                over.append(line)
                continue
            at = found + len(words)
            self._placed.append(PlacedLine(line.page, Span(span.start + found, span.start + at), line.box))
        return over

    def table(self, cells: Iterable[DraftCell], unsure: int = 0) -> None:
        """A table, row by row: cells apart by tabs, rows by line ends. A merged cell stands once, where it begins.

        A title over its heads and notes below its rows are paragraphs.
        """
        ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
        parted = without_edges(ordered)
        within = set(parted.cells)
        over: Sequence[SignLine] = [line for cell in ordered if cell not in within for line in cell.lines]
        for text in parted.above:
            over = self._paragraph(text, over)
        self._table(parted.cells, unsure)
        for text in parted.below:
            over = self._paragraph(text, over)

    def _table(self, ordered: Sequence[DraftCell], unsure: int) -> None:
        if not any(cell.text.strip() for cell in ordered):
            return
        start, row, placed = self._length, ordered[0].row, []
        for index, cell in enumerate(ordered):
            if index:
                self._put("\t" if cell.row == row else "\n")
            row = cell.row
            text = cell.text.strip().replace("\t", " ")
            placed.append(Cell(cell.row, cell.column, self._put(text), cell.rows, cell.columns))
            self._place(placed[-1].span, text, cell.lines)
        self._tables.append(Table(tuple(placed), Span(start, self._length), unsure))
        self._put("\n")

    def doubt(self, code: str, message: str, severity: Severity = "note") -> None:
        """Something doubtful about the file as a whole."""
        self._diagnostics.append(Diagnostic(code, severity, message))

    def left(self, kind: str, quote: str, page: int | None = None, count: int = 1) -> None:
        """Something of the file that does not stand in the text (see `Remainder`)."""
        self._left.append(Remainder(kind, count, page, quote))

    def document(self, name: str, media_type: str) -> Document:
        """The finished document."""
        text, tables, furniture = "".join(self._parts), tuple(self._tables), tuple(self._furniture)
        layout = SheetBook(tuple(self._sheets), tuple(self._placed)) if self._placed else None
        return Document(name, media_type, text, tables, furniture, tuple(self._diagnostics), tuple(self._left), layout=layout)
