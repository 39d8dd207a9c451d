"""Gains and losses of the question book: what was answered rightly stays so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from benchmarks.judge import judge
from benchmarks.question_book import BOOK, asked, chapter_rows, must_pass
from zhengpu.service import Zhengpu, open_zhengpu

PASSING = [(chapter, row) for chapter in BOOK if chapter != "sample" for row in chapter_rows(chapter) if row["id"] in must_pass()]
"""The chapter `sample` is asked whole in `test_query_book`."""
QUICK = 8
"""One question in so many is asked by `make quick`."""
CASES = [
    pytest.param(chapter, row, id=row["id"], marks=[] if place % QUICK == 0 else pytest.mark.slow)
    for place, (chapter, row) in enumerate(PASSING)
]


class Stores:
    """The product over the plans of a chapter; each set of plans is read once."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._open: dict[tuple[Path, ...], Zhengpu] = {}

    def of(self, chapter: str) -> Zhengpu:
        plans = BOOK[chapter]
        if plans not in self._open:
            zp = self._stack.enter_context(open_zhengpu(str(self._folder / str(len(self._open)))))
            for plan in plans:
                zp.add(plan.read_bytes(), plan.name)
            self._open[plans] = zp
        return self._open[plans]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    with ExitStack() as stack:
        yield Stores(tmp_path_factory.mktemp("book"), stack)


@pytest.mark.parametrize(("chapter", "row"), CASES)
def test_what_was_answered_rightly_stays_so(stores: Stores, chapter: str, row: dict[str, Any]) -> None:
    """Every id in `passing.txt` passes; `python -m benchmarks.question_book --store` adds what was gained."""
    judged = asked(stores.of(chapter), chapter, row)
    assert judged.right, f"{judged.question}: {judged.wrong[:200]}"


def test_the_book_is_large_and_mixed() -> None:
    """At least 400 questions over three plans, at least 80 without an answer, every id once."""
    rows = [row for chapter in BOOK for row in chapter_rows(chapter)]
    assert len(rows) >= 400
    assert len({plan for plans in BOOK.values() for plan in plans}) >= 3
    assert sum(row["kind"] == "none" for row in rows) >= 80
    assert len({row["id"] for row in rows}) == len(rows)
    assert must_pass() <= {row["id"] for row in rows}


def test_the_judge_sees_what_is_missing_and_what_is_too_much() -> None:
    """An answer is right only as the whole set; extras by heading are not compared."""
    row = {"kind": "tasks", "answer": [1, 2], "also": [3]}
    reply = {"outcome": "answered", "items": [{"number": 1}, {"number": 2}, {"number": 3}, {"number": 9, "match": "heading"}]}
    assert judge(row, reply) == ""
    assert judge(row, {"outcome": "answered", "items": [{"number": 1}]}).startswith("missing [2]")
    assert "extra" in judge(row, {"outcome": "answered", "items": [{"number": n} for n in (1, 2, 4)]})
    assert judge(row, {"outcome": "nothing", "items": []}) == "outcome nothing"
    assert judge(row, reply | {"relaxed": True}) == "relaxed True"
