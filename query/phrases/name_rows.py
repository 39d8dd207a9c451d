"""A sentence → the rows in it: what stands side by side with 、 or 和, in a bracket, in quotation marks one after the other."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from zhengpu.query.phrases.sentence_parts import BREAKS, load_part_words, ordinal_end, quotes_in, within
from zhengpu.query.words.speech import TaggedWord, load_speech

__all__ = ["NameRow", "name_rows"]

_BRACKETS = re.compile("[（(][^（()）]{2,120}[）)]")
_LISTED = re.compile("[、-]")
_MOST, _LONGEST = 16, 60
_LONGER, _FEW = 1.8, 3
"""A member so much longer than the others, of more than so many words, holds a clause."""


@dataclass(frozen=True, slots=True)
class NameRow:
    """Members that stand side by side, each at `start:end`. `sort`: plain, bracketed (all of a bracket), inside (within quotation marks),
    quoted (each in marks of its own, also a single one), joined (two with nothing but 和). `kind`: the stretch behind 等 or behind the row, or before the
    bracket, that says what they are."""

    members: tuple[tuple[int, int], ...]
    sort: str
    kind: tuple[int, int]

    @property
    def place(self) -> tuple[int, int]:
        """The whole row."""
        return self.members[0][0], self.members[-1][1]


@lru_cache(maxsize=4096)  # the sentences of a plan are asked again and again
def name_rows(text: str) -> tuple[NameRow, ...]:
    """The rows of a sentence, in order.

    >>> def told(text):
    ...     return [([text[a:b] for a, b in row.members], text[slice(*row.kind)]) for row in name_rows(text)]
    >>> told("提升粮食、蔬菜、水果等农产品加工水平。")
    [(['粮食', '蔬菜', '水果'], '农产品加工水平')]
    >>> told("发放两券（菜篮子券、米袋子券），以水稻、大豆为重点。")
    [(['菜篮子券', '米袋子券'], '发放两券'), (['水稻', '大豆'], '为重点')]
    """
    words, quotes = load_speech().cut(text), quotes_in(text)
    brackets = [m.span() for m in _BRACKETS.finditer(text)]
    found: dict[tuple[tuple[int, int], ...], NameRow] = {}
    rows = (*_inside(text, words, brackets, quotes), *_plain(text, words, brackets, quotes), *_quoted(text, quotes))
    for row in sorted(rows, key=lambda r: r.place):
        if (
            (len(row.members) > 1 or row.sort == "quoted")
            and len(row.members) <= _MOST
            and all(0 < b - a <= _LONGEST for a, b in row.members)
        ):
            found.setdefault(row.members, row)
    return tuple(found.values())


def _inside(
    text: str, words: Sequence[TaggedWord], brackets: Sequence[tuple[int, int]], quotes: Sequence[tuple[int, int]]
) -> Iterator[NameRow]:
    """All that a bracket, or one pair of quotation marks, holds."""
    for start, end in brackets:
        before = next((q for q in quotes if q[1] == start), None) or (_word_start(words, start), start)
        inner = text[start + 1 : end - 1].rstrip("等")
        if "、" in inner and not any(c in inner for c in "，；：。"):
            yield NameRow(_cut(start + 1, inner, "、"), "bracketed", before)
    for start, end in quotes:
        inner = text[start + 1 : end - 1]
        mark = next((m for m in "、-—；，" if m in inner), "")
        if mark and text[start] not in "《":
            yield NameRow(_cut(start + 1, inner, mark), "inside", (end, _stop(text, end, quotes)))


def _quoted(text: str, quotes: Sequence[tuple[int, int]]) -> Iterator[NameRow]:
    rows: list[list[tuple[int, int]]] = []
    for quote in quotes:
        if rows and text[rows[-1][-1][1] : quote[0]] in ("", *load_part_words().joints):
            rows[-1].append(quote)
        else:
            rows.append([quote])
    for row in rows:
        end = row[-1][1]
        yield NameRow(tuple(row), "quoted", (end + text.startswith("等", end), _stop(text, end, quotes)))


def _cut(start: int, inner: str, mark: str) -> tuple[tuple[int, int], ...]:
    out, at = [], start
    for piece in inner.split(mark):
        out.append((at, at + len(piece)))
        at += len(piece) + len(mark)
    return tuple(out)


def _plain(
    text: str, words: Sequence[TaggedWord], brackets: Sequence[tuple[int, int]], quotes: Sequence[tuple[int, int]]
) -> Iterator[NameRow]:
    """Rows of the sentence itself, phrase by phrase: with all joints, and with 、 only where 和 may stand within a member."""
    held = [*brackets, *quotes]
    for start, end in _split(words, held, _phrases(text, held)):
        inside = [w for w in words if start <= w.start and w.end <= end and not within(w.start, held)]
        commas = [(w.start, w.end) for w in inside if w.surface == "、"]
        ands = [(w.start, w.end) for w in inside if w.surface in load_part_words().rows["ands"] and start < w.start and w.end < end]
        for joints in ([*commas, *ands], commas) if commas and ands else ([*commas, *ands],):
            yield from _runs(text, words, held, sorted(joints), (start, end))


def _split(words: Sequence[TaggedWord], held: Sequence[tuple[int, int]], phrases: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Phrases, cut where a 、 leads in something with a preposition: …矩阵、以甲和乙为代表的…."""
    leads = load_part_words().leads
    for start, end in phrases:
        at = start
        for comma, after in itertools.pairwise(words):
            led = comma.surface == "、" and after.tag == "p" and after.surface in leads
            if led and at < comma.start < end and not within(comma.start, held):
                yield at, comma.start
                at = comma.end
        yield at, end


