"""Corrections made, taken back, listed: over one open `Zhengpu`. Every change is one transaction with the documents it changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from zhengpu.corrections.correction_cases import correction_case
from zhengpu.corrections.correction_request import CorrectionRequest, correction_asked
from zhengpu.corrections.correction_words import CorrectionListing, said_text
from zhengpu.corrections.learning import LearningReport, learned_entries
from zhengpu.graph.corrections.correction import Correction, CorrectionUndone
from zhengpu.graph.corrections.correction_book import CorrectionBook, correction_book
from zhengpu.graph.corrections.correction_kinds import correction_kind
from zhengpu.graph.corrections.placed_facts import PlacedFact, ReadGraph
from zhengpu.graph.errors import InputError
from zhengpu.graph.facts import Iri, Span
from zhengpu.graph.names import iri_text

if TYPE_CHECKING:
    from zhengpu.catalogue import DocumentListing
    from zhengpu.service import Zhengpu

__all__ = ["CorrectionDesk"]


class CorrectionDesk:
    """Safe to share between threads. Every verb raises `InputError` for a document or correction that is not there."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp = zp

    @property
    def book(self) -> CorrectionBook:
        """The graph of corrections as it stands."""
        return correction_book(self._zp.store)

    def correct(self, wanted: CorrectionRequest) -> CorrectionListing:
        """Keep a correction and read the documents it concerns accordingly; one that stands already is not made twice."""
        entry = self._entry(wanted.document)
        if (there := self._there(entry.iri, wanted)) is not None:
            return self.found(there)
        made = correction_asked(self._zp, entry, wanted, _now())
        with self._zp.changing():
            book = self.book
            known = next((one for one in book.corrections if one.stands and one.said == made.said), None)
            if known is None:
                self._change(book, made, new=True)
        return self.found((known or made).id)

    def undo(self, key: str, by: str = "", why: str = "") -> CorrectionListing:
        """Take one correction back; the reading is as it would be without it. It stays in the list."""
        with self._zp.changing():
            book = self.book
            known = self._known(book, key)
            if not known.stands:
                raise InputError(f"更正 {key} 已经撤销了", "撤销只做一次", "请用 zhengpu corrections 查看")
            self._change(book, replace(known, undone=CorrectionUndone(by.strip() or "本机", _now(), why.strip())), new=False)
        return self.found(key)

    def listed(self, document: str = "") -> tuple[CorrectionListing, ...]:
        """All corrections (of a document), the newest first, those taken back too."""
        chosen = self._entry(document).iri if document else None
        book = self.book
        entries = {entry.iri: entry for entry in self._zp.documents()}
        return tuple(self._listing(book, one, entries) for one in reversed(book.corrections) if chosen in (None, one.document))

    def found(self, key: str) -> CorrectionListing:
        """One as it is listed."""
        book = self.book
        return self._listing(book, self._known(book, key), {entry.iri: entry for entry in self._zp.documents()})

    def facts(self, document: str, start: int = 0, end: int | None = None) -> tuple[PlacedFact, ...]:
        """What was read from these characters of a document."""
        entry = self._entry(document)
        read = ReadGraph(entry.iri, self._zp.store.said(entry.iri))
        place = Span(start, len(read.text) if end is None else max(end, start + 1))
        return tuple(fact for fact in read.facts if fact.touches(place))

    def cases(self) -> Iterator[str]:
        """The corrections that stand, as test cases: a line of JSON each (see `correction_case`)."""
        book = self.book
        for correction in book.corrections:
            if correction.stands:
                read = ReadGraph(correction.document, self._zp.store.said(correction.document))
                yield json.dumps(correction_case(correction, read, said_text(correction)), ensure_ascii=False) + "\n"

    def learned(self) -> LearningReport:
        """What the corrections teach: entries of definition files, and what else these would change. See `learned_entries`."""
        return learned_entries(self._zp)

    # ── changes ──

    def _change(self, book: CorrectionBook, correction: Correction, *, new: bool) -> None:
        """Put a correction into the book, and each document that it concerns as it is to stand: the document it was made for together with it."""
        store = self._zp.store
        how = {"adding": (correction,)} if new else {"replacing": (correction,)}
        concerned = self._concerned(book, correction)
        for document in (correction.document, *(one for one in concerned if one != correction.document)):
            standing = list(store.said(document))
            read = book.as_read(document, standing)
            change = book.change(document, read, **how) if standing else book.noted(document, **how)
            if standing:
                store.put(document, change.reading.quads, kept=change.kept, dropped=change.dropped)
            else:
                store.record(store.names.corrections_graph, ({*book.quads} - change.dropped) | {*change.kept})
            book = self.book

    def _there(self, document: Iri, wanted: CorrectionRequest) -> str | None:
        """The correction of a name that was made already: the reading does not have that name any more."""
        kind, unit, to = correction_kind(wanted.kind), wanted.unit.strip(), wanted.to.strip()
        standing = (one for one in self.book.corrections if one.stands and (one.kind, one.document, one.unit) == (kind.key, document, unit))
        return next((one.id for one in standing if not kind.place and to in ("", one.to)), None)

    def _concerned(self, book: CorrectionBook, correction: Correction) -> list[Iri]:
        """The documents that read otherwise with it or without it."""
        if not correction.everywhere:
            return [correction.document]
        changed = [document for document, effects in book.effects if any(one.correction == correction.id for one in effects)]
        naming = self._zp.store.query(_NAMING.format(iri=iri_text(correction.entity))) if correction.entity else ()
        return [*dict.fromkeys((*changed, *(Iri(str(row[0])) for row in naming)))]

    # ── lists ──

    def _listing(self, book: CorrectionBook, one: Correction, entries: dict[Iri, DocumentListing]) -> CorrectionListing:
        entry = entries.get(one.document)
        effect = next((effect for effect in book.effects_in(one.document) if effect.correction == one.id), None)
        others = sum(
            any(effect.correction == one.id and effect.state == "applied" for effect in effects)
            for document, effects in book.effects
            if document != one.document
        )
        state = "undone" if one.undone else "missing" if entry is None else effect.state if effect else "gone"
        undone = one.undone or CorrectionUndone("", "")
        return CorrectionListing(
            one.id,
            one.kind,
            said_text(one),
            one.document.rsplit("/", 1)[-1],
            entry.title if entry else "",
            one.anchor.words,
            one.by,
            one.on,
            one.why,
            state,
            effect.start if effect else 0,
            effect.end if effect else 0,
            others,
            undone.by,
            undone.on,
            undone.why,
        )

    def _known(self, book: CorrectionBook, key: str) -> Correction:
        found = book.find(key.strip())
        if found is None:
            raise InputError(f"没有更正“{key[:40]}”", "没有这个编号", "请用 zhengpu corrections 或 /api/corrections 查看编号")
        return found

    def _entry(self, key: str) -> DocumentListing:
        entry = self._zp.document(key)
        if entry is None:
            raise InputError(f"没有文件“{key[:80]}”", "图谱里没有这个编号或文号", "请用 zhengpu list 或 /api/documents 查看编号")
        return entry


_NAMING = "SELECT DISTINCT ?g {{ GRAPH ?g {{ ?n zp:names {iri} }} }} ORDER BY ?g"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
