"""Follow-up questions: 其中有量化目标的呢, 那县教育局呢, 按单位数一下, read with the question before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from query.known import Known
from query.link import Linked
from query.meaning import Average, Both, Compared, Count, Describe, Meaning, Of, Placed, Set, Whether, exchange, kind_of, parts
from query.patterns import Item
from query.reader import QuestionReader, Read
from query.readings import Reading

__all__ = ["followed"]

_EXCHANGEABLE = ("Unit", "Task", "Section", "Document", "Project", "Programme", "Place", "Policy", "tasknumber", "period", "role", "phrase")

_HOW_MANY = "how many, nothing else"
"""The pattern of a question that counts what the one before found."""


def followed(known: Known, reader: QuestionReader, linked: Linked, reads: Sequence[Read], previous: str, today: date) -> list[Read] | None:
    """The readings of a question that leans on the one before; None if it stands alone."""
    before = known.linker.link(previous, known.wording, today)
    earlier = reader.readings(before)
    if not earlier:
        return None
    if any(i.symbols[0] == "prev" for i in linked.items):
        return _among(reader, linked, earlier[0])
    if reads and reads[0].parsed.rules[:1] == (_HOW_MANY,):
        found = _subject(earlier[0].reading.meaning)
        return [replace(reads[0], reading=Reading(Count(found), "count"))]
    if single := _single(linked, reads):
        return _exchanged(known, reader, earlier[0], single, today)
    if reads and isinstance(reads[0].reading.meaning, Count) and reads[0].reading.kind == "table":
        return _grouped(reads[0], earlier[0])
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
    found = _subject(earlier.reading.meaning)
    name = kind_of(found).partition(":")[2]
    items = tuple(Item(i.start, i.end, (name, "Set", "Before"), found, i.surface, 0.3) for i in linked.items if i.symbols[0] == "prev")
    return reader.readings(Linked(linked.text, (*linked.items, *items), linked.skips, linked.scopes, linked.strangers)) or None


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
