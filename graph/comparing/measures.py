"""Numbers that can be set beside each other: 14 EFlops and 12000 P, 20 家 and 35 个, never 3 个 and 40 %. Factors stand in `measures.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

__all__ = ["COUNTED", "MeasureTable", "load_measures"]

COUNTED = "count"
"""The dimension of what is counted one by one."""


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """Dimension and factor by unit.

    >>> measures = load_measures()
    >>> measures.dimension("EFlops"), measures.dimension("家"), measures.dimension("元/项")
    ('computing', 'count', 'money/项')
    >>> measures.base(Decimal(14), "EFlops")
    Decimal('14000')
    """

    units: Mapping[str, tuple[str, Decimal]]

    def dimension(self, unit: str) -> str:
        """What a unit measures; of two units with a stroke between them (元/项) both count."""
        first, stroke, per = unit.lower().replace("／", "/").partition("/")
        return self.units.get(first, (COUNTED,))[0] + stroke + per

    def base(self, size: Decimal, unit: str) -> Decimal:
        """The number in the first unit of its dimension."""
        first = unit.lower().replace("／", "/").partition("/")[0]
        return size * self.units.get(first, (COUNTED, Decimal(1)))[1]


def load_measures() -> MeasureTable:
    """Read `measures.toml`."""
    data = tomllib.loads(files("zhengpu.graph.comparing").joinpath("measures.toml").read_text("utf-8"), parse_float=Decimal)["dimension"]
    return MeasureTable({unit: (name, Decimal(factor)) for name, units in data.items() for unit, factor in units.items()})
