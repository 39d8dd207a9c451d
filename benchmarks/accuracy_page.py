"""What `/accuracy` and `zhengpu accuracy` show, made from a run of the benchmarks: `zhengpu/accuracy.json`, a file of the package.

`python -m benchmarks.accuracy_page` writes it again from the run that was stored last: after a first try was entered in `accuracy.toml`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.materials import ROOT, annotated, question_sets
from benchmarks.plan_pairs import PairScore, pair_scores, scored_pairs
from benchmarks.question_book import BOOK, chapter_rows
from zhengpu import __version__

__all__ = ["DATA", "accuracy_data", "write_accuracy"]

DATA = ROOT / "zhengpu" / "accuracy.json"


def accuracy_data(figures: Mapping[str, float], pairs: list[PairScore], today: date) -> dict[str, Any]:
    """Groups of tuned figures, first tries, limits; rates are shares from 0 to 1."""
    told = tomllib.loads(Path(__file__).with_name("accuracy.toml").read_text("utf-8"))
    return {
        "version": __version__,
        "measured": today.isoformat(),
        "groups": [group for group in _groups(figures, pairs, told) if group["rows"]],
        "first_tries": [
            {**one, "measured": one["measured"].isoformat(), "precision": _share(one["right"], one["made"]),
             "recall": _share(one["found"], one["wanted"])}
            for one in told["first_try"]
        ],
        "limits": [one["text"] for one in told["limit"]],
    }  # fmt: skip


def _groups(figures: Mapping[str, float], pairs: list[PairScore], told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    layers = [one for one in told["layer"] if f"all {one['name']}" in figures]
    plans = {plan.name for plan in annotated()}
    yield {
        "key": "layers",
        "title": "阅读：各项内容",
        "about": f"{len(plans)}份逐字标注过的计划合在一起，F1（查准与查全的调和平均）。",
        "columns": ["内容", "F1"],
        "rows": [[one["title"], figures[f"all {one['name']}"]] for one in layers],
    }
    names = ("tasks", "responsibility", "targets")
    yield {
        "key": "plans",
        "title": "阅读：各种样子的计划",
        "about": "每份标注过的计划的 F1；空着的没有标注这一项。",
        "columns": ["计划的样子", "任务", "分工", "目标"],
        "rows": [
            [one["shape"], *(figures.get(f"{one['name']} {name}") for name in names)]
            for one in told["plan"]
            if any(f"{one['name']} {name}" in figures for name in names)
        ],
    }
    shapes = [
        key.removeprefix("shape ").removesuffix(": duties") for key in figures if key.startswith("shape ") and key.endswith(": duties")
    ]
    yield {
        "key": "shapes",
        "title": "阅读：各种版式",
        "about": "同样的内容排成各种版式和格式再读回来，平均 F1；差的排在前面。",
        "columns": ["版式", "分工", "任务"],
        "rows": sorted(
            ([_shape(one, told["shapes"]), figures[f"shape {one}: duties"], figures[f"shape {one}: tasks"]] for one in shapes),
            key=lambda row: row[1:],
        ),
    }
    yield {
        "key": "questions",
        "title": "提问",
        "about": "答案要逐项全对才算对；“答错”是自以为读懂而答得不对的，其余没有答对的说了没有读懂、没有或给了选择。",
        "columns": ["问题", "多少问", "答对", "答错"],
        "rows": list(_questions(figures, told)),
    }
    yield {
        "key": "pairs",
        "title": "对照：任务配对",
        "about": "照原文标注过的几对文件；查准是配成的对里对的，查全是该配的里配上的；“连可能的”是把说了“可能相近”的也算上。",
        "columns": ["哪两份", "配成", "查准", "该配", "查全", "连可能的"],
        "rows": [[one.shape, one.made, round(one.precision, 4), one.wanted, round(one.recall, 4), round(one.told, 4)] for one in pairs],
    }


def _shape(name: str, words: Mapping[str, str]) -> str:
    return "，".join(words.get(part, part) for part in name.split(", "))


def _questions(figures: Mapping[str, float], told: Mapping[str, Any]) -> Iterator[list[Any]]:
    shared = question_sets()
    for one in told["questions"]:
        name = one["name"]
        if f"book {name}" in figures:
            rows = len(chapter_rows(name)) if name in BOOK else 0
            yield [one["title"], rows, figures[f"book {name}"], int(figures.get(f"book {name} answered wrongly", 0))]
        elif f"questions {name}" in figures and name in shared:
            rows = sum(bool(line.strip()) for line in shared[name][0].read_text("utf-8").splitlines())
            yield [one["title"], rows, figures[f"questions {name}"], None]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def write_accuracy(figures: Mapping[str, float], pairs: list[PairScore], today: date) -> None:
    """Write the package's file."""
    DATA.write_text(json.dumps(accuracy_data(figures, pairs, today), ensure_ascii=False, indent=1) + "\n", "utf-8")


def main() -> None:
    """See the module; the pairs of plans are measured anew, which takes a minute, and stored too."""
    last = Path(__file__).parent / "last.json"
    stored, pairs = json.loads(last.read_text("utf-8")), list(scored_pairs())
    stored["figures"] = {key: rate for key, rate in stored["figures"].items() if not key.startswith("pairs ")} | pair_scores(pairs)
    last.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", "utf-8")
    write_accuracy(stored["figures"], pairs, date.fromisoformat(json.loads(DATA.read_text("utf-8"))["measured"]))


if __name__ == "__main__":
    main()
