"""How the plans in scope are built: their headings with what lies below each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from zhengpu.graph.facts import Iri
from zhengpu.graph.numerals import read
from zhengpu.query.words.catalogued import SectionEntry

__all__ = ["HeadingTree", "PlacedHeading"]

_TAIL = re.compile("[\u4e00-\u9fff]{2,}$")


@dataclass(frozen=True, slots=True)
class PlacedHeading:
    """A heading with the index of the one above it (-1: none), its depth, and the number it is printed with (None: it has none)."""

    iri: Iri
    document: Iri
    label: str
    path: str
    above: int
    depth: int
    number: int | None


class HeadingTree:
    """Headings in the order of the plans.

    >>> rows = [SectionEntry(Iri("urn:1"), Iri("urn:d"), "总体要求", "一"), SectionEntry(Iri("urn:2"), Iri("urn:d"), "目标", "一/（二）")]
    >>> tree = HeadingTree(rows, frozenset())
    >>> [(h.label, h.above, h.number) for h in tree.headings]
    [('总体要求', -1, 1), ('目标', 0, 2)]
    """

    def __init__(self, entries: Sequence[SectionEntry], nouns: frozenset[str]) -> None:
        """`nouns`: those for a paper; `entries` in reading order."""
        self._nouns = tuple(nouns)
        headings: list[PlacedHeading] = []
        at: dict[tuple[Iri, str], int] = {}
        for entry in entries:
            above, _, own = entry.path.rpartition("/")
            parent = at.get((entry.document, above), -1) if above else -1
            depth = headings[parent].depth + 1 if parent >= 0 else 0
            headings.append(PlacedHeading(entry.iri, entry.document, entry.label, entry.path, parent, depth, _number(own)))
            at[entry.document, entry.path] = len(headings) - 1
        self.headings = tuple(headings)

    @cached_property
    def enclosing(self) -> bool:
        """Whether the outermost parts are papers that are issued together, each with parts of its own."""
        outer = [n for n, h in enumerate(self.headings) if h.depth == 0]
        named = [n for n in outer if self._is_paper(self.headings[n].label)]
        parted = {h.above for h in self.headings}
        return len(outer) > 1 and len(named) == len(outer) and any(n in parted for n in outer)

    @cached_property
    def called(self) -> dict[str, int]:
        """How headings side by side all end, which is what the plan calls such parts (行动, 专项行动), with their depth.

        >>> rows = [SectionEntry(Iri(f"urn:{n}"), Iri("urn:d"), label, str(n)) for n, label in enumerate(["强基行动", "赋能行动"])]
        >>> HeadingTree(rows, frozenset()).called
        {'行动': 0}
        """
        out: dict[str, int] = {}
        for above in {h.above for h in self.headings}:
            beside = [h for h in self.headings if h.above == above]
            same = takewhile(lambda row: len(set(row)) == 1, zip(*(h.label[::-1] for h in beside), strict=False))
            tail = _TAIL.search("".join(row[0] for row in same)[::-1]) if len(beside) > 1 else None
            said = tail.group() if tail is not None else ""
            out |= {said[start:]: beside[0].depth for start in range(len(said) - 1) if said[start:] not in out}
        return out

    def _is_paper(self, label: str) -> bool:
        bare = label.rpartition("（")[0] if label.endswith("）") else label
        return bare.endswith(self._nouns)

    def below(self, places: Sequence[int], depth: int | None = None) -> tuple[int, ...]:
        """The headings right below these (below none: the outermost), or all below them that lie so deep."""
        if depth is None:
            return tuple(n for n, h in enumerate(self.headings) if h.above in (places or (-1,)))
        return tuple(n for n, h in enumerate(self.headings) if h.depth == depth and (not places or self._within(n, places)))

    def within(self, place: int, places: Sequence[int]) -> bool:
        """Whether a heading is one of these or lies below one of them."""
        return place in places or self._within(place, places)

    def _within(self, place: int, places: Sequence[int]) -> bool:
        above = self.headings[place].above
        return above >= 0 and (above in places or self._within(above, places))

    def iris(self, places: Sequence[int]) -> tuple[Iri, ...]:
        """The things these headings are."""
        return tuple(self.headings[n].iri for n in places)


def _number(printed: str) -> int | None:
    digits = "".join(c for c in printed if c.isdigit() or c in "一二三四五六七八九十百")
    value = read(digits) if digits else None
    return int(value) if value is not None else None
