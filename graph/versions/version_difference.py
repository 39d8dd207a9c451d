"""What another text of a document would change: tasks, duties and targets gained, lost, changed. A pure function of two readings.

Tasks are the same where title and number are, else where the title is, else where the number is and the text is alike, else where text is
alike; every task is in at most one pair, so nothing is counted twice.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zhengpu.graph.versions.contents import ReadContents, ReadTarget, ReadTask

__all__ = ["ChangedTask", "VersionDifference", "compared_versions"]

_ALIKE, _SAME_NUMBER = 0.6, 0.35
"""How much of their pairs of signs two tasks must share (Dice) to be one, and to be one that has kept its number."""

_MOST_ALIKE = 400
"""Of more unmatched tasks than this not every one is held against every other."""

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ChangedTask:
    """A task of both texts that is not the same in them: what it was, what it is, and the changes in Chinese."""

    before: ReadTask
    after: ReadTask
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionDifference:
    """Everything that one text has and another has not. Duties and targets are told with their tasks, as `3. 办好庙会：县文旅局牵头`.

    `head` holds (what, before, after); `tasks`, `duties`, `targets` hold (before, after), how many there are.
    """

    tasks: tuple[int, int]
    duties: tuple[int, int]
    targets: tuple[int, int]
    gained: tuple[ReadTask, ...] = ()
    lost: tuple[ReadTask, ...] = ()
    changed: tuple[ChangedTask, ...] = ()
    duties_gained: tuple[str, ...] = ()
    duties_lost: tuple[str, ...] = ()
    targets_gained: tuple[str, ...] = ()
    targets_lost: tuple[str, ...] = ()
    targets_changed: tuple[str, ...] = ()
    head: tuple[tuple[str, str, str], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether what was read from both is the same."""
        return not (self.gained or self.lost or self.changed or self.head or self._counted)

    @property
    def _counted(self) -> tuple[str, ...]:
        return (*self.duties_gained, *self.duties_lost, *self.targets_gained, *self.targets_lost, *self.targets_changed)

    @property
    def strange(self) -> bool:
        """Whether so much is lost that the other text is hardly a version of this one."""
        return self.tasks[0] >= 3 and len(self.lost) * 2 > self.tasks[0]

    def summary(self) -> str:
        """One sentence.

        >>> VersionDifference((64, 1), (90, 1), (20, 0), lost=(ReadTask(1, "甲", ""),) * 63).summary()
        '任务64→1项（少63项），职责90→1条，目标20→0个'
        """
        if self.empty:
            return "任务、职责、目标都一样，只是文字或排版不同"
        parts = [
            _counted("任务", "项", self.tasks, ("多", len(self.gained)), ("少", len(self.lost)), ("改", len(self.changed))),
            _counted("职责", "条", self.duties, ("多", len(self.duties_gained)), ("少", len(self.duties_lost))),
            _counted(
                "目标",
                "个",
                self.targets,
                ("多", len(self.targets_gained)),
                ("少", len(self.targets_lost)),
                ("改", len(self.targets_changed)),
            ),
        ]
        parts += [f"{what}由“{before or '无'}”变为“{after or '无'}”" for what, before, after in self.head]
        return "，".join(part for part in parts if part)

    def lines(self, most: int = _SHOWN) -> Iterator[str]:
        """The differences one by one, at most so many of a sort (0: all)."""
        yield from _listed("多出的任务", [task.called for task in self.gained], most)
        yield from _listed("少掉的任务", [task.called for task in self.lost], most)
        yield from _listed("改动的任务", [f"{one.after.called}：{'；'.join(one.changes)}" for one in self.changed], most)
        yield from _listed("多出的职责", self.duties_gained, most)
        yield from _listed("少掉的职责", self.duties_lost, most)
        yield from _listed("多出的目标", self.targets_gained, most)
        yield from _listed("少掉的目标", self.targets_lost, most)
        yield from _listed("改动的目标", self.targets_changed, most)

    def as_json(self) -> dict[str, object]:
        """As the API gives it."""
        return {
            "summary": self.summary(),
            "strange": self.strange,
            "lines": list(self.lines()),
            "head": [{"what": what, "before": before, "after": after} for what, before, after in self.head],
            "tasks": {
                "before": self.tasks[0],
                "after": self.tasks[1],
                "gained": [task.called for task in self.gained],
                "lost": [task.called for task in self.lost],
                "changed": [{"task": one.after.called, "changes": list(one.changes)} for one in self.changed],
            },
            "duties": _sides(self.duties, self.duties_gained, self.duties_lost),
            "targets": _sides(self.targets, self.targets_gained, self.targets_lost) | {"changed": list(self.targets_changed)},
        }


