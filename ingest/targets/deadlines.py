"""Deadlines of tasks: dates of their targets, recurring duties, and the dates in clauses and columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from zhengpu.graph.chinese import Passage
from zhengpu.graph.dates import DateMention, Dates
from zhengpu.ingest.claims import Deadline, TargetClaim
from zhengpu.ingest.duties.clauses import Clause, Clauses
from zhengpu.ingest.plan import Plan, Task

__all__ = ["deadlines"]

_REPORTED = re.compile("[将把]?[^，。；]{0,16}?(?:上报|报送|报告|汇总报|报[省市县区州国至送])")
"""What a date says by when something is handed in: 10月10日前|将总结报省安委会."""


def deadlines(
    plan: Plan,
    targets: Sequence[TargetClaim],
    clauses: Clauses,
    dates: Dates,
    mentions: Sequence[Sequence[DateMention]],
    years: Sequence[int | None],
) -> tuple[Deadline, ...]:
    """`mentions` are the dates of each task's text, `years` the year in force in each. Each code once a task,
    in the order: the task's own text, its clauses, its columns.

    A clause that says of its date that it holds for what follows (下同) repeats it in every later task without a date of its own.
    """
    found: list[Deadline] = []
    dated = _by_task(targets)
    standing: tuple[str, ...] = ()
    for index, (task, year) in enumerate(zip(plan.tasks, years, strict=True)):
        said = clauses.find(task.passage)
        stated = list(_of_cells(index, task.passage, said, dates, year))
        for column in task.columns:
            if cell := clauses.cell(column.head, column.passage, column.kind):
                stated.extend(_of_cells(index, column.passage, (cell,), dates, year))
        mine = [*_of_targets(index, dated[index]), *_recurring(index, task, said, mentions[index]), *stated]
        if not stated and standing:
            span = task.title_span
            mine.extend(Deadline(index, code, span, "stated-once") for code in standing)
        if stated and any(statement.effect == "repeat" for clause in said if clause.deadlines for statement in clause.statements):
            standing = tuple(deadline.code for deadline in stated)
        found.extend(_once(mine))
    return tuple(found)


def _once(found: Sequence[Deadline]) -> list[Deadline]:
    first: dict[str, Deadline] = {}
    for deadline in found:
        first.setdefault(deadline.code, deadline)
    return list(first.values())


def _by_task(targets: Sequence[TargetClaim]) -> defaultdict[int | None, list[TargetClaim]]:
    found: defaultdict[int | None, list[TargetClaim]] = defaultdict(list)
    for target in targets:
        found[target.task].append(target)
    return found


def _of_targets(task: int, targets: Sequence[TargetClaim]) -> Iterator[Deadline]:
    for target in targets:
        if target.deadline:
            yield Deadline(task, target.deadline, target.span, target.rule)


def _recurring(task: int, found: Task, said: Sequence[Clause], mentions: Sequence[DateMention]) -> Iterator[Deadline]:
    for mention in mentions:
        if any(clause.start <= mention.start < clause.end for clause in said):
            continue
        reported = mention.role == "until" and _REPORTED.match(found.passage.text, mention.end)
        if mention.role == "recurring" or reported:
            yield Deadline(task, mention.code, found.passage.span(mention.start, mention.end), "recurring" if not reported else "reported")


def _of_cells(task: int, passage: Passage, said: Sequence[Clause], dates: Dates, year: int | None) -> Iterator[Deadline]:
    for clause in said:
        for start, end in clause.deadlines:
            for mention in dates.find(passage.text[start:end], year, cell=True):
                if mention.role not in ("start", "base", "name"):
                    yield Deadline(task, mention.code, passage.span(start + mention.start, start + mention.end), "deadline-cell")
