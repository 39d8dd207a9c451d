"""Figures that are worked out: counts by kind, averages, shares, the place in a ranking."""

from __future__ import annotations

from collections.abc import Iterator

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import TARGET, TASK
from zhengpu.query.meaning import One, Set
from zhengpu.query.meanings.readings import Blank, KindWord, Mod, QuestionReading
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.wanted.composing import Composing

__all__ = ["average", "placed", "share", "table"]


def table(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """每个单位牵头几项任务, 各部分的任务数."""
    if x.words or x.missing or x.numbers or x.parties or a.by is None:
        return
    numbers = a.kind == TARGET and any(t.has("targetnoun") and t.surface not in c.concepts.sets["goal"] for t in c.tokens)
    asked = Blank(KindWord(a.kind or TASK, numbers=numbers), "count")
    if a.by == "year":
        yield c.builder.f_count_by_year(asked)
        return
    if a.by == "zp:Place":
        yield c.builder.f_count_by_place()
        return
    role = c.step(x.role, c.any_role) if x.role in ("lead", "cooperate", "responsible") and a.by == "zp:Unit" else None
    yield c.builder.f_count_by(KindWord(a.by, a.ends, a.starts), role, asked)


def average(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """平均每项任务涉及几个单位."""
    if x.words or x.numbers or x.parties or a.by is None:
        return
    role = c.step(x.role, c.any_role) if x.role in ("lead", "cooperate", "responsible") else None
    yield c.builder.f_average(KindWord(a.by), role, Blank(KindWord(a.kind) if a.kind else None, "count"))


def placed(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """县财政局参与任务数排第几."""
    sets = [u for p in x.parties for u in p.sets]
    if len(sets) == 1 and isinstance(sets[0], One) and not (x.words or x.numbers):
        role = x.parties[0].role or x.role
        yield c.builder.f_placed(sets[0], c.step(role, c.any_role) if role in ("lead", "cooperate") else None)


def share(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """县工信科技局参与的任务占比: what part of all tasks these are."""
    mods = c.mods(x)
    if x.role is not None and not x.parties:
        mods.append(
            c.builder.f_without_role(c.step(x.role, c.any_role)) if x.role_negative else c.builder.f_with_role(c.step(x.role, c.any_role))
        )
    part: Set | None = c.tasks_of(mods)
    if part is not None and not x.words:
        yield c.builder.f_share(Mod(part))
