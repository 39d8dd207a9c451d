"""Tasks asked for: which, how many, which number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import TASK, UNIT
from zhengpu.query.meaning import Both, One, Via, parts
from zhengpu.query.meanings.readings import KindWord, Mod, QuestionReading
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.wanted.composing import Composing

__all__ = ["tasks"]


def tasks(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Tasks within the limits; where nothing limits them, all."""
    if (
        x.role is not None and not x.parties and x.among is not None and not x.role_negative and not x.role_noun
    ):  # 其中牵头的: the unit before, in this role
        held = [p for p in parts(x.among) if isinstance(p, Via) and isinstance(p.source, One) and p.source.kind == UNIT and p.kind == TASK]
        if len(held) == 1:
            for found in c.narrowed_tasks(x):
                yield c.out(Both((found, replace(held[0], step=c.step(x.role, c.any_role)))), a)
            return
    if x.role is not None and not x.parties:
        mod = c.builder.f_without_role if x.role_negative else c.builder.f_with_role
        extra = mod(c.step(x.role, c.any_role))
        for found in c.narrowed_tasks(x, every=x.mention):
            yield c.out(c.builder.f_mods(Mod(found), extra).set if c.builder.f_mods(Mod(found), extra) else None, a)  # type: ignore[union-attr]
        if not (x.words or x.missing):
            yield c.out(c.tasks_of([*c.mods(x), extra]), a)
        return
    for found in c.narrowed_tasks(x, every=x.mention or a.form == "number"):
        yield c.out(found, a)
    limited = x.periods or x.other_periods or x.kinds or x.crowd or x.lacking or x.role or x.amount
    if a.kind == TASK and not limited and c.whole(a, x):
        yield c.out(c.builder.f_everything(KindWord(TASK)), a)
