"""Set phrases: every class says where it comes from and shows it; a definition that is wrong names its class."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from zhengpu.graph.errors import DefinitionError
from zhengpu.graph.set_phrases import SetPhrases, load_set_phrases

CLASSES: list[dict[str, Any]] = tomllib.loads(files("zhengpu.graph").joinpath("set_phrases.toml").read_text("utf-8"))["class"]


def words(phrases: SetPhrases, text: str) -> list[str]:
    spans = phrases.find(text)
    return [text[start:end] for start, end in zip(spans.starts, spans.ends, strict=True)]


@pytest.mark.parametrize("row", CLASSES, ids=lambda row: row["name"])
def test_a_class_shows_what_it_holds(row: dict[str, Any]) -> None:
    assert row["source"]
    assert row["examples"]
    alone = SetPhrases({"class": [row]})
    for text, first in row["examples"]:
        assert words(alone, text)[:1] == [first]
    for text in row.get("counter", []):
        assert words(alone, text) == []


def test_a_stretch_that_is_longer_is_free() -> None:
    spans = load_set_phrases().find("通过三年行动，百分之五")
    assert not spans.free(1, 3)
    assert spans.free(7, 11)


def test_a_wrong_form_names_its_class() -> None:
    with pytest.raises(DefinitionError, match="坏的"):
        SetPhrases({"class": [{"name": "坏的", "forms": ["("]}]})
    with pytest.raises(DefinitionError, match="坏的"):
        SetPhrases({"class": [{"name": "坏的", "forms": ["{x}"]}]})
