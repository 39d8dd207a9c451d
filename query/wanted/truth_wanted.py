"""Yes or no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import TARGET, TASK
from zhengpu.query.meaning import Compared, Having, Of, One, Set, Where, Whether
from zhengpu.query.meanings.readings import KindWord, QuestionReading
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.wanted.composing import Composing

__all__ = ["value_is", "whether"]


def whether(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Whether there is such a task."""
    b = c.builder
    if a.kind is None and any(p.negative for p in x.parties):
        return  # 是不是没有牵头: yes would mean no
    if (every := _all_of_them(c, x)) is not None:
        yield every
        return
    if len(x.parties) == 1 and not (x.words or x.numbers or x.things) and (many := _so_many(c, x)) is not None:
        yield QuestionReading(Whether(many), "yesno")
        return
    if x.absent:
        yield QuestionReading(Whether(Where(Of(TASK), "zp:text", "contains", x.absent[0])), "yesno")
        return
    amounts = x.quantities or [t for t in c.tokens if t.kind == "number" and t.item is not None]
    if amounts and (x.words or x.numbers or x.things):
        yield from value_is(c, replace(x, quantities=list(amounts)))
    if x.role is not None and not x.parties and (x.numbers or x.words):  # 第44条有没有牵头单位
        for found in c.narrowed_tasks(replace(x, role=None)):
            yield b.f_any(b.f_who(found, c.step(x.role, c.any_role)))
    if x.parties or x.kinds or x.sections or x.numbers or x.things:
        hit = False
        for found in c.narrowed_tasks(x, every=True):
            hit = True
            yield b.f_any(found) or (QuestionReading(Whether(found), "yesno") if not isinstance(found, One) else None)
        if hit:
            return
    if x.mention and x.words:
        for found in c.topics.tasks(x.words, every=True):
            yield QuestionReading(Whether(found), "yesno")


def _all_of_them(c: Composing, x: Narrowing) -> QuestionReading | None:
    """教育局的三条是不是全都6月底: whether none of a unit's tasks is otherwise."""
    everyone = any(t.has("together") and t.surface in c.concepts.sets["all_of"] for t in c.tokens)
    if not everyone or not x.parties or not (x.periods or x.kinds) or x.words or x.numbers:
        return None
    every = c.tasks_of(c.mods(replace(x, periods=[], kinds=[], crowd=None, quantities=[])))
    such = c.tasks_of(c.mods(replace(x, crowd=None, quantities=[])))
    return QuestionReading(Compared(every, such, "same"), "yesno") if every is not None and such is not None else None


def _so_many(c: Composing, x: Narrowing) -> Set | None:
    """统战部是不是不止一条: whether a unit has so many tasks."""
    token = next((q for q in x.quantities if q.has("measure.task", "measure")), None)
    number = token.item.value if token is not None and token.item is not None else None
    if token is None or not isinstance(number, int) or len(x.parties[0].sets) != 1:
        return None
    party = x.parties[0]
    step = c.step(party.role, c.any_role) if party.role in ("lead", "cooperate") else c.any_role
    return Having(party.sets[0], step, c.limits.operator(token), number)  # type: ignore[arg-type]


def value_is(c: Composing, x: Narrowing) -> Iterator[QuestionReading | None]:
    """30项首台套，写的是以上吧: the target these words speak of, and whether it is so much."""
    token = x.quantities[0]
    number = token.item.value if token.item is not None else None
    if number is None:
        return
    if not x.words and (held := c.tasks_of(c.mods(replace(x, quantities=[], kinds=[], crowd=None)))) is not None:  # 第17条的目标是200个吗
        targets = c.builder.f_step(held, KindWord(TARGET))
        yield c.builder.f_value_among(targets, c.limits.operator(token), number) if targets is not None else None  # type: ignore[arg-type]
        return
    best = c.topics.targets(x.words)
    if not best:
        return
    one = One(TARGET, tuple(t.iri for t in best), "".join(w.text for w in x.words))
    operator = c.limits.operator(token)
    after = any(t.start >= token.end and t.has("atleast", "atmost") for t in c.tokens if t.start - token.end <= 1)
    found: Set = Where(one, "schema:value", "=" if after else operator, number)  # type: ignore[arg-type]
    if operator != "=" and after:
        found = Where(found, "zp:comparator", "=", operator)
    yield QuestionReading(Whether(found), "yesno")
