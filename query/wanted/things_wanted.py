"""Things that plans name, and their parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import SECTION, TASK
from zhengpu.query.meaning import Step, Via
from zhengpu.query.meanings.readings import KindWord, QuestionReading
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.wanted.composing import Composing
from zhengpu.query.words.link import FreeWords

__all__ = ["called_so", "sections", "things"]

_NAMED = ("zp:Project", "zp:Programme", "zp:Place", "zp:Policy")


def things(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Things of a kind that tasks speak of; without limits, all."""
    b = c.builder
    ends = (t.item.value for t in a.also if t.item is not None and isinstance(t.item.value, Step))
    others = {end for step in ends if (end := b.end_of(step)) and end != a.kind}
    kind = KindWord(a.kind or TASK, a.ends, others=tuple(sorted(others)))
    if not x.narrow:
        yield c.out(b.f_everything(kind), a) if c.whole(a, x) else None
        return
    for found in c.narrowed_tasks(x):
        yield c.out(b.f_step(found, kind), a)


def called_so(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """哪些纪念馆: things whose names end with the noun behind the word that asks; 十大专项行动: what the task of that title names."""
    b = c.builder
    phrase = next((w.text for w in x.words if w.must), "")
    if phrase and a.noun is None:
        yield c.out(b.f_members(FreeWords(phrase, True)), a)
    if a.noun is None or not (a.noun.content or a.noun.has("relation")):
        return
    rest = replace(x, words=[w for w in x.words if w.text != a.noun.surface])
    step = a.noun.item.value if a.noun.item is not None else None
    if isinstance(step, Step) and (end := b.end_of(step)) in _NAMED:  # 第23条有哪些展会: what the relation of that name leads to
        for found in c.narrowed_tasks(rest):
            yield c.out(b.f_step(found, KindWord(end)), a)
    for kind in _NAMED:
        noun = KindWord(kind, (a.noun.surface,))
        tasks = next(iter(c.narrowed_tasks(rest)), None)
        yield c.out(b.f_everything(noun) if tasks is None else b.f_step(tasks, noun), a)
        if tasks is not None:  # 展会: 博览会, 文化节会
            yield c.out(b.f_step(tasks, KindWord(kind, (a.noun.surface[-1],))), a)


def sections(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Parts: of the paper, of tasks, those with so many tasks."""
    b, kind = c.builder, KindWord(SECTION)
    counted = next((q for q in x.quantities if q.has("measure.task") and q.item is not None and isinstance(q.item.value, int)), None)
    if counted is not None and not (x.words or x.parties):
        yield c.out(b.f_busy(kind, None, c.limits.operator(counted), counted.item.value), a)  # type: ignore[arg-type,union-attr]
    groups = [u for p in x.parties for u in p.sets if b.is_group(u)]
    if groups and not (x.words or x.numbers or x.sections):
        yield c.out(Via(groups[0], Step(("zp:workGroup",), False), SECTION), a)
        return
    if x.sections and not (x.words or x.parties or x.numbers or x.things):
        yield c.out(b.f_step(x.sections[0][0], kind), a)
    if not (x.words or x.parties or x.numbers or x.things):
        yield c.out(b.f_step(b.f_current(), kind), a)
        return
    for found in c.narrowed_tasks(x):
        yield c.out(b.f_step(found, kind), a)
