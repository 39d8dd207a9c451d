"""`python -m benchmarks.learn` (`make learn`): weights of `query/passages/confidence.toml`, learned from the question book.

Two things are learned, each from what the book expects: how sure the answer of one sentence is, and how sure the answer of a reading of the
graph is. Every chapter over one plan is learned from; the same book gives the same weights. Printed: how many answers would be given and how
many of them rightly, on questions whose own chapter was left out of the learning; those in other words than the plans' apart.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from benchmarks.judge import judge
from benchmarks.logistic import learned
from benchmarks.question_book import BOOK, FOLDER, chapter_rows
from zhengpu.query.answer import Answer, as_json
from zhengpu.query.deciding.one_question import OneQuestion
from zhengpu.query.passages.confidence import Confidence
from zhengpu.query.passages.passage_reply import PassageReply
from zhengpu.query.reading.question_reader import QuestionReader
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

__all__ = ["Example", "book_digest", "examples", "main", "written"]

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "query" / "passages" / "confidence.toml"
LEAST = {"passages": 0.45, "readings": 0.2}
CHAPTERS = tuple(chapter for chapter, plans in BOOK.items() if len(plans) == 1)
OTHER_WORDS = "in-other-words"
TRIED = (0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Example:
    """An answer to a question of the book: who gives it (passages, readings), its signs, and whether it is the expected one."""

    chapter: str
    question: str
    giver: str
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
        if row.get("previous"):
            continue
        today = date.fromisoformat(row["today"])
        one = OneQuestion(known, row["question"], today, "", ())
        composed = one.composed()
        if composed.outcome == "answered" and one.signs:
            yield Example(chapter, row["id"], "readings", one.signs, not judge(row, as_json(composed)))
        reader = QuestionReader(known, today, ())
        linked = known.linker.link(row["question"], known.wording, today)
        if not chapter.startswith(OTHER_WORDS):
            continue
        for candidate in PassageReply(known, reader).candidates(linked):
            given = candidate.answer
            items = tuple(replace(item, match=None) for item in given.items)
            reply = Answer("", row["question"], "answered", given.kind, items=items, boolean=given.boolean, count=given.count)
            yield Example(chapter, row["id"], "passages", dict(candidate.signs), not judge(row, as_json(reply)))


def written(confidences: Mapping[str, Confidence], digest: str) -> str:
    """The text of `confidence.toml`."""
    out = ["# Written by `make learn`: what speaks for an answer, and how much (see benchmarks/learn.py).", f'learned_from = "{digest}"']
    for giver, confidence in confidences.items():
        rows = [f'"{name}" = {weight:.4f}' for name, weight in confidence.weights.items()]
        out += ["", f"[{giver}]", f"least = {confidence.least}", "", f"[{giver}.weights]", *rows]
    return "\n".join(out) + "\n"


def _crossed(rows: Sequence[Example], giver: str) -> list[tuple[float, Example]]:
    """The surest example of each question, with how sure it is held where its chapter was left out of the learning."""
    own = [e for e in rows if e.giver == giver]
    out = []
    for chapter in sorted({e.chapter for e in own}):
        others = learned([(e.signs, e.right) for e in own if e.chapter != chapter], LEAST[giver])
        held = [(others.of(e.signs), e) for e in own if e.chapter == chapter]
        out += [
            max((pair for pair in held if pair[1].question == q), key=lambda p: p[0]) for q in dict.fromkeys(e.question for _, e in held)
        ]
    return out


def main() -> None:
    """Learn, print what was learned, write the weights."""
    with tempfile.TemporaryDirectory() as name:
        rows = list(examples(Path(name)))
    confidences = {}
    for giver, least in LEAST.items():
        crossed = _crossed(rows, giver)
        for label, part in (("all", crossed), (OTHER_WORDS, [(s, e) for s, e in crossed if e.chapter.startswith(OTHER_WORDS)])):
            print(f"{giver}, {label}: {sum(e.right for _, e in part)} of {len(part)} right without a limit")
            for limit in TRIED:
                given = [e.right for sure, e in part if sure >= limit]
                print(f"    from {limit}: {sum(given)} of {len(given)} right")
        confidences[giver] = learned([(e.signs, e.right) for e in rows if e.giver == giver], least)
    WEIGHTS.write_text(written(confidences, book_digest()), "utf-8")


if __name__ == "__main__":
    main()