def _runs(
    text: str, words: Sequence[TaggedWord], held: Sequence[tuple[int, int]], joints: Sequence[tuple[int, int]], place: tuple[int, int]
) -> Iterator[NameRow]:
    """One row for each run of joints with no verb's clause between them: 支持甲、乙建设丙和丁 holds two."""
    sizes = [b[0] - a[1] for a, b in itertools.pairwise(joints)]
    run: list[tuple[int, int]] = []
    for n, joint in enumerate(joints):
        run.append(joint)
        following = joints[n + 1] if n + 1 < len(joints) else None
        others = [*sizes[:n], *sizes[n + 1 :]]
        longer = not others or (n < len(sizes) and sizes[n] > _LONGER * median(others))
        if following is None or _breaks(words, held, joint[1], following[0], longer=longer):
            yield from _row(text, words, held, run, place, following)
            run = []


def _breaks(words: Sequence[TaggedWord], held: Sequence[tuple[int, int]], start: int, end: int, *, longer: bool) -> bool:
    """Whether something ends and something else is done between two joints: 、水果等加工企业建设冷库、."""
    between = [w for w in words if start <= w.start and w.end <= end and not within(w.start, held)]
    if any(w.surface == "等" or (n and w.surface in load_part_words().rows["stops"]) for n, w in enumerate(between)):
        return True
    deeds = load_part_words().deeds
    return longer and len(between) > _FEW and any(w.surface in deeds and w.tag[:2] != "vn" for w in between[1:-1])


def _row(
    text: str,
    words: Sequence[TaggedWord],
    held: Sequence[tuple[int, int]],
    run: Sequence[tuple[int, int]],
    place: tuple[int, int],
    following: tuple[int, int] | None,
) -> Iterator[NameRow]:
    start, end = place[0], following[0] if following is not None else place[1]
    middle = [(a[1], b[0]) for a, b in itertools.pairwise(run)]
    etc = next((w for w in words if w.surface == "等" and run[-1][1] < w.start < end and not within(w.start, held)), None)
    others = [*middle, (start, run[0][0])]
    tail, ends = _common_end(text, others), {text[b - 2 : b] for _, b in others}
    lasts = [etc.start] if etc is not None else _last_ends(text, words, held, (run[-1][1], end), tail)
    firsts = _first_starts(text, words, held, start, run[0][0])
    if not firsts or not lasts:
        return
    size = median([b - a for a, b in middle]) if middle else None
    last = min(
        lasts,
        key=lambda at: (
            not text[:at].endswith(tail),
            text[at - 2 : at] not in ends,
            abs(at - run[-1][1] - (size or _of_first(run, firsts))),
            -at,
        ),
    )
    wanted = size or last - run[-1][1]
    first = min(firsts, key=lambda at: (abs(run[0][0] - at - wanted), at))
    sort = "plain" if middle or text[run[0][0]] == "、" else "joined"
    for a, b in dict.fromkeys([(first, last), *((at, last) for at in _after_deeds(words, firsts)), (first, max(lasts))]):
        kind = (etc.end, _stop(text, etc.end, held)) if etc is not None else (b, _stop(text, b, held))
        yield NameRow(((a, run[0][0]), *middle, (run[-1][1], b)), sort, kind)


