"""Units of measure as a grammar, a prefix and a base in Latin letters or in Chinese (EFLOPS, 兆瓦时, μg/m³); the words are in `units.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["MeasuredUnits", "load_measured_units"]


@dataclass(frozen=True, slots=True)
class MeasuredUnits:
    """What units measure.

    >>> units = load_measured_units()
    >>> units.kind("MWh"), units.kind("千伏安"), units.kind("个"), units.measure("GW")
    ('extent', 'extent', None, ('power', Decimal('1000000000')))
    >>> [re.match(f"(?:{units.alternatives(['个'])})(?:{units.per})?", said).end() for said in ("GWh，", "微克/立方米", "kWh/m²", "毫克每升")]
    [3, 6, 6, 4]
    """

    units: Mapping[str, tuple[str, Decimal]]
    kinds: Mapping[str, str]
    ends: str
    prefix_alone: str
    alone_class: str
    per: str
    """What may stand behind any unit: by another unit, or by a time or a place."""

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> MeasuredUnits:
        """Multiply prefixes and bases."""
        units: dict[str, tuple[str, Decimal]] = {}
        for entry in table["measure"]:
            for unit, size in _made(entry, table):
                units.setdefault(unit, (entry["name"], size))
        said = table["pattern"]
        kinds = {entry["name"]: entry["class"] for entry in table["measure"]}
        measured = cls(units, kinds, said["ends"], said["prefix_alone"], said["alone_class"], "")
        per = rf"(?:{said['stroke']})(?:{measured.alternatives(said['per'])})|{said['each']}(?:{measured.alternatives([])})"
        return cls(units, kinds, said["ends"], said["prefix_alone"], said["alone_class"], per)

    def alternatives(self, others: list[str]) -> str:
        """A pattern of all units of measure and some other words, the longest first."""
        words = sorted({*self.units, *others}, key=len, reverse=True)
        return "|".join(re.escape(word) + (self.ends if word[-1].isascii() else "") for word in words)

    def measure(self, unit: str) -> tuple[str, Decimal] | None:
        """What a unit measures, and how many of the first unit of that measure it is; None for what is no unit of measure."""
        return self.units.get(unit)

    def kind(self, unit: str) -> str | None:
        """The class of a unit of measure."""
        found = self.units.get(unit)
        return self.kinds[found[0]] if found else None


def _made(entry: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[tuple[str, Decimal]]:
    def size(base: str) -> Decimal:
        return Decimal(str(entry.get("factors", {}).get(base, 1)))

    yield from ((unit, size(unit)) for unit in (*entry["alone"], *entry["fixed"]))
    for bases, prefixes, powers in (
        (entry["latin"], entry["prefixes"], table["latin"]),
        (entry["chinese"], entry["before"], table["chinese"]),
    ):
        yield from ((prefix + base, size(base) * Decimal(10) ** powers[prefix]) for base in bases for prefix in prefixes)


@cache
def load_measured_units() -> MeasuredUnits:
    """The grammar as shipped."""
    return MeasuredUnits.of(tomllib.loads(files("zhengpu.graph").joinpath("units.toml").read_text(encoding="utf-8")))
