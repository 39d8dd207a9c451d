"""The verb: a question → an answer. Link, read, settle, run, widen where that is allowed, and say what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property

from zhengpu.graph.dates import Dates
from zhengpu.graph.errors import BadQuestion
from zhengpu.graph.folding import Folding
from zhengpu.graph.offices import Offices, load_offices
from zhengpu.graph.ontology import Ontology
from zhengpu.graph.oversight.docket_book import DocketBook
from zhengpu.graph.store import Store
from zhengpu.query.answer import Answer
from zhengpu.query.answers.outdated import OutdatedPapers, load_outdated
from zhengpu.query.answers.suggestions import Suggestion, suggestions
from zhengpu.query.deciding.one_question import OneQuestion
from zhengpu.query.hearing.slips import Slips
from zhengpu.query.known import Known
from zhengpu.query.manner.manner import load_manner
from zhengpu.query.passages.passage_book import PassageBook
from zhengpu.query.records.printed_cells import PrintedCells
from zhengpu.query.records.record_book import RecordBook
from zhengpu.query.sureness.confidence import Confidences, load_confidences
from zhengpu.query.words.catalogued import KnownNames
from zhengpu.query.words.link import Linker
from zhengpu.query.words.scope import load_scope
from zhengpu.query.words.synonyms import Synonyms, load_synonyms
from zhengpu.query.words.words import Words, load_words

__all__ = ["Asker"]

_LONGEST = 1000


class Asker:
    """Answers questions over one store. Tell it with `refresh` that the store has changed.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> from zhengpu.graph.store import EmbeddedStore
    >>> Asker(EmbeddedStore(None), load_ontology()).ask("有哪些任务", today=date(2022, 11, 1)).outcome
    'nothing'
    """

    def __init__(
        self,
        store: Store,
        ontology: Ontology,
        offices: Callable[[], Offices] = load_offices,
        confidences: Callable[[], Confidences] = load_confidences,
    ) -> None:
        self._store, self._ontology, self._load_offices, self._confidences = store, ontology, offices, confidences
        self._folding, self._dockets = Folding(), DocketBook(store)
        self.refresh()

    def refresh(self) -> None:
        """Forget what was known about the store's content."""
        self._known: Known | None = None
        self._outdated: tuple[int, OutdatedPapers] | None = None

    def ask(self, question: str, *, today: date, previous: str | None = None, documents: Sequence[str] | None = None) -> Answer:
        """The answer to a question. `previous` is the question before it, `documents` (ids) narrow it. Raises `BadQuestion`."""
        if not question.strip():
            raise BadQuestion("问题是空的", "没有收到文字", "请输入一个问题")
        if len(question) > _LONGEST:
            raise BadQuestion("问题太长", f"有 {len(question)} 个字，最多 {_LONGEST} 个", "请把问题写短一些")
        before, ids = _readable((previous or "").strip()[:_LONGEST]), tuple(map(_readable, documents or ()))
        answer = OneQuestion(self.known, _readable(question.strip()), today, before, ids).answer()
        return self._outdated_papers.marked(answer, today)

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Names and questions that begin like this and have an answer."""
        return suggestions(self.known.wording, _readable(prefix), limit)

    @property
    def _outdated_papers(self) -> OutdatedPapers:
        """The papers that others have repealed, replaced or amended, as the store now stands."""
        state = self.known.wording.state
        if self._outdated is None or self._outdated[0] != state:
            self._outdated = state, load_outdated(self._store, self._ontology)
        return self._outdated[1]

    @property
    def known(self) -> Known:
        """What questions are read with, for the store as it now stands."""
        index = self._store.index.settled()
        if self._known is None or self._known.wording.state != index.state:
            wording = KnownNames(index, self._folding)
            linker = Linker(self._words, lambda: self._dates, lambda: self._offices, self._folding)
            scope, words, printed = load_scope(), self._words, PrintedCells(self._store)
            self._known = Known(
                self._store,
                self._ontology,
                self._folding,
                words,
                linker,
                scope,
                wording,
                lambda: self._synonyms,
                self._dockets,
                Slips(wording, self._folding, lambda name: self._offices.knows(name)),
                PassageBook(self._store, wording, self._folding, printed),
                RecordBook(index, self._folding, printed),
                self._confidences,
                load_manner,
            )
        return self._known

    @cached_property
    def _words(self) -> Words:
        return load_words(self._ontology)

    @cached_property
    def _synonyms(self) -> Synonyms:
        return load_synonyms()

    @cached_property
    def _dates(self) -> Dates:
        return Dates.load()

    @cached_property
    def _offices(self) -> Offices:
        return self._load_offices()


def _readable(text: str) -> str:
    """Halves of characters, which JSON can bring and no store takes, as question marks.

    >>> _readable("县\\ud800局")
    '县?局'
    """
    return text.encode("utf-8", "replace").decode("utf-8")
