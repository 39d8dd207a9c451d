"""`python -m benchmarks.learn` (`make learn`): what is learned from the question book and from ways of asking.

Three things. How something is asked → which kind of answer (`query/manner/manner.json`), from `tests/manner` and every question of the book.
How sure the answer of one sentence is, and how sure the answer of a reading of the graph (`query/sureness/confidence.toml`), from the chapters
over one plan. The same book gives the same weights. Printed: how many answers would be given and how many of them rightly, on questions
whose own chapter was left out of all learning; those in other words than the plans' apart.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.competition import Competitors, learned_competition
from benchmarks.judge import judge
from benchmarks.logistic import learned
from benchmarks.question_book import BOOK, FOLDER, chapter_rows
from benchmarks.softmax import WayOfAsking, learned_manner
from zhengpu.query.answer import Answer, as_json
from zhengpu.query.deciding.one_question import CERTAIN, OneQuestion
from zhengpu.query.deciding.selecting import SignedReading, likeliest, no_answer_signs, rivals_of
from zhengpu.query.known import Known
from zhengpu.query.manner.manner import KINDS_ASKED, NUMBERS_ASKED, PARTS_ASKED, MannerReader
from zhengpu.query.manner.masked import masked, masked_by_hand
from zhengpu.query.passages.passage_asker import PassageCandidates
from zhengpu.query.passages.passage_question import PassageAnswer
from zhengpu.query.reading.question_reader import QuestionReader
from zhengpu.query.sureness.confidence import Competition, Confidence, Confidences
from zhengpu.query.wanted.ways import OWN
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

__all__ = ["Asked", "asked_book", "book_digest", "crossed", "main", "written", "written_manner"]

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "query" / "sureness" / "confidence.toml"
MANNER = ROOT / "query" / "manner" / "manner.json"
WAYS = ROOT / "tests" / "manner"
LEAST = {"answers": 0.33, "readings": 0.2}
CHAPTERS = tuple(chapter for chapter, plans in BOOK.items() if len(plans) == 1)
OTHER_WORDS = "in-other-words"
FOLDS = 5
"""Into so many parts the chapters are shared out: the manner of a question is read with weights that were learned without its part."""
TRIED = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the book, asked: what readings by type found with their signs, what sentences answer, and which of these are right."""

    chapter: str
    question: str
    found: Answer
    readings: Sequence[SignedReading]
    passages: PassageCandidates
    readings_right: tuple[bool, ...]
    right: tuple[bool, ...]

    def competitors(self, readings: Confidence) -> Competitors | None:
        """What competes for the answer; None where the reading is so sure that nothing does."""
        weighed = [each.weighed(readings) for each in self.readings]
        if weighed and not weighed[0].guessed and weighed[0].sure >= CERTAIN:
            return None
        rivals = rivals_of(weighed, self.passages)
        return Competitors(rivals, [*self.readings_right, *self.right], no_answer_signs(self.found, self.passages))


def book_digest() -> str:
    """Digest of the questions, plans and ways of asking that are learned from."""
    plans = sorted({plan for chapter in CHAPTERS for plan in BOOK[chapter]})
    files = [*(FOLDER / f"{chapter}.jsonl" for chapter in CHAPTERS), *plans, *sorted(WAYS.glob("*.jsonl"))]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]


