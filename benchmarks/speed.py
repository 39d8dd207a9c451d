"""Performance as ratios against a named peer in the same run; absolute times are noise on shared machines."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.materials import ROOT, annotated
from ingest.document import Document
from ingest.pipeline import learn, load_reader

__all__ = ["reading_ratios", "start_ratios"]

_JIEBA = "import jieba, logging; jieba.setLogLevel(logging.ERROR); jieba.initialize()"


def _best(run: Callable[[], object], times: int = 5) -> float:
    """The fastest of several runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


def reading_ratios() -> dict[str, float]:
    """Text → facts against an initialised `jieba.lcut` on the same texts, with and without topics (above 1 = faster than the peer)."""
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    texts = [plan.text.read_text("utf-8") for plan in annotated()]
    reader = load_reader()

    def read(*, topics: bool) -> None:
        for index, text in enumerate(texts):
            learn(Document(str(index), "text/plain", text), reader, topics=topics)

    read(topics=True)
    peer = _best(lambda: [jieba.lcut(text) for text in texts])
    return {
        "reading without topics ÷ jieba.lcut": round(peer / _best(lambda: read(topics=False)), 3),
        "reading with topics ÷ jieba.lcut": round(peer / _best(lambda: read(topics=True)), 3),
    }


def start_ratios(folder: Path) -> dict[str, float]:
    """A cold `zhengpu ask` against a cold `jieba.initialize()` (below 1 = faster than the peer)."""
    program = [sys.executable, "-m", "zhengpu"]
    store = ["--store", str(folder / "cold")]
    sample = next(plan.text for plan in annotated())
    subprocess.run([*program, "ingest", str(sample), *store], check=True, capture_output=True, cwd=ROOT)

    def cold(command: Sequence[str]) -> float:
        return _best(lambda: subprocess.run(command, check=False, capture_output=True, cwd=ROOT))

    peer = cold([sys.executable, "-c", _JIEBA])
    return {
        "cold ask without segmentation ÷ jieba.initialize": round(cold([*program, "ask", "县文旅局牵头的任务有哪些", *store]) / peer, 3),
        "cold ask with segmentation ÷ jieba.initialize": round(cold([*program, "ask", "困难家庭适老化改造 谁负责", *store]) / peer, 3),
    }
