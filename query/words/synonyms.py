"""Words of government papers that stand for the same matter: `synonyms.toml`, each group with its source, examples and counter-examples."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from zhengpu.graph.folding import Folding

__all__ = ["SynonymGroup", "Synonyms", "load_synonyms", "other_spellings"]


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Folded words for one matter; inside the words of `apart` they stand by chance. `same`: two spellings of one name (AI, 人工智能)."""

    words: tuple[str, ...]
    apart: tuple[str, ...] = ()
    same: bool = False

    def meant(self, folded: str, word: str) -> bool:
        """Whether a folded text has the word, and not only by chance.

        >>> SynonymGroup(("电商",), ("供电商",)).meant("清理转供电商户加价", "电商")
        False
        """
        for other in self.apart:
            folded = folded.replace(other, "\0")
        return word in folded


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What else a word may be called.

    >>> [word for _, word in load_synonyms().others("养老")][:2]
    ['老龄', '为老服务']
    """

    groups: Mapping[str, tuple[SynonymGroup, ...]]

    def others(self, folded: str) -> Iterator[tuple[SynonymGroup, str]]:
        """The other words of every group that has this one, longer ones that contain it left out: they are found by it."""
        for group in self.groups.get(folded, ()):
            yield from ((group, word) for word in group.words if folded not in word)


@cache  # a constant of the installed program
def other_spellings(folded: str) -> tuple[str, ...]:
    """What else the very same thing is called.

    >>> other_spellings("ai")
    ('人工智能',)
    """
    return tuple(word for group, word in load_synonyms().others(folded) if group.same)


def load_synonyms(text: str | None = None) -> Synonyms:
    """Read `synonyms.toml`, or another text of its shape."""
    rows: Iterable[dict[str, Any]] = tomllib.loads(
        text or resources.files("zhengpu.query.words").joinpath("synonyms.toml").read_text("utf-8")
    )["group"]
    fold = Folding().fold
    groups: dict[str, tuple[SynonymGroup, ...]] = {}
    for row in rows:
        group = SynonymGroup(tuple(map(fold, row["words"])), tuple(map(fold, row.get("except", ()))), bool(row.get("same")))
        for word in group.words:
            groups[word] = (*groups.get(word, ()), group)
    return Synonyms(groups)
