"""Who belongs with whom: a score for every two tasks (and every two targets), and the pairs that are best for all together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest

import networkx as nx

from zhengpu.graph.comparing.compared_plan import ComparedPlan, ComparedTarget, ComparedTask, TaskUnit
from zhengpu.graph.comparing.measures import load_measures
from zhengpu.graph.comparing.telling_words import TellingWords, WeightedWords
from zhengpu.graph.comparing.wording import Wording
from zhengpu.graph.offices import Offices

__all__ = ["LEAST_TARGET", "LEAST_TASK", "Likeness", "OfficeLine", "Pairing", "assigned", "office_line", "standing_out"]

LEAST_TASK, LEAST_TARGET = 0.08, 0.28
"""Below this (after `standing_out`) two tasks, two targets are not said to be of one matter."""

_SAME_LINE = 0.6
"""The share that two tasks gain at most if their leads are of one line: it confirms what the words say, alone it claims nothing."""

_SAME_OWNERS, _OTHER_OWNERS, _SAME_YEAR = 0.5, 0.2, 0.3
"""The shares that two targets gain if their tasks are a pair, lose if they are not, and gain if they are due in the same year."""

_OTHER_WORD = 0.85
"""What is left where the units are two words (所, 对): perhaps other things are counted."""

_CHOICES = 6
"""How many partners are weighed for each: among hundreds of tasks that all say the same the search would take minutes."""

_LAST, _TAIL = 4, 0.4
"""What is counted stands at the end of an indicator (人工智能应用**场景**): how many characters that is, and how much it counts."""


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """Two lead units that do the same at two levels or in two years: 县教育局, 省教育厅; `line` is what both do."""

    line: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two things are, 0 to 1: by their words, and what was added because of offices, owners, dates."""

    words: float
    added: float = 0.0

    @property
    def score(self) -> float:
        """Both together."""
        return min(1.0, self.words + self.added)


@dataclass(frozen=True)
class _WeighedTarget:
    indicator: WeightedWords
    tail: WeightedWords
    text: WeightedWords


class Pairing:
    """Scores of two plans' tasks and targets, with the words they share.

    The words of a task are its text, without the clause that names its units; those of its title and of the heading above it count once
    more.
    """

    def __init__(self, a: ComparedPlan, b: ComparedPlan, offices: Offices, wording: Wording) -> None:
        self._offices = offices
        self.measures = load_measures()
        tasks = (*a.tasks, *b.tasks)
        self.words = TellingWords((task.words for task in tasks), wording)
        self._weighed = {task.iri: self.words.weighed(task.words, task.title, task.heading) for task in tasks}
        self._lines = {task.iri: frozenset(filter(None, (office_line(offices, unit) for unit in task.leads))) for task in tasks}
        counted = Counter(line for lines in self._lines.values() for line in lines)
        # An office that leads most tasks tells nothing of any of them.
        self._rare = {line: 1 - math.sqrt(n / len(tasks)) for line, n in counted.items()}
        targets = (*a.targets, *b.targets)
        self._indicators = TellingWords((target.text for target in targets), wording)
        weighed = self._indicators.weighed
        self._told = {
            one.iri: _WeighedTarget(weighed(one.indicator), weighed(one.indicator[-_LAST:]), weighed(one.text)) for one in targets
        }

    def tasks(self, a: ComparedTask, b: ComparedTask) -> Likeness:
        """How alike two tasks are."""
        words = self.words.alike(self._weighed[a.iri], self._weighed[b.iri])
        line = max((self._rare[line] for line in self._lines[a.iri] & self._lines[b.iri]), default=0.0)
        return Likeness(words, words * _SAME_LINE * line)

    def targets(self, a: ComparedTarget, b: ComparedTarget, owners: bool | None = None) -> Likeness:
        """How alike two targets are; numbers in different measures are no numbers of one target.

        `owners`: whether their tasks are a pair; None where that says nothing.
        """
        if (a.size is None) != (b.size is None) or self.measures.dimension(a.measure) != self.measures.dimension(b.measure):
            return Likeness(0.0)
        words, one, other = self._indicators, self._told[a.iri], self._told[b.iri]
        named = (1 - _TAIL) * words.alike(one.indicator, other.indicator) + _TAIL * words.alike(one.tail, other.tail)
        said = max(named, words.alike(one.text, other.text)) * (1.0 if a.measure == b.measure else _OTHER_WORD)
        year = bool(a.deadline and b.deadline and a.deadline.year == b.deadline.year)
        owned = 0.0 if owners is None else _SAME_OWNERS if owners else -_OTHER_OWNERS
        return Likeness(said, said * (owned + _SAME_YEAR * year))

    def shared_words(self, a: ComparedTask, b: ComparedTask) -> tuple[str, ...]:
        """The phrases two tasks share, the most telling first."""
        return self.words.shared(self._weighed[a.iri], self._weighed[b.iri])

    def near_words(self, a: ComparedTask, b: ComparedTask) -> tuple[tuple[str, str], ...]:
        """Different words of two tasks for one matter: 养老, 老龄."""
        return self.words.near(self._weighed[a.iri], self._weighed[b.iri])

    def shared_indicator(self, a: ComparedTarget, b: ComparedTarget) -> tuple[str, ...]:
        """The phrases two targets share."""
        return self._indicators.shared(self._told[a.iri].text, self._told[b.iri].text, 3)

    def lines(self, a: ComparedTask, b: ComparedTask) -> tuple[OfficeLine, ...]:
        """The leads of both that are of one line."""
        found = (
            OfficeLine(line, one.unit, other.unit)
            for one in a.leads
            for other in b.leads
            if (line := office_line(self._offices, one)) and line == office_line(self._offices, other)
        )
        return tuple(dict.fromkeys(found))


