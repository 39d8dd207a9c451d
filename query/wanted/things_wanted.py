"""Things that plans name, and their parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import SECTION, TASK, UNIT
from zhengpu.query.meaning import Both, Either, Minus, Of, One, Set, Step, Via
from zhengpu.query.meanings.readings import KindWord, QuestionReading
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.wanted.composing import Composing
from zhengpu.query.words.link import FreeWords

__all__ = ["called_so", "of_places", "placed_units", "sections", "things"]

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


def placed_units(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """哪个市在搞, 分给了几个区: units whose names begin with such a place."""
    among = of_places(c, a)
    if among is None or x.mention or not (x.narrow or x.role or x.classes & {"takepart", "responsible"}):
        return  # 计划里提到了哪些地方
    lost = tuple(u for p in x.parties if p.excepted for u in p.sets)
    rest = replace(x, parties=[p for p in x.parties if not p.excepted], facts=[])
    step = c.step(x.role, c.any_role)
    for found in c.narrowed_tasks(rest) if rest.narrow else [Of(TASK)]:
        doers: Set = Both((c.builder.f_who(found, step), among))
        yield c.out(Minus(doers, Either(lost) if len(lost) > 1 else lost[0]) if lost else doers, a)


def of_places(c: Composing, a: Asked) -> One | None:
    """All units whose names begin with a place of the level that is asked for; None: there are none."""
    at = next((t for n, t in enumerate(c.tokens) if n in a.used and (t.has("placenoun") or t.surface in c.concepts.sets["place"])), None)
    asking = next((t for t in c.tokens if t.has("relation") and t.surface[:-1] in c.concepts.sets["which_one"]), at)
    noun = asking.surface if asking is not None else ""
    level = noun[-1] if noun and (len(noun) == 1 or asking is not at or noun.endswith("城市")) else ""
    units = c.builder.units_of_places(level) if level else ()  # 哪些地点 asks for no units
    return One(UNIT, units, f"名称里写明{level}的单位") if units else None


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
