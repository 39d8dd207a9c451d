"""How something is asked → what kind of answer is asked for, each kind with its likelihood: weights learned from ways of asking (`make learn`)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from zhengpu.query.manner.masked import grams

__all__ = ["KINDS_ASKED", "NUMBERS_ASKED", "PARTS_ASKED", "Manner", "MannerReader", "load_manner"]

KINDS_ASKED = (
    "units", "tasks", "count", "value", "date", "text", "yesno", "documents", "places", "sections", "funding", "targets", "beyond",
)  # fmt: skip
"""What may be asked for; `beyond`: what no plan can say."""
PARTS_ASKED = ("", "lead", "help", "all", "others", "first", "only", "pay")
"""Which units, or in which part: those that lead, that help, any, those beside the one that is named, the first, none but it, who pays."""

_UNKNOWN = 0.5
NUMBERS_ASKED = ("one", "several")
"""Whether one thing is asked for or more."""


@dataclass(frozen=True, slots=True)
class Manner:
    """The likelihoods of kinds, parts and numbers."""

    kinds: Mapping[str, float]
    parts: Mapping[str, float]
    numbers: Mapping[str, float] = field(default_factory=dict)

    def numbered(self, size: int) -> float:
        """The logarithm of how likely an answer of so many things is asked for."""
        return math.log(0.05 + self.numbers.get(NUMBERS_ASKED[size > 1], 0.0))

    def asks(self, kind: str | None) -> float:
        """The logarithm of how likely a kind is asked for; a number may be counted or printed; of other kinds nothing is known."""
        if kind not in KINDS_ASKED:
            return math.log(_UNKNOWN)
        also = self.kinds.get("count", 0.0) if kind == "value" else self.kinds.get("value", 0.0) if kind == "count" else 0.0
        return math.log(0.01 + self.kinds.get(kind or "", 0.0) + also)

    def likely(self, least: float) -> Sequence[str]:
        """Kinds at least so likely, the likeliest first."""
        return [k for k in sorted(self.kinds, key=lambda k: -self.kinds[k]) if self.kinds[k] >= least]


@dataclass(frozen=True, slots=True)
class MannerReader:
    """Weights by stretch of characters: first those of the kinds, then of the parts, then of the numbers; the empty stretch is the constant."""

    weights: Mapping[str, Sequence[float]]

    def read(self, manner: str) -> Manner:
        """What a manner (see `masked`) asks for.

        >>> read = load_manner().read
        >>> read("X归哪家管").likely(0.5), read("X要建多少个").likely(0.5), read("X最晚哪天").likely(0.5)
        (['units'], ['value'], ['date'])
        """
        kinds, parts = len(KINDS_ASKED), len(KINDS_ASKED) + len(PARTS_ASKED)
        size = parts + len(NUMBERS_ASKED)
        totals = list(self.weights.get("", [0.0] * size))
        for gram in grams(manner):
            for n, weight in enumerate(self.weights.get(gram, ())):
                totals[n] += weight
        return Manner(
            _likelihoods(KINDS_ASKED, totals[:kinds]),
            _likelihoods(PARTS_ASKED, totals[kinds:parts]),
            _likelihoods(NUMBERS_ASKED, totals[parts:]),
        )


def _likelihoods(names: Sequence[str], totals: Sequence[float]) -> dict[str, float]:
    top = max(totals)
    powers = [math.exp(t - top) for t in totals]
    return {name: power / sum(powers) for name, power in zip(names, powers, strict=True)}


@cache  # a constant of the installed program
def load_manner() -> MannerReader:
    """Read `manner.json`."""
    data = json.loads(resources.files("zhengpu.query.manner").joinpath("manner.json").read_text("utf-8"))
    return MannerReader({gram: [w / 100 for w in row] for gram, row in data["weights"].items()})
