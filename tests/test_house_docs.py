"""What the documentation lists is generated; examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

from tests.readme import READMES, ROOT, generated
from tests.test_house_floors import MODULES, name_of
from zhengpu.graph.ontology import load_ontology


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_the_readme_lists_what_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text == generated(text), "run: python tests/readme.py"


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "__main__.py"], ids=name_of)
def test_examples_in_docstrings_run(path: Path) -> None:
    assert doctest.testmod(importlib.import_module(name_of(path)), optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


def test_every_relation_and_kind_explains_itself() -> None:
    ontology = load_ontology()
    for thing in (*ontology.kinds.values(), *ontology.relations.values()):
        assert thing.label, thing.term
    for relation in ontology.relations.values():
        assert bool(relation.example_sentence) == bool(relation.example_question), relation.term


def test_lock_and_settings_name_no_host() -> None:
    for name in ("requirements.lock", "pyproject.toml"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text or name == "pyproject.toml"
        assert "/simple" not in text
        assert "/packages/" not in text
