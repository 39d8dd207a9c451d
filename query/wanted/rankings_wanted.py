"""More, most: rankings and one thing against another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zhengpu.query.kinds import SECTION, TARGET, TASK, UNIT
from zhengpu.query.meaning import Compared, Either, Minus, Of, One, Step, Top, Via, Whether
from zhengpu.query.meanings.readings import KindWord, Mod, QuestionReading, RankPlace
from zhengpu.query.sense.asked import Asked
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.sense.word_search import TopicWord
from zhengpu.query.wanted.composing import Composing

__all__ = ["beats", "compared", "ranking"]


def ranking(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """参与任务最多的三个单位, 单位最多的任务."""
    b, place = c.builder, x.place or RankPlace()
    if a.kind in (UNIT, None) or (a.kind is None and not x.words):
        if x.words:
            return
        within = c.tasks_of([Mod(b.f_in_section(s), p) for s, p in x.sections])
        top = b.f_top(KindWord(UNIT), c.step(x.role, c.any_role) if x.role in ("lead", "cooperate") else c.any_role, place, a.number)
        if isinstance(top, QuestionReading) and within is not None and isinstance(top.meaning, Top):
            top = replace(top, meaning=replace(top.meaning, within=within))
        lost = tuple(u for p in x.parties if p.excepted or (place.rank == 1 and _behind(c, p.end)) for u in p.sets)
        if isinstance(top, QuestionReading) and lost and isinstance(top.meaning, Top):
            source = Minus(top.meaning.source, Either(lost) if len(lost) > 1 else lost[0])
            top = replace(top, meaning=replace(top.meaning, source=source))
        yield top if isinstance(top, QuestionReading) else None
    elif a.kind == SECTION:
        top = b.f_top(KindWord(SECTION), None, place, a.number)
        yield top if isinstance(top, QuestionReading) else None
    elif a.kind == TASK:
        inside = c.tasks_of(c.mods(x)) or Of(TASK)
        by: Step = Step(("zp:hasTarget",)) if x.classes & {"targetnoun"} else c.any_role.turned
        yield QuestionReading(Top(inside, by, a.number or place.n, place.rank, place.most), "tasks")


def _behind(c: Composing, at: int) -> bool:
    """农业农村部后头: who comes after a unit that is first."""
    return at < len(c.tokens) and c.tokens[at].surface in c.concepts.sets["behind"]


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
    elif a.form in ("count", "value"):
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
