"""The whole product in a real Chromium: ask, read, look up, upload; silent console, no other host, axe, every width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests import written_plan
from tests.drawn_plan import FIRST, SECOND, Duty, plan, store
from tests.served import browser, serious_findings, served, silent_page
from tests.test_viz_page import HOSTILE
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings, data_folder

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent.parent / "build" / "screenshots"
ASKED = "县文旅局牵头哪些任务"
PAGES = {
    "explorer": "/",
    "answer": f"/?q={quote('县文旅局参与哪些任务')}",
    "nothing": f"/?q={quote('县公安局负责哪些任务')}",
    "find-tasks": f"/?kind=Task&words={quote('旅游')}",
    "find-units": "/?kind=Unit&role=leads",
    "find-targets": "/?kind=Target",
    "documents": "/documents",
    "document": "/documents/{key}",
    "report": "/documents/{key}?show=lines",
    "doubts": "/documents/{key}?show=doubts",
    "api": "/docs",
    "ontology": "/ns",
    "thing": f"/id/unit/{quote('新绛县/新绛县财政局')}",
}

EXAMINED = ("explorer", "answer", "find-tasks", "find-units", "documents", "document", "doubts", "api", "ontology", "thing")
"""One page of each template."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the module."""
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def site(sample: Zhengpu) -> Iterator[str]:
    """The service over the sample plan."""
    with served(sample) as address:
        yield address


@pytest.fixture
def page(chromium: Any, site: str) -> Iterator[Any]:
    """A page that must stay silent and at home."""
    with silent_page(chromium, site) as opened:
        yield opened


def address(site: str, name: str, sample: Zhengpu) -> str:
    return site + PAGES[name].format(key=quote(sample.documents()[0].id))


def picture(page: Any, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / f"{name}.png"))


def test_ask_read_the_sentence_draw_expand_and_see_evidence(page: Any, site: str) -> None:
    page.goto(site)
    page.locator("#q").fill(ASKED)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "培育文旅体消费热点" in page.locator("#sentence").inner_text()
    marked = page.locator("#reading mark.now")
    assert marked.inner_text() == page.locator("a.cite.on").first.inner_text() == "（县文旅局牵头，县卫体局、县工信科技局配合）"
    assert marked.is_visible()
    with page.expect_navigation():
        page.locator(".item a.around").first.click()
    boxes = page.locator("g.box").count()
    with page.expect_navigation():
        page.locator("a.more").first.click()
    assert page.locator("g.box").count() > boxes
    page.locator("details.table > summary").last.click()
    page.locator("table.list [data-edge]").first.click()
    with page.expect_navigation():
        page.locator("#panel .source a").first.click()
    assert page.locator("#hit").is_visible()


def test_the_sentence_is_marked_on_the_page_of_the_original(chromium: Any, empty: Zhengpu) -> None:
    empty.add(written_plan.as_pdf(), "方案.pdf")
    with served(empty) as site, silent_page(chromium, site) as page:
        page.goto(f"{site}/?q={quote('县文旅局参与哪些任务')}")
        page.locator("#reading .leaves .hit").first.wait_for()
        assert page.locator("#reading .leaves figcaption").all_inner_texts() == ["原件第1页"]
        first = page.locator("#reading .leaves .hit").first.get_attribute("y")
        page.locator("[data-step='1']").click()
        page.wait_for_function("before => document.querySelector('.leaves .hit')?.getAttribute('y') !== before", arg=first)


def test_enter_in_a_pinyin_composition_does_not_ask(page: Any, site: str) -> None:
    page.goto(site)
    page.locator("#q").focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "xian wen", "selectionStart": 8, "selectionEnd": 8})
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Enter", "code": "Enter"})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", "windowsVirtualKeyCode": 13, "key": "Enter", "code": "Enter"})
    # As browsers without native composition events tell it:
    refused = page.evaluate(
        """() => { const box = document.getElementById("q");
          return !box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true})); }"""
    )
    assert refused
    page.wait_for_timeout(150)
    assert page.url.rstrip("/") == site
    session.send("Input.insertText", {"text": "县文旅局"})
    page.locator("#suggestions li").first.wait_for()
    assert page.locator("#q").input_value() == "县文旅局"


