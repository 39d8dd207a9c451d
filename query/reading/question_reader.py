"""A question → its readings: linked, parsed with and without documents as its scope, checked against the ontology."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from zhengpu.graph.errors import DefinitionError
from zhengpu.graph.facts import Iri
from zhengpu.query.asked.asked import asked
from zhengpu.query.kinds import UNIT
from zhengpu.query.known import Known
from zhengpu.query.meaning import Meaning, Minus, One, Set, check, parts
from zhengpu.query.meanings.builder import Builder
from zhengpu.query.meanings.readings import CURRENT, QuestionReading
from zhengpu.query.sense.sense import SenseComposer
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.utterance import Utterance, heard
from zhengpu.query.words.lattice import Item, Parsed, Skip
from zhengpu.query.words.link import UNREAD, DocumentScope, FreeWords, Linked
from zhengpu.query.words.speech import load_speech

__all__ = ["SCOPE_COST", "QuestionReader", "Read"]

SCOPE_COST = 0.3
"""What it costs to take a document or place as the scope of the question; harmless words cost less."""

_AFTER_SCOPE = 0.05


@dataclass(frozen=True, slots=True)
class Read:
    """A reading with the stretch it came from and the mentions that narrow it."""

    reading: QuestionReading
    parsed: Parsed
    scope: tuple[DocumentScope, ...]
    linked: Linked

    def meaning(self, meaning: Meaning) -> Read:
        """The same with another meaning."""
        return replace(self, reading=replace(self.reading, meaning=meaning))

    @property
    def strange(self) -> tuple[str, ...]:
        """Names and words of the question that the graph does not have; what some plan prints is not among them."""
        printed = {i.value.text for i in self.linked.items if isinstance(i.value, FreeWords) and i.value.known}
        empty = (p.label for p in parts(self.reading.meaning) if isinstance(p, One) and not p.iris and p.label)
        return tuple(label for label in dict.fromkeys(empty) if label not in printed)

    @property
    def takes_away_strangers(self) -> bool:
        """Whether it leaves out what the graph does not know: perhaps the name is wrong, and then so is what remains."""
        lost = (p.without for p in parts(self.reading.meaning) if isinstance(p, Minus))
        return any(isinstance(p, One) and not p.iris and p.label for without in lost for p in parts(without))


class QuestionReader:
    """Reads one question. `documents` narrow it from outside (none: the whole graph); `called`: what these are called."""

    def __init__(self, known: Known, today: date, documents: tuple[Iri, ...], called: str = CURRENT) -> None:
        self._known, self._today, self._documents, self._called = known, today, documents, called
        self._said: dict[tuple[str, tuple[tuple[int, int], ...]], Utterance] = {}

    def composed(self, linked: Linked, among: Set | None = None) -> Iterator[Read]:
        """Readings by type, best first: the words fill the places of one question in whatever order they stand.

        `among`: what an earlier question found, of which this one asks.
        """
        yield from self._read(linked, among, lambda composer: composer.readings())

    def guessed(self, linked: Linked, kinds: Sequence[str]) -> Iterator[Read]:
        """Readings that leave something over or answer in another kind than the words say, in one of `kinds`: `doubts` tell what."""
        yield from self._read(linked, None, lambda composer: composer.guesses(kinds))

    def _read(self, linked: Linked, among: Set | None, made: Callable[[SenseComposer], Iterator[Parsed]]) -> Iterator[Read]:
        unread = [s for s in linked.scopes if UNREAD in s.documents and _cited(linked, s)]
        scopes = tuple(s for s in linked.scopes if s not in unread and not linked.text.startswith("被", s.end))  # 甲被哪份文件废止
        if scopes and not self.documents(scopes):
            return
        builder = self.builder(tuple(s for s in scopes if not s.whole))
        spans = {(s.start, s.end) for s in scopes}
        items = tuple(i for i in linked.items if (i.start, i.end) not in spans)
        narrowed = replace(linked, items=items, skips=(*linked.skips, *_scope_skips(linked, scopes)))
        concepts = load_concepts().with_roles(self._known.ontology.roles())
        said = self._hear(narrowed, tuple(sorted(spans)))
        composer = SenseComposer(
            said, builder, builder.topics(self._known.members), concepts, self.tasks_called, self._known, self._today, among
        )
        for parsed in made(composer):
            reading = builder.scoped(cast(QuestionReading, parsed.value))
            try:
                check(reading.meaning, self._known.ontology)
            except DefinitionError:
                continue
            yield Read(reading, parsed, scopes, linked)

    def heard(self, linked: Linked) -> Utterance:
        """The words of a question with what they do."""
        return self._hear(linked, ())

    def heard_within(self, linked: Linked) -> tuple[Utterance, tuple[Iri, ...]]:
        """What was said beside the names of documents, and those documents (none: all)."""
        scopes = tuple(s for s in linked.scopes if UNREAD not in s.documents)
        spans = tuple(sorted((s.start, s.end) for s in scopes))
        items = tuple(i for i in linked.items if (i.start, i.end) not in spans)
        return self._hear(replace(linked, items=items), spans), self.documents(scopes)

    def _hear(self, linked: Linked, spans: tuple[tuple[int, int], ...]) -> Utterance:
        """The words beside what stands at these places; each question is heard once."""
        key = linked.text, spans
        if key not in self._said:
            concepts, wording = load_concepts().with_roles(self._known.ontology.roles()), self._known.wording
            self._said[key] = heard(
                linked, concepts, load_speech(), wording.occurs, self._bare, spans, wording.titled, wording.stands_alone
            )
        return self._said[key]

    def asks_otherwise(self, linked: Linked) -> bool:
        """Whether a word asks for something that is no task (推的是哪种模式, 改的都是啥), and nobody's tasks are asked for."""
        said = self.heard(linked)
        wanted = asked(said.tokens, self.tasks_called)
        held = any(
            t.kind in ("unit", "tasknumber", "loosenumber", "ordinal")
            or t.has("lead", "cooperate", "responsible", "mention", "have", "most", "least")
            or (t.kind == "quantity" and wanted.noun is None)
            for t in said.tokens
        )
        held = held or (wanted.noun is not None and wanted.noun.phrase and self._titled_so(wanted.noun.surface))
        return wanted.explicit and wanted.form == "list" and wanted.kind is None and not held

    def _titled_so(self, noun: str) -> bool:
        """哪个示范圈: whether several tasks are called by a noun."""
        return len(self._known.wording.printed(noun, "rdfs:label", self._documents)) > 1

    def foreign(self, linked: Linked) -> bool:
        """Whether a paper is named that the graph does not know."""
        return any(UNREAD in s.documents and not _cited(linked, s) for s in linked.scopes)

    def _bare(self, word: str) -> Item | None:
        """The unit that a word is short for, if it is the only one."""
        iris = self._known.wording.abbreviations.stem(word)
        return Item(0, 0, ("Unit", "Set"), One(UNIT, iris, word), word) if len(iris) == 1 else None

    def tasks_called(self, noun: str) -> bool:
        """Whether a plan's tasks are what it calls by this noun: their titles end with it."""
        titles = [self._known.folding.fold(t.title) for t in self._known.wording.inside(self._documents or self._known.wording.every[:1])]
        return len(noun) > 1 and sum(t.endswith(noun) for t in titles) * 2 > len(titles)

    def documents(self, scopes: Iterable[DocumentScope]) -> tuple[Iri, ...]:
        """Documents that every mention and the caller allow."""
        found = set(self._documents or self._known.wording.every)
        for scope in scopes:
            if UNREAD in scope.documents:
                return (UNREAD,)
            if scope.whole:
                continue
            found &= set(scope.documents)
        return tuple(sorted(found))

    def builder(self, scopes: tuple[DocumentScope, ...]) -> Builder:
        """What readings are made with, within these documents (none: those the question may be asked of)."""
        k = self._known
        documents = self.documents(scopes) if scopes or self._documents else ()
        return Builder(k.wording, k.ontology, k.words, k.folding, documents, "、".join(s.label for s in scopes) or self._called)


def _cited(linked: Linked, scope: DocumentScope) -> bool:
    """Whether a paper that has not been read is one that plans speak of."""
    spoken = any(word in linked.text for word in load_concepts().sets["speaks_of"])
    return spoken and any((i.start, i.end) == (scope.start, scope.end) and isinstance(i.value, One) for i in linked.items)


def _scope_skips(linked: Linked, scopes: tuple[DocumentScope, ...]) -> list[Skip]:
    """The mentions themselves, and 里, 的, 计划 right after them."""
    out = [Skip(s.start, s.end, s.label, SCOPE_COST) for s in scopes]
    ends = {s.end for s in scopes}
    for _ in range(2):
        for item in linked.items:
            follows = item.symbols[0] in ("in", "de") or item.symbols == ("kind", "kind.Document")
            if follows and item.start in ends:
                out.append(Skip(item.start, item.end, item.surface, _AFTER_SCOPE))
                ends = ends | {item.end}
    return out
