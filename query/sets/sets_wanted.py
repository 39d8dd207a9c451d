"""What a question says of sets of tasks and units → the set that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import SECTION, TASK, UNIT
from zhengpu.query.meaning import Both, Either, Having, Minus, Of, One, Set, Step, Top, Via, Where, Whether
from zhengpu.query.meanings.readings import KindWord, Mod, QuestionReading
from zhengpu.query.papers.parts_meant import PartsReader
from zhengpu.query.sense.word_search import TopicWord
from zhengpu.query.sets.set_said import SetQuestion, UnitSaid
from zhengpu.query.sets.set_shapes import set_question
from zhengpu.query.sets.set_terms import SetGround, set_terms
from zhengpu.query.spoken.utterance import Utterance
from zhengpu.query.wanted.composing import Composing
from zhengpu.query.words.designations import load_designation_words

__all__ = ["of_sets"]

_MOST_PLANS = 3
"""Of more plans nobody says which one's parts are meant."""
_LAST = 12
"""So many places of a ranking are looked at for the one a unit takes."""


def of_sets(c: Composing, said: Utterance) -> Iterator[QuestionReading | None]:
    """The reading of a question of which every word is said of sets of tasks and units."""
    if not 0 < len(c.builder.papers()) <= _MOST_PLANS:
        return
    ground = _Grounds(c)
    question = set_question(set_terms(said.clauses, c.concepts, ground.made()))
    if question is not None:
        yield _SetComposer(c, question).reading()


class _Grounds:
    """What the plans in scope have, as terms are told by it."""

    def __init__(self, c: Composing) -> None:
        self._c, self._tree = c, c.builder.tree()
        self._parts = PartsReader(self._tree, lambda p: (), lambda n: (), self._titles, lambda w: (), c.builder.folded)

    @cached_property
    def _said(self) -> tuple[str, ...]:
        return (*self._c.builder.headings(), *self._c.builder.titles())

    def made(self) -> SetGround:
        nouns = load_designation_words().papers["kinds"] if self._tree.enclosing else frozenset[str]()
        return SetGround(
            part=self._part,
            paper=lambda words: self._one(self._parts.named(words, "paper"), words),
            items=self._items,
            titled=self._titled,
            unit=self._c.unit_short_for,
            classed=self._classed,
            said=lambda word: any(self._c.builder.folded(word) in name for name in self._said),
            single=lambda found: found is not None and len(self._c.members(found)) == 1,
            cooperating=lambda: bool(self._c.members(self._c.builder.f_doers_any(Step(("zp:cooperatesOn",))))),
            numbered=self._c.builder.f_numbered,
            paper_nouns=frozenset(nouns),
        )

    def _titles(self, places: tuple[int, ...]) -> Sequence[str]:
        found = self._c.members(Via(One(SECTION, self._tree.iris(places), ""), Step(("zp:inSection",), False, True), TASK))
        return self._c.builder.titles_of(found)

    def _one(self, places: tuple[int, ...], words: Sequence[str]) -> Set | None:
        return One(SECTION, self._tree.iris(places), "".join(words)) if places else None

    def _part(self, words: Sequence[str], noun: bool) -> Set | None:
        return self._one(self._parts.named(words, "loose" if noun else None), words)

    def _titled(self, words: Sequence[str]) -> Set | None:
        said = "".join(words)
        found = self._c.builder.titles().get(self._c.builder.folded(said), ())
        return One(TASK, found, said) if found else None

    def _items(self, words: Sequence[str]) -> Set | None:
        """The items that words name: by title, by the part they head, else the one item that says them all."""
        topics = [TopicWord(w, len(w) > 1) for w in words]
        if not any(t.must for t in topics) or self._c.topics.missing(topics):
            return None
        found = next(self._c.topics.tasks(topics), None)
        if found is None:
            return None
        titled = isinstance(found, Where) and found.attribute == "rdfs:label"
        if titled:
            return found
        said = self._c.members(found)  # an item that says the words in one of its sentences, if its one clause of duty holds for all of it
        return found if len(said) == 1 and self._c.one_clause(said[0]) else None

    def _classed(self, ends: Sequence[str]) -> Set | None:
        """市政府 where the plans name one such body: 各市人民政府."""
        every = self._c.builder.f_doers_any(self._c.any_role)
        found = {iri for end in ends for iri in self._c.members(Where(every, "rdfs:label", "ends", end))}
        return One(UNIT, tuple(found), ends[0]) if len(found) == 1 else None


