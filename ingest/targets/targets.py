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
from zhengpu.ingest.claims import TargetClaim
from zhengpu.ingest.targets.indicators import Indicators, load_indicators
from zhengpu.ingest.targets.quantities import Quantities, Quantity, load_quantities
from zhengpu.ingest.targets.sentences import PassageSentence, inside, pieces

__all__ = ["Targets", "load_targets"]

_SHORTEST_RESULT = 4
_HANDED = 6
"""So near before a sum a word of giving makes it what is paid: 给予2万元的促销奖励."""
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
        self._part, self._segment, self._join = (re.compile(patterns[name]) for name in ("part", "segment", "join"))
        self._quoted, self._each, self._defines = (re.compile(patterns[name]) for name in ("quoted", "each", "defines"))
        self._payer, self._qualifies, self._sized = (re.compile(patterns[name]) for name in ("payer", "qualifies", "sized"))
        self._carried, self._undertaking, self._conduct = (re.compile(patterns[name]) for name in ("carried", "undertaking", "conduct"))
        self._whom, self._given, self._handed = (re.compile(patterns[name]) for name in ("whom", "given", "handed"))
        self._report, self._allowed = re.compile(patterns["report"]), re.compile(patterns["allowed"])
        self._modality, self._deny = re.compile(_any(words["modality"])), re.compile(f"{_any(words['deny'])}|{patterns['now']}")
        # Only where the noun ends: 22项措施落地 names a set, 20个工作站 counts.
        self._fixed = re.compile(rf"(?:{_any(words['fixed'])})(?=$|[，。；、）)”]|{patterns['after_fixed']})")
        self._span, self._life, self._rank = (re.compile(_any(words[name])) for name in ("span", "life", "rank"))
        self._result_deny, self._measured = re.compile(_any(words["result_deny"])), re.compile(_any(words["measured"]))
        self._holds, self._condition = re.compile(rf"(?:{_any(words['holds'])})$"), re.compile(rf"^(?:{_any(words['condition'])})")
        self._named_by = re.compile(rf"(?:{_any([*words['covers'], *words['size']])})$")
        self._activity, self._solid = re.compile(_any(words["activity"])), frozenset(words["solid"])

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

    def _parts(self, text: str, dates: Sequence[DateMention]) -> Iterator[PassageSentence]:
        quantities = list(self.quantities.find(text))
        if not dates and not quantities:
            return
        held = [(m.start(), m.end()) for m in self._quoted.finditer(text)]
        quantities = _shared([q for q in quantities if not inside(q.number, held)], text)
        for start, end in pieces(self._part, text, 0, len(text), held):
            if start == end:
                continue
            mine = tuple(d for d in dates if start <= d.start < end and not self._measures(text, start, d))
            counted = tuple(
                q for q in quantities if start <= q.number < end and not any(d.start < q.end and q.number < d.end for d in mine)
            )
            if mine or counted:
                yield PassageSentence(text, start, end, tuple(pieces(self._segment, text, start, end, held)), mine, counted)

    def _measures(self, text: str, start: int, date: DateMention) -> bool:
        """压缩至4个月以内 is the length of something, not the time in which it is done."""
        return date.role == "within" and bool(self._span.search(text[max(start, date.start - 12) : date.start]))

    def _of_part(
        self, passage: Passage, part: PassageSentence, task: int | None, since: str | None, column: DateMention | None
    ) -> Iterator[TargetClaim]:
        aims = [d for d in part.dates if d.aims]
        kept = [q for q in part.quantities if self._is_target(part, q)]
        named: list[tuple[Quantity, str | None]] = []
        for quantity in kept:
            date = _paired_date(part, aims, quantity) or _date_of(part, aims, quantity.number)
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
        busy = {part.segment(q.number) for q in part.quantities}
        said = text[part.start : part.end]
        if not aims or self._result_deny.search(said) or self._allowed.search(said):
            return
        for start, end in part.segments:
            own = next((d for d in aims if start <= d.start <= start + _HEAD and d.end < end), None)
            date = own or (opening if opening and (opening.role != "within" or opening.end == part.segment(opening.start)[1]) else None)
            if date is None or date.role in ("recurring", "ongoing") or (start, end) in busy:
                continue
            if steps := _paired_results(part, aims, start, end):
                for when, first, last in steps:
                    yield self._result(passage, (first, last), first, when, task)
                continue
            first = max(start, *(d.end for d in part.dates if start <= d.start < end), start)
            said = text[first:end].lstrip("，")
            if (
                date.start > end
                or len(said) < _SHORTEST_RESULT
                or self._report.match(said)
                or (first == start and self._activity.match(said))
            ):
                continue
            yield self._result(passage, (start, end), first, date, task)

    def _result(self, passage: Passage, clause: tuple[int, int], first: int, date: DateMention, task: int | None) -> TargetClaim:
        text = passage.text[clause[0] : clause[1]]
        return TargetClaim(
            task=task,
            text=text.strip(),
            indicator=self.indicators.bare(passage.text[first : clause[1]]) or None,
            op="=",
            value=None,
            value2=None,
            unit=None,
            deadline=date.code,
            span=passage.span(*clause),
            rule="dated-result",
            modality=self._said(text),
        )

    def _is_target(self, part: PassageSentence, quantity: Quantity) -> bool:
        text = part.text
        start, end = part.segment(quantity.number)
        before, after = text[start : quantity.start], text[quantity.end : end]
        if self._deny.search(text, start, end) or self._defines.search(text[part.start : quantity.start]) or self._holds.search(before):
            return False
        said = text[start : quantity.number]
        if (before[-1:] in ("第", "近") and before) or (said.endswith("前") and not self._rank.search(said)):
            return False
        if quantity.op == "<=" and self._conduct.search(before):
            return False
        if quantity.value == 1 and quantity.unit == "次":  # once a period is a duty
            return False
        if self._is_condition(text, before, after, end, quantity) or self._is_quality(part, quantity, end):
            return False
        if quantity.kind == "ratio" and self._payer.search(before):
            return False
        if quantity.kind == "duration":
            return bool(self._span.search(before if quantity.unit.endswith("年") else text[start:end]))
        if quantity.kind == "age":
            return bool(self._life.search(text, start, quantity.start))
        marked = quantity.op != "=" or quantity.end > quantity.after or quantity.start < quantity.number
        if quantity.words and quantity.kind != "ratio" and not marked:
            each = self._each.search(text[part.start : quantity.start])
            if not (self.indicators.aim_end.search(before) and (each or quantity.value > 1 or quantity.unit in self._solid)):
                return False
        return not (quantity.kind == "count" and not marked and self._fixed.search(after[:20]))

    def _is_condition(self, text: str, before: str, after: str, end: int, quantity: Quantity) -> bool:
        """年薪100万元以上的，可…; 占比3%以上的企业; 对带动100户以上的合作社."""
        if after.endswith("的") and text[end : end + 1] == "，":
            return True
        asks = (self._condition.match(before) and "的" in after) or (self._whom.search(before) and self._given.match(after))
        if asks and not self._handed.search(before):
            return True
        if after.startswith(_ON_TOP):  # 在巩固达到90%的基础上, but not 在省财政补贴50%的基础上
            return not self.indicators.aim_end.search(before)
        chooses = None if self._named_by.search(before) else _CHOOSES.match(after)
        if chooses is None or self._measured.match(after, chooses.end()) or self._handed.search(before[-_HANDED:]):
            return False
        if quantity.kind == "count":
            return bool(self.indicators.bare(before)) and not self.indicators.aim_end.search(before)
        return quantity.kind != "ratio" or bool(self.indicators.bare(before))

    def _is_quality(self, part: PassageSentence, quantity: Quantity, end: int) -> bool:
        """产值超10亿元企业20家, 10个总投资5亿元以上项目: the sum tells what is counted. 抓好80万吨水泥项目: the size of one thing."""
        text, index = part.text, part.quantities.index(quantity)
        if self._carried.search(text, part.start, quantity.start) and quantity.kind in ("extent", "money"):
            return self._undertaking.match(text, quantity.end, end) is not None
        if quantity.kind != "money":
            return False
        ahead = part.quantities[index - 1] if index else None
        if ahead and ahead.kind == "count" and self._sized.fullmatch(text, ahead.end, quantity.start):
            return self._qualifies.match(text, quantity.end, end) is not None
        following = next(iter(part.quantities[index + 1 :]), None)
        if following is None or following.number >= end or following.kind != "count":
            return False
        between = text[quantity.end : following.start]
        named = self.indicators.bare(between)
        return not self._join.search(between) and bool(self._qualifies.fullmatch(named)) and not self.indicators.aims(named)

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
        base = next((d for d in part.dates if d.role == "base" and first <= d.start < last), None)
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
        before = next(((a, b) for a, b in part.segments if b == first - 1), None)
        if before is None or any(before[0] <= q.number < before[1] for q in part.quantities):
            return first
        said = text[before[0] : before[1]]
        return before[0] if said.startswith(("对", "凡")) or said.endswith("的") else first

    def _clause(self, text: str, part: PassageSentence, quantity: Quantity, kept: Sequence[Quantity]) -> tuple[int, int]:
        """The shortest clause of one number: its segment, cut where 、 or 和 leads to another number."""
        start, end = part.segment(quantity.number)
        index = kept.index(quantity)
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
_ON_TOP = "的基础"
_CHOOSES = re.compile("(?:[（(][^（）()]*[）)])?(?:且[^的]*)?的(?=[一-龥“])")


