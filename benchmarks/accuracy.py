"""Accuracy on every annotated plan and question set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.materials import Annotated, annotated, question_sets, scorer
from benchmarks.question_book import book_scores
from zhengpu.ingest.extraction import extraction
from zhengpu.query.answer import as_json
from zhengpu.service import Zhengpu, open_store
from zhengpu.settings import Settings

__all__ = ["extraction_scores", "question_scores"]


def extraction_scores(zp: Zhengpu, *, verbose: bool = False) -> dict[str, float]:
    """F1 by layer over all plans, and responsibility, tasks and targets of each plan."""
    scoring = scorer("score_extraction")
    if scoring is None:
        return {}
    total: dict[str, tuple[int, ...]] = {}
    out: dict[str, float] = {}
    for plan in annotated():
        learned = zp.read(plan.text.read_bytes(), plan.text.name)
        predicted = json.loads(json.dumps(extraction(learned.plan, learned.claims)))
        if verbose:
            print(f"── {plan.name}")
        rows = scoring.score(json.loads(plan.gold.read_text("utf-8")), predicted, verbose=verbose)
        for layer, row in rows.items():
            total[layer] = tuple(map(sum, zip(total.get(layer, (0, 0, 0, 0)), row, strict=True)))
            if layer in ("tasks", "responsibility", "targets"):
                out[f"{plan.name} {layer}"] = round(scoring.prf(*row)[2], 4)
        if plan.name == "xinjiang-2022-26":
            out |= {f"sample {layer}": round(scoring.prf(*row)[2], 4) for layer, row in rows.items()}
    return {f"all {layer}": round(scoring.prf(*row)[2], 4) for layer, row in total.items()} | out


def question_scores(folder: Path, *, verbose: bool = False) -> tuple[dict[str, float], dict[str, bool]]:
    """Accuracy by set and, for each question id, whether it was answered rightly."""
    out, each = book_scores(folder, verbose=verbose)
    scoring = scorer("score_answers")
    if scoring is None:
        return out, each
    plans = annotated()
    for together in (False, True):
        sets = {name: path for name, (path, all_plans) in question_sets().items() if all_plans == together}
        if not sets:
            continue
        with _loaded(folder / f"store-{together}", plans if together else plans[:1]) as zp:
            for name, path in sets.items():
                rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
                judged = dict(_judged(zp, scoring, rows, verbose=verbose))
                each |= judged
                out[f"questions {name}"] = round(sum(judged.values()) / len(judged), 4)
    return out, each


def _loaded(folder: Path, plans: tuple[Annotated, ...]) -> Zhengpu:
    chosen = Settings(store=str(folder))
    zp = Zhengpu(open_store(chosen), chosen)
    for plan in plans:
        zp.add(plan.text.read_bytes(), plan.text.name)
    return zp


def _judged(zp: Zhengpu, scoring: Any, rows: list[dict[str, Any]], *, verbose: bool) -> Iterator[tuple[str, bool]]:
    for row in rows:
        reply = as_json(zp.ask(row["question"], today=date.fromisoformat(row["today"])))
        right, why = scoring.judge(row, reply)
        if verbose and not right:
            print(
                f"{row['id']} {row['kind']} {row['question']}\n    expected {row['answer']}\n    {why[:400]}\n    {reply['answer'][:200]}"
            )
        yield row["id"], right
