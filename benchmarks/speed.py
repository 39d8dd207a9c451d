"""Performance as ratios against a named peer in the same run; absolute times are noise on shared machines."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.materials import ROOT, annotated
from zhengpu.ingest.document import Document
from zhengpu.ingest.pipeline import Reader, learn, load_reader

__all__ = ["reading_ratios", "start_ratios"]

_WARMING = "行动计划\n1.推广使用。2025年底前建成5个。（县教育局牵头，县财政局配合）\n"
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

    def reading(*, topics: bool) -> float:
        """The fastest of several readers, each new to the texts: a reader remembers clauses it has read."""
        found = []
        for _ in range(5):
            reader = load_reader()
            learn(Document("warm", "text/plain", _WARMING), reader, topics=topics)  # tables are loaded
            found.append(_best(partial(_read, texts, reader, topics=topics), times=1))
        return min(found)

    peer = _best(lambda: [jieba.lcut(text) for text in texts])
    return {
        "reading without topics ÷ jieba.lcut": round(peer / reading(topics=False), 3),
        "reading with topics ÷ jieba.lcut": round(peer / reading(topics=True), 3),
    }


def _read(texts: Sequence[str], reader: Reader, *, topics: bool) -> None:
    for index, text in enumerate(texts):
        learn(Document(str(index), "text/plain", text), reader, topics=topics)


def start_ratios(folder: Path) -> dict[str, float]:
    """A cold `zhengpu ask` against a cold `jieba.initialize()` (below 1 = faster than the peer)."""
    program = [sys.executable, "-m", "zhengpu"]
    store = ["--store", str(folder / "cold")]
    sample = next(plan.text for plan in annotated())
    subprocess.run([*program, "ingest", str(sample), *store], check=True, capture_output=True, cwd=ROOT)

    # as an installed program starts: its modules compiled
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def cold(command: Sequence[str]) -> float:
        return _best(lambda: subprocess.run(command, check=False, capture_output=True, cwd=ROOT, env=environment))

    peer = cold([sys.executable, "-c", _JIEBA])
    return {
        "cold ask without segmentation ÷ jieba.initialize": round(cold([*program, "ask", "县文旅局牵头的任务有哪些", *store]) / peer, 3),
        "cold ask with segmentation ÷ jieba.initialize": round(cold([*program, "ask", "困难家庭适老化改造 谁负责", *store]) / peer, 3),
    }
