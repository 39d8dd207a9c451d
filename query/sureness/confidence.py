"""How likely an answer is right, from what speaks for it: weights learned from the question book (`make learn`), kept with their data's digest."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Competition", "Confidence", "Confidences", "load_confidences"]


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


@dataclass(frozen=True, slots=True)
class Competition:
    """Weights by sign, for answers that compete with each other and with giving none. `least` is how likely the winner must be."""

    weights: Mapping[str, float]
    least: float = 0.5

    def among(self, answers: Sequence[Mapping[str, float]], none: Mapping[str, float]) -> list[float]:
        """How likely each answer is the right one.

        >>> Competition({"share": 2.0}).among([{"share": 1.0}, {"share": 1.0}], {"share": 1.0})[0] < 0.34
        True
        """
        totals = [sum(self.weights.get(name, 0.0) * value for name, value in signs.items()) for signs in (*answers, none)]
        top = max(totals)
        powers = [math.exp(max(-60.0, total - top)) for total in totals]
        return [power / sum(powers) for power in powers[:-1]]


@dataclass(frozen=True, slots=True)
class Confidences:
    """How sure readings of the graph are by themselves, and how all answers to a question compete."""

    readings: Confidence
    answers: Competition


@cache  # a constant of the installed program
def load_confidences() -> Confidences:
    """Read `confidence.toml`."""
    data = tomllib.loads(resources.files("zhengpu.query.sureness").joinpath("confidence.toml").read_text("utf-8"))
    weights = {name: {n: float(w) for n, w in data[name]["weights"].items()} for name in ("readings", "answers")}
    return Confidences(
        Confidence(weights["readings"], float(data["readings"]["least"])), Competition(weights["answers"], float(data["answers"]["least"]))
    )
