"""Numerals as plans print them, there and back: `12,000`, `1.2`, `三十五`, `两百`, `十万零五千`, `13万2千`, `三分之二`, `一两`; amounts with their unit.

A numeral system is an alphabet, not a word list: the digits' values come from Unicode itself (伍, 仟, 廿 included).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

__all__ = ["ARABIC", "HAN", "Numeral", "number", "numerals", "plain", "read", "spell"]

ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.．\ue000-\uf8ff]\d+)?"
"""A numeral in digits, for use in patterns; a private-use character between two digits is a damaged decimal point."""

HAN = "[零〇一二两三四五六七八九十百千]+"
"""A numeral in words below 万, for use in patterns."""

_DIGITS = "零一二三四五六七八九"
_TENS = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿")
_PAIR = "两"  # the one numeral whose value Unicode does not give
_FRACTION = re.compile(r"(.+)分之(.+)")
_WORD = "[零〇○一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟廿卅]"
_DECIMAL = re.compile(rf"({_WORD}+)点({_WORD}+)([十百千万亿]*)")
_TOKEN = re.compile(rf"{ARABIC}|\S")
_NOT_KILO = "(?<!千(?=[瓦克米伏卡焦帕乏赫安牛]|字节|比特))(?<!百(?=帕))"
"""千 before a unit of measure belongs to it: 10万千瓦 is 10 万千瓦 (tests/test_graph_units.py asks every unit of units.toml)."""
_PART = rf"(?:(?:{ARABIC})(?:[十百千]+(?![十百千万亿亩元]){_NOT_KILO})?|{_WORD}+{_NOT_KILO}(?:点[零〇一二三四五六七八九]+)?)"
_RUN = re.compile(
    rf"(?:(?P<base>{_WORD}*[百千万][万亿]?|{_WORD}+)分之)?(?P<first>{_PART})"
    rf"(?:[万亿](?:零|〇)?(?:(?:{ARABIC})(?:[十百千万]+(?![亿]))?|(?![十百千拾佰仟]){_WORD}+万?(?=[^亿]|$)))*"
)
_NEAR = re.compile(rf"({_WORD}?十)?([一二两三四五六七八九])([两二三四五六七八九])([十百千]?)")
_GAPS = frozenset("零〇○")
_VAGUE_BEFORE, _VAGUE_AFTER = frozenset("几数"), frozenset("几来")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral at `text[start:end]`: one value, or two where it names neighbours (一两个, 二三十家).

    `words` tells numerals that begin with a word; `base` is what a fraction divides by (百分之五: 100); `vague` is said of what names
    no number at all (十几, 几十, 数百).
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None
    words: bool
    base: Decimal | None
    vague: bool


def numerals(text: str) -> Iterator[Numeral]:
    """Every numeral of a text in order, each as long as it goes; a last 万 or 亿 is left to the unit.

    >>> [(str(n.value), n.high and str(n.high)) for n in numerals("十万零五千人、13万2千户、4万亩、一两个、百分之一点五")]
    [('105000', None), ('132000', None), ('4', None), ('1', '2'), ('1.5', None)]
    >>> [str(n.value) for n in numerals("装机10万千瓦、发电5千瓦时、2万千克")]
    ['10', '5', '2']
    >>> [n.vague for n in numerals("十几户、几十家、数百人、十户")]
    [True, True, True, False]
    """
    for match in _RUN.finditer(text):
        start, end = match.span()
        printed = match[0][len(match["base"]) + 2 :] if match["base"] else match[0]
        near = _NEAR.fullmatch(printed)
        pair = _neighbours(near) if near else None
        value = pair[0] if pair else read(printed)
        if value is None:
            continue
        words = not unicodedata.normalize("NFKC", text[start]).isdigit()
        vague = words and (text[start - 1 : start] in _VAGUE_BEFORE or text[end : end + 1] in _VAGUE_AFTER)
        yield Numeral(start, end, value, pair[1] if pair else None, words, read(match["base"]) if match["base"] else None, vague)


def _neighbours(match: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    """一两, 三五, 十七八, 二三十: a digit and one of the next, both of one place."""
    tens, low, high, place = match.groups()
    first, second = _value(low) or 0, _value(high) or 0
    if not (second == first + 1 or (first, second) == (3, 5)) or (tens and place):
        return None
    base, scale = read(tens) if tens else Decimal(0), _value(place) if place else 1
    return None if base is None or scale is None else (base + first * scale, base + second * scale)


def _value(char: str) -> int | None:
    if char == _PAIR:
        return 2
    if char in _GAPS:
        return 0
    value = unicodedata.numeric(char, -1) if len(char) == 1 else -1  # digits of other scripts run together are no numeral
    return int(value) if value >= 0 and value == int(value) else None


_Token = tuple[Decimal, bool]
"""A value, and whether it is a place (十, 百, 千, 万, 亿)."""


def _tokens(text: str) -> list[_Token] | None:
    found: list[_Token] = []
    for printed in _TOKEN.findall(text):
        if printed[0].isascii() and printed[0].isdigit():
            try:
                found.append((Decimal(re.sub(r"[\ue000-\uf8ff]", ".", printed.replace(",", ""))), False))
            except InvalidOperation:
                return None
            continue
        value = _value(printed)
        if value is None:
            return None
        if value in (20, 30):  # 廿, 卅
            found.append((Decimal(value // 10), False))
            value = 10
        found.append((Decimal(value), value >= 10))
    return found


def _below_myriad(tokens: Sequence[_Token]) -> Decimal | None:
    """五百零三 and the like: digits before their tens; after a gap or ten a lone digit counts ones, else the next place (一百五)."""
    total, digit, place = Decimal(0), None, Decimal(10)
    for value, is_place in tokens:
        if is_place:
            total += (1 if digit is None else digit) * value
            digit, place = None, value
        elif value == 0 and digit is None:
            place = Decimal(10)
        elif digit is None:
            digit = value
        else:
            return None
    if digit is None:
        return total
    return total + (digit * (place // 10) if digit < 10 and digit == digit.to_integral_value() else digit)


def _whole(tokens: Sequence[_Token]) -> Decimal | None:
    if not tokens:
        return None
    if len(tokens) > 1 and all(not is_place and value < 10 for value, is_place in tokens):  # a row of digits: 二〇二五
        return Decimal("".join(str(int(value)) for value, _ in tokens))
    for scale in (Decimal(10**8), Decimal(10**4)):
        places = [index for index, token in enumerate(tokens) if token == (scale, True)]
        if not places:
            continue
        head, tail = tokens[: places[-1]], tokens[places[-1] + 1 :]
        upper, lower = (_whole(head) if head else Decimal(1)), (_whole(tail) if tail else Decimal(0))
        if upper is None or lower is None:
            return None
        if len(tail) == 1 and not tail[0][1] and lower < 10:  # 一万五
            lower *= scale / 10
        return upper * scale + lower
    return _below_myriad(tokens)


def read(text: str) -> Decimal | None:
    """The number a numeral stands for, or None if it is none.

    >>> [str(read(x)) for x in ("12,000", "1.2", "三十五", "两百", "一千零五", "二〇二五", "十", "4万", "百", "一半")]
    ['12000', '1.2', '35', '200', '1005', '2025', '10', '40000', '100', 'None']
    >>> [str(read(x)) for x in ("十万零五千", "13万2千", "两千六百", "伍仟", "一万五", "一点五", "廿五", "三三百")]
    ['105000', '132000', '2600', '5000', '15000', '1.5', '25', 'None']
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if match := _FRACTION.fullmatch(text):
        lower, upper = read(match[1]), read(match[2])
        if lower is None or upper is None or not lower:
            return None
        return upper / lower
    if match := _DECIMAL.fullmatch(text):
        whole, digits = read(match[1]), [_value(char) for char in match[2]]
        scale = read(f"1{match[3]}")
        if whole is None or scale is None or any(digit is None or digit > 9 for digit in digits):
            return None
        return (whole + Decimal("0." + "".join(map(str, digits)))) * scale
    tokens = _tokens(text)
    return None if tokens is None else _whole(tokens)


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
