"""Composition: what is asked and what limits it → readings over the algebra, best first; each word that matters has its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from zhengpu.query.asked.asked import asked
from zhengpu.query.asked.asked_kinds import KINDS_OF, Asked, in_kind, kind_asked
from zhengpu.query.kinds import UNIT
from zhengpu.query.known import Known
from zhengpu.query.meaning import Set, kind_of
from zhengpu.query.meanings.builder import Builder
from zhengpu.query.meanings.readings import QuestionReading
from zhengpu.query.sense.narrowing import Narrowing, NarrowingReader
from zhengpu.query.sense.word_search import WordSearch
from zhengpu.query.spoken.concepts import Concepts
from zhengpu.query.spoken.parties import DOING
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.spoken.utterance import Utterance
from zhengpu.query.wanted.composing import Composing
from zhengpu.query.wanted.ways import own_ways, ways
from zhengpu.query.words.lattice import Item, Parsed, Skip
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
        known: Known,
        today: date,
        among: Set | None = None,
    ) -> None:
        self._builder, self._topics, self._concepts, self._known = builder, topics, concepts, known
        self._called, self._among, self._today = tasks_called, among, today
        self._said = said = replace(said, clauses=tuple(self._ranked_units(clause) for clause in said.clauses))
        self._tokens = said.tokens
        self._reader = NarrowingReader(said, builder, topics, concepts, today)
        self._composing = Composing(said.tokens, builder, topics, concepts, self._reader, known, today)

    def readings(self) -> Iterator[Parsed]:
        """Complete readings, best first; each is made only when it is asked for."""
        of_itself = False
        for own in own_ways(self._composing, self._said) if self._among is None else ():
            of_itself = True
            yield self._parsed(own.name, own.reading)
        if of_itself:
            return  # every word of it is said of the paper
        wanted = asked(self._tokens, self._called)
        if not self._tells_manner(wanted) and not wanted.several and not self._reader.noise():
            limits = self._reader.read(wanted, self._among)
            if not limits.doubts:
                yield from self._made(wanted, limits)

    def guesses(self, kinds: Sequence[str]) -> Iterator[Parsed]:
        """Readings that leave something over, or that answer in another kind than the words that ask say: in one of these, the likeliest first.
        What speaks against each stands in its `doubts`."""
        wanted = asked(self._tokens, self._called)
        if self._reader.noise() or wanted.several or self._tells_manner(wanted):
            return
        if self._among is None and next(own_ways(self._composing, self._said), None) is not None:
            return
        own = kind_asked(wanted)
        for kind in dict.fromkeys((*([own] if own in KINDS_OF else []), *kinds)):
            meant = in_kind(wanted, kind) if kind != own else in_kind(wanted, None)
            if meant is None:
                continue
            limits = self._reader.read(meant, self._among)
            doubts = (*limits.doubts, *(["kind"] if kind != own else []))
            if not doubts or "unlimited" in doubts or limits.missing:
                continue  # a noun that stands nowhere is never passed over
            yield from self._made(meant, limits, doubts)

    def _tells_manner(self, wanted: Asked) -> bool:
        """Manner and reason are nothing that a plan's facts tell."""
        return any(t.has("how") for t in self._tokens) and wanted.kind != "zp:Funding"

    def _made(self, wanted: Asked, limits: Narrowing, doubts: tuple[str, ...] = ()) -> Iterator[Parsed]:
        seen: list[Any] = []
        for way in ways(wanted, limits):
            for reading in way.make(self._composing, wanted, limits):
                if isinstance(reading, QuestionReading) and reading not in seen:
                    seen.append(reading)
                    yield replace(self._parsed(f"sense: {way.name}", reading), doubts=doubts)

    def _ranked_units(self, tokens: tuple[SpokenWord, ...]) -> tuple[SpokenWord, ...]:
        """牵头任务最多的单位牵头哪些任务: a ranking of which more is asked is a unit as any other."""
        for n in range(2, len(tokens) - 1):
            rest = [t for t in tokens[n + 1 :] if t.has("wh", "who", "howmany")]
            further = any(t.has(*DOING, "partner") for t in tokens[n + 1 :])
            if tokens[n].has("unitnoun") and tokens[n - 1].surface == "的" and rest and further and not any(t.asks for t in tokens[:n]):
                inner = Utterance("".join(t.surface for t in tokens[: n + 1]), (tokens[: n + 1],))
                composer = SenseComposer(inner, self._builder, self._topics, self._concepts, self._called, self._known, self._today)
                value = next((p.value.meaning for p in composer.readings() if isinstance(p.value, QuestionReading)), None)
                if not isinstance(value, Set) or kind_of(value) != UNIT:
                    return tokens
                start, end = tokens[0].start, tokens[n].end
                surface = "".join(t.surface for t in tokens[: n + 1])
                item = Item(start, end, ("Unit", "Set"), value, surface)
                return (SpokenWord(start, end, surface, "unit", item=item), *tokens[n + 1 :])
        return tokens

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
