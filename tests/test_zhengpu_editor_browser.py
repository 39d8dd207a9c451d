"""The page at `/sparql` in a real Chromium, with the bundled text box and with the plain one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from fastapi import FastAPI

from tests.drawn_plan import FIRST, SECOND, plan, store
from tests.served import browser, serious_findings, served, served_app, silent_page
from tests.test_viz_page import HOSTILE
from zhengpu.endpoint.editor import Editor, gallery
from zhengpu.endpoint.protocol import router
from zhengpu.hosting.files import is_bundled
from zhengpu.hosting.trouble import TroublePages
from zhengpu.http import create_app
from zhengpu.pages.web_pages import page_environment, pages_router
from zhengpu.query.analyst.limits import QueryLimits
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings

EXAMPLES = gallery()


@pytest.fixture(scope="module")
def plans() -> Iterator[Zhengpu]:
    """Two small plans."""
    with Zhengpu(store(FIRST, SECOND), Settings()) as zp:
        yield zp


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the module."""
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module", params=["bundled", "plain"])
def site(request: pytest.FixtureRequest, sample: Zhengpu) -> Iterator[str]:
    """The service over the sample plan: with the bundled editor, and as it is where that could not be built."""
    if request.param == "bundled" and not is_bundled():
        pytest.skip(UNBUILT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zhengpu.endpoint.editor.is_bundled", lambda: request.param == "bundled")
        app = create_app(sample)
    with served_app(app) as address:
        yield address


UNBUILT = "the editor is not bundled: npm could not be reached; run python hatch_build.py"


@pytest.fixture(scope="module")
def bundled_site(sample: Zhengpu) -> Iterator[str]:
    """The service over the sample plan with the bundled editor."""
    if not is_bundled():
        pytest.skip(UNBUILT)
    with served(sample) as address:
        yield address


@pytest.fixture
def page(chromium: Any, site: str) -> Iterator[Any]:
    """A page that must stay silent and at home."""
    with silent_page(chromium, site) as opened:
        yield opened


@pytest.fixture
def editor(chromium: Any, bundled_site: str) -> Iterator[Any]:
    """The page with the bundled editor, opened."""
    with silent_page(chromium, bundled_site) as opened:
        opened.goto(f"{bundled_site}/sparql")
        opened.locator("[data-ready=bundled]").wait_for()
        yield opened


def write(page: Any, text: str) -> None:
    """Put a text in place of what stands in the box."""
    page.locator("[data-ready]").wait_for()
    page.locator("label[for=query]").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def query_of(page: Any) -> str:
    """What stands in the box, without the prefixes the editor declares by itself."""
    return re.sub(r"PREFIX \w+: <[^>]*>\n", "", str(page.locator("#query").input_value()))


OFFERS = "#completions li, .CodeMirror-hints li"


@pytest.mark.browser
def test_the_page_says_which_text_box_it_has(page: Any, site: str, request: pytest.FixtureRequest) -> None:
    page.goto(f"{site}/sparql")
    page.locator("[data-ready]").wait_for()
    kind = page.locator("#sparql").get_attribute("data-ready")
    assert kind == request.node.callspec.params["site"]
    assert page.locator(".CodeMirror").count() == (kind == "bundled")
    assert page.locator("#query").is_visible() == (kind == "plain")


@pytest.mark.browser
def test_complete_run_and_follow_by_keyboard(page: Any, site: str) -> None:
    page.goto(f"{site}/sparql")
    write(page, "")
    page.keyboard.type("SELECT ?u ?n { ?u zp:牵头")
    page.locator(OFFERS).first.wait_for()
    if page.locator("#completions").count():  # the plain box chooses nothing by itself
        page.keyboard.press("ArrowDown")
        assert page.locator("#query").get_attribute("aria-activedescendant") == "c0"
    page.keyboard.press("Enter")
    assert query_of(page) == "SELECT ?u ?n { ?u zp:leads "
    page.keyboard.type('?t ; rdfs:label ?n, "县文旅局')
    page.locator(OFFERS).first.wait_for()
    if page.locator("#completions").count():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert query_of(page).endswith('"县文旅局"@zh ')
    page.keyboard.type("}")
    page.keyboard.press("Control+Enter")
    page.locator("#rows tbody tr").first.wait_for()
    assert "限额：" in page.locator("#limits").inner_text()
    assert "query=" in page.url
    page.locator("#rows a", has_text="县文旅局").first.wait_for()  # the IRI by its name
    with page.expect_navigation():
        page.locator("#rows a").first.click()
    assert "/id/unit/" in page.url
    assert page.locator("h1").inner_text()


@pytest.mark.browser
def test_a_link_fills_the_box_and_runs(page: Any, site: str) -> None:
    busiest = next(example for example in EXAMPLES if "参与任务最多的单位" in example.title)
    page.goto(site + busiest.link)
    page.locator("#chart svg").wait_for()
    assert query_of(page) == busiest.text.strip()
    assert page.locator("#chart rect").count() == page.locator("#rows tbody tr").count() == 20
    formats = page.locator("#downloads a:visible")
    assert formats.all_inner_texts() == ["json", "xml", "csv", "tsv"]
    with page.expect_download() as taken:
        formats.nth(2).click()
    assert taken.value.suggested_filename == "查询结果.csv"
    assert Path(taken.value.path()).read_text("utf-8").startswith("unit,tasks")
    page.locator("#explain").click()
    page.locator("#explanation p").first.wait_for()
    assert "?u 参与 ?t" in page.locator("#explanation").inner_text()


@pytest.mark.browser
def test_triples_are_a_picture_a_table_and_turtle(page: Any, site: str) -> None:
    asked = "CONSTRUCT { ?u ?role ?t } { VALUES ?role { zp:leads zp:cooperatesOn } ?u ?role ?t }"
    page.goto(f"{site}/sparql?query={quote(asked)}")
    page.locator("#chart .netpane svg").wait_for()
    rows = page.locator("#rows tbody tr").count()
    assert page.locator(".net .line").count() == rows == 34
    things = page.locator(".net .point").count()
    assert f"图中{things}个事物、34条关系。" in page.locator(".net .caption").inner_text()
    assert page.locator(".nettools .chip.kind").all_inner_texts()[0].startswith(("任务", "单位"))
    page.locator(".nettools label.r-leads input").uncheck()
    assert page.locator(".net .line:not(.off)").count() == 18
    page.locator(".nettools select").select_option(label="县文旅局")
    about = page.locator(".netabout")
    assert "牵头 → 培育文旅体消费热点" in about.inner_text()
    about.get_by_role("button", name="培育文旅体消费热点").click()
    assert about.locator("h3").inner_text().startswith("培育文旅体消费热点")
    assert about.get_by_role("link").get_attribute("href").startswith("/id/task/")
    assert page.locator("#downloads a:visible").all_inner_texts()[0] == "turtle"
    with page.expect_download() as taken:
        page.get_by_role("button", name="存为 SVG").click()
    drawn = ElementTree.fromstring(Path(taken.value.path()).read_bytes())
    assert taken.value.suggested_filename == "关系图.svg"
    assert "培育文旅体消费热点" in "".join(drawn.itertext())
    assert drawn.find(".//*[@class]") is None
    page.locator("#source summary").click()
    page.locator("#turtle", has_text="zp:leads").wait_for()


@pytest.mark.browser
def test_rows_of_subject_predicate_object_are_a_picture_too_and_others_are_none(page: Any, site: str) -> None:
    page.goto(f"{site}/sparql?query={quote('SELECT ?a ?b ?c { ?a ?b ?c . ?a zp:leads ?x FILTER(isIRI(?c)) }')}")
    page.locator("#chart .netpane svg").wait_for()
    write(page, "ASK { ?a zp:leads ?b }")
    page.locator("#run").click()
    page.locator("#summary", has_text="是").wait_for()
    assert page.locator("#rows").inner_text() == ""
    assert page.locator("#chart").is_hidden()


@pytest.mark.browser
def test_a_large_network_is_drawn_in_part_and_says_so(page: Any, site: str) -> None:
    made = "BIND(IRI(CONCAT('urn:x:', STR(?n))) AS ?a) BIND(IRI(CONCAT('urn:x:', STR(?n + 1))) AS ?b)"
    numbers = " ".join(map(str, range(400)))
    page.goto(f"{site}/sparql?query={quote(f'CONSTRUCT {{ ?a zp:next ?b }} {{ VALUES ?n {{ {numbers} }} {made} }}')}")
    page.locator("#chart .netpane svg").wait_for()
    assert page.locator(".net .point").count() == 300
    drawn, left = (
        page.locator(".net .line").count(),
        re.search(r"另有(\d+)个事物、(\d+)条关系没有画", page.locator(".net .caption").inner_text()),
    )
    assert left is not None
    assert (int(left[1]), int(left[2]) + drawn) == (101, 400)


@pytest.mark.browser
def test_a_cut_result_says_so(chromium: Any, plans: Zhengpu) -> None:
    editor, app = Editor(plans), FastAPI()
    app.include_router(router(plans, limits=QueryLimits(max_rows=3, workers=1), editor=editor))
    app.include_router(editor.router)
    environment = page_environment()
    app.include_router(pages_router(plans, app, environment, TroublePages(environment)))
    with served_app(app) as home, silent_page(chromium, home) as page:
        page.goto(f"{home}/sparql?query={quote('SELECT ?t { ?t a zp:Task }')}")
        page.locator("#rows table").wait_for()
        assert page.locator("#rows tbody tr").count() == 3
        assert page.locator("#cut").inner_text() == "结果已截断：这里只有前3行，全部共5行。"
        assert "3行" in page.locator("#limits").inner_text()


@pytest.mark.browser
def test_a_long_query_can_be_stopped(page: Any, site: str) -> None:
    page.goto(f"{site}/sparql")
    write(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    page.locator("#run").click()
    page.locator("#stop").click()
    page.locator("#summary", has_text="已停止").wait_for()
    assert page.locator("#stop").is_hidden()
    write(page, "ASK {}")
    page.locator("#run").click()
    page.locator("#summary", has_text="是").wait_for()


@pytest.mark.browser
def test_many_rows_come_in_parts(page: Any, site: str) -> None:
    page.goto(f"{site}/sparql?query={quote('SELECT ?s ?p { ?s ?p ?o } LIMIT 700')}")
    page.locator("#rows table").wait_for()
    assert page.locator("#rows tbody tr").count() == 300
    page.locator("#further").click()
    page.locator("#further").click()
    assert page.locator("#rows tbody tr").count() == 700
    assert page.locator("#further").is_hidden()


@pytest.mark.browser
def test_an_error_points_to_its_place(chromium: Any, site: str) -> None:
    context = chromium.new_context()  # a refused query stands on the console as a failed request
    page = context.new_page()
    page.goto(f"{site}/sparql")
    write(page, "SELECT ?t {\n  ?t a <urn:x> ；\n}")
    page.keyboard.press("Control+Enter")
    page.locator("#trouble pre").wait_for()
    assert "第2行第16列" in page.locator("#trouble").inner_text()
    if page.locator(".CodeMirror").count():
        assert page.locator(".faulty").inner_text() == "；"
    else:
        assert page.evaluate("[query.selectionStart, query.selectionEnd]") == [27, 28]
    assert page.locator("#downloads").is_hidden()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_width_and_no_serious_finding_of_axe(chromium: Any, site: str, scheme: str) -> None:
    context = chromium.new_context(bypass_csp=True, color_scheme=scheme)  # only the checker itself is let past the policy
    page = context.new_page()
    network = f"/sparql?query={quote('CONSTRUCT { ?u zp:leads ?t } { ?u zp:leads ?t }')}"
    for link, drawn in ((EXAMPLES[17].link, "#chart rect"), (network, ".netpane svg")):
        page.set_viewport_size({"width": 1600, "height": 844})
        page.goto(site + link)
        page.locator(drawn).first.wait_for()
        page.locator("#explain").click()
        page.locator("#explanation p").first.wait_for()
        if page.locator(".nettools").count():
            page.locator(".nettools select").select_option(index=1)
        for width in (390, 800, 1600):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("label[for=query]").click()
        page.keyboard.press("Control+End")
        page.keyboard.type(" 县")
        page.locator(OFFERS).first.wait_for()
        if page.locator(".CodeMirror").count():
            page.locator(".fault").wait_for()
        assert serious_findings(page, scheme) == []
    context.close()


@pytest.mark.browser
def test_hostile_labels_are_text(chromium: Any) -> None:
    with (
        Zhengpu(store(plan("甲〔2022〕1号", HOSTILE[1], ())), Settings()) as zp,
        served(zp) as home,
        silent_page(chromium, home) as page,
    ):
        labels = [text[:400] for text in HOSTILE if text.isprintable()]
        values = " ".join(json.dumps(text, ensure_ascii=False) for text in labels)
        page.goto(f"{home}/sparql?query={quote(f'SELECT ?label (1 AS ?n) {{ VALUES ?label {{ {values} }} }}')}")
        page.locator("#rows table").wait_for()
        page.locator("#explain").click()
        page.locator("#explanation p").first.wait_for()
        assert page.locator("#rows tbody tr").count() == page.locator("#chart rect").count() == len(labels) > 3
        made = "BIND(IRI(CONCAT('urn:x:', STR(STRLEN(?label)))) AS ?a) BIND(<javascript:window.pwned=1> AS ?b)"
        asked = f"CONSTRUCT {{ ?a rdfs:label ?label ; zp:leads ?b }} {{ VALUES ?label {{ {values} }} {made} }}"
        page.goto(f"{home}/sparql?query={quote(asked)}")
        page.locator(".netpane svg").wait_for()
        page.locator(".nettools select").select_option(index=1)
        assert page.locator("#outcome a[href^='javascript']").count() == 0
        assert page.evaluate("window.pwned") is None
        assert page.locator("main img").count() == 0


# ── what only the bundled editor does ──


@pytest.mark.browser
def test_used_prefixes_are_declared_once(editor: Any) -> None:
    write(editor, "# 标题\nSELECT * { ?u zp:leads ?t ; foo:bar 1 ; rdfs:label ?l }")
    declared = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nPREFIX zp: <https://w3id.org/zhengpu/ns#>\n"
    assert editor.locator("#query").input_value().startswith(f"# 标题\n{declared}SELECT")
    editor.keyboard.type(" # zp:x dct:title")
    assert editor.locator("#query").input_value().count("PREFIX") == 2
    editor.keyboard.press("Control+Z")
    editor.locator(".fault", has_text="前缀“foo:”没有声明").wait_for()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("SELECT ?t {\n  ?t a <urn:x> ；\n}", "第2行第16列", "“；”是中文标点，请改成英文的“;”"),
        ("SELECT ?t { ?t 牵头 ?x }", "第1行第16列", "从补全里选"),
        ("SELECT ?t WHERE ?t", "第1行第17列", "这里不能写“?t”，可以写：{"),
        ("SELECT ?x { ?x <urn:𠮷> 'a }", "第1行第24列", "引号没有配对"),
    ],
)
def test_faults_are_marked_where_they_stand(editor: Any, text: str, place: str, said: str) -> None:
    write(editor, text)
    editor.locator(".fault", has_text=said).wait_for()
    assert editor.locator(".fault").inner_text().startswith(place)
    assert editor.locator(".faultsign").count() == 1
    write(editor, "ASK { ?s ?p ?o }")
    editor.locator(".fault").wait_for(state="hidden")
    assert editor.locator(".faulty, .faultsign").count() == 0


