"""`python -m benchmarks.learn` (`make learn`): weights of `query/passages/confidence.toml`, learned from the question book.

Each question is asked of the passages of its plan; whether the best passage's answer is the expected one is what the signs are weighed by.
Learned from are the chapters of questions in other words than the plans': the others' are the plans' own. The same book gives the same
weights. Printed: how many answers would be given and how many of them rightly, on questions whose own chapter was left out of the learning.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from benchmarks.judge import judge
from benchmarks.question_book import BOOK, FOLDER, chapter_rows
from zhengpu.query.answer import Answer, as_json
from zhengpu.query.passages.confidence import Confidence, learned
from zhengpu.query.passages.passage_reply import PassageReply
from zhengpu.query.reading.question_reader import QuestionReader
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

__all__ = ["Example", "book_digest", "examples", "main", "written"]

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "query" / "passages" / "confidence.toml"
LEAST = 0.68
CHAPTERS = tuple(chapter for chapter in BOOK if chapter.startswith("in-other-words"))


@dataclass(frozen=True, slots=True)
class Example:
    """A question whose best passage answers something: its signs, and whether that is the answer."""

    chapter: str
    signs: Mapping[str, float]
    right: bool


def book_digest() -> str:
    """Digest of the questions and plans that are learned from."""
    plans = sorted({plan for chapter in CHAPTERS for plan in BOOK[chapter]})
    files = [*(FOLDER / f"{chapter}.jsonl" for chapter in CHAPTERS), *plans]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]


def examples(folder: Path) -> Iterator[Example]:
    """The examples of the book; stores are made in the folder."""
    by_plans: dict[tuple[Path, ...], list[str]] = {}
    for chapter in CHAPTERS:
        by_plans.setdefault(BOOK[chapter], []).append(chapter)
    for number, (plans, chapters) in enumerate(by_plans.items()):
        chosen = Settings(store=str(folder / f"learn-{number}"))
        with Zhengpu(open_store(chosen), chosen) as zp:
            for plan in plans:
                zp.add(plan.read_bytes(), plan.name)
            for chapter in chapters:
                yield from _of_chapter(zp, chapter)


def _of_chapter(zp: Zhengpu, chapter: str) -> Iterator[Example]:
    known = zp.asker.known
    for row in chapter_rows(chapter):
        today = date.fromisoformat(row["today"])
        reader = QuestionReader(known, today, ())
        found = PassageReply(known, reader).read(known.linker.link(row["question"], known.wording, today))
        if found is None or found.answer is None:
            continue
        given = found.answer
        items = tuple(replace(item, match=None) for item in given.items)
        reply = Answer("", row["question"], "answered", given.kind, items=items, boolean=given.boolean)
        yield Example(chapter, dict(found.signs), not judge(row, as_json(reply)))


def written(confidence: Confidence, digest: str) -> str:
    """The text of `confidence.toml`."""
    head = "# Written by `make learn`: what speaks for the answer of one sentence, and how much (see benchmarks/learn.py)."
    rows = "".join(f'"{name}" = {weight:.4f}\n' for name, weight in confidence.weights.items())
    return f'{head}\nleast = {confidence.least}\nlearned_from = "{digest}"\n\n[weights]\n{rows}'


def main() -> None:
    """Learn, print what was learned, write the weights."""
    with tempfile.TemporaryDirectory() as name:
        rows = list(examples(Path(name)))
    given, right = 0, 0
    for chapter in CHAPTERS:
        others = learned([(e.signs, e.right) for e in rows if e.chapter != chapter], LEAST)
        sure = [e.right for e in rows if e.chapter == chapter and others.of(e.signs) >= LEAST]
        given, right = given + len(sure), right + sum(sure)
        print(f"{chapter:<28} {sum(sure):>4} of {len(sure):>4} right")
    print(f"{'all':<28} {right:>4} of {given:>4} right; {sum(e.right for e in rows)} of {len(rows)} without a limit")
    WEIGHTS.write_text(written(learned([(e.signs, e.right) for e in rows], LEAST), book_digest()), "utf-8")


if __name__ == "__main__":
    main()
