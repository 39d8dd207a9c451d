"""What a question wants: the word that asks and the noun it belongs to; where no word asks, the last noun for a kind of thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from zhengpu.query.asked.asked_figures import figure_asked
from zhengpu.query.asked.asked_kinds import MEASURED, Asked, ends_here, form_of, noun_kind, role_told, touches
from zhengpu.query.asked.asked_numbers import how_many_asked, number_of
from zhengpu.query.kinds import DOCUMENT, SECTION, TASK, UNIT
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.spoken_words import SpokenWord

__all__ = ["asked"]


_UNTOLD = 3
"""So near before it stands what denies a time."""


def asked(tokens: Sequence[SpokenWord], called: Callable[[str], bool]) -> Asked:
    """What is wanted of all tokens of a question. `called`: whether a plan calls its tasks by this noun."""
    return _named_so(tokens, figure_asked(tokens, called) or _asked(tokens, called))


def _named_so(tokens: Sequence[SpokenWord], found: Asked) -> Asked:
    """乡镇, 市级单位: what the noun says of the names of things."""
    noun = found.noun
    if noun is not None and noun.has("endnoun") and found.kind in ("zp:Project", "zp:Programme") and noun.item is not None:
        found.ends = (str(noun.item.value or noun.surface),) if noun.item.value else ()
    if noun is not None and noun.has("unitclass") and noun.item is not None:
        found.ends = tuple(cast("tuple[str, ...]", noun.item.value))
    at = next((n for n, t in enumerate(tokens) if t is noun), 0)
    before = at - 1 - (at > 1 and tokens[at - 1].surface == "的")
    if noun is not None and found.kind == UNIT and at and tokens[before].has("unitlevel") and tokens[before].item is not None:
        found.starts = tuple(cast("tuple[str, ...]", tokens[before].item.value))  # type: ignore[union-attr]
        found.used |= {before, at - 1}
    elif noun is not None and found.kind == UNIT and not found.ends and (level := _levelled(tokens, before, at)) is not None:
        found.starts, used = level
        found.used |= used
    return found


def _levelled(tokens: Sequence[SpokenWord], before: int, at: int) -> tuple[tuple[str, ...], set[int]] | None:
    """县一级的单位, 市里的部门, 省直单位: how the names of units of a level begin, and the words that say it."""
    sets = load_concepts().sets
    own = tokens[at].surface
    if own[0] in sets["levels"] and own[1:2] in sets["of_level"]:
        return (own[0],), set()
    for first in (before, before - 1):
        if first < 0:
            continue
        said = "".join(t.surface for t in tokens[first : before + 1])
        if said[:1] in sets["levels"] and said[1:] in sets["of_level"]:
            return (said[0],), set(range(first, at))
    return None


def _asked(tokens: Sequence[SpokenWord], called: Callable[[str], bool]) -> Asked:
    found = [a for n, _ in enumerate(tokens) if (a := _asks(tokens, n, called)) is not None]
    yes = [n for n, t in enumerate(tokens) if t.has("yesno") and not (t.surface == "吧" and n + 1 < len(tokens) and not _closes(tokens, n))]
    existing = [n for n in yes if tokens[n].has("have") or tokens[n].surface in load_concepts().sets["whether"]]
    if existing and found and all(0 < a.at - n <= 2 and a.kind is not None for n in existing[:1] for a in found):
        used = set(existing[:1]) | {m for a in found for m in a.used}
        return Asked("yesno", found[0].kind, at=existing[0], used=used, explicit=True)  # 有没有哪条…
    several = _several(tokens, found)
    if len(tokens) > 3 and tokens[-1].has("tasknoun") and tokens[-2].surface == "的" and found and all(a.kind == UNIT for a in found):
        at = min(a.at for a in found)
        if any(t.has("have") for t in tokens[:at]):  # 写明由谁出资的任务
            return Asked("list", TASK, at=len(tokens) - 1, used={at, len(tokens) - 1})
    if found:
        best = max(found, key=lambda a: (_RANK.get(a.form, 0) if a.form != "list" or a.kind or a.noun else 1, a.kind is not None, a.at))
        best.explicit, best.several = True, several
        return best
    if yes and not _only_tail(tokens, yes):
        return Asked("yesno", used={n for n in yes if not tokens[n].classes - {"yesno"}}, at=yes[0], explicit=True)
    if (last := _last_no(tokens)) is not None:
        confirmed = tokens[last - 1].surface in load_concepts().sets["confirming"]
        return Asked("yesno", used={last, last - confirmed}, at=last, explicit=True)  # 写进去了没, 是牵头的，对不
    plain = _plain(tokens, called)
    if yes and plain.form == "list" and plain.kind is None:
        return Asked("yesno", used=set(yes), at=yes[0], explicit=True)
    return plain


def _last_no(tokens: Sequence[SpokenWord]) -> int | None:
    """有活儿没有, 是牵头的不: what denies stands before what it denies; a last one asks, unless it says of somebody that he has nothing
    (财政局没有)."""
    sets = load_concepts().sets
    last = len(tokens) - 1
    while last > 1 and tokens[last].tag in ("y", "zg", "e"):
        last -= 1
    if last < 2 or tokens[last].surface not in sets["last_no"]:
        return None
    alone = tokens[last - 1].kind == "unit" and not any(t.has("have", "takepart") for t in tokens[: last - 1])
    return None if alone else last


def _several(tokens: Sequence[SpokenWord], found: Sequence[Asked]) -> bool:
    """建多少个，由谁负责; 谁负责，什么时候完成; 牵头哪些任务，什么时候交: two questions in two clauses."""
    lists = {UNIT: "who", TASK: "which"}
    wants = {(lists.get(a.kind or "", "") if a.form == "list" else a.form if a.form in ("date", "value") else ""): a.at for a in found}
    wants.pop("", None)
    pauses = [n for n in range(1, len(tokens)) if tokens[n].start > tokens[n - 1].end]
    for n in pauses:  # 县文旅局牵头哪些任务？县教育局配合哪些任务？
        halves = (tokens[:n], tokens[n:])
        if all(
            any(t.kind in ("unit", "tasknumber", "section") for t in half) and any(t.has("wh", "who", "howmany") for t in half)
            for half in halves
        ):
            return True
    if len(wants) < 2:
        return False
    first, last = min(wants.values()), max(wants.values())
    return any(b.start > a.end for a, b in zip(tokens[first:last], tokens[first + 1 : last + 1], strict=True))


_RANK: dict[str, int] = {"number": 6, "list": 5, "date": 4, "count": 3, "value": 3, "text": 2, "title": 2}


def _closes(tokens: Sequence[SpokenWord], n: int) -> bool:
    return n + 1 >= len(tokens) or tokens[n + 1].start > tokens[n].end


def _only_tail(tokens: Sequence[SpokenWord], yes: Sequence[int]) -> bool:
    """…原文吧: a particle that asks for nothing where a noun says what is wanted."""
    return all(tokens[n].surface == "吧" for n in yes) and any(t.has("textnoun", "titlenoun") for t in tokens)


def _asks(tokens: Sequence[SpokenWord], n: int, called: Callable[[str], bool]) -> Asked | None:
    token = tokens[n]
    before = tokens[n - 1] if n else None
    if token.has("when") and not (before is not None and _untold(tokens, n)):
        return Asked("date", at=n, used={n})
    if token.has("how") and n + 1 < len(tokens) and tokens[n + 1].has("pay", "share"):
        return Asked("list", "zp:Funding", at=n, used={n})  # 怎么分担
    if token.has("textnoun") and token.surface not in ("内容", "具体内容"):
        return Asked("text", at=n, used={n})
    if token.has("who"):
        used = {n}
        if n + 1 < len(tokens) and tokens[n + 1].has("unitnoun"):
            used.add(n + 1)
        if n + 2 < len(tokens) and tokens[n + 1].surface == "的" and tokens[n + 2].has("tasknoun"):
            used |= {n + 1, n + 2}  # 谁的事
        return Asked("list", UNIT, at=n, used=used)
    if token.surface == "第" and n + 1 < len(tokens) and tokens[n + 1].has("howmany"):
        end = n + 2
        while end < len(tokens) and tokens[end].has("measure.task", "measure", "tasknoun", "sectionnoun"):
            end += 1
        kind = SECTION if any(t.has("sectionnoun") for t in tokens[n:end]) else TASK
        return Asked("number" if kind == TASK else "list", kind, at=n, used=set(range(n, end)))
    if (
        token.has("relation")
        and token.surface[:-1] in load_concepts().sets["which_one"]
        and token.surface[-1] in load_concepts().sets["place"]
    ):
        return Asked("list", "zp:Place", at=n, used={n})  # 哪个县在建
    if token.has("wh") and not (before is not None and before.surface in load_concepts().sets["whatever"]):
        return _which(tokens, n, called)
    if token.has("howmany") and not (before is not None and before.surface in load_concepts().sets["not_counting"]):
        return how_many_asked(tokens, n, called)
    if token.has("where"):
        around = tokens[max(0, n - 4) : n + 4]
        held = any(t.has("takepart", "responsible") for t in around) and any(t.kind == "unit" for t in tokens)  # 财政局还挂在哪儿
        said = [*tokens[max(0, n - 2) : n], *tokens[n + 1 : n + 2]]
        if held or any(t.has("mention", "have") for t in said):  # 写在哪儿; where a thing stands in the world is another question
            return Asked("list", TASK, at=n, used={n})
    return None


def _untold(tokens: Sequence[SpokenWord], n: int) -> bool:
    """没写死哪个月, 有没有定哪天: a time that is denied, or asked whether there is one, is not asked for."""
    before = tokens[max(0, n - _UNTOLD) : n]
    return any(t.has("neg") or (t.has("yesno") and (t.has("have") or t.surface in load_concepts().sets["whether"])) for t in before)


def _which(tokens: Sequence[SpokenWord], n: int, called: Callable[[str], bool]) -> Asked | None:
    sets = load_concepts().sets
    end = n + 1
    number: int | None = None
    measures: list[SpokenWord] = []
    while end < len(tokens) and touches(tokens, end):
        t = tokens[end]
        if t.kind in ("number", "quantity") and not measures:
            value = t.item.value if t.item is not None else None
            number = value if isinstance(value, int) and value > 1 else number
            measures += [t] if t.kind == "quantity" else []
        elif t.has("howmany") or t.surface in sets["several"]:
            pass
        elif t.has("measure", *MEASURED) and not (
            t.has("sectionnoun", "unitnoun", "documentnoun") and not measures and ends_here(tokens, end + 1)
        ):
            measures.append(t)
        else:
            break
        end += 1
    if (kind := noun_kind(tokens, end, called)) is not None:
        found = Asked(
            form_of(tokens[end], kind),
            kind if kind != "date" else None,
            number,
            at=n,
            used=set(range(n, end + (not role_told(tokens[end])))),
            noun=tokens[end],
        )
        beside = tokens[end + 2] if end + 2 < len(tokens) and tokens[end + 1].has("and") else None
        if beside is not None and (beside.has("relation") or noun_kind(tokens, end + 2, called)):  # 项目和展会
            found.also.append(beside)
            found.used |= {end + 1, end + 2}
        return found
    for t in measures:
        for name, kind in MEASURED.items():
            if t.has(name):
                return Asked("list", kind, number, at=n, used=set(range(n, end)))
    if end < len(tokens) and touches(tokens, end) and tokens[end].surface in sets["place"]:
        return Asked("list", "zp:Place", number, at=n, used=set(range(n, end + 1)))
    if end < len(tokens) and tokens[end].surface in sets["copula"] and tokens[-2:-1] and tokens[-2].surface == "的":  # 哪个是…的单位
        kind = noun_kind(tokens, len(tokens) - 1, called)
        if kind not in (None, "date"):
            return Asked("list", kind, number, at=n, used={*range(n, end), len(tokens) - 1}, noun=tokens[-1])
    rest = end < len(tokens) and touches(tokens, end) and (tokens[end].content or tokens[end].classes - {"talk"} == {"relation"})
    if rest:
        return Asked("list", None, number, at=n, used=set(range(n, end)), noun=tokens[end])
    return _which_before(tokens, n, end, number, called)


def _which_before(tokens: Sequence[SpokenWord], n: int, end: int, number: int | None, called: Callable[[str], bool]) -> Asked:
    """目标是什么, 牵头单位是哪个: the noun stands before the word that asks."""
    sets = load_concepts().sets
    at = n - 1
    while at >= 0 and (tokens[at].surface in sets["copula"] or tokens[at].has("have", "each", "together")):
        at -= 1
    owned = at > 0 and at + 1 < n and tokens[at + 1].surface == "的"
    if owned and (tokens[at - 1].has("have", "neg") or (tokens[at].has("datenoun") and _untold(tokens, at))):  # 没有配合单位的有哪些
        return Asked("list", None, number, at=n, used=set(range(n, end)))
    if at >= 0 and tokens[at].has("titlenoun", "textnoun"):
        return Asked("title" if tokens[at].has("titlenoun") else "text", at=n, used=set(range(at, end)))  # 全称是什么
    limit = at >= 0 and tokens[at].has("upper", "lower") and tokens[at + 1].surface != "的"  # 最低的是哪些 asks who has least
    if at >= 0 and (limit or (tokens[at].surface in sets["amount"] and at and tokens[at - 1].has("moneynoun"))):
        return Asked("value", None, money=True, at=n, used=set(range(n, end)))  # 上限是什么
    if at >= 0 and (kind := noun_kind(tokens, at, called)) is not None:
        held = set() if role_told(tokens[at]) else {at}
        return Asked(
            form_of(tokens[at], kind), kind if kind != "date" else None, number, at=n, used=held | set(range(n, end)), noun=tokens[at]
        )
    if at >= 0 and tokens[at].has("measure.document"):  # 最晚的那份是哪个
        return Asked("list", DOCUMENT, number, at=n, used={max(at - 1, 0), at} | set(range(n, end)))
    if at >= 0 and tokens[at].has("lead", "cooperate") and tokens[at].surface.endswith(tuple(sets["role_noun"])):
        return Asked("list", UNIT, number, at=n, used=set(range(n, end)))
    return Asked("list", None, number, at=n, used=set(range(n, end)))


def _told_number(tokens: Sequence[SpokenWord], n: int, used: set[int]) -> int | None:
    """最多的3个单位: how many are wanted of a ranking."""
    before = tokens[n - 1] if n else None
    if before is None or before.kind != "quantity" or before.item is None or not isinstance(before.item.value, int):
        return None
    if not any(t.has("most", "least", "earliest", "latest", "rank") for t in tokens[:n]):
        return None
    used.add(n - 1)
    return before.item.value


def _plain(tokens: Sequence[SpokenWord], called: Callable[[str], bool]) -> Asked:
    """Where no word asks: the last noun for a kind of thing; in English the first."""
    if tokens and tokens[0].surface.isascii() and (kind := noun_kind(tokens, 0, called)) not in (None, "date"):
        return Asked("list", kind, used={0}, noun=tokens[0])
    last = len(tokens) - 1
    while last > 1 and tokens[last].kind in ("quantity", "number") and tokens[last - 1].has("rank"):
        last -= 2  # 单位前三名
    while last > 0 and tokens[last].surface in load_concepts().sets["copula"] and not tokens[last].asks:
        last -= 1  # 唯一的牵头单位是？
    for n in range(last, -1, -1):
        token = tokens[n]
        if token.has("countnoun") and (number := number_of(tokens, n, set(), called)) is not None:
            return number
        if token.surface in load_concepts().sets["amount"] and n and tokens[n - 1].has("moneynoun"):
            return Asked("value", None, money=True, at=n, used={n})
        if token.has("textnoun"):
            return Asked("text", at=n, used={n})
        if token.has("titlenoun"):
            return Asked("title", at=n, used={n})
        if token.has("datenoun", "when") or (token.has("due") and n == len(tokens) - 1 and not any(t.kind == "period" for t in tokens)):
            return Asked("date", at=n, used={n})
        kind = noun_kind(tokens, n, called)
        if (
            n + 1 < len(tokens)
            and tokens[n + 1].surface == "的"
            and kind is not None
            and any(t.has("have", "neg") for t in tokens[max(0, n - 2) : n])
        ):
            return Asked("list", TASK, at=len(tokens))  # 有量化目标的
        if kind is not None and kind != "date":
            used = {n} if not role_told(token) else set()
            told = _told_number(tokens, n, used)
            return Asked("list", kind, told, at=n, used=used, noun=token)
        if token.content or token.kind != "word":
            break
    return Asked("list", None, at=len(tokens))
