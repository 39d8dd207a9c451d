"""Lists of words as parts of regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["beginning", "doubled", "either", "undoubled"]


def either(words: Iterable[str]) -> str:
    """Any of the words, the longest first.

    >>> either(["牵头", "牵头负责"])
    '(?:牵头负责|牵头)'
    """
    return f"(?:{'|'.join(re.escape(word) for word in _longest_first(words))})"


def doubled(words: Iterable[str]) -> str:
    """Any of the words, each character doubled or not, as damaged texts have them; a longer run is no word (and would cost its square).

    >>> doubled(["牵头", "负责"])
    '(?:牵{1,2}头{1,2}|负{1,2}责{1,2})'
    """
    return f"(?:{'|'.join(''.join(f'{re.escape(char)}{{1,2}}' for char in word) for word in _longest_first(words))})"


def undoubled(text: str) -> str:
    """A text whose doubled characters stand once.

    >>> undoubled("责责任单位位")
    '责任单位'
    """
    return re.sub(r"(.)\1+", r"\1", text)


def beginning(words: Iterable[str]) -> str:
    """A look at the first character alone, so that most places of a text are passed over at once.

    >>> beginning(["牵头", "负责", "负有"])
    '(?=[牵负])'
    """
    return f"(?=[{''.join(sorted({re.escape(word[0]) for word in words}))}])"


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))
