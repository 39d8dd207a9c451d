"""Meaning → Chinese: what was understood, said back in the words of the ontology."""

from __future__ import annotations

from zhengpu.graph.ontology import Ontology
from zhengpu.query.kinds import ANY_VALUE, DOCUMENT, TASK, UNIT
from zhengpu.query.meaning import (
    Average,
    Both,
    Compared,
    Count,
    Describe,
    Either,
    Having,
    Meaning,
    Minus,
    Of,
    One,
    Partners,
    Placed,
    Set,
    Step,
    Top,
    Via,
    Where,
    Whether,
    kind_of,
    parts,
)
from zhengpu.query.saying.conditions_said import IS, IS_NOT, OPERATORS, condition_said, term_said, value_said
from zhengpu.query.saying.saying import AnswerForm, AnswerWords, Saying

__all__ = ["phrase"]

_MOST_WORDS = 3
_MARK = "\0"
_CONTENTS = ("zp:Target", "zp:Project", "zp:Programme", "zp:Place", "zp:Policy", "zp:Funding")
"""What stands in a task."""
_DATES = ("zp:deadline", "dct:issued")


def phrase(meaning: Meaning, ontology: Ontology) -> Saying:
    """The paraphrase after “您问的是：”, with the words that its answer is made of.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> said = phrase(Count(Via(One("zp:Unit", (), "县文旅局"), Step(("zp:leads",)), "zp:Task")), load_ontology())
    >>> said, said.answer.deed
    ('县文旅局牵头的任务有多少', '县文旅局牵头')
    """
    return _Phrase(ontology).form(meaning)


