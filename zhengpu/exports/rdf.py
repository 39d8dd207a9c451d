"""RDF out and in: Turtle, N-Quads, TriG; the same quads come back from N-Quads and TriG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from zhengpu.exports.export import Export, ExportScope
from zhengpu.graph.citing import unbound
from zhengpu.graph.errors import InputError, UsageError, reason
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import PREFIXES, Names

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["EXPORTS", "load", "parsed"]

_IN = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG, ".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES}


def _text_form(form: RdfFormat, *, graphs: bool) -> Any:
    def write(zp: Zhengpu, path: Path, _: ExportScope) -> str:
        # Sorted, so that the same graph is the same file.
        quads = sorted(zp.store.quads(), key=str)
        data = quads if graphs else sorted({quad.triple for quad in quads}, key=str)
        prefixes = PREFIXES if form in (RdfFormat.TURTLE, RdfFormat.TRIG) else None
        pyoxigraph.serialize(data, output=str(path), format=form, prefixes=prefixes)
        return f"{len(data)}条陈述"

    return write


def parsed(data: bytes, suffix: str, graph: str | None = None) -> Iterator[Quad]:
    """Quads of an RDF file; triples without a graph go to `graph`. RDF/XML and JSON-LD are not read back. Raises `InputError`."""
    if suffix not in _IN:
        raise UsageError(f"不能读回 {suffix or '没有后缀的'} 文件", f"可以读回 {' '.join(_IN)}", "请用 zhengpu export nquads 导出后再读")
    try:
        for quad in pyoxigraph.parse(data, format=_IN[suffix]):
            loose = isinstance(quad.graph_name, DefaultGraph)
            yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph)) if loose and graph else quad
    except (SyntaxError, ValueError) as error:
        raise InputError("RDF 文件有语法错误", str(error), "请检查文件是否完整") from error


def load(zp: Zhengpu, path: Path) -> int:
    """Read a file back into the store, all or nothing; returns the number of statements.

    Raises `InputError`, also where the file would change what the graph of a document says that is there.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"读不了文件 {path}", reason(error), "请检查路径和权限") from error
    quads = list(parsed(data, path.suffix.lower(), f"{zp.store.names.base}graph/imported"))
    with zp.changing():
        _untouched(zp, quads)
        zp.store.load(quads)
    return len(quads)


def _untouched(zp: Zhengpu, quads: Sequence[Quad]) -> None:
    """Raises `InputError` where quads would be added to a document, or to the earlier versions of one, that is there."""
    there = {*zp.store.documents()}
    told: dict[Iri, set[Quad]] = {}
    for quad in quads:
        graph = Iri(getattr(quad.graph_name, "value", ""))
        if graph in there or graph == zp.store.names.versions_graph:
            told.setdefault(graph, set()).add(quad)
    for graph, new in told.items():
        held = {*zp.store.said(graph)}
        about = {quad.subject for quad in held}
        others = {quad for quad in new - held if graph in there or quad.subject in about}
        if others and not (graph in there and _alike(new, held, zp.store.names)):
            key = graph.rsplit("/", 1)[-1]
            raise InputError(
                f"没有导入：文件里有{len(others)}条陈述要改动图谱里已有的文件（{key}）",
                "导入只加不换，两份内容会混在一起",
                "请导入到一个新的图谱库，或先用 zhengpu forget 移除那份文件；要换文本请用 zhengpu ingest --replace",
            )


def _alike(new: set[Quad], held: set[Quad], names: Names) -> bool:
    """Whether two graphs say the same but for whom citations by title mean; a torn one says something else."""
    try:
        return {*unbound(new, names)} == {*unbound(held, names)}
    except KeyError:
        return False


EXPORTS: tuple[Export, ...] = (
    Export("turtle", "Turtle", ".ttl", "text/turtle", _text_form(RdfFormat.TURTLE, graphs=False)),
    Export("nquads", "N-Quads", ".nq", "application/n-quads", _text_form(RdfFormat.N_QUADS, graphs=True)),
    Export("trig", "TriG", ".trig", "application/trig", _text_form(RdfFormat.TRIG, graphs=True)),
)
