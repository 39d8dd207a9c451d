"""What every kind of question is composed with: the plans, the words said, and tasks narrowed by all limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from zhengpu.graph.facts import Iri
from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import DOCUMENT, KINDS, TARGET, TASK, UNIT
from zhengpu.query.known import Known
from zhengpu.query.meaning import Both, Count, Either, Minus, Of, One, Set, Step, kind_of
from zhengpu.query.meanings.builder import Builder
from zhengpu.query.meanings.readings import KindWord, Mod, QuestionReading, Several
from zhengpu.query.sense.limit_times import ONGOING
from zhengpu.query.sense.narrowing import Narrowing, NarrowingReader
from zhengpu.query.sense.word_search import TopicWord, WordSearch
from zhengpu.query.spoken.concepts import Concepts
from zhengpu.query.spoken.parties import Party
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.words.link import Period

__all__ = ["Composing"]


_MATTERS = frozenset(
    {"pay", "who", "neg", "only", "most", "least", "than", "more", "fewer", "lead", "cooperate", "outside", "except", "partner"}
)
"""Classes whose words change what is asked."""


def _whole_years(period: Period) -> set[int]:
    """今年, 今年底: the year that a time takes up from its beginning to its end."""
    first, last = period.first, period.last
    ends = last is not None and (last.month, last.day) == (12, 31)
    return {last.year} if last is not None and ends and (first is None or (first.month, first.day) == (1, 1)) else set()


class Composing:
    """One utterance over the plans in scope: `builder` makes sets, `topics` finds words, `members` tells who is in a set."""

    def __init__(
        self,
        tokens: Sequence[SpokenWord],
        builder: Builder,
        topics: WordSearch,
        concepts: Concepts,
        limits: NarrowingReader,
        known: Known,
        today: date,
    ) -> None:
        self.today = today
        self.tokens, self.builder, self.topics, self.concepts, self.limits = tokens, builder, topics, concepts, limits
        self._known, self.members = known, known.members
        self.any_role, self.duty = builder.f_any_role(), builder.f_duty()
        self._apart: bool | None = None

    def out(self, found: Set | None, a: Asked) -> QuestionReading | None:
        """A set as the answer in the form that is asked for."""
        if found is None or kind_of(found) not in KINDS:
            return None
        if (a.ends or a.starts) and kind_of(found) == a.kind:
            held = self.builder.units_of_places(a.starts[0]) if a.starts and a.kind == UNIT else ()
            placed = One(UNIT, held, f"名称里写明{a.starts[0]}的单位") if held else None
            narrowed = self.builder.narrowed(found, KindWord(a.kind or TASK, a.ends, a.starts))
            found = narrowed if placed is None else Either((narrowed, Both((found, placed))))  # 县里的单位: 县财政局, 白鹭县财政局
        return QuestionReading(Count(found), "count") if a.form == "count" else QuestionReading(found, KINDS[kind_of(found)])

    def answers_for(self) -> bool:
        """Whether plans set those responsible (责任单位) beside those who lead."""
        if self._apart is None:
            b = self.builder
            both = Both((b.f_with_role(Step(("zp:leads",))).set, b.f_with_role(Step(("zp:responsibleFor",))).set))
            labelled = b.occurs("牵头单位") and b.occurs("责任单位")
            self._apart = labelled and bool(self.members(both))
        return self._apart

    def step(self, role: str | None, default: Step) -> Step:
        """The relation that a role stands for."""
        if role is None:
            return default
        beside = any(t.has("lead") for t in self.tokens) and any(t.surface in self.concepts.sets["answering"] for t in self.tokens)
        if role in ("takepart", "responsible") and beside and self.answers_for():  # 责任单位 alone is everybody; beside 牵头 the others
            return Step(("zp:responsibleFor",))
        relation = self.concepts.roles[role]
        if relation == "duty":
            return self.duty
        return Step((relation,))

    def topic_sets(self, x: Narrowing, *, every: bool) -> Iterator[Set | None]:
        """Tasks the words speak of; None: no word limits."""
        if x.missing:
            yield One(TASK, (), "".join(x.missing))
            return
        loose = not x.words and x.mention  # 100家这个数在哪几条出现
        words = [*x.words, *(TopicWord(q.surface, loose) for q in x.quantities)]
        if any(w.must for w in words) or not (x.parties or x.numbers or x.things or x.sections or x.kinds or x.crowd or x.role):
            yield from self.topics.tasks(words, every=every, close=self._breath(x), called=x.called)
        if not any(w.must for w in words):
            yield None

    def _breath(self, x: Narrowing) -> bool:
        """Whether two nouns stand side by side as one name."""
        said = {w.text for w in x.words if w.must}
        return any(a.end == b.start and a.surface in said and b.surface in said for a, b in pairwise(self.tokens))

    def mods(self, x: Narrowing, *, parties: bool = True) -> list[Mod]:
        """All limits but the words."""
        b, out = self.builder, []
        for p in x.parties if parties else ():
            if p.foremost:
                out.append(Mod(self._foremost(p), not (p.negative or p.excepted)))
                continue
            step = self.step(p.role, self.any_role)
            if p.role == "responsible" and len(p.surface) == 1:
                step = self.any_role
            units = Several(tuple(p.sets), p.either)
            if all(b.is_group(s) for s in p.sets):
                out += [replace(b.f_of_group(s), positive=not (p.negative or p.excepted)) for s in p.sets if isinstance(s, One)]
                continue
            if p.only:
                mod = b.f_reach_only(units, self.any_role)
            elif len(p.sets) > 1 and not (p.either or p.negative or p.excepted) and p.together:
                mod = b.f_reach_all(units, step)
            else:
                mod = b.f_reach(units, step)
            if mod is not None:
                out.append(replace(mod, positive=False) if p.negative or p.excepted else mod)
            out += [replace(b.f_reach(units, self.step(r, self.any_role)), positive=False) for r in p.denied]
        numbered: list[Set] = [b.f_numbered(n) for n in x.numbers]
        out += [Mod(numbered[0] if len(numbered) == 1 else Either(tuple(numbered)))] if numbered else []
        targets = self.amounting(x)
        mod = b.f_with_targets(targets) if targets is not None else None
        out += [mod] if mod is not None else []
        out += [Mod(b.f_in_section(s), positive) for s, positive in x.sections]
        for thing in x.things:
            said = thing if kind_of(thing) == TASK else b.f_mentions(thing) if isinstance(thing, One) else None
            out += [Mod(said)] if said is not None else []
        for kind, positive in x.kinds:
            mod = self.kind_mod(kind)
            if mod is not None:
                out.append(replace(mod, positive=positive))
        out += [b.f_without_role(self.step(r, self.any_role) if r != "responsible" else Step(("zp:responsibleFor",))) for r in x.lacking]
        years = {d.year for d in b.papers()}
        limited = bool(out or x.words or x.missing or x.crowd or x.role)
        for period in x.periods:
            whole_year = period.relative and years == _whole_years(period) and "due" not in x.classes
            if ((period.last is not None or period.first is not None) and not (whole_year and limited)) or period.code == ONGOING:
                out.append(b.f_due(period))
        out += [replace(b.f_due(period), positive=False) for period in x.other_periods]
        if x.crowd is not None:
            mod = b.f_crowded(x.crowd[0], x.crowd[1], role=self.step(x.crowd_role, self.any_role) if x.crowd_role else None)  # type: ignore[arg-type]
            out += [mod] if mod is not None else []
        return out

    def _foremost(self, party: Party) -> Set:
        """科技厅排头一个的: tasks whose clauses name it first."""
        units = [iri for each in party.sets for iri in (each.iris if isinstance(each, One) else self.members(each))]
        called = "、".join(each.label for each in party.sets if isinstance(each, One))
        return One(TASK, tuple(self._known.foremost(units)), f"{called}排在第一位的任务")

    def one_clause(self, task: Iri) -> bool:
        """Whether what a task's clause of duty says holds for all of its sentences."""
        return self._known.one_clause(task, self._known.wording.every)

    def foremost(self, units: Sequence[Iri]) -> Sequence[Iri]:
        """The tasks whose clauses name one of these units first."""
        return self._known.foremost(units)

    def unit_short_for(self, word: str) -> Set | None:
        """The one unit that a bare word is short for: 海关."""
        iris = self._known.wording.abbreviations.stem(word)
        return One(UNIT, iris, word) if len(iris) == 1 else None

    def whole(self, a: Asked, x: Narrowing) -> bool:
        """Whether nothing is said that could narrow: all things of a kind are no answer where a word is left that changes what is asked."""
        return not (x.narrow or x.classes & _MATTERS or any(self._tells(t) for t in self.tokens if t is not a.noun))

    def _tells(self, token: SpokenWord) -> bool:
        word = self.limits.word(token) if token.content else None
        return word is not None and word.must

    def spoken(self) -> str:
        """The words of content as they are said, in one row."""
        said = [
            t.kind == "quantity" or t.phrase or t.has("moneynoun") or (t.content and not self.builder.idle(t.surface)) for t in self.tokens
        ]
        for n in range(1, len(said) - 1):  # 纳|统|奖励
            before, token, after = self.tokens[n - 1 : n + 2]
            inside = before.end == token.start and token.end == after.start and token.kind == "word" and not token.classes
            said[n] = said[n] or (said[n - 1] and said[n + 1] and inside and token.surface != "的")
        return "".join(t.surface for t, told in zip(self.tokens, said, strict=True) if told)

    def amounting(self, x: Narrowing) -> Set | None:
        """Targets whose numbers are so great."""
        if x.amount is None:
            return None
        operator, number, high = x.amount
        if operator == "between":
            return self.builder.f_between(number, high, x.amount_unit)
        return self.builder.f_amounting(operator, number, x.amount_unit)  # type: ignore[arg-type]

    def kind_mod(self, kind: str) -> Mod | None:
        """Tasks that have something of a kind."""
        b = self.builder
        if kind == "date":
            return b.f_with_deadline()
        if kind == UNIT:
            return b.f_with_role(self.any_role)
        if kind == TARGET:
            return b.f_with_kind(KindWord(TARGET, numbers=True))
        return b.f_with_kind(KindWord("zp:Policy" if kind == DOCUMENT else kind))

    def tasks_of(self, mods: Sequence[Mod], *, either: bool = False) -> Set | None:
        """Tasks that satisfy all of these; None: there are none of these."""
        positive = [m.set for m in mods if m.positive]
        negative = [m.set for m in mods if not m.positive]
        if not mods:
            return None
        join = Either if either and not negative else Both
        whole: Set = positive[0] if len(positive) == 1 else join(tuple(dict.fromkeys(positive))) if positive else Of(TASK)
        if negative:
            whole = Minus(whole, negative[0] if len(negative) == 1 else Either(tuple(negative)))
        return whole

    def narrowed_tasks(self, x: Narrowing, *, every: bool = False, parties: bool = True) -> Iterator[Set]:
        """Tasks that satisfy all limits, the surest sense of the words first."""
        if not parties:
            x = replace(x, parties=[])
        for topic in self.topic_sets(x, every=every):
            mods = self.mods(x, parties=parties)
            if topic is not None:
                mods.append(Mod(topic))
            found = self.tasks_of(mods, either=x.either)
            if found is not None:
                yield found
