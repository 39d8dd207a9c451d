"""More, most: rankings and one thing against another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import DOCUMENT, KINDS, SECTION, TARGET, TASK, UNIT
from zhengpu.query.meaning import Compared, Either, Minus, Of, One, Step, Top, Via, Whether
from zhengpu.query.meanings.readings import KindWord, Mod, QuestionReading, RankPlace
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.sense.word_search import TopicWord
from zhengpu.query.wanted.composing import Composing

__all__ = ["beats", "by_date", "compared", "greatest", "ranking", "side_by_side"]


def ranking(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """参与任务最多的三个单位, 单位最多的任务."""
    b, place = c.builder, x.place or RankPlace()
    if x.missing:
        return
    if a.kind in (UNIT, None) or (a.kind is None and not x.words):
        if x.words:
            return
        sets = [u for p in x.parties for u in p.sets]
        if len(sets) == 1 and x.classes & {"partner", "together"}:
            yield b.f_top_partners(sets[0], place, a.number, KindWord(UNIT))
        if sets and not any(p.excepted or _behind(c, p.end) for p in x.parties):
            if len(sets) > 1 and not x.classes & {"partner", "together"}:  # 甲、乙哪个单位任务最多
                role = c.step(x.role, c.any_role) if x.role in ("lead", "cooperate") else c.any_role
                yield QuestionReading(Top(Either(tuple(sets)), role, most=place.most), "units")
            return
        within = c.tasks_of([Mod(b.f_in_section(s), p) for s, p in x.sections])
        top = b.f_top(
            KindWord(UNIT, a.ends, a.starts), c.step(x.role, c.any_role) if x.role in ("lead", "cooperate") else c.any_role, place, a.number
        )
        if isinstance(top, QuestionReading) and within is not None and isinstance(top.meaning, Top):
            top = replace(top, meaning=replace(top.meaning, within=within))
        lost = tuple(u for p in x.parties if p.excepted or (place.rank == 1 and _behind(c, p.end)) for u in p.sets)
        if isinstance(top, QuestionReading) and lost and isinstance(top.meaning, Top):
            source = Minus(top.meaning.source, Either(lost) if len(lost) > 1 else lost[0])
            top = replace(top, meaning=replace(top.meaning, source=source))
        yield top if isinstance(top, QuestionReading) else None
    elif a.kind in (SECTION, DOCUMENT):
        top = b.f_top(KindWord(a.kind), None, place, a.number)
        yield top if isinstance(top, QuestionReading) else None
    elif a.kind == TASK and x.classes & {"moneynoun"} and not (x.parties or x.numbers):
        word = next(t.surface for t in c.tokens if t.has("moneynoun"))
        yield b.f_top_value(place, word, KindWord(TASK))
    elif a.kind in (TASK, TARGET) and not x.parties and _of_values(c, a):
        yield b.f_top_value(place, None, KindWord(a.kind))
    elif a.kind == TASK:
        inside = c.tasks_of(c.mods(x)) or Of(TASK)
        by: Step = (
            Step(("zp:hasTarget",))
            if x.classes & {"targetnoun"}
            else c.step(x.role if x.role in ("lead", "cooperate") else None, c.any_role).turned
        )
        yield QuestionReading(Top(inside, by, a.number or place.n, place.rank, place.most), "tasks")


def _behind(c: Composing, at: int) -> bool:
    """农业农村部后头: who comes after a unit that is first."""
    return at < len(c.tokens) and c.tokens[at].surface in c.concepts.sets["behind"]


def _of_values(c: Composing, a: Asked) -> bool:
    """目标值最高的任务; 目标最多的任务 counts targets."""
    counted = any(t.surface in c.concepts.sets["manifold"] for t in c.tokens)
    return not counted and (a.kind == TARGET or any(t.has("targetnoun") and t is not a.noun for t in c.tokens))


def by_date(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """期限最晚的任务."""
    if not x.narrow and a.kind is not None and a.form == "list":
        yield QuestionReading(Top(Of(a.kind), "zp:deadline", a.number or 1, most="latest" in x.classes), KINDS[a.kind])


def greatest(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """最高的奖励是多少."""
    word = next(t.surface for t in c.tokens if t.has("moneynoun"))
    yield c.builder.f_top_value(RankPlace(most="most" in x.classes), word)


def side_by_side(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """比较甲和乙."""
    first, second = (u for p in x.parties for u in p.sets)
    yield c.builder.f_table(first, second)


def compared(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """甲和乙谁多; 甲比乙多吗; 一样多吗; 甲比乙多几条."""
    sets = [u for p in x.parties for u in p.sets]
    role = next((p.role for p in x.parties if p.role in ("lead", "cooperate")), x.role if x.role in ("lead", "cooperate") else None)
    step = c.step(role, c.any_role)
    if len(sets) != 2:
        if a.kind == UNIT:
            yield QuestionReading(Top(Either(tuple(sets)), step, most=x.compare != "fewer"), "units")
        return
    first, second = (Via(s, step, TASK) for s in sets)
    if a.kind == UNIT or (a.form == "list" and a.explicit):
        yield QuestionReading(Top(Either(tuple(sets)), step, most=x.compare != "fewer"), "units")
    elif a.form in ("count", "value", "difference"):
        if x.compare == "fewer" and "than" in x.classes:
            first, second = second, first
        yield QuestionReading(Compared(first, second, "difference" if "than" in x.classes else "gap"), "count")
    else:
        yield QuestionReading(Compared(first, second, x.compare or "more"), "yesno")  # type: ignore[arg-type]


def beats(c: Composing, x: Narrowing) -> Iterator[QuestionReading | None]:
    """省级瞪羚给得比独角兽还多: two figures in one unit, told apart by the words before and after 比."""
    at = next(t.start for t in c.tokens if t.has("than"))
    sides: list[list[TopicWord]] = [[], []]
    for token in c.tokens:
        word = c.limits.word(token) if token.content or token.phrase else None
        if word is not None:
            sides[token.start > at].append(word)
    first = c.topics.targets(sides[0])
    told = {f.iri for f in first}
    second = [t for t in c.topics.targets(sides[1]) or c.topics.targets([*sides[0], *sides[1]]) if t.iri not in told]
    if len(first) != 1 or len(second) != 1 or first[0].unit != second[0].unit:
        return
    a, b = (One(TARGET, (t.iri,), "".join(w.text for w in side)) for t, side in zip((first[0], second[0]), sides, strict=True))
    yield QuestionReading(Whether(Minus(a, Top(Either((a, b)), "schema:value", most=x.compare == "fewer"))), "yesno")
