"""What stands in a question: items, words passed over, and the record of a reading made of them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

__all__ = ["Item", "Parsed", "Skip"]


@dataclass(frozen=True, slots=True)
class Item:
    """Something recognised at `start:end` of the question. `symbols` are the classes it may stand as."""

    start: int
    end: int
    symbols: tuple[str, ...]
    value: Hashable
    surface: str
    cost: float = 1.0


@dataclass(frozen=True, slots=True)
class Skip:
    """Harmless words at `start:end` that a reading may pass over."""

    start: int
    end: int
    surface: str
    cost: float


@dataclass(frozen=True, slots=True)
class Parsed:
    """A reading of a stretch: its value, its cost, and what it was made from: parts by a rule, an item, words passed over after it."""

    symbols: tuple[str, ...]
    start: int
    end: int
    value: Hashable
    cost: float
    rule: str | None = None
    parts: tuple[Parsed, ...] = ()
    item: Item | None = None
    skips: tuple[Skip, ...] = ()
    doubts: tuple[str, ...] = ()
    """What speaks against it as a whole, by name."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The ways of reading it used, outermost first."""
        return (*([self.rule] if self.rule else []), *(r for p in self.parts for r in p.rules))

    @property
    def items(self) -> tuple[Item, ...]:
        """The items it used, from left to right."""
        return (*([self.item] if self.item else []), *(i for p in self.parts for i in p.items))

    @property
    def skipped(self) -> tuple[Skip, ...]:
        """The words it passed over."""
        return tuple(sorted((*self.skips, *(s for p in self.parts for s in p.skipped)), key=lambda s: s.start))
