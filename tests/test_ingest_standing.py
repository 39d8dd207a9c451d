"""What numbers do in their clauses: every example beside the words."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from zhengpu.ingest.targets.targets import load_targets

EXAMPLES = tomllib.loads(files("zhengpu.ingest.targets").joinpath("standing.toml").read_text("utf-8"))["examples"]["read"]
TARGETS = load_targets()


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_what_a_number_does(text: str, expected: list[str]) -> None:
    found = [TARGETS.standing.why_not(part, quantity) or "target" for part in TARGETS.sentences(text, 2024) for quantity in part.quantities]
    assert found == expected
