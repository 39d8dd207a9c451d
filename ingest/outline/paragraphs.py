"""Paragraphs of a text whose lines are wrapped and whose first lines are set in: line breaks inside them are no evidence of anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from zhengpu.graph.cleaning import Flow
from zhengpu.ingest.spaced.pieces import text_width

__all__ = ["unwrapped"]

_FEWEST = 3
_MOSTLY = 0.8
_SLACK = 4
"""A line may end so many columns before the edge and still be full: two signs that no line may begin or end with."""
_NARROWEST, _WIDEST = 20, 140
_DEEPEST = 8
"""What is set in further stands in the middle of the page."""
_STOPS = "。；！？：;!?:…）)”》】"


def unwrapped(flow: Flow, original: str) -> Flow:
    """The flow of an original text without the breaks at which a full line goes on in one that is not set in; as it is, where indents do not tell.

    >>> from zhengpu.graph.cleaning import flow
    >>> lines = ["    第一段的文字在这里折行到", "下一行去了。", "    第二段的文字也在这里折行", "到下一行去了。"]
    >>> text = "\\n".join(lines * 3)
    >>> len(unwrapped(flow(text), text).breaks), len(flow(text).breaks)
    (5, 11)
    """
    widths = _widths(flow, original)
    edge = _edge(widths.values())
    if edge is None:
        return flow
    full = {stop for stop, width in widths.items() if width >= edge - _SLACK}
    indent = dict(zip(flow.breaks, flow.indents, strict=True))
    cut = [at for at in flow.breaks if at in full and flow.text[at - 1] not in _STOPS]
    begun = [at for at in flow.breaks if at not in full and indent[at] <= _DEEPEST]
    flush = min(indent.values())
    if min(len(cut), len(begun)) < _FEWEST:
        return flow
    goes_on = sum(indent[at] == flush for at in cut)
    set_in = sum(indent[at] > flush for at in begun)
    if goes_on < _MOSTLY * len(cut) or set_in < _MOSTLY * len(begun):
        return flow
    return flow.without_breaks({at for at in full if indent[at] == flush})


def _widths(flow: Flow, original: str) -> dict[int, int]:
    """How many columns the line takes that ends at each break, indent and inner blanks as well."""
    lines = zip(pairwise((0, *flow.breaks)), (0, *flow.indents), strict=False)
    return {
        stop: indent + text_width(original[flow.offsets[start] : flow.offsets[stop - 1] + 1])
        for (start, stop), indent in lines
        if stop > start
    }


def _edge(widths: Iterable[int]) -> int | None:
    """Where most lines that go on end, in columns."""
    ends = Counter(widths)
    if not ends:
        return None
    near = {end: sum(ends[other] for other in range(end - 3, end + 1)) for end in ends}
    edge = max(near, key=lambda end: (near[end], end))
    return edge if _NARROWEST <= edge <= _WIDEST and near[edge] >= _FEWEST else None
