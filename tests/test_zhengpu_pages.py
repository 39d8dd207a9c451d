"""The pages without a browser: looking up by conditions, the reading report line by line, files, hostile text, every state a link."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.drawn_plan import FIRST, SECOND, Duty, plan, store
from tests.test_viz_page import HOSTILE
from zhengpu.catalogue import key_of
from zhengpu.graph.errors import InputError
from zhengpu.http import create_app
from zhengpu.pages.explorer import headline, narrowed
from zhengpu.pages.finding import KINDS, Conditions, choices, find
from zhengpu.pages.line_report import lines
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings

OFFICE = "甲县/县财政局"


@pytest.fixture(scope="module")
def plans() -> Iterator[Zhengpu]:
    """Two small plans."""
    with Zhengpu(store(FIRST, SECOND), Settings()) as zp:
        yield zp


@pytest.fixture(scope="module")
def client(plans: Zhengpu) -> TestClient:
    """A client of the service over them."""
    return TestClient(create_app(plans), raise_server_exceptions=False)


def labels(zp: Zhengpu, **asked: Any) -> list[str]:
    return [row.label for row in find(zp.store, Conditions(**asked)).rows]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["办好节会", "发展网络货运", "建设基站", "培育夜市", "建设数据平台"]),
        ({"words": "夜市"}, ["培育夜市"]),
        ({"document": "甲政发-2023-2号"}, ["建设数据平台"]),
        ({"section": "甲政发-2022-1号/二"}, ["发展网络货运", "建设基站", "培育夜市"]),
        ({"unit": OFFICE}, ["办好节会", "发展网络货运", "培育夜市", "建设数据平台"]),
        ({"unit": OFFICE, "role": "cooperatesOn"}, ["办好节会", "建设数据平台"]),
        ({"role": "leads"}, ["办好节会", "建设基站", "建设数据平台"]),
        ({"due": date(2022, 6, 30)}, ["建设基站"]),
        ({"due": date(2022, 12, 31)}, ["发展网络货运", "建设基站"]),
        ({"kind": "Unit", "words": "财政"}, ["县财政局"]),
        ({"kind": "Unit", "role": "leads"}, ["县工信局", "县数据局", "县文旅局"]),
        ({"kind": "Target"}, ["夜市1个", "平台企业2家"]),
        ({"kind": "Target", "due": date(2022, 12, 31)}, ["平台企业2家"]),
        ({"kind": "Policy"}, ["《乙市会展办法》", "《乙市服务业行动计划》"]),
        ({"kind": "Policy", "unit": OFFICE, "role": "responsibleFor"}, ["《乙市会展办法》"]),
        ({"words": "没有这个词"}, []),
    ],
)
def test_conditions(plans: Zhengpu, asked: dict[str, Any], expected: list[str]) -> None:
    assert sorted(labels(plans, **asked)) == sorted(expected)
    assert find(plans.store, Conditions(**asked)).total == len(expected)


def test_the_counts_of_kinds_are_those_of_their_pages(plans: Zhengpu) -> None:
    for asked in (Conditions(), Conditions(unit=OFFICE), Conditions(due=date(2022, 12, 31))):
        counts = find(plans.store, asked).counts
        assert counts == {kind: len(labels(plans, kind=kind, unit=asked.unit, due=asked.due)) for kind in KINDS}


def test_rows_carry_their_sentences(plans: Zhengpu) -> None:
    for kind in KINDS:
        for row in find(plans.store, Conditions(kind=kind)).rows:
            for said in row.sentences:
                text = plans.text(said.document)
                assert text is not None
                assert text[said.start : said.end] == said.quote
            assert row.sentences or kind == "Unit"


def test_parallel_roles_stay_apart(plans: Zhengpu) -> None:
    (row,) = find(plans.store, Conditions(words="基站")).rows
    assert [(duty.role, duty.unit) for duty in row.duties][:2] == [("leads", "县工信局"), ("responsibleFor", "县工信局")]


@pytest.mark.parametrize("asked", [{"kind": "Nothing"}, {"role": "owns"}])
def test_unknown_conditions_are_told(plans: Zhengpu, asked: dict[str, str]) -> None:
    with pytest.raises(InputError):
        find(plans.store, Conditions(**asked))


def test_choices_follow_the_document(plans: Zhengpu) -> None:
    every, one = choices(plans.store, Conditions()), choices(plans.store, Conditions(document="甲政发-2023-2号"))
    assert [option.label for option in every.documents] == ["甲县数字经济行动计划", "甲县服务业行动计划"]
    assert (len(every.sections), len(one.sections)) == (4, 1)
    assert [option.label for option in one.units] == ["县数据局（1项）", "县财政局（1项）"]
    assert [option.value for option in every.dates] == ["2022-06-30", "2022-12-31"]


def test_a_state_is_a_link_and_the_link_is_the_state(client: TestClient) -> None:
    address = Conditions(unit=OFFICE, role="cooperatesOn", words="节会").link()
    page = client.get(address).text
    assert "共1条" in page
    assert 'value="节会"' in page
    assert re.search(r'<option value="cooperatesOn" selected>', page)
    assert f'<option value="{OFFICE}" selected>' in page
    kinds = [html.unescape(found) for found in re.findall(r'<a href="(/\?kind=[^"]+)" class="k-', page)]
    assert len(kinds) == len(KINDS)
    assert all("words=" in link and "role=cooperatesOn" in link for link in kinds)
    assert all(client.get(link).status_code == 200 for link in kinds)


@pytest.mark.parametrize("query", ["kind=Task&due=gestern", "kind=Nothing", "kind=Task&role=x", "q=" + "长" * 1001])
def test_a_wrong_state_is_told_on_the_page(client: TestClient, query: str) -> None:
    page = client.get(f"/?{query}")
    assert page.status_code == 200
    assert 'role="alert"' in page.text


def test_every_line_says_what_was_read(plans: Zhengpu) -> None:
    entry = plans.document("甲政发-2022-1号")
    assert entry is not None
    report = {
        "silent_sentences": [{"line": 1, "message": "一句", "start": 0, "end": 2}],
        "diagnostics": [{"line": 2, "message": "疑问", "start": 0, "end": 1}],
    }
    names = {relation.iri: relation.label for relation in plans.ontology.relations.values()}
    read = list(lines(plans.store, entry.iri, FIRST.text, report, names))
    assert [line.number for line in read] == list(range(1, FIRST.text.count("\n") + 2))
    festival = next(line for line in read if line.text.startswith("1."))
    assert {("牵头", "县文旅局"), ("配合", "县财政局")} <= {(one.label, one.about) for one in festival.found}
    assert all(line.start <= one.start < line.end for line in read for one in line.found)
    assert (read[0].silent, read[1].doubts) == (("一句",), ("疑问",))
    total = plans.query(
        "SELECT (COUNT(*) AS ?n) { ?x a zp:Responsibility ; zp:evidence/oa:hasSource ?d . ?d zp:documentNumber '甲政发〔2022〕1号' }"
    )
    assert sum(one.label in ("牵头", "负责", "配合") for line in read for one in line.found) >= int(str(total.one)) // 2


def test_the_page_of_a_document_says_how_well_it_was_read(empty: Zhengpu) -> None:
    good = empty.add("青石县2024年计划\n1.办庙会。（县文旅局牵头）\n- 1 -\n2.修渠道。（县水利局负责）\n".encode(), "好.txt")
    poor = empty.add("通讯录\n县水利局、县林业局、县财政局\n县教体局、县住建局\n".encode(), "差.txt")
    assert (good.report.quality, poor.report.quality) == ("good", "poor")
    with TestClient(create_app(empty)) as client:
        shown = client.get(f"/documents/{key_of(good.graph.iri)}").text
        assert "读得完整" in shown
        assert "没有算作正文：<bdi>页码1处" in shown
        assert "没有读好" in client.get(f"/documents/{key_of(poor.graph.iri)}").text
        assert "没有认出任务" in client.get(f"/documents/{key_of(poor.graph.iri)}?show=doubts").text


def test_files_are_kept_compressed_and_named_by_their_content(client: TestClient) -> None:
    page = client.get("/").text
    addresses = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(addresses) == 6
    for address in addresses:
        reply = client.get(address)
        assert "immutable" in reply.headers["cache-control"]
        assert reply.headers["content-encoding"] == "gzip"
        assert client.get(address, headers={"If-None-Match": reply.headers["etag"]}).status_code == 304
        assert client.get(address.partition("?")[0]).headers["cache-control"] == "no-cache"
    assert client.get("/static/..%2Fpages.py").status_code == 404
    assert client.get("/static/none.css").status_code == 404


def test_the_answer_narrows_to_a_part(sample: Zhengpu) -> None:
    answer = sample.ask("县文旅局参与哪些任务", today=date(2022, 11, 1))
    parts = narrowed(answer, "").parts
    assert sum(parts.values()) == len(answer.items)
    for part, count in parts.items():
        assert len(narrowed(answer, part).items) == count
    assert len(headline(answer)) <= 90


def test_each_choice_shows_the_first_line_of_its_answer(empty: Zhengpu) -> None:
    for place, title in (("平阴县", "修好水渠"), ("威信县", "办好夜校")):
        empty.add(f"{place}2024年工作要点\n一、重点任务\n1.{title}。（县财政局牵头，县教育局配合）\n".encode(), f"{place}.txt")
    asked = empty.ask("县财政局牵头哪些任务")
    assert asked.outcome == "ambiguous"
    assert {one.label[:3]: one.answer.rpartition("：")[2] for one in asked.choices} == {
        "平阴县": "1. 修好水渠。",
        "威信县": "1. 办好夜校。",
    }
    shown = TestClient(create_app(empty)).get("/", params={"q": "县财政局牵头哪些任务"}).text
    assert all(one.answer and html.escape(one.answer) in shown for one in asked.choices)


def test_reread_keeps_what_was_read(empty: Zhengpu) -> None:
    text = "甲县2022年行动计划\n一、文旅\n1.办好庙会。（县文旅局牵头，县教育局配合）\n2.建好场馆。（县教育局负责）\n"
    key = empty.add(text.encode(), "计划.txt").graph.iri.rsplit("/", 1)[-1]
    before = {quad for quad in empty.store.quads() if not quad.predicate.value.endswith("#report")}
    client = TestClient(create_app(empty))
    reply = client.post(f"/api/documents/{key}/reread")
    assert (reply.status_code, reply.json()["tasks"]) == (200, 2)
    assert before <= set(empty.store.quads())
    assert client.post("/api/documents/none/reread").status_code == 404
    assert client.post(f"/api/documents/{key}/reread", headers={"Origin": "https://evil.example"}).status_code == 403


def test_hostile_labels_are_text_on_every_page() -> None:
    labels = [*HOSTILE]
    duties = tuple(
        Duty(number, text, ((f"{text}局", "leads"),), targets=((text, number, "个", date(2022, 12, 31)),), cites=(f"《{text}》",))
        for number, text in enumerate(labels, 1)
    )
    with Zhengpu(store(plan("甲〔2022〕1号", HOSTILE[1], duties), SECOND), Settings()) as zp:
        client = TestClient(create_app(zp))
        key = zp.documents()[0].id
        paths = ["/", "/documents", f"/documents/{key}", f"/documents/{key}?show=lines", *(f"/?kind={kind}" for kind in KINDS)]
        paths += [Conditions(words=text[:200], document=text[:200], unit=text[:100]).link() for text in HOSTILE]
        for path in paths:
            reply = client.get(path)
            assert reply.status_code == 200, path
            assert "<script>window" not in reply.text
            assert "<img" not in reply.text
            assert not re.findall(r'(?:href|src|action)="\s*(?:javascript|data:text)', reply.text)
            assert "unsafe-inline" not in reply.headers["content-security-policy"]
        assert "&lt;script&gt;window.pwned=1" in client.get("/?kind=Task").text
        assert "{{7*7}}" in client.get("/?kind=Task").text


@pytest.mark.parametrize("path", ["/", "/?kind=Task", "/?q=县财政局参与哪些任务", "/documents", "/docs", "/ns"])
def test_pages_have_no_inline_script_or_style(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(r"<script(?![^>]* src=)[^>]*>", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    assert page.count("<h1") == 1


def test_downloads_name_unit_and_document(client: TestClient) -> None:
    from urllib.parse import quote

    reply = client.get("/api/export/tasks-docx", params={"unit": OFFICE})
    assert reply.status_code == 200
    assert quote("单位任务单-县财政局.docx") in reply.headers["content-disposition"]
    assert client.get("/api/export/tasks-docx", params={"unit": "没有"}).status_code == 400
    assert client.get("/api/export/turtle", params={"unit": OFFICE}).status_code == 400
    assert client.get("/api/export/none").status_code == 400


def test_a_view_is_downloaded_as_one_file_with_what_its_steps_need(client: Any) -> None:
    reply = client.get("/view/surroundings/file", params={"of": "县文旅局"})
    assert reply.status_code == 200
    assert reply.headers["content-disposition"].startswith("attachment")
    assert "<script src" not in reply.text
    assert '"reserve":' in reply.text
    assert "/view/surroundings/file?of=" in client.get("/view/surroundings", params={"of": "县文旅局"}).text
