"""Which year is in force where in a plan, and which of its parts tell of what has been reached; the words are in `years.toml`.

A date without a year (6月底前) belongs to the year of the nearest heading that names one, else to the title's, else to the year of issue.
A title that names a span of years names none of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from zhengpu.graph.dates import Dates
from zhengpu.ingest.plan import Plan, Section

__all__ = ["PlanYears", "load_plan_years"]

_LONGEST_HEADING = 24
"""Characters of a heading that says what it is about; a longer one is a sentence, or not a heading."""
_YEAR = re.compile(r"20\d\d")


class PlanYears:
    """The years of plans.

    >>> years = load_plan_years(Dates.load())
    >>> years.named("2024年重点任务"), years.named("三年行动方案（2024—2026年）"), years.named("重点任务")
    (2024, None, None)
    >>> years.tells("一、发展现状"), years.tells("二、目标任务")
    (True, False)
    """

    def __init__(self, table: Mapping[str, Any], dates: Dates) -> None:
        self._dates = dates
        self._one, self._told = re.compile(table["year"]), re.compile(table["told"])

    def named(self, heading: str) -> int | None:
        """The one year that a heading names."""
        found = {int(match[1]) for match in self._one.finditer(heading)}
        return found.pop() if len(found) == 1 == len(set(_YEAR.findall(heading))) else None

    def tells(self, heading: str) -> bool:
        """Whether what stands under a heading tells how things are or were."""
        return len(heading) <= _LONGEST_HEADING and bool(self._told.search(heading))

    def of_plan(self, plan: Plan) -> int | None:
        """The year in force in a whole plan."""
        head = plan.head
        stated = self.named(head.title.value) if head.title else None
        return stated or (int(head.issued.value[:4]) if head.issued else None)

    def under(self, plan: Plan, section: int | None) -> int | None:
        """The year in force under a section."""
        return next((year for each in _upwards(plan, section) if (year := self.named(each.title))), None) or self.of_plan(plan)

    def told(self, plan: Plan, section: int | None) -> bool:
        """Whether a section, or one that it belongs to, tells how things are."""
        return any(self.tells(each.title) for each in _upwards(plan, section))

    def since(self, plan: Plan) -> str | None:
        """Before this ISO date a plan tells what has been reached: its day of issue, else the first year in its title."""
        head = plan.head
        if head.issued:
            return head.issued.value
        title = head.title.value if head.title else ""
        stated = [int(year) for year in _YEAR.findall(title)] or [year for year in [self._dates.plan_begins(title)] if year]
        return f"{min(stated)}-01-01" if stated else None


def _upwards(plan: Plan, section: int | None) -> Iterator[Section]:
    while section is not None:
        yield plan.sections[section]
        section = plan.sections[section].parent


def load_plan_years(dates: Dates) -> PlanYears:
    """The reader with the words as shipped."""
    return PlanYears(tomllib.loads(files("zhengpu.ingest.targets").joinpath("years.toml").read_text(encoding="utf-8")), dates)
