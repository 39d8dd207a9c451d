"""The review queue at work: entries with their places, confirmations that take them out."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.corrections.confirmation import Confirmation
from zhengpu.graph.corrections.correction_book import confirmation_quads, correction_book
from zhengpu.graph.corrections.doubt_rules import load_doubt_rules
from zhengpu.graph.corrections.review_queue import ReviewEntry, review_queue
from zhengpu.graph.errors import InputError, UsageError
from zhengpu.graph.facts import Iri
from zhengpu.graph.store import EmbeddedStore

if TYPE_CHECKING:
    from zhengpu.catalogue import DocumentListing
    from zhengpu.service import Zhengpu

__all__ = ["ReviewDesk", "ReviewItem", "ReviewList"]


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """An entry as it is shown: with its document's key and title, the name of its sort, and the kinds of corrections that may settle it."""

    key: str
    sort: str
    name: str
    doubt: float
    about: str
    why: str
    document: str
    title: str
    words: str
    start: int
    end: int
    unit: str
    other: str
    number: int | None
    role: str
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewList:
    """Some entries of the queue: how many there are in all, of each sort, and how many were confirmed."""

    items: tuple[ReviewItem, ...]
    total: int
    sorts: tuple[tuple[str, str, int], ...]
    confirmed: int


class ReviewDesk:
    """Safe to share between threads; the queue is made once for each state of the store."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp, self._lock = zp, threading.Lock()
        self._kept: tuple[int, tuple[ReviewEntry, ...], tuple[Confirmation, ...]] | None = None

    def queue(self, *, document: str = "", sort: str = "", offset: int = 0, limit: int = 50) -> ReviewList:
        """The most doubtful first, without what was confirmed. Raises `InputError` for a document that is not there, `UsageError` for a sort."""
        rules = load_doubt_rules()
        if sort and sort not in rules.sorts:
            known = "、".join(f"{one.key}（{one.name}）" for one in rules.sorts.values())
            raise UsageError(f"没有“{sort[:40]}”这种疑问", f"有的是：{known}", "请选一种，或不写")
        chosen = self._entry(document).iri if document else None
        entries, confirmations = self._made()
        done = {one.key for one in confirmations}
        open_ = [one for one in entries if one.key not in done and chosen in (None, one.document)]
        counts = tuple((one.key, one.name, sum(entry.sort == one.key for entry in open_)) for one in rules.sorts.values())
        wanted = [one for one in open_ if sort in ("", one.sort)]
        return ReviewList(self._shown(wanted[offset : offset + limit]), len(wanted), counts, len(done))

    def confirm(self, key: str, by: str = "", why: str = "") -> ReviewItem:
        """Somebody looked and found it right: it leaves the queue until the text or the reading changes."""
        entries, _ = self._made()
        entry = next((one for one in entries if one.key == key.strip()), None)
        if entry is None:
            raise InputError(f"没有要核对的“{key[:40]}”", "它不在清单里，也许已经更正、重读过", "请用 zhengpu review 或 /api/review 查看")
        (item,) = self._shown((entry,))
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        made = Confirmation(entry.key, by.strip() or "本机", now, f"{item.name}：{item.about}", item.document, why.strip())
        self._record(made.key, made)
        return item

    def again(self, key: str) -> Confirmation:
        """Take a confirmation back."""
        _, confirmations = self._made()
        found = next((one for one in confirmations if one.key == key.strip()), None)
        if found is None:
            raise InputError(f"没有确认过“{key[:40]}”", "没有这个编号的确认", "请用 zhengpu review --confirmed 查看")
        self._record(found.key, None)
        return found

    def confirmations(self) -> tuple[Confirmation, ...]:
        """What was confirmed, the newest first."""
        return tuple(reversed(self._made()[1]))

    def _record(self, key: str, made: Confirmation | None) -> None:
        store = self._zp.store
        with self._zp.changing():
            node = store.names.thing("confirmation", key)
            left = [quad for quad in store.said(store.names.corrections_graph) if getattr(quad.subject, "value", "") != node]
            store.record(store.names.corrections_graph, (*left, *(confirmation_quads(made, store.names) if made else ())))

    def _made(self) -> tuple[tuple[ReviewEntry, ...], tuple[Confirmation, ...]]:
        store = self._zp.store
        with self._lock:
            if self._kept is not None and self._kept[0] == store.revision and isinstance(store, EmbeddedStore):
                return self._kept[1:]
            revision, book = store.revision, correction_book(store)
            made = review_queue(store, book.effects)
            self._kept = (revision, made, book.confirmations)
            return made, book.confirmations

    def _shown(self, entries: Sequence[ReviewEntry]) -> tuple[ReviewItem, ...]:
        titles = {entry.iri: entry.title for entry in self._zp.documents()}
        texts: dict[Iri, CompactText] = {}
        return tuple(self._item(self._placed(one, texts), titles.get(one.document, "")) for one in entries)

    def _placed(self, entry: ReviewEntry, texts: dict[Iri, CompactText]) -> ReviewEntry:
        """With the place of its words, where it only knows the words."""
        if entry.end or not entry.words or entry.sort == "quality":
            return entry
        if entry.document not in texts:
            texts[entry.document] = CompactText(self._zp.store.text(entry.document) or "")
        place = texts[entry.document].find(entry.words)
        return replace(entry, start=place[0], end=place[1]) if place else entry

    def _item(self, entry: ReviewEntry, title: str) -> ReviewItem:
        sort = load_doubt_rules().sorts[entry.sort]
        return ReviewItem(
            entry.key,
            entry.sort,
            sort.name,
            entry.doubt,
            entry.about,
            entry.why,
            entry.document.rsplit("/", 1)[-1],
            title,
            entry.words,
            entry.start,
            entry.end,
            entry.unit,
            entry.other,
            entry.number,
            entry.role,
            sort.ways,
        )

    def _entry(self, key: str) -> DocumentListing:
        entry = self._zp.document(key)
        if entry is None:
            raise InputError(f"没有文件“{key[:80]}”", "图谱里没有这个编号或文号", "请用 zhengpu list 或 /api/documents 查看编号")
        return entry
