"""Backups: one zip file with every quad in a fixed order, the originals, and what must be found when it is read back.

The canonical digest is that of the N-Quads, graphs in order of their IRI and lines sorted in each: two stores that say the same have the
same digest, whatever order it was said in. (Graphs of documents have no blank nodes; those of an imported file count by their labels.)

Receipts that stand beside the store go with it (`receipts.jsonl`, a line each); they are no part of the digest, for asking changes them.

A backup is made from a picture of the store (hard links, made at once), so a service goes on answering and reading while it is written.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import IO

import pyoxigraph
from pyoxigraph import RdfFormat

from zhengpu.graph.errors import InputError, StoreBroken, StoreBusy, UsageError, reason
from zhengpu.graph.store import EmbeddedStore, Store
from zhengpu.keeping.originals import Originals
from zhengpu.receipts.receipt_file import RECEIPTS, ReceiptFile
from zhengpu.service import open_store
from zhengpu.settings import Settings

__all__ = ["Contents", "contents", "packed", "restore", "verify", "write"]

_QUADS, _CONTENTS, _ORIGINALS, _RECEIPTS = "quads.nq", "contents.json", "originals/", "receipts.jsonl"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup or a store holds. `digest` is the canonical one; `files` are originals with their SHA-256."""

    documents: int
    quads: int
    digest: str
    files: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """One line.

        >>> Contents(1, 2, "ab", ()).text()
        '1份文件，2条陈述，0个原件，规范摘要 ab'
        """
        return f"{self.documents}份文件，{self.quads}条陈述，{len(self.files)}个原件，规范摘要 {self.digest}"


def contents(store: Store, originals: Originals | None = None) -> Contents:
    """Count and digest a store."""
    return _told(_graphs(store), len(store.documents()), originals)


def write(chosen: Settings, path: Path) -> Contents:
    """Write a backup of the store that is chosen, through the service that holds it if one does; the file appears when it is complete."""
    try:
        store = open_store(chosen)
    except StoreBusy as busy:
        return _fetched(chosen, path, busy)
    try:
        return packed(store, path, _originals(chosen))
    finally:
        store.close()


def packed(store: Store, path: Path, originals: Originals | None, held: AbstractContextManager[object] | None = None) -> Contents:
    """Write a backup of an open store. `held` keeps others from changing it while the picture is taken."""
    with (
        _pictured(store, originals, held or nullcontext()) as (still, files),
        _appearing(path) as beside,
        zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package,
    ):
        with package.open(_QUADS, "w", force_zip64=True) as file:
            told = _told(_through(_graphs(still), file.write), len(still.documents()), files)
        if files is not None:
            for name in files.paths():
                package.write(files.folder / name, _ORIGINALS + name.as_posix())
        receipts = _with_receipts(store, package)
        package.writestr(_CONTENTS, json.dumps(asdict(told) | ({"receipts": receipts} if receipts else {}), ensure_ascii=False, indent=1))
    return told


def _with_receipts(store: Store, package: zipfile.ZipFile) -> str:
    """Put the receipts into the package; their digest, empty where there are none."""
    path = store.path / RECEIPTS if isinstance(store, EmbeddedStore) and store.path is not None else None
    if path is None or not path.exists():
        return ""
    seen, kept = hashlib.sha256(), ReceiptFile(path)
    try:
        with package.open(_RECEIPTS, "w", force_zip64=True) as file:
            for body in kept.bodies():
                line = json.dumps(body, ensure_ascii=False).encode() + b"\n"
                seen.update(line)
                file.write(line)
    finally:
        kept.close()
    return seen.hexdigest()


@contextmanager
def _pictured(store: Store, originals: Originals | None, held: AbstractContextManager[object]) -> Iterator[tuple[Store, Originals | None]]:
    """Store and originals as they are at one moment; a store on a server as it is while it is read."""
    if not isinstance(store, EmbeddedStore) or store.path is None:
        yield store, originals
        return
    # named like the snapshots of queries: what a killed process leaves is removed at the next start of the service
    folder = Path(tempfile.mkdtemp(prefix="snapshot-", dir=store.path))
    try:
        with held:
            store.engine.backup(str(folder / "quads"))
            if originals is not None:
                originals.link_to(folder / "originals")
        with EmbeddedStore(folder, store.names) as still:
            yield still, Originals(folder / "originals") if originals is not None else None
    except OSError as error:
        raise StoreBroken("备份没有写成", reason(error), "请检查磁盘空间和文件夹权限；图谱没有改变") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """A file beside the wanted one that takes its place when the block is done; on disk then."""
    beside = path.with_name(path.name + ".part")
    try:
        yield beside
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise StoreBroken(f"备份没有写成 {path}", reason(error), "请检查磁盘空间和文件夹权限；图谱没有改变") from error
    finally:
        beside.unlink(missing_ok=True)


def _fetched(chosen: Settings, path: Path, busy: StoreBusy) -> Contents:
    """The backup that the service which holds the store makes; what came is checked."""
    from zhengpu.remote_service import running_service

    service = running_service(chosen)
    if service is None:
        raise busy
    with service, _appearing(path) as beside:
        service.backup(beside)
        with _opened(beside) as package:
            return _checked(package, path)


