"""Judge the answers in this process, without HTTP: `python -m benchmarks.answers [dev|corpus|unanswerable|FILE.jsonl …] [--gold] [-v]`.

The store is read by the product's own reader; with `--gold` it is made from the annotations. A file asks over the sample plan.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.gold_store import SHARED, gold_store
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.store import EmbeddedStore
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.pipeline import learn, load_reader
from zhengpu.query.answer import as_json
from zhengpu.query.asking import Asker

SETS = {"dev": ("xinjiang",), "corpus": (), "unanswerable": ("xinjiang",)}


def scorer() -> Any:
    """The shared scoring script as a module."""
    spec = importlib.util.spec_from_file_location("score_answers", SHARED / "eval" / "score_answers.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_store(plans: tuple[str, ...]) -> EmbeddedStore:
    """The plans as the product reads them."""
    store = EmbeddedStore(None)
    reader = load_reader(store.names)
    for gold in sorted((SHARED / "eval").glob("*.gold.json")):
        stem = gold.name.removesuffix(".gold.json")
        if not plans or stem.startswith(plans):
            text = SHARED / "samples" / f"{stem}.txt"
            store.replace(learn(read(text.read_bytes(), text.name), reader, topics=False).graph)
    return store


def main() -> None:
    judge = scorer().judge
    verbose = "-v" in sys.argv
    for name in [a for a in sys.argv[1:] if not a.startswith("-")] or list(SETS):
        plans = SETS.get(name, ("xinjiang",) if "corpus" not in name else ())
        asker = Asker(gold_store(plans) if "--gold" in sys.argv else read_store(plans), load_ontology())
        path = SHARED / "eval" / f"questions.{name}.jsonl" if name in SETS else Path(name)
        right, rows, took, answered, bare = 0, 0, [], 0, 0
        kinds: Counter[str] = Counter()
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            start = time.perf_counter()
            try:
                reply = as_json(asker.ask(row["question"], today=date.fromisoformat(row.get("today", "2022-11-01"))))
            except Exception as error:
                if "-x" in sys.argv:
                    raise
                reply = {"outcome": f"{type(error).__name__} {error}"}
            took.append(time.perf_counter() - start)
            good, why = judge(row, reply)
            right, rows = right + good, rows + 1
            answered += row["kind"] == "none" and reply["outcome"] == "answered"
            for item in reply.get("items", []):
                quotes = item.get("evidence", [])
                texts = {d.key: asker.known.store.text(d.iri) or "" for d in asker.known.wording.documents} if quotes else {}
                bare += not quotes or any(
                    texts.get(q["document"], "")[q["start"] : q["end"]] != q["quote"] or len(q["quote"]) > 400 for q in quotes
                )
            if verbose and not good:
                kinds[row["kind"]] += 1
                print(f"{row['id']} {row['kind']} {row['question']}\n    want {row['answer']} {row.get('outcome', '')}\n    {why[:300]}")
                print(f"    {reply.get('outcome')} {reply.get('interpretation')} {reply.get('note')} {reply.get('rules')}")
        print(f"{name}: {right}/{rows} = {right / rows:.3f}, answered without answer {answered}, items without exact evidence {bare}, "
              f"p50 {sorted(took)[len(took) // 2] * 1000:.0f} ms, max {max(took) * 1000:.0f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
