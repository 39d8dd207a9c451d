"""How many, how much: counted things, or the value of what is spoken of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zhengpu.query.asked.asked_kinds import MEASURED, Asked, ends_here, noun_kind, role_told, touches
from zhengpu.query.kinds import DOCUMENT, TASK, UNIT
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.spoken_words import SpokenWord

__all__ = ["how_many_asked", "number_of"]


def how_many_asked(tokens: Sequence[SpokenWord], n: int, called: Callable[[str], bool]) -> Asked | None:
    """What 几 or 多少 at a place asks for."""
    token, times = tokens[n], load_concepts().sets["times"]
    end = n + 1
    measures: list[SpokenWord] = []
    if end < len(tokens) and token.surface == "几" and tokens[end].surface in ("号", "月"):
        return Asked("date", at=n, used={n, end})
    while end < len(tokens) and touches(tokens, end) and tokens[end].has("measure", *MEASURED) and len(measures) < 3:
        if tokens[end].has("sectionnoun", "unitnoun") and not measures and ends_here(tokens, end + 1):
            break
        measures.append(tokens[end])
        end += 1
    said = "".join(t.surface for t in measures)
    before = tokens[n - 1] if n else None
    percent = "%" in said or said.startswith("成") or token.surface.startswith("百分之") or token.surface.endswith(("成", "点"))
    percent = percent or (before is not None and before.surface in ("百分之", "百分"))
    money = said.endswith(("元", "钱", "块")) or token.surface == "多少钱" or (said in ("万", "亿"))
    used = set(range(n, end))
    kind = noun_kind(tokens, end, called)
    if kind is None and end < len(tokens) and tokens[end].surface in load_concepts().sets["plan_noun"]:
        kind = DOCUMENT  # 库里有几个计划
    adjective = end < len(tokens) and touches(tokens, end)
    if adjective and tokens[end].surface == "块" and any(t.has("moneynoun", "pay") for t in tokens):  # 送一趟收几块
        return Asked("value", None, measure=said, money=True, at=n, used=used | {end})
    if kind not in (None, "date") and adjective:
        whole = tokens[end]
        return Asked("count", kind, measure=said, at=n, used=used if role_told(whole) else used | {end}, noun=whole)
    if adjective and tokens[end].has("moneynoun"):
        return Asked("value", None, measure=said, money=True, at=n, used=used | {end})
    if adjective and tokens[end].content:
        return Asked("value", None, measure=said, money=money, percent=percent, at=n, used=used, noun=tokens[end])
    if not measures and end < len(tokens) and tokens[end].surface in times and any(t.kind == "unit" for t in tokens):  # 责任单位当了几次
        return Asked("count", TASK, measure=tokens[end].surface, at=n, used=used | {end})
    if any(t.surface in times for t in measures) and any(t.kind == "unit" for t in tokens):
        return Asked("count", TASK, measure=said, at=n, used=used)
    for t in reversed(measures):
        for name, counted in MEASURED.items():
            if t.has(name):
                return Asked("count", counted, measure=said, at=n, used=used)
    whole_at = _paused_before(tokens, n, called) if said in ("", "个") and not _follows(tokens, end) else None
    if whole_at is not None:
        return Asked("count", noun_kind(tokens, whole_at, called), measure=said, at=n, used=used | {whole_at}, noun=tokens[whole_at])
    return _counted_before(tokens, n, used, called) or Asked("value", None, measure=said, money=money, percent=percent, at=n, used=used)


def _counted_before(tokens: Sequence[SpokenWord], n: int, used: set[int], called: Callable[[str], bool]) -> Asked | None:
    """任务有多少, 任务总数是多少: the noun before the word that asks is counted; 目标是多少 asks for its value."""
    at, having = n - 1, False
    while at >= 0 and (tokens[at].surface in load_concepts().sets["copula"] or tokens[at].has("have", "total")):
        having |= tokens[at].has("have", "total")
        at -= 1
    if at < 0:
        return None
    if tokens[at].has("countnoun"):
        return number_of(tokens, at, used, called)
    kind = noun_kind(tokens, at, called) if having else None
    ends = max(used, default=n) + 1 >= len(tokens)
    if kind in (None, "date") or not ends:
        return None
    return Asked("count", kind, at=n, used=used if role_told(tokens[at]) else used | {at}, noun=tokens[at])


def number_of(tokens: Sequence[SpokenWord], at: int, used: set[int], called: Callable[[str], bool]) -> Asked | None:
    """任务数, 单位个数; a number of what words speak of is a value."""
    before = at - 1
    while before >= 0 and tokens[before].surface == "的":
        before -= 1
    kind = noun_kind(tokens, before, called)
    if kind not in (None, "date"):
        return Asked("count", kind, at=at, used=used | set(range(before, at + 1)), noun=tokens[before])
    said = tokens[at].surface
    if said.startswith(("任务", "条", "项")) or (before >= 0 and tokens[before].kind in ("unit", "section", "document")) or before < 0:
        return Asked("count", TASK, at=at, used=used | {at}, noun=tokens[at])
    if before >= 0 and tokens[before].has("lead", "cooperate", "takepart", "responsible"):
        return Asked("count", TASK, at=at, used=used | {at}, noun=tokens[at])
    return Asked("value", None, at=at, used=used | {at})


def _follows(tokens: Sequence[SpokenWord], end: int) -> bool:
    return end < len(tokens) and touches(tokens, end) and tokens[end].content


def _paused_before(tokens: Sequence[SpokenWord], n: int, called: Callable[[str], bool]) -> int | None:
    """只露过一次脸的部门，有几个: the noun for units or tasks that ends the clause before."""
    at = n - 1
    while at >= 0 and (tokens[at].surface in load_concepts().sets["copula"] or tokens[at].has("have", "total")):
        at -= 1
    paused = at >= 0 and tokens[at + 1].start > tokens[at].end
    return at if paused and noun_kind(tokens, at, called) in (UNIT, TASK) else None
