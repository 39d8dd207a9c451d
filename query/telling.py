"""The answer in one Chinese sentence, in the plans' own words."""

from __future__ import annotations

from query.answer import Answer, Item

__all__ = ["sentence"]

_MOST_NAMED = 12


def sentence(answer: Answer, said: str) -> str:
    """What a person would say who had looked it up. `said` is the paraphrase of the question."""
    match answer.kind:
        case "count":
            return f"{said.removesuffix('有多少')}：{answer.count}。"
        case "yesno":
            return f"{'是' if answer.boolean else '不是'}：{'有' if answer.boolean else '没有'}{said.removeprefix('有没有')}。"
        case "value" | "targets":
            return f"{said}：{_row(i.text or i.label or '' for i in answer.items)}。"
        case "funding":
            return f"{said}：{_row(_payer(i) for i in answer.items)}。"
        case "text":
            return _row(i.text or i.label or "" for i in answer.items)
        case "table":
            return f"{said}：{_row(f'{i.label} {i.count}' for i in answer.items)}。"
        case "tasks":
            return f"{said}，共{len(answer.items)}项：{_row(f'{i.number}. {i.label}' for i in answer.items)}。"
        case "units" if len(answer.items) == 1 and answer.items[0].roles:
            return f"{said}：{answer.items[0].label}（{'、'.join(answer.items[0].roles)}）。"
        case _:
            return f"{said}：{_row(i.label or '' for i in answer.items)}。"


def _payer(item: Item) -> str:
    share = f"{item.share.normalize():f}%" if item.share is not None else ""
    worked = f"（{item.amount} × {share} = {item.sum}）" if item.sum else ""
    return f"{item.funder}{share or item.amount or ''}{worked}"


def _row(parts: object) -> str:
    named = list(dict.fromkeys(parts))  # type: ignore[call-overload]
    more = f"等{len(named)}项" if len(named) > _MOST_NAMED else ""
    return "；".join(named[:_MOST_NAMED]) + more
