"""What the graph's things are called and what its texts say, looked up in the index as a question touches it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.graph.index.index import Index
from zhengpu.graph.index.index_part import Value
from zhengpu.graph.index.search import forms, headings, occurs, printed
from zhengpu.graph.index.surfaces import KeptForms
from zhengpu.graph.lexicon import Lexicon
from zhengpu.graph.names import expand
from zhengpu.graph.places import load_places
from zhengpu.query.words.cut_names import Abbreviations
from zhengpu.query.words.designations import DocumentBag
from zhengpu.query.words.nearest import ClauseIndex, ClauseText
from zhengpu.query.words.speech import load_speech
from zhengpu.query.words.unit_places import UnitPlaces

__all__ = ["DocumentEntry", "Entries", "KnownNames", "SectionEntry", "SharedName", "TargetEntry", "TaskEntry"]

_Entry = TypeVar("_Entry")
_MOST_UNITS = 20000
_MOST_CLAUSES, _MOST_SCOPES, _MOST_BAGS = 20000, 8, 300
_NEARLY_ALL = 0.8
_AROUND = 4
_ENOUGH_TASKS, _MOST_KEPT, _FEW_PLANS = 20, 5000, 20
_HEAD = re.compile(r"(.{2,12}?)(?:——|--|—|：|:)")
_SENTENCE = re.compile("[。；]")


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
class SharedName:
    """A shared thing: unit, group, policy, programme, project, place."""

    iri: Iri
    kind: str
    label: str
    full: str
    place: str | None


class Entries(Mapping[Iri, _Entry], Generic[_Entry]):
    """Entries by IRI; each is looked up once, `several` together."""

    def __init__(self, rows: Callable[[Sequence[Iri] | None], Iterable[tuple[Iri, _Entry]]]) -> None:
        self._rows = rows
        self._known: dict[Iri, _Entry | None] = {}

    def several(self, iris: Iterable[Iri]) -> dict[Iri, _Entry]:
        """The entries of those that are there, in the order given."""
        wanted = list(dict.fromkeys(iris))
        if missing := [iri for iri in wanted if iri not in self._known]:
            self._known.update(dict.fromkeys(missing))
            self._known.update(self._rows(missing))
        return {iri: entry for iri in wanted if (entry := self._known[iri]) is not None}

    def __getitem__(self, iri: Iri) -> _Entry:
        return self.several([iri])[iri]

    def __iter__(self) -> Iterator[Iri]:
        return (iri for iri, _ in self._rows(None))

    def __len__(self) -> int:
        return sum(1 for _ in self)


_DOCUMENT = """SELECT own.iri, key, title, number, year, name.label FROM document JOIN thing AS own ON own.id = document.id
    LEFT JOIN name ON name.id = document.place {} ORDER BY title, own.iri"""
_SECTION = """SELECT own.iri, paper.iri, label, path FROM section JOIN thing AS own ON own.id = section.id
    JOIN thing AS paper ON paper.id = document {} ORDER BY paper.iri, position, path"""
_TASK = """SELECT own.iri, paper.iri, number, title, text FROM task JOIN thing AS own ON own.id = task.id
    JOIN thing AS paper ON paper.id = document {} ORDER BY paper.iri, number"""
_NAME = "SELECT own.iri, kind, label, full, place FROM name JOIN thing AS own ON own.id = name.id {}"
_TARGET = """SELECT own.iri, paper.iri, job.iri, text, indicator, unit, date FROM target JOIN thing AS own ON own.id = target.id
    JOIN thing AS paper ON paper.id = document LEFT JOIN thing AS job ON job.id = task WHERE money = {} {} ORDER BY own.iri"""
_THESE = "own.iri IN (SELECT value FROM json_each(?))"
_INSIDE = "paper.iri IN (SELECT value FROM json_each(?))"


class KnownNames:
    """One state of the index, read as far as questions ask."""

    def __init__(self, index: Index, folding: Folding) -> None:
        self._index, self._folding = index, folding
        self.state = index.state
        self.lexicon = Lexicon.over(KeptForms(index), folding)
        """Every name, title, heading and number the graph knows."""
        self.document: Entries[DocumentEntry] = Entries(lambda iris: ((d.iri, d) for d in self._documents(iris)))
        self.section: Entries[SectionEntry] = Entries(lambda iris: ((s.iri, s) for s in self._sections(*_among(iris))))
        self.task: Entries[TaskEntry] = Entries(lambda iris: ((t.iri, t) for t in self._tasks(*_among(iris))))
        self.name: Entries[SharedName] = Entries(self._names)
        """Shared things."""
        self._clauses_kept: dict[tuple[int, tuple[Iri, ...]], tuple[TargetEntry, ...]] = {}
        self._nearby: dict[tuple[Iri, ...], ClauseIndex] = {}
        self._alone: dict[str, bool] = {}
        self._folded: dict[Iri, tuple[ClauseText, ClauseText]] = {}

    # ── documents ──

    @cached_property
    def count(self) -> int:
        """How many documents there are."""
        return int(str(self._index.rows("SELECT COUNT(*) FROM document")[0][0]))

    @cached_property
    def documents(self) -> tuple[DocumentEntry, ...]:
        """All documents, by title."""
        return tuple(self._documents(None))

    @cached_property
    def every(self) -> tuple[Iri, ...]:
        """All documents, by title."""
        rows = self._index.rows("SELECT iri FROM document JOIN thing ON thing.id = document.id ORDER BY title, iri")
        return tuple(Iri(str(iri)) for (iri,) in rows)

    def chosen(self, ids: Iterable[str]) -> tuple[Iri, ...]:
        """The documents with these ids or IRIs."""
        wanted = json.dumps(list(ids))
        sql = """SELECT iri FROM document JOIN thing ON thing.id = document.id
            WHERE key IN (SELECT value FROM json_each(?1)) OR iri IN (SELECT value FROM json_each(?1)) ORDER BY title, iri"""
        return tuple(Iri(str(iri)) for (iri,) in self._index.rows(sql, wanted))

    @cached_property
    def _bags(self) -> tuple[DocumentBag, ...]:
        sql = """SELECT own.iri, title, number, year, name.label, group_concat(issuer.label, ' '),
                (SELECT COUNT(*) FROM task WHERE task.document = document.id)
            FROM document JOIN thing AS own ON own.id = document.id LEFT JOIN name ON name.id = document.place
            LEFT JOIN link ON link.relation = (SELECT id FROM thing WHERE iri = ?) AND link.subject = document.id
            LEFT JOIN name AS issuer ON issuer.id = link.object GROUP BY document.id ORDER BY title, own.iri"""
        places, fold = load_places(), self._folding.fold
        out = []
        for iri, title, number, year, place, issuer, size in self._index.rows(sql, expand("dct:publisher")):
            chain = places.chain(str(place)) if place else () if number or issuer else self._told_by_places(Iri(str(iri)))
            place = place or (chain[-1] if chain else None)
            own = {fold(form) for form in places.forms(chain[-1] if chain else str(place))} if place else set()
            above = {fold(form) for each in chain[:-1] for form in places.forms(each)}
            found = places.one(chain[-1], chain[:-1]) if chain else None
            level = found.level if found is not None else "国" if not place and (number or issuer) else None
            out.append(
                DocumentBag(
                    Iri(str(iri)), fold(_text(title)), frozenset(own), frozenset(above), fold(_text(issuer)), level,
                    fold(_text(number)), None if year is None else int(str(year)), int(str(size)),
                )
            )  # fmt: skip
        return tuple(out)

    def _told_by_places(self, document: Iri) -> tuple[str, ...]:
        """The place in which nearly all places lie that a paper without a head names; nothing where there are too few."""
        sql = """SELECT DISTINCT name.label FROM link JOIN task ON task.id = link.subject JOIN name ON name.id = link.object
            WHERE link.relation = (SELECT id FROM thing WHERE iri = ?) AND task.document = (SELECT id FROM thing WHERE iri = ?)"""
        places = load_places()
        named = [places.leading(str(label)) for (label,) in self._index.rows(sql, expand("zp:place"), document)]
        chains = [chain for name in named if name and (chain := places.chain(name))]
        common: tuple[str, ...] = ()
        for depth in range(max(map(len, chains), default=0)):
            most, n = Counter(chain[: depth + 1] for chain in chains if len(chain) > depth).most_common(1)[0]
            if n < 2 or n < _NEARLY_ALL * len(chains):
                break
            common = most
        return common

    def bags(self, text: str) -> tuple[DocumentBag, ...]:
        """What the documents may be called by; of very many those that share characters with a folded text or lie in a place it names."""
        if self.count <= _MOST_BAGS:
            return self._bags
        pairs = json.dumps(sorted({text[at : at + 2] for at in range(len(text) - 1)}))
        sql = """SELECT iri FROM (SELECT document, 1 AS n FROM title_pair WHERE pair IN (SELECT value FROM json_each(?1))
                UNION ALL SELECT document.id, 2 FROM territory JOIN document ON document.place = territory.place
                WHERE form IN (SELECT value FROM json_each(?2))) AS near JOIN thing ON thing.id = near.document
            GROUP BY near.document ORDER BY SUM(n) DESC LIMIT ?3"""
        near = {iri for (iri,) in self._index.rows(sql, pairs, json.dumps(_pieces(text)), _MOST_BAGS)}
        return tuple(bag for bag in self._bags if bag.iri in near)

    def territories(self, text: str) -> Iterator[tuple[int, int, tuple[Iri, ...]]]:
        """Where a folded text names places of documents, with and without the last character (新绛县, 新绛), and those documents."""
        sql = """SELECT form, iri FROM territory JOIN document ON document.place = territory.place
            JOIN thing ON thing.id = document.id WHERE form IN (SELECT value FROM json_each(?)) ORDER BY title, iri"""
        found: dict[str, list[Iri]] = {}
        for form, iri in self._index.rows(sql, json.dumps(_pieces(text))):
            found.setdefault(str(form), []).append(Iri(str(iri)))
        for form, documents in found.items():
            at = text.find(form)
            while at >= 0:
                yield at, at + len(form), tuple(documents)
                at = text.find(form, at + len(form))

    # ── what stands in documents; in all of them where none are given ──

    @cached_property
    def tasks(self) -> tuple[TaskEntry, ...]:
        """All tasks in reading order of their numbers; for many plans this is long."""
        return tuple(self._tasks("", ()))

    def inside(self, documents: Sequence[Iri]) -> tuple[TaskEntry, ...]:
        """The tasks of these documents."""
        return tuple(self._tasks(*_within(documents))) if documents else self.tasks

    def numbered(self, numbers: Iterable[int], documents: Sequence[Iri]) -> tuple[Iri, ...]:
        """The tasks that are printed with these numbers."""
        inside = "AND document IN (SELECT id FROM thing WHERE iri IN (SELECT value FROM json_each(?)))" if documents else ""
        sql = f"""SELECT iri FROM task JOIN thing ON thing.id = task.id
            WHERE number IN (SELECT value FROM json_each(?)) {inside} ORDER BY task.id"""
        values = (json.dumps(list(numbers)), *([json.dumps(list(documents))] if documents else []))
        return tuple(Iri(str(iri)) for (iri,) in self._index.rows(sql, *values))

    def size(self, documents: Sequence[Iri]) -> int:
        """How many tasks they have."""
        where, values = _within(documents)
        sql = f"SELECT COUNT(*) FROM task JOIN thing AS paper ON paper.id = document {where}"
        return int(str(self._index.rows(sql, *values)[0][0]))

    def recurring(self, documents: Sequence[Iri]) -> tuple[TaskEntry, ...]:
        """Tasks with a duty that recurs or a time that is no date."""
        where, values = _within(documents)
        return tuple(self._tasks(f"{where} AND recurring" if where else "WHERE recurring", values))

    def headed(self, words: str, documents: Sequence[Iri]) -> tuple[SectionEntry, ...]:
        """The headings that have these folded words in them."""
        found = headings(self._index, words, documents)
        return tuple(sorted(self.section.several(found).values(), key=lambda section: (section.document, section.path)))

    def parts(self, documents: Sequence[Iri] = ()) -> tuple[SectionEntry, ...]:
        """The headings that stand below no other."""
        where, values = _within(documents)
        return tuple(self._sections(f"{where} {'AND' if where else 'WHERE'} instr(path, '/') = 0", values))

    def outline(self, documents: Sequence[Iri]) -> tuple[SectionEntry, ...]:
        """All their headings in reading order."""
        return tuple(self._sections(*_within(documents)))

    def contents(self, iris: Sequence[Iri], documents: Sequence[Iri]) -> tuple[Iri, ...]:
        """Those of these tasks and headings that stand in one of these documents."""
        sql = """SELECT own.iri FROM {0} JOIN thing AS own ON own.id = {0}.id JOIN thing AS paper ON paper.id = document WHERE {1}"""
        few = len(documents) < len(iris)
        where = _INSIDE if few else f"{_THESE} AND {_INSIDE}"
        values = (json.dumps(list(documents)),) if few else (json.dumps(list(iris)), json.dumps(list(documents)))
        found = {iri for table in ("task", "section") for (iri,) in self._index.rows(sql.format(table, where), *values)}
        return tuple(iri for iri in iris if iri in found)

    def targets(self, documents: Sequence[Iri]) -> tuple[TargetEntry, ...]:
        """Targets with their clauses."""
        return self._clauses(0, documents)

    def funding(self, documents: Sequence[Iri]) -> tuple[TargetEntry, ...]:
        """Sums somebody pays, with what they are paid for."""
        return self._clauses(1, documents)

    def nearby(self, words: str, documents: Sequence[Iri]) -> frozenset[Iri]:
        """The targets and sums of these documents that may be near to some folded words."""
        key = tuple(documents)
        if key not in self._nearby:
            _make_room(self._nearby)
            clauses = (*self.targets(key), *self.funding(key))
            self._nearby[key] = ClauseIndex({entry.iri: self.clause_texts(entry) for entry in clauses})
        return self._nearby[key].nearby(words)

    def clause_texts(self, entry: TargetEntry) -> tuple[ClauseText, ClauseText]:
        """A clause, and the clause behind its indicator, each with the task's title and the sentence around it."""
        if entry.iri not in self._folded:
            if len(self._folded) >= _MOST_CLAUSES:
                self._folded.clear()
            task = self.task.get(entry.task) if entry.task else None
            around = "" if task is None else task.title + "".join(s for s in _SENTENCE.split(task.text) if entry.text in s)
            texts = (entry.text, entry.indicator + entry.text)
            self._folded[entry.iri] = tuple(ClauseText.of(text, around, self._folding) for text in texts)  # type: ignore[assignment]
        return self._folded[entry.iri]

    def owners(self, clauses: Iterable[Iri]) -> dict[Iri, TaskEntry]:
        """The tasks that these targets or sums belong to."""
        sql = """SELECT own.iri, job.iri FROM thing AS own JOIN target ON target.id = own.id JOIN thing AS job ON job.id = task
            WHERE own.iri IN (SELECT value FROM json_each(?))"""
        rows = {Iri(str(own)): Iri(str(job)) for own, job in self._index.rows(sql, json.dumps(list(clauses)))}
        tasks = self.task.several(rows.values())
        return {own: tasks[job] for own, job in rows.items() if job in tasks}

    @cached_property
    def work_groups(self) -> frozenset[Iri]:
        """Groups that are in charge of a section."""
        return frozenset(
            Iri(str(iri)) for (iri,) in self._index.rows("SELECT DISTINCT iri FROM work_group JOIN thing ON thing.id = work_group.id")
        )

    # ── names ──

    def policies(self, words: str) -> tuple[Iri, ...]:
        """The policies that have these folded words in their names."""
        rows = self._index.rows("SELECT iri, full FROM name JOIN thing ON thing.id = name.id WHERE kind = 'zp:Policy'")
        return tuple(Iri(str(iri)) for iri, full in rows if words in self._folding.fold(str(full)))

    def busiest(self, words: str, limit: int) -> tuple[str, ...]:
        """Labels of units with these words, that begin with them first, then by their tasks; one that only receives copies has none."""
        sql = """SELECT label FROM name WHERE kind = 'zp:Unit' AND tasks > 0 AND instr(label, ?1) GROUP BY label
            ORDER BY instr(label, ?1) > 1, MAX(tasks) DESC, label LIMIT ?2"""
        return tuple(str(label) for (label,) in self._index.rows(sql, words, limit))

    @cached_property
    def unit_names(self) -> tuple[str, ...]:
        """What units with tasks are called, as printed and in full; for a country's units nobody looks through them all."""
        rows = self._index.rows("SELECT label, full FROM name WHERE kind = 'zp:Unit' AND tasks > 0 LIMIT ?", _MOST_UNITS)
        return tuple(dict.fromkeys(str(name) for row in rows for name in row if name))

    @cached_property
    def abbreviations(self) -> Abbreviations:
        """Units by what people make of their names; for a country's units nobody looks through them all."""
        names = dict.fromkeys((iri, name) for iri, *both in self._busy_units for name in both if name)
        return Abbreviations(names, load_places().leading)

    @cached_property
    def unit_places(self) -> UnitPlaces:
        """Units by the places with which their printed names begin."""
        return UnitPlaces(((iri, label) for iri, label, _ in self._busy_units), load_places().leading)

    @cached_property
    def _busy_units(self) -> tuple[tuple[Iri, str, str], ...]:
        """Units and names for several that take part in something: printed and full, folded."""
        sql = """SELECT iri, label, full FROM name JOIN thing ON thing.id = name.id
            WHERE kind IN ('zp:Unit', 'zp:UnitGroup') AND tasks > 0 LIMIT ?"""
        fold = self._folding.fold
        return tuple((Iri(str(iri)), fold(_text(label)), fold(_text(full))) for iri, label, full in self._index.rows(sql, _MOST_UNITS))

    def titles(self, words: str, limit: int) -> tuple[str, ...]:
        """Titles of tasks with these words."""
        sql = "SELECT DISTINCT title FROM task WHERE instr(title, ?) ORDER BY document, number LIMIT ?"
        return tuple(str(title) for (title,) in self._index.rows(sql, words, limit))

    def headings(self, words: str, limit: int) -> tuple[str, ...]:
        """Headings with these words."""
        return tuple(
            str(label) for (label,) in self._index.rows("SELECT DISTINCT label FROM section WHERE instr(label, ?) LIMIT ?", words, limit)
        )

    # ── words in texts ──

    def occurs(self, words: str) -> bool:
        """Whether these characters stand anywhere in the graph's texts and names."""
        return occurs(self._index, self._folding.fold(words))

    def stands_alone(self, words: str) -> bool:
        """Whether texts go on in more than one way behind these characters (引领区, not 新增规 of 新增规模), or end there."""
        folded = self._folding.fold(words)
        if folded in self._alone:
            return self._alone[folded]
        following: set[str] = set()
        for task in self.task.several(list(self.printed(folded, "zp:text"))[:_ENOUGH_TASKS]).values():
            text = self._folding.fold(task.text)
            at = text.find(folded)
            while at >= 0:
                rest = text[at + len(folded) : at + len(folded) + _AROUND]
                cut = load_speech().cut(folded + rest)
                borders = any(w.end == len(folded) for w in cut) and any(len(w.surface) > 1 and w.start < len(folded) for w in cut)
                following |= {rest[:1], ""} if borders else {rest[:1]}
                at = text.find(folded, at + 1)
        if len(self._alone) > _MOST_KEPT:
            self._alone.clear()
        self._alone[folded] = len(following) > 1 or any(not c.isalpha() for c in following)
        return self._alone[folded]

    def elsewhere(self, place: str, units: Sequence[Iri]) -> bool:
        """Whether texts print a place otherwise than at the beginning of the names of these units."""
        rests = tuple(self._folding.fold(n.label).removeprefix(place) for n in self.name.several(units).values())
        for task in self.task.several(list(self.printed(place, "zp:text"))[:_ENOUGH_TASKS]).values():
            pieces = self._folding.fold(task.text).split(place)
            if any(not piece.startswith(rests) for piece in pieces[1:]):
                return True
        return False

    @cached_property
    def title_heads(self) -> Mapping[str, tuple[Iri, ...]]:
        """What the titles of tasks begin with before a dash (老厂街——打造…), folded; of very many plans nobody calls them so."""
        out: dict[str, tuple[Iri, ...]] = {}
        for task in self.tasks if self.count <= _FEW_PLANS else ():
            if (head := _HEAD.match(self._folding.fold(task.title))) is not None:
                out[head[1]] = (*out.get(head[1], ()), task.iri)
        return out

    def titled(self, words: str) -> bool:
        """Whether these characters stand in the title of a document."""
        folded = self._folding.fold(words)
        pair = folded[:2]
        rows = self._index.rows("SELECT 1 FROM title_pair WHERE pair = ? LIMIT 1", pair)
        return len(folded) > 1 and bool(rows) and any(folded in self._folding.fold(d.title) for d in self.documents)

    def printed(self, words: str, attribute: str, documents: Sequence[Iri] = ()) -> dict[Iri, str]:
        """The tasks that have these words in their title (`rdfs:label`) or text, each with the words as it prints them (5G for 5g)."""
        return printed(self._index, self._folding.fold(words), attribute, documents)

    def forms(self, words: str, attribute: str, documents: Sequence[Iri] = ()) -> tuple[str, ...]:
        """The ways in which titles or texts of tasks print these words."""
        return forms(self._index, self._folding.fold(words), attribute, documents)

    # ── inside ──

    def _documents(self, iris: Sequence[Iri] | None) -> Iterator[DocumentEntry]:
        where, values = _among(iris)
        for iri, key, title, number, year, place in self._index.rows(_DOCUMENT.format(where), *values):
            when = None if year is None else int(str(year))
            yield DocumentEntry(Iri(str(iri)), str(key), _text(title), _text(number) or None, when, _text(place) or None)

    def _sections(self, where: str, values: Sequence[Value]) -> Iterator[SectionEntry]:
        for iri, document, label, path in self._index.rows(_SECTION.format(where), *values):
            yield SectionEntry(Iri(str(iri)), Iri(str(document)), _text(label), _text(path))

    def _tasks(self, where: str, values: Sequence[Value]) -> Iterator[TaskEntry]:
        for iri, document, number, title, text in self._index.rows(_TASK.format(where), *values):
            yield TaskEntry(Iri(str(iri)), Iri(str(document)), int(str(number)), _text(title), _text(text))

    def _names(self, iris: Sequence[Iri] | None) -> Iterator[tuple[Iri, SharedName]]:
        where, values = _among(iris)
        for iri, kind, label, full, place in self._index.rows(_NAME.format(where), *values):
            yield Iri(str(iri)), SharedName(Iri(str(iri)), str(kind), _text(label), _text(full), _text(place) or None)

    def _clauses(self, money: int, documents: Sequence[Iri]) -> tuple[TargetEntry, ...]:
        """Looked up once for the documents that were asked last."""
        key = (money, tuple(documents))
        if key not in self._clauses_kept:
            _make_room(self._clauses_kept)
            self._clauses_kept[key] = tuple(self._clause_rows(money, documents))
        return self._clauses_kept[key]

    def _clause_rows(self, money: int, documents: Sequence[Iri]) -> Iterator[TargetEntry]:
        where, values = (f"AND {_INSIDE}", (json.dumps(list(documents)),)) if documents else ("", ())
        rows = self._index.rows(_TARGET.format(money, where), *values)
        for x, d, t, s, i, u, day in rows:
            yield TargetEntry(Iri(str(x)), Iri(str(d)), Iri(str(t)) if t else None, _text(s), _text(i), _text(u), _text(day) or None)


def _make_room(kept: dict[Any, Any]) -> None:
    """What was kept longest goes."""
    while len(kept) >= _MOST_SCOPES:
        kept.pop(next(iter(kept)))


def _among(iris: Sequence[Iri] | None) -> tuple[str, tuple[Value, ...]]:
    return ("", ()) if iris is None else (f"WHERE {_THESE}", (json.dumps(list(iris)),))


def _within(documents: Sequence[Iri]) -> tuple[str, tuple[Value, ...]]:
    return (f"WHERE {_INSIDE}", (json.dumps(list(documents)),)) if documents else ("", ())


_LONGEST_PLACE = 20


def _pieces(text: str) -> list[str]:
    """Everything in a text that may be a place."""
    return sorted({text[at:end] for at in range(len(text)) for end in range(at + 2, min(len(text), at + _LONGEST_PLACE) + 1)})


def _text(cell: Value) -> str:
    return "" if cell is None else str(cell)
