"""The page at `/sparql`: its gallery, completion, a query said in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.drawn_plan import FIRST, SECOND, store
from zhengpu.endpoint.completion import completions
from zhengpu.endpoint.editor import Example, gallery
from zhengpu.endpoint.explanation import explain
from zhengpu.endpoint.vocabulary import Vocabulary, load_vocabulary
from zhengpu.graph.names import PREFIXES
from zhengpu.http import create_app
from zhengpu.query.analyst.gate import check
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings

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


def test_the_place_decides_the_order_and_lists_all_when_nothing_is_typed(plans: Zhengpu, known: Vocabulary) -> None:
    assert completions(plans.store, known, "任务", first="class")[0].insert == "zp:Task"
    assert completions(plans.store, known, "财政", first="thing")[0].insert.startswith("<")
    for sort in ("class", "relation"):
        found = completions(plans.store, known, "", 50, first=sort)
        assert {one.sort for one in found} == {sort}
        assert found[0].insert.startswith("zp:")


def test_names_of_iris(client: TestClient, plans: Zhengpu, known: Vocabulary) -> None:
    unit = completions(plans.store, known, "县财政局", 1)[0].insert[1:-1]
    reply = client.post("/api/sparql/names", json={"iris": [unit, "https://w3id.org/zhengpu/ns#leads", "urn:x", "x> } #", ""]})
    assert {(one["label"], one["sort"], one["look"]) for one in reply.json()} == {
        ("县财政局", "单位", "k-Unit"),
        ("牵头", "relation", "r-leads"),
    }
    assert client.post("/api/sparql/names", json={"iris": ["urn:x"] * 401}).status_code == 422


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
