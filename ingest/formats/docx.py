"""Word documents: the body in order, tables with merged cells, text boxes, and the numbers Word prints by itself.

Read from the XML itself: what is deleted in a tracked change or hidden is no text of the plan; what is inserted, in a content control
or in a text box is. A note stands behind the paragraph or table that calls it; a page header with the paper's number stands in front,
any other header or footer is kept aside as furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.bytes.elements import attribute, child, children, local
from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.bytes.numbering import Numbering
from zhengpu.ingest.bytes.package import Package, member_names, unread_parts
from zhengpu.ingest.document import Document

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["DOCX"]

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BODY = re.compile(r"word/document\d*\.xml")
"""The main part; some programs number it."""

_EDGES = re.compile(r"word/(?:header|footer)\d*\.xml")
_NUMBER = re.compile(r"[〔\[［【(（](?:19|20)\d{2}[〕\]］】)）]\d{1,5}号")
_NOTE = "注："
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_WRAPPERS = frozenset(["sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"])
_SKIPPED = frozenset(
    ["del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr", "rt", "Fallback", "footnoteReference", "txbxContent"]
)


def _recognise(data: bytes, name: str) -> bool:
    return any(map(_BODY.fullmatch, member_names(data)))


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    package = Package.open(data, name, limits)
    parts = {part: package.xml(f"word/{part}.xml") if f"word/{part}.xml" in package else None for part in ("numbering", "styles")}
    body = next(filter(_BODY.fullmatch, package.archive.namelist()))
    members = package.archive.namelist()
    edges = [package.xml(member) for member in sorted(filter(_EDGES.fullmatch, members))]
    notes = {kind: package.xml(f"word/{kind}s.xml") for kind in ("footnote", "endnote") if f"word/{kind}s.xml" in package}
    draft = Draft()
    reader = _DocxReader(draft, Numbering(parts["numbering"], parts["styles"]), dict(_notes(notes)))
    headers = [lines for edge in edges if (lines := reader.lines_of(edge))]
    for lines in headers:
        for line in lines if any(map(_NUMBER.search, lines)) else ():
            draft.paragraph(line)
    reader.blocks(child(package.xml(body), "body"))
    for lines in headers:
        for line in () if any(map(_NUMBER.search, lines)) else lines:
            draft.furniture(line)
    for kind, count in unread_parts(members):
        draft.left("unread-part", kind, count=count)
    if reader.hidden:
        draft.left("unread-part", "隐藏的字", count=reader.hidden)
    return draft.document(name, _MEDIA_TYPE)


class _DocxReader:
    def __init__(self, draft: Draft, numbering: Numbering, notes: Mapping[tuple[str, str], _Element]) -> None:
        self._draft = draft
        self._numbering = numbering
        self._notes = notes
        self.hidden = 0
        """Signs of the paragraphs read so far that are set to be invisible."""

    def blocks(self, parent: _Element | None) -> None:
        """Paragraphs and tables in body order."""
        for element in _blocks(parent):
            if local(element) == "tbl":
                self._table(element)
            else:
                self._draft.paragraph(self._paragraph(element))
                for box in _boxes(element):
                    self.blocks(box)
            for note in self._called(element):
                self._draft.paragraph(note)

    def lines_of(self, parent: _Element) -> list[str]:
        """The text of a header, a footer or a note, line by line; page numbers alone say nothing."""
        return [line for text in self._lines(parent) for line in text.split("\n") if re.search("[\u4e00-\u9fff]{2}", line)]

    def _called(self, element: _Element) -> Iterator[str]:
        """The notes that a paragraph or a table calls, in order."""
        for part in element.iter():
            kind = local(part).removesuffix("Reference") if isinstance(part.tag, str) else ""
            note = self._notes.get((kind, attribute(part, "id") or "")) if kind in ("footnote", "endnote") else None
            if note is not None and (text := "".join(self.lines_of(note))):
                yield text if text.startswith(_NOTE[0]) else _NOTE + text

    def _paragraph(self, paragraph: _Element) -> str:
        text = "".join(_text(paragraph))
        self.hidden += sum(
            len(part.text or "") for run in paragraph.iter() if local(run) == "r" and _hidden(run) for part in children(run, "t")
        )
        # Word counts an empty numbered paragraph too, and prints its number; alone it says nothing
        number = self._numbering.before(child(paragraph, "pPr"))
        return f"{number}{text.lstrip()}" if text.strip() else ""

    def _table(self, table: _Element) -> None:
        cells = list(self._cells(table))
        if len({cell.column for cell in cells}) > 1:
            self._draft.table(cells)
        else:  # a frame around text, and perhaps around tables
            for row in (part for part in _through(table) if local(part) == "tr"):
                for cell in (part for part in _through(row) if local(part) == "tc"):
                    self.blocks(cell)

    def _cells(self, table: _Element) -> Iterator[DraftCell]:
        rows = [row for row in _through(table) if local(row) == "tr"]
        growing: dict[int, DraftCell] = {}  # column → the cell above, which may reach down into this row
        for number, row in enumerate(rows):
            column = _count(child(row, "trPr", "gridBefore"), 0)
            for cell in (part for part in _through(row) if local(part) == "tc"):
                properties = child(cell, "tcPr")
                above = growing.pop(column, None)
                merge = child(properties, "vMerge")
                if above and merge is not None and attribute(merge) in (None, "continue"):
                    growing[column] = replace(above, rows=above.rows + 1)
                else:
                    if above:
                        yield above
                    across = _count(child(properties, "gridSpan"), 1)
                    growing[column] = DraftCell(number, column, "\n".join(self._lines(cell)), 1, across)
                column += growing[column].columns
        yield from growing.values()

    def _lines(self, parent: _Element) -> Iterator[str]:
        """The text of a cell, paragraph by paragraph, tables inside it too."""
        for element in _blocks(parent):
            if local(element) == "tbl":
                for cell in _through(element):
                    yield from (line for part in _through(cell) for line in self._lines(part))
            else:
                if text := self._paragraph(element).strip():
                    yield text
                for box in _boxes(element):
                    yield from self._lines(box)


def _notes(parts: Mapping[str, _Element]) -> Iterator[tuple[tuple[str, str], _Element]]:
    """Notes by kind and id; the lines drawn above them are none."""
    for kind, root in parts.items():
        for note in root:
            if local(note) == kind and attribute(note, "type") in (None, "normal"):
                yield (kind, attribute(note, "id") or ""), note


def _through(parent: _Element) -> Iterator[_Element]:
    """The children, looking through content controls and tracked insertions."""
    for element in parent:
        if local(element) in _WRAPPERS:
            yield from _through(element)
        else:
            yield element


def _blocks(parent: _Element | None) -> Iterator[_Element]:
    return iter(()) if parent is None else (one for one in _through(parent) if local(one) in ("p", "tbl"))


def _boxes(paragraph: _Element) -> Iterator[_Element]:
    """The text boxes anchored in a paragraph; of two versions for old and new programs the first."""
    for element in paragraph:
        name = local(element)
        if name == "txbxContent":
            yield element
        elif name not in ("Fallback", "del", "moveFrom"):
            yield from _boxes(element)


def _text(element: _Element) -> Iterator[str]:
    for part in element:
        name = local(part)
        if name == "t":
            yield part.text or ""
        elif name == "br" and attribute(part, "type") in ("page", "column"):
            continue
        elif name in _SIGNS and local(element) == "r":
            yield _SIGNS[name]
        elif name == "r" and _hidden(part):
            continue
        elif name not in _SKIPPED:
            yield from _text(part)


def _hidden(run: _Element) -> bool:
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and attribute(vanish) not in ("0", "false")


def _count(element: _Element | None, default: int) -> int:
    value = attribute(element) or ""
    return min(int(value), 1000) if value.isascii() and value.isdigit() else default


DOCX = Format("docx", _MEDIA_TYPE, (".docx", ".docm"), _recognise, _read)
