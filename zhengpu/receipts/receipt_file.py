"""Where receipts are kept: one SQLite file beside the store, bounded in bytes, the oldest going first.

`receipts.sqlite` in the store's folder (or where `ZHENGPU_RECEIPTS` says; several services may share one) has one table:
`receipt (number INTEGER PRIMARY KEY, id TEXT UNIQUE, made TEXT, size INTEGER, body BLOB)`, the body being zlib-compressed JSON. Where it
cannot be written (a folder that is read only, a full disk, a store on a server), receipts live as long as the process, and no answer fails.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from zhengpu.receipts.receipt import Receipt, receipt_body, receipt_of_body

__all__ = ["MOST_BYTES", "RECEIPTS", "ReceiptFile"]

RECEIPTS = "receipts.sqlite"
"""The file's name in the store's folder."""

MOST_BYTES = 256 << 20
"""Bytes of compressed receipts that are kept: some 200,000 answers of the usual length."""

_MOST_IN_MEMORY = 500
_SWEEP = 64
"""So many receipts are written before the file is looked through for the oldest."""

_TABLE = """
CREATE TABLE IF NOT EXISTS receipt (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, made TEXT NOT NULL, size INTEGER NOT NULL, body BLOB NOT NULL
)
"""


class ReceiptFile:
    """Safe to share between threads, and the file between processes. `path` None keeps receipts in memory.

    >>> ReceiptFile(None).find("none") is None
    True
    """

    def __init__(self, path: Path | None, most: int = MOST_BYTES) -> None:
        self._path, self._most = path, most
        self._lock = threading.Lock()
        self._base: sqlite3.Connection | None = None
        self._held: OrderedDict[str, Receipt] = OrderedDict()
        self._written, self._told = 0, False

    def keep(self, receipt: Receipt) -> None:
        """Keep a receipt; one that is there stays as it is."""
        with self._lock:
            try:
                if self._path is not None:
                    self._write(self._opened(self._path), receipt)
                    return
            except (sqlite3.Error, OSError) as error:
                self._tell(error)
            self._held.setdefault(receipt.id, receipt)
            while len(self._held) > _MOST_IN_MEMORY:
                self._held.popitem(last=False)

    def find(self, key: str) -> Receipt | None:
        """A receipt by its id; None if it was not kept, or so long ago that it had to go."""
        with self._lock:
            if key in self._held:
                return self._held[key]
            with suppress(sqlite3.Error, OSError):
                if self._path is not None and self._path.exists():
                    row = self._opened(self._path).execute("SELECT body FROM receipt WHERE id = ?", (key,)).fetchone()
                    return None if row is None else receipt_of_body(_read(row[0]))
        return None

    def bodies(self) -> Iterator[dict[str, Any]]:
        """All that are kept in the file, the oldest first, as JSON values."""
        with self._lock:
            if self._path is None or not self._path.exists():
                return
            base, last = self._opened(self._path), 0
        while True:
            with self._lock:
                rows = base.execute("SELECT number, body FROM receipt WHERE number > ? ORDER BY number LIMIT 200", (last,)).fetchall()
            if not rows:
                return
            for last, body in rows:  # noqa: B007 - the last number is where to go on
                yield _read(body)

    def take(self, lines: Iterable[bytes]) -> None:
        """Receipts as `bodies` gave them, a line of JSON each: those that are there stay as they are. Raises `sqlite3.Error`, `OSError`."""
        assert self._path is not None
        with self._lock:
            base = self._opened(self._path)
            base.execute("BEGIN")
            for line in lines:
                body = json.loads(line)
                _insert(base, body["id"], body["made"], zlib.compress(line.strip(), 6))
            base.execute("COMMIT")
            self._sweep(base)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._base is not None:
                self._base.close()
                self._base = None

    def _opened(self, path: Path) -> sqlite3.Connection:
        if self._base is None:
            fresh = not path.exists()
            try:
                base = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
                if fresh:
                    path.chmod(0o600)  # questions are their askers' alone
                base.execute("PRAGMA journal_mode = WAL")
                base.execute("PRAGMA synchronous = NORMAL")
                base.execute(_TABLE)
            except sqlite3.OperationalError:  # read only: what is there can still be read
                base = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False)
            self._base = base
        return self._base

    def _write(self, base: sqlite3.Connection, receipt: Receipt) -> None:
        body = zlib.compress(json.dumps(receipt_body(receipt), ensure_ascii=False, default=str).encode(), 6)
        _insert(base, receipt.id, receipt.made, body)
        self._written += 1
        if self._written % _SWEEP == 1 or len(body) > self._most // _SWEEP:
            self._sweep(base)

    def _sweep(self, base: sqlite3.Connection) -> None:
        """The oldest go where there are too many; the newest stays whatever its size."""
        base.execute(
            "DELETE FROM receipt WHERE number < (SELECT MAX(number) FROM receipt) AND number IN ("
            "SELECT number FROM (SELECT number, SUM(size) OVER (ORDER BY number DESC) AS above FROM receipt) WHERE above > ?)",
            (self._most,),
        )

    def _tell(self, error: Exception) -> None:
        if not self._told:
            sys.stderr.write(f"注意：收据存不进 {self._path}（{error}），只在这个进程里留着；回答不受影响。\n")
        self._told = True


def _insert(base: sqlite3.Connection, key: str, made: str, body: bytes) -> None:
    base.execute("INSERT OR IGNORE INTO receipt (id, made, size, body) VALUES (?, ?, ?, ?)", (key, made, len(body), body))


def _read(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(zlib.decompress(body))
    return found
