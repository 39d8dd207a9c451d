"""Targets: numbers to be reached or paid, and results with a date; the words are in `targets.toml`."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from typing import Any

from zhengpu.graph.chinese import Passage
from zhengpu.graph.dates import DateMention, Dates
from zhengpu.graph.folding import Folding, printed
from zhengpu.graph.numerals import plain
from zhengpu.graph.quantities import Quantities, Quantity, load_quantities
from zhengpu.ingest.claims import TargetClaim
from zhengpu.ingest.targets.indicators import Indicators, load_indicators
from zhengpu.ingest.targets.sentences import PassageSentence, inside, meets, pieces
from zhengpu.ingest.targets.standing import load_standing

__all__ = ["Targets", "load_targets"]

_SHORTEST_RESULT = 4
_WIDEST_DATE = 24
"""Characters of a date that stands between commas before what is dated."""
_NEAREST = 4
"""Dates on each side of a number that are asked whether they are its own."""
_HEAD = 6
"""Characters that may stand before a date that opens a sentence (力争到2025年)."""


class Targets:
    """The reader of targets.

    >>> text = "2022年底，累计建成5G基站200个。"
    >>> [(t.indicator, str(t.value), t.unit, t.deadline) for t in load_targets().read(Passage(text, tuple(range(len(text)))), 0)]
    [('5G基站', '200', '个', '2022-12-31')]
    """

    def __init__(self, table: Mapping[str, Any], indicators: Indicators, quantities: Quantities, dates: Dates) -> None:
        words, patterns = table["words"], table["pattern"]
        self.quantities, self.dates, self.indicators, self._folding = quantities, dates, indicators, Folding()
        self.standing = load_standing(indicators)
        self._part, self._segment, self._join, self._quoted = (re.compile(patterns[name]) for name in ("part", "segment", "join", "quoted"))
        self._report, self._allowed, self._topic, self._paper, self._case = (
            re.compile(patterns[name]) for name in ("report", "allowed", "topic", "paper", "case")
        )
        self._modality = re.compile(_any(words["modality"]))
        self._result_deny, self._activity = re.compile(_any(words["result_deny"])), re.compile(_any(words["activity"]))

    def read(
        self,
        passage: Passage,
        task: int | None,
        year: int | None = None,
        skip: Sequence[tuple[int, int]] = (),
        *,
        dates: Sequence[DateMention] | None = None,
        since: str | None = None,
        column: DateMention | None = None,
    ) -> tuple[TargetClaim, ...]:
        """Targets of a passage in order; `skip` are ranges of `passage.text` that say nothing of targets (clauses, headings).

        `year` is the year in force for dates that name none; `dates` are those of the passage if they are known already. What was
        reached by the ISO date `since` is told, not aimed at. `column` is the date in the head
        of a cell's column, which holds for every number in it. `task` None makes headline targets.
        """
        if dates is None:
            dates = self.dates.find(passage.text, year)
        plain = self._folding.plain(passage.text)
        read = Passage(_without(plain, skip), passage.offsets)
        found: list[TargetClaim] = []
        for part in self._parts(read.text, dates):
            found.extend(self._of_part(read, part, task, since, column))
        return tuple(found if plain == passage.text else (_printed(claim, plain, passage) for claim in found))

    def sentences(self, text: str, year: int | None = None) -> tuple[PassageSentence, ...]:
        """The parts of a text that hold dates or numbers."""
        return tuple(self._parts(text, self.dates.find(text, year)))

    def _parts(self, text: str, dates: Sequence[DateMention]) -> Iterator[PassageSentence]:
        quantities = list(self.quantities.find(text))
        if not dates and not quantities:
            return
        held = [(m.start(), m.end()) for m in self._quoted.finditer(text)]
        quantities = _shared([q for q in quantities if not inside(q.number, held)], text)
        for start, end in pieces(self._part, text, 0, len(text), held):
            if start == end:
                continue
            first, last = (bisect_left(dates, at, key=_date_start) for at in (start, end))
            mine = tuple(d for d in dates[first:last] if not self._measures(text, start, d))
            spans = [(d.start, d.end) for d in mine]
            first, last = (bisect_left(quantities, at, key=_number) for at in (start, end))
            counted = tuple(q for q in quantities[first:last] if q.op == "from-to" or not meets(q.number, q.end, spans))
            if mine or counted:
                yield PassageSentence(text, start, end, tuple(pieces(self._segment, text, start, end, held)), mine, counted)

    def _measures(self, text: str, start: int, date: DateMention) -> bool:
        """压缩至4个月以内 is the length of something, not the time in which it is done."""
        return date.role == "within" and self.standing.is_length_of(text[max(start, date.start - 12) : date.start])

    def _of_part(
        self, passage: Passage, part: PassageSentence, task: int | None, since: str | None, column: DateMention | None
    ) -> Iterator[TargetClaim]:
        aims = [d for d in part.dates if d.aims and not self._of_case(part, d)]
        kept = [q for q in part.quantities if self.standing.why_not(part, q) is None]
        named: list[tuple[Quantity, str | None]] = []
        reach = _Reach(part, aims)
        for quantity in kept:
            date = _paired_date(part, aims, quantity) or reach.of(quantity, once=self.standing.is_by_case(part, quantity))
            claim = self._claim(passage, part, quantity, kept, date, task, named)
            claim = replace(claim, deadline=column.code) if column and not date else claim
            named.append((quantity, claim.indicator))
            if date is None or not _past(date, since, part.text):
                yield claim
        yield from self._results(passage, part, [d for d in aims if not _past(d, since, part.text)], task)

    def _results(self, passage: Passage, part: PassageSentence, aims: Sequence[DateMention], task: int | None) -> Iterator[TargetClaim]:
        """What is to be reached by a date, without a number."""
        text = passage.text
        opening = _opening(part, aims, part.start)
        if opening and self._topic.match(text, opening.end):
            return
        busy = {part.segment(q.number) for q in part.quantities}
        said = text[part.start : part.end]
        if not aims or self._allowed.search(said):
            return
        held = {d.start for d in aims}
        standing = opening if opening and (opening.role != "within" or opening.end == part.segment(opening.start)[1]) else None
        for start, end in part.segments:
            here = [d for d in part.dates_in(start, end) if d.start in held]
            alone = next((d for d in here if d.end == end and not self.indicators.bare(text[start : d.start])), None)
            if alone:  # 对照指标，在9月底前，完成自评
                standing = alone
            own = next((d for d in here if d.end < end and self._dates_its_segment(text, start, d)), None)
            date = own or standing
            if date is None or date.role in ("recurring", "ongoing") or (start, end) in busy or self._result_deny.search(text, start, end):
                continue
            if steps := _paired_results(part, here, end):
                for when, at, to in steps:
                    yield self._result(passage, (at, to), (at, to), when, task)
                continue
            first, last = max(start, *(d.end for d in part.dates_in(start, end)), start), end
            said = text[first:end].lstrip("，")
            if own and not self.indicators.bare(said) and start < own.start:  # 以上工作2月底前完成: what stands before is done
                first, last, said = start, own.start, text[start:end]
            if (
                date.start > end
                or len(said) < _SHORTEST_RESULT
                or self._report.match(said)
                or (date.role == "bare" and self._paper.search(said))
                or (first == start and own is None and self._activity.match(said))
            ):
                continue
            yield self._result(passage, (start, end), (first, last), date, task)

    def _of_case(self, part: PassageSentence, date: DateMention) -> bool:
        """对2024年底前成立的企业给予补助: the date tells which, not by when."""
        start, end = part.segment(date.start)
        if date.start == start or date.role not in ("until", "bare") or not self._case.match(part.text, start):
            return False
        return "的" in part.text[date.end : min(end, date.end + _WIDEST_DATE)]

    def _dates_its_segment(self, text: str, start: int, date: DateMention) -> bool:
        """A date at the head of a segment; one further in if it says by when (底前) and the verb stands behind: 各县于6月底前建成平台."""
        return date.start <= start + _HEAD or (date.role == "until" and self.indicators.does(text, date.end))

    def _result(
        self, passage: Passage, clause: tuple[int, int], thing: tuple[int, int], date: DateMention, task: int | None
    ) -> TargetClaim:
        text = passage.text[clause[0] : clause[1]]
        return TargetClaim(
            task=task,
            text=text.strip(),
            indicator=self.indicators.bare(passage.text[slice(*thing)]) or None,
            op="=",
            value=None,
            value2=None,
            unit=None,
            deadline=date.code,
            span=passage.span(*clause),
            rule="dated-result",
            modality=self._said(text),
        )

    def _claim(
        self,
        passage: Passage,
        part: PassageSentence,
        quantity: Quantity,
        kept: Sequence[Quantity],
        date: DateMention | None,
        task: int | None,
        named: Sequence[tuple[Quantity, str | None]],
    ) -> TargetClaim:
        text = passage.text
        first, last = self._clause(text, part, quantity, kept)
        start, end = first, last
        if date is not None and date.start < first and not text[date.end : first].strip("，,、前"):
            start = date.start
        elif quantity.kind in ("money", "ratio"):
            start = self._for_whom(text, part, first)
        base = next((d for d in part.dates_in(first, last) if d.role == "base"), None)
        return TargetClaim(
            task=task,
            text=text[start:end].strip(),
            indicator=self.indicators.of(part, (first, last), quantity, named),
            op=quantity.op,
            value=quantity.value,
            value2=quantity.value2,
            unit=quantity.unit or None,
            deadline=date.code if date else None,
            span=passage.span(start, end),
            rule="quantity",
            baseline=text[base.start : base.end] if base else None,
            modality=self._said(text[start:end]),
            normalised=plain(quantity.value, quantity.unit),
        )

    def _for_whom(self, text: str, part: PassageSentence, first: int) -> int:
        """Where a payment's clause begins: with those it is for (对…的企业，给予…; 使用…的，可按…), if no number stands between."""
        before = part.segment(first - 2)
        if before[1] != first - 1 or part.quantities_in(*before):
            return first
        said = text[before[0] : before[1]]
        return before[0] if said.startswith(("对", "凡")) or said.endswith("的") else first

    def _clause(self, text: str, part: PassageSentence, quantity: Quantity, kept: Sequence[Quantity]) -> tuple[int, int]:
        """The shortest clause of one number: its segment, cut where 、 or 和 leads to another number."""
        start, end = part.segment(quantity.number)
        index = bisect_left(kept, quantity.number, key=_number)
        if index and kept[index - 1].number >= start:
            joins = [m.end() for m in self._join.finditer(text, kept[index - 1].end, quantity.start)]
            start = joins[-1 if len(joins) == 1 else 0] if joins else kept[index - 1].end
        if index + 1 < len(kept) and kept[index + 1].number < end:
            joins = [m.start() for m in self._join.finditer(text, quantity.end, kept[index + 1].start)]
            end = joins[-1 if len(joins) == 1 else 0] if joins else kept[index + 1].start
        return start, max(end, quantity.end)

    def _said(self, text: str) -> str | None:
        match = self._modality.search(text)
        return match[0] if match else None