@pytest.mark.browser
def test_no_query_of_the_gallery_is_called_faulty(editor: Any) -> None:
    links = editor.locator("#gallery a")
    assert links.count() == len(EXAMPLES)
    for place in range(links.count()):
        links.nth(place).evaluate("link => link.click()")
        assert query_of(editor).startswith("# ")
        assert editor.locator(".faulty").count() == 0, query_of(editor)


@pytest.mark.browser
def test_half_typed_pinyin_belongs_to_the_input_method(editor: Any) -> None:
    write(editor, "SELECT * { ?u ")
    keys = editor.context.new_cdp_session(editor)
    keys.send("Input.imeSetComposition", {"text": "zp:qiant", "selectionStart": 8, "selectionEnd": 8})
    editor.wait_for_timeout(400)
    assert editor.locator(".CodeMirror-hints").count() == 0
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229})
    keys.send("Input.insertText", {"text": "牵头"})
    editor.locator(".CodeMirror-hints li", has_text="zp:leads").wait_for()
    assert query_of(editor) == "SELECT * { ?u 牵头"
    editor.keyboard.press("Enter")
    assert query_of(editor) == "SELECT * { ?u zp:leads "
    assert editor.locator("#outcome").is_hidden()


@pytest.mark.browser
def test_tab_indents_and_escape_gives_it_back(editor: Any) -> None:
    write(editor, "ASK {}")
    editor.keyboard.press("Tab")
    assert query_of(editor) == "ASK {}  "
    editor.keyboard.press("Escape")
    assert "再按 Tab" in editor.locator("#said").inner_text()
    editor.keyboard.press("Tab")
    assert editor.evaluate("document.activeElement.id") == "run"
    editor.keyboard.press("Shift+Tab")
    editor.keyboard.press("Tab")  # inside again, Tab indents again
    assert editor.evaluate("document.activeElement.closest('.CodeMirror') !== null")