def compared_versions(before: ReadContents, after: ReadContents) -> VersionDifference:
    """What is in one reading and not in the other.

    >>> compared_versions(ReadContents({}, (ReadTask(1, "甲", "甲"),)), ReadContents({}, ())).summary()
    '任务1→0项（少1项）'
    """
    pairs = _paired(before.tasks, after.tasks)
    taken = {id(one) for pair in pairs for one in pair}
    duties_gained: list[str] = []
    duties_lost: list[str] = []
    targets = _TargetChanges()
    changed = []
    for was, now in pairs:
        duties_gained += _duties(now, now.duties - was.duties)
        duties_lost += _duties(was, was.duties - now.duties)
        mine = _TargetChanges()
        mine.add(f"{now.called}：", was.targets, now.targets)
        targets.extend(mine)
        if changes := tuple(_changes(was, now, mine)):
            changed.append(ChangedTask(was, now, changes))
    targets.add("", before.targets, after.targets)
    gained = tuple(task for task in after.tasks if id(task) not in taken)
    lost = tuple(task for task in before.tasks if id(task) not in taken)
    for task in gained:
        duties_gained += _duties(task, task.duties)
        targets.add(f"{task.called}：", (), task.targets)
    for task in lost:
        duties_lost += _duties(task, task.duties)
        targets.add(f"{task.called}：", task.targets, ())
    terms = dict.fromkeys((*before.head, *after.head))
    return VersionDifference(
        (len(before.tasks), len(after.tasks)),
        (before.duties, after.duties),
        (before.targets_in_all, after.targets_in_all),
        gained,
        lost,
        tuple(changed),
        tuple(duties_gained),
        tuple(duties_lost),
        tuple(targets.gained),
        tuple(targets.lost),
        tuple(targets.changed),
        tuple((one, before.head.get(one, ""), after.head.get(one, "")) for one in terms if before.head.get(one) != after.head.get(one)),
    )


class _TargetChanges:
    """Targets gained, lost, changed, with what stands before each."""

    def __init__(self) -> None:
        self.gained: list[str] = []
        self.lost: list[str] = []
        self.changed: list[str] = []

    def extend(self, other: _TargetChanges) -> None:
        self.gained += other.gained
        self.lost += other.lost
        self.changed += other.changed

    def add(self, before: str, was: Sequence[ReadTarget], now: Sequence[ReadTarget]) -> None:
        """Two lists of targets: those that say the same are no change, those that measure the same thing are one with another number."""
        old, new = _without(was, now), _without(now, was)
        for sort in (_measured, _worded):
            waiting: defaultdict[Hashable, list[ReadTarget]] = defaultdict(list)
            for target in old:
                if key := sort(target):
                    waiting[key].append(target)
            for target in list(new):
                if (key := sort(target)) and waiting[key]:
                    other = waiting[key].pop(0)
                    old.remove(other)
                    new.remove(target)
                    self.changed.append(f"{before}“{other.text}” → “{target.text}”")
        self.lost += [f"{before}{target.text}" for target in old]
        self.gained += [f"{before}{target.text}" for target in new]


def _without(those: Sequence[ReadTarget], others: Sequence[ReadTarget]) -> list[ReadTarget]:
    """Those that the others do not say too, as often as they say it."""
    left = Counter(target.text for target in others)
    out = []
    for target in those:
        if left[target.text]:
            left[target.text] -= 1
        else:
            out.append(target)
    return out


def _measured(target: ReadTarget) -> str:
    return target.indicator


