"""Blocks: the text one ordinal opens, where its title ends, and which line breaks in it are real."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from zhengpu.graph.chinese import Passage
from zhengpu.graph.cleaning import Flow
from zhengpu.ingest.outline.ordinals import Marker

__all__ = ["Block", "BlockWords", "Layout", "Lead", "grow"]

_STOP = "。！？"
_CLOSERS = "）)】〕]"
_OPENERS = "（(【〔["
_UNFINISHED = "，、,（(《“〔[【："
_LONGEST_HEADING = 60
_NARROWEST_LINE, _WIDEST_LINE = 12, 70
_FEWEST_LINES = 12
_TYPICAL, _BEYOND = 0.4, 0.15
"""Wrapped text: so many lines are full (the others end paragraphs), at most so many longer (a lost break)."""
_CLOSED = "。！？；;：:）)】〕"
_FEWEST_CUT = 4
"""Or the longest lines of all are equally long, and so many of them end in the middle of a sentence."""
_LONGEST_PARAGRAPH = 2000
_LONGEST_CLAUSE = 300
_SHORTEST_TITLE = 4
_NEAR_HEADINGS = 3
"""So many short lines in a row are looked through for the beginning of a paragraph."""
_ANYWHERE = -1
"""In place of a parent: all blocks of a style."""


def _never(line: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class BlockWords:
    """The `[headings]`, `[label]` and `[work_group]` tables of outline.toml, compiled."""

    standing: re.Pattern[str]
    whole_standing: re.Pattern[str]
    aims: re.Pattern[str]
    no_heading: re.Pattern[str]
    label: re.Pattern[str]
    enumeration: re.Pattern[str]
    annex_head: re.Pattern[str]
    work_group: re.Pattern[str]

    @classmethod
    def of(cls, data: Mapping[str, Mapping[str, object]]) -> BlockWords:
        """Compile the tables."""
        headings = data["headings"]
        standing, aims, openings = headings["standing"], headings["aims"], headings["openings"]
        assert isinstance(standing, list)
        assert isinstance(aims, list)
        assert isinstance(openings, list)
        standing = [*aims, *standing]
        titles = "|".join(sorted(map(re.escape, standing), key=len, reverse=True))
        return cls(
            standing=re.compile(f"(?P<title>{titles})(?=(?:{'|'.join(map(re.escape, openings))}))"),
            whole_standing=re.compile(titles),
            aims=re.compile("|".join(map(re.escape, aims))),
            no_heading=re.compile(str(headings["none"])),
            annex_head=re.compile(str(headings["annex"])),
            enumeration=re.compile(str(headings["enumeration"])),
            label=re.compile(str(data["label"]["pattern"])),
            work_group=re.compile(str(data["work_group"]["pattern"])),
        )


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a block's title ends and its text begins; `alone` if the title stands by itself like a heading."""

    title_start: int
    title_end: int
    body_start: int
    alone: bool


@dataclass(slots=True, eq=False)
class Block:
    """The text an ordinal opens, up to the next ordinal (`stop`) and up to the end of all that hangs below it (`end`)."""

    marker: Marker
    start: int
    stop: int
    end: int
    lead: Lead
    children: list[Block] = field(default_factory=list)

    def leaves(self) -> int:
        """How many blocks without blocks below them."""
        return sum(child.leaves() for child in self.children) if self.children else 1


def grow(found: Sequence[Marker], parents: Sequence[int | None], leads: Sequence[Lead], end: int) -> list[Block]:
    """The blocks of a stretch as trees."""
    blocks = [
        Block(marker, marker.start, found[i + 1].start if i + 1 < len(found) else end, end, leads[i]) for i, marker in enumerate(found)
    ]
    roots: list[Block] = []
    open_at: list[int] = []  # the chain of blocks whose end is not known yet
    for i, block in enumerate(blocks):
        parent = parents[i]
        while open_at and open_at[-1] != parent:
            blocks[open_at.pop()].end = block.start
        (blocks[parent].children if parent is not None else roots).append(block)
        open_at.append(i)
    return roots


