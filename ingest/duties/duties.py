"""Duties of a whole plan: the clauses of its tasks in document order, and the rules it states once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from zhengpu.graph.chinese import Passage
from zhengpu.graph.facts import Span
from zhengpu.ingest.claims import Duty, Role
from zhengpu.ingest.document import Diagnostic
from zhengpu.ingest.duties.clauses import Clause, Clauses, Statement, Unit
from zhengpu.ingest.plan import Column, Plan, Section, Task

__all__ = ["duties"]

_ABOVE = 0.5
"""How sure a sentence under a heading makes us of the tasks below that say nothing."""
_RIGHT_BEHIND = 3
"""A note right behind a task holds for it too."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A clause, the passage it stands in, and whether a task only inherits it from a heading above."""

    clause: Clause
    passage: Passage
    inherited: bool = False

    @property
    def span(self) -> Span:
        return self.passage.span(self.clause.start, self.clause.end)


@dataclass(frozen=True, slots=True)
class _General:
    """A rule stated outside every clause: in an introduction, under a heading, in a note."""

    statement: Statement
    passage: Passage
    note: bool = False
    """In a paragraph of its own: right behind a task it is a note to it."""

    @property
    def place(self) -> Span:
        return self.passage.span(self.statement.start, self.statement.end)

    def holds_for(self, task: Task) -> bool:
        """A rule that says `下同` holds from there on, any other for the whole plan."""
        if not self.statement.below or not len(task.passage):
            return not self.statement.below
        end = task.passage.offsets[-1]
        return self.place.start < end or (self.note and 0 < self.passage.offsets[0] - end <= _RIGHT_BEHIND)


@dataclass(slots=True)
class _Standing:
    """The effects of rules in force while tasks are read in order; `repeated` are duties that every later task has too."""

    effects: set[str]
    repeated: list[Duty]


def duties(plan: Plan, clauses: Clauses) -> tuple[tuple[Duty, ...], tuple[Diagnostic, ...]]:
    """Who does what in each task, and what was odd about the clauses (a bracket left open)."""
    general = list(_general(plan, clauses))
    above = _of_sections(plan.sections, clauses)
    standing = _Standing({each.statement.effect for each in general} & {"responsible-leads"}, [])
    found: list[Duty] = []
    odd: list[Diagnostic] = []
    for index, task in enumerate(plan.tasks):
        held = list(_of_task(task, clauses))
        if not any(each.clause.parts for each in held):
            held.extend(_inherited(plan, task, above))
        in_force = [each for each in general if each.holds_for(task)]
        mine = _read(index, held, standing, {each.statement.effect for each in in_force})
        if not mine and not any(_for_units(column, clauses) for column in task.columns):
            start = bisect_left(task.passage.offsets, task.title_span.start)
            mine = list(_said(index, task.passage, start, clauses)) or list(_said_above(index, plan, task, clauses))
        new = list(_repeated(index, held, mine, clauses))
        named = [duty for each in in_force for duty in _stated(index, each.statement, each.passage, each.place)]
        found.extend(_ordered(index, mine, [*standing.repeated, *new, *named]))
        standing.repeated.extend(new)
        odd.extend(_unclosed(held))
    return tuple(_responsible_lead(found) if "responsible-leads" in standing.effects else found), tuple(odd)


def _general(plan: Plan, clauses: Clauses) -> Iterator[_General]:
    for passage in (plan.notice, *plan.loose, *(section.passage for section in plan.sections)):
        for statement in clauses.statements(passage):
            yield _General(statement, passage, passage in plan.loose)


def _of_sections(sections: tuple[Section, ...], clauses: Clauses) -> dict[int, tuple[_Held, ...]]:
    """Clauses that stand under a heading and hold for its tasks; the working group named in the heading is none."""
    found: dict[int, tuple[_Held, ...]] = {}
    for index, section in enumerate(sections):
        held = [_Held(clause, section.passage, inherited=True) for clause in clauses.find(section.passage) if clause.parts]
        group = section.work_group
        kept = tuple(each for each in held if group is None or group.span not in each.span)
        at = section.passage.text.find(section.title)
        named = any(part.role in ("leads", "responsible") for each in kept for part in each.clause.parts)
        if not named and at >= 0:  # 三、区住建局（配合单位：各街道）
            title = section.passage.cut(at, at + len(section.title))
            clause = clauses.heading(title)
            kept = (_Held(clause, title, inherited=True), *kept) if clause else kept
        if kept:
            found[index] = kept
    return found


def _inherited(plan: Plan, task: Task, above: dict[int, tuple[_Held, ...]]) -> tuple[_Held, ...]:
    """The clauses of the nearest heading above a task that has some."""
    at = task.section
    while at is not None:
        if at in above:
            return above[at]
        at = plan.sections[at].parent
    return ()


def _of_task(task: Task, clauses: Clauses) -> Iterator[_Held]:
    """The clauses of a task: its table cells, and those in its text that stand in no such cell."""
    cells: list[Span] = []
    for column in task.columns:
        if clause := clauses.cell(column.head, column.passage, column.kind):
            held = _Held(clause, column.passage)
            cells.append(held.span)
            yield held
    named = [column.passage.span(0, len(column.passage)) for column in task.columns if column.passage]
    for clause in clauses.find(task.passage):
        held = _Held(clause, task.passage)
        if not any(held.span in cell for cell in (named if clause.frame == "own-line" else cells)):
            yield held


