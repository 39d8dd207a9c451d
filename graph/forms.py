"""The forms under which things are named, kept so that a text can be searched for them without reading them all."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

from zhengpu.graph.facts import Iri

__all__ = ["AFTER", "Forms", "How", "Listed", "Named", "NamedThing"]

How = Literal["exact", "alias", "typo", "traditional", "pinyin", "english"]
"""How a surface stands for its thing. A form is `exact`, `alias` or `english`; the other three are found out by the match."""

AFTER = chr(0x10FFFF)
"""Greater than every character of a name: `prefix + AFTER` comes after all names that begin with the prefix."""


@dataclass(frozen=True, slots=True)
class NamedThing:
    """What a name stands for: a node of the graph (`iri`), or a word that only has a kind (a cue, a place of the gazetteer)."""

    iri: Iri | None
    kind: str
    label: str
    how: How = "exact"


Named = tuple[tuple[str, NamedThing], ...]
"""Surfaces as printed, each with what it stands for."""


class Forms(Protocol):
    """Folded surfaces in the order of their characters. Every method costs a few steps, however many there are."""

    def last(self, text: str) -> str | None:
        """The greatest surface that is not greater than a text."""

    def first(self, text: str) -> str | None:
        """The least surface that is not less than a text."""

    def starting(self, prefix: str, lengths: tuple[int, int]) -> Iterable[str]:
        """The surfaces that begin so and have one of two lengths."""

    def ending(self, suffix: str, lengths: tuple[int, int]) -> Iterable[str]:
        """The surfaces that end so and have one of two lengths."""

    def named(self, surface: str) -> Named:
        """What a folded surface stands for; nothing if it is none."""


class Listed:
    """Forms in memory.

    >>> forms = Listed([("县文旅局", NamedThing(Iri("urn:a"), "Unit", "县文旅局"))], str.lower)
    >>> forms.last("县文旅局牵头"), list(forms.ending("旅局", (4, 4)))
    ('县文旅局', ['县文旅局'])
    """

    def __init__(self, entries: Iterable[tuple[str, NamedThing]], fold: Callable[[str], str]) -> None:
        self._things: dict[str, dict[tuple[str, NamedThing], None]] = {}  # in order of entry
        for surface, thing in entries:
            folded = fold(surface)
            if folded.strip():
                self._things.setdefault(folded, {})[surface, thing] = None
        self._sorted = sorted(self._things)

    def last(self, text: str) -> str | None:
        """See `Forms.last`."""
        at = bisect_right(self._sorted, text)
        return self._sorted[at - 1] if at else None

    def first(self, text: str) -> str | None:
        """See `Forms.first`."""
        at = bisect_left(self._sorted, text)
        return self._sorted[at] if at < len(self._sorted) else None

    def starting(self, prefix: str, lengths: tuple[int, int]) -> Iterable[str]:
        """See `Forms.starting`."""
        return [surface for surface in _between(self._sorted, prefix) if len(surface) in lengths]

    def ending(self, suffix: str, lengths: tuple[int, int]) -> Iterable[str]:
        """See `Forms.ending`."""
        return [surface[::-1] for surface in _between(self._backwards, suffix[::-1]) if len(surface) in lengths]

    def named(self, surface: str) -> Named:
        """See `Forms.named`."""
        return tuple(self._things.get(surface, ()))

    @cached_property
    def _backwards(self) -> list[str]:
        return sorted(surface[::-1] for surface in self._things)


def _between(names: Sequence[str], prefix: str) -> Sequence[str]:
    return names[bisect_left(names, prefix) : bisect_left(names, prefix + AFTER)]
