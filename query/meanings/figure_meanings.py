"""Meanings of figures: what is more, by how much, what part, on average, which place; counts by kind and by year; first and last."""

from __future__ import annotations

from typing import Any, Literal

from zhengpu.query.kinds import TARGET, TASK, UNIT
from zhengpu.query.meaning import (
    Average,
    Compared,
    Count,
    Of,
    One,
    Operator,
    Placed,
    Set,
    Step,
    Top,
    Via,
    Where,
    kind_of,
)
from zhengpu.query.meanings.document_meanings import DocumentMeanings
from zhengpu.query.meanings.ground import mod_of, of_words
from zhengpu.query.meanings.readings import Blank, KindWord, Mod, QuestionReading, RankPlace

__all__ = ["FigureMeanings"]

_MOST_IN_ORDER = 100
_MONEY = "元"
"""The unit that sums of money are worked out in."""
_MIDDLE = {"zp:UnitGroup": (Step(("zp:inSection",), deep=True), Step(("zp:workGroup",)))}
"""From a task in two steps: to those in charge of its section."""


How = Literal["more", "fewer", "same", "difference", "gap", "share"]


class FigureMeanings(DocumentMeanings):
    """Meanings whose answers are worked out."""

    # ── one thing against another ──

    def f_share(self, part: Mod | Set, whole: Mod | Set | None = None) -> QuestionReading | None:
        """What part of all the tasks, or of some, these are."""
        part = mod_of(part)
        if whole is None and of_words(part.set):
            return None  # 智能算力要占到百分之几 asks for the plan's own figure, not how many of its tasks speak of it
        return QuestionReading(Compared(self._tasks_of(part), self._tasks_of(mod_of(whole)) if whole else Of(TASK), "share"), "value")

    def f_average(self, kind: KindWord, step: Step | None = None, asked: Blank | None = None) -> QuestionReading | None:
        counted = asked.kind.kind if asked and asked.kind else UNIT if kind.kind == TASK else TASK
        if asked is not None and asked.form != "count":
            return None
        if kind.kind == TASK:
            hop = (step or self._routes.any_role).turned if counted == UNIT else None
        else:
            hop = self._to_tasks(kind.kind, step) if counted == TASK else None
        if hop is None:
            return None
        source = self._narrowed(self._routes.everything(kind.kind), kind)
        return QuestionReading(Average(source, hop, None if counted == UNIT else self._scope_tasks() or Of(TASK)), "value")

    def f_placed(self, unit: One, step: Step | None = None) -> QuestionReading | None:
        if not isinstance(unit, One):
            return None
        everybody = self._routes.everything(UNIT)
        return QuestionReading(Placed(unit, everybody, step or self._routes.any_role, self._scope_tasks() or Of(TASK)), "count")

    # ── counts by kind and by year ──

    def f_count_by(self, kind: KindWord, step: Step | None = None, asked: Blank | None = None) -> QuestionReading | None:
        if asked is not None and asked.form != "count":
            return None
        counted = asked.kind if asked is not None and asked.kind is not None else KindWord(TASK)
        if counted.kind == kind.kind:
            return None
        narrow = self._narrowed(self._routes.everything(kind.kind), kind) if kind.ends or kind.starts else None
        source = self._narrowed(self._routes.everything(counted.kind), counted)
        path = self._path(counted.kind, kind.kind, step)
        return QuestionReading(Count(source, path[0], kind.kind, narrow, *path[1:]), "table") if path else None

    def _path(self, start: str, end: str, role: Step | None) -> tuple[Step, ...]:
        """One step or two from kind to kind; the role is that of units."""
        if start == TASK and end in _MIDDLE:
            return _MIDDLE[end]
        if start == TASK:
            back = self._to_tasks(end, role)
            return (back.turned,) if back is not None else ()
        if end == TASK:
            there = self._to_tasks(start, role)
            return (there,) if there is not None else ()
        there, back = (
            self._to_tasks(start, None),
            self._to_tasks(end, role or (self._routes.duty if start == TARGET and end == UNIT else None)),
        )
        if start == TARGET:
            there = self._routes.direct(TARGET, TASK)
        return (there, back.turned) if there is not None and back is not None else ()

    def f_count_by_place(self) -> QuestionReading:
        """Counts by the places whose documents they stand in."""
        return QuestionReading(Count(Of(TASK), Step(("zp:inDocument",)), "zp:Place", None, Step(("zp:jurisdiction",))), "table")

    def f_count_by_year(self, asked: Blank | None = None) -> QuestionReading | None:
        if asked is not None and (asked.form != "count" or (asked.kind is not None and asked.kind.kind not in (TASK, TARGET))):
            return None
        kind = asked.kind.kind if asked is not None and asked.kind is not None else TASK
        return QuestionReading(Count(Of(kind), "zp:deadline", kind), "table")

    # ── the greatest value, values of an amount ──

    def f_top_value(self, place: RankPlace, word: str | None = None, asked: Blank | KindWord | None = None) -> QuestionReading | None:
        """The target with the greatest number; of money where the question speaks of money, in the words the plan uses."""
        kind = asked.kind if isinstance(asked, Blank) else asked
        if isinstance(asked, Blank) and asked.form == "count":
            return None
        known: Set = Of(TARGET)
        if word is not None:
            known = Where(known, "zp:normalisedUnit", "=", _MONEY)
            if word not in self._words.sums:
                known = Where(known, "zp:text", "contains", word)
        best = Top(known, "schema:value" if word is None else "zp:normalisedValue", place.n, place.rank, place.most)
        wanted = kind.kind if isinstance(kind, KindWord) else None
        if wanted == TASK:
            return QuestionReading(Via(best, Step(("zp:hasTarget",), False), TASK), "tasks")
        return QuestionReading(best, "targets") if wanted in (None, TARGET) else None

    def f_amounting(self, operator: Operator, number: Any, measure: str | None = None) -> Set | None:
        """Targets of such a number; the measure is that of their unit."""
        found: Set = Where(Of(TARGET), "schema:value", operator, number)
        return found if measure is None else Where(found, "schema:unitText", "=", measure)

    def f_between(self, low: Any, high: Any, measure: str | None = None) -> Set | None:
        if not low < high:
            return None
        found: Set = Where(Where(Of(TARGET), "schema:value", ">=", low), "schema:value", "<=", high)
        return found if measure is None else Where(found, "schema:unitText", "=", measure)

    def f_with_targets(self, targets: Set) -> Mod | None:
        """Tasks with such targets."""
        return Mod(Via(targets, Step(("zp:hasTarget",), False), TASK)) if kind_of(targets) == TARGET else None

    def f_payer(self, start: str) -> Set:
        """县里 stands for whoever pays of the county."""
        return Where(Of("zp:Payer"), "rdfs:label", "starts", start)

    def f_paid_tasks(self, payer: Set) -> Mod:
        return Mod(Via(Via(payer, Step(("zp:funds",)), "zp:Funding"), Step(("zp:hasFunding",), False), TASK))

    # ── the first and the last ──

    def f_first_tasks(self, n: Any, *said: str) -> Set | None:
        return self._in_order("".join(said), slice(0, n)) if self._tasks_counted(n, said[-1]) else None

    def f_last_tasks(self, n: Any, *said: str | None) -> Set | None:
        words = "".join(s for s in said if s)
        return self._in_order(words, slice(-n, None)) if self._tasks_counted(n, said[-1]) else None

    def _tasks_counted(self, n: Any, measure: str | None) -> bool:
        """三项, but not 三份: that counts documents."""
        return isinstance(n, int) and 0 < n <= _MOST_IN_ORDER and self._words.measure_kinds.get(measure or "", TASK) == TASK

    def _in_order(self, said: str, place: slice) -> Set:
        """The first or last tasks of each document in scope; which document is asked back where there are several."""
        rows: dict[str, list[tuple[int, Any]]] = {}
        for task in self._tasks():
            rows.setdefault(task.document, []).append((task.number, task.iri))
        return One(TASK, tuple(iri for row in rows.values() for _, iri in sorted(row)[place]), said + self._ontology.kind(TASK).label)
