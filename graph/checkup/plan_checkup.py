"""责任体检: what a plan leaves open, each finding with its place; the load of its units; how firmly its tasks speak."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import Any

from zhengpu.graph.checkup.commitment import (
    Commitment,
    CommitmentShare,
    CommitmentWords,
    FindingKind,
    checkup_data,
    commitment_share,
    load_commitment_words,
)
from zhengpu.graph.comparing.compared_plan import ComparedPlan, ComparedTarget, ComparedTask, TaskUnit, compared_plan
from zhengpu.graph.comparing.telling_words import TellingWords, WeightedWords
from zhengpu.graph.comparing.wording import Wording
from zhengpu.graph.dates import Dates, date_text
from zhengpu.graph.facts import Evidence, Iri, Span
from zhengpu.graph.names import iri_text
from zhengpu.graph.numerals import spell
from zhengpu.graph.store import Store

__all__ = ["CheckupFinding", "PlanCheckup", "UnitLoad", "check_plan"]

_MOST_MISSED = 30
_OWN = ("leads", "responsibleFor")
_DATES = """
SELECT DISTINCT ?t ?said {{
  ?t a zp:Task ; zp:inDocument {plan} . {{ ?t zp:deadline|zp:deadlineText ?said }} UNION {{ ?t zp:hasTarget/(zp:deadline|zp:deadlineText) ?said }}
}} ORDER BY ?t ?said
"""


@dataclass(frozen=True, slots=True)
class CheckupFinding:
    """One thing that is open: of which kind, at which task or target, why, where; the other place where there are two."""

    kind: str
    task: ComparedTask | None
    told: str
    place: Evidence | None
    other: ComparedTask | None = None
    other_place: Evidence | None = None


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """A unit's part of a plan: tasks it takes part in, those it leads or is responsible for, and how firmly these speak."""

    unit: str
    key: str
    tasks: int
    own: int
    heavy: bool
    commitment: CommitmentShare


@dataclass(frozen=True, slots=True)
class PlanCheckup:
    """All findings by kind in the order of `kinds`; units, the most loaded first; the marks of every task."""

    plan: ComparedPlan
    kinds: tuple[FindingKind, ...]
    findings: Mapping[str, tuple[CheckupFinding, ...]]
    loads: tuple[UnitLoad, ...]
    commitments: tuple[tuple[ComparedTask, Commitment], ...]
    heavy_tasks: int
    heavy_share: float

    @property
    def commitment(self) -> CommitmentShare:
        """Of the whole plan."""
        return commitment_share(one for _, one in self.commitments)


def check_plan(store: Store, document: Iri, wording: Wording) -> PlanCheckup:
    """Check a document of the store. Raises `InputError` if it is not there."""
    plan = compared_plan(store, document)
    said: defaultdict[str, list[str]] = defaultdict(list)
    for task, when in store.query(_DATES.format(plan=iri_text(document))):
        said[str(task)].append(date_text(when.isoformat() if isinstance(when, date) else str(when)))
    return _Checking(plan, {task: tuple(dict.fromkeys(dates)) for task, dates in said.items()}, wording).checkup()


def _said_dates(reader: Dates, task: ComparedTask, year: int | None) -> tuple[str, ...]:
    """Dates to do something by that stand in a task's words, also where no target has them: 9月底前出台办法."""
    return tuple(dict.fromkeys(date_text(mention.code) for mention in reader.find(task.words, year) if mention.aims))


