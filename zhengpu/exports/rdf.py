"""RDF out and in: Turtle, N-Quads, TriG; the same quads come back from N-Quads and TriG."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from zhengpu.exports.export import Export, ExportScope
from zhengpu.graph.errors import InputError, UsageError, reason
from zhengpu.graph.names import PREFIXES

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
    """Read a file back into the store, all or nothing; returns the number of statements. Raises `InputError`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"读不了文件 {path}", reason(error), "请检查路径和权限") from error
    quads = list(parsed(data, path.suffix.lower(), f"{zp.store.names.base}graph/imported"))
    zp.store.load(quads)
    zp.refresh()
    return len(quads)


EXPORTS: tuple[Export, ...] = (
    Export("turtle", "Turtle", ".ttl", "text/turtle", _text_form(RdfFormat.TURTLE, graphs=False)),
    Export("nquads", "N-Quads", ".nq", "application/n-quads", _text_form(RdfFormat.N_QUADS, graphs=True)),
    Export("trig", "TriG", ".trig", "application/trig", _text_form(RdfFormat.TRIG, graphs=True)),
)
