"""The files that documents were read from, kept beside the graph: one folder a document, found again by its id.

The file of an earlier version stands in a folder of its own: `甲政发-2024-1号@2` is that of version 2.
"""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from zhengpu.graph.errors import InputError, StoreBroken, reason
from zhengpu.graph.facts import Iri
from zhengpu.ingest.files.archives import readable_name

__all__ = ["Originals"]

_LONGEST_NAME, _LONGEST_SUFFIX = 240, 10
"""Bytes of a name, which disks allow 255 of (beside it stands one while it is written), and characters of its suffix."""


class Originals:
    """A folder of originals.

    >>> import tempfile
    >>> kept = Originals(Path(tempfile.mkdtemp()))
    >>> kept.keep(Iri("https://example.org/id/document/甲-1"), "folder/计划.txt", b"...")
    >>> [path.as_posix() for path in kept.paths()]
    ['甲-1/计划.txt']
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, document: Iri, name: str, data: bytes, *, at_once: bool = True) -> None:
        """Put a document's file in place of the one it was read from before; on disk when this returns (else when `settle` does)."""
        self.keep_at(Path(_key(document)) / _called(name), data, at_once=at_once)

    def keep_at(self, name: Path, data: bytes, *, at_once: bool = True) -> None:
        """The same by what `paths` gave."""
        if len(name.parts) != 2 or ".." in name.parts:
            raise InputError(f"没有存原件 {name}", "它指向原件文件夹之外", "请检查备份的来历")
        path = self.folder / name
        beside = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("wb") as file:
                file.write(data)
                file.flush()
                if at_once:
                    os.fsync(file.fileno())
            beside.replace(path)
            for other in path.parent.iterdir():
                if other != path:
                    other.unlink()
        except OSError as error:
            raise StoreBroken(f"原件没有存成 {path}", reason(error), "请检查磁盘空间和文件夹权限；图谱没有改变") from error

    def found(self, document: Iri, version: int = 0) -> Path | None:
        """Where a document's file is, or that of an earlier version; None if none was kept."""
        folder = self.folder / _key(document, version)
        return next((path for path in sorted(folder.glob("*")) if path.is_file() and not path.name.startswith(".")), None)

    def shelve(self, document: Iri, version: int) -> None:
        """Keep a document's file as that of an earlier version too, before another takes its place."""
        kept = self.found(document)
        if kept is None:
            return
        beside = self.folder / _key(document, version) / kept.name
        try:
            beside.parent.mkdir(parents=True, exist_ok=True)
            beside.unlink(missing_ok=True)
            _linked(kept, beside)
        except OSError as error:
            raise StoreBroken(f"旧版的原件没有存成 {beside}", reason(error), "请检查磁盘空间和文件夹权限；图谱没有改变") from error

    def unshelve(self, document: Iri, version: int) -> None:
        """Let an earlier version's file be the document's again; where none was kept, the document has none."""
        kept = self.found(document, version)
        if kept is None:
            shutil.rmtree(self.folder / _key(document), ignore_errors=True)
        else:
            self.keep(document, kept.name, kept.read_bytes())

    def settle(self) -> None:
        """Everything kept so far is on disk when this returns: once for many files, where one flush for each would take longer."""
        if hasattr(os, "sync"):
            os.sync()

    def forget(self, document: Iri) -> None:
        """Remove a document's file and those of its earlier versions."""
        for folder in (self.folder / _key(document), *self.folder.glob(f"{glob.escape(_key(document))}@*")):
            shutil.rmtree(folder, ignore_errors=True)

    def link_to(self, folder: Path) -> None:
        """The same files in another folder, as they are now: one here is replaced by renaming, never changed."""
        for name in self.paths():
            link = folder / name
            link.parent.mkdir(parents=True, exist_ok=True)
            _linked(self.folder / name, link)

    def paths(self) -> Iterator[Path]:
        """Every file, relative to the folder, in order."""
        for path in sorted(self.folder.glob("*/*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(self.folder)


def _called(name: str) -> str:
    """What a file is kept as: the last part of its name in signs that disks take and terminals stand, with its suffix, no longer than they allow.

    >>> _called("folder/计划.txt"), _called("/.."), _called("a" + chr(0) + ".txt"), len(_called("长" * 300 + ".docx").encode())
    ('计划.txt', 'document', 'a�.txt', 239)
    """
    last = "".join(
        sign if sign.isprintable() else "\ufffd" for sign in readable_name(name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".")
    )
    if len(last.encode()) > _LONGEST_NAME:
        stem, dot, suffix = last.rpartition(".")
        ending = f".{suffix}" if dot and len(suffix) <= _LONGEST_SUFFIX else ""
        last = (stem if ending else last).encode()[: _LONGEST_NAME - len(ending.encode())].decode("utf-8", "ignore") + ending
    return last or "document"


def _key(document: Iri, version: int = 0) -> str:
    return document.rsplit("/", 1)[-1] + (f"@{version}" if version else "")


def _linked(path: Path, link: Path) -> None:
    try:
        os.link(path, link)
    except OSError:  # no hard links here
        shutil.copyfile(path, link)