def _after_deeds(words: Sequence[TaggedWord], firsts: Sequence[int]) -> list[int]:
    """Of the places where the first member may begin those right behind what is done to it, and the first of all."""
    deeds = load_part_words().deeds
    behind = [at for at in firsts if any(w.end == at and w.surface in deeds for w in words)]
    return [*behind[-1:], firsts[0]]


def _of_first(run: Sequence[tuple[int, int]], firsts: Sequence[int]) -> int:
    return run[0][0] - firsts[-1]


def _first_starts(text: str, words: Sequence[TaggedWord], held: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    """Where the first member may begin: behind the verbs that open the phrase first, then behind each verb, preposition, 的 in it."""
    part_words = load_part_words()
    inside = [w for w in words if start <= w.start and w.end <= end and w.end > ordinal_end(text)]
    n = 0
    while n < len(inside) - 1 and (
        inside[n].surface in part_words.deeds or inside[n].surface in part_words.leads or inside[n].tag in ("d", "ad", "vd", "c")
    ):
        n += 1
    belongs = n and inside[n : n + 1] and inside[n].tag[:1] == "v" and inside[n - 1].surface in part_words.deeds  # 创新驱动
    out = [word.start for word in inside[n - 1 if belongs else n :][: 2 if belongs else 1]]
    for before, word in zip(inside[n:], inside[n + 1 :], strict=False):
        verb = before.tag[:1] == "v" or before.surface in part_words.deeds
        if not within(word.start - 1, held) and (
            verb or before.tag[:1] in ("p", "u", "m", "q") or before.surface in load_part_words().rows["leads_in"]
        ):
            out.append(word.start)
    return list(dict.fromkeys(out))


def _last_ends(text: str, words: Sequence[TaggedWord], held: Sequence[tuple[int, int]], place: tuple[int, int], tail: str) -> list[int]:
    """Where the last member may end: with the phrase, before a verb or a word that goes on, where it ends as the others do."""
    start, end = place
    inside = [w for w in words if start <= w.start and w.end <= end]
    out: list[int] = []
    for word, after in itertools.pairwise(inside):
        if not within(word.end - 1, held) or any(word.end == b for _, b in held):
            if after.surface in load_part_words().rows["stops"]:
                return [*out, word.end]
            goes = after.tag[:1] in ("v", "p", "d", "u", "f") or after.surface in load_part_words().rows["ends"] or not after.tag
            if goes or (tail and word.surface.endswith(tail)):
                out.append(word.end)
    return [*out, end] if end > start else out


def _common_end(text: str, members: Sequence[tuple[int, int]]) -> str:
    """How members end alike: 肥料化、饲料化."""
    ends = Counter(text[b - 1] for a, b in members if b > a)
    char, times = ends.most_common(1)[0] if ends else ("", 0)
    return char if times > 1 and times == len([1 for a, b in members if b > a]) else ""


def _phrases(text: str, held: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = ordinal_end(text)
    for at, char in enumerate(text):
        if char in BREAKS and not within(at, held):
            yield start, at
            start = at + 1
    yield start, len(text)


def _stop(text: str, at: int, held: Sequence[tuple[int, int]]) -> int:
    return next((n for n in range(at, len(text)) if text[n] in BREAKS and not within(n, held)), len(text))


def _word_start(words: Sequence[TaggedWord], end: int) -> int:
    """Where the nouns right before a place begin."""
    start = end
    for word in reversed([w for w in words if w.end <= end]):
        if word.end != start or word.tag[:1] not in ("n", "j", "l", "b", "m", "v"):
            break
        start = word.start
    return start
