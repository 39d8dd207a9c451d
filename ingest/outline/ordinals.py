"""Ordinals: numbering styles, the places in a text where a numbered block begins, and how deep each one stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from zhengpu.graph.cleaning import Flow
from zhengpu.graph.numerals import read

__all__ = ["Marker", "NumberStyle", "compile_styles", "depths", "markers", "ordinal_value"]

_HAN_DIGIT = "[一二三四五六七八九]"
_HAN_NUMERAL = rf"(?:[一二]?百[零〇]?)?(?:{_HAN_DIGIT}?十{_HAN_DIGIT}?|{_HAN_DIGIT})"
_HAN_FIRST = "一二三四五六七八九十百"
_CIRCLED = "".join(map(chr, (*range(0x2460, 0x2474), *range(0x2474, 0x249C), *range(0x3251, 0x3260), *range(0x2776, 0x2780))))
_ROMAN = "".join(map(chr, range(0x2160, 0x216C)))
_SENTENCE_END = "。！？；!?;)）】〕]》”"
_LONGEST_TITLE = 60
_WIDEST_GAP = 5
_LOOK_AHEAD = 60
_DEEPEST = 12
_INLINE_LIST = 5
"""Styles of this rank or deeper behind a colon are a list inside a sentence, unless its items are whole sentences."""
_SHORT_LINE, _WIDEST_LINE = 40, 72
_WIDE_GAP = 3
_NUMBERED = re.compile(r"[\d一二三四五六七八九十百]+$")
_NOTE = "注"
_LOOSE = re.compile(rf"[（(]?(?P<n>\d{{1,3}}|{_HAN_NUMERAL})[）)]?[.．·・、，,:：]?(?=[\w“《])")
"""An ordinal with any mark or none; only where a numbering has a gap for it."""
_BLOCK_END = "。）)】〕]"


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """One way of numbering, from outline.toml."""

    name: str
    rank: float
    pattern: str
    printed: str
    examples: tuple[str, ...]
    counter: tuple[str, ...]
    run: str = ""
    """Without a mark of its own an ordinal is believed only in a run of lines 1, 2, 3 …: `any`, or `blank` where a blank must follow it."""
    whole: bool = False
    """Papers cite its blocks by number (第五条): one is one task with all paragraphs and items in it, and its number is the task's."""

    def shown(self, number: str, ordinal: str) -> str:
        """What a path shows of an ordinal: `{n}` its number, `{o}` the whole of it."""
        return self.printed.format(n=number, o=ordinal.strip("、：:.．【】〔〕［］"))


@dataclass(frozen=True, slots=True)
class Marker:
    """An ordinal that opens a block: `start`-`end` are its characters, `broken` how many line breaks stood before it."""

    style: NumberStyle
    number: int
    printed: str
    start: int
    end: int
    broken: int = 0
    title_end: int = 0
    """Where the title ends, if that is known at once (a heading without ordinal)."""


def ordinal_value(text: str) -> int:
    """The number an ordinal says.

    >>> [ordinal_value(t) for t in ("十二", "二十", "7", "③", "一百零三")]
    [12, 20, 7, 3, 103]
    """
    if len(text) == 1 and text in _CIRCLED + _ROMAN:
        return int(unicodedata.numeric(text))
    return int(read(text) or 0)


