"""Numerals there and back."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengpu.graph.numerals import ARABIC, HAN, number, numerals, plain, read, spell


@given(st.integers(0, 10**12 - 1))
def test_words_there_and_back(value: int) -> None:
    assert read(spell(value)) == value


@given(st.integers(0, 9999))
def test_words_match_their_pattern(value: int) -> None:
    assert re.fullmatch(HAN, spell(value))


@given(st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=2))
def test_digits_there_and_back(value: Decimal) -> None:
    for printed in (f"{value}", f"{value:,}"):
        assert re.fullmatch(ARABIC, printed)
        assert read(printed) == value


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿分之.,0123456789半", max_size=12))
def test_anything_is_a_number_or_none(text: str) -> None:
    assert read(text) is None or isinstance(read(text), Decimal)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("两", 2),
        ("十二", 12),
        ("一百五", 150),
        ("一万五千", 15000),
        ("１２", 12),
        ("1\ue0102", "1.2"),
        ("四分之三", "0.75"),
        ("1.5亿", 150000000),
        ("1亿5000万", 150000000),
        ("二十万零三百", 200300),
        ("7万6千", 76000),
        ("8千", 8000),
        ("三千四百", 3400),
        ("两万三", 23000),
        ("柒佰", 700),
        ("二点七五万", 27500),
    ],
)
def test_printed_forms(printed: str, value: object) -> None:
    assert read(printed) == Decimal(str(value))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("两三所学校和五六十户人家", [("2", "3"), ("50", "60")]),
        ("十七八人", [("17", "18")]),
        ("一二三产业", [("123", "")]),
        ("百分之二点五", [("2.5", "")]),
        ("增加4万8千户，共3000万元", [("48000", ""), ("3000", "")]),
    ],
)
def test_numerals_of_a_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(f"{n.value:f}", f"{n.high:f}" if n.high else "") for n in numerals(text) if not n.vague] == expected


@pytest.mark.parametrize("text", ["几十家", "十几个", "数千人", "十来户"])
def test_what_names_no_number_is_vague(text: str) -> None:
    assert all(n.vague for n in numerals(text))


@pytest.mark.parametrize("printed", ["", "半", "三三百", "元", "1.2.3", "分之三"])
def test_no_numeral(printed: str) -> None:
    assert read(printed) is None


def test_out_of_range() -> None:
    with pytest.raises(ValueError, match="不在"):
        spell(-1)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("4", "万亩", (40000, "亩")),
        ("3", "个百分点", (3, "个百分点")),
        ("8.5", "%", (Decimal("8.5"), "%")),
        ("2", "亿元/年", (200000000, "元/年")),
    ],
)
def test_plain(value: str, unit: str, expected: tuple[Decimal, str]) -> None:
    assert plain(Decimal(value), unit) == expected


def test_number() -> None:
    assert (number(Decimal("12000")), number(Decimal("0.5"))) == (12000, 0.5)


def test_digits_of_another_script_beside_ours_are_no_numeral() -> None:
    assert read("\u1b500") is None