@pytest.mark.browser
def test_the_place_decides_what_is_offered(editor: Any) -> None:
    write(editor, "SELECT * { ?t a ")
    editor.keyboard.press("Control+Space")
    editor.locator(".CodeMirror-hints li").first.wait_for()
    assert all("类别" in text for text in editor.locator(".CodeMirror-hints li").all_inner_texts())
    editor.keyboard.press("Escape")
    write(editor, "SELECT * { ?t ")
    editor.keyboard.press("Control+Space")
    editor.locator(".CodeMirror-hints li", has_text="牵头").wait_for()
    assert all("关系" in text for text in editor.locator(".CodeMirror-hints li").all_inner_texts())
    assert editor.locator(".CodeMirror-hints").get_attribute("aria-label") == "补全"
    editor.keyboard.type("lead")  # a list that was asked for follows Latin letters
    editor.locator(".CodeMirror-hints li:only-child", has_text="zp:leads").wait_for()


@pytest.mark.browser
def test_nothing_of_the_editor_is_left_in_english(editor: Any, bundled_site: str) -> None:
    write(editor, "SELECT ?t { ?t a zp:Task } LIMIT 3")
    editor.keyboard.press("Control+Enter")
    editor.locator("#rows table").wait_for()
    said = editor.evaluate(
        "[...document.querySelectorAll('.querybox [title], .querybox [aria-label]')].map(e => e.title || e.getAttribute('aria-label'))"
    )
    assert said
    assert all(re.search(r"[一-鿿]", text) for text in said)
    assert editor.evaluate("Object.keys(localStorage).filter(key => !key.startsWith('__'))") == []


def test_the_bundle_names_its_packages_and_carries_their_licences() -> None:
    if not is_bundled():
        pytest.skip(UNBUILT)
    folder = Path(str(resources.files("zhengpu").joinpath("web/static/built")))
    made = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert set(made["files"]) <= {file.name for file in folder.iterdir()}
    licences = (folder / "LICENSES.txt").read_text("utf-8")
    assert "@zazuko/yasqe" in made["packages"]
    assert all(f"{name} {version}" in licences for name, version in made["packages"].items())
