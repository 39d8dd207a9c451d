"""How characters sound, without tones, and alike where many speakers make no difference (n and l, zh and z, in and ing)."""

from __future__ import annotations

import unicodedata
from functools import cache

__all__ = ["alike", "same_tones", "sounding"]

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_FINALS = (("ing", "in"), ("eng", "en"))
_TONES = {"\u0304", "\u0301", "\u030c", "\u0300"}


@cache
def _readings(character: str) -> tuple[str, ...]:
    from pypinyin.constants import PINYIN_DICT  # a third of a second for the first question that needs it

    return tuple(str(PINYIN_DICT.get(ord(character), "")).split(",")) if "\u4e00" <= character <= "\u9fff" else ()


@cache
def _loose(reading: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", reading) if c not in _TONES)
    for said, heard in _INITIALS:
        if plain.startswith(said):
            plain = heard + plain[len(said) :]
            break
    for said, heard in _FINALS:
        if plain.endswith(said):
            return plain.removesuffix(said) + heard
    return plain


@cache
def sounding(character: str) -> str:
    """The commonest sound of a character; another sign is itself.

    >>> sounding("膜") == sounding("模"), sounding("社") == sounding("设"), sounding("a")
    (True, True, 'a')
    """
    readings = _readings(character)
    return _loose(readings[0]) if readings and readings[0] else character


@cache
def alike(a: str, b: str) -> bool:
    """Whether two characters may sound the same.

    >>> alike("公", "工"), alike("新", "芯"), alike("教", "体")
    (True, True, False)
    """
    return a == b or bool({_loose(r) for r in _readings(a)} & {_loose(r) for r in _readings(b)})


@cache
def same_tones(a: str, b: str) -> bool:
    """Whether two characters may sound just the same.

    >>> same_tones("新", "芯"), same_tones("报", "包")
    (True, False)
    """
    return a == b or bool(set(_readings(a)) & set(_readings(b)))
