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
from zhengpu.ingest.targets.reach import DateAims, Reach, date_start, paired_date, past
from zhengpu.ingest.targets.results import DatedResults
from zhengpu.ingest.targets.sentences import PassageSentence, inside, meets, pieces
from zhengpu.ingest.targets.standing import load_standing

__all__ = ["Targets", "load_targets"]


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
        self._aims, self._results = DateAims(patterns, indicators), DatedResults(table, indicators)
        self._modality = re.compile(_any(words["modality"]))

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
        above: tuple[int, str | None] = (0, None)
        for part in self._parts(read.text, dates):
            carried = above[1] if read.text[part.start - 1 : part.start] == "；" and above[0] == part.start - 1 else None
            mine = [replace(each, indicator=each.indicator or carried) for each in self._of_part(read, part, task, since, column)]
            above = part.end, mine[-1].indicator if mine else None  # 到2024年覆盖率达90%；到2026年，达100%
            found.extend(mine)
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
            first, last = (bisect_left(dates, at, key=date_start) for at in (start, end))
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
        aims = self._aims.of(part)
        kept = [q for q in part.quantities if self.standing.why_not(part, q) is None]
        named: list[tuple[Quantity, str | None]] = []
        reach = Reach(part, aims)
        for quantity in kept:
            date = paired_date(part, aims, quantity) or reach.of(quantity, once=self.standing.is_by_case(part, quantity))
            claim = self._claim(passage, part, quantity, kept, date, task, named)
            claim = replace(claim, deadline=column.code) if column and not date else claim
            named.append((quantity, claim.indicator))
            if date is None or not past(date, since, part.text):
                yield claim
        yield from self._results.read(passage, part, [d for d in aims if not past(d, since, part.text)], task)

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


def _number(quantity: Quantity) -> int:
    return quantity.number


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


def _shared(quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """A comparator holds for a whole list of bare numbers: 最高100万元、50万元, 90%、80%以上."""
    out = list(quantities)
    joined = [text[a.end : b.start] in ("、", "和", "或") and (a.kind, a.unit) == (b.kind, b.unit) for a, b in pairwise(out)]
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