def compile_styles(entries: Sequence[Mapping[str, object]]) -> tuple[tuple[NumberStyle, ...], re.Pattern[str]]:
    """The styles of outline.toml and one pattern that finds any of them (group `sN` the ordinal, `nN` its number)."""
    styles, parts, first = [], [], ""
    for i, entry in enumerate(entries):
        examples, counter = entry.get("examples", ()), entry.get("counter", ())
        assert isinstance(examples, list)
        assert isinstance(counter, list)
        styles.append(
            NumberStyle(
                str(entry["name"]),
                float(str(entry["rank"])),
                str(entry["pattern"]),
                str(entry["printed"]),
                tuple(examples),
                tuple(counter),
                str(entry.get("run", "")),
                bool(entry.get("whole", False)),
            )
        )
        first += str(entry["first"]).format(han=_HAN_FIRST, num=r"\d", circled=_CIRCLED, roman=_ROMAN)
        numeral = r"(?<![\d.])\d{1,3}"
        pattern = styles[-1].pattern
        # an entry may offer two numerals ({han}|{num}): one group around each alternative is impossible, so the group holds both
        if "{han}|{num}" in pattern:
            pattern = pattern.replace("{han}|{num}", f"(?P<n{i}>{_HAN_NUMERAL}|{numeral})")
        pattern = (
            pattern.replace("{han}", f"(?P<n{i}>{_HAN_NUMERAL})")
            .replace("{num}", f"(?P<n{i}>{numeral})")
            .replace("{last}", f"(?P<n{i}>\\d{{1,2}})")
        )
        pattern = pattern.replace("{roman}", f"(?P<n{i}>[{_ROMAN}])")
        parts.append(f"(?P<s{i}>{pattern.replace('{circled}', f'(?P<n{i}>[{_CIRCLED}])')})")
    # Most characters begin no ordinal: one class in front spares trying every style at each of them.
    return tuple(styles), re.compile(f"(?=[{first}])(?:{'|'.join(parts)})")


def markers(flow: Flow, styles: Sequence[NumberStyle], pattern: re.Pattern[str], start: int, end: int) -> list[Marker]:
    """The ordinals of `start:end` that open a block.

    At the start of a line an ordinal is believed that goes on with its numbering, or that follows the end of a sentence. Inside a line
    (whole bodies on one line, lost breaks) it must follow the end of a sentence, or a heading still without one, and carry on the
    numbering of its style or begin one that goes on.
    """
    found = _in_runs(flow, list(_candidates(flow, styles, pattern, start, end)))
    openers = _followed(found)
    after = _next_lines(found)

    def goes_on(i: int) -> bool:
        following = after[i]
        return following is not None and following.number > found[i].number and _ends_sentence(flow, following.start)

    last: dict[str, int] = {}
    doubted: dict[str, int] = {}
    block = start  # where the text of the last believed ordinal begins
    believed: list[Marker] = []
    for i, marker in enumerate(found):
        expected = last.get(marker.style.name, 0) + 1
        if marker.broken:
            near = marker.number <= expected + _WIDEST_GAP
            ok = marker.number in (1, expected) or _ends_sentence(flow, marker.start)
            ok = ok or ((near or goes_on(i)) and (not believed or _open_heading(flow, block, marker.start)))
        else:
            follows = _ends_sentence(flow, marker.start) or (bool(believed) and _open_heading(flow, block, marker.start))
            if flow.text[marker.start - 1] in "：:":  # …如下：一、
                following = openers[i]
                follows = marker.style.rank < _INLINE_LIST or (following is not None and flow.text[following.start - 1] in _BLOCK_END)
                follows = follows and flow.text[max(marker.start - 2, 0)] != _NOTE  # what a note counts are no items of the plan
            ok = follows and ((marker.number == expected and expected > 1) or (marker.number == 1 and openers[i] is not None))
            ok = ok and doubted.get(marker.style.name) != marker.number - 1  # it goes on with a list inside a sentence
            doubted[marker.style.name] = -1 if ok else marker.number
        if ok:
            believed.append(marker)
            last[marker.style.name] = marker.number
            if marker.number == 1 and marker.style.rank < _INLINE_LIST - 1:
                for deeper in [style.name for style in styles if style.rank > marker.style.rank]:
                    last.pop(deeper, None)  # a new part or chapter lets deeper styles begin again
            block = marker.end
    return _filled(flow, believed, end)


