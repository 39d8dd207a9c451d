"""Which blocks are tasks: the smallest item, paragraph or table row with a closing clause of its own (rules 23 and 32)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from zhengpu.graph.chinese import Passage
from zhengpu.ingest.heads.head_text import Splitter
from zhengpu.ingest.outline.blocks import Block, Layout

__all__ = ["ClauseFinder", "Kind", "Stretch", "TaskFinder"]

Kind = Literal["task", "section", "left"]
_CHARGED = 0.75
"""So sure must a sentence be that it gives a duty, to make a task of an item that prints none."""
_HEADING_RANK = 5
"""A bare line of this rank or higher is a heading; a deeper one an item of a list."""


class _Place(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def parts(self) -> Sequence[object]: ...


class _Said(_Place, Protocol):
    @property
    def confidence(self) -> float: ...


class _Lists(Protocol):
    @property
    def split(self) -> Splitter: ...
    def is_pace(self, text: str) -> bool: ...
    def grade(self, name: str) -> int: ...
    def begins_name(self, text: str) -> bool: ...


class _NamedUnit(Protocol):
    @property
    def text(self) -> str: ...


class _UnitsGiven(Protocol):
    @property
    def units(self) -> Sequence[_NamedUnit]: ...


class _CellReading(Protocol):
    @property
    def parts(self) -> Sequence[_UnitsGiven]: ...
    @property
    def grades(self) -> Sequence[int]: ...


class _Wording(Protocol):
    @property
    def bodies(self) -> _Lists: ...
    def column(self, head: str) -> tuple[str, str]: ...
    def read(self, text: str, start: int, end: int) -> _CellReading: ...


class ClauseFinder(Protocol):
    """Knows a closing clause when it sees one (`ingest.clauses.Clauses`), and parts lists of bodies."""

    @property
    def wording(self) -> _Wording: ...

    def find(self, passage: Passage) -> Sequence[_Place]:
        """The closing clauses of a passage, in order."""

    def running(self, passage: Passage, start: int = 0) -> Sequence[_Said]:
        """What sentences say of who does what, where no clause is printed."""

    def is_list(self, text: str) -> bool:
        """Whether a text is nothing but names of bodies."""

    def heading(self, passage: Passage) -> _Place | None:
        """The clause that a heading is as a whole (县发改局牵头工作)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text with the places of its closing clauses that name somebody; `closing` is the end of the last clause of any kind."""

    passage: Passage
    clauses: tuple[tuple[int, int], ...]
    closing: int

    @property
    def first(self) -> int:
        """Where the first clause begins (the end of the text if there is none)."""
        return self.clauses[0][0] if self.clauses else len(self.passage)

    def paragraphs(self, body: int) -> list[tuple[int, int]]:
        """The stretches behind `body` that each end with a clause paragraph of their own; at most one unless clauses stand between."""
        text, found = self.passage.text, list(self.clauses)
        body += len(text[body:]) - len(text[body:].lstrip("\n。"))
        units: list[tuple[int, int]] = []
        start, said = body, False
        position = body
        for line in text[body:].split("\n"):
            end = position + len(line)
            inside = [c for c in found if position <= c[0] < end]
            opening = bool(inside) and inside[0][0] <= position + 1
            if said and not opening:
                units.append((start, position - 1))
                start, said = position, False
            if not said and inside and not opening and start < position and "。" in text[position : inside[0][0]]:
                start = position  # paragraphs without a clause above belong to no task
            said = said or (bool(inside) and inside[-1][1] >= end - 2)
            position = end + 1
        if said:
            units.append((start, len(text)))
        return units


class TaskFinder:
    """Decides for every block of one document whether it is a task, a section, or neither."""

    def __init__(self, layout: Layout, clauses: ClauseFinder, roots: Iterable[Block]) -> None:
        self.layout, self.clauses = layout, clauses
        self.own: dict[int, Stretch] = {}
        self.kinds: dict[int, Kind] = {}
        roots = list(roots)
        for block in _all(roots):
            self.own[id(block)] = self._own(block)
        with_clause: Counter[str] = Counter()
        followed: Counter[str] = Counter()
        for siblings in (roots, *(block.children for block in _all(roots))):
            for block in siblings[:-1]:
                if not block.children:
                    followed[block.marker.style.name] += 1
                    with_clause[block.marker.style.name] += bool(self.own[id(block)].clauses)
        self.habit = {name: with_clause[name] / followed[name] for name in followed}
        """How often items of a style have a clause of their own although others follow them."""
        self._beside_sections: frozenset[int] = frozenset()
        self._beside_sections = frozenset(
            id(block) for siblings in (roots, *(b.children for b in _all(roots))) for block in self._lone_headings(siblings)
        )
        self.annexes = frozenset(
            id(leaf)
            for block in _all(roots)
            if layout.words.annex_head.fullmatch(layout.flow.text, *_title(block))
            for leaf in _all(block.children)
        )
        """The items below a heading 附件: names of annexes, no tasks."""
        self.wanted = frozenset(
            id(leaf)
            for block in _all(roots)
            if layout.words.aims.fullmatch(layout.flow.text, *_title(block))
            for leaf in _all(block.children)
            if not leaf.children
        )
        """The items below a heading of aims or principles: nobody is told to do them."""
        self.any_clause = any(self.own[id(b)].clauses for b in _all(roots))
        self.assigned = frozenset(
            id(leaf) for block in _all(roots) if self._assigns(block) for leaf in _all(block.children) if not leaf.children
        )
        """The items below headings that say whose they are."""
        self._beside_tasks = frozenset(
            id(block) for siblings in (roots, *(b.children for b in _all(roots))) for block in self._mostly_closed(siblings)
        )
        """The items without a clause among those of which most have one."""
        self._covered: dict[int, bool] = {}
        for block in reversed(list(_all(roots))):  # children first
            covered = bool(self.own[id(block)].clauses) or id(block) in self.assigned or self._said_beside(block)
            self._covered[id(block)] = covered or any(self._covered[id(c)] for c in block.children)
        self.nested = any(block.children for block in roots)
        self._together: frozenset[str] = frozenset()
        self._together = frozenset(b.marker.style.name for b in _all(roots) if len(b.children) > 1 and self._closed_together(b))
        """Styles whose items are closed by one clause behind all that stands below them: so is one with a single item below."""

    def _lone_headings(self, siblings: Sequence[Block]) -> Iterator[Block]:
        """Headings alone in their line above a single paragraph, where items that are numbered alike head several."""
        parted = {b.marker.style.name for b in siblings if b.children or len(self.units(b)) > 1}
        for block in siblings:
            apart = block.lead.alone and block.lead.title_end == block.lead.body_start
            if block.marker.style.name not in parted or not apart or block.children or len(units := self.units(block)) != 1:
                continue
            if not self.layout.words.enumeration.match(self.own[id(block)].passage.text, units[0][0]):
                yield block

    def _mostly_closed(self, siblings: Sequence[Block]) -> Iterator[Block]:
        for style in {block.marker.style.name for block in siblings}:
            alike = [block for block in siblings if block.marker.style.name == style and not block.children]
            without = [block for block in alike if not self.own[id(block)].clauses]
            if len(alike) - len(without) > max(1, len(without)):
                yield from without

    def _said_beside(self, block: Block) -> bool:
        """Whether an item among tasks says in its sentences, and not only by a plain verb, who is charged with it."""
        if id(block) not in self._beside_tasks:
            return False
        said = self.clauses.running(self.own[id(block)].passage, block.lead.title_start - block.start)
        return any(each.confidence >= _CHARGED for each in said)

    def read(self, passage: Passage) -> Stretch:
        """A passage with its closing clauses."""
        found = self.clauses.find(passage)
        return Stretch(passage, tuple((c.start, c.end) for c in found if c.parts), max((c.end for c in found), default=0))

    def _own(self, block: Block) -> Stretch:
        """The text before the first block below, without a working group's bracket in the heading."""
        stretch = self.read(self.layout.passage(block.start, block.stop, block.lead))
        title = block.lead.title_end - block.start
        group = self.layout.words.work_group.search(stretch.passage.text, 0, title)
        if group is None or group.end() != title:
            return stretch
        return replace(stretch, clauses=tuple(c for c in stretch.clauses if c[0] > title))

    def _assigns(self, block: Block) -> bool:
        title = self.layout.flow.passage(*_title(block))
        return bool(block.children) and len(title) > 0 and self.clauses.heading(title) is not None

    def kind(self, block: Block, *, top: bool, doubt: bool) -> Kind:
        """What a block is. `doubt`: the document has no closing clause at all, so the smallest numbered items are tasks."""
        own = self.own[id(block)]
        if id(block) in self.annexes and not own.clauses:
            return "left"
        if doubt:
            standing = self.layout.words.whole_standing.fullmatch(self.layout.flow.text, *_title(block))
            if id(block) in self.wanted:
                return "section" if standing else self._without_clause(block)
            if block.marker.style.whole:
                return "task"
            heading = bool(block.children) or block.marker.title_end or (top and self.nested)
            return "section" if (heading or standing) and not self._says_who(block) else "task"
        if not block.children:
            if not own.clauses:
                named = id(block) in self.assigned or self._said_beside(block)
                return "task" if named else self._without_clause(block)
            return "section" if len(self.units(block)) >= self.fewest(block) else "task"
        below = any(self._covered[id(c)] for c in block.children)
        if not below:
            return "task" if own.clauses else "section"
        return "task" if self._closed_together(block) and not own.clauses else "section"

    def _says_who(self, block: Block) -> bool:
        """Whether the only text below a heading says who does what (六、工作安排): then the heading is the task."""
        own = self.own[id(block)]
        if self.layout.words.aims.fullmatch(self.layout.flow.text, *_title(block)):
            return False
        return not block.children and bool(self.clauses.running(own.passage, block.lead.body_start - block.start))

    def fewest(self, block: Block) -> int:
        """So many paragraphs with clauses make their heading no task: one under a standing heading (保障措施) or beside sections, else two."""
        standing = block.marker.title_end and self.layout.words.whole_standing.fullmatch(self.layout.flow.text, *_title(block))
        return 1 if standing or id(block) in self._beside_sections else 2

    def units(self, block: Block) -> list[tuple[int, int]]:
        """Paragraphs under a heading, each with a clause of its own, as positions in the block's own passage."""
        return self.own[id(block)].paragraphs(block.lead.body_start - block.start)

    def _without_clause(self, block: Block) -> Kind:
        lead = block.lead
        if not lead.alone:
            return "left"
        if lead.body_start < block.stop:
            return "section"
        return "section" if block.marker.style.rank <= _HEADING_RANK and lead.title_end == block.stop else "left"

    def _closed_together(self, block: Block) -> bool:
        """One clause behind the last of several items covers them all, unless items of this kind have clauses of their own."""
        *before, last = block.children
        if not before:
            return block.marker.style.name in self._together and not last.children and self._apart(last)
        if last.children or any(self._covered[id(c)] for c in before) or any(c.children for c in before):
            return False
        if all(self.own[id(c)].passage.text.rstrip()[-1:] in "；;，、" for c in before):
            return True  # one list, one clause
        return self.habit.get(last.marker.style.name, 0) < 0.5 and (self._apart(last) or not block.lead.alone)

    def _apart(self, block: Block) -> bool:
        """Whether a block's clause stands in a paragraph of its own."""
        own = self.own[id(block)]
        return own.first > 0 and own.passage.text[own.first - 1 : own.first] == "\n"


def _title(block: Block) -> tuple[int, int]:
    return block.lead.title_start, block.lead.title_end


def _all(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block in reading order."""
    waiting = list(blocks)[::-1]
    while waiting:
        block = waiting.pop()
        yield block
        waiting.extend(reversed(block.children))
