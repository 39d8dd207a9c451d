"""How likely an answer is right, from what speaks for it: weights learned from the question book (`make learn`), kept with their data's digest."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Confidence", "Confidences", "load_confidences"]

_KINDS = ("passages", "readings")


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
class Confidences:
    """How sure the answers of single sentences are, and those of readings of the graph."""

    passages: Confidence
    readings: Confidence


@cache  # a constant of the installed program
def load_confidences() -> Confidences:
    """Read `confidence.toml`."""
    data = tomllib.loads(resources.files("zhengpu.query.passages").joinpath("confidence.toml").read_text("utf-8"))
    return Confidences(
        *(Confidence({n: float(w) for n, w in data[name]["weights"].items()}, float(data[name]["least"])) for name in _KINDS)
    )
