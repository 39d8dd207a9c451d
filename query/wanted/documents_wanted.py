"""Documents asked for: their head, what they cite, their text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import DOCUMENT, KINDS, TASK, UNIT
from zhengpu.query.meaning import Both, Describe, Minus, Of, One, Set, Step, Top, Via, Where
from zhengpu.query.meanings.readings import KindWord, QuestionReading, Several
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.wanted.composing import Composing

__all__ = ["compared_documents", "documents", "head", "latest", "text"]


def documents(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Of several plans those whose tasks are so; else papers that are cited."""
    b = c.builder
    lacked = next((t.item.value for t in x.facts if t.has("attribute") and t.item is not None), None)
    if isinstance(lacked, str) and "neg" in x.classes:
        yield c.out(Where(Of(DOCUMENT), lacked, "missing"), a)
        return
    if "issue" in x.classes and (x.parties or x.missing):
        sets = tuple(u for p in x.parties for u in p.sets) or (One(UNIT, (), "".join(x.missing)),)
        yield c.out(b.f_issued_by(Several(sets)), a)
        return
    bare = not (x.narrow or x.kinds or x.role or x.lacking)
    cites = "basis" in x.classes or any(t.surface.startswith(tuple(c.concepts.sets["citing"])) for t in c.tokens)
    charged = "charge" in x.classes or any(t.has("tasknoun") for t in c.tokens) or (x.role_negative and not x.narrow)
    cited = bool(x.classes & {"mention", "have"})
    counted = bare and not cited and a.form == "count"
    if (len(b.papers()) > 1 or charged or counted or (b.narrows and bare and not cited)) and not _rests(c) and not cites:
        yield from _plans(c, a, x)
        return
    if any(p.negative for p in x.parties):
        return  # 没有给县财政局派任务的文件: denied of the paper, not of one of its tasks
    if x.periods and not x.narrow:
        yield c.out(b.f_issued_in(x.periods[0]), a)
        return
    if not x.narrow:
        if _rests(c):
            yield c.out(Via(b.f_current(), Step(("eli:based_on",)), "zp:Policy"), a)
        yield b.f_named_papers()
        return
    for found in c.narrowed_tasks(x):
        yield c.out(b.f_step(found, KindWord("zp:Policy")), a)
        if not cites:
            yield c.out(b.f_step(found, KindWord(DOCUMENT)), a)


def _rests(c: Composing) -> bool:
    return any(t.surface in c.concepts.sets["rests_on"] for t in c.tokens)


