"""The part `names`: what shared things are called, and every form under which anything can be named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.graph.index.index_page import IndexPage
from zhengpu.graph.index.index_part import Writer
from zhengpu.graph.offices import Offices

__all__ = ["KINDS", "NameTables"]

KINDS = ("zp:Unit", "zp:UnitGroup", "zp:Policy", "zp:Programme", "zp:Project", "zp:Place", "zp:Payer")
"""What documents share."""

_BRACKETED = re.compile(r"[（(〔【\[][^（(〔【\[]*[）)〕】\]]")
_UNITS = ("zp:Unit", "zp:UnitGroup")
_RANK: dict[str, int] = {"exact": 0, "full": 1, "short": 1, "bare": 2, "part": 3, "former": 4, "english": 5}


@dataclass(frozen=True, slots=True)
class _Surface:
    """A surface of a thing; the lower its rank, the surer."""

    text: str
    rank: int
    kind: str
    how: str = "exact"


@dataclass(frozen=True, slots=True)
class _Spoken:
    """How long names are cut short in speech."""

    shortened: Mapping[str, tuple[str, ...]]
    every: tuple[str, ...]

    def of(self, form: str) -> Iterator[str]:
        """A whole name or its end."""
        for long, shorts in self.shortened.items():
            for short in shorts:
                if form.endswith(long.removeprefix("^")) and (form == long[1:] or not long.startswith("^")):
                    yield form.removesuffix(long.removeprefix("^")) + short
                if form.endswith(short) and not form.endswith(long) and not long.startswith("^"):
                    yield form.removesuffix(short) + long
        for every in self.every:
            if form.startswith(every):
                yield from (form.removesuffix(long) for long in self.shortened if form.endswith(long))
                if (bare := _BRACKETED.sub("", form)) != form:  # 各市、县〔市、区〕政府: 各市、县政府, 各市县政府
                    head, mark, tail = form.rpartition(next(c for c in reversed(form) if c in "（(〔【["))
                    yield from (bare, bare.replace("、", ""), head.replace("、", "") + mark + tail)
                    yield from self.of(bare)


class NameTables:
    """Names of shared things (`name`, with the number of tasks a unit takes part in), forms of everything (`form`), titles by pairs
    of characters (`title_pair`), places by full and short name (`territory`).

    A form's row tells whether it names a unit (`other` = 0) or something else: of the units that a surface may stand for only those count
    for which it is surest (`rank`), and likewise of the others. `printed` is empty where it is the folded surface itself.
    """

    name = "names"
    tables: tuple[str, ...] = ("name", "form", "title_pair", "territory")
    schema = """
        CREATE TABLE name (page INTEGER, id INTEGER PRIMARY KEY REFERENCES thing, kind TEXT, label TEXT, full TEXT, place TEXT,
            tasks INTEGER);
        CREATE TABLE surface (id INTEGER PRIMARY KEY, text TEXT UNIQUE, ending TEXT);
        CREATE TABLE form (surface INTEGER REFERENCES surface, other INTEGER, rank INTEGER, thing INTEGER REFERENCES thing, kind TEXT,
            how TEXT, printed TEXT, page INTEGER, PRIMARY KEY (surface, other, rank, thing, kind, printed, page)) WITHOUT ROWID;
        CREATE TABLE title_pair (page INTEGER, pair TEXT, document INTEGER REFERENCES thing, PRIMARY KEY (pair, document)) WITHOUT ROWID;
        CREATE TABLE territory (page INTEGER, form TEXT, place INTEGER REFERENCES thing, PRIMARY KEY (form, place)) WITHOUT ROWID;
        CREATE TRIGGER surface_gone AFTER DELETE ON form BEGIN
            DELETE FROM surface WHERE id = old.surface AND NOT EXISTS (SELECT 1 FROM form WHERE surface = old.surface);
        END;
    """
    keys = """
        CREATE INDEX name_page ON name (page);
        CREATE INDEX name_busy ON name (tasks DESC, label) WHERE tasks;
        CREATE INDEX surface_ending ON surface (ending);
        CREATE INDEX form_page ON form (page);
        CREATE INDEX title_pair_page ON title_pair (page);
        CREATE INDEX territory_page ON territory (page);
    """

    def __init__(self, offices: Callable[[], Offices]) -> None:
        self._load_offices, self._folding = offices, Folding()

    def fill(self, page: IndexPage, write: Writer) -> None:
        """See `IndexPart.fill`."""
        for iri, kind in page.of_kind(*KINDS):
            label = page.text(iri, "rdfs:label")
            if label is not None:
                self._named(page, iri, kind, label, write)
        for iri in page.said:
            aliases = (*page.all(iri, "skos:altLabel"), *page.all(iri, "zp:documentNumber"))
            if aliases and write.rows("SELECT 1 FROM document WHERE id = ?", write.number(iri)):
                self._add(page, iri, (_Surface(alias, 0, "zp:Document") for alias in aliases), write)
        for iri, _ in page.having("zp:sourceText"):
            title, number = page.text(iri, "dct:title") or "", page.text(iri, "zp:documentNumber")
            self._add(page, iri, (_Surface(form, 0, "zp:Document") for form in (title, number) if form), write)
            folded = self._folding.fold(title)
            write.add("title_pair", ((page.number, folded[at : at + 2], write.number(iri)) for at in range(len(folded) - 1)))
        for iri, kind in page.of_kind("zp:Section", "zp:Task"):
            if page.one(iri, "zp:inDocument") is not None:
                self._add(page, iri, [_Surface(page.text(iri, "rdfs:label") or "", 0, kind)], write)

    def _named(self, page: IndexPage, iri: Iri, kind: str, label: str, write: Writer) -> None:
        thing = write.number(iri)
        full = page.text(iri, "skos:prefLabel") or label
        territory = page.text(iri, "zp:jurisdiction")
        place = territory.split("/id/place/")[-1] if territory else None
        tasks = write.rows("SELECT COUNT(*) FROM duty WHERE unit = ?", thing)[0][0] if kind in _UNITS else None
        write.add("name", [(page.number, thing, kind, label, full, place, tasks)])
        printed = {label, full, *page.all(iri, "skos:altLabel"), *page.all(iri, "zp:documentNumber")}
        self._add(page, iri, self._forms(printed, kind, label, full, place), write)
        if kind == "zp:Place":
            folded = self._folding.fold(label)
            write.add("territory", ((page.number, form, thing) for form in {folded, folded[:-1] if len(folded) > 2 else folded}))

    def _forms(self, printed: Iterable[str], kind: str, label: str, full: str, place: str | None) -> Iterator[_Surface]:
        for form in printed:
            yield _Surface(form, 0, kind)
            if kind in _UNITS:
                yield from (_Surface(spoken, 1, kind, "alias") for spoken in self._spoken.of(form))
        if kind == "zp:Unit":
            yield from self._unit_forms(label, full, place)

    def _unit_forms(self, label: str, full: str, place: str | None) -> Iterator[_Surface]:
        """Full name, short, without place, one half of a joined body (its first), before the reforms, in English."""
        seat = (place or "").split("/")[-1]
        lead = full.removeprefix(seat)[:1]
        ends = {full[-1:], label[-1:]}
        for form in self._offices.variants(full, place):
            english = form.text.isascii()
            if form.kind == "part" and not english and not _first_half(form.text, lead, len(seat)):
                continue
            # A bureau (局) is no commission (委): such a form counts only where nothing is called so itself.
            rank = _RANK[form.kind] + (0 if english or form.text[-1:] in ends else 3)
            yield _Surface(form.text, rank, "zp:Unit", "english" if form.kind == "english" else "alias")

    def _add(self, page: IndexPage, iri: Iri, forms: Iterable[_Surface], write: Writer) -> None:
        """The forms of one thing, each with its best rank."""
        best: dict[str, _Surface] = {}
        for form in forms:
            if len(form.text) > 1 and (form.text not in best or best[form.text].rank > form.rank):
                best[form.text] = form
        folded = {text: self._folding.fold(text) for text in best}
        thing = write.number(iri)
        write.run("INSERT OR IGNORE INTO surface (text, ending) VALUES (?, ?)", ((text, text[::-1]) for text in folded.values()))
        write.run(
            "INSERT OR IGNORE INTO form SELECT id, ?, ?, ?, ?, ?, ?, ? FROM surface WHERE text = ?",
            (
                (int(f.kind not in _UNITS), f.rank, thing, f.kind, f.how, text if text != folded[text] else "", page.number, folded[text])
                for text, f in best.items()
                if folded[text].strip()
            ),
        )

    @cached_property
    def _offices(self) -> Offices:
        return self._load_offices()

    @cached_property
    def _spoken(self) -> _Spoken:
        data = tomllib.loads(files("zhengpu.graph").joinpath("gazetteers", "spoken.toml").read_text(encoding="utf-8"))
        return _Spoken({long: tuple(shorts) for long, shorts in data["shortened"].items()}, tuple(data["every"]["words"]))


def _first_half(form: str, lead: str, place: int) -> bool:
    """县卫健局 stands for 县卫体局, whose first half it names; 县体育局 would be another body."""
    return any(form.startswith(lead, at) for at in {0, 1, place, max(place - 1, 0)})
