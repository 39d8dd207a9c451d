"""Dates: every example of the definition file, the roles, and there and back on random dates."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengpu.graph.dates import Dates, month_end
from zhengpu.graph.numerals import spell

DEFINITION: dict[str, Any] = tomllib.loads(resources.files("zhengpu.graph").joinpath("dates.toml").read_text(encoding="utf-8"))
EXAMPLES = [(form["name"], bool(form.get("cell")), *example) for form in DEFINITION["form"] for example in form.get("examples", [])]
COUNTER = [(form["name"], text) for form in DEFINITION["form"] for text in form.get("counter", [])]
ROLES = [example for row in DEFINITION["role"] for example in row["examples"]]


@pytest.fixture(scope="module")
def dates() -> Dates:
    return Dates.load()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: str(e[2]))
def test_examples(dates: Dates, example: list[Any]) -> None:
    name, cell, text, *codes = example
    found = dates.find(text, year=2024, cell=cell)
    assert [m.code for m in found] == codes
    assert name in {m.form for m in found}


@pytest.mark.parametrize(("name", "text"), COUNTER)
def test_counter_examples(dates: Dates, name: str, text: str) -> None:
    assert dates.find(text, year=2024) == (), name


@pytest.mark.parametrize(("text", "role"), ROLES)
def test_roles(dates: Dates, text: str, role: str) -> None:
    assert [m.role for m in dates.find(text, year=2024)] == [role]


def test_relative_dates_need_today(dates: Dates) -> None:
    today = date(2022, 12, 3)
    assert [m.code for m in dates.find("本月底、下月、今年、明年底", today=today)] == [
        "2022-12-31",
        "2023-01-31",
        "2022-12-31",
        "2023-12-31",
    ]
    assert dates.find("本月底") == ()


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(["{}年{}月{}日", "{}年{}月{}日前", "到{}年{}月{}日，"]))
def test_days_there_and_back(dates: Dates, day: date, form: str) -> None:
    assert [m.code for m in dates.find(form.format(day.year, day.month, day.day))] == [day.isoformat()]


@settings(max_examples=100, deadline=None)
@given(st.integers(2000, 2099), st.integers(1, 12))
def test_months_in_words(dates: Dates, year: int, month: int) -> None:
    printed = "".join("〇一二三四五六七八九"[int(c)] for c in str(year))
    assert [m.code for m in dates.find(f"{printed}年{spell(month)}月底前")] == [month_end(year, month).isoformat()]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="年月日底前2025一十每季度到至“”五期间、", max_size=20))
def test_any_text(dates: Dates, text: str) -> None:
    for mention in dates.find(text, year=2024):
        assert 0 <= mention.start < mention.end <= len(text)
