"""Bytes → type by content → reader, in a limited child process where the format is more than text → document."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import PurePosixPath

from zhengpu.graph.errors import UnreadableDocument
from zhengpu.graph.facts import Span
from zhengpu.graph.folding import unified
from zhengpu.ingest.bytes.package import ZIP_MARKS, Package
from zhengpu.ingest.bytes.signatures import kind_of
from zhengpu.ingest.document import Diagnostic, Document
from zhengpu.ingest.files.confined import confine, parse
from zhengpu.ingest.files.ours import refuse_own, refuse_own_table
from zhengpu.ingest.formats import FORMATS, FileLimits, Format

__all__ = ["FileLimits", "format_of", "read"]

_BLANK = re.compile(r"[\s\ufeff\u200b-\u200f\u2060\x00]*")
_DAMAGED = re.compile(r"[\ufffd\x00-\x08\x0e-\x1f\x7f]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_POINT = re.compile(r"(?<=[0-9０-９])[\ue000-\uf8ff](?= ?[0-9０-９])")
_GARBAGE = re.compile(f"{_DAMAGED.pattern}|{_PRIVATE.pattern}")
_MOST_GARBAGE = 0.2
_LEFT_OPEN = "~$"
_SHOWN = 20
"""So many places of one kind of damage get a diagnostic of their own."""


def read(data: bytes, name: str, *, limits: FileLimits = FileLimits(), isolate: bool = True) -> Document:  # noqa: B008 - frozen
    """The document in `data`. Raises `UnreadableDocument` (empty, blank, unknown, too large, broken) or `MissingHelper`.

    With `isolate` everything but plain text is parsed in a child process limited in memory and time.

    >>> read("一、重点任务\\n".encode(), "plan.txt").text
    '一、重点任务\\n'
    >>> read(b"", "plan.txt")
    Traceback (most recent call last):
    zhengpu.graph.errors.UnreadableDocument: 文件《plan.txt》是空的。里面没有一个字节。请检查文件是否完整。
    """
    if not data:
        raise UnreadableDocument(f"文件《{name}》是空的", "里面没有一个字节", "请检查文件是否完整")
    if len(data) > limits.size:
        why = f"它有 {len(data) / 1e6:.0f} MB，上限是 {limits.size / 1e6:.0f} MB"
        raise UnreadableDocument(f"文件《{name}》太大", why, "请拆成几份，或去掉其中的图片后再读")
    if PurePosixPath(name).name.startswith(_LEFT_OPEN):
        why = f"它是 Office、WPS 打开文件时留下的记号（名字以 {_LEFT_OPEN} 开头），里面没有正文"
        raise UnreadableDocument(f"没有读《{name}》", why, f"请选名字里没有 {_LEFT_OPEN} 的那一份")
    refuse_own(data, name)
    form = format_of(data, name)
    if form is None:
        raise _unknown(data, name, limits)
    document = (confine if isolate and form.confined else parse)(form, data, name, limits)
    if _BLANK.fullmatch(document.text):
        raise UnreadableDocument(f"文件《{name}》里没有文字", "读出的全是空白", "请检查文件是否完整；扫描件请先识别文字")
    if len(_GARBAGE.findall(document.text)) > _MOST_GARBAGE * sum(map(len, document.text.split())):
        raise UnreadableDocument(
            f"读不出《{name}》", "读出的多半是乱码，文件可能已损坏或加密", "请用原来的软件打开，确认无误后另存一份再读"
        )
    refuse_own_table(document)
    document = replace(document, text=unified(document.text))  # character by character: every span stays valid
    digest = hashlib.sha256(data).hexdigest()
    return replace(document, diagnostics=(*document.diagnostics, *_doubts(document.text)), digest=digest)


def _unknown(data: bytes, name: str, limits: FileLimits) -> UnreadableDocument:
    """What is wrong with a file that no format takes: damaged, an archive that could not be taken apart, or of another kind."""
    suffix = PurePosixPath(name).suffix.lower()
    named = next((form for form in FORMATS if suffix in form.suffixes and form.confined), None)
    if data.startswith(ZIP_MARKS):
        Package.open(data, name, limits)  # says what is wrong with an archive that could not be taken apart
    if named is not None and (kind_of(data) is None or data.startswith(ZIP_MARKS)):
        why = f"名字说它是 {suffix[1:]}，内容却不是，文件可能已损坏"
        return UnreadableDocument(f"读不出《{name}》", why, "请用原来的软件打开，确认无误后另存一份再读")
    kind = kind_of(data)
    readable = "、".join(suffix[1:] for form in FORMATS for suffix in form.suffixes)
    why = f"从内容看它是{kind}" if kind else "从内容看不出它是哪一种文件"
    return UnreadableDocument(f"不认识文件《{name}》的类型", why, f"可以读的有：{readable}")


def format_of(data: bytes, name: str) -> Format | None:
    """The format, by content; the name decides only between formats that look alike."""
    return next((form for form in FORMATS if form.recognise(data, name)), None)


def _doubts(text: str) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for count, match in enumerate(_POINT.finditer(text)):
        if count == _SHOWN:
            break
        span = Span(match.start(), match.end())
        message = f"两个数字之间有一个专用区字符（U+{ord(match[0]):04X}），按小数点理解。请对照原件。"
        found.append(Diagnostic("private-decimal-point", "note", message, span))
    points = {diagnostic.span.start for diagnostic in found if diagnostic.span}
    others = [match.start() for match in _PRIVATE.finditer(text) if match.start() not in points]
    if others:
        message = f"有 {len(others)} 个专用区字符，原来是什么字无从得知。请对照原件。"
        found.append(Diagnostic("private-characters", "note", message, Span(others[0], others[0] + 1)))
    damaged = [match.start() for match in _DAMAGED.finditer(text)]
    if damaged:
        message = f"有 {len(damaged)} 个损坏的字符，从这里开始。请检查文件的文字编码，或另存为 UTF-8 后再读。"
        found.append(Diagnostic("damaged-characters", "warning", message, Span(damaged[0], damaged[0] + 1)))
    return found
