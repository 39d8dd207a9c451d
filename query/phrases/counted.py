"""A sentence and its numbers → for each number the stretch that says what it counts: 瞪羚企业400家、独角兽企业3家 are two things."""

from __future__ import annotations

from collections.abc import Sequence

from zhengpu.graph.quantities import Quantity

__all__ = ["counted"]

_MARKS = "，。；、：！？,;:+＋"
_CLOSING = "）)"
_MODIFIES = "的"


def counted(text: str, numbers: Sequence[Quantity]) -> list[tuple[int, int]]:
    """The stretch of each number, in their order: from the mark or the number before it to the mark or the number behind it; a number that
    only describes what another counts (首次突破100亿元的企业15家) does not end that one's stretch.

    >>> from zhengpu.graph.quantities import load_quantities
    >>> text = "举办对接活动不少于2场、提供服务30次，突破50亿元的企业5家，评分=监测（60%）+调研（40%）"
    >>> [text[a:b] for a, b in counted(text, list(load_quantities().find(text)))][:4]
    ['举办对接活动不少于2场', '提供服务30次', '突破50亿元的企业5家', '突破50亿元的企业5家']
    """
    row = sorted(numbers, key=lambda q: q.number)
    found: dict[Quantity, tuple[int, int]] = {}
    for n, number in enumerate(row):
        start = end = number.number
        before = row[n - 1].after if n else 0
        while start > before and text[start - 1] not in _MARKS:
            start -= 1
        if n and start == before and _MODIFIES in text[before : number.number]:
            start = found[row[n - 1]][0]
        end = number.after
        after = next((q.start for q in row[n + 1 :] if q.start >= end), len(text))
        while end < len(text) and text[end] not in _MARKS + _CLOSING:
            if end == after and _MODIFIES not in text[number.after : after]:
                break
            end += 1
        found[number] = start, end
    return [found[number] for number in numbers]
