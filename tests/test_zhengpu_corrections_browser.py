"""核对, 更正 in a real Chromium: widths, light and dark, axe, the keyboard, words chosen with the mouse; silent console, no other host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.corrected_paper import OFFICE, PAPER, SECOND_PAPER
from tests.served import browser, fits_and_is_accessible, served, silent_page
from tests.test_house_floors import ROOT
from zhengpu.corrections.correction_request import CorrectionRequest
from zhengpu.service import Zhengpu, open_zhengpu

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.browser

PICTURES = ROOT / "build" / "screenshots"
START = PAPER.index("（县水利局牵头，县财政局")
PAGES = {
    "review": "/review",
    "correct": f"/correct?document={OFFICE}&start={START}&end={START + 20}&kind=role",
    "corrections": "/corrections",
    "learned": "/corrections?learn=1",
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zhengpu]:
    with open_zhengpu(str(tmp_path_factory.mktemp("corrections") / "store")) as zp:
        zp.add(PAPER.encode(), "方案.txt")
        zp.add(SECOND_PAPER.encode(), "绿化.txt")
        yield zp


@pytest.fixture
def site(kept: Zhengpu) -> Iterator[str]:
    with served(kept) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_and_has_no_serious_finding(name: str, scheme: str, chromium: Any, kept: Zhengpu, site: str) -> None:
    for given in (
        {"kind": "不是单位", "unit": "相关职能", "why": "泛指"},
        {"kind": "换日期", "words": "2024年6月底前", "to": "2024年9月底"},
    ):
        kept.corrections.correct(CorrectionRequest(OFFICE, by="李静", **given))  # type: ignore[arg-type]
    kept.corrections.undo(kept.corrections.listed()[0].id, "王强", "看错了")
    fits_and_is_accessible(chromium, site, PAGES[name], scheme, PICTURES / f"corrected-{name}")


def test_the_queue_is_worked_off_by_keyboard(chromium: Any, kept: Zhengpu, site: str) -> None:
    with silent_page(chromium, site) as page:
        page.goto(f"{site}/review")
        entries = page.locator("#queue li")
        many = entries.count()
        assert many >= 3
        assert page.locator("#queue li.on").count() == 1
        page.locator("#desk-source mark").wait_for()
        page.keyboard.press("j")
        assert "on" in (entries.nth(1).get_attribute("class") or "")
        page.keyboard.press("k")
        assert "on" in (entries.nth(0).get_attribute("class") or "")
        about = entries.nth(0).locator("b").inner_text()
        page.keyboard.press("c")
        page.locator("#desk-outcome .done").wait_for()
        assert about in page.locator("#desk-outcome").inner_text()
        assert page.locator("#queue li:visible").count() == many - 1
        page.reload()
        assert page.locator("#queue li").count() == many - 1
        page.keyboard.press("e")
        assert page.evaluate("document.activeElement.closest('#desk-correct') !== null")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.closest('#queue') !== null")
    assert [one.about for one in kept.reviewing.confirmations()] == [f"名称相近的单位：{about}"]


def test_two_names_are_made_one_from_the_queue(chromium: Any, kept: Zhengpu, site: str) -> None:
    with silent_page(chromium, site) as page:
        page.goto(f"{site}/review?sort=alike")
        page.locator("#desk-source mark").wait_for()
        page.locator("input[name=by]").fill("李静")
        page.locator("#desk-correct button[type=submit]").click()
        page.locator("#desk-outcome .done").wait_for()
    (one,) = kept.corrections.listed()
    assert (one.kind, one.by, one.state) == ("same", "李静", "applied")


def test_words_are_chosen_and_what_was_read_from_them_is_corrected(chromium: Any, kept: Zhengpu, site: str) -> None:
    with silent_page(chromium, site) as page:
        page.goto(f"{site}{PAGES['correct']}")
        page.locator("#desk-facts li", has_text="县财政局配合").get_by_role("button", name="换角色").click()
        page.locator("select[name=role]").select_option("牵头")
        page.locator("input[name=why]").fill("原文如此")
        page.locator("#desk-correct button[type=submit]").click()
        page.locator("#desk-outcome .done").wait_for()
        page.locator("#desk-facts li", has_text="县财政局牵头").wait_for()
        assert page.locator("#desk-facts .tag").inner_text() == "已更正"
        page.evaluate(
            """() => { const walk = document.createTreeWalker(document.getElementById('desk-source'), NodeFilter.SHOW_TEXT);
            for (let node; (node = walk.nextNode());) { const at = node.data.indexOf('相关职能'); if (at < 0) continue;
              getSelection().setBaseAndExtent(node, at, node, at + 4);
              document.getElementById('desk-source').dispatchEvent(new MouseEvent('mouseup')); } }"""
        )
        page.get_by_role("radio", name="不是单位").check()
        assert page.locator("#desk-chosen").inner_text() == "相关职能"
        page.locator("input[name=unit]").fill("相关职能")
        page.locator("#desk-correct button[type=submit]").click()
        page.locator("#desk-outcome .done", has_text="相关职能").wait_for()
        page.goto(f"{site}/corrections")
        page.on("dialog", lambda asked: asked.accept("看错了"))
        with page.expect_navigation():
            page.locator("[data-undo]").first.click()
        assert page.locator(".said .undone").count() == 1
    assert [one.state for one in kept.corrections.listed()] == ["undone", "applied"]
