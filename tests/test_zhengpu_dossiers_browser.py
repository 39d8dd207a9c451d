"""Pages for people in a real Chromium: every width, light and dark, axe, a ledger that comes back and is confirmed, a follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.returned_ledger import filled, two_plans, written
from tests.served import browser, fits_and_is_accessible, served, silent_page
from zhengpu.service import Zhengpu

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent.parent / "build" / "screenshots"
DAY = "today=2024-06-10"
PAGES = {
    "progress": f"/progress?{DAY}",
    "unit": f"/unit/{quote('甲县/县财政局')}?{DAY}",
    "task": f"/task/{quote('甲政发-2024-2号/1')}?{DAY}",
    "plan": f"/plan/{quote('甲政发-2024-2号')}?{DAY}",
    "answer": f"/?q={quote('县财政局参与哪些任务')}",
    "missing": "/unit/none",
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the module."""
    with browser() as opened:
        yield opened


@pytest.fixture
def plans() -> Iterator[Zhengpu]:
    """Two plans, nothing reported."""
    with two_plans() as zp:
        yield zp


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two plans of which one was reported on."""
    from datetime import date

    with two_plans() as zp, served(zp) as address:
        said = {1: {"进展": "主体完工" * 40, "状态": "进行中", "更新时间": "2024-06-08", "存在问题": "设备未到"}}
        zp.take_ledger(filled(zp, tmp_path_factory.mktemp("ledger"), said), "甲县.xlsx", reporter="县督查室", today=date(2024, 6, 10))
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_and_has_no_serious_finding(name: str, scheme: str, chromium: Any, site: str) -> None:
    fits_and_is_accessible(chromium, site, PAGES[name], scheme, PICTURES / f"people-{name}", ignoring="404" if name == "missing" else "\0")


def test_lights_are_more_than_colours(chromium: Any, site: str) -> None:
    with silent_page(chromium, site) as page:
        page.goto(site + PAGES["progress"])
        assert page.locator("td .light").first.inner_text().endswith("红")
        with page.expect_navigation():
            page.locator(".chips a", has_text="红灯").click()
        assert "light=" in page.url
        assert page.locator("table.tasks tbody tr").count() == 1
        with page.expect_navigation():
            page.locator("table.tasks th a").first.click()
        assert "建设数字档案馆" in page.locator("h1").inner_text()
        with page.expect_navigation():
            page.locator("table.rows th a").last.click()
        assert page.locator("h1").inner_text() == "县财政局"
        with page.expect_navigation():
            page.locator("select[name=sort]").select_option("due")
        assert "sort=due" in page.url


def test_a_ledger_comes_back_and_its_rows_are_confirmed(chromium: Any, plans: Zhengpu, tmp_path: Path) -> None:
    file = tmp_path / "来件.xlsx"
    file.write_bytes(
        written(("序号", "工作任务", "工作进展", "完成状态"), (2, "开展节水改造", "通水", "已完成"), (9, "种植行道树", "栽了", "进行中"))
    )
    with served(plans) as home, silent_page(chromium, home) as page:
        page.goto(f"{home}/progress")
        assert "还没有载入进展" in page.locator(".today").inner_text()
        page.locator("#file").set_input_files(str(file))
        page.locator("#by").fill("县督查室")
        page.locator("#ledger button[type=submit]").click()
        page.locator(".waiting fieldset").first.wait_for()
        assert page.locator(".waiting fieldset").count() == 2
        # The row whose title one task alone has is chosen already; the other one is of no task.
        assert "开展节水改造" in page.locator(".waiting fieldset").first.locator("label", has=page.locator("input:checked")).inner_text()
        assert "不记" in page.locator(".waiting fieldset").last.locator("label", has=page.locator("input:checked")).inner_text()
        page.locator(".waiting > button").click()
        page.locator("#outcome .done", has_text="记入1项").wait_for()
        with page.expect_navigation():
            page.locator("#outcome .done a").click()
        assert "绿灯1项" in page.locator(".today").inner_text()
        broken = tmp_path / "坏.xlsx"
        broken.write_bytes(b"nothing")
    (report,) = (item.report for item in plans.oversight.docket().items if item.report)
    assert (report.progress, report.reporter, report.source) == ("通水", "县督查室", "来件.xlsx")


def test_a_follow_up_sends_the_question_before(chromium: Any, site: str) -> None:
    with silent_page(chromium, site) as page:
        page.goto(site + f"/?q={quote('县档案局牵头哪些任务')}")
        page.locator("#follow").fill("配合单位是谁")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "previous=" in page.url
        assert "接着“县档案局牵头哪些任务”" in page.locator(".meant").first.inner_text()