_AS_OF = "截"
_RESPECTIVELY = "分别"


def _number(quantity: Quantity) -> int:
    return quantity.number


def _date_start(date: DateMention) -> int:
    return date.start


def _without(text: str, skip: Sequence[tuple[int, int]]) -> str:
    """The text with full stops for what is skipped, so that no sentence reaches into it and every position stays valid."""
    kept, done = [], 0
    for start, end in sorted(skip):
        if end > done:
            kept += [text[done : max(start, done)], "。" * (end - max(start, done))]
            done = end
    return "".join((*kept, text[done:]))


def _printed(claim: TargetClaim, read: str, passage: Passage) -> TargetClaim:
    """The claim in the words of the passage; it was read in their plain form."""
    start, end = (bisect_left(passage.offsets, at) for at in (claim.span.start, claim.span.end))
    indicator, unit = (said and printed(said, read, passage.text, start) for said in (claim.indicator, claim.unit))
    return replace(claim, text=passage.text[start:end].strip(), indicator=indicator, unit=unit)


def _past(date: DateMention, since: str | None, text: str) -> bool:
    """Whether a date tells of what has been reached: one before the plan, or of its year in 截至2024年6月."""
    if since is None or not date.code[:4].isdigit():
        return False
    return date.code <= since or (text[date.start] in _AS_OF and date.code[:4] <= since[:4])


