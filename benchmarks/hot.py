"""`python -m benchmarks.hot FOLDER [--questions]`: search, hot meanings and anchored questions at one and at ten million quads.

Every figure stands beside its peer in the same run: search beside CONTAINS, meanings beside Virtuoso 7 over HTTP with the same SPARQL
and the same rows, anchored questions (`--questions`: the whole index is built, which takes longest) at ten million beside one million.
What the folder holds already is used again; about 8 GB and half an hour of two processors for everything.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TypeVar

import httpx
from pyoxigraph import RdfFormat

from benchmarks.copies import MINISTRIES, write_copies
from benchmarks.plans import write_plans
from benchmarks.service import free_port, until_answering
from tests.conftest import need
from tests.test_graph_server_store import VIRTUOSO
from zhengpu.commands.bulk import read_corpus
from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.graph.index import search
from zhengpu.graph.index.document_table import Documents
from zhengpu.graph.index.index import Index
from zhengpu.graph.index.links import Facts
from zhengpu.graph.index.texts import Texts
from zhengpu.graph.names import PREFIXES, Names, literal_text
from zhengpu.graph.places import load_places
from zhengpu.graph.store import EmbeddedStore
from zhengpu.query.meaning import Both, Count, Having, Meaning, Minus, Of, One, Partners, Set, Step, Top, Via, Where
from zhengpu.query.rows.sparql import sparql
from zhengpu.query.rows.sql import sql
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

__all__ = ["main", "meanings"]

_Out = TypeVar("_Out")
_SIZES = {"1M": 1, "10M": 8}
_PLANS = 1100
_TASK, _UNIT, _TARGET, _DOCUMENT = "zp:Task", "zp:Unit", "zp:Target", "zp:Document"
_ANY, _LED, _GUIDED = Step(("zp:takesPartIn",)), Step(("zp:leads",)), Step(("zp:guides",))
_LONGEST = 60.0
"""Seconds after which the peer is not waited for any more."""
_ROUNDS, _SLOW = 5, 5.0
"""How often each is run, and from how many seconds on once is enough."""
_BUFFERS = 170_000
"""Pages of 8 kB that Virtuoso keeps: what its makers advise for 2 GB."""


def meanings() -> dict[str, Meaning]:
    """Questions that touch much: busy units, ranges of values and dates, places below a province, rankings."""
    first, second, third = (One(_UNIT, (Names().unit(None, name),), name) for name in MINISTRIES)
    places = load_places()
    below = tuple(Names().place(places.key(p)) for p in places.all() if p.until is None and p.code // 10000 == 14)
    papers = Via(One("zp:Place", below, "山西省"), Step(("zp:jurisdiction",), False), _DOCUMENT)
    there = Via(papers, Step(("zp:inDocument",), False), _TASK)
    many = Where(Where(Of(_TARGET), "schema:value", ">=", 100), "schema:value", "<=", 200)
    due = _between(Of(_TASK), date(2021, 1, 1), date(2021, 12, 31))
    return {
        "tasks of two ministries": Both((Via(first, _ANY, _TASK), Via(second, _ANY, _TASK))),
        "tasks three ministries guide": Both(tuple(Via(each, _GUIDED, _TASK) for each in (first, second, third))),
        "tasks of one, not of the other": Minus(Via(first, _ANY, _TASK), Via(second, _ANY, _TASK)),
        "how many tasks": Count(Via(first, _ANY, _TASK)),
        "partners of a ministry": Partners(third, _ANY),
        "tasks of a ministry due on a day": Both((Via(first, _ANY, _TASK), Where(Of(_TASK), "zp:deadline", "=", date(2021, 12, 31)))),
        "targets in a range": many,
        "targets in a range, by date": _between(many, date(2020, 1, 1), date(2021, 12, 31)),
        "tasks due in a year": due,
        "papers below a province": papers,
        "tasks below a province": there,
        "who leads below a province": Count(there, _LED.turned, _UNIT),
        "units by what they lead": Top(Of(_UNIT), _LED, n=10),
        "units by tasks": Top(Of(_UNIT), _ANY, n=10),
        "tasks by units": Count(Of(_TASK), _ANY.turned, _UNIT),
        "units with twenty tasks and more": Having(Of(_UNIT), _ANY, ">=", 20),
        "tasks with six units and more": Having(Of(_TASK), _ANY.turned, ">=", 6),
    }


def _between(found: Set, first: date, last: date) -> Set:
    return Where(Where(found, "zp:deadline", ">=", first), "zp:deadline", "<=", last)


# ── what is measured ──


def stores(folder: Path) -> Iterator[tuple[str, float]]:
    """Make what is not there yet; seconds for each step."""
    source = folder / "plans.nq"
    if not source.exists():
        write_plans(folder / "plans", _PLANS)
        with EmbeddedStore(folder / "read") as store:
            for _ in read_corpus(store, [str(folder / "plans")], workers=2):
                pass
            store.engine.dump(str(source), RdfFormat.N_QUADS)
    for size, copies in _SIZES.items():
        quads = folder / f"{size}.nq"
        if not quads.exists():
            write_copies(source, quads, copies)
        if not (folder / size).exists():
            with EmbeddedStore(folder / size) as store, quads.open("rb") as file:
                yield f"{size}: bulk load, s", _timed(lambda store=store, file=file: store.build(file))[0]  # type: ignore[misc]


@contextmanager
def tables(folder: Path, size: str) -> Iterator[tuple[EmbeddedStore, Index]]:
    """A store, and the parts of its index that meanings and search need."""
    beside = folder / f"{size}.tables"
    beside.mkdir(exist_ok=True)
    with EmbeddedStore(folder / size) as store:
        index = Index(store, beside, (Documents(), Facts(), Texts()))
        try:
            yield store, index
        finally:
            index.close()


def searching(store: EmbeddedStore, index: Index, size: str) -> Iterator[tuple[str, float]]:
    """A thousand random terms: found where a look at every text finds them; the time of rare ones beside CONTAINS."""
    fold = Folding().fold
    rows = index.rows("SELECT iri, folded FROM said JOIN task ON task.id = subject JOIN thing ON thing.id = subject "
                      "WHERE term = (SELECT id FROM thing WHERE iri = ?)", PREFIXES["zp"] + "text")  # fmt: skip
    texts = [(str(iri), str(folded)) for iri, folded in rows]
    dice, terms = random.Random(1), list[str]()
    while len(terms) < 1000:
        text = dice.choice(texts)[1]
        start, length = dice.randrange(len(text)), dice.choice((2, 2, 3, 4, 6, 10))
        term = text[start : start + length]
        terms += [term if dice.random() < 0.7 else "".join(dice.sample(term, len(term)))] if len(term) > 1 else []
    wrong, times, rare = 0, [], []
    for term in terms:
        seconds, found = _timed(lambda term=term: search.printed(index, term, "zp:text"), 1)  # type: ignore[misc]
        wrong += set(found) != {iri for iri, text in texts if term in text}
        times.append(seconds)
        if len(found) <= 20:
            rare.append((term, seconds))
    yield f"{size}: terms of 1,000 with other hits than a plain look", wrong
    yield f"{size}: search, median ms", statistics.median(times) * 1000
    ratios = []
    for term, _ in rare[:5]:
        query = f"SELECT ?x {{ ?x a zp:Task ; zp:text ?t FILTER(CONTAINS(STR(?t), {literal_text(term)})) }}"
        ours = _timed(lambda term=term: search.printed(index, fold(term), "zp:text"), 20)[0]  # type: ignore[misc]
        ratios.append(_timed(lambda query=query: store.query(query), 1)[0] / ours)  # type: ignore[misc]
    if ratios:
        yield f"{size}: CONTAINS ÷ search, rare terms (aim 1000)", statistics.median(ratios)


def anchored(index: Index, size: str) -> dict[str, float]:
    """Meanings anchored in one unit, task, document: median milliseconds over many such things."""

    def some(sql_text: str) -> list[Iri]:
        return [Iri(str(iri)) for (iri,) in index.rows(sql_text)]

    step = {"unit": Via, "task": Via, "document": Via}
    kinds = {
        "unit": (_UNIT, _ANY, _TASK),
        "task": (_TASK, _ANY.turned, _UNIT),
        "document": (_DOCUMENT, Step(("zp:inDocument",), False), _TASK),
    }
    out = {}
    for name, (kind, way, end) in kinds.items():
        table = "SELECT DISTINCT iri FROM thing JOIN link ON subject = thing.id WHERE relation = (SELECT id FROM thing WHERE iri = '{}')"
        term = {"unit": "zp:leads", "task": "zp:inSection", "document": "eli:based_on"}[name].split(":")
        things = random.Random(2).sample(sorted(some(table.format(PREFIXES[term[0]] + term[1]))), 300)
        made = [sql(step[name](One(kind, (iri,), ""), way, end)) for iri in things]
        out[name] = statistics.median(_timed(lambda m=m: index.rows(m.text, *m.values), 3)[0] for m in made if m) * 1000  # type: ignore[misc]
    return out


def beside_virtuoso(index: Index, address: str) -> Iterator[tuple[str, float, float, int, str]]:
    """For every meaning: our milliseconds, Virtuoso's, rows, and whether they are the same."""
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    with httpx.Client(timeout=_LONGEST, trust_env=False) as client:

        def theirs(text: str) -> list[tuple[str, ...]]:
            reply = client.post(address, data={"query": head + text}, headers={"accept": "application/sparql-results+json"})
            reply.raise_for_status()
            table = reply.json()
            return [tuple(row[name]["value"] for name in table["head"]["vars"]) for row in table["results"]["bindings"]]

        for name, meaning in meanings().items():
            made = sql(meaning)
            assert made is not None
            ours = peer = float("inf")
            try:
                for _ in range(_ROUNDS):  # in turn: other work on the machine hits both
                    seconds, rows = _timed(lambda made=made: index.rows(made.text, *made.values))  # type: ignore[misc]
                    ours = min(ours, seconds)
                    seconds, there = _timed(lambda meaning=meaning: theirs(sparql(meaning)))  # type: ignore[misc]
                    peer = min(peer, seconds)
                    if seconds > _SLOW:
                        break
            except httpx.HTTPError as error:
                yield name, ours * 1000, peer * 1000, len(rows), f"no answer: {type(error).__name__}"
                continue
            same = sorted(tuple(map(str, row)) for row in rows) == sorted(there)
            yield name, ours * 1000, peer * 1000, len(rows), "same rows" if same else f"OTHER ROWS ({len(there)})"


