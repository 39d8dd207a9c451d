"""The store: one graph a document, replaced atomically; names are a function of all namings; deterministic IRIs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from zhengpu.graph.errors import BadQuery, StoreBusy
from zhengpu.graph.facts import DocumentGraph, Entity, Evidence, Fact, Iri, Naming, Span
from zhengpu.graph.names import PREFIXES, Names
from zhengpu.graph.store import EmbeddedStore
from zhengpu.graph.versions.assembling import store_of

NAMES = Names()
UNIT = NAMES.unit("甲县", "甲县文化和旅游局")


def plan(number: str, title: str, printed: str, times: int = 1) -> DocumentGraph:
    """A document with one task, led by one unit under the given printed name."""
    document = NAMES.document(number, title)
    task = NAMES.within(document, "task", "1")
    text = f"1.办节。（{printed}牵头）"
    evidence = Evidence(Span(5, len(text)), text[5:])
    entities = (
        Entity(document, "Document", None, (("dct:title", title),)),
        Entity(task, "Task", "办节", (("zp:number", 1), ("zp:text", text)), (("zp:inDocument", document),), (evidence,)),
    )
    facts = (Fact(UNIT, "zp:leads", task, (evidence,), "bracket", order=1, printed=printed),)
    namings = (
        Naming(document, "Document", title, title, number=number, own=True),
        Naming(UNIT, "Unit", printed, "甲县文化和旅游局", times),
    )
    return DocumentGraph(document, text, entities, facts, namings)


def everything(store: EmbeddedStore) -> list[str]:
    return sorted(str(quad) for quad in store.quads())


def test_reading_twice_changes_nothing() -> None:
    store = EmbeddedStore()
    store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局"))
    before = everything(store)
    store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局"))
    assert everything(store) == before


def test_an_edited_file_replaces_only_itself() -> None:
    store = EmbeddedStore()
    store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局"))
    store.replace(plan("甲政发〔2022〕2号", "另一计划", "文旅局", 5))
    other = {line for line in everything(store) if "2022-2号" in line and "graph/names" not in line}
    store.replace(plan("甲政发〔2022〕1号", "改过的计划", "县文旅局"))
    assert other == {line for line in everything(store) if "2022-2号" in line and "graph/names" not in line}
    assert store.query('SELECT ?l { ?d zp:documentNumber "甲政发〔2022〕1号" ; rdfs:label ?l }').column("l") == ("改过的计划",)


def test_one_label_for_a_unit_that_documents_print_differently() -> None:
    store = EmbeddedStore()
    store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局", 2))
    store.replace(plan("甲政发〔2022〕2号", "另一计划", "文旅局", 5))
    found = store.query("SELECT ?l ?p ?a { ?u a zp:Unit ; rdfs:label ?l ; skos:prefLabel ?p ; skos:altLabel ?a }")
    assert found.rows == (("文旅局", "甲县文化和旅游局", "县文旅局"),)
    store.forget(NAMES.document("甲政发〔2022〕2号", "另一计划"))
    assert store.query("SELECT ?l { ?u a zp:Unit ; rdfs:label ?l }").column("l") == ("县文旅局",)


def test_forgetting_everything_leaves_nothing() -> None:
    store = EmbeddedStore()
    store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局"))
    assert store.forget(NAMES.document("甲政发〔2022〕1号", "计划"))
    assert everything(store) == []
    assert not store.forget(Iri("https://example.org/none"))


def test_a_cited_paper_and_the_document_read_later_are_one() -> None:
    store = EmbeddedStore()
    citing = plan("甲政发〔2022〕1号", "计划", "县文旅局")
    cited = NAMES.document("甲政发〔2022〕2号", "另一计划")
    naming = Naming(cited, "Policy", "另一个计划", "另一个计划", number="甲政发〔2022〕2号")
    store.replace(DocumentGraph(citing.iri, citing.text, citing.entities, citing.facts, (*citing.namings, naming)))
    query = f"SELECT ?l ?k {{ <{cited}> rdfs:label ?l ; a ?k }}"
    assert [(label, str(kind).rsplit("#")[-1]) for label, kind in store.query(query)] == [("另一个计划", "Policy")]
    store.replace(plan("甲政发〔2022〕2号", "另一计划", "县文旅局"))
    assert [(label, str(kind).rsplit("#")[-1]) for label, kind in store.query(query)] == [("另一计划", "Document")]


def test_the_union_holds_no_triple_twice() -> None:
    store = EmbeddedStore()
    store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局"))
    store.replace(plan("甲政发〔2022〕2号", "另一计划", "县文旅局"))
    triples = [str(quad.triple) for quad in store.quads()]
    assert len(triples) == len(set(triples))


def test_what_was_acknowledged_is_there_after_reopening(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "s") as store:
        store.replace(plan("甲政发〔2022〕1号", "计划", "县文旅局"))
        before = everything(store)
    with EmbeddedStore(tmp_path / "s") as store:
        assert everything(store) == before
        assert store.text(store.documents()[0]) == "1.办节。（县文旅局牵头）"


def test_a_second_opener_is_told_who_holds_it(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "s"):
        (tmp_path / "s" / "service.json").write_text('{"url": "http://127.0.0.1:8000/"}')
        with pytest.raises(StoreBusy, match=r"127\.0\.0\.1:8000"):
            EmbeddedStore(tmp_path / "s")


def test_a_broken_query_says_where() -> None:
    with pytest.raises(BadQuery, match="语法"):
        EmbeddedStore().query("SELECT ?x { ?x a }")


def citing(number: str, title: str, number_of_cited: str | None = None) -> DocumentGraph:
    """A document whose task cites a paper, by its title alone unless a number is given."""
    graph = plan(number, f"计划{number}", "县文旅局")
    cited = NAMES.document(number_of_cited, title)
    task = NAMES.within(graph.iri, "task", "1")
    fact = Fact(task, "zp:cites", cited, (Evidence(Span(0, 2), graph.text[:2]),), "cite")
    naming = Naming(cited, "Policy", title, title, number=number_of_cited)
    return DocumentGraph(graph.iri, graph.text, graph.entities, (*graph.facts, fact), (*graph.namings, naming))


@pytest.mark.parametrize("read_first", [True, False])
def test_a_paper_cited_by_title_and_read_under_its_number_are_one(read_first: bool) -> None:
    paper, paper_iri = plan("甲政发〔2022〕9号", "养老规划", "县民政局"), NAMES.document("甲政发〔2022〕9号", "养老规划")
    graphs = [paper, citing("甲政发〔2022〕1号", "养老规划"), citing("甲政发〔2022〕2号", "养老规划", "甲政发〔2022〕9号")]
    store, other = EmbeddedStore(), EmbeddedStore()
    for graph in graphs if read_first else graphs[::-1]:
        store.replace(graph)
    for graph in graphs:
        other.replace(graph)
    assert set(store.query("SELECT ?p { ?t zp:cites ?p }").column("p")) == {paper_iri}
    assert store.query(f"SELECT ?l {{ <{paper_iri}> rdfs:label ?l }}").column("l") == ("养老规划",)
    assert store.query("SELECT ?x { ?x a zp:Policy }").rows == ()
    assert everything(store) == everything(other)


PAPERS = (
    plan("甲政发〔2022〕9号", "养老规划", "县民政局"),
    plan("乙政发〔2022〕9号", "养老规划", "县民政局"),
    citing("甲政发〔2022〕1号", "养老规划"),
    citing("甲政发〔2022〕2号", "养老规划", "甲政发〔2022〕9号"),
)


@pytest.mark.parametrize("order", list(permutations(range(4))))
@pytest.mark.parametrize("forgotten", [(), (0,), (1,), (0, 1)])
def test_whom_a_title_means_is_the_same_in_whatever_order_papers_come_and_go(order: Sequence[int], forgotten: Sequence[int]) -> None:
    store, other = EmbeddedStore(), EmbeddedStore()
    for index in order:
        store.replace(PAPERS[index])
    for index in forgotten:
        assert store.forget(PAPERS[index].iri)
    for index, paper in enumerate(PAPERS):
        if index not in forgotten:
            other.replace(paper)
    assert everything(store) == everything(other)
    by_title = store.query(f"SELECT ?p {{ ?t zp:inDocument <{PAPERS[2].iri}> ; zp:cites ?p }}").one
    alone = [paper.iri for index, paper in enumerate(PAPERS[:2]) if index not in forgotten]
    assert by_title == (alone[0] if len(alone) == 1 else NAMES.document(None, "养老规划"))
    if len(alone) != 1:
        found = store.query(f"SELECT ?k ?l {{ <{by_title}> a ?k ; rdfs:label ?l }}").rows
        assert found == ((PREFIXES["zp"] + "Policy", "养老规划"),)


def test_a_document_under_its_title_that_is_forgotten_stays_a_policy_where_it_is_cited() -> None:
    store = EmbeddedStore()
    read, other = plan("甲政发〔2022〕9号", "养老规划", "县民政局"), citing("甲政发〔2022〕1号", "养老规划")
    for paper in (read, other):
        store.replace(paper)
    assert store.forget(read.iri)
    fresh = EmbeddedStore()
    fresh.replace(other)
    assert everything(store) == everything(fresh)


def test_what_one_paper_cites_both_by_number_and_by_title_is_told_apart_again() -> None:
    """The title stands with its number in one task, without it (as another form of the title) in the other."""
    read, title = plan("甲政发〔2022〕9号", "养老规划", "县民政局"), "养老规划"
    one, two = citing("甲政发〔2022〕1号", title), citing("甲政发〔2022〕1号", title, "甲政发〔2022〕9号")
    both = DocumentGraph(one.iri, one.text, one.entities, tuple(dict.fromkeys((*one.facts, *two.facts))), (*one.namings, *two.namings[-1:]))
    store, fresh = EmbeddedStore(), EmbeddedStore()
    for paper in (both, read):
        store.replace(paper)
    assert store.query("SELECT ?p { ?t zp:cites ?p }").column("p") == (read.iri,)
    store.forget(read.iri)
    fresh.replace(both)
    assert everything(store) == everything(fresh)
    assert len(store.query("SELECT ?p { ?t zp:cites ?p }")) == 2


def test_a_title_that_two_documents_have_binds_no_citation() -> None:
    store = EmbeddedStore()
    for number in ("甲政发〔2022〕8号", "乙政发〔2022〕9号"):
        store.replace(plan(number, "养老规划", "县民政局"))
    store.replace(citing("甲政发〔2022〕1号", "养老规划"))
    assert store.query("SELECT ?p { ?t zp:cites ?p }").column("p") == (NAMES.document(None, "养老规划"),)


def test_one_number_of_two_places_is_two_documents() -> None:
    store = EmbeddedStore()
    found = [store.replace(settled(place)) for place in ("新绛县", "新乡县", "新绛县")]
    assert found[0] == found[2] != found[1]
    assert store.documents() == tuple(sorted(set(found)))
    assert set(store.query("SELECT ?l { ?d a zp:Document ; rdfs:label ?l }").column("l")) == {"新绛县计划", "新乡县计划"}
    assert store.query("SELECT ?t { ?t a zp:Task }").rows[0] != store.query("SELECT ?t { ?t a zp:Task }").rows[1]
    assert store.forget(found[1])
    assert store.documents() == (found[0],)


def test_a_number_taken_elsewhere_stays_beside_when_the_first_is_forgotten() -> None:
    store = EmbeddedStore()
    first, second = settled("新绛县"), settled("新乡县")
    store.replace(first)
    beside = store.replace(second)
    assert store.forget(first.iri)
    assert store.replace(second) == beside
    assert store.documents() == (beside,)


def settled(place: str) -> DocumentGraph:
    """A document of a place."""
    graph = plan("新政办发〔2022〕26号", f"{place}计划", "县文旅局")
    fact = Fact(graph.iri, "zp:jurisdiction", NAMES.place(place), (Evidence(Span(0, 2), graph.text[:2]),), "head")
    return DocumentGraph(graph.iri, graph.text, graph.entities, (*graph.facts, fact), graph.namings)


def test_a_store_put_together_at_once_is_that_of_one_after_the_other() -> None:
    papers = [*PAPERS, plan("甲政发〔2022〕9号", "又一计划", "文旅局", 3)]
    single = EmbeddedStore()
    for paper in papers:
        single.replace(paper)
    graphs = {document: list(single.said(document)) for document in single.documents()}
    assert everything(store_of(graphs, NAMES)[0]) == everything(single)
    for document in single.documents():
        fewer = {other: quads for other, quads in graphs.items() if other != document}
        without = EmbeddedStore()
        for paper in papers:
            if paper.iri != document:
                without.replace(paper)
        made, rebound = store_of(fewer, NAMES)
        assert everything(made) == everything(without)
        made.index.begin_as(single.index, {document, *rebound})
        assert made.index.check() == ()
