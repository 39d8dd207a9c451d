"""A question → the noun it asks for by name and how many of them: 依托的是哪个平台, 那三个矩阵分别叫什么, 有哪些处理粪便的技术."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.spoken_words import QUANTITY, SpokenWord

__all__ = ["AskedThing", "asked_thing"]

_NOUNS = ("n", "j", "b", "s", "l", "i", "vn", "nz", "ns")
_SO_MANY = re.compile("([两二三四五六七八九十]|1?[0-9])(?:大|个|种|类|样|项|句|条|件|家|座|所|款|级|字|档|步|方面|环节|领域)*")
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_OF_CALL, _OF_WORDS = "titlenoun", "textnoun"


@dataclass(frozen=True, slots=True)
class AskedThing:
    """`noun`: what is asked for by name ("" where nothing is); `number`: so many of them; `before`: the noun stands before the word that
    asks (那个平台叫什么), not behind it (哪个平台); `like`: it is asked what they are like (什么样的市)."""

    noun: str = ""
    number: int | None = None
    before: bool = False
    like: bool = False


def asked_thing(tokens: Sequence[SpokenWord], wanted: Asked) -> AskedThing:
    """The noun that is asked for and the number of them that is named; nothing where the question asks for none."""
    at = _asking(tokens, wanted)
    if at is None:
        return AskedThing()
    behind = _behind(tokens, at)
    noun, before = behind, False
    if not noun:
        noun, before = _before(tokens, at), True
    number = wanted.number or _number(tokens, at)
    like = tokens[at].surface in load_concepts().sets["what_like"] or (
        at + 1 < len(tokens) and tokens[at].has("wh") and tokens[at + 1].surface == "样"
    )
    return AskedThing(noun, number, before and bool(noun), like)


def _asking(tokens: Sequence[SpokenWord], wanted: Asked) -> int | None:
    """The word that asks: which, what, or how something is called; the last of several."""
    asks = [n for n, t in enumerate(tokens) if t.has("wh", _OF_CALL) or t.surface in load_concepts().sets["what_like"]]
    if wanted.explicit and wanted.at in asks and tokens[wanted.at].has("wh"):
        return wanted.at
    named = [n for n in asks if tokens[n].has("wh") or tokens[n].surface in load_concepts().sets["what_like"]] or asks
    return named[-1] if named else None


def _behind(tokens: Sequence[SpokenWord], at: int) -> str:
    """哪个平台, 什么样的市, 哪些处理粪便的技术: the noun that the asking word stands before."""
    n = at + 1
    while n < len(tokens) and (
        tokens[n].has(*QUANTITY)
        or tokens[n].kind in ("number", "quantity")
        or tokens[n].surface in ("几", "样", "的")
        or tokens[n].tag == "q"
    ):
        n += 1
    noun = _chain(tokens, n)
    if noun or not (tokens[at].has("wh") or tokens[at].surface in load_concepts().sets["what_like"]):
        return noun
    of = next((k for k in range(n, min(len(tokens), n + 6)) if tokens[k].surface == "的"), None)
    return _chain(tokens, of + 1) if of is not None else ""


def _chain(tokens: Sequence[SpokenWord], at: int) -> str:
    """The last noun of those that stand in a row from a place on."""
    noun = ""
    while at < len(tokens) - 1 and tokens[at].tag[:1] == "a" and _noun(tokens[at + 1]):  # 什么新功能
        at += 1
    for n in range(at, len(tokens)):
        token = tokens[n]
        if (n > at and (token.start > tokens[n - 1].end or len(token.surface) < 2)) or not (
            _noun(token) or (n == at and token.has("talk"))
        ):
            break
        noun = token.surface
    return _plain(noun)


def _before(tokens: Sequence[SpokenWord], at: int) -> str:
    """那个平台叫什么, 三券是哪三样, 那四句话是什么: the noun before the words that ask."""
    n = at - 1
    while n >= 0 and (
        tokens[n].surface in load_concepts().sets["asked_links"]
        or tokens[n].has(_OF_CALL, _OF_WORDS)
        or tokens[n].asks
        or tokens[n].has("each", "talk")
    ):
        n -= 1
    measured = tokens[at].surface.startswith("哪") and not any(
        t.content and not t.has(*QUANTITY) for t in tokens[at + 1 :]
    )  # 传感器想提升哪几类
    while measured and n >= 0 and tokens[n].tag[:1] in ("v", "d") and not _noun(tokens[n]) and at - n < 4:
        n -= 1
    return _plain(tokens[n].surface) if n >= 0 and _noun(tokens[n]) else ""


def _noun(token: SpokenWord) -> bool:
    if token.has("wh", "who", _OF_CALL, _OF_WORDS):
        return False
    classed = any(name.endswith("noun") for name in token.classes)
    return token.tag in _NOUNS or token.tag[:1] == "n" or classed or (token.tag == "" and token.content)


def _plain(noun: str) -> str:
    """Without a measure that is glued to it: 类产品."""
    return noun[1:] if len(noun) > 2 and noun[0] in "类种项个款" else noun


def _number(tokens: Sequence[SpokenWord], at: int) -> int | None:
    """五类软件分别是什么: a number that stands before the asking word in its clause, or right behind it."""
    for n in (at + 1, *range(at - 1, max(-1, at - 9), -1)):
        if n < len(tokens) and (found := _SO_MANY.fullmatch(tokens[n].surface)) and tokens[n].surface not in _DIGITS.keys() - {"两"}:
            said = found.group(1)
            count = int(said) if said.isdigit() else _DIGITS[said]
            return count if count > 1 else None
    return None
