"""Meaning → Chinese: what was understood, said back in the words of the ontology."""

from __future__ import annotations

from datetime import date

from graph.ontology import Ontology
from query.meaning import (
    Both,
    Count,
    Describe,
    Either,
    Having,
    Meaning,
    Minus,
    Of,
    One,
    Partners,
    Set,
    Step,
    Top,
    Via,
    Where,
    Whether,
    kind_of,
)

__all__ = ["phrase"]

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
            case Count(source, among=among) if among is not None:
                return f"{self.set(among)}的{self.set(source)}各有多少"
            case Count(source, _, by_kind):
                return f"每个{self._kind(by_kind) if by_kind else ''}的{self.set(source)}各有多少"
            case Top(source, by, n, rank, most):
                what = self._name(by) if isinstance(by, str) else f"{self._steps(by)}的数量"
                if isinstance(by, str):
                    return f"{self.set(source)}中{what}最{'晚' if most else '早'}的"
                place = f"第{rank}位" if rank > 1 else ("" if n == 1 else f"前{n}位")
                return f"{self.set(source)}中{what}{'最多' if most else '最少'}的{place}"
            case Describe(source, attributes):
                return f"{self.set(source)}的{'、'.join(self._name(a) for a in attributes)}"
            case Whether(source):
                return f"有没有{self.set(source)}"
            case Of() | One() | Via() | Both() | Either() | Minus() | Where() | Having() | Partners():
                return self.set(meaning)

    def set(self, meaning: Set) -> str:
        match meaning:
            case Of(kind):
                return self._kind(kind)
            case One(label=label):
                return label
            case Via(source, step, kind):
                return self._via(source, step, kind)
            case Both(sets):
                return "，且是".join(self.set(s) for s in sets)
            case Either(sets):
                return "，或".join(self.set(s) for s in sets)
            case Minus(source, without):
                return f"{self.set(source)}，除去{self.set(without)}"
            case Where(source, attribute, operator, value):
                return f"{self._where(attribute, operator, value)}的{self.set(source)}"
            case Having(source, step, operator, number):
                return f"{self._steps(step)}的数量{_OPERATORS[operator]}{number}的{self.set(source)}"
            case Partners(source):
                return f"与{self.set(source)}共同参与任务的{self._kind(kind_of(source))}"

    def _via(self, source: Set, step: Step, kind: str) -> str:
        relation = self._ontology.relation(step.relations[0])
        names = "或".join(dict.fromkeys(self._name(r) for r in step.relations))
        if (step.forward and relation.parent == "zp:takesPartIn") or ("zp:takesPartIn" in step.relations and step.forward):
            return f"{self.set(source)}{names}的{self._kind(kind)}"
        if not step.forward and (relation.parent == "zp:takesPartIn" or "zp:takesPartIn" in step.relations):
            return f"{names}{self.set(source)}的{self._kind(kind)}"
        if relation.term in ("zp:inSection", "zp:inDocument"):
            return f"{self.set(source)}所属的{self._kind(kind)}" if step.forward else f"{self.set(source)}里的{self._kind(kind)}"
        return f"{self.set(source)}的{relation.label if step.forward else self._kind(kind)}"

    def _steps(self, step: Step) -> str:
        relation = self._ontology.relation(step.relations[0])
        return relation.label if step.forward else (relation.inverse_label or relation.label)

    def _where(self, attribute: str, operator: str, value: object) -> str:
        name = {"rdfs:label": "名称", "skos:prefLabel": "名称"}.get(attribute) or self._name(attribute)
        said = value.isoformat() if isinstance(value, date) else str(value)
        match operator:
            case "contains":
                return f"{name}里有“{said}”"
            case "lacks":
                return f"{name}里没有“{said}”"
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
