"""Pictures of every page and view, on the sample and on a plan of 500 tasks, narrow to wide, light and dark: to be looked at.

    python -m benchmarks.screenshots [--only PART …] [--plans sample large] [--widths 390 800 1600] [--themes light dark]

They go to `build/screenshots/PLAN-PAGE-WIDTH-THEME.png`; `--only` keeps the pages whose names contain one of the parts.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.plans import Generator
from tests.conftest import SAMPLE
from tests.served import FLAGS, served
from zhengpu.service import Zhengpu, open_zhengpu
from zhengpu.settings import data_folder

__all__ = ["addresses", "main"]

FOLDER = Path(__file__).parent.parent / "build" / "screenshots"
TASKS = 500
HEIGHTS = {390: 844, 800: 1000, 1600: 900}


def addresses(zp: Zhengpu) -> dict[str, str]:
    """Every page by name, about the first document and the busiest unit of the graph."""
    document = zp.documents()[0]
    unit, iri = next(
        (str(label), str(iri))
        for iri, label, _ in zp.query(
            "SELECT ?u ?label (COUNT(?t) AS ?n) { ?u zp:takesPartIn ?t ; rdfs:label ?label } GROUP BY ?u ?label ORDER BY DESC(?n) ?label"
        )
    )
    task = str(zp.query("SELECT ?t { ?t a zp:Task } ORDER BY DESC(?t) LIMIT 1").one)
    own = f"/documents/{quote(document.id)}"

    def asked(question: str) -> str:
        return "/?" + urlencode({"q": question})

    return {
        "home": "/",
        "answer": asked(f"{unit}牵头哪些任务"),
        "answer-targets": asked(f"{unit}有哪些量化目标"),
        "answer-nothing": asked("县公安局负责哪些任务"),
        "answer-unread": asked("把这些事情弄一下"),
        "find-tasks": "/?kind=Task",
        "find-units": "/?kind=Unit",
        "documents": "/documents",
        "document": own,
        "report-lines": f"{own}?show=lines",
        "report-doubts": f"{own}?show=doubts",
        "thing": "/id/" + quote(iri.partition("/id/")[2]),
        "sparql": "/sparql",
        "ontology": "/ns",
        "docs": "/docs",
        "accuracy": "/accuracy",
        "checkup": f"/checkup/{quote(document.id)}",
        "compare": "/compare?" + urlencode({"a": document.id, "b": zp.documents()[-1].id if len(zp.documents()) > 1 else ""}),
        "view-matrix": "/view/matrix",
        "view-surroundings": "/view/surroundings?" + urlencode({"of": iri}),
        "view-surroundings-task": "/view/surroundings?" + urlencode({"of": task}),
        "view-cooperation": "/view/cooperation",
        "view-tree": "/view/tree",
        "view-targets": "/view/targets",
        "view-basis": "/view/basis",
        "view-compare": "/view/compare?" + urlencode({"a": document.id, "b": zp.documents()[-1].id}),
    }


@contextmanager
def filled(plan: str) -> Iterator[Zhengpu]:
    """A store with the sample, or with a generated plan of 500 tasks."""
    with tempfile.TemporaryDirectory() as folder, open_zhengpu(f"{folder}/store") as zp:
        if plan == "sample":
            zp.add((data_folder() / f"{SAMPLE}.txt").read_bytes(), f"{SAMPLE}.txt")
        else:
            made = Generator(seed=3, tasks=TASKS).plan(0)
            zp.add(made.text.encode(), made.name)
        yield zp


def main() -> None:
    """Take them."""
    from playwright.sync_api import sync_playwright

    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", nargs="*", default=[])
    asked.add_argument("--plans", nargs="*", default=["sample", "large"])
    asked.add_argument("--widths", nargs="*", type=int, default=list(HEIGHTS))
    asked.add_argument("--themes", nargs="*", default=["light", "dark"])
    given = asked.parse_args()
    program = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if program is None:
        raise SystemExit("没有找到 Chromium。请先安装它。")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=FLAGS)
        for plan in given.plans:
            with filled(plan) as zp, served(zp) as home:
                for name, address in addresses(zp).items():
                    if not given.only or any(part in name for part in given.only):
                        _take(browser, home + address, f"{plan}-{name}", given.widths, given.themes)
        browser.close()


def _take(browser: Any, address: str, name: str, widths: list[int], themes: list[str]) -> None:
    for theme in themes:
        context = browser.new_context(locale="zh-CN", color_scheme=theme)
        page = context.new_page()
        for width in widths:
            page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
            page.goto(address)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=str(FOLDER / f"{name}-{width}-{theme}.png"))
            print(f"{name}-{width}-{theme}.png")
        context.close()


if __name__ == "__main__":
    main()
