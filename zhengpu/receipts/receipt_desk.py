"""The desk of receipts: every answer gets one; asked anew, the answer is held against it."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text
from zhengpu.graph.store import EmbeddedStore
from zhengpu.graph.versions.earlier import earlier_versions, standing_text
from zhengpu.receipts.receipt import AskedQuestion, Receipt, ReceiptDocument, receipt_id
from zhengpu.receipts.receipt_file import RECEIPTS, ReceiptFile
from zhengpu.receipts.rerun import Rerun, answers_apart, documents_apart, places_moved

if TYPE_CHECKING:
    from zhengpu.query.answer import Answer
    from zhengpu.service import Zhengpu

__all__ = ["ReceiptDesk"]

_DIGESTS = "SELECT ?d ?file { ?d a zp:Document ; dct:title ?title . OPTIONAL { ?d zp:fileDigest ?file } }"
_OFF = "off"
_DIGITS = 16
_MOST_NAMED = 50


class ReceiptDesk:
    """Over one open `Zhengpu`. Safe to share between threads."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp, self._lock = zp, threading.Lock()
        self.file = ReceiptFile(_path(zp))
        self._state: tuple[int, int] | None = None
        self._revision, self._all = "", tuple[str, ...]()
        self._documents: dict[tuple[str, int], ReceiptDocument | None] = {}

    def issued(self, asked: AskedQuestion, answer: Answer) -> Answer:
        """The answer with the id of its receipt, which is kept."""
        receipt = self.made(asked, answer)
        self.file.keep(receipt)
        return receipt.answer

    def made(self, asked: AskedQuestion, answer: Answer) -> Receipt:
        """The receipt of an answer, not kept."""
        from zhengpu import __version__

        versions = answer.versions or {}
        resting = _resting(answer) or self._looked_through(asked)
        documents = tuple(found for key in resting if (found := self._document(key, versions.get(key, 0))))
        key = receipt_id(asked, answer, self.revision, documents)
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return Receipt(key, now, asked, self.revision, __version__, documents, replace(answer, id=key))

    def find(self, key: str) -> Receipt | None:
        """A receipt by its id; None if it was never made here, or is gone."""
        return self.file.find(key)

    def again(self, receipt: Receipt) -> Rerun:
        """Ask the same anew, and hold the answer against the receipt."""
        from zhengpu import __version__

        now = self._asked(receipt.asked, receipt.asked.as_of)
        changed = tuple(answers_apart(receipt.answer, now))
        standing = {one.id: found for one in receipt.documents if (found := self._document(one.id, self._versions(receipt, one)))}
        notes = [*documents_apart(receipt.documents, standing)]
        if not changed and (moved := places_moved(receipt.answer, now)):
            notes.append(f"有{moved}处依据的文字没变，在文件里的位置变了")
        if receipt.program != __version__:
            notes.append(f"当时的程序是 {receipt.program}，现在是 {__version__}")
        if receipt.revision != self.revision and not notes:
            notes.append("图谱的其他内容有过变化")
        then = self._then(receipt) if changed and receipt.asked.as_of is None else None
        return Rerun(receipt, now, changed, tuple(notes), then)

    @property
    def revision(self) -> str:
        """Names the state of the store: a digest over the files of all its documents."""
        self._settle()
        with self._lock:
            if not self._revision:
                rows = sorted((str(document), str(file or "")) for document, file in self._zp.store.query(_DIGESTS))
                self._revision = hashlib.sha256("\n".join(map(" ".join, rows)).encode()).hexdigest()[:_DIGITS]
                self._all = tuple(document.rsplit("/", 1)[-1] for document, _ in rows)
            return self._revision

    def _looked_through(self, asked: AskedQuestion) -> tuple[str, ...]:
        """What an answer without items rests on: every document it was asked of, where these are not too many to be named."""
        if asked.documents is not None:
            return asked.documents[:_MOST_NAMED]
        return self._all if self.revision and len(self._all) <= _MOST_NAMED else ()

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()

    def _asked(self, asked: AskedQuestion, as_of: str | None) -> Answer:
        return self._zp.answered(
            asked.question,
            today=date.fromisoformat(asked.today),
            previous=asked.previous,
            documents=asked.documents,
            as_of=as_of,
        )

    def _then(self, receipt: Receipt) -> bool | None:
        """Whether the answer is the same on the texts of then; None where they are those that stand, or are gone."""
        numbers = {one.id: self._version_of(one) for one in receipt.documents}
        old = {key: number for key, number in numbers.items() if number}
        if not old or None in numbers.values():
            return None
        answer = self._asked(receipt.asked, ",".join(f"{key}@{number}" for key, number in old.items()))
        bare = replace(answer, note=receipt.answer.note, as_of=None, versions=None)
        return not any(answers_apart(receipt.answer, bare))

    def _version_of(self, one: ReceiptDocument) -> int | None:
        """The number of the earlier version that a document was; 0 where it stands, None where it is gone."""
        standing = self._document(one.id, 0)
        if standing is None or standing.digest == one.digest:
            return None if standing is None else 0
        found = (
            version.number
            for version in earlier_versions(self._zp.store, self._iri(one.id))
            if one.digest in (version.file, version.text_digest)
        )
        return next(found, None)

    def _versions(self, receipt: Receipt, one: ReceiptDocument) -> int:
        return (receipt.answer.versions or {}).get(one.id, 0)

    def _document(self, key: str, version: int) -> ReceiptDocument | None:
        """A document as it stands, or in an earlier version."""
        self._settle()
        with self._lock:
            if (key, version) not in self._documents:
                self._documents[key, version] = self._looked_up(key, version)
            return self._documents[key, version]

    def _looked_up(self, key: str, version: int) -> ReceiptDocument | None:
        store, iri = self._zp.store, self._iri(key)
        entry = next(
            iter(store.query(f"SELECT ?t ?n {{ {iri_text(iri)} dct:title ?t OPTIONAL {{ {iri_text(iri)} zp:documentNumber ?n }} }}")), None
        )
        if entry is None:
            return None
        title, number = str(entry[0]), None if entry[1] is None else str(entry[1])
        earlier = earlier_versions(store, iri)
        if version:
            if version > len(earlier):
                return None
            return ReceiptDocument(key, title, number, version, earlier[version - 1].file or earlier[version - 1].text_digest)
        now = standing_text(iri, store.said(iri, iri))
        return ReceiptDocument(key, title, number, len(earlier) + 1, now.file or now.digest)

    def _iri(self, key: str) -> Iri:
        return Iri(f"{self._zp.store.names.base}id/document/{key}")

    def _settle(self) -> None:
        """Forget what was known of another state of the store."""
        state = (self._zp.store.revision, self._zp.store.index.settled().state)
        with self._lock:
            if state != self._state:
                self._state, self._revision = state, ""
                self._documents.clear()


def _path(zp: Zhengpu) -> Path | None:
    chosen = zp.settings.receipts
    if chosen:
        return None if chosen == _OFF else Path(chosen)
    path = zp.store.path if isinstance(zp.store, EmbeddedStore) else None
    return None if path is None else path / RECEIPTS


def _resting(answer: Answer) -> tuple[str, ...]:
    """The documents that an answer rests on, in order."""
    named = [document for item in answer.items for document in (item.document, *(e.document for e in item.evidence)) if document]
    named += [one.by for one in answer.outdated]
    return tuple(dict.fromkeys(named))
