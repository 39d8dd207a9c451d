"""The graph in the hands of other libraries: rdflib over the same store, tables of pandas, networks of networkx."""

from __future__ import annotations

import sys

import pytest
from rdflib import Namespace, URIRef
from rdflib.namespace import RDF, RDFS

from zhengpu.graph.errors import MissingHelper, UsageError
from zhengpu.graph.rows import Rows
from zhengpu.service import Zhengpu

ZP = Namespace("https://w3id.org/zhengpu/ns#")


def test_rdflib_reads_the_same_store(sample: Zhengpu) -> None:
    graph = sample.graph()
    assert len(set(graph.subjects(RDF.type, ZP.Task))) == 64
    led = graph.query('SELECT ?label { ?u rdfs:label "县文旅局"@zh ; zp:leads/rdfs:label ?label }')
    assert [str(row[0]) for row in led] == ["培育文旅体消费热点"]
    assert {str(g.identifier) for g in graph.graphs()} >= {str(document) for document in sample.store.documents()}


def test_nobody_writes_past_the_index(sample: Zhengpu) -> None:
    graph = sample.graph()
    before = len(list(sample.store.quads()))
    with pytest.raises(UsageError):
        graph.add((URIRef("urn:a"), RDFS.label, URIRef("urn:b")))
    with pytest.raises(UsageError):
        graph.remove((None, RDFS.label, None))
    with pytest.raises(UsageError):
        graph.update("DELETE WHERE { ?s ?p ?o }")
    assert len(list(sample.store.quads())) == before


def test_a_result_is_a_table_of_pandas(sample: Zhengpu) -> None:
    pytest.importorskip("pandas")
    rows = sample.query("SELECT ?unit (COUNT(*) AS ?n) { ?u zp:takesPartIn ?t ; rdfs:label ?unit } GROUP BY ?unit ORDER BY DESC(?n) ?unit")
    table = rows.to_pandas()
    assert table.iloc[0].to_dict() == {"unit": "县工信科技局", "n": 25}
    assert len(table) == len(rows)


def test_without_pandas_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingHelper, match="pandas"):
        Rows((), ()).to_pandas()


def test_a_result_is_a_network_and_so_is_the_whole_graph(sample: Zhengpu) -> None:
    rows = sample.query("SELECT ?unit ?task { ?u zp:leads ?t ; rdfs:label ?unit . ?t rdfs:label ?task }")
    assert rows.to_networkx().number_of_edges() == len(rows) > 0
    leads = [edge for *_, edge in sample.network().edges(data=True) if edge["relation"] == "leads"]
    assert len(leads) == len(rows)
