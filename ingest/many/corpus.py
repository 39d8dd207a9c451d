"""Many documents at once: files → batches → workers → shards of N-Quads on disk → one bulk load, or one transaction a document.

A batch is read by a pure function (`read_batch`), in this process or by the workers of a dask cluster, and comes back as it will be filed:
packed quads and ready rows, so that the one process that files everything (`Journal`) has next to nothing to work out. What has been filed
stands under the digest of what was read, so a job that was killed goes on where it was. What the store gets is a function of the files
alone: not of the number of workers, nor of their order.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
from asyncio import CancelledError
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.util import find_spec
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

import pyoxigraph
from pyoxigraph import RdfFormat

from zhengpu.graph.errors import EnvironmentTrouble, InputError, MissingHelper, NotAPlan, UsageError, ZhengpuError, reason
from zhengpu.graph.facts import Iri
from zhengpu.graph.identity import own_title, place_of
from zhengpu.graph.names import Names
from zhengpu.graph.triples import document_quads, namings
from zhengpu.ingest.files.archives import expand, hidden, unpack
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.pipeline import Reader, learn, load_reader

__all__ = ["Batch", "FileResult", "Run", "Source", "batches", "clustered", "digest", "in_turn", "read_batch", "sources"]

_BATCH_FILES = 16
_BATCH_BYTES = 200_000
"""Small enough that the last batch of a job keeps nobody waiting, large enough that handing over costs little."""

_AHEAD = 3
"""Batches given to a worker before it has finished the first, so that it never waits for this process."""

_PATIENCE = "60s"
"""How long a cluster may have no worker at all before the job gives up."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to be read; `filed` is its digest, once that is known."""

    name: str
    data: bytes
    filed: str = ""


Batch = tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file: its document's graph as it will be filed, or the reason why there is none.

    `packed` are the sorted N-Quads (gzip), `namings` things and what the document calls them (JSON), `report` the reading report (JSON);
    `is_plan` is False where nothing in it speaks for a plan.
    """

    name: str
    digest: str
    document: Iri | None = None
    place: Iri | None = None
    title: str | None = None
    packed: bytes = b""
    namings: tuple[tuple[Iri, str], ...] = ()
    report: str | None = None
    error: str | None = None
    is_plan: bool = True
    helper_missing: bool = False
    """It could be read if a helper were installed."""

    def unless_no_plan(self) -> FileResult:
        """This result, or that the document is not kept because it is no plan."""
        return self if self.is_plan or self.error else FileResult(self.name, self.digest, error=str(NotAPlan(self.name)), is_plan=False)


Run = Callable[[Iterable[Batch], str], Iterator[tuple[FileResult, ...]]]
"""How batches are read: `in_turn`, or what `clustered` gives. The second argument is the base of IRIs."""


def sources(paths: Iterable[str]) -> Iterator[Source]:
    """Every file under folders, files, archives, and addresses that fsspec knows (`s3://…`, `memory://…`), in the order of names."""
    for path in paths:
        found = _remote(path) if "://" in path else expand([Path(path)])
        yield from (Source(name, data) for name, data in found)


def _remote(address: str) -> Iterator[tuple[str, bytes]]:
    if find_spec("fsspec") is None:
        raise MissingHelper(f"读不了 {address}", "没有安装 fsspec", "请安装 zhengpu[cluster]")
    import fsspec

    try:
        system, root = fsspec.core.url_to_fs(address)
        paths = sorted(system.find(root))
        if not paths:
            raise FileNotFoundError(errno.ENOENT, "nothing there")
        for path in paths:
            name = path.removeprefix(root).strip("/") or path.rsplit("/", 1)[-1]
            if not hidden(PurePosixPath(name)):
                yield from unpack(name, system.cat_file(path))
    except (OSError, ValueError, ImportError, KeyError) as error:
        raise UsageError(f"读不了 {address}", reason(error), "请检查地址和权限") from error


def batches(found: Iterable[Source], *, most: int = _BATCH_FILES) -> Iterator[Batch]:
    """Neighbouring files together, so that handing over costs little; large files alone.

    >>> [len(batch) for batch in batches((Source(str(n), b"x") for n in range(5)), most=2)]
    [2, 2, 1]
    """
    held: list[Source] = []
    for source in found:
        held.append(source)
        if len(held) == most or sum(len(each.data) for each in held) > _BATCH_BYTES:
            yield tuple(held)
            held = []
    if held:
        yield tuple(held)


def digest(source: Source) -> str:
    """What a reading is filed under: the file's name and bytes, and the program that reads it."""
    return hashlib.sha256(b"\0".join((_program().encode(), source.name.encode("utf-8", "replace"), source.data))).hexdigest()


@cache  # a constant of the installed program
def _program() -> str:
    """Changes whenever the way of reading may have changed."""
    try:
        said = [version("zhengpu")]
    except PackageNotFoundError:
        said = []
    for package in ("zhengpu.graph", "zhengpu.ingest"):
        found = sorted(Path(str(files(package))).rglob("*"))
        said += [f"{p.name} {hashlib.sha256(p.read_bytes()).hexdigest()}" for p in found if p.suffix in (".py", ".toml", ".tsv", ".ttl")]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


@cache  # a worker reads many batches; the parts that read never change
def _reader(base: str) -> Reader:
    return load_reader(Names(base))


