"""When."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zhengpu.query.kinds import TARGET
from zhengpu.query.meaning import Describe, One
from zhengpu.query.meanings.readings import QuestionReading, Text
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.sense.word_search import TopicWord
from zhengpu.query.wanted.composing import Composing

__all__ = ["when"]


def when(c: Composing, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Deadlines, and the day of issue."""
    b = c.builder
    recurring = any(p.first is None and p.last is None for p in x.periods)
    said = "".join(
        t.surface
        for t in c.tokens
        if t.kind == "word" and len(t.surface) > 1 and not t.asks and not t.has("each", "in", "datenoun") and t.tag[:1] != "f"
    )
    if recurring:
        yield b.f_recurring(Text((said,)))
    if "issue" in x.classes and not x.numbers and not x.parties:
        yield b.f_describe(None, "dct:issued", "date")
    if x.words and not x.parties:
        best = [t for t in c.topics.targets([*x.words, *(TopicWord(q.surface, False) for q in x.quantities)]) if t.date]
        if len({t.date for t in best}) == 1:
            best = best[:1]
        if best:
            yield QuestionReading(
                Describe(One(TARGET, tuple(t.iri for t in best), "".join(w.text for w in x.words)), ("zp:deadline",)), "date"
            )
    for found in c.narrowed_tasks(replace(x, periods=[])):
        yield b.f_deadline_of(found)
    if "each" in x.classes and not recurring:
        yield b.f_recurring(Text((said,)))