def _plans(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """Plans by what they say of themselves, or by their tasks; what is denied is denied of the whole plan."""
    b = c.builder
    every = b.f_papers_meant()
    if x.classes & {"earliest", "latest"}:
        yield from latest(c, a, x)
        return
    roles = [r for r in ("lead", "cooperate") if any(t.has(r) for t in c.tokens)]
    bare = not (x.narrow or x.kinds or x.crowd or x.quantities)
    if bare and not (x.lacking or x.role):
        if x.periods:
            yield c.out(b.f_issued_in(x.periods[0]), a)
        elif b.narrows or c.whole(a, x):
            yield c.out(every, a)
        return
    if bare and len(roles) > 1 and not x.lacking and not x.role_negative:  # 既有牵头又有配合的: in one task or in several
        yield c.out(Both(tuple(_having(c, b.f_with_role(c.step(r, c.any_role)).set) for r in roles)), a)
        return
    denied = [c.step(r, c.any_role) for r in (*x.lacking, *([x.role] if x.role and x.role_negative else []))]
    denied += [c.any_role for kind, positive in x.kinds if kind == UNIT and not positive]
    if denied:
        rest = replace(x, lacking=[], role=None, role_negative=False, kinds=[k for k in x.kinds if k != (UNIT, False)])
        without = _having(c, b.f_with_role(c.any_role if len(denied) > 1 else denied[0]).set)
        limited = next((f for f in c.narrowed_tasks(rest, every=True)), None)
        yield c.out(Minus(every if limited is None else _having(c, limited), without), a)
        return
    negative = any(p.negative for p in x.parties) or (not x.parties and _unsaid(c))
    meant = replace(x, parties=[replace(p, negative=False) for p in x.parties])
    for found in c.narrowed_tasks(meant, every=True):
        if x.role is not None and not x.parties:
            found = Both((found, b.f_with_role(c.step(x.role, c.any_role)).set))
        there = _having(c, found)
        yield c.out(Minus(every, there) if negative else there, a)
    if bare and x.role is not None:
        yield c.out(_having(c, b.f_with_role(c.step(x.role, c.any_role)).set), a)


def _unsaid(c: Composing) -> bool:
    """没写到机场的: whether it is denied that a plan says something."""
    for n, token in enumerate(c.tokens):
        after = c.tokens[n + 1] if n + 1 < len(c.tokens) else None
        if token.has("neg") and (token.surface[-1] in c.concepts.sets["saying"] or (after is not None and after.has("mention", "have"))):
            return True
    return False


def _having(c: Composing, tasks: Set) -> Set:
    return Via(tasks, Step(("zp:inDocument",)), DOCUMENT)


def latest(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """发文最晚的, 哪份在前: by the day of issue."""
    b = c.builder
    source: Set = b.f_papers_meant()
    newest = "latest" in x.classes or any(t.surface in c.concepts.sets["newest"] for t in c.tokens)
    for period in x.periods:
        source = Both((b.f_issued_in(period), source))
    yield QuestionReading(Top(source, "dct:issued", a.number or 1, most=newest), "documents")


def compared_documents(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """哪一份的条目更多, 牵头的任务浙江那份多还是广州那份多: by their tasks, or those the question speaks of."""
    most = x.place.most if x.place is not None else x.compare != "fewer"
    limits = replace(x, place=None, compare=None)
    n, rank = (a.number or x.place.n, x.place.rank) if x.place is not None else (1, 1)
    found = next(iter(c.narrowed_tasks(limits)), None) or Of(TASK)
    if x.role is not None and not x.parties:
        found = Both((found, c.builder.f_with_role(c.step(x.role, c.any_role)).set))
    yield QuestionReading(Top(c.builder.f_papers_meant(), Step(("zp:inDocument",), False), n, rank, most, found), "documents")


def head(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """What the head of the paper tells: number, who issued it and when, whom it goes to, who explains it, what it rests on."""
    b = c.builder
    for token in x.facts:
        told = token.item.value if token.item is not None else None
        if isinstance(told, Step) and (paper := next((t for t in x.things if isinstance(t, One)), None)) is not None:
            yield b.f_cited_by(told, paper)
        elif isinstance(told, Step):
            if a.form == "date":
                yield b.f_describe(None, "dct:issued", "date") if told.relations[0] == "dct:publisher" else None
            elif (end := b.end_of(told) or UNIT) in KINDS:
                yield c.out(Via(b.f_current(), told, end), a)
        elif isinstance(told, str):
            yield b.f_describe(None, told, "date" if b.dated(told) else "text")


def text(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """The wording or the title of tasks and parts."""
    if a.form == "title" and not (x.words or x.parties or x.numbers or x.things or x.sections):
        yield c.builder.f_describe(None, "dct:title", "text")
        return
    attribute = "zp:text" if a.form == "text" else "rdfs:label"
    if x.sections and not (x.words or x.parties or x.numbers):
        yield QuestionReading(Describe(x.sections[0][0], ("rdfs:label",)), "text")
    if a.form == "title" and not (x.numbers or x.parties):
        return  # 去高校的那个活动叫什么: what is called so stands in a task and is not the task
    for found in c.narrowed_tasks(x):
        yield QuestionReading(Describe(found, (attribute,)), "text")
