"""What the service says of itself in RDF: SPARQL 1.1 Service Description and VoID."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize

from zhengpu.graph.names import PREFIXES
from zhengpu.query.analyst.evaluation import GRAPHS
from zhengpu.query.analyst.limits import QueryLimits

__all__ = ["COUNTS", "DESCRIPTION_PREFIXES", "pairs", "service_description", "void_description", "written"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "TriG",
    "N-Quads",
    "JSON-LD",
    "RDF_XML",
)
DESCRIPTION_PREFIXES = {**PREFIXES, "sd": _SD, "void": _VOID, "formats": _FORMATS, "foaf": "http://xmlns.com/foaf/0.1/"}

COUNTS: Mapping[str, str] = {
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "classes": "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c",
    "properties": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
}
"""The queries behind the figures; each gives an IRI and a number."""


def _node(iri: str) -> NamedNode:
    return NamedNode(iri)


def _is(prefix: str, name: str) -> NamedNode:
    return NamedNode(prefix + name)


_TYPE = NamedNode(PREFIXES["rdf"] + "type")


def service_description(endpoint: str, graphs: Sequence[tuple[str, int]], limits: QueryLimits, *, updates: bool) -> Iterator[Triple]:
    """The service, its languages, formats, limits and dataset."""
    service, dataset, union = _node(endpoint), _node(f"{endpoint}#dataset"), BlankNode()
    yield Triple(service, _TYPE, _is(_SD, "Service"))
    yield Triple(service, _is(_SD, "endpoint"), service)
    languages = ["SPARQL10Query", "SPARQL11Query"] + (["SPARQL11Update"] if updates else [])
    for language in languages:
        yield Triple(service, _is(_SD, "supportedLanguage"), _is(_SD, language))
    for name in _RESULT_FORMATS:
        yield Triple(service, _is(_SD, "resultFormat"), _is(_FORMATS, name))
    yield Triple(service, _is(_SD, "feature"), _is(_SD, "UnionDefaultGraph"))
    note = f"一次查询最多{limits.seconds:g}秒、{limits.max_rows}行、{limits.max_bytes}字节；超过的会注明。不执行 SERVICE 和 LOAD。"
    yield Triple(service, _is(PREFIXES["rdfs"], "comment"), Literal(note, language="zh"))
    yield Triple(service, _is(_SD, "defaultDataset"), dataset)
    yield Triple(dataset, _TYPE, _is(_SD, "Dataset"))
    yield Triple(dataset, _is(_SD, "defaultGraph"), union)
    yield Triple(union, _TYPE, _is(_SD, "Graph"))
    yield Triple(union, _is(_VOID, "triples"), Literal(sum(count for _, count in graphs)))
    for name, count in graphs:
        named, graph = BlankNode(), BlankNode()
        yield Triple(dataset, _is(_SD, "namedGraph"), named)
        yield Triple(named, _TYPE, _is(_SD, "NamedGraph"))
        yield Triple(named, _is(_SD, "name"), _node(name))
        yield Triple(named, _is(_SD, "graph"), graph)
        yield Triple(graph, _TYPE, _is(_SD, "Graph"))
        yield Triple(graph, _is(_VOID, "triples"), Literal(count))


def void_description(root: str, base: str, counts: Mapping[str, Sequence[tuple[str, int]]]) -> Iterator[Triple]:
    """The dataset in figures: triples, classes, properties, one subset a document."""
    dataset = _node(f"{root}.well-known/void#dataset")
    yield Triple(dataset, _TYPE, _is(_VOID, "Dataset"))
    yield Triple(dataset, _is(PREFIXES["dct"], "title"), Literal("政谱：政府行动计划的知识图谱", language="zh"))
    yield Triple(dataset, _is(_VOID, "sparqlEndpoint"), _node(f"{root}sparql"))
    yield Triple(dataset, _is(_VOID, "uriSpace"), Literal(f"{base}id/"))
    for vocabulary in sorted(PREFIXES.values()):
        yield Triple(dataset, _is(_VOID, "vocabulary"), _node(vocabulary))
    yield Triple(dataset, _is(_VOID, "triples"), Literal(sum(count for _, count in counts["graphs"])))
    yield Triple(dataset, _is(_VOID, "classes"), Literal(len(counts["classes"])))
    yield Triple(dataset, _is(_VOID, "properties"), Literal(len(counts["properties"])))
    for kind, link, of, measure in (
        ("classes", "classPartition", "class", "entities"),
        ("properties", "propertyPartition", "property", "triples"),
    ):
        for iri, count in counts[kind]:
            part = BlankNode()
            yield Triple(dataset, _is(_VOID, link), part)
            yield Triple(part, _is(_VOID, of), _node(iri))
            yield Triple(part, _is(_VOID, measure), Literal(count))
    for iri, count in counts["graphs"]:
        subset = BlankNode()
        yield Triple(dataset, _is(_VOID, "subset"), subset)
        yield Triple(subset, _TYPE, _is(_VOID, "Dataset"))
        yield Triple(subset, _is(PREFIXES["dct"], "source"), _node(iri))
        yield Triple(subset, _is(_VOID, "triples"), Literal(count))


def pairs(body: bytes) -> tuple[tuple[str, int], ...]:
    """The rows of one of `COUNTS`, out of its JSON result.

    >>> pairs(b'{"results":{"bindings":[{"g":{"value":"x:g"},"n":{"value":"2"}},{"n":{"value":"0"}}]}}')
    (('x:g', 2),)
    """
    rows = json.loads(body)["results"]["bindings"]
    cells = ([cell["value"] for cell in row.values()] for row in rows)
    return tuple((row[0], int(row[1])) for row in cells if len(row) == 2)


def written(triples: Iterator[Triple], name: str) -> bytes:
    """The triples in a format by its short name."""
    return serialize(triples, format=GRAPHS[name], prefixes=DESCRIPTION_PREFIXES) or b""
