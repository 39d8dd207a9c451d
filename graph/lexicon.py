"""Names in a text: a longest-match automaton from surfaces to things, with looser matching and word cutting on demand.

The whole face, for those who link questions or mark texts:

    lexicon = Lexicon([(surface, Thing(iri, kind, label, how)), …])
    lexicon.hits(text)          longest names, left to right, none overlapping
    lexicon.overlapping(text)   every name, also inside longer ones
    lexicon.near(text, known)   one wrong or missing character, or pinyin: a fallback for what `hits` left over
    lexicon.words(text)         jieba's cut with the names as words (loads jieba's dictionary on the first call)

Case, width and traditional characters never matter: all positions count in the text as given.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from ahocorasick_rs import AhoCorasick, Implementation

from graph.facts import Iri
from graph.folding import Folding

if TYPE_CHECKING:
    import jieba

    from graph.nearness import Nearness

__all__ = ["Hit", "How", "Lexicon", "Thing"]

How = Literal["exact", "alias", "typo", "traditional", "pinyin", "english"]
"""How a surface stands for its thing. An entry is `exact`, `alias` or `english`; the other three are found out by the match."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a name stands for: a node of the graph (`iri`), or a word that only has a kind (a cue, a place of the gazetteer)."""

    iri: Iri | None
    kind: str
    label: str
    how: How = "exact"


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found at `text[start:end]` and everything it may stand for, in the order of the entries."""

    start: int
    end: int
    surface: str
    things: tuple[Thing, ...]


class Lexicon:
    """Finds names. Built once from entries; automaton, pinyin and jieba are each made when first asked for.

    >>> bureau = Thing(Iri("urn:文旅局"), "Unit", "新绛县文化和旅游局")
    >>> lexicon = Lexicon([("县文旅局", bureau), ("文旅局", replace(bureau, how="alias"))])
    >>> [(hit.surface, hit.things[0].how) for hit in lexicon.hits("请问縣文旅局牵头什么")]
    [('縣文旅局', 'traditional')]
    >>> lexicon.near("县文旅剧牵头什么")[0].things[0].how
    'typo'
    """

    def __init__(self, entries: Iterable[tuple[str, Thing]], folding: Folding | None = None) -> None:
        self._folding = folding or Folding()
        self._things: dict[str, dict[tuple[str, Thing], None]] = {}  # in order of entry; thousands of counties have a 县财政局
        for surface, thing in entries:
            folded = self._folding.fold(surface)
            if folded.strip():
                self._things.setdefault(folded, {})[surface, thing] = None
        self._surfaces = tuple(self._things)

    def __len__(self) -> int:
        return len(self._surfaces)

    def things(self, surface: str) -> tuple[Thing, ...]:
        """What exactly this surface stands for.

        >>> Lexicon([]).things("县文旅局")
        ()
        """
        return self._as_written(surface, self._folding.fold(surface))

    def hits(self, text: str) -> tuple[Hit, ...]:
        """The longest names from left to right, none overlapping another."""
        chosen: list[Hit] = []
        for hit in sorted(self.overlapping(text), key=lambda hit: (hit.start, -hit.end)):
            if not chosen or hit.start >= chosen[-1].end:
                chosen.append(hit)
        return tuple(chosen)

    def overlapping(self, text: str) -> tuple[Hit, ...]:
        """Every name, also inside and across others, by end and start."""
        folded = self._folding.fold(text)
        found = self._automaton.find_matches_as_indexes(folded, overlapping=True) if self._surfaces else []
        return tuple(
            Hit(start, end, text[start:end], self._as_written(text[start:end], self._surfaces[index]))
            for index, start, end in found
            if _stands_alone(folded, start, end)
        )

    def near(self, text: str, known: Callable[[str], bool] | None = None) -> tuple[Hit, ...]:
        """Names with one wrong or missing character, or written in pinyin; longest first, none overlapping.

        `known` tells a word that is right as it stands (县体育局 is no misspelt 县教育局); such a word is never bent. The level of
        a unit (省, 市, 县 …) and digits are never bent either.
        """
        return tuple(
            Hit(start, end, text[start:end], tuple(replace(thing, how=how) for _, thing in self._things[surface]))
            for start, end, surface, how in self._nearness.find(self._folding.fold(text), known)
        )

    def words(self, text: str) -> tuple[str, ...]:
        """The text cut into words by jieba, the lexicon's names being words."""
        return tuple(self._tokenizer.cut(text))

    def _as_written(self, written: str, folded: str) -> tuple[Thing, ...]:
        known = self._things.get(folded, {})
        if self._folding.simplified(written) == written:
            return tuple(thing for _, thing in known)
        return tuple(thing if surface == written else replace(thing, how="traditional") for surface, thing in known)

    @cached_property
    def _automaton(self) -> AhoCorasick:
        # The default table takes seconds and gigabytes for names of thousands of characters.
        return AhoCorasick(self._surfaces, implementation=Implementation.ContiguousNFA)

    @cached_property
    def _nearness(self) -> Nearness:
        from graph.nearness import Nearness

        return Nearness(self._surfaces)

    @cached_property
    def _tokenizer(self) -> jieba.Tokenizer:
        import jieba

        jieba.setLogLevel(logging.WARNING)  # it announces its dictionary on stderr
        tokenizer = jieba.Tokenizer()
        tokenizer.initialize()
        for surface in self._surfaces:
            tokenizer.add_word(surface)
        return tokenizer


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Latin words and numbers are matched whole: 5g基站 is not found in 15g基站."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_latin(before) and _latin(text[start])) and not (_latin(after) and _latin(text[end - 1]))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
