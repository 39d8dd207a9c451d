"""Composition by type: the words of a question, in whatever order, fill the places of one question over the algebra.

What is asked (a kind of thing, how many, yes or no, a value, a date) is one place; what narrows it (units in roles, words, parts, numbers,
dates, things) are the others. Order decides only which role belongs to which unit. Every word that matters fills a place, or there is no
reading; several ways to fill them are tried by the asker, which keeps the first that finds something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import Any

from zhengpu.query.grammar.patterns import Item, Parsed, Skip
from zhengpu.query.kinds import DOCUMENT, KINDS, SECTION, TASK, UNIT
from zhengpu.query.meaning import Both, Count, Describe, Either, Minus, Of, One, Set, Step, Via, Whether, kind_of
from zhengpu.query.meanings.builder import Builder
from zhengpu.query.meanings.readings import Blank, KindWord, Mod, QuestionReading, RankPlace, Several, Text
from zhengpu.query.reading.tokens import RowWord
from zhengpu.query.words.link import FreeWords
from zhengpu.query.words.marks import Period, TaskNumbers

__all__ = ["Composer"]

_WHO = "谁"
_ANAPHORS = ("它", "它们", "他们", "这个", "那个")
_DEMONSTRATIVE = ("这", "那")
_POINTING = ("r", "m", "q", "p", "t", "d", "u", "f", "y", "c")
_NAMED = ("zp:Project", "zp:Programme", "zp:Place", "zp:Policy")
_THINGS = ("Policy", "Programme", "Project", "Place")
_FREE = (
    "de", "have", "in", "equals", "this", "thisdoc", "by", "as", "measure", "also", "joint", "with", "and", "about", "related", "charge", "written",
    "allof", "aspect", "field", "or", "what", "wh", "which", "howmany", "howmuch", "counting", "percent", "who", "upper", "lower", "figure",
    "quantified", "between", "to", "within", "partof", "ba", "spread", "prev", "reaching", "due", "dowhat", "rolename", "other", "total", "each", "title",
)  # fmt: skip
"""Classes whose words may remain when every place is filled: they only join or repeat what the places say."""


@dataclass
class _Group:
    """Units named together, with the role that belongs to them."""

    units: Several
    start: int
    end: int
    step: Step | None = None
    before: bool = False
    negative: bool = False
    together: bool = False
    only: bool = False


@dataclass
class _Slots:
    """The places of one question."""

    form: str = "list"
    kind: KindWord | None = None
    asked_role: Step | None = None
    asked_negative: bool = False
    groups: list[_Group] = field(default_factory=list)
    topics: list[FreeWords] = field(default_factory=list)
    things: list[One] = field(default_factory=list)
    sections: list[One] = field(default_factory=list)
    numbers: list[TaskNumbers] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    without: list[KindWord] = field(default_factory=list)
    having: list[KindWord] = field(default_factory=list)
    crowd: tuple[str, int, Step | None] | None = None
    place: RankPlace | None = None
    coop: bool = False
    attribute: str | None = None
    relation: Step | None = None
    measure: str | None = None
    amount: str | None = None
    said: str = ""
    noun_at: int | None = None
    payers: list[Set] = field(default_factory=list)
    money: bool = False
    used: set[int] = field(default_factory=set)


class Composer:
    """Composes the readings of one row of words."""

    def __init__(self, words: Sequence[RowWord], builder: Builder, tasks_called: Callable[[str], bool]) -> None:
        self._words, self._builder, self._called = tuple(words), builder, tasks_called
        self._any = builder.f_any_role()

    def readings(self) -> Iterator[Parsed]:
        """Complete readings, best first; each is made only when it is asked for."""
        slots = self._filled()
        if slots is None or not self._complete(slots):
            return
        seen: set[Any] = set()
        for name, make in self._ways(slots):
            reading = make()
            if isinstance(reading, QuestionReading) and reading not in seen:
                seen.add(reading)
                yield self._parsed(name, reading)

    # ── filling the places ──

    def _filled(self) -> _Slots | None:
        s = _Slots()
        self._names(s)
        self._asked(s)
        self._roles(s)
        self._rest(s)
        self._topics(s)
        return s

    def _names(self, s: _Slots) -> None:
        for n, word in enumerate(self._words):
            if item := word.has("Unit"):
                self._unit(s, n, word, item)
            elif item := word.has("tasknumber"):
                s.numbers.append(item.value)  # type: ignore[arg-type]
                s.used.add(n)
            elif item := word.has("Section"):
                s.sections.append(item.value)  # type: ignore[arg-type]
                s.used.add(n)
            elif item := word.has("Payer"):
                s.payers.append(item.value)  # type: ignore[arg-type]
                s.used.add(n)
            elif item := word.has(*_THINGS, "Task"):
                s.things.append(item.value)  # type: ignore[arg-type]
                s.used.add(n)
            elif item := word.has("period"):
                s.periods.append(item.value)  # type: ignore[arg-type]
                s.used.add(n)

    def _unit(self, s: _Slots, n: int, word: RowWord, item: Item) -> None:
        last = s.groups[-1] if s.groups else None
        joined = last is not None and all(w.passed or w.has("and", "or", "with") for w in self._words[last.end : n]) and n - last.end <= 2
        value: Any = item.value
        if last is not None and joined and n > last.end:
            either = any(w.has("or") and not w.has("and") for w in self._words[last.end : n])
            last.units = Several((*last.units.sets, value), last.units.either or either)
            last.together = not last.units.either
            s.used |= set(range(last.end, n + 1))
            last.end = n + 1
        else:
            units = self._builder.f_units(value)
            if units is None:  # those in charge of a part
                s.things.append(value)
            else:
                s.groups.append(_Group(units, n, n + 1))
            s.used.add(n)

    def _asked(self, s: _Slots) -> None:
        """What the question asks for: the word that asks and the noun it belongs to, else the last noun."""
        words = self._words
        for n, word in enumerate(words):
            if word.has("whichno"):
                return self._ask(s, n, n + 1, KindWord(TASK))
            if word.has("when", "deadline"):
                s.form = "date"
                s.used.add(n)
                return None
            if word.has("content"):
                s.form = "text"
                s.used.add(n)
                return None
        if any(w.has("ask") for w in words):
            s.form = "yesno"
            s.used |= {n for n, w in enumerate(words) if w.has("ask")}
            if not s.groups or not any(w.has("role", "rolenoun") for w in words):
                self._last_noun(s)
            return None
        for n, word in enumerate(words):
            count = word.has("howmany", "counting", "howmuch") is not None and word.has("what", "wh") is None
            if word.has("what", "wh", "which", "who") or count:
                s.form = "count" if count else "list"
                end = n + 1
                while end < len(words) and (words[end].has("number", "measure", "de", "equals", "have") or words[end].passed):
                    if item := words[end].has("measure"):
                        s.measure = item.surface
                    end += 1
                if count and word.surface in self._builder.amounts:
                    s.amount = word.surface
                if word.has("who") or _WHO in word.surface:
                    end += 1 if end < len(words) and words[end].has("kind") is not None else 0
                    return self._ask(s, n, end, KindWord(UNIT))
                noun = self._noun(end) if end < len(words) else None
                if noun is not None:
                    return self._ask(s, n, noun[1], noun[0])
                s.used |= set(range(n, end))
                s.noun_at = end
                named = end < len(words) and words[end].content  # 多少条线路 counts lines
                measured = None if named else self._builder.measured(s.measure)
                if measured is not None and (not count or measured == TASK):
                    s.kind = KindWord(measured)
                    return None
                if not count:
                    self._noun_before(s, n)
                return None
        if any(w.has("dowhat") for w in words):
            s.kind = KindWord(TASK)
            return None
        self._last_noun(s)
        return None

    def _ask(self, s: _Slots, start: int, end: int, kind: KindWord) -> None:
        s.kind = kind
        s.used |= set(range(start, end))
        if item := next((w.has("rolenoun") for w in self._words[start:end] if w.has("rolenoun")), None):
            s.asked_role = item.value  # type: ignore[assignment]

    def _noun(self, at: int) -> tuple[KindWord, int] | None:
        """A noun for a kind of thing that begins here, and where it ends."""
        word = self._words[at]
        if word.has("rolenoun"):
            return KindWord(UNIT), at + 1
        if item := word.has("kind"):
            kind = "zp:Task" if self._called(word.surface) else str(item.value)
            after = self._words[at + 1] if at + 1 < len(self._words) else None
            return KindWord(kind), at + 2 if after is not None and after.has("kind") and str(after.has("kind").value) == kind else at + 1  # type: ignore[union-attr]
        if item := word.has("unitclass"):
            return self._builder.f_unit_class(item.value), at + 1  # type: ignore[arg-type]
        if item := word.has("programmenoun", "projectnoun"):
            kind = "zp:Programme" if "programmenoun" in item.symbols else "zp:Project"
            return self._builder.f_named_kind(kind, str(item.value)), at + 1
        if word.has("coopunit"):
            return KindWord(UNIT), at + 1
        if word.has("whichlevel"):
            return KindWord("zp:Payer"), at + 1
        return None

    def _noun_before(self, s: _Slots, n: int) -> None:
        """目标有哪些, 牵头单位是谁."""
        at = n - 1
        while at >= 0 and (self._words[at].passed or self._words[at].has("equals", "have", "de", "joint")):
            at -= 1
        noun = self._noun(at) if at >= 0 and at not in s.used else None
        if noun is not None:
            self._ask(s, at, n, noun[0])

    def _last_noun(self, s: _Slots) -> None:
        for n in range(len(self._words) - 1, -1, -1):
            if self._words[n].passed or n in s.used or self._words[n].has("ask", "have"):
                continue
            noun = self._noun(n)
            if noun is not None:
                self._ask(s, n, n + 1, noun[0])
            return

    def _roles(self, s: _Slots) -> None:
        """Every role belongs to the units before it, else to those after it; one that is left over to what is asked."""
        for n, word in enumerate(self._words):
            item = word.has("role", "rolenoun", "roleask")
            if item is None or n in s.used:
                continue
            step: Step = item.value  # type: ignore[assignment]
            s.used.add(n)
            negative = self._negated(s, n)
            free = [g for g in s.groups if g.step is None]
            before = [g for g in free if g.end <= n and not any(w.has("but") for w in self._words[g.end : n])]
            after = [
                g
                for g in free
                if g.start > n and all(w.passed or w.has("de", "by", "with", "also", "equals") for w in self._words[n + 1 : g.start])
            ]
            if before and not (
                item.symbols[0] == "role" and after and any(w.has("de", "what", "wh", "who") for w in self._words[before[-1].end : n])
            ):
                before[-1].step, before[-1].negative = step, negative
            elif after:
                after[0].step, after[0].before, after[0].negative = step, True, negative
            elif s.asked_role is None:
                s.asked_role, s.asked_negative = step, negative
            elif s.kind is not None and s.kind.kind == UNIT and not negative and not s.asked_negative:  # 谁牵头，还有哪些单位参加
                s.asked_role = Step(tuple(dict.fromkeys((*s.asked_role.relations, *step.relations))))
            else:
                s.used.discard(n)
        for g in s.groups:
            if g.step is None and g.start and self._negated(s, g.start):
                g.negative = True
            inside = self._words[g.end : g.end + 3]
            g.only = any(w.has("only") for w in (*inside, *self._words[max(0, g.start - 2) : g.start]))
            s.used |= {m for m, w in enumerate(self._words) if w.has("only") and g.start - 2 <= m < g.end + 3}

    def _negated(self, s: _Slots, n: int) -> bool:
        at = n - 1
        while at >= 0 and (self._words[at].passed or self._words[at].has("have", "allof", "de", "only", "number", "measure")):
            at -= 1
        if at >= 0 and self._words[at].has("neg") and self._words[at].has("ask") is None:
            s.used.add(at)
            return True
        return False

    def _rest(self, s: _Slots) -> None:
        words = self._words
        for n, word in enumerate(words):
            if n in s.used:
                continue
            if word.has("coop"):
                s.coop = True
                s.used.add(n)
            elif word.has("most", "least"):
                s.place = RankPlace(most=word.has("most") is not None)
                s.used.add(n)
            elif item := word.has("ordinal"):
                s.place = RankPlace(1, int(str(item.value)))
                s.used.add(n)
            elif word.has("pay", "share", "payer", "payerword", "whichlevel", "paynoun", "sumnoun"):
                s.money = s.money or word.has("paynoun", "sumnoun", "pay", "share") is not None
                if (item := word.has("payerword")) and isinstance(item.value, str):
                    s.payers.append(self._builder.f_payer(item.value))
            elif item := word.has("attribute"):
                s.attribute = str(item.value)
                s.used.add(n)
            elif item := word.has("kind"):
                kind = KindWord("zp:Task" if self._called(word.surface) else str(item.value))
                negative = self._negated(s, n)
                if s.kind is None or kind.kind not in (TASK, s.kind.kind):
                    (s.without if negative else s.having).append(kind)
                    s.used.add(n)
                elif not negative:
                    s.used.add(n)
            elif item := word.has("relation"):
                s.relation = item.value  # type: ignore[assignment]
                s.used.add(n)
            elif item := word.has("number"):
                self._crowd(s, n, item)

    def _crowd(self, s: _Slots, n: int, item: Item) -> None:
        near = self._words[max(0, n - 1) : n + 4]
        compare = next((w.has("compare.before", "compare.after") for w in near if w.has("compare.before", "compare.after")), None)
        if isinstance(item.value, int):
            s.crowd = (str(compare.value) if compare else "=", item.value, None)
            s.used |= {
                m
                for m in range(max(0, n - 1), n + 4)
                if m < len(self._words) and self._words[m].has("compare.before", "compare.after", "measure")
            }
            s.used.add(n)

    def _topics(self, s: _Slots) -> None:
        """Words of content that stand together are one topic."""
        run: list[RowWord] = []
        said: list[str] = []
        for n, word in enumerate((*self._words, None)):
            if word is not None and word.content and self._shell(n):
                s.used.add(n)
                continue
            if word is not None and word.content:
                run.append(word)
                said.append(word.surface)
                s.used.add(n)
                continue
            if run:
                text = "".join(w.surface for w in run)
                s.topics.append(FreeWords(text, self._builder.occurs(text)))
                run = []
            if word is not None and (word.passed or n not in s.used) and word.surface.isalpha():
                said.append(
                    word.surface if word.has("latest", "programmenoun", "projectnoun", "kind", "paynoun", "unitclass", "measure") else ""
                )
        s.said = "".join(said)

    def _shell(self, n: int) -> bool:
        """这回, 几样, 这摊子: a word that only points, or a noun behind one that points which no plan prints."""
        word = self._words[n]
        if word.tag[:1] in _POINTING and word.tag:
            return True
        before = self._words[n - 1] if n else None
        pointed = before is not None and (before.has("this", "prev") is not None or before.surface[:1] in _DEMONSTRATIVE)
        return pointed and bool(word.tag) and not self._builder.occurs(word.surface)

    def _complete(self, s: _Slots) -> bool:
        """Whether every word that matters fills a place."""
        for n, word in enumerate(self._words):
            if n in s.used or word.passed or not word.surface.strip():
                continue
            if not word.has(*_FREE, "paynoun", "sumnoun", "pay", "share", "payer", "payerword", "unitclass", "kind", "latest"):
                return False
        if any(w.has("howmany", "howmuch") and not w.has("what", "wh") for w in self._words) and any(
            w.has("who", "when") for w in self._words
        ):
            return False  # 建多少个，由谁负责: two questions
        if s.form == "yesno" and any(w.has("what", "wh", "who") and not w.has("ask") for w in self._words):
            return False
        if (s.payers or any(w.has("payerword") for w in self._words)) and not s.money:
            return False  # 国家发展改革委, 省财政厅: a level or its budget is half of a name
        for before, word in pairwise(self._words):
            bare = before.has("Unit") is not None and s.asked_role is None and all(g.step is None for g in s.groups)
            if bare and word.passed and len(word.surface) > 1 and self._builder.verbal(word.surface):
                return False  # 县文旅局喜欢哪些任务: a relation that no plan tells of
        narrowed = bool(s.groups or s.topics or s.things or s.sections or s.numbers or s.payers)
        if not narrowed and any(w.has("this", "prev") or w.surface in _ANAPHORS for w in self._words):
            return False  # 这个任务谁牵头: nobody knows which
        for before, word in pairwise(self._words):
            if before.has("Unit") and word.has("Unit"):
                return False  # 荆州 市人民政府: two names that touch are one that nobody knows
            if word.items and all(i.symbols[0] == "measure" for i in word.items) and before.content:
                return False  # 生态环境 部: half of a name
            if before.content and word.passed and len(word.surface) > 1 and word.surface.isalpha() and self._builder.verbal(word.surface):
                return False  # 无人机配送: what stands right behind a noun may be its other half
        if any(k.kind not in (TASK, UNIT, DOCUMENT) for k in s.having) and s.kind is not None and s.kind.kind == UNIT and s.place is None:
            return False  # 5G展会由谁负责
        years = {d.year for d in self._builder.papers()}
        late = any(p.last is None or p.last.year not in years for p in s.periods)
        if late and (s.kind is None or s.kind.kind != TASK) and s.form != "date":
            return False
        if any(not t.known for t in s.topics):
            return False
        return bool(
            s.groups or s.topics or s.things or s.sections or s.numbers or s.payers or s.asked_role or s.having or s.without or s.place
        )

    # ── composing ──

    def _mods(self, s: _Slots, skip: _Group | None = None, *, topics: bool = True) -> list[Mod]:
        b, out = self._builder, []
        for g in s.groups:
            if g is skip:
                continue
            step = g.step or self._any
            if g.only:
                mod = b.f_reach_only(g.units, step)
            else:
                mod = b.f_reach_all(g.units, step) if g.together and not g.units.either else b.f_reach(g.units, step)
            if mod is not None:
                out.append(replace(mod, positive=False) if g.negative else mod)
        out += [Mod(b.f_numbered(n)) for n in s.numbers]
        out += [Mod(b.f_in_section(x)) for x in s.sections]
        for thing in s.things:
            found = thing if thing.kind == TASK else b.f_of_group(thing).set if thing.kind == UNIT else b.f_mentions(thing)
            if found is not None:
                out.append(Mod(found))
        if topics:
            out += [Mod(b.f_topic(t)) for t in s.topics]
        return out

    def _tasks(self, mods: Sequence[Mod]) -> Set | None:
        if not mods:
            return None
        whole = mods[0]
        for mod in mods[1:]:
            joined = self._builder.f_mods(whole, mod)
            if joined is None:
                return None
            whole = joined
        return whole.set if whole.positive else Minus(Of(TASK), whole.set)

    def _ways(self, s: _Slots) -> Iterator[tuple[str, Callable[[], Any]]]:
        kind = s.kind.kind if s.kind else None
        if s.form == "yesno":
            yield "composed: whether", lambda: self._whether(s)
            return
        if s.form == "date":
            yield "composed: when", lambda: self._when(s)
            return
        if s.form == "text":
            yield "composed: text", lambda: self._text(s)
            return
        if s.money or s.payers:
            yield "composed: money", lambda: self._money(s)
        counted_value = s.form == "count" and kind not in (TASK, UNIT, SECTION, DOCUMENT, "zp:Programme", "zp:Policy", "zp:UnitGroup")
        if counted_value or (kind is None and s.amount):
            yield "composed: value", lambda: self._value(s)
        if s.place is not None:
            yield "composed: ranking", lambda: self._ranking(s)
            return
        if s.coop or (kind == UNIT and any(g.before for g in s.groups)):
            yield "composed: partners", lambda: self._partners(s)
        if kind == UNIT:
            yield "composed: units", lambda: self._units(s)
        elif kind in (None, TASK):
            if kind is None and s.relation is not None:
                yield "composed: relation", lambda: self._related(s)
            if kind is None and s.topics and s.form == "list":
                for named in _NAMED:
                    yield "composed: things called so", partial(self._called_so, s, named)
                yield "composed: members", lambda: self._out(self._builder.f_members(s.topics[0]), s)
            if kind is None and s.asked_role is not None and not s.groups and (s.topics or s.numbers or s.things):
                yield "composed: units of a topic", lambda: self._units(s)
            if not counted_value or s.groups:
                yield "composed: tasks", lambda: self._listed_tasks(s)
        else:
            yield "composed: things", lambda: self._things(s)

    def _out(self, found: Set | None, s: _Slots) -> QuestionReading | None:
        if found is None or (isinstance(found, One) and found.kind != TASK and found.kind != SECTION) or kind_of(found) not in KINDS:
            return None
        return QuestionReading(Count(found), "count") if s.form == "count" else QuestionReading(found, KINDS[kind_of(found)])

    def _extra_mods(self, s: _Slots) -> list[Mod] | None:
        """Tasks with or without something, with so many units, due by a day."""
        b, out = self._builder, []
        if s.asked_role is not None:
            out.append(b.f_without_role(s.asked_role) if s.asked_negative else b.f_with_role(s.asked_role))
        for kinds, positive in ((s.having, True), (s.without, False)):
            for kind in kinds:
                if kind.kind in (DOCUMENT, TASK, UNIT) and positive:
                    continue
                mod = b.f_with_kind(KindWord("zp:Policy") if kind.kind == DOCUMENT else kind)
                if mod is None:
                    return None
                out.append(replace(mod, positive=positive))
        if s.crowd is not None:
            operator, number, _ = s.crowd
            mod = b.f_crowded(operator, number, role=s.asked_role)  # type: ignore[arg-type]
            if mod is None:
                return None
            out = [m for m in out if s.asked_role is None or m != b.f_with_role(s.asked_role)]
            out.append(mod)
        if s.attribute == "zp:deadline":
            out.append(b.f_with_deadline())
        years = {d.year for d in b.papers()}
        for period in s.periods:
            if not (period.relative and period.last is not None and years == {period.last.year}):
                out.append(b.f_due(period))
        return out

    def _listed_tasks(self, s: _Slots) -> QuestionReading | None:
        extra = self._extra_mods(s)
        if extra is None:
            return None
        mods = self._mods(s) + extra
        if s.relation is not None:
            holders = self._builder.f_holders(s.relation)
            if holders is None:
                return None
            mods.append(holders)
        if not mods and s.kind is not None and s.kind.kind == TASK:
            return self._out(self._builder.f_everything(KindWord(TASK)), s)
        return self._out(self._tasks(mods), s)

    def _units(self, s: _Slots) -> QuestionReading | None:
        b = self._builder
        kind = s.kind or KindWord(UNIT)
        mods = self._mods(s)
        step = s.asked_role
        if not mods and step is None:
            return None
        if not mods and step is not None:
            found: Set | None = b.f_idle(kind, step) if s.asked_negative else b.f_doers(kind, step)
            if s.crowd is not None:
                found = b.f_busy(kind, step, s.crowd[0], s.crowd[1])  # type: ignore[arg-type]
            return self._out(found, s)
        tasks = self._tasks(mods)
        if tasks is None:
            return None
        if s.asked_negative and step is not None:
            return self._out(b.f_not_doing(kind, step, tasks), s)
        units = b.f_who(tasks, step or (b.f_any_role() if s.groups else b.f_duty()))
        named = [u for g in s.groups for u in g.units.sets]
        found = Minus(units, Either(tuple(named)) if len(named) > 1 else named[0]) if named else units
        return self._out(b.narrowed(found, kind), s)

    def _partners(self, s: _Slots) -> QuestionReading | None:
        b = self._builder
        kind = s.kind or KindWord(UNIT)
        if not s.groups:
            return None
        g = next((g for g in s.groups if g.before), s.groups[0])
        one = g.units.sets[0]
        if kind.kind == UNIT:
            if g.step is not None and g.before:  # 配合县文旅局的单位: those in that role where it leads
                tasks: Set = Via(one, b.f_duty(), TASK)
                rest = self._tasks(self._mods(s, g))
                tasks = Both((tasks, rest)) if rest is not None else tasks
                return self._out(b.narrowed(Minus(b.f_who(tasks, g.step), one), kind), s)
            return self._out(b.f_partners(one, kind), s)
        if len(s.groups) > 1 or len(g.units.sets) > 1:
            units = Several(tuple(u for x in s.groups for u in x.units.sets))
            mod = b.f_reach_all(units, self._any)
            return self._out(mod.set, s) if mod else None
        return None

    def _ranking(self, s: _Slots) -> QuestionReading | None:
        kind = s.kind or KindWord(UNIT)
        assert s.place is not None
        if kind.kind == TASK and (s.having or s.asked_role is not None):
            kind = KindWord(UNIT) if any(k.kind == UNIT for k in s.having) else kind
            return self._builder.f_top_tasks(s.place)
        if kind.kind == TASK:
            return self._builder.f_top_tasks(s.place)
        number = s.crowd[1] if s.crowd else None
        found = self._builder.f_top(kind, s.asked_role, s.place, number)
        return found if isinstance(found, QuestionReading) else None

    def _whether(self, s: _Slots) -> QuestionReading | None:
        b = self._builder
        if not s.groups and s.kind is None:
            return None
        mods = self._mods(s)
        extra = self._extra_mods(s) if not s.groups else []
        if s.kind is not None and s.kind.kind not in (TASK, UNIT) and not s.groups:
            found = self._things(replace(s, form="list"))
            return QuestionReading(Whether(found.meaning), "yesno") if found is not None and not isinstance(found.meaning, One) else None  # type: ignore[arg-type]
        tasks = self._tasks([*mods, *(extra or [])])
        return b.f_any(tasks)

    def _things(self, s: _Slots) -> QuestionReading | None:
        """What a kind of thing the tasks found have."""
        assert s.kind is not None
        b = self._builder
        ending = s.kind
        topics = list(s.topics)
        if s.kind.kind in ("zp:Project", "zp:Programme", "zp:Place") and topics and not s.kind.ends:
            tail = topics[-1].text
            found = self._tasks(self._mods(s, topics=False))
            if found is not None:
                named = b.f_step(found, replace(ending, ends=(tail,)))
                if named is not None and b.occurs(tail):
                    return self._out(named, s)
        tasks = self._tasks(self._mods(s) + (self._extra_mods(replace(s, having=[], kind=None)) or []))
        if tasks is None:
            return self._out(b.f_everything(s.kind), s)
        if s.kind.kind == SECTION and s.sections:
            return self._out(b.f_step(s.sections[0], s.kind), s)
        return self._out(b.f_step(tasks, s.kind), s)

    def _related(self, s: _Slots) -> QuestionReading | None:
        """依据是什么: the other end of a relation of the tasks found."""
        assert s.relation is not None
        end = self._builder.end_of(s.relation)
        tasks = self._tasks(self._mods(s))
        if end is None or tasks is None or end in (TASK, SECTION, DOCUMENT):
            return None
        return self._out(self._builder.f_step(tasks, KindWord(end)), s)

    def _called_so(self, s: _Slots, kind: str) -> QuestionReading | None:
        """哪些纪念馆: things whose names end with the noun behind the word that asks."""
        if s.noun_at is None or s.noun_at >= len(self._words) or not self._words[s.noun_at].content:
            return None
        tail = self._words[s.noun_at].surface
        rest = [t for t in s.topics if t.text != tail]
        tasks = self._tasks(self._mods(replace(s, topics=rest)))
        noun = KindWord(kind, (tail,))
        found = self._builder.f_everything(noun) if tasks is None else self._builder.f_step(tasks, noun)
        return self._out(found, s)

    def _value(self, s: _Slots) -> QuestionReading | None:
        if s.groups:
            return None
        period = s.periods[0] if s.periods else None
        said = s.said or "".join(t.text for t in s.topics)
        more = [Text((x.label,)) for x in s.things]
        reading = self._builder.f_value(Text((said,)), period, s.amount, s.measure, *more)
        ok = isinstance(reading, QuestionReading) and isinstance(reading.meaning, One) and reading.meaning.iris
        return reading if ok else None

    def _money(self, s: _Slots) -> QuestionReading | None:
        said = s.said or "".join(t.text for t in s.topics)
        if not said and not s.payers:
            return None
        if not said:
            return self._builder.f_paid_by(s.payers[0], Blank(s.kind) if s.kind else None)
        return self._builder.f_funding(Text((said,)), *s.payers)

    def _when(self, s: _Slots) -> QuestionReading | None:
        mods = self._mods(s)
        if s.topics and not (s.groups or s.numbers or s.things):
            said = s.said or s.topics[0].text
            value = self._builder.f_value(Text((said,)), None, None, None)
            if isinstance(value, QuestionReading) and isinstance(value.meaning, One) and value.meaning.iris:
                return QuestionReading(Describe(value.meaning, ("zp:deadline",)), "date")
        tasks = self._tasks(mods)
        return self._builder.f_deadline_of(tasks) if tasks is not None else None

    def _text(self, s: _Slots) -> QuestionReading | None:
        tasks = self._tasks(self._mods(s))
        return self._builder.f_text_of(tasks) if tasks is not None else None

    def _parsed(self, name: str, reading: QuestionReading) -> Parsed:
        items: list[Item] = []
        skips: list[Skip] = []
        for word in self._words:
            if word.passed:
                skips.append(Skip(word.start, word.end, word.surface, 0.1))
            elif word.items:
                items.append(word.items[0])
            else:
                items.append(
                    Item(word.start, word.end, ("phrase",), FreeWords(word.surface, self._builder.occurs(word.surface)), word.surface)
                )
        parts = tuple(Parsed(i.symbols, i.start, i.end, i.value, 0.0, item=i) for i in items)
        end = self._words[-1].end if self._words else 0
        return Parsed(("!",), 0, end, reading, 1.0, name, parts, None, tuple(skips))
