"""How a table is set: sizes, widths, alignment, where pages break; one way of each thrown by dice, so that no reader is tuned to one."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

__all__ = ["Geometry"]

Rules = Literal["all", "half", "none"]
Upright = Literal["top", "middle"]


@dataclass(frozen=True, slots=True)
class Geometry:
    """Lengths in points, `leading` in sizes of a sign.

    `padding` is what a row leaves free above and below together, `inner` on either side of a cell, `widest` how many signs a column
    takes at most, `broken` lets a row go on on the next page, `heads` repeats the head row there, `density` is the width of a sign of
    text where the page is printed as text.
    """

    size: float = 10.5
    leading: float = 1.4
    padding: float = 8.0
    inner: float = 5.0
    widest: float = 16.0
    margin: float = 64.0
    upright: Upright = "middle"
    centred: bool = False
    rules: Rules = "all"
    landscape: bool = False
    broken: bool = False
    heads: bool = True
    density: float = 5.25
    hanging: bool = True

    @classmethod
    def thrown(cls, dice: Random) -> Geometry:
        """Any geometry that an office might print, without rules or with those between rows.

        >>> Geometry.thrown(Random(1)) == Geometry.thrown(Random(1))
        True
        """
        size = dice.choice((8.0, 9.0, 10.0, 10.5, 12.0, 14.0))
        hanging = dice.random() < 0.5
        return cls(
            size=size,
            leading=dice.choice((1.15, 1.25, 1.4, 1.6, 1.9)),
            padding=size * dice.choice((0.0, 0.0, 0.15, 0.3, 0.6, 1.0, 1.5)),
            inner=max(dice.choice((3.0, 5.0, 7.0, 10.0)), 0.4 * size if hanging else 0.3 * size),
            widest=dice.choice((9.0, 12.0, 16.0, 22.0, 30.0)),
            margin=dice.choice((36.0, 50.0, 64.0, 80.0)),
            upright=dice.choice(("top", "middle")),
            centred=dice.random() < 0.35,
            rules="half" if dice.random() < 0.15 else "none",
            landscape=dice.random() < 0.35,
            broken=dice.random() < 0.3,
            heads=dice.random() < 0.6,
            density=size * dice.uniform(0.42, 0.75),
            hanging=hanging,
        )
