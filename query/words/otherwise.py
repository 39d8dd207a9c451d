"""What people say → what government papers print for it: a thesaurus of the two registers, `thesaurus/*.toml`.

Each entry has the words of papers on its left and those of people on its right; a word of people is looked for in what papers print, and a
word of papers in its near ones, never the other way about: 堵车 is treated by 治理拥堵, not by 骗子.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from zhengpu.graph.folding import Folding

__all__ = ["Thesaurus", "load_thesaurus"]

_FILES = ("doing", "things")


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Folded words of people and papers with what papers print for them.

    >>> "会同" in load_thesaurus().printed("一块儿办") or load_thesaurus().longest > 2
    True
    """

    table: Mapping[str, tuple[str, ...]]
    longest: int

    def printed(self, word: str) -> tuple[str, ...]:
        """What papers may print for a word.

        >>> Thesaurus({"拍板": ("决策", "决定")}, 2).printed("拍板")
        ('决策', '决定')
        """
        return self.table.get(word, ())

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where its words of two characters and more stand in a folded text, the longest first at each place, none inside another.

        >>> list(Thesaurus({"拍板": (), "板子": ()}, 2).find("谁来拍板子"))
        [(2, 4)]
        """
        at = 0
        while at < len(text) - 1:
            end = next((e for e in range(min(len(text), at + self.longest), at + 1, -1) if text[at:e] in self.table), None)
            if end is None:
                at += 1
                continue
            yield at, end
            at = end


@cache  # a constant of the installed program
def load_thesaurus() -> Thesaurus:
    """Read the files of `thesaurus/`."""
    table: defaultdict[str, dict[str, None]] = defaultdict(dict)
    fold, folder = Folding().fold, resources.files("zhengpu.query.words").joinpath("thesaurus")
    for name in _FILES:
        for left, right in tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8")).items():
            papers, people = fold(left).split(), fold(right).split()
            for word in (*people, *papers):
                table[word] |= dict.fromkeys(p for p in papers if p != word)
    return Thesaurus({word: tuple(printed) for word, printed in table.items()}, max(map(len, table)))
