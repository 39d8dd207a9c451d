"""One target over plans and years: numbers of one indicator, of one measure and one place, in the order of their years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhengpu.catalogue import DocumentListing
from zhengpu.exports.list_file import ListFile
from zhengpu.graph.comparing.compared_plan import ComparedTarget
from zhengpu.graph.comparing.measures import MeasureTable, load_measures
from zhengpu.graph.dates import date_text
from zhengpu.graph.facts import Iri

__all__ = ["SERIES_ORDERS", "SeriesPoint", "TargetSeries", "change_word", "point_word", "series_file", "target_series"]

SERIES_ORDERS = {"": "份数多的在前", "name": "按指标", "change": "变化大的在前"}
"""The orders a list of series may have."""

_SHARES = {"%", "％"}
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """A number in one plan. `year` is that of its deadline; where it names none (`dated` false), that of the plan's date; 0 where neither is known."""

    document: DocumentListing
    target: ComparedTarget
    year: int
    dated: bool


@dataclass(frozen=True, slots=True)
class TargetSeries:
    """An indicator of a place, `measure` what it is counted in, its numbers by year.

    `change` is from the first year to the last: as a share, or (`in_points`) in points of percent where the numbers are shares themselves.
    """

    indicator: str
    place: str
    measure: str
    points: tuple[SeriesPoint, ...]
    change: Decimal | None = None
    in_points: bool = False

    @property
    def plans(self) -> int:
        """In how many plans it stands."""
        return len({point.document.iri for point in self.points})

    def of_year(self, year: int) -> tuple[SeriesPoint, ...]:
        """Its numbers for a year."""
        return tuple(point for point in self.points if point.year == year)


def target_series(targets: Iterable[tuple[Iri, ComparedTarget]], documents: Sequence[DocumentListing]) -> tuple[TargetSeries, ...]:
    """Every target that has an indicator and a number, those of one name, place and measure together; those of most plans first.

    Names are not guessed at: only what is printed alike is one indicator.

    >>> target_series((), ())
    ()
    """
    measures, known = load_measures(), {one.iri: one for one in documents}
    found: defaultdict[tuple[str, str, str], list[SeriesPoint]] = defaultdict(list)
    for home, target in targets:
        if (document := known.get(home)) is not None and target.indicator and target.value:
            key = ("".join(target.indicator.split()), document.jurisdiction or "", measures.dimension(target.measure or target.unit))
            found[key].append(_point(document, target))
    made = (_series(name, place, points, measures) for (name, place, _), points in found.items())
    return tuple(sorted(made, key=lambda one: (-one.plans, -len(one.points), one.indicator, one.place)))


def _point(document: DocumentListing, target: ComparedTarget) -> SeriesPoint:
    if target.deadline:
        return SeriesPoint(document, target, target.deadline.year, True)
    return SeriesPoint(document, target, date.fromisoformat(document.issued).year if document.issued else 0, False)


def _series(name: str, place: str, points: list[SeriesPoint], measures: MeasureTable) -> TargetSeries:
    points.sort(key=lambda point: (point.year, point.document.issued or "", point.document.id))
    units = dict.fromkeys(point.target.unit for point in points if point.target.unit)
    shares = set(units) <= _SHARES
    return TargetSeries(name, place, "、".join(units), tuple(points), _change(points, measures, shares), shares)


def _change(points: Sequence[SeriesPoint], measures: MeasureTable, shares: bool) -> Decimal | None:
    years = (points[0].year, points[-1].year)
    ends = [[point for point in points if point.year == year] for year in years]
    # A number that is not to be exceeded is not set against one that is to be reached.
    limits = {point.target.comparator in ("<", "<=") for point in (*ends[0], *ends[1])}
    first, last = (_alone(some, measures) for some in ends)
    if years[0] in (0, years[1]) or len(limits) > 1 or first is None or last is None:
        return None
    return last - first if shares else (last - first) / first if first else None


def _alone(points: Sequence[SeriesPoint], measures: MeasureTable) -> Decimal | None:
    """The number of these in the plain unit, where all say the same one; a range has none."""
    sizes = {None if p.target.size is None else measures.base(p.target.size, p.target.measure) for p in points}
    return sizes.pop() if len(sizes) == 1 else None


def point_word(point: SeriesPoint) -> str:
    """Its number as it is read, with sign and unit."""
    return f"{_SIGNS.get(point.target.comparator, '')}{point.target.value}{point.target.unit}"


def change_word(series: TargetSeries) -> str:
    """How much more or less from the first year to the last; empty where that cannot be said.

    >>> change_word(TargetSeries("甲", "", "家", (), Decimal("0.375"))), change_word(TargetSeries("甲", "", "家", (), Decimal("0")))
    ('+37.5%', '不变')
    """
    if series.change is None:
        return ""
    if series.in_points and series.change:
        return f"{series.change.normalize():+f}个百分点"
    share = (series.change * 100).quantize(Decimal("0.1"))
    return f"{share.normalize():+f}%" if share else "不变"


_COLUMNS = ("指标", "地方", "年份", "数", "计量单位", "期限", "文件", "文号", "原文")


def series_file(some: Iterable[TargetSeries]) -> ListFile:
    """One row a number."""
    rows = [
        (
            one.indicator,
            one.place,
            point.year or None,
            f"{_SIGNS.get(point.target.comparator, '')}{point.target.value}",
            point.target.unit,
            date_text(point.target.deadline.isoformat()) if point.target.deadline else "",
            point.document.title,
            point.document.number,
            point.target.place.quote if point.target.place else point.target.text,
        )
        for one in some
        for point in one.points
    ]
    return ListFile("指标历年", _COLUMNS, rows)
