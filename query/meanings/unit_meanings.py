"""Meanings of units, and of what is asked for. A function returns None where the reading does not fit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zhengpu.query.kinds import KINDS, SECTION, TARGET, TASK, UNIT
from zhengpu.query.meaning import (
    Both,
    Count,
    Either,
    Having,
    Minus,
    Of,
    One,
    Operator,
    Partners,
    Set,
    Step,
    Via,
    kind_of,
)
from zhengpu.query.meanings.ground import Ground
from zhengpu.query.meanings.readings import Blank, KindWord, QuestionReading, Several

__all__ = ["UnitMeanings"]


class UnitMeanings(Ground):
    """Functions of `patterns.toml` about units and the place of the question that the answer fills."""

    # ── what is asked for ──

    def f_same(self, value: Any) -> Any:
        return value

    def f_kind(self, kind: str) -> KindWord:
        return KindWord(kind)

    def f_kinds(self, a: KindWord, b: KindWord) -> KindWord | None:
        if a.kind != b.kind:
            return replace(a, others=(*a.others, b.kind))
        return replace(a, ends=tuple(dict.fromkeys((*a.ends, *b.ends))) if a.ends and b.ends else ())

    def f_same_kind(self, a: KindWord, b: KindWord) -> KindWord | None:
        """项目展会: two words side by side for one kind."""
        return a if a == b else None

    def f_any_role(self) -> Step:
        return self._routes.any_role

    def f_numbers(self) -> KindWord:
        return KindWord(TARGET, numbers=True)

    def f_unit_class(self, ends: tuple[str, ...]) -> KindWord:
        return KindWord(UNIT, ends)

    def f_named_kind(self, kind: str, end: str) -> KindWord:
        """赛事, 改革: things of a kind whose names end so."""
        return KindWord(kind, (end,) if end else ())

    def f_unit_level(self, starts: tuple[str, ...]) -> KindWord:
        return KindWord(UNIT, starts=starts)

    def f_asked(self, kind: KindWord, number: Any = None) -> Blank:
        return Blank(kind, number=number if isinstance(number, int) else None)

    def f_asked_count(self, kind: KindWord) -> Blank:
        return Blank(kind, "count")

    def f_asked_units(self) -> Blank:
        return Blank(KindWord(UNIT))

    def f_asked_whom(self, kind: KindWord) -> Blank | None:
        """哪家银行."""
        return Blank(kind) if kind.kind == UNIT else None

    def f_asked_places(self) -> Blank:
        return Blank(KindWord("zp:Place"))

    def f_asked_any(self) -> Blank:
        return Blank(None)

    def f_asked_measure(self, measure: str) -> Blank:
        kind = self._words.measure_kinds.get(measure)
        return Blank(KindWord(kind) if kind else None)

    def f_asked_number(self, measure: str | None = None) -> Blank:
        return Blank(None, "count", measure=measure)

    def f_ask(self, found: Set | None, asked: Blank) -> QuestionReading | None:
        if found is None:
            return None
        if asked.kind is not None:
            if asked.kind.kind == kind_of(found) and isinstance(found, One) and kind_of(found) != SECTION:
                return None
            narrowed = self._go(found, asked.kind)
            if narrowed is None:
                return None
            found = narrowed
        if asked.kind is None and asked.form == "count" and kind_of(found) == TARGET:
            return None  # 目标是多少 asks for the value, 目标有几个 for how many
        if asked.kind is None and isinstance(found, One) and found.iris:
            return None  # a name is no answer to the question what it is
        if kind_of(found) not in KINDS or (isinstance(found, One) and found.kind == UNIT):
            return None
        return QuestionReading(Count(found), "count") if asked.form == "count" else QuestionReading(found, KINDS[kind_of(found)])

    # ── units ──

    def f_units(self, unit: Set) -> Several | None:
        """A group in charge of a section is no unit of the tasks."""
        return None if isinstance(unit, One) and unit.iris and set(unit.iris) <= self._wording.work_groups else Several((unit,))

    def f_units_and(self, several: Several, unit: Set) -> Several | None:
        return None if several.either or unit in several.sets else Several((*several.sets, unit))

    def f_units_or(self, several: Several, unit: Set) -> Several | None:
        return Several((*several.sets, unit), True)

    def f_both_roles(self, kind: KindWord, step: Step, other: Step) -> Set | None:
        if kind.kind != UNIT or step == other:
            return None
        return self._narrowed(Both((self._scoped_units(step), self._scoped_units(other))), kind)

    def f_ask_both_roles(self, asked: Blank, step: Step, other: Step) -> QuestionReading | None:
        found = self.f_both_roles(asked.kind, step, other) if asked.kind is not None else None
        return self.f_ask(found, replace(asked, kind=None)) if found is not None else None

    def f_so_many(self, several: Several, number: Any) -> Several | None:
        """三家 after three names; 一家 after one says that there is no other."""
        return several if len(several.sets) == number > 1 else None

    def f_others_on(self, unit: Set, step: Step, tasks: Set) -> Set:
        return Minus(self.f_who(tasks, self._routes.any_role), unit)

    def f_who(self, tasks: Set, step: Step) -> Set:
        return Via(tasks, step.turned, UNIT)

    def f_who_any(self, tasks: Set) -> Set:
        return self.f_who(tasks, self._routes.any_role)

    def f_partners(self, unit: Set, kind: KindWord | None = None) -> Set | None:
        if kind is not None and kind.kind != UNIT:
            return None
        return self._narrowed(Partners(unit, self._routes.any_role, self._scope_tasks()), kind)

    def f_ask_partners(self, unit: Set, asked: Blank) -> QuestionReading | None:
        if asked.kind is not None and asked.kind.kind != UNIT:
            return None
        found = self.f_partners(unit, asked.kind)
        return self.f_ask(found, replace(asked, kind=None)) if found is not None else None

    def f_doers(self, kind: KindWord, step: Step) -> Set | None:
        return self._narrowed(self._scoped_units(step), kind) if kind.kind == UNIT else None

    def f_doers_any(self, step: Step) -> Set:
        return self._scoped_units(step)

    def f_busy(self, kind: KindWord, step: Step | None, operator: Operator, number: Any, measure: str | None = None) -> Set | None:
        hop = self._to_tasks(kind.kind, step)
        if hop is None or not isinstance(number, int) or (measure and self._words.measure_kinds.get(measure) != TASK):
            return None
        return self._narrowed(Having(self._each(kind.kind), hop, operator, number, self._scope_tasks() or Of(TASK)), kind)

    def f_ask_busy(self, asked: Blank, step: Step | None, operator: Operator, number: Any) -> QuestionReading | None:
        if asked.kind is None or asked.kind.kind == TASK:
            return None
        found = self.f_busy(asked.kind, step, operator, number)
        return self.f_ask(found, replace(asked, kind=None)) if found is not None else None

    def f_busy_just(self, kind: KindWord, step: Step | None, number: Any, measure: str, noun: str | None = None) -> Set | None:
        """Units with this number of tasks."""
        return self.f_busy(kind, step, "=", number, None if noun else measure)

    def f_ask_busy_just(
        self, asked: Blank, step: Step | None, number: Any, measure: str, noun: str | None = None
    ) -> QuestionReading | None:
        if asked.kind is None or asked.kind.kind == TASK or asked.number is not None:
            return None
        found = self.f_busy_just(asked.kind, step, number, measure, noun)
        return self.f_ask(found, replace(asked, kind=None)) if found is not None else None

    def f_neither(self, kind: KindWord, step: Step, other: Step) -> Set | None:
        if kind.kind != UNIT or step == other:
            return None
        somehow = Either((self._scoped_units(step), self._scoped_units(other)))
        return self._narrowed(Minus(self._scoped_units(self._routes.any_role), somehow), kind)

    def f_not_doing(self, kind: KindWord, step: Step, tasks: Set) -> Set | None:
        """Units that take part somewhere, but not so in this."""
        if kind.kind != UNIT:
            return None
        return self._narrowed(Minus(self._scoped_units(self._routes.any_role), self.f_who(tasks, step)), kind)

    def f_ask_not_doing(self, asked: Blank, step: Step, tasks: Set) -> QuestionReading | None:
        found = self.f_not_doing(asked.kind, step, tasks) if asked.kind is not None else None
        return self.f_ask(found, replace(asked, kind=None)) if found is not None else None

    def f_who_else(self, units: Several, asked: Blank, step: Step | None, tasks: Set | None = None) -> QuestionReading | None:
        """Who besides those named, of a task or at all."""
        if asked.kind is not None and asked.kind.kind != UNIT:
            return None
        others = Either(units.sets) if len(units.sets) > 1 else units.sets[0]
        step = step or self._routes.any_role
        everybody = self.f_who(tasks, step) if tasks is not None else self._scoped_units(step)
        return self.f_ask(Minus(everybody, others), replace(asked, kind=None))

    def f_idle(self, kind: KindWord, step: Step) -> Set | None:
        if kind.kind != UNIT:
            return None
        everybody = self._scoped_units(self._routes.any_role)
        return self._narrowed(Minus(everybody, self._scoped_units(step)), kind)

    def f_ask_idle(self, asked: Blank, step: Step) -> QuestionReading | None:
        found = self.f_idle(asked.kind, step) if asked.kind is not None else None
        return self.f_ask(found, replace(asked, kind=None)) if found is not None else None

    def f_one_not_other(self, kind: KindWord, step: Step, other: Step) -> Set | None:
        if kind.kind != UNIT or step == other:
            return None
        return self._narrowed(Minus(self._scoped_units(step), self._scoped_units(other)), kind)

    def f_ask_one_not_other(self, asked: Blank, step: Step, other: Step) -> QuestionReading | None:
        found = self.f_one_not_other(asked.kind, step, other) if asked.kind is not None else None
        return self.f_ask(found, replace(asked, kind=None)) if found is not None else None
