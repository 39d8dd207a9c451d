"""A question asked anew: is the answer the same, and if not, what changed, item by item."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhengpu.query.answer import Answer, as_json
from zhengpu.receipts.receipt import Receipt, ReceiptDocument

__all__ = ["Rerun", "answers_apart", "documents_apart", "places_moved"]

_OUTCOMES = {
    "answered": "有答案",
    "nothing": "没有",
    "ambiguous": "不止一个意思",
    "not_understood": "没有读懂",
    "out_of_scope": "计划里不会写",
}
_FIELDS = {
    "label": "名称",
    "number": "序号",
    "section": "部分",
    "text": "原文",
    "roles": "角色",
    "value": "数值",
    "value2": "数值",
    "unit": "单位",
    "op": "比较",
    "deadline": "期限",
    "date": "日期",
    "count": "数",
    "amount": "金额",
    "share": "比例",
    "cells": "各列",
    "canonical": "全称",
}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Rerun:
    """What asking anew found. `changed` are the differences between then and now, `notes` what else is not as it was.

    `then` tells whether the answer is the same on the texts of then, where these are no longer those that stand; None where they are, or
    where they are gone.
    """

    receipt: Receipt
    now: Answer
    changed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    then: bool | None = None

    @property
    def same(self) -> bool:
        """Whether the answer is what it was, with the words it rests on."""
        return not self.changed

    def text(self) -> str:
        """The verdict in one sentence."""
        if self.same:
            return "再答一次，与收据相同。"
        told = {True: "按收据当时的文本再答，与收据相同。", False: "按收据当时的文本再答，也与收据不同。", None: ""}[self.then]
        return f"再答一次，有{len(self.changed)}处不同。{told}"


def answers_apart(before: Answer, after: Answer) -> Iterator[str]:
    """The differences between two answers to one question, in Chinese."""
    old, new = _plain(before), _plain(after)
    if old["outcome"] != new["outcome"]:
        yield f"结果由“{_OUTCOMES[old['outcome']]}”变为“{_OUTCOMES[new['outcome']]}”"
    if old["interpretation"] != new["interpretation"]:
        yield f"理解由“{_short(old['interpretation'])}”变为“{_short(new['interpretation'])}”"
    for name, called in (("count", "数"), ("boolean", "是否")):
        if old[name] != new[name]:
            yield f"{called}由{_value(old[name])}变为{_value(new[name])}"
    yield from _items(old["items"], new["items"])
    if old["answer"] != new["answer"]:
        yield f"答句由“{_short(old['answer'])}”变为“{_short(new['answer'])}”"
    if (old["note"] or "") != (new["note"] or "") and old["note"] != old["answer"] and new["note"] != new["answer"]:
        yield f"说明由“{_short(old['note'])}”变为“{_short(new['note'])}”"


def places_moved(before: Answer, after: Answer) -> int:
    """How many quotes stand at another place of their text than they did, word for word the same."""
    was, now = ([e for item in answer.items for e in item.evidence] for answer in (before, after))
    return sum(one.quote == other.quote and one != other for one, other in zip(was, now, strict=False))


def documents_apart(before: Sequence[ReceiptDocument], after: Mapping[str, ReceiptDocument]) -> Iterator[str]:
    """What became of the documents that an answer rested on."""
    for one in before:
        now = after.get(one.id)
        if now is None:
            yield f"《{one.title}》已不在图谱里"
        elif now.digest != one.digest:
            yield f"《{one.title}》换过文本：当时是第{one.version}版（{one.digest[:12]}），现行的是第{now.version}版（{now.digest[:12]}）"


def _items(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    before, after = _keyed(old), _keyed(new)
    yield from (f"少了：{_called(item)}" for key, item in before.items() if key not in after)
    yield from (f"多了：{_called(item)}" for key, item in after.items() if key not in before)
    for key, item in before.items():
        if (other := after.get(key)) is None or other == item:
            continue
        names = [name for name in _FIELDS if item.get(name) != other.get(name)]
        told = [f"{_FIELDS[name]}由“{_value(item.get(name))}”变为“{_value(other.get(name))}”" for name in names]
        if [e["quote"] for e in item["evidence"]] != [e["quote"] for e in other["evidence"]]:
            was, now = ("；".join(e["quote"] for e in one["evidence"]) for one in (item, other))
            told.append(f"依据由「{_short(was)}」变为「{_short(now)}」")
        if told or _bare(item) != _bare(other):
            yield f"{_called(item)}：{'，'.join(told) or '有变化'}"
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        yield "次序变了"


def _keyed(items: Sequence[Mapping[str, Any]]) -> dict[tuple[object, ...], Mapping[str, Any]]:
    """Items by what they are; those that are alike are numbered."""
    seen: defaultdict[tuple[object, ...], int] = defaultdict(int)
    found: dict[tuple[object, ...], Mapping[str, Any]] = {}
    for item in items:
        key = (item.get("document"), item.get("iri") or item.get("label") or item.get("text") or str(item.get("cells")))
        seen[key] += 1
        found[*key, seen[key]] = item
    return found


def _bare(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item without the places of its quotes: the same words further down are the same."""
    return {**item, "evidence": [e["quote"] for e in item["evidence"]]}


def _called(item: Mapping[str, Any]) -> str:
    name = item.get("label") or item.get("text") or item.get("funder") or item.get("date") or " | ".join(item.get("cells") or ())
    return _short(f"{item['number']}. {name}" if item.get("number") is not None else str(name))


def _plain(answer: Answer) -> dict[str, Any]:
    """The same whether it was just made or read back."""
    found: dict[str, Any] = json.loads(json.dumps(as_json(answer), ensure_ascii=False, default=str))
    return found


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "无" if value is None else _short(str(value))


def _short(text: str | None) -> str:
    said = text or "无"
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
