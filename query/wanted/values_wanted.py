"""Numbers asked for: values, sums of money, targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import TARGET, TASK
from zhengpu.query.meaning import Count, One, Where, parts
from zhengpu.query.meanings.readings import KindWord, QuestionReading, Text
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.sense.word_search import TopicWord
from zhengpu.query.wanted.composing import Composing

__all__ = ["money", "targets", "value"]


def value(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """The target that the words speak of best."""
    if x.parties and not (x.words or x.quantities or a.money or a.percent or x.classes & {"portion", "share"}):  # 牵了几个头
        for found in c.narrowed_tasks(x):
            yield QuestionReading(Count(found), "count")
        return
    words = [*x.words, *(TopicWord(q.surface, False) for q in x.quantities)]
    called = [t.label for t in x.things if isinstance(t, One) and t.kind == TASK and t is not x.among]
    if called and not any(w.must for w in words):  # 人才公寓要筹建多少套: the task is called so, and its target must say so
        yield from value(c, a, replace(x, things=[t for t in x.things if t is x.among], words=[*x.words, *map(TopicWord, called)]))
    if x.missing:
        yield _nearest(c, a, x, money=a.money)
        yield QuestionReading(One(TARGET, (), "".join(x.missing)), "value")
        return
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
    weak = not any(w.must for w in words) and not x.quantities and tasks is None
    if weak and x.classes & {"upper", "lower", "moneynoun"} and not x.payers:  # 纳统奖励上限: nearest as a whole
        yield _nearest(c, a, x, money=money)
    if len({t.text for t in best}) > 3 or not (any(w.must for w in words) or x.quantities or tasks is not None):
        return  # 省级的给多少: of too many
    if not best and period is not None and c.topics.targets(words, money=money, measure=measure, tasks=tasks):
        yield QuestionReading(One(TARGET, (), f"{period.printed}{''.join(w.text for w in words)}"), "value")  # of another year
    if best and (not measure or measure in ("个", "点") or any(measure in t.unit for t in best)):
        yield QuestionReading(One(TARGET, tuple(t.iri for t in best), "".join(w.text for w in words)), "value")
    elif not best and not (x.payers or x.numbers or x.parties):
        yield _nearest(c, a, x, money=money)


def _nearest(c: Composing, a: Asked, x: Narrowing, *, money: bool) -> QuestionReading | None:
    """The target whose clause is nearest to the words as they are said, if one is near."""
    bound = next((t.surface for t in c.tokens if t.has("upper", "lower")), None)
    measure = None if a.money or a.percent or not a.measure else a.measure
    near = c.builder.f_value_bound(Text((c.spoken(),)), x.periods[0] if x.periods else None, "多少钱" if money else None, measure, bound)
    return near if near is not None and any(isinstance(p, One) and p.iris for p in parts(near.meaning)) else None


def money(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Who pays what; what a level of government pays."""
    payers = list(dict.fromkeys(x.payers))
    if payers and a.kind == TASK:
        yield QuestionReading(c.builder.f_paid_tasks(payers[0]).set, "tasks")
        return
    if x.numbers:
        for found in c.narrowed_tasks(replace(x, words=[])):
            yield c.out(c.builder.f_step(found, KindWord("zp:Funding")), Asked())
        return
    said = c.spoken()
    if said and (x.words or x.quantities or not payers):
        found_money = c.builder.f_funding(Text((said,)), *payers)
        yield found_money if any(isinstance(p, One) and p.iris for p in parts(found_money.meaning)) else None
    elif payers:
        yield c.builder.f_paid_by(payers[0])


def targets(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Targets with numbers, by words, number or date."""
    if (amounting := c.amounting(x)) is not None and not x.narrow:
        yield c.out(amounting, a)
        return
    plain = a.noun is not None and a.noun.surface in c.concepts.sets["goal"]
    kind = KindWord(TARGET, numbers=not plain)
    if x.sections and not (x.words or x.parties or x.numbers or x.things or x.quantities):
        yield c.out(c.builder.f_step(x.sections[0][0], kind), a)
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
    plainly = bool(x.words) and not (x.parties or x.numbers or x.sections or x.things)
    best = c.topics.targets(x.words, period=x.periods[0] if x.periods else None) if plainly else ()
    own = One(TARGET, tuple(t.iri for t in best), "".join(w.text for w in x.words)) if best else None
    for found in c.narrowed_tasks(replace(x, kinds=[])):
        if any(isinstance(p, Where) and p.attribute == "zp:text" for p in parts(found)):
            yield c.out(own, a)  # 充电桩目标: what a task says of much else is not meant
        yield c.out(c.builder.f_step(found, kind), a)
    yield c.out(own, a)  # 冷藏车保有量目标: of the whole plan, of no task
    if plainly and x.periods and own is None and c.topics.targets(x.words):  # of another year
        yield c.out(One(TARGET, (), x.periods[0].printed + "".join(w.text for w in x.words)), a)