def _in_runs(flow: Flow, found: Sequence[Marker]) -> list[Marker]:
    """Ordinals without a mark only where lines count 1, 2, 3 …, each behind a line that is complete."""
    kept: set[int] = set()
    runs: dict[str, list[int]] = {}
    for i, marker in enumerate(found):
        if not marker.style.run or not _complete_above(flow, marker.start) or _in_columns(flow, marker):
            continue
        run = runs.setdefault(marker.style.name, [])
        if run and marker.number == found[run[-1]].number + 1:
            run.append(i)
            kept.update(run)
        elif marker.number == 1:
            runs[marker.style.name] = [i]
    return [marker for i, marker in enumerate(found) if not marker.style.run or i in kept]


def _in_columns(flow: Flow, marker: Marker) -> bool:
    """A row of a table laid out by blanks: wide gaps stand in its line behind the ordinal."""
    end = next(iter(flow.breaks_in(marker.end, len(flow.text))), len(flow.text))
    return any(other - one > _WIDE_GAP for one, other in pairwise(flow.offsets[marker.end : end]))


def _complete_above(flow: Flow, position: int) -> bool:
    """The line above ends a sentence, is short, longer than any wrapped line, or followed by a blank one: it is not wrapped into this one."""
    if _ends_sentence(flow, position) or position < _LONGEST_TITLE or flow.broken(position) > 1:
        return True
    above = flow.breaks_in(position - _WIDEST_LINE, position)
    return not above or position - above[-1] <= _SHORT_LINE


def _filled(flow: Flow, believed: Sequence[Marker], end: int) -> list[Marker]:
    """With the ordinals of odd form that a numbering leaves a place for: 10. … `11.121项目` … 12., or behind the last one with a blank."""
    last: dict[str, Marker] = {}
    added: list[Marker] = []
    starts = {marker.start for marker in believed}
    for marker in believed:
        before = last.get(marker.style.name)
        last[marker.style.name] = marker
        if before and before.number + 1 < marker.number <= before.number + _WIDEST_GAP:
            added.extend(_odd(flow, before, marker.start, starts, marker.number))
    for marker in last.values():
        added.extend(_odd(flow, marker, end, starts, None))
    return sorted([*believed, *added], key=lambda marker: marker.start) if added else list(believed)


def _odd(flow: Flow, before: Marker, end: int, starts: Set[int], limit: int | None) -> Iterator[Marker]:
    """Lines that go on behind an ordinal with the next numbers, below a limit; without one a blank must stand behind the number."""
    number = before.number + 1
    for line in flow.breaks_in(before.end, end) if _NUMBERED.match(before.printed) else ():
        odd = _LOOSE.match(flow.text, line, end)
        if odd is None or line in starts or ordinal_value(odd["n"]) != number or odd["n"].isdecimal() != before.printed.isdecimal():
            continue
        sure = number < limit if limit else flow.blank(odd.end("n")) and not flow.broken(odd.end("n")) and _ends_sentence(flow, line)
        if sure:
            yield Marker(before.style, number, before.style.shown(odd["n"], odd["n"]), line, odd.end(), flow.broken(line))
            number += 1


def _candidates(flow: Flow, styles: Sequence[NumberStyle], pattern: re.Pattern[str], start: int, end: int) -> Iterator[Marker]:
    first = start
    while match := pattern.search(flow.text, start, end):
        start = match.end()
        i = int((match.lastgroup or "s0")[1:])  # lastgroup is the outermost group closed last: sN
        broken = flow.broken(match.start()) or (2 if match.start() == first else 0)
        before = flow.text[match.start() - 1] if match.start() else ""
        word = match.start(f"n{i}") - match.start() > 1
        if word and not broken and not _ends_sentence(flow, match.start()):
            start = match.start(f"n{i}")  # 重点任务 | 一、…
            continue
        if not broken and before and (before.isalnum() and before.isascii()):
            continue
        style, said = styles[i], match[f"n{i}"]
        apart = style.run and (not broken or flow.broken(match.end()) or (style.run == "blank" and not flow.blank(match.end())))
        if apart:
            start = match.start() + 1
            continue
        number = ordinal_value(said)
        yield Marker(style, number, style.shown(said, match[f"s{i}"]), match.start(), match.end(), broken)


