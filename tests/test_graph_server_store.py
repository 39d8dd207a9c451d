"""One face over three stores: a folder, `oxigraph serve` and Virtuoso 7 give the same answers, documents and quads."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions

from benchmarks.service import free_port, until_answering
from tests.conftest import need
from zhengpu.graph.errors import BadQuery, StoreBroken
from zhengpu.graph.facts import DocumentGraph, Entity, Evidence, Fact, Naming, Span
from zhengpu.graph.names import Names
from zhengpu.graph.server import Server
from zhengpu.graph.server_store import ServerStore
from zhengpu.graph.store import EmbeddedStore
from zhengpu.graph.triples import document_quads
from zhengpu.graph.versions.earlier import earlier_versions
from zhengpu.graph.versions.taking import OtherVersion, restored, taken
from zhengpu.query.analyst.analyst import Analyst, AnalystRequest
from zhengpu.query.analyst.limits import QueryLimits
from zhengpu.query.analyst.workers import Overstayed

NAMES = Names()
VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 8
NumberOfBuffers = 8000
MaxDirtyBuffers = 5000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 6
[SPARQL]
ResultSetMaxRows = 10000
"""


def plan(number: int, tasks: int = 3, unit: str = "县文旅局") -> DocumentGraph:
    """A document with tasks, each led by one unit."""
    document = NAMES.document(f"某政办发〔2022〕{number}号", "")
    leader = NAMES.unit("某县", "某县文化和旅游局")
    text = "".join(f"{n}.任务{n}。（{unit}负责）\n" for n in range(tasks)) + "“引号”\\ \t𠮷　"
    entities, facts = [Entity(document, "Document", None, (("zp:documentNumber", f"某政办发〔2022〕{number}号"),))], []
    for n in range(tasks):
        task = NAMES.within(document, "task", str(n))
        quote = f"{n}.任务{n}。"
        start = text.index(quote)
        evidence = Evidence(Span(start, start + len(quote)), quote)
        entities.append(
            Entity(task, "Task", f"任务{n}", (("zp:number", n), ("zp:text", quote)), (("zp:inDocument", document),), (evidence,))
        )
        facts.append(Fact(leader, "zp:leads", task, (evidence,), "rule", printed=unit, order=0))
    names = (
        Naming(leader, "Unit", unit, "某县文化和旅游局", tasks, place=NAMES.place("某县")),
        Naming(document, "Document", f"计划{number}", f"计划{number}", own=True, number=f"某政办发〔2022〕{number}号"),
    )
    return DocumentGraph(document, text, tuple(entities), tuple(facts), names)


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    port = free_port()
    program = Path(sys.executable).parent / "oxigraph"
    command = [str(program), "serve", "--location", str(folder / "oxigraph"), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until_answering(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    program = need("virtuoso-t")
    home, port = folder / "virtuoso", free_port()
    home.mkdir()
    (home / "virtuoso.ini").write_text(VIRTUOSO.format(sql=free_port(), http=port))
    process = subprocess.Popen(
        [program, "+configfile", "virtuoso.ini", "+foreground"], cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until_answering(f"http://127.0.0.1:{port}/sparql?query=ASK%20%7B%7D", process, 60)
        yield f"http://dba:dba@127.0.0.1:{port}/sparql"
    finally:
        process.kill()
        process.wait(10)
        shutil.rmtree(home, ignore_errors=True)


SERVERS = {"oxigraph": oxigraph, "virtuoso": virtuoso}


@pytest.fixture(scope="module", params=SERVERS)
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with SERVERS[request.param](tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def server(address: str) -> Iterator[ServerStore]:
    with ServerStore(address, NAMES) as store:
        yield store
        for document in store.documents():
            store.forget(document)
        assert not list(store.quads())


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[EmbeddedStore]:
    with EmbeddedStore(tmp_path / "store", NAMES) as store:
        yield store


def test_the_same_documents_texts_and_quads(server: ServerStore, folder: EmbeddedStore) -> None:
    for store in (server, folder):
        store.replace(plan(1))
        store.replace(plan(2, unit="县文化和旅游局"))
        store.replace(plan(2, tasks=2, unit="文旅局"))
        store.replace(plan(1))
    assert server.documents() == folder.documents()
    for document in folder.documents():
        assert server.text(document) == folder.text(document)
    assert sorted(map(str, server.quads())) == sorted(map(str, folder.quads()))
    for store in (server, folder):
        assert store.forget(plan(1).iri) is True
        assert store.forget(plan(1).iri) is False
    assert sorted(map(str, server.quads())) == sorted(map(str, folder.quads()))
    assert server.text(plan(1).iri) is None


def test_versions_are_kept_on_a_server_as_in_a_folder(server: ServerStore, folder: EmbeddedStore) -> None:
    first, second = (document_quads(plan(1, tasks=tasks), NAMES) for tasks in (3, 2))
    for store in (server, folder):
        assert taken(store, plan(1).iri, first, replacing=False, on=date(2026, 1, 2)).how == "new"
        assert taken(store, plan(1).iri, first, replacing=False, on=date(2026, 1, 2)).how == "same"
        with pytest.raises(OtherVersion, match="少1项"):
            taken(store, plan(1).iri, second, replacing=False, on=date(2026, 1, 2))
        assert taken(store, plan(1).iri, second, replacing=True, on=date(2026, 1, 2)).kept == 1
        assert restored(store, earlier_versions(store, plan(1).iri)[0], on=date(2026, 1, 3)).kept == 2
        assert {*store.said(plan(1).iri)} == {*first}
        assert [version.text for version in earlier_versions(store)] == [plan(1).text, plan(1, tasks=2).text]
    assert sorted(map(str, server.quads())) == sorted(map(str, folder.quads()))
    for store in (server, folder):
        store.forget(plan(1).iri)
        assert not list(store.quads())


QUERIES = [
    "SELECT ?label ?n { ?unit zp:leads ?task ; rdfs:label ?label . ?task zp:number ?n } ORDER BY ?n ?label",
    "SELECT ?l (COUNT(DISTINCT ?t) AS ?n) { ?unit zp:takesPartIn ?t ; rdfs:label ?l } GROUP BY ?l HAVING (COUNT(?t) > 1)",
    "SELECT ?t ?q { ?t a zp:Task ; zp:evidence ?e . ?e oa:hasSelector ?s . ?s oa:exact ?q } ORDER BY ?q ?t",
    "SELECT DISTINCT ?d ?n { ?d zp:documentNumber ?n FILTER(CONTAINS(?n, '2022')) } ORDER BY ?n ?d",
    "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT ?x { ?task zp:number 1 OPTIONAL { ?task zp:deadline ?x } }",
    "SELECT ?own { ?naming zp:own ?own } ORDER BY ?own",
    "SELECT ?l { { ?t a zp:Task } UNION { ?t a zp:Unit } ?t rdfs:label ?l FILTER(LANG(?l) = 'zh') MINUS { ?t zp:number 2 } } ORDER BY ?l",
]


def test_the_same_rows(server: ServerStore, folder: EmbeddedStore) -> None:
    for store in (server, folder):
        store.replace(plan(1))
        store.replace(plan(2))
    for query in QUERIES:
        ours, theirs = folder.query(query), server.query(query)
        assert ours.columns == theirs.columns
        assert len(ours) > 0
        assert sorted(map(repr, ours.rows)) == sorted(map(repr, theirs.rows)), query
    assert server.ask("ASK { ?s zp:number 1 }")
    assert not server.ask("ASK { ?s zp:number 99 }")


def test_all_pages_of_a_large_graph(server: ServerStore) -> None:
    quads = [Quad(NamedNode(f"x:{n}"), NamedNode("x:p"), NamedNode("x:o"), NamedNode("x:large")) for n in range(12_000)]
    revision = server.revision
    server.load(quads)
    assert server.revision > revision
    assert set(server.quads()) == set(quads)
    server.update("DROP SILENT GRAPH <x:large>")


def test_a_result_the_server_cut_is_never_passed_on(server: ServerStore) -> None:
    server.load(Quad(NamedNode(f"x:{n}"), NamedNode("x:p"), NamedNode("x:o"), NamedNode("x:large")) for n in range(12_000))
    try:
        if server.server.make.name == "Virtuoso":
            with pytest.raises(StoreBroken, match="截断"):
                server.query("SELECT ?s { ?s <x:p> ?o }")
        else:
            assert len(server.query("SELECT ?s { ?s <x:p> ?o }")) == 12_000
    finally:
        server.update("DROP SILENT GRAPH <x:large>")


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p", "SELECT ?x ?y { ?x ?y }"])
def test_a_broken_query_is_the_querys_fault(server: ServerStore, text: str) -> None:
    with pytest.raises(BadQuery):
        server.query(text)
    with pytest.raises(BadQuery):
        server.query("ASK {}")


def test_triples_come_back(server: ServerStore) -> None:
    server.replace(plan(1))
    found = list(server.run("# SELECT\nCONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:label ?l }"))  # type: ignore[arg-type]
    assert "任务1" in {str(triple.object.value) for triple in found}  # type: ignore[union-attr]
    assert isinstance(server.run("SELECT ?s { ?s a zp:Task } # CONSTRUCT"), QuerySolutions)


def test_analysts_ask_servers_too(server: ServerStore) -> None:
    server.replace(plan(1, tasks=30))
    analyst = Analyst(server, QueryLimits(max_rows=10))
    table = asyncio.run(analyst.answer(AnalystRequest("SELECT ?n { ?t zp:number ?n } ORDER BY ?n", "csv")))
    assert table.body.decode().splitlines()[:3] == ["n", "0", "1"]
    assert table.cut is not None
    assert (table.cut.kept, table.cut.total) == (10, None)
    graph = asyncio.run(analyst.answer(AnalystRequest("CONSTRUCT WHERE { ?t zp:number ?n }", "ntriples")))
    assert graph.cut is not None
    with pytest.raises(BadQuery):
        asyncio.run(analyst.answer(AnalystRequest("SELECT * { SERVICE <http://127.0.0.1:9/> { } }", "csv")))
    with pytest.raises((Overstayed, StoreBroken)):
        asyncio.run(
            analyst.answer(AnalystRequest("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "csv", seconds=0.3))
        )
    analyst.close()


# ── without a server ──


def test_no_server_is_said_so() -> None:
    with pytest.raises(StoreBroken, match="没有回答"):
        ServerStore(f"http://127.0.0.1:{free_port()}")


def answering(status: int, body: str = "", **headers: str) -> httpx.MockTransport:
    asks = iter([True])

    def respond(request: httpx.Request) -> httpx.Response:
        if next(asks, False):
            return httpx.Response(
                200, headers={"content-type": "application/sparql-results+json", "server": "Oxigraph"}, text='{"head":{},"boolean":true}'
            )
        return httpx.Response(status, headers=headers, text=body)

    return httpx.MockTransport(respond)


@pytest.mark.parametrize(
    ("status", "body", "headers", "kind", "words"),
    [
        (401, "", {}, StoreBroken, "用户名和密码"),
        (500, "boom", {}, StoreBroken, "boom"),
        (400, "line 1", {}, BadQuery, "line 1"),
        (200, "<html>", {"content-type": "text/html"}, StoreBroken, "读不懂"),
        (200, "{", {"content-type": "application/sparql-results+json"}, StoreBroken, "读不懂"),
        (200, "", {"x-sql-state": "S1TAT"}, StoreBroken, "没有算完"),
    ],
)
def test_a_server_s_trouble_is_told(status: int, body: str, headers: dict[str, str], kind: type[Exception], words: str) -> None:
    server = Server("http://store.example/x", transport=answering(status, body, **headers))
    with pytest.raises(kind, match=words):
        list(server.run("SELECT * { ?s ?p ?o }"))  # type: ignore[arg-type]
    server.close()


def test_credentials_do_not_show() -> None:
    server = Server("http://user:secret@store.example:8890/sparql", transport=answering(500))
    assert server.address == "http://store.example:8890/sparql"
    with pytest.raises(StoreBroken) as trouble:
        server.update("CLEAR ALL")
    assert "secret" not in str(trouble.value)
