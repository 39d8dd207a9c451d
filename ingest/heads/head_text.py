"""The running text of one paper, and what its head and foot are read with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol

from zhengpu.graph.cleaning import Flow
from zhengpu.graph.folding import Folding
from zhengpu.ingest.heads.headwords import HeadWords
from zhengpu.ingest.plan import Found

__all__ = ["BRACKETED", "LONGEST_HEAD", "LONGEST_NAME", "LONGEST_TITLE", "HeadText", "Place", "Splitter"]

BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
LONGEST_TITLE = 120
LONGEST_NAME = 40
LONGEST_HEAD = 2000
_MENU = 4
_LONGEST_MENU_WORD = 6
"""A line of so many words, none of them longer, is a menu."""


Place = tuple[int, int]
"""Positions in the running text."""


class _Named(Protocol):
    """A name in a list and its place there."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Splitter = Callable[[str], Sequence[_Named]]
"""Parts a list of bodies (各市、县人民政府，各直属机构) into names."""


class HeadText:
    """One document's running text: where its lines begin, what stands above others, where its tables are."""

    def __init__(self, flow: Flow, words: HeadWords, split: Splitter, folding: Folding, tables: Sequence[int] = ()) -> None:
        self.flow, self.words, self.split = flow, words, split
        self.tables = sorted(tables)
        """Where tables of tasks stand in the running text."""
        self.text = folding.simplified(flow.text)
        """What patterns are matched on, position by position `flow.text`."""

    def found(self, place: Place | None) -> Found | None:
        return Found(self.flow.text[slice(*place)], self.flow.span(*place)) if place and place[0] < place[1] else None

    def note_before(self, position: int) -> int:
        """Where a name ends before a date, leaving out a bracket between (`（浙江省数据局代章）`)."""
        if position and self.text[position - 1] in "）)":
            opening = max(self.text.rfind(c, max(0, position - 30), position) for c in "（(")
            return opening if opening >= 0 else position
        return position

    def line_start(self, position: int) -> int:
        """Where the line, or the sentence, before a position begins."""
        line = max((b for b in self.flow.breaks_in(max(0, position - 80), position)), default=max(0, position - 80))
        stop = max(self.text.rfind(c, max(0, position - 80), position) for c in "。！？）)：:》")
        return max(line, stop + 1 if stop >= 0 else 0)

    def name_above(self, position: int) -> Place | None:
        end = self.note_before(position)
        start = self.line_start(end)
        name = self.text[start:end]
        return (start, end) if 2 <= len(name) <= LONGEST_NAME and name.endswith(self.words.tails) and "，" not in name else None

    def is_site_line(self, start: int, end: int) -> bool:
        """A line of the page that keeps the paper, no line of the paper: an address, a way through menus, a code, a bare date."""
        return self.words.site.fullmatch(self.text, start, end) is not None or self._is_menu(start, end)

    def _is_menu(self, start: int, end: int) -> bool:
        """Many short words parted by blanks: 首页 资讯 政策 服务."""
        words = [1]
        for one, other in pairwise(self.flow.offsets[start:end]):
            words[-1] += other == one + 1
            if other > one + 1:
                words.append(1)
        return len(words) >= _MENU and max(words) <= _LONGEST_MENU_WORD and sum(words) / len(words) > 1

    def first_sentence(self, begin: int, end: int) -> int:
        """Where the first line that is no title line begins."""
        end = self.first_table(begin, end)
        for start, stop in self.flow.lines(begin, min(end, begin + LONGEST_HEAD)):
            line = self.text[start:stop]
            if (
                any(c in line for c in "。；")
                or len(line) > LONGEST_TITLE
                or (start > begin and (self.words.first.match(line) or self.words.opening.match(line)))
            ):
                return start
        return min(end, begin + LONGEST_HEAD)

    def is_letterhead(self, line: str) -> bool:
        patterns = (self.words.public_note, self.words.annex, self.words.letterhead)
        return not re.search("[一-鿿]{2}", line) or any(pattern.fullmatch(line) for pattern in patterns)

    def first_table(self, begin: int, end: int) -> int:
        """Where the first table behind a position stands; the end if there is none."""
        return next((table for table in self.tables if begin < table <= end), end)
