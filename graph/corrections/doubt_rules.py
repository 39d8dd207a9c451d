"""Why entries stand in the review queue, and how doubtful they are, as the definition file has it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from zhengpu.graph.offices import Offices, load_offices

__all__ = ["DoubtRules", "DoubtSort", "known_office", "load_doubt_rules", "office_core"]


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


def known_office(name: str) -> bool:
    """Whether a name is made of words that the tables of offices know.

    >>> known_office("县统计局"), known_office("相关职能")
    (True, False)
    """
    return _offices().knows(name)


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
    )