def _without(text: str, skip: Sequence[tuple[int, int]]) -> str:
    """The text with full stops for what is skipped, so that no sentence reaches into it and every position stays valid."""
    for start, end in skip:
        text = text[:start] + "。" * (end - start) + text[end:]
    return text


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
    dates = [d for d in aims if part.start <= d.start < run[0].start and d.role in ("until", "bare")]
    if len(run) < 2 or len(dates) != len(run):
        return None
    joined = all(part.text[a.end : b.start] in ("、", "和", "") for a, b in pairwise(dates))
    return dates[run.index(quantity)] if joined else None


def _paired_results(part: PassageSentence, aims: Sequence[DateMention], start: int, end: int) -> list[tuple[DateMention, int, int]]:
    """2024年3月、6月分别完成前期工作、开工建设: each date has its result."""
    dates = [d for d in aims if start <= d.start < end]
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


def _date_of(part: PassageSentence, aims: Sequence[DateMention], position: int) -> DateMention | None:
    """The nearest date of the segment (before the number if there is one), else the one that opens the sentence."""
    segment = part.segment(position)
    near = [d for d in aims if segment[0] <= d.start < segment[1] and d.role != "ongoing"]
    if near:
        return min(near, key=lambda d: (d.start > position, abs(d.start - position)))
    joined = [d for d in aims if d.end == segment[0] - 1 and d.start >= segment[0] - 24]  # 2022年底，累计建成…
    return joined[-1] if joined else _opening(part, aims, position)


def _shared(quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """A comparator holds for a whole list of bare numbers: 最高100万元、50万元, 90%、80%以上."""
    out = list(quantities)
    joined = [text[a.end : b.start] in ("、", "和", "或") for a, b in pairwise(out)]
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
