"""The W3C's own tests against a running service: SPARQL 1.1 Protocol, service description, CSV/TSV and JSON results.

`python -m benchmarks.w3c [URL]` runs the manifests beside the checkout (`../shared/w3c`); without a URL it starts a service.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import pyoxigraph
from rdflib import RDF, RDFS, Graph, Namespace, Node, URIRef
from rdflib.collection import Collection

from benchmarks.materials import SHARED

__all__ = ["SUITES", "Outcome", "run_suite"]

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SUITES = ("protocol", "service-description", "csv-tsv-res", "json-res")

_TABULAR = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
_RDF = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test: None, or what was wrong."""

    name: str
    trouble: str | None


def run_suite(manifest: Path, client: httpx.Client, path: str, key: str) -> Iterator[Outcome]:
    """Every test of a manifest, against the endpoint at `path`; the key goes with every update."""
    graph = Graph().parse(manifest, publicID=manifest.absolute().as_uri())
    root = next(graph.subjects(RDF.type, MF.Manifest))
    kinds: dict[Node, Callable[[Graph, Node, _Endpoint], None]] = {
        MF.ProtocolTest: _protocol,
        MF.ServiceDescriptionTest: _description,
        MF.CSVResultFormatTest: _results,
        MF.QueryEvaluationTest: _results,
    }
    for test in Collection(graph, graph.value(root, MF.entries)):
        kind = graph.value(test, RDF.type)
        name = str(test).partition("#")[2]
        try:
            kinds[kind](graph, test, _Endpoint(client, path, key))
        except (AssertionError, KeyError, ValueError) as error:
            yield Outcome(name, f"{type(error).__name__} {error}")
        else:
            yield Outcome(name, None)


@dataclass(frozen=True, slots=True)
class _Endpoint:
    client: httpx.Client
    path: str
    key: str

    def update(self, text: str) -> None:
        headers = {"content-type": "application/sparql-update", "authorization": f"Bearer {self.key}"}
        answer = self.client.post(self.path, content=text.encode(), headers=headers)
        assert answer.is_success, f"{answer.status_code} {answer.text[:300]}"

    def load(self, data: str, graph: str | None) -> None:
        triples = f"GRAPH <{graph}> {{ {data} }}" if graph else data
        self.update(f"INSERT DATA {{ {triples} }}")


def _protocol(graph: Graph, test: Node, endpoint: _Endpoint) -> None:
    given = list(graph.objects(test, UT.graphData))
    if given:
        endpoint.update("CLEAR ALL")
    for data in given:
        endpoint.load(_local(graph.value(data, UT.graph)).read_text("utf-8"), str(graph.value(data, RDFS.label)))
    action = graph.value(test, MF.action)
    for step, request in enumerate(Collection(graph, graph.value(action, HT.requests)), 1):
        method, url, headers, body = _request(graph, request, endpoint)
        answer = endpoint.client.request(method, url, headers=headers, content=body, follow_redirects=True)
        _judge(graph, graph.value(request, HT.resp), answer, f"request {step}: {answer.status_code} {answer.text[:200]}")


def _request(graph: Graph, request: Node, endpoint: _Endpoint) -> tuple[str, str, dict[str, str], bytes | None]:
    headers = {}
    if (listed := graph.value(request, HT.headers)) is not None:
        for header in Collection(graph, listed):
            headers[str(graph.value(header, HT.fieldName))] = str(graph.value(header, HT.fieldValue))
    body = None
    if (content := graph.value(request, HT.body)) is not None:
        encoding = str(graph.value(content, CNT.characterEncoding) or "UTF-8")
        body = str(graph.value(content, CNT.chars)).encode(encoding)
    headers["authorization"] = f"Bearer {endpoint.key}"
    address = str(graph.value(request, HT.absolutePath)).replace("/sparql/", endpoint.path, 1)
    return str(graph.value(request, HT.methodName)), address, headers, body


def _judge(graph: Graph, expected: Node | None, answer: httpx.Response, said: str) -> None:
    classes = {str(status).rpartition("StatusCode")[2][0] for status in graph.objects(expected, MF.expectedStatus)}
    assert str(answer.status_code)[0] in classes, said
    media = answer.headers.get("content-type", "").partition(";")[0]
    form = graph.value(expected, MF.expectedFormat)
    if form is not None:
        allowed = {"boolean": _TABULAR[:2], "tabular": _TABULAR, "RDF": _RDF}[str(form)]
        assert media in allowed, f"{media} is not {form}"
    truth = graph.value(expected, MF.expectedBoolean)
    if truth is not None:
        result = pyoxigraph.parse_query_results(answer.content, format=pyoxigraph.QueryResultsFormat.from_media_type(media))
        assert isinstance(result, pyoxigraph.QueryBoolean), said
        assert bool(result) is (str(truth) == "true"), said


