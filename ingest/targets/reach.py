"""How far dates reach: which of them are aims, which number each belongs to, and where one opens a sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise

from zhengpu.graph.dates import DateMention
from zhengpu.graph.quantities import Quantity
from zhengpu.ingest.targets.indicators import Indicators
from zhengpu.ingest.targets.sentences import PassageSentence

__all__ = ["HEAD", "WIDEST_DATE", "DateAims", "Reach", "date_start", "opening", "paired_date", "past"]

WIDEST_DATE = 24
"""Characters of a date that stands between commas before what is dated."""
_NEAREST = 4
"""Dates on each side of a number that are asked whether they are its own."""
HEAD = 6
"""Characters that may stand before a date that opens a sentence (力争到2025年)."""
_AS_OF, _BY = "截", "前"
_TIMES = ("次", "回", "遍", "轮")


class DateAims:
    """Tells dates by which something is to be done from those that only tell which thing is meant."""

    def __init__(self, patterns: Mapping[str, str], indicators: Indicators) -> None:
        self._case, self._on_top, self._by_when = (re.compile(patterns[name]) for name in ("case", "on_top", "by_when"))
        self._purpose = re.compile(patterns["purpose"])
        self._indicators = indicators

    def of(self, part: PassageSentence) -> list[DateMention]:
        """The dates of a part that are aims."""
        return [date for date in part.dates if date.aims and not self._of_case(part, date)]

    def _of_case(self, part: PassageSentence, date: DateMention) -> bool:
        """对2024年底前成立的企业给予补助: the date tells which, not by when."""
        start, end = part.segment(date.start)
        if date.role in ("bare", "until") and self._purpose.match(part.text, start) and start < date.start:
            return True
        after = part.text[date.end : min(end, date.end + WIDEST_DATE)]
        if self._on_top.search(after):  # 在2024年3000家的基础上
            return True
        if date.role in ("until", "bare") and date.start > start and self._indicators.qualifies(after):
            return True  # 改造2000年底前建成的小区
        if date.role == "until" and self._indicators.governs(part.text[start : date.start]):  # 纳入年底考核
            return self._by_when.search(part.text[date.start : date.end]) is None
        if date.start == start or date.role not in ("until", "bare", "within") or not self._case.match(part.text, start):
            return False
        return "的" in part.text[date.end : min(end, date.end + WIDEST_DATE)]


def date_start(date: DateMention) -> int:
    """Where a date begins."""
    return date.start


def past(date: DateMention, since: str | None, text: str) -> bool:
    """Whether a date tells of what has been reached: one before the plan, or of its year in 截至2024年6月."""
    if since is None or not date.code[:4].isdigit():
        return False
    return date.code <= since or (text[date.start] in _AS_OF and date.code[:4] <= since[:4])


def paired_date(part: PassageSentence, aims: Sequence[DateMention], quantity: Quantity) -> DateMention | None:
    """到2025年、2027年分别达到30%、40%: each number has its date."""
    run = part.run(quantity)
    if len(run) < 2 or len(aims) < len(run):
        return None
    dates = [d for d in aims[: len(run) + 1] if d.start < run[0].start and d.role in ("until", "bare")]
    if len(dates) != len(run):
        return None
    joined = all(part.text[a.end : b.start] in ("、", "和", "") for a, b in pairwise(dates))
    return dates[run.index(quantity)] if joined else None


def opening(part: PassageSentence, aims: Sequence[DateMention], position: int) -> DateMention | None:
    """The date that opens the part, or the last one before a position that stands between commas alone."""
    found = None
    for date in aims:
        start, end = part.segment(date.start)
        alone = date.start - start <= HEAD and date.end == end and date.end <= position
        if (alone or date.start - part.start <= HEAD) and date.role != "recurring":
            found = date if alone or found is None else found
    return found


class Reach:
    """How far the dates of a part of a sentence reach.

    A date in a segment holds there; one that opens a segment, 每年 included, holds on to the end of the part or to the next such date.
    """

    def __init__(self, part: PassageSentence, aims: Sequence[DateMention]) -> None:
        self._part, self._aims = part, aims
        self._openers = [d for d in aims if d.start - part.segment(d.start)[0] <= HEAD and not (_on_a_day(d) or self._has_its_own(part, d))]
        self._dated = [d for d in aims if d.role != "ongoing"]
        # 2028年春节前: by a day that no rule tells, and not by that of what was said before
        self._untold = [d.start for d in part.dates if d.role == "name" and part.text[d.end - 1] in _BY]

    @staticmethod
    def _has_its_own(part: PassageSentence, date: DateMention) -> bool:
        """…，每月检查一次，…: what recurs there is said there, and nothing behind recurs with it."""
        start, end = part.segment(date.start)
        counts = part.quantities_in(date.end, end)
        return date.role == "recurring" and start > part.start and bool(counts) and all(each.unit.endswith(_TIMES) for each in counts)

    def of(self, quantity: Quantity, *, once: bool) -> DateMention | None:
        """The date of a number; what is paid in each case, or a rate by the year, is not what recurs where the sentence opens so."""
        position = quantity.number
        start, end = self._part.segment(position)
        if near := self._near(quantity, start, end):
            return near
        if bisect_left(self._untold, start) < bisect_left(self._untold, position):
            return None
        first = bisect_left(self._aims, start, key=date_start)
        joined = self._aims[first - 1] if first else None
        if joined and joined.end == start - 1 and joined.start >= start - WIDEST_DATE:  # 2022年底，累计建成…
            return joined
        at = bisect_left(self._openers, start, key=date_start) - 1
        opener = self._openers[at] if at >= 0 else None
        return None if opener is None or opener.role == "ongoing" or (once and opener.role in ("recurring", "within")) else opener

    def _near(self, quantity: Quantity, start: int, end: int) -> DateMention | None:
        """The date in a number's own segment: the last one before it, else the first behind; of a movement the last of all."""
        first, here, last = (bisect_left(self._dated, at, key=date_start) for at in (start, quantity.number + 1, end))
        if quantity.op == "from-to":
            first, here = max(first, last - _NEAREST), last
        ahead = (self._dated[at] for at in range(here - 1, max(first, here - _NEAREST) - 1, -1))
        behind = (self._dated[at] for at in range(here, min(last, here + _NEAREST)))
        return next((d for d in (*ahead, *behind) if not _of_base(self._part, d, quantity)), None)


def _on_a_day(date: DateMention) -> bool:
    """每月10日前 dates what is reported then, and nothing behind."""
    return date.role == "recurring" and ":" in date.code and not date.code.startswith("every")


def _of_base(part: PassageSentence, date: DateMention, quantity: Quantity) -> bool:
    """销售后1年内到账额的30%: the window belongs to what the share is taken of."""
    return date.role == "within" and quantity.kind == "ratio" and part.text[date.end : quantity.start].endswith("的")
