"""Parsing in a child process with limits, so that a file made to hurt ends in a message and the next file is read.

The child is `python -m ingest.confined`: it gets one line of JSON and the bytes on its standard input and answers with one
JSON object; nothing it says is executed or unpickled. On Linux its memory and processor time are limited (`resource`) and it
is killed when its time is up or its parent ends; macOS takes the time limits and ignores the one on memory; on Windows there is the time limit only.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from zhengpu.graph import errors
from zhengpu.graph.children import Child, tie
from zhengpu.graph.errors import UnreadableDocument, ZhengpuError
from zhengpu.graph.facts import Span
from zhengpu.graph.sheets.sheet_book import Sheet, SheetBook
from zhengpu.ingest.document import Cell, Diagnostic, Document, Remainder, Table
from zhengpu.ingest.files.child_path import child_path
from zhengpu.ingest.formats import FORMATS, FileLimits, Format
from zhengpu.ingest.sheets.page_image import PageImage

__all__ = ["confine", "draw", "parse"]

_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "PATHEXT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
_BROKEN_TODO = "请用原来的软件打开，确认无误后另存一份再读"


def parse(form: Format, data: bytes, name: str, limits: FileLimits) -> Document:
    """The document, in this process; whatever a library stumbles over becomes an `UnreadableDocument`."""
    with _said_plainly(form, name):
        return form.read(data, name, limits)


@contextlib.contextmanager
def _said_plainly(form: Format, name: str) -> Iterator[None]:
    try:
        yield
    except ZhengpuError:
        raise
    except (MemoryError, RecursionError, SystemError) as error:  # the last is what C code says when it is refused memory
        raise UnreadableDocument(f"没有读《{name}》", "解析它要用的内存或嵌套层数超过上限", _BROKEN_TODO) from error
    except Exception as error:  # parsers of foreign formats raise anything
        raise UnreadableDocument(f"读不出《{name}》", f"它不是完好的 {form.name} 文件（{type(error).__name__}）", _BROKEN_TODO) from error


def confine(form: Format, data: bytes, name: str, limits: FileLimits) -> Document:
    """The document, parsed in a limited child process."""
    return _document(_answered({}, form, data, name, limits))


def draw(form: Format, data: bytes, name: str, limits: FileLimits, page: int, sheet: Sheet) -> PageImage:
    """A page (from 1) as a picture, drawn in a limited child process."""
    reply = _answered({"page": page, "sheet": asdict(sheet)}, form, data, name, limits)
    return PageImage(reply["media_type"], base64.b64decode(reply["picture"]))


def _answered(wanted: dict[str, Any], form: Format, data: bytes, name: str, limits: FileLimits) -> dict[str, Any]:
    order = json.dumps({"format": form.name, "name": name, "limits": asdict(limits)} | wanted).encode() + b"\n"
    with tempfile.TemporaryDirectory(prefix="zhengpu-", ignore_cleanup_errors=True) as folder:
        environment = {key: value for key, value in os.environ.items() if key in _KEPT}
        environment |= {"PYTHONPATH": child_path(), "TMPDIR": folder, "TEMP": folder, "HOME": folder}
        child = Child([sys.executable, "-X", "utf8", "-m", "zhengpu.ingest.files.confined"], environment, folder=folder, quiet=True)
        try:
            said, _ = child.process.communicate(order + data, timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            why = f"解析用了 {limits.seconds:g} 秒还没有完，文件可能损坏或是有意制作的"
            raise UnreadableDocument(f"没有读《{name}》", why, _BROKEN_TODO) from None
        finally:
            child.close()  # and what it started (LibreOffice)
    try:
        reply = json.loads(said)
    except ValueError:
        why = "解析它的进程中途退出，多半是内存或时间超过上限"
        raise UnreadableDocument(f"没有读《{name}》", why, _BROKEN_TODO) from None
    if "error" in reply:
        raise _error(reply["error"])
    answer: dict[str, Any] = reply
    return answer


def _error(said: dict[str, str]) -> ZhengpuError:
    kind = getattr(errors, said["kind"], UnreadableDocument)
    error: ZhengpuError = kind(said["what"], said["why"], said["todo"])
    return error


def _document(said: dict[str, Any]) -> Document:
    def table(cells: list[Any], span: list[int], unsure: int) -> Table:
        return Table(tuple(Cell(row, column, Span(*place), *size) for row, column, place, *size in cells), Span(*span), unsure)

    return Document(
        said["name"],
        said["media_type"],
        said["text"],
        tuple(table(one["cells"], one["span"], one["unsure"]) for one in said["tables"]),
        tuple(Span(*span) for span in said["furniture"]),
        tuple(Diagnostic(code, severity, message, span and Span(*span)) for code, severity, message, span in said["diagnostics"]),
        tuple(Remainder(*one) for one in said["left"]),
        layout=SheetBook.of_text(said["layout"]) if said["layout"] else None,
    )


def _said(document: Document) -> dict[str, Any]:
    def pair(span: Span) -> list[int]:
        return [span.start, span.end]

    return {
        "name": document.name,
        "media_type": document.media_type,
        "text": document.text,
        "tables": [
            {
                "cells": [[cell.row, cell.column, pair(cell.span), cell.rows, cell.columns] for cell in table.cells],
                "span": pair(table.span),
                "unsure": table.unsure,
            }
            for table in document.tables
        ],
        "furniture": [pair(span) for span in document.furniture],
        "diagnostics": [[note.code, note.severity, note.message, note.span and pair(note.span)] for note in document.diagnostics],
        "left": [[one.kind, one.count, one.page, one.quote] for one in document.left],
        "layout": document.layout.as_text() if document.layout else "",
    }


def _pictured(form: Format, data: bytes, name: str, page: int, sheet: Sheet) -> dict[str, Any]:
    if form.draw is None:
        raise UnreadableDocument(f"没有画《{name}》", f"{form.name} 文件没有固定的页面", "请看原文")
    with _said_plainly(form, name):
        found = form.draw(data, page, sheet)
    return {"media_type": found.media_type, "picture": base64.b64encode(found.data).decode()}


def _limit(limits: FileLimits) -> None:
    """Soft limits on this process: a reader that starts a program of its own may give that one others."""
    try:
        import resource
    except ImportError:  # Windows
        return
    seconds = int(limits.seconds) + 1
    for what, most in ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def _main() -> None:
    tie()
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print does not get into the answer
    order = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    limits = FileLimits(**order["limits"])
    _limit(limits)
    form = next(form for form in FORMATS if form.name == order["format"])
    try:
        if "page" in order:
            reply = _pictured(form, data, order["name"], order["page"], Sheet(**order["sheet"]))
        else:
            reply = _said(parse(form, data, order["name"], limits))
    except ZhengpuError as error:
        reply = {"error": {"kind": type(error).__name__, "what": error.what, "why": error.why, "todo": error.todo}}
    answer.write(json.dumps(reply, ensure_ascii=False).encode("utf-8", errors="surrogatepass"))
    answer.flush()


if __name__ == "__main__":
    _main()
