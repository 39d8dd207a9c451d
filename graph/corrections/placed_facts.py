"""What a document's graph says, fact by fact with the characters it rests on: what people can confirm or correct."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from pyoxigraph import NamedNode, Quad

from zhengpu.graph.facts import Iri, Span
from zhengpu.graph.names import PREFIXES, expand
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.rows import Cell, value_of

__all__ = ["PlacedFact", "ReadGraph", "ReadTaskPlace", "role_terms"]

_HELD = {expand("zp:Target"): "zp:hasTarget", expand("zp:Funding"): "zp:hasFunding"}
_DUTY, _STATEMENT = expand("zp:Responsibility"), expand("rdf:Statement")
_HOLDING = frozenset(("zp:responsibility", *_HELD.values()))


@dataclass(frozen=True, slots=True)
class PlacedFact:
    """One fact. `node` is the node that carries it (a responsibility, a statement, a target, a funding), `term` its property as a prefixed
    name, `subject` the unit, task or document it is said of, `value` what is said (an IRI or a plain value as text); `task` the task
    concerned, if one is; `printed` the name as printed; `about` the whole of it for people; `quote` the words of its first place.
    """

    node: Iri
    term: str
    subject: Iri
    value: str
    task: Iri | None
    printed: str
    about: str
    confidence: float
    rule: str
    places: tuple[Span, ...]
    quote: str = ""

    def touches(self, span: Span) -> bool:
        """Whether it rests on some of these characters."""
        return any(place.start < span.end and span.start < place.end for place in self.places)

    def within(self, span: Span) -> bool:
        """Whether it rests on these characters alone."""
        return bool(self.places) and all(place in span for place in self.places)


@dataclass(frozen=True, slots=True)
class ReadTaskPlace:
    """A task and where its title stands; `number` as printed, `position` its place in reading order."""

    iri: Iri
    number: int | None
    title: str
    position: int
    start: int


class ReadGraph:
    """One document's quads, looked up by what they are about. Quads may come and go; only what they touch is worked out anew."""

    def __init__(self, document: Iri, quads: Iterable[Quad]) -> None:
        self.document = document
        self._said: defaultdict[Iri, defaultdict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
        self._kinds: defaultdict[str, dict[Iri, None]] = defaultdict(dict)
        self._holders: dict[Iri, Iri] = {}
        self._facts: dict[Iri, tuple[PlacedFact, ...]] = {}
        self._stale: set[Iri] = set()
        self._sorted: tuple[PlacedFact, ...] | None = None
        self._tasks: tuple[ReadTaskPlace, ...] | None = None
        for quad in quads:
            self.add(quad)

    def add(self, quad: Quad) -> None:
        """It is said now."""
        if isinstance(quad.subject, NamedNode):
            node, term, value = Iri(quad.subject.value), _short(quad.predicate.value), value_of(quad.object)
            self._said[node][term].append(value)
            if term == "rdf:type":
                self._kinds[str(value)][node] = None
            if term in _HOLDING:
                self._holders[Iri(str(value))] = node
            self._touched(node, term, value)

    def remove(self, quad: Quad) -> None:
        """It is not said any more."""
        if isinstance(quad.subject, NamedNode):
            node, term, value = Iri(quad.subject.value), _short(quad.predicate.value), value_of(quad.object)
            if value in self._said[node][term]:
                self._said[node][term].remove(value)
            if term == "rdf:type":
                self._kinds[str(value)].pop(node, None)
            if term in _HOLDING and self._holders.get(Iri(str(value))) == node:
                del self._holders[Iri(str(value))]
            self._touched(node, term, value)

    def _touched(self, node: Iri, term: str, value: Cell) -> None:
        self._stale.add(node)
        if term in _HOLDING:
            self._stale.add(Iri(str(value)))
        self._sorted = self._tasks = None
        if term == "zp:names":
            self.__dict__.pop("_called", None)

    @cached_property
    def text(self) -> str:
        """The document's text."""
        return str(self.one(self.document, "zp:sourceText") or "")

    def one(self, node: Iri, term: str) -> Cell:
        """What is said of a node by a term; of several things the first in order."""
        held = self._said[node].get(term, ()) if node in self._said else ()
        return held[0] if len(held) == 1 else min(held, key=str, default=None)

    def places(self, node: Iri) -> tuple[Span, ...]:
        """The characters a node rests on."""
        found = []
        for evidence in self._all(node, "zp:evidence"):
            for selector in self._all(evidence, "oa:hasSelector"):
                start, end = self.one(selector, "oa:start"), self.one(selector, "oa:end")
                if isinstance(start, int) and isinstance(end, int):
                    found.append(Span(start, end))
        return tuple(sorted(found))

    @property
    def tasks(self) -> tuple[ReadTaskPlace, ...]:
        """The tasks in reading order."""
        if self._tasks is None:
            self._tasks = self._read_tasks()
        return self._tasks

    def _read_tasks(self) -> tuple[ReadTaskPlace, ...]:
        found = []
        for node in self.of_kind("zp:Task"):
            number, position = self.one(node, "zp:number"), self.one(node, "zp:position")
            start = min((place.start for place in self.places(node)), default=0)
            title = str(self.one(node, "rdfs:label") or "")
            found.append(
                ReadTaskPlace(node, number if isinstance(number, int) else None, title, position if isinstance(position, int) else 0, start)
            )
        return tuple(sorted(found, key=lambda task: (task.position, task.start)))

    def task_at(self, position: int) -> ReadTaskPlace | None:
        """The task whose text a place stands in: the last one whose title begins before it."""
        return max((task for task in self.tasks if task.start <= position), key=lambda task: task.start, default=None)

    def of_kind(self, kind: str) -> list[Iri]:
        """The nodes of a kind."""
        return [*self._kinds[expand(kind)]]

    @property
    def facts(self) -> tuple[PlacedFact, ...]:
        """Every fact, in the order of its places."""
        if self._sorted is None:
            for node in self._stale:
                self._facts[node] = tuple(self._read_facts(node))
            self._stale.clear()
            found = (fact for facts in self._facts.values() for fact in facts)
            self._sorted = tuple(sorted(found, key=lambda fact: (fact.places[:1], fact.term, fact.about, fact.node)))
        return self._sorted

    def _read_facts(self, node: Iri) -> Iterator[PlacedFact]:
        for kind in self._said[node].get("rdf:type", ()) if node in self._said else ():
            if kind == _DUTY:
                yield from self._duty(node)
            elif kind == _STATEMENT:
                yield from self._statement(node)
            elif kind in _HELD:
                yield from self._held(node, _HELD[Iri(str(kind))])

    def _duty(self, node: Iri) -> Iterator[PlacedFact]:
        """One for each name of the unit that stands there."""
        unit, role, holder = self.one(node, "prov:agent"), role_terms().get(str(self.one(node, "zp:relation"))), self._holders.get(node)
        if unit is None or role is None or holder is None:
            return
        for name in sorted(map(str, self._said[node].get("zp:printed", ()))):
            yield self._fact(node, role, Iri(str(unit)), holder, holder, name, name + _label(role))

    def _statement(self, node: Iri) -> Iterator[PlacedFact]:
        subject, predicate, value = (self.one(node, f"rdf:{part}") for part in ("subject", "predicate", "object"))
        term = _short(str(predicate))
        if subject is None or value is None or "/" in term:
            return
        task = Iri(str(subject)) if self.one(Iri(str(subject)), "zp:position") is not None else None
        names, places = self._called.get(str(value), (str(value),)), self.places(node)
        quote = self.text[places[0].slice] if places else ""
        called = next((name for name in names if name in quote), names[0])
        yield self._fact(node, term, Iri(str(subject)), value, task, called, f"{_label(term)}：{called}")

    def _held(self, node: Iri, term: str) -> Iterator[PlacedFact]:
        holder = self._holders.get(node)
        if holder is not None:
            label = str(self.one(node, "rdfs:label") or "")
            task = holder if holder != self.document else None
            yield self._fact(node, term, holder, node, task, label, f"{_label(term)}：{label}")

    def _fact(self, node: Iri, term: str, subject: Iri, value: Cell, task: Iri | None, printed: str, about: str) -> PlacedFact:
        confidence, rule = self.one(node, "zp:confidence"), str(self.one(node, "zp:rule") or "")
        sure = float(str(confidence)) if confidence is not None else 1.0
        places = self.places(node)
        quote = self.text[places[0].slice] if places else ""
        return PlacedFact(node, term, subject, str(value), task, printed, about, sure, rule, places, quote)

    @cached_property
    def _called(self) -> Mapping[str, tuple[str, ...]]:
        """What the document calls the things it shares with others, the longest name first."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for node in self.of_kind("zp:Naming"):
            for thing in self._said[node].get("zp:names", ()):
                found[str(thing)].update(map(str, self._said[node].get("zp:printed", ())))
        return {thing: tuple(sorted(names, key=lambda name: (-len(name), name))) for thing, names in found.items() if names}

    def _all(self, node: Iri, term: str) -> list[Iri]:
        return [Iri(str(value)) for value in self._said[node].get(term, ())] if node in self._said else []


_PREFIX = {whole: prefix for prefix, whole in PREFIXES.items()}


@cache
def role_terms() -> Mapping[str, str]:
    """The roles by IRI, as prefixed names.

    >>> role_terms()["https://w3id.org/zhengpu/ns#leads"]
    'zp:leads'
    """
    return {relation.iri: relation.term for relation in load_ontology().roles()}


@cache
def _labels() -> Mapping[str, str]:
    return {term: relation.label for term, relation in load_ontology().relations.items()}


def _label(term: str) -> str:
    return _labels().get(term, term)


@cache
def _short(iri: str) -> str:
    """An IRI as a prefixed name, if it begins with a known prefix."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _PREFIX.get(iri[:end])
    return f"{prefix}:{iri[end:]}" if prefix else iri
