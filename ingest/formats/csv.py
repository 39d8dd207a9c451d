"""Tables as text with separators: known by their name, since a line with commas may be any sentence."""

from __future__ import annotations

import csv
import io

from zhengpu.graph.errors import UnreadableDocument
from zhengpu.ingest.bytes.draft import Draft
from zhengpu.ingest.bytes.draft_cell import DraftCell
from zhengpu.ingest.bytes.encoding import decode
from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.document import Document
from zhengpu.ingest.formats.txt import TXT
from zhengpu.ingest.formats.xlsx import sheet

__all__ = ["CSV"]

_MEDIA_TYPE = "text/csv"
_SUFFIXES = (".csv", ".tsv")


def _recognise(data: bytes, name: str) -> bool:
    return name.lower().endswith(_SUFFIXES) and TXT.recognise(data, name)


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    decoded = decode(data)
    if decoded is None:
        raise UnreadableDocument(f"读不出《{name}》的文字", "它不是任何一种常见的中文编码", "请另存为 UTF-8 文本后再读")
    opening = decoded.text[:20_000]
    separator = max((",", "\t", ";", "|"), key=opening.count)
    csv.field_size_limit(limits.size)
    rows = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=separator)
    draft = Draft()
    for diagnostic in decoded.diagnostics:
        draft.doubt(diagnostic.code, diagnostic.message, diagnostic.severity)
    sheet(draft, [DraftCell(number, column, text) for number, row in enumerate(rows) for column, text in enumerate(row)])
    return draft.document(name, _MEDIA_TYPE)


CSV = Format("csv", _MEDIA_TYPE, _SUFFIXES, _recognise, _read)