def office_line(offices: Offices, unit: TaskUnit) -> str:
    """What an office does, the same at every level; nothing for governments, groups and what no table knows.

    >>> from zhengpu.graph.offices import load_offices
    >>> county, province = TaskUnit("leads", "县教育局", "新绛县教育局", ""), TaskUnit("leads", "省教育厅", "山西省教育厅", "")
    >>> office_line(load_offices(), county), office_line(load_offices(), province)
    ('教育', '教育')
    """
    if offices.is_group(unit.full):
        return ""
    for name in (unit.unit, unit.full):  # the short name is read also where the gazetteer does not know the place
        parts = offices.split(name)
        if parts.suffix and not parts.branch:
            return parts.core
    return ""


def standing_out(scores: Mapping[tuple[str, str], float], strength: float = 1.0) -> dict[tuple[str, str], float]:
    """Scores with what each pair is ahead of the next best of either side added, or behind the best taken off; between 0 and 1.

    Of two plans about one thing all tasks are somewhat alike: what counts is who stands out.

    >>> told = standing_out({("a", "x"): 0.3, ("a", "y"): 0.2, ("b", "x"): 0.1, ("b", "y"): 0.1})
    >>> round(told["a", "x"], 2), round(told["a", "y"], 2), told["b", "y"]
    (0.4, 0.1, 0.0)
    """
    best: dict[tuple[int, str], list[float]] = {}
    for pair, score in scores.items():
        for side, name in enumerate(pair):
            kept = best.setdefault((side, name), [0.0, 0.0])
            kept[:] = sorted((*kept, score), reverse=True)[:2]
    told = {}
    for pair, score in scores.items():
        rivals = (best[side, name][1 if best[side, name][0] == score else 0] for side, name in enumerate(pair))
        told[pair] = min(1.0, max(0.0, score + strength * (score - max(rivals))))
    return told


def assigned(scores: Mapping[tuple[str, str], float], least: float) -> Iterator[tuple[str, str]]:
    """The pairs, each name used once, whose scores are greatest together; none below `least`.

    >>> sorted(assigned({("a", "x"): 0.9, ("a", "y"): 0.8, ("b", "x"): 0.8, ("b", "y"): 0.1}, 0.3))
    [('a', 'y'), ('b', 'x')]
    """
    ranked: dict[tuple[str, str], list[tuple[float, str, str]]] = {}
    for (one, other), score in scores.items():
        if score >= least:
            for name in (("a", one), ("b", other)):
                ranked.setdefault(name, []).append((score, one, other))
    graph: nx.Graph[tuple[str, str]] = nx.Graph()
    for found in ranked.values():
        for score, one, other in nlargest(_CHOICES, found):
            graph.add_edge(("a", one), ("b", other), weight=score)
    for left, right in nx.max_weight_matching(graph):
        first, second = sorted((left, right))
        yield first[1], second[1]
