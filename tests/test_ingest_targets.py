"""Targets: every example and counter-example beside the words."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from zhengpu.graph.chinese import Passage
from zhengpu.ingest.targets.targets import load_targets

TABLE = tomllib.loads(files("zhengpu.ingest.targets").joinpath("targets.toml").read_text("utf-8"))["examples"]
TARGETS = load_targets()


def read(text: str) -> list[list[str]]:
    found = TARGETS.read(Passage(text, tuple(range(len(text)))), 0, 2024, since="2024-01-01")
    for target in found:
        assert text[target.span.slice]
    numbers = [t for t in found if t.value is not None]
    return [[t.op, f"{t.value:f}", "" if t.value2 is None else f"{t.value2:f}", t.unit or "", t.deadline or ""] for t in numbers]


@pytest.mark.parametrize(("text", "expected"), TABLE["read"])
def test_targets_are_read(text: str, expected: list[list[str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("text", TABLE["counter"])
def test_what_is_no_target(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(("text", "expected"), TABLE["results"])
def test_results_with_a_date(text: str, expected: list[list[str]]) -> None:
    found = TARGETS.read(Passage(text, tuple(range(len(text)))), 0, 2024, since="2024-01-01")
    assert [[target.indicator, target.deadline] for target in found if target.value is None] == expected
