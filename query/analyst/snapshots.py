"""Read-only pictures of the store for query processes: hard links, two milliseconds each, gone when nobody reads them."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from zhengpu.graph.errors import StoreBroken, reason
from zhengpu.graph.store import EmbeddedStore

__all__ = ["Snapshot", "Snapshots"]

_PREFIX = "snapshot-"


@dataclass(slots=True, eq=False)
class Snapshot:
    """A folder that `pyoxigraph.Store.read_only` opens; it stays until its last reader leaves."""

    path: Path
    revision: int
    readers: int = 0


class Snapshots:
    """The latest snapshot of one embedded store. Opening a store read-only beside its writer is undefined, so readers get these."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._current: Snapshot | None = None
        if store.path is not None:  # what a killed service left behind; the store's lock says that no other one runs
            for left in store.path.glob(f"{_PREFIX}*"):
                shutil.rmtree(left, ignore_errors=True)

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """The store as it is now, for as long as the block runs."""
        with self._lock:
            snapshot = self._fresh()
            snapshot.readers += 1
        try:
            yield snapshot
        finally:
            with self._lock:
                snapshot.readers -= 1
                self._drop_if_unused(snapshot)

    def close(self) -> None:
        """Remove what is left."""
        with self._lock:
            current, self._current = self._current, None
            if current is not None:
                self._drop_if_unused(current)

    def _fresh(self) -> Snapshot:
        # Read before the copy: a change in between makes the snapshot newer than it says, never older.
        revision = self._store.revision
        if self._current is None or self._current.revision != revision:
            old, self._current = self._current, Snapshot(self._taken(), revision)
            if old is not None:
                self._drop_if_unused(old)
        return self._current

    def _taken(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._store.path))
        target = folder / "quads"
        try:
            if self._store.path is not None:
                self._store.engine.backup(str(target))
            else:  # a store in memory has no files to link
                copy = pyoxigraph.Store(str(target))
                copy.bulk_extend(self._store.engine)
                copy.flush()
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise StoreBroken("不能为查询准备图谱库的快照", reason(error), "请检查磁盘空间和文件夹权限") from error
        return target

    def _drop_if_unused(self, snapshot: Snapshot) -> None:
        if snapshot is not self._current and snapshot.readers == 0:
            shutil.rmtree(snapshot.path.parent, ignore_errors=True)
