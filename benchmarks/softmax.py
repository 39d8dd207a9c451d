"""Multinomial logistic regression over the stretches of characters of ways of asking: the same rows give the same weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhengpu.query.manner.manner import KINDS_ASKED, NUMBERS_ASKED, PARTS_ASKED, MannerReader
from zhengpu.query.manner.masked import grams

__all__ = ["WayOfAsking", "learned_manner"]

_STEPS, _PACE, _SHRINK = 150, 0.08, 1.0
_DOUBTED = 6.0
"""How much the weights of numbers are shrunk: that one thing is asked for (谁) says little of how many there are."""
_SEEN = 2
"""A stretch that stands in fewer ways of asking teaches nothing."""


@dataclass(frozen=True, slots=True)
class WayOfAsking:
    """A manner with the kind it asks for, the part and whether one or several things (None: not told)."""

    manner: str
    kind: str
    part: str | None = None
    number: str | None = None


def learned_manner(rows: Sequence[WayOfAsking]) -> MannerReader:
    """The reader that fits the rows; weights are kept to the hundredth."""
    seen = Counter(gram for row in rows for gram in grams(row.manner))
    names = sorted(gram for gram, times in seen.items() if times >= _SEEN)
    place = {gram: n for n, gram in enumerate(names)}
    said = [sorted([*(place[g] for g in grams(row.manner) if g in place), len(names)]) for row in rows]  # the last: the constant
    size = len(names) + 1
    kinds = _fitted(said, [KINDS_ASKED.index(r.kind) for r in rows], len(KINDS_ASKED), size)
    told = [n for n, r in enumerate(rows) if r.part is not None]
    parts = _fitted([said[n] for n in told], [PARTS_ASKED.index(rows[n].part or "") for n in told], len(PARTS_ASKED), size)
    counted = [n for n, r in enumerate(rows) if r.number is not None]
    numbers = _fitted(
        [said[n] for n in counted],
        [NUMBERS_ASKED.index(rows[n].number or "") for n in counted],
        len(NUMBERS_ASKED),
        len(names) + 1,
        _DOUBTED,
    )
    both = np.concatenate([kinds, parts, numbers], axis=1)
    found = {gram: [round(float(w), 2) for w in both[n]] for gram, n in (*place.items(), ("", len(names)))}
    return MannerReader({gram: row for gram, row in found.items() if any(abs(w) >= 0.03 for w in row)})


def _fitted(said: Sequence[Sequence[int]], wanted: Sequence[int], classes: int, size: int, shrink: float = _SHRINK) -> np.ndarray:
    """Weights (signs × classes) by Adam's steps over all rows at once; `said`: the signs of each row, `size` how many signs there are."""
    if not wanted:
        return np.zeros((size, classes), dtype=np.float32)
    target = np.zeros((len(wanted), classes), dtype=np.float32)
    target[np.arange(len(wanted)), wanted] = 1.0
    signs = np.concatenate([np.asarray(row) for row in said])
    owner = np.repeat(np.arange(len(said)), [len(row) for row in said])
    rows = np.cumsum([0, *(len(row) for row in said[:-1])])
    order = np.argsort(signs, kind="stable")
    seen, starts = np.unique(signs[order], return_index=True)
    weights = np.zeros((size, classes), dtype=np.float32)
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        totals = np.add.reduceat(weights[signs], rows)
        likely = np.exp(totals - totals.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        slope = shrink * weights
        slope[seen] += np.add.reduceat((likely - target)[owner[order]], starts)
        mean, spread = 0.9 * mean + 0.1 * slope, 0.99 * spread + 0.01 * slope * slope
        weights -= _PACE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return weights
