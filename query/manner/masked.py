"""What was said → how it was asked: what is named and what the plans print stands as one sign each, the other words as they are."""

from __future__ import annotations

import re
from collections.abc import Callable

from zhengpu.query.spoken.utterance import Utterance

__all__ = ["grams", "masked", "masked_by_hand"]

_SIGNS = {
    "unit": "U", "tasknumber": "N", "ordinal": "N", "quantity": "#", "number": "#", "loosenumber": "#", "period": "P", "section": "S",
    "policy": "D", "document": "D", "place": "L", "thing": "X", "task": "X", "mark": "",
}  # fmt: skip
_TOPIC = "X"
_LONGEST = 4
_BRACKETED = ((re.compile("［[^［］]*］"), "X"), (re.compile("〔[^〔〕]*〕"), "U"))
_DATED = re.compile(r"\d+(?:年|月|号|日)(?:\d+(?:月|日|号))*(?:底|初)?")
_COUNTED = re.compile(r"\d+(?:\.\d+)?")
_PAUSES = re.compile(r"[\s，,。.；;：:？?！!、…—~“”\"'（）()]")


def masked(said: Utterance, occurs: Callable[[str], bool]) -> str:
    """The manner of what was said. `occurs`: whether a plan prints a word.

    `U` is a unit, `N` a task's number, `#` a number, `P` a time, `S` a part, `D` a paper, `L` a place, `X` the topic.
    """
    signs = []
    for token in said.tokens:
        sign = _SIGNS.get(token.kind)
        if sign is None:
            topic = token.phrase or (token.content and not token.asks and len(token.surface) > 1 and occurs(token.surface))
            sign = _TOPIC if topic else token.surface
        signs.append(sign)
    return _plain("".join(signs))


def masked_by_hand(text: str) -> str:
    """The manner of a way of asking whose topic is marked: ［topic］, 〔unit〕.

    >>> masked_by_hand("［减速器］的［技术难关］到底是哪个局扛大旗？")
    'X到底是哪个局扛大旗'
    >>> masked_by_hand("〔教育局〕在2026年6月底前要干完几件")
    'U在P前要干完几件'
    """
    for pattern, sign in _BRACKETED:
        text = pattern.sub(sign, text)
    return _plain(_COUNTED.sub("#", _DATED.sub("P", text)))


def _plain(text: str) -> str:
    text = _PAUSES.sub("", text)
    return re.sub("X(?:的?X)+", _TOPIC, text)


def grams(manner: str) -> frozenset[str]:
    """All stretches of up to four characters, with where it begins and ends.

    >>> sorted(grams("谁管"))
    ['^', '^谁', '^谁管', '^谁管$', '管', '管$', '谁', '谁管', '谁管$']
    """
    text = f"^{manner}$"
    found = (text[a:b] for a in range(len(text)) for b in range(a + 1, min(len(text), a + _LONGEST) + 1))
    return frozenset(g for g in found if g != "$")
