"""Duties of a whole plan: the clauses of its tasks in document order, and the rules it states once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.chinese import Passage
from graph.facts import Span
from ingest.claims import Duty
from ingest.clauses import Clause, Clauses, Statement, Unit
from ingest.document import Diagnostic
from ingest.plan import Plan, Task

__all__ = ["duties"]

Duties = tuple[tuple[Duty, ...], tuple[Diagnostic, ...]]


@dataclass(frozen=True, slots=True)
class _Held:
    """A clause and the passage it stands in."""

    clause: Clause
    passage: Passage
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class _Standing:
    """The rules stated so far; `added` are duties every later task repeats."""

    first_leads: bool = False
    responsible_leads: bool = False
    added: tuple[Duty, ...] = ()


def duties(plan: Plan, clauses: Clauses) -> Duties:
    """Who does what in each task, and what was odd about the clauses (a bracket left open, a task without one)."""
    general = [statement for passage in plan.loose for statement in clauses.statements(passage)]
    standing = _Standing(
        first_leads=any(each.effect == "first-leads" for each in general),
        responsible_leads=any(each.effect == "responsible-leads" for each in general),
    )
    inherited = _of_sections(plan, clauses)
    found: list[Duty] = []
    diagnostics: list[Diagnostic] = []
    for index, task in enumerate(plan.tasks):
        own = list(_of_task(task, clauses))
        if not any(held.clause.parts for held in own):
            own.extend(_above(plan, task, inherited))
        diagnostics.extend(_odd(own))
        mine: list[Duty] = []
        for held in own:
            standing = _learned(standing, held.clause)
            mine.extend(_read(index, held, standing, mine))
        mine, standing = _repeated(index, mine, own, standing)
        found.extend(_ordered(mine))
    if standing.responsible_leads:
        found = _responsible_lead(found)
    return tuple(found), tuple(diagnostics)


def _of_task(task: Task, clauses: Clauses) -> Iterator[_Held]:
    """The clauses of a task: its table cells, and those in its text that no cell holds."""
    cells: list[Span] = []
    for column in task.columns:
        if column.passage.text and (clause := clauses.cell(column.head, column.passage)):
            cells.append(column.passage.span(0, len(column.passage)))
            yield _Held(clause, column.passage)
    named = [column.passage.span(0, len(column.passage)) for column in task.columns if column.passage.text]
    for clause in clauses.find(task.passage):
        place = task.passage.span(clause.start, clause.end)
        if not any(place in cell for cell in (named if clause.frame == "own-line" else cells)):
            yield _Held(clause, task.passage)


def _of_sections(plan: Plan, clauses: Clauses) -> dict[int, tuple[_Held, ...]]:
    """Clauses that stand under a heading and hold for all its tasks; the work group named in the heading is none."""
    found: dict[int, tuple[_Held, ...]] = {}
    for index, section in enumerate(plan.sections):
        if not section.passage.text:
            continue
        held = []
        for clause in clauses.find(section.passage):
            place = section.passage.span(clause.start, clause.end)
            if section.work_group is None or section.work_group.span not in place:
                held.append(_Held(clause, section.passage, inherited=True))
        if held:
            found[index] = tuple(held)
    return found


def _above(plan: Plan, task: Task, inherited: dict[int, tuple[_Held, ...]]) -> tuple[_Held, ...]:
    """The clauses of the nearest section above a task that has some."""
    at = task.section
    while at is not None:
        if at in inherited:
            return inherited[at]
        at = plan.sections[at].parent
    return ()


def _learned(standing: _Standing, clause: Clause) -> _Standing:
    effects = {statement.effect for statement in clause.statements}
    return replace(
        standing,
        first_leads=standing.first_leads or "first-leads" in effects,
        responsible_leads=standing.responsible_leads or "responsible-leads" in effects,
    )


def _read(task: int, held: _Held, standing: _Standing, before: list[Duty]) -> Iterator[Duty]:
    """The duties of one clause. Under `first-leads` its first responsible unit leads, unless someone already does."""
    clause, passage = held.clause, held.passage
    led = any(part.role == "leads" for part in clause.parts) or (
        clause.frame == "labelled-line" and any(duty.role == "leads" for duty in before)
    )
    turn = standing.first_leads and not led
    for part in clause.parts:
        for unit in part.units:
            role, rule = part.role, f"{clause.frame}/{part.rule}"
            if turn and role == "responsible":
                role, rule, turn = "leads", f"{rule}/first-leads", False
            yield _duty(task, unit, role, rule, passage, clause, held.inherited)


def _duty(task: int, unit: Unit, role: str, rule: str, passage: Passage, clause: Clause, inherited: bool) -> Duty:
    return Duty(
        task=task,
        unit=unit.text,
        role=role,  # type: ignore[arg-type]
        order=0,
        name=passage.span(unit.start, unit.end),
        clause=passage.span(clause.start, clause.end),
        rule=f"{rule}/section" if inherited else rule,
        canonical=unit.canonical,
        confidence=0.8 if inherited or not clause.closed else 1.0,
    )


def _repeated(task: int, mine: list[Duty], own: list[_Held], standing: _Standing) -> tuple[list[Duty], _Standing]:
    """Add what `以下均需…` repeats: the local bodies of the clause that says so, else the words of the rule themselves."""
    known = {duty.unit for duty in mine}
    mine = [*mine, *(replace(duty, task=task) for duty in standing.added if duty.unit not in known)]
    for held in own:
        for statement in held.clause.statements:
            if statement.effect == "repeat-units":
                added = tuple(_local(mine, held, statement, task))
                known = {duty.unit for duty in mine}
                mine = [*mine, *(duty for duty in added if duty.unit not in known)]
                standing = replace(standing, added=standing.added + added)
    return mine, standing


def _local(mine: list[Duty], held: _Held, statement: Statement, task: int) -> Iterator[Duty]:
    place = held.passage.span(held.clause.start, held.clause.end)
    local = [duty for duty in mine if duty.clause == place and duty.unit.startswith("各") and duty.role == "responsible"]
    if local:
        yield from (replace(duty, rule="repeat-units") for duty in local)
        return
    for unit in statement.units:
        yield _duty(task, unit, "responsible", "repeat-units", held.passage, held.clause, False)


def _responsible_lead(found: list[Duty]) -> list[Duty]:
    """`无牵头单位的，责任单位即为牵头单位`."""
    led = {duty.task for duty in found if duty.role == "leads"}
    return [
        replace(duty, role="leads", rule=f"{duty.rule}/responsible-leads") if duty.role == "responsible" and duty.task not in led else duty
        for duty in found
    ]


def _ordered(mine: list[Duty]) -> Iterator[Duty]:
    """Each unit and role once, numbered from 1."""
    seen: set[tuple[str, str]] = set()
    for duty in mine:
        if (duty.unit, duty.role) not in seen:
            seen.add((duty.unit, duty.role))
            yield replace(duty, order=len(seen))


def _odd(own: list[_Held]) -> Iterator[Diagnostic]:
    for held in own:
        if not held.clause.closed:
            yield Diagnostic(
                "unclosed-bracket",
                "warning",
                "责任条款的括号不成对：缺少左括号或右括号，已按段落边界读取。请核对原文这一处的单位名单。",
                held.passage.span(held.clause.start, held.clause.end),
            )
