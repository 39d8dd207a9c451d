"""Names of government bodies: 县文旅局 ↔ 新绛县文化和旅游局.

A printed name is a level word or a place, then what the body does and what kind of body it is, then perhaps a branch:
市 + 生态环境 + 局 + 新绛分局. The words stand in tables under `gazetteers/`; what no table knows is kept as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from zhengpu.graph.bureaus import Bureaus, Core, Local, load_bureaus
from zhengpu.graph.places import Place, Places, load_places
from zhengpu.graph.spellings import Spelling, Spellings

__all__ = ["FullName", "NameParts", "Offices", "load_offices"]

_SECOND_NAME = re.compile(r"(?P<first>.+?)[（(](?P<second>[^（()）]+)[)）]")


@dataclass(frozen=True, slots=True)
class FullName:
    """A body's full name; `place` is the gazetteer's key of its territory (None: the whole country), `group` a collective."""

    canonical: str
    place: str | None
    group: bool = False


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart. Empty strings where a part is missing; `second` is a second name in brackets."""

    level: str
    place: str
    core: str
    suffix: str
    branch: str = ""
    second: str = ""


class Offices:
    """Expands and takes apart the names of bodies.

    >>> offices = load_offices()
    >>> offices.full("县文旅局", "新绛县")
    FullName(canonical='新绛县文化和旅游局', place='新绛县', group=False)
    >>> offices.full("省财政厅", "新绛县").canonical, offices.full("税务总局", "新绛县")
    ('山西省财政厅', FullName(canonical='国家税务总局', place=None, group=False))
    """

    def __init__(self, bureaus: Bureaus, places: Places) -> None:
        self._bureaus = bureaus
        self._places = places
        self._spellings = Spellings(bureaus, places)

    @property
    def places(self) -> Places:
        """The gazetteer it asks."""
        return self._places

    @property
    def bureaus(self) -> Bureaus:
        """The tables it reads."""
        return self._bureaus

    def is_group(self, name: str) -> bool:
        """Whether a name is a collective: 各镇人民政府, 省级有关部门, 金融业专班.

        >>> load_offices().is_group("各镇人民政府"), load_offices().is_group("龙兴镇人民政府")
        (True, False)
        """
        return bool(self._bureaus.groups.search(name)) and not self._bureaus.no_groups.search(name)

    def split(self, printed: str) -> NameParts:
        """The parts of a printed name.

        >>> load_offices().split("市生态环境局新绛分局")
        NameParts(level='市', place='', core='生态环境', suffix='局', branch='新绛分局', second='')
        """
        first, second = _without_second(printed)
        base, branch = self._branch(first)
        level, place, rest = self._lead(base)
        body = self._body(rest)
        return NameParts(level, place, *((body[0].name, body[1]) if body else (rest, "")), branch=branch, second=second)

    def knows(self, name: str) -> bool:
        """Whether a name is made of words the tables know (so that it is no misspelling of another).

        >>> load_offices().knows("县体育局"), load_offices().knows("县环保局"), load_offices().knows("县文旅居")
        (True, True, False)
        """
        if name in self._bureaus.central or name in self._bureaus.central_at_home or self._places.named(name):
            return True
        _, _, rest = self._lead(name)
        return rest in self._bureaus.locals or self._body(rest) is not None or self._party(rest) is not None or self._was(rest)

    def _was(self, rest: str) -> bool:
        """Words of the tables with any ending: bodies of before the reforms (环保局), or that might be (财经局)."""
        return any(rest.endswith(end) and {rest, rest.removesuffix(end)} & self._bureaus.stems for _, end in self._bureaus.suffixes)

    def full(self, printed: str, jurisdiction: str | None = None, clues: Iterable[str] = ()) -> FullName:
        """The full name of what is printed in a document of this territory (None: a central document).

        `clues` are names of provinces or prefectures that tell two territories of one name apart.

        >>> offices = load_offices()
        >>> offices.full("发展改革委").canonical, offices.full("县通联办", "新绛县").canonical
        ('国家发展和改革委员会', '新绛县通联办')
        >>> [offices.full("邯郸市磁县财政局", home).place for home in ("邯郸市磁县", "磁县", "邯郸市", "河北省", None)]
        ['磁县', '磁县', '磁县', '磁县', '磁县']
        """
        chain = self.chain(jurisdiction, clues)
        home = self._key(chain)
        if self.is_group(printed):
            return FullName(printed, home, True)
        first, _ = _without_second(printed)
        central = self._bureaus.central.get(first) or (None if chain else self._bureaus.central_at_home.get(first))
        if central and not (chain and self._lead(first)[0]):
            return FullName(central, None)
        return self._government(first, chain) or self._around(first, chain) or self._of_branch(first, chain) or self._plain(first, chain)

    def variants(self, canonical: str, place: str | None = None) -> tuple[Spelling, ...]:
        """The forms people use for a full name; `place` is its territory (name or key), as in `FullName`.

        >>> [form.text for form in load_offices().variants("新绛县人力资源和社会保障局", "新绛县") if form.kind == "bare"][:3]
        ['人力资源和社会保障局', '人力资源社会保障局', '人社局']
        """
        return self._spellings.of(canonical, place.split("/")[-1] if place else None)

    def chain(self, jurisdiction: str | None, clues: Iterable[str] = ()) -> tuple[str, ...]:
        """Province, prefecture, county of a territory as printed (新绛县, 山西省新绛县, 江苏省/南京市/鼓楼区); unknown ones stand alone."""
        if not jurisdiction:
            return ()
        parts: list[str] = []
        rest = jurisdiction.replace("/", "")
        while rest and (lead := self._places.leading(rest)):
            parts.append(lead)
            rest = rest[len(lead) :]
        if rest or not parts:
            return (jurisdiction,)
        return self._places.chain(parts[-1], (*clues, *parts[:-1])) or tuple(parts)

    def zone(self, name: FullName) -> tuple[str, frozenset[str]] | None:
        """A development zone's own name and the kinds of zone it may be; nothing for other bodies.

        >>> offices = load_offices()
        >>> offices.zone(offices.full("开发区管委会", "新绛县")) == ("", frozenset({"经济技术开发区", "经济开发区"}))
        True
        >>> offices.zone(offices.full("新绛经济技术开发区管委会", "新绛县"))
        ('', frozenset({'经济技术开发区'}))
        """
        text = name.canonical.removesuffix(self._bureaus.committee)
        words = {word for full, shorts in self._bureaus.zones.items() for word in (full, *shorts)}
        word = max((word for word in words if text.endswith(word)), key=len, default="")
        if not word or name.group:
            return None
        own = text.removesuffix(word)
        place = name.place.split("/")[-1] if name.place else ""
        before = next((form for form in (place, *self._places.forms(place)) if form and own.startswith(form)), "")
        return own.removeprefix(before), frozenset(full for full, shorts in self._bureaus.zones.items() if word in (full, *shorts))

    # ── the ways to expand ──

    def _government(self, first: str, chain: tuple[str, ...]) -> FullName | None:
        """A territory printed as a body is its government: 韩城市, 龙兴镇."""
        place = self._places.one(first, chain)
        if place and place.name == first:
            names = self.chain(first, chain)
            return FullName(self._bureaus.government.format(place=first), self._key(names))
        if chain and first not in chain and (kind := next((kind for kind in self._bureaus.townships if first.endswith(kind)), "")):
            return FullName(chain[-1] + first.removesuffix(kind) + self._bureaus.townships[kind], self._key(chain))
        return None

    def _plain(self, first: str, chain: tuple[str, ...]) -> FullName:
        level, lead, rest = self._lead(first)
        written = next((index for index, name in enumerate(chain) if first.startswith(name) and first != name), None)
        below = self.chain(lead, chain) if written is not None and lead else ()  # 邯郸市磁县财政局 is one of 磁县
        if written is not None and (len(below) <= written + 1 or below[: written + 1] != chain[: written + 1]):
            lead, names, rest = chain[written], chain[: written + 1], first.removeprefix(chain[written])
        elif lead:
            names = self.chain(lead, chain) or (lead,)
        elif level:
            names = self._of_level(level, chain)
        else:
            names = chain
        if not names:
            return FullName(level + rest, self._key(chain))
        return FullName(self._expanded(rest, names, bare=not (level or lead)), self._key(names))

    def _expanded(self, rest: str, names: tuple[str, ...], bare: bool) -> str:
        """The body with its place before it, or in it; a bare name that no table knows and that ends like no office stays as it is."""
        place = names[-1]
        if local := self._local(rest, names):
            return local.full.format(place=place, short=self._places.short(place))
        if party := self._party(rest):
            return self._bureaus.party_full.format(place=place) + party[0].name + party[1]
        if body := self._body(rest, province=names[0]):
            core, suffix = body
            return (self._bureaus.party_full.format(place=place) if core.party else place) + core.name + suffix
        tail = next((tail for tail in self._bureaus.tails if rest.endswith(tail)), "")
        whole = rest.removesuffix(tail) + self._bureaus.tails[tail] if tail else rest
        own = bare and (not whole.endswith(self._bureaus.offices) or self._has_territory(whole, names))
        return whole if own else place + whole

    def _of_branch(self, first: str, chain: tuple[str, ...]) -> FullName | None:
        base, branch = self._branch(first)
        if not branch:
            return None
        head = self._bureaus.central.get(base) or self._bureaus.central_at_home.get(base)
        seat, kind = self._seat(branch)
        place = self._places.one(seat, chain) if seat else None
        above = chain[:-1] if place and chain and place.name == chain[-1] else chain  # a branch in X is no body of X itself
        whole = head or self.full(base, "/".join(above or chain) or None).canonical
        if place and kind in self._bureaus.whole_branches and head:
            branch = place.name + kind
        names = self.chain(place.name, chain) if place else chain
        return FullName(whole + branch, self._key(names))

    def _around(self, first: str, chain: tuple[str, ...]) -> FullName | None:
        for around in self._bureaus.arounds:
            match = around.pattern.fullmatch(first)
            if match is None:
                continue
            word = match["place"]
            names = self._of_level(word, chain) if word in self._bureaus.levels else self.chain(word, chain)
            if names and (word in self._bureaus.levels or self._places.named(word)):
                return FullName(around.full.format(place=names[-1], short=self._places.short(names[-1])), self._key(names))
        return None

    # ── taking apart ──

    def _lead(self, text: str) -> tuple[str, str, str]:
        """(level word, place, rest); a text that is known as it stands has neither."""
        if self._body(text) or text in self._bureaus.locals:
            return "", "", text
        rest, place = text.removeprefix(self._bureaus.party_name), ""
        while lead := self._places.leading(rest):
            if lead == rest or not self._may_follow(lead, rest[len(lead) :]):
                break
            place, rest = lead, rest[len(lead) :]
        if place:
            return "", place, rest
        for level in self._bureaus.levels:
            if text.startswith(level) and len(text) > len(level) + 1:
                rest = text.removeprefix(level)
                if not text.startswith(self._bureaus.not_levels) or rest in self._bureaus.locals or self._body(rest):
                    return level, "", rest
        return "", "", text

    def _may_follow(self, place: str, rest: str) -> bool:
        """After a short name (新绛) only a known body may stand; after a full one (新绛县) anything."""
        official = any(each.name == place for each in self._places.named(place))
        return official or rest in self._bureaus.locals or self._body(rest) is not None or bool(self._places.leading(rest))

    def _body(self, rest: str, party: bool = False, province: str | None = None) -> tuple[Core, str] | None:
        """Core and suffix in full if both are known; short forms as they are meant in that province."""
        for suffix, written in self._bureaus.suffixes:
            if rest.endswith(written) and (core := self._bureaus.core(rest.removesuffix(written), suffix, party, province)):
                return core, suffix
        return None

    def _party(self, rest: str) -> tuple[Core, str] | None:
        mark = next((mark for mark in self._bureaus.party_marks if rest.startswith(mark)), "")
        return self._body(rest.removeprefix(mark), True) if mark else None

    def _local(self, rest: str, names: tuple[str, ...]) -> Local | None:
        place = self._places.one(names[-1], names[:-1]) if names else None
        level = place.level if place else "县"
        return next((local for local in self._bureaus.locals.get(rest, ()) if not local.levels or level in local.levels), None)

    def _branch(self, first: str) -> tuple[str, str]:
        match = self._bureaus.branch.fullmatch(first)
        if match:
            return match["base"], match["branch"]
        for length in range(len(first) - 3, 1, -1):
            head = first[:length]
            if (head in self._bureaus.central or head in self._bureaus.central_at_home) and self._seat(first[length:])[0]:
                return head, first[length:]
        return first, ""

    def _seat(self, branch: str) -> tuple[str, str]:
        """(place, kind) of a branch such as 新绛支行."""
        kind = next((kind for kind in self._bureaus.branch_kinds if branch.endswith(kind)), "")
        seat = branch.removesuffix(kind)
        return (seat, kind) if kind and self._places.named(seat) else ("", kind)

    def _of_level(self, level: str, chain: tuple[str, ...]) -> tuple[str, ...]:
        """The innermost territory of that level; nothing if the document's territory has none above it."""
        ends = self._bureaus.levels.get(level, ())
        for index in range(len(chain) - 1, -1, -1):
            if chain[index].endswith(ends):
                return chain[: index + 1]
        return ()

    def _has_territory(self, whole: str, names: tuple[str, ...]) -> bool:
        """A territory written out, or a central body, needs none before it: 新绛经济技术开发区管理委员会 in a plan of 新绛县."""
        lead = self._places.leading(whole)
        placed = any(place.name == lead or place.name in names for place in self._places.named(lead)) if lead else False
        return placed or names[-1] in whole or any(whole.startswith(full) for full in self._bureaus.central.values())

    def _key(self, names: tuple[str, ...]) -> str | None:
        if not names:
            return None
        place: Place | None = self._places.one(names[-1], names[:-1])
        return self._places.key(place) if place else names[-1]


def _without_second(printed: str) -> tuple[str, str]:
    match = _SECOND_NAME.fullmatch(printed)
    return (match["first"], match["second"]) if match else (printed, "")


def load_offices(places: Places | None = None) -> Offices:
    """The offices of the kept tables."""
    return Offices(load_bureaus(), places or load_places())
