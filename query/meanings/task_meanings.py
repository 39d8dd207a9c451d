"""Meanings of tasks: what they are about, who does them, when they are due, and sets narrowed by all that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from zhengpu.query.kinds import DOCUMENT, SECTION, TARGET, TASK, UNIT
from zhengpu.query.meaning import (
    Both,
    Either,
    Having,
    Minus,
    Of,
    One,
    Operator,
    Set,
    Step,
    Via,
    Where,
    kind_of,
    parts,
)
from zhengpu.query.meanings.ground import mod_of
from zhengpu.query.meanings.readings import Blank, KindWord, Mod, QuestionReading, Several
from zhengpu.query.meanings.unit_meanings import UnitMeanings
from zhengpu.query.words.link import FreeWords, Period, TaskNumbers

__all__ = ["TaskMeanings"]


class TaskMeanings(UnitMeanings):
    """Functions of `patterns.toml` about tasks and what stands in them."""

    # ── tasks by what they are about ──

    def f_numbered(self, numbers: TaskNumbers) -> Set:
        found = self._wording.numbered(numbers.numbers, self._documents)
        return One(TASK, found, numbers.printed)

    def f_topic_tasks(self, tasks: Set) -> Set:
        return tasks

    def f_topic(self, phrase: FreeWords) -> Set:
        """Tasks with the words in the title; only if there is none, in the body."""
        for words in self._trimmed(phrase):
            if found := self._containing(words, "rdfs:label") or self._containing(words, "zp:text"):
                return found
        return self.f_in_section(self.f_section(phrase)) or One(TASK, (), phrase.text)

    def f_project_topic(self, tasks: Set, noun: str) -> Set | None:
        """养老项目 is what the plan says of 养老, 养老平台 something of its own; whatever is called a named thing is that thing."""
        named = any(isinstance(p, One) and p.iris and p.kind in ("zp:Project", "zp:Programme") for p in parts(tasks))
        return tasks if named or noun.endswith(self._ontology.kind("zp:Project").label) else None

    def f_topic_both(self, a: FreeWords, b: FreeWords) -> Set | None:
        return self._by_pieces([a.text, b.text]) if a.known and b.known else None

    def f_narrow(self, tasks: Set, phrase: FreeWords) -> Set | None:
        found = self._containing(phrase.text, "zp:text")
        return Both((tasks, found)) if found else None

    def f_about(self, phrase: FreeWords) -> Mod:
        """Tasks with the words in title or body."""
        for words in self._trimmed(phrase):
            if found := self._containing(words, "zp:text") or self._containing(words, "rdfs:label"):
                return Mod(found)
        return Mod(self.f_in_section(self.f_section(phrase)) or One(TASK, (), phrase.text))

    def f_mentions(self, thing: One) -> Any:
        step = self._routes.direct(TASK, kind_of(thing))
        if step is None or not isinstance(thing, One):
            return None
        found: Set = Via(thing, step.turned, TASK)
        if kind_of(thing) != "zp:Policy" and (said := self._containing(thing.label, "zp:text")):
            found = Either((found, said))
        return found

    def f_about_units(self, units: Several) -> Mod:
        return self.f_reach(units, self._routes.any_role)

    def f_section(self, phrase: FreeWords) -> Set | None:
        wanted = self._folding.fold(phrase.text)
        known = self._wording.headed(wanted, self._documents)
        same = tuple(s.iri for s in known if self._folding.fold(s.label) == wanted)
        found = same or tuple(s.iri for s in known)
        return One(SECTION, found, phrase.text) if found else None

    def f_section_called(self, phrase: FreeWords) -> Set | None:
        """养老方面 is the part 养老 only if it is called just so."""
        wanted = self._folding.fold(phrase.text)
        found = self.f_section(phrase)
        sections = self._wording.section.several(found.iris if isinstance(found, One) else ())
        called = {self._folding.fold(s.label) for s in sections.values()}
        return found if called == {wanted} else None

    def f_in_section(self, section: Set | None) -> Any:
        return section and Via(section, cast(Step, self._routes.direct(SECTION, TASK)), TASK)

    def f_of_group(self, group: One) -> Mod:
        """A 专班 is responsible for its section."""
        sections = Via(group, Step(("zp:workGroup",), False), SECTION)
        return Mod(self.f_in_section(sections))

    def f_ask_group_parts(self, group: One, asked: Blank) -> QuestionReading | None:
        """Only where the question says that it asks for parts."""
        if asked.kind is None or asked.kind.kind != SECTION:
            return None
        return self.f_ask(Via(group, Step(("zp:workGroup",), False), SECTION), replace(asked, kind=None))

    def f_ask_part(self, phrase: FreeWords, asked: Blank) -> QuestionReading | None:
        section = self.f_section(phrase)
        return self.f_ask(section, asked) if section is not None and asked.kind is not None else None

    # ── tasks by who does them ──

    def f_reach(self, units: Several, step: Step) -> Mod:
        sets = tuple(Via(unit, step, TASK) for unit in units.sets)
        return Mod(sets[0] if len(sets) == 1 else Either(sets))

    def f_stranger_does(self, phrase: FreeWords, step: Step) -> Mod | None:
        """Somebody with a role whom the graph does not know: nothing will be found."""
        return None if phrase.known else Mod(Via(One(UNIT, (), phrase.text), step, TASK))

    def f_reach_all(self, units: Several, step: Step) -> Mod | None:
        sets = tuple(Via(unit, step, TASK) for unit in units.sets)
        return Mod(Both(sets) if len(sets) > 1 else sets[0])

    def f_reach_not(self, units: Several, step: Step) -> Mod:
        return Mod(self.f_reach(units, step).set, False)

    def f_reach_only(self, units: Several, step: Step | None) -> Mod | None:
        """Tasks with these units and no other."""
        step = step or self._routes.any_role
        if not all(isinstance(unit, One) for unit in units.sets):
            return None  # how many there are is known of those named
        together = self.f_reach_all(units, step)
        return Mod(Having(together.set, self._routes.any_role.turned, "=", len(units.sets))) if together else None

    def f_reach_alone(self, unit: Set, number: Any, step: Step) -> Mod | None:
        """县文旅局一家负责."""
        units = self.f_units(unit)
        return self.f_reach_only(units, step) if number == 1 and units is not None else None

    def f_together_set(self, units: Several, step: Step | None = None) -> Set | None:
        """What units have in common, in whatever role or in this one."""
        together = self.f_reach_all(units, step or self._routes.any_role) if len(units.sets) > 1 and not units.either else None
        return together.set if together is not None else None

    def f_involving(self, units: Several) -> Mod:
        return self.f_reach(units, self._routes.any_role)

    def f_involving_set(self, units: Several) -> Set:
        return self.f_involving(units).set

    def f_together(self, units: Several) -> Mod | None:
        return self.f_reach_all(units, self._routes.any_role) if len(units.sets) > 1 else None

    def f_in_role(self, before: Set, step: Step, asked: Blank | None = None) -> QuestionReading | None:
        """其中牵头的: what was found, with the same unit in this role."""
        held = [p for p in parts(before) if isinstance(p, Via) and isinstance(p.source, One) and p.source.kind == UNIT and p.kind == TASK]
        if len(held) != 1:
            return None
        return self.f_ask(Both((before, replace(held[0], step=step))), asked or Blank(None))

    def f_role_of(self, units: Several, asked: Blank, step: Step) -> QuestionReading | None:
        if asked.kind is None or asked.kind.kind != TASK:
            return None
        return self.f_ask(self.f_reach(units, step).set, replace(asked, kind=None))

    def f_which_number(self, tasks: Set) -> QuestionReading | None:
        found = tasks if kind_of(tasks) == TASK else self.f_mentions(tasks) if isinstance(tasks, One) else None
        return QuestionReading(found, "tasks") if found is not None else None

    def f_not_involving(self, units: Several) -> Mod:
        return Mod(self.f_involving(units).set, False)

    def f_with_role(self, step: Step) -> Mod:
        return Mod(Via(self._routes.everything(UNIT), step, TASK))

    def f_without_role(self, step: Step) -> Mod:
        return Mod(self.f_with_role(step).set, False)

    def f_with_kind(self, kind: KindWord) -> Mod | None:
        if kind.kind == "zp:Payer":
            return Mod(Via(Via(Of(kind.kind), Step(("zp:funds",)), "zp:Funding"), Step(("zp:hasFunding",), False), TASK))
        step = self._routes.direct(TASK, kind.kind)
        if step is None or kind.kind in (UNIT, SECTION, DOCUMENT):
            return None
        return Mod(Via(self._narrowed(Of(kind.kind), kind), step.turned, TASK))

    def f_without_kind(self, kind: KindWord) -> Mod | None:
        found = self.f_with_kind(kind)
        return Mod(found.set, False) if found else None

    def f_crowded(
        self, operator: Operator, number: Any, measure: str | None = None, kind: Any = None, role: Step | None = None
    ) -> Mod | None:
        """Tasks with so many units, or so many in a role."""
        if kind is None and role is None and measure and self._words.measure_kinds.get(measure, UNIT) != UNIT:
            return None  # 5项以上 counts tasks
        return Mod(Having(Of(TASK), (role or self._routes.any_role).turned, operator, number)) if isinstance(number, int) else None

    def f_crowded_just(self, number: Any, measure: str, role: Step | None) -> Mod | None:
        """有两个牵头单位; 47条 配合单位 counts no units."""
        return self.f_crowded("=", number, role=role) if self._words.measure_kinds.get(measure, UNIT) == UNIT else None

    def f_first_role(self, *said: Any) -> Step | None:
        """The role that one of two nouns names."""
        return next((each for each in said if isinstance(each, Step)), None)

    def f_manned(self, number: Any, step: Step) -> Mod | None:
        """两家单位牵头 has two that lead; 两家单位负责 has two units at all."""
        return self.f_crowded("=", number, role=None if step == self._routes.duty else step)

    def f_ask_where(self, mod: Mod | Set, asked: Blank) -> QuestionReading | None:
        """在哪份文件里提到: only where the question asks for a place; 提到哪份文件 asks for what is cited."""
        return self.f_ask_spot(mod, asked) or (self.f_ask(mod_of(mod).set, asked) if asked.kind and asked.kind.kind == DOCUMENT else None)

    def f_ask_spot(self, mod: Mod | Set, asked: Blank) -> QuestionReading | None:
        """写在哪条."""
        if asked.kind is None or asked.kind.kind not in (TASK, SECTION):
            return None
        return self.f_ask(self._tasks_of(mod_of(mod)), replace(asked, kind=None if asked.kind.kind == TASK else asked.kind))

    def f_crowded_exactly(self, number: Any) -> Mod | None:
        return self.f_crowded("=", number)

    def f_due(self, period: Period) -> Mod:
        return Mod(self._dated(Of(TASK), "zp:deadline", period))

    def f_with_deadline(self) -> Mod:
        return Mod(Where(Of(TASK), "zp:deadline", "exists"))

    def f_without_deadline(self) -> Mod:
        return Mod(self.f_with_deadline().set, False)

    def f_related_to(self, step: Step, thing: One) -> Mod | None:
        relation = self._ontology.relation(step.relations[0])
        if relation.domain == TASK and (relation.range == kind_of(thing) or (relation.range, kind_of(thing)) == ("zp:Policy", DOCUMENT)):
            source = replace(thing, kind="zp:Policy") if kind_of(thing) == DOCUMENT else thing
            return Mod(Via(source, step.turned, TASK))
        return None

    def f_mods(self, a: Mod | Set, b: Mod | Set) -> Mod | None:
        a, b = mod_of(a), mod_of(b)
        if a == b:
            return None
        if not a.positive and not b.positive:
            return Mod(Either((a.set, b.set)), False)
        if not a.positive:
            a, b = b, a
        return Mod(Both((a.set, b.set)) if b.positive else Minus(a.set, b.set))

    def f_mods_or(self, a: Mod | Set, b: Mod | Set) -> Mod | None:
        a, b = mod_of(a), mod_of(b)
        return Mod(Either((a.set, b.set))) if a.positive and b.positive else None

    def f_apply(self, mod: Mod | Set, tasks: Set) -> Set | None:
        mod = mod_of(mod)
        if kind_of(tasks) != TASK:
            return None
        if isinstance(tasks, Of):
            return self._tasks_of(mod)
        return Both((tasks, mod.set)) if mod.positive else Minus(tasks, mod.set)

    def f_pick(self, mod: Mod | Set, kind: KindWord) -> Set | None:
        mod = mod_of(mod)
        if kind.kind == SECTION and any(isinstance(p, Via) and p.step.relations == ("zp:inSection",) for p in parts(mod.set)):
            return None  # 文旅体育部分 is the part itself
        if kind.kind == TARGET and mod.positive and (day := _deadline_of(mod.set)):  # 2022年底要达成的目标: the targets' own dates
            return self._narrowed(Where(Of(TARGET), "zp:deadline", *day[-1]) if len(day) == 1 else _wheres(TARGET, day), kind)
        if kind.kind == "zp:Programme" or kind.others:
            return self._go(self._tasks_of(mod), kind)
        return self._go(self._tasks_of(mod), kind)

    def f_members(self, phrase: FreeWords) -> Set | None:
        """十大专项行动: the things of a kind that the task of that title names."""
        ends = (phrase.text[-length:] for length in range(min(self._words.longest, len(phrase.text)), 0, -1))
        cue = next((c for c in ends if any(w.symbols[0] == "kind" for w in self._words.table.get(c, ()))), "")
        kinds = [str(w.value) for w in self._words.table.get(cue, ()) if w.symbols[0] == "kind"]
        tasks = self._containing(phrase.text, "rdfs:label") if len(cue) < len(phrase.text) else None
        for kind in kinds:
            step = self._routes.direct(TASK, kind)
            if tasks is not None and step is not None and kind in ("zp:Programme", "zp:Project", "zp:Place", "zp:Policy"):
                return Where(Where(Via(tasks, step, kind), "rdfs:label", "ends", cue), "rdfs:label", "lacks", phrase.text)
        return None

    def f_inside(self, document: One, reading: QuestionReading) -> QuestionReading | None:
        return replace(reading, meaning=self._within(reading.meaning, document)) if isinstance(document, One) else None

    def f_step(self, source: Set | Mod, kind: KindWord) -> Set | None:
        source = source.set if isinstance(source, Mod) else source
        return None if kind.kind == kind_of(source) and kind.kind != SECTION else self._go(source, kind)

    def f_step_content(self, source: Set, kind: KindWord) -> Set | None:
        """省级 单位 are no units of tasks about 省级: without 的 only what stands in a task follows its words."""
        return self.f_step(source, kind) if kind.kind not in (UNIT, TASK, DOCUMENT, SECTION) else None

    def f_everything(self, kind: KindWord) -> Set:
        return self._narrowed(self._routes.everything(kind.kind), kind)


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
