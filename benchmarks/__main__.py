"""`python -m benchmarks [-v] [--store]`: print everything, with gains and losses against the last stored run."""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.accuracy import extraction_scores, question_scores
from benchmarks.accuracy_page import DATA, write_accuracy
from benchmarks.materials import ROOT
from benchmarks.plan_pairs import pair_scores, scored_pairs
from benchmarks.renderings.scores import read_back, shape_scores
from benchmarks.speed import reading_ratios, start_ratios
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

LAST = Path(__file__).parent / "last.json"


def main() -> None:
    """Accuracy, also by shape of the file, then speed; `-v` shows every miss.

    `--store` keeps this run as the one to compare with, and writes what `/accuracy` and `zhengpu accuracy` show.
    """
    verbose = "-v" in sys.argv
    last: dict[str, Any] = json.loads(LAST.read_text("utf-8")) if LAST.is_file() else {"figures": {}, "questions": {}}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chosen = Settings(store=str(folder / "reader"))
        with Zhengpu(open_store(chosen), chosen) as zp:
            figures = extraction_scores(zp, verbose=verbose)
        scores, questions = question_scores(folder, verbose=verbose)
        pairs = list(scored_pairs())
        figures |= scores | shape_scores(list(read_back())) | pair_scores(pairs)
        if "--no-speed" not in sys.argv:
            figures |= reading_ratios() | start_ratios(folder)
    for key, value in figures.items():
        before = last["figures"].get(key)
        change = "" if before is None or before == value else f"  ({value - before:+.4f})"
        print(f"{key:<60}{value:>9.4f}{change}")
    for word, now in (("gained", True), ("lost", False)):
        changed = [key for key, right in questions.items() if right is now and last["questions"].get(key, now) is not now]
        print(f"{word} {len(changed)}: {' '.join(changed)}")
    if "--store" in sys.argv:
        LAST.write_text(json.dumps({"figures": figures, "questions": questions}, ensure_ascii=False, indent=1) + "\n", "utf-8")
        write_accuracy(figures, pairs, date.today())
        print(f"stored in {LAST.relative_to(ROOT)} and {DATA.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
