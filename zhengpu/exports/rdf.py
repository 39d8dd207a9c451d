"""RDF out and in: Turtle, N-Quads, TriG, JSON-LD; the same quads come back from N-Quads and TriG."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from graph.errors import InputError, UsageError
from graph.names import PREFIXES
from zhengpu.exports.export import Export

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["EXPORTS", "jsonld_context", "load", "parsed"]

_IN = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG, ".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES}


def _text_form(form: RdfFormat, *, graphs: bool) -> Any:
    def write(zp: Zhengpu, path: Path) -> str:
        # Sorted, so that the same graph is the same file.
        quads = sorted(zp.store.quads(), key=str)
        data = quads if graphs else sorted({quad.triple for quad in quads}, key=str)
        prefixes = PREFIXES if form in (RdfFormat.TURTLE, RdfFormat.TRIG) else None
        pyoxigraph.serialize(data, output=str(path), format=form, prefixes=prefixes)
        return f"{len(data)}条陈述"

    return write


def jsonld_context() -> dict[str, Any]:
    """Readable keys: every term by its local name, links as `@id`."""
    from graph.ontology import load_ontology

    context: dict[str, Any] = dict(PREFIXES)
    for relation in load_ontology().relations.values():
        name = relation.term.split(":")[1]
        context[name] = {"@id": relation.iri, "@type": "@id"} if not relation.literal else relation.iri
    context |= {"label": {"@id": "rdfs:label", "@language": "zh"}, "id": "@id", "type": "@type"}
    return context


def _jsonld(zp: Zhengpu, path: Path) -> str:
    context = jsonld_context()
    graphs: dict[str, dict[str, dict[str, Any]]] = {}
    count = 0
    for quad in sorted(zp.store.quads(), key=str):
        count += 1
        nodes = graphs.setdefault(getattr(quad.graph_name, "value", ""), {})
        subject = _name(quad.subject)
        node = nodes.setdefault(subject, {"@id": subject})
        if quad.predicate.value == PREFIXES["rdf"] + "type":
            node.setdefault("@type", []).append(_name(quad.object))
        else:
            node.setdefault(_short(quad.predicate.value), []).append(_value(quad.object))
    body = [{"@id": name, "@graph": list(nodes.values())} for name, nodes in graphs.items()]
    # Values are written out in full under prefixed keys; the readable keys of the context serve those who query the file.
    document = {"@context": context, "@graph": body}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
    return f"{count}条陈述"


def _name(term: NamedNode | BlankNode | Literal | Triple) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _short(iri: str) -> str:
    for prefix, base in PREFIXES.items():
        if iri.startswith(base):
            return f"{prefix}:{iri[len(base) :]}"
    return iri


def _value(term: NamedNode | BlankNode | Literal | Triple) -> dict[str, str]:
    if not isinstance(term, Literal):
        return {"@id": _name(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == PREFIXES["xsd"] + "string":
        return {"@value": term.value}
    return {"@value": term.value, "@type": term.datatype.value}


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
        raise UsageError(f"读不了文件 {path}", error.strerror or str(error), "请检查路径和权限") from error
    quads = list(parsed(data, path.suffix.lower(), f"{zp.store.names.base}graph/imported"))
    zp.store.load(quads)
    zp.refresh()
    return len(quads)


EXPORTS: tuple[Export, ...] = (
    Export("turtle", "Turtle", ".ttl", "text/turtle", _text_form(RdfFormat.TURTLE, graphs=False)),
    Export("nquads", "N-Quads", ".nq", "application/n-quads", _text_form(RdfFormat.N_QUADS, graphs=True)),
    Export("trig", "TriG", ".trig", "application/trig", _text_form(RdfFormat.TRIG, graphs=True)),
    Export("jsonld", "JSON-LD", ".jsonld", "application/ld+json", _jsonld),
)
