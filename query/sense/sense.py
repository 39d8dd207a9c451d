"""Composition: what is asked and what limits it → readings over the algebra, best first; each word that matters has its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from zhengpu.graph.facts import Iri
from zhengpu.query.grammar.patterns import Item, Parsed, Skip
from zhengpu.query.kinds import DOCUMENT, KINDS, SECTION, TARGET, TASK, UNIT
from zhengpu.query.meaning import (
    Both,
    Compared,
    Count,
    Describe,
    Either,
    Minus,
    Of,
    One,
    Set,
    Step,
    Top,
    Via,
    Where,
    Whether,
    kind_of,
    parts,
)
from zhengpu.query.meanings.builder import Builder
from zhengpu.query.meanings.readings import KindWord, Mod, QuestionReading, RankPlace, Several, Text
from zhengpu.query.sense.asked import Asked, asked
from zhengpu.query.sense.concepts import Concepts
from zhengpu.query.sense.narrowing import Narrowing, NarrowingReader
from zhengpu.query.sense.parties import DOING
from zhengpu.query.sense.utterance import Utterance
from zhengpu.query.sense.word_search import TopicWord, WordSearch
from zhengpu.query.words.link import FreeWords

__all__ = ["SenseComposer"]

_NAMED = ("zp:Project", "zp:Programme", "zp:Place", "zp:Policy")


class SenseComposer:
    """Readings of one utterance."""

    def __init__(
        self,
        said: Utterance,
        builder: Builder,
        topics: WordSearch,
        concepts: Concepts,
        tasks_called: Callable[[str], bool],
        members: Callable[[Set], Sequence[Iri]],
    ) -> None:
        self._members = members
        self._apart: bool | None = None
        self._said, self._builder, self._topics, self._concepts, self._called = said, builder, topics, concepts, tasks_called
        self._tokens = said.tokens
        self._reader = NarrowingReader(said, builder, topics, concepts)
        self._any, self._duty = builder.f_any_role(), builder.f_duty()

    def readings(self) -> Iterator[Parsed]:
        """Complete readings, best first; each is made only when it is asked for."""
        if any(t.has("how") for t in self._tokens):
            return  # manner and reason are nothing that a plan's facts tell
        wanted = asked(self._tokens, self._called)
        if wanted.several or self._reader.noise():
            return
        limits = self._reader.read(wanted)
        if limits is None:
            return
        seen: list[Any] = []
        for name, make in self._ways(wanted, limits):
            for reading in make():
                if isinstance(reading, QuestionReading) and reading not in seen:
                    seen.append(reading)
                    yield self._parsed(f"sense: {name}", reading)

    # ── composing ──

    def _ways(self, a: Asked, x: Narrowing) -> Iterator[tuple[str, Callable[[], Iterator[QuestionReading | None]]]]:
        if x.compare and sum(len(p.sets) for p in x.parties) >= 2:
            yield "compared", lambda: self._compared(a, x)
        if x.compare and not x.parties and "than" in x.classes and a.form in ("yesno", "list") and a.kind is None:
            yield "values compared", lambda: self._beats(x)
            return
        if a.form == "yesno":
            yield "whether", lambda: self._whether(a, x)
            return
        if a.form == "date":
            yield "when", lambda: self._when(x)
            return
        if a.form in ("text", "title"):
            yield a.form, lambda: self._text(a, x)
            return
        if x.payer is not None and ("pay" in x.classes or a.form == "value"):
            yield "money", lambda: self._money(x, a.kind == TASK)
            return
        if "copied" in x.classes or "issue" in x.classes or "addressed" in x.classes:
            yield "head", lambda: self._head(a, x)
        if x.place is not None and a.form != "value":
            yield "ranking", lambda: self._ranking(a, x)
        if a.form == "value":
            if "pay" in x.classes and (x.words or x.quantities):
                yield "money", lambda: self._money(x)
            yield "value", lambda: self._value(a, x)
            return
        if "pay" in x.classes and a.kind in (UNIT, None) and x.words and not x.parties:
            yield "money", lambda: self._money(x)
        if a.form == "count" and a.noun is None and a.kind in (UNIT, TASK) and any(w.must for w in x.words):
            yield "value", lambda: self._value(a, x)  # 一年帮多少家
            if a.kind == UNIT and x.role is None and "takepart" not in x.classes:
                return
        if a.kind == UNIT:
            yield "units", lambda: self._units(a, x)
        elif a.kind == TARGET:
            yield "targets", lambda: self._targets(a, x)
        elif a.kind == SECTION:
            yield "sections", lambda: self._sections(a, x)
        elif a.kind == DOCUMENT:
            yield "documents", lambda: self._documents(a, x)
        elif a.kind in (TASK, None):
            if a.kind is None and x.role is not None and not x.parties and (x.words or x.numbers or x.things):
                yield "units", lambda: self._units(a, x)
            if a.kind is None and a.explicit and x.words and not x.parties:
                yield "things called so", lambda: self._called_so(a, x)
                if a.noun is not None and a.noun.content and not x.mention:
                    return  # 哪些展会 asks for no tasks
            yield "tasks", lambda: self._listed(a, x)
        else:
            yield "things", lambda: self._things(a, x)

    def _out(self, found: Set | None, a: Asked) -> QuestionReading | None:
        if found is None or kind_of(found) not in KINDS:
            return None
        return QuestionReading(Count(found), "count") if a.form == "count" else QuestionReading(found, KINDS[kind_of(found)])

    def _answers_for(self) -> bool:
        """Whether plans set those responsible (责任单位) beside those who lead."""
        if self._apart is None:
            b = self._builder
            both = Both((b.f_with_role(Step(("zp:leads",))).set, b.f_with_role(Step(("zp:responsibleFor",))).set))
            labelled = b.occurs("牵头单位") and b.occurs("责任单位")
            self._apart = labelled and bool(self._members(both))
        return self._apart

    def _step(self, role: str | None, default: Step) -> Step:
        if role is None:
            return default
        beside = any(t.has("lead") for t in self._tokens) and any(t.surface in self._concepts.sets["answering"] for t in self._tokens)
        if role in ("takepart", "responsible") and beside and self._answers_for():  # 责任单位 alone is everybody; beside 牵头 the others
            return Step(("zp:responsibleFor",))
        relation = self._concepts.roles[role]
        if relation == "duty":
            return self._duty
        return Step((relation,))

    def _topic_sets(self, x: Narrowing, *, every: bool) -> Iterator[Set | None]:
        loose = not x.words and x.mention  # 100家这个数在哪几条出现
        words = [*x.words, *(TopicWord(q.surface, loose) for q in x.quantities)]
        if any(w.must for w in words) or not (x.parties or x.numbers or x.things or x.sections or x.kinds or x.crowd or x.role):
            yield from self._topics.tasks(words, every=every, close=self._breath(x))
        if not any(w.must for w in words):
            yield None

    def _breath(self, x: Narrowing) -> bool:
        """Whether two nouns stand side by side as one name."""
        said = {w.text for w in x.words if w.must}
        return any(a.end == b.start and a.surface in said and b.surface in said for a, b in pairwise(self._tokens))

    def _mods(self, x: Narrowing, *, parties: bool = True, together: bool = False) -> list[Mod]:
        b, out = self._builder, []
        for p in x.parties if parties else ():
            step = self._step(p.role, self._any)
            if p.role == "responsible" and len(p.surface) == 1:
                step = self._any
            units = Several(tuple(p.sets), p.either)
            if p.only:
                mod = b.f_reach_only(units, self._any)
            elif len(p.sets) > 1 and not p.either and (p.together or together):
                mod = b.f_reach_all(units, step)
            else:
                mod = b.f_reach(units, step)
            if mod is not None:
                out.append(replace(mod, positive=False) if p.negative or p.excepted else mod)
            out += [replace(b.f_reach(units, self._step(r, self._any)), positive=False) for r in p.denied]
        out += [Mod(b.f_numbered(n)) for n in x.numbers]
        out += [Mod(b.f_in_section(s), positive) for s, positive in x.sections]
        for thing in x.things:
            said = thing if thing.kind == TASK else b.f_mentions(thing)
            out += [Mod(said)] if said is not None else []
        for kind, positive in x.kinds:
            mod = self._kind_mod(kind)
            if mod is not None:
                out.append(replace(mod, positive=positive))
        out += [b.f_without_role(self._step(r, self._any) if r != "responsible" else Step(("zp:responsibleFor",))) for r in x.lacking]
        years = {d.year for d in b.papers()}
        for period in x.periods:
            dated = period.last is not None or period.first is not None
            if dated and not (period.relative and period.last is not None and years == {period.last.year}):
                out.append(b.f_due(period))
        if x.crowd is not None:
            mod = b.f_crowded(x.crowd[0], x.crowd[1], role=self._step(x.crowd_role, self._any) if x.crowd_role else None)  # type: ignore[arg-type]
            out += [mod] if mod is not None else []
        return out

    def _kind_mod(self, kind: str) -> Mod | None:
        b = self._builder
        if kind == "date":
            return b.f_with_deadline()
        if kind == UNIT:
            return b.f_with_role(self._any)
        if kind == TARGET:
            return b.f_with_kind(KindWord(TARGET, numbers=True))
        return b.f_with_kind(KindWord("zp:Policy" if kind == DOCUMENT else kind))

    def _tasks(self, mods: Sequence[Mod]) -> Set | None:
        positive = [m.set for m in mods if m.positive]
        negative = [m.set for m in mods if not m.positive]
        if not mods:
            return None
        whole: Set = positive[0] if len(positive) == 1 else Both(tuple(dict.fromkeys(positive))) if positive else Of(TASK)
        if negative:
            whole = Minus(whole, negative[0] if len(negative) == 1 else Either(tuple(negative)))
        return whole

    def _narrowed_tasks(self, x: Narrowing, *, every: bool = False, parties: bool = True) -> Iterator[Set]:
        """Tasks that satisfy all limits, the surest sense of the words first."""
        if not parties:
            x = replace(x, parties=[])
        several = any(len(p.sets) > 1 and not p.either and not p.together for p in x.parties)
        for topic in self._topic_sets(x, every=every):
            for together in (True, False) if several else (False,):
                mods = self._mods(x, parties=parties, together=together)
                if topic is not None:
                    mods.append(Mod(topic))
                found = self._tasks(mods)
                if found is not None:
                    yield found

    def _called_so(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        """哪些纪念馆: things whose names end with the noun behind the word that asks; 十大专项行动: what the task of that title names."""
        b = self._builder
        phrase = next((w.text for w in x.words if w.must), "")
        if phrase and a.noun is None:
            yield self._out(b.f_members(FreeWords(phrase, True)), a)
        if a.noun is None or not a.noun.content:
            return
        rest = replace(x, words=[w for w in x.words if w.text != a.noun.surface])
        for kind in _NAMED:
            noun = KindWord(kind, (a.noun.surface,))
            tasks = next(iter(self._narrowed_tasks(rest)), None)
            yield self._out(b.f_everything(noun) if tasks is None else b.f_step(tasks, noun), a)
            if tasks is not None:  # 展会: 博览会, 文化节会
                yield self._out(b.f_step(tasks, KindWord(kind, (a.noun.surface[-1],))), a)

    def _listed(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        if x.role is not None and not x.parties:
            mod = self._builder.f_without_role if x.role_negative else self._builder.f_with_role
            extra = mod(self._step(x.role, self._any))
            for found in self._narrowed_tasks(x, every=x.mention):
                yield self._out(self._builder.f_mods(Mod(found), extra).set if self._builder.f_mods(Mod(found), extra) else None, a)  # type: ignore[union-attr]
            if not x.words:
                yield self._out(self._tasks([*self._mods(x), extra]), a)
            return
        for found in self._narrowed_tasks(x, every=x.mention or a.form == "number"):
            yield self._out(found, a)
        if (
            not (x.words or x.parties or x.sections or x.numbers or x.kinds or x.crowd or x.periods or x.things or x.lacking or x.role)
            and a.kind == TASK
        ):
            yield self._out(self._builder.f_everything(KindWord(TASK)), a)

    def _units(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        if not x.aside and (roles := self._held(x)) is not None:
            yield self._out(roles, a)
            return
        b, kind = self._builder, KindWord(UNIT)
        named = [u for p in x.parties for u in p.sets]
        step = self._step(x.role, self._any if x.parties or x.classes & {"total", "else"} else self._duty)
        if x.role == "responsible" and not x.parties:
            step = self._duty
        if x.crowd is not None and not x.words:
            yield self._out(b.f_busy(kind, self._step(x.role, self._any), x.crowd[0], x.crowd[1]), a)  # type: ignore[arg-type]
            return
        negative = [s for s, positive in x.sections if not positive]
        if negative and not x.words and not x.parties:
            inside = [b.f_in_section(s) for s, positive in x.sections if positive]
            first: Set = b.f_who(inside[0], self._any) if inside else b.f_doers_any(self._any)
            yield self._out(Minus(first, b.f_who(b.f_in_section(negative[0]), self._any)), a)
            return
        excepted = [p for p in x.parties if p.excepted]
        rest = [p for p in x.parties if not p.excepted]
        anchored = bool(x.words or x.numbers or x.things or x.sections or rest)
        if excepted and anchored:
            x = replace(x, parties=rest)
        party = x.parties[0] if x.parties else None
        if (
            party is not None and party.before and party.role == "cooperate" and not x.words
        ):  # 配合县文旅局的: those in that role where it leads
            tasks: Set = Via(party.sets[0], self._duty, TASK)
            yield self._out(Minus(b.f_who(tasks, Step(("zp:cooperatesOn",))), party.sets[0]), a)
            return
        if party is not None and party.negative and bool(x.words or x.numbers or x.things or x.sections):
            tasks_of: Iterator[Set] = self._narrowed_tasks(x, parties=False)
        else:
            tasks_of = self._narrowed_tasks(x)
        any_found = False
        for found in tasks_of:
            any_found = True
            doers = b.f_not_doing(kind, step, found) if x.role_negative else b.f_who(found, step)
            if doers is None:
                continue
            if x.aside:
                held = tuple(b.f_who(found, self._step(r, self._any)) for r in x.aside)
                doers = Minus(b.f_who(found, self._any if step == self._duty else step), Either(held) if len(held) > 1 else held[0])
            yield self._out(Minus(doers, Either(tuple(named)) if len(named) > 1 else named[0]) if named else doers, a)
            if not x.role_negative and step == self._duty:
                yield self._out(b.f_who(found, self._any), a)
        light = x.role == "takepart" and all(len(t.surface) == 1 for t in self._tokens if t.has("takepart"))
        if not any_found and not x.words and not light:  # 在哪个机构领导下干的 asks for no list of all
            doers = b.f_idle(kind, step) if x.role_negative else b.f_doers_any(self._step(x.role, self._any))
            yield self._out(doers, a)

    def _held(self, x: Narrowing) -> Set | None:
        """既牵头又配合的, 只配合过、从没牵头的: units by the roles they have anywhere and those they have nowhere."""
        if x.words or x.numbers or x.things or any(not p.excepted for p in x.parties):
            return None
        said = [(n, next(r for r in DOING if t.has(r)), t) for n, t in enumerate(self._tokens) if t.has(*DOING)]
        told = [
            (n, r, t)
            for n, r, t in said
            if r in ("lead", "cooperate") or t.surface in self._concepts.sets["answering"] or (r == "responsible" and len(t.surface) > 1)
        ]
        if len({r for _, r, _ in told}) < 2 and not any(self._reader.role_denied(n) for n, _, _ in told):
            return None
        b = self._builder
        positive: list[Set] = []
        negative: list[Set] = []
        for n, role, token in told:
            exact = (
                Step(("zp:responsibleFor",))
                if (token.surface in self._concepts.sets["answering"] or role == "responsible") and self._answers_for()
                else self._step(role, self._any)
            )
            (negative if self._reader.role_denied(n) else positive).append(b.f_doers_any(exact))
        negative += [u for p in x.parties for u in p.sets]
        whole: Set = (
            b.f_doers_any(self._any) if not positive else positive[0] if len(positive) == 1 else Both(tuple(dict.fromkeys(positive)))
        )
        return Minus(whole, negative[0] if len(negative) == 1 else Either(tuple(negative))) if negative else whole

    def _ranking(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        b, place = self._builder, x.place or RankPlace()
        if a.kind in (UNIT, None) or (a.kind is None and not x.words):
            if x.words:
                return
            within = self._tasks([Mod(b.f_in_section(s), p) for s, p in x.sections])
            top = b.f_top(KindWord(UNIT), self._step(x.role, self._any) if x.role in ("lead", "cooperate") else self._any, place, a.number)
            if isinstance(top, QuestionReading) and within is not None and isinstance(top.meaning, Top):
                top = replace(top, meaning=replace(top.meaning, within=within))
            yield top if isinstance(top, QuestionReading) else None
        elif a.kind == SECTION:
            top = b.f_top(KindWord(SECTION), None, place, a.number)
            yield top if isinstance(top, QuestionReading) else None
        elif a.kind == TASK:
            inside = self._tasks(self._mods(x)) or Of(TASK)
            by: Step = Step(("zp:hasTarget",)) if x.classes & {"targetnoun"} else self._any.turned
            yield QuestionReading(Top(inside, by, a.number or place.n, place.rank, place.most), "tasks")

    def _compared(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        """甲和乙谁多; 甲比乙多吗; 一样多吗; 甲比乙多几条."""
        sets = [u for p in x.parties for u in p.sets]
        role = next((p.role for p in x.parties if p.role in ("lead", "cooperate")), x.role if x.role in ("lead", "cooperate") else None)
        step = self._step(role, self._any)
        if len(sets) != 2:
            if a.kind == UNIT:
                yield QuestionReading(Top(Either(tuple(sets)), step, most=x.compare != "fewer"), "units")
            return
        first, second = (Via(s, step, TASK) for s in sets)
        if a.kind == UNIT or (a.form == "list" and a.explicit):
            yield QuestionReading(Top(Either(tuple(sets)), step, most=x.compare != "fewer"), "units")
        elif a.form in ("count", "value"):
            yield QuestionReading(Compared(first, second, "difference" if "than" in x.classes else "gap"), "count")
        else:
            yield QuestionReading(Compared(first, second, x.compare or "more"), "yesno")  # type: ignore[arg-type]

    def _beats(self, x: Narrowing) -> Iterator[QuestionReading | None]:
        """省级瞪羚给得比独角兽还多: two figures in one unit, told apart by the words before and after 比."""
        at = next(t.start for t in self._tokens if t.has("than"))
        sides: list[list[TopicWord]] = [[], []]
        for token in self._tokens:
            word = self._reader.word(token) if token.content or token.phrase else None
            if word is not None:
                sides[token.start > at].append(word)
        first = self._topics.targets(sides[0])
        told = {f.iri for f in first}
        second = [t for t in self._topics.targets(sides[1]) or self._topics.targets([*sides[0], *sides[1]]) if t.iri not in told]
        if len(first) != 1 or len(second) != 1 or first[0].unit != second[0].unit:
            return
        a, b = (One(TARGET, (t.iri,), "".join(w.text for w in side)) for t, side in zip((first[0], second[0]), sides, strict=True))
        yield QuestionReading(Whether(Minus(a, Top(Either((a, b)), "schema:value", most=x.compare == "fewer"))), "yesno")

    def _whether(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        b = self._builder
        if a.kind is None and any(p.negative for p in x.parties):
            return  # 是不是没有牵头: yes would mean no
        if x.absent:
            yield QuestionReading(Whether(Where(Of(TASK), "zp:text", "contains", x.absent[0])), "yesno")
            return
        if x.quantities and (x.words or x.numbers or x.things):
            yield from self._value_is(x)
        if x.parties or x.kinds or x.sections or x.numbers or x.things:
            hit = False
            for found in self._narrowed_tasks(x, every=True):
                hit = True
                yield b.f_any(found) or (QuestionReading(Whether(found), "yesno") if not isinstance(found, One) else None)
            if hit:
                return
        if x.mention and x.words:
            for found in self._topics.tasks(x.words, every=True):
                yield QuestionReading(Whether(found), "yesno")

    def _value_is(self, x: Narrowing) -> Iterator[QuestionReading | None]:
        """30项首台套，写的是以上吧: the target these words speak of, and whether it is so much."""
        token = x.quantities[0]
        number = token.item.value if token.item is not None else None
        best = self._topics.targets(x.words)
        if not best or number is None:
            return
        one = One(TARGET, tuple(t.iri for t in best), "".join(w.text for w in x.words))
        found: Set = Where(one, "schema:value", "=", number)  # type: ignore[arg-type]
        operator = self._reader.operator(token)
        if operator != "=":
            found = Where(found, "zp:comparator", "=", operator)
        yield QuestionReading(Whether(found), "yesno")

    def _when(self, x: Narrowing) -> Iterator[QuestionReading | None]:
        b = self._builder
        recurring = any(p.first is None and p.last is None for p in x.periods)
        said = "".join(t.surface for t in self._tokens if not t.asks and t.kind != "mark")
        if recurring:
            yield b.f_recurring(Text((said,)))
        if "issue" in x.classes and not x.numbers and not x.parties:
            yield b.f_describe(None, "dct:issued", "date")
        if x.words and not x.parties:
            best = [t for t in self._topics.targets([*x.words, *(TopicWord(q.surface, False) for q in x.quantities)]) if t.date]
            if len({t.date for t in best}) == 1:
                best = best[:1]
            if best:
                yield QuestionReading(
                    Describe(One(TARGET, tuple(t.iri for t in best), "".join(w.text for w in x.words)), ("zp:deadline",)), "date"
                )
        for found in self._narrowed_tasks(replace(x, periods=[])):
            yield b.f_deadline_of(found)
        if "each" in x.classes and not recurring:
            yield b.f_recurring(Text((said,)))

    def _text(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        attribute = "zp:text" if a.form == "text" else "rdfs:label"
        if x.sections and not (x.words or x.parties or x.numbers):
            yield QuestionReading(Describe(x.sections[0][0], ("rdfs:label",)), "text")
        for found in self._narrowed_tasks(x):
            yield QuestionReading(Describe(found, (attribute,)), "text")

    def _head(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        b = self._builder
        if "copied" in x.classes:
            yield QuestionReading(Via(b.f_current(), Step(("zp:copiedTo",)), UNIT), "units")
        if "issue" in x.classes and a.kind == UNIT and not (x.words or x.parties or x.numbers):
            yield QuestionReading(Via(b.f_current(), Step(("dct:publisher",)), UNIT), "units")

    def _value(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        if x.parties and not (x.words or x.quantities or a.money or a.percent):  # 牵了几个头
            for found in self._narrowed_tasks(x):
                yield QuestionReading(Count(found), "count")
            return
        words = [*x.words, *(TopicWord(q.surface, False) for q in x.quantities)]
        period = x.periods[0] if x.periods else None
        tasks: frozenset[Any] | None = None
        if x.numbers or x.things or x.sections or x.parties:
            held = self._tasks(self._mods(replace(x, kinds=[], crowd=None, periods=[])))
            tasks = frozenset(self._members(held)) if held is not None else None
        money = a.money or bool(x.classes & {"moneynoun", "pay"}) or ("upper" in x.classes and a.measure in ("", "万", "亿"))
        percent = a.percent or any(t.has("howmany") and self._concepts.marks["percent"].match(t.surface) for t in self._tokens)
        measure = "" if a.money or a.percent else a.measure
        asks = [t for t in self._tokens if t.has("howmany")]
        if (percent and len(asks) > 1) or (percent and "upper" in x.classes):  # 补百分之几，封顶多少
            both = [
                *self._topics.targets(words, percent=True, period=period, tasks=tasks),
                *self._topics.targets(words, money=True, bound=True, period=period, tasks=tasks),
            ]
            if len(both) > 1:
                yield QuestionReading(One(TARGET, tuple(t.iri for t in both), "".join(w.text for w in words)), "value")
                return
        best = self._topics.targets(
            words, money=money, measure=measure, bound=bool(x.classes & {"upper"}), percent=percent, period=period, tasks=tasks
        )
        if len({t.text for t in best}) > 3 or not (any(w.must for w in words) or x.quantities or tasks is not None):
            return  # 省级的给多少: of too many
        if best and (not measure or measure in ("个", "点") or any(measure in t.unit for t in best)):
            yield QuestionReading(One(TARGET, tuple(t.iri for t in best), "".join(w.text for w in words)), "value")

    def _money(self, x: Narrowing, tasks: bool = False) -> Iterator[QuestionReading | None]:
        said = "".join(w.text for w in x.words)
        payers = [self._builder.f_payer(x.payer)] if x.payer is not None else []
        if payers and tasks:
            yield QuestionReading(self._builder.f_paid_tasks(payers[0]).set, "tasks")
        elif said:
            found = self._builder.f_funding(Text((said,)), *payers)
            yield found if any(isinstance(p, One) and p.iris for p in parts(found.meaning)) else None
        elif payers:
            yield self._builder.f_paid_by(payers[0])

    def _targets(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        kind = KindWord(TARGET, numbers=True)
        dated = [p for p in x.periods if p.last is not None or p.first is not None]
        if dated and not (x.words or x.parties or x.numbers or x.sections or x.things):
            yield self._out(self._builder.f_pick(self._builder.f_due(dated[0]), KindWord(TARGET)), a)
            return
        if x.quantities and x.quantities[0].item is not None and not (any(w.must for w in x.words) or x.parties):  # 目标值是3家
            amount = x.quantities[0]
            unit = amount.surface.lstrip("0123456789.一二两三四五六七八九十百千万亿") or None
            yield self._out(self._builder.f_amounting(self._reader.operator(amount), amount.item.value, unit), a)  # type: ignore[arg-type,union-attr]
        if not (x.words or x.parties or x.numbers or x.sections or x.things or x.quantities):
            yield self._out(self._builder.f_everything(kind), a)
        for found in self._narrowed_tasks(replace(x, kinds=[])):
            yield self._out(self._builder.f_step(found, kind), a)

    def _sections(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        b, kind = self._builder, KindWord(SECTION)
        counted = next((q for q in x.quantities if q.has("measure.task") and q.item is not None and isinstance(q.item.value, int)), None)
        if counted is not None and not (x.words or x.parties):
            yield self._out(b.f_busy(kind, None, self._reader.operator(counted), counted.item.value), a)  # type: ignore[arg-type,union-attr]
        if not (x.words or x.parties or x.numbers or x.things):
            yield self._out(b.f_step(b.f_current(), kind), a)
            return
        for found in self._narrowed_tasks(x):
            yield self._out(b.f_step(found, kind), a)

    def _documents(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        b = self._builder
        if any(p.negative for p in x.parties):
            return  # 没有给县财政局派任务的文件: denied of the paper, not of one of its tasks
        if "issue" in x.classes and x.periods:
            yield QuestionReading(b.f_issued_in(x.periods[0]), "documents")
            return
        if not (x.words or x.parties or x.numbers or x.things or x.sections):
            if any(t.surface in self._concepts.sets["rests_on"] for t in self._tokens):
                yield QuestionReading(Via(b.f_current(), Step(("eli:based_on",)), "zp:Policy"), "documents")
            if x.classes & {"basis", "mention", "have"}:
                yield b.f_named_papers()
            return
        for found in self._narrowed_tasks(x):
            yield self._out(b.f_step(found, KindWord("zp:Policy")), a)

    def _things(self, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
        b = self._builder
        kind = KindWord(a.kind or TASK)
        if not (x.words or x.parties or x.numbers or x.things or x.sections):
            yield self._out(b.f_everything(kind), a)
            return
        for found in self._narrowed_tasks(x):
            yield self._out(b.f_step(found, kind), a)

    # ── the record of it ──

    def _parsed(self, name: str, reading: QuestionReading) -> Parsed:
        items: list[Item] = []
        skips = [Skip(t.start, t.end, t.surface, 0.1) for t in self._said.aside]
        for token in self._tokens:
            if token.item is not None:
                items.append(token.item)
            elif token.content:
                items.append(Item(token.start, token.end, ("phrase",), FreeWords(token.surface, True), token.surface))
            elif not token.classes:
                skips.append(Skip(token.start, token.end, token.surface, 0.1))
            else:
                items.append(Item(token.start, token.end, tuple(sorted(token.classes)), token.surface, token.surface))
        parts = tuple(Parsed(i.symbols, i.start, i.end, i.value, 0.0, item=i) for i in items)
        end = self._tokens[-1].end if self._tokens else 0
        return Parsed(("!",), 0, end, reading, 1.0, name, parts, None, tuple(skips))
