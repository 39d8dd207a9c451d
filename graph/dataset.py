"""The store as an rdflib Dataset: the same quads, nothing copied, for whatever rdflib and its friends can do with a graph."""

from __future__ import annotations

from typing import Any

from oxrdflib import OxigraphStore
from rdflib import Dataset, Graph

from zhengpu.graph.errors import UsageError
from zhengpu.graph.names import PREFIXES
from zhengpu.graph.store import EmbeddedStore, Store

__all__ = ["ReadOnlyQuads", "dataset"]


class ReadOnlyQuads(OxigraphStore):
    """What rdflib reads through. It does not write: a change that the index does not hear of would make answers wrong."""

    def _refuse(self, *_: Any, **__: Any) -> None:
        raise UsageError("这里只能读", "改动要经过政谱，提问用的索引才跟得上", "请用 add、forget，或 store.load、store.update")

    add = addN = remove = update = remove_graph = _refuse  # noqa: N815

    def add_graph(self, graph: Graph) -> None:
        """Looking at a graph by its name is how rdflib makes one; there is nothing to write."""


def dataset(store: Store) -> Dataset:
    """A Dataset over the quads of a store in a folder or in memory, prefixes bound; its default graph is the union of all.

    Raises `UsageError` for a store on a server.

    >>> from rdflib import RDF
    >>> len(list(dataset(EmbeddedStore(None)).subjects(RDF.type)))
    0
    """
    if not isinstance(store, EmbeddedStore):
        raise UsageError("图谱库在服务器上，不能这样打开", "rdflib 要直接读图谱库的文件", "请用 rdflib 的 SPARQLStore 连接那个服务器")
    made = Dataset(store=ReadOnlyQuads(store=store.engine), default_union=True)
    for prefix, namespace in PREFIXES.items():
        # The store's own `bind` only remembers, nothing is written.
        made.bind(prefix, namespace, override=True)
    return made