@dataclass(frozen=True)
class Layout:
    """How one document breaks its lines: wrapped at a width, or a line a paragraph, with or without blank lines between."""

    flow: Flow
    words: BlockWords
    is_clause: Callable[[str], bool] = _never
    """Whether a line says nothing but who does what: it is no heading and no part of one, and closes what stands above it."""

    @cached_property
    def closings(self) -> frozenset[int]:
        """Where the lines begin that are clauses as a whole."""
        text = self.flow.text
        lines = pairwise((0, *self.flow.breaks, len(text)))
        return frozenset(a for a, b in lines if 3 <= b - a <= _LONGEST_CLAUSE and not self.full(a) and self.is_clause(text[a:b]))

    @cached_property
    def width(self) -> int | None:
        """The width lines are wrapped at, if they are."""
        lines = [(a, b) for a, b in pairwise((0, *self.flow.breaks, len(self.flow.text))) if b > a]
        if len(lines) < _FEWEST_LINES:
            return None
        lengths = Counter(b - a for a, b in lines)
        around = {length: sum(lengths[n] for n in range(length - 3, length + 2)) for length in lengths}
        width = max(lengths, key=lambda length: (around[length], length))
        beyond = sum(count for length, count in lengths.items() if length > width + 1)
        if around[width] < _TYPICAL * len(lines) or beyond > _BEYOND * len(lines):
            width = max(lengths)
            if sum(self.flow.text[b - 1] not in _CLOSED for a, b in lines if b - a >= width - 3) < _FEWEST_CUT:
                return None
        return width if _NARROWEST_LINE <= width <= _WIDEST_LINE else None

    @cached_property
    def blank_lines(self) -> bool:
        """Paragraphs are mostly parted by blank lines."""
        strengths = self.flow.strengths
        return bool(strengths) and strengths.count(2) > 0.7 * len(strengths)

    def cohesion(self, position: int) -> int:
        """How often the two characters around a break stand together elsewhere: a cut word comes back, a border hardly."""
        return self.flow.together(position) - 1

    def full(self, position: int) -> bool:
        """The line before a break reaches the width lines are wrapped at."""
        if self.width is None:
            return False
        before = self.flow.breaks_in(position - _WIDEST_LINE - 10, position)
        start = before[-1] if before else 0
        return position - start >= self.width - 3

    def continues(self, position: int) -> bool:
        """The line that starts here carries on the paragraph above it."""
        known = self._continuing.get(position)
        if known is None:
            known = self._continuing[position] = self._continues(position)
        return known

    @cached_property
    def _continuing(self) -> dict[int, bool]:
        return {}

    def _continues(self, position: int) -> bool:
        text = self.flow.text
        before = text[position - 1]
        if self.words.label.match(text, position) or position in self.closings or self._line_start(position) in self.closings:
            return False
        if before in _STOP:
            return self.full(position) and text[position] in _OPENERS
        if before in "；;":
            return self.full(position)
        if before in _CLOSERS:
            opening = _opening(text, position)
            return opening < 1 or not (text[opening - 1] in "。；！？" or self.flow.broken(opening))
        if before in _UNFINISHED or self.full(position) or text[position] in "，。、；：）”》":
            return True
        return not (self.heading_like(position) or self.labelled(position))

    def labelled(self, position: int) -> bool:
        """A text not wrapped at a width: the line above ends with a labelled list (…。责任单位：区商务局), and below stands a sentence."""
        if self.width is not None:
            return False
        text = self.flow.text
        start = next(reversed(self.flow.breaks_in(max(0, position - _LONGEST_PARAGRAPH), position)), 0)
        end = next(iter(self.flow.breaks_in(position, len(text))), len(text))
        last = text.rfind("。", start, position) + 1 or start
        below = "。" in text[position:end] or self.words.whole_standing.fullmatch(text, position, end)
        return bool(below and self.words.label.match(text, last, position))

    def heading_like(self, position: int) -> bool:
        """The line above stands alone between paragraphs and no word is cut at its end."""
        text = self.flow.text
        for _ in range(_NEAR_HEADINGS):
            start = self._line_start(position)
            if start is None or position - start > 40 or self.cohesion(position) > 0:
                return False
            if not start or text[start - 1] in _STOP + _CLOSERS or self._line_start(start) in self.closings:
                return True
            if self.width is not None or text[start - 1] in _UNFINISHED:
                return False
            position = start
        return False

    def _line_start(self, position: int) -> int | None:
        """Where the line before a position begins, if it is short."""
        before = self.flow.breaks_in(max(0, position - _LONGEST_CLAUSE), position)
        return before[-1] if before else (0 if position <= _LONGEST_CLAUSE else None)

    def passage(self, start: int, end: int, lead: Lead | None = None) -> Passage:
        """The text `start:end` with `\\n` where a paragraph really ends: nowhere in a title, always behind one that stands alone."""
        cuts = self.flow.breaks_in(start, end)
        if lead is None:
            cuts = tuple(b for b in cuts if not self.continues(b))
        else:
            cuts = tuple(b for b in cuts if (b > lead.title_end and not self.continues(b)) or b == lead.body_start)
        if not cuts:
            return self.flow.passage(start, end)
        pieces: list[str] = []
        offsets: list[int] = []
        for cut in (*cuts, end):
            pieces.append(self.flow.text[start:cut])
            offsets.extend(self.flow.offsets[start:cut])
            if cut != end:
                offsets.append(self.flow.offsets[cut - 1] + 1)
            start = cut
        return Passage("\n".join(pieces), tuple(offsets))

    # -- titles

    def leads(self, found: Sequence[Marker], parents: Sequence[int | None], end: int) -> list[Lead]:
        """The lead of each block; what its line breaks cannot say, its siblings do, else all blocks of its style."""
        stops = [*(m.start for m in found[1:]), end][: len(found)]
        clear = [None if m.title_end else self._clearly_alone(m.end, stop) for m, stop in zip(found, stops, strict=True)]
        votes: Counter[tuple[str, int | None]] = Counter()
        for marker, parent, alone in zip(found, parents, clear, strict=True):
            if alone is not None:
                votes[marker.style.name, parent] += -1 if alone else 1
                votes[marker.style.name, _ANYWHERE] += -1 if alone else 1
        stopped: Counter[str] = Counter()
        for marker, alone, stop in zip(found, clear, stops, strict=True):
            if alone:
                line = next(iter(self.flow.breaks_in(marker.end, stop)), stop)
                stopped[marker.style.name] += 1 if self.flow.text[line - 1] == "。" else -1
        leads = []
        for marker, parent, alone, stop in zip(found, parents, clear, stops, strict=True):
            own = 0 if alone is None else -1 if alone else 1
            siblings = votes[marker.style.name, parent] - own
            habit = siblings if abs(siblings) > 1 else votes[marker.style.name, _ANYWHERE] - own
            if alone and stop > marker.end and self._stands_above(marker.end, stop):
                habit = own
            known = Lead(marker.start, marker.title_end, marker.title_end, True) if marker.title_end else None
            leads.append(known or self._lead(marker.end, stop, habit or own, stopped[marker.style.name]))
        return leads

    def _clearly_alone(self, start: int, stop: int) -> bool | None:
        """True: a title on a line of its own; False: a sentence with text behind it; None: cannot be said from this block."""
        first = next(iter(self.flow.breaks_in(start, stop)), stop)
        sentence = self.flow.text.find("。", start, first)
        if 0 <= sentence < first - 1:
            return False
        if first - start > _LONGEST_HEADING or (first < stop and (self.full(first) or (sentence < 0 and self.cohesion(first) > 0))):
            return None
        return True if first < stop or sentence < 0 else None

    def _stands_above(self, start: int, stop: int) -> bool:
        """In a text of a line a paragraph: without its line break the title would be the first half of a sentence."""
        first = next(iter(self.flow.breaks_in(start, stop)), stop)
        sentence = self.flow.text.find("。", first, stop)
        if self.width is not None or first - start < _SHORTEST_TITLE or self.cohesion(first) > 0:
            return False
        return "，" not in self.flow.text[start:first] and "，" in self.flow.text[first : max(first, sentence)]

    def _lead(self, start: int, stop: int, runs_on: int, stopped: int) -> Lead:
        """`runs_on` > 0: most blocks of this style go on behind their title; `stopped` > 0: most titles end with a full stop."""
        text = self.flow.text
        lines = list(self.flow.lines(start, stop))
        if not lines:
            return Lead(start, start, start, True)
        label = next((a for a, _ in lines[1:] if self.words.label.match(text, a)), None)
        limit = label if label is not None else stop
        sentence = text.find("。", start, limit)
        first = lines[0][1]
        if standing := self.words.standing.match(text, start, limit):
            if standing.end() < limit and (runs_on < 0 or self.flow.broken(standing.end()) or sentence > first):
                return Lead(start, standing.end(), standing.end(), True)
            if first > standing.end() and sentence - start > _LONGEST_HEADING // 2:
                return Lead(start, standing.end(), standing.end(), True)
        if 0 <= sentence < first:
            alone = sentence == first - 1 and first < stop and runs_on <= 0
            return Lead(start, sentence, sentence + 1, alone)
        if first == stop:
            return Lead(start, self._trimmed(start, stop), stop, first - start <= _LONGEST_HEADING and text[stop - 1] not in "；;，")
        if sentence == stop - 1 and sentence - start <= _LONGEST_HEADING and stopped > 0:
            return Lead(start, sentence, stop, runs_on <= 0)
        if sentence >= 0 and (runs_on > 0 or (runs_on == 0 and all(self.full(b) for _, b in lines if b <= sentence))):
            return Lead(start, sentence, sentence + 1, False)
        cut = self._cut(start, [b for _, b in lines if b <= limit] or [limit], sentence, limit)
        return Lead(start, self._trimmed(start, cut), cut, True)

    def _cut(self, start: int, ends: Sequence[int], sentence: int, limit: int) -> int:
        """Where a heading ends that has no full stop: at which of the line ends before the first full stop."""
        choices = [b for b in ends if (sentence < 0 or b <= sentence) and b - start <= _LONGEST_HEADING + 20]
        while len(choices) > 1 and (
            self.full(choices[0]) or self.flow.text[choices[0] - 1] in _UNFINISHED or self._unbalanced(start, choices[0])
        ):
            choices.pop(0)
        if not choices:
            return min(ends[0], limit)
        if self.width is None and choices[0] - start >= _SHORTEST_TITLE and not self.cohesion(choices[0]) and choices[0] < limit:
            return choices[0]  # a line a paragraph
        if sentence < 0 and choices[-1] == limit:
            return choices[-1]
        if self.blank_lines and (strong := [b for b in choices if self.flow.broken(b) == 2]):
            return strong[0]
        return min(choices, key=lambda b: (self.cohesion(b) if b < len(self.flow.text) else 0, b))

    def _unbalanced(self, start: int, end: int) -> bool:
        piece = self.flow.text[start:end]
        return any(piece.count(a) > piece.count(b) for a, b in ("（）", "“”", "《》", "()"))

    def _trimmed(self, start: int, end: int) -> int:
        while end > start + 1 and self.flow.text[end - 1] in "。；;，：:":
            end -= 1
        return end


def _opening(text: str, position: int) -> int:
    """Where the bracket opens that closes right before a position (-1 if nowhere near)."""
    depth = 0
    for i in range(position - 1, max(-1, position - 800), -1):
        depth += (text[i] in _CLOSERS) - (text[i] in _OPENERS)
        if depth == 0:
            return i
    return -1
