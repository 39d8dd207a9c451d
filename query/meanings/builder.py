"""The functions that `patterns.toml` calls, from recognised items to finished readings. None: this reading does not fit."""

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
from zhengpu.query.meanings.ground import mod_of, of_words
from zhengpu.query.meanings.readings import Blank, KindWord, Mod, QuestionReading, RankPlace, Several, Text
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

    def symbols_of(self, value: Any) -> tuple[str, ...]:
        """The symbols a set may stand as in a form."""
        if isinstance(value, QuestionReading):
            return ("Question",)
        return (kind_of(value).partition(":")[2], "Set") if isinstance(value, _SET) else ()

    # ── lists and counts ──

    def f_list(self, found: Set) -> QuestionReading | None:
        if kind_of(found) not in KINDS or (isinstance(found, One) and (found.iris or found.kind != TASK)):
            return None  # a name alone asks for nothing; words that no task has are looked for in vain
        return QuestionReading(found, KINDS[kind_of(found)])

    def f_count(self, found: Set) -> QuestionReading:
        return QuestionReading(Count(found), "count")

    def f_counted(self, found: Set | None) -> QuestionReading | None:
        return self.f_count(found) if found is not None else None

    def f_count_measured(self, measure: str) -> QuestionReading | None:
        """一共几项: only where the measure says that tasks are counted."""
        return self.f_count(self.f_everything(KindWord(TASK))) if self._words.measure_kinds.get(measure) == TASK else None

    def f_listed(self, counted: QuestionReading) -> QuestionReading | None:
        """有几条，都是什么: what was counted is listed."""
        found = counted.meaning
        return QuestionReading(found.source, KINDS[kind_of(found)]) if isinstance(found, Count) and found.by is None else None

    def f_ask_topic(self, tasks: Set, asked: Blank) -> QuestionReading | None:
        if asked.kind is None:
            return None
        return self.f_ask(tasks, asked)

    def f_ask_tasks(self, mod: Mod | Set, asked: Blank) -> QuestionReading | None:
        mod = mod_of(mod)
        counts_tasks = asked.kind is not None or self._words.measure_kinds.get(asked.measure or "") == TASK
        if asked.form == "count" and not counts_tasks and (of_words(mod.set) or asked.measure not in (None, "个")):
            return None  # 体育公园要建几个 does not count the tasks that speak of it
        if asked.kind is None or asked.kind.kind == TASK:
            return self.f_ask(self._tasks_of(mod), Blank(None, asked.form))
        found = self.f_pick(mod, asked.kind)
        return self.f_ask(found, Blank(None, asked.form)) if found is not None else None

    def f_ask_first(self, asked: Blank, mod: Mod | Set) -> QuestionReading | None:
        if asked.kind is None or (not mod_of(mod).positive and asked.kind.kind != TASK):
            return None  # 哪些文件没有… denies of the whole document, not of one of its tasks
        return self.f_ask_tasks(mod, asked)

    def f_ask_among(self, before: Set, mod: Mod | Set, asked: Blank | None = None) -> QuestionReading | None:
        found = self.f_apply(mod, before)
        return self.f_ask(found, asked or Blank(None)) if found is not None else None

    def f_list_tasks(self, mod: Mod | Set) -> QuestionReading:
        return QuestionReading(self._tasks_of(mod_of(mod)), "tasks")

    def f_ask_who(self, tasks: Set, step: Step, asked: Blank) -> QuestionReading | None:
        if asked.kind is not None and asked.kind.kind == "zp:UnitGroup":  # 归哪个专班: those in charge of its part
            return self.f_ask(self._go(tasks, asked.kind), Blank(None, asked.form))
        if asked.kind is not None and asked.kind.kind != UNIT:
            return None
        found = self._narrowed(self.f_who(tasks, step), asked.kind)
        return self.f_ask(found, Blank(None, asked.form))

    def f_duty(self) -> Step:
        return self._routes.duty

    def f_ask_whom(self, tasks: Set, step: Step, asked: Blank) -> QuestionReading | None:
        """Only where the question says that it asks for units (银保监负责什么 does not)."""
        return self.f_ask_who(tasks, step, asked) if asked.kind is not None else None

    def f_role_in(self, unit: Set, tasks: Set) -> QuestionReading:
        return QuestionReading(Both((self.f_who_any(tasks), unit)), "units")

    def f_ask_who_does(self, tasks: Set, asked: Blank) -> QuestionReading | None:
        return self.f_ask_who(tasks, self._routes.duty, asked)

    def f_ask_anyone(self, step: Step, asked: Blank) -> QuestionReading | None:
        if asked.kind is None or asked.kind.kind != UNIT:
            return None
        return self.f_ask(self._narrowed(self._scoped_units(step), asked.kind), Blank(None, asked.form))

    def f_ask_amounting(self, asked: Blank, targets: Set) -> QuestionReading | None:
        if asked.kind is None or asked.kind.kind not in (TARGET, TASK):
            return None
        mod = self.f_with_targets(targets)
        return self.f_ask(targets if asked.kind.kind == TARGET or mod is None else mod.set, Blank(None, asked.form))

    def f_ask_shared(self, tasks: Set, others: Set, asked: Blank) -> QuestionReading | None:
        if asked.kind is None or asked.kind.kind != UNIT:
            return None
        both = Both((self.f_who_any(tasks), self.f_who_any(others)))
        return self.f_ask(self._narrowed(both, asked.kind), Blank(None, asked.form))

    def f_top_partners(self, unit: Set, place: RankPlace, n: int | None, kind: KindWord) -> QuestionReading | None:
        if kind.kind != UNIT:
            return None
        shared = Via(unit, self._routes.any_role, TASK)
        source = Partners(unit, self._routes.any_role, self._scope_tasks())
        return QuestionReading(Top(source, self._routes.any_role, n or place.n, place.rank, place.most, shared), "units")

    def f_ask_top_partners(self, unit: Set, place: RankPlace, asked: Blank) -> QuestionReading | None:
        kind = asked.kind or KindWord(UNIT)
        return self.f_top_partners(unit, place, asked.number, kind) if asked.form == "list" else None

    def f_ask_all(self, asked: Blank) -> QuestionReading | None:
        if asked.kind is None:
            return None
        return self.f_ask(self.f_everything(asked.kind), Blank(None, asked.form))

    def f_ask_kind(self, kind: KindWord, asked: Blank) -> QuestionReading | None:
        return self.f_ask_all(Blank(kind, asked.form)) if asked.kind is None else None

    def f_ask_units_things(self, units: Several, asked: Blank) -> QuestionReading | None:
        if asked.kind is None:
            return None
        if asked.kind.kind == TASK:
            return self.f_ask_tasks(self.f_involving(units), asked)
        found = self._go(Either(units.sets) if len(units.sets) > 1 else units.sets[0], asked.kind) if asked.kind.kind != UNIT else None
        return self.f_ask(found, Blank(None, asked.form)) if found is not None else None

    # ── yes or no ──

    def f_whether(self, units: Several, step: Step, tasks: Set) -> QuestionReading:
        sets = tuple(Via(unit, step, TASK) for unit in units.sets)
        does: tuple[Set, ...] = (Either(sets),) if units.either and len(sets) > 1 else sets
        return QuestionReading(Whether(Both((tasks, *does))), "yesno")

    def f_any(self, found: Set | None) -> QuestionReading | None:
        return QuestionReading(Whether(found), "yesno") if found is not None and not isinstance(found, One) else None

    def f_any_task(self, units: Several, step: Step | None) -> QuestionReading:
        return QuestionReading(Whether(self.f_reach(units, step or self._routes.any_role).set), "yesno")

    # ── the most, the fewest, counts by ──

    def f_first(self, number: Any) -> int | None:
        return number if isinstance(number, int) and 0 < number <= 100 else None

    def f_place(self, number: int) -> RankPlace:
        return RankPlace(1, max(number, 1))

    def f_most(self) -> RankPlace:
        return RankPlace()

    def f_least(self) -> RankPlace:
        return RankPlace(most=False)

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

    def f_top_plain(self, kind: KindWord, n: int) -> QuestionReading | None:
        found = self.f_top(kind, None, RankPlace(n))
        return found if isinstance(found, QuestionReading) else None

    def f_ranking(self, ranking: QuestionReading, asked: Blank | None = None) -> QuestionReading | None:
        if asked is not None and (asked.form == "count" or (asked.kind is not None and KINDS.get(asked.kind.kind) != ranking.kind)):
            return None
        return ranking

    def f_ask_top(self, asked: Blank, step: Step | None, place: RankPlace | None) -> Any:
        return self.f_top(asked.kind, step, place, asked.number) if asked.kind is not None and place is not None else None

    def f_top_tasks(self, place: RankPlace, n: int | None = None) -> QuestionReading:
        return QuestionReading(Top(Of(TASK), self._routes.any_role.turned, n or place.n, place.rank, place.most), "tasks")

    def f_ask_top_tasks(self, asked: Blank, place: RankPlace) -> QuestionReading | None:
        return self.f_top_tasks(place) if asked.kind is not None and asked.kind.kind == TASK else None

    def f_by_date(self, kind: str, word: str, n: Any = None) -> QuestionReading | None:
        if kind not in (DOCUMENT, TASK, TARGET) or not isinstance(n, int | None):
            return None
        attribute = "dct:issued" if kind == DOCUMENT else "zp:deadline"
        latest = "latest" in {s for w in self._words.table.get(word, ()) for s in w.symbols}
        return QuestionReading(Top(Of(kind), attribute, n or 1, most=latest), KINDS[kind])

    def f_ask_by_date(self, asked: Blank, word: str) -> QuestionReading | None:
        return self.f_by_date(asked.kind.kind, word) if asked.kind is not None and asked.form == "list" else None

    # ── text, dates, values, money ──

    def f_text_of(self, tasks: Set) -> QuestionReading:
        return QuestionReading(Describe(tasks, ("zp:text",)), "text")

    def f_deadline_of(self, tasks: Set) -> QuestionReading:
        return QuestionReading(Describe(tasks, ("zp:deadline", "zp:deadlineText")), "date")

    def f_word(self, said: str) -> Text:
        return Text((said,))

    def f_words(self, a: Text, b: Text) -> Text:
        return Text(("".join((*a.words, *b.words)),))

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

    def f_value_is(self, words: Text, operator: Operator, number: Any, measure: str | None, *more: Text | None) -> QuestionReading | None:
        """5G基站的目标是300个吗."""
        found = self.f_value(words, None, None, measure, *more)
        if found is None or not isinstance(found.meaning, One) or not found.meaning.iris:
            return None
        return QuestionReading(Whether(Where(found.meaning, "schema:value", operator, number)), "yesno")

    def _beside(self, said: str) -> bool:
        """Whether words set one thing beside another: 甲比乙多."""
        after = min((at for w in self._words.surfaces("than") if (at := said.find(w, 1)) > 0), default=len(said))
        return any(w in said[after:] for symbol in ("more", "fewer") for w in self._words.surfaces(symbol))

    def f_value_among(self, targets: Set, operator: Operator, number: Any, measure: str | None = None) -> QuestionReading | None:
        """第17条的目标是200个吗."""
        if measure is not None:
            targets = Where(targets, "schema:unitText", "=", measure)
        return QuestionReading(Whether(Where(targets, "schema:value", operator, number)), "yesno")

    def f_value_beats(self, one: Text, noun: str | None, other: Text, most: bool) -> QuestionReading | None:
        """模型券补助比语料券高吗: the one is not among the least of both. Only figures in the same unit can be compared."""
        money = any(w.symbols[0] in ("paynoun", "sumnoun") for w in self._words.table.get(noun or "", ()))
        known = [t for t in self._wording.targets(self._documents) if t.unit and (not money or t.unit.endswith(_MONEY))]
        first = self._nearest("".join(one.words) + (noun or ""), known, None)
        units = {t.unit for t in known if t.iri in first}
        second = self._nearest("".join(other.words) + (noun or ""), [t for t in known if t.unit in units and t.iri not in first], None)
        if len(first) != 1 or len(second) != 1:
            return None
        a, b = One(TARGET, first, "".join(one.words) + (noun or "")), One(TARGET, second, "".join(other.words) + (noun or ""))
        return QuestionReading(Whether(Minus(a, Top(Either((a, b)), "schema:value", most=not most))), "yesno")

    def f_number_of(self, words: Text, period: Period | None) -> QuestionReading | None:
        if any(w.symbols[0] == "kind" for w in self._words.table.get("".join(words.words), ())):
            return None  # 任务总数 counts things, it is no indicator
        found = self.f_value(words, period, None)
        return found if found is not None and isinstance(found.meaning, One) and found.meaning.iris else None

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

    def f_funding_for(self, words: Text, noun: str | None) -> QuestionReading | None:
        """1000万元补助 is not 1000万元贴息: the noun tells, where the plan has it."""
        named = self.f_funding(self.f_words(words, Text((noun,)))) if noun else None
        found = named.meaning if named is not None else None
        return named if isinstance(found, One) and found.iris else self.f_funding(words)

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

    def f_who_more(self, units: Several, step: Step | None, asked: Blank) -> QuestionReading | None:
        if len(units.sets) < 2 or asked.form == "count" or (asked.kind is not None and asked.kind.kind != UNIT):
            return None
        return QuestionReading(Top(Either(units.sets), step or self._routes.any_role, within=self._scope_tasks()), "units")

    def f_table(self, a: Set, b: Set) -> QuestionReading | None:
        if kind_of(a) != kind_of(b) or kind_of(a) not in (UNIT, DOCUMENT):
            return None
        hop = cast(Step, self._routes.direct(kind_of(a), TASK))
        return QuestionReading(Count(Of(TASK), hop.turned, kind_of(a), Either((a, b))), "table")


_MONEY = "元"
