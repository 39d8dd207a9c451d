"""Numerals as plans print them, there and back: `12,000`, `1.2`, `三十五`, `两百`, `三分之二`, `4万`; amounts with their unit.

A numeral system is an alphabet, not a word list: the digits' values come from Unicode itself.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

__all__ = ["ARABIC", "HAN", "number", "plain", "read", "spell"]

ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.\ue000-\uf8ff]\d+)?"
"""A numeral in digits, for use in patterns; a private-use character between two digits is a damaged decimal point."""

HAN = "[零〇一二两三四五六七八九十百千]+"
"""A numeral in words below 万, for use in patterns."""

_DIGITS = "零一二三四五六七八九"
_TENS = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿")
_PAIR = "两"  # the one numeral whose value Unicode does not give
_FRACTION = re.compile(r"(.+)分之(.+)")
_SCALED = re.compile(rf"({ARABIC})([十百千万亿]*)")


def _value(char: str) -> int | None:
    if char == _PAIR:
        return 2
    value = unicodedata.numeric(char, -1)
    return int(value) if value >= 0 and value == int(value) else None


def _below_myriad(values: list[int]) -> int | None:
    """五百零三 and the like: digits before their tens; after a gap or ten a lone digit counts ones, else the next place (一百五)."""
    total, digit, place = 0, None, 10
    for value in values:
        if value >= 10:
            total += (digit or 1) * value
            digit, place = None, value
        elif value == 0:
            digit, place = None, 10
        elif digit is None:
            digit = value
        else:
            return None
    return total + (digit or 0) * (place // 10)


def _words(values: list[int]) -> int | None:
    if not values:
        return None
    if max(values) < 10:  # a row of digits: 二〇二五
        return int("".join(map(str, values)))
    for scale in (10**8, 10**4):
        if scale in values:
            cut = len(values) - values[::-1].index(scale)
            head, tail = values[: cut - 1], values[cut:]
            upper, lower = (_words(head) if head else 1), (_words(tail) if tail else 0)
            return None if upper is None or lower is None else upper * scale + lower
    return _below_myriad(values)


def read(text: str) -> Decimal | None:
    """The number a numeral stands for, or None if it is none.

    >>> [str(read(x)) for x in ("12,000", "1.2", "三十五", "两百", "一千零五", "二〇二五", "十", "4万", "百", "一半")]
    ['12000', '1.2', '35', '200', '1005', '2025', '10', '40000', '100', 'None']
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if match := _FRACTION.fullmatch(text):
        lower, upper = read(match[1]), read(match[2])
        if lower is None or upper is None or not lower:
            return None
        return upper / lower
    if match := _SCALED.fullmatch(text):
        try:
            value = Decimal(re.sub(r"[\ue000-\uf8ff]", ".", match[1].replace(",", "")))
        except InvalidOperation:
            return None
        for char in match[2]:
            value *= _value(char) or 1
        return value
    values = [_value(char) for char in text]
    total = None if None in values else _words([value for value in values if value is not None])
    return None if total is None else Decimal(total)


def _section(number: int) -> str:
    """A whole number below 10,000 in words, without shortening 一十."""
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += (_DIGITS[0] if gap and words else "") + _DIGITS[digit] + _TENS[place]
            gap = False
        else:
            gap = True
    return words


def spell(number: int) -> str:
    """A whole number from 0 below 一万亿 in words.

    >>> [spell(x) for x in (0, 10, 35, 200, 1005, 20040, 100000000)]
    ['零', '十', '三十五', '二百', '一千零五', '二万零四十', '一亿']
    """
    if number == 0:
        return _DIGITS[0]
    if number < 0 or number >= 10**12:
        raise ValueError(f"{number} 不在可以写成汉字的范围（0 到一万亿）之内")
    words, gap = "", False
    for power in (2, 1, 0):
        section = number // 10 ** (4 * power) % 10**4
        if section:
            words += (_DIGITS[0] if words and (gap or section < 1000) else "") + _section(section) + _MYRIADS[power]
            gap = False
        else:
            gap = True
    return words[1:] if words.startswith(_DIGITS[1] + _TENS[1]) else words


def plain(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Value and unit without 百, 千, 万, 亿.

    >>> plain(Decimal(4), "万亩"), plain(Decimal("1.2"), "万亿元"), plain(Decimal(100), "万元/项"), plain(Decimal(3), "家")
    ((Decimal('40000'), '亩'), (Decimal('1200000000000'), '元'), (Decimal('1000000'), '元/项'), (Decimal('3'), '家'))
    """
    scale, rest = 1, unit
    while len(rest) > 1 and (factor := _value(rest[0])) is not None and factor >= 10:
        scale, rest = scale * factor, rest[1:]
    if rest.startswith("分") and scale == 100:  # 百分点 is a word of its own
        return value, unit
    exact = value * scale
    return (exact.to_integral_value() if exact == exact.to_integral_value() else exact.normalize()), rest


def number(value: Decimal) -> int | float:
    """The same number for JSON: whole numbers without a point.

    >>> number(Decimal("4")), number(Decimal("8.5"))
    (4, 8.5)
    """
    return int(value) if value == value.to_integral_value() else float(value)
