"""Names of government bodies."""

from __future__ import annotations

import doctest
import tomllib
from importlib.resources import files

import pytest

from zhengpu.graph import bureaus, spellings
from zhengpu.graph import offices as offices_module
from zhengpu.graph.offices import load_offices

TABLE = tomllib.loads(files("zhengpu.graph").joinpath("gazetteers", "offices.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def offices():
    return load_offices()


@pytest.mark.parametrize("module", [bureaus, offices_module, spellings])
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


@pytest.mark.parametrize("example", TABLE["variant"], ids=lambda each: each["full"])
def test_variants(offices, example):
    kinds = {form.text: form.kind for form in offices.variants(example["full"], example["place"] or None)}
    assert {text: kinds.get(text) for text in example["forms"]} == example["forms"]


@pytest.mark.parametrize("example", [each for each in TABLE["variant"] if each["place"]], ids=lambda each: each["full"])
def test_short_and_bare_forms_lead_back_to_the_full_name(offices, example):
    """Except for 发改委 of a county that prints 发改局: another suffix is another printed name."""
    for text, kind in example["forms"].items():
        if kind in ("short", "bare") and not text.endswith("委"):
            assert offices.full(text, example["place"]).canonical == example["full"]
