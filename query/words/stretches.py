"""Stretches of a question: what is recognised, and what is left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["cover", "latin", "left_over", "pieces", "whole_words"]

_LATIN = re.compile(r"[a-z0-9]")


def latin(character: str) -> bool:
    """A letter or digit of a folded text."""
    return _LATIN.match(character) is not None


def pieces(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Every stretch up to a length that cuts no Latin word.

    >>> list(pieces("5g站", 2))
    [(0, 2), (2, 3)]
    """
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + longest) + 1):
            if whole_words(text, start, end):
                yield start, end


def whole_words(text: str, start: int, end: int) -> bool:
    """Latin words and numbers are not cut."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before and latin(before) and latin(text[start])) and not (after and latin(after) and latin(text[end - 1]))


def cover(length: int, spans: Iterable[tuple[int, int]]) -> list[bool]:
    """Which places of a text lie in one of these spans."""
    out = [False] * length
    for start, end in spans:
        for at in range(start, end):
            out[at] = True
    return out


def left_over(covered: list[bool], hard: list[bool]) -> Iterator[tuple[int, int]]:
    """Maximal stretches without a hard word, trimmed to where something is left over."""
    start = None
    for at in range(len(hard) + 1):
        if at < len(hard) and not hard[at]:
            start = at if start is None else start
        elif start is not None:
            free = [p for p in range(start, at) if not covered[p]]
            if free:
                yield start, at
                if (free[0], free[-1] + 1) != (start, at):
                    yield free[0], free[-1] + 1
            start = None
