"""Brackets of every kind in Chinese text: which closes which, and how deep a character stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

__all__ = ["CLOSING", "LONGEST", "OPENING", "dangling", "depths", "inside", "opening", "pairs", "unmatched", "without"]

OPENING = {"（": "(", "(": "(", "〔": "〔", "[": "[", "［": "[", "【": "【"}
"""Opening brackets and their kind; half and full width are one kind because plans mix them."""
CLOSING = {"）": "(", ")": "(", "〕": "〔", "]": "[", "］": "[", "】": "【"}
LONGEST = 1200
"""A pair further apart than this is two accidents, no bracket."""

_BACK = 6
_SENTENCE = 200
_ANY = re.compile(r"[（(〔\[［【）)〕\]］】]")
_NUMBER = re.compile(r"(?:^|[\n。；])\s*[\d一二三四五六七八九十]{1,3}$")


def pairs(text: str) -> list[tuple[int, int]]:
    """Outermost pairs, both brackets included; what is left open or closes nothing is skipped, so is the bracket of `1）`.

    >>> pairs("甲（乙〔丙〕）丁）（戊"), pairs("甲（乙〕丙（丁）")
    ([(1, 7)], [(1, 4), (5, 8)])
    """
    waiting: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for bracket in _ANY.finditer(text):
        at, char = bracket.start(), bracket[0]
        if char in OPENING:
            waiting.append((OPENING[char], at))
        else:
            back = next((n for n in range(1, min(_BACK, len(waiting)) + 1) if waiting[-n][0] == CLOSING[char]), 0)
            back = back or int(bool(waiting) and _mistaken(text, at, *waiting[-1]))
            if not back or (waiting[-back][1] < at - 4 and _NUMBER.search(text[max(0, at - 5) : at])):
                continue
            start = waiting[-back][1]
            del waiting[-back:]
            if at - start <= LONGEST and "。\n" not in text[start:at]:
                while found and found[-1][0] > start:
                    found.pop()
                found.append((start, at + 1))
    return found


def _mistaken(text: str, at: int, kind: str, start: int) -> bool:
    """Whether the bracket at `at` closes another kind by mistake: （甲〕 in one sentence, and no ） comes for it."""
    if at - start > _SENTENCE or any(mark in text[start:at] for mark in "。\n"):
        return False
    following = (each[0] for each in _ANY.finditer(text, at + 1, at + _SENTENCE))
    return next((each in OPENING for each in following if kind in (OPENING.get(each), CLOSING.get(each))), True)


def unmatched(text: str, found: Sequence[tuple[int, int]]) -> list[int]:
    """Places of opening brackets outside all pairs."""
    return [each.start() for each in _ANY.finditer(text) if each[0] in OPENING and not inside(each.start(), found)]


def inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies in one of some sorted, separate spans."""
    number = bisect_right(spans, (at, 1 << 62)) - 1
    return number >= 0 and spans[number][0] <= at < spans[number][1]


def depths(text: str) -> list[int]:
    """How many brackets are open before each character (a closing bracket stands outside again).

    >>> depths("各市（县）")
    [0, 0, 0, 1, 0]
    """
    if not _ANY.search(text):
        return [0] * len(text)
    found, depth = [], 0
    for char in text:
        if char in CLOSING:
            depth = max(0, depth - 1)
        found.append(depth)
        if char in OPENING:
            depth += 1
    return found


def opening(text: str, start: int, end: int) -> int | None:
    """Where the bracket that closes at `end` opens, not before `start`."""
    depth = 0
    for at in range(end - 1, start - 1, -1):
        depth += (text[at] in CLOSING) - (text[at] in OPENING)
        if depth == 0:
            return at
    return None


def without(text: str) -> str:
    """The characters outside all brackets.

    >>> without("市数据局（市人工智能局）")
    '市数据局'
    """
    if not _ANY.search(text):
        return text
    outside = (char for char, depth in zip(text, depths(text), strict=True) if depth == 0)
    return "".join(char for char in outside if char not in OPENING and char not in CLOSING)


def dangling(text: str) -> bool:
    """Whether a text closes a bracket that it does not open."""
    depth = 0
    for bracket in _ANY.finditer(text):
        depth += 1 if bracket[0] in OPENING else -1
        if depth < 0:
            return True
    return False
