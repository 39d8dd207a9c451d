"""Gains and losses of the question book: what was answered rightly stays so."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.judge import judge
from benchmarks.question_book import BOOK, FOLDER, must_pass, run_book


def test_what_was_answered_rightly_stays_so(tmp_path: Path) -> None:
    """Every id in `passing.txt` passes; `python -m benchmarks.question_book --store` adds what was gained."""
    judged = {j.id: j for j in run_book(tmp_path)}
    lost = [f"{key} {judged[key].question}: {judged[key].wrong[:200]}" for key in sorted(must_pass()) if not judged[key].right]
    assert not lost, "\n".join(lost)


def test_the_book_is_large_and_mixed() -> None:
    """At least 400 questions over three plans, at least 80 without an answer, every id once."""
    rows = [json.loads(line) for chapter in BOOK for line in (FOLDER / f"{chapter}.jsonl").read_text("utf-8").splitlines()]
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
