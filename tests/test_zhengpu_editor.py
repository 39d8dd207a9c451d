"""The page at `/sparql`: its gallery, completion, a query said in Chinese, and the page in a real Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from graph.names import PREFIXES
from query.gate import check
from query.limits import Limits
from tests.conftest import need
from tests.drawn_plan import FIRST, SECOND, plan, store
from tests.served import FLAGS, served, served_app, silent_page
from tests.test_viz_page import HOSTILE
from zhengpu.completion import completions
from zhengpu.editor import Editor, Example, gallery
from zhengpu.explanation import explain
from zhengpu.http import create_app
from zhengpu.pages import pages_router
from zhengpu.protocol import router
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings
from zhengpu.vocabulary import Vocabulary, load_vocabulary

PAGE = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
EXAMPLES = gallery()


@pytest.fixture(scope="module")
def plans() -> Iterator[Zhengpu]:
    """Two small plans."""
    with Zhengpu(store(FIRST, SECOND), Settings()) as zp:
        yield zp


@pytest.fixture(scope="module")
def client(plans: Zhengpu) -> TestClient:
    """A client of the service over them."""
    return TestClient(create_app(plans), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def known(plans: Zhengpu) -> Vocabulary:
    """The Chinese names of terms."""
    return load_vocabulary(plans.ontology)


# ── gallery ──


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_query_of_the_gallery_finds_something_and_can_be_said(example: Example, sample: Zhengpu) -> None:
    assert re.search(r"[一-鿿]", example.title)
    assert example.text.startswith(f"# {example.title}\n")
    assert list(sample.store.run(check(example.text).text))  # type: ignore[arg-type]
    said = explain(example.text, load_vocabulary(sample.ontology), sample.store)
    assert said.unknown == ()
    assert "没有说出来" not in "".join(said.lines)


def test_the_gallery_is_large_and_names_each_query_once() -> None:
    assert len(EXAMPLES) >= 25
    assert len({example.title for example in EXAMPLES}) == len({example.text for example in EXAMPLES}) == len(EXAMPLES)


# ── the page and the protocol on one address ──


def test_a_browser_gets_the_page_with_or_without_a_query(client: TestClient) -> None:
    for path in ("/sparql", f"/sparql?query={quote('ASK {}')}"):
        reply = client.get(path, headers=PAGE)
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        assert reply.headers["vary"] == "Accept"
        assert reply.text.count("<h1") == 1
        assert not re.search(r"<script(?![^>]* src=)[^>]*>|<style|\sstyle=|\son\w+=", reply.text)
        assert "unsafe-inline" not in reply.headers["content-security-policy"]
        for prefix, iri in PREFIXES.items():
            assert f"PREFIX {prefix}: &lt;{iri}&gt;" in reply.text


def test_programs_get_results_and_the_description_as_before(client: TestClient) -> None:
    asked = f"/sparql?query={quote('ASK {}')}"
    assert client.get(asked).json()["boolean"] is True
    assert client.get(asked, headers={"accept": "text/csv"}).headers["content-type"].startswith("text/csv")
    assert client.get(f"{asked}&format=json", headers=PAGE).json()["boolean"] is True
    assert client.get("/sparql", headers={"accept": "text/turtle"}).headers["content-type"].startswith("text/turtle")
    assert client.post("/sparql", data={"query": "ASK {}"}, headers=PAGE).headers["content-type"].startswith("application/sparql-results")


def test_gallery_links_are_the_queries(client: TestClient) -> None:
    page = client.get("/sparql", headers=PAGE).text
    links = re.findall(r'href="(/sparql\?query=[^"]+)"', page)
    assert [parse_qs(urlsplit(link).query)["query"][0] for link in links if link] == [
        text for group in dict.fromkeys(e.group for e in EXAMPLES) for text in (e.text for e in EXAMPLES if e.group == group)
    ]


def test_the_other_pages_lead_here(client: TestClient) -> None:
    assert 'href="/sparql"' in client.get("/documents").text
    assert 'href="/sparql" aria-current="page"' in client.get("/sparql", headers=PAGE).text


# ── completion ──


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("任务", "zp:Task"),
        ("牵头", "zp:leads"),
        ("牵头单位", "zp:leads"),
        ("zp:lea", "zp:leads"),
        ("zp:牵头", "zp:leads"),
        ("引文", "oa:exact"),
        ("县财政", "<https://w3id.org/zhengpu/id/unit/"),
        ("数字经济", "<https://w3id.org/zhengpu/id/document/"),
        ("甲政发〔2022〕", "<https://w3id.org/zhengpu/id/document/"),
    ],
)
def test_completion_by_chinese_words(plans: Zhengpu, known: Vocabulary, typed: str, first: str) -> None:
    assert completions(plans.store, known, typed)[0].insert.startswith(first)


@pytest.mark.parametrize("typed", ["", "  ", ":", "没有这个词", '"', "\\", '") } #', "\n", "a" * 200, "\ud7ff"])
def test_completion_of_nothing_and_of_hostile_words(client: TestClient, typed: str) -> None:
    reply = client.get("/api/sparql/complete", params={"q": typed})
    assert reply.status_code == 200
    assert all(found["label"] for found in reply.json())


def test_what_is_completed_can_be_run(plans: Zhengpu, known: Vocabulary) -> None:
    for typed in ("县", "任务", "服务", "目标"):
        for found in completions(plans.store, known, typed, 50):
            assert check(f"ASK {{ {found.insert} ?p ?o }}").form == "ask"


# ── a query in Chinese ──


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK { ?u a zp:Unit }", ("这个查询回答是或否：有没有符合条件的。", "条件：?u 是 单位。")),
        (
            "SELECT * { ?t zp:inSection/rdfs:label '甲'@zh }",
            ("这个查询列出符合条件的行。", "条件：?t 属于部分的名称 “甲”。", "用到的文字：“甲”。"),
        ),
        ("SELECT * { ?t a zp:Task MINUS { ?u zp:leads ?t } }", ("这个查询列出符合条件的行。", "条件：?t 是 任务；（除去）?u 牵头 ?t。")),
        (
            "PREFIX 谱: <https://w3id.org/zhengpu/ns#> SELECT * { ?u 谱:leads ?a, ?b }",
            ("这个查询列出符合条件的行。", "条件：?u 牵头 ?a、?b。"),
        ),
        (
            "SELECT ?t { { SELECT ?t ?n ?m { ?t zp:number ?n } ORDER BY ?n ?m ?t } VALUES ?x { zp:a zp:b zp:c } }",
            ("这个查询列出符合条件的行。", "条件：?t 序号 ?n。", "另外：排序；只看列出的这些值（VALUES）。"),
        ),
        ("CONSTRUCT { ?a rdfs:label ?b } WHERE { ?a zp:text ?b }", ("这个查询用符合条件的内容拼成三元组。", "条件：?a 原文 ?b。")),
    ],
)
def test_a_query_in_chinese(plans: Zhengpu, known: Vocabulary, text: str, expected: tuple[str, ...]) -> None:
    assert explain(text, known, plans.store).lines == expected


def test_things_are_called_by_their_labels(plans: Zhengpu, known: Vocabulary) -> None:
    (unit,) = (found.insert for found in completions(plans.store, known, "县财政局", 1))
    assert f"条件：{'县财政局'} 牵头 ?t。" in explain(f"SELECT * {{ {unit} zp:leads ?t }}", known, plans.store).lines


@pytest.mark.parametrize(
    "statement",
    [
        "?s ^zp:leads ?o",
        "?s zp:leads+ ?o",
        "?s (zp:leads|zp:guides) ?o",
        "?s zp:inSection [ a zp:Section ; rdfs:label ?l ; zp:path ?p ]",
        "?s zp:none ?o",
    ],
)
def test_what_cannot_be_said_is_owned_up_to(plans: Zhengpu, known: Vocabulary, statement: str) -> None:
    said = "".join(explain(f"SELECT * {{ {statement} }}", known, plans.store).lines)
    assert "没有说出来" in said
    assert "条件：" not in said


def test_unknown_names_are_listed(plans: Zhengpu, known: Vocabulary) -> None:
    assert explain("ASK { ?s zp:none <urn:x> ; foo:bar 1 }", known, plans.store).unknown == ("zp:none", "<urn:x>", "foo:bar")


def test_a_refused_query_is_told_with_its_place(client: TestClient) -> None:
    reply = client.post("/api/sparql/explain", json={"query": "SELECT *\n{ SERVICE <http://example.org/> { } }"})
    assert (reply.status_code, reply.json()["line"], reply.json()["column"]) == (400, 2, 3)
    assert client.post("/api/sparql/explain", json={"query": "x" * 200_000}).status_code == 422


# ── in a browser ──


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the module."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = need("chromium", "chromium-browser", "google-chrome")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


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


@pytest.mark.browser
def test_complete_run_and_follow_by_keyboard(page: Any, site: str) -> None:
    page.goto(f"{site}/sparql")
    box = page.locator("#query")
    box.focus()
    page.keyboard.type("SELECT ?u ?n { ?u zp:牵头")
    page.locator("#completions li").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "c0"
    page.keyboard.press("Enter")
    assert box.input_value() == "SELECT ?u ?n { ?u zp:leads "
    page.keyboard.type('?t ; rdfs:label ?n, "县文旅局')
    page.locator("#completions li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert box.input_value().endswith('"县文旅局"@zh ')
    page.keyboard.type("}")
    page.keyboard.press("Control+Enter")
    page.locator("#rows tbody tr").first.wait_for()
    assert "限额：" in page.locator("#limits").inner_text()
    assert "query=" in page.url
    with page.expect_navigation():
        page.locator("#rows a").first.click()
    assert "/id/unit/" in page.url
    assert page.locator("h1").inner_text()


@pytest.mark.browser
def test_a_link_fills_the_box_and_runs(page: Any, site: str) -> None:
    busiest = next(example for example in EXAMPLES if "参与任务最多的单位" in example.title)
    page.goto(site + busiest.link)
    page.locator("#chart svg").wait_for()
    assert page.locator("#query").input_value() == busiest.text
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
def test_triples_and_truth_are_shown(page: Any, site: str) -> None:
    page.goto(f"{site}/sparql?query={quote('CONSTRUCT { ?a ?b ?c } { ?a zp:leads ?c ; ?b ?c }')}")
    page.locator("#rows pre").wait_for()
    assert "zp:leads" in page.locator("#rows").inner_text()
    assert page.locator("#downloads a:visible").all_inner_texts()[0] == "turtle"
    page.locator("#query").fill("ASK { ?a zp:leads ?b }")
    page.locator("#run").click()
    page.locator("#summary", has_text="是").wait_for()
    assert page.locator("#rows").inner_text() == ""


@pytest.mark.browser
def test_a_cut_result_says_so(chromium: Any, plans: Zhengpu) -> None:
    editor, app = Editor(plans), FastAPI()
    app.include_router(router(plans, limits=Limits(max_rows=3, workers=1), editor=editor))
    app.include_router(pages_router(plans, app))
    with served_app(app) as home, silent_page(chromium, home) as page:
        page.goto(f"{home}/sparql?query={quote('SELECT ?t { ?t a zp:Task }')}")
        page.locator("#rows table").wait_for()
        assert page.locator("#rows tbody tr").count() == 3
        assert page.locator("#cut").inner_text() == "结果已截断：这里只有前3行，全部共5行。"
        assert "3行" in page.locator("#limits").inner_text()


@pytest.mark.browser
def test_a_long_query_can_be_stopped(page: Any, site: str) -> None:
    page.goto(f"{site}/sparql")
    page.locator("#query").fill("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    page.locator("#run").click()
    page.locator("#stop").click()
    page.locator("#summary", has_text="已停止").wait_for()
    assert page.locator("#stop").is_hidden()
    page.locator("#query").fill("ASK {}")
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
    page.locator("#query").fill("SELECT ?t {\n  ?t a zp:Task ；\n}")
    page.keyboard.press("Control+Enter")
    page.locator("#trouble pre").wait_for()
    assert "第2行第16列" in page.locator("#trouble").inner_text()
    assert page.evaluate("[query.selectionStart, query.selectionEnd]") == [27, 28]
    assert page.locator("#downloads").is_hidden()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_width_and_no_serious_finding_of_axe(chromium: Any, site: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    script = next(Path(axe.__file__).parent.glob("*.js")).read_text("utf-8")
    context = chromium.new_context(bypass_csp=True, color_scheme=scheme)  # only the checker itself is let past the policy
    page = context.new_page()
    page.goto(site + EXAMPLES[17].link)
    page.locator("#rows table").wait_for()
    page.locator("#explain").click()
    page.locator("#explanation p").first.wait_for()
    for width in (390, 800, 1600):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(script)
    found = page.evaluate("axe.run()")["violations"]
    assert [json.dumps([v["id"], v["nodes"][0]["html"]]) for v in found if v["impact"] in ("serious", "critical")] == []
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
        assert page.evaluate("window.pwned") is None
        assert page.locator("main img").count() == 0
