"""Units asked for: who does it, in which role, who besides, who not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import TASK, UNIT
from zhengpu.query.meaning import Both, Either, Minus, Set, Step, Via
from zhengpu.query.meanings.readings import KindWord, QuestionReading
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.spoken.parties import DOING
from zhengpu.query.wanted.composing import Composing

__all__ = ["role_of", "units"]


def units(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Who: those of tasks, or all in a role, without those named."""
    if not (x.aside or x.crowd) and (roles := _held(c, x)) is not None:
        yield c.out(roles, a)
        return
    b, kind = c.builder, KindWord(UNIT)
    named = [u for p in x.parties for u in p.sets]
    step = c.step(x.role, c.any_role if x.parties or x.classes & {"total", "else"} else c.duty)
    if x.role == "responsible" and not x.parties:
        step = c.duty
    if x.crowd is not None and x.of_units:
        pass
    elif x.crowd is not None and not x.words:
        yield c.out(b.f_busy(kind, c.step(x.role, c.any_role), x.crowd[0], x.crowd[1]), a)  # type: ignore[arg-type]
        return
    if len(x.numbers) > 1 and "together" in x.classes and not x.words and not x.parties:  # 第18条和第20条都涉及哪些单位
        yield c.out(Both(tuple(b.f_who(b.f_numbered(n), c.step(x.role, c.any_role)) for n in x.numbers)), a)
        return
    negative = [s for s, positive in x.sections if not positive]
    if negative and not x.words and not x.parties:
        inside = [b.f_in_section(s) for s, positive in x.sections if positive]
        first: Set = b.f_who(inside[0], c.any_role) if inside else b.f_doers_any(c.any_role)
        yield c.out(Minus(first, b.f_who(b.f_in_section(negative[0]), c.any_role)), a)
        return
    excepted = [p for p in x.parties if p.excepted]
    if excepted and len(excepted) == len(x.parties) and not (x.words or x.numbers or x.things or x.sections or x.periods):
        yield c.out(Minus(b.f_doers_any(c.step(x.role, c.any_role)), Either(tuple(named)) if len(named) > 1 else named[0]), a)
        return
    rest = [p for p in x.parties if not p.excepted]
    anchored = bool(x.words or x.numbers or x.things or x.sections or rest)
    if excepted and anchored:
        x = replace(x, parties=rest)
    party = x.parties[0] if x.parties else None
    if (
        party is not None and party.before and party.role == "cooperate" and not x.words
    ):  # 配合县文旅局的: those in that role where it leads
        tasks: Set = Via(party.sets[0], c.duty, TASK)
        yield c.out(Minus(b.f_who(tasks, Step(("zp:cooperatesOn",))), party.sets[0]), a)
        return
    if party is not None and party.negative and bool(x.words or x.numbers or x.things or x.sections):
        tasks_of: Iterator[Set] = c.narrowed_tasks(x, parties=False)
    else:
        tasks_of = c.narrowed_tasks(x)
    any_found = False
    for found in tasks_of:
        any_found = True
        doers = b.f_not_doing(kind, step, found) if x.role_negative else b.f_who(found, step)
        if doers is None:
            continue
        if x.aside:
            held = tuple(b.f_who(found, c.step(r, c.any_role)) for r in x.aside)
            doers = Minus(b.f_who(found, c.any_role if step == c.duty else step), Either(held) if len(held) > 1 else held[0])
        yield c.out(Minus(doers, Either(tuple(named)) if len(named) > 1 else named[0]) if named else doers, a)
        if not x.role_negative and step == c.duty:
            yield c.out(b.f_who(found, c.any_role), a)
    light = x.role == "takepart" and all(len(t.surface) == 1 for t in c.tokens if t.has("takepart"))
    if not any_found and not x.words and not light:  # 在哪个机构领导下干的 asks for no list of all
        doers = b.f_idle(kind, step) if x.role_negative else b.f_doers_any(c.step(x.role, c.any_role))
        yield c.out(doers, a)


def role_of(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """县文旅局在第35条是什么角色, 是牵头还是配合."""
    for found in c.narrowed_tasks(replace(x, parties=[])):
        yield c.builder.f_role_in(x.parties[0].sets[0], found)


def _held(c: Composing, x: Narrowing) -> Set | None:
    """既牵头又配合的, 只配合过、从没牵头的: units by the roles they have anywhere and those they have nowhere."""
    if x.words or x.numbers or x.things or any(not p.excepted for p in x.parties):
        return None
    said = [(n, t.own_role or next(r for r in DOING if t.has(r)), t) for n, t in enumerate(c.tokens) if t.has(*DOING)]
    told = [
        (n, r, t)
        for n, r, t in said
        if r in ("lead", "cooperate") or t.surface in c.concepts.sets["answering"] or (r == "responsible" and len(t.surface) > 1)
    ]
    if len({r for _, r, _ in told}) < 2 and not any(c.limits.role_denied(n) for n, _, _ in told):
        return None
    b = c.builder
    positive: list[Set] = []
    negative: list[Set] = []
    for n, role, token in told:
        exact = (
            Step(("zp:responsibleFor",))
            if (token.surface in c.concepts.sets["answering"] or role == "responsible") and c.answers_for()
            else c.step(role, c.any_role)
        )
        (negative if c.limits.role_denied(n) else positive).append(b.f_doers_any(exact))
    negative += [u for p in x.parties for u in p.sets]
    whole: Set = b.f_doers_any(c.any_role) if not positive else positive[0] if len(positive) == 1 else Both(tuple(dict.fromkeys(positive)))
    return Minus(whole, negative[0] if len(negative) == 1 else Either(tuple(negative))) if negative else whole
