"""The answer in one Chinese sentence, in the plans' own words."""

from __future__ import annotations

from collections.abc import Iterable

from zhengpu.graph.numerals import number
from zhengpu.query.answer import Answer, AnswerItem
from zhengpu.query.saying.saying import AnswerWords, Saying

__all__ = ["sentence"]

_MOST_NAMED = 12
_OPERATORS = {">=": "不少于", "<=": "不超过", ">": "超过", "<": "少于"}


def sentence(answer: Answer, said: str, noun: str, measure: str) -> str:
    """What a person would say who had looked it up.

    `said` is the paraphrase of the question with the words of its answer (a plain text is the name of a set); `noun` and `measure`
    belong to what is listed.

    >>> words = AnswerWords("set", "县文旅局牵头的任务", deed="县文旅局牵头")
    >>> asked = Answer("1", "县文旅局牵头哪些任务", "answered", "tasks", items=(AnswerItem(number=35, label="培育文旅体消费热点"),))
    >>> sentence(asked, Saying("县文旅局牵头的任务", words), "任务", "项")
    '县文旅局牵头1项任务：35. 培育文旅体消费热点。'
    """
    items, told = answer.items, said.answer if isinstance(said, Saying) else AnswerWords("set", said)
    match answer.kind:
        case "count":
            return f"{_counted(told, answer, noun, measure)}。"
        case "yesno" if told.form == "larger":
            return f"{'是' if answer.boolean else '否'}，{_sizes(items, measure)}。"
        case "yesno":
            return f"是，{told.subject}。" if answer.boolean else f"否，{told.denied or f'没有{told.subject}'}。"
        case "value" if told.form == "mean":
            return f"{told.subject}{_row(f'{amount(i)}（{i.text}）' for i in items)}。"
        case "value":
            return f"{told.subject}：{_row(f'{amount(i)}（{i.text}）' if amount(i) else i.text or '' for i in items)}。"
        case "targets":
            return f"{told.subject}：{_row(i.text or i.label or '' for i in items)}。"
        case "funding":
            return f"{told.subject}：{_row(_payer(i) for i in items)}。"
        case "text":
            return _row((i.label if i.type == "Phrase" else i.text) or i.label or "" for i in items)
        case "table":
            return f"{told.subject}：{_row(f'{i.label}{i.count}{measure}' for i in items)}。"
        case "tasks":
            listed = _by_document(items) if len({i.document for i in items}) > 1 else _row(map(_task, items))
            return f"{_so_many(told, len(items), noun, measure)}：{listed}。"
        case "units" | "documents" | "sections" if any(i.count is not None for i in items):
            return f"{told.subject}：{_row((f'{i.label}（{i.count}项）' for i in items), '、')}。"
        case "units" if told.form == "roles" or (len({i.roles for i in items}) > 1 and all(i.roles for i in items)):
            return f"{told.subject}：{_row(map(_in_its_role, items), '、')}。"
        case _:
            return f"{told.subject}：{_row((i.label or '' for i in items), '、')}。"


def _task(item: AnswerItem) -> str:
    return f"{item.number}. {item.label}{f'（{item.count}个单位）' if item.count is not None else ''}"


def _by_document(items: Iterable[AnswerItem]) -> str:
    """Tasks of several documents, each document's behind its number or title.

    >>> rows = [AnswerItem(number=9, label="推广绿色冷链", document="a", document_number="甲发〔2024〕1号")]
    >>> _by_document([*rows, AnswerItem(number=6, label="推广车型", document="b", document_title="乙计划")])
    '甲发〔2024〕1号9. 推广绿色冷链；《乙计划》6. 推广车型'
    """
    named = list(dict.fromkeys(items))
    shown: dict[str, list[str]] = {}
    for item in named[:_MOST_NAMED]:
        shown.setdefault(item.document_number or f"《{item.document_title or item.document}》", []).append(_task(item))
    more = f"等{len(named)}项" if len(named) > _MOST_NAMED else ""
    return "；".join(f"{name}{'、'.join(tasks)}" for name, tasks in shown.items()) + more


def _counted(told: AnswerWords, answer: Answer, noun: str, measure: str) -> str:
    """县文旅局牵头1项任务; 县工信科技局参与的任务比县文旅局参与的任务多16项（…）; …排第5位（…）."""
    count = answer.count or 0
    if told.form not in ("difference", "gap", "place"):
        return _so_many(told, count, noun, measure)
    sizes = f"（{_sizes(answer.items, measure)}）"
    if told.form == "place":
        return f"{told.subject}{count}位{sizes}"
    return f"{told.turned if count < 0 else told.subject}{abs(count)}{measure}{sizes}"


def _sizes(items: Iterable[AnswerItem], measure: str) -> str:
    return "，".join(f"{i.label}{i.count}{measure}" for i in items)


def _so_many(told: AnswerWords, count: int, noun: str, measure: str) -> str:
    """县文旅局牵头1项任务, but 2022年底前到期的任务共4项."""
    return f"{told.deed}{count}{measure}{noun}" if told.deed else f"{told.subject}共{count}{measure}"


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
