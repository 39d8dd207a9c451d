"""Surroundings in a file that stands alone: two steps are in it, it says what is not, and they open as the served page opens them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.drawn_plan import FIRST, SECOND, Duty, plan, store
from tests.served import browser, silent_page
from tests.test_viz_page import HOSTILE
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.store import Store
from zhengpu.viz.columns import columns
from zhengpu.viz.page import data, page
from zhengpu.viz.reserve import MOST_NODES, MOST_RELATIONS
from zhengpu.viz.style import style_of
from zhengpu.viz.view import View, as_json
from zhengpu.viz.views import make, portable
from zhengpu.viz.views.surroundings import STEP


def crowd(tasks: int = 70, others: int = 0) -> Store:
    """A unit with many tasks; each task has `others` units of its own."""
    duties = [
        Duty(n, f"任务{n}号", (("县发改局", "leads"), *((f"第{n}片{m}站", "cooperatesOn") for m in range(others))))
        for n in range(1, tasks + 1)
    ]
    return store(plan("甲〔2024〕5号", "甲县重点任务", duties))


def alone(held: Store, of: str) -> View:
    return portable(held, make(held, "surroundings", {"of": of}))


def test_the_reserve_holds_two_steps_with_their_sentences() -> None:
    held = store(FIRST, SECOND)
    view = alone(held, "县数据局")
    assert view.reserve is not None
    kept = {node.iri for node in view.nodes + view.reserve.nodes}
    shown = make(held, "surroundings", {"of": "县数据局"})
    for node in shown.nodes:
        first = make(held, "surroundings", {"of": "县数据局", "open": node.iri or ""})
        assert {one.iri for one in first.nodes} <= kept
        for other in first.nodes:
            second = make(held, "surroundings", {"of": "县数据局", "open": f"{node.iri} {other.iri}"})
            assert {one.iri for one in second.nodes} <= kept
    assert all(edge.evidence for edge in view.reserve.edges if edge.relation in ("leads", "cooperatesOn", "responsibleFor"))


def test_every_node_tells_how_many_neighbours_the_graph_has() -> None:
    held = crowd(70)
    view = alone(held, "县发改局")
    assert view.reserve is not None
    near = {node.label: node.properties["near"] for node in view.nodes + view.reserve.nodes}
    assert near["县发改局"] == 70
    assert len(view.nodes) == 1 + STEP
    assert sum(node.label.startswith("任务") for node in view.nodes + view.reserve.nodes) == 2 * STEP


def test_the_reserve_is_bounded() -> None:
    view = alone(crowd(60, 25), "县发改局")
    assert view.reserve is not None
    assert len(view.reserve.nodes) <= MOST_NODES
    assert len(view.reserve.edges) <= MOST_RELATIONS
    keys = [node.key for node in view.nodes + view.reserve.nodes]
    assert len(set(keys)) == len(keys)
    ends = {end for edge in view.reserve.edges for end in (edge.source, edge.target)}
    assert ends <= set(keys)
    assert max(place for places in view.reserve.ways.values() for place in places) < len(view.edges) + len(view.reserve.edges)


def test_only_a_page_that_stands_alone_carries_the_reserve() -> None:
    view = alone(store(FIRST, SECOND), "县财政局")
    style = style_of(load_ontology())
    assert "reserve" in data(view, style, "inline")
    assert "reserve" not in data(view, style, "served")
    assert "data-steps" not in page(view, load_ontology(), mode="served")
    kept = as_json(view)["reserve"]
    assert isinstance(kept, dict)
    assert view.reserve is not None
    assert len(kept["edges"]) == len(view.reserve.edges)  # type: ignore[arg-type]
    assert "reserve" not in as_json(make(store(FIRST), "matrix"))


# ── in a real Chromium, from disk, with the network off ──


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the module."""
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with browser() as opened:
        yield opened


@pytest.fixture
def shown(chromium: Any) -> Iterator[Any]:
    """A page without network that must stay silent."""
    with silent_page(chromium, "file:", offline=True) as opened:
        yield opened


def written(folder: Path, view: View) -> str:
    path = folder / "page.html"
    path.write_text(page(view, load_ontology()), "utf-8")
    return path.as_uri()