def _paired_date(part: PassageSentence, aims: Sequence[DateMention], quantity: Quantity) -> DateMention | None:
    """到2025年、2027年分别达到30%、40%: each number has its date."""
    run = part.run(quantity)
    if len(run) < 2 or len(aims) < len(run):
        return None
    dates = [d for d in aims[: len(run) + 1] if d.start < run[0].start and d.role in ("until", "bare")]
    if len(dates) != len(run):
        return None
    joined = all(part.text[a.end : b.start] in ("、", "和", "") for a, b in pairwise(dates))
    return dates[run.index(quantity)] if joined else None


def _paired_results(part: PassageSentence, dates: Sequence[DateMention], end: int) -> list[tuple[DateMention, int, int]]:
    """2024年3月、6月分别完成前期工作、开工建设: each date has its result."""
    if len(dates) < 2 or not part.text.startswith(_RESPECTIVELY, dates[-1].end):
        return []
    first = dates[-1].end + len(_RESPECTIVELY)
    steps = part.text[first:end].split("、")
    if len(steps) != len(dates):
        return []
    places = [first + sum(len(step) + 1 for step in steps[:index]) for index in range(len(steps))]
    return [(date, at, at + len(step)) for date, at, step in zip(dates, places, steps, strict=True) if step]


def _opening(part: PassageSentence, aims: Sequence[DateMention], position: int) -> DateMention | None:
    """The date that opens the part, or the last one before a position that stands between commas alone."""
    found = None
    for date in aims:
        start, end = part.segment(date.start)
        alone = date.start - start <= _HEAD and date.end == end and date.end <= position
        if (alone or date.start - part.start <= _HEAD) and date.role != "recurring":
            found = date if alone or found is None else found
    return found


