"""Names that look like a unit and are not in the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from zhengpu.graph.offices import Offices
from zhengpu.query.meaning import One
from zhengpu.query.words.lattice import Item
from zhengpu.query.words.stretches import latin, left_over
from zhengpu.query.words.words import Words

__all__ = ["STRANGER_COST", "Strangers"]

STRANGER_COST = 0.9
"""Of a name that is made of words the tables know; one that only ends like a unit costs twice that."""


class Strangers:
    """县公安局 where the graph has none; 广东省数据局 where it has another 省数据局."""

    def __init__(self, words: Words, offices: Callable[[], Offices]) -> None:
        self._words, self._offices = words, offices

    def find(self, text: str, names: list[Item], covered: list[bool], hard: list[bool], occurs: Callable[[str], bool]) -> Iterator[Item]:
        """Names that look like a unit and are not in the graph: 县公安局; 广东省数据局 where the graph has another 省数据局.

        `occurs`: whether a plan prints a word; a place that one prints is no stranger.
        """
        ends = {i.end for i in names if "Unit" in i.symbols}
        starts = {i.start for i in names if "Unit" in i.symbols}
        for start, free in left_over(covered, hard):
            end = free + next((len(s) for s in self._words.unit_suffixes if text.startswith(s, free)), 0)
            place = self._offices().places.leading(text[start:]) or ""
            begin = start + len(place)
            if place and begin >= end and begin in starts:
                unit = max((i for i in names if i.start == begin and "Unit" in i.symbols), key=lambda i: i.end)
                yield self._stranger(text, start, unit.end, STRANGER_COST)
                continue
            for cut in range(start, end - 1):
                if cut > start and not latin(text[cut]) and covered[cut]:
                    continue
                name = text[cut:end]
                if self._offices().places.leading(name) == name and occurs(name):
                    break
                known = end not in ends and self._offices().knows(name)
                if known or (end not in ends and cut == start and name.endswith(self._words.unit_suffixes)):
                    yield self._stranger(text, cut, end, STRANGER_COST if known else 2 * STRANGER_COST)
                    break

    @staticmethod
    def _stranger(text: str, start: int, end: int, cost: float) -> Item:
        return Item(start, end, ("Unit", "Set", "stranger"), One("zp:Unit", (), text[start:end]), text[start:end], cost)
