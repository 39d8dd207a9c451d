"""Files that the product itself wrote (ledger, task sheets, exports, pictures), known again so that they are not read as plans."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from zhengpu.graph.errors import UnreadableDocument
from zhengpu.ingest.document import Document

__all__ = ["OwnFile", "load_own_files", "refuse_own", "refuse_own_table"]

_OPENING, _LONGEST_HEAD = 1 << 18, 12


@dataclass(frozen=True, slots=True)
class OwnFile:
    """An entry of `ours.toml`."""

    title: str
    todo: str
    heads: frozenset[str] = frozenset()
    sign: re.Pattern[str] | None = None

    def refused(self, name: str) -> UnreadableDocument:
        """What is said of such a file."""
        return UnreadableDocument(f"没有读《{name}》", f"它是政谱导出的{self.title}，不是计划", self.todo)


@cache
def load_own_files() -> tuple[OwnFile, ...]:
    """The files that the product writes, as shipped."""
    data = tomllib.loads(files("zhengpu.ingest.files").joinpath("ours.toml").read_text("utf-8"))
    return tuple(
        OwnFile(one["title"], one["todo"], frozenset(one.get("heads", ())), re.compile(one["sign"]) if "sign" in one else None)
        for one in data["own"]
    )


def refuse_own(data: bytes, name: str) -> None:
    """Raise `UnreadableDocument` for a text that opens as one of ours.

    >>> refuse_own(b"@prefix zp: <https://w3id.org/zhengpu/ns#> .", "all.ttl")
    Traceback (most recent call last):
    zhengpu.graph.errors.UnreadableDocument: 没有读《all.ttl》。它是政谱导出的图谱数据，不是计划。要恢复图谱请用 zhengpu import。
    """
    opening = data[:_OPENING].decode("utf-8", errors="replace")
    for own in load_own_files():
        if own.sign is not None and own.sign.search(opening):
            raise own.refused(name)


def refuse_own_table(document: Document) -> None:
    """Raise `UnreadableDocument` for a document with a row of heads that only our own tables have."""
    known = [own for own in load_own_files() if own.heads]
    words = {head for own in known for head in own.heads}
    for table in document.tables:
        rows: defaultdict[int, set[str]] = defaultdict(set)
        for cell in table.cells:
            said = "".join(document.text[cell.span.slice].split()) if cell.span.end - cell.span.start <= _LONGEST_HEAD else ""
            if said in words:
                rows[cell.row].add(said)
        for row in rows.values():
            if own := next((own for own in known if own.heads <= row), None):
                raise own.refused(document.name)