def _description(graph: Graph, test: Node, endpoint: _Endpoint) -> None:
    answer = endpoint.client.get(endpoint.path, headers={"accept": "text/turtle, application/rdf+xml"})
    media = answer.headers.get("content-type", "").partition(";")[0]
    assert media in _RDF, media
    said = Graph().parse(data=answer.content, format="turtle" if media == "text/turtle" else "xml")
    name = str(test).partition("#")[2]
    assert len(said) > 0
    if name == "has-endpoint-triple":
        address = str(endpoint.client.base_url.join(endpoint.path))
        assert any(str(value) == address for value in said.objects(None, SD.endpoint)), f"no sd:endpoint {address}"
    elif name == "conforms-to-schema":
        _conforms(said)


_SCHEMA = {  # property: (class of the subject, class of the object or None)
    SD.endpoint: (SD.Service, None),
    SD.supportedLanguage: (SD.Service, None),
    SD.resultFormat: (SD.Service, None),
    SD.feature: (SD.Service, None),
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.defaultGraph: (SD.Dataset, SD.Graph),
    SD.namedGraph: (SD.Dataset, SD.NamedGraph),
    SD.name: (SD.NamedGraph, None),
    SD.graph: (SD.NamedGraph, SD.Graph),
}


def _conforms(said: Graph) -> None:
    services = list(said.subjects(RDF.type, SD.Service))
    assert len(services) == 1, "one sd:Service"
    assert len(list(said.objects(services[0], SD.endpoint))) == 1, "one sd:endpoint"
    for subject, predicate, value in said:
        if str(predicate).startswith(str(SD)):
            domain, values = _SCHEMA[URIRef(str(predicate))]
            assert (subject, RDF.type, domain) in said, f"{predicate} of no {domain}"
            assert values is None or (value, RDF.type, values) in said, f"{predicate} to no {values}"


def _results(graph: Graph, test: Node, endpoint: _Endpoint) -> None:
    action = graph.value(test, MF.action)
    endpoint.update("CLEAR ALL")
    data = pyoxigraph.parse(_local(graph.value(action, QT.data)).read_bytes(), format=pyoxigraph.RdfFormat.TURTLE)
    endpoint.load((pyoxigraph.serialize((quad.triple for quad in data), format=pyoxigraph.RdfFormat.N_TRIPLES) or b"").decode(), None)
    wanted = _local(graph.value(test, MF.result))
    query = _local(graph.value(action, QT.query)).read_text("utf-8")
    media = {".csv": "text/csv", ".tsv": "text/tab-separated-values", ".srj": "application/sparql-results+json"}[wanted.suffix]
    answer = endpoint.client.get(endpoint.path, params={"query": query}, headers={"accept": media})
    assert answer.headers["content-type"].partition(";")[0] == media, answer.text[:200]
    ours, theirs = _table(answer.content, wanted.suffix), _table(wanted.read_bytes(), wanted.suffix)
    assert ours == theirs, f"{ours} is not {theirs}"


def _table(body: bytes, suffix: str) -> tuple[frozenset[str], Counter[frozenset[tuple[str, str]]]] | bool:
    """Columns and rows without their order; blank nodes count as equal (no test has two in one row)."""
    if suffix == ".csv":
        rows: Iterable[dict[str, str]] = csv.DictReader(io.StringIO(body.decode()))
        listed = [{name: "_:" if cell.startswith("_:") else _number(cell) for name, cell in row.items()} for row in rows]
        columns = frozenset(next(csv.reader(io.StringIO(body.decode()))))
        return columns, Counter(frozenset(row.items()) for row in listed)
    kinds = {".tsv": pyoxigraph.QueryResultsFormat.TSV, ".srj": pyoxigraph.QueryResultsFormat.JSON}
    result = pyoxigraph.parse_query_results(body, format=kinds[suffix])
    if isinstance(result, pyoxigraph.QueryBoolean):
        return bool(result)
    assert isinstance(result, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in result.variables]
    found = Counter(frozenset((name, _term(row[name])) for name in names if row[name] is not None) for row in result)
    return frozenset(names), found


def _term(term: object) -> str:
    if isinstance(term, pyoxigraph.BlankNode):
        return "_:"
    if isinstance(term, pyoxigraph.Literal) and term.datatype.value.endswith(("#double", "#decimal")):
        return f"{float(term.value)}^^{term.datatype.value}"
    return str(term)


def _number(cell: str) -> str:
    try:
        return str(float(cell))
    except ValueError:
        return cell


def _local(iri: Node | None) -> Path:
    return Path(unquote(urlsplit(str(iri)).path))


def main() -> None:
    """Run all suites and print what failed."""
    from benchmarks.service import running

    key = "w3c"
    with running(allow_update=True, admin_key=key) as base, httpx.Client(base_url=sys.argv[1] if len(sys.argv) > 1 else base) as client:
        for suite in SUITES:
            outcomes = list(run_suite(SHARED / "w3c" / "sparql" / "sparql11" / suite / "manifest.ttl", client, "/sparql", key))
            for outcome in outcomes:
                if outcome.trouble:
                    print(json.dumps([suite, outcome.name, outcome.trouble], ensure_ascii=False))
            print(f"{suite}: {sum(not outcome.trouble for outcome in outcomes)}/{len(outcomes)}")


if __name__ == "__main__":
    main()
