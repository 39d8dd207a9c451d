"""Citations by title alone: whom they mean, as documents come and go.

A paper cited by its title alone means the one document that has been read and has this title; with none, or with several, it stays a
policy of its own. That must not depend on the order of reading, so a citation can be bound and unbound again: the nodes that say it are
named after the title (`graph.triples`), whatever they say now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from zhengpu.graph.facts import Iri
from zhengpu.graph.identity import exchanged, own_title
from zhengpu.graph.names import PREFIXES, Names, key
from zhengpu.graph.triples import literal, namings

__all__ = ["Citations", "Shift", "unbound"]

_NAMES = PREFIXES["zp"] + "names"
_SUBJECT, _PREDICATE, _OBJECT = (PREFIXES["rdf"] + term for term in ("subject", "predicate", "object"))


@dataclass(frozen=True, slots=True)
class Shift:
    """What other documents say now and will say."""

    gone: frozenset[Quad] = frozenset()
    new: frozenset[Quad] = frozenset()

    @property
    def namings(self) -> Mapping[tuple[str, str], Iri]:
        """Naming nodes (with their graphs) and what they will name."""
        moved = (quad for quad in self.new if quad.predicate.value == _NAMES)
        return {(str(quad.subject), str(quad.graph_name)): Iri(quad.object.value) for quad in moved if isinstance(quad.object, NamedNode)}

    @property
    def entities(self) -> set[Iri]:
        """Everything that is or will be named by them."""
        named = (quad.object for quad in self.gone | self.new if quad.predicate.value == _NAMES)
        return {Iri(thing.value) for thing in named if isinstance(thing, NamedNode)}

    @property
    def graphs(self) -> set[Iri]:
        """The documents concerned."""
        return {Iri(quad.graph_name.value) for quad in self.gone | self.new if isinstance(quad.graph_name, NamedNode)}


class Citations:
    """The citations by title in one engine."""

    def __init__(self, engine: pyoxigraph.Store, names: Names) -> None:
        self._engine, self._names = engine, names

    def bound(self, document: Iri, quads: Sequence[Quad]) -> list[Quad]:
        """A new document's quads, its citations by title meaning what has been read (this document included)."""
        own = own_title(document, quads)
        for naming in namings(quads):
            if naming.kind == "Policy" and naming.entity == self._names.document(None, naming.full):
                meant = self._meant(naming.full, document, read=naming.full == own)
                if meant != naming.entity:
                    quads = list(dict.fromkeys(exchanged(quads, naming.entity, meant)))
        return list(quads)

    def shift(self, document: Iri, quads: Sequence[Quad]) -> Shift:
        """What other documents must say once these quads (or none) stand in place of the document's."""
        graph = NamedNode(document)
        before = own_title(document, self._engine.quads_for_pattern(graph, None, None, graph))
        after = own_title(document, quads)
        gone: set[Quad] = set()
        new: set[Quad] = set()
        for title in {title for title in (before, after) if title}:
            alias, meant = self._names.document(None, title), self._meant(title, document, read=title == after)
            for entity in ({alias, document} | self._titled(title)) - {meant}:
                for old, now in self._elsewhere(alias, entity, meant, document):
                    gone |= old
                    new |= now
        return Shift(frozenset(gone - new), frozenset(new - gone))

    def _meant(self, title: str, document: Iri, *, read: bool) -> Iri:
        """Whom a title means once `document` is (or is not) one that has been read under it."""
        found = self._titled(title) - {document} | ({document} if read else set())
        return found.pop() if len(found) == 1 else self._names.document(None, title)

    def _titled(self, title: str) -> set[Iri]:
        """The documents that have been read and have this title."""
        pattern = self._engine.quads_for_pattern(None, NamedNode(PREFIXES["dct"] + "title"), literal(title), None)
        return {Iri(quad.subject.value) for quad in pattern if isinstance(quad.subject, NamedNode) and quad.subject == quad.graph_name}

    def _elsewhere(self, alias: Iri, entity: Iri, meant: Iri, document: Iri) -> Iterator[tuple[set[Quad], set[Quad]]]:
        """In every other document that says a thing: what it says because of the title, and what it will say."""
        apart = {self._names.names_graph, document}
        graphs: defaultdict[str, list[Quad]] = defaultdict(list)
        for quad in self._engine.quads_for_pattern(None, None, NamedNode(entity), None):
            if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value not in apart:
                graphs[quad.graph_name.value].append(quad)
        for saying in graphs.values():
            yield _moved(saying, alias, NamedNode(meant), self._about)

    def _about(self, statement: Quad) -> Iterable[Quad]:
        return self._engine.quads_for_pattern(statement.subject, None, None, statement.graph_name)


def unbound(quads: Iterable[Quad], names: Names) -> list[Quad]:
    """A document's quads as they were read: its citations by title alone mean nobody yet. `Citations.bound` is the other way."""
    held = set(quads)
    about = defaultdict[object, list[Quad]](list)
    told = defaultdict[object, list[Quad]](list)
    for quad in held:
        about[quad.subject].append(quad)
        told[quad.object].append(quad)
    for naming in namings(list(held)):
        alias = names.document(None, naming.full)
        if naming.kind == "Policy" and naming.entity != alias:
            old, now = _moved(told[NamedNode(naming.entity)], alias, NamedNode(alias), lambda statement: about[statement.subject])
            held = (held - old) | now
    return sorted(held, key=str)


def _moved(saying: Sequence[Quad], alias: Iri, meant: NamedNode, about: Callable[[Quad], Iterable[Quad]]) -> tuple[set[Quad], set[Quad]]:
    """Of one graph's quads about a thing, those that stand there because of the title, before and after."""
    nodes = [quad for quad in saying if quad.predicate.value in (_NAMES, _OBJECT)]
    moving = {quad for quad in nodes if _written(quad, alias)}
    edges = {_edge(about(quad)) for quad in moving if quad.predicate.value == _OBJECT}
    staying = {_edge(about(quad)) for quad in nodes if quad.predicate.value == _OBJECT and quad not in moving}
    plain = {quad for quad in saying if (str(quad.subject), quad.predicate.value) in edges}
    gone = moving | {quad for quad in plain if (str(quad.subject), quad.predicate.value) not in staying}
    return gone, {Quad(quad.subject, quad.predicate, meant, quad.graph_name) for quad in moving | plain}


def _edge(about: Iterable[Quad]) -> tuple[str, str]:
    """Subject and predicate of the plain triple that a statement is about."""
    said = {quad.predicate.value: quad.object for quad in about if quad.predicate.value in (_SUBJECT, _PREDICATE)}
    return str(said[_SUBJECT]), getattr(said[_PREDICATE], "value", "")


def _written(quad: Quad, alias: Iri) -> bool:
    """Whether a naming or a statement was written with the title's own IRI: its node is named after it."""
    parts = str(getattr(quad.subject, "value", "")).split("/id/", 1)[-1].split("/")
    place = 2 if quad.predicate.value == _NAMES else -1
    return len(parts) > 2 and parts[place] == key(alias.split("/id/", 1)[-1])