class _Phrase:
    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology

    def _kind(self, term: str) -> str:
        return self._ontology.kind(term).label

    def _name(self, term: str) -> str:
        return term_said(self._ontology, term)

    def form(self, meaning: Meaning) -> Saying:
        match meaning:
            case Count():
                return self._count(meaning)
            case Compared():
                return self._compared(meaning)
            case Average(source, by):
                kind = kind_of(source)
                each = f"平均每{self._measure(kind, '个')}{self._kind(kind)}{self._load(by)}"
                return Saying(f"{each}多少", AnswerWords("mean", each))
            case Placed(thing, _, by):
                placed = f"{self.set(thing)}{self._load(by)}数排第"
                return Saying(f"{placed}几", AnswerWords("place", placed))
            case Describe(source, ("zp:deadline", "zp:deadlineText") | ("zp:deadlineText",)):
                return _members(f"{self.set(source)}的{self._name('zp:deadline')}")
            case Describe(source, attributes):
                return _members(f"{self.set(source)}的{'、'.join(self._name(a) for a in attributes)}")
            case Whether(source):
                return self._whether(source)
            case _:
                return self._listed(meaning)

    def _listed(self, meaning: Set) -> Saying:
        """Members of a set: 县文旅局牵头的任务; 县文旅局在第35条中的角色."""
        match meaning:
            case Both((Via(), One(kind="zp:Unit"))):
                form: AnswerForm = "roles"
            case _:
                form = "set"
        said = self.set(meaning)
        return Saying(said, AnswerWords(form, said, deed=self._deed(meaning)))

    def _count(self, count: Count) -> Saying:
        counted = self.set(count.source)
        if count.by is None:
            return Saying(f"{counted}有多少", AnswerWords("size", counted, deed=self._deed(count.source)))
        if isinstance(count.by, str):
            each = f"各年到期的{counted}"
        elif count.among is not None:
            each = f"{self.set(count.among)}的{counted}"
        else:
            kind, then = count.by_kind, count.then
            label = self._ontology.relation(then.relations[0]).label if then and kind == "zp:UnitGroup" else ""
            verb = self._verb(count.by.turned) if kind == UNIT else ""
            measure = self._measure(kind, "个") if kind else ""
            each = f"每{measure}{label or (self._kind(kind) if kind else '')}{verb}的{counted}"
        return Saying(f"{each}各有多少", AnswerWords("each", each))

    def _compared(self, compared: Compared) -> Saying:
        first, second = self.set(compared.first), self.set(compared.second)
        match compared.how:
            case "share":
                return _members(f"{first}占{'全部' if isinstance(compared.second, Of) else ''}{second}的比例")
            case "gap":
                return Saying(f"{first}与{second}相差多少", AnswerWords("gap", f"{first}与{second}相差"))
            case "difference":
                than = f"{first}比{second}"
                return Saying(f"{than}多多少", AnswerWords("difference", f"{than}多", turned=f"{than}少"))
            case "same" if isinstance(compared.second, Both) and compared.second.sets[0] == compared.first:  # none besides those
                rest = self.set(compared.second.sets[1])
                return Saying(f"{first}是否都是{rest}", AnswerWords("whether", f"{first}都是{rest}", f"{first}不都是{rest}"))
            case "same":
                return Saying(f"{first}与{second}是否一样多", AnswerWords("larger", f"{first}与{second}"))
            case how:
                than = f"{first}比{second}"
                return Saying(f"{than}是否更{'多' if how == 'more' else '少'}", AnswerWords("larger", than))

    def _whether(self, source: Set) -> Saying:
        """A question that a claim about named things answers, else whether there is any."""
        match source:
            case Where(One() as known, "schema:value", operator, value):
                return Saying(
                    f"{known.label}是否{IS[operator]}{value}",
                    AnswerWords("whether", f"{known.label}{IS[operator]}{value}", f"{known.label}{IS_NOT[operator]}{value}"),
                )
            case Minus(One() as known, Top(Either((_, other)), str(), most=most)):
                return _claim(known.label, f"{'小于' if most else '大于'}{self.set(other)}")
            case Both((One() | Where() | Either() as tasks, Via(One() as unit, step, "zp:Task"))):
                return _claim(self.set(unit), f"{self._verb(step)}{self.set(tasks)}")
            case Minus(One(kind="zp:Task") as tasks, Via(One() as unit, step, "zp:Task")):
                verb, whom, object_ = self._verb(step), self.set(unit), self.set(tasks)
                return Saying(f"{whom}是否不{verb}{object_}", AnswerWords("whether", f"{whom}不{verb}{object_}", f"{whom}{verb}{object_}"))
            case _:
                there = self.set(source)
                return Saying(f"有没有{there}", AnswerWords("whether", f"有{there}", f"没有{there}"))

    def _deed(self, found: Set) -> str:
        """A set of tasks as what somebody does: 县文旅局牵头, of 县文旅局牵头的任务; empty for any other set."""
        kind = f"的{self._kind(TASK)}"
        match found:
            case Via(source, step, "zp:Task") if step.forward and self._are_roles(step):
                anybody = isinstance(source, Of) or (isinstance(source, Via) and source.source == Of(TASK))  # 有牵头单位的任务
                plain = not anybody and not any(isinstance(p, Minus) for p in parts(source))
                return f"{self.set(source)}{self._verb(step)}" if plain else ""
            case Via(Via(One(), Step(("zp:workGroup",))), Step(("zp:inSection",)), "zp:Task"):
                return self.set(found).removesuffix(kind)
            case Having(Via(One(), step, "zp:Task"), _, "=", 1) if self._are_roles(step):
                return self.set(found).removesuffix(kind)
            case Both(sets) | Either(sets) if all(isinstance(s, Via) and self._deed(s) for s in sets):
                return self.set(found).removesuffix(kind)
            case Both(sets):
                rest = [s for s in sets if not (isinstance(s, Via) and s.step.relations == ("zp:inDocument",))]
                return self.set(found).removesuffix(kind) if len(rest) == 1 < len(sets) and self._deed(rest[0]) else ""
            case _:
                return ""

    def _are_roles(self, step: Step) -> bool:
        relations = map(self._ontology.relation, step.relations)
        return all(relation.parent == "zp:takesPartIn" or relation.term == "zp:takesPartIn" for relation in relations)

    def _measure(self, kind: str, otherwise: str = "") -> str:
        return next(iter(self._ontology.kind(kind).measures), otherwise)

    def _top(self, top: Top) -> str:
        kind = self._kind(kind_of(top.source))
        if top.by == "zp:normalisedValue":
            words = [f"“{p.value}”" for p in parts(top.source) if isinstance(p, Where) and p.operator == "contains"]
            return f"{''.join(words)}{self._name(top.by)}最{'大' if top.most else '小'}的{kind}"
        if isinstance(top.by, str):
            best = ("最晚" if top.most else "最早") if top.by in _DATES else ("最大" if top.most else "最小")
            many = "" if top.n == 1 else f"的{top.n}{next(iter(self._ontology.kind(kind_of(top.source)).measures), '个')}"
            return f"{self._before(top.source, kind)}{self._name(top.by)}{best}{many or '的'}{kind}"
        ends = "最多" if top.most else "最少"
        place = f"第{top.rank}{ends[-1]}的" if top.rank > 1 else f"{ends}的" if top.n == 1 else f"{ends}的前{top.n}个"
        if isinstance(top.source, Partners):
            return f"与{self.set(top.source.source)}合作{place}{kind}"
        sets = top.source.sets if isinstance(top.source, Either) else ()
        named = f"{'、'.join(self.set(s) for s in sets)}中" if sets and all(isinstance(s, One) for s in sets) else ""
        lost = top.source.without if isinstance(top.source, Minus) else None
        but = f"除{self.set(lost)}外" if lost is not None and any(isinstance(p, One) for p in parts(lost)) else ""
        if isinstance(top.source, One) and top.source.kind == DOCUMENT:  # plans by the tasks the question speaks of
            named = f"{top.source.label}中" if top.source.label != kind else ""
            if isinstance(top.within, Both | Minus | Where) or (isinstance(top.within, Via) and kind_of(top.within.source) != DOCUMENT):
                return f"{named}{self.set(top.within)}{place}{kind}"
        return f"{named}{but}{self._load(top.by)}{place}{kind}"

    def _verb(self, step: Step) -> str:
        return "或".join(dict.fromkeys(self._name(r) for r in step.relations))

    def _before(self, source: Set, kind: str) -> str:
        """What narrows a set, as words before more of the same: 以元计的 of 以元计的目标."""
        said = self.set(source).removesuffix(kind)
        return said if not said or said.endswith("的") else f"{said}的"

    def set(self, meaning: Set) -> str:
        match meaning:
            case Of(kind):
                return self._kind(kind)
            case One("zp:Funding", label=label):
                return f"{label}的{self._kind('zp:Funding')}"
            case One(label=label):
                return label
            case Via(source, step, kind):
                return self._via(source, step, kind)
            case Both(sets):
                return self._both(sets)
            case Either(sets):
                return self._either(sets)
            case Minus(source, without):
                return self._minus(source, without)
            case Where(Where(inner, "schema:value", operator, number), "schema:unitText", "=", unit):
                return self._narrowed_by(inner, f"{OPERATORS[operator].replace('等于', '')}{number}{unit}")
            case Where(Via(source, _, "zp:Section"), "zp:inSection", "missing"):  # 本文件的各部分, whatever stands below them
                return f"{self.set(source)}的各{self._kind('zp:Section')}"
            case Where(Via() as inner, "zp:normalisedUnit", "="):
                return f"{self.set(inner)}中的{self._name('zp:normalisedValue')}"
            case Where(Where(inner, attribute, ">=", low), attribute_, "<=", high) if attribute == attribute_:
                return self._between(inner, attribute, low, high)
            case Where(Where(inner, attribute, "<=", high), attribute_, ">=", low) if attribute == attribute_:
                return self._between(inner, attribute, low, high)
            case Where(source, attribute, "exists") if attribute == ANY_VALUE:
                return self._narrowed(source, "量化")
            case Where(source, attribute, operator, value):
                return self._narrowed_by(source, condition_said(self._ontology, attribute, operator, value, kind_of(source)))
            case Having(source, step, operator, number):
                return self._having(source, step, operator, number)
            case Top():
                return self._top(meaning)
            case Partners(source):
                return f"与{self.set(source)}共同参与任务的{self._kind(kind_of(source))}"

    def _via(self, source: Set, step: Step, kind: str) -> str:
        if isinstance(source, Via) and source.step == self._any_role.turned and source.source == Of(TASK) and kind == TASK and step.forward:
            held = self._ontology.relation(step.relations[-1]).inverse_label or self._name(step.relations[-1])
            return f"有{held}的{self._kind(kind)}"
        relation = self._ontology.relation(step.relations[0])
        names = "或".join(dict.fromkeys(self._name(r) for r in step.relations))
        if (step.forward and relation.parent == "zp:takesPartIn") or ("zp:takesPartIn" in step.relations and step.forward):
            return f"{self.set(source)}{names}的{self._kind(kind)}"
        if not step.forward and (relation.parent == "zp:takesPartIn" or "zp:takesPartIn" in step.relations):
            if isinstance(source, Of):
                return f"{names}{self._kind(source.kind)}的{self._kind(kind)}"
            whose = self._ontology.relation(step.relations[-1]).inverse_label or names
            return f"{self.set(source)}的{whose if kind == UNIT else names + self._kind(kind)}"
        if relation.term == "zp:inSection" and isinstance(source, Via) and source.step.relations == ("zp:workGroup",) and kind == TASK:
            return f"{self.set(source.source)}{self._name('zp:responsibleFor')}的{self._kind(kind)}"
        if relation.term in ("zp:inSection", "zp:inDocument"):
            return f"{self.set(source)}所属的{self._kind(kind)}" if step.forward else f"{self.set(source)}里的{self._kind(kind)}"
        if relation.term == "zp:cites" and step.forward:
            return f"{self.set(source)}{relation.label}的{self._kind(kind)}"
        if relation.term == "zp:workGroup" and not step.forward:
            return f"{self.set(source)}{self._name('zp:responsibleFor')}的{self._kind(kind)}"
        if isinstance(source, Via) and source.step.relations == ("zp:funds",) and kind == TASK:
            return f"{self.set(source)}的{self._kind(kind)}"
        if kind == TASK and not step.forward and isinstance(source, One) and source.kind in _CONTENTS[1:5]:
            return f"提到“{source.label}”的{self._kind(kind)}"
        if relation.term == "zp:funds":
            return f"{self.set(source)}{'的' if isinstance(source, Of) else ''}出资" if step.forward else f"{self.set(source)}的出资方"
        if kind == TASK and not step.forward and isinstance(source, Of | Where):
            return f"写有{self.set(source)}的{self._kind(kind)}"
        if kind == TASK and not step.forward:
            return (
                f"{self.set(source)}所在的{self._kind(kind)}" if kind_of(source) in _CONTENTS else f"{self.set(source)}的{self._kind(kind)}"
            )
        return f"{self.set(source)}的{relation.label if step.forward else self._kind(kind)}"

    def _either(self, sets: tuple[Set, ...]) -> str:
        """县文旅局、县卫体局或县教育局参与的任务; names that end in one of several ways; otherwise one or the other."""
        kind = self._kind(kind_of(sets[0]))
        if all(isinstance(s, One) for s in sets):
            return _listed([self.set(s) for s in sets])
        steps = {s.step for s in sets if isinstance(s, Via) and isinstance(s.source, One) and s.kind == TASK}
        if len(steps) == 1 and all(isinstance(s, Via) and isinstance(s.source, One) and s.kind == TASK for s in sets):
            first = sets[0]
            names = _listed([self.set(s.source) for s in sets if isinstance(s, Via)])
            return self.set(Via(One(UNIT, (), names), first.step, TASK)) if isinstance(first, Via) else names
        wheres = [s for s in sets if isinstance(s, Where)]
        if len(wheres) == len(sets) and len({(w.source, w.attribute, w.operator) for w in wheres}) == 1:
            return self._narrowed_by(wheres[0].source, self._any_of(wheres, kind_of(wheres[0])))
        named = {s.source.label for s in sets if isinstance(s, Via) and isinstance(s.source, One)}
        found = {str(p.value) for s in sets if isinstance(s, Where | Either) for p in parts(s) if isinstance(p, Where)}
        if len(named) == 1 and found and kind_of(sets[0]) == TASK and len(sets) == 2:  # a thing that is named, and its words
            return f"提到“{next(iter(named))}”的{kind}"
        said = [self.set(s) for s in sets]
        if all(each.endswith(f"的{kind}") for each in said):
            return f"{'或'.join(each.removesuffix(f'的{kind}') for each in said)}的{kind}"
        return "或".join(said)

    def _any_of(self, wheres: list[Where], kind: str) -> str:
        """名称以“镇”或“乡”结尾; 名称含“养老”或“老年”."""
        first = wheres[0]
        words = "".join(f"“{w.value}”" for w in wheres[:_MOST_WORDS]) + ("等" if len(wheres) > _MOST_WORDS else "")
        return (
            condition_said(self._ontology, first.attribute, first.operator, _MARK, kind).replace(f"“{_MARK}”", words).replace(_MARK, words)
        )

    def _minus(self, source: Set, without: Set) -> str:
        """没有牵头单位的任务; 县文旅局参与的任务（不含县工信科技局参与的）."""
        kind = self._kind(kind_of(source))
        said = self.set(without)
        if isinstance(source, Of) and said.startswith("有") and said.endswith(f"的{kind}"):
            return f"没{said}"
        if isinstance(source, Of) and said.startswith("写有") and said.endswith(f"的{kind}"):
            return f"没有{said.removeprefix('写有')}"
        short = said.removesuffix(kind) if said.endswith(f"的{kind}") else said
        return f"{self.set(source)}（不含{short}）"

    def _between(self, source: Set, attribute: str, low: object, high: object) -> str:
        """期限在2022年10月1日至12月31日之间的任务."""
        return self._narrowed_by(source, f"{self._name(attribute)}在{value_said(low)}至{value_said(high)}之间")

    def _narrowed_by(self, source: Set, condition: str) -> str:
        said, kind = self.set(source), self._kind(kind_of(source))
        return f"{said.removesuffix(f'的{kind}')}、{condition}的{kind}" if said.endswith(f"的{kind}") else f"{condition}的{said}"

    def _both(self, sets: tuple[Set, ...]) -> str:
        """县财政局和县人社局共同负责的任务; 文件里县文旅局参与的任务; otherwise one after the other."""
        kind = self._kind(kind_of(sets[0]))
        units = [s for s in sets if isinstance(s, One) and s.kind == UNIT]
        if len(units) == 1 and len(sets) == 2 and isinstance(sets[0], Via):
            return f"{self.set(units[0])}在{self.set(sets[0].source)}中的{self._name('zp:role')}"
        paid = next((s for s in sets if isinstance(s, Via | Either) and kind_of(s) == "zp:Funding"), None)
        if isinstance(sets[0], One) and paid is not None:
            return f"{sets[0].label}中{self.set(paid)}"
        if all(isinstance(s, Via) and s.source == Of(TASK) and not s.step.forward for s in sets):
            return f"既{'又'.join(self._verb(s.step) for s in sets if isinstance(s, Via))}{self._kind(TASK)}的{kind}"
        steps = {s.step for s in sets if isinstance(s, Via)}
        if len(steps) == 1 and all(isinstance(s, Via) and isinstance(s.source, One) and s.source.kind == UNIT for s in sets):
            names = "和".join(self.set(s.source) for s in sets if isinstance(s, Via))
            roles = "或".join(dict.fromkeys(self._name(r) for r in next(iter(steps)).relations))
            return f"{names}共同{roles}的{kind}"
        inside = [s for s in sets if isinstance(s, Via) and s.step.relations == ("zp:inDocument",)]
        rest = [s for s in sets if s not in inside]
        named = [s for s in rest if isinstance(s, One)]
        others = [self.set(s) for s in rest if s not in named]
        if not rest or not all(o.endswith(kind) for o in others):
            return "，且是".join(self.set(s) for s in sets)
        place = "".join(f"{self.set(s.source)}里" for s in inside)
        whole = "、".join(o.removesuffix(kind).removesuffix("的") for o in others)
        return f"{place}{whole}{'的' if whole else ''}{'、'.join(self.set(n) for n in named) or kind}"

    @property
    def _any_role(self) -> Step:
        return Step(("zp:takesPartIn",))

    def _narrowed(self, source: Set, word: str) -> str:
        said, kind = self.set(source), self._kind(kind_of(source))
        return f"{said.removesuffix(kind)}{word}{kind}"

    def _having(self, source: Set, step: Step, operator: str, number: int) -> str:
        kind = self._kind(kind_of(source))
        other = self._ontology.relation(step.relations[0])
        inside = other.term in ("zp:inDocument", "zp:inSection")
        thing = (other.range if step.forward else other.domain) or (TASK if inside else UNIT)
        counted, measure = self._kind(thing), next(iter(self._ontology.kind(thing).measures), "")
        if isinstance(source, Minus) and source.without == Of("zp:UnitGroup"):
            source = source.source  # a name for several units is no unit; that is said nowhere else either
        said = self.set(source).removesuffix(kind).removesuffix("的")
        if isinstance(source, Via) and source.kind == TASK and (operator, number) == ("=", 1):
            return f"只由{said}的{kind}"
        if isinstance(source, Via) and source.kind == TASK and (operator, number) == (">=", 2):
            return f"{self.set(source.source)}与其他{counted}共同承担的{kind}"
        amount = f"{OPERATORS[operator].replace('等于', '为')}{number}{measure}"
        held = counted if inside else f"{other.label}{counted}" if step.forward else other.inverse_label or counted
        return f"{said + '、' if said and not isinstance(source, Of | Via) else ''}{held}{amount}的{kind}"

    def _load(self, step: Step) -> str:
        """参与任务, 牵头任务, 涉及单位, 任务: what there is most of."""
        relation = self._ontology.relation(step.relations[0])
        if relation.parent == "zp:takesPartIn" or relation.term == "zp:takesPartIn":
            names = "或".join(dict.fromkeys(self._name(r) for r in step.relations))
            return f"{names}{self._kind(TASK)}" if step.forward else (relation.inverse_label or relation.label)
        return self._kind(TASK)


def _members(said: str) -> Saying:
    return Saying(said, AnswerWords("set", said))


def _claim(subject: str, held: str) -> Saying:
    """Something that is so or not so of a subject."""
    return Saying(f"{subject}是否{held}", AnswerWords("whether", f"{subject}{held}", f"{subject}不{held}"))


def _listed(names: list[str]) -> str:
    """甲、乙或丙."""
    return "或".join(["、".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
