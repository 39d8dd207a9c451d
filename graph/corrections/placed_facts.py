"""What a document's graph says, fact by fact with the characters it rests on: what people can confirm or correct."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode, Quad

from zhengpu.graph.facts import Iri, Span
from zhengpu.graph.names import PREFIXES, expand
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.rows import Cell, value_of

__all__ = ["PlacedFact", "ReadGraph"]

_HELD = {expand("zp:Target"): "zp:hasTarget", expand("zp:Funding"): "zp:hasFunding"}
_NODES = {expand("zp:Responsibility"), expand("rdf:Statement"), *_HELD}


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
    """One document's quads, looked up by what they are about."""

    def __init__(self, document: Iri, quads: Iterable[Quad]) -> None:
        self.document = document
        self.said: defaultdict[Iri, defaultdict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                self.said[Iri(quad.subject.value)][_short(quad.predicate.value)].append(value_of(quad.object))

    @cached_property
    def text(self) -> str:
        """The document's text."""
        return str(self.one(self.document, "zp:sourceText") or "")

    def one(self, node: Iri, term: str) -> Cell:
        """The first thing said of a node by a term."""
        return next(iter(self.said[node].get(term, ())), None) if node in self.said else None

    def places(self, node: Iri) -> tuple[Span, ...]:
        """The characters a node rests on."""
        found = []
        for evidence in self._all(node, "zp:evidence"):
            for selector in self._all(evidence, "oa:hasSelector"):
                start, end = self.one(selector, "oa:start"), self.one(selector, "oa:end")
                if isinstance(start, int) and isinstance(end, int):
                    found.append(Span(start, end))
        return tuple(sorted(found))

    @cached_property
    def tasks(self) -> tuple[ReadTaskPlace, ...]:
        """The tasks in reading order."""
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
        wanted = expand(kind)
        return [node for node, held in self.said.items() if wanted in held.get("rdf:type", ())]

    @cached_property
    def facts(self) -> tuple[PlacedFact, ...]:
        """Every fact, in the order of its places."""
        roles = {relation.iri: relation.term for relation in load_ontology().roles()}
        holders = self._holders()
        found: list[PlacedFact | None] = []
        for node in [*self.said]:
            kinds = _NODES & {str(kind) for kind in self.said[node].get("rdf:type", ())}
            if expand("zp:Responsibility") in kinds:
                found += self._duty(node, roles, holders)
            elif expand("rdf:Statement") in kinds:
                found.append(self._statement(node))
            elif kinds:
                found.append(self._held(node, _HELD[Iri(kinds.pop())], holders))
        return tuple(sorted((fact for fact in found if fact is not None), key=lambda fact: (fact.places[:1], fact.term, fact.about)))

    def _holders(self) -> Mapping[Iri, Iri]:
        """Of responsibilities, targets and fundings: whose they are."""
        terms = ("zp:responsibility", *_HELD.values())
        return {Iri(str(thing)): node for node, held in self.said.items() for term in terms if term in held for thing in held[term]}

    def _duty(self, node: Iri, roles: Mapping[Iri, str], holders: Mapping[Iri, Iri]) -> Iterator[PlacedFact]:
        """One for each name of the unit that stands there."""
        unit, term = self.one(node, "prov:agent"), roles.get(Iri(str(self.one(node, "zp:relation"))))
        if unit is None or term is None or node not in holders:
            return
        for name in sorted(map(str, self.said[node].get("zp:printed", ()))):
            about = name + load_ontology().relations[term].label
            yield self._fact(node, term, Iri(str(unit)), holders[node], holders[node], name, about)

    def _statement(self, node: Iri) -> PlacedFact | None:
        subject, predicate, value = (self.one(node, f"rdf:{part}") for part in ("subject", "predicate", "object"))
        term = _short(str(predicate))
        if subject is None or value is None or (term not in load_ontology().relations and ":" not in term):
            return None
        known = load_ontology().relations.get(term)
        task = Iri(str(subject)) if self.one(Iri(str(subject)), "zp:position") is not None else None
        called = self._called.get(str(value)) or str(value)
        return self._fact(node, term, Iri(str(subject)), value, task, called, f"{known.label if known else term}：{called}")

    def _held(self, node: Iri, term: str, holders: Mapping[Iri, Iri]) -> PlacedFact | None:
        holder = holders.get(node)
        if holder is None:
            return None
        label = str(self.one(node, "rdfs:label") or "")
        task = holder if holder != self.document else None
        return self._fact(node, term, holder, node, task, label, f"{load_ontology().relations[term].label}：{label}")

    def _fact(self, node: Iri, term: str, subject: Iri, value: Cell, task: Iri | None, printed: str, about: str) -> PlacedFact:
        confidence, rule = self.one(node, "zp:confidence"), str(self.one(node, "zp:rule") or "")
        sure = float(str(confidence)) if confidence is not None else 1.0
        places = self.places(node)
        quote = self.text[places[0].slice] if places else ""
        return PlacedFact(node, term, subject, str(value), task, printed, about, sure, rule, places, quote)

    @cached_property
    def _called(self) -> Mapping[str, str]:
        """What the document calls the things it shares with others."""
        return {str(thing): str(self.one(node, "zp:printed")) for node, held in self.said.items() for thing in held.get("zp:names", ())}

    def _all(self, node: Iri, term: str) -> list[Iri]:
        return [Iri(str(value)) for value in self.said[node].get(term, ())] if node in self.said else []


_PREFIX = {whole: prefix for prefix, whole in PREFIXES.items()}


def _short(iri: str) -> str:
    """An IRI as a prefixed name, if it begins with a known prefix."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _PREFIX.get(iri[:end])
    return f"{prefix}:{iri[end:]}" if prefix else iri
