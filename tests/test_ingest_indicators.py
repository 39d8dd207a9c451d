"""Indicators: every example beside the words."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from zhengpu.graph.chinese import Passage
from zhengpu.ingest.targets.targets import load_targets

TABLE = tomllib.loads(files("zhengpu.ingest.targets").joinpath("indicators.toml").read_text("utf-8"))["examples"]
TARGETS = load_targets()


@pytest.mark.parametrize(("text", "expected"), TABLE["read"])
def test_what_is_counted(text: str, expected: list[str]) -> None:
    found = TARGETS.read(Passage(text, tuple(range(len(text)))), 0, 2024)
    assert [target.indicator for target in found if target.value is not None] == expected
