"""The SPARQL service beside `oxigraph serve` on the same data, in one run: `python -m benchmarks.sparql_speed`.

Point queries on one kept-alive connection: 200 texts in rotation, and texts never seen before; others' waiting time while a
Cartesian product runs; how long after its limit a query ends.
"""

from __future__ import annotations

import http.client
import itertools
import statistics
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from benchmarks.service import free_port, running, until_answering
from zhengpu.graph.names import PREFIXES
from zhengpu.service import open_zhengpu
from zhengpu.settings import data_folder

__all__ = ["figures"]

_CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def figures(seconds: float = 3.0) -> dict[str, float]:
    """All figures of this page."""
    with tempfile.TemporaryDirectory() as name:
        store, copy = Path(name) / "store", Path(name) / "copy"
        texts = _prepared(store, copy)
        found: dict[str, float] = {}
        with running(store) as ours, _oxigraph(copy) as theirs:
            rates: defaultdict[str, float] = defaultdict(float)
            numbers = itertools.count(20)
            for step in range(6):  # in slices, side by side: other work on the machine hits both; the first warms up
                for who, base, path in (("zhengpu", ours, "/sparql"), ("oxigraph", theirs, "/query")):
                    fresh = (text.replace("LIMIT 20", f"LIMIT {next(numbers)}") for text in itertools.cycle(texts))
                    for kind, asked in (("", itertools.cycle(texts)), (" new", fresh)):
                        rate = _rate(base, path, asked, seconds / 5)
                        rates[who + kind] += rate / 5 if step else 0
            found["point queries per second, zhengpu"] = rates["zhengpu"]
            found["point queries per second, oxigraph serve"] = rates["oxigraph"]
            found["ratio, 200 texts in rotation (aim 0.4)"] = rates["zhengpu"] / rates["oxigraph"]
            found["ratio, texts never seen"] = rates["zhengpu new"] / rates["oxigraph new"]
            found |= _while_busy(ours, texts, seconds)
            found["time-out ends after its limit × (≤ 1.25)"] = _time_out(ours, 2.0)
        return found


def _prepared(store: Path, copy: Path) -> list[str]:
    """A store with the sample, its twin for oxigraph, and 200 point queries over both."""
    with open_zhengpu(str(store)) as zp:
        plan = data_folder() / "xinjiang-2022-26.txt"
        zp.add(plan.read_bytes(), plan.name)
        subjects = [str(row[0]) for row in zp.store.query("SELECT DISTINCT ?s { ?s a ?k ; rdfs:label ?l } ORDER BY ?s LIMIT 200")]
        zp.store.engine.backup(str(copy))  # type: ignore[attr-defined]
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items() if prefix in ("zp", "rdfs"))
    return [f"{head}SELECT ?p ?o WHERE {{ <{subject}> ?p ?o }} LIMIT 20" for subject in subjects]


@contextmanager
def _oxigraph(folder: Path) -> Iterator[str]:
    port = free_port()
    command = ["oxigraph", "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        until_answering(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _asking(base: str, path: str) -> Callable[[str], int]:
    """A function that sends one query on a kept-alive connection and gives the answer's length."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc)

    def ask(text: str) -> int:
        connection.request("GET", f"{path}?query={quote(text)}", headers={"Accept": "application/sparql-results+json"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {body[:200]!r}")
        return len(body)

    return ask


def _rate(base: str, path: str, texts: Iterator[str], seconds: float) -> float:
    ask, done, start = _asking(base, path), 0, time.perf_counter()
    while time.perf_counter() < start + seconds:
        ask(next(texts))
        done += 1
    return done / (time.perf_counter() - start)


def _p99(base: str, texts: list[str], seconds: float, mark: str) -> float:
    """Of texts never seen: those a worker has to run."""
    ask, times, until = _asking(base, "/sparql"), [], time.perf_counter() + seconds
    for number, text in enumerate(itertools.cycle(texts)):
        start = time.perf_counter()
        if start > until:
            break
        ask(f"{text} # {mark}{number}".replace("LIMIT 20", f"LIMIT {number + 30}"))
        times.append(time.perf_counter() - start)
    return statistics.quantiles(times, n=100)[98]


def _while_busy(base: str, texts: list[str], seconds: float) -> dict[str, float]:
    idle = _p99(base, texts, seconds, "idle")

    def heavy() -> None:
        connection = http.client.HTTPConnection(urlsplit(base).netloc)
        connection.request("GET", f"/sparql?timeout={seconds + 2}&query={quote(_CARTESIAN)}")
        connection.getresponse().read()

    thread = threading.Thread(target=heavy)
    thread.start()
    time.sleep(0.5)
    busy = _p99(base, texts, seconds, "busy")
    thread.join()
    return {"p99 idle, ms": idle * 1000, "p99 beside a Cartesian product, ms": busy * 1000, "their ratio (≤ 3)": busy / idle}


def _time_out(base: str, limit: float) -> float:
    connection = http.client.HTTPConnection(urlsplit(base).netloc)
    start = time.perf_counter()
    connection.request("GET", f"/sparql?timeout={limit}&query={quote(_CARTESIAN)}")
    answer = connection.getresponse()
    answer.read()
    if answer.status != 503:
        raise RuntimeError(f"expected 503, got {answer.status}")
    return (time.perf_counter() - start) / limit


def main() -> None:
    """Print the figures."""
    for name, value in figures().items():
        print(f"{name:<50}{value:>10.3f}")


if __name__ == "__main__":
    main()
