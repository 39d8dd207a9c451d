"""Targets: numbers to be reached or paid, and results with a date; the words are in `targets.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import pairwise
from typing import Any

from graph.chinese import Passage
from graph.dates import DateMention, Dates
from graph.numerals import plain
from ingest.claims import TargetClaim
from ingest.quantity import Quantities, Quantity, load_quantities

__all__ = ["Targets", "load_targets"]

_SHORTEST_RESULT = 6
_HEAD = 6
"""Characters that may stand before a date that opens a sentence (力争到2025年)."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence or its part after a semicolon: `text[start:end]`, its segments, dates and quantities."""

    start: int
    end: int
    segments: tuple[tuple[int, int], ...]
    dates: tuple[DateMention, ...]
    quantities: tuple[Quantity, ...]

    def segment(self, position: int) -> tuple[int, int]:
        """The segment that holds a position."""
        return next((s for s in self.segments if s[0] <= position < s[1]), (self.start, self.end))


class Targets:
    """The reader of targets.

    >>> text = "2022年底，累计建成5G基站200个。"
    >>> [(t.indicator, str(t.value), t.unit, t.deadline) for t in load_targets().read(Passage(text, tuple(range(len(text)))), 0)]
    [('5G基站', '200', '个', '2022-12-31')]
    """

    def __init__(self, table: Mapping[str, Any], quantities: Quantities, dates: Dates) -> None:
        words, patterns = table["words"], table["pattern"]
        self.quantities, self.dates = quantities, dates
        self._part, self._segment, self._join = (re.compile(patterns[name]) for name in ("part", "segment", "join"))
        self._quoted, self._each, self._base = (re.compile(patterns[name]) for name in ("quoted", "each", "base"))
        self._modality, self._deny = _any(words["modality"]), _any(words["deny"])
        # Only where the noun ends: 22项措施落地 names a set, 20个工作站 counts.
        self._fixed = re.compile(rf"(?:{_any(words['fixed']).pattern})(?=$|[，。；、）)”]|{patterns['after_fixed']})")
        self._span, self._payment, self._cut = (_any(words[name]) for name in ("span", "payment", "cut"))
        self._result_deny, self._measured = _any(words["result_deny"]), _any(words["measured"])
        self._holds = re.compile(rf"(?:{_any(words['holds']).pattern})$")
        self._activity = re.compile(rf"(?:{_any(words['activity']).pattern})")
        self._aim_end = re.compile(rf"(?:{_any(words['aim']).pattern})(?:了|出)?$")
        self._lead = re.compile(rf"(?:{_any([*words['aim'], *words['adverb']]).pattern})")
        self._tail = re.compile(rf"(?:{_any([*words['aim'], *words['adverb']]).pattern}|、|的|约)$")
        self._condition = re.compile(rf"^(?:{_any(words['condition']).pattern})")

    def read(
        self, passage: Passage, task: int | None, year: int | None = None, skip: Sequence[tuple[int, int]] = ()
    ) -> tuple[TargetClaim, ...]:
        """Targets of a passage in order; `skip` are ranges of `passage.text` that say nothing of targets (clauses, headings).

        `year` is the year in force for dates that name none. `task` None makes headline targets.
        """
        found: list[TargetClaim] = []
        for part in self._parts(passage.text, year, skip):
            found.extend(self._of_part(passage, part, task))
        return tuple(found)

    def _parts(self, text: str, year: int | None, skip: Sequence[tuple[int, int]]) -> Iterator[_Part]:
        dates = self.dates.find(text, year)
        held = [(m.start(), m.end()) for m in self._quoted.finditer(text)]
        quantities = _shared([q for q in self.quantities.find(text) if not _inside(q.number, held)], text) if _countable(text) else []
        for start, end in _pieces(self._part, text, 0, len(text), held):
            if _inside(start, skip) or start == end:
                continue
            mine = tuple(d for d in dates if start <= d.start < end and not self._measures(text, start, d))
            counted = tuple(
                q for q in quantities if start <= q.number < end and not any(d.start < q.end and q.number < d.end for d in mine)
            )
            if mine or counted:
                yield _Part(start, end, tuple(_pieces(self._segment, text, start, end, held)), mine, counted)

    def _measures(self, text: str, start: int, date: DateMention) -> bool:
        """压缩至4个月以内 is the length of something, not the time in which it is done."""
        return date.role == "within" and bool(self._span.search(text[max(start, date.start - 12) : date.start]))

    def _of_part(self, passage: Passage, part: _Part, task: int | None) -> Iterator[TargetClaim]:
        text = passage.text
        aims = [d for d in part.dates if d.aims]
        opening = next((d for d in aims if d.start - part.start <= _HEAD and d.role != "recurring"), None)
        kept = [q for q in part.quantities if self._is_target(text, part, q)]
        for quantity in kept:
            yield self._claim(passage, part, quantity, kept, _date_of(aims, opening, part.segment(quantity.number), quantity.number), task)
        busy = {part.segment(q.number) for q in part.quantities}
        for start, end in part.segments:
            date = opening or next((d for d in aims if start <= d.start <= start + _HEAD and d.end < end), None)
            if (
                date is None
                or date.role in ("recurring", "ongoing")
                or (start, end) in busy
                or self._result_deny.search(text[part.start : part.end])
            ):
                continue
            first = max(start, date.end) if start <= date.start < end else start
            said = text[first:end].lstrip("，")
            if date.start > end or len(said) < _SHORTEST_RESULT or (first == start and self._activity.match(said)):
                continue
            yield TargetClaim(
                task=task,
                text=text[start:end].strip(),
                indicator=self._stripped(text[first:end]),
                op="=",
                value=None,
                value2=None,
                unit=None,
                deadline=date.code,
                span=passage.span(start, end),
                rule="dated-result",
                modality=self._said(text[start:end]),
            )

    def _is_target(self, text: str, part: _Part, quantity: Quantity) -> bool:
        start, end = part.segment(quantity.number)
        before, after = text[start : quantity.start], text[quantity.end : end]
        marked = quantity.op != "=" or quantity.end > quantity.after or quantity.start < quantity.number
        if self._deny.search(text[start:end]) or (before[-1:] in "第近" and before) or self._holds.search(before):
            return False
        if quantity.value == 1 and quantity.unit == "次":  # once a period is a duty
            return False
        if after.endswith("的") and text[end : end + 1] == "，":  # a condition: …100万元以上的，可…
            return False
        chooses = re.match(r"(?:且[^的]*)?的(?=[一-龥])", after) if quantity.kind != "count" else None
        if chooses and not self._measured.match(after, chooses.end()):
            return False
        if self._condition.match(before) and "的" in after:
            return False
        if quantity.kind == "duration":
            return bool(self._span.search(before if quantity.unit.endswith("年") else text[start:end]))
        if quantity.words and quantity.unit != "%":
            each = self._each.search(text[part.start : quantity.start])
            if not marked and not (self._aim_end.search(before) and (each or quantity.value > 1)):
                return False
        return not (quantity.kind == "count" and not marked and self._fixed.search(after[:20]))

    def _claim(
        self, passage: Passage, part: _Part, quantity: Quantity, kept: Sequence[Quantity], date: DateMention | None, task: int | None
    ) -> TargetClaim:
        text = passage.text
        first, last = self._clause(text, part, quantity, kept)
        start, end = first, last
        if date is not None and date.start < first and not text[date.end : first].strip("，,、前"):
            start = date.start
        base = next((d for d in part.dates if d.role == "base" and first <= d.start < last), None)
        return TargetClaim(
            task=task,
            text=text[start:end].strip(),
            indicator=self._indicator(text, first, last, quantity, part),
            op=quantity.op,
            value=quantity.value,
            value2=quantity.value2,
            unit=quantity.unit,
            deadline=date.code if date else None,
            span=passage.span(start, end),
            rule="quantity",
            baseline=text[base.start : base.end] if base else None,
            modality=self._said(text[start:end]),
            normalised=plain(quantity.value, quantity.unit),
        )

    def _clause(self, text: str, part: _Part, quantity: Quantity, kept: Sequence[Quantity]) -> tuple[int, int]:
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

    def _indicator(self, text: str, start: int, end: int, quantity: Quantity, part: _Part) -> str | None:
        after = text[quantity.end : end].lstrip("的")
        before = text[start : quantity.start]
        for date in part.dates:
            if start <= date.start < quantity.start and date.role != "base":
                before = text[max(start, date.end) : quantity.start]
        noun = self._cut.split(after, maxsplit=1)[0].strip("，。、")
        if quantity.kind == "money" and (paid := self._payment.search(after[:8])):
            whom = (self._stripped(text[part.start : quantity.start].split("，")[0]) or "").removeprefix("对").rsplit("的", 1)[-1]
            return (whom + ("一次性" if "一次性" in before else "") + paid[0]) or None
        if quantity.kind in ("count", "extent", "duration") and len(noun) >= 2 and not self._payment.match(noun):
            return noun
        return self._stripped(before) or noun or None

    def _stripped(self, phrase: str) -> str | None:
        """A phrase without verbs and adverbs around its noun."""
        phrase = self._base.sub("", phrase.strip("，。、：\n “”"))
        while phrase and (match := self._lead.match(phrase)) and len(phrase) - match.end() >= 2:
            phrase = phrase[match.end() :].lstrip("，、 ")
        while phrase and (match := self._tail.search(phrase)) and match.start() >= 2:
            phrase = phrase[: match.start()]
        return phrase or None

    def _said(self, text: str) -> str | None:
        match = self._modality.search(text)
        return match[0] if match else None


