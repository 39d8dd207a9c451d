"""A question taken apart once: what was said, what it asks for and in which manner, whom it names, its words of content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.manner.manner import Manner
from zhengpu.query.said.spoken_term import SpokenTerm
from zhengpu.query.spoken.parties import Party
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.spoken.utterance import Utterance

__all__ = ["SaidQuestion"]


@dataclass(frozen=True)
class SaidQuestion:
    """One question. `wanted` is what its words ask for by rule, `manner` how likely each kind is by how it is asked."""

    said: Utterance
    wanted: Asked
    named: tuple[Party, ...]
    terms: tuple[SpokenTerm, ...]
    manner: Manner

    @cached_property
    def used(self) -> frozenset[int]:
        """The tokens that ask or name a unit."""
        return frozenset(self.wanted.used) | {n for party in self.named for n in party.used}

    @cached_property
    def asking_clause(self) -> tuple[SpokenWord, ...]:
        """The clause that asks; the last one where no word tells."""
        at, clauses = self.asked_at, self.said.clauses
        if at is not None and (own := next((c for c in clauses if c[0].start <= at < c[-1].end), None)) is not None:
            return own
        return clauses[-1] if clauses else ()

    @property
    def asked_at(self) -> int | None:
        """Where the word that asks stands."""
        wanted, tokens = self.wanted, self.said.tokens
        return tokens[wanted.at].start if wanted.explicit and wanted.at < len(tokens) else None
