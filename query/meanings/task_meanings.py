"""Meanings of tasks: what they are about, who does them, when they are due, and sets narrowed by all that."""

from __future__ import annotations

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
from zhengpu.query.meanings.readings import KindWord, Mod, Several
from zhengpu.query.meanings.unit_meanings import UnitMeanings
from zhengpu.query.words.link import FreeWords, Period, TaskNumbers

__all__ = ["TaskMeanings"]


class TaskMeanings(UnitMeanings):
    """Meanings about tasks and what stands in them."""

    # ── tasks by what they are about ──

    def f_numbered(self, numbers: TaskNumbers) -> Set:
        found = self._wording.numbered(numbers.numbers, self._documents)
        return One(TASK, found, numbers.printed)

    def f_mentions(self, thing: One) -> Any:
        step = self._routes.direct(TASK, kind_of(thing))
        if step is None or not isinstance(thing, One):
            return None
        found: Set = Via(thing, step.turned, TASK)
        if kind_of(thing) != "zp:Policy" and (said := self._containing(thing.label, "zp:text")):
            found = Either((found, said))
        return found

    def f_in_section(self, section: Set | None) -> Any:
        return section and Via(section, cast(Step, self._routes.direct(SECTION, TASK)), TASK)

    def f_of_group(self, group: One) -> Mod:
        """A 专班 is responsible for its section."""
        sections = Via(group, Step(("zp:workGroup",), False), SECTION)
        return Mod(self.f_in_section(sections))

    # ── tasks by who does them ──

    def f_reach(self, units: Several, step: Step) -> Mod:
        sets = tuple(Via(unit, step, TASK) for unit in units.sets)
        return Mod(sets[0] if len(sets) == 1 else Either(sets))

    def f_reach_all(self, units: Several, step: Step) -> Mod | None:
        sets = tuple(Via(unit, step, TASK) for unit in units.sets)
        return Mod(Both(sets) if len(sets) > 1 else sets[0])

    def f_reach_only(self, units: Several, step: Step | None) -> Mod | None:
        """Tasks with these units and no other."""
        step = step or self._routes.any_role
        if not all(isinstance(unit, One) for unit in units.sets):
            return None  # how many there are is known of those named
        together = self.f_reach_all(units, step)
        return Mod(Having(together.set, self._routes.any_role.turned, "=", len(units.sets))) if together else None

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

    def f_crowded(
        self, operator: Operator, number: Any, measure: str | None = None, kind: Any = None, role: Step | None = None
    ) -> Mod | None:
        """Tasks with so many units, or so many in a role."""
        if kind is None and role is None and measure and self._words.measure_kinds.get(measure, UNIT) != UNIT:
            return None  # 5项以上 counts tasks
        return Mod(Having(Of(TASK), (role or self._routes.any_role).turned, operator, number)) if isinstance(number, int) else None

    def f_due(self, period: Period) -> Mod:
        return Mod(self._dated(Of(TASK), "zp:deadline", period))

    def f_with_deadline(self) -> Mod:
        return Mod(Where(Of(TASK), "zp:deadline", "exists"))

    def f_mods(self, a: Mod | Set, b: Mod | Set) -> Mod | None:
        a, b = mod_of(a), mod_of(b)
        if a == b:
            return None
        if not a.positive and not b.positive:
            return Mod(Either((a.set, b.set)), False)
        if not a.positive:
            a, b = b, a
        return Mod(Both((a.set, b.set)) if b.positive else Minus(a.set, b.set))

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

    def f_step(self, source: Set | Mod, kind: KindWord) -> Set | None:
        source = source.set if isinstance(source, Mod) else source
        return None if kind.kind == kind_of(source) and kind.kind != SECTION else self._go(source, kind)

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
