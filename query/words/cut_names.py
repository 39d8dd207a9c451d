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
from zhengpu.query.words.speech import load_speech

__all__ = ["LEVELS", "Abbreviations", "Shortened", "without_owner"]

LEVELS = "国省市县区州旗镇乡街"
"""With which the name of an office begins as the level it is of."""
_OWNER = re.compile(f"[{LEVELS}]委|(?:中华)?全国|中央|国家|中国")
"""What stands before a name as its level does: 市委网信办, 全国妇联."""
_SHORTEST, _LONGEST = 3, 12
_LONG = 8
"""Of so long a name the words before any other may be left out."""
_SHORTEST_TAIL, _TAIL_COST, _TAIL_SAID = 4, 0.1, 3
"""Of three characters that are left one may go unsaid: 服务业单位 is not what 服务业发展领导小组成员单位 is called."""
_NOUNS = ("单位", "部门")
_EACH = "各"
"""What stands before a name that several units share: 各市民政局."""


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
    >>> [s.iris for s in Abbreviations([(Iri("urn:c"), "省市场监管局")], lambda name: "").find("由市监局牵头")]
    [('urn:c',)]
    >>> [s.iris for s in Abbreviations([(Iri("urn:d"), "各市民政局")], lambda name: "").find("民政局牵头")]
    [('urn:d',)]
    >>> long = Abbreviations([(Iri("urn:e"), "市住房公积金管理中心")], lambda name: "")
    >>> [(s.start, s.end) for s in long.find("公积金中心牵头")], list(long.find("管理中心牵头"))
    ([(0, 5)], [])
    """

    def __init__(self, units: Iterable[tuple[Iri, str]], place: Callable[[str], str]) -> None:
        cores: defaultdict[tuple[str, str], dict[str, set[Iri]]] = defaultdict(dict)
        tails: defaultdict[tuple[str, str], dict[str, set[Iri]]] = defaultdict(dict)
        self._own: set[str] = set()  # names whose first character is no level of theirs: 市场监管局 of a province
        for iri, name in units:
            core = name.removeprefix(place(name))
            core = core if len(core) > 1 else name  # 公安部 is no 部 of 公安
            shared = core.removeprefix(_EACH)
            bare = shared[1:] if shared[:1] in LEVELS and len(shared) > _SHORTEST else shared
            for said in {core, shared, bare, without_owner(core) or bare}:
                if len(said) >= _SHORTEST:
                    cores[said[0], said[-1]].setdefault(said, set()).add(iri)
            if shared[:1] in LEVELS and bare[:1] in LEVELS and bare != shared:
                self._own.add(bare)
            for first in set(bare[1 : 1 - _SHORTEST_TAIL]) if len(bare) >= _LONG else ():
                tails[first, bare[-1]].setdefault(bare, set()).add(iri)
        self._cores: Mapping[tuple[str, str], dict[str, set[Iri]]] = dict(cores)
        self._tails: Mapping[tuple[str, str], dict[str, set[Iri]]] = dict(tails)
        self._lasts = {last for _, last in self._cores}

    def find(self, text: str) -> Iterator[Shortened]:
        """The longest shortened name that ends at each place of a folded text."""
        for end in range(_SHORTEST, len(text) + 1):
            if text[end - 1] not in self._lasts:
                continue
            for start in range(max(0, end - _LONGEST), end - _SHORTEST + 1):
                if _goes_on(text, start):
                    continue
                said = text[start:end]
                known = self._cores.get((text[start], text[end - 1]))
                if found := (known and self._best(said, known)) or self._tail(said):
                    yield Shortened(start, end, *found)
                    break

    def stem(self, said: str) -> tuple[Iri, ...]:
        """The units whose names begin so or are picked so, their last part left out: 发改 for 市发改委; none where two fit as well.

        >>> Abbreviations([(Iri("urn:a"), "市发展和改革委")], lambda name: "").stem("发改")
        ('urn:a',)
        """
        fits: list[tuple[int, Iri]] = []
        if said[0] in _EACH:
            return ()
        for (first, _), cores in self._cores.items():
            if first != said[0]:
                continue
            for core, iris in cores.items():
                if _picks(said, core[:-1], level=core not in self._own):
                    fits += [(0 if core.startswith(said) else len(core), iri) for iri in iris]
        least = min((left for left, _ in fits), default=0)
        return tuple(sorted({iri for left, iri in fits if left == least}))

    def _tail(self, said: str) -> tuple[tuple[Iri, ...], float] | None:
        """The one unit whose name, from some word of it on, is called so: 公积金中心 of 住房公积金管理中心; none where two fit."""
        if len(said) < _SHORTEST_TAIL:
            return None
        fits: set[Iri] = set()
        for name, iris in self._tails.get((said[0], said[-1]), {}).items():
            rests = (name[at:] for at in range(1, len(name)) if name[at] == said[0])
            near = (rest for rest in rests if _TAIL_SAID * len(said) >= (_TAIL_SAID - 1) * len(rest))
            if any(_begins(said, rest) and _picks(said, rest, level=False) for rest in near):
                fits |= iris
        return (tuple(fits), _TAIL_COST) if len(fits) == 1 else None

    def _best(self, said: str, known: Mapping[str, set[Iri]]) -> tuple[tuple[Iri, ...], float] | None:
        """The units whose names leave out least."""
        fits = [
            (len(core) - len(said), iris)
            for core, iris in known.items()
            if _picks(said, core, level=core not in self._own) and _enough(said, core)
        ]
        if not fits:
            return None
        least = min(left for left, _ in fits)
        return tuple(sorted({iri for left, iris in fits if left == least for iri in iris})), 0.02 * least


_HELPING = ("p", "c", "d", "u", "r", "v", "y")
"""Tags of single characters that end no place: 把, 和, 由, 找."""


def _goes_on(text: str, start: int) -> bool:
    """Whether what stands before belongs to the name: a level (省 of 省财政厅), or a noun before a level (泽掌 of 泽掌镇政府, not 把)."""
    before = text[start - 1 : start]
    if not before or before in LEVELS + "家":
        return bool(before) and before not in _EACH
    if text[start] not in LEVELS[1:] or not before.isalpha():
        return False
    last = load_speech().cut(text[max(0, start - _SHORTEST_TAIL) : start])[-1]
    return len(last.surface) > 1 or not last.tag.startswith(_HELPING)


def _enough(said: str, core: str) -> bool:
    """Whether enough is said of a name that ends as any noun for units does: 服务业单位 is not 服务业发展领导小组有关成员单位."""
    return not core.endswith(_NOUNS) or _TAIL_SAID * len(said) >= (_TAIL_SAID - 1) * len(core)


def _begins(said: str, rest: str) -> bool:
    """Whether both begin with a noun that is not all that is left: 公积金 of 公积金管理中心, not 管理 of 管理中心."""
    first = load_speech().cut(rest)[0]
    return 1 < len(first.surface) < len(rest) and said.startswith(first.surface) and first.tag.startswith("n")


def _picks(said: str, core: str, *, level: bool) -> bool:
    """Whether the characters stand in the name in this order. `level`: the first may say what it is the office of."""
    if level and said[0] in LEVELS and said[1] != core[1:2]:
        return False  # 县司法局 is not what a 县…司…法…局 is called
    rest = iter(core)
    return all(character in rest for character in said)
