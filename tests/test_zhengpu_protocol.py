"""`/sparql` and its neighbours over HTTP: protocol, negotiation, linked data, and forty kinds of hostile requests."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import httpx
import pyoxigraph
import pytest
import uvicorn
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import Graph
from starlette.testclient import TestClient

from benchmarks.w3c import run_suite
from zhengpu.graph.names import PREFIXES
from zhengpu.hosting.negotiation import GRAPH_OFFERS, TABLE_OFFERS, Offer, negotiated
from zhengpu.hosting.serving import bound
from zhengpu.http import create_app
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

KEY = "钥匙-key".encode().hex()
UNIT = "https://w3id.org/zhengpu/id/unit/新绛县/县文旅局"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
FORM = {"content-type": "application/x-www-form-urlencoded"}
UPDATE = {"authorization": f"Bearer {KEY}", "content-type": "application/sparql-update"}
DIRECT = {"content-type": "application/sparql-query"}


@contextmanager
def served(store: Path) -> Iterator[tuple[str, Zhengpu]]:
    """A real server on a store of its own; updates allowed."""
    chosen = Settings(store=str(store), admin_key=KEY)
    with Zhengpu(open_store(chosen), chosen) as zp:
        listener = bound("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(create_app(zp, allow_update=True), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", zp
        finally:
            server.should_exit = True
            thread.join()
            listener.close()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with three hundred triples."""
    with served(tmp_path_factory.mktemp("sparql") / "store") as (address, zp):
        label = NamedNode(PREFIXES["rdfs"] + "label")
        zp.store.load(
            Quad(NamedNode(f"{UNIT}{n or ''}"), label, Literal(f"县文旅局{n or ''}", language="zh"), NamedNode("x:g")) for n in range(300)
        )
        yield address


@pytest.fixture
def client(base: str) -> Iterator[httpx.Client]:
    # more kept connections than threads: closing the surplus ones races with their reuse in the client
    kept = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    with httpx.Client(base_url=base, timeout=60, trust_env=False, limits=kept) as client:
        yield client


