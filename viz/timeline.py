"""Dates in a line: how far apart they lie and how much is due on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhengpu.graph.dates import date_text
from zhengpu.viz.view import NodeGroup

__all__ = ["Mark", "Timeline", "timeline"]

_WIDTH, _LEFT, _APART = 1_080, 60, 104


_LARGEST = 16.0
"""A mark never covers its own label, however many targets fall due on one day."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One date: where it truly lies on the line (`at`), where its label stands (`x`), and the keys of what is due."""

    at: float
    x: float
    radius: float
    day: str
    label: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole line of dates with the years under it; `start` lies `left` pixels from its left end, `end` as far from its right end."""

    width: float
    marks: tuple[Mark, ...]
    years: tuple[tuple[float, int], ...]
    start: date
    end: date
    left: int = _LEFT


def timeline(groups: Sequence[NodeGroup]) -> Timeline | None:
    """Groups whose key is an ISO date, placed by time; labels are moved apart where dates lie close. None without dates.

    >>> timeline([NodeGroup("2022-12-31", "", ("n0",))]).marks[0].label
    '2022年12月31日'
    """
    days = sorted(((date.fromisoformat(g.key), g) for g in groups if _is_date(g.key)), key=lambda pair: pair[0])
    if not days:
        return None
    start, end = date(days[0][0].year, 1, 1), date(days[-1][0].year + 1, 1, 1)
    span = (end - start).days
    width = max(_WIDTH, _APART * (len(days) + 1))

    def at(day: date) -> float:
        return round(_LEFT + (day - start).days / span * (width - 2 * _LEFT), 1)

    places = _apart([at(day) for day, _ in days], width)
    marks = tuple(
        Mark(
            at(day),
            x,
            round(min(_LARGEST, 4 + 2.2 * len(group.members) ** 0.5), 1),
            group.key,
            date_text(group.key),
            group.members,
        )
        for (day, group), x in zip(days, places, strict=True)
    )
    return Timeline(width, marks, tuple((at(date(year, 1, 1)), year) for year in range(start.year, end.year + 1)), start, end)


def _apart(wanted: list[float], width: float) -> list[float]:
    """The wanted places, each at least a label's width right of the one before, all within the line."""
    placed: list[float] = []
    for x in wanted:
        placed.append(max(x, placed[-1] + _APART) if placed else max(x, _LEFT))
    limit = width - _LEFT
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - _APART
    return [round(x, 1) for x in placed]


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
