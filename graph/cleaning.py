"""The running text of a document: clean characters, where each came from, and where its lines broke."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from zhengpu.graph.chinese import Passage
from zhengpu.graph.facts import Span

__all__ = ["COUNTED_PART", "Flow", "flow", "page_furniture"]

_WIDE_MARKS = dict(zip(":;,!?()", "：；，！？（）", strict=True))


def _usual(code: int) -> str:
    """The usual mark for a small or upright form of it (﹝, ︵, ﹪)."""
    plain = unicodedata.normalize("NFKC", chr(code))
    return _WIDE_MARKS.get(plain, plain) if len(plain) == 1 else chr(code)


_HALF_WIDTH = {
    **{code: _usual(code) for code in (*range(0xFE10, 0xFE1A), *range(0xFE35, 0xFE49), *range(0xFE50, 0xFE6C))},
    **{full: full - 0xFEE0 for full in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
    0xFF05: "%",
    # marks that scanners and old fonts print for others
    **dict(zip(map(ord, "∶﹕︰﹔﹐﹑｡､﹒․･‧∙⋅"), "：：：；，、。、..····", strict=True)),
}
# Blanks, breaks, control and zero-width characters, private-use characters: none of them is text by itself.
_GAP = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ue000-\uf8ff\ufffd]+")
_INDENT = re.compile(r"(?<=\S)(?:[\u3000\u2003\xa0]{2,}| {4,})(?=\S)")
"""Between paragraphs of a text whose line breaks were lost (a page's text taken as one string) their indents are left."""
_FEWEST_BREAKS = 500
"""A text has its line breaks if there is one in so many characters."""
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")

_DASH = r"[-—–―－─~～·•]"
_PAGE_NUMBER = re.compile(
    rf"(?m)^[^\S\n]*(?:{_DASH}+[^\S\n]*\d{{1,4}}[^\S\n]*{_DASH}+|第[^\S\n]*\d{{1,4}}[^\S\n]*页(?:[^\S\n]*[,，/]?[^\S\n]*共[^\S\n]*\d{{1,4}}[^\S\n]*页)?"
    r"|\d{1,4}[^\S\n]*/[^\S\n]*\d{1,4}|[Pp]age[^\S\n]*\d{1,4})[^\S\n]*$"
)
# A page number whose own line break was lost still touches one line edge.
_TOUCHING = re.compile(r"(?m)(?:^[^\S\n]*—[^\S\n]*\d{1,4}[^\S\n]*—|—[^\S\n]*\d{1,4}[^\S\n]*—[^\S\n]*$)")
_AT_PAGE_END = re.compile(r"(?m)^[^\S\n\f]*\d{1,4}[^\S\n\f]*(?=\n\s*?\f|\f)")
_BARE_NUMBER = re.compile(r"(?m)^[^\S\n]*(\d{1,3})[^\S\n]*$(?!\s*\d)")
_RULE_LINE = re.compile(r"([^\s\d])(?:\s*\1){9,}")
_NEVER_FIRST = "，。、；：！？）》”’】〕％%"
_NEVER_LAST = "（《“‘【〔"
"""No typesetter lets a line begin or end so: such a break is an accident."""
COUNTED_PART = re.compile(r"[一-龥]{1,3}\s*\d{1,2}[：:]?")
"""附件2, 表1: what is counted so opens another part each time, however alike; only the same again is a running head."""
_FEW_PAGES = 3
_LONGEST_RUNNING_HEAD = 50
_NEAR = 20_000


@dataclass(frozen=True, slots=True)
class Flow:
    """Clean text without any line break; `offsets[i]` is the original position of `text[i]`.

    `breaks` are the positions a line starts at, `strengths` say how many line breaks stood there (2 = a blank line between), `indents` how
    far the line is set in (a full-width blank counts two).
    Line breaks are evidence, not structure: a page border breaks words, a lost break joins paragraphs.

    >>> f = flow("一、总体要 求\\n到２０２５年\\n— 3 —\\n建成")
    >>> f.text, [f.text[b:] for b in f.breaks]
    ('一、总体要求到2025年建成', ['到2025年建成', '建成'])
    """

    text: str
    offsets: array[int]
    breaks: tuple[int, ...]
    strengths: tuple[int, ...]
    indents: tuple[int, ...]

    def passage(self, start: int, end: int) -> Passage:
        """The characters `start:end` as one paragraph."""
        return Passage(self.text[start:end], tuple(self.offsets[start:end]))

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]` stands in the original."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def broken(self, position: int) -> int:
        """How many line breaks stood right before a position (0: none)."""
        i = bisect_left(self.breaks, position)
        return self.strengths[i] if i < len(self.breaks) and self.breaks[i] == position else 0

    def without_breaks(self, dropped: Set[int]) -> Flow:
        """The same text as if no line began at some positions."""
        kept = [i for i, position in enumerate(self.breaks) if position not in dropped]
        return replace(
            self,
            breaks=tuple(self.breaks[i] for i in kept),
            strengths=tuple(self.strengths[i] for i in kept),
            indents=tuple(self.indents[i] for i in kept),
        )

    def blank(self, position: int) -> bool:
        """Whether something that is no text stood right before a position: a blank, a tab."""
        return 0 < position < len(self.offsets) and self.offsets[position] > self.offsets[position - 1] + 1

    def breaks_in(self, start: int, end: int) -> tuple[int, ...]:
        """The line starts after `start` and before `end`."""
        return self.breaks[bisect_left(self.breaks, start + 1) : bisect_left(self.breaks, end)]

    def lines(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The lines of a stretch, as positions."""
        for stop in (*self.breaks_in(start, end), end):
            if stop > start:
                yield start, stop
            start = stop

    def position(self, original: int) -> int:
        """The first position whose character stands at or after an original position."""
        return bisect_left(self.offsets, original)

    def together(self, position: int) -> int:
        """How often the two characters around a position stand together near it: says whether a break cut a word."""
        return self.text.count(self.text[position - 1 : position + 1], max(0, position - _NEAR), position + _NEAR)


def flow(original: str, furniture: Iterable[Span] = (), keep: re.Pattern[str] | None = None) -> Flow:
    """Clean a text: furniture and page numbers out, stray blanks and breaks out, full-width digits and letters half-width.

    A private-use character between two digits is the decimal point. A blank stays between Latin words, and where `keep`
    matches the characters around it (`局 县`: two names of a list).
    """
    text = original.translate(_HALF_WIDTH)
    if _FEWEST_BREAKS * text.count("\n") < len(text):
        text = _INDENT.sub(_broken, text)
    dropped = _merged([*furniture, *page_furniture(text)])
    parts: list[str] = []
    offsets = array("q")
    breaks: list[int] = []
    strengths: list[int] = []
    indents: list[int] = []
    last = ""  # the last character kept
    for start, end, gap_end in _runs(text, dropped):
        if end > start:
            parts.append(text[start:end])
            offsets.extend(range(start, end))
            last = text[end - 1]
        if gap_end == len(text):
            break
        gap, following = text[end:gap_end], text[gap_end]
        astray = following in _NEVER_FIRST or (bool(last) and last in _NEVER_LAST)
        count = 0 if astray else len(_BREAK.findall(gap))
        filler = _filler(gap, last, following, count, keep)
        if filler:
            parts.append(filler)
            offsets.append(end)
        if count and offsets:
            if breaks and breaks[-1] == len(offsets):
                strengths[-1], indents[-1] = max(strengths[-1], min(count, 2)), _indent(gap)
            else:
                breaks.append(len(offsets))
                strengths.append(min(count, 2))
                indents.append(_indent(gap))
    return Flow("".join(parts), offsets, tuple(breaks), tuple(strengths), tuple(indents))


def _indent(gap: str) -> int:
    """How far a line is set in whose first character stands behind a gap."""
    blanks = _BREAK.split(gap)[-1]
    return 0 if blanks.strip() else sum(2 if blank in "\u3000\u2003" else 4 if blank == "\t" else blank != "\f" for blank in blanks)


def _broken(indent: re.Match[str]) -> str:
    return "\n".ljust(len(indent[0]))


def _filler(gap: str, before: str, after: str, breaks: int, keep: re.Pattern[str] | None) -> str:
    """The one character that stands for a gap, mostly none."""
    if before.isdigit() and after.isdigit() and not breaks and _PRIVATE.search(gap):
        return "."
    if before.isascii() and after.isascii() and before.isalpha() and after.isalpha():
        return " "
    if keep is not None and not breaks and before and keep.match(before + " " + after):
        return " "
    return ""


def _runs(text: str, dropped: list[Span]) -> Iterator[tuple[int, int, int]]:
    """(start, end, end of the gap after it) of every run of characters that is text."""
    start, position = 0, 0
    holes = iter(dropped)
    hole = next(holes, None)
    while True:
        gap = _GAP.search(text, position)
        if hole is not None and (gap is None or hole.start <= gap.start()):
            end, gap_end = max(hole.start, start), hole.end
        elif gap is not None:
            end, gap_end = gap.start(), gap.end()
        else:
            yield start, len(text), len(text)
            return
        while True:  # a gap and a hole that touch are one gap
            if hole is not None and hole.start <= gap_end:
                gap_end = max(gap_end, hole.end)
                hole = next(holes, None)
            elif more := _GAP.match(text, gap_end):
                gap_end = more.end()
            else:
                break
        yield start, end, gap_end
        if gap_end >= len(text):
            return
        start = position = gap_end


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        elif span.start < span.end:
            merged.append(span)
    return merged


def page_furniture(text: str) -> tuple[Span, ...]:
    """Page numbers, running heads beside them, and rules drawn with one repeated character.

    >>> t = "关于印发\\n————————————\\n规划的通知\\n- 1 -\\n正文"
    >>> [t[s.slice].strip() for s in page_furniture(t)]
    ['————————————', '- 1 -']
    """
    spans = {Span(*m.span()) for pattern in (_PAGE_NUMBER, _AT_PAGE_END, _TOUCHING, _RULE_LINE) for m in pattern.finditer(text)}
    numbers = {span.start for span in spans}
    bare = list(_BARE_NUMBER.finditer(text))
    # Bare numbers are page numbers only where they count on by one, and not in the rows of a table (one below the other).
    if 2 <= len(bare) == len({m[1] for m in bare}) and all(
        int(b[1]) == int(a[1]) + 1 and b.start() - a.end() > 100 for a, b in pairwise(bare)
    ):
        spans |= {Span(*m.span()) for m in bare}
        numbers |= {m.start() for m in bare}
    if numbers or "\f" in text:
        spans |= set(_running_heads(text, numbers))
    return tuple(sorted(spans))


def _running_heads(text: str, numbers: set[int]) -> Iterator[Span]:
    """Short lines that come back at least three times, nearly always at a page border; in a text of few pages twice, both times there."""
    seen: dict[str, list[tuple[Span, bool]]] = {}
    lines: list[tuple[str, int, int]] = []
    position = 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((line, position, position + len(line)))
        position += len(line) + 1
    borders = {-1, *(i for i, (line, start, _) in enumerate(lines) if start in numbers or "\f" in line)}
    for i, (line, start, end) in enumerate(lines):
        key = "".join(line.split()) if COUNTED_PART.fullmatch(line.strip()) else re.sub(r"[\d\s]+", "#", line.strip())
        if 2 <= len(key) <= _LONGEST_RUNNING_HEAD and start not in numbers:
            at_border = bool({i - 1, i, i + 1} & borders)
            seen.setdefault(key, []).append((Span(start, end), at_border))
    pages = len(borders) - 1
    for places in seen.values():
        at_borders = sum(at for _, at in places)
        often = len(places) >= 3 and at_borders >= 0.8 * len(places)
        if often or (len(places) == 2 == at_borders and pages <= _FEW_PAGES):
            yield from (span for span, _ in places)
