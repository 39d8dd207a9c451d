"""Who acts in a sentence, though no clause of duty names him: 由项目承担单位管理, 经所在单位同意, 报省级主管部门备案."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zhengpu.query.phrases.sentence_parts import ordinal_end, sentence_parts
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.words.speech import TaggedWord, load_speech

__all__ = ["ActorRow", "actor_rows"]

_INSIDE = ("n", "j", "b", "vn", "an", "ng", "nz", "ns", "nt", "l", "i", "eng", "s", "f")
"""Tags of words that may stand in the name of somebody."""
_BETWEEN = re.compile("[、和及与或]|以及|会同|商|联合")
_ALL_OF = re.compile(
    "各(?:级|有关|相关)?(?:地市|县市区|市县|市州|县区|乡镇|街道|省|市|县|区|州|旗|镇|地)(?:（[^（）]{1,8}）)?(?=[要应须可在]|负责|组织|根据|按照|结合)"
)
"""各市, 各有关省（市）: places that act, though no office is named."""
_WITH = ("所在", "有关", "相关", "各")
_BREAKS = "，；。：,;:"
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class ActorRow:
    """Names that stand in a row, each at `start:end`; `led_by`: the word right before them (由, 经, 报, 向), `opens`: they begin the phrase."""

    places: tuple[tuple[int, int], ...]
    led_by: str
    opens: bool


@lru_cache(maxsize=4096)  # the sentences of a plan are asked again and again
def actor_rows(text: str) -> tuple[ActorRow, ...]:
    """The rows of names of offices, bodies and people in a sentence, in order; where a verb stands in a name, with and without it.

    >>> [([t[a:b] for a, b in row.places], row.led_by) for t in ["资金由项目承担单位和所在医院管理。"] for row in actor_rows(t)]
    [(['项目承担单位', '所在医院'], '由')]
    """
    words = load_speech().cut(text)
    found = {row.places: row for row in _led(text)} | {
        row.places: row for verbs in (True, False) for row in _rows(text, words, verbs=verbs)
    }
    return tuple(sorted(found.values(), key=lambda row: row.places))


def _led(text: str) -> Iterator[ActorRow]:
    """下放至有登记权限的市场监管部门: a name with all that tells which of its kind is meant."""
    sets = load_concepts().sets
    ends, leading = tuple(sets["actor"]), frozenset((*sets["leads_actor"], "至", "给"))
    for part in sentence_parts(text):
        if part.sort == "led" and part.led_by in leading and not part.members and text[part.start : part.end].endswith(ends):
            yield ActorRow(((part.start, part.end),), part.led_by, opens=False)


def _rows(text: str, words: Sequence[TaggedWord], *, verbs: bool) -> Iterator[ActorRow]:
    sets = load_concepts().sets
    ends, leading = tuple(sets["actor"]), frozenset(sets["leads_actor"])
    before_names = leading | frozenset(sets["acts_on"])
    names = (_name(words, n, before_names, verbs=verbs) for n, word in enumerate(words) if word.surface.endswith(ends))
    places = [*(place for place in names if place is not None), *(m.span() for m in _ALL_OF.finditer(text))]
    places = sorted(p for p in places if not any(q != p and q[0] <= p[0] and p[1] <= q[1] for q in places))
    rows: list[list[tuple[int, int]]] = []
    for place in places:
        if rows and _BETWEEN.fullmatch(text[rows[-1][-1][1] : place[0]]):
            rows[-1].append(place)
        else:
            rows.append([place])
    for row in rows:
        start = row[0][0]
        before = next((w.surface for w in words if w.end == start), "")
        opens = start in (0, ordinal_end(text)) or text[start - 1] in _BREAKS
        if before in leading or opens:  # 推动电商企业集聚: what something is done with does not act
            yield ActorRow(tuple(row), before if before in leading else "", opens)


def _name(words: Sequence[TaggedWord], n: int, leading: frozenset[str], *, verbs: bool) -> tuple[int, int] | None:
    """The name that ends with a word: with the nouns right before it; nothing where the name goes on behind it."""
    after = words[n + 1] if n + 1 < len(words) else None
    if not words[n].tag.startswith(("n", "j", "v", "l", "i", "q")) or (
        after is not None and after.tag[:1] == "n" and len(after.surface) > 1
    ):
        return None
    first = n
    while first > 0 and words[first - 1].end == words[first].start:
        before = _over_bracket(words, first - 1)  # 省（市）人民政府
        if not _goes_on(words[before], leading, verbs=verbs) or words[n].end - words[before].start > _LONGEST:
            break
        first = before
    return words[first].start, words[n].end


def _over_bracket(words: Sequence[TaggedWord], n: int) -> int:
    """The word before the short bracket that ends at a word; the word itself where none does."""
    if words[n].surface not in ("）", ")"):
        return n
    opened = next((k for k in range(n - 1, max(-1, n - 4), -1) if words[k].surface in ("（", "(")), 0)
    return opened - 1 if opened > 0 else n


def _goes_on(word: TaggedWord, leading: frozenset[str], *, verbs: bool) -> bool:
    if word.surface in leading:
        return False
    named = word.tag in _INSIDE or word.tag[:2] in _INSIDE or word.surface in _WITH
    return named or (verbs and word.tag[:1] == "v" and len(word.surface) > 1)
