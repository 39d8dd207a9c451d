"""One source for knowledge: a role added by one entry of the ontology is read, asked, said, queried, drawn and listed everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from zhengpu.exports.export import EVERYTHING
from zhengpu.exports.ledger import ledger_columns, ledger_rows, unit_rows
from zhengpu.exports.network_file import projection
from zhengpu.graph import ontology
from zhengpu.graph.store import EmbeddedStore
from zhengpu.ingest import pipeline
from zhengpu.service import Zhengpu
from zhengpu.settings import Settings
from zhengpu.viz.page import page
from zhengpu.viz.style import css, style_of

TODAY = date(2022, 11, 1)
ENTRY = """
zp:accepts a owl:ObjectProperty ; rdfs:subPropertyOf zp:takesPartIn ; rdfs:label "验收"@zh ; zp:inverseLabel "验收单位"@zh ;
    rdfs:domain zp:Unit ; rdfs:range zp:Task ; zp:trigger "验收"@zh, "验收单位"@zh ; zp:cue "验收"@zh, "把关验收"@zh ;
    zp:colour "#5B3A8C" ; zp:symbol "□" ;
    zp:exampleSentence "（县文旅局负责，县财政局验收）"@zh ; zp:exampleQuestion "县财政局验收哪些任务"@zh ; zp:exampleAnswer "1"@zh .
"""
PLAN = """甲县人民政府办公室关于印发甲县文旅工作2022年行动计划的通知

甲政办发〔2022〕3号

一、文旅

1.办好庙会。办好一年一度的庙会。（县文旅局负责，县财政局验收）

2.建好场馆。建设博物馆。（县教育局牵头，县文旅局配合）

3.整修道路。整修景区道路。验收单位：县交通局；责任单位：县文旅局
"""


@pytest.fixture
def zp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Zhengpu]:
    """The product as it is once somebody has written one more entry into `ontology.ttl`."""
    text = ontology.ontology_text() + ENTRY
    monkeypatch.setattr(ontology, "ontology_text", lambda: text)
    monkeypatch.setattr(pipeline, "_reader", pipeline._reader.__wrapped__)  # not the one that was built before the entry
    with Zhengpu(EmbeddedStore(None), Settings()) as product:
        product.add(PLAN.encode(), "plan.txt")
        yield product


def test_without_the_entry_it_is_no_role() -> None:
    assert "zp:accepts" not in ontology.load_ontology().role_names()


def test_the_entry_is_whole() -> None:
    assert list(ontology.check_ontology(ontology.ontology_text() + ENTRY)) == []


def test_it_is_read(zp: Zhengpu) -> None:
    learned = zp.read(PLAN.encode(), "plan.txt", topics=False)
    assert [(d.task, d.unit, d.role) for d in learned.claims.duties] == [
        (0, "县文旅局", "responsible"),
        (0, "县财政局", "accepts"),
        (1, "县教育局", "leads"),
        (1, "县文旅局", "cooperates"),
        (2, "县交通局", "accepts"),
        (2, "县文旅局", "responsible"),
    ]


def test_it_is_asked_and_said(zp: Zhengpu) -> None:
    answer = zp.ask("县财政局验收哪些任务", today=TODAY)
    assert answer.answer == "县财政局验收1项任务：1. 办好庙会。"
    assert answer.interpretation == "您问的是：县财政局验收的任务"
    assert "县财政局验收" in answer.items[0].evidence[0].quote
    assert "zp:accepts" in (answer.sparql or "")
    assert zp.ask("县财政局验收第1条吗", today=TODAY).boolean is True
    assert zp.ask("县教育局验收几项任务", today=TODAY).count == 0
    units = zp.ask("第3条由谁验收", today=TODAY)
    assert [(item.label, item.roles) for item in units.items] == [("县交通局", ("验收",))]


def test_it_is_queried(zp: Zhengpu) -> None:
    rows = zp.query("SELECT ?unit ?role { ?u zp:accepts ?t ; zp:takesPartIn ?t ; rdfs:label ?unit . ?r prov:agent ?u ; zp:role ?role }")
    assert {(str(unit), str(role).rpartition("#")[2]) for unit, role in rows} == {("县财政局", "accepts"), ("县交通局", "accepts")}


def test_it_is_drawn_with_its_colour_and_legend(zp: Zhengpu) -> None:
    view = zp.view("matrix")
    assert [(edge.relation, edge.label) for edge in view.edges].count(("accepts", "验收")) == 2
    drawn = page(view, zp.ontology, mode="inline")
    assert "□" in drawn
    assert "验收" in drawn
    assert "r-accepts" in css(style_of(zp.ontology))
    assert any(edge.label == "验收" for edge in zp.view("surroundings", of="县财政局").edges)


def test_it_is_listed(zp: Zhengpu) -> None:
    assert "验收单位" in ledger_columns(zp.ontology)
    assert [row.get("验收单位") for row in ledger_rows(zp, EVERYTHING)] == ["县财政局", None, "县交通局"]
    assert any("县财政局" in row and row[-1] == 1 for row in unit_rows(zp))
    assert any(data["relation"] == "accepts" for _, _, data in projection(zp).edges(data=True))
