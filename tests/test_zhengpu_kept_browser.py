"""What the browser keeps for its reader: questions that were asked and pages put aside, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.returned_ledger import two_plans
from tests.served import browser, fits_and_is_accessible, served, silent_page

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent.parent / "build" / "screenshots"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the module."""
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Two plans."""
    with two_plans() as zp, served(zp) as address:
        yield address


def asks(page: Any, site: str, question: str) -> None:
    page.goto(f"{site}/?q={quote(question)}")


def test_questions_that_were_asked_stand_on_the_first_page(chromium: Any, site: str) -> None:
    with silent_page(chromium, site) as page:
        page.goto(site)
        assert not page.locator("#asked-before").is_visible()
        hostile = "县财政局<img src=x onerror=alert(1)>参与哪些任务"
        for question in ("县档案局牵头哪些任务", "县水利局负责哪些任务", hostile, "县档案局牵头哪些任务"):
            asks(page, site, question)
        page.goto(site)
        assert page.locator("#asked-before a").all_inner_texts() == ["县档案局牵头哪些任务", hostile, "县水利局负责哪些任务"]
        assert page.locator("#asked-before img").count() == 0
        with page.expect_navigation():
            page.locator("#asked-before a").last.click()
        assert "开展节水改造" in page.locator("section.answer").inner_text()


def test_a_view_put_aside_comes_back_with_its_filters(chromium: Any, site: str) -> None:
    with silent_page(chromium, site) as page:
        page.goto(f"{site}/view/matrix?sort=name")
        page.locator("[data-relation]").first.uncheck()
        page.locator(".kept summary").click()
        assert page.locator("#kept-name").input_value() == "责任矩阵"
        page.locator("#kept-name").fill("按名称的矩阵")
        page.locator(".kept form button").click()
        page.goto(f"{site}/progress")
        page.locator(".kept summary").click()
        with page.expect_navigation():
            page.locator(".kept a", has_text="按名称的矩阵").click()
        assert "sort=name" in page.url
        assert not page.locator("[data-relation]").first.is_checked()
        page.locator(".kept summary").click()
        page.locator(".kept .away").first.click()
        assert page.locator(".kept a").count() == 0
        page.keyboard.press("Escape")
        assert not page.locator(".kept-list").is_visible()


def test_what_others_put_there_leads_nowhere_else(chromium: Any, site: str) -> None:
    with silent_page(chromium, site) as page:
        page.goto(site)
        page.evaluate(
            """() => localStorage.setItem('zhengpu-saved', JSON.stringify([
              {name: '甲', address: '//elsewhere.example/'}, {name: '乙', address: 'javascript:alert(1)'}, 3, {name: '丙', address: '/progress'}]))"""
        )
        page.goto(site)
        assert page.locator("#saved-before a").all_inner_texts() == ["丙"]
        page.evaluate("() => localStorage.setItem('zhengpu-saved', '{broken')")
        page.goto(site)
        assert page.locator(".kept").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/changes", "/documents"])
def test_the_lists_fit_and_have_no_serious_finding(path: str, scheme: str, chromium: Any, site: str) -> None:
    fits_and_is_accessible(chromium, site, path, scheme, PICTURES / f"list-{path[1:]}")
