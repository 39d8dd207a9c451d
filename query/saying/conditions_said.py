"""What narrows a set, said in Chinese: attribute, operator and value → 期限在2022年12月31日以前."""

from __future__ import annotations

from datetime import date

from zhengpu.graph.dates import date_text
from zhengpu.graph.ontology import Ontology
from zhengpu.query.kinds import TASK

__all__ = ["IS", "IS_NOT", "OPERATORS", "condition_said", "term_said", "value_said"]

OPERATORS = {"=": "等于", "!=": "不等于", "<": "小于", "<=": "不超过", ">": "超过", ">=": "不少于", "starts": "以", "ends": "以"}
IS = OPERATORS | {"=": "为"}
IS_NOT = {"=": "不为", "!=": "等于", "<": "不少于", "<=": "超过", ">": "不超过", ">=": "少于"}
_TIMES = {"<=": "{0}在{1}以前", ">=": "{0}在{1}以后", "<": "{0}早于{1}", ">": "{0}晚于{1}", "=": "{0}为{1}"}


def term_said(ontology: Ontology, term: str) -> str:
    """What a relation or attribute is called.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> term_said(load_ontology(), "zp:leads"), term_said(load_ontology(), "schema:value")
    ('牵头', '数值')
    """
    if term.startswith("schema:"):
        return "数值"
    if term == "zp:normalisedValue":
        return "金额"
    relation = ontology.relations.get(term)
    return relation.label if relation else term.partition(":")[2]


def condition_said(ontology: Ontology, attribute: str, operator: str, value: object, kind: str) -> str:
    """A condition on things of a kind.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> condition_said(load_ontology(), "rdfs:label", "contains", "养老", TASK)
    '标题含“养老”'
    >>> condition_said(load_ontology(), "zp:comparator", "=", ">=", "zp:Target")
    '写着“不少于”'
    """
    name = {"rdfs:label": "标题" if kind == TASK else "名称", "skos:prefLabel": "名称"}.get(attribute) or term_said(ontology, attribute)
    said = value_said(value)
    if attribute == "zp:normalisedUnit" and operator == "=":
        return f"以{said}计"
    if attribute == "schema:unitText" and operator == "=":
        return f"以“{said}”计"
    if attribute == "zp:comparator":
        return f"写{'着' if operator == '=' else '的不是'}“{OPERATORS.get(said, said)}”"
    if attribute == "zp:deadlineText" and operator == "=":
        return f"时限为{date_text(said)}"
    if isinstance(value, date) and operator in _TIMES:
        return _TIMES[operator].format(name, said)
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
            return f"{name}{OPERATORS[operator].replace('等于', '为')}{said}"


def value_said(value: object) -> str:
    """A value as it is written; a date in Chinese."""
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value)
