"""Everything a question is read and answered with, for one state of the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.facts import Iri
from graph.folding import Folding
from graph.ontology import Ontology
from graph.store import Store
from query.fetch import members
from query.link import Linker
from query.meaning import Set
from query.patterns import Patterns
from query.scope import OutOfScope
from query.synonyms import Synonyms
from query.wording import Wording
from query.words import Words

__all__ = ["Known"]


@dataclass(frozen=True, slots=True)
class Known:
    """Built by the asker, received by everything that works on one question."""

    store: Store
    ontology: Ontology
    folding: Folding
    words: Words
    linker: Linker
    patterns: Patterns
    out_of_scope: OutOfScope
    wording: Wording
    synonyms: Callable[[], Synonyms]

    def members(self, found: Set) -> list[Iri]:
        """The things of a set."""
        return members(self.store, found)
