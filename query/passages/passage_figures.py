"""How many, how much, when: the target or the number, the day that a passage prints nearest to what is asked."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.dates import DateMention, date_text
from zhengpu.graph.quantities import Quantity
from zhengpu.query.answer import AnswerItem, EvidenceItem
from zhengpu.query.answers.items import Items
from zhengpu.query.kinds import TARGET
from zhengpu.query.meaning import One
from zhengpu.query.passages.alignment import PHRASES, Alignment
from zhengpu.query.passages.passage import DocumentPassage
from zhengpu.query.passages.passage_question import PassageAnswer, PassageQuestion, PassageQuotes
from zhengpu.query.phrases.counted import counted
from zhengpu.query.phrases.measure_words import load_measure_kin
from zhengpu.query.phrases.paired_rows import paired_rows
from zhengpu.query.phrases.printed_figures import PrintedFigures, in_periods, measured_as
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.words.link import Period

__all__ = ["PassageFigures"]

_DATED = ("deadline", "deadlineText")
_HALF, _NEAREST = 0.5, 3
"""So many numbers or days of a sentence may be meant."""


class PassageFigures:
    """Reads numbers and days out of passages for one question."""

    def __init__(self, question: PassageQuestion, items: Items, figures: PrintedFigures, quotes: PassageQuotes) -> None:
        self._question, self._items, self._figures, self._quotes = question, items, figures, quotes

    # ── how many ──

    def targets(self, passage: DocumentPassage) -> PassageAnswer | None:
        """The targets that fall into the times which are named."""
        items = [i for i in self._goals(passage) if self._in_time(i)]
        return PassageAnswer("targets", ("targets", *(i.iri for i in items)), tuple(items)) if items else None

    def values(self, passage: DocumentPassage) -> Iterator[PassageAnswer]:
        """The numbers nearest to the words of the question, counted in what is asked for; a target where it is one."""
        text = CompactText(passage.text)
        days = self._figures.days(text.printed, None)
        undated = not days and bool(self._question.periods)  # the sentence does not say for when
        printed = self._figures.numbers(text.printed)
        found = [q for q in self._measured(printed) if undated or in_periods(q.number, days, self._question.periods)]
        align = self._question.align(text.said)
        whole = sum(w.weight for w in align.words) or 1.0
        said = dict(zip(printed, (_said_within(align, place) / whole for place in counted(text.printed, printed)), strict=True))
        pairs = paired_rows(text.printed, printed)
        ranked = sorted(
            ((align.near(q.number, q.after), q) for q in found), key=lambda pair: (-pair[0] / whole - said[pair[1]], pair[1].number)
        )
        for rank, (near, best) in enumerate(ranked[:_NEAREST]):
            rival = next((n for n, q in ranked[rank + 1 :] if (q.value, q.unit) != (best.value, best.unit)), 0.0)
            if near <= 0:
                return
            others = max((part for q, part in said.items() if (q.value, q.unit) != (best.value, best.unit)), default=0.0)
            start, end = text.original(best.start, best.end)
            item = self._goal_at(passage, best) or self._own_item(passage, text, align, best)
            signs = (
                ("near", near / whole), ("apart", 1.0 - rival / near), ("undated", float(undated)), ("numbers", math.log(len(found))),
                ("rank", float(rank)), ("goal", float(item.iri is not None)), ("counted", said[best]), ("counted_more", said[best] - others),
                ("measured", self._compatible(best)), ("paired", self._paired(align, text, pairs, best)),
            )  # fmt: skip
            count = int(best.value) if best.kind == "count" and best.value == int(best.value) else None
            key = ("value", str(best.value), best.unit)
            quote = self._quotes.inside(passage, start, end)
            yield PassageAnswer("value", key, (_with_quote(item, quote),), count=count, signs=signs)

    def beside(self, passage: DocumentPassage) -> Iterator[PassageAnswer]:
        """The numbers that stand beside the sentences of the task and hold for all of them: （0.5分）, the heading of its part (2分)."""
        for aside in passage.asides:
            found = self._measured(self._figures.numbers(aside.text))
            for number in (q for q in found if self._asked_in(q.unit)):
                quote = self._quotes.at(passage.document, aside.start, aside.end)
                item = AnswerItem(
                    None, "Figure", aside.text, text=passage.text, value=number.value, value2=number.value2, unit=number.unit,
                    op=number.op, document=quote.document, evidence=(quote, self._quotes.own(passage)),
                )  # fmt: skip
                said = self._question.align(CompactText(aside.text).said).words
                signs = (
                    ("beside", 1.0), ("beside_heading", float(aside.heading)), ("beside_said", float(bool(said))),
                    ("numbers", math.log(len(found))), ("measured", self._compatible(number)),
                )  # fmt: skip
                yield PassageAnswer("value", ("value", str(number.value), number.unit), (item,), signs=signs)

    def _paired(self, align: Alignment, text: CompactText, pairs: Mapping[Quantity, tuple[int, int]], number: Quantity) -> float:
        """Of a row of numbers that belong to a row of things: 1 for that of the thing which was said, -1 for another; 0 where none was."""
        if number not in pairs:
            return 0.0
        said = {q: _said_within(align, at) + self._named(text.said[slice(*at)]) for q, at in pairs.items()}
        most = max(said.values())
        return (1.0 if said[number] == most else -1.0) if most > min(said.values()) else 0.0

    def _named(self, thing: str) -> float:
        """Whether the question has the name of a thing, be it a grade (4a)."""
        return float(any(thing[:n] in self._question.text for n in range(len(thing), 1, -1)))

    def of_number(self, passage: DocumentPassage) -> Iterator[PassageAnswer]:
        """The thing of a row that the number which the question names belongs to: 补助3万元的是哪一类."""
        text = CompactText(passage.text)
        named = {(q.value, q.unit[:1]) for q in self._figures.numbers(self._question.text)}
        for number, (a, b) in paired_rows(text.printed, self._figures.numbers(text.printed)).items():
            if (number.value, number.unit[:1]) in named:
                start, end = text.original(a, b)
                own, quote = self._quotes.own(passage), self._quotes.at(passage.document, passage.start + start, passage.start + end)
                label = text.printed[a:b].split("的")[0]
                item = AnswerItem(None, "Phrase", label, document=own.document, text=label, evidence=(quote, own))
                yield PassageAnswer("text", ("part", label), (item,), signs=(("of_number", 1.0),))

    def _asked_in(self, unit: str) -> bool:
        """Whether it is asked in a unit by name: 几分, 多少分, 分值, 总分."""
        wanted, name = self._question.wanted, re.escape(unit)
        if wanted.measure and wanted.measure not in load_concepts().sets["any_measure"]:
            return load_measure_kin().fits(wanted.measure, unit) > _HALF
        return re.search(f"(?:几|多少|总|满){name}(?!别)|{name}[值数]", self._question.text) is not None

    def _compatible(self, number: Quantity) -> float:
        """How well a number is counted as is asked for: 几趟, of 6场."""
        wanted = self._question.wanted
        if wanted.money or wanted.percent:
            return float(number.kind == ("money" if wanted.money else "ratio"))
        return load_measure_kin().fits(wanted.measure, number.unit)

    def _measured(self, found: Sequence[Quantity]) -> list[Quantity]:
        wanted, sets = self._question.wanted, load_concepts().sets
        lasting = any(word in self._question.text for word in sets["lasting"])
        return measured_as(found, wanted.measure, money=wanted.money, percent=wanted.percent, lasting=lasting)

    def _goal_at(self, passage: DocumentPassage, number: Quantity) -> AnswerItem | None:
        same = [i for i in self._goals(passage) if i.value == number.value and (i.unit or "") == number.unit]
        return same[0] if len(same) == 1 else None

    def _own_item(self, passage: DocumentPassage, text: CompactText, align: Alignment, number: Quantity) -> AnswerItem:
        a, b = align.segment(number.start, number.end, PHRASES)
        own = self._quotes.own(passage)
        return AnswerItem(
            None, "Figure", text.printed[a:b], text=text.printed, value=number.value, value2=number.value2, unit=number.unit, op=number.op,
            document=own.document, evidence=(own,),
        )  # fmt: skip

    def _in_time(self, item: AnswerItem) -> bool:
        """Whether a target falls due in the times that the question names."""
        dated = [p for p in self._question.periods if p.first is not None or p.last is not None]
        years = [(p.first and str(p.first.year), p.last and str(p.last.year)) for p in dated]
        return all(item.deadline is not None and (a or "") <= item.deadline[:4] and (not b or item.deadline[:4] <= b) for a, b in years)

    def _goals(self, passage: DocumentPassage) -> list[AnswerItem]:
        iris = tuple(dict.fromkeys(f.thing for f in passage.facts if f.relation == "a" and f.value == "Target"))
        return list(self._items.of(One(TARGET, iris, ""), iris)) if iris else []

    # ── when ──

    def days(self, passage: DocumentPassage) -> Iterator[PassageAnswer]:
        """The days that stand nearest before the words of the question; a beginning where one is asked for."""
        text = CompactText(passage.text)
        align = self._question.align(text.said)
        begins = any(word in self._question.text for word in load_concepts().sets["beginning"])
        if begins and (since := load_concepts().marks["since"].search(text.printed)):
            yield self._told(passage, text, align, since.span(), None)
            return
        days = [m for m in self._figures.days(text.printed, None) if in_periods(m.start, [m], self._dated())]
        starts = [m for m in days if m.role == "start"]
        days = starts if begins and starts else [m for m in days if m.role != "start"] or days
        if not days:
            yield from self._of_facts(passage)
        if not any(m.code[:4].isdigit() for m in days):  # 每年 says how often, not until when
            yield from self._of_task(passage, bool(days))
        if not days:
            return
        ranked = sorted(((align.near(m.start, m.end, after_only=True), m) for m in days), key=lambda pair: (-pair[0], pair[1].start))
        for rank, (near, best) in enumerate(ranked[:_NEAREST]):
            rival = next((n for n, m in ranked[rank + 1 :] if m.code != best.code), 0.0)
            if near > 0:
                yield self._told(passage, text, align, (best.start, best.end), best, near, rival, rank)

    def _dated(self) -> list[Period]:
        return [p for p in self._question.periods if p.first is not None and p.last is not None]

    def _told(
        self, passage: DocumentPassage, text: CompactText, align: Alignment, place: tuple[int, int], day: DateMention | None,
        near: float = 1.0, rival: float = 0.0, rank: int = 0,
    ) -> PassageAnswer:  # fmt: skip
        start, end = text.original(*place)
        own, quote = self._quotes.own(passage), self._quotes.inside(passage, start, end)
        code = day.code if day is not None else None
        label = text.printed[place[0] : place[1]]
        item = AnswerItem(passage.task, "Task", label, date=code, document=own.document, text=text.printed, evidence=(own, quote))
        whole = sum(w.weight for w in align.words) or 1.0
        signs = (("near", near / whole), ("apart", 1.0 - rival / near), ("rank", float(rank)))
        return PassageAnswer("date", ("date", code or label), (item,), signs=signs)

    def _of_task(self, passage: DocumentPassage, own_days: bool) -> Iterator[PassageAnswer]:
        """The days that the graph has for the task of the passage: those its clause prints (6月底完成), those of its other sentences."""
        own = self._quotes.own(passage)
        beside = {f: any(a.start <= f.start < a.end for a in passage.asides) for f in passage.deadlines}
        for fact, clause in sorted(beside.items(), key=lambda pair: not pair[1]):
            here = passage.holds(fact.start)
            quote = self._quotes.at(passage.document, fact.start, fact.end)
            item = AnswerItem(
                passage.task,
                "Task",
                date_text(fact.value),
                date=fact.value,
                document=own.document,
                text=passage.text,
                evidence=(quote, own),
            )
            signs = (
                ("of_task", 1.0), ("of_clause", float(clause)), ("of_here", float(here)), ("own_days", float(own_days)),
                ("task_days", math.log(len(passage.deadlines))),
            )  # fmt: skip
            yield PassageAnswer("date", ("date", fact.value), (item,), signs=signs)

    def _of_facts(self, passage: DocumentPassage) -> Iterator[PassageAnswer]:
        """The one day that the graph has for what the passage says."""
        said = dict.fromkeys(f.value for f in passage.facts if f.relation in _DATED)
        said |= dict.fromkeys(i.deadline for i in self._goals(passage) if i.deadline)
        if len(said) != 1:
            return
        code, own = next(iter(said)), self._quotes.own(passage)
        item = AnswerItem(passage.task, "Task", date_text(code), date=code, document=own.document, text=passage.text, evidence=(own,))
        yield PassageAnswer("date", ("date", code), (item,), signs=(("of_facts", 1.0),))


def _said_within(align: Alignment, place: tuple[int, int]) -> float:
    """How much of the question's words a stretch says."""
    best: dict[int, float] = {}
    for word in align.words:
        if place[0] <= word.start and word.end <= place[1]:
            best[word.term] = max(best.get(word.term, 0.0), word.weight)
    return sum(best.values())


def _with_quote(item: AnswerItem, quote: EvidenceItem) -> AnswerItem:
    return item if quote in item.evidence else replace(item, evidence=(*item.evidence, quote))
