"""Light, dark or as the system wishes: chosen by keyboard, remembered, in force before anything is drawn, on the site and from disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.drawn_plan import FIRST, SECOND, store
from tests.served import browser, served, silent_page
from zhengpu.graph.ontology import load_ontology
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings
from zhengpu.viz.atlas import atlas
from zhengpu.viz.page import page
from zhengpu.viz.views import make

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.browser

DARK, LIGHT = "rgb(16, 21, 28)", "rgb(255, 255, 255)"
PAGES = {
    "home": "/",
    "answer": "/?" + urlencode({"q": "县文旅局牵头哪些任务"}),
    "find": "/?kind=Unit",
    "documents": "/documents",
    "matrix": "/view/matrix",
    "cooperation": "/view/cooperation",
    "sparql": "/sparql",
    "docs": "/docs",
    "ontology": "/ns",
}
FIRST_THEME = """
new MutationObserver((_, watching) => {
  if (!document.body) return;
  window.themeAtFirst = document.documentElement.dataset.theme || "";
  watching.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


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


def ground(shown: Any) -> str:
    return str(shown.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def choose(shown: Any, key: str) -> None:
    shown.locator("[data-theme-switch]").focus()
    shown.keyboard.press(key)


def test_the_choice_goes_along_from_page_to_page_without_a_flash(chromium: Any, site: str) -> None:
    with silent_page(chromium, site, color_scheme="light") as shown:
        shown.add_init_script(FIRST_THEME)
        shown.goto(site)
        assert ground(shown) == LIGHT
        choose(shown, "End")
        assert ground(shown) == DARK
        for path in PAGES.values():
            shown.goto(site + path, wait_until="domcontentloaded")
            assert shown.evaluate("window.themeAtFirst") == "dark", path
            assert ground(shown) == DARK
            assert shown.locator("[data-theme-switch]").input_value() == "dark"
            assert shown.locator("[data-theme-switch]").get_attribute("aria-label")
        choose(shown, "Home")
        shown.reload()
        assert ground(shown) == LIGHT
        shown.emulate_media(color_scheme="dark")
        assert ground(shown) == DARK
        choose(shown, "ArrowDown")
        assert ground(shown) == LIGHT


def test_another_page_that_is_open_follows(chromium: Any, site: str) -> None:
    with silent_page(chromium, site, color_scheme="light") as shown:
        shown.goto(site)
        other = shown.context.new_page()
        other.goto(f"{site}/view/cooperation")
        choose(shown, "End")
        other.wait_for_function("document.documentElement.dataset.theme === 'dark'")
        assert ground(other) == DARK


@pytest.mark.parametrize("kind", ["view", "atlas"])
def test_a_file_from_disk_remembers_as_well(kind: str, chromium: Any, tmp_path: Path) -> None:
    held = store(FIRST, SECOND)
    path = tmp_path / "page.html"
    path.write_text(page(make(held, "cooperation"), load_ontology()) if kind == "view" else atlas(held), "utf-8")
    with silent_page(chromium, "file:", color_scheme="light", offline=True) as shown:
        shown.add_init_script(FIRST_THEME)
        shown.goto(path.as_uri())
        choose(shown, "End")
        assert ground(shown) == DARK
        shown.reload()
        assert shown.evaluate("window.themeAtFirst") == "dark"
        assert ground(shown) == DARK


def test_print_is_always_black_on_white(chromium: Any, site: str) -> None:
    with silent_page(chromium, site, color_scheme="dark") as shown:
        shown.goto(f"{site}/view/matrix")
        choose(shown, "End")
        shown.emulate_media(media="print")
        assert ground(shown) == LIGHT
        assert shown.locator("[data-theme-switch]").is_hidden()
