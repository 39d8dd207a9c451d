"""What a sentence excepts from what it says: (工程勘察除外), 除乡镇以外, 不含学校; not what it adds to (除学校外，还…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = ["excepted", "exceptions"]

_BORDERS = "，,；;。（()）"
_BEHIND = re.compile(rf"([^{_BORDERS}]{{2,24}}?)(?:除外|不在此列|不在此限|不计在内)")
_BEFORE = re.compile(rf"(?:不含|不包括|不包含|不适用于)([^{_BORDERS}]{{2,24}})")
_AROUND = re.compile(rf"除(?:了|去)?([^{_BORDERS}]{{2,30}}?)(?:以外|之外|外)")
_ADDING = re.compile(r"[，,]?[^，,；;。]{0,10}?(?:还|也|另|又|同时|并)")
"""除甲外，还要乙: 甲 is not excepted."""


def exceptions(text: str) -> Iterator[tuple[int, int]]:
    """Where a sentence says what it excepts.

    >>> [text[a:b] for text in ["外商设计企业(地质勘察除外)免交", "除学校外，还应检查医院", "除学校外均须缴费"] for a, b in exceptions(text)]
    ['地质勘察', '学校']
    """
    for pattern in (_BEHIND, _BEFORE):
        yield from (m.span(1) for m in pattern.finditer(text))
    yield from (m.span(1) for m in _AROUND.finditer(text) if not _ADDING.match(text, m.end()))


def excepted(text: str, nouns: Sequence[Sequence[tuple[int, int]]]) -> bool:
    """Whether a noun of the question stands in an exception and nowhere else; `nouns`: the places of each."""
    inside = list(exceptions(text))
    return any(places and all(any(a <= start and end <= b for a, b in inside) for start, end in places) for places in nouns)
