"""What has been said, kept: one named graph a document, replaced atomically; the default graph of queries is the union.

`Store` is the face; `EmbeddedStore` keeps a folder (or memory) through pyoxigraph. A store on a SPARQL 1.1 server has the same face.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Triple

from zhengpu.graph.citing import Citations, Shift
from zhengpu.graph.corrections.correction_book import correction_book
from zhengpu.graph.errors import BadQuery, StoreBroken, StoreBusy, reason
from zhengpu.graph.facts import DocumentGraph, Iri, Naming
from zhengpu.graph.identity import beside, place_of, renamed
from zhengpu.graph.names import PREFIXES, Names
from zhengpu.graph.rows import Rows, value_of
from zhengpu.graph.triples import document_quads, name_quads, namings
from zhengpu.graph.versions.earlier import version_quads

if TYPE_CHECKING:
    from zhengpu.graph.index.index import Index

__all__ = ["EmbeddedStore", "Store", "store_damaged"]

_ZP = PREFIXES["zp"]


class Store(Protocol):
    """Documents in, rows out. Every change is one transaction and is on disk when the call returns."""

    names: Names
    revision: int
    """Goes up with every change made through this object."""

    @property
    def index(self) -> Index:
        """What questions look up, derived from the graph."""

    def graphs(self) -> Iterable[Iri]:
        """The names of all graphs; the default graph, if it says anything, is called by the empty text."""

    def said(self, graph: Iri, subject: Iri | None = None) -> Iterable[Quad]:
        """What one graph says (of one subject), the quads of a subject side by side."""

    def replace(self, graph: DocumentGraph) -> Iri:
        """Put a document's graph in place of whatever stood under its IRI; the names graph follows in the same transaction.

        Gives the IRI it now stands under: another one if the document of another place has the same number (`graph.identity`).
        """

    def put(
        self,
        document: Iri,
        quads: Sequence[Quad],
        *,
        kept: Sequence[Quad] = (),
        dropped: frozenset[Quad] = frozenset(),
        at_once: bool = True,
    ) -> Iri:
        """`replace` for quads that `document_quads` made earlier or elsewhere. `kept` and `dropped` are what the same transaction adds to and
        takes from graphs that are no document's (`graph.versions`, `graph.corrections`).

        On disk when this returns, or without `at_once` when `flush` does.
        """

    def placed(self, document: Iri, quads: Sequence[Quad]) -> tuple[Iri, Sequence[Quad]]:
        """The IRI under which `put` would let a document stand, and its quads under it."""

    def flush(self) -> None:
        """Everything put so far is on disk when this returns."""

    def forget(self, document: Iri) -> bool:
        """Remove a document with its earlier versions and every name only it gave; False if it was not there. Corrections of it stay."""

    def documents(self) -> tuple[Iri, ...]:
        """The IRIs of all documents that have been read, sorted."""

    def text(self, document: Iri) -> str | None:
        """The document's text as read; spans count in it."""

    def query(self, sparql: str) -> Rows:
        """SELECT over the union of all graphs, prefixes of `graph.names` declared. Raises `BadQuery`."""

    def ask(self, sparql: str) -> bool:
        """ASK over the union of all graphs."""

    def run(self, sparql: str) -> QuerySolutions | QueryBoolean | Iterable[Triple]:
        """Any query form over the union of all graphs. Raises `BadQuery`."""

    def quads(self) -> Iterable[Quad]:
        """Everything, for exports and projections."""

    def load(self, quads: Iterable[Quad]) -> None:
        """Add quads as they are, all or none (the import of an export)."""

    def record(self, graph: Iri, quads: Iterable[Quad]) -> None:
        """Let a graph that is no document's say this and nothing else."""

    def update(self, sparql: str, base: str | None = None) -> None:
        """SPARQL Update as an administrator gave it, one transaction an operation; nothing is refused here. Raises `BadQuery`."""

    def close(self) -> None:
        """Let go of the store; a second call does nothing."""


