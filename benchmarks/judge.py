"""Is a reply the expected answer? Item by item, with the tolerances of the outside promise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

__all__ = ["judge"]

_LOOSE = re.compile(r"[\s“”\"'‘’《》。，,；;、]")
_EXTRAS = ("heading", "synonym")
_UNANSWERED = ("nothing", "not_understood", "out_of_scope")


def judge(row: dict[str, Any], reply: dict[str, Any]) -> str:
    """What is wrong with a reply; empty if it is right.

    >>> judge({"kind": "count", "answer": [64]}, {"outcome": "answered", "count": 64})
    ''
    >>> judge({"kind": "none", "answer": []}, {"outcome": "answered", "items": []})
    'outcome answered'
    """
    kind, outcome = row["kind"], reply.get("outcome")
    if outcome not in row.get("outcome", _UNANSWERED if kind == "none" else ("answered",)):
        return f"outcome {outcome}"
    if kind == "none":
        return ""
    if bool(reply.get("relaxed")) != bool(row.get("relaxed")):
        return f"relaxed {reply.get('relaxed')}"
    answers = [row["answer"], *row.get("any", [])]
    if kind in ("count", "yesno"):
        got = reply.get("count" if kind == "count" else "boolean")
        return "" if any(got == answer[0] for answer in answers) else f"got {got}"
    items = [item for item in reply.get("items", ()) if item.get("match") not in _EXTRAS]
    wrong = ""
    for answer in answers:
        extra, missing = _paired(kind, items, answer)
        extra, _ = _paired(kind, extra, row.get("also", ()))
        if not extra and not missing:
            return ""
        wrong = wrong or f"missing {missing} extra {[_shown(item) for item in extra]}"
    return wrong


def _paired(kind: str, items: Sequence[dict[str, Any]], wanted: Sequence[Any]) -> tuple[list[dict[str, Any]], list[Any]]:
    """Pair items with what is wanted, one to one; what is left of both."""
    left, missing = list(items), []
    for want in wanted:
        found = next((i for i, item in enumerate(left) if _fits(kind, item, want)), None)
        if found is None:
            missing.append(want)
        else:
            left.pop(found)
    return left, missing


def _fits(kind: str, item: dict[str, Any], want: Any) -> bool:
    def said(*names: str) -> list[str]:
        return [str(item[name]) for name in names if item.get(name)]

    match kind:
        case "tasks" if isinstance(want, list):
            named = said("document_number", "document_title", "document")
            return item.get("number") == want[1] and _fold(want[0]) in map(_fold, named)
        case "tasks":
            return bool(item.get("number") == want)
        case "value":
            return _value_fits(item, want)
        case "funding":
            return _fold(item.get("funder")) == _fold(want["funder"]) and item.get("share") == want["share"]
        case "date":
            return want in said("date", "label")
        case "targets":
            return any(_alike(text, want, 0.5) for text in said("text", "label"))
        case "text":
            return any(_alike(text, want, 0.9) for text in said("text", "label"))
        case "documents":
            return _fold(want) in map(_fold, said("document_number", "label")) or _alike(item.get("label"), want, 0.5)
    return _fold(want) in map(_fold, said("label", "canonical", "text"))


def _value_fits(item: dict[str, Any], want: dict[str, Any]) -> bool:
    if _fold(item.get("unit")) != _fold(want["unit"]):
        return False
    low, high = item.get("value"), item.get("value2")
    if end := want.get("end"):  # of a change, one end is asked for
        return bool(want["value"] == (low if end == "from" or high is None else high))
    return low == want["value"] and high == want.get("value2") and want.get("op") in (None, item.get("op"))


def _fold(text: Any) -> str:
    return _LOOSE.sub("", unicodedata.normalize("NFKC", str(text or "")))


def _alike(a: Any, b: Any, share: float) -> bool:
    """The same words, or one inside the other with at least that share of its length."""
    short, long = sorted((_fold(a), _fold(b)), key=len)
    return bool(short) and short in long and len(short) >= share * len(long)


def _shown(item: dict[str, Any]) -> dict[str, Any]:
    names = ("number", "label", "text", "value", "value2", "unit", "op", "funder", "share", "date", "document_number")
    return {name: item[name] for name in names if name in item}
