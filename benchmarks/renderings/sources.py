"""What is rendered: a plan of paragraphs, or a list of tasks as a table; both with the duties that are right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.materials import ROOT, annotated
from benchmarks.plans import Generator

__all__ = ["ROLES", "TaskList", "WrittenPlan", "task_lists", "written_plans"]

ROLES = {"leads": "牵头单位", "responsible": "责任单位", "cooperates": "配合单位", "guides": "指导单位"}
"""Roles, and the heads of their columns."""


@dataclass(frozen=True, slots=True)
class WrittenPlan:
    """A plan of running text, a paragraph a line, with its annotation."""

    name: str
    paragraphs: tuple[str, ...]
    gold: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TaskList:
    """A table of tasks under a title: head row first, then a row a task."""

    name: str
    title: str
    rows: tuple[tuple[str, ...], ...]
    gold: dict[str, Any]


def written_plans(count: int = 3) -> Iterator[WrittenPlan]:
    """Generated plans of several shapes.

    >>> next(written_plans()).gold["tasks"][0]["number"]
    1
    """
    for plan in Generator(seed=5, tasks=9).plans(count):
        yield WrittenPlan(plan.name, tuple(plan.text.split("\n")), plan.gold)


def task_lists(longest: int = 40, *, shared: bool = True) -> Iterator[TaskList]:
    """Lists made from every annotation that is here (or only from our own, not `shared`) and from a generated plan; of an annotation, the
    tasks with a duty.

    >>> made = next(task_lists(5))
    >>> len(made.rows), made.rows[0][0]
    (6, '序号')
    """
    for plan in annotated():
        if not shared and not plan.gold.is_relative_to(ROOT):
            continue
        gold = json.loads(plan.gold.read_text("utf-8"))
        made = _listed(plan.name, gold, longest)
        if len(made.rows) > 5:
            yield made
    for generated in Generator(seed=7, tasks=14).plans(2):
        yield _listed(generated.name, generated.gold, longest)


def _listed(name: str, gold: dict[str, Any], longest: int) -> TaskList:
    tasks: list[dict[str, Any]] = []
    titles = set()
    for task in gold["tasks"]:
        if task["responsibility"] and task["title"][:24] not in titles and len(tasks) < longest:
            titles.add(task["title"][:24])
            tasks.append({"number": len(tasks) + 1, "title": task["title"].rstrip("。；"), "responsibility": task["responsibility"]})
    roles = [role for role in ROLES if any(r["role"] == role for task in tasks for r in task["responsibility"])]
    dated = [next((t["deadline"] for t in task.get("targets", ()) if t.get("deadline")), "") for task in gold["tasks"]]
    due = [day[:4] + "年底" if day.endswith("-12-31") else "" for day in dated]
    rows = [("序号", "工作任务", *(ROLES[role] for role in roles), "完成时限")]
    for task, day in zip(tasks, due, strict=False):
        units = ("、".join(r["unit"] for r in task["responsibility"] if r["role"] == role) for role in roles)
        rows.append((str(task["number"]), task["title"], *units, day))
    return TaskList(name, f"{gold['document']['title']}任务分工表", tuple(rows), {"tasks": tasks})
