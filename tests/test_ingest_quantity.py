"""Quantities: every example and counter-example beside the words."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from zhengpu.graph.quantities import load_quantities

TABLE = tomllib.loads(files("zhengpu.graph").joinpath("quantities.toml").read_text("utf-8"))["examples"]
QUANTITIES = load_quantities()


@pytest.mark.parametrize(("text", "op", "value", "value2", "unit"), TABLE["read"])
def test_a_quantity_is_read(text: str, op: str, value: str, value2: str, unit: str) -> None:
    first = next(QUANTITIES.find(text))
    assert (first.op, f"{first.value:f}", "" if first.value2 is None else f"{first.value2:f}", first.unit) == (op, value, value2, unit)
    assert text[first.start : first.end] in text


@pytest.mark.parametrize("text", TABLE["counter"])
def test_what_is_no_quantity(text: str) -> None:
    assert list(QUANTITIES.find(text)) == []
