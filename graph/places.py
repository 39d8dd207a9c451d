"""Administrative places of China: names, codes, levels, and the chain 省 → 市 → 县."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Literal

__all__ = ["Level", "Place", "Places", "load_places"]

Level = Literal["省", "市", "县"]


@dataclass(frozen=True, slots=True)
class Place:
    """A division of GB/T 2260. `since` and `until` are the first and last edition of the table that has it; None: no bound known."""

    code: int
    name: str
    since: int | None = None
    until: int | None = None

    @property
    def level(self) -> Level:
        """省 for provinces, autonomous regions and the four cities under the State; 市 for prefectures; 县 for what lies below.

        >>> Place(140825, "新绛县").level
        '县'
        """
        return "省" if self.code % 10000 == 0 else "市" if self.code % 100 == 0 else "县"


class Places:
    """The gazetteer. Its table is read when first asked (a few milliseconds).

    >>> places = Places()
    >>> places.chain("新绛县")
    ('山西省', '运城市', '新绛县')
    >>> len(places.named("鼓楼区")) > 1, places.chain("鼓楼区"), places.chain("鼓楼区", ["南京市"])
    (True, (), ('江苏省', '南京市', '鼓楼区'))
    """

    def __init__(self, places: Iterable[Place] | None = None) -> None:
        self._given = None if places is None else tuple(places)

    def named(self, name: str) -> tuple[Place, ...]:
        """Every place of this full or short name, those in force first.

        >>> [place.code for place in Places().named("新绛")]
        [140825]
        """
        return self._by_name.get(name) or self._by_short.get(name, ())

    def one(self, name: str, clues: Iterable[str] = ()) -> Place | None:
        """The one place of this name; among several the one whose province or prefecture is among the `clues`, or the
        one of the highest level (西安 is the city, not a district); else None."""
        found = self.named(name)
        hints = {hint for clue in clues for hint in (clue, self.short(clue))}
        if len(found) > 1 and hints:
            told = {place: sum(bool(hints & {above.name, self.short(above.name)}) for above in self.parents(place)) for place in found}
            most = max(told.values())  # 山西省 and 长治市 tell 长治市郊区 from 阳泉市郊区
            found = tuple(place for place in found if told[place] == most)
        current = [place for place in found if place.until is None] or list(found)
        highest = [place for place in current if place.level == current[0].level] if current else []
        return highest[0] if len(highest) == 1 else None

    def chain(self, name: str, clues: Iterable[str] = ()) -> tuple[str, ...]:
        """Names from the province down to the place; empty if the name is unknown or stays ambiguous."""
        place = self.one(name, clues)
        return () if place is None else tuple(each.name for each in (*self.parents(place), place))

    def parents(self, place: Place) -> tuple[Place, ...]:
        """The province and the prefecture above a place, as far as there are any."""
        codes = {place.code // 10000 * 10000, place.code // 100 * 100} - {place.code}
        return tuple(self._by_code[code] for code in sorted(codes) if code in self._by_code)

    def key(self, place: Place) -> str:
        """What names the place in an IRI: its name, with the names above it if other places bear the same.

        >>> places = Places()
        >>> places.key(places.named("新绛县")[0]), places.key(places.one("鼓楼区", ["南京市"]))
        ('新绛县', '江苏省/南京市/鼓楼区')
        """
        if len(self.named(place.name)) == 1:
            return place.name
        return "/".join(each.name for each in (*self.parents(place), place))

    def short(self, name: str) -> str:
        """The name without its kind and peoples, if two characters are left; else the name itself.

        >>> Places().short("恩施土家族苗族自治州"), Places().short("绛县")
        ('恩施', '绛县')
        """
        kind = next((kind for kind in self._wordings.kinds if name.endswith(kind)), "")
        rest = name.removesuffix(kind)
        if kind in self._wordings.autonomous:
            while ending := next(
                (people for people in self._wordings.peoples if rest.endswith(people) and len(rest) > len(people) + 1), ""
            ):
                rest = rest.removesuffix(ending)
        return rest if len(rest) > 1 else name

    def forms(self, name: str) -> tuple[str, ...]:
        """Every way to write the name: full, short, and 恩施州 for an autonomous place.

        >>> Places().forms("恩施土家族苗族自治州")
        ('恩施土家族苗族自治州', '恩施', '恩施州')
        """
        return self._forms.get(name) or self._formed(name)

    def _formed(self, name: str) -> tuple[str, ...]:
        short = self.short(name)
        brief = [short + name[-1]] if name.endswith(self._wordings.autonomous) else []
        return tuple(dict.fromkeys([name, short, *brief]))

    def leading(self, text: str) -> str:
        """The longest full or, failing that, short name a text begins with, or nothing.

        >>> Places().leading("杭州市政府"), Places().leading("内蒙古财政厅"), Places().leading("县财政局")
        ('杭州市', '内蒙古', '')
        """
        for length in range(min(len(text), self._longest), 1, -1):
            if text[:length] in self._by_name:
                return text[:length]
        return next((text[:length] for length in range(min(len(text), self._longest), 1, -1) if text[:length] in self._by_short), "")

    def label_key(self, label: str, chain: Iterable[str] = ()) -> str:
        """What names any place in an IRI, read in a document of the territory `chain`: townships and sites stand below their territory.

        >>> places = Places()
        >>> [places.label_key(label, ["山西省", "新绛县"]) for label in ("西安", "万安镇", "浙江自贸试验区")]
        ['西安市', '新绛县/万安镇', '浙江省/浙江自贸试验区']
        >>> [places.label_key(label) for label in ("邯郸市磁县", "河北雄县", "晋城市城区", "山西省运城市新绛县")]
        ['磁县', '雄县', '山西省/晋城市/城区', '新绛县']
        """
        above = tuple(chain)
        if place := self.one(label, above) or self._last_of(label):
            return self.key(place)
        if province := self.zones.get(label):
            return f"{province}/{label}"
        lead = self.one(name, above) if (name := self.leading(label)) else None
        if lead and (name == lead.name or lead.level != "县" or lead.name in above):
            return f"{self.key(lead)}/{label}"
        home = self.one(above[-1], above[:-1]) if above else None
        return "/".join((*([self.key(home)] if home else above[-1:]), label))

    def _last_of(self, label: str) -> Place | None:
        """The place at the end of a chain of places written without marks (邯郸市磁县): each lies in the one before."""
        lead = self.leading(label)
        if not lead or lead == label:
            return None
        rest = label.removeprefix(lead)
        outer = [place for place in self.named(lead) if place.level != "县"]
        found = self.one(rest, [lead]) or self._last_of(rest)
        return found if found and any(place in self.parents(found) for place in outer) else None

    def all(self) -> tuple[Place, ...]:
        """Every place, by code."""
        return self._places

    @cached_property
    def _places(self) -> tuple[Place, ...]:
        if self._given is not None:
            return self._given
        lines = files("zhengpu.graph").joinpath("gazetteers", "places.tsv").read_text(encoding="utf-8").splitlines()[1:]
        rows = (line.split("\t") for line in lines)
        return tuple(
            Place(int(code), name, int(since) if since else None, int(until) if until else None) for code, name, since, until in rows
        )

    @cached_property
    def zones(self) -> dict[str, str]:
        """Zones without the name of a division (西咸新区), each with its province."""
        lines = files("zhengpu.graph").joinpath("gazetteers", "zones.tsv").read_text(encoding="utf-8").splitlines()[1:]
        return dict(line.split("\t") for line in lines)

    @cached_property
    def _by_code(self) -> dict[int, Place]:
        return {place.code: place for place in sorted(self._places, key=lambda place: place.until or 9999)}

    @cached_property
    def _by_name(self) -> dict[str, tuple[Place, ...]]:
        return _grouped((place.name, place) for place in self._places)

    @cached_property
    def _forms(self) -> dict[str, tuple[str, ...]]:
        return {name: self._formed(name) for name in {place.name for place in self._places}}

    @cached_property
    def _by_short(self) -> dict[str, tuple[Place, ...]]:
        return _grouped((form, place) for place in self._places for form in self.forms(place.name)[1:])

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._by_name), default=0)

    @cached_property
    def _wordings(self) -> _Wordings:
        data = tomllib.loads(files("zhengpu.graph").joinpath("gazetteers", "places.toml").read_text(encoding="utf-8"))
        return _Wordings(tuple(data["kinds"]), tuple(data["autonomous"]), tuple(data["peoples"]))


@dataclass(frozen=True, slots=True)
class _Wordings:
    kinds: tuple[str, ...]
    autonomous: tuple[str, ...]
    peoples: tuple[str, ...]


def _grouped(named: Iterable[tuple[str, Place]]) -> dict[str, tuple[Place, ...]]:
    """In force before abolished, larger before smaller."""
    groups: dict[str, list[Place]] = {}
    for name, place in named:
        groups.setdefault(name, []).append(place)
    order = ("省", "市", "县").index
    return {
        name: tuple(sorted(group, key=lambda place: (place.until is not None, order(place.level), place.code)))
        for name, group in groups.items()
    }


def load_places() -> Places:
    """The kept gazetteer; its table is read when first asked."""
    return Places()
