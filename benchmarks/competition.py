"""Answers that compete, learned: softmax over what may be answered to a question and over giving no answer, by Adam's steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zhengpu.query.deciding.selecting import Rival
from zhengpu.query.sureness.confidence import Competition

__all__ = ["Competitors", "learned_competition"]

_STEPS, _PACE, _SHRINK = 300, 0.05, 0.5


@dataclass(frozen=True, slots=True)
class Competitors:
    """What may be answered to one question, each with its signs and whether it is right; `none`: the signs of giving no answer."""

    answers: Sequence[Rival]
    right: Sequence[bool]
    none: Mapping[str, float]


def learned_competition(rows: Sequence[Competitors], least: float) -> Competition:
    """Weights under which what is right is likeliest: any of the right answers, or none where none is right.

    >>> rivals = [Rival(None, {"share": 1.0}, ("a", frozenset())), Rival(None, {"share": 0.2}, ("b", frozenset()))]
    >>> learned_competition([Competitors(rivals, [True, False], {"none": 1.0})] * 9, 0.5).among([r.signs for r in rivals], {"none": 1.0})[0] > 0.6
    True
    """
    names = sorted({name for row in rows for signs in (*(r.signs for r in row.answers), row.none) for name in signs})
    place = {name: n for n, name in enumerate(names)}
    sizes = [len(row.answers) + 1 for row in rows]
    signs, right = np.zeros((sum(sizes), len(names))), np.zeros(sum(sizes))
    at = 0
    for row in rows:
        for own, good in zip((*(r.signs for r in row.answers), row.none), (*row.right, not any(row.right)), strict=True):
            signs[at, [place[name] for name in own]] = list(own.values())
            right[at] = good
            at += 1
    starts, owner = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(rows)), sizes)
    weights, mean, spread = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, _STEPS + 1):
        totals = signs @ weights
        powers = np.exp(totals - np.maximum.reduceat(totals, starts)[owner])
        good = powers * right
        slope = signs.T @ (powers / np.add.reduceat(powers, starts)[owner] - good / (np.add.reduceat(good, starts)[owner] + 1e-12))
        slope += _SHRINK * weights
        mean, spread = 0.9 * mean + 0.1 * slope, 0.99 * spread + 0.01 * slope * slope
        weights -= _PACE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-9)
    return Competition(dict(zip(names, map(float, weights), strict=True)), least)
