"""The way by which files come into the store: read (here or in a process beside), put in their place, their originals kept.

Nothing is replaced in silence: where another text of the same number stands, `OtherVersion` tells what would change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zhengpu.catalogue import key_of
from zhengpu.graph.errors import InputError, MissingHelper, NotAPlan
from zhengpu.graph.facts import DocumentGraph, Iri
from zhengpu.graph.identity import beside, own_title
from zhengpu.graph.triples import document_quads
from zhengpu.graph.versions.earlier import standing_text
from zhengpu.graph.versions.taking import OtherVersion, Taken, reread, taken
from zhengpu.watching.news import NewsKind

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from zhengpu.catalogue import DocumentListing
    from zhengpu.ingest.many.corpus import FileResult
    from zhengpu.ingest.pipeline import Learned
    from zhengpu.ingest.report import Report
    from zhengpu.service import Zhengpu

__all__ = ["Intake", "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: learned, or the reason why not. `note` tells more, `differences` what another text would change.

    `document` is the id of the document it came to be, or of the one whose other text it is.
    """

    name: str
    report: Report | None = None
    error: str | None = None
    learned: Learned | None = None
    """Everything that was learned, where this process read it."""
    note: str = ""
    differences: tuple[str, ...] = ()
    document: str = ""


_NEWS: dict[str, NewsKind] = {"new": "read", "replaced": "replaced", "reread": "reread"}


