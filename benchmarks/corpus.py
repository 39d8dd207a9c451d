"""`python -m benchmarks.corpus FOLDER [COUNT]`: reading, loading and asking at size, each beside its peer in the same run."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from benchmarks.plans import Generator, write_plans
from zhengpu.commands.bulk import Pace, read_corpus
from zhengpu.graph.store import EmbeddedStore
from zhengpu.graph.triples import document_quads
from zhengpu.ingest.many.corpus import FileResult
from zhengpu.keeping.backup import contents
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

__all__ = ["asking_times", "build_ratio", "index_size", "reading_times", "update_ratio"]

_TODAY = date(2022, 11, 1)


def _timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _used() -> float:
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def reading_times(folder: Path, plans: Path) -> dict[str, float]:
    """The corpus with one process and with two workers: seconds, their ratio to half of the processor time, equal output."""
    out: dict[str, float] = {}
    digests = set()
    for workers in (1, 2):
        with EmbeddedStore(folder / f"workers-{workers}") as store:
            start, used, until = time.perf_counter(), _used(), 0.0
            failed = 0
            for event in read_corpus(store, [str(plans)], workers=workers):
                if isinstance(event, Pace) and not event.written:
                    until = time.perf_counter() - start
                failed += isinstance(event, FileResult) and event.error is not None
            out[f"{workers} workers: reading, s"] = until
            out[f"{workers} workers: whole, s"] = time.perf_counter() - start
            out[f"{workers} workers: processor, s"] = _used() - used
            out[f"{workers} workers: failed files"] = failed
            said = contents(store)
            digests.add(said.digest)
            out["quads"], out["documents"] = said.quads, said.documents
    out["output differs"] = len(digests) - 1
    out["driver memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return out


def build_ratio(folder: Path) -> dict[str, float]:
    """Raw `bulk_load` of the N-Quads against `EmbeddedStore.build` of the same (above 1 = faster than the peer)."""
    path = folder / "all.nq"
    with EmbeddedStore(folder / "workers-1") as store:
        store.engine.dump(str(path), format=RdfFormat.N_QUADS)

    def peer() -> None:
        raw = pyoxigraph.Store(str(folder / "raw"))
        raw.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
        raw.flush()

    def ours() -> None:
        with EmbeddedStore(folder / "built") as store, path.open("rb") as file:
            store.build(file)

    return {"build ÷ raw bulk_load": _timed(peer) / _timed(ours)}


def index_size(folder: Path) -> dict[str, float]:
    """Making the index of all plans anew, beside reading and loading them: seconds, processor seconds, megabytes."""
    with EmbeddedStore(folder / "workers-1") as store:
        used, taken = _used(), _timed(store.index.rebuild)
        size = (folder / "workers-1" / "index.sqlite").stat().st_size
        return {"index: building, s": taken, "index: processor, s": _used() - used, "index: MB": size / 1e6}


def update_ratio(folder: Path, count: int) -> dict[str, float]:
    """Raw `extend` and flush of new documents' quads against `replace` of them, at full size (above 1 = faster than the peer)."""
    from zhengpu.ingest.document import Document
    from zhengpu.ingest.pipeline import learn, load_reader

    reader, makes = load_reader(), Generator()
    graphs = [learn(Document(p.name, "text/plain", p.text), reader).graph for p in (makes.plan(count + n) for n in range(30))]
    peers, ours = [], []
    raw = pyoxigraph.Store(str(folder / "raw"))
    with EmbeddedStore(folder / "workers-1") as store:
        for graph in graphs:
            quads = document_quads(graph, store.names)
            peers.append(_timed(lambda quads=quads: (raw.extend(quads), raw.flush())))  # type: ignore[misc]
            ours.append(_timed(lambda graph=graph: store.replace(graph)))  # type: ignore[misc]
    return {"update ÷ raw extend": sum(peers) / sum(ours), "update, ms": statistics.median(ours) * 1000}


def asking_times(folder: Path, plan: Path) -> dict[str, float]:
    """Median time of anchored questions with one plan and with all of them, and of the bare SPARQL."""
    out: dict[str, float] = {}
    one = Settings(store=str(folder / "one"))
    with Zhengpu(open_store(one), one) as zp:
        zp.add(plan.read_bytes(), plan.name)
        entry = zp.documents()[0]
        first = zp.query("SELECT ?n { ?u a zp:Unit ; zp:takesPartIn ?t ; skos:prefLabel ?n } ORDER BY ?n LIMIT 1").one
    questions = {"unit": f"{first}参与哪些任务", "task": f"{entry.number}第1条由谁负责", "document": f"{entry.title}是哪天印发的"}
    for size, chosen in (("one", one), ("all", Settings(store=str(folder / "workers-1")))):
        with Zhengpu(open_store(chosen), chosen) as zp:
            for name, question in questions.items():
                cold = _timed(lambda question=question: zp.ask(question, today=_TODAY))  # type: ignore[misc]
                times = [_timed(lambda question=question: zp.ask(question, today=_TODAY)) for _ in range(7)]  # type: ignore[misc]
                answer = zp.ask(question, today=_TODAY)
                out[f"{name}, {size}: p50 ms ({answer.outcome})"] = statistics.median(times) * 1000
                out[f"{name}, {size}: first ms"] = cold * 1000
                if answer.sparql:
                    bare = [_timed(lambda text=answer.sparql: zp.query(text)) for _ in range(7)]  # type: ignore[misc]
                    out[f"{name}, {size}: bare SPARQL ms"] = statistics.median(bare) * 1000
    return out


def main() -> None:
    """See the module."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1100
    paths = write_plans(folder / "plans", count)
    parts: tuple[Callable[[], dict[str, float]], ...] = (
        lambda: reading_times(folder, folder / "plans"),
        lambda: build_ratio(folder),
        lambda: index_size(folder),
        lambda: update_ratio(folder, count),
        lambda: asking_times(folder, paths[0]),
    )
    for part in parts:
        for name, value in part().items():
            print(f"{name:<50}{value:>14.3f}", flush=True)


if __name__ == "__main__":
    main()
