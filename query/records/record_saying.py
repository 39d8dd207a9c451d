"""What was asked of a table and what it says, in Chinese: the paraphrase and the answer's sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from zhengpu.graph.numerals import number
from zhengpu.query.answer import AnswerItem
from zhengpu.query.records.kept_record import KeptColumn, KeptTable
from zhengpu.query.records.record_meaning import Extremum, Limit, RecordMeaning

__all__ = ["amount_said", "asked_of", "listed"]

_MOST = 12
_OPS = {">": "超过", ">=": "不少于", "<": "不到", "<=": "不超过", "=": "等于", "between": "在"}
_ENDS = {"first": "开始", "last": "结束", "length": "长短", "amount": ""}
_MONTHS = 12


def asked_of(meaning: RecordMeaning) -> str:
    """A paraphrase: 《重大项目清单》里进展情况是“谋划”的行数."""
    table = meaning.table
    where = "、".join(_limit(table, limit) for limit in meaning.limits)
    extreme = _extreme(table, meaning.extremum) if meaning.extremum else ""
    rows = f"{where}{'、' if where and extreme else ''}{extreme}"
    these = f"{rows}的" if rows else ""
    columns = "、".join(_head(table.columns[i]) for i in meaning.columns)
    by = _head(table.columns[meaning.by]) if meaning.by is not None else ""
    added = _head(table.columns[meaning.added]) if meaning.added is not None else ""
    noun = _noun(table)
    wanted = {
        "rows": f"{these}{noun}",
        "count": f"{these}{noun}有几个",
        "whether": f"有没有{these}{noun}",
        "cells": f"{these}{noun}的{columns}",
        "values": f"{these}{noun}有哪些{columns}",
        "kinds": f"{these}{noun}有几种{columns}",
        "groups": f"{these}{noun}按{by}各有{f'多少{added}' if added else '几个'}",
        "best": f"{these}{noun}{f'的{added}合计' if added else ''}{'最多' if meaning.most else '最少'}的{by}",
        "none": f"没有{these}{noun}的{by}",
        "sum": f"{these}{noun}的{added}合计",
        "mean": f"{these}{noun}的{added}平均",
        "title": "是什么表",
        "annex": "在附件的什么位置",
        "heads": "有哪些列",
    }[meaning.ask]
    inside = "" if meaning.ask in ("title", "annex", "heads") else "里"
    return f"{_called(table)}{inside}{wanted}"


def _called(table: KeptTable) -> str:
    return f"{table.annex}《{table.title}》" if table.annex and table.annex != table.title else f"《{table.title}》"


def _noun(table: KeptTable) -> str:
    """What its rows are called: what its head for names says without 名称."""
    head = table.columns[table.named].head if table.named is not None else ""
    if table.tasks and table.named in table.told and not head.endswith("名称"):
        return "任务"
    return head.removesuffix("名称") or ("任务" if table.tasks else "行")


def _head(column: KeptColumn) -> str:
    return column.head.replace(" ", "")


def _limit(table: KeptTable, limit: Limit) -> str:
    heads = "或".join(_head(table.columns[i]) for i in limit.columns)
    match limit.how:
        case "blank":
            return f"{'填了' if limit.negated else '没有填'}{heads}"
        case "words":
            words = "”“".join(_printed(table, limit, word) for word in limit.words)
            verb = ("不是" if limit.negated else "是") if limit.exact else ("不含" if limit.negated else "含")
            return f"{heads}{verb}“{words}”"
        case "place":
            return f"第{limit.value}"
        case "amount":
            unit = limit.unit
            high = f"到{amount_said(limit.high, unit)}之间" if limit.high is not None else ""
            return f"{heads}{_OPS[limit.op]}{amount_said(limit.value, unit)}{high}"
        case "length":
            return f"{heads}{_OPS[limit.op]}{_years(limit.value)}"
        case _:
            first, last = _month(limit.value), _month(limit.high) if limit.high is not None else ""
            return f"{heads}的{_ENDS[limit.how]}{_OPS[limit.op]}{first}{f'到{last}之间' if last else ''}"


def _printed(table: KeptTable, limit: Limit, word: str) -> str:
    """The word as a cell prints it: AI+农业 for ai+农业."""
    for row in table.rows:
        for i in limit.columns:
            cell = table.cell(row, i)
            at = cell.words.find(word)
            if at >= 0 and len(cell.words) == len(bare := "".join(cell.text.split())):
                return bare[at : at + len(word)]
    return word


def _years(months: Decimal) -> str:
    return f"{number(months / _MONTHS)}年" if months % _MONTHS == 0 else f"{number(months)}个月"


def _month(months: Decimal) -> str:
    year, month = divmod(int(months) - 1, _MONTHS)
    return f"{year}年{month + 1}月"


def _extreme(table: KeptTable, extremum: Extremum) -> str:
    head = _head(table.columns[extremum.column])
    way = "最大" if extremum.most else "最小"
    if extremum.of != "amount":
        way = {"length": ("最长", "最短"), "first": ("开始最晚", "开始最早"), "last": ("结束最晚", "结束最早")}[extremum.of][
            not extremum.most
        ]
    place = f"第{extremum.rank}" if extremum.rank > 1 else f"前{extremum.number}" if extremum.number > 1 else ""
    return f"{head}{way}{place}"


def amount_said(value: Decimal, unit: str) -> str:
    """A value in its plain unit as people say it.

    >>> amount_said(Decimal(10**10), "元"), amount_said(Decimal("12.5"), "%")
    ('100亿元', '12.5%')
    """
    for scale, word in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if abs(value) >= scale:
            return f"{number(value / scale)}{word}{unit}"
    return f"{number(value)}{unit}"


def listed(items: Sequence[AnswerItem], texts: Iterable[str]) -> str:
    """So many of the items in a row, and how many there are besides."""
    said = list(texts)
    more = f"等{len(items)}个" if len(said) > _MOST else ""
    return "；".join(said[:_MOST]) + more