def ways_of_asking() -> list[WayOfAsking]:
    """The ways of asking that were written without a plan, their topics marked by hand."""
    rows = [json.loads(line) for file in sorted(WAYS.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    wrong = [row["q"] for row in rows if row["kind"] not in KINDS_ASKED or row.get("who", "") not in PARTS_ASKED]
    if wrong:
        raise ValueError(f"ways of asking with an unknown kind or part: {wrong[:3]}")
    return [WayOfAsking(masked_by_hand(row["q"]), row["kind"], row.get("who")) for row in rows]


def _fold(chapter: str) -> int:
    return CHAPTERS.index(chapter) % FOLDS


class _Plans:
    """The plans of the book, each choice of them in a store of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.chapters: dict[tuple[Path, ...], list[str]] = {}
        for chapter in CHAPTERS:
            self.chapters.setdefault(BOOK[chapter], []).append(chapter)

    def each(self) -> Iterator[tuple[str, Known]]:
        """Every chapter with what questions over its plans are read with."""
        for number, (plans, chapters) in enumerate(self.chapters.items()):
            chosen = Settings(store=str(self._folder / f"learn-{number}"))
            with Zhengpu(open_store(chosen), chosen) as zp:
                for plan in plans:
                    zp.add(plan.read_bytes(), plan.name)
                for chapter in chapters:
                    yield chapter, zp.asker.known


def _rows(chapter: str) -> Iterator[dict[str, Any]]:
    return (row for row in chapter_rows(chapter) if not row.get("previous"))


def _asked_in(chapter: str, known: Known) -> Iterator[WayOfAsking]:
    """How the questions of a chapter are asked."""
    for row in _rows(chapter):
        today = date.fromisoformat(row["today"])
        linked = known.linker.link(row["question"], known.wording, today)
        if row["kind"] in KINDS_ASKED:
            said, _ = QuestionReader(known, today, ()).heard_within(linked)
            number = NUMBERS_ASKED[len(row["answer"]) > 1] if row["kind"] in ("units", "tasks", "documents", "places") else None
            yield WayOfAsking(masked(said, known.wording.occurs), row["kind"], number=number)


def _asking(chapter: str, known: Known) -> Iterator[Asked]:
    """The questions of a chapter, asked; those that lean on others or name papers left out."""
    for row in _rows(chapter):
        one, _ = OneQuestion(known, row["question"], date.fromisoformat(row["today"]), "", ()).heard()
        found, readings, passages = one.weighed()
        if passages is None or found.outcome == "ambiguous" or OWN & set(found.rules):
            continue
        read = tuple(not judge(row, as_json(each.answer)) for each in readings)
        right = tuple(not judge(row, as_json(_alone(row["question"], candidate.answer))) for candidate in passages.candidates)
        yield Asked(chapter, row["id"], found, readings, passages, read, right)


def _alone(question: str, given: PassageAnswer) -> Answer:
    """A sentence's answer as it would be given."""
    items = tuple(replace(item, match=None) for item in given.items)
    return Answer("", question, "answered", given.kind, items=items, boolean=given.boolean, count=given.count)


def asked_book(folder: Path) -> tuple[MannerReader, list[Asked]]:
    """The manner learned from everything, and all questions asked with what was learned of manners without them."""
    ways_in: dict[str, list[WayOfAsking]] = {}
    for chapter, known in _Plans(folder / "ways").each():
        ways_in[chapter] = list(_asked_in(chapter, known))
    ways = ways_of_asking()
    readers = [
        learned_manner([*ways, *(row for chapter, rows in ways_in.items() if _fold(chapter) != fold for row in rows)])
        for fold in range(FOLDS)
    ]
    found: list[Asked] = []
    for chapter, known in _Plans(folder / "asked").each():
        found += _asking(chapter, replace(known, manner=_always(readers[_fold(chapter)])))
    return learned_manner([*ways, *(row for rows in ways_in.values() for row in rows)]), found


def _always(reader: MannerReader) -> Callable[[], MannerReader]:
    return lambda: reader


def written(confidences: Confidences, digest: str) -> str:
    """The text of `confidence.toml`."""
    out = ["# Written by `make learn`: what speaks for an answer, and how much (see benchmarks/learn.py).", f'learned_from = "{digest}"']
    for name, each in (("readings", confidences.readings), ("answers", confidences.answers)):
        rows = [f'"{sign}" = {weight:.4f}' for sign, weight in each.weights.items()]
        out += ["", f"[{name}]", f"least = {each.least}", "", f"[{name}.weights]", *rows]
    return "\n".join(out) + "\n"


def written_manner(reader: MannerReader, digest: str) -> str:
    """The text of `manner.json`: a line a stretch of characters, weights in hundredths, kinds first, then parts, then numbers."""
    rows = (f"{json.dumps(gram, ensure_ascii=False)}: {[round(w * 100) for w in row]}" for gram, row in sorted(reader.weights.items()))
    head = json.dumps({"learned_from": digest, "kinds": KINDS_ASKED, "parts": PARTS_ASKED, "numbers": NUMBERS_ASKED}, ensure_ascii=False)[
        1:-1
    ]
    return f'{{{head}, "weights": {{\n' + ",\n".join(rows).replace(", ", ",") + "\n}}\n"


def _readings(rows: Iterable[Asked]) -> Confidence:
    signed = ((each, right) for row in rows for each, right in zip(row.readings, row.readings_right, strict=True) if each.signs)
    return learned([(each.signs, right) for each, right in signed], LEAST["readings"])


def crossed(rows: Sequence[Asked]) -> Iterator[tuple[Asked, Competitors | None, Competition]]:
    """Each question with what competes for its answer and the weights learned without its fold of chapters."""
    fought: dict[int, list[tuple[Asked, Competitors | None]]] = {}
    for fold in range(FOLDS):
        held = _readings(row for row in rows if _fold(row.chapter) != fold)
        fought[fold] = [(row, row.competitors(held)) for row in rows if _fold(row.chapter) == fold]
    for fold, own in fought.items():
        others = [each for other, rest in fought.items() if other != fold for _, each in rest if each is not None]
        weights = learned_competition(others, LEAST["answers"])
        yield from ((row, competitors, weights) for row, competitors in own)


def main() -> None:
    """Learn, print what was learned, write the weights."""
    with tempfile.TemporaryDirectory() as name:
        manner, rows = asked_book(Path(name))
    told = list(crossed(rows))
    for label in ("", OTHER_WORDS):
        part = [each for each in told if each[0].chapter.startswith(label)]
        sure = [row.readings_right[0] for row, competitors, _ in part if competitors is None]
        print(f"{label or 'all'}: {len(part)} questions; sure readings: {sum(sure)} of {len(sure)} right")
        best = []
        for _, competitors, weights in part:
            if competitors is not None and competitors.answers:
                likely = weights.among([rival.signs for rival in competitors.answers], competitors.none)
                top, how = likeliest(competitors.answers, likely)
                best.append((how, competitors.right[top]))
        print(f"    {sum(any(c.right) for _, c, _ in part if c is not None)} of {len(best)} others have a right answer among theirs")
        for limit in TRIED:
            given = [right for likely, right in best if likely >= limit]
            print(f"    from {limit}: {sum(given)} of {len(given)} right")
    readings = _readings(rows)
    fought = [competitors for _, competitors, _ in told if competitors is not None]
    confidences = Confidences(readings, learned_competition(fought, LEAST["answers"]))
    WEIGHTS.write_text(written(confidences, book_digest()), "utf-8")
    MANNER.write_text(written_manner(manner, book_digest()), "utf-8")


if __name__ == "__main__":
    main()