class _SetComposer:
    """One question."""

    def __init__(self, c: Composing, q: SetQuestion) -> None:
        self._c, self._q, self._b = c, q, c.builder

    def reading(self) -> QuestionReading | None:
        c, q = self._c, self._q
        if any(self._b.is_group(u) for said in q.units for u in said.units):
            return None  # a group in charge of a part
        asked = Asked(q.form if q.form == "count" else "list", q.kind)
        found = self._units() if q.kind == UNIT else self._tasks()
        if found is None:
            return None
        if q.form == "yesno":
            return QuestionReading(Whether(found), "yesno")
        return c.out(found, asked)

    # ── roles ──

    def _step(self, role: str | None, text: str = "") -> Step:
        """The relation of a role; 责任单位 where plans set those who lead beside those who answer for it: the latter."""
        if (role == "named" or text in self._c.concepts.sets["answering"]) and self._c.answers_for():
            return Step(("zp:responsibleFor",))
        if role in ("named", "takepart", None):
            return self._c.any_role
        return self._c.step(role, self._c.any_role)

    # ── tasks ──

    def _base(self) -> list[Mod]:
        """Limits of tasks beside units: parts, items, times."""
        b, q = self._b, self._q
        inside = [b.f_in_section(p) for p in q.within]
        out = [Mod(_any(inside))] if inside else []
        out += [Mod(b.f_in_section(p), False) for p in q.besides] + [Mod(t, False) for t in q.besides_items]
        if q.items and not q.shared:
            out.append(Mod(_any(q.items)))
        if q.timed:
            out += self._times()
        return out

    def _times(self) -> list[Mod]:
        x = self._c.limits.read(Asked("list", TASK))
        out = [self._b.f_due(p) for p in x.periods]
        out += [Mod(self._b.f_due(p).set, False) for p in x.other_periods]
        dated = [positive for kind, positive in x.kinds if kind == "date"] if not out else []
        return out + [Mod(self._b.f_with_deadline().set, positive) for positive in dated]

    def _of_unit(self, said: UnitSaid) -> list[Mod]:
        units = said.units
        if said.foremost:
            iris = [iri for u in units for iri in (u.iris if isinstance(u, One) else self._c.members(u))]
            label = "、".join(u.label for u in units if isinstance(u, One))
            return [Mod(One(TASK, tuple(self._c.foremost(iris)), f"{label}排在第一位的任务"))]
        roles = [role for role, positive in said.roles if positive] or [None]  # type: ignore[list-item]
        rows = [_any([Via(u, self._step(role), TASK) for role in roles]) for u in units]
        whole: Set = Both(tuple(rows)) if len(rows) > 1 and (said.every or said.only) else _any(rows)
        if said.only:
            whole = Having(whole, self._c.any_role.turned, "=", len(units))
        denied = [Mod(Via(u, self._step(role), TASK), False) for u in units for role, positive in said.roles if not positive]
        return [Mod(whole, said.positive), *denied]

    def _mods(self) -> list[Mod]:
        q = self._q
        out = self._base()
        for said in q.units:
            out += self._of_unit(said)
        return out

    def _tasks(self) -> Set | None:
        c, b, q = self._c, self._b, self._q
        out = self._mods()
        out += [Mod(Via(u, c.any_role, TASK), False) for u in q.excepted]
        out += [b.f_with_role(self._step(role, text)) for role, text in q.held]
        for role, text in q.excepted_roles:
            if any((role, True) in said.roles for said in q.units):
                continue  # 领头的有哪几条，不领头的别给我
            held = [u for said in q.units for u in said.units]
            step = self._step(role, text)
            out += [Mod(Via(u, step, TASK), False) for u in held] or [b.f_without_role(step)]
        if q.crowd is not None:
            operator, number, of = q.crowd
            mod = b.f_crowded(operator, number, role=self._step(of) if of else None)  # type: ignore[arg-type]
            out += [mod] if mod is not None else []
        found = c.tasks_of(out)
        if q.most is not None:
            step = self._step(*q.role) if q.role is not None else c.any_role
            return Top(found or Of(TASK), step.turned, q.many, most=q.most)
        if q.first is not None:
            return Top(found or Of(TASK), "zp:deadline", q.many, most=not q.first)
        return found

    # ── units ──

    def _units(self) -> Set | None:
        c, b, q = self._c, self._b, self._q
        step = self._step(*q.role) if q.role is not None else self._c.any_role
        tasks = c.tasks_of(self._mods())
        if q.next_to is not None:
            return self._after(q.next_to, step, tasks)
        lost: list[Set] = list(q.excepted)
        if q.most is not None:
            every: Set = b.f_everything(KindWord(UNIT))
            every = Minus(every, _any(lost)) if lost else every
            return Top(every, step, q.many, most=q.most, within=tasks)
        if q.helped is not None:
            return self._helping(q.helped, tasks, lost)
        if q.partner is not None:
            held = Via(q.partner, c.any_role, TASK)
            tasks = Both((tasks, held)) if tasks is not None else held
            lost.append(q.partner)
        if q.shared:
            each = [Both((t, tasks)) if tasks is not None else t for t in q.items]
            found: Set = Both(tuple(b.f_who(t, step) for t in each))
        else:
            steps = [step, *(self._step(r, t) for r, t in q.more_roles)]
            found = _any([b.f_who(tasks, s) if tasks is not None else b.f_doers_any(s) for s in dict.fromkeys(steps)])
        of = tasks if tasks is not None else Of(TASK)
        lost += [b.f_who(of, self._step(r, t)) for r, t in q.excepted_roles]
        lost += [b.narrowed(found, KindWord(UNIT, (), (level,))) for level in q.excepted_levels]
        return Minus(found, _any(lost)) if lost else found

    def _helping(self, unit: Set, tasks: Set | None, lost: Sequence[Set]) -> Set:
        """给甲打下手的: who cooperates where it takes part; where nobody is said to cooperate, who answers for what it leads."""
        cooperates = Step(("zp:cooperatesOn",))
        told = bool(self._c.members(self._b.f_doers_any(cooperates)))
        held = Via(unit, self._c.any_role if told else Step(("zp:leads",)), TASK)
        step = cooperates if told else Step(("zp:responsibleFor",))
        return Minus(self._b.f_who(Both((tasks, held)) if tasks is not None else held, step), _any([*lost, unit]))

    def _after(self, unit: Set, step: Step, tasks: Set | None) -> Set | None:
        """The units that come next to one in the ranking by tasks."""
        every, named = self._b.f_everything(KindWord(UNIT)), set(getattr(unit, "iris", ()))
        for rank in range(1, _LAST):
            if named & set(self._c.members(Top(every, step, 1, rank, True, tasks))):
                return Top(every, step, 1, rank + 1, True, tasks)
        return None


def _any(sets: Sequence[Set]) -> Set:
    return sets[0] if len(sets) == 1 else Either(tuple(sets))
