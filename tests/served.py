"""The product as a service on a port of this machine, and a Chromium page that must stay silent and at home."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from tests.conftest import need
from zhengpu.hosting.serving import bound
from zhengpu.http import create_app
from zhengpu.service import Zhengpu

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@contextmanager
def served(zp: Zhengpu) -> Iterator[str]:
    """The address of a running service over `zp`."""
    with served_app(create_app(zp)) as address:
        yield address


@contextmanager
def served_app(app: FastAPI) -> Iterator[str]:
    """The address of a running application."""
    import uvicorn

    listener = bound("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    running.start()
    while not server.started:
        assert running.is_alive(), "the service did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    running.join(10)


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium; without one the test is skipped by name."""
    from playwright.sync_api import sync_playwright

    path = need("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@contextmanager
def silent_page(browser: Any, address: str, *, ignoring: str = "\0", **options: Any) -> Iterator[Any]:
    """A page; afterwards nothing (but what has `ignoring` in it) may stand on its console and no other host may have been asked."""
    context = browser.new_context(locale="zh-CN", **({"viewport": {"width": 1600, "height": 900}} | options))
    page, complaints, asked = context.new_page(), [], []
    page.on("console", lambda said: complaints.append(f"{said.text} {said.location}") if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    complaints = [said for said in complaints if ignoring not in said]
    assert complaints == [], complaints
    assert [url for url in asked if not url.startswith((address, "data:", "blob:", "file:"))] == []


def serious_findings(page: Any, scheme: str = "light") -> list[str]:
    """What axe finds serious on a page, a line each; of a dark page only the contrasts, nothing else depends on the colours.

    Only these lines are brought out of the browser: of a large page the whole result is megabytes.
    """
    axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    page.evaluate(next(Path(axe.__file__).parent.glob("*.js")).read_text("utf-8"))
    rules = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if scheme == "dark" else {})
    return page.evaluate(
        """rules => axe.run(rules).then(done => done.violations.filter(one => ["serious", "critical"].includes(one.impact))
            .map(one => `${one.id} ${one.nodes[0].html}`))""",
        rules,
    )


def fits_and_is_accessible(browser: Any, site: str, path: str, scheme: str, picture: Path, ignoring: str = "\0") -> None:
    """A page on a telephone and on a desk: it is no wider than the window, axe finds nothing serious, the console is silent.

    `picture` is where its screenshots go: the width and the scheme are put behind its name.
    """
    picture.parent.mkdir(parents=True, exist_ok=True)
    # only the checker itself is let past the policy
    with silent_page(browser, site, ignoring=ignoring, bypass_csp=True, color_scheme=scheme) as page:
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(site + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.screenshot(path=f"{picture}-{width}-{scheme}.png", full_page=True)
            assert serious_findings(page, scheme) == []
