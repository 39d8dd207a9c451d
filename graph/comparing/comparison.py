"""The comparison: pairs with both sentences and why, what has no counterpart, targets with what became of the number.

Nothing is said beyond the texts: a pair is “相近”, with its score; what has no counterpart has none *that was found*, and the nearest is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from zhengpu.graph.comparing.compared_plan import ComparedPlan, ComparedTarget, ComparedTask, compared_plan
from zhengpu.graph.comparing.measures import MeasureTable
from zhengpu.graph.comparing.pairing import (
    LEAST_TARGET,
    LEAST_TASK,
    Likeness,
    OfficeLine,
    Pairing,
    assigned,
    standing_out,
)
from zhengpu.graph.comparing.wording import Wording
from zhengpu.graph.errors import InputError
from zhengpu.graph.facts import Evidence, Iri
from zhengpu.graph.offices import Offices, load_offices
from zhengpu.graph.store import Store

__all__ = ["ComparisonKind", "LoneTask", "PlanComparison", "TargetPair", "TaskPair", "compare_plans", "comparison_kind"]

ComparisonKind = Literal["levels", "years", "plain"]
"""上下级: one place lies in the other. 年度: one place, two years. Otherwise just two papers."""

_SURELY = 0.10
"""Pairs less alike than this were right in about half of all cases on annotated plans: they are told as possible only."""

_PARTLY = 0.15
"""As alike as this, a task that is left over is one of the same matter as one that is paired."""

_FAINTLY = 0.03
"""Less in common than this is nothing worth naming."""

_TARGET_STRENGTH = 0.25
"""Targets of several years or places stand beside each other in one plan: their likeness to each other counts less."""

_YEAR = re.compile(r"20\d\d(?=年)")


@dataclass(frozen=True, slots=True)
class TargetPair:
    """Two targets of one matter. `verdict`: raised, lowered, same, tightened, loosened (of an upper limit), other (no single numbers)."""

    a: ComparedTarget
    b: ComparedTarget
    score: float
    shared: tuple[str, ...]
    verdict: str
    sooner: int
    """Days by which b's date comes before a's; negative: after; 0 where either names none."""


@dataclass(frozen=True, slots=True)
class TaskPair:
    """Two tasks of one matter: the score with its parts, shared phrases, different words for one matter, leads of one line, and the sentence
    of each that is nearest."""

    a: ComparedTask
    b: ComparedTask
    likeness: Likeness
    shared: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    lines: tuple[OfficeLine, ...]
    sentence_a: Evidence | None
    sentence_b: Evidence | None
    targets: tuple[TargetPair, ...] = ()
    main: bool = True
    """False where one of the two is already paired: a task that is split, or taken up in part."""

    @property
    def score(self) -> int:
        """From 0 to 100."""
        return round(100 * self.likeness.score)

    @property
    def why(self) -> str:
        """The reasons in Chinese: words both have, leads of one line, the same indicators, with what they make of the score."""
        told = [f"共有词语{'、'.join(self.shared)}（{round(100 * self.likeness.words)}分）"] if self.shared else []
        if self.near:
            told.append(f"近义的词：{'；'.join(f'{one}～{other}' for one, other in self.near)}")
        if self.lines:
            same = "；".join(f"{one.a}～{one.b}" for one in self.lines)
            told.append(f"牵头单位同一条线：{same}（加{self.score - round(100 * self.likeness.words)}分）")
        told += [f"同一指标：{'、'.join(one.shared)}" for one in self.targets if one.shared]
        return "；".join(told)


@dataclass(frozen=True, slots=True)
class LoneTask:
    """A task without a counterpart that was found, and the pair that comes nearest, if any has anything in common."""

    task: ComparedTask
    nearest: TaskPair | None


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """`a` is the paper the other is held against: the higher level, the earlier year.

    `pairs` in the order of `a`; `maybe` are pairs too, of which the words tell little; `parts` are further likenesses of tasks
    already paired; `only_a`, `only_b` the tasks, and `targets_only_a`, `targets_only_b` the numbered targets, for which no counterpart was
    found.
    """

    kind: ComparisonKind
    a: ComparedPlan
    b: ComparedPlan
    named: Evidence | None
    """Where the text of `b` names `a`."""
    pairs: tuple[TaskPair, ...]
    maybe: tuple[TaskPair, ...]
    parts: tuple[TaskPair, ...]
    only_a: tuple[LoneTask, ...]
    only_b: tuple[LoneTask, ...]
    targets: tuple[TargetPair, ...]
    targets_only_a: tuple[ComparedTarget, ...]
    targets_only_b: tuple[ComparedTarget, ...]


def compare_plans(store: Store, one: Iri, other: Iri, wording: Wording, kind: ComparisonKind | None = None) -> PlanComparison:
    """Compare two documents of a store. Without `kind` it is told from places and years.

    Raises `InputError` if both are the same or one is not there.
    """
    if one == other:
        raise InputError("不能把一份文件同它自己比较", "两边是同一份文件", "请选两份不同的文件")
    offices = load_offices()
    first, second = compared_plan(store, one), compared_plan(store, other)
    told, turned = comparison_kind(first, second, offices)
    a, b = (second, first) if turned else (first, second)
    return _Comparing(a, b, offices, wording).comparison(kind or told)


def comparison_kind(first: ComparedPlan, second: ComparedPlan, offices: Offices) -> tuple[ComparisonKind, bool]:
    """What kind of comparison it is, and whether the second is the one the first is held against."""
    one, other = (offices.chain(plan.place_key or None) for plan in (first, second))
    years = _year(first), _year(second)
    if one and one == other and None not in years and years[0] != years[1]:
        return "years", str(years[1]) < str(years[0])
    if one and other and one != other and (one == other[: len(one)] or other == one[: len(other)]):
        return "levels", len(other) < len(one)
    if one != other and (first.names(second) or second.names(first)):
        return "levels", bool(first.names(second))
    dates = first.issued, second.issued
    return "plain", bool(dates[0] and dates[1] and dates[1] < dates[0])


def _year(plan: ComparedPlan) -> str | None:
    found = _YEAR.findall(plan.title)
    return found[0] if found else str(plan.issued.year) if plan.issued else None


class _Comparing:
    def __init__(self, a: ComparedPlan, b: ComparedPlan, offices: Offices, wording: Wording) -> None:
        self._a, self._b = a, b
        self._pairing = Pairing(a, b, offices, wording)
        self._targets = {(x.iri, y.iri): self._pairing.targets(x, y).score for x in a.targets for y in b.targets}

    def comparison(self, kind: ComparisonKind) -> PlanComparison:
        a, b = self._a, self._b
        tasks_a, tasks_b = {task.iri: task for task in a.tasks}, {task.iri: task for task in b.tasks}
        likenesses: dict[tuple[str, str], Likeness] = {(x.iri, y.iri): self._pairing.tasks(x, y) for x in a.tasks for y in b.tasks}
        ahead = standing_out({pair: likeness.score for pair, likeness in likenesses.items()})
        chosen = set(assigned(ahead, LEAST_TASK))
        paired_a, paired_b = {x for x, _ in chosen}, {y for _, y in chosen}
        more = set(_left_over(likenesses, paired_a, 0)) | set(_left_over(likenesses, paired_b, 1))
        targets = self._target_pairs(chosen | more)

        def pair(x: str, y: str, *, main: bool) -> TaskPair:
            within = tuple(one for one in targets if (one.a.task, one.b.task) == (x, y))
            return self._pair(tasks_a[Iri(x)], tasks_b[Iri(y)], likenesses[x, y], within, main=main)

        order_a, order_b = {iri: n for n, iri in enumerate(tasks_a)}, {iri: n for n, iri in enumerate(tasks_b)}
        told = sorted(chosen, key=lambda one: (order_a[Iri(one[0])], order_b[Iri(one[1])]))
        parts = sorted(more, key=lambda one: (order_a[Iri(one[0])], order_b[Iri(one[1])]))
        met_a, met_b = paired_a | {x for x, _ in more}, paired_b | {y for _, y in more}

        def lone(task: ComparedTask, side: int) -> LoneTask:
            near = max((pair for pair in likenesses if pair[side] == task.iri), key=lambda one: likenesses[one].score, default=None)
            found = pair(*near, main=False) if near is not None and likenesses[near].score >= _FAINTLY else None
            return LoneTask(task, found if found is not None and found.shared else None)

        used_a, used_b = {one.a.iri for one in targets}, {one.b.iri for one in targets}
        return PlanComparison(
            kind,
            a,
            b,
            b.names(a),
            tuple(pair(x, y, main=True) for x, y in told if likenesses[x, y].score >= _SURELY),
            tuple(pair(x, y, main=True) for x, y in told if likenesses[x, y].score < _SURELY),
            tuple(pair(x, y, main=False) for x, y in parts),
            tuple(lone(task, 0) for task in a.tasks if task.iri not in met_a),
            tuple(lone(task, 1) for task in b.tasks if task.iri not in met_b),
            targets,
            tuple(one for one in a.targets if one.iri not in used_a and one.size is not None),
            tuple(one for one in b.targets if one.iri not in used_b and one.size is not None),
        )

    def _target_pairs(self, met: set[tuple[str, str]]) -> tuple[TargetPair, ...]:
        a, b = {one.iri: one for one in self._a.targets}, {one.iri: one for one in self._b.targets}
        scores = {
            (x, y): self._pairing.targets(a[x], b[y], self._owners(a[x], b[y], met)).score for (x, y), bare in self._targets.items() if bare
        }
        scores = {pair: score for pair, score in scores.items() if score >= LEAST_TARGET}
        ahead = standing_out({(str(x), str(y)): score for (x, y), score in scores.items()}, _TARGET_STRENGTH)
        found = [(Iri(x), Iri(y)) for x, y in assigned(ahead, LEAST_TARGET)]
        order = {iri: n for n, iri in enumerate(a)}
        return tuple(self._target_pair(a[x], b[y], scores[x, y]) for x, y in sorted(found, key=lambda pair: order[pair[0]]))

    @staticmethod
    def _owners(a: ComparedTarget, b: ComparedTarget, met: set[tuple[str, str]]) -> bool | None:
        """Whether their tasks are a pair; None where both are of the whole plan."""
        return None if a.task is None and b.task is None else (str(a.task), str(b.task)) in met

    def _target_pair(self, a: ComparedTarget, b: ComparedTarget, score: float) -> TargetPair:
        pairing = self._pairing
        return TargetPair(a, b, score, pairing.shared_indicator(a, b), _verdict(a, b, pairing.measures), _sooner(a, b))

    def _pair(self, a: ComparedTask, b: ComparedTask, likeness: Likeness, targets: tuple[TargetPair, ...], *, main: bool) -> TaskPair:
        said_a, said_b = self._nearest(a, b)
        shared, lines = self._pairing.shared_words(a, b), self._pairing.lines(a, b)
        return TaskPair(a, b, likeness, shared, self._pairing.near_words(a, b), lines, said_a, said_b, targets, main)

    def _nearest(self, a: ComparedTask, b: ComparedTask) -> tuple[Evidence | None, Evidence | None]:
        """The two sentences that have most in common; not those of the titles, where there are others."""
        words = self._pairing.words
        mine, theirs = (
            [(one, words.weighed("".join(one.quote.split()))) for one in said] for said in (self._a.sentences(a), self._b.sentences(b))
        )
        pairs = [(words.common(x, y), -n, -m) for n, (_, x) in enumerate(mine) for m, (_, y) in enumerate(theirs)]
        body = [one for one in pairs if one[0] and (one[1] or len(mine) == 1) and (one[2] or len(theirs) == 1)]
        best = max(body or pairs, default=None)
        if best is None:
            return (mine[0][0] if mine else a.place), (theirs[0][0] if theirs else b.place)
        return mine[-best[1]][0], theirs[-best[2]][0]


def _left_over(likenesses: Mapping[tuple[str, str], Likeness], paired: set[str], side: int) -> Iterator[tuple[str, str]]:
    """For each task of one side that has no pair, the one of the other side that is most like it, if it is like enough."""
    best: dict[str, tuple[float, tuple[str, str]]] = {}
    for pair, likeness in likenesses.items():
        if pair[side] not in paired and likeness.score >= max(_PARTLY, best.get(pair[side], (0.0,))[0]):
            best[pair[side]] = likeness.score, pair
    yield from (pair for _, pair in best.values())


def _verdict(a: ComparedTarget, b: ComparedTarget, measures: MeasureTable) -> str:
    if a.size is None or b.size is None or "—" in a.value + b.value:
        return "other"
    first, second = measures.base(a.size, a.measure), measures.base(b.size, b.measure)
    if first == second:
        return "same"
    limit = a.comparator == b.comparator == "<="
    return ("loosened" if second > first else "tightened") if limit else ("raised" if second > first else "lowered")


def _sooner(a: ComparedTarget, b: ComparedTarget) -> int:
    return (a.deadline - b.deadline).days if a.deadline and b.deadline else 0