class _Reach:
    """How far the dates of a part of a sentence reach.

    A date in a segment holds there; one that opens a segment, 每年 included, holds on to the end of the part or to the next such date.
    """

    def __init__(self, part: PassageSentence, aims: Sequence[DateMention]) -> None:
        self._part, self._aims = part, aims
        self._openers = [d for d in aims if d.start - part.segment(d.start)[0] <= _HEAD and not _on_a_day(d)]
        self._dated = [d for d in aims if d.role != "ongoing"]

    def of(self, quantity: Quantity, *, once: bool) -> DateMention | None:
        """The date of a number; what is paid in each case, or a rate by the year, is not what recurs where the sentence opens so."""
        position = quantity.number
        start, end = self._part.segment(position)
        if near := self._near(quantity, start, end):
            return near
        first = bisect_left(self._aims, start, key=_date_start)
        joined = self._aims[first - 1] if first else None
        if joined and joined.end == start - 1 and joined.start >= start - _WIDEST_DATE:  # 2022年底，累计建成…
            return joined
        at = bisect_left(self._openers, start, key=_date_start) - 1
        opener = self._openers[at] if at >= 0 else None
        return None if opener is None or opener.role == "ongoing" or (once and opener.role in ("recurring", "within")) else opener

    def _near(self, quantity: Quantity, start: int, end: int) -> DateMention | None:
        """The date in a number's own segment: the last one before it, else the first behind; of a movement the last of all."""
        first, here, last = (bisect_left(self._dated, at, key=_date_start) for at in (start, quantity.number + 1, end))
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


def _shared(quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """A comparator holds for a whole list of bare numbers: 最高100万元、50万元, 90%、80%以上."""
    out = list(quantities)
    joined = [text[a.end : b.start] in ("、", "和", "或") and a.kind == b.kind for a, b in pairwise(out)]
    for index, near in enumerate(joined):
        if near and out[index + 1].op == "=" and out[index + 1].end == out[index + 1].after:
            out[index + 1] = replace(out[index + 1], op=out[index].op if out[index].end == out[index].after else "=")
    for index in range(len(joined) - 1, -1, -1):
        if joined[index] and out[index].op == "=" and out[index].start == out[index].number:
            out[index] = replace(out[index], op=out[index + 1].op if out[index + 1].start == out[index + 1].number else "=")
    return out


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def load_targets() -> Targets:
    """The reader with the words as shipped."""
    table = tomllib.loads(files("zhengpu.ingest.targets").joinpath("targets.toml").read_text(encoding="utf-8"))
    return Targets(table, load_indicators(), load_quantities(), Dates.load())
