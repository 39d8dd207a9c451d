"""Everything a question is read and answered with, for one state of the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.graph.ontology import Ontology
from zhengpu.graph.oversight.docket_book import DocketBook
from zhengpu.graph.store import Store
from zhengpu.query.hearing.slips import Slips
from zhengpu.query.manner.manner import MannerReader
from zhengpu.query.meaning import Set
from zhengpu.query.passages.passage_book import PassageBook
from zhengpu.query.records.record_book import RecordBook
from zhengpu.query.rows.fetch import foremost, members
from zhengpu.query.sureness.confidence import Confidences
from zhengpu.query.words.catalogued import KnownNames
from zhengpu.query.words.link import Linker
from zhengpu.query.words.scope import OutOfScope
from zhengpu.query.words.synonyms import Synonyms
from zhengpu.query.words.words import Words

__all__ = ["Known"]


@dataclass(frozen=True, slots=True)
class Known:
    """Built by the asker, received by everything that works on one question."""

    store: Store
    ontology: Ontology
    folding: Folding
    words: Words
    linker: Linker
    out_of_scope: OutOfScope
    wording: KnownNames
    synonyms: Callable[[], Synonyms]
    dockets: DocketBook
    slips: Slips
    passages: PassageBook
    records: RecordBook
    confidences: Callable[[], Confidences]
    manner: Callable[[], MannerReader]

    def members(self, found: Set) -> list[Iri]:
        """The things of a set."""
        return members(self.store, found)

    def one_clause(self, task: Iri, documents: Sequence[Iri]) -> bool:
        """Whether all sentences of a task stand under one clause of duty."""
        return self.passages.one_clause(task, documents)

    def foremost(self, units: Sequence[Iri]) -> list[Iri]:
        """The tasks whose clauses name one of these units first."""
        return foremost(self.store, units)
