"""Questions answered from texts as they were: on a day, or with a document in one of its versions.

`as_of` is a day (`2024-06-30`: every document in the version that counted then, without those that did not hold yet), or versions of
documents (`丰原政办发-2024-18号@1`, several with commas: those in that version, every other as it stands). What is asked of is a store of its
own in memory, kept for a while; nothing of the standing store is touched.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from zhengpu.graph.corrections.correction_book import correction_book
from zhengpu.graph.errors import InputError
from zhengpu.graph.facts import Iri
from zhengpu.graph.oversight.progress_report import progress_quads, progress_reports
from zhengpu.graph.store import EmbeddedStore
from zhengpu.graph.versions.assembling import store_of
from zhengpu.graph.versions.earlier import EarlierVersion, earlier_versions, printed_day
from zhengpu.query.answer import Answer
from zhengpu.query.asking import Asker
from zhengpu.versions.shelf import counted_from

if TYPE_CHECKING:
    from zhengpu.catalogue import DocumentListing
    from zhengpu.service import Zhengpu

__all__ = ["MOST_PAST", "PastAnswers", "PastText"]

MOST_PAST = 300
"""So many documents are put together for answers of the past; of a larger store the question must name its documents."""

_KEPT = 4
_NAMED = 4
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class PastText:
    """A document as it was: `version` is the number that counted (0: none yet), `standing` that of today's."""

    entry: DocumentListing
    version: int
    standing: int
    earlier: EarlierVersion | None = None


class PastAnswers:
    """Over one open `Zhengpu`. Safe to share between threads."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp, self._lock = zp, threading.RLock()
        self._askers: OrderedDict[tuple[object, ...], Asker] = OrderedDict()

    @staticmethod
    def day(as_of: str) -> date | None:
        """The day that is meant, None where versions are. Raises `InputError` for a day that is none."""
        return _day(as_of)

    def ask(self, question: str, as_of: str, *, today: date, previous: str | None = None, documents: Sequence[str] | None = None) -> Answer:
        """The answer from the texts of then. Raises `BadQuestion`; `InputError` for an `as_of` that means nothing here."""
        day = _day(as_of)
        texts = self.texts(as_of, documents)
        answer = self._asker(texts, day).ask(question, today=today, previous=previous, documents=documents)
        versions = {text.entry.id: text.version for text in texts if text.version and text.version != text.standing}
        told = _told(texts, as_of, day)
        if texts and not any(text.version for text in texts):
            told = f"{as_of}还没有其中任何一份文件。" if documents else f"{as_of}还没有图谱里的任何一份文件。"
            return replace(answer, as_of=as_of, versions=versions, note=told, answer=told)
        note = f"{answer.note or ''}{told}"
        return replace(answer, as_of=as_of, versions=versions, note=note, answer=note if answer.answer == answer.note else answer.answer)

    def texts(self, as_of: str, documents: Sequence[str] | None = None) -> tuple[PastText, ...]:
        """Which version of which document counts: of all, or of those that are named."""
        zp, day = self._zp, _day(as_of)
        wanted = _versions(as_of) if day is None else {}
        chosen = {entry.id: entry for key in documents or () if (entry := zp.document(key))}
        named = {key: entry for key in wanted if (entry := zp.document(key))}
        for key in wanted:
            if key not in named:
                raise InputError(f"没有文件“{key[:80]}”", "as_of 写的编号图谱里没有", "请用 zhengpu list 或 /api/documents 查看编号")
        entries = tuple(chosen.values()) if documents else zp.documents()
        if len(entries) > MOST_PAST:
            raise InputError(f"图谱里有{len(entries)}份文件", f"按过去的文本回答一次最多用{MOST_PAST}份", "请用 documents 限定是哪几份")
        numbers = {entry.id: wanted[key] for key, entry in named.items()}
        return tuple(self._text(entry, day, numbers.get(entry.id, 0)) for entry in entries)

    def _text(self, entry: DocumentListing, day: date | None, number: int) -> PastText:
        store = self._zp.store
        earlier = earlier_versions(store, entry.iri)
        standing = len(earlier) + 1
        if number > standing:
            raise InputError(f"《{entry.title}》没有第{number}版", f"它有第1到第{standing}版", "请先列出各版（zhengpu versions）")
        if day is not None:
            since = counted_from(earlier, printed_day(entry.iri, store.said(entry.iri, entry.iri)))
            number = max((place for place, first in enumerate(since, start=1) if first is None or first <= day), default=0)
        elif not number:
            number = standing
        return PastText(entry, number, standing, earlier[number - 1] if 0 < number < standing else None)

    def _asker(self, texts: Sequence[PastText], day: date | None) -> Asker:
        """Who answers from these texts; the standing store's own where they are all that it holds as it stands."""
        zp = self._zp
        if all(text.version == text.standing for text in texts) and len(texts) == len(zp.documents()):
            return zp.asker
        with self._lock:
            state = (zp.store.revision, zp.store.index.settled().state, day, tuple((text.entry.iri, text.version) for text in texts))
            if state not in self._askers:
                self._askers[state] = Asker(self._made(texts, day), zp.ontology)
                while len(self._askers) > _KEPT:
                    self._askers.popitem(last=False)
            self._askers.move_to_end(state)
            return self._askers[state]

    def _made(self, texts: Sequence[PastText], day: date | None) -> EmbeddedStore:
        store = self._zp.store
        book = correction_book(store)
        graphs = {
            text.entry.iri: [*book.change(text.entry.iri, text.earlier.quads).reading.quads]
            if text.earlier
            else list(store.said(text.entry.iri))
            for text in texts
            if text.version
        }
        made, rebound = store_of(graphs, store.names)
        reports = progress_reports(store.said(store.names.progress_graph))
        made.load(progress_quads((one for one in reports if day is None or one.updated <= day), store.names))
        if len(texts) == len(store.documents()):  # most of it is as it stands: only what differs is read anew
            made.index.begin_as(store.index, {*rebound, *(text.entry.iri for text in texts if text.version != text.standing)})
        return made


