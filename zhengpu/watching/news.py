"""What changed in the graph, and what could not be taken into it: one JSON object a line, the last thousands of them, in the store's folder.

Several processes may write: each line is appended by one call, and a file that has grown is put aside whole.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Literal, get_args

from zhengpu.graph.errors import StoreBroken, reason
from zhengpu.ingest.files.archives import readable_name

__all__ = ["NewsEntry", "NewsKind", "NewsLog"]

NewsKind = Literal["read", "replaced", "reread", "removed", "restored", "many", "failed", "conflict", "gone"]

_WORDS: dict[NewsKind, str] = {
    "read": "读入",
    "replaced": "换成另一文本",
    "reread": "重读",
    "removed": "移除",
    "restored": "换回旧版",
    "many": "成批读入",
    "failed": "没有读入",
    "conflict": "没有替换",
    "gone": "文件不在了，图谱没有改动",
}
_SIZE = 2 << 20
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class NewsEntry:
    """One change: what happened to which document (id, title), from which file, and what there is to say of it. `time` is ISO, UTC."""

    id: str
    time: str
    what: NewsKind
    document: str = ""
    title: str = ""
    file: str = ""
    note: str = ""

    def text(self) -> str:
        """One line.

        >>> NewsEntry("1", "2024-01-02T03:04:05Z", "read", "甲-1", "甲县计划", "计划.docx").text()
        '读入《甲县计划》（计划.docx）'
        """
        called = f"《{self.title or self.document}》" if self.title or self.document else ""
        return _WORDS[self.what] + (
            f"{called}（{self.file}）" if called and self.file else called or (f"：{self.file}" if self.file else "")
        )


class NewsLog:
    """A file of news; without a path nothing is kept.

    >>> NewsLog(None).add("read", title="甲县计划").text()
    '读入《甲县计划》'
    """

    def __init__(self, path: Path | None, *, size: int = _SIZE) -> None:
        self._path, self._size, self._complained = path, size, False

    def add(self, what: NewsKind, *, document: str = "", title: str = "", file: str = "", note: str = "") -> NewsEntry:
        """Write one down. A full disk stops no change; it is said once on standard error."""
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        said = (readable_name(part)[:_LONGEST] for part in (document, title, file, note))
        entry = NewsEntry(secrets.token_hex(8), now, what, *said)
        if self._path is None:
            return entry
        line = json.dumps(asdict(entry), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, line)
                full = os.fstat(descriptor).st_size > self._size
            finally:
                os.close(descriptor)
            if full:
                self._path.replace(self._aside(self._path))
        except OSError as error:
            if not self._complained:
                sys.stderr.write(f"没有记下更新 {self._path}：{reason(error)}。请检查磁盘空间和文件夹权限；图谱已经改好。\n")
            self._complained = True
        return entry

    def entries(self) -> tuple[NewsEntry, ...]:
        """All that are kept, oldest first; a line cut off by a crash is passed over."""
        return tuple(self._read())

    def since(self, last: str) -> tuple[NewsEntry, ...]:
        """Those after this one; all of them where it is no longer kept."""
        found = self.entries()
        place = next((number for number, entry in enumerate(found, start=1) if entry.id == last), 0)
        return found[place:]

    def latest(self, number: int) -> Sequence[NewsEntry]:
        """The last so many, newest first."""
        return self.entries()[::-1][:number]

    def _read(self) -> Iterator[NewsEntry]:
        for path in () if self._path is None else (self._aside(self._path), self._path):
            try:
                lines = path.read_bytes().splitlines()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise StoreBroken(f"读不了更新记录 {path}", reason(error), "请检查文件的权限") from error
            yield from chain.from_iterable(map(_entry, lines))

    @staticmethod
    def _aside(path: Path) -> Path:
        return path.with_name(path.name + ".1")


def _entry(line: bytes) -> Iterator[NewsEntry]:
    try:
        entry = NewsEntry(**json.loads(line))
    except (ValueError, TypeError):
        return
    if entry.what in get_args(NewsKind):
        yield entry
