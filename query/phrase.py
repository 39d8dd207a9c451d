"""Meaning → Chinese: what was understood, said back in the words of the ontology."""

from __future__ import annotations

from datetime import date

from graph.ontology import Ontology
from query.kinds import ANY_VALUE, TASK, UNIT
from query.meaning import (
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
)

__all__ = ["phrase"]

_DATES = ("zp:deadline", "dct:issued")
_OPERATORS = {"=": "等于", "!=": "不等于", "<": "小于", "<=": "不超过", ">": "超过", ">=": "不少于", "starts": "以", "ends": "以"}


def phrase(meaning: Meaning, ontology: Ontology) -> str:
    """The paraphrase after “您问的是：”.

    >>> from graph.ontology import load_ontology
    >>> phrase(Count(Via(One("zp:Unit", (), "县文旅局"), Step(("zp:leads",)), "zp:Task")), load_ontology())
    '县文旅局牵头的任务有多少'
    """
    return _Phrase(ontology).form(meaning)


class _Phrase:
    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology

    def _kind(self, term: str) -> str:
        return self._ontology.kind(term).label

    def _name(self, term: str) -> str:
        if term.startswith("schema:"):
            return "数值"
        relation = self._ontology.relations.get(term)
        return relation.label if relation else term.partition(":")[2]

    def form(self, meaning: Meaning) -> str:
        match meaning:
            case Count(source, None):
                return f"{self.set(source)}有多少"
            case Count(source, by=str() as attribute):
                return f"各年{self._name(attribute)}的{self.set(source)}各有多少"
            case Count(source, among=among) if among is not None:
                return f"{self.set(among)}的{self.set(source)}各有多少"
            case Count(source, by_kind=by_kind):
                measure = next(iter(self._ontology.kind(by_kind).measures), "个") if by_kind else ""
                return f"每{measure}{self._kind(by_kind) if by_kind else ''}的{self.set(source)}各有多少"
            case Top():
                return self._top(meaning)
            case Compared(first, second, how):
                if how == "share":
                    return f"{self.set(first)}占{self.set(second)}的比例"
                ends = {"more": f"多于{self.set(second)}", "fewer": f"少于{self.set(second)}"}
                return f"{self.set(first)}是否{ends[how]}" if how in ends else f"{self.set(first)}比{self.set(second)}多多少"
            case Average(source, by):
                return f"{self.set(source)}平均{self._load(by)}多少"
            case Placed(thing, _, by):
                return f"{self.set(thing)}的{self._load(by)}数排第几"
            case Describe(source, attributes):
                return f"{self.set(source)}的{'、'.join(self._name(a) for a in attributes)}"
            case Whether(Where(One() as known, "schema:value", operator, value)):
                return f"{known.label}是否{_OPERATORS[operator].replace('等于', '为')}{value}"
            case Whether(Minus(One() as known, Top(Either((_, other)), str(), most=most))):
                return f"{known.label}是否{'小于' if most else '大于'}{self.set(other)}"
            case Whether(source):
                return f"有没有{self.set(source)}"
            case _:
                return self.set(meaning)

    def _top(self, top: Top) -> str:
        if isinstance(top.by, str):
            best = ("最晚" if top.most else "最早") if top.by in _DATES else ("最大" if top.most else "最小")
            return f"{self.set(top.source)}中{self._name(top.by)}{best}的"
        ends = "最多" if top.most else "最少"
        place = f"第{top.rank}{ends[-1]}" if top.rank > 1 else ends if top.n == 1 else f"{ends}的前{top.n}个"
        return f"{self._load(top.by)}{place}的{self._kind(kind_of(top.source))}"

    def set(self, meaning: Set) -> str:
        match meaning:
            case Of(kind):
                return self._kind(kind)
            case One(label=label):
                return label
            case Via(source, step, kind):
                return self._via(source, step, kind)
            case Both(sets):
                return self._both(sets)
            case Either(sets):
                return "，或".join(self.set(s) for s in sets)
            case Minus(source, without):
                return f"{self.set(source)}，除去{self.set(without)}"
            case Where(source, "zp:comparator"):
                return self.set(source)
            case Where(source, attribute, "exists") if attribute == ANY_VALUE:
                return self._narrowed(source, "量化")
            case Where(source, attribute, operator, value):
                return f"{self._where(attribute, operator, value, kind_of(source))}的{self.set(source)}"
            case Having(source, step, operator, number):
                return self._having(source, step, operator, number)
            case Top():
                return self._top(meaning)
            case Partners(source):
                return f"与{self.set(source)}共同参与任务的{self._kind(kind_of(source))}"

    def _via(self, source: Set, step: Step, kind: str) -> str:
        relation = self._ontology.relation(step.relations[0])
        names = "或".join(dict.fromkeys(self._name(r) for r in step.relations))
        if (step.forward and relation.parent == "zp:takesPartIn") or ("zp:takesPartIn" in step.relations and step.forward):
            return f"{self.set(source)}{names}的{self._kind(kind)}"
        if not step.forward and (relation.parent == "zp:takesPartIn" or "zp:takesPartIn" in step.relations):
            if isinstance(source, Of):
                return f"{names}{self._kind(source.kind)}的{self._kind(kind)}"
            whose = self._ontology.relation(step.relations[-1]).inverse_label or names
            return f"{self.set(source)}的{whose if kind == UNIT else names + self._kind(kind)}"
        if relation.term in ("zp:inSection", "zp:inDocument"):
            return f"{self.set(source)}所属的{self._kind(kind)}" if step.forward else f"{self.set(source)}里的{self._kind(kind)}"
        return f"{self.set(source)}的{relation.label if step.forward else self._kind(kind)}"

    def _both(self, sets: tuple[Set, ...]) -> str:
        """县财政局和县人社局共同负责的任务; 文件里县文旅局参与的任务; otherwise one after the other."""
        kind = self._kind(kind_of(sets[0]))
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

    def _narrowed(self, source: Set, word: str) -> str:
        said, kind = self.set(source), self._kind(kind_of(source))
        return f"{said.removesuffix(kind)}{word}{kind}"

    def _having(self, source: Set, step: Step, operator: str, number: int) -> str:
        kind = self._kind(kind_of(source))
        other = self._ontology.relation(step.relations[0])
        thing = (other.range if step.forward else other.domain) or UNIT
        counted, measure = self._kind(thing), next(iter(self._ontology.kind(thing).measures), "")
        said = self.set(source).removesuffix(kind).removesuffix("的")
        if isinstance(source, Via) and source.kind == TASK and (operator, number) == ("=", 1):
            return f"只由{said}的{kind}"
        if isinstance(source, Via) and source.kind == TASK and (operator, number) == (">=", 2):
            return f"{self.set(source.source)}与其他{counted}共同承担的{kind}"
        amount = f"{_OPERATORS[operator].replace('等于', '为')}{number}{measure}"
        verb = other.label if step.forward else "涉及"
        return f"{said + '、' if said and not isinstance(source, Of | Via) else ''}{verb}{counted}{amount}的{kind}"

    def _load(self, step: Step) -> str:
        """参与任务, 牵头任务, 涉及单位, 任务: what there is most of."""
        relation = self._ontology.relation(step.relations[0])
        if relation.parent == "zp:takesPartIn" or relation.term == "zp:takesPartIn":
            names = "或".join(dict.fromkeys(self._name(r) for r in step.relations))
            return f"{names}{self._kind(TASK)}" if step.forward else (relation.inverse_label or relation.label)
        return self._kind(TASK)

    def _steps(self, step: Step) -> str:
        relation = self._ontology.relation(step.relations[0])
        return relation.label if step.forward else (relation.inverse_label or relation.label)

    def _where(self, attribute: str, operator: str, value: object, kind: str) -> str:
        name = {"rdfs:label": "标题" if kind == TASK else "名称", "skos:prefLabel": "名称"}.get(attribute) or self._name(attribute)
        said = f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value)
        match operator:
            case "contains":
                return f"{name}含“{said}”"
            case "lacks":
                return f"{name}不含“{said}”"
            case "starts":
                return f"{name}以“{said}”开头"
            case "ends":
                return f"{name}以“{said}”结尾"
            case "exists":
                return f"写有{name}"
            case "missing":
                return f"没有{name}"
            case _:
                return f"{name}{_OPERATORS[operator]}{said}"
