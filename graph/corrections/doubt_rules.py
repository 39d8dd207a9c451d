"""Why entries stand in the review queue, and how doubtful they are, as the definition file has it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from zhengpu.graph.offices import Offices, load_offices

__all__ = ["DoubtRules", "DoubtSort", "are_two_bodies", "known_office", "load_doubt_rules", "office_core"]


@dataclass(frozen=True, slots=True)
class DoubtSort:
    """A sort of doubt: key, Chinese name, weight (1 is looked at first), the sentence that tells it, corrections that settle it."""

    key: str
    name: str
    weight: float
    why: str
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoubtRules:
    """All sorts by key; how much of the weight a verdict and a severity count; which diagnostics are about numbers; when names are alike."""

    sorts: Mapping[str, DoubtSort]
    grades: Mapping[str, float]
    severities: Mapping[str, float]
    number_codes: frozenset[str]
    silent: str
    silent_told: str
    least: float
    contained: float
    shortest: int
    known: float
    acquainted: tuple[float, ...]

    def alikeness(self, one: str, other: str) -> float:
        """How alike two names of what bodies do are (see `office_core`), 0 where not enough.

        >>> rules = load_doubt_rules()
        >>> [round(rules.alikeness(*(office_core(name, "甲县") for name in pair)), 2) for pair in
        ...  (("甲县生态环境分局", "甲县环境局"), ("甲县交通局", "甲县交通运输局"), ("甲县民政局", "甲县财政局"))]
        [0.8, 1.0, 0.0]
        """
        from rapidfuzz import fuzz

        short, long = sorted((one, other), key=len)
        contained = self.contained if long.startswith(short) or long.endswith(short) else 0.0
        end = 0
        while end < len(short) - self.shortest and one != other and one[-1 - end] == other[-1 - end]:
            end += 1  # 万安镇人民政府 and 龙兴镇人民政府 have their ending in common, not what they are
        if len(short) < self.shortest or len(set(one)) < self.shortest:
            return 0.0
        cut = (name[: len(name) - end] for name in (one, other))
        return max(float(fuzz.ratio(*cut, score_cutoff=self.least * 100)) / 100, contained)


def office_core(full: str, place: str) -> str:
    """What a body does, as the tables of offices have it, without its place and what kind of body it is; and its branch.

    >>> office_core("新绛县环境局", "新绛县"), office_core("新绛县文旅局", "新绛县")
    ('生态环境', '文化和旅游')
    """
    parts = _offices().split(full.removeprefix(place) or full)
    return parts.core + parts.branch


def known_office(name: str, place: str = "") -> bool:
    """Whether a name, without its place (which no gazetteer need know), is made of words that the tables of offices know.

    >>> known_office("县统计局"), known_office("丙县统计局", "丙县"), known_office("相关职能")
    (True, True, False)
    """
    return _offices().knows(name) or (bool(place) and name != place and _offices().knows(name.removeprefix(place)))


def are_two_bodies(one: str, other: str) -> bool:
    """Whether two full names are those of two bodies by what kind of names they are, however alike they look.

    >>> are_two_bodies("国务院", "国务院办公厅"), are_two_bodies("省财政厅", "财政部"), are_two_bodies("甲县环境局", "甲县生态环境局")
    (True, True, False)
    """
    short, long = sorted((one, other), key=len)
    if long != short and long.startswith(short):  # the last noun says what a body is: 国务院办公厅 is an office
        return True
    bureaus = _offices().bureaus
    central = bureaus.central.values()
    if any(name in central and (beside in central or _has_level(beside)) for name, beside in ((one, other), (other, one))):
        return True
    government = bureaus.government.format(place="")
    return one.endswith(government) and other.endswith(government)


def _has_level(name: str) -> bool:
    """Whether a name says of which place or level its body is."""
    parts = _offices().split(name)
    return bool(parts.level or parts.place)


@cache
def _offices() -> Offices:
    return load_offices()


@cache
def load_doubt_rules() -> DoubtRules:
    """The rules of the file."""
    data = tomllib.loads(files("zhengpu.graph").joinpath("corrections", "doubts.toml").read_text(encoding="utf-8"))
    sorts = {one["key"]: DoubtSort(one["key"], one["name"], one["weight"], one["why"], tuple(one["ways"])) for one in data["doubt"]}
    numbers, alike = data["numbers"], data["alike"]
    return DoubtRules(
        sorts,
        data["grades"],
        data["severities"],
        frozenset(numbers["codes"]),
        numbers["silent"],
        numbers["silent_told"],
        alike["least"],
        alike["contained"],
        alike["shortest"],
        data["once"]["known"],
        tuple(alike["known"]),
    )
