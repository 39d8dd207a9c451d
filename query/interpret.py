"""The functions that `patterns.toml` calls: from recognised items to meanings. None: this reading does not fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

from graph.facts import Iri
from graph.folding import Folding
from graph.ontology import Ontology
from query.answer import Kind
from query.link import Period, Phrase, TaskNumbers
from query.meaning import (
    Both,
    Count,
    Describe,
    Either,
    Having,
    Minus,
    Of,
    One,
    Operator,
    Partners,
    Set,
    Step,
    Top,
    Via,
    Where,
    Whether,
    kind_of,
)
from query.nearest import nearness
from query.readings import CURRENT, Asked, KindWord, Mod, Place, Reading, Several, Text
from query.routes import Routes
from query.wording import TargetEntry, TaskEntry, Wording
from query.words import Words

__all__ = ["Builder"]

_TASK, _UNIT, _DOCUMENT, _SECTION, _TARGET = "zp:Task", "zp:Unit", "zp:Document", "zp:Section", "zp:Target"
_KINDS: dict[str, Kind] = {
    _TASK: "tasks",
    _UNIT: "units",
    "zp:UnitGroup": "units",
    "zp:Payer": "units",
    _DOCUMENT: "documents",
    "zp:Policy": "documents",
    _SECTION: "sections",
    _TARGET: "targets",
    "zp:Funding": "funding",
    "zp:Project": "projects",
    "zp:Programme": "programmes",
    "zp:Place": "places",
}
_ANY_VALUE = "schema:value|schema:minValue|schema:maxValue"
_SET = Of | One | Via | Both | Either | Minus | Where | Having | Partners


class Builder:
    """Makes meanings for one question over one state of the graph. `documents` narrows everything to some documents."""

    def __init__(
        self,
        wording: Wording,
        ontology: Ontology,
        words: Words,
        folding: Folding,
        documents: tuple[Iri, ...] = (),
        label: str = CURRENT,
    ) -> None:
        self._wording, self._ontology, self._words, self._folding = wording, ontology, words, folding
        self._documents, self._label = documents, label
        self._routes = Routes(ontology)
        self._made: dict[tuple[str, tuple[Any, ...]], Any] = {}

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        """A function of a meaning, by its name in the file; the same call is made once."""
        key = (name, tuple(arguments))
        if key not in self._made:
            self._made[key] = getattr(self, f"f_{name}")(*arguments)
        return self._made[key]

    def symbols_of(self, value: Any) -> tuple[str, ...]:
        """The symbols a set may stand as in a form."""
        if isinstance(value, Reading):
            return ("Question",)
        return (kind_of(value).partition(":")[2], "Set") if isinstance(value, _SET) else ()

    # ── what is asked for ──

    def f_same(self, value: Any) -> Any:
        return value

    def f_kind(self, kind: str) -> KindWord:
        return KindWord(kind)

    def f_kinds(self, a: KindWord, b: KindWord) -> KindWord | None:
        return replace(a, others=(*a.others, b.kind)) if a.kind != b.kind else a

    def f_numbers(self) -> KindWord:
        return KindWord(_TARGET, numbers=True)

    def f_unit_class(self, ends: tuple[str, ...]) -> KindWord:
        return KindWord(_UNIT, ends)

    def f_unit_level(self, starts: tuple[str, ...]) -> KindWord:
        return KindWord(_UNIT, starts=starts)

    def f_asked(self, kind: KindWord, number: Any = None) -> Asked:
        return Asked(kind, number=number if isinstance(number, int) else None)

    def f_asked_count(self, kind: KindWord) -> Asked:
        return Asked(kind, "count")

    def f_asked_units(self) -> Asked:
        return Asked(KindWord(_UNIT))

    def f_asked_places(self) -> Asked:
        return Asked(KindWord("zp:Place"))

    def f_asked_any(self) -> Asked:
        return Asked(None)

    def f_asked_number(self) -> Asked:
        return Asked(None, "count")

    # ── units ──

    def f_units(self, unit: Set) -> Several | None:
        """A group in charge of a section is no unit of the tasks."""
        return None if isinstance(unit, One) and unit.iris and set(unit.iris) <= self._wording.work_groups else Several((unit,))

    def f_units_and(self, several: Several, unit: Set) -> Several | None:
        return None if several.either else Several((*several.sets, unit))

    def f_units_or(self, several: Several, unit: Set) -> Several | None:
        return Several((*several.sets, unit), True) if several.either or len(several.sets) == 1 else None

    def f_who(self, tasks: Set, step: Step) -> Set:
        return Via(tasks, step.turned, _UNIT)

    def f_who_any(self, tasks: Set) -> Set:
        return self.f_who(tasks, self._routes.any_role)

    def f_partners(self, unit: Set, kind: KindWord | None = None) -> Set | None:
        if kind is not None and kind.kind != _UNIT:
            return None
        return self._narrowed(Partners(unit, self._routes.any_role, self._scope_tasks()), kind)

    def f_ask_partners(self, unit: Set, asked: Asked) -> Reading | None:
        if asked.kind is not None and asked.kind.kind != _UNIT:
            return None
        found = self.f_partners(unit, asked.kind)
        return self.f_ask(found, replace(asked, kind=None)) if found is not None else None

    def f_doers(self, kind: KindWord, step: Step) -> Set | None:
        return self._narrowed(self._scoped_units(step), kind) if kind.kind == _UNIT else None

    def f_doers_any(self, step: Step) -> Set:
        return self._scoped_units(step)

    def f_busy(self, kind: KindWord, step: Step | None, operator: Operator, number: Any) -> Set | None:
        hop = self._to_tasks(kind.kind, step)
        if hop is None or not isinstance(number, int):
            return None
        return self._narrowed(Having(self._routes.everything(kind.kind), hop, operator, number, self._scope_tasks() or Of(_TASK)), kind)

    def f_ask_busy(self, asked: Asked, step: Step | None, operator: Operator, number: Any) -> Reading | None:
        if asked.kind is None or asked.kind.kind == _TASK:
            return None
        found = self.f_busy(asked.kind, step, operator, number)
        return self.f_ask(found, replace(asked, kind=None)) if found is not None else None

    def f_idle(self, kind: KindWord, step: Step) -> Set | None:
        if kind.kind != _UNIT:
            return None
        everybody = self._scoped_units(self._routes.any_role)
        return self._narrowed(Minus(everybody, self._scoped_units(step)), kind)

    def f_ask_idle(self, asked: Asked, step: Step) -> Reading | None:
        found = self.f_idle(asked.kind, step) if asked.kind is not None else None
        return self.f_ask(found, replace(asked, kind=None)) if found is not None else None

    def f_one_not_other(self, kind: KindWord, step: Step, other: Step) -> Set | None:
        if kind.kind != _UNIT or step == other:
            return None
        return self._narrowed(Minus(self._scoped_units(step), self._scoped_units(other)), kind)

    def f_ask_one_not_other(self, asked: Asked, step: Step, other: Step) -> Reading | None:
        found = self.f_one_not_other(asked.kind, step, other) if asked.kind is not None else None
        return self.f_ask(found, replace(asked, kind=None)) if found is not None else None

    # ── tasks by what they are about ──

    def f_numbered(self, numbers: TaskNumbers) -> Set:
        found = tuple(t.iri for t in self._tasks() if t.number in numbers.numbers)
        return One(_TASK, found, numbers.printed)

    def f_topic_tasks(self, tasks: Set) -> Set:
        return tasks

    def f_topic(self, phrase: Phrase) -> Set:
        """Tasks with the words in the title; only if there is none, in the body."""
        for words in self._trimmed(phrase):
            if found := self._containing(words, "rdfs:label") or self._containing(words, "zp:text"):
                return found
        return self.f_in_section(self.f_section(phrase)) or One(_TASK, (), phrase.text)

    def f_topic_both(self, a: Phrase, b: Phrase) -> Set | None:
        return self._by_pieces([a.text, b.text])

    def f_narrow(self, tasks: Set, phrase: Phrase) -> Set | None:
        found = self._containing(phrase.text, "zp:text")
        return Both((tasks, found)) if found else None

    def f_about(self, phrase: Phrase) -> Mod:
        """Tasks with the words in title or body."""
        for words in self._trimmed(phrase):
            if found := self._containing(words, "zp:text") or self._containing(words, "rdfs:label"):
                return Mod(found)
        return Mod(self.f_in_section(self.f_section(phrase)) or One(_TASK, (), phrase.text))

    def f_mentions(self, thing: One) -> Any:
        step = self._routes.direct(_TASK, kind_of(thing))
        if step is None or not isinstance(thing, One):
            return None
        found: Set = Via(thing, step.turned, _TASK)
        if kind_of(thing) != "zp:Policy" and (said := self._containing(thing.label, "zp:text")):
            found = Either((found, said))
        return found

    def f_about_units(self, units: Several) -> Mod:
        return self.f_reach(units, self._routes.any_role)

    def f_section(self, phrase: Phrase) -> Set | None:
        wanted = self._folding.fold(phrase.text)
        known = [s for s in self._wording.sections if not self._documents or s.document in self._documents]
        same = tuple(s.iri for s in known if self._folding.fold(s.label) == wanted)
        found = same or tuple(s.iri for s in known if wanted in self._folding.fold(s.label))
        return One(_SECTION, found, phrase.text) if found else None

    def f_in_section(self, section: Set | None) -> Any:
        return section and Via(section, cast(Step, self._routes.direct(_SECTION, _TASK)), _TASK)

    def f_of_group(self, group: One) -> Mod:
        """A 专班 is responsible for its section."""
        sections = Via(group, Step(("zp:workGroup",), False), _SECTION)
        return Mod(self.f_in_section(sections))

    def f_ask_part(self, phrase: Phrase, asked: Asked) -> Reading | None:
        section = self.f_section(phrase)
        return self.f_ask(section, asked) if section is not None and asked.kind is not None else None

    # ── tasks by who does them ──

    def f_reach(self, units: Several, step: Step) -> Mod:
        sets = tuple(Via(unit, step, _TASK) for unit in units.sets)
        return Mod(sets[0] if len(sets) == 1 else Either(sets))

    def f_reach_all(self, units: Several, step: Step) -> Mod | None:
        sets = tuple(Via(unit, step, _TASK) for unit in units.sets)
        return Mod(Both(sets) if len(sets) > 1 else sets[0])

    def f_reach_not(self, units: Several, step: Step) -> Mod:
        return Mod(self.f_reach(units, step).set, False)

    def f_reach_only(self, units: Several, step: Step) -> Mod | None:
        if len(units.sets) != 1:
            return None
        return Mod(Having(Via(units.sets[0], step, _TASK), self._routes.any_role.turned, "=", 1))

    def f_involving(self, units: Several) -> Mod:
        return self.f_reach(units, self._routes.any_role)

    def f_involving_set(self, units: Several) -> Set:
        return self.f_involving(units).set

    def f_not_involving(self, units: Several) -> Mod:
        return Mod(self.f_involving(units).set, False)

    def f_with_role(self, step: Step) -> Mod:
        return Mod(Via(self._routes.everything(_UNIT), step, _TASK))

    def f_without_role(self, step: Step) -> Mod:
        return Mod(self.f_with_role(step).set, False)

    def f_with_kind(self, kind: KindWord) -> Mod | None:
        step = self._routes.direct(_TASK, kind.kind)
        if step is None or kind.kind in (_UNIT, _SECTION, _DOCUMENT):
            return None
        return Mod(Via(self._narrowed(Of(kind.kind), kind), step.turned, _TASK))

    def f_without_kind(self, kind: KindWord) -> Mod | None:
        found = self.f_with_kind(kind)
        return Mod(found.set, False) if found else None

    def f_crowded(self, operator: Operator, number: Any) -> Mod | None:
        return Mod(Having(Of(_TASK), self._routes.any_role.turned, operator, number)) if isinstance(number, int) else None

    def f_crowded_exactly(self, number: Any) -> Mod | None:
        return self.f_crowded("=", number)

    def f_due(self, period: Period) -> Mod:
        return Mod(self._dated(Of(_TASK), "zp:deadline", period))

    def f_related_to(self, step: Step, thing: One) -> Mod | None:
        relation = self._ontology.relation(step.relations[0])
        if relation.domain == _TASK and (relation.range == kind_of(thing) or (relation.range, kind_of(thing)) == ("zp:Policy", _DOCUMENT)):
            source = replace(thing, kind="zp:Policy") if kind_of(thing) == _DOCUMENT else thing
            return Mod(Via(source, step.turned, _TASK))
        return None

    def f_mods(self, a: Mod | Set, b: Mod | Set) -> Mod | None:
        a, b = _mod(a), _mod(b)
        if a == b:
            return None
        if not a.positive and not b.positive:
            return Mod(Either((a.set, b.set)), False)
        if not a.positive:
            a, b = b, a
        return Mod(Both((a.set, b.set)) if b.positive else Minus(a.set, b.set))

    def f_mods_or(self, a: Mod | Set, b: Mod | Set) -> Mod | None:
        a, b = _mod(a), _mod(b)
        return Mod(Either((a.set, b.set))) if a.positive and b.positive else None

    def f_apply(self, mod: Mod | Set, tasks: Set) -> Set | None:
        mod = _mod(mod)
        if kind_of(tasks) != _TASK:
            return None
        if isinstance(tasks, Of):
            return self._tasks_of(mod)
        return Both((tasks, mod.set)) if mod.positive else Minus(tasks, mod.set)

    def f_pick(self, mod: Mod | Set, kind: KindWord) -> Set | None:
        mod = _mod(mod)
        if kind.kind == _TARGET and mod.positive and (day := _deadline_of(mod.set)):  # 2022年底要达成的目标: the targets' own dates
            return self._narrowed(Where(Of(_TARGET), "zp:deadline", *day[-1]) if len(day) == 1 else _wheres(_TARGET, day), kind)
        if kind.kind == "zp:Programme" or kind.others:
            return self._go(self._tasks_of(mod), kind)
        return self._go(self._tasks_of(mod), kind)

    def f_members(self, phrase: Phrase) -> Set | None:
        """十大专项行动: the things of a kind that the task of that title names."""
        cue = max(
            (c for c, words in self._words.table.items() if phrase.text.endswith(c) and any(w.symbols[0] == "kind" for w in words)),
            key=len,
            default="",
        )
        kinds = [str(w.value) for w in self._words.table.get(cue, ()) if w.symbols[0] == "kind"]
        tasks = self._containing(phrase.text, "rdfs:label") if len(cue) < len(phrase.text) else None
        for kind in kinds:
            step = self._routes.direct(_TASK, kind)
            if tasks is not None and step is not None and kind in ("zp:Programme", "zp:Project", "zp:Place", "zp:Policy"):
                return Where(Where(Via(tasks, step, kind), "rdfs:label", "ends", cue), "rdfs:label", "lacks", phrase.text)
        return None

    def f_inside(self, document: One, reading: Reading) -> Reading | None:
        return replace(reading, meaning=self._within(reading.meaning, document)) if isinstance(document, One) else None

    def f_step(self, source: Set | Mod, kind: KindWord) -> Set | None:
        source = source.set if isinstance(source, Mod) else source
        return None if kind.kind == kind_of(source) and kind.kind != _SECTION else self._go(source, kind)

    def f_step_content(self, source: Set, kind: KindWord) -> Set | None:
        """省级 单位 are no units of tasks about 省级: without 的 only what stands in a task follows its words."""
        return self.f_step(source, kind) if kind.kind not in (_UNIT, _TASK, _DOCUMENT, _SECTION) else None

    def f_everything(self, kind: KindWord) -> Set:
        return self._narrowed(self._routes.everything(kind.kind), kind)

    # ── documents ──

    def f_current(self) -> Set:
        iris = self._documents or tuple(d.iri for d in self._wording.documents)
        return One(_DOCUMENT, iris, CURRENT)

    def f_issued_by(self, units: Several) -> Set:
        sets = tuple(Via(unit, Step(("dct:publisher",), False), _DOCUMENT) for unit in units.sets)
        return sets[0] if len(sets) == 1 else Either(sets)

    def f_issued_in(self, period: Period) -> Set:
        return self._dated(Of(_DOCUMENT), "dct:issued", period)

    def f_ask_documents(self, documents: Set, asked: Asked) -> Reading | None:
        if asked.kind is not None and asked.kind.kind not in (_DOCUMENT, "zp:Policy"):
            return None
        return self.f_ask(documents, replace(asked, kind=None))

    def f_ask_without_role(self, asked: Asked, step: Step) -> Reading | None:
        if asked.kind is None or asked.kind.kind not in (_DOCUMENT, _SECTION):
            return None
        kind = asked.kind.kind
        charged = self._routes.go(self.f_with_role(step).set, kind)
        return self.f_ask(Minus(Of(kind), charged), replace(asked, kind=None)) if charged is not None else None

    def f_describe(self, document: Set | None, attribute: str, kind: Kind) -> Reading:
        return Reading(Describe(document or self.f_current(), (attribute,)), kind)

    def f_issuer(self, document: Set | None, asked: Asked) -> Reading | None:
        if asked.kind is not None and asked.kind.kind != _UNIT:
            return None
        return Reading(Via(document or self.f_current(), Step(("dct:publisher",)), _UNIT), "units")

    # ── relations ──

    def f_forward(self, source: Set, step: Step, asked: Asked | None = None) -> Reading | None:
        relation = self._ontology.relation(step.relations[0])
        end = relation.range or _UNIT
        start = relation.domain or kind_of(source)
        if kind_of(source) != start:
            if kind_of(source) == _DOCUMENT and start == _TASK and end != "zp:Policy":
                source = self._routes.tasks(source)
            else:
                return None
        if end not in _KINDS:
            return None
        if asked is None:
            return Reading(Via(source, step, end), _KINDS[end])
        if asked.kind is not None and not _alike(asked.kind.kind, end):
            return None
        return self.f_ask(Via(source, step, end), Asked(None, asked.form))

    def f_related(self, source: Set, step: Step, kind: KindWord) -> Set | None:
        reading = self.f_forward(source, step, Asked(kind))
        return cast(Set, reading.meaning) if reading is not None else None

    def f_backward(self, asked: Asked, step: Step, thing: One) -> Reading | None:
        relation = self._ontology.relation(step.relations[0])
        kind = kind_of(thing)
        if not (relation.range == kind or (relation.range is None and kind == _UNIT) or (relation.range, kind) == ("zp:Policy", _DOCUMENT)):
            return None
        source = replace(thing, kind="zp:Policy") if (relation.range, kind) == ("zp:Policy", _DOCUMENT) else thing
        start = relation.domain or _TASK
        found: Set | None = Via(source, step.turned, start)
        if asked.kind is not None and not _alike(asked.kind.kind, start):
            found = self._go(cast(Set, found), asked.kind)
        return self.f_ask(found, Asked(None, asked.form)) if found is not None else None

    def f_forward_here(self, step: Step, asked: Asked | None = None) -> Reading | None:
        relation = self._ontology.relation(step.relations[0])
        return self.f_forward(self.f_current(), step, asked) if relation.domain == _DOCUMENT else None

    def f_papers(self, document: Set, asked: Asked) -> Reading | None:
        if asked.kind is None or asked.kind.kind not in (_DOCUMENT, "zp:Policy"):
            return None
        found = self._routes.go(document, "zp:Policy")
        return self.f_ask(found, Asked(None, asked.form)) if found is not None else None

    # ── lists and counts ──

    def f_list(self, found: Set) -> Reading | None:
        return Reading(found, _KINDS[kind_of(found)]) if kind_of(found) in _KINDS and not isinstance(found, One) else None

    def f_ask(self, found: Set | None, asked: Asked) -> Reading | None:
        if found is None:
            return None
        if asked.kind is not None:
            if asked.kind.kind == kind_of(found) and isinstance(found, One) and kind_of(found) != _SECTION:
                return None
            narrowed = self._go(found, asked.kind)
            if narrowed is None:
                return None
            found = narrowed
        if asked.kind is None and asked.form == "count" and kind_of(found) == _TARGET:
            return None  # 目标是多少 asks for the value, 目标有几个 for how many
        if kind_of(found) not in _KINDS or (isinstance(found, One) and found.kind == _UNIT):
            return None
        return Reading(Count(found), "count") if asked.form == "count" else Reading(found, _KINDS[kind_of(found)])

    def f_count(self, found: Set) -> Reading:
        return Reading(Count(found), "count")

    def f_ask_topic(self, tasks: Set, asked: Asked) -> Reading | None:
        if asked.kind is None:
            return None
        return self.f_ask(tasks, asked)

    def f_ask_tasks(self, mod: Mod | Set, asked: Asked) -> Reading | None:
        mod = _mod(mod)
        if asked.kind is None or asked.kind.kind == _TASK:
            return self.f_ask(self._tasks_of(mod), Asked(None, asked.form))
        found = self.f_pick(mod, asked.kind)
        return self.f_ask(found, Asked(None, asked.form)) if found is not None else None

    def f_ask_first(self, asked: Asked, mod: Mod | Set) -> Reading | None:
        if asked.kind is None or (not _mod(mod).positive and asked.kind.kind != _TASK):
            return None  # 哪些文件没有… denies of the whole document, not of one of its tasks
        return self.f_ask_tasks(mod, asked)

    def f_ask_among(self, before: Set, mod: Mod | Set, asked: Asked | None = None) -> Reading | None:
        found = self.f_apply(mod, before)
        return self.f_ask(found, asked or Asked(None)) if found is not None else None

    def f_list_tasks(self, mod: Mod | Set) -> Reading:
        return Reading(self._tasks_of(_mod(mod)), "tasks")

    def f_ask_who(self, tasks: Set, step: Step, asked: Asked) -> Reading | None:
        if asked.kind is not None and asked.kind.kind not in (_UNIT, "zp:UnitGroup"):
            return None
        found = self._narrowed(self.f_who(tasks, step), asked.kind)
        return self.f_ask(found, Asked(None, asked.form))

    def f_ask_who_does(self, tasks: Set, asked: Asked) -> Reading | None:
        return self.f_ask_who(tasks, self._routes.duty, asked)

    def f_ask_anyone(self, step: Step, asked: Asked) -> Reading | None:
        if asked.kind is None or asked.kind.kind != _UNIT:
            return None
        return self.f_ask(self._narrowed(self._scoped_units(step), asked.kind), Asked(None, asked.form))

    def f_ask_all(self, asked: Asked) -> Reading | None:
        if asked.kind is None:
            return None
        return self.f_ask(self.f_everything(asked.kind), Asked(None, asked.form))

    def f_ask_kind(self, kind: KindWord, asked: Asked) -> Reading | None:
        return self.f_ask_all(Asked(kind, asked.form)) if asked.kind is None else None

    def f_ask_units_things(self, units: Several, asked: Asked) -> Reading | None:
        if asked.kind is None:
            return None
        if asked.kind.kind == _TASK:
            return self.f_ask_tasks(self.f_involving(units), asked)
        found = self._go(Either(units.sets) if len(units.sets) > 1 else units.sets[0], asked.kind) if asked.kind.kind != _UNIT else None
        return self.f_ask(found, Asked(None, asked.form)) if found is not None else None

    # ── yes or no ──

    def f_whether(self, units: Several, step: Step, tasks: Set) -> Reading:
        sets = tuple(Via(unit, step, _TASK) for unit in units.sets)
        does: tuple[Set, ...] = (Either(sets),) if units.either and len(sets) > 1 else sets
        return Reading(Whether(Both((tasks, *does))), "yesno")

    def f_any(self, found: Set | None) -> Reading | None:
        return Reading(Whether(found), "yesno") if found is not None and not isinstance(found, One) else None

    def f_any_task(self, units: Several, step: Step | None) -> Reading:
        return Reading(Whether(self.f_reach(units, step or self._routes.any_role).set), "yesno")

    # ── the most, the fewest, counts by ──

    def f_first(self, number: Any) -> int | None:
        return number if isinstance(number, int) and 0 < number <= 100 else None

    def f_place(self, number: int) -> Place:
        return Place(1, max(number, 1))

    def f_most(self) -> Place:
        return Place()

    def f_least(self) -> Place:
        return Place(most=False)

    def f_top(self, kind: KindWord, step: Step | None, place: Place, n: int | None = None, m: int | None = None) -> Set | Reading | None:
        """The members of a ranking; it ends the reading, so it is one already."""
        hop = self._to_tasks(kind.kind, step)
        if hop is None or kind.kind == _TASK:
            return None
        source = self._narrowed(self._routes.everything(kind.kind), kind)
        return Reading(Top(source, hop, n or m or place.n, place.rank, place.most, self._scope_tasks() or Of(_TASK)), _KINDS[kind.kind])

    def f_top_plain(self, kind: KindWord, n: int) -> Reading | None:
        found = self.f_top(kind, None, Place(n))
        return found if isinstance(found, Reading) else None

    def f_ranking(self, ranking: Reading, asked: Asked | None = None) -> Reading | None:
        if asked is not None and (asked.form == "count" or (asked.kind is not None and _KINDS.get(asked.kind.kind) != ranking.kind)):
            return None
        return ranking

    def f_ask_top(self, asked: Asked, step: Step | None, place: Place | None) -> Any:
        return self.f_top(asked.kind, step, place, asked.number) if asked.kind is not None and place is not None else None

    def f_top_tasks(self, place: Place, n: int | None = None) -> Reading:
        return Reading(Top(Of(_TASK), self._routes.any_role.turned, n or place.n, place.rank, place.most), "tasks")

    def f_ask_top_tasks(self, asked: Asked, place: Place) -> Reading | None:
        return self.f_top_tasks(place) if asked.kind is not None and asked.kind.kind == _TASK else None

    def f_by_date(self, kind: str, word: str) -> Reading | None:
        attribute = "dct:issued" if kind == _DOCUMENT else "zp:deadline"
        latest = "latest" in {s for w in self._words.table.get(word, ()) for s in w.symbols}
        return Reading(Top(Of(kind), attribute, most=latest), _KINDS[kind])

    def f_count_by(self, kind: KindWord, step: Step | None = None, asked: Asked | None = None) -> Reading | None:
        hop = self._to_tasks(kind.kind, step)
        if (
            hop is None
            or kind.kind == _TASK
            or (asked is not None and (asked.form != "count" or (asked.kind is not None and asked.kind.kind != _TASK)))
        ):
            return None
        return Reading(Count(Of(_TASK), hop.turned, kind.kind), "table")

    # ── text, dates, values, money ──

    def f_text_of(self, tasks: Set) -> Reading:
        return Reading(Describe(tasks, ("zp:text",)), "text")

    def f_deadline_of(self, tasks: Set) -> Reading:
        return Reading(Describe(tasks, ("zp:deadline", "zp:deadlineText")), "date")

    def f_word(self, said: str) -> Text:
        return Text((said,))

    def f_words(self, a: Text, b: Text) -> Text:
        return Text(("".join((*a.words, *b.words)),))

    def f_value(
        self, words: Text, period: Period | None, amount: str | None, measure: str | None = None, *more: Text | None
    ) -> Reading | None:
        said = "".join([*words.words, *(w for each in more if each for w in each.words)])
        units = self._words.amounts.get(amount or "", ())
        known = [t for t in self._wording.targets if t.unit and (not self._documents or t.document in self._documents)]
        best = self._nearest(said, [t for t in known if self._on_time(t, period) and (not units or t.unit.endswith(units))], measure)
        return Reading(One(_TARGET, best, said), "value")

    def f_funding(self, words: Text) -> Reading:
        said = "".join(words.words)
        known = [f for f in self._wording.funding if not self._documents or f.document in self._documents]
        best = self._nearest(said, known, None)
        owners = {f.text for f in known if f.iri in best}
        return Reading(One("zp:Funding", tuple(f.iri for f in known if f.text in owners), said), "funding")

    def f_paid_by(self, payer: Set) -> Reading:
        return Reading(Via(payer, Step(("zp:funds",)), "zp:Funding"), "funding")

    def f_duty(self, words: Text, more: Text | None = None) -> Reading:
        said = "".join([*words.words, *(more.words if more else ())])
        scored = [
            (max(nearness(said, s, t.title, self._folding) for s in re.split("[。；]", t.text)), t.iri)
            for t in self._tasks()
            if t.iri in self._wording.recurring
        ]
        best = max(scored, default=(0.0, Iri("")))
        return Reading(Describe(One(_TASK, (best[1],) if best[0] > 0 else (), said), ("zp:deadlineText",)), "date")

    # ── comparing ──

    def f_who_more(self, units: Several, step: Step | None) -> Reading | None:
        if len(units.sets) < 2:
            return None
        return Reading(Top(Either(units.sets), step or self._routes.any_role, within=self._scope_tasks()), "units")

    def f_table(self, a: Set, b: Set) -> Reading | None:
        if kind_of(a) != kind_of(b) or kind_of(a) not in (_UNIT, _DOCUMENT):
            return None
        hop = cast(Step, self._routes.direct(kind_of(a), _TASK))
        return Reading(Count(Of(_TASK), hop.turned, kind_of(a), Either((a, b))), "table")

    # ── inside ──

    def scoped(self, reading: Reading) -> Reading:
        """The reading within the documents in scope."""
        if not self._documents:
            return reading
        scope = One(_DOCUMENT, self._documents, self._label)
        return replace(reading, meaning=self._within(reading.meaning, scope))

    def _within(self, meaning: Any, scope: One) -> Any:
        match meaning:
            case Of(kind) if kind == _DOCUMENT:
                return scope
            case Via(One(kind=kind)) if kind == _DOCUMENT:
                return meaning
            case Of() | Via():
                inner = replace(meaning, source=self._within(meaning.source, scope)) if isinstance(meaning, Via) else meaning
                return self._routes.within(inner, scope) if kind_of(meaning) != _DOCUMENT or isinstance(meaning, Via) else inner
            case Both(sets) | Either(sets):
                return replace(meaning, sets=tuple(self._within(s, scope) for s in sets))
            case Minus(source, without):
                return Minus(self._within(source, scope), self._within(without, scope))
            case One():
                return meaning
            case _:
                return replace(meaning, source=self._within(meaning.source, scope))

    def _scope_tasks(self) -> Set | None:
        return self._routes.tasks(One(_DOCUMENT, self._documents, self._label)) if self._documents else None

    def _scoped_units(self, step: Step) -> Set:
        return Via(self._scope_tasks() or Of(_TASK), step.turned, _UNIT)

    def _tasks(self) -> tuple[TaskEntry, ...]:
        return tuple(t for t in self._wording.tasks if not self._documents or t.document in self._documents)

    def _tasks_of(self, mod: Mod) -> Set:
        return mod.set if mod.positive else Minus(Of(_TASK), mod.set)

    def _to_tasks(self, kind: str, step: Step | None) -> Step | None:
        if kind == _UNIT:
            return step or self._routes.any_role
        return (
            self._routes.direct(kind, _TASK)
            if step is None and kind in (_DOCUMENT, _SECTION, "zp:Place", "zp:Policy", "zp:Programme", "zp:Project")
            else None
        )

    def _go(self, source: Set, kind: KindWord) -> Set | None:
        found = [f for k in (kind.kind, *kind.others) if (f := self._routes.go(source, k)) is not None]
        if not found:
            return None
        return self._narrowed(found[0] if len(found) == 1 or len({kind_of(f) for f in found}) > 1 else Either(tuple(found)), kind)

    def _narrowed(self, found: Set, kind: KindWord | None) -> Set:
        if kind is not None and kind.ends and kind_of(found) == _UNIT:
            return Either(tuple(Where(found, "rdfs:label", "ends", end) for end in kind.ends))
        if kind is not None and kind.starts and kind_of(found) == _UNIT:
            return Either(tuple(Where(found, "rdfs:label", "starts", start) for start in kind.starts))
        return Where(found, _ANY_VALUE, "exists") if kind is not None and kind.numbers and kind_of(found) == _TARGET else found

    def _containing(self, words: str, attribute: str) -> Set | None:
        """Tasks that have these very words, printed as they print them."""
        printed: list[str] = []
        for task in self._tasks():
            if form := self._wording.as_printed(words, task.title if attribute == "rdfs:label" else task.text):
                printed.append(form)
        forms = tuple(dict.fromkeys(printed))
        sets = tuple(Where(Of(_TASK), attribute, "contains", form) for form in forms)
        return None if not sets else sets[0] if len(sets) == 1 else Either(sets)

    def _trimmed(self, phrase: Phrase) -> list[str]:
        """The phrase, and without harmless words at its ends."""
        out = [phrase.text]
        text = phrase.text
        if not phrase.quoted:
            for word in sorted(self._words.skips, key=len, reverse=True):
                if len(word) > 1 and text.endswith(word) and len(text) - len(word) >= 2:
                    text = text.removesuffix(word)
                elif len(word) > 1 and text.startswith(word) and len(text) - len(word) >= 2:
                    text = text.removeprefix(word)
        return out if text == phrase.text else [*out, text]

    def by_words(self, text: str) -> Set | None:
        """Tasks that have every word of a phrase that stands nowhere as such (this needs segmentation)."""
        return self._by_pieces([w for w in self._wording.lexicon.words(text) if w.strip() and w not in self._words.skips])

    def _by_pieces(self, words: list[str]) -> Set | None:
        if not words or any(len(w) < 2 for w in words) or len(words) > 8:
            return None
        for attribute in ("rdfs:label", "zp:text"):
            forms = []
            for task in self._tasks():
                said = task.title if attribute == "rdfs:label" else task.text
                row = tuple(self._wording.as_printed(w, said) for w in words)
                if all(row):
                    forms.append(cast(tuple[str, ...], row))
            rows = tuple(dict.fromkeys(forms))
            sets = tuple(Both(tuple(Where(Of(_TASK), attribute, "contains", w) for w in row)) for row in rows)
            if sets:
                return sets[0] if len(sets) == 1 else Either(sets)
        return None

    def _nearest(self, said: str, known: list[TargetEntry], measure: str | None) -> tuple[Iri, ...]:
        scored = []
        for entry in known:
            title = self._around(entry)
            score = max(
                nearness(said, entry.text, title, self._folding), nearness(said, entry.indicator + entry.text, title, self._folding)
            )
            if score and measure and measure != entry.unit:
                score -= 0.1 if measure in entry.unit else 0.2
            if score > 0.5:
                scored.append((score, entry.iri))
        top = max((s for s, _ in scored), default=0.0)
        return tuple(iri for score, iri in scored if score >= top - 0.001)

    def _around(self, entry: TargetEntry) -> str:
        """What stands around a clause: the task's title and the sentence."""
        task = self._wording.task.get(entry.task) if entry.task else None
        if task is None:
            return ""
        return task.title + "".join(s for s in re.split("[。；]", task.text) if entry.text in s)

    def _on_time(self, entry: TargetEntry, period: Period | None) -> bool:
        if period is None or period.last is None:
            return True
        year = str(period.last.year)
        if entry.date and re.match(r"\d{4}-\d\d-\d\d", entry.date):
            day = date.fromisoformat(entry.date)
            return (period.first is None or day >= period.first) and day <= period.last
        document = next((d for d in self._wording.documents if d.iri == entry.document), None)
        return document is not None and (year in document.title or (year not in document.title and document.year == period.last.year))

    def _dated(self, source: Set, attribute: str, period: Period) -> Set:
        if period.first is None and period.last is None:
            return Where(source, "zp:deadlineText", "=", period.code)
        if period.first is not None and period.first == period.last:
            return Where(source, attribute, "=", period.first)
        out = source
        if period.first is not None:
            out = Where(out, attribute, ">=", period.first)
        return Where(out, attribute, "<=", period.last) if period.last is not None else out


def _mod(value: Mod | Set) -> Mod:
    return value if isinstance(value, Mod) else Mod(value)


def _alike(asked: str, kind: str) -> bool:
    """文件 may be a policy that is cited, 单位 a group."""
    pairs = ({_DOCUMENT, "zp:Policy"}, {_UNIT, "zp:UnitGroup"}, {_UNIT, "zp:Payer"})
    return asked == kind or {asked, kind} in pairs


def _deadline_of(found: Set) -> list[tuple[Operator, Any]]:
    """The conditions of a set that is nothing but tasks by deadline."""
    out: list[tuple[Operator, Any]] = []
    while isinstance(found, Where) and found.attribute == "zp:deadline":
        out.append((found.operator, found.value))
        found = found.source
    return out if isinstance(found, Of) else []


def _wheres(kind: str, conditions: list[tuple[Operator, Any]]) -> Set:
    out: Set = Of(kind)
    for operator, value in reversed(conditions):
        out = Where(out, "zp:deadline", operator, value)
    return out
