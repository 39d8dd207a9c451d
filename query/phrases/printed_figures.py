"""Numbers and days printed in a sentence, though no fact of the graph: each with where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from zhengpu.graph.dates import DateMention, Dates
from zhengpu.graph.quantities import Quantities, Quantity, load_quantities
from zhengpu.query.phrases.measure_words import load_measure_kin
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.words.link import Period

__all__ = ["PrintedFigures", "in_periods", "load_figures", "measured_as"]

_NO_DAY = ("name", "base")
_ANY_YEAR = 2000
"""6月底 is a day in any year, and no number."""


@dataclass(frozen=True, slots=True)
class PrintedFigures:
    """Reads them with the grammars of the ground floor."""

    dates: Dates
    quantities: Quantities

    def days(self, text: str, year: int | None) -> list[DateMention]:
        """The days and periods of a sentence that say when something is, in order. `year` is in force where none is named; without it
        that of the first day which names one.

        >>> [m.code for m in load_figures().days("2019年6月底前出台方案，8月底前完成转换", None)]
        ['2019-06-30', '2019-08-31']
        """
        if year is None:
            year = next((int(m.code[:4]) for m in self.dates.find(text) if m.code[:4].isdigit()), None)
        return [mention for mention in self.dates.find(text, year) if mention.role not in _NO_DAY]

    def numbers(self, text: str) -> list[Quantity]:
        """The quantities of a sentence; a day is none, and a length of time is one.

        >>> [(str(q.value), q.unit) for q in load_figures().numbers("2025年实现营收35.48亿元，五年内免征企业所得税")]
        [('35.48', '亿元'), ('5', '年')]
        """
        days = [m for m in self.dates.find(text, _ANY_YEAR) if m.role != "within"]
        found = (q for q in self.quantities.find(text) if q.value or not q.words)  # 零部件 counts nothing
        return [q for q in found if not any(m.start < q.after and q.number < m.end for m in days)]


@cache  # a constant of the installed program
def load_figures() -> PrintedFigures:
    """The reader with the grammars that come with the package."""
    return PrintedFigures(Dates.load(), load_quantities())


def measured_as(quantities: Iterable[Quantity], measure: str, *, money: bool, percent: bool, lasting: bool) -> list[Quantity]:
    """Those that are counted in what is asked for: 几家, 多少钱, 几个百分点, 多久.

    >>> found = load_figures().numbers("培育企业20家，投入3亿元")
    >>> [q.unit for q in measured_as(found, "家", money=False, percent=False, lasting=False)]
    ['家']
    """
    loose = load_concepts().sets["any_measure"]
    found = list(quantities)
    if percent:
        return [q for q in found if q.kind == "ratio"]
    if money:
        return [q for q in found if q.kind == "money"]
    if lasting:
        return [q for q in found if q.kind == "duration"] or [q for q in found if q.kind == "extent"]  # 步道修多长
    if measure and measure not in loose:
        kin, bare = load_measure_kin(), measure.strip("个多")
        named = [q for q in found if measure in q.unit or (bare and bare in q.unit)]
        return named or [q for q in found if kin.fits(measure, q.unit)]
    return found


def in_periods(place: int, days: Sequence[DateMention], periods: Iterable[Period]) -> bool:
    """Whether what stands at a place falls into the times that are named, by the last day that stands before it (or the only one)."""
    wanted = [p for p in periods if p.first is not None or p.last is not None]
    if not wanted:
        return True
    before = [m for m in days if m.start <= place]
    day = before[-1] if before else days[0] if days else None
    return day is not None and all(_within(day.code, p) for p in wanted)


def _within(code: str, period: Period) -> bool:
    first, last = period.first, period.last
    if not code[:4].isdigit():
        return False
    return (first is None or code[:4] >= str(first.year)) and (last is None or code[:4] <= str(last.year))
