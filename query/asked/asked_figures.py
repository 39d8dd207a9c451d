"""What is worked out: counts by kind, averages, shares, places in a ranking, differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from zhengpu.query.asked.asked_kinds import MEASURED, Asked, noun_kind
from zhengpu.query.asked.asked_numbers import how_many_asked
from zhengpu.query.kinds import TARGET, TASK, UNIT
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.spoken_words import SpokenWord

__all__ = ["figure_asked"]


def figure_asked(tokens: Sequence[SpokenWord], called: Callable[[str], bool]) -> Asked | None:
    """What is worked out: counts by kind, averages, shares, places in a ranking."""
    counts = [n for n, t in enumerate(tokens) if t.has("howmany", "countnoun")]
    units = any(t.kind == "unit" for t in tokens)
    average = next((n for n, t in enumerate(tokens) if t.has("average")), None)
    if average is not None and counts:
        per = _each(tokens, average, called) or next(
            (e for n, t in enumerate(tokens) if t.has("each") and (e := _each(tokens, n, called))), None
        )
        if per is not None:
            how = how_many_asked(tokens, counts[-1], called) if tokens[counts[-1]].has("howmany") else None
            used = {average, *per[1], *(how.used if how else ()), *(n for n, t in enumerate(tokens) if t.has("each"))}
            return Asked("average", how.kind if how else None, by=per[0], used=used, explicit=True, at=counts[-1])
    place = next((n for n, t in enumerate(tokens) if t.surface == "第" and n + 1 < len(tokens) and tokens[n + 1].surface == "几"), None)
    pointed = place is not None and any(t.has("measure.task") for t in tokens[max(0, place - 2) : place])  # 那项排在第几
    placed = place is not None and not pointed and not any(t.has("measure.task", "sectionnoun") for t in tokens[place + 2 : place + 4])
    if (
        units
        and not pointed
        and (placed or (counts and any(t.has("rank") and len(t.surface) > 1 for t in tokens)) or (tokens and tokens[-1].surface == "排名"))
    ):
        inside = set(range(place or 0, min(len(tokens), (place or 0) + 3))) if place is not None else set(counts)
        named = {n for n, t in enumerate(tokens) if t.has("rank", "countnoun")}
        return Asked("place", UNIT, used=inside | named, explicit=True, at=place or 0)
    share = next((n for n, t in enumerate(tokens) if t.has("portion")), None)
    tasks = any(t.has("tasknoun") for t in tokens)
    if share is not None and tasks and not any(t.has("moneynoun") for t in tokens):
        used = {share, *counts, *(n for n in range(share, len(tokens)) if not tokens[n].content)}
        return Asked("share", TASK, used=used, explicit=True, at=share)
    if units and any(t.has("difference") for t in tokens) and (counts or tasks):
        return Asked(
            "difference",
            TASK,
            used={*counts, *(n for n, t in enumerate(tokens) if t.has("difference", "tasknoun", "measure.task"))},
            explicit=True,
        )
    return _table(tokens, counts, called)


def _each(tokens: Sequence[SpokenWord], n: int, called: Callable[[str], bool]) -> tuple[str, set[int]] | None:
    """每个单位, 各部分, 平均每项任务: the kind that is gone through."""
    end = n + 1
    while (
        end < len(tokens)
        and end < n + 4
        and tokens[end].has("measure", "each", *MEASURED)
        and not tokens[end].has("sectionnoun", "unitnoun")
    ):
        end += 1
    kind = noun_kind(tokens, end, called)
    if tokens[n].kind == "period" or (end < len(tokens) and tokens[end - 1 if end > n + 1 else end].surface in ("年", "年度", "年份")):
        return "year", set(range(n, end))
    follows = tokens[end + 1] if end + 1 < len(tokens) and tokens[end + 1].start == tokens[end].end else None
    if follows is not None and (follows.content or follows.has("placenoun", "programmenoun", "projectnoun")):
        return None  # 每个试点城市
    if kind is None and end < len(tokens) and tokens[end].surface in load_concepts().sets["place"] | {"地", "地区", "地方", "县区"}:
        kind = "zp:Place"
    return (kind, set(range(n, end + 1))) if kind not in (None, "date") else None


def _yearly(token: SpokenWord) -> bool:
    return token.kind == "period" and token.surface.startswith(("每年", "各年", "逐年"))


def _table(tokens: Sequence[SpokenWord], counts: Sequence[int], called: Callable[[str], bool]) -> Asked | None:
    """每个单位牵头几项任务, 各部分的任务数, 单位分别有多少任务."""
    each = next(
        ((n, e) for n, t in enumerate(tokens) if (t.has("each") or _yearly(t)) and (e := _each(tokens, n, called)) and e[0] != TASK), None
    )
    if each is None and counts:
        each = next(
            (
                (n, (kind, {n, n + 1}))
                for n, t in enumerate(tokens[:-1])
                if tokens[n + 1].has("each") and (kind := noun_kind(tokens, n, called)) not in (None, "date", TASK)
            ),
            None,
        )
    sets = load_concepts().sets
    grouped = next((n for n, t in enumerate(tokens) if t.surface in sets["grouping"]), None)
    if each is None and grouped is not None and any(t.surface in sets["listing"] for t in tokens[grouped:]):  # 按单位统计
        kind = noun_kind(tokens, grouped + 1, called)
        if kind not in (None, "date", TASK):
            used = {n for n, t in enumerate(tokens) if t.has("tasknoun", "countnoun") or t.surface in sets["listing"]}
            return Asked("table", TASK, by=kind, used=used | {grouped, grouped + 1}, explicit=True, at=grouped)
    tasks = [n for n, t in enumerate(tokens) if t.has("tasknoun", "countnoun")]
    doing = any(
        t.has("lead", "cooperate", "responsible", "takepart", "tasknoun", "targetnoun", "countnoun") or t.has(*MEASURED) for t in tokens
    )
    if not doing or any(t.has("moneynoun") or t.surface == "多少钱" or t.surface.endswith(("元", "块钱")) for t in tokens):
        return None
    if each is not None and each[1][0] == TARGET and counts and tokens[counts[-1]].has("howmany") and counts[-1] == len(tokens) - 1:
        return Asked("list", TARGET, noun=tokens[each[0]], used={*each[1][1], counts[-1]}, explicit=True, at=counts[-1])  # 目标分别是多少
    if each is None or not (counts or (tasks and not any(t.asks for t in tokens))) or any(t.has("who") for t in tokens):
        return None
    how = how_many_asked(tokens, counts[-1], called) if counts and tokens[counts[-1]].has("howmany") else None
    counted = how.kind if how is not None and how.kind else TASK
    used = {*each[1][1], *(how.used if how else ()), *(n for n, t in enumerate(tokens) if t.has("each", "countnoun"))}
    if counted == each[1][0]:
        return None
    noun = next((tokens[n] for n in sorted(each[1][1]) if tokens[n].has("unitclass")), None)
    ends = tuple(cast("tuple[str, ...]", noun.item.value)) if noun is not None and noun.item is not None else ()
    return Asked("table", counted, by=each[1][0], used=used, explicit=True, at=each[0], ends=ends)