def asking(folder: Path) -> Iterator[tuple[str, float]]:
    """Whole questions anchored in a unit, a task, a document, at both sizes."""
    medians: dict[str, list[float]] = {}
    for size in _SIZES:
        chosen = Settings(store=str(folder / size))
        with Zhengpu(open_store(chosen), chosen) as zp:
            yield f"{size}: whole index, s", _timed(lambda zp=zp: zp.store.index.settled(), 1)[0]  # type: ignore[misc]
            wanted = "SELECT ?n ?m ?d WHERE { ?d eli:based_on ?b ; zp:documentNumber ?m ; dct:title ?t . ?x zp:inDocument ?d . " \
                     "?u zp:leads ?x ; skos:prefLabel ?n FILTER(?u != ?d) } LIMIT 40"  # fmt: skip
            rows = list(zp.query(wanted))[::8]
            for unit, number, _ in rows:
                for name, question in {
                    "unit": f"{unit}参与哪些任务",
                    "task": f"{number}第1条由谁负责",
                    "document": f"{number}是哪天印发的",
                }.items():
                    zp.ask(question, today=date(2022, 11, 1))
                    seconds, _ = _timed(lambda q=question: zp.ask(q, today=date(2022, 11, 1)), 3)  # type: ignore[misc]
                    medians.setdefault(f"{size} {name}", []).append(seconds)
    for name in ("unit", "task", "document"):
        small, large = (statistics.median(medians[f"{size} {name}"]) * 1000 for size in _SIZES)
        yield f"question of a {name}: 1M, ms", small
        yield f"question of a {name}: 10M ÷ 1M (≤ 1.5)", large / small


