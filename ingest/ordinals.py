"""Ordinals: numbering styles, the places in a text where a numbered block begins, and how deep each one stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.cleaning import Flow

__all__ = ["Marker", "Style", "compile_styles", "depths", "markers", "ordinal_value"]

_HAN = "〇一二三四五六七八九"
_HAN_DIGIT = "[一二三四五六七八九]"
_HAN_NUMERAL = rf"(?:[一二]?百[零〇]?)?(?:{_HAN_DIGIT}?十{_HAN_DIGIT}?|{_HAN_DIGIT})"
_CIRCLED = "".join(map(chr, (*range(0x2460, 0x2474), *range(0x2474, 0x249C), *range(0x3251, 0x3260), *range(0x2776, 0x2780))))
_SENTENCE_END = "。！？；!?;)）】〕]》”"
_LONGEST_TITLE = 60
_WIDEST_GAP = 5
_INLINE_LIST = 5
"""Styles of this rank or deeper behind a colon are a list inside a sentence."""


@dataclass(frozen=True, slots=True)
class Style:
    """One way of numbering, from outline.toml."""

    name: str
    rank: float
    pattern: str
    printed: str
    examples: tuple[str, ...]
    counter: tuple[str, ...]

    def shown(self, number: str, ordinal: str) -> str:
        """What a path shows of an ordinal: `{n}` its number, `{o}` the whole of it."""
        return self.printed.format(n=number, o=ordinal.rstrip("、：:.．"))


@dataclass(frozen=True, slots=True)
class Marker:
    """An ordinal that opens a block: `start`-`end` are its characters, `broken` how many line breaks stood before it."""

    style: Style
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
    if text.isdecimal():
        return int(text)
    if len(text) == 1 and text in _CIRCLED:
        return int(unicodedata.numeric(text))
    total, digit = 0, 0
    for character in text.replace("零", "〇"):
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 * (digit > 0) + _HAN.index(character)
    return total + digit


def compile_styles(entries: Sequence[Mapping[str, object]]) -> tuple[tuple[Style, ...], re.Pattern[str]]:
    """The styles of outline.toml and one pattern that finds any of them (group `sN` the ordinal, `nN` its number)."""
    styles, parts = [], []
    for i, entry in enumerate(entries):
        examples, counter = entry.get("examples", ()), entry.get("counter", ())
        assert isinstance(examples, list)
        assert isinstance(counter, list)
        styles.append(
            Style(
                str(entry["name"]), float(str(entry["rank"])), str(entry["pattern"]), str(entry["printed"]), tuple(examples), tuple(counter)
            )
        )
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
        parts.append(f"(?P<s{i}>{pattern.replace('{circled}', f'(?P<n{i}>[{_CIRCLED}])')})")
    return tuple(styles), re.compile("|".join(parts))


def markers(flow: Flow, styles: Sequence[Style], pattern: re.Pattern[str], start: int, end: int) -> list[Marker]:
    """The ordinals of `start:end` that open a block.

    At the start of a line an ordinal is believed unless its number is absurd. Inside a line (whole bodies on one line, lost breaks) it
    must follow the end of a sentence, or a heading still without one, and carry on the numbering of its style or begin one that goes on.
    """
    found = list(_candidates(flow, styles, pattern, start, end))
    openers = _followed(found)
    last: dict[str, int] = {}
    block = start  # where the text of the last believed ordinal begins
    believed: list[Marker] = []
    for i, marker in enumerate(found):
        expected = last.get(marker.style.name, 0) + 1
        if marker.broken:
            ok = marker.number == 1 or marker.number <= expected + _WIDEST_GAP
            if ok and marker.number != 1 and marker.number != expected:
                ok = _ends_sentence(flow, marker.start) or not believed or _open_heading(flow, block, marker.start)
        else:
            follows = _ends_sentence(flow, marker.start) or (bool(believed) and _open_heading(flow, block, marker.start))
            follows = follows or (flow.text[marker.start - 1] in "：:" and marker.style.rank < _INLINE_LIST)  # …如下：一、
            ok = follows and ((marker.number == expected and expected > 1) or (marker.number == 1 and openers[i]))
        if ok:
            believed.append(marker)
            last[marker.style.name] = marker.number
            for other in styles:  # a new heading lets deeper styles begin again, while numbering may also run on
                if other.rank > marker.style.rank and marker.number == 1 and other.name in last and marker.style.rank < 4:
                    last.pop(other.name)
            block = marker.end
    return believed


def _candidates(flow: Flow, styles: Sequence[Style], pattern: re.Pattern[str], start: int, end: int) -> Iterator[Marker]:
    for match in pattern.finditer(flow.text, start, end):
        group = match.lastgroup or ""
        # lastgroup is the outermost group closed last: sN
        i = int(group[1:])
        broken = flow.broken(match.start()) or (2 if match.start() == start else 0)
        before = flow.text[match.start() - 1] if match.start() else ""
        if not broken and before and (before.isalnum() and before.isascii()):
            continue
        style, said = styles[i], match[f"n{i}"]
        number = ordinal_value(said)
        yield Marker(style, number, style.shown(said, match[group]), match.start(), match.end(), broken)


def _followed(found: Sequence[Marker]) -> list[bool]:
    """For each candidate: does a candidate of its style with the next number come before that style begins again?"""
    result = [False] * len(found)
    following: dict[str, int] = {}
    for i in range(len(found) - 1, -1, -1):
        marker = found[i]
        result[i] = following.get(marker.style.name) == marker.number + 1
        following[marker.style.name] = marker.number
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
    later = _positions(found)
    for i, marker in enumerate(found):
        level = next((d for d in range(len(stack) - 1, -1, -1) if found[stack[d]].style.name == marker.style.name), None)
        if level is not None:
            top = found[stack[level]]
            if marker.number == 1 and top.number >= 1 and _goes_on(found, later, i, marker.style.name, top.number + 1) and top.number > 0:
                pass  # nested: the same style again at a deeper level
            else:
                outer = next(
                    (
                        d
                        for d in range(level - 1, -1, -1)
                        if found[stack[d]].style.name == marker.style.name and found[stack[d]].number + 1 == marker.number
                    ),
                    None,
                )
                if marker.number != top.number + 1 and outer is not None:
                    level = outer
                del stack[level:]
        else:
            while stack and found[stack[-1]].style.rank > marker.style.rank:
                inner = found[stack[-1]]
                if marker.number == 1 and _goes_on(found, later, i, inner.style.name, inner.number + 1, marker.style.name):
                    break  # an unusual order of depth, but the document means it
                stack.pop()
        parents.append(stack[-1] if stack else None)
        stack.append(i)
    return parents


def _positions(found: Sequence[Marker]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for i, marker in enumerate(found):
        places.setdefault(marker.style.name, []).append(i)
    return places


def _goes_on(found: Sequence[Marker], later: Mapping[str, list[int]], i: int, style: str, number: int, inner: str | None = None) -> bool:
    """After a run that begins at marker `i`, does `style` go on with `number` before anything higher comes?"""
    rank = min(found[i].style.rank, next(m.style.rank for m in found if m.style.name == style)) if inner else found[i].style.rank
    previous = found[i].number
    for k in range(i + 1, min(len(found), i + 60)):
        marker = found[k]
        if marker.style.rank < rank and marker.style.name not in (style, inner):
            return False
        if marker.style.name != style:
            continue
        if inner is None and marker.number == previous + 1 and marker.number != number:
            previous = marker.number
            continue
        return marker.number == number and (inner is not None or previous + 1 != number)
    return False
