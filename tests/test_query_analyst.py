"""Analysts' queries: caps that are announced, processes that are killed, snapshots that go, nothing that reaches a network."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from zhengpu.graph.errors import BadQuery, StoreBroken
from zhengpu.graph.names import PREFIXES
from zhengpu.graph.store import EmbeddedStore
from zhengpu.query.analyst.analyst import Analyst, AnalystRequest, Dataset, with_dataset
from zhengpu.query.analyst.evaluation import GRAPHS, TABLES, Order, evaluate, running
from zhengpu.query.analyst.gate import check
from zhengpu.query.analyst.limits import QueryLimits, missing_limits
from zhengpu.query.analyst.turns import TooMany
from zhengpu.query.analyst.workers import Overstayed, TooHeavy

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
SMALL = QueryLimits(workers=2, seconds=20, per_client=3)
HEAVY = "".join(f"?a{i} ?b{i} ?c{i} . " for i in range(2))


def quads(count: int) -> Iterator[Quad]:
    for number in range(count):
        yield Quad(NamedNode(f"x:s{number}"), NamedNode("x:p"), Literal(f'第{number}项, "引号"\n<&>\t', language="zh"), NamedNode("x:g"))


def order(text: str, format_: str, rows: int = 1000, size: int = 1_000_000, counting: float = 5.0) -> Order:
    return Order(check(text), format_, rows, size, counting)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    with EmbeddedStore(tmp_path / "store") as store:
        store.load(quads(300))
        yield store


@pytest.fixture
def analyst(store: EmbeddedStore) -> Iterator[Analyst]:
    analyst = Analyst(store, SMALL)
    yield analyst
    analyst.close()


def ask(analyst: Analyst, text: str, format_: str = "csv", seconds: float | None = None) -> bytes:
    return asyncio.run(analyst.answer(AnalystRequest(text, format_, seconds=seconds))).body


# ── caps ──


def rows_of(body: bytes, format_: str) -> int:
    match format_:
        case "json":
            return len(json.loads(body)["results"]["bindings"])
        case "xml":
            return len(ET.fromstring(body).findall(".//{*}result"))
        case "csv":
            return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1
        case _:
            return body.decode().count("\n") - 1


@pytest.mark.parametrize("format_", TABLES)
def test_rows_are_capped_aloud(store: EmbeddedStore, format_: str) -> None:
    for text, kept, total in (
        ("SELECT ?s ?o { ?s ?p ?o }", 100, 300),
        ("SELECT ?s ?o { ?s ?p ?o } LIMIT 100", 100, None),
        ("SELECT ?s ?o { ?s ?p ?o } LIMIT 101", 100, 101),
        ("SELECT ?s ?o { ?s ?p ?o } OFFSET 250", 50, None),
    ):
        wanted = order(text, format_, rows=100)
        found = evaluate(running(store.engine, wanted), wanted)
        assert (found.cut.total if found.cut else None) == total
        noted = 1 if total and format_ in ("csv", "tsv") else 0
        assert rows_of(found.body, format_) == kept + noted
        assert ("已截断" in found.body.decode()) == (total is not None)


@pytest.mark.parametrize("format_", GRAPHS)
def test_triples_are_capped_aloud(store: EmbeddedStore, format_: str) -> None:
    wanted = order("CONSTRUCT WHERE { ?s ?p ?o }", format_, rows=100)
    found = evaluate(running(store.engine, wanted), wanted)
    assert found.cut is not None
    assert (found.cut.kept, found.cut.total) == (100, 300)
    assert "已截断" in found.body.decode()
    assert len(list(pyoxigraph.parse(found.body, format=GRAPHS[format_]))) == 100


@pytest.mark.parametrize("format_", TABLES)
def test_bytes_are_capped_aloud(store: EmbeddedStore, format_: str) -> None:
    wanted = order("SELECT * { ?s ?p ?o }", format_, size=4000)
    found = evaluate(running(store.engine, wanted), wanted)
    assert found.cut is not None
    assert found.cut.by == "bytes"
    assert 0 < found.cut.kept < 300 == found.cut.total
    assert len(found.body) < 4600


def test_one_row_too_large_is_refused(store: EmbeddedStore) -> None:
    wanted = order("SELECT (GROUP_CONCAT(?o) AS ?all) { ?s ?p ?o }", "json", size=500)
    with pytest.raises(BadQuery, match="大得放不下"):
        evaluate(running(store.engine, wanted), wanted)


def test_counting_gives_up(store: EmbeddedStore) -> None:
    wanted = order("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "csv", rows=10, counting=0.01)
    found = evaluate(running(store.engine, wanted), wanted)
    assert found.cut is not None
    assert found.cut.total is None
    assert "至少" in found.cut.note


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT * { ?s ?p ?o }", ["s", "p", "o"]),
        ("SELECT DISTINCT * { ?z ?b ?a }", ["z", "b", "a"]),
        ("SELECT * { { SELECT ?o { ?s ?p ?o } } ?s ?p ?o }", ["o", "s", "p"]),
        ("SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?s ?q 1 } }", ["s", "p", "o"]),
        ("SELECT ?p ?o ?s { ?s ?p ?o }", ["p", "o", "s"]),
    ],
)
def test_columns_come_as_written(store: EmbeddedStore, text: str, columns: list[str]) -> None:
    wanted = order(text, "json", rows=5)
    assert json.loads(evaluate(running(store.engine, wanted), wanted).body)["head"]["vars"] == columns


# ── datasets ──


def test_default_graph_is_the_union_until_the_query_names_one(analyst: Analyst) -> None:
    assert ask(analyst, "ASK { ?s ?p ?o }") == b"true"
    assert ask(analyst, "ASK FROM <x:other> { ?s ?p ?o }") == b"false"
    assert ask(analyst, "ASK FROM <file:///etc/passwd> { ?s ?p ?o }") == b"false"
    named = Dataset(named=("x:g",))
    assert asyncio.run(analyst.answer(AnalystRequest("ASK { ?s ?p ?o }", "csv", dataset=named))).body == b"false"
    assert asyncio.run(analyst.answer(AnalystRequest("ASK { GRAPH ?g { ?s ?p ?o } }", "csv", dataset=named))).body == b"true"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT { ?s <x:q> 1 } WHERE { ?s ?p ?o }", "INSERT { ?s <x:q> 1 } USING <x:g> WHERE { ?s ?p ?o }"),
        ("CLEAR ALL; DELETE WHERE { ?s ?p { } }", "CLEAR ALL; DELETE { ?s ?p { } } USING <x:g> WHERE { ?s ?p { } }"),
        ("INSERT DATA { <x:a> <x:b> 'WHERE {' }", "INSERT DATA { <x:a> <x:b> 'WHERE {' }"),
    ],
)
def test_the_request_s_graphs_are_written_into_an_update(text: str, expected: str) -> None:
    assert with_dataset(check(text), Dataset(default=("x:g",))) == expected


# ── processes ──


def test_a_change_is_seen_at_once_and_snapshots_go(analyst: Analyst, store: EmbeddedStore) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert ask(analyst, count) == b"n\r\n300\r\n"
    store.load([Quad(NamedNode("x:new"), NamedNode("x:p"), Literal("新"), NamedNode("x:g"))])
    assert ask(analyst, count) == b"n\r\n301\r\n"
    assert store.path is not None
    assert len(list(store.path.glob("snapshot-*"))) == 1
    analyst.close()
    assert not list(store.path.glob("snapshot-*"))


def test_leftovers_of_a_killed_service_go(store: EmbeddedStore) -> None:
    assert store.path is not None
    (store.path / "snapshot-old" / "quads").mkdir(parents=True)
    analyst = Analyst(store, SMALL)
    assert ask(analyst, "ASK {}") == b"true"
    analyst.close()
    assert not (store.path / "snapshot-old").exists()


def test_results_are_remembered_until_the_store_changes(analyst: Analyst, store: EmbeddedStore) -> None:
    asked = AnalystRequest("SELECT ?s { ?s ?p ?o } LIMIT 1", "json")
    first = asyncio.run(analyst.answer(asked))
    assert analyst.remembered(asked) is first
    store.load([])
    assert analyst.remembered(asked) is None
    volatile = AnalystRequest("SELECT (UUID() AS ?u) {}", "json")
    assert asyncio.run(analyst.answer(volatile)).body != asyncio.run(analyst.answer(volatile)).body


@pytest.mark.slow
def test_a_query_that_overstays_dies_alone(analyst: Analyst) -> None:
    async def together() -> tuple[object, bytes]:
        long = asyncio.create_task(analyst.answer(AnalystRequest(ENDLESS, "csv", "slow", seconds=5.0)))
        short = await analyst.answer(AnalystRequest("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "csv", "other"))
        assert not long.done()
        return (await asyncio.gather(long, return_exceptions=True))[0], short.body

    trouble, body = asyncio.run(together())
    assert isinstance(trouble, Overstayed)
    assert body == b"n\r\n300\r\n"
    assert ask(analyst, "ASK {}") == b"true"


def test_a_client_that_goes_away_frees_its_process(analyst: Analyst) -> None:
    async def leave() -> None:
        task = asyncio.create_task(analyst.answer(AnalystRequest(ENDLESS, "csv", "gone")))
        while not analyst.workers.under_way:
            await asyncio.sleep(0.01)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert analyst.workers.under_way == 0
        assert (await analyst.answer(AnalystRequest("ASK { }", "csv", "gone"))).body == b"true"

    asyncio.run(leave())


def test_one_client_holds_neither_all_places_nor_all_processes(analyst: Analyst) -> None:
    async def crowd() -> None:
        held = [asyncio.create_task(analyst.answer(AnalystRequest(f"{ENDLESS} # {n}", "csv", "greedy"))) for n in range(SMALL.per_client)]
        while not analyst.workers.under_way:
            await asyncio.sleep(0.01)
        with pytest.raises(TooMany):
            await analyst.answer(AnalystRequest("ASK { ?s ?p ?o }", "csv", "greedy"))
        assert analyst.workers.under_way == SMALL.at_once == 1
        assert (await analyst.answer(AnalystRequest("ASK { ?s ?p ?o }", "csv", "modest"))).body == b"true"
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        assert (await analyst.answer(AnalystRequest("ASK { ?s ?p ?o . }", "csv", "greedy"))).body == b"true"

    asyncio.run(crowd())


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 5000) + " }",
        "ASK { FILTER(" + "||".join(["?a"] * 20_000) + ") }",
        "ASK { ?s " + "/".join(["<x:p>"] * 2000) + " ?o }",
        "SELECT * " + "{ SELECT * " * 99 + "{}" + "}" * 99,
        "ASK { ?s <x:p> ?o FILTER(REGEX(?o, '(((((a*)*)*)*)*)*b')) }",
        "ASK { ?s <x:p> ?o FILTER(REGEX(?o, '" + "(" * 5000 + "')) }",
        "SELECT (STRLEN(?z) AS ?n) { BIND('x' AS ?a) BIND(REPEAT AS ?b) }".replace("BIND(REPEAT AS ?b)", "BIND(CONCAT(?a, ?a) AS ?z)"),
    ],
    ids=["unions", "ors", "path", "subqueries", "regex", "regex-brackets", "concat"],
)
def test_hostile_texts_end_in_an_answer(analyst: Analyst, text: str) -> None:
    with suppress(BadQuery, TooHeavy, Overstayed):
        ask(analyst, text, seconds=1.5)
    assert ask(analyst, "ASK {}") == b"true"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux")
def test_memory_is_bounded(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        store.load(quads(3000))
        analyst = Analyst(store, QueryLimits(workers=1, seconds=60, memory=600 * 1024 * 1024))
        with pytest.raises(TooHeavy):
            ask(analyst, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?o ?z ?s { ?s ?p ?o . ?x ?y ?z } }")
        assert ask(analyst, "ASK {}") == b"true"
        analyst.close()


@pytest.mark.skipif(sys.platform != "linux", reason="sockets are forbidden on Linux")
def test_a_query_process_has_no_sockets(analyst: Analyst) -> None:
    assert analyst.workers.confined == {"sockets": True, "memory": True}
    script = (
        "from zhengpu.query.analyst.confinement import forbid_sockets; import socket\n"
        "assert forbid_sockets()\n"
        "for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):\n"
        "    try: socket.socket(family)\n"
        "    except PermissionError: continue\n"
        "    raise SystemExit('a socket')\n"
        "import pyoxigraph\n"
        "try: list(pyoxigraph.Store().query('SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }'))\n"
        "except (OSError, ValueError, RuntimeError): raise SystemExit(0)\n"
        "raise SystemExit('the engine went out')\n"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parent.parent, check=False).returncode == 0


def test_processes_end_with_their_pool(store: EmbeddedStore) -> None:
    analyst = Analyst(store, SMALL)
    assert ask(analyst, "ASK {}") == b"true"
    pids = [worker.pid for worker in analyst.workers._all]
    analyst.close()
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_closed_store_is_said_to_be_closed(store: EmbeddedStore) -> None:
    analyst = Analyst(store, SMALL)
    store.close()
    with pytest.raises(StoreBroken):
        ask(analyst, "ASK {}")
    analyst.close()


def test_a_store_in_memory_can_be_asked() -> None:
    with EmbeddedStore() as store:
        store.load(quads(3))
        analyst = Analyst(store, QueryLimits(workers=1))
        assert ask(analyst, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == b"n\r\n3\r\n"
        analyst.close()


def test_an_update_is_tried_where_it_does_no_harm(analyst: Analyst, store: EmbeddedStore) -> None:
    asyncio.run(analyst.change(AnalystRequest("INSERT DATA { GRAPH <x:g> { <x:new> zp:label '新' } }", "json")))
    assert store.ask("ASK { <x:new> zp:label '新' }")
    with pytest.raises(BadQuery):
        asyncio.run(analyst.change(AnalystRequest("CLEAR XYZ", "json")))
    with pytest.raises(BadQuery):
        asyncio.run(analyst.change(AnalystRequest("ASK {}", "json")))
    with pytest.raises(TooHeavy):
        asyncio.run(analyst.change(AnalystRequest("INSERT { <x:a> <x:b> 1 } WHERE { FILTER(" + "!" * 60_000 + "true) }", "json")))
    assert ask(analyst, "ASK {}") == b"true"


def test_what_a_system_cannot_hold_queries_to_is_said() -> None:
    assert missing_limits("linux") == ()
    assert len(missing_limits("darwin")) == 2
    assert len(missing_limits("win32")) == 2


def test_prefixes_are_declared(analyst: Analyst) -> None:
    listed = " ".join(f"{prefix}:x" for prefix in PREFIXES)
    assert ask(analyst, f"ASK {{ VALUES ?x {{ {listed} }} }}") == b"true"


def test_after_a_time_out_the_next_query_is_answered(analyst: Analyst) -> None:
    """An endless query would hold the test for ever: that it raises is that it ended."""
    with pytest.raises(Overstayed):
        ask(analyst, ENDLESS, seconds=0.5)
    assert ask(analyst, "ASK {}") == b"true"
