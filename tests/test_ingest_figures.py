"""Tables of figures: every example and counter-example beside the words."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Cell, Document, Table
from zhengpu.ingest.targets.figures import load_figures

EXAMPLES = tomllib.loads(files("zhengpu.ingest.targets").joinpath("figures.toml").read_text("utf-8"))["examples"]
FIGURES = load_figures()


def read(heads: list[str], row: list[str]) -> list[list[str]]:
    text, cells = "", []
    for index, printed in enumerate([*heads, *row]):
        cells.append(Cell(index // len(heads), index % len(heads), Span(len(text), len(text) + len(printed))))
        text += printed + "\n"
    found = FIGURES.read(Document("表", "text/html", text, (Table(tuple(cells), Span(0, len(text))),)), 2024, "2024-01-01")
    for target in found:
        assert text[target.span.slice] in target.text
    return [[t.indicator or "", t.op, str(t.value), t.unit or "", t.deadline or ""] for t in found]


@pytest.mark.parametrize(("heads", "row", "expected"), EXAMPLES["read"])
def test_figures_are_read(heads: list[str], row: list[str], expected: list[list[str]]) -> None:
    assert read(heads, row) == expected


@pytest.mark.parametrize(("heads", "row"), EXAMPLES["counter"])
def test_what_is_no_table_of_figures(heads: list[str], row: list[str]) -> None:
    assert read(heads, row) == []


def test_a_table_of_figures_drawn_with_blanks() -> None:
    text = """主要指标表
序号    指标名称          单位    2023年    2025年    属性
1       地表水优良比例    %       80        85        约束性
2       优良天数比率      %       78.5      ≥82       约束性
"""
    found = FIGURES.read(Document("表", "text/plain", text, tuple(FIGURES.drawn(text))), 2024, "2024-01-01")
    assert [(t.indicator, t.op, str(t.value), t.unit, t.deadline) for t in found] == [
        ("地表水优良比例", "=", "85", "%", "2025-12-31"),
        ("优良天数比率", ">=", "82", "%", "2025-12-31"),
    ]
    assert [text[t.span.slice] for t in found] == ["85", "≥82"]


def test_a_drawn_table_of_tasks_holds_no_figures() -> None:
    assert not list(FIGURES.drawn("指标    2025年    责任单位\n绿化率    40    市林业局\n"))
