"""Administrative places."""

from __future__ import annotations

import doctest
import tomllib
from importlib.resources import files

import pytest

from zhengpu.graph import places as places_module
from zhengpu.graph.places import Place, Places

TABLE = tomllib.loads(files("zhengpu.graph").joinpath("gazetteers", "places.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def places():
    return Places()


def test_examples():
    assert doctest.testmod(places_module).failed == 0


@pytest.mark.parametrize("example", TABLE["example"], ids=lambda each: each["name"])
def test_short_names(places, example):
    assert places.forms(example["name"]) == (example["name"], example["short"], *example.get("also", ()))


@pytest.mark.parametrize("example", TABLE["counterexample"], ids=lambda each: each["name"])
def test_names_without_a_short_form(places, example):
    assert places.short(example["name"]) == example["name"]


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("山西省", ("山西省",)),
        ("山西", ("山西省",)),
        ("运城", ("山西省", "运城市")),
        ("浦东新区", ("上海市", "浦东新区")),
        ("仙桃市", ("湖北省", "仙桃市")),
        ("恩施州", ("湖北省", "恩施土家族苗族自治州")),
        ("延边朝鲜族自治州", ("吉林省", "延边朝鲜族自治州")),
        ("霍格沃茨县", ()),
    ],
)
def test_chains(places, name, chain):
    assert places.chain(name) == chain


def test_a_place_abolished_is_still_known(places):
    (county,) = places.named("崇文区")
    assert (county.level, county.until) == ("县", 2009)
    assert places.chain("崇文区") == ("北京市", "崇文区")


def test_every_row_has_a_province(places):
    assert all(place.level == "省" or places.parents(place) for place in places.all())
    assert sum(place.level == "省" for place in places.all()) == 34


def test_keys_tell_places_apart(places):
    keys = [places.key(place) for place in places.all() if place.until is None]
    assert len(keys) == len(set(keys))


def test_a_given_table_stands_for_the_kept_one():
    assert Places([Place(110000, "甲省"), Place(110101, "乙县")]).chain("乙县") == ("甲省", "乙县")
