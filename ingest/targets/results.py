"""Results: what is to be done by a date, without a number (9月底前完成改造)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise
from typing import Any

from zhengpu.graph.chinese import Passage
from zhengpu.graph.dates import DateMention
from zhengpu.ingest.claims import TargetClaim
from zhengpu.ingest.targets.indicators import Indicators
from zhengpu.ingest.targets.reach import HEAD, WIDEST_DATE, opening
from zhengpu.ingest.targets.sentences import PassageSentence

__all__ = ["DatedResults"]

_SHORTEST_RESULT = 4
_NUMBER = re.compile(r"\d")
_DATED = re.compile(r"^(?:20\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:[上中下]旬|[底末初])?(?:之?前|以前)?")
_RESPECTIVELY = "分别"


class DatedResults:
    """The reader of results; the words are in `targets.toml`."""

    def __init__(self, table: Mapping[str, Any], indicators: Indicators) -> None:
        words, patterns = table["words"], table["pattern"]
        self._indicators = indicators
        self._part, self._segment = re.compile(patterns["part"]), re.compile(patterns["segment"])
        self._report, self._allowed, self._topic, self._paper = (
            re.compile(patterns[name]) for name in ("report", "allowed", "topic", "paper")
        )
        self._opens_paper = re.compile(patterns["opens"])
        self._manner = re.compile(patterns["manner"])
        self._brings = re.compile(f"(?:{'|'.join(words['prepared'])}){patterns['brings']}")
        self._since, self._by_when = re.compile(patterns["since"]), re.compile(patterns["by_when"])
        self._deny, self._activity, self._modality = (
            re.compile("|".join(map(re.escape, sorted(words[name], key=len, reverse=True))))
            for name in ("result_deny", "activity", "modality")
        )

    def read(self, passage: Passage, part: PassageSentence, aims: Sequence[DateMention], task: int | None) -> Iterator[TargetClaim]:
        """What is to be reached by a date, without a number."""
        text = passage.text
        first_date = opening(part, aims, part.start)
        if first_date and self._topic.match(text, first_date.end):
            return
        busy = {part.segment(q.number) for q in part.quantities}
        said = text[part.start : part.end]
        if not aims or self._allowed.search(said):
            return
        held = {d.start for d in aims}
        standing = (
            first_date if first_date and (first_date.role != "within" or first_date.end == part.segment(first_date.start)[1]) else None
        )
        above: str | None = None
        for start, end in self._stretches(part, held):
            here = [d for d in part.dates_in(start, end) if d.start in held]
            alone = next((d for d in here if d.end == end and self._opens(d, text[start : d.start])), None)
            if alone:  # 对照指标，在9月底前，完成自评
                standing = alone
            own = next((d for d in here if d.end < end and self._dates_its_segment(text, start, d)), None)
            date = own or standing
            if date is None or date.role in ("recurring", "ongoing") or part.segment(start) in busy or self._deny.search(text, start, end):
                continue
            if steps := _paired_results(part, here, end):
                for when, at, to in steps:
                    yield self._result(passage, (at, to), (at, to), when, task)
                continue
            first, last = max(start, *(d.end for d in part.dates_in(start, end)), start), end
            said = text[first:end].lstrip("，")
            if own and not self._indicators.bare(said) and start < own.start:  # 以上工作2月底前完成: what stands before is done
                first, last, said = start, own.start, text[start:end]
            if (
                date.start > end
                or (len(said) < _SHORTEST_RESULT and not self._only_done(text, own, said))
                or self._report.match(said)
                or (date.role == "bare" and self._paper.search(said))
                or (first == start and own is None and self._activity.match(said) and not self._brings.match(said))
                or self._manner.search(said)
                or self._opens_paper.match(said)
            ):
                continue
            result = self._result(passage, (start, end), (first, last), date, task)
            if self._indicators.only_does(said):  # 2025年6月底前竣工验收并投入使用: what is meant stands before
                result = replace(result, indicator=above or said.strip("，"))
            above = result.indicator or above or self._above(text, start) or None  # 改造3月底前启动，年底前完成
            yield replace(result, indicator=above)

    def _stretches(self, part: PassageSentence, held: Set[int]) -> Iterator[tuple[int, int]]:
        """The segments, cut where 、 leads to another date: 2025年启动前期工作、2026年开工."""
        for start, end in part.segments:
            cuts = [d.start for d in part.dates_in(start + 1, end) if d.start in held and part.text[d.start - 1] == "、"]
            together = cuts and any(d.end == cut - 1 for cut in cuts for d in part.dates_in(start, cut))  # 到2025年、2027年分别…
            places = [start, *(() if together else cuts), end + 1]
            yield from ((a, b - 1) for a, b in pairwise(places))

    def _opens(self, date: DateMention, before: str) -> bool:
        """A date between commas alone, or a time from what has its own clause: 方案印发后3个月内，…."""
        return not self._indicators.bare(before) or (date.role == "within" and self._since.search(before) is not None)

    def _only_done(self, text: str, date: DateMention | None, said: str) -> bool:
        """2025年底前完成: what is done stands before, but by when is said here."""
        return date is not None and len(said) > 1 and self._by_when.search(text, date.start, date.end) is not None

    def _dates_its_segment(self, text: str, start: int, date: DateMention) -> bool:
        """A date at the head of a segment; one further in if it says by when (底前) and the verb stands behind: 各县于6月底前建成平台."""
        return date.start <= start + HEAD or (date.role == "until" and self._indicators.does(text, date.end))

    def _result(
        self, passage: Passage, clause: tuple[int, int], thing: tuple[int, int], date: DateMention, task: int | None
    ) -> TargetClaim:
        text = passage.text[clause[0] : clause[1]]
        return TargetClaim(
            task=task,
            text=text.strip(),
            indicator=self._indicators.result(passage.text[slice(*thing)]) or None,
            op="=",
            value=None,
            value2=None,
            unit=None,
            deadline=date.code,
            span=passage.span(*clause),
            rule="dated-result",
            modality=said[0] if (said := self._modality.search(text)) else None,
        )

    def _above(self, text: str, end: int) -> str:
        """What the segment before is about, for a clause that only says by when: 未验收的，6月底前完成."""
        said = text[max(0, end - WIDEST_DATE * 2) : max(0, end - 1)]
        last = self._segment.split(self._part.split(said)[-1])[-1]
        last = _DATED.sub("", last)
        counted = _NUMBER.search(last)  # 更换护眼灯2600间，9月1日前完成
        return (self._indicators.bare(last[: counted.start()]) if counted else "") or self._indicators.bare(last)


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
