"""Plain text, kept exactly as written: spans count in it."""

from __future__ import annotations

import re

from zhengpu.graph.errors import UnreadableDocument
from zhengpu.ingest.bytes.encoding import decode
from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.bytes.signatures import is_binary
from zhengpu.ingest.document import Document

__all__ = ["TXT"]

_MEDIA_TYPE = "text/plain"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SAMPLE = 1 << 16


def _recognise(data: bytes, name: str) -> bool:
    """Anything that decodes into characters people write; a cut through a character at the sample's end does not count."""
    if is_binary(data) or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return False
    decoded = decode(data[:_SAMPLE])
    return decoded is not None and len(_CONTROL.findall(decoded.text)) <= len(decoded.text) * 0.01


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    decoded = decode(data)
    if decoded is None:
        raise UnreadableDocument(f"读不出《{name}》的文字", "它不是任何一种常见的中文编码", "请另存为 UTF-8 文本后再读")
    return Document(name, _MEDIA_TYPE, decoded.text, diagnostics=decoded.diagnostics)


TXT = Format("txt", _MEDIA_TYPE, (".txt", ".text"), _recognise, _read, confined=False)
