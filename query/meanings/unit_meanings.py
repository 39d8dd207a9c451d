"""Meanings of units, and of what is asked for. A function returns None where the reading does not fit."""

from __future__ import annotations

from typing import Any

from zhengpu.query.kinds import KINDS, SECTION, TARGET, TASK, UNIT
from zhengpu.query.meaning import (
    Count,
    Having,
    Minus,
    Of,
    One,
    Operator,
    Set,
    Step,
    Via,
    kind_of,
)
from zhengpu.query.meanings.ground import Ground
from zhengpu.query.meanings.readings import Blank, KindWord, QuestionReading

__all__ = ["UnitMeanings"]


class UnitMeanings(Ground):
    """Meanings about units and the place of the question that the answer fills."""

    # ── what is asked for ──

    def f_any_role(self) -> Step:
        return self._routes.any_role

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

    def f_who(self, tasks: Set, step: Step) -> Set:
        return Via(tasks, step.turned, UNIT)

    def f_who_any(self, tasks: Set) -> Set:
        return self.f_who(tasks, self._routes.any_role)

    def f_doers_any(self, step: Step) -> Set:
        return self._scoped_units(step)

    def f_busy(self, kind: KindWord, step: Step | None, operator: Operator, number: Any, measure: str | None = None) -> Set | None:
        hop = self._to_tasks(kind.kind, step)
        if hop is None or not isinstance(number, int) or (measure and self._words.measure_kinds.get(measure) != TASK):
            return None
        return self._narrowed(Having(self._each(kind.kind), hop, operator, number, self._scope_tasks() or Of(TASK)), kind)

    def f_not_doing(self, kind: KindWord, step: Step, tasks: Set) -> Set | None:
        """Units that take part somewhere, but not so in this."""
        if kind.kind != UNIT:
            return None
        return self._narrowed(Minus(self._scoped_units(self._routes.any_role), self.f_who(tasks, step)), kind)

    def f_idle(self, kind: KindWord, step: Step) -> Set | None:
        if kind.kind != UNIT:
            return None
        everybody = self._scoped_units(self._routes.any_role)
        return self._narrowed(Minus(everybody, self._scoped_units(step)), kind)
