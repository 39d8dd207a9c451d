"""Places with which names of units begin: 临江 stands for 临江区教育局 and 临江区民政局, 哪个区 asks for such units."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from zhengpu.graph.facts import Iri

__all__ = ["UnitPlaces"]

_LEVELS = "市县区州盟旗镇乡"
_PREFIX = re.compile(
    rf"(?![国省{_LEVELS}各有全本]|[\u4e00-\u9fff]?[、和与])(?P<bare>[\u4e00-\u9fff]{{2,4}}?)(?P<level>[{_LEVELS}])(?=[\u4e00-\u9fff]{{3}})"
)
_SHORTEST = 2


class UnitPlaces:
    """The units of one state of the graph by the places their names begin with.

    >>> places = UnitPlaces([(Iri("urn:a"), "临江区教育局"), (Iri("urn:b"), "市教育局")], lambda name: "")
    >>> list(places.find("临江那边管什么")), places.of("区")
    ([(0, 2, ('urn:a',))], ('urn:a',))
    """

    def __init__(self, units: Iterable[tuple[Iri, str]], leading: Callable[[str], str]) -> None:
        """`units`: names as they are printed; `leading`: the known place that a name begins with, "" where none is known."""
        forms: defaultdict[str, dict[Iri, None]] = defaultdict(dict)
        levels: defaultdict[str, dict[Iri, None]] = defaultdict(dict)
        for iri, name in units:
            place = leading(name)
            if not place.endswith(tuple(f"省{_LEVELS}")):  # 公安 of 公安局 is a county's short name
                told = _PREFIX.match(name)
                place = told.group() if told else ""
            if not place or place == name:
                continue
            levels[place[-1]][iri] = None
            for form in {place, place[:-1] if len(place) > _SHORTEST and place[-1] in _LEVELS else place}:
                forms[form][iri] = None
        self._forms: Mapping[str, tuple[Iri, ...]] = {form: tuple(sorted(iris)) for form, iris in forms.items()}
        self._levels: Mapping[str, tuple[Iri, ...]] = {level: tuple(sorted(iris)) for level, iris in levels.items()}
        self._longest = max(map(len, self._forms), default=0)

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[Iri, ...]]]:
        """The longest place that begins at each place of a folded text, with the units whose names begin so."""
        at = 0
        while at < len(text):
            end = next((e for e in range(min(len(text), at + self._longest), at + 1, -1) if text[at:e] in self._forms), 0)
            if end:
                yield at, end, self._forms[text[at:end]]
            at = end or at + 1

    def of(self, level: str) -> tuple[Iri, ...]:
        """The units whose names begin with a place of a level (市, 区); "": with any place."""
        found = [iri for last, iris in self._levels.items() if not level or last == level for iri in iris]
        return tuple(sorted(found))