def read_batch(batch: Batch, base: str, program: str | None = None) -> tuple[FileResult, ...]:
    """Read files: same batch in, same readings out, whatever process this is. `program` is what the driver expects the worker to run."""
    if program is not None and program != _program():
        raise EnvironmentTrouble("工作进程的政谱与这里的不同", "两边读出来的会不一样", "请在各台机器上安装同一个版本")
    return tuple(_read(source, base) for source in batch)


def _read(source: Source, base: str) -> FileResult:
    filed = source.filed or digest(source)
    try:
        learned = learn(read(source.data, source.name), _reader(base))
    except EnvironmentTrouble as error:  # a missing helper concerns this file only
        return FileResult(source.name, filed, error=str(error), helper_missing=isinstance(error, MissingHelper))
    except InputError as error:
        return FileResult(source.name, filed, error=str(error))
    except ZhengpuError:
        raise
    except (MemoryError, RecursionError):
        why = "读它要用的内存或嵌套层数超过上限"
        return FileResult(source.name, filed, error=f"没有读《{source.name}》。{why}。请确认文件来源，或拆成几份再读。")
    except Exception as error:  # one file that trips the program must not end a job of a hundred thousand
        why = f"程序出错（{type(error).__name__}：{error}）"
        return FileResult(source.name, filed, error=f"没有读《{source.name}》。{why}。请把这个文件和这条消息报告给维护者。")
    iri, quads = learned.graph.iri, document_quads(learned.graph, Names(base))
    lines = sorted((pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    return FileResult(
        source.name,
        filed,
        iri,
        place_of(iri, quads),
        own_title(iri, quads),
        gzip.compress(b"".join(lines), compresslevel=1, mtime=0),
        tuple((naming.entity, json.dumps(asdict(naming), ensure_ascii=False)) for naming in namings(quads)),
        learned.report.as_json(),
        is_plan=learned.report.is_plan,
    )


def in_turn(found: Iterable[Batch], base: str) -> Iterator[tuple[FileResult, ...]]:
    """Batches one after the other, in this process."""
    for batch in found:
        yield read_batch(batch, base)


@contextmanager
def clustered(workers: int = 2, address: str | None = None) -> Iterator[Run]:
    """Reading by the workers of a dask cluster: one of this machine with so many processes, or the one at an address.

    A worker that dies costs what it had in hand; its batches are read by another. A file that kills one worker after the other is
    reported as one that cannot be read.
    """
    if find_spec("distributed") is None:
        raise MissingHelper("不能用多个进程阅读", "没有安装 dask.distributed", "请安装 zhengpu[cluster]，或不加 --workers 和 --cluster")
    import dask
    from distributed import Client, LocalCluster

    quiet = {
        "distributed.admin.large-graph-warning-threshold": "1GB",
        "distributed.comm.timeouts.connect": "30s",
        # what the scheduler remembers for its developers, so that the driver grows little with the corpus
        "distributed.admin.low-level-log-length": 50,
        "distributed.diagnostics.computations.max-history": 1,
    }
    with dask.config.set(quiet):
        if address is not None:
            try:
                with Client(address, timeout="15s") as client:
                    yield lambda found, base: _scattered(client, found, base, _program())
            except OSError as error:
                raise EnvironmentTrouble(f"连不上集群 {address}", reason(error), "请检查 dask scheduler 的地址") from error
            return
        alone: dict[str, Any] = {"threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
        with (
            LocalCluster(n_workers=workers, scheduler_kwargs={"dashboard": False}, **alone) as cluster,
            Client(cluster) as client,
        ):
            yield lambda found, base: _scattered(client, found, base)


def _scattered(client: Any, found: Iterable[Batch], base: str, program: str | None = None) -> Iterator[tuple[FileResult, ...]]:
    """Never more batches in hand than keep the workers busy, so that memory does not grow with the corpus."""
    from distributed import KilledWorker, as_completed

    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise EnvironmentTrouble("集群里没有工作进程", f"等了{_PATIENCE}也没有等到", "请先启动 dask worker") from error
    waiting = iter(found)
    hands: dict[Any, Batch] = {}

    def submit(batch: Batch) -> Any:
        future = client.submit(read_batch, batch, base, program, pure=False)
        hands[future] = batch
        return future

    busy = max(2, sum(client.nthreads().values())) * _AHEAD
    queue = as_completed([submit(batch) for batch in islice(waiting, busy)])
    for future in queue:
        batch = hands.pop(future)
        try:
            result: tuple[FileResult, ...] = future.result()
        except KilledWorker:
            if len(batch) > 1:
                for source in batch:  # which one was it?
                    queue.add(submit((source,)))
                continue
            why = "读它的进程一再中途退出，多半是内存不够"
            result = tuple(
                FileResult(s.name, s.filed or digest(s), error=f"没有读《{s.name}》。{why}。请单独检查这个文件。") for s in batch
            )
        except (CancelledError, OSError) as error:
            raise EnvironmentTrouble("与集群的联系断了", f"{type(error).__name__} {error}", "已经读过的都在，再运行一次就接着读") from error
        future.release()
        for more in islice(waiting, 1):  # first, so that nobody waits while this one is filed
            queue.add(submit(more))
        yield result
