"""Funding: every example and counter-example beside the words."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from zhengpu.graph.chinese import Passage
from zhengpu.ingest.targets.funding import load_funding

TABLE = tomllib.loads(files("zhengpu.ingest.targets").joinpath("funding.toml").read_text("utf-8"))["examples"]
FUNDING = load_funding()


def read(text: str) -> list[list[str]]:
    found = FUNDING.read(Passage(text, tuple(range(len(text)))), 0)
    return [[f.funder, "" if f.share is None else f"{f.share:f}", f.amount or ""] for f in found]


@pytest.mark.parametrize(("text", "expected"), TABLE["read"])
def test_funding_is_read(text: str, expected: list[list[str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("text", TABLE["counter"])
def test_what_is_no_funding(text: str) -> None:
    assert read(text) == []
