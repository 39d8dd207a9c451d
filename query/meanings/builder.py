"""From recognised items to finished readings. None: this reading does not fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from zhengpu.graph.facts import Iri
from zhengpu.query.kinds import DOCUMENT, KINDS, TARGET, TASK, UNIT
from zhengpu.query.meaning import (
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
from zhengpu.query.meanings.figure_meanings import FigureMeanings
from zhengpu.query.meanings.readings import Blank, KindWord, QuestionReading, RankPlace, Text
from zhengpu.query.words.link import Period
from zhengpu.query.words.nearest import nearness

__all__ = ["Builder"]


_SET = Of | One | Via | Both | Either | Minus | Where | Having | Partners | Top


class Builder(FigureMeanings):
    """Makes the readings of one question: lists, counts, yes or no, rankings, values, comparisons."""

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        """A function of a meaning, by its name in the file; the same call is made once."""
        key = (name, tuple(arguments))
        if key not in self._made:
            self._made[key] = getattr(self, f"f_{name}")(*arguments)
        return self._made[key]

    # ── lists and counts ──

    def f_duty(self) -> Step:
        return self._routes.duty

    def f_role_in(self, unit: Set, tasks: Set) -> QuestionReading:
        return QuestionReading(Both((self.f_who_any(tasks), unit)), "units")

    def f_top_partners(self, unit: Set, place: RankPlace, n: int | None, kind: KindWord) -> QuestionReading | None:
        if kind.kind != UNIT:
            return None
        shared = Via(unit, self._routes.any_role, TASK)
        source = Partners(unit, self._routes.any_role, self._scope_tasks())
        return QuestionReading(Top(source, self._routes.any_role, n or place.n, place.rank, place.most, shared), "units")

    # ── yes or no ──

    def f_any(self, found: Set | None) -> QuestionReading | None:
        return QuestionReading(Whether(found), "yesno") if found is not None and not isinstance(found, One) else None

    # ── the most, the fewest, counts by ──

    def f_top(
        self, kind: KindWord, step: Step | None, place: RankPlace, n: int | None = None, m: int | None = None
    ) -> Set | QuestionReading | None:
        """The members of a ranking; it ends the reading, so it is one already."""
        hop = self._to_tasks(kind.kind, step)
        if hop is None or kind.kind == TASK:
            return None
        source = self._narrowed(self._each(kind.kind), kind)
        return QuestionReading(
            Top(source, hop, n or m or place.n, place.rank, place.most, self._scope_tasks() or Of(TASK)), KINDS[kind.kind]
        )

    # ── text, dates, values, money ──

    def f_deadline_of(self, tasks: Set) -> QuestionReading:
        return QuestionReading(Describe(tasks, ("zp:deadline", "zp:deadlineText")), "date")

    def f_value(
        self, words: Text, period: Period | None, amount: str | None, measure: str | None = None, *more: Text | None
    ) -> QuestionReading | None:
        said = "".join([*words.words, *(w for each in more if each for w in each.words)])
        if len(said) < 2 or not any(c.isalpha() for c in said) or self._beside(said):
            return None  # 要建几个 names nothing, a number no target; 甲比乙多几个 asks for no value of one of them
        units = self._words.amounts.get(amount or "", ()) or self._words.amounts.get(measure or "", ())
        best = self._best_targets(said, period, units, measure)
        return QuestionReading(One(TARGET, best, said), "value")

    def _best_targets(self, said: str, period: Period | None, units: tuple[str, ...], measure: str | None) -> tuple[Iri, ...]:
        """The targets nearest to these words, however the words were put together."""
        key = ("best targets", (said, period, units, measure))
        if key not in self._made:
            known = [t for t in self._wording.targets(self._documents) if t.unit]
            wanted = [t for t in known if self._on_time(t, period) and (not units or t.unit.endswith(units))]
            self._made[key] = self._nearest(said, wanted, measure)
        return cast(tuple[Iri, ...], self._made[key])

    def f_value_bound(
        self, words: Text, period: Period | None, amount: str | None, measure: str | None, bound: str | None, *more: Text | None
    ) -> QuestionReading | None:
        """至少多少 is not answered with 最高500万元, nor 最高多少 with 200个以上."""
        said = {symbol for w in self._words.table.get(bound or "", ()) for symbol in w.symbols}
        plain = self.f_value(words, period, amount, measure, *more)
        other = ">=" if "upper" in said else "<=" if "lower" in said else None
        if other is None or plain is None or not isinstance(plain.meaning, One):
            return plain
        marked = self.f_value(words, period, amount, measure, Text((self._words.bounds["upper" if "upper" in said else "lower"],)), *more)
        best = marked.meaning if marked is not None and isinstance(marked.meaning, One) and marked.meaning.iris else plain.meaning
        best = replace(best, label=plain.meaning.label)
        return replace(plain, meaning=Where(best, "zp:comparator", "!=", other) if best.iris else best)

    def _beside(self, said: str) -> bool:
        """Whether words set one thing beside another: 甲比乙多."""
        after = min((at for w in self._words.surfaces("than") if (at := said.find(w, 1)) > 0), default=len(said))
        return any(w in said[after:] for symbol in ("more", "fewer") for w in self._words.surfaces(symbol))

    def f_value_among(self, targets: Set, operator: Operator, number: Any, measure: str | None = None) -> QuestionReading | None:
        """第17条的目标是200个吗."""
        if measure is not None:
            targets = Where(targets, "schema:unitText", "=", measure)
        return QuestionReading(Whether(Where(targets, "schema:value", operator, number)), "yesno")

    def f_funding(self, words: Text, *payers: Set) -> QuestionReading:
        said = "".join(words.words)
        known = list(self._wording.funding(self._documents))
        best = self._nearest(said, known, None) or self._nearest(self._without_noun(said), known, None)
        owners = {f.text for f in known if f.iri in best}
        found: Set = One("zp:Funding", tuple(f.iri for f in known if f.text in owners), said)
        paid = tuple(Via(payer, Step(("zp:funds",)), "zp:Funding") for payer in payers)
        return QuestionReading(Both((found, Either(paid) if len(paid) > 1 else paid[0])) if paid else found, "funding")

    def _without_noun(self, said: str) -> str:
        """新增纳统奖励资金 without the word for money, which the plan may call otherwise."""
        ends = (said[cut:] for cut in range(2, len(said)))
        noun = next((e for e in ends if any(w.symbols[0] == "paynoun" for w in self._words.table.get(e, ()))), "")
        return said.removesuffix(noun)

    def f_paid_by(self, payer: Set, asked: Blank | None = None) -> QuestionReading | None:
        if asked is not None and asked.kind is not None and asked.kind.kind == TASK:
            return self.f_ask(self.f_paid_tasks(payer).set, Blank(None, asked.form))
        if asked is not None and asked.kind is not None:
            return None
        return QuestionReading(Via(payer, Step(("zp:funds",)), "zp:Funding"), "funding")

    def f_recurring(self, words: Text, more: Text | None = None) -> QuestionReading:
        said = "".join([*words.words, *(more.words if more else ())])
        scored = [
            (max(nearness(said, s, t.title, self._folding) for s in re.split("[。；]", t.text)), t.iri)
            for t in self._wording.recurring(self._documents)
        ]
        best = max(scored, default=(0.0, Iri("")))
        return QuestionReading(Describe(One(TASK, (best[1],) if best[0] > 0 else (), said), ("zp:deadlineText",)), "date")

    # ── comparing ──

    def f_table(self, a: Set, b: Set) -> QuestionReading | None:
        if kind_of(a) != kind_of(b) or kind_of(a) not in (UNIT, DOCUMENT):
            return None
        hop = cast(Step, self._routes.direct(kind_of(a), TASK))
        return QuestionReading(Count(Of(TASK), hop.turned, kind_of(a), Either((a, b))), "table")


_MONEY = "元"
