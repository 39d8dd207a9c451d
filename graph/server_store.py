"""A store on a SPARQL 1.1 server, with the face of `graph.store.Store`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph
from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, RdfFormat, Triple

from zhengpu.graph.corrections.correction_book import correction_book
from zhengpu.graph.errors import BadQuery
from zhengpu.graph.facts import DocumentGraph, Iri, Naming
from zhengpu.graph.names import Names, iri_text
from zhengpu.graph.rows import Rows, value_of
from zhengpu.graph.server import Result, Server
from zhengpu.graph.triples import document_quads, name_quads, namings
from zhengpu.graph.versions.earlier import version_quads

if TYPE_CHECKING:
    from zhengpu.graph.index.index import Index

__all__ = ["ServerStore"]

_Thing = TypeVar("_Thing")
_CHUNK = 400
"""Triples an update and things a filter: some makes compile every one of them."""

_PAGE = 5000
"""Rows a request where everything is wanted: below every make's cap."""


class ServerStore:
    """Documents on a server. Where the server runs an update as one transaction, so is each change here."""

    def __init__(self, url: str, names: Names | None = None, server: Server | None = None) -> None:
        self.names = names or Names()
        self.server = server or Server(url)
        self.path = None
        self.revision = 0
        """Goes up with every change made through this object; others may change the server too."""

    @cached_property
    def index(self) -> Index:
        """See `Store.index`; in memory, because others may change the server while nobody looks."""
        from zhengpu.graph.index.index import Index

        return Index(self)

    def replace(self, graph: DocumentGraph) -> Iri:
        """See `Store.replace`."""
        return self.put(graph.iri, document_quads(graph, self.names))

    def placed(self, document: Iri, quads: Sequence[Quad]) -> tuple[Iri, Sequence[Quad]]:
        """See `Store.placed`."""
        return document, quads

    def flush(self) -> None:
        """See `Store.flush`: what a server took is its own to keep."""

    def put(
        self,
        document: Iri,
        quads: Sequence[Quad],
        *,
        kept: Sequence[Quad] = (),
        dropped: frozenset[Quad] = frozenset(),
        at_once: bool = True,
    ) -> Iri:
        """See `Store.put`."""
        said = tuple(namings(quads))
        touched = self._named_in(document) | {naming.entity for naming in said}
        others = self._namings(touched, without=document)
        for naming in said:
            others[naming.entity].append(naming)
        self._commit(document, quads, others, touched, kept, dropped)
        return document

    def forget(self, document: Iri) -> bool:
        """See `Store.forget`."""
        if not self.ask(f"ASK {{ GRAPH {iri_text(document)} {{ ?s ?p ?o }} }}"):
            return False
        touched = self._named_in(document)
        apart = frozenset((*version_quads(self.said, document, self.names), *correction_book(self).forgotten(document)))
        self._commit(document, [], self._namings(touched, without=document), touched, dropped=apart)
        return True

    def documents(self) -> tuple[Iri, ...]:
        """See `Store.documents`."""
        rows = self.query("SELECT DISTINCT ?d { GRAPH ?d { ?d zp:sourceText ?t } }")
        return tuple(sorted(Iri(str(row[0])) for row in rows))

    def text(self, document: Iri) -> str | None:
        """See `Store.text`."""
        found = self.query(f"SELECT ?t {{ GRAPH {iri_text(document)} {{ {iri_text(document)} zp:sourceText ?t }} }}").one
        return None if found is None else str(found)

    def query(self, sparql: str) -> Rows:
        """See `Store.query`."""
        result = self.run(sparql)
        if not isinstance(result, QuerySolutions):
            raise BadQuery("这里只接受 SELECT 查询", "查询的结果不是表格", "请改用 SELECT")
        columns = tuple(v.value for v in result.variables)
        return Rows(columns, tuple(tuple(value_of(solution[c]) for c in columns) for solution in result))

    def ask(self, sparql: str) -> bool:
        """See `Store.ask`."""
        result = self.run(sparql)
        return isinstance(result, QueryBoolean) and bool(result)

    def run(self, sparql: str) -> Result:
        """See `Store.run`."""
        return self.server.run(sparql)

    def quads(self) -> Iterator[Quad]:
        """See `Store.quads`: graph by graph, page by page."""
        for graph in self.graphs():
            yield from self.said(graph)

    def graphs(self) -> Iterable[Iri]:
        """See `Store.graphs`; what stands outside every graph is not ours."""
        return [Iri(str(row[0])) for row in sorted(self.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"))]

    def said(self, graph: Iri, subject: Iri | None = None) -> Iterator[Quad]:
        """See `Store.said`."""
        where = NamedNode(graph)
        if subject is None:
            yield from (Quad(triple.subject, triple.predicate, triple.object, where) for triple in self._triples(graph))
            return
        rows = self.run(f"SELECT ?p ?o {{ GRAPH {iri_text(graph)} {{ {iri_text(subject)} ?p ?o }} }}")
        assert isinstance(rows, QuerySolutions)
        yield from (Quad(NamedNode(subject), row["p"], row["o"], where) for row in rows)

    def load(self, quads: Iterable[Quad]) -> None:
        """See `Store.load`."""
        graphs: defaultdict[str, list[Quad]] = defaultdict(list)
        for quad in quads:
            graphs[quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else self.names.names_graph].append(quad)
        with self.index.changing():
            self._change([step for graph, held in graphs.items() for step in _insertions(graph, held)])

    def record(self, graph: Iri, quads: Iterable[Quad]) -> None:
        """See `Store.record`."""
        with self.index.changing(graph):
            self._change([f"DROP SILENT GRAPH {iri_text(graph)}", *_insertions(graph, list(quads))])

    def update(self, sparql: str, base: str | None = None) -> None:
        """See `Store.update`."""
        try:
            with self.index.changing():
                self.server.update(sparql, base)
        finally:
            self.revision += 1

    def close(self) -> None:
        """See `Store.close`."""
        self.server.close()

    def __enter__(self) -> ServerStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _triples(self, graph: str) -> Iterator[Triple]:
        """All of one graph in pages; inside a subquery, because a sorted page far down is refused by some makes."""
        start = 0
        while True:
            inner = f"SELECT ?s ?p ?o {{ GRAPH {iri_text(graph)} {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o"
            result = self.run(f"SELECT ?s ?p ?o {{ {{ {inner} }} }} LIMIT {_PAGE} OFFSET {start}")
            assert isinstance(result, QuerySolutions)
            rows = list(result)
            yield from (Triple(row["s"], row["p"], row["o"]) for row in rows)
            if len(rows) < _PAGE:
                return
            start += _PAGE

    def _named_in(self, document: Iri) -> set[Iri]:
        rows = self.query(f"SELECT DISTINCT ?e {{ GRAPH {iri_text(document)} {{ ?n zp:names ?e }} }}")
        return {Iri(str(row[0])) for row in rows}

    def _namings(self, entities: set[Iri], without: Iri) -> defaultdict[Iri, list[Naming]]:
        """What the other documents call these things."""
        found: list[Quad] = []
        for some in _chunks(sorted(entities), _CHUNK):
            listed = ", ".join(iri_text(entity) for entity in some)
            conditions = f"FILTER(?e IN ({listed})) FILTER(?g != {iri_text(without)})"
            rows = self.run(f"SELECT ?g ?n ?p ?o {{ GRAPH ?g {{ ?n zp:names ?e . ?n ?p ?o }} {conditions} }}")
            assert isinstance(rows, QuerySolutions)
            found += (Quad(row["n"], row["p"], row["o"], row["g"]) for row in rows)
        out: defaultdict[Iri, list[Naming]] = defaultdict(list)
        for naming in namings(found):
            out[naming.entity].append(naming)
        return out

    def _commit(
        self,
        document: Iri,
        quads: Sequence[Quad],
        said: defaultdict[Iri, list[Naming]],
        touched: set[Iri],
        kept: Sequence[Quad] = (),
        dropped: frozenset[Quad] = frozenset(),
    ) -> None:
        """First what is kept, so that on a server without transactions nothing is lost; what is dropped goes last."""
        keeping = [step for graph, some in _by_graph(kept) for step in _insertions(graph, some)]
        described = [quad for entity in sorted(touched) if said[entity] for quad in name_quads(entity, said[entity], self.names)]
        names_graph = iri_text(self.names.names_graph)
        steps = []
        for some in _chunks(sorted(touched), _CHUNK):
            listed = ", ".join(iri_text(entity) for entity in some)
            steps.append(
                f"DELETE {{ GRAPH {names_graph} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {names_graph} {{ ?s ?p ?o }} FILTER(?s IN ({listed})) }}"
            )
        steps += _insertions(self.names.names_graph, described)
        steps += [step for graph, some in _by_graph(dropped) for step in _insertions(graph, some, "DELETE")]
        gone = f"DROP SILENT GRAPH {iri_text(document)}"
        with self.index.changing(document):
            if self.server.make.transactional:
                self._change([*keeping, gone, *_insertions(document, quads), *steps])
            elif quads:
                self._change(keeping)
                self.server.put(document, quads)  # replaces the graph in one step
                self._change(steps)
            else:
                self._change([gone, *steps])

    def _change(self, steps: list[str]) -> None:
        """Together where that is one transaction, else one by one."""
        try:
            for text in [" ;\n".join(steps)] if self.server.make.transactional else steps:
                self.server.update(text)
        finally:
            self.revision += 1


def _by_graph(quads: Iterable[Quad]) -> Iterator[tuple[str, Sequence[Quad]]]:
    found: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in sorted(quads, key=str):
        found[getattr(quad.graph_name, "value", "")].append(quad)
    yield from found.items()


def _insertions(graph: str, quads: Sequence[Quad], verb: str = "INSERT") -> Iterator[str]:
    for some in _chunks(quads, _CHUNK):
        data = pyoxigraph.serialize((quad.triple for quad in some), format=RdfFormat.N_TRIPLES) or b""
        yield f"{verb} DATA {{ GRAPH {iri_text(graph)} {{ {data.decode()} }} }}"


def _chunks(things: Sequence[_Thing], size: int) -> Iterator[list[_Thing]]:
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
