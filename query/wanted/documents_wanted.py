"""Documents asked for: their head, what they cite, their text."""

from __future__ import annotations

from collections.abc import Iterator

from zhengpu.query.kinds import UNIT
from zhengpu.query.meaning import Describe, Step, Via
from zhengpu.query.meanings.readings import KindWord, QuestionReading
from zhengpu.query.sense.asked import Asked
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.wanted.composing import Composing

__all__ = ["documents", "head", "text"]


def documents(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Papers that are cited, or issued at a time."""
    b = c.builder
    if any(p.negative for p in x.parties):
        return  # 没有给县财政局派任务的文件: denied of the paper, not of one of its tasks
    if "issue" in x.classes and x.periods:
        yield QuestionReading(b.f_issued_in(x.periods[0]), "documents")
        return
    if not (x.words or x.parties or x.numbers or x.things or x.sections):
        if any(t.surface in c.concepts.sets["rests_on"] for t in c.tokens):
            yield QuestionReading(Via(b.f_current(), Step(("eli:based_on",)), "zp:Policy"), "documents")
        if x.classes & {"basis", "mention", "have"}:
            yield b.f_named_papers()
        return
    for found in c.narrowed_tasks(x):
        yield c.out(b.f_step(found, KindWord("zp:Policy")), a)


def head(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Who issued it, whom it goes to."""
    b = c.builder
    if "copied" in x.classes:
        yield QuestionReading(Via(b.f_current(), Step(("zp:copiedTo",)), UNIT), "units")
    if "issue" in x.classes and a.kind == UNIT and not (x.words or x.parties or x.numbers):
        yield QuestionReading(Via(b.f_current(), Step(("dct:publisher",)), UNIT), "units")


def text(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """The wording or the title of tasks and parts."""
    attribute = "zp:text" if a.form == "text" else "rdfs:label"
    if x.sections and not (x.words or x.parties or x.numbers):
        yield QuestionReading(Describe(x.sections[0][0], ("rdfs:label",)), "text")
    for found in c.narrowed_tasks(x):
        yield QuestionReading(Describe(found, (attribute,)), "text")
