"""Numbers asked for: values, sums of money, targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from zhengpu.query.kinds import TARGET
from zhengpu.query.meaning import Count, One, parts
from zhengpu.query.meanings.readings import KindWord, QuestionReading, Text
from zhengpu.query.sense.asked import Asked
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.sense.word_search import TopicWord
from zhengpu.query.wanted.composing import Composing

__all__ = ["money", "targets", "value"]


def value(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """The target that the words speak of best."""
    if x.parties and not (x.words or x.quantities or a.money or a.percent):  # 牵了几个头
        for found in c.narrowed_tasks(x):
            yield QuestionReading(Count(found), "count")
        return
    words = [*x.words, *(TopicWord(q.surface, False) for q in x.quantities)]
    period = x.periods[0] if x.periods else None
    tasks: frozenset[Any] | None = None
    if x.numbers or x.things or x.sections or x.parties:
        held = c.tasks_of(c.mods(replace(x, kinds=[], crowd=None, periods=[])))
        tasks = frozenset(c.members(held)) if held is not None else None
    money = a.money or bool(x.classes & {"moneynoun", "pay"}) or ("upper" in x.classes and a.measure in ("", "万", "亿"))
    percent = a.percent or any(t.has("howmany") and c.concepts.marks["percent"].match(t.surface) for t in c.tokens)
    measure = "" if a.money or a.percent else a.measure
    asks = [t for t in c.tokens if t.has("howmany")]
    if (percent and len(asks) > 1) or (percent and "upper" in x.classes):  # 补百分之几，封顶多少
        both = [
            *c.topics.targets(words, percent=True, period=period, tasks=tasks),
            *c.topics.targets(words, money=True, bound=True, period=period, tasks=tasks),
        ]
        if len(both) > 1:
            yield QuestionReading(One(TARGET, tuple(t.iri for t in both), "".join(w.text for w in words)), "value")
            return
    best = c.topics.targets(
        words, money=money, measure=measure, bound=bool(x.classes & {"upper"}), percent=percent, period=period, tasks=tasks
    )
    if len({t.text for t in best}) > 3 or not (any(w.must for w in words) or x.quantities or tasks is not None):
        return  # 省级的给多少: of too many
    if best and (not measure or measure in ("个", "点") or any(measure in t.unit for t in best)):
        yield QuestionReading(One(TARGET, tuple(t.iri for t in best), "".join(w.text for w in words)), "value")


def money(c: Composing, x: Narrowing, tasks: bool = False) -> Iterator[QuestionReading | None]:
    """Who pays what; what a level of government pays."""
    said = "".join(w.text for w in x.words)
    payers = [c.builder.f_payer(x.payer)] if x.payer is not None else []
    if payers and tasks:
        yield QuestionReading(c.builder.f_paid_tasks(payers[0]).set, "tasks")
    elif said:
        found = c.builder.f_funding(Text((said,)), *payers)
        yield found if any(isinstance(p, One) and p.iris for p in parts(found.meaning)) else None
    elif payers:
        yield c.builder.f_paid_by(payers[0])


def targets(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Targets with numbers, by words, number or date."""
    kind = KindWord(TARGET, numbers=True)
    dated = [p for p in x.periods if p.last is not None or p.first is not None]
    if dated and not (x.words or x.parties or x.numbers or x.sections or x.things):
        yield c.out(c.builder.f_pick(c.builder.f_due(dated[0]), KindWord(TARGET)), a)
        return
    if x.quantities and x.quantities[0].item is not None and not (any(w.must for w in x.words) or x.parties):  # 目标值是3家
        amount = x.quantities[0]
        unit = amount.surface.lstrip("0123456789.一二两三四五六七八九十百千万亿") or None
        yield c.out(c.builder.f_amounting(c.limits.operator(amount), amount.item.value, unit), a)  # type: ignore[arg-type,union-attr]
    if not (x.words or x.parties or x.numbers or x.sections or x.things or x.quantities):
        yield c.out(c.builder.f_everything(kind), a)
    for found in c.narrowed_tasks(replace(x, kinds=[])):
        yield c.out(c.builder.f_step(found, kind), a)