class EmbeddedStore:
    """A store in a folder, or in memory when `path` is None. One process at a time may hold a folder."""

    def __init__(self, path: Path | None = None, names: Names | None = None) -> None:
        self.path = path
        self.names = names or Names()
        self.revision = 0
        """Goes up with every change made through this object: what was worked out before may be stale."""
        try:
            if path is not None:
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._store: pyoxigraph.Store | None = pyoxigraph.Store(str(path / "quads")) if path is not None else pyoxigraph.Store()
            if path is not None:  # the folder is ours now: files of a bulk load that was killed are nobody's
                for orphan in (path / "quads").glob("bulk-*.sst"):
                    orphan.unlink()
        except (OSError, RuntimeError) as error:  # the latter is what the engine says of a corrupt folder
            raise _opening_failed(path, error) from error

    @cached_property
    def index(self) -> Index:
        """See `Store.index`."""
        from zhengpu.graph.index.index import Index  # who only reads plans into a new store needs none

        return Index(self, self.path)

    @property
    def engine(self) -> pyoxigraph.Store:
        """The engine underneath, for bulk loading and snapshots."""
        if self._store is None:
            raise StoreBroken("图谱库已经关闭", "程序在关闭后又使用了它", "请重新打开图谱库")
        return self._store

    def replace(self, graph: DocumentGraph) -> Iri:
        """See `Store.replace`."""
        return self.put(graph.iri, document_quads(graph, self.names))

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
        document, quads = self.placed(document, quads)
        citations = Citations(self.engine, self.names)
        shift = citations.shift(document, quads)
        self._commit(document, citations.bound(document, quads), shift, kept=kept, dropped=dropped, at_once=at_once)
        return document

    def flush(self) -> None:
        """Everything put so far is on disk when this returns."""
        try:
            self.engine.flush()
        except OSError as error:
            raise _not_written(error) from error

    def forget(self, document: Iri) -> bool:
        """See `Store.forget`."""
        if not self.engine.contains_named_graph(NamedNode(document)):
            return False
        apart = frozenset((*version_quads(self.said, document, self.names), *correction_book(self).forgotten(document)))
        self._commit(document, [], Citations(self.engine, self.names).shift(document, []), dropped=apart)
        return True

    def build(self, nquads: IO[bytes]) -> None:
        """Load N-Quads by the bulk loader: all or none, on disk when the call returns. For first builds: nothing is replaced."""
        try:
            with self.index.changing():
                self.engine.bulk_load(nquads, format=RdfFormat.N_QUADS)
                self.engine.flush()
            self.revision += 1
        except (OSError, SyntaxError) as error:
            raise _not_written(error) from error

    def graphs(self) -> Iterable[Iri]:
        """See `Store.graphs`."""
        yield from (Iri(graph.value) for graph in self.engine.named_graphs() if isinstance(graph, NamedNode))
        if next(self.engine.quads_for_pattern(None, None, None, DefaultGraph()), None) is not None:
            yield Iri("")

    def said(self, graph: Iri, subject: Iri | None = None) -> Iterable[Quad]:
        """See `Store.said`."""
        where = NamedNode(graph) if graph else DefaultGraph()
        found = self.engine.quads_for_pattern(NamedNode(subject) if subject else None, None, None, where)
        return found if self.path is not None else sorted(found, key=lambda quad: str(quad.subject))  # files are in order, memory is not

    def documents(self) -> tuple[Iri, ...]:
        """See `Store.documents`."""
        pattern = self.engine.quads_for_pattern(None, NamedNode(_ZP + "sourceText"), None, None)
        return tuple(sorted(Iri(quad.subject.value) for quad in pattern if isinstance(quad.subject, NamedNode)))

    def text(self, document: Iri) -> str | None:
        """See `Store.text`."""
        for quad in self.engine.quads_for_pattern(NamedNode(document), NamedNode(_ZP + "sourceText"), None, NamedNode(document)):
            return str(quad.object.value) if isinstance(quad.object, Literal) else None
        return None

    def query(self, sparql: str) -> Rows:
        """See `Store.query`."""
        result = self.run(sparql)
        if not isinstance(result, QuerySolutions):
            raise BadQuery("这里只接受 SELECT 查询", "查询的结果不是表格", "请改用 SELECT")
        columns = tuple(v.value for v in result.variables)
        try:
            return Rows(columns, tuple(tuple(value_of(solution[c]) for c in columns) for solution in result))
        except (OSError, RuntimeError) as error:
            raise store_damaged(error) from error

    def ask(self, sparql: str) -> bool:
        """See `Store.ask`."""
        return bool(self.run(sparql))

    def run(self, sparql: str) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Any query form, with the engine's own result (it serialises itself)."""
        try:
            return self.engine.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise BadQuery("SPARQL 查询有语法错误", str(error), "请按提示的行列修改", line=error.lineno, column=error.offset) from error
        except ValueError as error:
            raise BadQuery("SPARQL 查询不能执行", str(error), "请检查查询") from error

    def quads(self) -> Iterable[Quad]:
        """See `Store.quads`."""
        return self.engine.quads_for_pattern(None, None, None, None)

    def load(self, quads: Iterable[Quad]) -> None:
        """See `Store.load`."""
        try:
            with self.index.changing():
                self.engine.extend(quads)
                self.engine.flush()
            self.revision += 1
        except OSError as error:
            raise _not_written(error) from error

    def record(self, graph: Iri, quads: Iterable[Quad]) -> None:
        """See `Store.record`."""
        before, after = {*self.engine.quads_for_pattern(None, None, None, NamedNode(graph))}, {*quads}
        try:
            with self.index.changing(graph):
                self._exchange(before - after, after - before)
                self.engine.flush()
            self.revision += 1
        except OSError as error:
            raise _not_written(error) from error

    def update(self, sparql: str, base: str | None = None) -> None:
        """See `Store.update`."""
        try:
            with self.index.changing():
                self.engine.update(sparql, base_iri=base, prefixes=PREFIXES)
                self.engine.flush()
        except SyntaxError as error:
            raise BadQuery("SPARQL 更新有语法错误", str(error), "请按提示的行列修改", line=error.lineno, column=error.offset) from error
        except ValueError as error:
            raise BadQuery("SPARQL 更新不能执行", str(error), "请检查更新") from error
        except OSError as error:
            raise _not_written(error) from error
        finally:
            self.revision += 1

    def close(self) -> None:
        """See `Store.close`."""
        if self._store is not None:
            if "index" in self.__dict__:
                self.index.close()
            with suppress(OSError):
                self._store.flush()
            self._store = None

    def __enter__(self) -> EmbeddedStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def placed(self, document: Iri, quads: Sequence[Quad]) -> tuple[Iri, Sequence[Quad]]:
        """See `Store.placed`: an IRI that no document of another place has."""
        place, graph = place_of(document, quads), NamedNode(document)
        if place is None:
            return document, quads
        there = place_of(document, self.engine.quads_for_pattern(graph, NamedNode(_ZP + "jurisdiction"), None, graph))
        other = beside(document, place)
        if there not in (None, place) or self.engine.contains_named_graph(NamedNode(other)):
            return other, list(renamed(quads, document, other))
        return document, quads

    def _named_in(self, document: Iri) -> set[Iri]:
        pattern = self.engine.quads_for_pattern(None, NamedNode(_ZP + "names"), None, NamedNode(document))
        return {Iri(quad.object.value) for quad in pattern if isinstance(quad.object, NamedNode)}

    def _namings(self, entities: set[Iri], without: Iri, shift: Shift) -> defaultdict[Iri, list[Naming]]:
        """What the other documents will call these things."""
        out, moved = defaultdict[Iri, list[Naming]](list), shift.namings
        for entity in sorted(entities):
            for quad in self.engine.quads_for_pattern(None, NamedNode(_ZP + "names"), NamedNode(entity), None):
                if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value != without:
                    now = moved.get((str(quad.subject), str(quad.graph_name)), entity)
                    out[now].append(replace(self._naming(quad), entity=now))
        return out

    def _naming(self, head: Quad) -> Naming:
        return next(namings(self.engine.quads_for_pattern(head.subject, None, None, head.graph_name)))

    def _commit(
        self,
        document: Iri,
        quads: Sequence[Quad],
        shift: Shift,
        *,
        kept: Sequence[Quad] = (),
        dropped: frozenset[Quad] = frozenset(),
        at_once: bool = True,
    ) -> None:
        """Put quads in place of a document's, let others say what they mean from now on, and the names graph follow.

        `kept` and `dropped` are added and removed besides. Only the difference is written, in one transaction of the engine; only `flush`
        makes it survive a power cut.
        """
        names_graph, named = NamedNode(self.names.names_graph), tuple(namings(quads))
        touched = self._named_in(document) | {naming.entity for naming in named} | shift.entities
        said = self._namings(touched, without=document, shift=shift)
        for naming in named:
            said[naming.entity].append(naming)
        before = {*self.engine.quads_for_pattern(None, None, None, NamedNode(document)), *shift.gone, *dropped}
        after = {*quads, *shift.new, *kept}
        for entity in touched:
            before.update(self.engine.quads_for_pattern(NamedNode(entity), None, None, names_graph))
            if said[entity]:
                after.update(name_quads(entity, said[entity], self.names))
        gone, new = before - after, after - before
        try:
            with self.index.changing(document, *shift.graphs):
                self._exchange(gone, new)
                if not quads:
                    self.engine.remove_graph(NamedNode(document))
                if at_once:
                    self.engine.flush()
            self.revision += 1
        except OSError as error:
            raise _not_written(error) from error

    def _exchange(self, gone: set[Quad], new: set[Quad]) -> None:
        if gone:  # an update text is one transaction, but has to be parsed
            self.engine.update(f"DELETE DATA {{ {_data(gone)} }} ;\nINSERT DATA {{ {_data(new)} }}")
        else:
            self.engine.extend(new)


