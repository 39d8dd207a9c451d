"""A measure word that is asked by and one that is printed → how well they count the same things: 几趟 of 6场."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from zhengpu.query.spoken.concepts import load_concepts

__all__ = ["MeasureKin", "load_measure_kin"]

_SCALES = "十百千万亿多余"
_SAME, _KIN, _ANY = 1.0, 0.7, 0.5


@dataclass(frozen=True, slots=True)
class MeasureKin:
    """Rows of measure words, by word the numbers of its rows."""

    rows: Mapping[str, frozenset[int]]

    def fits(self, asked: str, printed: str) -> float:
        """1 for the same measure, less for one of a kind, 0 for another; half for anything where nothing in particular is asked by.

        >>> kin = load_measure_kin()
        >>> kin.fits("家", "万家"), kin.fits("回", "场"), kin.fits("个", "场"), kin.fits("回", "亩")
        (1.0, 0.7, 0.5, 0.0)
        """
        unit = printed.lstrip(_SCALES) or printed
        if asked and (unit == asked or unit.endswith(asked)):
            return _SAME
        if not asked or asked in load_concepts().sets["any_measure"]:
            return _ANY
        ends = {unit, unit[-1:]} if len(unit) > 1 else {unit}
        return _KIN if any(self.rows.get(asked, frozenset()) & self.rows.get(end, frozenset()) for end in ends) else 0.0


@cache  # a constant of the installed program
def load_measure_kin() -> MeasureKin:
    """Read `measure_words.toml`."""
    data = tomllib.loads(resources.files("zhengpu.query.phrases").joinpath("measure_words.toml").read_text("utf-8"))
    rows: dict[str, set[int]] = {}
    for number, row in enumerate(data["kin"]):
        for word in row.split():
            rows.setdefault(word, set()).add(number)
    return MeasureKin({word: frozenset(numbers) for word, numbers in rows.items()})