class _Checking:
    def __init__(self, plan: ComparedPlan, dates: Mapping[str, tuple[str, ...]], wording: Wording) -> None:
        self._plan = plan
        reader, year = Dates.load(), plan.issued.year if plan.issued else None
        self._dates = {task.iri: found for task in plan.tasks if (found := dates.get(task.iri) or _said_dates(reader, task, year))}
        data = checkup_data()
        self._kinds = tuple(FindingKind(one["kind"], one["title"], one["means"]) for one in data["finding"])
        self._lines: Mapping[str, Any] = data["lines"]
        self._vague = re.compile(data["vague"]["pattern"])
        self._verbs: CommitmentWords = load_commitment_words()
        self._words = TellingWords((task.words for task in plan.tasks), wording)
        self._indicators = TellingWords((target.text for target in plan.targets), wording)

    def checkup(self) -> PlanCheckup:
        found: defaultdict[str, list[CheckupFinding]] = defaultdict(list)
        for finding in (*self._of_tasks(), *self._passed_over(), *self._duplicates(), *self._conflicts()):
            found[finding.kind].append(finding)
        commitments = tuple((task, self._commitment(task)) for task in self._plan.tasks)
        return PlanCheckup(
            self._plan,
            self._kinds,
            {kind.kind: tuple(found[kind.kind]) for kind in self._kinds},
            self._loads(commitments),
            commitments,
            self._lines["heavy_tasks"],
            self._lines["heavy_share"],
        )

    # ── one task ──

    def _passed_over(self) -> Iterator[CheckupFinding]:
        """Numbered items between two tasks that the reader took for none: nobody is named in them."""
        for before, after in pairwise(self._plan.tasks):
            if before.number is None or after.number is None or not before.place or not after.place or before.path != after.path:
                continue
            between = self._plan.source[before.place.span.end : after.place.span.start]
            for number in range(before.number + 1, min(after.number, before.number + _MOST_MISSED)):
                line = re.search(rf"^\s*[（(]?(?:{number}|{spell(number)})[)）．.、]\s*([^。；\n]+[。；]?)", between, re.MULTILINE)
                if line:
                    start = before.place.span.end + line.start(1)
                    told = f"编号{number}没有写由谁做，没有当作任务"
                    yield CheckupFinding("no_unit", None, told, Evidence(Span(start, start + len(line[1])), line[1]))

    def _of_tasks(self) -> Iterator[CheckupFinding]:
        for task in self._plan.tasks:
            if not task.units:
                yield CheckupFinding("no_unit", task, "没有写由谁做", task.place)
            elif all(self._is_vague(unit) for unit in task.units):
                told = f"只写了{'、'.join(unit.unit for unit in task.units)}"
                yield CheckupFinding("nobody", task, told, task.units[0].clause or task.place)
            own = [unit for unit in task.units if unit.role == "responsibleFor"]
            if len(own) > 1 and not any(unit.role == "leads" for unit in task.units):
                told = f"{'、'.join(unit.unit for unit in own)}，没有写谁牵头"
                yield CheckupFinding("no_lead", task, told, own[0].clause or task.place)
            if task.iri not in self._dates:
                yield CheckupFinding("no_date", task, "没有期限", task.place)
            if not any(target.size is not None for target in self._plan.by_task.get(task.iri, ())):
                yield CheckupFinding("no_number", task, "没有数字目标", task.place)

    def _is_vague(self, unit: TaskUnit) -> bool:
        return unit.group and bool(self._vague.search(unit.unit))

    def _commitment(self, task: ComparedTask) -> Commitment:
        numbers = [target for target in self._plan.by_task.get(task.iri, ()) if target.size is not None]
        own = [unit for unit in task.units if unit.role in _OWN and not self._is_vague(unit)]
        lead = next((unit.unit for unit in own if unit.role == "leads"), own[0].unit if len(own) == 1 else "")
        verb = self._verbs.firm(task.words)
        return Commitment(
            verb,
            "" if verb else self._verbs.open(task.words),
            f"{numbers[0].value}{numbers[0].unit}" if numbers else "",
            self._dates.get(task.iri, ("",))[0],
            lead,
        )

    def _loads(self, commitments: Sequence[tuple[ComparedTask, Commitment]]) -> tuple[UnitLoad, ...]:
        names: dict[str, str] = {}
        tasks: defaultdict[str, set[str]] = defaultdict(set)
        own: defaultdict[str, dict[str, Commitment]] = defaultdict(dict)
        for task, commitment in commitments:
            for unit in task.units:
                names.setdefault(unit.key, unit.unit)
                tasks[unit.key].add(task.iri)
                if unit.role in _OWN:
                    own[unit.key][task.iri] = commitment
        many = len(self._plan.tasks)
        groups = {unit.key for task in self._plan.tasks for unit in task.units if unit.group}
        loads = (
            UnitLoad(
                name,
                key,
                len(tasks[key]),
                len(own[key]),
                key not in groups and len(own[key]) >= max(self._lines["heavy_tasks"], self._lines["heavy_share"] * many),
                commitment_share(own[key].values()),
            )
            for key, name in names.items()
        )
        return tuple(sorted(loads, key=lambda load: (-load.own, -load.tasks, load.unit, load.key)))

    # ── two places ──

    def _duplicates(self) -> Iterator[CheckupFinding]:
        weighed = {task.iri: self._words.weighed(task.words) for task in self._plan.tasks}
        for one, other in combinations(self._plan.tasks, 2):
            if self._words.alike(weighed[one.iri], weighed[other.iri]) < self._lines["worth_a_look"]:
                continue
            dates = [self._dates.get(task.iri, ()) for task in (one, other)]
            if one.title == other.title and all(dates) and dates[0] != dates[1]:
                told = f"与“{other.called}”题目相同，期限一处写{'、'.join(dates[0])}，一处写{'、'.join(dates[1])}"
                yield CheckupFinding("conflict", one, told, one.place, other, other.place)
                continue
            same = SequenceMatcher(None, one.words, other.words, autojunk=False).ratio()
            if same >= self._lines["duplicate"]:
                told = f"与“{other.called}”有{round(100 * same)}%的字相同"
                yield CheckupFinding("duplicate", one, told, one.place, other, other.place)

    def _conflicts(self) -> Iterator[CheckupFinding]:
        """Headline targets that a task tells otherwise. Parts of a whole (70 of 500) and steps of several years are none."""
        numbered = [one for one in self._plan.targets if one.size is not None and one.place]
        within = [one for one in numbered if one.task]
        tasks = {task.iri: task for task in self._plan.tasks}
        weighed = {one.iri: (self._indicators.weighed(one.indicator), self._indicators.weighed(one.text)) for one in numbered}
        for head in (one for one in numbered if not one.task and one.indicator):
            told = [one for one in within if one.measure == head.measure and self._same_matter(weighed[head.iri], weighed[one.iri])]
            if any(one.size == head.size and one.deadline in (head.deadline, None) for one in told):
                continue
            for one in told if len({(one.size, one.deadline) for one in told}) == 1 else ():
                if said := _conflict(head, one):
                    yield CheckupFinding("conflict", tasks.get(Iri(str(one.task))), said, one.place, None, head.place)

    def _same_matter(self, head: tuple[WeightedWords, ...], one: tuple[WeightedWords, ...]) -> bool:
        indicator, clause = (self._indicators.alike(x, y) for x, y in zip(head, one, strict=True))
        return bool(indicator >= self._lines["indicator"] and clause >= self._lines["clause"])


def _conflict(head: ComparedTarget, one: ComparedTarget) -> str:
    named = f"“{head.indicator}”"
    if one.size == head.size:
        if head.deadline and one.deadline and head.deadline != one.deadline:
            days = [date_text(day.isoformat()) for day in (head.deadline, one.deadline)]
            return f"{named}都是{head.value}{head.unit}，总的目标写{days[0]}，任务里写{days[1]}"
        return ""
    if one.size and head.size and one.size > head.size and (head.deadline == one.deadline or None in (head.deadline, one.deadline)):
        return f"{named}总的目标写{head.value}{head.unit}，任务里写{one.value}{one.unit}，比总的还多"
    return ""
