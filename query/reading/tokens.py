"""A lattice → the likeliest row of words: names, small words, words of content, and what is passed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhengpu.query.grammar.patterns import Item
from zhengpu.query.words.link import FreeWords, Linked
from zhengpu.query.words.speech import Speech

__all__ = ["RowWord", "words_of"]

_NAME, _SMALL, _CONTENT, _KNOWN, _STRANGER = 0.2, 0.3, 1.1, 0.8, 0.7
_WHOLE = 0.4
"""A word of four characters or more is one, whatever small words it holds: 工作人员."""
_PASS = 0.25
_CHARACTER = 1.3
"""What a character of content costs that no dictionary has a word for."""


@dataclass(frozen=True, slots=True)
class RowWord:
    """One word of the row: every item that stands just there (none: a word of content), or something passed over."""

    start: int
    end: int
    surface: str
    items: tuple[Item, ...] = ()
    tag: str = ""
    passed: bool = False

    def has(self, *symbols: str) -> Item | None:
        """The first item of one of these classes."""
        return next((i for symbol in symbols for i in self.items if symbol in i.symbols), None)

    @property
    def content(self) -> bool:
        """Whether it is a word of no class that is not passed over."""
        return not self.items and not self.passed


def words_of(linked: Linked, speech: Speech) -> tuple[RowWord, ...]:
    """The cheapest row that covers the question; a longer word is cheaper than two."""
    text = linked.text
    edges: list[tuple[float, int, int, RowWord]] = []
    spans: dict[tuple[int, int], list[Item]] = {}
    for item in linked.items:
        if item.symbols[0] != "scrap" and not isinstance(item.value, FreeWords):
            spans.setdefault((item.start, item.end), []).append(item)
        elif isinstance(item.value, FreeWords) and (item.value.known or item.value.quoted):
            edges.append((_KNOWN, item.start, item.end, RowWord(item.start, item.end, item.surface)))
    for (start, end), items in spans.items():
        edges.append((min(map(_cost, items)), start, end, RowWord(start, end, text[start:end], tuple(items))))
    edges += [(_PASS + s.cost, s.start, s.end, RowWord(s.start, s.end, s.surface, passed=True)) for s in linked.skips]
    edges += list(_loose(text, speech))
    return _cheapest(len(text), edges)


def _cost(item: Item) -> float:
    if "stranger" in item.symbols:
        return _STRANGER
    return _NAME if item.symbols[0][:1].isupper() or item.symbols[0] in ("tasknumber", "period", "ordinal") else _SMALL


def _loose(text: str, speech: Speech) -> Iterable[tuple[float, int, int, RowWord]]:
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + 6) + 1):
            tag = speech.tag(text[start:end])
            if tag and end - start > 1:
                yield _CONTENT if end - start < 4 else _WHOLE, start, end, RowWord(start, end, text[start:end], tag=tag)
        yield _CHARACTER, start, start + 1, RowWord(start, start + 1, text[start], tag=speech.tag(text[start]))


def _cheapest(length: int, edges: Sequence[tuple[float, int, int, RowWord]]) -> tuple[RowWord, ...]:
    best: list[tuple[float, tuple[RowWord, ...]] | None] = [None] * (length + 1)
    best[0] = (0.0, ())
    by_start: dict[int, list[tuple[float, int, RowWord]]] = {}
    for cost, start, end, word in edges:
        by_start.setdefault(start, []).append((cost, end, word))
    for at in range(length):
        here = best[at]
        if here is None:
            continue
        for cost, end, word in by_start.get(at, ()):
            there = best[end]
            if there is None or here[0] + cost < there[0] - 1e-9:
                best[end] = (here[0] + cost, (*here[1], word))
    done = best[length]
    return done[1] if done else ()
