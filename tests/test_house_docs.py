"""What the documentation lists is generated; examples in docstrings run."""

from __future__ import annotations

import doctest
import importlib
import re
import tomllib
from pathlib import Path

import pytest

from tests.readme import READMES, ROOT, generated
from tests.test_house_floors import MODULES, name_of
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.rows import Rows
from zhengpu.service import Zhengpu


@pytest.mark.parametrize("path", READMES, ids=lambda p: p.name)
def test_the_readme_lists_what_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text == generated(text), "run: python tests/readme.py"


@pytest.mark.parametrize("path", [p for p in MODULES if ">>>" in p.read_text("utf-8")], ids=name_of)
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


PAGES = [ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "docs/python.md")]


def test_the_examples_of_the_python_interface_run() -> None:
    pytest.importorskip("pandas")
    done = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False, encoding="utf-8")
    assert done.attempted > 10
    assert done.failed == 0


def test_the_python_interface_is_described() -> None:
    """Every verb of the product and of a result stands on the page."""
    text = (ROOT / "docs" / "python.md").read_text("utf-8")
    for verb in ("add", "read", "ingest", "forget", "ask", "query", "documents", "report", "text", "graph", "network", "view", "close"):
        assert callable(getattr(Zhengpu, verb))
        assert f"zp.{verb}" in text, verb
    for verb in ("to_pandas", "to_networkx"):
        assert callable(getattr(Rows, verb))
        assert f".{verb}(" in text, verb


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_the_pages_name_are_there(page: Path) -> None:
    for name in re.findall(r"`([\w./-]+/[\w./-]*)`", page.read_text("utf-8")):
        assert (ROOT / name).exists(), name


def test_the_limits_are_those_that_are_stated() -> None:
    said = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    limits = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    pylint = limits["pylint"]
    for words in (
        f"圈复杂度不超过{limits['mccabe']['max-complexity']}",
        f"分支不超过{pylint['max-branches']}",
        f"语句不超过{pylint['max-statements']}",
        f"返回不超过{pylint['max-returns']}",
        f"参数不超过{pylint['max-args']}",
    ):
        assert words in said