def restore(store: Store, path: Path) -> Contents:
    """Read a backup into an empty store, after checking it: all of it or nothing."""
    if not isinstance(store, EmbeddedStore):
        raise UsageError("只能恢复到文件夹里的图谱库", "远端图谱库有自己的备份办法", "请用 --store 指定一个文件夹")
    if next(iter(store.quads()), None) is not None:
        raise UsageError("没有恢复", "图谱库不是空的，恢复会混在一起", "请用 --store 指定一个新的文件夹")
    with _opened(path) as package:
        told = _checked(package, path)
        if store.path is not None:
            kept = Originals(store.path / "originals")
            for name, _ in told.files:
                kept.keep_at(Path(name), package.read(_ORIGINALS + name))
            if _RECEIPTS in package.namelist():
                with package.open(_RECEIPTS) as lines:
                    _restored_receipts(store.path / RECEIPTS, lines)
        with package.open(_QUADS) as file:
            store.build(file)
    return told


def _restored_receipts(path: Path, lines: IO[bytes]) -> None:
    kept = ReceiptFile(path)
    try:
        kept.take(lines)
    except sqlite3.Error as error:
        raise StoreBroken(f"收据没有恢复到 {path}", str(error), "请检查磁盘空间和文件夹权限") from error
    finally:
        kept.close()


def verify(chosen: Settings, path: Path | None) -> tuple[bool, tuple[str, ...]]:
    """Check a backup against its own list and against the store; without one, tell what the store holds."""
    if path is None:
        store = open_store(chosen)
        try:
            return _sound(store, _originals(chosen))
        finally:
            store.close()
    with _opened(path) as package:
        told = _checked(package, path)
    lines = [f"备份完好：{told.text()}"]
    if not chosen.remote and not Path(chosen.store).exists():
        return True, tuple(lines)
    try:
        store = open_store(chosen)
    except StoreBusy:
        return True, (*lines, "图谱库正由服务使用，没有与它比较")
    try:
        now = contents(store, _originals(chosen))
    finally:
        store.close()
    same = (now.digest, now.files) == (told.digest, told.files)
    lines.append(f"图谱库{'与备份相同' if same else '与备份不同'}：{now.text()}")
    return same, tuple(lines)


def _sound(store: Store, originals: Originals | None) -> tuple[bool, tuple[str, ...]]:
    """Whether a store is as it should be, and what is damaged."""
    from zhengpu.keeping.soundness import damages

    found = tuple(damages(store, originals)) if isinstance(store, EmbeddedStore) else ()
    if found:
        return False, (f"图谱库有{len(found)}处不好：", *(damage.text() for damage in found))
    return True, (f"图谱库：{contents(store, originals).text()}",)


def _originals(chosen: Settings) -> Originals | None:
    return None if chosen.remote else Originals(Path(chosen.store) / "originals")


def _graphs(store: Store) -> Iterator[bytes]:
    """The sorted N-Quads of one graph after the other."""
    if isinstance(store, EmbeddedStore):
        engine = store.engine
        loose = engine.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
        yield _sorted(pyoxigraph.serialize(loose, format=RdfFormat.N_QUADS) or b"")
        for graph in sorted(engine.named_graphs(), key=str):
            yield _sorted(pyoxigraph.serialize(engine.quads_for_pattern(None, None, None, graph), format=RdfFormat.N_QUADS) or b"")
        return
    found = sorted(store.quads(), key=lambda quad: str(quad.graph_name))
    for _, quads in groupby(found, key=lambda quad: str(quad.graph_name)):
        yield _sorted(pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b"")


def _sorted(lines: bytes) -> bytes:
    return b"".join(sorted(lines.splitlines(keepends=True)))


def _through(chunks: Iterator[bytes], write: Callable[[bytes], object]) -> Iterator[bytes]:
    for chunk in chunks:
        write(chunk)
        yield chunk


def _told(graphs: Iterator[bytes], documents: int, originals: Originals | None) -> Contents:
    seen, quads = hashlib.sha256(), 0
    for chunk in graphs:
        seen.update(chunk)
        quads += chunk.count(b"\n")
    kept = [] if originals is None else [(name.as_posix(), originals.folder / name) for name in originals.paths()]
    files = tuple((name, hashlib.sha256(path.read_bytes()).hexdigest()) for name, path in kept)
    return Contents(documents, quads, seen.hexdigest(), files)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except OSError as error:
        raise UsageError(f"读不了备份 {path}", reason(error), "请检查路径和权限") from error
    except zipfile.BadZipFile as error:
        raise _damaged(path, str(error)) from error


def _checked(package: zipfile.ZipFile, path: Path) -> Contents:
    """What the backup says it holds, if that is what it holds."""
    try:
        said = json.loads(package.read(_CONTENTS))
        told = Contents(said["documents"], said["quads"], said["digest"], tuple((name, digest) for name, digest in said["files"]))
        seen = hashlib.sha256()
        with package.open(_QUADS) as file:
            while chunk := file.read(1 << 20):
                seen.update(chunk)
        if seen.hexdigest() != told.digest:
            raise _damaged(path, "陈述与摘要不符")
        if said.get("receipts") and hashlib.sha256(package.read(_RECEIPTS)).hexdigest() != said["receipts"]:
            raise _damaged(path, "收据与摘要不符")
        for name, digest in told.files:
            if hashlib.sha256(package.read(_ORIGINALS + name)).hexdigest() != digest:
                raise _damaged(path, f"原件 {name} 与摘要不符")
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, EOFError) as error:
        raise _damaged(path, str(error)) from error
    return told


def _damaged(path: Path, why: str) -> InputError:
    return InputError(f"备份 {path} 不完好", why, "请换一份备份；图谱没有改变")
