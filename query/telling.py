"""The answer in one Chinese sentence, in the plans' own words."""

from __future__ import annotations

from collections.abc import Iterable

from graph.numerals import number
from query.answer import Answer, Item

__all__ = ["sentence"]

_MOST_NAMED = 12
_OPERATORS = {">=": "不少于", "<=": "不超过", ">": "超过", "<": "少于"}


def sentence(answer: Answer, said: str, roles: Iterable[str], noun: str, measure: str) -> str:
    """What a person would say who had looked it up.

    `said` is the paraphrase of the question, `roles` are the verbs units take part with, `noun` and `measure` belong to what is listed.

    >>> asked = Answer("1", "县文旅局牵头哪些任务", "answered", "tasks", items=(Item(number=35, label="培育文旅体消费热点"),))
    >>> sentence(asked, "县文旅局牵头的任务", ("牵头", "配合"), "任务", "项")
    '县文旅局牵头1项任务：35. 培育文旅体消费热点。'
    """
    items = answer.items
    match answer.kind:
        case "count":
            return f"{_so_many(said.removesuffix('有多少'), answer.count or 0, roles, noun, measure)}。"
        case "yesno" if "是否" in said:
            doubt = "" if answer.boolean else "不"
            return f"{'是' if answer.boolean else '否'}，{said.replace('是否', doubt, 1).replace('不不', '')}。"
        case "yesno":
            return f"{'是，有' if answer.boolean else '否，没有'}{said.removeprefix('有没有')}。"
        case "value":
            return f"{said}：{_row(f'{amount(i)}（{i.text}）' if amount(i) else i.text or '' for i in items)}。"
        case "targets":
            return f"{said}：{_row(i.text or i.label or '' for i in items)}。"
        case "funding":
            return f"{said}：{_row(_payer(i) for i in items)}。"
        case "text":
            return _row(i.text or i.label or "" for i in items)
        case "table":
            return f"{said}：{_row(f'{i.label}{i.count}{measure}' for i in items)}。"
        case "tasks":
            return f"{_so_many(said, len(items), roles, noun, measure)}：{_row(f'{i.number}. {i.label}' for i in items)}。"
        case "units" if len({i.roles for i in items}) > 1:
            return f"{said}：{_row(map(_in_its_role, items), '、')}。"
        case _:
            return f"{said}：{_row((i.label or '' for i in items), '、')}。"


def _so_many(said: str, count: int, roles: Iterable[str], noun: str, measure: str) -> str:
    """县文旅局牵头1项任务, but 2022年底前到期的任务共4项."""
    deed = said.removesuffix(f"的{noun}")
    if deed != said and deed.endswith(tuple(roles)):
        return f"{deed}{count}{measure}{noun}"
    return f"{said}共{count}{measure}"


def amount(item: Item) -> str:
    """Number and unit of a target.

    >>> from decimal import Decimal
    >>> amount(Item(value=Decimal(40), unit="%", op=">="))
    '不少于40%'
    """
    if item.value is None:
        return ""
    unit = item.unit or ""
    if item.value2 is not None:
        between = "变为" if item.op == "from-to" else "至"
        return f"{number(item.value)}{between}{number(item.value2)}{unit}"
    return f"{_OPERATORS.get(item.op or '', '')}{number(item.value)}{unit}"


def _in_its_role(item: Item) -> str:
    return f"{item.label}（{'、'.join(item.roles)}）" if item.roles else item.label or ""


def _payer(item: Item) -> str:
    share = f"{item.share.normalize():f}%" if item.share is not None else ""
    worked = f"（{item.amount} × {share} = {item.sum}）" if item.sum else ""
    return f"{item.funder}{share or item.amount or ''}{worked}"


def _row(parts: Iterable[str], between: str = "；") -> str:
    named = list(dict.fromkeys(parts))
    more = f"等{len(named)}项" if len(named) > _MOST_NAMED else ""
    return between.join(named[:_MOST_NAMED]) + more
