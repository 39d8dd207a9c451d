"""Names in a text, with looser matching and word cutting on demand.

The whole face, for those who link questions or mark texts:

    lexicon = Lexicon([(surface, NamedThing(iri, kind, label, how)), …])    or Lexicon.over(forms), where somebody keeps them
    lexicon.overlapping(text)   every name, also inside longer ones
    lexicon.near(text, known)   one wrong or missing character, or pinyin: a fallback for what is left over
    lexicon.words(text)         jieba's cut with the names as words (loads jieba's dictionary on the first call)

Case, width and traditional characters never matter: all positions count in the text as given. The time grows with the text, not with
the number of names: each place of a text costs a few look-ups in their order.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from zhengpu.graph.folding import Folding
from zhengpu.graph.forms import Forms, How, Listed, NamedThing
from zhengpu.graph.private_folder import private_folder

if TYPE_CHECKING:
    import jieba

    from zhengpu.graph.nearness import Nearness

__all__ = ["Hit", "How", "Lexicon", "NamedThing"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found at `text[start:end]` and everything it may stand for, in the order of the entries."""

    start: int
    end: int
    surface: str
    things: tuple[NamedThing, ...]


class Lexicon:
    """Finds names. Pinyin and jieba are loaded when first asked for.

    >>> from zhengpu.graph.facts import Iri
    >>> bureau = NamedThing(Iri("urn:文旅局"), "Unit", "新绛县文化和旅游局")
    >>> lexicon = Lexicon([("县文旅局", bureau), ("文旅局", replace(bureau, how="alias"))])
    >>> [(hit.surface, hit.things[0].how) for hit in lexicon.overlapping("请问縣文旅局牵头什么")]
    [('縣文旅局', 'traditional'), ('文旅局', 'alias')]
    >>> lexicon.near("县文旅剧牵头什么")[0].things[0].how
    'typo'
    """

    def __init__(self, entries: Iterable[tuple[str, NamedThing]], folding: Folding | None = None) -> None:
        self._folding = folding or Folding()
        self._forms: Forms = Listed(entries, self._folding.fold)
        self._own: jieba.Tokenizer | None = None  # ordinary words and names; made once a text has a name

    @classmethod
    def over(cls, forms: Forms, folding: Folding) -> Lexicon:
        """A lexicon of forms that are kept elsewhere."""
        made = cls((), folding)
        made._forms = forms
        return made

    def things(self, surface: str) -> tuple[NamedThing, ...]:
        """What exactly this surface stands for.

        >>> Lexicon([]).things("县文旅局")
        ()
        """
        return self._as_written(surface, self._folding.fold(surface))

    def overlapping(self, text: str) -> tuple[Hit, ...]:
        """Every name, also inside and across others, by end and start."""
        return tuple(self.hit(text, start, end) for start, end in self.spans(text))

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where the names of `overlapping` stand, without looking up what they stand for."""
        return tuple(sorted(((start, end) for start, end, _ in self._found(self._folding.fold(text))), key=lambda span: span[::-1]))

    def hit(self, text: str, start: int, end: int) -> Hit:
        """The name at one of the `spans`."""
        return Hit(start, end, text[start:end], self.things(text[start:end]))

    def near(self, text: str, known: Callable[[str], bool] | None = None) -> tuple[Hit, ...]:
        """Names with one wrong or missing character, or written in pinyin; longest first, none overlapping.

        `known` tells a word that is right as it stands (县体育局 is no misspelt 县教育局); such a word is never bent. The level of
        a unit (省, 市, 县 …) and digits are never bent either.
        """
        return tuple(
            Hit(start, end, text[start:end], tuple(replace(thing, how=how) for _, thing in self._forms.named(surface)))
            for start, end, surface, how in self._nearness.find(self._folding.fold(text), known)
        )

    def words(self, text: str) -> tuple[str, ...]:
        """The text cut into words by jieba, the lexicon's names being words."""
        for _, _, surface in self._found(self._folding.fold(text)):  # a word that is not in the text cannot change how it is cut
            if self._own is None:
                self._own = _copy(_dictionary())
            self._own.add_word(surface)
        return tuple(self._tokenizer.cut(text))

    def commonness(self, word: str) -> float:
        """How common a word is in ordinary Chinese: the natural logarithm of its share of all words (loads jieba's dictionary).

        A word that the dictionary does not have is as rare as one that it has once.

        >>> lexicon = Lexicon([])
        >>> lexicon.commonness("国家") > lexicon.commonness("移交") > lexicon.commonness("语料券")
        True
        """
        known = self._tokenizer
        return math.log(max(known.FREQ.get(word) or 1, 1) / known.total)

    def _found(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """At each place the longest name that begins there, then shorter ones: all are beginnings of the text from there on.

        The greatest name that is not greater than the text is either such a beginning, or has no more characters in common with the
        text than every such beginning has.
        """
        for start in range(len(folded)):
            rest = folded[start:]
            while rest and (surface := self._forms.last(rest)) is not None:
                if not rest.startswith(surface):
                    rest = rest[: next(at for at, (a, b) in enumerate(zip(rest, surface, strict=False)) if a != b)]
                    continue
                if _stands_alone(folded, start, start + len(surface)):
                    yield start, start + len(surface), surface
                rest = surface[:-1]

    def _as_written(self, written: str, folded: str) -> tuple[NamedThing, ...]:
        known = self._forms.named(folded)
        if self._folding.simplified(written) == written:
            return tuple(thing for _, thing in known)
        return tuple(thing if surface == written else replace(thing, how="traditional") for surface, thing in known)

    @cached_property
    def _nearness(self) -> Nearness:
        from zhengpu.graph.nearness import Nearness

        return Nearness(self._forms)

    @property
    def _tokenizer(self) -> jieba.Tokenizer:
        return self._own or _dictionary()


@cache
def _dictionary() -> jieba.Tokenizer:
    """The words of ordinary Chinese, read once and never added to."""
    import jieba

    jieba.setLogLevel(logging.WARNING)  # it announces its dictionary on stderr
    tokenizer = jieba.Tokenizer()
    with private_folder() as folder:  # it keeps its dictionary, and would in a folder where anybody may put another
        tokenizer.tmp_dir = str(folder)
        tokenizer.initialize()
    return tokenizer


def _copy(tokenizer: jieba.Tokenizer) -> jieba.Tokenizer:
    """A tokenizer to which words can be added, without reading the dictionary again (0.02 s of work, not 0.9)."""
    import jieba

    made = jieba.Tokenizer()
    made.FREQ, made.total, made.initialized = dict(tokenizer.FREQ), tokenizer.total, True
    return made


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Latin words and numbers are matched whole: 5g基站 is not found in 15g基站."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_latin(before) and _latin(text[start])) and not (_latin(after) and _latin(text[end - 1]))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
