"""The tables of government bodies: what they do, whole names, central bodies, and how names are put together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

__all__ = ["Around", "Bureaus", "Core", "Local", "load_bureaus"]


@dataclass(frozen=True, slots=True)
class Core:
    """What a body does (文化和旅游), the shorter ways to say it, and the kinds of body that do it (局, 委员会).

    `parts` are the cores a combined bureau joins (工业信息化和科技 → 工业和信息化, 科学技术), `former` those of bureaus before the
    reforms, `party` says that it belongs to the party committee also where the name leaves that out (县网信办). Where `provinces` are
    given, the shorter ways mean this only there: 县行政审批局 is 行政审批服务管理局 in 山西省, and 行政审批局 elsewhere.
    """

    name: str
    forms: tuple[str, ...]
    suffixes: tuple[str, ...]
    english: str
    parts: tuple[str, ...]
    former: tuple[str, ...]
    party: bool
    provinces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Local:
    """A whole body of any place: the ways to print it after the place, its full name with `{place}` or `{short}` in it."""

    forms: tuple[str, ...]
    full: str
    english: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """A way of printing with the place or its level word inside the name (团县委)."""

    name: str
    pattern: re.Pattern[str]
    full: str
    short: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bureaus:
    """All tables, indexed for reading.

    `central_at_home` are short names that mean the central body in central documents only; `stems` are all words for what bodies do
    or did.
    """

    cores: Mapping[str, tuple[Core, ...]]
    locals: Mapping[str, tuple[Local, ...]]
    central: Mapping[str, str]
    central_at_home: Mapping[str, str]
    central_english: Mapping[str, str]
    central_former: Mapping[str, tuple[str, ...]]
    arounds: tuple[Around, ...]
    suffixes: tuple[tuple[str, str], ...]
    alike: tuple[frozenset[str], ...]
    tails: Mapping[str, str]
    government: str
    committee: str
    townships: Mapping[str, str]
    zones: Mapping[str, tuple[str, ...]]
    levels: Mapping[str, tuple[str, ...]]
    level_english: Mapping[str, tuple[str, ...]]
    not_levels: tuple[str, ...]
    offices: tuple[str, ...]
    english_bodies: tuple[str, ...]
    branch: re.Pattern[str]
    branch_kinds: tuple[str, ...]
    whole_branches: frozenset[str]
    party_marks: tuple[str, ...]
    party_full: str
    party_name: str
    groups: re.Pattern[str]
    no_groups: re.Pattern[str]
    stems: frozenset[str]

    def core(self, form: str, suffix: str, party: bool = False, province: str | None = None) -> Core | None:
        """The core of this short or full form that has such a body; among several that of the party, or not of the party.

        A form that means different bodies in different provinces is read for `province`.

        >>> load_bureaus().core("文旅", "局").name
        '文化和旅游'
        """
        found = [
            core
            for core in self.cores.get(form, ())
            if suffix in core.suffixes and (province is None or not core.provinces or province in core.provinces or core.name == form)
        ]
        found.sort(key=lambda core: province not in core.provinces)
        return next((core for core in found if core.party == party), found[0] if found else None)

    def short_suffixes(self, suffix: str) -> tuple[str, ...]:
        """How a kind of body is written: 委员会, 委."""
        return tuple(written for full, written in self.suffixes if full == suffix)


def load_bureaus() -> Bureaus:
    """The kept tables (a few milliseconds)."""
    data = tomllib.loads(_text("offices.toml"))
    words = data["words"]
    cores: dict[str, list[Core]] = {}
    for name, short, suffixes, english, parts, former, party, provinces in _rows("cores.tsv"):
        cells = _cells(parts), _cells(former)
        core = Core(name, _forms(name, _cells(short)), _cells(suffixes), english, *cells, bool(party), _cells(provinces))
        for form in core.forms:
            cores.setdefault(form, []).append(core)
    locals_: dict[str, list[Local]] = {}
    for printed, full, english, levels in _rows("local.tsv"):
        local = Local(tuple(printed.split("|")), full, tuple(english.split("|")) if english else (), _cells(levels))
        for form in local.forms:
            locals_.setdefault(form, []).append(local)
    central: dict[str, str] = {}
    at_home: dict[str, str] = {}
    central_english: dict[str, str] = {}
    for full, short, home, english in _rows("central.tsv"):
        central |= dict.fromkeys((full, *_cells(short)), full)
        at_home |= dict.fromkeys(_cells(home), full)
        if english:
            central_english[full] = english
    levels_ = {level["word"]: tuple(level["ends"]) for level in data["level"]}
    suffixes_ = [(full, written) for full, shorts in words["suffixes"].items() for written in (full, *shorts)]
    kinds = [kind for branch in data["branch"] for kind in branch["kinds"]]
    return Bureaus(
        cores={form: tuple(sorted(found, key=lambda core: core.name != form)) for form, found in cores.items()},
        locals={form: tuple(found) for form, found in locals_.items()},
        central=central,
        central_at_home=at_home,
        central_english=central_english,
        central_former={full: _cells(former) for full, former in _rows("central_former.tsv")},
        stems=frozenset(stem for found in cores.values() for core in found for stem in (*core.forms, *core.former)),
        arounds=tuple(_around(entry, levels_) for entry in data["around"]),
        suffixes=tuple(sorted(suffixes_, key=lambda pair: -len(pair[1]))),
        alike=tuple(frozenset(group) for group in words["alike"]),
        tails=words["tails"],
        government=words["government"],
        committee=words["committee"],
        townships=words["townships"],
        zones={full: tuple(short) for full, short in words["zones"].items()},
        levels=levels_,
        level_english={level["word"]: tuple(level["english"]) for level in data["level"]},
        not_levels=tuple(words["not_levels"]),
        offices=tuple(words["offices"]),
        english_bodies=tuple(words["english_bodies"]),
        branch=re.compile(data["words"]["branch"].replace("{kinds}", "|".join(sorted(kinds, key=len, reverse=True)))),
        branch_kinds=tuple(sorted(kinds, key=len, reverse=True)),
        whole_branches=frozenset(kind for branch in data["branch"] if branch["whole"] for kind in branch["kinds"]),
        party_marks=tuple(words["party"]["marks"]),
        party_name=words["party"]["name"],
        party_full=words["party"]["full"],
        groups=re.compile("|".join(data["groups"]["patterns"])),
        no_groups=re.compile("|".join(data["groups"]["never"])),
    )


def _forms(name: str, short: tuple[str, ...]) -> tuple[str, ...]:
    """Full form first, then each also without its 和 (发展改革)."""
    return tuple(dict.fromkeys(form for each in (name, *short) for form in (each, each.replace("和", "")) if form))


def _around(entry: Mapping[str, str | list[str]], levels: Mapping[str, tuple[str, ...]]) -> Around:
    pattern = str(entry["pattern"]).replace("{level}", "|".join(levels)).replace("{place}", r"[\u4e00-\u9fff]{2,12}?")
    return Around(str(entry["name"]), re.compile(pattern), str(entry["full"]), tuple(entry["short"]))


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in _text(name).splitlines()[1:]]


def _cells(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(",")) if cell else ()


def _text(name: str) -> str:
    return files("zhengpu.graph").joinpath("gazetteers", name).read_text(encoding="utf-8")