# ── peers and clocks ──


@contextmanager
def virtuoso(folder: Path, quads: Path) -> Iterator[tuple[str, int]]:
    """Virtuoso with the quads, loaded by its bulk loader; its address and process."""
    home, sql_port, port = folder / "virtuoso", free_port(), free_port()
    home.mkdir(exist_ok=True)
    settings = VIRTUOSO.format(sql=sql_port, http=port).replace("NumberOfBuffers = 8000", f"NumberOfBuffers = {_BUFFERS}")
    settings = settings.replace("MaxDirtyBuffers = 5000", f"MaxDirtyBuffers = {_BUFFERS * 3 // 4}").replace(
        "DirsAllowed = .", f"DirsAllowed = ., {folder}"
    )
    (home / "virtuoso.ini").write_text(settings.replace("ResultSetMaxRows = 10000", "ResultSetMaxRows = 1000000"))
    with suppress(OSError):
        (home / "virtuoso.lck").unlink()
    process = subprocess.Popen([need("virtuoso-t"), "+configfile", "virtuoso.ini", "+foreground"], cwd=home,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        until_answering(f"http://127.0.0.1:{port}/sparql?query=ASK%20%7B%7D", process, 300)
        if not (home / "loaded").exists():
            load = f"ld_dir('{folder}/', '{quads.name}', 'urn:loaded'); rdf_loader_run(); checkpoint;"
            subprocess.run([need("isql-vt"), f"127.0.0.1:{sql_port}", "dba", "dba", f"exec={load}"], check=True, stdout=subprocess.DEVNULL)
            (home / "loaded").touch()
        yield f"http://127.0.0.1:{port}/sparql", process.pid
    finally:
        process.kill()
        process.wait(30)


def _resident(process: int) -> float:
    """Megabytes a process holds in memory."""
    line = next(line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _timed(run: Callable[[], _Out], times: int = 1) -> tuple[float, _Out]:
    """The shortest of some runs in seconds, and what the last gave."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        out = run()
        best = min(best, time.perf_counter() - start)
    return best, out


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", action="store_true")
    given = parser.parse_args()
    folder: Path = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in stores(folder):
        _show(name, value)
    small: dict[str, float] = {}
    for size in _SIZES:
        with tables(folder, size) as (store, index):
            _show(f"{size}: tables made or opened, s", _timed(index.settled)[0])
            _show(f"{size}: tables, MB", (folder / f"{size}.tables" / "index.sqlite").stat().st_size / 1e6)
            for name, value in searching(store, index, size):
                _show(name, value)
            for name, value in anchored(index, size).items():
                if size == "1M":
                    small[name] = value
                else:
                    _show(f"meaning of a {name}: 1M, ms", small[name])
                    _show(f"meaning of a {name}: 10M ÷ 1M (≤ 1.5)", value / small[name])
            if size == "10M":
                with virtuoso(folder, folder / f"{size}.nq") as (address, process):
                    for meant, ours, peer, rows, same in beside_virtuoso(index, address):
                        print(f"{meant:<36}{ours:>10.1f} ms {peer:>10.1f} ms  ratio {ours / peer:>6.2f} {rows:>8} rows  {same}", flush=True)
                    _show("resident memory, ours, MB", _resident(os.getpid()))
                    _show("resident memory, Virtuoso, MB", _resident(process))
    if given.questions:
        for name, value in asking(folder):
            _show(name, value)


def _show(name: str, value: float) -> None:
    print(f"{name:<60}{value:>12.3f}", flush=True)


if __name__ == "__main__":
    main()