def _day(as_of: str) -> date | None:
    if not _DAY.fullmatch(as_of.strip()):
        return None
    try:
        return date.fromisoformat(as_of.strip())
    except ValueError as error:
        raise _not_understood(as_of) from error


def _versions(as_of: str) -> dict[Iri | str, int]:
    """What `KEY@N,KEY@N` says."""
    found: dict[Iri | str, int] = {}
    for part in as_of.replace("，", ",").split(","):
        key, at, number = part.strip().rpartition("@")
        if not (at and key and number.isascii() and number.isdigit() and 0 < int(number[:6]) < 100_000):
            raise _not_understood(as_of)
        found[key] = int(number)
    return found


def _not_understood(as_of: str) -> InputError:
    return InputError(f"看不懂 as_of “{as_of[:80]}”", "它应当是日期，或“编号@第几版”", "例如 2024-06-30，或 丰原政办发-2024-18号@1")


def _told(texts: Sequence[PastText], as_of: str, day: date | None) -> str:
    """Which texts this rests on, where they are not those that stand."""
    old = [
        f"《{text.entry.title}》用第{text.version}版（现行的是第{text.standing}版）" for text in texts if 0 < text.version < text.standing
    ]
    absent = [f"《{text.entry.title}》" for text in texts if not text.version]
    told = [f"{'；'.join(old[:_NAMED])}{f'等{len(old)}份' if len(old) > _NAMED else ''}"] if old else []
    told += [f"{'、'.join(absent[:_NAMED])}{f'等{len(absent)}份' if len(absent) > _NAMED else ''}当时还没有，不在内"] if absent else []
    head = f"按{as_of}的文本回答" if day else "按指定的版回答"
    return f"{head}：{'；'.join(told)}。" if told else f"{head}，与现行的相同。"
