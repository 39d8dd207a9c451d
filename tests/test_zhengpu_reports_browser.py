"""对照, 体检, 准不准 in a real Chromium: every width, light and dark, axe, silent console, no other host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.served import browser, fits_and_is_accessible, served, silent_page
from tests.test_house_floors import ROOT
from zhengpu.service import open_zhengpu

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.browser

PICTURES = ROOT / "build" / "screenshots"
ASKED = urlencode({"a": "青政办发-2024-41号", "b": "临政办发-2024-18号"})
PAGES = {
    "compare": f"/compare?{ASKED}",
    "compare-choice": "/compare",
    "compare-picture": f"/view/compare?{ASKED}",
    "checkup": "/checkup/东政办发-2024-9号",
    "checkup-choice": "/checkup",
    "accuracy": "/accuracy",
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A county's plan, the province's, and a plan that leaves much open."""
    with open_zhengpu(str(tmp_path_factory.mktemp("reports") / "store")) as zp:
        for path in (*sorted((ROOT / "tests" / "comparisons").glob("kinder*.txt")), ROOT / "tests" / "checkups" / "park.txt"):
            zp.add(path.read_bytes(), path.name)
        with served(zp) as address:
            yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_report_fits_and_has_no_serious_finding(name: str, scheme: str, chromium: Any, site: str) -> None:
    fits_and_is_accessible(chromium, site, PAGES[name], scheme, PICTURES / f"report-{name}")


def test_two_plans_are_chosen_and_a_sentence_is_opened_in_its_text(chromium: Any, site: str) -> None:
    with silent_page(chromium, site) as page:
        page.goto(f"{site}/compare")
        page.locator("select[name=a]").select_option("青政办发-2024-41号")
        page.locator("select[name=b]").select_option("临政办发-2024-18号")
        with page.expect_navigation():
            page.locator("form.filters button").click()
        assert page.locator("h1").inner_text() == "上下级对照"
        assert page.locator(".pair").count() >= 10
        quote = page.locator(".pair .cite").first.inner_text()
        with page.expect_navigation():
            page.locator(".pair .cite").first.click()
        assert page.locator("#hit").inner_text() == quote
