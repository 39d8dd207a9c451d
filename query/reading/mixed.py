"""Two questions in one (第36条由谁负责，什么时候完成): the questions it holds, each as it can be asked by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from zhengpu.query.asked.asked import asked
from zhengpu.query.known import Known
from zhengpu.query.meaning import One
from zhengpu.query.reading.question_reader import QuestionReader
from zhengpu.query.words.link import FreeWords, TaskNumbers

__all__ = ["halves"]

_BETWEEN = re.compile(r"[，,；;。？?！!]+")


def halves(known: Known, reader: QuestionReader, question: str, today: date) -> tuple[str, ...]:
    """The parts of a question that are questions; a later one begins with what the first is about, where it needs that."""
    pieces = [piece.strip() for piece in _BETWEEN.split(question) if piece.strip()]
    if len(pieces) < 2:
        return ()
    parts: list[str] = []
    for piece in pieces:
        alone = not parts or any(_anchors(known, piece, today))
        ways = (piece,) if alone else (*(anchor + piece for anchor in _anchors(known, pieces[0], today)), piece)
        part = next((way for way in ways if _read(known, reader, way, today)), None)
        if part is None:
            return ()
        parts.append(part)
    return tuple(parts)


def _anchors(known: Known, piece: str, today: date) -> Iterator[str]:
    """What a piece names: things, tasks by number, words of the plans, the longest first."""
    items = known.linker.link(piece, known.wording, today).items
    named = (i for i in items if isinstance(i.value, TaskNumbers) or (isinstance(i.value, One) and i.value.iris) or _printed(i.value))
    yield from dict.fromkeys(piece[i.start : i.end] for i in sorted(named, key=lambda i: i.start - i.end))


def _printed(value: object) -> bool:
    return isinstance(value, FreeWords) and value.known


def _read(known: Known, reader: QuestionReader, piece: str, today: date) -> bool:
    linked = known.linker.link(piece, known.wording, today)
    said, _ = reader.heard_within(linked)
    if not asked(said.tokens, reader.tasks_called).explicit:
        return False  # 财政局的，保障措施也算进去: what asks nothing is no question of its own
    first = next(iter(reader.composed(linked)), None)
    return first is not None and not first.strange