def _data(quads: Iterable[Quad]) -> str:
    """Quads for DELETE DATA and INSERT DATA, graph by graph."""
    graphs: defaultdict[str, list[Triple]] = defaultdict(list)
    for quad in quads:
        graphs[str(quad.graph_name)].append(quad.triple)
    written = ((graph, pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b"") for graph, triples in graphs.items())
    return " ".join(f"GRAPH {graph} {{ {text.decode()} }}" for graph, text in written)


def store_damaged(error: Exception) -> StoreBroken:
    """What to tell of an engine that cannot read what it wrote."""
    return StoreBroken("图谱库读不出", str(error), "请用 zhengpu verify 查看哪里损坏；从备份恢复用 zhengpu restore")


def _not_written(error: Exception) -> StoreBroken:
    return StoreBroken("图谱库没有写成", reason(error), "请检查磁盘空间和文件夹权限；原有内容没有改变")


def _opening_failed(path: Path | None, error: Exception) -> StoreBusy | StoreBroken:
    text = str(error)
    if "lock file" in text.lower() or "lock hold" in text.lower():  # and not: block checksum mismatch
        holder = ""
        if path is not None:
            with suppress(OSError, ValueError, KeyError):
                holder = f"（服务地址 {json.loads((path / 'service.json').read_text())['url']}）"
        return StoreBusy(f"图谱库 {path} 正被另一个程序使用{holder}", "同一时间只能有一个程序打开它", "请先停止那个程序，或换一个 --store")
    if text.startswith("Corruption"):
        return StoreBroken(f"图谱库 {path} 已损坏，打不开", text, "请从备份恢复：zhengpu restore 备份 --store 新文件夹")
    return StoreBroken(f"图谱库 {path} 打不开", text, "请检查文件夹是否存在、可写，磁盘是否还有空间")