def _read(task: int, held: Iterable[_Held], standing: _Standing, general: set[str]) -> list[Duty]:
    """The duties of one task's clauses; a rule stated in one of them is in force from that clause on."""
    mine: list[Duty] = []
    for each in held:
        standing.effects |= {statement.effect for statement in each.clause.statements}
        mine.extend(_of_clause(task, each, general | standing.effects, mine))
    return mine


def _of_clause(task: int, held: _Held, effects: set[str], before: list[Duty]) -> Iterator[Duty]:
    """Under `first-leads` the first responsible unit leads, unless the clause (or the label line or cell before it) names a leader."""
    clause = held.clause
    led = any(part.role == "leads" for part in clause.parts)
    led |= clause.frame in ("labelled-line", "cell") and any(duty.role == "leads" for duty in before)
    turn = "first-leads" in effects and not led
    others: Role = "cooperates" if turn and "others-cooperate" in effects else "responsible"
    for part in clause.parts:
        for unit in part.units:
            role, turned = part.role, ""
            if role == "responsible" and unit.starred and "starred-leads" in effects:
                role, turned = "leads", "/starred-leads"
            elif role == "responsible" and turn:
                role, turned, turn = "leads", "/first-leads", False
            elif role == "responsible":
                role = others
            rule = f"{clause.frame}/{part.rule}{turned}{'/section' if held.inherited else ''}"
            confidence = 1.0 if clause.closed and not held.inherited else 0.8
            yield _duty(task, unit, role, rule, held.passage, held.span, confidence)


def _for_units(column: Column, clauses: Clauses) -> bool:
    """Whether a column is there to say who does what (or is asked to): where its cell is empty, nobody does."""
    role, rule = clauses.wording.column(column.head)
    return column.kind == "units" or (rule != "" and role not in ("deadline", "scope"))


def _said(index: int, passage: Passage, start: int, clauses: Clauses) -> Iterator[Duty]:
    """What the sentences of a task say that prints no clause: rules stated once turn nothing in them."""
    for clause in clauses.running(passage, start):
        span = passage.span(clause.start, clause.end)
        for part in clause.parts:
            for unit in part.units:
                duty = _duty(index, unit, part.role, f"{clause.frame}/{part.rule}", passage, span, clause.confidence)
                yield replace(duty, running=True)


def _said_above(index: int, plan: Plan, task: Task, clauses: Clauses) -> Iterator[Duty]:
    """What the text right under the heading above says, for a task that says nothing itself (各地区要…：（一）…（二）…)."""
    section = plan.sections[task.section] if task.section is not None else None
    at = section.passage.text.find(section.title) if section else -1
    if section and at >= 0:
        for duty in _said(index, section.passage, at + len(section.title), clauses):
            yield replace(duty, rule=f"{duty.rule}/section", confidence=_ABOVE)


def _duty(task: int, unit: Unit, role: Role, rule: str, passage: Passage, clause: Span, confidence: float = 1.0) -> Duty:
    return Duty(task, unit.text, role, 0, passage.span(unit.start, unit.end), clause, rule, unit.canonical, confidence)


def _repeated(task: int, held: Iterable[_Held], mine: Iterable[Duty], clauses: Clauses) -> Iterator[Duty]:
    """What `以下均需…落实，不再重复列出` repeats: the local bodies of the clause it stands in, else those it names itself."""
    for each in held:
        for statement in each.clause.statements:
            local = [duty for duty in mine if duty.clause == each.span and clauses.wording.bodies.is_local(duty.unit)]
            if local and statement.effect == "repeat-units":
                yield from local
            else:
                yield from _stated(task, statement, each.passage, each.span)


def _stated(task: int, statement: Statement, passage: Passage, clause: Span) -> Iterator[Duty]:
    """The bodies that a rule names itself."""
    if statement.effect == "repeat-units":
        for unit in statement.units:
            yield _duty(task, unit, "responsible", "repeat-units", passage, clause)


def _responsible_lead(found: list[Duty]) -> list[Duty]:
    """`无牵头单位的，责任单位即为牵头单位`."""
    led = {duty.task for duty in found if duty.role == "leads"}

    def turned(duty: Duty) -> Duty:
        if duty.role != "responsible" or duty.running or duty.task in led:
            return duty
        return replace(duty, role="leads", rule=f"{duty.rule}/responsible-leads")

    return [turned(duty) for duty in found]


def _ordered(task: int, mine: Iterable[Duty], added: Iterable[Duty]) -> Iterator[Duty]:
    """Each unit and role once with all its clauses, numbered from 1, then the repeated units that have no role yet."""
    seen: dict[tuple[str, str], list[Duty]] = {}
    for duty in mine:
        seen.setdefault((duty.unit, duty.role), []).append(duty)
    for order, (first, *rest) in enumerate(seen.values(), 1):
        again = dict.fromkeys(duty.clause for duty in rest if duty.clause != first.clause)
        yield replace(first, order=order, again=tuple(again))
    units = {unit for unit, _ in seen}
    for duty in added:
        if duty.unit not in units:
            units.add(duty.unit)
            seen[duty.unit, duty.role] = [duty]
            yield replace(duty, task=task, order=len(seen))


def _unclosed(held: Iterable[_Held]) -> Iterator[Diagnostic]:
    message = "责任条款的括号不成对。缺少一个括号，已读到段落的边界为止。请核对原文这一处的单位名单。"
    for each in held:
        if not each.clause.closed and each.clause.parts and not each.inherited:
            yield Diagnostic("unclosed-bracket", "warning", message, each.span)
