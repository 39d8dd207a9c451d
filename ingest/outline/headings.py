"""Headings without an ordinal: lines that stand alone above numbered items or paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace

from zhengpu.ingest.outline.blocks import Layout
from zhengpu.ingest.outline.ordinals import Marker, NumberStyle

__all__ = ["bare_headings"]

_LONGEST = 30
_SENTENCE = re.compile("[。，；：！？,;:!?…]")
_TOP_RANK = 3.9
"""Above 一、, below chapters: where headings without ordinal stand that nothing numbered stands above."""
_RECORD_RANK = 5.9
"""Titles of records: a title, its text, and a line that is a clause, one below the other."""
_FAR = 300
_FEWEST = 2
"""One line above a paragraph may be anything; several say that the document has such headings."""


def bare_headings(layout: Layout, found: Sequence[Marker], start: int, end: int) -> list[Marker]:
    """The headings without ordinal in `start:end`, as markers whose printed ordinal is their own text.

    A line right above a numbered item is one if the text before it is complete. A line above a paragraph is one only where the
    document has no numbered headings and several such lines, or where a line that is a clause closes the paragraph and no items are numbered.
    """
    flow = layout.flow
    lines = list(flow.lines(start, end))
    numbered = {marker.start: marker for marker in found}
    opened = {marker.end for marker in found}  # the title of an ordinal that lost its line
    may_head_text = not any(marker.style.rank <= 5 for marker in found)
    no_items = all(marker.style.rank < _RECORD_RANK for marker in found)
    above_items: list[Marker] = []
    above_text: list[Marker] = []
    records: list[Marker] = []
    below: Marker | None = None  # what the line below is: a numbered item or an accepted heading
    text_below = closed_below = False
    for a, b in reversed(lines):
        line = flow.text[a:b]
        heading = None
        if a in numbered:
            below, text_below, closed_below = numbered[a], False, False
            continue
        if a in layout.closings:
            below, text_below, closed_below = None, True, no_items
            continue
        if a not in opened and _can_head(layout, a, b, start, closed_below, numbered.keys()):
            if below is not None:
                heading = _marker(layout, a, b, below.style.rank - 0.25)
                above_items.append(heading)
            elif closed_below and (a > start or start):  # the first line of all may be a title
                heading = _marker(layout, a, b, _RECORD_RANK)
                records.append(heading)
            elif text_below and may_head_text and a > start and layout.cohesion(b) == 0:
                heading = _marker(layout, a, b, _TOP_RANK + 0.05)
                above_text.append(heading)
        text_below = heading is None and (bool(_SENTENCE.search(line)) or (text_below and layout.continues(b if b < end else a)))
        closed_below = closed_below and text_below
        below = heading
    if len(above_text) < _FEWEST:
        above_text = [marker for marker in above_text if layout.words.whole_standing.fullmatch(marker.printed)]
    if len(records) < _FEWEST:
        records = []
    ranks = Counter(marker.style.rank for marker in above_items)
    above_items = [marker for marker in above_items if marker.start > start or ranks[marker.style.rank] >= _FEWEST]
    accepted = above_items + above_text + records
    return sorted(accepted, key=lambda marker: marker.start)


def _can_head(layout: Layout, a: int, b: int, start: int, closed: bool, numbered: Set[int]) -> bool:
    line = layout.flow.text[a:b]
    if not 2 <= len(line) <= _LONGEST or _SENTENCE.search(line) or not re.search("[一-鿿]{2}", line) or layout.words.label.match(line):
        return False
    if layout.words.no_heading.search(line) or any(line.count(x) != line.count(y) for x, y in ("（）", "()", "“”", "〔〕")):
        return False
    above = layout.flow.breaks_in(max(start - 1, a - _FAR), a)
    if a == start or (above and above[-1] in layout.closings):
        return True
    if closed and layout.width is None and (layout.heading_like(a) or (above and above[-1] in numbered)):
        return True
    before = layout.flow.text[a - 1]
    if before in "。！？；" or layout.labelled(a):
        return True
    if before in "）)】〕]":
        return not layout.continues(a)
    # Below another line that stands alone it may be the tail of that line, unless that is a whole heading by itself.
    above = layout.flow.breaks_in(max(0, a - _LONGEST - 1), a)
    if not above or layout.cohesion(a) or layout.full(a):
        return False
    return bool(layout.words.whole_standing.fullmatch(layout.flow.text, above[-1], a))


def _marker(layout: Layout, a: int, b: int, rank: float) -> Marker:
    title = layout.flow.text[a:b]
    if layout.words.whole_standing.fullmatch(title):
        rank = min(rank, _TOP_RANK)
    style = NumberStyle(f"bare {rank}", rank, "", "{n}", (), ())
    return replace(Marker(style, 0, title, a, a, layout.flow.broken(a)), title_end=b)
