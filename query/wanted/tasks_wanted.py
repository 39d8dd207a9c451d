"""Tasks asked for: which, how many, which number."""

from __future__ import annotations

from collections.abc import Iterator

from zhengpu.query.kinds import TASK
from zhengpu.query.meanings.readings import KindWord, Mod, QuestionReading
from zhengpu.query.sense.asked import Asked
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.wanted.composing import Composing

__all__ = ["tasks"]


def tasks(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Tasks within the limits; where nothing limits them, all."""
    if x.role is not None and not x.parties:
        mod = c.builder.f_without_role if x.role_negative else c.builder.f_with_role
        extra = mod(c.step(x.role, c.any_role))
        for found in c.narrowed_tasks(x, every=x.mention):
            yield c.out(c.builder.f_mods(Mod(found), extra).set if c.builder.f_mods(Mod(found), extra) else None, a)  # type: ignore[union-attr]
        if not x.words:
            yield c.out(c.tasks_of([*c.mods(x), extra]), a)
        return
    for found in c.narrowed_tasks(x, every=x.mention or a.form == "number"):
        yield c.out(found, a)
    if (
        not (x.words or x.parties or x.sections or x.numbers or x.kinds or x.crowd or x.periods or x.things or x.lacking or x.role)
        and a.kind == TASK
    ):
        yield c.out(c.builder.f_everything(KindWord(TASK)), a)
