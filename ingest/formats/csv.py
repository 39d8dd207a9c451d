"""Tables as text with separators: known by their name, or by lines that are alike, since a line with commas may be any sentence."""

from __future__ import annotations

import csv
import io
from collections import Counter

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
_OPENING, _LINES = 1 << 16, 100
_FEWEST, _MOSTLY = 2, 0.8


def _recognise(data: bytes, name: str) -> bool:
    """By its name; under another name of a file, of tables or none, by lines that all have the same many commas."""
    if name.lower().endswith(_SUFFIXES):
        return TXT.recognise(data, name)
    return not name.lower().endswith(TXT.suffixes) and _is_even(data[:_OPENING]) and TXT.recognise(data, name)


def _is_even(opening: bytes) -> bool:
    """Whether nearly all lines have one number of commas, of which a sentence in Chinese has none.

    >>> _is_even("序号,任务,单位\\n1,修路,县交通局\\n2,架桥,县住建局\\n".encode()), _is_even(b"a, b, and c.\\nOr none.\\n")
    (True, False)
    """
    counts = Counter(line.count(b",") for line in opening.splitlines()[:_LINES] if line.strip())
    usual, lines = max(counts.items(), key=lambda each: each[1], default=(0, 0))
    return usual >= _FEWEST and lines >= _FEWEST and lines >= _MOSTLY * counts.total()


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
