"""A sentence → the places in it: divisions by their full or short names, sites by what they are (口岸, 新区, 湾), the rows of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from zhengpu.graph.places import Place, Places, load_places
from zhengpu.query.phrases.name_rows import name_rows
from zhengpu.query.phrases.named_nouns import named_nouns
from zhengpu.query.phrases.sentence_parts import load_part_words
from zhengpu.query.words.speech import load_speech

__all__ = ["Site", "home_of", "site_fits", "site_rows", "sites"]

_HEAD = 400
"""So much of a document tells where it is at home."""
_NAMES = ("ns", "nr", "nrt", "s", "")
"""Tags that a short name of a division may have; any other is a word as others are (和平, 新城)."""
_LEVELS = "省市县区旗州盟镇乡村"


@dataclass(frozen=True, slots=True)
class Site:
    """A place at `start:end`; `name`: the full name of a division, "" for a site; `known`: its name has that of a division in it."""

    start: int
    end: int
    name: str = ""
    known: bool = True


@cache
def _places() -> Places:
    return load_places()


@lru_cache(maxsize=64)
def home_of(text: str) -> frozenset[str]:
    """The divisions that the head of a document names: the short names of what lies in them are places there.

    >>> sorted(home_of("青岛市人民政府关于印发青岛市海洋牧场建设方案的通知"))
    ['青岛市']
    """
    found = (_places().one(_places().leading(text[at:])) for at in range(min(len(text), _HEAD)) if _places().leading(text[at:]))
    return frozenset(place.name for place in found if place is not None)


@lru_cache(maxsize=4096)  # the sentences of a plan are asked again and again
def sites(text: str, home: frozenset[str] = frozenset()) -> tuple[Site, ...]:
    """The places of a sentence, in order; `home`: divisions whose parts may be named by their short names.

    >>> text = "支持银鱼湾打造海洋牧场，在市南、西海岸新区开展试点。"
    >>> [(text[s.start : s.end], s.name) for s in sites(text, frozenset({"青岛市"}))]
    [('银鱼湾', ''), ('市南', '市南区'), ('西海岸新区', '')]
    """
    divisions = list(_divisions(text, home))
    found: dict[tuple[int, int], Site] = {}
    for end in load_part_words().sites:
        for each in named_nouns(text, end):
            inside = [d for d in divisions if each.start <= d.start and d.end <= each.end]
            if inside and inside[0].start > each.start and text[each.start : inside[0].start].strip("、和及与"):
                found.setdefault((inside[0].start, each.end), Site(inside[0].start, each.end))
            found.setdefault((each.start, each.end), Site(each.start, each.end, known=bool(inside)))
    for division in divisions:  # 青岛 is no island
        found[division.start, division.end] = division
    return tuple(sorted(found.values(), key=lambda s: (s.start, -s.end)))


def _divisions(text: str, home: frozenset[str]) -> Iterator[Site]:
    at = 0
    while at < len(text):
        name = _places().leading(text[at : at + 12])
        place = _known(name, home) if name else None
        if place is None:
            at += 1
        else:
            yield Site(at, at + len(name), place.name)
            at += len(name)


def _known(name: str, home: frozenset[str]) -> Place | None:
    """The division of a name: a full name is one; a short name where it is at home, or where it is no other word."""
    found = _places().named(name)
    if not found:
        return None
    near = [p for p in found if home & {above.name for above in _places().parents(p)}]
    place = (near or [*found])[0]
    if name == place.name or near:
        return place
    return place if load_speech().tag(name) in _NAMES[:1] or (place.level != "县" and load_speech().tag(name) in _NAMES) else None


def site_rows(text: str, home: frozenset[str] = frozenset()) -> tuple[tuple[Site, ...], ...]:
    """Places that stand side by side.

    >>> text = "支持济南、青岛等市建设码头。"
    >>> [[text[s.start : s.end] for s in row] for row in site_rows(text)]
    [['济南', '青岛']]
    """
    every = sites(text, home)
    rows = (tuple(_member(every, member) for member in row.members) for row in name_rows(text) if len(row.members) > 1)
    return tuple(dict.fromkeys(tuple(site for site in row if site is not None) for row in rows if sum(map(bool, row)) > 1))


def _member(every: Sequence[Site], member: tuple[int, int]) -> Site | None:
    inside = [s for s in every if member[0] <= s.start and s.end <= member[1]]
    return min(inside, key=lambda s: (not s.known, s.start, s.end - s.start if s.name else 0), default=None)


def site_fits(noun: str, label: str, name: str) -> bool:
    """Whether a place is of the kind that is asked for.

    >>> site_fits("自贸区", "浙江自贸试验区", ""), site_fits("区", "市南", "市南区"), site_fits("口岸", "黄岛港", "")
    (True, True, False)
    """
    if noun in load_part_words().anywhere:
        return bool(name) or label[-1:] in _LEVELS
    if noun in ("城市", "市"):
        return (name or label).endswith("市")
    full = (label, name) if name else (label,)
    pattern = re.compile(".{0,3}?".join(map(re.escape, noun)) + "$")
    return bool(noun) and any(pattern.search(each) for each in full if each)
