"""Titles cut short: 农村客货邮三年行动计划, 湖北冷链措施, 自贸试验区文件 for documents whose titles say it at length."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from zhengpu.graph.facts import Iri

__all__ = ["short_titles"]

_MOST_PIECES, _WIDEST_GAP, _SHORTEST = 4, 3, 2


def short_titles(
    text: str,
    entitled: Callable[[str, str], Iterable[tuple[Iri, str]]],
    nouns: Collection[str],
    joints: Collection[str],
    known: Collection[int] = (),
) -> Iterator[tuple[int, int, tuple[Iri, ...]]]:
    """Stretches of a question that end in a noun for a document and whose words stand in this order in titles.

    `entitled(words, pair)` gives the documents that may be meant (with the pair of characters in them), each with its place and title.
    Nothing ends where a document is named already (`known`).

    >>> def entitled(words, pair): return [(Iri("urn:a"), "湖北省加快冷链物流高质量发展若干措施")]
    >>> list(short_titles("湖北冷链措施第8条", entitled, {"措施"}, {"的"}))
    [(0, 6, ('urn:a',))]
    >>> list(short_titles("浙江冷链措施第8条", entitled, {"措施"}, {"的"}))
    [(2, 6, ('urn:a',))]
    """
    longest = max(map(len, nouns), default=0)
    for end in range(2, len(text) + 1):
        noun = next((n for n in range(min(longest, end), 0, -1) if text[end - n : end] in nouns), 0)
        if not noun or end in known or any(text[end - noun : end + more] in nouns for more in range(1, longest - noun + 1)):
            continue
        best = end - noun
        last = best
        while last > 0 and text[last - 1] in joints:
            last -= 1
        found: list[Iri] = []
        for document, title in entitled(text[:last], text[last - 2 : last]) if last >= _SHORTEST else ():
            start = _begin(text, end - noun, title, joints)
            if end - noun - start >= _SHORTEST and start <= best:
                found = [*(found if start == best else []), document]
                best = start
        if found:
            yield best, end, tuple(found)


def _begin(text: str, end: int, title: str, joints: Collection[str]) -> int:
    """How far to the left of `end` the question goes on with words of the title, taken from its end in a few pieces."""
    at, place, pieces, begin = end, len(title), 0, end
    while at > 0:
        if text[at - 1] in joints:
            at -= 1
            continue
        if place and title[place - 1] == text[at - 1] and begin < end:
            place -= 1
        elif (jump := title.rfind(text[at - 2 : at], 0, place)) >= 0 and at >= 2 and pieces < _MOST_PIECES:
            pieces, place, at = pieces + 1, jump, at - 1
        elif begin < end and (jump := title.rfind(text[at - 1], max(place - _WIDEST_GAP, 0), place)) >= 0:  # 自贸 for 自由贸易
            place = jump
        else:
            break
        at -= 1
        begin = at
    return begin
