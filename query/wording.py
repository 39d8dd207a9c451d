"""What the graph's things are called and what its texts say: a snapshot for linking, made once for each state of the store."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from graph.facts import Iri
from graph.folding import Folding
from graph.lexicon import How, Lexicon, Thing
from graph.names import local
from graph.offices import Offices
from graph.rows import Cell
from graph.store import Store
from query.titles import FullTitle

__all__ = ["DocumentEntry", "Name", "SectionEntry", "TargetEntry", "TaskEntry", "Wording"]


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document that has been read."""

    iri: Iri
    key: str
    title: str
    number: str | None
    year: int | None
    place: str | None


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """A heading."""

    iri: Iri
    document: Iri
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """A task with everything it says."""

    iri: Iri
    document: Iri
    number: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """A clause that can be asked for by its words: a target, a sum to be paid, a recurring duty. `task` is None for the plan's own."""

    iri: Iri
    document: Iri
    task: Iri | None
    text: str
    indicator: str
    unit: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Name:
    """A shared thing: unit, group, policy, programme, project, place."""

    iri: Iri
    kind: str
    label: str
    full: str
    place: str | None


_DOCUMENTS = """SELECT ?x ?title ?number ?issued ?place WHERE {
  ?x zp:sourceText ?text . OPTIONAL { ?x dct:title ?title } OPTIONAL { ?x zp:documentNumber ?number }
  OPTIONAL { ?x dct:issued ?issued } OPTIONAL { ?x zp:jurisdiction/rdfs:label ?place } }"""
_SECTIONS = "SELECT ?x ?d ?label ?path WHERE { ?x a zp:Section ; zp:inDocument ?d ; rdfs:label ?label ; zp:path ?path }"
_TASKS = """SELECT ?x ?d ?n ?title ?text WHERE {
  ?x a zp:Task ; zp:inDocument ?d ; zp:number ?n ; rdfs:label ?title ; zp:text ?text } ORDER BY ?d ?n"""
_NAMES = """SELECT ?x ?kind ?label ?full ?place WHERE {
  VALUES ?kind { zp:Unit zp:UnitGroup zp:Policy zp:Programme zp:Project zp:Place zp:Payer } ?x a ?kind ; rdfs:label ?label .
  OPTIONAL { ?x skos:prefLabel ?full } OPTIONAL { ?x zp:jurisdiction ?place } }"""
_ALIASES = "SELECT ?x ?alias WHERE { ?x skos:altLabel ?alias }"
_NUMBERS = "SELECT ?x ?number WHERE { ?x zp:documentNumber ?number }"
_TARGETS = """SELECT ?x ?d ?owner ?text ?indicator ?unit ?date ?code WHERE { ?owner zp:hasTarget ?x . ?x zp:inDocument ?d ; zp:text ?text .
  OPTIONAL { ?x zp:indicator ?indicator } OPTIONAL { ?x schema:unitText ?unit }
  OPTIONAL { ?x zp:deadline ?date } OPTIONAL { ?x zp:deadlineText ?code } }"""
_FUNDING = """SELECT ?x ?d ?owner ?object ?amount WHERE { ?owner zp:hasFunding ?x . ?x zp:inDocument ?d .
  OPTIONAL { ?x zp:object ?object } OPTIONAL { ?x zp:amount ?amount } }"""

_RANK: dict[str, int] = {"exact": 0, "full": 1, "short": 1, "bare": 2, "part": 3, "former": 4, "english": 5}