def _followed(found: Sequence[Marker]) -> list[Marker | None]:
    """For each candidate, the candidate of its style with the next number, if that comes before the style begins again."""
    result: list[Marker | None] = [None] * len(found)
    following: dict[str, Marker] = {}
    for i in range(len(found) - 1, -1, -1):
        marker = found[i]
        after = following.get(marker.style.name)
        result[i] = after if after and after.number == marker.number + 1 else None
        following[marker.style.name] = marker
    return result


def _next_lines(found: Sequence[Marker]) -> list[Marker | None]:
    """For each candidate, the next of its style that begins a line."""
    result: list[Marker | None] = [None] * len(found)
    following: dict[str, Marker] = {}
    for i in range(len(found) - 1, -1, -1):
        result[i] = following.get(found[i].style.name)
        if found[i].broken:
            following[found[i].style.name] = found[i]
    return result


def _ends_sentence(flow: Flow, position: int) -> bool:
    return position == 0 or flow.text[position - 1] in _SENTENCE_END


def _open_heading(flow: Flow, block: int, position: int) -> bool:
    """The text since the last ordinal can be a heading: short and without the end of a sentence."""
    return 0 < position - block <= _LONGEST_TITLE and not any(c in flow.text[block:position] for c in "。；：:;")


def depths(found: Sequence[Marker]) -> list[int | None]:
    """The parent of each marker (an index), by the numbering alone.

    A style that is open is carried on; a new style goes below what is open, except that a style usually standing higher closes deeper ones.
    A number 1 in an open style begins again, unless the outer numbering goes on behind it: then it is nested.
    """
    parents: list[int | None] = []
    stack: list[int] = []
    for i, marker in enumerate(found):
        open_here = [d for d, k in enumerate(stack) if found[k].style.name == marker.style.name]
        if open_here:
            level = open_here[-1]
            carried = found[stack[level]].number + 1
            nested = marker.number == 1 and len(stack) < _DEEPEST and _nested_in_own_style(found, i, carried)
            if not nested:
                if marker.number != carried:  # perhaps an outer list of the same style goes on
                    level = next((d for d in reversed(open_here) if found[stack[d]].number + 1 == marker.number), level)
                del stack[level:]
        else:
            while stack and found[stack[-1]].style.rank > marker.style.rank:
                if marker.number == 1 and len(stack) < _DEEPEST and _nested_in_deeper_style(found, i, found[stack[-1]]):
                    break  # an unusual order of depth, but the document means it
                stack.pop()
        parents.append(stack[-1] if stack else None)
        stack.append(i)
    return parents


def _nested_in_own_style(found: Sequence[Marker], i: int, carried: int) -> bool:
    """A run 1, 2, … begins at marker `i`, and behind it the numbering it interrupts goes on with `carried`."""
    style, previous = found[i].style, found[i].number
    for marker in found[i + 1 : i + _LOOK_AHEAD]:
        if marker.style.rank < style.rank:
            return False
        if marker.style.name != style.name:
            continue
        if marker.number == previous + 1 and marker.number != carried:
            previous = marker.number
        else:
            return marker.number == carried and previous + 1 != carried
    return False


def _nested_in_deeper_style(found: Sequence[Marker], i: int, outer: Marker) -> bool:
    """Behind the list that begins at marker `i` the numbering of `outer`, a usually deeper style, goes on."""
    for marker in found[i + 1 : i + _LOOK_AHEAD]:
        if marker.style.name == outer.style.name:
            return marker.number == outer.number + 1
        if marker.style.rank < found[i].style.rank:
            return False
    return False
