"""The benchmark's renderings: every shape can be made, and every one is read as it was written."""

from __future__ import annotations

import pytest

from benchmarks.renderings.scores import ReadBack, quality_scores, read_back, read_varied
from benchmarks.renderings.shapes import LIST_SHAPES, PLAN_SHAPES
from benchmarks.renderings.sources import task_lists, written_plans
from benchmarks.renderings.varied import varied_lists


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


@pytest.fixture(scope="module")
def thrown() -> list[ReadBack]:
    """Lists of our own whose geometry is thrown by dice, read back."""
    return read_varied(varied_lists(22, 40, shared=False))


def test_lists_of_any_geometry_are_mostly_read_as_they_were_written(thrown: list[ReadBack]) -> None:
    assert sum(row.duties for row in thrown) / len(thrown) >= 0.87
    assert sum(row.duties >= 0.97 for row in thrown) / len(thrown) >= 0.75


def test_lists_of_any_geometry_read_badly_are_not_called_good(thrown: list[ReadBack]) -> None:
    assert [(row.source, row.duties) for row in thrown if row.duties < 0.9 and row.quality == "good"] == []


def test_a_thrown_list_is_the_same_each_time_and_another_with_another_seed() -> None:
    first, again, other = (next(varied_lists(seed, 1, shared=False)).data for seed in (4, 4, 5))
    assert first == again != other
