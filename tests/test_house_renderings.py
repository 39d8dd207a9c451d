"""The benchmark's renderings: every shape can be made, and the plain ones are read as they were written."""

from __future__ import annotations

import pytest

from benchmarks.renderings.scores import read_back
from benchmarks.renderings.shapes import LIST_SHAPES, PLAN_SHAPES
from benchmarks.renderings.sources import task_lists, written_plans

PLAIN = {f"plan {name}" for name in ("txt, a paragraph a line", "docx", "html, p", "pdf")} | {
    f"list {name}" for name in ("txt, tabs", "docx", "xlsx", "csv", "html", "pdf, ruled")
}


@pytest.mark.parametrize("name", [name for name, _, _ in (*PLAN_SHAPES, *LIST_SHAPES)])
def test_every_shape_can_be_made(name: str) -> None:
    plan, made = next(written_plans()), next(task_lists(6))
    for shape, _, make in PLAN_SHAPES:
        assert shape != name or make(plan)
    for shape, _, write in LIST_SHAPES:
        assert shape != name or write(made)


def test_plain_shapes_are_read_as_written() -> None:
    read = [row for row in read_back() if row.shape in PLAIN]
    assert {row.shape for row in read} == PLAIN
    assert [(row.source, row.shape) for row in read if min(row.duties, row.tasks) < 0.97] == []