def test_completion_by_keyboard(page: Any, site: str) -> None:
    page.goto(site)
    page.locator("#q").press_sequentially("县文旅")
    page.locator("#suggestions li").first.wait_for()
    assert page.locator("#q").get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#suggestions [aria-selected=true]").inner_text()
    assert "县文旅局" in chosen
    page.keyboard.press("Escape")
    assert page.locator("#suggestions").is_hidden()
    page.keyboard.press("End")
    page.keyboard.type("局")
    page.locator("#suggestions li").first.wait_for()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#sentence").inner_text()


def test_what_is_read_is_part_of_the_address(page: Any, site: str, sample: Zhengpu) -> None:
    page.goto(address(site, "answer", sample))
    page.locator("a.cite").nth(3).click()
    read = page.locator("#reading mark.now").inner_text()
    assert read == page.locator("a.cite").nth(3).inner_text()
    assert "read=" in page.url
    page.reload()
    page.locator("#reading mark.now").wait_for()
    assert page.locator("#reading mark.now").inner_text() == read
    page.locator("[data-step='1']").click()
    assert page.locator(".place").inner_text().startswith("第5处")
    page.locator("#reading [data-close]").press("Enter")
    assert page.locator("#reading").is_hidden()
    assert "read=" not in page.url


def test_conditions_are_chosen_and_rows_open_their_sentence(page: Any, site: str) -> None:
    page.goto(f"{site}/?kind=Task")
    with page.expect_navigation():
        page.locator("select[name=role]").select_option("leads")
    assert "role=leads" in page.url
    assert "section=" not in page.url
    assert page.locator("ol.items > li").count() == 12
    with page.expect_navigation():
        page.locator(".kinds-nav a.k-Unit").click()
    assert page.locator("ol.items > li").count() == 10
    with page.expect_navigation():
        page.locator("a.duty").first.click()
    assert "unit=" in page.url
    assert "牵头" in page.locator("#reading mark.now").inner_text()


def test_every_condition_is_a_link_that_goes_back_and_comes_again(chromium: Any) -> None:
    with Zhengpu(store(FIRST, SECOND), Settings()) as zp, served(zp) as home, silent_page(chromium, home) as page:
        page.goto(f"{home}/?kind=Task")
        rows = page.locator("ol.items > li")
        seen = [(page.url, rows.count())]
        assert seen[0][1] == 5
        for name, value, left in (
            ("document", "甲政发-2022-1号", 4),
            ("section", "甲政发-2022-1号/二", 3),
            ("unit", "甲县/县财政局", 2),
            ("role", "responsibleFor", 2),
            ("due", "2022-12-31", 1),
        ):
            with page.expect_navigation():
                page.locator(f".filters select[name={name}]").select_option(value)
            assert f"{name}=" in page.url
            assert page.locator(f".filters select[name={name}]").input_value() == value
            assert rows.count() == left, name
            seen.append((page.url, left))
        page.reload()
        assert rows.count() == 1
        for address, left in reversed(seen[:-1]):
            page.go_back()
            assert (page.url, rows.count()) == (address, left)
        with page.expect_navigation():
            page.locator(".kinds-nav a.k-Target").click()
        page.locator("input[name=words]").fill("夜市")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert rows.count() == 1


def test_parts_narrow_the_answer(page: Any, site: str, sample: Zhengpu) -> None:
    page.goto(address(site, "answer", sample))
    every = page.locator("ol.items > li").count()
    with page.expect_navigation():
        page.locator(".parts a").nth(1).click()
    assert 0 < page.locator("ol.items > li").count() < every


