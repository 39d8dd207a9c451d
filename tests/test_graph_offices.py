"""Names of government bodies."""

from __future__ import annotations

import doctest
import tomllib
from importlib.resources import files

import pytest

import graph.bureaus
import graph.offices
from graph.offices import load_offices

TABLE = tomllib.loads(files("graph").joinpath("gazetteers", "offices.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def offices():
    return load_offices()


@pytest.mark.parametrize("module", [graph.bureaus, graph.offices])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("example", TABLE["example"], ids=lambda each: f"{each['printed']}@{each['at']}")
def test_full_names(offices, example):
    assert offices.full(example["printed"], example["at"] or None).canonical == example["full"]


@pytest.mark.parametrize("example", TABLE["example"], ids=lambda each: f"{each['full']}@{each['at']}")
def test_a_full_name_is_its_own_full_name(offices, example):
    assert offices.full(example["full"], example["at"] or None).canonical == example["full"]


@pytest.mark.parametrize("example", TABLE["groups"]["example"], ids=lambda each: each["name"])
def test_groups(offices, example):
    assert offices.is_group(example["name"])
    assert offices.full(example["name"], "新绛县").canonical == example["name"]


@pytest.mark.parametrize("example", TABLE["groups"]["counterexample"], ids=lambda each: each["name"])
def test_no_groups(offices, example):
    assert not offices.is_group(example["name"])
