"""A sentence and a noun → the names in it that end in this noun, each from where it may begin: 推进轨道交通大数据中心项目建设, of 项目."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zhengpu.query.phrases.sentence_parts import BREAKS, load_part_words, nouns_from, ordinal_end, quotes_in, within
from zhengpu.query.words.speech import TaggedWord, load_speech

__all__ = ["NamedNoun", "named_nouns"]

_LONGEST = 40
_FEW, _SHORT = 3, 5
"""A deed among the first words of a phrase, within so many characters, is what the phrase opens with."""
_SKIPPED = ("d", "ad", "vd", "c", "r", "f", "y")
"""Tags of words that open a phrase and belong to no name."""
_COUNTS = ("m", "q", "mq")


@dataclass(frozen=True, slots=True)
class NamedNoun:
    """A name at `start:end`. `edge`: what stands before it: deed (the verbs that open the phrase), within (a verb inside it), of (的),
    and (和), led (a preposition), row (、), opens (nothing), quoted (it stands in quotation marks); `goes_on`: a noun stands behind it."""

    start: int
    end: int
    edge: str
    goes_on: bool = False


@lru_cache(maxsize=8192)  # the sentences of a plan are asked again and again
def named_nouns(text: str, noun: str) -> tuple[NamedNoun, ...]:
    """The names that end in a noun, those that begin likeliest first for each place where the noun stands.

    >>> def told(text, noun):
    ...     return [text[n.start : n.end] for n in named_nouns(text, noun)]
    >>> told("推进轨道交通大数据中心项目建设，建成一批绿色码头。", "项目")
    ['轨道交通大数据中心项目']
    >>> told("开展“银龄课堂”“夜读江城”等文化惠民活动。", "活动"), told("支持企业建设面向全国的育种平台。", "平台")
    (['“银龄课堂”“夜读江城”等文化惠民活动'], ['面向全国的育种平台', '育种平台'])
    """
    words, quotes = load_speech().cut(text), quotes_in(text)
    found: dict[tuple[int, int], NamedNoun] = {}
    at = text.find(noun) if noun else -1
    while at >= 0:
        for each in _ending(text, words, quotes, at, at + len(noun)):
            etc = each.edge == "row" and "等" in text[each.start : each.end]  # 、烟台等市: the last of a row is no name
            if len(noun) < each.end - each.start <= _LONGEST and not etc:
                found.setdefault((each.start, each.end), each)
        at = text.find(noun, at + 1)
    return tuple(found.values())


def _ending(text: str, words: Sequence[TaggedWord], quotes: Sequence[tuple[int, int]], at: int, end: int) -> Iterator[NamedNoun]:
    for a, b in quotes:
        if a < at < b:
            yield NamedNoun(a, b, "quoted", nouns_from(words, b) > b)
            return
    head = next((n for n, word in enumerate(words) if word.end == end), None)
    if head is None:
        return  # 平台 within 平台化
    after = words[head + 1] if head + 1 < len(words) else None
    goes_on = after is not None and after.tag[:1] == "n" and text[after.start] not in BREAKS
    if after is not None and goes_on and len(after.surface) == 1:
        return  # 产业园, of 产业园区
    first = _opening(text, words, quotes, head)
    for _, n, edge in sorted(_edges(words, quotes, first, head), key=lambda each: each[0]):
        yield NamedNoun(words[_bare(words, n, head)].start, end, edge, goes_on)


def _opening(text: str, words: Sequence[TaggedWord], quotes: Sequence[tuple[int, int]], head: int) -> int:
    """The first word of the phrase that ends with a word: behind a mark, a 、 or an open bracket."""
    first, depth, least = head, 0, ordinal_end(text)
    while first > 0 and words[first - 1].start >= least:
        word = words[first - 1]
        mark = text[word.start]
        if within(word.start, quotes):
            first -= 1
            continue
        depth += (mark in "）)") - (mark in "（(")
        if depth < 0 or (not depth and (mark in BREAKS or mark == "、")):
            break
        first -= 1
    return first


def _edges(words: Sequence[TaggedWord], quotes: Sequence[tuple[int, int]], first: int, head: int) -> Iterator[tuple[int, int, str]]:
    """Where a name may begin: rank, word, what stands before it."""
    part_words = load_part_words()
    deeds, lets = part_words.deeds, part_words.lets
    begin = first
    while begin < head and (words[begin].surface in deeds or words[begin].surface in part_words.leads or words[begin].tag in _SKIPPED):
        begin += 1
    for n in range(begin, min(begin + _FEW, head)):  # 常态化开展, 高水平推进
        if words[n].surface in deeds and words[n].end - words[begin].start <= _SHORT and not within(words[begin].start, quotes):
            begin = n + 1
            break
    opened = [w.surface for w in words[first:begin]]
    let = any(word in lets for word in opened)
    row = first > 0 and words[first - 1].surface == "、"
    yield (1 if let else 0), begin, "deed" if any(w in deeds for w in opened) else "row" if row else "led" if opened else "opens"
    inner = -1
    for n in range(begin + 1, head + 1):
        before = words[n - 1]
        if within(before.start, quotes) or (within(words[n].start, quotes) and not any(a == words[n].start for a, _ in quotes)):
            continue
        if words[n].surface.isdigit() and before.surface != "的":
            continue  # 低于50册的书屋
        if before.surface in deeds and words[n].surface not in deeds:
            yield (0 if let else 3), n, "within"
            inner = n
        elif before.surface == "的":
            yield 2 - (inner >= 0 and let), n, "of"
        elif before.surface in load_part_words().joints:
            yield 2, n, "and"
        elif before.tag == "p" and before.surface in part_words.leads:
            yield 2, n, "led"


def _bare(words: Sequence[TaggedWord], n: int, head: int) -> int:
    """Without the number and the measure before a name: 一批, 3个, 首批."""
    at = n
    while at < head and (words[at].tag in _COUNTS or words[at].surface.isdigit()):
        at += 1
    return at
