"""Answers that rest on a corrected fact say so: who corrected it, when, and how it now reads."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zhengpu.corrections.correction_words import said_text
from zhengpu.graph.corrections.applying import CorrectionEffect
from zhengpu.graph.corrections.correction import Correction
from zhengpu.graph.corrections.correction_book import correction_book
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text
from zhengpu.graph.store import EmbeddedStore
from zhengpu.query.answer import Answer, AnswerItem

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["CorrectedAnswers"]

_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Done:
    """A correction that changed a document (by its key), and what it did there."""

    document: str
    correction: Correction
    effect: CorrectionEffect
    units: tuple[Iri, ...]


class CorrectedAnswers:
    """Over one open `Zhengpu`. Safe to share between threads; what was corrected is looked up once for each state of the store."""

    def __init__(self, zp: Zhengpu) -> None:
        self._zp, self._lock = zp, threading.Lock()
        self._kept: tuple[int, tuple[_Done, ...]] | None = None

    def marked(self, answer: Answer) -> Answer:
        """The answer, with a note of the corrections it rests on.

        It rests on one when it asks of a unit whose duties were corrected, lists such a unit on the words of the correction, or rests on
        words whose date, target or task was corrected.
        """
        if answer.outcome not in ("answered", "nothing"):
            return answer
        found = {one.correction.id: one.correction for one in self._done() if _rests(answer, one)}
        if not found:
            return answer
        told = [f"{said_text(one)}（{one.by}，{one.on[:10]}，更正{one.id}）" for one in list(found.values())[:_NAMED]]
        more = f"；另有{len(found) - _NAMED}条" if len(found) > _NAMED else ""
        return replace(answer, note=f"{answer.note or ''}其中有更正过的：{'；'.join(told)}{more}。")

    def _done(self) -> tuple[_Done, ...]:
        store = self._zp.store
        with self._lock:
            if self._kept is not None and self._kept[0] == store.revision and isinstance(store, EmbeddedStore):
                return self._kept[1]
            revision, book = store.revision, correction_book(store)
            known: Mapping[str, Correction] = {one.id: one for one in book.corrections}
            unit = f"{store.names.base}id/unit/"
            found = tuple(
                _Done(document.rsplit("/", 1)[-1], known[one.correction], one, tuple(iri for iri in one.touched if iri.startswith(unit)))
                for document, effects in book.effects
                for one in effects
                if one.state == "applied" and one.correction in known
            )
            self._kept = (revision, found)
            return found


def _rests(answer: Answer, done: _Done) -> bool:
    if any(iri_text(unit) in (answer.sparql or "") for unit in done.units):
        return True
    if answer.versions and done.document in answer.versions:  # places count in another text
        return False
    return any(_on_words(item, done) and (not done.units or item.iri in done.units) for item in answer.items)


def _on_words(item: AnswerItem, done: _Done) -> bool:
    start, end = done.effect.start, done.effect.end
    return any(one.document == done.document and one.start < end and start < one.end for one in item.evidence)