def _date_of(aims: Sequence[DateMention], opening: DateMention | None, segment: tuple[int, int], position: int) -> DateMention | None:
    """The nearest date of the segment (before the number if there is one), else the one that opens the sentence."""
    near = [d for d in aims if segment[0] <= d.start < segment[1] and d.role not in ("ongoing",)]
    if near:
        return min(near, key=lambda d: (d.start > position, abs(d.start - position)))
    joined = [d for d in aims if d.end == segment[0] - 1 and d.start >= segment[0] - 24]  # 2022年底，累计建成…
    return joined[-1] if joined else opening


def _shared(quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """A comparator holds for a whole list of bare numbers: 最高100万元、50万元, 90%、80%以上."""
    out = list(quantities)
    joined = [text[a.end : b.start] == "、" for a, b in pairwise(out)]
    for index, near in enumerate(joined):
        if near and out[index + 1].op == "=" and out[index + 1].end == out[index + 1].after:
            out[index + 1] = replace(out[index + 1], op=out[index].op if out[index].end == out[index].after else "=")
    for index in range(len(joined) - 1, -1, -1):
        if joined[index] and out[index].op == "=" and out[index].start == out[index].number:
            out[index] = replace(out[index], op=out[index + 1].op if out[index + 1].start == out[index + 1].number else "=")
    return out


def _countable(text: str) -> bool:
    return any(c.isdigit() for c in text) or bool(re.search("[一二两三四五六七八九十百千半]", text))


def _inside(position: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in ranges)


def _pieces(separator: re.Pattern[str], text: str, start: int, end: int, held: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The pieces of `text[start:end]` between separators that do not stand inside quotation marks."""
    first = start
    for match in separator.finditer(text, start, end):
        if not _inside(match.start(), held):
            yield first, match.start()
            first = match.end()
    yield first, end


def _any(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def load_targets() -> Targets:
    """The reader with the words as shipped."""
    table = tomllib.loads(files("ingest").joinpath("targets.toml").read_text(encoding="utf-8"))
    return Targets(table, load_quantities(), Dates.load())
