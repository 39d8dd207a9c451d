"""Figures worked out from the sizes of sets: differences, shares, averages, places; each with what it was worked out from."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

from zhengpu.graph.facts import Iri
from zhengpu.graph.rows import Rows
from zhengpu.query.answer import AnswerItem, EvidenceItem
from zhengpu.query.answers.items import Items
from zhengpu.query.meaning import Average, Compared, One, Placed, Set, parts

__all__ = ["Sizes", "rounded"]

_ENOUGH = 5
_PLACES = Decimal("0.1")


def rounded(value: Decimal) -> Decimal:
    """One decimal, without a nought behind the point.

    >>> rounded(Decimal("39.0625")), rounded(Decimal("50.00"))
    (Decimal('39.1'), Decimal('50'))
    """
    near = value.quantize(_PLACES, ROUND_HALF_UP)
    return near.to_integral_value() if near == near.to_integral_value() else near


class Sizes:
    """Works out figures from rows."""

    def __init__(self, items: Items) -> None:
        self._items = items

    def compared(self, meaning: Compared, rows: Rows) -> tuple[int, int, tuple[AnswerItem, ...]]:
        """Both sizes, and an item for each of the two sets."""
        first, second = (int(str(n)) for n in next(iter(rows)))
        return first, second, (self._sized(meaning.first, first), self._sized(meaning.second, second))

    def share(self, meaning: Compared, first: int, second: int) -> tuple[AnswerItem, ...]:
        """The first set as a percentage of the second."""
        if not second:
            return ()
        part = rounded(Decimal(first) * 100 / second)
        return (
            AnswerItem(
                label=f"{first}÷{second}", text=f"{first}÷{second}={part}%", value=part, unit="%", evidence=self.proof(meaning.first)
            ),
        )

    def average(self, meaning: Average, rows: Rows, measure: str) -> tuple[AnswerItem, ...]:
        """How many on average, with the sum shown."""
        _, total, members = next(iter(rows))
        if not members or not int(str(members)):
            return ()
        mean = rounded(Decimal(str(total)) / int(str(members)))
        worked = f"{total}÷{members}={mean}{measure}"
        return (AnswerItem(label=f"{total}÷{members}", text=worked, value=mean, unit=measure, evidence=self.proof(meaning.source)),)

    def place(self, meaning: Placed, rows: Rows) -> tuple[int | None, tuple[AnswerItem, ...]]:
        """Which place the thing takes, things with equally many sharing one; and the thing with what it has."""
        counts = {Iri(str(x)): int(str(n)) for x, n in rows}
        own = next((counts[iri] for iri in meaning.thing.iris if iri in counts), None)
        if own is None:
            return None, ()
        items = self._items.of(meaning.source, [iri for iri in meaning.thing.iris if iri in counts])
        place = 1 + sum(n > own for n in counts.values())
        return place, tuple(replace(item, count=own) for item in items)

    def _sized(self, found: Set, size: int) -> AnswerItem:
        named = next((p for p in parts(found) if isinstance(p, One) and p.iris), None)
        return AnswerItem(named.iris[0] if named else None, label=named.label if named else None, count=size, evidence=self.proof(found))

    def proof(self, found: Set) -> tuple[EvidenceItem, ...]:
        """Quotes of some of a set's members."""
        things = self._items.members(found)[:_ENOUGH]
        return tuple(dict.fromkeys(chain.from_iterable(i.evidence[:1] for i in self._items.of(found, things))))
