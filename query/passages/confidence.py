"""How likely an answer is right, from what speaks for it: weights learned from the question book (`make learn`), kept with their data's digest."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Confidence", "learned", "load_confidence"]

_STEPS, _RATE, _SHRINK = 1500, 0.3, 0.002


@dataclass(frozen=True, slots=True)
class Confidence:
    """Weights by sign; what has no weight says nothing. `least` is how sure an answer must be to be given."""

    weights: Mapping[str, float]
    least: float = 0.5

    def of(self, signs: Mapping[str, float]) -> float:
        """Between 0 and 1.

        >>> Confidence({"": 0.0, "share": 2.0}).of({"share": 0.0})
        0.5
        """
        total = self.weights.get("", 0.0) + sum(self.weights.get(name, 0.0) * value for name, value in signs.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def learned(rows: Sequence[tuple[Mapping[str, float], bool]], least: float) -> Confidence:
    """Weights (logistic regression, shrunk towards 0) for rows of signs and whether the answer was right; the same rows give the same weights.

    >>> learned([({"share": 1.0}, True), ({"share": 0.0}, False)] * 5, 0.5).of({"share": 1.0}) > 0.8
    True
    """
    names = sorted({name for signs, _ in rows for name in signs})
    weights = dict.fromkeys(["", *names], 0.0)
    for _ in range(_STEPS):
        slope = dict.fromkeys(weights, 0.0)
        now = Confidence(weights)
        for signs, right in rows:
            off = (1.0 if right else 0.0) - now.of(signs)
            slope[""] += off
            for name, value in signs.items():
                slope[name] += off * value
        for name in weights:
            weights[name] += _RATE * (slope[name] / len(rows) - (_SHRINK * weights[name] if name else 0.0))
    return Confidence(weights, least)


@cache  # a constant of the installed program
def load_confidence() -> Confidence:
    """Read `confidence.toml`."""
    data = tomllib.loads(resources.files("zhengpu.query.passages").joinpath("confidence.toml").read_text("utf-8"))
    return Confidence({name: float(value) for name, value in data["weights"].items()}, float(data["least"]))