def boxes(shown: Any) -> list[list[Any]]:
    found: list[list[Any]] = shown.evaluate(
        """() => [...document.querySelectorAll("g.box")].map((box) => {
          const rect = box.querySelector("rect");
          return [box.querySelector("text").textContent, ...["x", "y", "width"].map((name) => Number(rect.getAttribute(name)))]; })"""
    )
    return found


def drawn(view: View) -> list[list[Any]]:
    return [[box.text, box.x, box.y, box.width] for box in columns(view).boxes]


def close(found: list[list[Any]], wanted: list[list[Any]]) -> bool:
    def key(row: list[Any]) -> tuple[float, float]:
        return (row[1], row[2])

    pairs = list(zip(sorted(found, key=key), sorted(wanted, key=key), strict=True))
    return all(a[0] == b[0] and all(abs(x - y) < 0.2 for x, y in zip(a[1:], b[1:], strict=True)) for a, b in pairs)


@pytest.mark.browser
def test_the_file_draws_and_opens_as_the_served_page_does(shown: Any, tmp_path: Path) -> None:
    held = store(FIRST, SECOND)
    view = alone(held, "县文旅局")
    shown.goto(written(tmp_path, view))
    assert close(boxes(shown), drawn(view))
    for steps in (["办好节会"], ["办好节会", "县财政局"]):
        shown.locator(f"g.more[data-step][aria-label*='{steps[-1]}']").click()
        iris = [next(n.iri for n in view.nodes + view.reserve.nodes if n.label == label) or "" for label in steps]  # type: ignore[union-attr]
        opened = make(held, "surroundings", {"of": "县文旅局", "open": " ".join(iris)})
        assert close(boxes(shown), drawn(opened))
        assert shown.locator("g.edge").count() == len(opened.edges)
        assert f"{len(opened.nodes) - 1}个相邻事物、{len(opened.edges)}条关系" in shown.locator(".caption").inner_text()
        assert shown.locator("details.table summary").inner_text() == f"表格：{len(opened.edges)}条关系"
        assert shown.locator("table.list tbody tr").count() == len(opened.edges)
    before = boxes(shown)
    shown.reload()
    assert boxes(shown) == before
    shown.locator("details.table > summary").click()
    shown.locator("table.list [data-edge]").last.click()
    assert shown.locator("#panel blockquote").inner_text() in FIRST.text + SECOND.text


@pytest.mark.browser
def test_thirty_at_a_time_by_keyboard_and_what_is_missing_is_said(shown: Any, tmp_path: Path) -> None:
    shown.goto(written(tmp_path, alone(crowd(70), "县发改局")))
    assert shown.locator("g.box").count() == 1 + STEP
    again = shown.locator("g.more[data-step='0']")
    assert "其中10个不在这个文件里" in again.get_attribute("aria-label")
    again.focus()
    shown.keyboard.press("Enter")
    assert shown.locator("g.box").count() == 1 + 2 * STEP
    assert "另有10个不在这个文件里" in shown.locator("[data-steps]").inner_text()
    assert shown.locator("g.more.away").first.get_attribute("aria-label") == "县发改局，还有10个相邻事物，其中10个不在这个文件里"
    ys = sorted((x, y) for _, x, y, _ in boxes(shown))
    assert all(a[0] != b[0] or b[1] - a[1] >= 32 for a, b in pairwise(ys))


@pytest.mark.browser
def test_hostile_labels_stay_text_when_they_open(shown: Any, tmp_path: Path) -> None:
    duties = [
        Duty(n, text, (("县发改局", "leads"), (f"{text}局", "cooperatesOn")), cites=(f"《{text}》",)) for n, text in enumerate(HOSTILE, 1)
    ]
    held = store(plan("甲〔2022〕1号", HOSTILE[1], duties))
    shown.goto(written(tmp_path, alone(held, "县发改局")))
    for place in range(shown.locator("g.more[data-step]").count()):
        shown.locator("g.more[data-step]").nth(min(place, shown.locator("g.more[data-step]").count() - 1)).dispatch_event("click")
    for place in range(shown.locator("table.list [data-edge]").count()):
        shown.locator("table.list [data-edge]").nth(place).dispatch_event("click")
    assert shown.locator("g.box").count() > len(HOSTILE) * 2
    assert shown.evaluate("window.pwned") is None
    assert shown.locator("img").count() == 0