class Intake:
    """Over one open `Zhengpu`. Safe to share between threads."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp = zp

    def added(self, learned: Learned, data: bytes, name: str, *, replacing: bool) -> tuple[Learned, Taken]:
        """Keep what was learned from a file, and the file."""
        graph = learned.graph
        found = self._put(graph.iri, document_quads(graph, self._zp.store.names), name, data, replacing=replacing)
        same = found.document == graph.iri
        return (learned if same else replace(learned, graph=replace(graph, iri=found.document))), found

    def _put(self, document: Iri, quads: Sequence[Quad], name: str, data: bytes, *, replacing: bool) -> Taken:
        originals = self._zp.originals
        with self._zp.changing():
            shelve = originals.shelve if originals is not None else None
            found = taken(self._zp.store, document, quads, replacing=replacing, on=date.today(), shelve=shelve)
            if originals is not None and found.stands:
                originals.keep(found.document, name, data)
        self._tell(found, document, quads, name)
        return found

    def _tell(self, found: Taken, document: Iri, quads: Sequence[Quad], name: str) -> None:
        """What changed is news; the same once more is none."""
        if found.how not in _NEWS:
            return
        title = own_title(document, quads) or ""
        self._zp.news.add(_NEWS[found.how], document=key_of(found.document), title=title, file=name, note=found.text())

    def accept(self, data: bytes, name: str, *, anything: bool = False, replacing: bool = False) -> tuple[Iri, Report, Taken]:
        """Keep a plan where others must not wait for it: with `aside` a process of its own reads, within limits.

        Raises `InputError`; `NotAPlan` for what is none, unless `anything` is wanted; `OtherVersion` unless `replacing` is.
        """
        if not self._zp.aside:
            learned, found = self._wanted(data, name, anything=anything, replacing=replacing)
            return learned.graph.iri, learned.report, found
        with self._zp.readers.one() as aside:
            reading = aside.read(data, name)
        return self.keep(reading, data, anything=anything, replacing=replacing)

    def _wanted(self, data: bytes, name: str, *, anything: bool, replacing: bool) -> tuple[Learned, Taken]:
        learned = self._zp.read(data, name)
        if not learned.report.is_plan and not anything:
            raise NotAPlan(name)
        return self.added(learned, data, name, replacing=replacing)

    def keep(self, reading: FileResult, data: bytes, *, anything: bool = False, replacing: bool = False) -> tuple[Iri, Report, Taken]:
        """Put what a process beside this one read in its place.

        Raises `InputError` if it did not read it; `NotAPlan` for what is none, unless `anything` is wanted; `OtherVersion` unless
        `replacing` is.
        """
        from zhengpu.ingest.many.journal import unpacked
        from zhengpu.ingest.report import Report

        if reading.document is None or reading.report is None:
            raise InputError(reading.error or f"没有读《{reading.name}》")
        if not reading.is_plan and not anything:
            raise NotAPlan(reading.name)
        found = self._put(reading.document, unpacked(reading.packed), reading.name, data, replacing=replacing)
        return found.document, Report.of_json(reading.report), found

    def ingest(self, paths: Sequence[Path], *, anything: bool = False, replacing: bool = False) -> Iterator[Outcome]:
        """Read files, folders and archives one by one; a file that cannot be read, is no plan (unless `anything` is wanted), or would take
        another's place (unless `replacing` is), is an outcome, not the end.

        Raises `MissingHelper` at the end if that is why nothing at all could be read.
        """
        from zhengpu.ingest.files.archives import expand

        learned, missing = 0, None
        for name, data in expand(paths):
            try:
                if self._zp.aside:
                    yield self._read_beside(data, name, anything=anything, replacing=replacing)
                else:
                    added, found = self._wanted(data, name, anything=anything, replacing=replacing)
                    yield Outcome(name, added.report, learned=added, note=found.text(), document=key_of(found.document))
                learned += 1
            except OtherVersion as error:
                lines = tuple(error.difference.lines())
                yield Outcome(name, error=str(error), differences=lines, document=key_of(error.document))
            except (InputError, MissingHelper) as error:
                missing = missing or (error if isinstance(error, MissingHelper) else None)
                yield Outcome(name, error=str(error))
        if missing is not None and not learned:
            raise missing

    def _read_beside(self, data: bytes, name: str, *, anything: bool, replacing: bool) -> Outcome:
        with self._zp.readers.one() as aside:
            reading = aside.read(data, name)
        if reading.helper_missing and reading.error:
            raise MissingHelper(reading.error)
        _, report, found = self.keep(reading, data, anything=anything, replacing=replacing)
        return Outcome(name, report, note=found.text(), document=key_of(found.document))

    # ── reading again ──

    def reread(self, key: str) -> tuple[Iri, Report] | None:
        """Read a document again with the rules as they are now, from its original if that was kept, else from its text.

        None if it is not there. Raises `InputError`, and keeps the earlier reading, where less is found than before.
        """
        zp = self._zp
        entry, before = zp.document(key), zp.report(key)
        if entry is None:
            return None
        possible, quads, report = self._again(entry)
        fewer = before is not None and (report.tasks < before["tasks"] or report.duties < before["duties"])
        if fewer or entry.iri not in possible:
            raise InputError("没有替换原来的阅读结果", "重读到的比原来少，原件的表格等版式可能没有保存", "请重新上传原件")
        with zp.changing():
            found = reread(zp.store, possible[0], quads)
        self._tell(found, possible[0], quads, "")
        return found.document, report

    def _again(self, entry: DocumentListing) -> tuple[tuple[Iri, ...], Sequence[Quad], Report]:
        """The IRIs a document may stand under, its own first, and what a new reading found."""
        from zhengpu.ingest.document import Document
        from zhengpu.ingest.many.journal import unpacked
        from zhengpu.ingest.pipeline import learn
        from zhengpu.ingest.report import Report

        zp, standing = self._zp, standing_text(entry.iri, self._zp.store.said(entry.iri, entry.iri))
        kept = zp.originals.found(entry.iri) if zp.originals is not None else None
        data = kept.read_bytes() if kept is not None else b""
        if kept is None or (standing.file and standing.file != hashlib.sha256(data).hexdigest()):  # the file of another text
            document = Document(entry.title, "text/plain", standing.text, digest=standing.file, layout=zp.sheets.book(entry.id))
            learned = learn(document, zp.reader)
        elif zp.aside:
            with zp.readers.one() as aside:
                reading = aside.read(data, kept.name)
            if reading.document is None or reading.report is None:
                raise InputError(reading.error or f"没有读《{kept.name}》")
            places = () if reading.place is None else (beside(reading.document, reading.place),)
            return (reading.document, *places), unpacked(reading.packed), Report.of_json(reading.report)
        else:
            learned = zp.read(data, kept.name)
        return _possible(learned.graph), document_quads(learned.graph, zp.store.names), learned.report


def _possible(graph: DocumentGraph) -> tuple[Iri, ...]:
    """The IRIs a document may stand under: its own, and the one beside a document of another place."""
    places = (Iri(str(fact.object)) for fact in graph.facts if fact.relation == "zp:jurisdiction")
    return (graph.iri, *(beside(graph.iri, place) for place in places))
