"""The paper itself: who issued it and when, whom it goes to, what it rests on, its annexes, which papers it issues."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zhengpu.query.asked.asked_kinds import Asked, Form
from zhengpu.query.kinds import KINDS, SECTION, UNIT
from zhengpu.query.meaning import Both, Describe, Either, Having, Minus, Set, Step, Via, Where, Whether
from zhengpu.query.meanings.readings import QuestionReading
from zhengpu.query.papers.paper_terms import PaperAsked
from zhengpu.query.wanted.composing import Composing

__all__ = ["of_paper"]

_FORCE = ("zp:validity",)
_SAYING = ("zp:publicity",)
"""Attributes whose own words say yes or no."""
_LONG_AGO = date(1900, 1, 1)
_LABEL, _POLICY, _NUMBER = "rdfs:label", "zp:Policy", "zp:documentNumber"


def of_paper(c: Composing, wanted: PaperAsked) -> Iterator[QuestionReading | None]:
    """What its head, its foot and its last lines tell."""
    form: Form = "yesno" if wanted.answering == "yesno" else "count" if wanted.counted else "list"
    paper: Set = c.builder.f_papers_meant() if wanted.each else c.builder.f_current()
    if wanted.in_force:
        yield c.out(Where(c.builder.f_papers_meant(), "zp:validity", "<" if wanted.ended else ">=", c.today), Asked(form))
        return
    if wanted.enclosed and c.builder.tree().enclosing:  # the papers that a notice issues together are its outermost parts
        yield c.out(Where(Via(paper, Step(("zp:inDocument",), False), SECTION), "zp:inSection", "missing"), Asked(form))
        return
    if wanted.titled and not any(r.range == _POLICY or r.term == "zp:attachment" for r in wanted.relations):
        if wanted.cover:
            yield c.builder.f_describe(None, "zp:noticeTitle", "text")
        yield c.builder.f_describe(None, "dct:title", "text")
        return
    if not wanted.relations:
        return
    terms = {r.term for r in wanted.relations}
    relation = wanted.relations[0]
    cited = next((r for r in wanted.relations if r.range == _POLICY), None)
    if cited is not None and _NUMBER in terms and wanted.answering == "what":  # 依据的文号
        yield QuestionReading(Describe(Via(paper, Step((cited.term,)), _POLICY), (_NUMBER,)), "text")
    elif relation.literal and form == "yesno" and terms & set(_FORCE):
        yield _in_force(c, paper, wanted.period.last if wanted.period is not None and wanted.period.last is not None else c.today)
    elif relation.literal:
        for each in wanted.relations:
            if each.literal:
                yield _told(paper, each.term, form, dated=wanted.answering in ("day", "howlong") or c.builder.dated(each.term))
    else:
        step = Step((relation.term,))
        found = Via(Having(paper, step, ">=", 2) if wanted.jointly else paper, step, relation.range or UNIT)
        named = _named(found, wanted)
        if form == "yesno":
            body = relation.term == "dct:publisher" and wanted.words.endswith(tuple(c.concepts.sets["office"]))
            if wanted.words and not body and named is not None and not c.members(named):
                return  # a word that names none of them may name something else
            yield QuestionReading(Whether(found if named is None else named), "yesno")
        elif found.kind in KINDS:
            yield c.out(found if named is None else Minus(found, named), Asked(form))


def _named(found: Set, wanted: PaperAsked) -> Set | None:
    """Of those found the bodies that the question names, by themselves, by how their names end, by words of their names."""
    sets: list[Set] = [Both((found, one)) for one in wanted.named]
    sets += [Where(found, _LABEL, "ends", end) for end in wanted.ends]
    sets += [Where(found, _LABEL, "contains", wanted.words)] if wanted.words else []
    return None if not sets else sets[0] if len(sets) == 1 else Either(tuple(sets))


def _in_force(c: Composing, paper: Set, day: date) -> QuestionReading:
    """今天还有效吗: by the day it ends, or that it began; where no day is printed, what is printed."""
    until = Where(paper, "zp:validity", ">=", day)
    if c.members(Where(paper, "zp:validity", ">=", _LONG_AGO)):
        begun = Where(until, "zp:effective", "<=", day) if c.members(Where(paper, "zp:effective", ">=", _LONG_AGO)) else until
        return QuestionReading(Whether(begun), "yesno")
    return QuestionReading(Describe(paper, ("zp:validity",)), "date")


def _told(paper: Set, term: str, form: Form, *, dated: bool) -> QuestionReading:
    if form == "yesno" and term not in _SAYING:
        return QuestionReading(Whether(Where(paper, term, "exists")), "yesno")
    return QuestionReading(Describe(paper, (term,)), "count" if form == "count" else "date" if dated else "text")
