"""`zhengpu ingest` over many files: reading with workers, a diary that survives being killed, one load at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zhengpu.commands.progress import ProgressLine, tracked
from zhengpu.commands.terminal import report_text
from zhengpu.graph.store import EmbeddedStore
from zhengpu.graph.versions.taking import OtherVersion, Taken, taken
from zhengpu.ingest.many.aside import in_turn_beside
from zhengpu.ingest.many.corpus import Batch, FileResult, Run, Source, batches, clustered, digest, in_turn, sources
from zhengpu.ingest.many.journal import Journal
from zhengpu.ingest.report import Report
from zhengpu.keeping.intake import Outcome
from zhengpu.keeping.originals import Originals
from zhengpu.service import Zhengpu

if TYPE_CHECKING:
    from zhengpu.remote_service import RemoteService

__all__ = ["Pace", "Told", "read_corpus", "told"]

_MANY = 50
"""From so many files on they are read as a corpus: in batches, resumable, written at the end."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a job is: files read now (of them failed), files found read already, documents written, seconds since the start."""

    read: int = 0
    known: int = 0
    written: int = 0
    seconds: float = 0.0
    found: int | None = None
    failed: int = 0

    def text(self) -> str:
        """One line for the terminal.

        >>> Pace(read=100, known=20, seconds=10, found=320, failed=1).text()
        '读了120份（先前20份，1份没有读成），每秒10.0份，大约还要20秒'
        >>> Pace(read=100, seconds=100, found=100_000).text()
        '读了100份，每秒1.0份，大约还要27小时45分'
        >>> Pace(read=3, written=3, seconds=1).text()
        '写入3份'
        """
        if self.written:
            return f"写入{self.written}份"
        notes = [f"先前{self.known}份"] * bool(self.known) + [f"{self.failed}份没有读成"] * bool(self.failed)
        rate = self.read / self.seconds if self.seconds else 0.0
        left = (self.found or 0) - self.read - self.known  # an archive counts as one file until it has been opened
        remaining = f"，大约还要{_duration(left / rate)}" if rate and left > 0 else ""
        return f"读了{self.read + self.known}份" + (f"（{'，'.join(notes)}）" if notes else "") + f"，每秒{rate:.1f}份{remaining}"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{seconds:.0f}秒"
    return f"{minutes}分钟" if minutes < 60 else f"{minutes // 60}小时{minutes % 60}分"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a job: how many files were read, the names of those that failed, how many of these are other versions of what is there."""

    learned: int
    failed: tuple[str, ...]
    conflicts: int


def read_corpus(
    store: EmbeddedStore,
    paths: Sequence[str],
    *,
    workers: int = 1,
    cluster: str | None = None,
    found: int | None = None,
    anything: bool = False,
    limited: bool = False,
    replacing: bool = False,
) -> Iterator[Pace | FileResult | Outcome]:
    """Read everything under the paths; gives the pace again and again, at the end what became of every file.

    A file of which there is more to say than its reading is an `Outcome`: another text of a number that is there (put in its place only if
    `replacing` is wanted), a version replaced before.

    With `limited` (and without workers) each file is read in a child, within limits of time and memory.

    A document counts once the store has it; until then the readings wait in the store's folder, and the next run takes them up.
    """
    if store.path is None:
        raise ValueError("a corpus needs a store on disk")
    journal, started = Journal(store.path / "reading", store.names), time.monotonic()
    read = known = failed = 0
    hands = dict[str, Source]()

    def unread() -> Iterator[Batch]:
        nonlocal known
        for batch in batches(sources(paths)):
            filed = {digest(source): source for source in batch}
            done = journal.want([(key, source.name) for key, source in filed.items()])
            known += len(done)
            left = tuple(replace(source, filed=key) for key, source in filed.items() if key not in done)
            hands.update((source.filed, source) for source in left)
            if left:
                yield left

    pool: AbstractContextManager[Run] = (
        clustered(workers, cluster) if cluster or workers > 1 else in_turn_beside() if limited else nullcontext(in_turn)
    )
    try:
        with pool as run:
            for given in run(unread(), store.names.base):
                readings = given if anything else tuple(reading.unless_no_plan() for reading in given)
                journal.write(readings, [hands.pop(reading.digest) for reading in readings])
                read += len(readings)
                failed += sum(reading.error is not None for reading in readings)
                yield Pace(read, known, 0, time.monotonic() - started, found, failed)
        told: dict[str, Taken | OtherVersion] = {}
        for written in _joined(journal, store, told, replacing=replacing):
            yield Pace(read, known, written, time.monotonic() - started, found, failed)
        yield from (_outcome(result, told.get(result.digest)) for result in journal.outcomes())
    except BaseException:
        journal.close()
        raise
    journal.remove()


def _joined(journal: Journal, store: EmbeddedStore, told: dict[str, Taken | OtherVersion], *, replacing: bool) -> Iterator[int]:
    """Into the store: an empty one by one bulk load, all or nothing; else a transaction a document. The originals follow.

    `told` gets, by digest, what there is to say of a file.
    """
    assert store.path is not None
    originals, built, today = Originals(store.path / "originals"), next(iter(store.quads()), None) is None, date.today()
    if built:
        store.build(journal.stream())
    for count, held in enumerate(journal.documents(), start=1):
        iri = held.document
        if built and not held.apart:
            if held.loose:
                iri = store.put(iri, journal.quads(held), at_once=False)
        else:
            try:
                found = taken(store, iri, journal.quads(held), replacing=replacing, on=today, at_once=False, shelve=originals.shelve)
            except OtherVersion as error:
                told[held.digest] = error
                yield count
                continue
            if found.how not in ("new", "same"):
                told[held.digest] = found
            if not found.stands:
                yield count
                continue
            iri = found.document
        originals.keep(iri, held.name, journal.original(held), at_once=False)
        yield count
    store.flush()
    originals.settle()


def _outcome(result: FileResult, told: Taken | OtherVersion | None) -> FileResult | Outcome:
    if told is None or result.report is None:
        return result
    if isinstance(told, OtherVersion):
        return Outcome(result.name, error=str(told), differences=tuple(told.difference.lines()))
    return Outcome(result.name, Report.of_json(result.report), note=told.text())


def told(
    zp: Zhengpu | RemoteService,
    paths: Sequence[str],
    *,
    strict: bool = False,
    workers: int = 1,
    cluster: str | None = None,
    anything: bool = False,
    replacing: bool = False,
) -> Told:
    """Read files, saying on the terminal what was learned and what became of each."""
    if not isinstance(zp, Zhengpu):
        return _said(_one_by_one(zp, paths, anything, replacing), strict=strict)
    found = sum(map(_files, paths))
    corpus = workers > 1 or cluster is not None or found > _MANY or any("://" in path for path in paths)
    zp.aside = not corpus  # a file made to hurt ends a child, and the next one is read
    many = corpus and isinstance(zp.store, EmbeddedStore)
    outcomes = _corpus(zp, paths, workers, cluster, found, anything, replacing) if many else _one_by_one(zp, paths, anything, replacing)
    told = _said(outcomes, strict=strict)
    if isinstance(zp.store, EmbeddedStore) and told.learned:
        with ProgressLine() as line:
            zp.store.index.settled(lambda done, of: line.say(f"为提问做准备：{done}/{of}份"))
    if corpus and told.failed:
        print(f"没有读入的{len(told.failed)}份：" + "、".join(told.failed[:_MANY]), file=sys.stderr)
    return told


def _said(outcomes: Iterable[Outcome], *, strict: bool) -> Told:
    """Say what became of each file."""
    learned, conflicts, failed = 0, 0, []
    for outcome in outcomes:
        if outcome.report is None:
            failed.append(outcome.name)
            conflicts += bool(outcome.differences)
            print(f"{outcome.name}：没有读入。{outcome.error}", file=sys.stderr)
            for line in outcome.differences:
                print(f"  {line}", file=sys.stderr)
            continue
        learned += 1
        print(report_text(outcome.name, outcome.report))
        if outcome.note:
            print(f"  {outcome.note}")
        if strict and any(d.severity == "error" for d in outcome.report.diagnostics):
            failed.append(outcome.name)
    return Told(learned, tuple(failed), conflicts)


def _files(path: str) -> int:
    return sum(found.is_file() for found in Path(path).rglob("*")) if "://" not in path and Path(path).is_dir() else 1


def _one_by_one(zp: Zhengpu | RemoteService, paths: Sequence[str], anything: bool, replacing: bool) -> Iterator[Outcome]:
    return tracked(zp.ingest([Path(path) for path in paths], anything=anything, replacing=replacing), "正在阅读")


def _corpus(
    zp: Zhengpu, paths: Sequence[str], workers: int, cluster: str | None, found: int, anything: bool, replacing: bool
) -> Iterator[Outcome]:
    assert isinstance(zp.store, EmbeddedStore)
    events = read_corpus(
        zp.store, paths, workers=workers, cluster=cluster, found=found, anything=anything, limited=True, replacing=replacing
    )
    with ProgressLine() as line:
        for event in events:
            if isinstance(event, Pace):
                line.say(event.text())
            elif isinstance(event, Outcome):
                yield event
            else:
                yield Outcome(event.name, Report.of_json(event.report) if event.report else None, event.error)
    zp.refresh()
    zp.news.add("many", note=f"一次看了{found}个文件，图谱里现有{len(zp.store.documents())}份。")
