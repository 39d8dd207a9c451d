"""The pages in a real Chromium: nothing on the console, no request elsewhere, clicks lead to sentences, hostile labels run nothing.

Pictures of every page are left under `build/screenshots/` to be looked at.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from tests.drawn_plan import FIRST, SECOND, Duty, plan, store
from tests.served import browser, serious_findings
from tests.test_viz_page import HOSTILE, NAMES, PARAMETERS, hostile
from zhengpu.graph.errors import ZhengpuError
from zhengpu.graph.ontology import load_ontology
from zhengpu.viz.asset import ASSETS, asset
from zhengpu.viz.atlas import atlas
from zhengpu.viz.page import POLICY, page
from zhengpu.viz.style import style_of
from zhengpu.viz.views import make

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent.parent / "build" / "screenshots"


@dataclass
class Watched:
    """A page with everything it complained about and every address it asked for."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def show(self, address: str) -> Any:
        self.page.goto(address)
        self.page.wait_for_load_state("load")
        return self.page

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(PICTURES / f"{name}.png"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the module."""
    with browser() as opened:
        yield opened


@pytest.fixture
def watched(chromium: Any) -> Iterator[Watched]:
    """A page that must stay silent and at home."""
    context = chromium.new_context(viewport={"width": 1600, "height": 900}, locale="zh-CN")
    opened = Watched(context.new_page())
    opened.page.on("console", lambda said: opened.complaints.append(said.text) if said.type in ("error", "warning") else None)
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.on("request", lambda request: opened.asked.append(request.url))
    yield opened
    context.close()
    assert opened.complaints == []
    assert [url for url in opened.asked if not url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:"))] == []


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """Puts a page on disk and gives its address."""

    def written(text: str) -> str:
        path = tmp_path / "page.html"
        path.write_text(text, "utf-8")
        return path.as_uri()

    return written


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The views served with the strict policy, as the product serves them."""
    held = store(FIRST, SECOND)
    ontology = load_ontology()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            from urllib.parse import parse_qsl, urlsplit

            address = urlsplit(self.path)
            name = address.path.rsplit("/", 1)[-1]
            if address.path.startswith("/static/") and name in ASSETS:
                found = asset(name, style_of(ontology))
                return self.reply(200, found.media_type, found.text)
            try:
                text = page(make(held, name, dict(parse_qsl(address.query))), ontology, mode="served")
            except ZhengpuError as error:
                return self.reply(404, "text/plain; charset=utf-8", str(error))
            return self.reply(200, "text/html; charset=utf-8", text)

        def reply(self, status: int, media_type: str, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", NAMES)
def test_a_view_opened_from_disk(name: str, watched: Watched, file: Callable[[str], str]) -> None:
    view = make(store(FIRST, SECOND), name, PARAMETERS.get(name, {}))
    shown = watched.show(file(page(view, load_ontology())))
    shown.locator("details.table > summary").last.click()
    shown.locator("table.list [data-edge]").first.click()
    assert view.edges[0].evidence[0][1].quote in shown.locator("#panel blockquote").first.inner_text()
    watched.picture(f"{name}-light")
    shown.emulate_media(color_scheme="dark")
    watched.picture(f"{name}-dark")
    shown.keyboard.press("Escape")
    assert shown.locator("#panel").is_hidden()


@pytest.mark.parametrize("name", NAMES)
def test_a_served_view_under_the_strict_policy(name: str, watched: Watched, site: str) -> None:
    from urllib.parse import urlencode

    shown = watched.show(f"{site}/view/{name}?{urlencode(PARAMETERS.get(name, {}))}")
    shown.locator("details.table > summary").last.click()
    shown.locator("table.list [data-edge]").first.click()
    link = shown.locator("#panel .source a").first.get_attribute("href")
    assert link is not None
    assert link.startswith("/documents/")
    assert "start=" in link


def test_from_a_mark_in_the_matrix_to_its_sentence_by_keyboard(watched: Watched, site: str) -> None:
    shown = watched.show(f"{site}/view/matrix")
    shown.locator(".matrix .mark").first.focus()
    shown.keyboard.press("ArrowRight")
    shown.keyboard.press("Enter")
    assert "财政局" in shown.locator("#panel h3").inner_text()
    assert shown.locator("#panel blockquote").count() == 1
    assert shown.locator(".matrix .mark.on").count() == 1


def test_the_matrix_is_one_stop_of_the_tab_key_and_the_arrows_go_everywhere(watched: Watched, site: str) -> None:
    shown = watched.show(f"{site}/view/matrix")
    assert shown.locator(".matrix button[tabindex='0']").count() == 1

    def at() -> str:
        return str(shown.evaluate("() => document.activeElement.getAttribute('aria-label') || document.activeElement.innerText.trim()"))

    shown.locator(".matrix .mark").first.focus()
    first = at()
    assert "财政局" in first
    shown.keyboard.press("Home")
    assert at() == "县财政局"
    shown.keyboard.press("ArrowRight")
    assert at() == first
    shown.keyboard.press("ArrowUp")
    assert "办好节会" in at().replace("\n", "")
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("End")
    assert "建设数据平台" in at()
    shown.keyboard.press("Tab")
    assert not shown.evaluate("() => Boolean(document.activeElement.closest('.matrix'))")
    assert shown.locator(".matrix button[tabindex='0']").count() == 1
    # What is filtered away is no stop either.
    for name in ("leads", "cooperatesOn"):
        shown.locator(f"[data-relation={name}]").uncheck()
    shown.locator(".matrix tbody th button").first.focus()
    shown.keyboard.press("ArrowRight")
    assert "负责" in at()


def test_a_matrix_wider_than_the_paper_prints_whole(watched: Watched, tmp_path: Path) -> None:
    import pdfplumber

    duties = tuple(
        Duty(n, f"任务{n}号", (("县甲局", "leads"), (f"县乙{n % 7}局", "cooperatesOn")), "一" if n < 100 else "二") for n in range(1, 151)
    )
    drawn = make(store(plan("甲政发〔2024〕7号", "甲县长计划", duties, {"一": "前一半", "二": "后一半"})), "matrix")
    file = tmp_path / "matrix.html"
    file.write_text(page(drawn, load_ontology()), "utf-8")
    shown = watched.show(file.as_uri())
    shown.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "page.pdf") as book:
        words = [unicodedata.normalize("NFKC", sheet.extract_text() or "") for sheet in book.pages]
        marks = sum(len([one for one in sheet.rects if one["non_stroking_color"] not in (None, (1, 1, 1), (1,))]) for sheet in book.pages)
    pieces = [text for text in words if "第1张" in text or "第2张" in text or "第3张" in text]
    assert len(pieces) == len(words) == 3
    assert all("县甲局" in text for text in pieces)
    assert marks >= 300
    assert shown.locator("table.matrix").count() == 1  # and afterwards it is one again


def test_a_way_between_two_units_and_what_is_hidden_are_links(watched: Watched, site: str) -> None:
    shown = watched.show(f"{site}/view/cooperation")
    hidden = "() => window.zhengpu.views.get('v').network.body.data.nodes.get().filter((node) => node.hidden).length"
    shown.locator("[name=from]").fill("县文旅局")
    shown.locator("[name=to]").fill("县数据局")
    shown.locator("[data-route] button[type=submit]").click()
    steps = shown.locator("#panel .steps-list li")
    assert [" ".join(text.split()) for text in steps.all_inner_texts()] == ["县文旅局 共同任务 2 县财政局", "县财政局 共同任务 1 县数据局"]
    watched.picture("network-way")
    shown.reload()
    assert steps.count() == 2
    steps.first.locator("button").click()
    assert shown.locator("#panel blockquote").count() >= 1
    # With the one between them hidden they hang together no more.
    shown.evaluate(
        "() => { const v = window.zhengpu.views.get('v'); window.zhengpu.showNode(v, v.data.nodes.findIndex(([label]) => label === '县财政局')); }"
    )
    shown.locator("#panel .acts button", has_text="隐藏它").click()
    assert shown.evaluate(hidden) == 1
    shown.locator("[data-route] button[type=submit]").click()
    assert "连不起来" in shown.locator("#panel").inner_text()
    shown.reload()
    assert shown.evaluate(hidden) == 1
    shown.locator("#panel .close").click()
    shown.locator("[data-put-back] button").click()
    assert shown.evaluate(hidden) == 0
    shown.locator("[name=to]").fill("没有的局")
    shown.locator("[data-route] button[type=submit]").click()
    assert shown.locator("[name=to]").evaluate("(box) => box.validationMessage") == "图里没有“没有的局”"


def test_a_network_is_walked_by_keyboard_and_what_was_moved_stays(watched: Watched, site: str) -> None:
    shown = watched.show(f"{site}/view/cooperation")
    shown.locator(".network").focus()
    shown.keyboard.press("ArrowRight")
    said = shown.locator("[data-said]")
    first = said.inner_text()
    assert first in [node.label for node in make(store(FIRST, SECOND), "cooperation").nodes]
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        shown.keyboard.press(key)
    assert said.inner_text()
    shown.keyboard.press("Enter")
    assert shown.locator("#panel h3").inner_text() == said.inner_text()
    shown.locator("#panel .close").click()
    place = (
        "() => { const n = window.zhengpu.views.get('v').network; return { at: n.getPosition(0), spot: n.canvasToDOM(n.getPosition(0)) }; }"
    )
    before, box = shown.evaluate(place), shown.locator(".network canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + before["spot"]["x"], box["y"] + before["spot"]["y"]
    shown.mouse.move(x, y)
    shown.mouse.down()
    shown.mouse.move(x + 60, y + 40, steps=4)
    shown.mouse.up()
    moved = shown.evaluate(place)["at"]
    assert abs(moved["x"] - before["at"]["x"]) > 5
    shown.reload()
    again = shown.evaluate(place)["at"]
    assert (round(again["x"]), round(again["y"])) == (round(moved["x"]), round(moved["y"]))
    shown.locator("[data-put-back] button").click()
    assert shown.evaluate(place)["at"] == before["at"]


def test_today_is_marked_where_the_line_of_dates_reaches_it(watched: Watched, site: str) -> None:
    watched.page.clock.set_fixed_time("2022-10-01T12:00:00")
    shown = watched.show(f"{site}/view/targets")
    assert shown.locator(".timeline .today text").text_content() == "今天"
    x = float(shown.locator(".timeline .today text").get_attribute("x"))
    circles = [float(one.get_attribute("cx")) for one in shown.locator(".timeline circle").all()]
    assert circles[0] < x < circles[1]
    watched.page.clock.set_fixed_time("2031-10-01T12:00:00")
    assert watched.show(f"{site}/view/targets").locator(".timeline .today").count() == 0


def test_a_role_is_filtered_and_the_state_is_a_link(watched: Watched, site: str) -> None:
    shown = watched.show(f"{site}/view/matrix")
    leads = shown.locator(".matrix .mark.r-leads")
    assert leads.count() == leads.filter(visible=True).count() > 0
    shown.locator("[data-relation=leads]").uncheck()
    assert leads.filter(visible=True).count() == 0
    shown.reload()
    assert leads.filter(visible=True).count() == 0


def test_the_order_and_the_document_are_chosen_by_select(watched: Watched, site: str) -> None:
    shown = watched.show(f"{site}/view/matrix")
    with shown.expect_navigation():
        shown.locator("select[name=document]").select_option(label="甲县数字经济行动计划")
    assert shown.locator(".matrix tr.tasks th button").count() == 1
    with shown.expect_navigation():
        shown.locator("select[name=sort]").select_option("name")
    assert "sort=name" in shown.url
    assert shown.locator(".matrix tr.tasks th button").count() == 1


def test_a_date_keeps_only_what_is_due(watched: Watched, site: str) -> None:
    shown = watched.show(f"{site}/view/targets")
    cards = shown.locator(".card").filter(visible=True)
    assert cards.count() == 3
    shown.locator("[data-day='2022-06-30']").focus()
    shown.keyboard.press("Enter")
    assert [text.split("\n")[0] for text in cards.all_inner_texts()] == ["3. 建设基站"]
    shown.locator("[data-day='2022-06-30']").click()
    assert cards.count() == 3


def test_surroundings_expand_step_by_step(watched: Watched, site: str) -> None:
    from urllib.parse import urlencode

    shown = watched.show(f"{site}/view/surroundings?{urlencode({'of': '县财政局'})}")
    before = shown.locator("g.box").count()
    with shown.expect_navigation():
        shown.locator("a.more").first.click()
    assert shown.locator("g.box").count() > before
    shown.locator("g.box").nth(1).click()
    assert shown.locator("g.edge.faded").count() > 0
    watched.picture("surroundings-expanded")


def test_the_network_stands_still_and_tells_its_tasks(watched: Watched, site: str) -> None:
    shown = watched.show(f"{site}/view/cooperation")
    where = "() => window.zhengpu.views.get('v').network.getPositions()"
    first = shown.evaluate(where)
    shown.wait_for_timeout(400)
    assert shown.evaluate(where) == first
    shown.reload()
    assert shown.evaluate(where) == first
    spot = shown.evaluate("() => { const n = window.zhengpu.views.get('v').network; return n.canvasToDOM(n.getPosition(0)); }")
    box = shown.locator(".network canvas").bounding_box()
    assert box is not None
    shown.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
    assert shown.locator("#panel h3").inner_text() == make(store(FIRST, SECOND), "cooperation").nodes[0].label
    shown.locator("[data-weight]").fill("2")
    hidden = "() => window.zhengpu.views.get('v').network.body.data.edges.get().filter((edge) => !edge.hidden).length"
    assert shown.evaluate(hidden) == sum(edge.weight >= 2 for edge in make(store(FIRST, SECOND), "cooperation").edges)


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_saved(name: str, kind: str, watched: Watched, site: str, tmp_path: Path) -> None:
    from urllib.parse import urlencode

    shown = watched.show(f"{site}/view/{name}?{urlencode(PARAMETERS.get(name, {}))}")
    with shown.expect_download() as waiting:
        shown.locator(f"[data-save={kind}]").click()
    waiting.value.save_as(tmp_path / "saved")
    saved = (tmp_path / "saved").read_bytes()
    if kind == "png":
        assert saved.startswith(b"\x89PNG")
        assert len(saved) > 5_000
    else:
        assert ("甲县服务业行动计划" if name in ("basis", "compare") else "财政局") in saved.decode()
        assert saved.startswith(b"<svg")


@pytest.mark.parametrize("name", ["matrix", "cooperation", "basis"])
def test_a_saved_picture_tells_what_it_is_and_where_it_is_from(name: str, watched: Watched, site: str, tmp_path: Path) -> None:
    shown = watched.show(f"{site}/view/{name}")
    chips = shown.locator(".legend .chip:has(input)")
    first, last = (chips.nth(place).inner_text().split()[-2].strip("●◆○■━一") for place in (0, chips.count() - 1))
    if first != last:
        chips.first.locator("input").uncheck()
    with shown.expect_download() as waiting:
        shown.locator("[data-save=svg]").click()
    waiting.value.save_as(tmp_path / "saved.svg")
    said = [one.text or "" for one in Xml.parse(tmp_path / "saved.svg").getroot().findall("{http://www.w3.org/2000/svg}text")]
    assert said[0] == shown.locator(".head h1").inner_text()
    assert any(text == last for text in said)
    assert first == last or first not in said  # what is filtered away is not explained
    assert any(text.startswith("来源：甲政发-2022-1号") for text in said)
    with shown.expect_download() as waiting:
        shown.locator("[data-save=png]").click()
    waiting.value.save_as(tmp_path / "saved.png")
    height = int.from_bytes((tmp_path / "saved.png").read_bytes()[20:24], "big")
    assert height > (shown.locator(".picture").bounding_box() or {"height": 0})["height"] * 0.5 + 100


@pytest.mark.parametrize("name", NAMES)
def test_a_view_prints_whole_and_without_the_tools_of_the_screen(name: str, watched: Watched, site: str, tmp_path: Path) -> None:
    from urllib.parse import urlencode

    import pdfplumber

    shown = watched.show(f"{site}/view/{name}?{urlencode(PARAMETERS.get(name, {}))}")
    shown.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True)
    with pdfplumber.open(tmp_path / "page.pdf") as book:
        text = unicodedata.normalize("NFKC", "".join(page.extract_text() or "" for page in book.pages))
        assert 1 <= len(book.pages) <= 3
        assert book.pages[0].width > book.pages[0].height
    assert make(store(FIRST, SECOND), name, PARAMETERS.get(name, {})).title[:4] in text.replace("\n", "")
    for tool in ("存为", "打印", "看一个单位", "自动"):
        assert tool not in text


@pytest.mark.parametrize("name", [*NAMES, "network"])
def test_hostile_labels_run_nothing(name: str, watched: Watched, file: Callable[[str], str]) -> None:
    shown = watched.show(file(page(hostile(name), load_ontology())))
    for selector in ("[data-node]", "[data-edge]"):
        for place in range(min(12, shown.locator(selector).count())):
            shown.locator(selector).nth(place).dispatch_event("click")
    shown.locator("[data-find]").fill(HOSTILE[4])
    assert shown.evaluate("window.pwned") is None
    assert shown.locator("img").count() == 0
    assert shown.title() == f"{HOSTILE[4]} · 政谱"


def test_the_atlas_from_disk_searches_reads_and_draws(watched: Watched, file: Callable[[str], str]) -> None:
    watched.page.context.set_offline(True)
    shown = watched.show(file(atlas(store(FIRST, SECOND))))
    shown.locator("#search").fill("基站")
    assert shown.locator("#results li").count() == 2
    shown.keyboard.press("Enter")
    assert shown.locator("#panel h3").inner_text() == "3. 建设基站"
    shown.locator("#panel li button", has_text="牵头").first.click()
    shown.locator("#panel .source a").first.click()
    assert shown.locator("[data-reader] mark").inner_text() == shown.locator("#panel blockquote").first.inner_text()
    watched.picture("atlas-reading")
    for name in ("tree", "matrix", "cooperation", "targets", "basis"):
        shown.locator(f"[data-tab={name}]").click()
        assert shown.locator(f"section#{name}").is_visible()
        assert shown.locator("[role=tabpanel]:visible").count() == 1
        watched.picture(f"atlas-{name}")
    shown.locator("#search").fill("没有这个词")
    assert shown.locator("#results").inner_text() == "没有找到"


@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_wider_than_the_window(name: str, watched: Watched, file: Callable[[str], str]) -> None:
    shown = watched.show(file(page(make(store(FIRST, SECOND), name, PARAMETERS.get(name, {})), load_ontology())))
    for width in (390, 800, 1600):
        shown.set_viewport_size({"width": width, "height": 844})
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        watched.picture(f"{name}-{width}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_finding_of_axe(scheme: str, chromium: Any, file: Callable[[str], str]) -> None:
    held = store(FIRST, SECOND)
    pages = {name: page(make(held, name, PARAMETERS.get(name, {})), load_ontology()) for name in NAMES} | {"atlas": atlas(held)}
    found: list[str] = []
    context = chromium.new_context(bypass_csp=True, color_scheme=scheme)  # only the checker itself is let past the policy
    for name, text in pages.items():
        opened = context.new_page()
        opened.goto(file(text))
        found += [f"{name}: {one}" for one in serious_findings(opened, scheme)]
        opened.close()
    context.close()
    assert found == []
