"""What a question wants: the word that asks and the noun it belongs to; where no word asks, the last noun for a kind of thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from zhengpu.query.kinds import DOCUMENT, SECTION, TARGET, TASK, UNIT
from zhengpu.query.sense.concepts import load_concepts
from zhengpu.query.sense.spoken_words import SpokenWord

__all__ = ["Asked", "Form", "asked"]

Form = Literal["list", "count", "value", "date", "text", "title", "yesno", "number", "table", "average", "share", "place", "difference"]

_NOUNS = {
    "unitnoun": UNIT,
    "tasknoun": TASK,
    "targetnoun": TARGET,
    "sectionnoun": SECTION,
    "documentnoun": DOCUMENT,
    "projectnoun": "zp:Project",
    "programmenoun": "zp:Programme",
    "placenoun": "zp:Place",
    "unitclass": UNIT,
    "groupnoun": "zp:UnitGroup",
}
_MEASURED = {"measure.task": TASK, "measure.unit": UNIT, "measure.document": DOCUMENT}


@dataclass
class Asked:
    """What is wanted. `kind` None: the rest of the question says; `used`: the tokens that say so; `at`: where the word that asks stands.

    `ends`, `starts`: how the names of the things end or begin (乡镇, 市级单位); `by`: the kind that is counted by (每个单位).
    """

    form: Form = "list"
    kind: str | None = None
    number: int | None = None
    measure: str = ""
    money: bool = False
    percent: bool = False
    noun: SpokenWord | None = None
    explicit: bool = False
    used: set[int] = field(default_factory=set)
    at: int = 0
    several: bool = False
    ends: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    by: str | None = None
    also: list[SpokenWord] = field(default_factory=list)


def asked(tokens: Sequence[SpokenWord], called: Callable[[str], bool]) -> Asked:
    """What is wanted of all tokens of a question. `called`: whether a plan calls its tasks by this noun."""
    return _named_so(tokens, _figure(tokens, called) or _asked(tokens, called))


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
    return found


def _figure(tokens: Sequence[SpokenWord], called: Callable[[str], bool]) -> Asked | None:
    """What is worked out: counts by kind, averages, shares, places in a ranking."""
    counts = [n for n, t in enumerate(tokens) if t.has("howmany", "countnoun")]
    units = any(t.kind == "unit" for t in tokens)
    average = next((n for n, t in enumerate(tokens) if t.has("average")), None)
    if average is not None and counts:
        per = _each(tokens, average, called) or next(
            (e for n, t in enumerate(tokens) if t.has("each") and (e := _each(tokens, n, called))), None
        )
        if per is not None:
            how = _how_many(tokens, counts[-1], called) if tokens[counts[-1]].has("howmany") else None
            used = {average, *per[1], *(how.used if how else ()), *(n for n, t in enumerate(tokens) if t.has("each"))}
            return Asked("average", how.kind if how else None, by=per[0], used=used, explicit=True, at=counts[-1])
    place = next((n for n, t in enumerate(tokens) if t.surface == "第" and n + 1 < len(tokens) and tokens[n + 1].surface == "几"), None)
    placed = place is not None and not any(t.has("measure.task", "sectionnoun") for t in tokens[place + 2 : place + 4])
    if units and (
        placed or (counts and any(t.has("rank") and len(t.surface) > 1 for t in tokens)) or (tokens and tokens[-1].surface == "排名")
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
        and tokens[end].has("measure", "each", *_MEASURED)
        and not tokens[end].has("sectionnoun", "unitnoun")
    ):
        end += 1
    kind = _noun(tokens, end, called)
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
                if tokens[n + 1].has("each") and (kind := _noun(tokens, n, called)) not in (None, "date", TASK)
            ),
            None,
        )
    sets = load_concepts().sets
    grouped = next((n for n, t in enumerate(tokens) if t.surface in sets["grouping"]), None)
    if each is None and grouped is not None and any(t.surface in sets["listing"] for t in tokens[grouped:]):  # 按单位统计
        kind = _noun(tokens, grouped + 1, called)
        if kind not in (None, "date", TASK):
            used = {n for n, t in enumerate(tokens) if t.has("tasknoun", "countnoun") or t.surface in sets["listing"]}
            return Asked("table", TASK, by=kind, used=used | {grouped, grouped + 1}, explicit=True, at=grouped)
    tasks = [n for n, t in enumerate(tokens) if t.has("tasknoun", "countnoun")]
    doing = any(
        t.has("lead", "cooperate", "responsible", "takepart", "tasknoun", "targetnoun", "countnoun") or t.has(*_MEASURED) for t in tokens
    )
    if not doing or any(t.has("moneynoun") or t.surface == "多少钱" or t.surface.endswith(("元", "块钱")) for t in tokens):
        return None
    if each is not None and each[1][0] == TARGET and counts and tokens[counts[-1]].has("howmany") and counts[-1] == len(tokens) - 1:
        return Asked("list", TARGET, noun=tokens[each[0]], used={*each[1][1], counts[-1]}, explicit=True, at=counts[-1])  # 目标分别是多少
    if each is None or not (counts or (tasks and not any(t.asks for t in tokens))) or any(t.has("who") for t in tokens):
        return None
    how = _how_many(tokens, counts[-1], called) if counts and tokens[counts[-1]].has("howmany") else None
    counted = how.kind if how is not None and how.kind else TASK
    used = {*each[1][1], *(how.used if how else ()), *(n for n, t in enumerate(tokens) if t.has("each", "countnoun"))}
    if counted == each[1][0]:
        return None
    noun = next((tokens[n] for n in sorted(each[1][1]) if tokens[n].has("unitclass")), None)
    ends = tuple(cast("tuple[str, ...]", noun.item.value)) if noun is not None and noun.item is not None else ()
    return Asked("table", counted, by=each[1][0], used=used, explicit=True, at=each[0], ends=ends)


def _asked(tokens: Sequence[SpokenWord], called: Callable[[str], bool]) -> Asked:
    found = [a for n, _ in enumerate(tokens) if (a := _asks(tokens, n, called)) is not None]
    yes = [n for n, t in enumerate(tokens) if t.has("yesno") and not (t.surface == "吧" and n + 1 < len(tokens) and not _closes(tokens, n))]
    existing = [n for n in yes if tokens[n].has("have") or tokens[n].surface in load_concepts().sets["whether"]]
    if existing and found and all(0 < a.at - n <= 2 and a.kind is not None for n in existing[:1] for a in found):
        used = set(existing[:1]) | {m for a in found for m in a.used}
        return Asked("yesno", found[0].kind, at=existing[0], used=used, explicit=True)  # 有没有哪条…
    if _several(tokens, found):
        return Asked("list", None, at=len(tokens), several=True)
    if len(tokens) > 3 and tokens[-1].has("tasknoun") and tokens[-2].surface == "的" and found and all(a.kind == UNIT for a in found):
        at = min(a.at for a in found)
        if any(t.has("have") for t in tokens[:at]):  # 写明由谁出资的任务
            return Asked("list", TASK, at=len(tokens) - 1, used={at, len(tokens) - 1})
    if found:
        best = max(found, key=lambda a: (_RANK.get(a.form, 0) if a.form != "list" or a.kind or a.noun else 1, a.kind is not None, a.at))
        best.explicit = True
        return best
    if yes and not _only_tail(tokens, yes):
        return Asked("yesno", used={n for n in yes if not tokens[n].classes - {"yesno"}}, at=yes[0], explicit=True)
    if len(tokens) > 2 and _ends_in_no(tokens):
        return Asked("yesno", used={len(tokens) - 1}, at=len(tokens) - 1, explicit=True)  # 写进去了没
    plain = _plain(tokens, called)
    if yes and plain.form == "list" and plain.kind is None:
        return Asked("yesno", used=set(yes), at=yes[0], explicit=True)
    return plain


def _ends_in_no(tokens: Sequence[SpokenWord]) -> bool:
    sets = load_concepts().sets
    return tokens[-1].surface in sets["last_no"] and (tokens[-2].surface in sets["before_no"] or tokens[-2].has("takepart", "have"))


def _several(tokens: Sequence[SpokenWord], found: Sequence[Asked]) -> bool:
    """建多少个，由谁负责; 谁负责，什么时候完成: two questions in two clauses."""
    wants = {("who" if a.kind == UNIT and a.form == "list" else a.form if a.form in ("date", "value") else ""): a.at for a in found}
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


def _touches(tokens: Sequence[SpokenWord], n: int) -> bool:
    """Whether nothing stands before a word; in English a space."""
    gap = tokens[n].start - tokens[n - 1].end
    return gap == 0 or (gap == 1 and tokens[n].surface.isascii() and tokens[n - 1].surface.isascii())


def _closes(tokens: Sequence[SpokenWord], n: int) -> bool:
    return n + 1 >= len(tokens) or tokens[n + 1].start > tokens[n].end


def _only_tail(tokens: Sequence[SpokenWord], yes: Sequence[int]) -> bool:
    """…原文吧: a particle that asks for nothing where a noun says what is wanted."""
    return all(tokens[n].surface == "吧" for n in yes) and any(t.has("textnoun", "titlenoun") for t in tokens)


def _asks(tokens: Sequence[SpokenWord], n: int, called: Callable[[str], bool]) -> Asked | None:
    token = tokens[n]
    before = tokens[n - 1] if n else None
    if token.has("when"):
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
    if token.has("wh") and not (before is not None and before.surface in load_concepts().sets["whatever"]):
        return _which(tokens, n, called)
    if token.has("howmany") and not (before is not None and before.surface in load_concepts().sets["not_counting"]):
        return _how_many(tokens, n, called)
    if token.has("where"):
        around = tokens[max(0, n - 4) : n + 4]
        held = any(t.has("takepart", "responsible") for t in around) and any(t.kind == "unit" for t in tokens)  # 财政局还挂在哪儿
        said = [*tokens[max(0, n - 2) : n], *tokens[n + 1 : n + 2]]
        if held or any(t.has("mention", "have") for t in said):  # 写在哪儿; where a thing stands in the world is another question
            return Asked("list", TASK, at=n, used={n})
    return None


def _which(tokens: Sequence[SpokenWord], n: int, called: Callable[[str], bool]) -> Asked | None:
    sets = load_concepts().sets
    end = n + 1
    number: int | None = None
    measures: list[SpokenWord] = []
    while end < len(tokens) and _touches(tokens, end):
        t = tokens[end]
        if t.kind in ("number", "quantity") and not measures:
            value = t.item.value if t.item is not None else None
            number = value if isinstance(value, int) and value > 1 else number
            measures += [t] if t.kind == "quantity" else []
        elif t.has("howmany") or t.surface in sets["several"]:
            pass
        elif t.has("measure", *_MEASURED) and not (
            t.has("sectionnoun", "unitnoun", "documentnoun") and not measures and _ends(tokens, end + 1)
        ):
            measures.append(t)
        else:
            break
        end += 1
    if (kind := _noun(tokens, end, called)) is not None:
        found = Asked(
            _form(tokens[end], kind),
            kind if kind != "date" else None,
            number,
            at=n,
            used=set(range(n, end + (not _role_told(tokens[end])))),
            noun=tokens[end],
        )
        beside = tokens[end + 2] if end + 2 < len(tokens) and tokens[end + 1].has("and") else None
        if beside is not None and (beside.has("relation") or _noun(tokens, end + 2, called)):  # 项目和展会
            found.also.append(beside)
            found.used |= {end + 1, end + 2}
        return found
    for t in measures:
        for name, kind in _MEASURED.items():
            if t.has(name):
                return Asked("list", kind, number, at=n, used=set(range(n, end)))
    if end < len(tokens) and _touches(tokens, end) and tokens[end].surface in sets["place"]:
        return Asked("list", "zp:Place", number, at=n, used=set(range(n, end + 1)))
    if end < len(tokens) and tokens[end].surface in sets["copula"] and tokens[-2:-1] and tokens[-2].surface == "的":  # 哪个是…的单位
        kind = _noun(tokens, len(tokens) - 1, called)
        if kind not in (None, "date"):
            return Asked("list", kind, number, at=n, used={*range(n, end), len(tokens) - 1}, noun=tokens[-1])
    rest = end < len(tokens) and _touches(tokens, end) and (tokens[end].content or tokens[end].classes - {"talk"} == {"relation"})
    if rest:
        return Asked("list", None, number, at=n, used=set(range(n, end)), noun=tokens[end])
    return _which_before(tokens, n, end, number, called)


def _which_before(tokens: Sequence[SpokenWord], n: int, end: int, number: int | None, called: Callable[[str], bool]) -> Asked:
    """目标是什么, 牵头单位是哪个: the noun stands before the word that asks."""
    sets = load_concepts().sets
    at = n - 1
    while at >= 0 and (tokens[at].surface in sets["copula"] or tokens[at].has("have", "each", "together")):
        at -= 1
    if at >= 0 and tokens[at].has("titlenoun", "textnoun"):
        return Asked("title" if tokens[at].has("titlenoun") else "text", at=n, used=set(range(at, end)))  # 全称是什么
    if at >= 0 and (tokens[at].has("upper", "lower") or (tokens[at].surface in sets["amount"] and at and tokens[at - 1].has("moneynoun"))):
        return Asked("value", None, money=True, at=n, used=set(range(n, end)))  # 上限是什么
    if at >= 0 and (kind := _noun(tokens, at, called)) is not None:
        held = set() if _role_told(tokens[at]) else {at}
        return Asked(
            _form(tokens[at], kind), kind if kind != "date" else None, number, at=n, used=held | set(range(n, end)), noun=tokens[at]
        )
    if at >= 0 and tokens[at].has("measure.document"):  # 最晚的那份是哪个
        return Asked("list", DOCUMENT, number, at=n, used={max(at - 1, 0), at} | set(range(n, end)))
    if at >= 0 and tokens[at].has("lead", "cooperate") and tokens[at].surface.endswith(tuple(sets["role_noun"])):
        return Asked("list", UNIT, number, at=n, used=set(range(n, end)))
    return Asked("list", None, number, at=n, used=set(range(n, end)))


def _role_told(noun: SpokenWord) -> bool:
    """牵头单位: a noun for a role says the role too."""
    return noun.has("lead", "cooperate", "takepart", "responsible")


def _form(noun: SpokenWord, kind: str) -> Form:
    return "date" if kind == "date" else "list"


def _ends(tokens: Sequence[SpokenWord], at: int) -> bool:
    return at >= len(tokens) or tokens[at].start > tokens[at - 1].end or not tokens[at].content


def _noun(tokens: Sequence[SpokenWord], at: int, called: Callable[[str], bool]) -> str | None:
    """The kind of thing that the noun at a place stands for; `date` for a noun of time."""
    if not 0 <= at < len(tokens):
        return None
    token = tokens[at]
    if token.kind == "word" and len(token.surface) > 1 and called(token.surface):
        return TASK
    if token.has("lead", "cooperate", "takepart", "responsible") and token.surface.endswith(tuple(load_concepts().sets["role_noun"])):
        return UNIT
    if token.has("endnoun") and token.item is not None:
        return "zp:Project" if token.item.symbols[0] == "projectnoun" else "zp:Programme"
    if token.has("unitclass") and not _unit_asked(tokens, at):
        return None
    for name, kind in _NOUNS.items():
        if token.has(name):
            return kind
    return "date" if token.has("datenoun") else None


def _unit_asked(tokens: Sequence[SpokenWord], at: int) -> bool:
    """参与任务的乡镇, 哪些乡镇参与: units by what they are, not a word of a plan (多少家企业)."""
    before = tokens[at - 1] if at else None
    doing = any(t.has("lead", "cooperate", "responsible", "takepart") and len(t.surface) > 1 for t in tokens)
    asking = before is not None and before.has("wh", "unitlevel", "each", *_MEASURED, "measure", "howmany")
    return (doing and (asking or (before is not None and before.surface == "的"))) or (before is not None and before.has("wh", "each"))


def _how_many(tokens: Sequence[SpokenWord], n: int, called: Callable[[str], bool]) -> Asked | None:
    token, times = tokens[n], load_concepts().sets["times"]
    end = n + 1
    measures: list[SpokenWord] = []
    if end < len(tokens) and token.surface == "几" and tokens[end].surface in ("号", "月"):
        return Asked("date", at=n, used={n, end})
    while end < len(tokens) and _touches(tokens, end) and tokens[end].has("measure", *_MEASURED) and len(measures) < 3:
        if tokens[end].has("sectionnoun", "unitnoun") and not measures and _ends(tokens, end + 1):
            break
        measures.append(tokens[end])
        end += 1
    said = "".join(t.surface for t in measures)
    before = tokens[n - 1] if n else None
    percent = "%" in said or said.startswith("成") or token.surface.startswith("百分之") or token.surface.endswith(("成", "点"))
    percent = percent or (before is not None and before.surface in ("百分之", "百分"))
    money = said.endswith(("元", "钱", "块")) or token.surface == "多少钱" or (said in ("万", "亿"))
    used = set(range(n, end))
    kind = _noun(tokens, end, called)
    if kind is None and end < len(tokens) and tokens[end].surface in load_concepts().sets["plan_noun"]:
        kind = DOCUMENT  # 库里有几个计划
    adjective = end < len(tokens) and _touches(tokens, end)
    if kind not in (None, "date") and adjective:
        whole = tokens[end]
        return Asked("count", kind, measure=said, at=n, used=used if _role_told(whole) else used | {end}, noun=whole)
    if adjective and tokens[end].has("moneynoun"):
        return Asked("value", None, measure=said, money=True, at=n, used=used | {end})
    if adjective and tokens[end].content:
        return Asked("value", None, measure=said, money=money, percent=percent, at=n, used=used, noun=tokens[end])
    if not measures and end < len(tokens) and tokens[end].surface in times and any(t.kind == "unit" for t in tokens):  # 责任单位当了几次
        return Asked("count", TASK, measure=tokens[end].surface, at=n, used=used | {end})
    if any(t.surface in times for t in measures) and any(t.kind == "unit" for t in tokens):
        return Asked("count", TASK, measure=said, at=n, used=used)
    for t in reversed(measures):
        for name, counted in _MEASURED.items():
            if t.has(name):
                return Asked("count", counted, measure=said, at=n, used=used)
    whole_at = _paused_before(tokens, n, called) if said in ("", "个") and not _follows(tokens, end) else None
    if whole_at is not None:
        return Asked("count", _noun(tokens, whole_at, called), measure=said, at=n, used=used | {whole_at}, noun=tokens[whole_at])
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
        return _number_of(tokens, at, used, called)
    kind = _noun(tokens, at, called) if having else None
    ends = max(used, default=n) + 1 >= len(tokens)
    if kind in (None, "date") or not ends:
        return None
    return Asked("count", kind, at=n, used=used if _role_told(tokens[at]) else used | {at}, noun=tokens[at])


def _number_of(tokens: Sequence[SpokenWord], at: int, used: set[int], called: Callable[[str], bool]) -> Asked | None:
    """任务数, 单位个数; a number of what words speak of is a value."""
    before = at - 1
    while before >= 0 and tokens[before].surface == "的":
        before -= 1
    kind = _noun(tokens, before, called)
    if kind not in (None, "date"):
        return Asked("count", kind, at=at, used=used | set(range(before, at + 1)), noun=tokens[before])
    said = tokens[at].surface
    if said.startswith(("任务", "条", "项")) or (before >= 0 and tokens[before].kind in ("unit", "section", "document")) or before < 0:
        return Asked("count", TASK, at=at, used=used | {at}, noun=tokens[at])
    if before >= 0 and tokens[before].has("lead", "cooperate", "takepart", "responsible"):
        return Asked("count", TASK, at=at, used=used | {at}, noun=tokens[at])
    return Asked("value", None, at=at, used=used | {at})


def _told_number(tokens: Sequence[SpokenWord], n: int, used: set[int]) -> int | None:
    """最多的3个单位: how many are wanted of a ranking."""
    before = tokens[n - 1] if n else None
    if before is None or before.kind != "quantity" or before.item is None or not isinstance(before.item.value, int):
        return None
    if not any(t.has("most", "least", "earliest", "latest", "rank") for t in tokens[:n]):
        return None
    used.add(n - 1)
    return before.item.value


def _follows(tokens: Sequence[SpokenWord], end: int) -> bool:
    return end < len(tokens) and _touches(tokens, end) and tokens[end].content


def _paused_before(tokens: Sequence[SpokenWord], n: int, called: Callable[[str], bool]) -> int | None:
    """只露过一次脸的部门，有几个: the noun for units or tasks that ends the clause before."""
    at = n - 1
    while at >= 0 and (tokens[at].surface in load_concepts().sets["copula"] or tokens[at].has("have", "total")):
        at -= 1
    paused = at >= 0 and tokens[at + 1].start > tokens[at].end
    return at if paused and _noun(tokens, at, called) in (UNIT, TASK) else None


def _plain(tokens: Sequence[SpokenWord], called: Callable[[str], bool]) -> Asked:
    """Where no word asks: the last noun for a kind of thing; in English the first."""
    if tokens and tokens[0].surface.isascii() and (kind := _noun(tokens, 0, called)) not in (None, "date"):
        return Asked("list", kind, used={0}, noun=tokens[0])
    last = len(tokens) - 1
    while last > 1 and tokens[last].kind in ("quantity", "number") and tokens[last - 1].has("rank"):
        last -= 2  # 单位前三名
    while last > 0 and tokens[last].surface in load_concepts().sets["copula"] and not tokens[last].asks:
        last -= 1  # 唯一的牵头单位是？
    for n in range(last, -1, -1):
        token = tokens[n]
        if token.has("countnoun") and (number := _number_of(tokens, n, set(), called)) is not None:
            return number
        if token.surface in load_concepts().sets["amount"] and n and tokens[n - 1].has("moneynoun"):
            return Asked("value", None, money=True, at=n, used={n})
        if token.has("textnoun"):
            return Asked("text", at=n, used={n})
        if token.has("titlenoun"):
            return Asked("title", at=n, used={n})
        if token.has("datenoun", "when"):
            return Asked("date", at=n, used={n})
        kind = _noun(tokens, n, called)
        if (
            n + 1 < len(tokens)
            and tokens[n + 1].surface == "的"
            and kind is not None
            and any(t.has("have", "neg") for t in tokens[max(0, n - 2) : n])
        ):
            return Asked("list", TASK, at=len(tokens))  # 有量化目标的
        if kind is not None and kind != "date":
            used = {n} if not _role_told(token) else set()
            told = _told_number(tokens, n, used)
            return Asked("list", kind, told, at=n, used=used, noun=token)
        if token.content or token.kind != "word":
            break
    return Asked("list", None, at=len(tokens))
