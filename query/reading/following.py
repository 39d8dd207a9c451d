"""Follow-up questions: 其中有量化目标的呢, 那县教育局呢, 按单位数一下, read with the question before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from zhengpu.query.grammar.patterns import Item
from zhengpu.query.kinds import TARGET, TASK
from zhengpu.query.known import Known
from zhengpu.query.meaning import (
    Average,
    Both,
    Compared,
    Count,
    Describe,
    Meaning,
    Of,
    Placed,
    Set,
    Step,
    Via,
    Whether,
    exchange,
    kind_of,
    parts,
)
from zhengpu.query.meanings.readings import QuestionReading
from zhengpu.query.reading.question_reader import QuestionReader, Read
from zhengpu.query.words.link import Linked

__all__ = ["followed"]

_EXCHANGEABLE = ("Unit", "Task", "Section", "Document", "Project", "Programme", "Place", "Policy", "tasknumber", "period", "role", "phrase")

_ANCHORS = (
    *(s for s in _EXCHANGEABLE if s != "role"),
    "ordinal",
    "Target",
    "Funding",
    "Payer",
    "Group",
    "thisdoc",
    "stranger",
    "issue",
    "kind.Document",
)
"""What a question may be about; one with none of them leans on the question before it."""
_HOW_MANY = "how many, nothing else"
"""The pattern of a question that counts what the one before found."""
_WORD = "word"
"""The pattern that takes anything as it is spelt."""


def followed(known: Known, reader: QuestionReader, linked: Linked, reads: Sequence[Read], previous: str, today: date) -> list[Read] | None:
    """The readings of a question that leans on the one before; None if it stands alone."""
    before = known.linker.link(previous, known.wording, today)
    earlier = reader.readings(before)
    if not earlier:
        return None
    if any(i.symbols[0] == "prev" for i in linked.items) and (found := _among(reader, linked, earlier[0])):
        return found
    if reads and reads[0].parsed.rules[:1] == (_HOW_MANY,):
        return [replace(reads[0], reading=QuestionReading(Count(_subject(earlier[0].reading.meaning)), "count"))]
    if single := _single(linked, reads):
        return _exchanged(known, reader, earlier[0], single, today)
    if reads and isinstance(reads[0].reading.meaning, Count) and reads[0].reading.kind == "table":
        return _grouped(reads[0], earlier[0])
    if not any(i.symbols[0] in _ANCHORS for i in (reads[0].parsed.items if reads else linked.items)):
        return _understood(known, reader, linked, earlier[0], today)
    return None


def _understood(known: Known, reader: QuestionReader, linked: Linked, earlier: Read, today: date) -> list[Read] | None:
    """由谁负责, 什么时候完成, 涉及哪些单位: a question without anything it is about is about what the one before found, or its tasks."""
    stand_in = next((s for s, row in known.words.table.items() if all(w.symbols == ("prev",) for w in row)), "")
    whole = known.linker.link(stand_in + linked.text, known.wording, today)
    found = _subject(earlier.reading.meaning)
    tasks = [p for p in parts(earlier.reading.meaning) if kind_of(p) == TASK and not isinstance(p, Count | Describe | Whether)]
    if kind_of(found) == TARGET:
        tasks = [Via(found, Step(("zp:hasTarget",), False), TASK)]
    for each in dict.fromkeys([found, *tasks]):
        if reads := _about(reader, whole, cast(Set, each), (0, len(stand_in))):
            return reads
    return None


def _subject(meaning: Meaning) -> Set:
    """What a question was about, without its form."""
    match meaning:
        case Count(source) | Describe(source) | Whether(source) | Average(source) | Placed(source=source) | Compared(first=source):
            return source
        case _:
            return meaning


def _among(reader: QuestionReader, linked: Linked, earlier: Read) -> list[Read] | None:
    """其中, 这些任务 stand for what the earlier question found."""
    return _about(reader, linked, _subject(earlier.reading.meaning), None)


def _about(reader: QuestionReader, linked: Linked, found: Set, place: tuple[int, int] | None) -> list[Read] | None:
    """The readings where the words at this place (or all that may) stand for a set."""
    symbols = (kind_of(found).partition(":")[2], "Set", "Before")
    words = [i for i in linked.items if i.symbols[0] == "prev" and place in (None, (i.start, i.end))]
    items = tuple(Item(i.start, i.end, symbols, found, i.surface, 0.3) for i in words)
    reads = reader.readings(Linked(linked.text, (*linked.items, *items), linked.skips, linked.scopes, linked.strangers))
    return [r for r in reads if any(i in items for i in r.parsed.items) and _WORD not in r.parsed.rules] or None


def _single(linked: Linked, reads: Sequence[Read]) -> Item | None:
    """The one thing a fragment names: 那县教育局呢."""
    if reads:
        items = reads[0].parsed.items
        return items[0] if len(items) == 1 and items[0].symbols[0] in _EXCHANGEABLE else None
    passed = {p for s in linked.skips for p in range(s.start, s.end)}
    whole = [
        i for i in linked.items if i.symbols[0] in _EXCHANGEABLE and passed | set(range(i.start, i.end)) >= set(range(len(linked.text)))
    ]
    return min(whole, key=lambda i: i.cost, default=None)


def _exchanged(known: Known, reader: QuestionReader, earlier: Read, item: Item, today: date) -> list[Read] | None:
    """The earlier question with this thing in place of one of its kind."""
    text = earlier.linked.text
    for old in earlier.parsed.items:
        if old.symbols[0] == item.symbols[0] and old.value != item.value:
            asked = text[: old.start] + item.surface + text[old.end :]
            return reader.readings(known.linker.link(asked, known.wording, today)) or None
    return None


def _grouped(read: Read, earlier: Read) -> list[Read] | None:
    """按单位数一下: what the earlier question found, counted by units."""
    found, meaning = _subject(earlier.reading.meaning), read.reading.meaning
    if kind_of(found) != "zp:Task" or not isinstance(meaning, Count) or not any(p == Of("zp:Task") for p in parts(meaning.source)):
        return None
    return [read.meaning(exchange(meaning, meaning.source, found if meaning.source == Of("zp:Task") else Both((meaning.source, found))))]
