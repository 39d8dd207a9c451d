"""The diary of a job over many documents: what has been read so far, safe on disk, so that a killed job goes on where it was.

Shards are files named after their content, written beside and renamed; what stands in them is listed in an SQLite file. A shard that no
row speaks of (the job was killed in between) is harmless and gone with the folder.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path
from typing import IO

from pyoxigraph import Quad, RdfFormat, parse

from zhengpu.graph.errors import StoreBroken, reason
from zhengpu.graph.facts import Iri, Naming
from zhengpu.graph.names import Names
from zhengpu.graph.triples import name_quads
from zhengpu.ingest.many.corpus import FileResult, Source, digest

__all__ = ["Held", "Journal", "unpacked"]

_FORM = 2
"""Goes up with every change of the tables."""

_TABLES = """
CREATE TABLE IF NOT EXISTS reading (
  digest TEXT PRIMARY KEY, name TEXT NOT NULL, document TEXT, place TEXT, alias TEXT,
  shard TEXT, start INTEGER, length INTEGER, files TEXT, file_start INTEGER, file_length INTEGER, report TEXT, error TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS naming (digest TEXT NOT NULL, entity TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS wanted (digest TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
"""

# Of two files that are one document the first by name is loaded, as when they are read one after the other; the later ones (`apart`) are
# other versions of it, as are documents of other places that bear its number: they are taken afterwards, one by one. What others cite by
# its title alone is put again.
_CHOSEN = """
CREATE INDEX IF NOT EXISTS naming_entity ON naming (entity);
CREATE TEMP TABLE chosen AS
SELECT r.*, w.name AS called, EXISTS (SELECT 1 FROM naming WHERE entity = r.alias) AS loose,
  ROW_NUMBER() OVER (PARTITION BY r.document ORDER BY w.name, r.place, r.digest) > 1 AS apart
FROM (SELECT digest, document, place, alias, shard, start, length, files, file_start, file_length FROM reading) r
JOIN wanted w USING (digest) WHERE r.document IS NOT NULL;
CREATE INDEX temp.chosen_digest ON chosen (digest);
"""
_HELD = "SELECT document, called, digest, loose, apart, shard, start, length, files, file_start, file_length FROM chosen"


@dataclass(frozen=True, slots=True)
class Held:
    """One document in a shard, and the file it was read from in another.

    `digest` is what the reading is filed under. `loose`: a bulk load alone does not settle it; `apart`: an earlier file has its number.
    """

    document: Iri
    name: str
    digest: str
    loose: bool
    apart: bool
    shard: str
    start: int
    length: int
    files: str
    file_start: int
    file_length: int


class Journal:
    """Readings on disk, in a folder of their own."""

    def __init__(self, folder: Path, names: Names) -> None:
        self.folder, self._names = folder, names
        try:
            (folder / "shards").mkdir(parents=True, exist_ok=True)
            self._rows = sqlite3.connect(folder / "readings.sqlite")
            self._rows.execute("PRAGMA journal_mode = WAL")  # one flush a transaction instead of three
            self._rows.execute("PRAGMA synchronous = FULL")
            if self._rows.execute("PRAGMA user_version").fetchone() != (_FORM,):  # begun by another version: it would be read again anyway
                self._rows.executescript("".join(f"DROP TABLE IF EXISTS {table};" for table in ("reading", "naming", "wanted")))
            self._rows.executescript(f"{_TABLES} PRAGMA user_version = {_FORM}; DELETE FROM wanted;")
        except (OSError, sqlite3.Error) as error:
            raise _not_written(folder, error) from error

    def want(self, digests: Sequence[tuple[str, str]]) -> set[str]:
        """Files (digest, name) that belong to this job; gives those that have been read already."""
        try:
            with self._rows:
                self._rows.executemany("INSERT OR REPLACE INTO wanted VALUES (?, ?)", digests)
            marks = ",".join("?" * len(digests))
            found = self._rows.execute(f"SELECT digest FROM reading WHERE digest IN ({marks})", [filed for filed, _ in digests])
            return {filed for (filed,) in found}
        except sqlite3.Error as error:
            raise _not_written(self.folder, error) from error

    def write(self, readings: Sequence[FileResult], sources: Sequence[Source] = ()) -> None:
        """Keep what a worker brought, with the files it was read from; on disk when this returns."""
        files = {source.filed or digest(source): source.data for source in sources}
        try:
            packed = self._shard([reading.packed for reading in readings])
            kept = self._shard([files.get(reading.digest, b"") if reading.document else b"" for reading in readings])
            rows = [
                (r.digest, r.name, r.document, r.place or "", self._alias(r), *where, *original, r.report, r.error)
                for r, where, original in zip(readings, packed, kept, strict=True)
            ]
            with self._rows:
                self._rows.executemany(f"INSERT OR REPLACE INTO reading VALUES ({','.join('?' * 13)})", rows)
                named = ((r.digest, entity, body) for r in readings for entity, body in r.namings)
                self._rows.executemany("INSERT INTO naming VALUES (?, ?, ?)", named)
        except (OSError, sqlite3.Error) as error:
            raise _not_written(self.folder, error) from error

    def _alias(self, reading: FileResult) -> str | None:
        return self._names.document(None, reading.title) if reading.title else None

    def outcomes(self) -> Iterator[FileResult]:
        """What became of every file of this job, by name, without the quads."""
        rows = self._rows.execute(
            "SELECT w.name, r.digest, r.document, r.report, r.error FROM wanted w JOIN reading r USING (digest) ORDER BY w.name, r.digest"
        )
        for name, filed, document, report, error in rows:
            yield FileResult(name, filed, document and Iri(document), report=report, error=error)

    def documents(self) -> Iterator[Held]:
        """The readings of this job that are documents, in the order of names."""
        yield from self._held("ORDER BY called, place, digest")

    def _held(self, which: str) -> Iterator[Held]:
        self._choose()
        for document, name, filed, loose, apart, *where in self._rows.execute(f"{_HELD} {which}"):
            yield Held(Iri(document), name, filed, bool(loose), bool(apart), *where)

    def nquads(self, held: Held) -> bytes:
        """The sorted N-Quads of one document."""
        return gzip.decompress(self._part(held.shard, held.start, held.length))

    def quads(self, held: Held) -> list[Quad]:
        """One document as quads."""
        return unpacked(self._part(held.shard, held.start, held.length))

    def original(self, held: Held) -> bytes:
        """The file that the document was read from."""
        return self._part(held.files, held.file_start, held.file_length)

    def _part(self, shard: str, start: int, length: int) -> bytes:
        try:
            with (self.folder / "shards" / shard).open("rb") as file:
                file.seek(start)
                return file.read(length)
        except OSError as error:
            raise _not_written(self.folder, error) from error

    def names(self) -> Iterator[Quad]:
        """The names graph of these documents alone."""
        self._choose()
        rows = self._rows.execute(
            "SELECT n.entity, n.body FROM naming n WHERE n.digest IN (SELECT digest FROM chosen WHERE NOT apart) ORDER BY n.entity, n.body"
        )
        for entity, bodies in groupby(rows, key=lambda row: row[0]):
            yield from name_quads(Iri(entity), [_naming(body) for _, body in bodies], self._names)

    def stream(self) -> IO[bytes]:
        """Everything as one stream of N-Quads, for a bulk load."""
        return io.BufferedReader(_Chunks(self._chunks()), 1 << 20)

    def _chunks(self) -> Iterator[bytes]:
        for held in self._held("WHERE NOT apart ORDER BY document"):
            yield self.nquads(held)
        for quad in self.names():
            yield f"{quad} .\n".encode()

    def remove(self) -> None:
        """The job is done: its folder goes."""
        self._rows.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        """Leave everything for the next time."""
        self._rows.close()

    def _choose(self) -> None:
        if not self._rows.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'chosen'").fetchone():
            self._rows.executescript(_CHOSEN)

    def _shard(self, parts: Sequence[bytes]) -> list[tuple[str, int, int]]:
        """Parts in one file named after its content; where each of them is."""
        data = b"".join(parts)
        name = hashlib.sha256(data).hexdigest()
        path = self.folder / "shards" / name
        beside = path.with_suffix(".part")
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        return [(name, end - len(part), len(part)) for part, end in zip(parts, accumulate(map(len, parts)), strict=True)]


class _Chunks(io.RawIOBase):
    """An iterator of bytes as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._left = chunks, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = memoryview(chunk)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _naming(body: str) -> Naming:
    said = json.loads(body)
    return Naming(**(said | {"aliases": tuple(said["aliases"])}))


def unpacked(packed: bytes) -> list[Quad]:
    """The quads of a `FileResult`."""
    return list(parse(gzip.decompress(packed), format=RdfFormat.N_QUADS))


def _not_written(folder: Path, error: Exception) -> StoreBroken:
    return StoreBroken(f"写不进 {folder}", reason(error), "请检查磁盘空间和文件夹权限；已经读过的都在，再运行一次就接着读")
