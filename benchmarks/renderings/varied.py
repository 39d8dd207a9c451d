"""`python -m benchmarks.renderings.varied [SEED [COUNT]]`: lists whose words, columns and geometry are thrown by dice, as pdf, ofd and printed text.

A seed that nobody has looked at tells how well a page of an unknown office is read; figures by property tell where it fails.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.plans import Generator
from benchmarks.renderings.geometry import Geometry
from benchmarks.renderings.sources import ROLES, TaskList, task_lists
from benchmarks.renderings.typeset import as_ofd_pages, as_pdf_pages, as_printed_text, set_table

__all__ = ["VariedList", "varied_lists"]

_HEADS = {
    "序号": ("序号", "编号", "序"),
    "工作任务": ("工作任务", "重点任务", "任务内容", "主要任务", "工作内容"),
    "牵头单位": ("牵头单位", "牵头部门", "责任单位（牵头）"),
    "责任单位": ("责任单位", "责任部门", "负责单位"),
    "配合单位": ("配合单位", "配合部门", "参与单位", "协办单位"),
    "指导单位": ("指导单位",),
    "完成时限": ("完成时限", "完成时间", "时间节点"),
}
_GROUPS = ("（一）夯实基础支撑", "（二）拓展应用场景", "（三）优化发展环境", "（四）强化要素保障")


@dataclass(frozen=True, slots=True)
class VariedList:
    """A list as thrown: its words, how it is set, whether it has numbers, group headings and units line by line, and its bytes."""

    made: TaskList
    geometry: Geometry
    properties: tuple[str, ...]
    ending: str
    data: bytes


def varied_lists(seed: int, count: int, *, shared: bool = True) -> Iterator[VariedList]:
    """So many lists of a seed, of annotated plans (or only of our own, not `shared`) and of generated ones.

    >>> one = next(varied_lists(3, 1, shared=False))
    >>> one.made.rows[0] == next(varied_lists(3, 1, shared=False)).made.rows[0]
    True
    """
    sources = [*task_lists(60, shared=shared), *(_composed(f"{seed}/{number}") for number in range(8))]
    for number in range(count):
        dice = Random(f"{seed}/{number}")
        yield _thrown(dice, f"{seed}/{number}", dice.choice(sources))


def _thrown(dice: Random, name: str, source: TaskList) -> VariedList:
    geometry = Geometry.thrown(dice)
    numbers = dice.choice(("digits", "digits", "dotted", "none", "none"))
    units, ends = dice.choice(("、", "、", "、", "，", "\n")), dice.choice(("", "", "。"))
    length = min(dice.randint(8, 45), len(source.rows) - 1)
    start = dice.randint(0, len(source.rows) - 1 - length)
    names = source.rows[0]
    rest = list(range(1, len(names)))
    if dice.random() < 0.3:
        dice.shuffle(rest)
    order = [*([0] if numbers != "none" else []), *rest]
    remarks, groups = dice.random() < 0.2, dice.random() < 0.2
    rows: list[tuple[str, ...]] = [(*(dice.choice(_HEADS[names[column]]) for column in order), *(["备注"] if remarks else []))]
    for number, row in enumerate(source.rows[start + 1 : start + 1 + length], 1):
        said = {0: f"{number}." if numbers == "dotted" else str(number), 1: row[1] + ends}
        task = source.gold["tasks"][start + number - 1]
        said |= {column: _joined(task, names[column], units) or row[column] for column in rest if column != 1}
        if groups and number % 7 == 1 and number // 7 < len(_GROUPS):
            rows.append((_GROUPS[number // 7],))
        rows.append((*(said[column] for column in order), *([dice.choice(("", "", "", "新增", "续建项目"))] if remarks else [])))
    kept = [task | {"number": number} for number, task in enumerate(source.gold["tasks"][start : start + length], 1)]
    made = TaskList(f"{name} {source.name}", source.title, tuple(rows), {"tasks": kept})
    leaves = set_table(made.title, made.rows, geometry)
    form = dice.choice(("pdf", "pdf", "ofd", "txt"))
    data = as_pdf_pages(leaves) if form == "pdf" else as_ofd_pages(leaves) if form == "ofd" else as_printed_text(leaves, geometry.density)
    properties = (
        form, f"numbers {numbers}", geometry.upright, f"rules {geometry.rules}", f"padding {geometry.padding / geometry.size:.2f}",
        "centred" if geometry.centred else "left", "broken rows" if geometry.broken else "whole rows", "heads again" if geometry.heads else "heads once",
        *(["groups"] if groups else []), *(["unit a line"] if units == "\n" else []), *(["shuffled"] if rest != sorted(rest) else []),
    )  # fmt: skip
    return VariedList(made, geometry, properties, form, data)


def _joined(task: dict[str, Any], head: str, mark: str) -> str:
    return mark.join(duty["unit"] for duty in task["responsibility"] if ROLES[duty["role"]] == head)


def _composed(seed: str) -> TaskList:
    """A list of sentences of our own, long and short."""
    dice = Random(seed)
    place = ("县", "市", "区")[dice.randrange(3)]
    tasks: list[dict[str, Any]] = []
    words = Generator(seed=11, tasks=60)
    known = {task["title"]: task for plan in words.plans(3) for task in plan.gold["tasks"]}
    seen = set()
    while len(tasks) < 45:
        chosen = dice.sample(sorted(known), dice.randint(1, 5))
        title = "，".join(chosen)
        if title[:24] in seen:
            continue
        seen.add(title[:24])
        units = list(dict.fromkeys(place + duty["unit"][1:] for each in chosen for duty in known[each]["responsibility"]))
        roles = ["leads"] + ["cooperates"] * (len(units) - 1)
        duties = [{"unit": unit, "role": role} for unit, role in zip(units, roles, strict=True)]
        tasks.append({"number": len(tasks) + 1, "title": title, "responsibility": duties})
    rows = [("序号", "工作任务", "牵头单位", "配合单位", "完成时限")]
    for task in tasks:
        lead, *others = (duty["unit"] for duty in task["responsibility"])
        rows.append((str(task["number"]), task["title"], lead, "、".join(others), dice.choice(("2024年底", "2024年6月底", "持续推进", ""))))
    return TaskList(f"composed {seed}", f"清溪{place}2024年重点工作任务分工表", tuple(rows), {"tasks": tasks})


def main() -> None:
    """See the module."""
    from benchmarks.renderings.scores import print_varied

    given = [int(each) for each in sys.argv[1:]]
    print_varied(varied_lists(*(given or [1]), *([] if len(given) > 1 else [120])))


if __name__ == "__main__":
    main()
