"""The question book: questions over the plans of this repository, and how they are answered.

`python -m benchmarks.question_book [-v]` prints the rates; `--store` keeps the ids that were answered rightly as those that must stay so.

Each file of `tests/questions` is asked of the plan of its name, `together` and `several-plans` of all of them. A row holds what the shared sets hold
(`id question today kind answer also any outcome relaxed`) and, for a follow-up, `previous`: the question before it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.judge import judge
from zhengpu.query.answer import as_json
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

__all__ = ["BOOK", "Judged", "asked", "book_scores", "chapter_rows", "must_pass", "run_book"]

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "questions"
PASSING = FOLDER / "passing.txt"
SAMPLE = ROOT / "data" / "xinjiang-2022-26.txt"
COLD_CHAIN = ROOT / "tests" / "plans_qa" / "hubei-cold-chain.txt"
TRANSPORT = ROOT / "tests" / "plans_qa" / "rural-transport.txt"
READING_ROOMS = ROOT / "tests" / "plans_qa" / "reading-rooms.txt"
SERVICE_CIRCLES = ROOT / "tests" / "plans_qa" / "service-circles.txt"
TWO_RULES = ROOT / "tests" / "plans_qa" / "two-rules.txt"
OTHER_PLANS = (
    "charity-canteens", "robot-valley", "parking-measures", "orchard-plan", "county-libraries", "hospital-insurance", "street-scores",
    "sea-farms", "old-blocks", "island-sports", "lake-care", "night-lights", "herb-belt",
)  # fmt: skip
"""Plans of other shapes, each with a chapter of questions in other words than its own."""
BOOK: dict[str, tuple[Path, ...]] = {
    "sample": (SAMPLE,),
    "xinjiang-more": (SAMPLE,),
    "blind-sample": (SAMPLE,),
    "blind-unanswerable": (SAMPLE,),
    "blind-followups": (SAMPLE,),
    "compositions": (SAMPLE,),
    "constructions": (SAMPLE,),
    "everyday": (SAMPLE,),
    "everyday-cold-chain": (COLD_CHAIN,),
    "everyday-transport": (TRANSPORT,),
    "in-other-words": (SAMPLE,),
    "in-other-words-cold-chain": (COLD_CHAIN,),
    "in-other-words-transport": (TRANSPORT,),
    "hubei-cold-chain": (COLD_CHAIN,),
    "rural-transport": (TRANSPORT,),
    "reading-rooms": (READING_ROOMS,),
    "two-rules": (TWO_RULES,),
    "numbers-and-places": (SERVICE_CIRCLES,),
    "together": (SAMPLE, COLD_CHAIN, TRANSPORT),
    "several-plans": (SAMPLE, COLD_CHAIN, TRANSPORT),
    **{f"in-other-words-{name}": (next((ROOT / "tests" / "plans_qa").glob(f"{name}.*")),) for name in OTHER_PLANS},
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One question of the book after it was asked."""

    chapter: str
    id: str
    question: str
    expected: str
    outcome: str
    answer: str
    wrong: str
    confident: bool

    @property
    def right(self) -> bool:
        """Was it answered as expected?"""
        return not self.wrong


def must_pass() -> frozenset[str]:
    """The ids that were answered rightly when the book was last stored."""
    return frozenset(PASSING.read_text("utf-8").split()) if PASSING.is_file() else frozenset()


def chapter_rows(chapter: str) -> list[dict[str, Any]]:
    """The questions of a chapter as they stand in its file."""
    return [json.loads(line) for line in (FOLDER / f"{chapter}.jsonl").read_text("utf-8").splitlines()]


def run_book(folder: Path) -> Iterator[Judged]:
    """Ask every question of the book; stores are made in the folder."""
    by_plans: dict[tuple[Path, ...], list[str]] = {}
    for chapter, plans in BOOK.items():
        by_plans.setdefault(plans, []).append(chapter)
    for number, (plans, chapters) in enumerate(by_plans.items()):
        chosen = Settings(store=str(folder / f"book-{number}"))
        with Zhengpu(open_store(chosen), chosen) as zp:
            for plan in plans:
                zp.add(plan.read_bytes(), plan.name)
            for chapter in chapters:
                for row in chapter_rows(chapter):
                    yield asked(zp, chapter, row)


def asked(zp: Zhengpu, chapter: str, row: dict[str, Any]) -> Judged:
    """One question of a chapter, asked of its plans and judged."""
    reply = as_json(zp.ask(row["question"], today=date.fromisoformat(row["today"]), previous=row.get("previous")))
    wrong = judge(row, reply)
    expected = f"{row['kind']} {row['answer'] or '/'.join(row.get('outcome', ()))}"
    confident = bool(wrong) and reply["outcome"] == "answered"
    return Judged(chapter, row["id"], row["question"], expected, reply["outcome"], reply["answer"], wrong, confident)


def book_scores(folder: Path, *, verbose: bool = False) -> tuple[dict[str, float], dict[str, bool]]:
    """Accuracy by chapter, how many were answered wrongly, and for each question id whether it was right."""
    judged = list(run_book(folder))
    scores: dict[str, float] = {}
    for chapter in BOOK:
        own = [j for j in judged if j.chapter == chapter]
        scores[f"book {chapter}"] = round(sum(j.right for j in own) / len(own), 4)
        scores[f"book {chapter} answered wrongly"] = sum(j.confident for j in own)
    for j in judged if verbose else ():
        if j.wrong:
            print(f"{j.id} {j.question}\n    expected {j.expected}\n    {j.wrong[:400]}\n    {j.answer[:200]}")
    return scores, {j.id: j.right for j in judged}


def main() -> None:
    """Print rates, with `-v` every miss; `--store` writes the ids that must pass from now on."""
    with tempfile.TemporaryDirectory() as name:
        scores, each = book_scores(Path(name), verbose="-v" in sys.argv)
    for key, value in scores.items():
        print(f"{key:<60}{value:>9.4f}")
    passing = {key for key, right in each.items() if right}
    print(f"lost: {' '.join(sorted(must_pass() - passing))}")
    print(f"gained: {' '.join(sorted(passing - must_pass()))}")
    if "--store" in sys.argv:
        PASSING.write_text("\n".join(sorted(passing)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
