"""What a question wants: the word that asks and the noun it belongs to; where no word asks, the last noun for a kind of thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from zhengpu.query.kinds import DOCUMENT, SECTION, TARGET, TASK, UNIT
from zhengpu.query.sense.concepts import load_concepts
from zhengpu.query.sense.spoken_words import SpokenWord

__all__ = ["Asked", "Form", "asked"]

Form = Literal["list", "count", "value", "date", "text", "title", "yesno", "number"]

_NOUNS = {
    "unitnoun": UNIT,
    "tasknoun": TASK,
    "targetnoun": TARGET,
    "sectionnoun": SECTION,
    "documentnoun": DOCUMENT,
    "projectnoun": "zp:Project",
    "programmenoun": "zp:Programme",
    "placenoun": "zp:Place",
}
_MEASURED = {"measure.task": TASK, "measure.unit": UNIT, "measure.document": DOCUMENT}


@dataclass
class Asked:
    """What is wanted. `kind` None: the rest of the question says; `used`: the tokens that say so; `at`: where the word that asks stands."""

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


def asked(tokens: Sequence[SpokenWord], called: Callable[[str], bool]) -> Asked:
    """What is wanted of all tokens of a question. `called`: whether a plan calls its tasks by this noun."""
    found = [a for n, _ in enumerate(tokens) if (a := _asks(tokens, n, called)) is not None]
    yes = [n for n, t in enumerate(tokens) if t.has("yesno") and not (t.surface == "吧" and n + 1 < len(tokens) and not _closes(tokens, n))]
    existing = [n for n in yes if tokens[n].has("have") or tokens[n].surface in load_concepts().sets["whether"]]
    if existing and found and all(0 < a.at - n <= 2 and a.kind is not None for n in existing[:1] for a in found):
        used = set(existing[:1]) | {m for a in found for m in a.used}
        return Asked("yesno", found[0].kind, at=existing[0], used=used, explicit=True)  # 有没有哪条…
    if _several(tokens, found):
        return Asked("list", None, at=len(tokens), several=True)
    if found:
        best = max(found, key=lambda a: (_RANK.get(a.form, 0), a.kind is not None, a.at))
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
    if token.has("when"):
        return Asked("date", at=n, used={n})
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
        if held or any(t.has("mention", "have") for t in around):  # 写在哪儿; where a thing stands in the world is another question
            return Asked("list", TASK, at=n, used={n})
    return None


def _which(tokens: Sequence[SpokenWord], n: int, called: Callable[[str], bool]) -> Asked | None:
    sets = load_concepts().sets
    end = n + 1
    number: int | None = None
    measures: list[SpokenWord] = []
    while end < len(tokens) and tokens[end].start == tokens[end - 1].end:
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
        return Asked(
            _form(tokens[end], kind), kind if kind != "date" else None, number, at=n, used=set(range(n, end + 1)), noun=tokens[end]
        )
    for t in measures:
        for name, kind in _MEASURED.items():
            if t.has(name):
                return Asked("list", kind, number, at=n, used=set(range(n, end)))
    if end < len(tokens) and tokens[end].start == tokens[end - 1].end and tokens[end].surface in sets["place"]:
        return Asked("list", "zp:Place", number, at=n, used=set(range(n, end + 1)))
    rest = end < len(tokens) and tokens[end].start == tokens[end - 1].end and tokens[end].content
    if rest:
        return Asked("list", None, number, at=n, used=set(range(n, end)), noun=tokens[end])
    at = n - 1  # 目标是什么, 牵头单位是哪个
    while at >= 0 and (tokens[at].surface in sets["copula"] or tokens[at].has("have", "each", "together")):
        at -= 1
    if at >= 0 and (kind := _noun(tokens, at, called)) is not None:
        held = set() if tokens[at].has("lead", "cooperate", "takepart", "responsible") else {at}  # a noun for a role says the role too
        return Asked(
            _form(tokens[at], kind), kind if kind != "date" else None, number, at=n, used=held | set(range(n, end)), noun=tokens[at]
        )
    if at >= 0 and tokens[at].has("measure.document"):  # 最晚的那份是哪个
        return Asked("list", DOCUMENT, number, at=n, used={max(at - 1, 0), at} | set(range(n, end)))
    if at >= 0 and tokens[at].has("lead", "cooperate") and tokens[at].surface.endswith(tuple(sets["role_noun"])):
        return Asked("list", UNIT, number, at=n, used=set(range(n, end)))
    return Asked("list", None, number, at=n, used=set(range(n, end)))


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
    for name, kind in _NOUNS.items():
        if token.has(name):
            return kind
    return "date" if token.has("datenoun") else None


def _how_many(tokens: Sequence[SpokenWord], n: int, called: Callable[[str], bool]) -> Asked | None:
    token, times = tokens[n], load_concepts().sets["times"]
    end = n + 1
    measures: list[SpokenWord] = []
    if end < len(tokens) and token.surface == "几" and tokens[end].surface in ("号", "月"):
        return Asked("date", at=n, used={n, end})
    while end < len(tokens) and tokens[end].start == tokens[end - 1].end and tokens[end].has("measure", *_MEASURED) and len(measures) < 3:
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
    adjective = end < len(tokens) and tokens[end].start == tokens[end - 1].end
    if kind not in (None, "date") and adjective:
        whole = tokens[end]
        return Asked("count", kind, measure=said, at=n, used=used | {end}, noun=whole)
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
    whole_at = _counted_before(tokens, n, called) if said in ("", "个") and not _follows(tokens, end) else None
    if whole_at is not None:
        return Asked("count", _noun(tokens, whole_at, called), measure=said, at=n, used=used | {whole_at}, noun=tokens[whole_at])
    return Asked("value", None, measure=said, money=money, percent=percent, at=n, used=used)


def _follows(tokens: Sequence[SpokenWord], end: int) -> bool:
    return end < len(tokens) and tokens[end].start == tokens[end - 1].end and tokens[end].content


def _counted_before(tokens: Sequence[SpokenWord], n: int, called: Callable[[str], bool]) -> int | None:
    """只露过一次脸的部门，有几个: the noun for units or tasks that ends the clause before."""
    at = n - 1
    while at >= 0 and (tokens[at].surface in load_concepts().sets["copula"] or tokens[at].has("have", "total")):
        at -= 1
    paused = at >= 0 and tokens[at + 1].start > tokens[at].end
    return at if paused and _noun(tokens, at, called) in (UNIT, TASK) else None


def _plain(tokens: Sequence[SpokenWord], called: Callable[[str], bool]) -> Asked:
    """Where no word asks: the last noun for a kind of thing."""
    for n in range(len(tokens) - 1, -1, -1):
        token = tokens[n]
        if token.has("textnoun"):
            return Asked("text", at=n, used={n})
        if token.has("titlenoun"):
            return Asked("title", at=n, used={n})
        if token.has("datenoun", "when"):
            return Asked("date", at=n, used={n})
        kind = _noun(tokens, n, called)
        if kind is not None and kind != "date":
            used = {n} if not token.has("takepart", "lead", "cooperate", "responsible") else set()
            return Asked("list", kind, at=n, used=used, noun=token)
        if token.content or token.kind != "word":
            break
    return Asked("list", None, at=len(tokens))
