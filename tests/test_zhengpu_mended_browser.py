"""In a real Chromium: what has no effect is no check box, pictures are saved without standing still, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.drawn_plan import FIRST, SECOND, store
from tests.served import browser, served, silent_page
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.browser

VIEWS = ("matrix", f"surroundings?of={quote('县财政局')}", "cooperation", "tree", "targets", "basis", "compare")
SEEN = """() => [...document.querySelectorAll('.picture *')].filter((one) => one.checkVisibility()).length
  + [...document.querySelectorAll('.picture canvas')].map((one) => one.toDataURL().length).join()"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the module."""
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The service over two small plans."""
    with Zhengpu(store(FIRST, SECOND), Settings()) as zp, served(zp) as address:
        yield address


@pytest.mark.parametrize("view", VIEWS)
def test_every_check_box_does_something_and_nothing_runs_over(view: str, chromium: Any, site: str) -> None:
    with silent_page(chromium, site) as page:
        page.goto(f"{site}/view/{view}")
        if page.locator("canvas").count():
            page.wait_for_timeout(400)  # the network settles
        boxes = page.locator("[data-relation]")
        for place in range(boxes.count()):
            before = page.evaluate(SEEN)
            boxes.nth(place).click()
            page.wait_for_timeout(120)
            assert page.evaluate(SEEN) != before, boxes.nth(place).get_attribute("data-relation")
            boxes.nth(place).click()
        for width in (390, 800, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("view", ["matrix", "tree", "targets", "basis"])
@pytest.mark.parametrize("kind", ["svg", "png"])
def test_pictures_are_saved(view: str, kind: str, chromium: Any, site: str, tmp_path: Any) -> None:
    with silent_page(chromium, site) as page:
        page.goto(f"{site}/view/{view}")
        button = page.locator(f"[data-save={kind}]")
        with page.expect_download() as saved:
            button.click()
        path = tmp_path / "saved"
        saved.value.save_as(path)
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG") if kind == "png" else "财政局".encode() in data or view == "basis"
        assert button.is_enabled()
        assert button.inner_text() == f"存为 {kind.upper()}"


def test_views_over_an_empty_store_say_nothing_on_the_console(chromium: Any, empty: Zhengpu) -> None:
    with served(empty) as home, silent_page(chromium, home) as page:
        for name in ("matrix", "cooperation", "tree", "targets", "basis", "compare"):
            page.goto(f"{home}/view/{name}")
            assert page.locator(".empty, .caption").first.is_visible()


def test_the_header_completes_names_and_goes_to_the_thing(chromium: Any, site: str) -> None:
    with silent_page(chromium, site) as page:
        page.goto(f"{site}/view/matrix")
        page.locator("#of").press_sequentially("财政")
        page.locator("#named li").first.wait_for()
        assert page.locator("#named li").first.inner_text().startswith("单位")
        page.keyboard.press("ArrowDown")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "财政局" in page.locator("h1").inner_text()
        assert "of=https" in page.url


def test_a_question_survives_a_service_that_is_away(chromium: Any, site: str) -> None:
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(site)
    page.route("**/healthz", lambda route: route.abort())
    page.locator("#q").fill("县财政局牵头哪些任务")
    page.keyboard.press("Enter")
    page.locator(".trouble.away:not([hidden])").wait_for()
    assert "没有连上" in page.locator(".trouble.away").inner_text()
    assert page.locator("#q").input_value() == "县财政局牵头哪些任务"
    page.unroute("**/healthz")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#sentence").is_visible()
    context.close()


def test_an_upload_can_be_given_up_and_the_next_goes_on(chromium: Any, empty: Zhengpu, tmp_path: Any) -> None:
    slow = tmp_path / "慢.txt"
    slow.write_text("甲县计划\n", "utf-8")
    quick = tmp_path / "快.txt"
    quick.write_text("乙县促进就业行动计划\n一、重点任务\n1. 开展培训。全年培训500人。（县人社局牵头）\n", "utf-8")
    with served(empty) as home, silent_page(chromium, home) as page:
        page.goto(f"{home}/documents")
        held: list[Any] = []
        uploads = re.compile(r"/api/documents(\?|$)")  # what is asked for stands behind the address
        page.route(uploads, lambda route: route.continue_() if held else held.append(route))
        page.locator("#files").set_input_files([str(slow), str(quick)])
        page.locator("#upload button[type=submit]").click()
        page.get_by_role("button", name="取消慢.txt").click()
        page.locator("#outcome .done").wait_for()
        assert held
        assert "已取消" in page.locator("#outcome .trouble").inner_text()
        assert "快.txt" in page.locator("#outcome .done").inner_text()
    assert len(empty.documents()) == 1
