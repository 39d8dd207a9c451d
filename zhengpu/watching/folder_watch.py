"""A folder looked at again and again: files that came or changed are read, what became of them is told; nothing is removed from the graph.

By stamps, not by the system's notices: that works on shared and mounted folders too. A file is read once it has looked the same twice, so
that none is read while it is still being copied.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from zhengpu.graph.errors import MissingHelper, StoreBroken, UsageError
from zhengpu.ingest.files.archives import within
from zhengpu.keeping.intake import Outcome
from zhengpu.watching.news import NewsEntry, NewsLog
from zhengpu.watching.watched_state import SeenFile

__all__ = ["FolderWatch", "WatchChoice", "WatchReader"]

Stamp = tuple[int, int, int]


class WatchReader(Protocol):
    """What reads: the store itself, or the service that holds it."""

    def ingest(self, paths: list[Path], *, anything: bool = False, replacing: bool = False) -> Iterator[Outcome]:
        """See `Zhengpu.ingest`."""


@dataclass(frozen=True, slots=True)
class WatchChoice:
    """`anything`: what is no plan too. `replacing`: another text of a number takes its place, whichever file it comes from.

    Without that only the file that a document came from may change it: the earlier text stays as a version.
    `hasty`: a file is read at first sight.
    """

    anything: bool = False
    replacing: bool = False
    hasty: bool = False


class FolderWatch:
    """One folder. `opening` opens what reads, and only where there is something to read: nobody is kept from the store meanwhile."""

    def __init__(
        self,
        folder: Path,
        opening: Callable[[], AbstractContextManager[WatchReader]],
        news: NewsLog,
        choice: WatchChoice = WatchChoice(),
        seen: Mapping[str, SeenFile] | None = None,
    ) -> None:
        if not folder.is_dir():
            raise UsageError(f"不能监视 {folder}", "这里没有这个文件夹", "请检查路径")
        self.folder = folder.resolve()
        self._opening, self._news, self._choice = opening, news, choice
        self._seen, self._before = dict(seen or {}), dict[str, Stamp]()

    @property
    def seen(self) -> Mapping[str, SeenFile]:
        """Every file as it was last read."""
        return dict(self._seen)

    def round(self) -> Iterator[tuple[str, Outcome | NewsEntry]]:
        """Look once: what became of each file (by its name in the folder) that came or changed, news of those that went.

        Raises `EnvironmentTrouble` where the store or the service cannot be had; the files are read in a later round then.
        """
        if not self.folder.is_dir():  # a share that is not mounted: its files have not gone
            raise StoreBroken(f"看不到文件夹 {self.folder}", "它不在了，或没有挂上", "下一轮再看；请检查它")
        now = self._stamps()
        for name in sorted(set(self._seen) - set(now)):
            kept = self._seen.pop(name)
            yield name, self._news.add("gone", document="、".join(kept.documents), file=name)
        changed = [name for name, stamp in now.items() if name not in self._seen or self._seen[name].stamp != stamp]
        ready = [name for name in changed if self._choice.hasty or self._before.get(name) == now[name]]
        self._before = now
        if not ready:
            return
        with self._opening() as reader:
            for name in ready:
                outcomes = self._read(reader, name)
                # only now: a service that went away in the middle has not read it
                self._seen[name] = SeenFile(now[name], tuple(dict.fromkeys(one.document for one in outcomes if one.document)))
                for one in outcomes:
                    self._tell(name, one)
                    yield name, one

    def _read(self, reader: WatchReader, name: str) -> list[Outcome]:
        path, before = self.folder / name, set(self._seen[name].documents if name in self._seen else ())
        outcomes = self._taken(reader, path, replacing=self._choice.replacing)
        others = {one.document for one in outcomes if one.differences}
        if others and others <= before:  # the documents that this very file said otherwise before
            again = {one.name: one for one in self._taken(reader, path, replacing=True)}
            outcomes = [again.get(one.name, one) if one.differences else one for one in outcomes]
        return outcomes

    def _taken(self, reader: WatchReader, path: Path, *, replacing: bool) -> list[Outcome]:
        found = list[Outcome]()
        try:
            found.extend(reader.ingest([path], anything=self._choice.anything, replacing=replacing))
        except MissingHelper as error:
            found = found or [Outcome(path.name, error=str(error))]
        except UsageError:  # it went away meanwhile
            return found
        except OSError as error:
            return [Outcome(path.name, error=f"读不了：{error.strerror or error}")]
        return found

    def _tell(self, name: str, outcome: Outcome) -> None:
        if outcome.report is None:
            self._news.add("conflict" if outcome.differences else "failed", document=outcome.document, file=name, note=outcome.error or "")

    def _stamps(self) -> dict[str, Stamp]:
        found = dict[str, Stamp]()
        for name in within(self.folder):
            with suppress(OSError):
                stat = os.stat(self.folder / name)
                found[name] = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)  # the last: its permissions too
        return found
