"""The answer in one Chinese sentence, in the plans' own words."""

from __future__ import annotations

from collections.abc import Iterable

from zhengpu.graph.numerals import number
from zhengpu.query.answer import Answer, AnswerItem

__all__ = ["sentence"]

_MOST_NAMED = 12
_CLAUSE = set("，（")
"""What a paraphrase has that is no simple 县文旅局牵头的任务."""
_WORKED_OUT, _COMPARED = ("多多少", "相差多少", "排第几"), ("是否更多", "是否更少")
"""How the paraphrase of a question ends whose answer is worked out from sizes."""
_ROLE = "中的角色"
_OPERATORS = {">=": "不少于", "<=": "不超过", ">": "超过", "<": "少于"}


def sentence(answer: Answer, said: str, roles: Iterable[str], noun: str, measure: str) -> str:
    """What a person would say who had looked it up.

    `said` is the paraphrase of the question, `roles` are the verbs units take part with, `noun` and `measure` belong to what is listed.

    >>> asked = Answer("1", "县文旅局牵头哪些任务", "answered", "tasks", items=(AnswerItem(number=35, label="培育文旅体消费热点"),))
    >>> sentence(asked, "县文旅局牵头的任务", ("牵头", "配合"), "任务", "项")
    '县文旅局牵头1项任务：35. 培育文旅体消费热点。'
    """
    items = answer.items
    match answer.kind:
        case "count" if said.endswith(_WORKED_OUT):
            return f"{_figure(said, answer.count or 0, measure)}（{_sizes(items, measure)}）。"
        case "yesno" if said.endswith(_COMPARED):
            return f"{'是' if answer.boolean else '否'}，{_sizes(items, measure)}。"
        case "count":
            return f"{_so_many(said.removesuffix('有多少'), answer.count or 0, roles, noun, measure)}。"
        case "yesno" if "是否" in said:
            doubt = "" if answer.boolean else "不"
            return f"{'是' if answer.boolean else '否'}，{said.replace('是否', doubt, 1).replace('不不', '')}。"
        case "yesno":
            return f"{'是，有' if answer.boolean else '否，没有'}{said.removeprefix('有没有').removeprefix('有')}。"
        case "value" if said.endswith("多少"):
            return f"{said.removesuffix('多少')}{_row(f'{amount(i)}（{i.text}）' for i in items)}。"
        case "value":
            return f"{said}：{_row(f'{amount(i)}（{i.text}）' if amount(i) else i.text or '' for i in items)}。"
        case "targets":
            return f"{said}：{_row(i.text or i.label or '' for i in items)}。"
        case "funding":
            return f"{said}：{_row(_payer(i) for i in items)}。"
        case "text":
            return _row(i.text or i.label or "" for i in items)
        case "table":
            return f"{said.removesuffix('各有多少')}：{_row(f'{i.label}{i.count}{measure}' for i in items)}。"
        case "tasks":
            listed = _row(f"{i.number}. {i.label}{f'（{i.count}个单位）' if i.count is not None else ''}" for i in items)
            return f"{_so_many(said, len(items), roles, noun, measure)}：{listed}。"
        case "units" | "documents" | "sections" if any(i.count is not None for i in items):
            return f"{said}：{_row((f'{i.label}（{i.count}项）' for i in items), '、')}。"
        case "units" if said.endswith(_ROLE) or (len({i.roles for i in items}) > 1 and all(i.roles for i in items)):
            return f"{said}：{_row(map(_in_its_role, items), '、')}。"
        case _:
            return f"{said}：{_row((i.label or '' for i in items), '、')}。"


def _figure(said: str, count: int, measure: str) -> str:
    """县工信科技局参与的任务比县文旅局参与的任务多16项; 相差16项; 排第5."""
    if said.endswith("几"):
        return f"{said.removesuffix('几')}{count}位"
    if count < 0:  # asked the wrong way round
        return f"{said.removesuffix('多多少')}少{-count}{measure}"
    return f"{said.removesuffix('多少')}{count}{measure}"


def _sizes(items: Iterable[AnswerItem], measure: str) -> str:
    return "，".join(f"{i.label}{i.count}{measure}" for i in items)


def _so_many(said: str, count: int, roles: Iterable[str], noun: str, measure: str) -> str:
    """县文旅局牵头1项任务, but 2022年底前到期的任务共4项."""
    deed = said.removesuffix(f"的{noun}")
    if deed != said and deed.endswith(tuple(roles)) and not _CLAUSE & set(said):
        return f"{deed}{count}{measure}{noun}"
    return f"{said}共{count}{measure}"


def amount(item: AnswerItem) -> str:
    """Number and unit of a target.

    >>> from decimal import Decimal
    >>> amount(AnswerItem(value=Decimal(40), unit="%", op=">="))
    '不少于40%'
    """
    if item.value is None:
        return ""
    unit = item.unit or ""
    if item.value2 is not None:
        between = "变为" if item.op == "from-to" else "至"
        return f"{number(item.value)}{between}{number(item.value2)}{unit}"
    return f"{_OPERATORS.get(item.op or '', '')}{number(item.value)}{unit}"


def _in_its_role(item: AnswerItem) -> str:
    return f"{item.label}（{'、'.join(item.roles)}）" if item.roles else item.label or ""


def _payer(item: AnswerItem) -> str:
    share = f"{item.share.normalize():f}%" if item.share is not None else ""
    worked = f"（{item.amount} × {share} = {item.sum}）" if item.sum else ""
    return f"{item.funder}{share or item.amount or ''}{worked}"


def _row(parts: Iterable[str], between: str = "；") -> str:
    named = list(dict.fromkeys(parts))
    more = f"等{len(named)}个" if len(named) > _MOST_NAMED and between != "；" else f"等{len(named)}项" if len(named) > _MOST_NAMED else ""
    return between.join(named[:_MOST_NAMED]) + more