def test_upload_report_ask_reread_forget(chromium: Any, empty: Zhengpu, tmp_path: Path) -> None:
    with served(empty) as home, silent_page(chromium, home) as page:
        page.goto(f"{home}/")
        assert "图谱是空的" in page.locator(".empty").inner_text()
        page.goto(f"{home}/documents")
        void = tmp_path / "空.txt"
        void.write_bytes(b"")
        page.locator("#files").set_input_files([str(data_folder() / "xinjiang-2022-26.txt"), str(void)])
        page.locator("#upload button").click()
        page.locator("table.documents").wait_for()
        assert "64项任务" in page.locator("#outcome .done").inner_text()
        assert "没有读入" in page.locator("#outcome .trouble").inner_text()
        picture(page, "documents-uploaded")
        page.locator("[data-reread]").click()
        page.locator("#outcome .done").wait_for()
        with page.expect_navigation():
            page.locator("#outcome .done a").first.click()
        assert page.locator("table.lines tbody tr").count() > 100
        assert page.locator("a.duty.r-leads").first.is_visible()
        with page.expect_navigation():
            page.locator("table.lines a.duty").first.click()
        assert page.locator("#hit").is_visible()
        page.goto(f"{home}/?q={quote(ASKED)}")
        assert page.locator("ol.items > li").count() == 1
        page.goto(f"{home}/documents")
        page.on("dialog", lambda dialog: dialog.accept())
        page.locator("[data-forget]").click()
        page.locator("p.empty").wait_for()
    assert empty.documents() == ()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_at_every_width(name: str, page: Any, site: str, sample: Zhengpu) -> None:
    page.goto(address(site, name, sample))
    for width in (390, 800, 1600):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        picture(page, f"page-{name}-{width}")
    page.emulate_media(color_scheme="dark")
    picture(page, f"page-{name}-dark")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_finding_of_axe(scheme: str, chromium: Any, site: str, sample: Zhengpu) -> None:
    context = chromium.new_context(bypass_csp=True, color_scheme=scheme)  # only the checker itself is let past the policy
    found: list[str] = []
    for name in (*EXAMINED, "trouble"):
        opened = context.new_page()
        opened.goto(f"{site}/view/compare?a=1&b=1" if name == "trouble" else address(site, name, sample))
        found += [f"{name}: {one}" for one in serious_findings(opened, scheme)]
        opened.close()
    context.close()
    assert found == []


def test_hostile_labels_run_nothing(chromium: Any) -> None:
    duties = tuple(
        Duty(n, text, ((f"{text}局", "leads"),), targets=((text, n, "个", None),), cites=(f"《{text}》",))
        for n, text in enumerate(HOSTILE, 1)
    )
    with (
        Zhengpu(store(plan("甲〔2022〕1号", HOSTILE[1], duties)), Settings()) as zp,
        served(zp) as home,
        silent_page(chromium, home) as page,
    ):
        key, long = quote(zp.documents()[0].id, safe=""), "长" * 10_000
        things = {
            str(kind): str(iri)
            for iri, kind in zp.query(f"SELECT ?x ?k {{ ?x a ?k ; rdfs:label ?l FILTER(STRSTARTS(?l, '{long[:100]}')) }}")
        }
        assert len(things) >= 3

        def about(iri: str) -> str:
            return "/" + quote(iri.removeprefix(zp.store.names.base))

        paths = ["/", f"/?q={quote(HOSTILE[0] + '负责什么')}", f"/?words={long[:200]}&kind=Task", "/documents", "/sparql"]
        paths += [f"/?kind={kind}" for kind in ("Task", "Unit", "Target", "Policy")]
        paths += [f"/documents/{key}{show}" for show in ("", "?show=lines", "?show=doubts")]
        paths += [about(iri) for iri in things.values()]
        paths += [f"/view/{name}" for name in ("matrix", "cooperation", "tree", "targets", "basis")]
        paths += [f"/view/surroundings?of={quote(iri, safe='')}" for iri in things.values()]
        for path in paths:
            page.goto(home + path)
            for place in range(min(10, page.locator("a.cite").count())):
                page.locator("a.cite").nth(place).click()
                assert page.locator("#reading mark.now").first.is_visible()
            for place in range(min(12, page.locator("[data-node]").count())):
                page.locator("[data-node]").nth(place).dispatch_event("click")
            assert page.evaluate("window.pwned") is None
            assert page.locator("main img").count() == 0
            for width in (390, 1600):
                page.set_viewport_size({"width": width, "height": 844})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            if "/view/" not in path and "show=" not in path and path != f"/documents/{key}":
                assert page.evaluate("document.documentElement.scrollHeight") < 30_000, path
        # What is clipped can be read whole: on the page of the thing, and in the panel of a picture.
        page.goto(home + about(things["https://w3id.org/zhengpu/ns#Unit"]))
        assert f"{long}局" in (page.locator("main").text_content() or "")
        page.goto(f"{home}/view/tree")
        page.locator(".tree [data-node]", has_text="长长长").first.click()
        assert long in page.locator("#panel h3").inner_text()
