"""Numbers that can be set beside each other: 14 EFlops and 12000 P, 20 家 and 35 个, never 3 个 and 40 %.

Factors stand in `units.toml`, those of words that are no prefix and base in `measures.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

from zhengpu.graph.measured_units import MeasuredUnits, load_measured_units

__all__ = ["COUNTED", "MeasureTable", "load_measures"]

COUNTED = "count"
"""The dimension of what is counted one by one."""


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """Dimension and factor by unit.

    >>> measures = load_measures()
    >>> measures.dimension("EFlops"), measures.dimension("家"), measures.dimension("元/项")
    ('computing', 'count', 'money/项')
    >>> measures.base(Decimal(14), "EFlops") > measures.base(Decimal(12000), "P")
    True
    >>> measures.base(Decimal(12), "MW") == measures.base(Decimal(12000), "千瓦")
    True
    """

    units: Mapping[str, tuple[str, Decimal]]
    measured: MeasuredUnits

    def dimension(self, unit: str) -> str:
        """What a unit measures; of two units with a stroke between them (元/项) both count."""
        first, stroke, per = unit.replace("／", "/").partition("/")
        return self._of(first)[0] + stroke + per

    def base(self, size: Decimal, unit: str) -> Decimal:
        """The number in the first unit of its dimension."""
        return size * self._of(unit.replace("／", "/").partition("/")[0])[1]

    def _of(self, unit: str) -> tuple[str, Decimal]:
        return self.measured.measure(unit) or self.units.get(unit.lower(), (COUNTED, Decimal(1)))


def load_measures() -> MeasureTable:
    """Read `measures.toml`."""
    data = tomllib.loads(files("zhengpu.graph.comparing").joinpath("measures.toml").read_text("utf-8"), parse_float=Decimal)["dimension"]
    units = {unit: (name, Decimal(factor)) for name, units in data.items() for unit, factor in units.items()}
    return MeasureTable(units, load_measured_units())
