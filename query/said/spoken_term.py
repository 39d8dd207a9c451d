"""A word of a question that passages are searched by."""

from __future__ import annotations

from dataclasses import dataclass

from zhengpu.graph.facts import Iri

__all__ = ["SpokenTerm"]


@dataclass(frozen=True, slots=True)
class SpokenTerm:
    """A word of the question (folded), its other spellings and near synonyms, and how much it matters (a noun 1, a verb less).

    `loose`: what papers say where people say this; `named`: it is the name of a paper or a thing, of which a part will not do; `head`: it
    must be there in part at least; `at`: where it stands in the question; `optional`: it speaks for a passage that has it, and is not missed;
    `tail`: it ends a row of nouns, which is what the row names (养老平台); `units`: it names these, which the clause of a sentence may name.
    """

    text: str
    weight: float = 1.0
    others: tuple[str, ...] = ()
    named: bool = False
    head: bool = False
    loose: tuple[str, ...] = ()
    at: int = 0
    optional: bool = False
    tail: bool = False
    units: frozenset[Iri] = frozenset()
