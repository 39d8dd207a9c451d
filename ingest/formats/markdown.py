"""Markdown, as people and programs write it down: headings, lists and emphasis without their signs, tables as tables; read as the page it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from zhengpu.graph.errors import UnreadableDocument
from zhengpu.ingest.bytes.encoding import decode
from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.document import Document
from zhengpu.ingest.formats.html import HTML
from zhengpu.ingest.formats.txt import TXT

__all__ = ["MARKDOWN", "as_page"]

_MEDIA_TYPE = "text/markdown"
_SUFFIXES = (".md", ".markdown")
_HEADINGS = re.compile(rb"(?m)^ {0,3}#{1,6}[ \t]+\S")
_FEWEST, _OPENING = 2, 1 << 16

_SIGNS = re.compile(r" {0,3}(?:#{1,6}[ \t]+|(?:>[ \t]?)+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)*")
"""What a line begins with that only says what it is."""
_NOTHING = re.compile(r"\s*(?:([-*_])(?:[ \t]*\1){2,}|=+|`{3,}.*|~{3,}.*)\s*")
"""A rule across the page, what underlines a heading, the fences of a block."""
_COLUMNS = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*")
_BARS = re.compile(r"(?<!\\)\|")
_INLINE = (
    (re.compile(r"!\[([^\]]*)\]\([^)\s]*[^)]*\)"), ""),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?!\*)"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])"), r"\1"),
)
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)|<img\b", re.I)
_LINE_END = re.compile(r"<br\s*/?>", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>")


def _recognise(data: bytes, name: str) -> bool:
    """By its name, or by headings that begin with #."""
    named = name.lower().endswith(_SUFFIXES)
    return (named or len(_HEADINGS.findall(data[:_OPENING])) >= _FEWEST) and TXT.recognise(data, name)


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    decoded = decode(data)
    if decoded is None:
        raise UnreadableDocument(f"读不出《{name}》的文字", "它不是任何一种常见的中文编码", "请另存为 UTF-8 文本后再读")
    document = HTML.read(as_page(decoded.text).encode("utf-8-sig", errors="replace"), name, limits)
    return replace(document, media_type=_MEDIA_TYPE, diagnostics=decoded.diagnostics)


def as_page(text: str) -> str:
    """The page that a text in Markdown means.

    >>> as_page("# 计划\\n\\n1. **修渠**。\\n\\n| 任务 | 单位 |\\n|---|---|\\n| 修路 | 县住建局 |")
    '<body><p>计划</p><p>1. 修渠。</p><table><tr><td>任务</td><td>单位</td></tr><tr><td>修路</td><td>县住建局</td></tr></table></body>'
    """
    return f"<body>{''.join(_blocks(text.splitlines()))}</body>"


def _blocks(lines: list[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if re.match(r"\s*<table\b", line, re.I):  # tables as pages have them, as programs that recognise pictures write
            stop = next((other for other in range(at, len(lines)) if "</table>" in lines[other].lower()), len(lines) - 1) + 1
            yield "\n".join(lines[at:stop])
            at = stop
        elif "|" in line and at + 1 < len(lines) and _COLUMNS.fullmatch(lines[at + 1]):
            stop = next((other for other in range(at + 2, len(lines)) if "|" not in lines[other]), len(lines))
            yield f"<table>{''.join(map(_row, [line, *lines[at + 2 : stop]]))}</table>"
            at = stop
        else:
            if line.strip() and not _NOTHING.fullmatch(line):
                yield f"<p>{_inline(_SIGNS.sub('', line, count=1))}</p>"
            at += 1


def _row(line: str) -> str:
    cells = _BARS.split(line.strip().removeprefix("|").removesuffix("|"))
    return f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in cells)}</tr>"


def _inline(text: str) -> str:
    pictures = "<img>" * len(_PICTURE.findall(text))
    for form, kept in _INLINE:
        text = form.sub(kept, text)
    parts = (escape(_TAG.sub("", part).strip(), quote=False) for part in _LINE_END.split(text))
    return "<br>".join(parts) + pictures


MARKDOWN = Format("markdown", _MEDIA_TYPE, _SUFFIXES, _recognise, _read)