class Wording:
    """Names and texts of one state of the store; each part is read when first asked for."""

    def __init__(
        self,
        store: Store,
        offices: Callable[[], Offices],
        folding: Folding,
        shortened: Mapping[str, tuple[str, ...]],
        every: tuple[str, ...],
    ) -> None:
        self._store, self._offices, self._folding, self._shortened, self._every = store, offices, folding, shortened, every

    @cached_property
    def documents(self) -> tuple[DocumentEntry, ...]:
        """All documents, by title."""
        found: dict[Iri, DocumentEntry] = {}
        for x, title, number, issued, place in self._store.query(_DOCUMENTS):
            year = getattr(issued, "year", None)
            found.setdefault(
                _iri(x), DocumentEntry(_iri(x), _key(_iri(x)), _text(title), _text(number) or None, year, _text(place) or None)
            )
        return tuple(sorted(found.values(), key=lambda d: (d.title, d.iri)))

    @cached_property
    def full_titles(self) -> tuple[FullTitle, ...]:
        """Place and title of every document, for titles that are cut short."""
        return tuple(FullTitle(d.iri, self._folding.fold(f"{d.place or ''}{d.title}")) for d in self.documents)

    @cached_property
    def territories(self) -> dict[str, tuple[Iri, ...]]:
        """The places of the documents, with and without the last character (新绛县, 新绛)."""
        out: dict[str, list[Iri]] = {}
        for document in self.documents:
            if document.place:
                short = document.place[:-1]
                for form in {document.place, short if len(short) > 1 else document.place}:
                    out.setdefault(form, []).append(document.iri)
        return {form: tuple(iris) for form, iris in out.items()}

    @cached_property
    def sections(self) -> tuple[SectionEntry, ...]:
        """All headings."""
        return tuple(SectionEntry(_iri(x), _iri(d), _text(label), _text(path)) for x, d, label, path in self._store.query(_SECTIONS))

    @cached_property
    def tasks(self) -> tuple[TaskEntry, ...]:
        """All tasks in reading order of their numbers."""
        return tuple(TaskEntry(_iri(x), _iri(d), int(_text(n)), _text(t), _text(b)) for x, d, n, t, b in self._store.query(_TASKS))

    @cached_property
    def task(self) -> dict[Iri, TaskEntry]:
        """Tasks by IRI."""
        return {t.iri: t for t in self.tasks}

    @cached_property
    def document_of(self) -> dict[Iri, Iri]:
        """The document that each task and each heading stands in."""
        return {t.iri: t.document for t in self.tasks} | {s.iri: s.document for s in self.sections}

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Everything documents share."""
        out: dict[Iri, Name] = {}
        for x, kind, label, full, place in self._store.query(_NAMES):
            territory = _text(place).split("/id/place/")[-1] if place else None
            out.setdefault(_iri(x), Name(_iri(x), f"zp:{local(_text(kind))}", _text(label), _text(full or label), territory))
        return tuple(out.values())

    @cached_property
    def name(self) -> dict[Iri, Name]:
        """Shared things by IRI."""
        return {n.iri: n for n in self.names}

    @cached_property
    def targets(self) -> tuple[TargetEntry, ...]:
        """All targets with their clauses."""
        out: dict[Iri, TargetEntry] = {}
        for x, d, owner, text, indicator, unit, day, code in self._store.query(_TARGETS):
            task = _iri(owner) if owner != d else None
            out[_iri(x)] = TargetEntry(_iri(x), _iri(d), task, _text(text), _text(indicator), _text(unit), _text(day or code) or None)
        return tuple(out.values())

    @cached_property
    def funding(self) -> tuple[TargetEntry, ...]:
        """All sums somebody pays, with what they are paid for."""
        rows = self._store.query(_FUNDING)
        return tuple(TargetEntry(_iri(x), _iri(d), _iri(o), _text(t), _text(t), _text(a), None) for x, d, o, t, a in rows)

    @cached_property
    def work_groups(self) -> frozenset[Iri]:
        """Groups that are in charge of a section."""
        return frozenset(_iri(x) for (x,) in self._store.query("SELECT DISTINCT ?x WHERE { ?s zp:workGroup ?x }"))

    @cached_property
    def busy(self) -> dict[Iri, int]:
        """How many tasks each unit has; one that only receives copies has none."""
        counted = self._store.query("SELECT ?x (COUNT(DISTINCT ?t) AS ?n) WHERE { ?x zp:takesPartIn ?t } GROUP BY ?x")
        return {_iri(x): int(str(n)) for x, n in counted}

    @cached_property
    def recurring(self) -> frozenset[Iri]:
        """Tasks with a duty that recurs or a time that is no date."""
        return frozenset(_iri(x) for (x,) in self._store.query("SELECT DISTINCT ?x WHERE { ?x a zp:Task ; zp:deadlineText ?code }"))

    @cached_property
    def lexicon(self) -> Lexicon:
        """Every name, title, heading and number the graph knows."""
        return Lexicon(self._entries(), self._folding)

    @cached_property
    def _joined(self) -> str:
        """All that is said, for a first look whether some words occur at all."""
        said = [f"{t.title}\n{t.text}" for t in self.tasks] + [s.label for s in self.sections] + [n.label for n in self.names]
        return self._folding.fold("\n".join([*said, *(t.text for t in self.targets)]))

    def occurs(self, words: str) -> bool:
        """Whether these characters stand anywhere in the graph's texts and names."""
        return self._folding.fold(words) in self._joined

    def printed(self, words: str, attribute: str) -> dict[Iri, str]:
        """The tasks that have these words in their title (`rdfs:label`) or text, each with the words as it prints them (5G for 5g)."""
        folded, starts, tasks = self._titles if attribute == "rdfs:label" else self._texts
        wanted, found = self._folding.fold(words), {}
        at = folded.find(wanted)
        while at >= 0 and wanted:
            place = bisect_right(starts, at) - 1
            task, offset = tasks[place], at - starts[place]
            found[task.iri] = (task.title if attribute == "rdfs:label" else task.text)[offset : offset + len(wanted)]
            at = folded.find(wanted, starts[place + 1]) if place + 1 < len(starts) else -1
        return found

    @cached_property
    def _titles(self) -> tuple[str, list[int], tuple[TaskEntry, ...]]:
        return self._end_to_end([t.title for t in self.tasks])

    @cached_property
    def _texts(self) -> tuple[str, list[int], tuple[TaskEntry, ...]]:
        return self._end_to_end([t.text for t in self.tasks])

    def _end_to_end(self, texts: list[str]) -> tuple[str, list[int], tuple[TaskEntry, ...]]:
        """The texts of all tasks as one folded string that is searched at once, and where each begins."""
        starts = list(accumulate((len(t) + 1 for t in texts[:-1]), initial=0)) if texts else []
        return self._folding.fold("\0".join(texts)), starts, self.tasks

    def _entries(self) -> Iterator[tuple[str, Thing]]:
        ranked: dict[tuple[str, Iri], tuple[int, Thing]] = {}
        for surface, rank, thing in self._surfaces():
            key = (surface, thing.iri or Iri(""))
            if len(surface) > 1 and (key not in ranked or ranked[key][0] > rank):
                ranked[key] = (rank, thing)
        best: defaultdict[tuple[str, bool], int] = defaultdict(lambda: 9)
        for (surface, _), (rank, thing) in ranked.items():
            spot = (surface, thing.kind in _UNITS)
            best[spot] = min(best[spot], rank)
        for (surface, _), (rank, thing) in ranked.items():
            if rank == best[surface, thing.kind in _UNITS]:  # a unit's own name beats the same word as another's short or former name
                yield surface, thing

    def _surfaces(self) -> Iterator[tuple[str, int, Thing]]:
        aliases: defaultdict[Iri, list[str]] = defaultdict(list)
        for x, alias in self._store.query(_ALIASES):
            aliases[_iri(x)].append(_text(alias))
        for x, number in self._store.query(_NUMBERS):
            aliases[_iri(x)].append(_text(number))
        read = {d.iri for d in self.documents}
        for name in self.names:
            if name.iri in read:
                continue
            for form in {name.label, name.full, *aliases[name.iri]}:
                yield form, 0, Thing(name.iri, name.kind, name.label)
                if name.kind in _UNITS:
                    for spoken in self._spoken(form):
                        yield spoken, 1, Thing(name.iri, name.kind, name.label, "alias")
            if name.kind == "zp:Unit":
                yield from self._unit_forms(name)
        for document in self.documents:
            for form in {document.title, *aliases[document.iri], *([document.number] if document.number else [])}:
                yield form, 0, Thing(document.iri, "zp:Document", document.title)
        for section in self.sections:
            yield section.label, 0, Thing(section.iri, "zp:Section", section.label)
        for task in self.tasks:
            yield task.title, 0, Thing(task.iri, "zp:Task", task.title)

    def _spoken(self, form: str) -> Iterator[str]:
        """How a long name is cut short in speech; a whole name or its end."""
        for long, shorts in self._shortened.items():
            for short in shorts:
                if form.endswith(long.removeprefix("^")) and (form == long[1:] or not long.startswith("^")):
                    yield form.removesuffix(long.removeprefix("^")) + short
        for every in self._every:
            if form.startswith(every):
                yield from (form.removesuffix(long) for long in self._shortened if form.endswith(long))

    def _unit_forms(self, name: Name) -> Iterator[tuple[str, int, Thing]]:
        """Full name, short, without place, one half of a joined body (its first), before the reforms, in English."""
        place = (name.place or "").split("/")[-1]
        lead = name.full.removeprefix(place)[:1]
        ends = {name.full[-1:], name.label[-1:]}
        for form in self._offices().variants(name.full, name.place):
            english = form.text.isascii()
            if form.kind == "part" and not english and not _first_half(form.text, lead, len(place)):
                continue
            # A bureau (局) is no commission (委): such a form counts only where nothing is called so itself.
            rank = _RANK[form.kind] + (0 if english or form.text[-1:] in ends else 3)
            how: How = "english" if form.kind == "english" else "alias"
            yield form.text, rank, Thing(name.iri, name.kind, name.label, how)


def _first_half(form: str, lead: str, place: int) -> bool:
    """县卫健局 stands for 县卫体局, whose first half it names; 县体育局 would be another body."""
    return any(form.startswith(lead, at) for at in {0, 1, place, max(place - 1, 0)})


_UNITS = ("zp:Unit", "zp:UnitGroup")


def _iri(cell: Cell) -> Iri:
    return Iri(str(cell))


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _key(iri: Iri) -> str:
    return iri.rsplit("/", 1)[-1]
