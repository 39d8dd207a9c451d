"""The verb: a question → an answer. Link, read, check, run, widen where that is allowed, and say what was done."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib import resources

from graph.dates import Dates
from graph.errors import BadQuestion, DefinitionError
from graph.facts import Iri
from graph.folding import Folding
from graph.offices import Offices, load_offices
from graph.ontology import Ontology
from graph.store import Store
from query.answer import Answer, Choice, Item
from query.interpret import Builder
from query.items import Items
from query.link import Linked, Linker, Phrase, Scope
from query.meaning import Count, Describe, Meaning, One, Set, Step, Top, Via, Whether, check, exchange, parts
from query.patterns import Chart, Parsed, Patterns, Skip
from query.phrase import phrase
from query.readings import CURRENT, Reading
from query.scope import OutOfScope, load_scope
from query.sparql import MEMBER, sparql
from query.suggest import Suggestion, suggestions
from query.telling import sentence
from query.widen import Widened, widened
from query.wording import Wording
from query.words import Words, load_words

__all__ = ["Asker", "load_patterns"]

_LONGEST = 1000
_SCOPE_COST = 0.3
_SECOND_CHANCE = 0.45


def load_patterns() -> Patterns:
    """The rows of `patterns.toml`."""
    return Patterns(tomllib.loads(resources.files("query").joinpath("patterns.toml").read_text("utf-8"))["pattern"])


@dataclass(frozen=True, slots=True)
class _Read:
    """A reading with the stretch it came from and the documents it is narrowed to."""

    reading: Reading
    parsed: Parsed
    scope: tuple[Scope, ...]
    linked: Linked


class Asker:
    """Answers questions over one store. Tell it with `refresh` that the store has changed.

    >>> from graph.ontology import load_ontology
    >>> from graph.store import EmbeddedStore
    >>> Asker(EmbeddedStore(None), load_ontology()).ask("有哪些任务", today=date(2022, 11, 1)).outcome
    'nothing'
    """

    def __init__(self, store: Store, ontology: Ontology, offices: Callable[[], Offices] | None = None) -> None:
        self._store, self._ontology = store, ontology
        self._folding = Folding()
        self._given_offices = offices
        self._wording = self._fresh()

    def refresh(self) -> None:
        """Forget what was known about the store's content."""
        self._wording = self._fresh()

    def ask(self, question: str, *, today: date, previous: str | None = None, documents: Sequence[str] | None = None) -> Answer:
        """The answer to a question. `previous` is the question before it, `documents` (ids) narrow it. Raises `BadQuestion`."""
        if not question.strip():
            raise BadQuestion("问题是空的", "没有收到文字", "请输入一个问题")
        if len(question) > _LONGEST:
            raise BadQuestion("问题太长", f"有 {len(question)} 个字，最多 {_LONGEST} 个", "请把问题写短一些")
        asking = _Asking(self, question.strip(), today, previous, tuple(documents or ()))
        return asking.answer()

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Names and questions that begin like this and have an answer."""
        return suggestions(self._wording, prefix, limit)

    @property
    def wording(self) -> Wording:
        """Names and texts of the store as it now stands."""
        return self._wording

    @property
    def store(self) -> Store:
        """The store that is asked."""
        return self._store

    @property
    def ontology(self) -> Ontology:
        """What may be said."""
        return self._ontology

    @property
    def folding(self) -> Folding:
        """One spelling for one character."""
        return self._folding

    @cached_property
    def words(self) -> Words:
        """The small words of questions."""
        return load_words(self._ontology)

    @cached_property
    def linker(self) -> Linker:
        """Finds names and words."""
        return Linker(self.words, lambda: self._dates, lambda: self._offices, self._folding)

    @cached_property
    def patterns(self) -> Patterns:
        """How people ask."""
        return load_patterns()

    @cached_property
    def out_of_scope(self) -> OutOfScope:
        """What no plan can tell."""
        return load_scope()

    @cached_property
    def _dates(self) -> Dates:
        return Dates.load()

    @cached_property
    def _offices(self) -> Offices:
        return self._given_offices() if self._given_offices else load_offices()

    def _fresh(self) -> Wording:
        return Wording(self._store, lambda: self._offices, self._folding, self.words.shortened)


class _Asking:
    """One question on its way to its answer."""

    def __init__(self, asker: Asker, question: str, today: date, previous: str | None, documents: tuple[str, ...]) -> None:
        self._asker, self._question, self._today, self._previous = asker, question, today, previous
        self._wording = asker.wording
        self._documents = tuple(d.iri for d in self._wording.documents if d.key in documents or d.iri in documents)
        self._limited = bool(documents)

    def answer(self) -> Answer:
        if not self._wording.documents:
            return self._say("nothing", note="图谱是空的：还没有读入任何文件。请先用 zhengpu ingest 读入计划。")
        if self._limited and not self._documents:
            return self._say("nothing", note="指定的文件不在图谱里。")
        linked = self._asker.linker.link(self._question, self._wording, self._today)
        names = [
            (i.start, i.end) for i in linked.items if i.symbols[-1] in ("Set", "stranger") and isinstance(i.value, One) and i.value.iris
        ]
        if reason := self._asker.out_of_scope.reason(linked.text, names):
            return self._say("out_of_scope", note=f"{reason}。", understood=_surfaces(linked.items, names))
        reads = self._readings(linked)
        if not reads or _groundless(reads[0]):
            return self._not_understood(linked)
        return self._best(reads)

    # ── reading ──

    def _readings(self, linked: Linked) -> list[_Read]:
        """Readings of the whole question, cheapest first: as it stands, and with documents and places as its scope."""
        reads = self._read(linked, ())
        if linked.scopes:
            reads += self._read(linked, linked.scopes)
        return sorted(reads, key=lambda r: r.parsed.cost)

    def _read(self, linked: Linked, scopes: tuple[Scope, ...]) -> list[_Read]:
        documents = self._in_scope(scopes)
        if scopes and not documents:
            return []
        a = self._asker
        builder = self._builder(scopes)
        chart = Chart(a.patterns, builder.call, builder.symbols_of)
        skips = linked.skips + tuple(Skip(s.start, s.end, s.label, _SCOPE_COST) for s in scopes)
        if scopes:
            after = {s.end for s in scopes}
            skips += tuple(
                Skip(i.start, i.end, i.surface, 0.05)
                for i in linked.items
                if i.start in after and i.symbols[0] in ("in", "de", "kind") and _scopish(i.surface, i.symbols)
            )
            skips += tuple(
                Skip(i.start, i.end, i.surface, 0.05) for i in linked.items if i.symbols[0] == "de" and any(s.end == i.start for s in skips)
            )
        out = []
        for parsed in chart.readings(linked.items, skips, len(linked.text)):
            if not isinstance(parsed.value, Reading):
                continue
            reading = builder.scoped(parsed.value)
            try:
                check(reading.meaning, a.ontology)
            except DefinitionError:
                continue
            out.append(_Read(reading, parsed, scopes, linked))
        return out

    def _in_scope(self, scopes: Iterable[Scope]) -> tuple[Iri, ...]:
        """Documents that every mention and the caller allow."""
        found = set(self._documents or (d.iri for d in self._wording.documents))
        for scope in scopes:
            found &= set(scope.documents)
        return tuple(sorted(found))

    # ── answering ──

    def _best(self, reads: list[_Read]) -> Answer:
        first = self._resolve(self._loosened(reads[0]))
        if isinstance(first, Answer):
            return first
        done = self._run(first)
        if done.outcome != "nothing":
            return done
        for other in reads[1:]:
            if other.parsed.cost > first.parsed.cost + _SECOND_CHANCE:
                break
            resolved = self._resolve(other)
            if (
                not isinstance(resolved, Answer)
                and (second := self._run(resolved)).outcome == "answered"
                and second.kind not in ("count", "yesno")
            ):
                return second
        if wider := self._widen(first):
            return wider
        return done

    def _loosened(self, read: _Read) -> _Read:
        """Words that stand nowhere as such may stand apart in one task."""
        meaning = read.reading.meaning
        unknown = {i.value.text for i in read.parsed.items if isinstance(i.value, Phrase) and not (i.value.known or i.value.quoted)}
        for part in list(parts(meaning)):
            apart = isinstance(part, One) and part.kind == "zp:Task" and not part.iris and part.label in unknown
            if apart and (found := self._builder(read.scope).by_words(part.label)):
                meaning = exchange(meaning, part, found)
        return replace(read, reading=replace(read.reading, meaning=meaning))

    def _builder(self, scopes: tuple[Scope, ...]) -> Builder:
        a, documents = self._asker, self._in_scope(scopes)
        label = "、".join(s.label for s in scopes) or CURRENT
        return Builder(self._wording, a.ontology, a.words, a.folding, self._today, documents if scopes or self._limited else (), label)

    def _resolve(self, read: _Read) -> _Read | Answer:
        """One thing for each name: by the documents in scope, by the units named; else the question is ambiguous."""
        meaning = read.reading.meaning
        documents = self._in_scope(read.scope)
        for part in list(parts(meaning)):
            if not isinstance(part, One) or len(part.iris) < 2:
                continue
            if part.kind == "zp:Document" and part.label == CURRENT:
                return self._which(read, part, [(i, self._title(i)) for i in part.iris])
            if part.kind == "zp:Unit":
                kept = self._units_within(part, documents) if len(documents) < len(self._wording.documents) else part.iris
                kept = self._called(part.label, kept)
                if len(kept) > 1:
                    return self._which(read, part, [(i, self._full(i)) for i in kept])
                meaning = exchange(meaning, part, replace(part, iris=kept))
            if part.kind == "zp:Task" and any(c.isdigit() or c in "第号" for c in part.label) and not self._titled(part):
                kept = self._tasks_within(part, meaning)
                plans = {self._wording.task[i].document for i in kept}
                if len(plans) > 1:
                    return self._which(read, part, [(i, f"{self._title(self._wording.task[i].document)}{part.label}") for i in kept])
                meaning = exchange(meaning, part, replace(part, iris=kept))
        return replace(read, reading=replace(read.reading, meaning=meaning))

    def _titled(self, part: One) -> bool:
        return any(self._asker.folding.fold(self._wording.task[i].title) == part.label for i in part.iris)

    def _called(self, label: str, units: tuple[Iri, ...]) -> tuple[Iri, ...]:
        """Those that are printed just so, if only one is."""
        fold = self._asker.folding.fold
        exact = tuple(i for i in units if fold(self._wording.name[i].full) == label)
        return exact if len(exact) == 1 else units

    def _units_within(self, part: One, documents: tuple[Iri, ...]) -> tuple[Iri, ...]:
        found = Via(Via(One("zp:Document", documents, ""), _INSIDE.turned, "zp:Task"), _ANY.turned, "zp:Unit")
        known = set(self._members(found))
        return tuple(i for i in part.iris if i in known) or part.iris

    def _tasks_within(self, part: One, meaning: Meaning) -> tuple[Iri, ...]:
        """第36条 of the plan that the units of the question take part in, if that is one plan."""
        units = [p for p in parts(meaning) if isinstance(p, One) and p.kind == "zp:Unit" and p.iris]
        kept = part.iris
        for unit in units:
            plans = set(self._members(Via(Via(unit, _ANY, "zp:Task"), _INSIDE, "zp:Document")))
            kept = tuple(i for i in kept if self._wording.task[i].document in plans) or kept
        return kept

    def _run(self, read: _Read) -> Answer:
        """The rows of a reading as an answer; `nothing` with proof where there are none."""
        meaning, kind = read.reading.meaning, read.reading.kind
        items = Items(self._store, self._wording, self._asker.ontology)
        text = sparql(meaning, phrase(meaning, self._asker.ontology))
        rows = self._store.query(text)
        base = self._with(read, text)
        match meaning:
            case Count(source, None):
                found = items.of(source, items.members(source))
                base = replace(base, count=int(str(rows.one or 0)), items=found)
                if base.count == 0 and self._strange(read):
                    return self._nothing(base, read)
            case Count(_, by) if by is not None:
                return self._table(base, meaning, [tuple(r) for r in rows], items)
            case Whether(source):
                found = items.of(source, items.members(source))
                base = replace(base, boolean=bool(found), items=found or self._against(source, items))
                if not base.boolean and self._strange(read):
                    return self._nothing(base, read)
            case Top():
                base = replace(
                    base, items=self._ranked(meaning, [(Iri(str(x)), int(str(n)) if str(n).isdigit() else 0) for x, n in rows], items)
                )
            case Describe(_, attributes):
                base = replace(base, items=tuple(items.described(meaning, [tuple(r) for r in rows], attributes)))
            case _:
                base = replace(base, items=items.of(meaning, [Iri(str(v)) for v in rows.column(MEMBER)]))
        if not base.items and kind not in ("count", "yesno"):
            return self._nothing(base, read)
        note = base.note
        if kind in ("count", "yesno") and (wide := widened(meaning)):
            note = self._wider_note(wide)
        base = replace(base, outcome="answered", kind=kind, note=note)
        return replace(base, answer=sentence(base, phrase(meaning, self._asker.ontology)))

    def _widen(self, read: _Read) -> Answer | None:
        """Only lists, only when the strict reading is empty, only as promised."""
        wide = widened(read.reading.meaning)
        if wide is not None and read.reading.kind in ("tasks", "units"):
            done = self._run(replace(read, reading=replace(read.reading, meaning=wide.meaning)))
            if done.outcome == "answered":
                return replace(done, relaxed=True, note=self._wider_note(wide), answer=f"{self._wider_note(wide)}{done.answer}")
        return self._other_year(read)

    def _other_year(self, read: _Read) -> Answer | None:
        """今年 that finds nothing, where the plans speak of one other year."""
        if not any(getattr(i.value, "relative", False) for i in read.parsed.items):
            return None
        years = {d.year for d in self._wording.documents if d.iri in self._in_scope(read.scope) and d.year}
        if len(years) != 1 or (year := years.pop()) == self._today.year or year is None:
            return None
        again = _Asking(
            self._asker, self._question, self._today.replace(year=year, day=min(self._today.day, 28)), None, tuple(self._documents)
        )
        done = again.answer()
        if done.outcome != "answered":
            return None
        note = f"按{self._today.year}年没有找到，计划是{year}年的，这里按{year}年回答。"
        return replace(done, relaxed=True, note=note, answer=f"{note}{done.answer}")

    def _wider_note(self, wide: Widened) -> str:
        members = self._members(wide.meaning)
        if wide.form == "shared":
            name = self._wording.name[wide.unit].label if wide.unit in self._wording.name else wide.label
            led = (
                sorted(self._wording.task[i].number for i in self._members(wide.led) if i in self._wording.task)
                if wide.led is not None
                else []
            )
            lead = f"其中第{'、'.join(map(str, led))}项由它牵头，" if led else ""
            return f"没有任务把{name}列为配合单位；它与其他单位共同承担{len(members)}项任务，{lead}一并列出。" if members else ""
        return f"没有写明牵头单位；列出的{len(members)}个是负责单位。" if members else ""

    def _against(self, source: Set, items: Items) -> tuple[Item, ...]:
        """For a “no”: the clause that says who it is instead."""
        tasks = [p for p in parts(source) if isinstance(p, One) and p.kind == "zp:Task" and p.iris]
        return items.of(Via(One("zp:Unit", (), ""), _ANY, "zp:Task"), tasks[0].iris) if tasks else ()

    def _ranked(self, meaning: Top, rows: list[tuple[Iri, int]], items: Items) -> tuple[Item, ...]:
        """Places `rank` to `rank + n - 1`, ties included."""
        values = [n for _, n in rows]
        if isinstance(meaning.by, str):
            texts = [str(v) for v in self._store.query(sparql(meaning)).column("n")]
            order = {t: -i for i, t in enumerate(dict.fromkeys(texts))}
            rows = [(iri, order[t]) for (iri, _), t in zip(rows, texts, strict=True)]
            values = [n for _, n in rows]
        if meaning.rank == 1:
            edge = values[: meaning.n][-1:] or [0]
            kept = [(i, n) for i, n in rows if (n >= edge[0] if meaning.most or isinstance(meaning.by, str) else n <= edge[0])]
        else:
            levels = list(dict.fromkeys(values))
            wanted = set(levels[meaning.rank - 1 : meaning.rank - 1 + meaning.n])
            kept = [(i, n) for i, n in rows if n in wanted]
        made = {item.iri: item for item in items.of(meaning, [i for i, _ in kept])}
        counts = {} if isinstance(meaning.by, str) else dict(kept)
        return tuple(replace(made[i], count=counts.get(i)) for i, _ in kept if i in made)

    def _table(self, base: Answer, meaning: Count, rows: list[tuple[object, ...]], items: Items) -> Answer:
        counts = {Iri(str(x)): int(str(n)) for x, n in rows}
        made = (
            items.of(
                Via(Via(meaning.source, meaning.by, meaning.by_kind or "zp:Unit"), meaning.by.turned, meaning.by_kind or "zp:Unit"), ()
            )
            if meaning.by and not counts
            else ()
        )
        kind = meaning.by_kind or "zp:Unit"
        made = items.of(Via(meaning.source, meaning.by, kind), list(counts)) if meaning.by else made
        label = self._asker.ontology.kind(kind).label
        cells = tuple(
            replace(i, count=counts[i.iri], cells=(i.label or "", str(counts[i.iri])))
            for i in sorted(made, key=lambda i: -counts[i.iri or Iri("")])
            if i.iri
        )
        base = replace(base, outcome="answered" if cells else "nothing", kind="table", items=cells, columns=(label, "任务数"))
        return replace(base, answer=sentence(base, phrase(meaning, self._asker.ontology)))

    # ── outcomes ──

    def _with(self, read: _Read, text: str) -> Answer:
        used = sorted({(i.start, i.end, i.surface) for i in read.parsed.items})
        said = phrase(read.reading.meaning, self._asker.ontology)
        return replace(
            self._say("nothing"),
            interpretation=f"您问的是：{said}",
            understood=tuple(dict.fromkeys([s for _, _, s in used] + [s.label for s in read.scope])),
            ignored=tuple(s.surface for s in read.parsed.skipped if s.surface.strip() and s.cost < _SCOPE_COST),
            rules=tuple(dict.fromkeys(read.parsed.rules)),
            sparql=text,
        )

    def _nothing(self, base: Answer, read: _Read) -> Answer:
        checked = self._checked(read.scope)
        strange = self._strange(read)
        what = phrase(read.reading.meaning, self._asker.ontology)
        reason = f"图谱里没有“{'”“'.join(strange)}”。" if strange else ""
        note = f"{reason}逐项检查{checked['tasks']}项任务，均未找到{what}。"
        return replace(
            base,
            outcome="nothing",
            kind=read.reading.kind,
            items=(),
            note=note,
            answer=note,
            checked=checked,
            suggestions=self._near(read.linked),
        )

    def _strange(self, read: _Read) -> tuple[str, ...]:
        """Names and words of the reading that the graph does not have."""
        out = []
        for part in parts(read.reading.meaning):
            if isinstance(part, One) and not part.iris and part.label:
                out.append(part.label)
        return tuple(dict.fromkeys(out))

    def _checked(self, scopes: Iterable[Scope]) -> dict[str, int]:
        documents = set(self._in_scope(scopes))
        return {"documents": len(documents), "tasks": sum(t.document in documents for t in self._wording.tasks)}

    def _not_understood(self, linked: Linked) -> Answer:
        known = [i for i in linked.items if isinstance(i.value, One) and i.value.iris]
        understood = _surfaces(linked.items, [(i.start, i.end) for i in known])
        if linked.strangers and not known:
            checked = self._checked(())
            note = f"图谱里没有“{linked.strangers[0]}”。逐项检查{checked['tasks']}项任务，均未提到它。"
            return self._say("nothing", note=note, answer=note, understood=understood, checked=checked, suggestions=self._near(linked))
        note = (
            "没有读懂这个问题。" + (f"读懂的部分：{'、'.join(understood)}。" if understood else "") + "请换一种说法，或从下面的问题开始。"
        )
        return self._say("not_understood", note=note, answer=note, understood=understood, suggestions=self._near(linked))

    def _which(self, read: _Read, part: One, choices: Sequence[tuple[Iri, str]]) -> Answer:
        label = next((i.surface for i in read.parsed.items if i.surface.lower() == part.label), part.label)
        shown = self._question[: len(self._question)]
        made = []
        for iri, name in choices[:12]:
            asked = f"{name}：{shown}" if part.label == CURRENT else shown.replace(label, name) if label in shown else f"{name} {shown}"
            made.append(Choice(iri, name, asked))
        listing = "、".join(c.label for c in made)
        what = "哪一份文件" if part.label == CURRENT else f"“{label}”是哪一个"
        note = f"请说明是{what}：{listing}。"
        return replace(self._with(read, ""), outcome="ambiguous", sparql=None, note=note, answer=note, choices=tuple(made))

    def _near(self, linked: Linked) -> tuple[str, ...]:
        """Questions with an answer about what was recognised."""
        units = [
            self._wording.name[i.value.iris[0]].label
            for i in linked.items
            if isinstance(i.value, One) and i.value.kind == "zp:Unit" and i.value.iris
        ]
        return tuple(s.text for s in suggestions(self._wording, units[0] if units else "", 3))

    def _say(self, outcome: str, note: str | None = None, answer: str = "", **more: object) -> Answer:
        key = hashlib.sha256(f"{self._question}|{self._today}|{self._previous}|{self._documents}".encode()).hexdigest()[:16]
        return Answer(key, self._question, outcome, note=note, answer=answer or note or "", **more)  # type: ignore[arg-type]

    def _members(self, found: Set) -> list[Iri]:
        return [Iri(str(v)) for v in self._store.query(sparql(found)).column(MEMBER)]

    @property
    def _store(self) -> Store:
        return self._asker.store

    def _title(self, document: Iri) -> str:
        return next(d.number or d.title for d in self._wording.documents if d.iri == document)

    def _full(self, unit: Iri) -> str:
        return self._wording.name[unit].full


_ANY = Step(("zp:takesPartIn",))
_INSIDE = Step(("zp:inDocument",))


def _groundless(read: _Read) -> bool:
    """Whether a reading stands on nothing but words that the graph does not know, not even in part."""
    items = read.parsed.items
    unknown = [i for i in items if isinstance(i.value, Phrase) and not i.value.known]
    solid = [i for i in items if i.symbols[0][:1].isupper() or i.symbols[0] in _SOLID or (isinstance(i.value, Phrase) and i.value.known)]
    empty = any(isinstance(p, One) and not p.iris for p in parts(read.reading.meaning))
    within = [
        k
        for k in read.linked.items
        if isinstance(k.value, Phrase) and k.value.known and any(u.start <= k.start and k.end <= u.end for u in unknown)
    ]
    return bool(unknown) and empty and not solid and not within


_SOLID = ("kind", "role", "rolenoun", "tasknumber", "period", "relation", "by", "who", "unitclass", "about", "related")


def _scopish(surface: str, symbols: tuple[str, ...]) -> bool:
    return symbols[0] in ("in", "de") or symbols == ("kind", "kind.Document")


def _surfaces(items: Iterable[object], spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    found = {(i.start, i.end): i.surface for i in items if (i.start, i.end) in spans}  # type: ignore[attr-defined]
    best = [s for s in found if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in found)]
    return tuple(found[s] for s in sorted(best))
