"""A list of tasks as every page shows it: narrowed, counted, sorted; the same rows for JSON, CSV and xlsx."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from zhengpu.exports.list_file import ListFile
from zhengpu.graph.errors import InputError
from zhengpu.graph.oversight.docket import Docket, DocketItem, told_apart
from zhengpu.graph.oversight.lights import LIGHTS
from zhengpu.oversight.docket_rows import TASK_COLUMNS, WHEN, task_row
from zhengpu.pages.addresses import address

__all__ = ["SORTS", "TASK_PAGE", "TaskChoice", "TaskList", "TaskListRequest", "task_list"]

SORTS = {"": "按原文次序", "due": "按时限", "light": "按灯", "updated": "按更新"}
"""The orders a list may have; the first is the plan's own."""


TASK_PAGE = 100


@dataclass(frozen=True, slots=True)
class TaskListRequest:
    """What a list is narrowed to, as it stands in the address. `unit` and `document` are keys, `role` a local name of the ontology."""

    unit: str = ""
    role: str = ""
    document: str = ""
    light: str = ""
    state: str = ""
    when: str = ""
    sort: str = ""
    today: date | None = None
    offset: int = 0
    fixed: str = ""
    """The name of the condition that the page itself is about: it does not stand in addresses."""

    def link(self, path: str, **changed: str) -> str:
        """The address of this list with something changed.

        >>> TaskListRequest(light="红").link("/progress", sort="due")
        '/progress?light=%E7%BA%A2&sort=due'
        """
        given = (
            {field.name: str(value) for field in fields(self) if (value := getattr(self, field.name))}
            | changed
            | {"fixed": "", self.fixed: ""}
        )
        return address(path, given)


@dataclass(frozen=True, slots=True)
class TaskChoice:
    """A value that a condition may take, and how many tasks would be left."""

    name: str
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class TaskList:
    """The tasks that fit, in order, and the choices of each condition with their counts."""

    docket: Docket
    asked: TaskListRequest
    items: tuple[DocketItem, ...]
    choices: Mapping[str, tuple[TaskChoice, ...]]

    @property
    def page(self) -> tuple[DocketItem, ...]:
        """As many as one reads on a page."""
        return self.items[self.asked.offset : self.asked.offset + TASK_PAGE]

    def file(self, title: str) -> ListFile:
        """The same rows as a file."""
        return ListFile(title, TASK_COLUMNS, [task_row(item) for item in self.items])


def task_list(docket: Docket, asked: TaskListRequest, within: Sequence[DocketItem] | None = None) -> TaskList:
    """The list. Raises `InputError` for a condition that does not exist."""
    for name, known in (("light", LIGHTS), ("when", tuple(WHEN)), ("sort", tuple(SORTS))):
        value = getattr(asked, name)
        if value and value not in known:
            raise InputError(f"没有“{value[:20]}”这种{_CALLED[name]}", f"可以是 {'、'.join(filter(None, known))}", "请改用其中之一")
    every = tuple(docket.items if within is None else within)
    return TaskList(docket, asked, _sorted(_fitting(docket, every, asked), asked.sort), _choices(docket, every, asked))


_CALLED = {"light": "灯", "when": "时间", "sort": "排法"}


def _fitting(docket: Docket, every: Sequence[DocketItem], asked: TaskListRequest) -> tuple[DocketItem, ...]:
    fits = {
        item.task for item in docket.where(light=asked.light, state=asked.state, unit=asked.unit, document=asked.document, when=asked.when)
    }
    return tuple(item for item in every if item.task in fits and _in_role(item, asked))


def _in_role(item: DocketItem, asked: TaskListRequest) -> bool:
    return not asked.role or any(
        duty.role == asked.role and (not asked.unit or asked.unit in (duty.key, duty.unit)) for duty in item.duties
    )


def _sorted(items: tuple[DocketItem, ...], sort: str) -> tuple[DocketItem, ...]:
    match sort:
        case "due":
            return tuple(sorted(items, key=lambda item: (item.due is None, item.due or date.max)))
        case "light":
            return tuple(sorted(items, key=lambda item: LIGHTS.index(item.light) if item.light else len(LIGHTS)))
        case "updated":
            return tuple(sorted(items, key=lambda item: item.report.updated if item.report else date.min, reverse=True))
    return items


def _choices(docket: Docket, every: Sequence[DocketItem], asked: TaskListRequest) -> Mapping[str, tuple[TaskChoice, ...]]:
    """Counts as they would be with this one condition changed and the others as they are."""

    def without(name: str) -> tuple[DocketItem, ...]:
        return _fitting(docket, every, _without(asked, name))

    def made(name: str, counted: Sequence[tuple[str, str, int]]) -> tuple[TaskChoice, ...]:
        chosen = getattr(asked, name)
        return tuple(TaskChoice(name, value, label, n, value == chosen) for value, label, n in counted if n or value == chosen)

    lights = Counter(item.light for item in without("light"))
    left = without("when")
    documents = Counter((item.document_key, item.document_title) for item in without("document"))
    units = {(duty.key, duty.unit, item.task) for item in without("unit") for duty in item.duties}
    held = Counter(key for key, _ in {(key, task) for key, _, task in units})
    names: dict[str, str] = {}
    for key, name, _ in sorted(units):
        names.setdefault(key, name)
    called = told_apart(names)
    mine = without("role")
    roles = Counter(
        (role, label)
        for item in mine
        for role, label in {(d.role, d.label) for d in item.duties if not asked.unit or asked.unit in (d.key, d.unit)}
    )
    return {
        "light": made("light", [(light, f"{light}灯", lights[light]) for light in LIGHTS]),
        "when": made("when", [(when, label, len(_when(docket, left, when))) for when, label in WHEN.items()]),
        "document": made("document", [(key, title, n) for (key, title), n in documents.items()]),
        "unit": made("unit", sorted(((key, called[key], n) for key, n in held.items()), key=lambda one: (-one[2], one[1], one[0]))),
        "role": made("role", [(role, label, n) for (role, label), n in roles.most_common()]),
    }


def _without(asked: TaskListRequest, name: str) -> TaskListRequest:
    match name:
        case "light":
            return replace(asked, light="")
        case "when":
            return replace(asked, when="")
        case "document":
            return replace(asked, document="")
        case "unit":
            return replace(asked, unit="")
    return replace(asked, role="")


def _when(docket: Docket, items: Sequence[DocketItem], when: str) -> list[DocketItem]:
    fits = {item.task for item in docket.where(when=when)}
    return [item for item in items if item.task in fits]
