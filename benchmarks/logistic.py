"""Logistic regression, shrunk towards nothing, by Newton's steps: the same rows give the same weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from zhengpu.query.sureness.confidence import Confidence

__all__ = ["learned"]

_STEPS, _SHRINK = 25, 1.0


def learned(rows: Sequence[tuple[Mapping[str, float], bool]], least: float) -> Confidence:
    """Weights for rows of signs and whether the answer was right; the constant is not shrunk.

    >>> learned([({"share": 1.0}, True), ({"share": 0.0}, False)] * 9, 0.5).of({"share": 1.0}) > 0.7
    True
    """
    names = sorted({name for signs, _ in rows for name in signs})
    signs = np.array([[1.0, *(row.get(name, 0.0) for name in names)] for row, _ in rows])
    right = np.array([float(r) for _, r in rows])
    shrink = np.eye(len(names) + 1) * _SHRINK
    shrink[0, 0] = 1e-6
    weights = np.zeros(len(names) + 1)
    for _ in range(_STEPS):
        sure = 1.0 / (1.0 + np.exp(-np.clip(signs @ weights, -30, 30)))
        slope = signs.T @ (right - sure) - shrink @ weights
        bend = (signs * (sure * (1 - sure) + 1e-9)[:, None]).T @ signs + shrink
        weights = weights + np.linalg.solve(bend, slope)
    return Confidence(dict(zip(["", *names], map(float, weights), strict=True)), least)