def _worded(target: ReadTarget) -> str:
    """The clause without its figures."""
    return re.sub(r"[\d.]+", "", target.text)


def _duties(task: ReadTask, duties: frozenset[tuple[str, str]]) -> list[str]:
    return [f"{task.called}：{unit}{role}" for role, unit in sorted(duties)]


def _changes(was: ReadTask, now: ReadTask, targets: _TargetChanges) -> Iterator[str]:
    if was.number != now.number:
        yield f"序号由{was.number}变为{now.number}"
    if was.title != now.title:
        yield f"标题原为“{was.title}”"
    yield from (f"多了{unit}{role}" for role, unit in sorted(now.duties - was.duties))
    yield from (f"少了{unit}{role}" for role, unit in sorted(was.duties - now.duties))
    if was.dates != now.dates:
        yield f"期限由{'、'.join(was.dates) or '无'}变为{'、'.join(now.dates) or '无'}"
    if targets.gained or targets.lost or targets.changed:
        yield "目标有变化"
    elif "".join(was.text.split()) != "".join(now.text.split()) and was.title == now.title and was.duties == now.duties:
        yield "正文有改动"


def _paired(before: Sequence[ReadTask], after: Sequence[ReadTask]) -> list[tuple[ReadTask, ReadTask]]:
    """Each task with the one that it is in the other text, in the order of the other text."""
    old, new = list(before), list(after)
    pairs: list[tuple[ReadTask, ReadTask]] = []
    for key in (lambda task: (task.number, task.title), lambda task: task.title):
        pairs += _matched(old, new, key)
    numbered = {task.number: task for task in reversed(old) if task.number is not None}
    for task in list(new):
        other = numbered.get(task.number) if task.number is not None else None
        if other is not None and other in old and _likeness(other.text, task.text) >= _SAME_NUMBER:
            old.remove(other)
            new.remove(task)
            pairs.append((other, task))
    if len(old) <= _MOST_ALIKE and len(new) <= _MOST_ALIKE:
        alike = ((_likeness(one.text, two.text), i, j) for i, one in enumerate(old) for j, two in enumerate(new))
        gone: set[int] = set()
        come: set[int] = set()
        for likeness, i, j in sorted(alike, key=lambda found: (-found[0], found[1], found[2])):
            if likeness < _ALIKE:
                break
            if i not in gone and j not in come:
                gone.add(i)
                come.add(j)
                pairs.append((old[i], new[j]))
    order = {id(task): place for place, task in enumerate(after)}
    return sorted(pairs, key=lambda pair: order[id(pair[1])])


def _matched(old: list[ReadTask], new: list[ReadTask], key: Callable[[ReadTask], Hashable]) -> Iterator[tuple[ReadTask, ReadTask]]:
    """Those with the same key, first with first; they leave the lists."""
    waiting: defaultdict[Hashable, list[ReadTask]] = defaultdict(list)
    for task in old:
        waiting[key(task)].append(task)
    for task in list(new):
        if waiting[key(task)]:
            other = waiting[key(task)].pop(0)
            old.remove(other)
            new.remove(task)
            yield other, task


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    words = "".join(text.split())
    return frozenset(words[at : at + 2] for at in range(len(words) - 1))


def _likeness(one: str, other: str) -> float:
    """Dice's coefficient over pairs of neighbouring signs, from 0 to 1."""
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else float(one == other)


def _counted(what: str, measure: str, counts: tuple[int, int], *changes: tuple[str, int]) -> str:
    before, after = counts
    told = "、".join(f"{word}{count}{measure}" for word, count in changes if count)
    if not told and before == after:
        return ""
    return f"{what}{before}→{after}{measure}" + (f"（{told}）" if told else "")


def _listed(head: str, things: Sequence[str], most: int) -> Iterator[str]:
    if things:
        shown = things[:most] if most else things
        yield f"{head}（{len(things)}）：" + "；".join(shown) + ("；……" if len(things) > len(shown) else "")


def _sides(counts: tuple[int, int], gained: Sequence[str], lost: Sequence[str]) -> dict[str, object]:
    return {"before": counts[0], "after": counts[1], "gained": list(gained), "lost": list(lost)}
