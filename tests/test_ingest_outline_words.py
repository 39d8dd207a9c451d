"""Every example and counter-example of outline.toml."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from zhengpu.ingest.heads.head import Front
from zhengpu.ingest.outline.ordinals import ordinal_value
from zhengpu.ingest.outline.outline_rules import OutlineRules, load_form

DATA: dict[str, Any] = tomllib.loads(files("zhengpu.ingest.outline").joinpath("outline.toml").read_text(encoding="utf-8"))
FORM: OutlineRules = load_form()


def style_of(text: str) -> str | None:
    """The style of the ordinal a line opens with."""
    match = FORM.ordinal.match(text)
    return FORM.styles[int((match.lastgroup or "s0")[1:])].name if match else None


@pytest.mark.parametrize(("style", "example"), [(s["name"], e) for s in DATA["style"] for e in s["examples"]])
def test_ordinal_is_of_its_style(style: str, example: str) -> None:
    assert style_of(example) == style


@pytest.mark.parametrize(("style", "example"), [(s["name"], e) for s in DATA["style"] for e in s["counter"]])
def test_other_words_are_no_ordinal_of_the_style(style: str, example: str) -> None:
    assert style_of(example) != style


def patterns() -> dict[str, re.Pattern[str]]:
    """The compiled pattern behind each key that has examples."""
    head, blocks, tables = FORM.head, FORM.blocks, FORM.tables
    return {
        "headings": blocks.standing,
        "headings.none": blocks.no_heading,
        "headings.enumeration": blocks.enumeration,
        "headings.annex": blocks.annex_head,
        "work_group": blocks.work_group,
        "label": blocks.label,
        "recipients": head.recipients,
        **{f"head.{key}": getattr(head, key) for key in ("handing", "making", "interpreted", "foot_line", "foot_sentence", "annex")},
        **{f"head.{key}": getattr(head, key) for key in ("letterhead", "first", "top", "opening", "site", "kind_only")},
        **{f"force.{key}": getattr(FORM.force, key) for key in FORM.force.__slots__},
        "head.public": head.public_note,
        "contents": re.compile(DATA["contents"]["line"]),
        "ornament": re.compile(DATA["ornament"]["pattern"]),
        **{f"ornament.{key}": re.compile(DATA["ornament"][key]) for key in ("bullet", "dash")},
        "table.heading": tables.heading,
        "table.new_name": tables.new_name,
        "table.part": tables.part,
        **{f"table.{key}": getattr(tables, key) for key in ("total", "figure", "mark", "legend", "start", "site")},
        "blank_label": FORM.blank_label,
    }


def cases(kind: str) -> list[tuple[str, str]]:
    """(key, text) of every list of examples or counter-examples."""
    found = []
    for table, entry in DATA.items():
        if table in ("style", "territory"):
            continue
        for key, value in entry.items():
            if key == kind:
                found += [(table, text) for text in value]
            elif key.endswith(f"_{kind}"):
                found += [(f"{table}.{key.removesuffix(f'_{kind}')}", text) for text in value]
    return found


def hits(key: str, text: str) -> bool:
    """A line opener must match at the start; what stands inside a sentence or at its end may stand anywhere."""
    opener = key in (
        "headings",
        "label",
        "recipients",
        "head.foot_line",
        "head.annex",
        "head.first",
        "head.top",
        "head.opening",
        "table.heading",
    )
    pattern = patterns()[key]
    if key == "head.annex":
        return pattern.fullmatch(text) is not None
    if key in (
        "headings.annex",
        "head.letterhead",
        "head.site",
        "head.kind_only",
        "table.part",
        "table.total",
        "table.figure",
        "table.mark",
        "table.start",
    ):
        return pattern.fullmatch(text) is not None
    return (pattern.match(text) if opener else pattern.search(text)) is not None


@pytest.mark.parametrize(("key", "text"), [case for case in cases("examples") if case[0] != "recipients"])
def test_example_is_read(key: str, text: str) -> None:
    assert hits(key, text)


@pytest.mark.parametrize(("key", "text"), [case for case in cases("counter") if case[0] != "recipients"])
def test_counter_example_is_not_read(key: str, text: str) -> None:
    assert not hits(key, text)


def test_every_key_with_examples_is_known() -> None:
    assert {key for kind in ("examples", "counter") for key, _ in cases(kind)} <= set(patterns())


@pytest.mark.parametrize(("text", "value"), [("一", 1), ("十", 10), ("十九", 19), ("二十", 20), ("一百零二", 102), ("36", 36), ("⑫", 12)])
def test_ordinal_value(text: str, value: int) -> None:
    assert ordinal_value(text) == value


def test_territory_examples() -> None:
    from zhengpu.graph.cleaning import flow
    from zhengpu.ingest.plan import Found

    def territory(issuer: str) -> str | None:
        running = flow(issuer)
        found = Front(running, FORM.head, lambda text: (), FORM.folding).jurisdiction(Found(issuer, running.span(0, len(issuer))))
        return found.value if found else None

    for example in DATA["territory"]["examples"]:
        issuer, expected = example.split(" = ")
        assert territory(issuer) == expected
    for issuer in DATA["territory"]["counter"]:
        assert territory(issuer) is None
