"""Composition: what is asked and what limits it → readings over the algebra, best first; each word that matters has its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from zhengpu.graph.facts import Iri
from zhengpu.query.grammar.patterns import Item, Parsed, Skip
from zhengpu.query.meaning import Set
from zhengpu.query.meanings.builder import Builder
from zhengpu.query.meanings.readings import QuestionReading
from zhengpu.query.sense.asked import asked
from zhengpu.query.sense.concepts import Concepts
from zhengpu.query.sense.narrowing import NarrowingReader
from zhengpu.query.sense.utterance import Utterance
from zhengpu.query.sense.word_search import WordSearch
from zhengpu.query.wanted.composing import Composing
from zhengpu.query.wanted.ways import ways
from zhengpu.query.words.link import FreeWords

__all__ = ["SenseComposer"]


class SenseComposer:
    """Readings of one utterance."""

    def __init__(
        self,
        said: Utterance,
        builder: Builder,
        topics: WordSearch,
        concepts: Concepts,
        tasks_called: Callable[[str], bool],
        members: Callable[[Set], Sequence[Iri]],
    ) -> None:
        self._said, self._called, self._tokens = said, tasks_called, said.tokens
        self._reader = NarrowingReader(said, builder, topics, concepts)
        self._composing = Composing(said.tokens, builder, topics, concepts, self._reader, members)

    def readings(self) -> Iterator[Parsed]:
        """Complete readings, best first; each is made only when it is asked for."""
        if any(t.has("how") for t in self._tokens):
            return  # manner and reason are nothing that a plan's facts tell
        wanted = asked(self._tokens, self._called)
        if wanted.several or self._reader.noise():
            return
        limits = self._reader.read(wanted)
        if limits is None:
            return
        seen: list[Any] = []
        for way in ways(wanted, limits):
            for reading in way.make(self._composing, wanted, limits):
                if isinstance(reading, QuestionReading) and reading not in seen:
                    seen.append(reading)
                    yield self._parsed(f"sense: {way.name}", reading)

    # ── the record of it ──

    def _parsed(self, name: str, reading: QuestionReading) -> Parsed:
        items: list[Item] = []
        skips = [Skip(t.start, t.end, t.surface, 0.1) for t in self._said.aside]
        for token in self._tokens:
            if token.item is not None:
                items.append(token.item)
            elif token.content:
                items.append(Item(token.start, token.end, ("phrase",), FreeWords(token.surface, True), token.surface))
            elif not token.classes:
                skips.append(Skip(token.start, token.end, token.surface, 0.1))
            else:
                items.append(Item(token.start, token.end, tuple(sorted(token.classes)), token.surface, token.surface))
        parts = tuple(Parsed(i.symbols, i.start, i.end, i.value, 0.0, item=i) for i in items)
        end = self._tokens[-1].end if self._tokens else 0
        return Parsed(("!",), 0, end, reading, 1.0, name, parts, None, tuple(skips))
