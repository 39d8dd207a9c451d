"""The numbers of tasks: as printed wherever the text gives them, else their position."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence, Set
from itertools import count, pairwise

__all__ = ["task_numbers"]

_SHARE = 0.75
"""So many tasks must carry on one numbering for its numbers to be the tasks' own."""


def task_numbers(printed: Sequence[int | None], whole: Set[int] = frozenset()) -> list[int] | None:
    """The number of each task as printed, or None where numbers restart or are missing and only the position counts (rule 22).

    One odd line never renumbers the rest, and no number that is printed once is changed: a task without a number, or with one that another
    has too, takes the number that is missing at its place if just as many are, else one behind all printed ones. `whole` are the places of
    tasks that papers cite by number (articles): they keep theirs, and what is numbered beside them (the items of an annex) comes behind.

    >>> task_numbers([1, 2, None, 4, 5]), task_numbers([1, 2, 2, 3, 4, 5, 6, 7]), task_numbers([1, 2, 4, 3, 5]), task_numbers([1, 2, 1, 2, 3])
    ([1, 2, 3, 4, 5], [1, 2, 8, 3, 4, 5, 6, 7], [1, 2, 4, 3, 5], None)
    >>> task_numbers([1, 2, 1, 2, 3, 3], {0, 1, 5})
    [1, 2, 4, 5, 6, 3]
    """
    articles = [printed[i] for i in sorted(whole)]
    if articles and all(n is not None and n > (articles[k - 1] or 0 if k else 0) for k, n in enumerate(articles)):
        beyond = count(max(n for n in articles if n is not None) + 1)
        return [number if i in whole and number is not None else next(beyond) for i, number in enumerate(printed)]
    once = {number for number, times in Counter(printed).items() if number is not None and times == 1}
    rising = set(_rising(printed))
    kept = [i for i, number in enumerate(printed) if i in rising or number in once]
    left = [number for i, number in enumerate(printed) if i not in set(kept)]
    restarts = any(one is not None and other == one + 1 for one, other in pairwise(left))
    if not kept or restarts or len(rising) < _SHARE * len(printed):
        return None
    numbers: dict[int, int] = {i: number for i in kept if (number := printed[i]) is not None}
    last = max(numbers.values())
    for before, after in pairwise((-1, *kept, len(printed))):
        odd = range(before + 1, after)
        missing = range(numbers.get(before, 0) + 1, numbers[after]) if after in numbers else range(0)
        for i, number in zip(odd, missing if len(missing) == len(odd) else range(last + 1, last + 1 + len(odd)), strict=True):
            numbers[i] = number
            last = max(last, number)
    return [numbers[i] for i in range(len(printed))]


def _rising(numbers: Sequence[int | None]) -> list[int]:
    """The places of the longest series of numbers that only rise."""
    best: list[int] = []  # best[k]: where the series of length k + 1 with the smallest last number ends
    tails: list[int] = []
    before: dict[int, int] = {}
    for i, number in enumerate(numbers):
        if number is None:
            continue
        at = bisect_left(tails, number)
        if tails[at : at + 1] == [number]:
            continue  # the first of two that are alike
        if at:
            before[i] = best[at - 1]
        best[at : at + 1], tails[at : at + 1] = [i], [number]
    series = best[-1:]
    while series and series[-1] in before:
        series.append(before[series[-1]])
    return series[::-1]
