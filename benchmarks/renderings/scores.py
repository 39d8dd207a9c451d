"""Renderings read back: F1 of duties and tasks by shape."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.materials import annotated
from benchmarks.renderings.shapes import LIST_SHAPES, PLAN_SHAPES
from benchmarks.renderings.sources import task_lists, written_plans
from benchmarks.renderings.varied import VariedList
from zhengpu.graph.errors import ZhengpuError
from zhengpu.ingest.extraction import extraction
from zhengpu.ingest.files.reading import read
from zhengpu.ingest.pipeline import Reader, learn, load_reader

__all__ = ["ReadBack", "print_shapes", "print_varied", "quality_scores", "read_back", "read_varied", "shape_scores"]

_BADLY, _WELL = 0.9, 0.97

Facts = set[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class ReadBack:
    """One rendering, read: F1 of its tasks and duties, how well the reader says it read, and why it could not be read, if so."""

    source: str
    shape: str
    tasks: float
    duties: float
    error: str = ""
    quality: str = "poor"


def read_back(folder: Path | None = None, *, shared: bool = True) -> Iterator[ReadBack]:
    """Every source (or only our own, not `shared`) in every shape; files stay in `folder`, if given."""
    reader = load_reader()
    for known in annotated():
        gold = json.loads(known.gold.read_text("utf-8"))
        yield _read(known.name, "plan as annotated", "txt", known.text.read_bytes(), gold, reader, None)
    for plan in written_plans():
        for name, ending, make in PLAN_SHAPES:
            yield _read(plan.name, f"plan {name}", ending, make(plan), plan.gold, reader, folder)
    for made in task_lists(shared=shared):
        for name, ending, write in LIST_SHAPES:
            yield _read(made.name, f"list {name}", ending, write(made), made.gold, reader, folder)


def _read(source: str, shape: str, ending: str, data: bytes, gold: dict[str, Any], reader: Reader, folder: Path | None) -> ReadBack:
    name = f"{source.removesuffix('.txt')} {shape}.{ending}"
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    try:
        learned = learn(read(data, name, isolate=False), reader, topics=False)
    except ZhengpuError as error:
        return ReadBack(source, shape, 0.0, 0.0, str(error))
    found = extraction(learned.plan, learned.claims)
    scores = _f1(_tasks(gold), _tasks(found)), _f1(_duties(gold), _duties(found))
    return ReadBack(source, shape, *scores, quality=learned.report.quality)


def _fold(text: str) -> str:
    return re.sub(r"[\s“”\"'‘’《》。；]", "", unicodedata.normalize("NFKC", text))


def _tasks(plan: dict[str, Any]) -> Facts:
    return {(task["number"], _fold(task["title"])[:24]) for task in plan["tasks"]}


def _duties(plan: dict[str, Any]) -> Facts:
    return {
        (_fold(task["title"])[:24], _fold(duty["unit"]), duty["role"], task["number"])
        for task in plan["tasks"]
        for duty in task["responsibility"]
    }


def _f1(gold: Facts, found: Facts) -> float:
    return 2 * len(gold & found) / (len(gold) + len(found)) if gold or found else 1.0


def quality_scores(rows: Iterable[ReadBack]) -> dict[str, float]:
    """How rightly readings judge themselves: those below 0.9 that are called good (none may be), the share of those from 0.97 on that are.

    >>> rows = [ReadBack("a", "x", 1, 1.0, quality="good"), ReadBack("a", "y", 1, 0.98, quality="partly"), ReadBack("a", "z", 0, 0.2)]
    >>> quality_scores(rows)
    {'quality: good though below 0.9': 0, 'quality: good of those from 0.97 on': 0.5}
    """
    rows = list(rows)
    well = [row for row in rows if row.duties >= _WELL]
    return {
        "quality: good though below 0.9": sum(row.duties < _BADLY and row.quality == "good" for row in rows),
        "quality: good of those from 0.97 on": round(sum(row.quality == "good" for row in well) / max(len(well), 1), 4),
    }


def shape_scores(rows: list[ReadBack]) -> dict[str, float]:
    """Mean F1 by shape, and the least of all shapes."""
    out: dict[str, float] = {}
    for shape in dict.fromkeys(row.shape for row in rows):
        ours = [row for row in rows if row.shape == shape]
        out[f"shape {shape}: duties"] = round(sum(row.duties for row in ours) / len(ours), 4)
        out[f"shape {shape}: tasks"] = round(sum(row.tasks for row in ours) / len(ours), 4)
    return out | quality_scores(rows)


def print_shapes(folder: Path | None = None) -> None:
    """A table of shapes: mean and worst of duties and tasks, and the source that is read worst."""
    rows = list(read_back(folder))
    print(f"{'shape':<42}{'duties':>8}{'worst':>8}{'tasks':>8}{'worst':>8}  read worst")
    for shape in dict.fromkeys(row.shape for row in rows):
        ours = [row for row in rows if row.shape == shape]
        worst = min(ours, key=lambda row: (row.duties, row.tasks))
        duties, tasks = [row.duties for row in ours], [row.tasks for row in ours]
        figures = (sum(duties) / len(ours), min(duties), sum(tasks) / len(ours), min(tasks))
        print(f"{shape:<42}" + "".join(f"{value:>8.3f}" for value in figures) + f"  {worst.source} {worst.error[:80]}")
    for name, value in quality_scores(rows).items():
        print(f"{name:<42}{value:>8}")
    for row in rows:
        if row.duties < _BADLY and row.quality == "good":
            print(f"  {row.source}, {row.shape}: {row.duties:.3f}")


def read_varied(lists: Iterable[VariedList]) -> list[ReadBack]:
    """Lists thrown by dice, read."""
    reader = load_reader()
    return [_read(one.made.name, "varied", one.ending, one.data, one.made.gold, reader, None) for one in lists]


def print_varied(lists: Iterable[VariedList]) -> None:
    """Means by property of lists thrown by dice, how rightly they judge themselves, and those read badly."""
    thrown = list(lists)
    rows = list(zip(thrown, read_varied(thrown), strict=True))
    print(f"{'property':<24}{'lists':>6}{'duties':>8}{'tasks':>8}{'≥ 0.97':>8}")
    for name in ("all", *sorted({each for one, _ in rows for each in one.properties})):
        ours = [row for one, row in rows if name == "all" or name in one.properties]
        means = [sum(values) / len(ours) for values in zip(*((row.duties, row.tasks, row.duties >= _WELL) for row in ours), strict=True)]
        print(f"{name:<24}{len(ours):>6}" + "".join(f"{mean:>8.3f}" for mean in means))
    for name, value in quality_scores([row for _, row in rows]).items():
        print(f"{name:<42}{value:>8}")
    for one, row in rows:
        if row.duties < _WELL:
            print(f"  {row.source:<40} {row.duties:.3f} {row.tasks:.3f} {row.quality:<7} {', '.join(one.properties)} {row.error[:60]}")
