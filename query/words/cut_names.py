"""Names of units cut short by those who ask: 文旅局 for 市文化和旅游局, 公积金中心 for 市住房公积金管理中心.

No list: a shortened name keeps the first character of the name (its level or place may be left out), its last one, and the order of those
between; what is kept in one piece is surer than what is picked out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from zhengpu.graph.facts import Iri

__all__ = ["Abbreviations", "Shortened", "without_owner"]

_LEVELS = "国省市县区州旗镇乡街"
_OWNER = re.compile(f"[{_LEVELS}]委|(?:中华)?全国|中央|国家|中国")
"""What stands before a name as its level does: 市委网信办, 全国妇联."""
_SHORTEST, _LONGEST = 3, 12
_LONG = 8
"""Of so long a name the first word may be left out."""


@dataclass(frozen=True, slots=True)
class Shortened:
    """A stretch of the question that shortens the names of these units; `cost` grows with what is left out between."""

    start: int
    end: int
    iris: tuple[Iri, ...]
    cost: float


def without_owner(name: str) -> str:
    """A name without the body it belongs to; "" where none is told.

    >>> without_owner("市委网信办"), without_owner("中华全国总工会"), without_owner("网信办")
    ('网信办', '总工会', '')
    """
    owner = _OWNER.match(name)
    return name[owner.end() :] if owner else ""


class Abbreviations:
    """The units of one state of the graph, by the first and last characters of their names.

    >>> names = Abbreviations([(Iri("urn:a"), "市文化和旅游局"), (Iri("urn:b"), "市人民政府服务局")], lambda name: "")
    >>> [(s.start, s.end, s.iris) for s in names.find("文旅局牵头什么")]
    [(0, 3, ('urn:a',))]
    >>> list(names.find("民政局牵头什么"))
    []
    >>> [s.iris for s in Abbreviations([(Iri("urn:c"), "省市场监管局")], lambda name: "").find("市监局牵头")]
    [('urn:c',)]
    """

    def __init__(self, units: Iterable[tuple[Iri, str]], place: Callable[[str], str]) -> None:
        cores: defaultdict[tuple[str, str], dict[str, set[Iri]]] = defaultdict(dict)
        self._own: set[str] = set()  # names whose first character is no level of theirs: 市场监管局 of a province
        for iri, name in units:
            core = name.removeprefix(place(name))
            core = core if len(core) > 1 else name  # 公安部 is no 部 of 公安
            bare = core[1:] if core[:1] in _LEVELS and len(core) > _SHORTEST else core
            owned = without_owner(core) or bare
            for said in {core, bare, owned, bare[2:] if len(bare) >= _LONG else bare}:  # 公积金中心 of 住房公积金管理中心
                if len(said) >= _SHORTEST:
                    cores[said[0], said[-1]].setdefault(said, set()).add(iri)
            if core[:1] in _LEVELS and bare[:1] in _LEVELS and bare != core:
                self._own.add(bare)
        self._cores: Mapping[tuple[str, str], dict[str, set[Iri]]] = dict(cores)
        self._lasts = {last for _, last in self._cores}

    def find(self, text: str) -> Iterator[Shortened]:
        """The longest shortened name that ends at each place of a folded text."""
        for end in range(_SHORTEST, len(text) + 1):
            if text[end - 1] not in self._lasts:
                continue
            for start in range(max(0, end - _LONGEST), end - _SHORTEST + 1):
                if _goes_on(text, start):
                    continue
                known = self._cores.get((text[start], text[end - 1]))
                found = known and self._best(text[start:end], known)
                if found:
                    yield Shortened(start, end, *found)
                    break

    def stem(self, said: str) -> tuple[Iri, ...]:
        """The units whose names begin so or are picked so, their last part left out: 发改 for 市发改委; none where two fit as well.

        >>> Abbreviations([(Iri("urn:a"), "市发展和改革委")], lambda name: "").stem("发改")
        ('urn:a',)
        """
        fits: list[tuple[int, Iri]] = []
        for (first, _), cores in self._cores.items():
            if first != said[0]:
                continue
            for core, iris in cores.items():
                if _picks(said, core[:-1], level=core not in self._own):
                    fits += [(0 if core.startswith(said) else len(core), iri) for iri in iris]
        least = min((left for left, _ in fits), default=0)
        return tuple(sorted({iri for left, iri in fits if left == least}))

    def _best(self, said: str, known: Mapping[str, set[Iri]]) -> tuple[tuple[Iri, ...], float] | None:
        """The units whose names leave out least."""
        fits = [(len(core) - len(said), iris) for core, iris in known.items() if _picks(said, core, level=core not in self._own)]
        if not fits:
            return None
        least = min(left for left, _ in fits)
        return tuple(sorted({iri for left, iris in fits if left == least for iri in iris})), 0.02 * least


def _goes_on(text: str, start: int) -> bool:
    """Whether what stands before belongs to the name: a level (省 of 省财政厅), or anything before a level (泽掌 of 泽掌镇政府)."""
    before = text[start - 1 : start]
    return bool(before) and (before in _LEVELS + "家" or (text[start] in _LEVELS[1:] and before.isalpha()))


def _picks(said: str, core: str, *, level: bool) -> bool:
    """Whether the characters stand in the name in this order. `level`: the first may say what it is the office of."""
    if level and said[0] in _LEVELS and said[1] != core[1:2]:
        return False  # 县司法局 is not what a 县…司…法…局 is called
    rest = iter(core)
    return all(character in rest for character in said)
