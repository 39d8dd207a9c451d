"""The files that documents were read from, kept beside the graph: one folder a document, found again by its id."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from zhengpu.graph.errors import InputError, StoreBroken, reason
from zhengpu.graph.facts import Iri

__all__ = ["Originals"]


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
        self.keep_at(Path(_key(document)) / (Path(name.replace("\\", "/")).name.lstrip(".") or "document"), data, at_once=at_once)

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

    def settle(self) -> None:
        """Everything kept so far is on disk when this returns: once for many files, where one flush for each would take longer."""
        if hasattr(os, "sync"):
            os.sync()

    def forget(self, document: Iri) -> None:
        """Remove a document's file."""
        shutil.rmtree(self.folder / _key(document), ignore_errors=True)

    def link_to(self, folder: Path) -> None:
        """The same files in another folder, as they are now: one here is replaced by renaming, never changed."""
        for name in self.paths():
            link = folder / name
            link.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(self.folder / name, link)
            except OSError:  # no hard links here
                shutil.copyfile(self.folder / name, link)

    def paths(self) -> Iterator[Path]:
        """Every file, relative to the folder, in order."""
        for path in sorted(self.folder.glob("*/*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(self.folder)


def _key(document: Iri) -> str:
    return document.rsplit("/", 1)[-1]
