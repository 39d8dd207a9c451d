"""Questions that lean on the one before, by their sense: 其中有量化目标的呢, 那县教育局呢, 一共几项, 由谁负责."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from zhengpu.query.kinds import TASK, UNIT
from zhengpu.query.known import Known
from zhengpu.query.meaning import Average, Compared, Count, Describe, Meaning, Placed, Set, Whether, kind_of, parts
from zhengpu.query.reading.question_reader import QuestionReader, Read
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.words.link import Linked

__all__ = ["leaning", "subject"]

_THINGS = ("unit", "tasknumber", "loosenumber", "section", "period", "document", "policy", "task", "thing")


def leaning(
    known: Known, reader: QuestionReader, linked: Linked, previous: str, today: date, best: Callable[[Iterable[Read]], Read | None]
) -> Iterator[Read] | None:
    """The readings of a question that leans on the one before; None: it stands alone. `best` picks the reading that finds something."""
    before = known.linker.link(previous, known.wording, today)
    tokens = [t for t in reader.heard(linked).tokens if t.kind != "mark"]
    pointing = any(t.surface in load_concepts().sets["earlier"] for t in tokens)
    named = [t for t in tokens if t.kind in _THINGS]
    rest = [t for t in tokens if t not in named]
    if not pointing and len(named) == 1 and not any(_says(t) for t in rest):
        return _exchanged(known, reader, before, named[0], today, best)
    if not pointing and (named or any((t.content and not (t.tag.startswith("v") and len(t.surface) == 1)) or t.phrase for t in tokens)):
        return None
    earlier = best(reader.composed(before))
    if earlier is None:
        return None
    found = subject(earlier.reading.meaning)
    if kind_of(found) == UNIT and any(t.has("textnoun", "when", "datenoun") for t in tokens):  # 原文是什么: of the tasks of those units
        found = next((p for p in parts(found) if isinstance(p, Set) and kind_of(p) == TASK), found)
    return reader.composed(linked, found)


def _says(token: SpokenWord) -> bool:
    """Whether a word says more than that something else is meant: 那…呢."""
    return token.kind == "word" and (token.content or token.phrase or bool(token.classes - {"talk"}))


def _exchanged(
    known: Known, reader: QuestionReader, before: Linked, token: SpokenWord, today: date, best: Callable[[Iterable[Read]], Read | None]
) -> Iterator[Read] | None:
    """The earlier question with this thing in place of one of its kind."""
    old = next((t for t in reader.heard(before).tokens if t.kind == token.kind and t.surface != token.surface), None)
    if old is None:
        return None
    asked = before.text[: old.start] + token.surface + before.text[old.end :]
    return reader.composed(known.linker.link(asked, known.wording, today))


def subject(meaning: Meaning) -> Set:
    """What a question was about, without its form."""
    match meaning:
        case Count(source) | Describe(source) | Whether(source) | Average(source) | Placed(source=source) | Compared(first=source):
            return source
        case _:
            return meaning
