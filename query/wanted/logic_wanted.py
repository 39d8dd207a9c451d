"""Sets against sets: units of one topic and of another, tasks of a unit but one, what one has more than another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import TASK, UNIT
from zhengpu.query.meaning import Both, Compared, Either, Minus, Of, One, Set, Via, Whether
from zhengpu.query.meanings.readings import Mod, QuestionReading
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.sense.signed_topics import SignedTopic
from zhengpu.query.wanted.composing import Composing

__all__ = ["logic", "more_of_one", "sets_apart"]


def sets_apart(a: Asked, x: Narrowing) -> bool:
    """Whether topics are set against each other, so that their words are no one topic."""
    signs = {t.sign for t in x.terms}
    if "than" in signs:
        return len(x.terms) > 1 and bool(x.classes & {"more", "fewer"}) and a.form in ("list", "count") and not x.parties
    if "without" in signs:
        limited = x.kinds or x.periods or x.other_periods or x.lacking or x.crowd
        return a.kind == UNIT or bool(x.parties) or (a.kind in (TASK, None) and bool(limited))
    return _both(x) and (a.kind == UNIT or a.form == "yesno") and not x.parties


def more_of_one(a: Asked, x: Narrowing) -> bool:
    """甲比乙多出来的是哪条: two units, and tasks are listed."""
    named = [u for p in x.parties for u in p.sets]
    return a.form in ("list", "number") and a.kind == TASK and "than" in x.classes and len(named) == 2 and not x.terms


def _both(x: Narrowing) -> bool:
    """甲和乙这两条都有的."""
    return len(x.terms) > 1 and all(t.joined for t in x.terms[1:]) and bool(x.classes & {"together", "same"} or x.paired)


def logic(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """The reading of topics with their signs."""
    if more_of_one(a, x):
        first, second = (Via(u, c.any_role, TASK) for p in x.parties for u in p.sets)
        yield c.out(Minus(second, first) if x.compare == "fewer" else Minus(first, second), a)
        return
    found = {id(t): _tasks(c, t, every=a.form == "yesno") for t in x.terms}
    if any(s is None for s in found.values()):
        return
    of = {sign: [s for t in x.terms if t.sign == sign and (s := found[id(t)]) is not None] for sign in ("with", "without", "than")}
    if a.kind == UNIT:
        yield c.out(_units(c, x, of["with"], of["without"], of["than"]), a)
    elif a.form == "yesno" and not x.parties:
        yield QuestionReading(Whether(Both(tuple(of["with"]))), "yesno") if len(of["with"]) > 1 else None
    else:
        mods = [*c.mods(replace(x, numbers=[], things=[], sections=[])), *(Mod(s) for s in of["with"])]
        every = c.tasks_of(mods)
        if a.form == "yesno" and c.limits.denies_others() and every is not None:  # 除了甲没别的活了吧: it has as many as of those alone
            among = Both((every, Either(tuple(of["without"])) if len(of["without"]) > 1 else of["without"][0]))
            yield QuestionReading(Compared(every, among, "same"), "yesno")
            return
        whole = c.tasks_of([*mods, *(Mod(s, False) for s in of["without"])])
        if whole is not None:
            yield QuestionReading(Whether(whole), "yesno") if a.form == "yesno" else c.out(whole, a)


def _units(c: Composing, x: Narrowing, with_: Sequence[Set], without: Sequence[Set], than: Sequence[Set]) -> Set | None:
    step = c.step(x.role, c.any_role) if x.role in ("lead", "cooperate") else c.any_role
    if than:
        with_, without = (than, with_) if x.compare == "fewer" else (with_, than)
    kept = [p for p in x.parties if not (p.excepted or p.negative)]
    shared = [Via(u, c.any_role, TASK) for p in kept for u in p.sets]
    within = [Both((s, *shared)) if shared else s for s in with_] or shared
    have: list[Set] = [c.builder.f_who(s, step) for s in within]
    lost: list[Set] = [c.builder.f_who(s, step) for s in without] + [u for p in x.parties for u in p.sets]
    if not have:
        return None
    whole = have[0] if len(have) == 1 else Both(tuple(have))
    return Minus(whole, lost[0] if len(lost) == 1 else Either(tuple(lost))) if lost else whole


def _tasks(c: Composing, term: SignedTopic, *, every: bool) -> Set | None:
    sets: list[Set] = [c.builder.f_numbered(n) for n in term.numbers]
    sets += [thing if thing.kind == TASK else c.builder.f_in_section(thing) for thing in term.things]
    if any(w.must for w in term.words):
        one = any(t.has("measure.task") for t in term.tokens)  # 监管仓那条 is no part of the paper
        sets_said = (s for s in c.topics.tasks(term.words, every=every) if not (one and isinstance(s, Via)))
        found = next(sets_said, None)
        if found is None or (isinstance(found, One) and not found.iris):
            return None
        sets.append(found)
    return sets[0] if len(sets) == 1 else Both(tuple(sets)) if sets else Of(TASK)
