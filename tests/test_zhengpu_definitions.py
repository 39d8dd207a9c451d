"""Definition files have a shape: what does not fit is told by file, entry and key, and the files as shipped fit."""

from __future__ import annotations

import pytest

from tests.test_house_floors import MAY_IMPORT, ROOT
from zhengpu.definitions.checking import FILES, DefinitionFault, check_file, definition_faults
from zhengpu.graph.ontology import check_ontology, ontology_text


def text_of(file: str) -> str:
    return (ROOT / file).read_text("utf-8")


def test_the_files_as_shipped_fit_their_shapes() -> None:
    assert [str(fault) for fault in definition_faults()] == []


def test_every_definition_file_has_a_shape() -> None:
    """A new file is entered in `zhengpu/definitions/`."""
    there = {path.relative_to(ROOT).as_posix() for floor in MAY_IMPORT for path in (ROOT / floor).rglob("*.toml")}
    assert there == set(FILES)


@pytest.mark.parametrize(
    ("file", "right", "wrong", "entry", "key", "said"),
    [
        ("ingest/duties/clauses.toml", 'role = "guides"', 'role = "guide"', "guidance-label", "label.role", "没有角色 guide"),
        ("ingest/duties/clauses.toml", "strong = [", "stronk = [", "leads", "verb.stronk", "是不是 strong？"),
        ("ingest/duties/clauses.toml", 'effect = "first-leads"', 'effect = "first"', "first-leads", "rule.effect", "不能是 'first'"),
        ("ingest/duties/clauses.toml", 'name = "cooperates"', 'name = "leads"', "leads", "verb", "有两个条目叫这个名字"),
        ("graph/quantities.toml", "\nbare = ", "\nbear = ", "", "pattern.bear", "没有这个键"),
        ("ingest/outline/outline.toml", 'pattern = "第{han}', 'pattern = "(第{han}', "part", "style.pattern", "不是正则表达式"),
        ("query/words/synonyms.toml", "source = ", "sauce = ", "", "group.sauce", "是不是 source？"),
        ("query/words/words.toml", '"zp:leads" = ', '"zp:led" = ', "", "rolenouns", "本体里没有 zp:led"),
    ],
)
def test_what_is_misspelt_is_told_with_its_place(file: str, right: str, wrong: str, entry: str, key: str, said: str) -> None:
    text = text_of(file)
    assert right in text
    faults = list(check_file(file, text.replace(right, wrong, 1)))
    assert any(f.file == file and (not entry or f.entry == entry) and f.key.startswith(key) and said in f.what for f in faults), faults


def test_a_file_that_is_no_toml_is_told() -> None:
    (fault,) = check_file("ingest/targets/years.toml", "year = ")
    assert "不是 TOML" in str(fault)


@pytest.mark.parametrize(
    ("right", "wrong", "entry", "key"),
    [
        ("zp:inverseLabel", "zp:inverselabel", "zp:takesPartIn", "zp:inverselabel"),
        ('zp:colour "#C8102E"', 'zp:colour "red"', "zp:leads", "zp:colour"),
        ("rdfs:range zp:Target", "rdfs:range zp:Taget", "zp:hasTarget", "rdfs:range"),
        ('zp:symbol "○"', 'zp:symbol "●"', "zp:leads", "zp:symbol"),
        ('zp:symbol "△" ;', "", "zp:guides", "zp:symbol"),
    ],
)
def test_what_is_misspelt_in_the_ontology_is_told_with_its_place(right: str, wrong: str, entry: str, key: str) -> None:
    text = ontology_text()
    assert right in text
    assert (entry, key) in [(entry, key) for entry, key, _ in check_ontology(text.replace(right, wrong))]


def test_a_fault_names_file_entry_and_key() -> None:
    fault = DefinitionFault("graph/dates.toml", "day", "form", "缺少这个键")
    assert str(fault) == "graph/dates.toml：条目“day”，键“form”：缺少这个键"
