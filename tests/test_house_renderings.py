"""The benchmark's renderings: every shape can be made, and every one is read as it was written."""

from __future__ import annotations

import pytest

from benchmarks.renderings.scores import ReadBack, quality_scores, read_back
from benchmarks.renderings.shapes import LIST_SHAPES, PLAN_SHAPES
from benchmarks.renderings.sources import task_lists, written_plans


@pytest.mark.parametrize("name", [name for name, _, _ in (*PLAN_SHAPES, *LIST_SHAPES)])
def test_every_shape_can_be_made(name: str) -> None:
    plan, made = next(written_plans()), next(task_lists(6))
    for shape, _, make in PLAN_SHAPES:
        assert shape != name or make(plan)
    for shape, _, write in LIST_SHAPES:
        assert shape != name or write(made)


@pytest.fixture(scope="module")
def rows() -> list[ReadBack]:
    """Every rendering, read back."""
    return list(read_back(shared=False))


def test_no_reading_worse_than_nine_tenths_is_called_good(rows: list[ReadBack]) -> None:
    below, share = quality_scores(rows).values()
    assert below == 0
    assert share >= 0.9


def test_every_shape_is_read_as_plain_text_is(rows: list[ReadBack]) -> None:
    assert [(row.source, row.shape, row.error) for row in rows if min(row.duties, row.tasks) < 0.97] == []