def well_formed(answer: httpx.Response) -> str:
    """The kind of the answer, after its body has been read as that kind."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind == "application/problem+json":
        body = answer.json()
        assert body["status"] == answer.status_code
        assert body["title"]
        assert body["code"]
    elif kind.endswith("json"):
        answer.json()
    return kind


# ── the protocol ──


def test_our_own_manifest(tmp_path: Path) -> None:
    with served(tmp_path / "store") as (address, _), httpx.Client(base_url=address, trust_env=False) as client:
        outcomes = list(run_suite(Path(__file__).parent / "w3c" / "protocol" / "manifest.ttl", client, "/sparql", KEY))
    assert len(outcomes) == 17
    assert [outcome for outcome in outcomes if outcome.trouble] == []


@pytest.mark.parametrize("offer", TABLE_OFFERS)
def test_tables_in_every_format(client: httpx.Client, offer: Offer) -> None:
    for kind in (offer.media_type, *offer.others):
        answer = client.get("/sparql", params={"query": "SELECT ?s { ?s ?p ?o } LIMIT 3"}, headers={"accept": kind})
        assert answer.headers["content-type"].partition(";")[0] == offer.media_type
        format_ = pyoxigraph.QueryResultsFormat.from_media_type(offer.media_type)
        if offer.name != "csv":
            assert len(list(pyoxigraph.parse_query_results(answer.content, format=format_))) == 3  # type: ignore[arg-type]
        else:
            assert answer.text.count("\r\n") == 4


@pytest.mark.parametrize("offer", GRAPH_OFFERS)
def test_graphs_in_every_format(client: httpx.Client, offer: Offer) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3"
    for answer in (
        client.get("/sparql", params={"query": query}, headers={"accept": offer.media_type}),
        client.get("/sparql", params={"query": query, "format": offer.name}),
    ):
        assert answer.headers["content-type"].partition(";")[0] == offer.media_type
        assert len(list(pyoxigraph.parse(answer.content, format=pyoxigraph.RdfFormat.from_media_type(offer.media_type)))) == 3


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/csv, application/json;q=0.9", "csv"),
        ("application/xml;q=0.5, text/*;q=0.6", "csv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "xml"),
        ("text/*;q=0.5, text/csv;q=0", "tsv"),
        ("image/png", None),
        ("*/*;q=0", None),
        ("nonsense", None),
        ("application/sparql-results+json;q=x", "json"),
        ("," * 10_000, None),
    ],
)
def test_negotiation(accept: str, name: str | None) -> None:
    found = negotiated(accept, TABLE_OFFERS)
    assert (found.name if found else None) == name


def test_problems_show_the_place(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT ?局 {\n  ?局 ?p ?o"})
    assert well_formed(answer) == "application/problem+json"
    body = answer.json()
    assert (answer.status_code, body["code"], body["line"], body["column"]) == (400, "bad-query", 1, 11)
    assert "SELECT ?局 {\n        \u3000 ^" in body["detail"]


def test_a_time_out_is_a_problem_document(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": ENDLESS, "timeout": "0.5"})
    assert well_formed(answer) == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (503, "query-timeout")


def test_caps_stand_in_the_headers(client: httpx.Client) -> None:
    query = "SELECT ?c ?f { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    answer = client.get("/sparql", params={"query": query, "format": "csv"})
    assert answer.headers["zhengpu-truncated"].startswith("by=rows; kept=100000; at-least=")
    assert answer.text.rstrip().rsplit("\n", 1)[1].startswith("# 结果已截断")
    assert "rows=100000" in answer.headers["zhengpu-limits"]
    assert int(answer.headers["content-length"]) == len(answer.content)


@pytest.mark.parametrize("key", [None, "wrong", KEY[:-1]])
def test_updates_need_the_key(client: httpx.Client, key: str | None) -> None:
    headers = {**FORM, **({"authorization": f"Bearer {key}"} if key else {})}
    answer = client.post("/sparql", content=urlencode({"update": "CLEAR ALL"}), headers=headers)
    assert (answer.status_code, well_formed(answer)) == (403, "application/problem+json")
    assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True


def test_without_permission_updates_are_refused_with_any_key(tmp_path: Path) -> None:
    for key in (KEY, None):
        chosen = Settings(store=str(tmp_path / f"store{key}"), admin_key=key)
        with Zhengpu(open_store(chosen), chosen) as zp:
            for allowed in (False, key is None):
                client = TestClient(create_app(zp, allow_update=allowed))
                headers = {"authorization": f"Bearer {KEY}", "content-type": "application/sparql-update"}
                assert client.post("/sparql", content="CLEAR ALL", headers=headers).status_code == 403


def test_service_description_and_void(client: httpx.Client) -> None:
    said = Graph().parse(data=client.get("/sparql", headers={"accept": "text/turtle"}).text, format="turtle")
    assert any(str(value).endswith("/sparql") for value in said.objects(None, None))
    void = Graph().parse(data=client.get("/.well-known/void", headers={"accept": "application/n-triples"}).text, format="nt")
    figures = {str(p).rpartition("#")[2]: str(o) for _, p, o in void if "void#" in str(p)}
    assert figures["triples"] == "300"


def test_graph_store_protocol_reads(client: httpx.Client) -> None:
    answer = client.get("/rdf-graph-store", params={"graph": "x:g"}, headers={"accept": "application/n-triples"})
    assert answer.text.count("\n") == 300
    assert client.get("/rdf-graph-store", params={"default": ""}, headers={"accept": "text/turtle"}).status_code == 200
    assert client.head("/rdf-graph-store", params={"graph": "x:g"}).status_code == 200
    for parameters, status in (({"graph": "x:none"}, 404), ({}, 400), ({"graph": "x:g", "default": ""}, 400)):
        assert client.get("/rdf-graph-store", params=parameters).status_code == status
    assert client.put("/rdf-graph-store", params={"graph": "x:g"}, content="").status_code == 405


# ── linked data ──


@pytest.mark.parametrize(
    ("suffix", "accept", "kind"),
    [
        ("", "text/html", "text/html"),
        ("", "text/turtle", "text/turtle"),
        ("", "application/ld+json", "application/ld+json"),
        (".ttl", "text/html", "text/turtle"),
        (".jsonld", "text/html", "application/ld+json"),
        (".nt", "*/*", "application/n-triples"),
        (".rdf", "*/*", "application/rdf+xml"),
        (".html", "text/turtle", "text/html"),
    ],
)
def test_things_answer_as_asked(client: httpx.Client, suffix: str, accept: str, kind: str) -> None:
    path = "/" + quote(UNIT.removeprefix("https://w3id.org/zhengpu/")) + suffix
    answer = client.get(path, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind)
    assert "县文旅局" in answer.text or "\\u53BF" in answer.text
    again = client.get(path, headers={"accept": accept, "if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_ontology_answers_at_its_namespace(client: httpx.Client) -> None:
    page = client.get("/ns", headers={"accept": "text/html"})
    assert 'id="leads"' in page.text
    assert "牵头" in page.text
    for address in ("/ns.ttl", "/ns"):
        turtle = client.get(address, headers={"accept": "text/turtle"})
        assert (NamedNode(PREFIXES["zp"] + "Task")) in {
            quad.subject for quad in pyoxigraph.parse(turtle.content, format=pyoxigraph.RdfFormat.TURTLE)
        }
    assert client.get("/ns.jsonld").json()
    assert client.get("/nsx").status_code == 404


# ── hostile requests: the server lives, each answer is well-formed, none is a server error but for a reached limit ──


def query(text: str | bytes, **headers: str) -> tuple[str, str, dict[str, str], bytes]:
    return "GET", "/sparql?query=" + quote(text), headers, b""


HOSTILE: dict[str, tuple[tuple[str, str, dict[str, str], bytes], set[int]]] = {
    "braces": (query("SELECT * " + "{" * 5000 + "}" * 5000), {400}),
    "parentheses": (query("ASK { FILTER" + "(" * 5000 + "1" + ")" * 5000 + "}"), {400}),
    "blank nodes": (query("ASK { ?s ?p " + "[ <x:p> " * 99 + "1" + "]" * 99 + "}"), {200, 400, 503}),
    "unions": (("POST", "/sparql", DIRECT, ("ASK {" + " UNION ".join(["{}"] * 50_000) + "}").encode()), {400, 413}),
    "many unions": (("POST", "/sparql?timeout=1", DIRECT, ("ASK {" + " UNION ".join(["{?s ?p ?o}"] * 5000) + "}").encode()), {200, 503}),
    "product": (("GET", "/sparql?timeout=0.5&query=" + quote(ENDLESS), {}, b""), {503}),
    "regex": (("GET", "/sparql?timeout=1&query=" + quote("ASK { ?s ?p ?o FILTER(REGEX(?o, '(a|aa)+$')) }"), {}, b""), {200, 503}),
    "huge repetition": (query("ASK { ?s ?p ?o FILTER(REGEX(?o, '((a{1000}){1000}){1000}')) }"), {200, 400, 503}),
    "service": (query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), {400}),
    "service as a name": (query("SELECT * { SERVICE:x { ?s ?p ?o } }"), {400}),
    "service escaped": (query("SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), {400}),
    "service silent": (query("ASK { OPTIONAL { SERVICE SILENT <file:///etc/passwd> { ?s ?p ?o } } }"), {400}),
    "from the web": (query("ASK FROM <http://127.0.0.1:9/x.ttl> { ?s ?p ?o }"), {200}),
    "from a file": (query("ASK FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }"), {200}),
    "default graph of the web": (("GET", "/sparql?default-graph-uri=http%3A%2F%2F127.0.0.1%3A9%2F&query=ASK%7B%7D", {}, b""), {200}),
    "relative graph": (("GET", "/sparql?default-graph-uri=..%2Fx&query=ASK%7B%7D", {}, b""), {400}),
    "graph with a bracket": (("GET", "/sparql?default-graph-uri=x%3A%3Ey&query=ASK%7B%7D", {}, b""), {400}),
    "load as a query": (query("LOAD <http://127.0.0.1:9/>"), {400}),
    "load": (
        ("POST", "/sparql", {"authorization": f"Bearer {KEY}", "content-type": "application/sparql-update"}, b"LOAD <file:///etc/passwd>"),
        {400},
    ),
    "update by get": (("GET", "/sparql?update=CLEAR%20ALL", {}, b""), {400}),
    "update as a query": (query("CLEAR ALL"), {400}),
    "two queries": (("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, b""), {400}),
    "query and update": (("POST", "/sparql", FORM, b"query=ASK%7B%7D&update=CLEAR%20ALL"), {400}),
    "query in both": (("POST", "/sparql?query=ASK%7B%7D", DIRECT, b"ASK {}"), {400}),
    "no query": (("POST", "/sparql", FORM, b"q=1"), {400}),
    "empty": (query(""), {400}),
    "json body": (("POST", "/sparql", {"content-type": "application/json"}, b'{"query": "ASK {}"}'), {415}),
    "no type": (("POST", "/sparql", {}, b"ASK {}"), {415}),
    "type of megabytes": (("POST", "/sparql", {"content-type": "x" * 60_000}, b"ASK {}"), {400, 415, 431}),
    "utf-16": (("POST", "/sparql", {"content-type": "application/sparql-query; charset=utf-16"}, "ASK {}".encode("utf-16")), {415}),
    "utf-16 unsaid": (("POST", "/sparql", DIRECT, "ASK {}".encode("utf-16")), {400}),
    "latin-1": (("POST", "/sparql", DIRECT, b"ASK { ?s ?p 'caf\xe9' }"), {400}),
    "bad percent": (("GET", "/sparql?query=%FF%FE", {}, b""), {400}),
    "nul": (query("ASK { ?s ?p '\0' }"), {400}),
    "nul in the path": (("GET", "/id/%00", {}, b""), {404}),
    "traversal": (("GET", "/id/..%2F..%2F..%2Fetc%2Fpasswd", {}, b""), {404}),
    "traversal by suffix": (("GET", "/id/%2e%2e/%2e%2e/etc/passwd.ttl", {}, b""), {404}),
    "injection by path": (("GET", "/id/x%3E%20%3Fp%20%3Fo%20%7D%20%23", {}, b""), {404}),
    "injection by graph": (("GET", "/rdf-graph-store?graph=x%3A%3E%20%7B%7D%20%7D%20%23", {}, b""), {400, 404}),
    "long path": (("GET", "/id/" + "x" * 5000, {}, b""), {404}),
    "100 MB said": (("POST", "/sparql", {**DIRECT, "content-length": str(100 * 1024 * 1024)}, b"ASK {}"), {413}),
    "2 MB": (("POST", "/sparql", DIRECT, b"ASK {}" + b" " * 2 * 1024 * 1024), {413}),
    "long query": (("POST", "/sparql", DIRECT, b"ASK {}" + b" " * 200_000), {400}),
    "many parameters": (("GET", "/sparql?" + "&".join(["a=1"] * 5000), {}, b""), {400}),
    "host with markup": (query("ASK {}", host='"><script>alert(1)</script>'), {400}),
    "host with a path": (query("ASK {}", host="example.org/../x"), {400}),
    "foreign host": (("GET", "/sparql", {"host": "evil.example", "accept": "text/turtle"}, b""), {200}),
    "forwarded": (query("ASK {}", **{"x-forwarded-for": "1.2.3.4, <script>", "x-forwarded-host": "evil.example"}), {200}),
    "strange accept": (query("ASK {}", accept="text/html;q=99, */*;q=-1, ;;;,"), {200, 406}),
    "image wanted": (query("ASK {}", accept="image/png"), {406}),
    "unknown format": (("GET", "/sparql?format=..%2F..%2Fx&query=ASK%7B%7D", {}, b""), {406}),
    "no time": (("GET", "/sparql?timeout=0&query=ASK%7B%7D", {}, b""), {400}),
    "no number": (("GET", "/sparql?timeout=nan&query=ASK%7B%7D", {}, b""), {400}),
    "put": (("PUT", "/sparql", DIRECT, b"ASK {}"), {405}),
    "trace": (("TRACE", "/sparql", {}, b""), {405}),
    "unknown method": (("BREW", "/sparql", {}, b""), {400, 405}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_requests(client: httpx.Client, name: str) -> None:
    (method, path, headers, body), expected = HOSTILE[name]
    answer = _raw(client, method, path, headers, body)
    assert answer.status_code in expected, answer.text[:300]
    if answer.status_code not in (431,) and method != "BREW":
        kind = well_formed(answer)
        assert answer.status_code == 200 or kind == "application/problem+json"
    assert "<script>" not in answer.text
    assert "root:" not in answer.text
    assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True


def _raw(client: httpx.Client, method: str, path: str, headers: dict[str, str], body: bytes) -> httpx.Response:
    """As it stands: httpx would tidy paths and lengths."""
    parts = urlsplit(str(client.base_url))
    lines = {"host": parts.netloc, "connection": "close", **({"content-length": str(len(body))} if body else {}), **headers}
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30) as connection:
        received = b""
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before it was all sent
            connection.sendall(head.encode() + body)
        with suppress(ConnectionResetError):
            while data := connection.recv(65536):
                received += data
    first, _, rest = received.partition(b"\r\n")
    head_bytes, _, content = rest.partition(b"\r\n\r\n")
    pairs = [tuple(line.decode("latin-1").split(": ", 1)) for line in head_bytes.split(b"\r\n")]
    if ("transfer-encoding", "chunked") in pairs:
        content = _unchunked(content)
    return httpx.Response(int(first.split()[1]), headers=[pair for pair in pairs if pair[0] != "transfer-encoding"], content=content)  # type: ignore[misc]


def _unchunked(data: bytes) -> bytes:
    out = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        out, data = out + data[: int(size, 16)], data[int(size, 16) + 2 :]
    return out


@pytest.mark.slow
def test_many_at_once_are_answered_or_told_to_wait(client: httpx.Client) -> None:
    def one(number: int) -> int:
        answer = client.get("/sparql", params={"query": f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} # {number}"})
        assert well_formed(answer)
        if answer.status_code == 429:
            assert answer.headers["retry-after"].isdigit()
        return answer.status_code

    with ThreadPoolExecutor(60) as threads:
        statuses = list(threads.map(one, range(500)))
    assert set(statuses) <= {200, 429}
    assert 200 in statuses
    assert client.get("/sparql", params={"query": "ASK { }"}).status_code == 200


@pytest.mark.slow
def test_too_many_of_one_client_are_told_when_to_come_back(client: httpx.Client) -> None:
    def one(number: int) -> tuple[int, str | None]:
        answer = client.get("/sparql", params={"query": f"{ENDLESS} # {number}", "timeout": "0.3"})
        assert well_formed(answer) == "application/problem+json"
        return answer.status_code, answer.headers.get("retry-after")

    with ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(one, range(40)))
    assert {status for status, _ in answers} == {429, 503}
    assert all(after == "1" for status, after in answers if status == 429)
    assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).status_code == 200


def test_slow_and_vanishing_clients_hold_nobody_up(base: str, client: httpx.Client) -> None:
    parts = urlsplit(base)
    sockets = [socket.create_connection((parts.hostname or "", parts.port or 0)) for _ in range(30)]
    for number, connection in enumerate(sockets):
        if number % 2:  # never finishes its request
            connection.sendall(
                b"POST /sparql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/sparql-query\r\ncontent-length: 90\r\n\r\nASK"
            )
        else:  # asks for something endless and goes
            connection.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
    time.sleep(0.3)
    for connection in sockets:
        connection.close()
    until = time.monotonic() + 20
    while (
        status := client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).status_code
    ) == 429 and time.monotonic() < until:
        time.sleep(0.1)
    assert status == 200


def test_the_description_of_the_service_names_every_route(client: httpx.Client) -> None:
    paths = json.loads(client.get("/openapi.json").text)["paths"]
    assert {"/sparql", "/rdf-graph-store", "/.well-known/void", "/id/{path}", "/ns"} <= set(paths)
    assert set(paths["/sparql"]) == {"get", "post"}
