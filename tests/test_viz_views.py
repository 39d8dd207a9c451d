"""The views: their nodes and edges are exactly what stands in the graph, each edge with its evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from tests.drawn_plan import FIRST, NAMES, SECOND, Duty, plan, store, unit
from zhengpu.graph.errors import InputError, UsageError
from zhengpu.graph.facts import DocumentGraph, Iri
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.store import Store
from zhengpu.viz.view import View, as_json
from zhengpu.viz.views import VIEWS, chart, make

ALL = {
    "matrix": {},
    "surroundings": {"of": "县财政局"},
    "cooperation": {},
    "tree": {},
    "targets": {},
    "basis": {},
    "compare": {"a": "甲政发〔2022〕1号", "b": "甲政发〔2023〕2号"},
}
ROLE_NAMES = {role.partition(":")[2] for role in load_ontology().role_names()}


def count(held: Store, pattern: str, what: str = "*") -> int:
    found = held.query(f"SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}").one
    assert isinstance(found, int)
    return found


def triples(view: View) -> set[tuple[str, str, str]]:
    labels = {node.key: node.label for node in view.nodes}
    return {(labels[edge.source], edge.relation, labels[edge.target]) for edge in view.edges}


def test_every_view_of_the_contract_is_there() -> None:
    assert [one.name for one in VIEWS] == ["matrix", "surroundings", "cooperation", "tree", "targets", "basis", "compare"]


@pytest.mark.parametrize("name", ALL)
def test_every_quote_stands_in_its_document_where_the_evidence_says(name: str) -> None:
    view = make(store(FIRST, SECOND), name, ALL[name])
    texts = {graph.iri: graph.text for graph in (FIRST, SECOND)}
    pieces = [piece for edge in view.edges for piece in edge.evidence]
    assert pieces
    assert all(texts[document][said.span.slice] == said.quote for document, said in pieces)


@pytest.mark.parametrize("name", ALL)
def test_the_same_view_on_every_load_whatever_was_read_first(name: str) -> None:
    assert as_json(make(store(FIRST, SECOND), name, ALL[name])) == as_json(make(store(SECOND, FIRST), name, ALL[name]))


@pytest.mark.parametrize("name", ALL)
def test_keys_are_not_document_text_and_edges_join_nodes_of_the_view(name: str) -> None:
    view = make(store(FIRST, SECOND), name, ALL[name])
    keys = [node.key for node in view.nodes]
    assert len(set(keys)) == len(keys)
    assert all(key[0].isascii() and key[1:].isdecimal() for key in keys)
    assert {end for edge in view.edges for end in (edge.source, edge.target)} <= set(keys)
    assert {key for group in view.groups for key in group.members} <= set(keys)


# ── matrix ──


def test_matrix_counts_are_the_graphs() -> None:
    held = store(FIRST, SECOND)
    view = make(held, "matrix")
    assert len(view.of_kind("Task")) == count(held, "?t a zp:Task")
    assert len(view.of_kind("Unit", "UnitGroup")) == count(held, "?t zp:responsibility/prov:agent ?u", "DISTINCT ?u")
    assert len(view.edges) == count(held, "?t zp:responsibility ?r") == 11


def test_matrix_keeps_parallel_roles_apart() -> None:
    both = {relation for source, relation, target in triples(make(store(), "matrix")) if (source, target) == ("县工信局", "建设基站")}
    assert both == {"leads", "responsibleFor"}


def test_matrix_rows_by_load_by_name_and_by_first_task() -> None:
    def rows(sort: str) -> list[str]:
        return [node.label for node in make(store(), "matrix", {"sort": sort}).of_kind("Unit", "UnitGroup")]

    assert rows("load")[:2] == ["县财政局", "县文旅局"]
    assert rows("first")[-2:] == ["各镇人民政府", "县工信局"] or rows("first")[-2:] == ["县工信局", "各镇人民政府"]
    assert rows("name") == sorted(rows("load"))
    with pytest.raises(UsageError):
        rows("luck")


def test_matrix_of_one_document() -> None:
    held = store(FIRST, SECOND)
    by_number = make(held, "matrix", {"document": "甲政发〔2023〕2号"})
    assert [node.label for node in by_number.of_kind("Task")] == ["建设数据平台"]
    assert by_number.nodes == make(held, "matrix", {"document": SECOND.iri.rsplit("/", 1)[-1]}).nodes
    assert [choice.label for choice in by_number.choices if choice.parameter == "document" and choice.chosen] == ["甲县数字经济行动计划"]


def test_matrix_groups_columns_by_section() -> None:
    view = make(store(), "matrix")
    labels = {node.key: node.label for node in view.nodes}
    sections = {group.label: [labels[key] for key in group.members] for group in view.groups if group.parent}
    assert sections == {"一 提升消费": ["办好节会"], "（一） 交通运输": ["发展网络货运", "建设基站"], "二 促进流通": ["培育夜市"]}


def test_units_of_one_name_in_two_places_go_by_their_full_names() -> None:
    from dataclasses import replace

    from zhengpu.graph.facts import Iri, Naming

    def moved(place: str, number: str) -> DocumentGraph:
        made = plan(number, f"{place}计划", [Duty(1, "办事", (("发展改革委", "leads"), (f"{place}财政局", "guides")))])
        own = Iri(f"{unit('发展改革委')}-{place}")
        facts = tuple(replace(f, subject=own) if f.subject == unit("发展改革委") else f for f in made.facts)
        namings = tuple(Naming(own, "Unit", n.printed, place + n.printed) if n.printed == "发展改革委" else n for n in made.namings)
        return replace(made, facts=facts, namings=namings)

    view = make(store(moved("甲省", "甲〔2022〕1号"), moved("乙省", "乙〔2022〕1号")), "matrix")
    assert {node.label for node in view.of_kind("Unit")} == {"甲省发展改革委", "乙省发展改革委", "甲省财政局", "乙省财政局"}


# ── surroundings ──


def test_surroundings_are_all_neighbours_of_the_thing() -> None:
    held = store()
    view = make(held, "surroundings", {"of": "县财政局"})
    assert len(view.edges) == count(held, f"?t zp:responsibility ?r . ?r prov:agent <{unit('县财政局')}>") == 3
    assert view.more == 0
    assert {node.label for node in view.nodes} == {"县财政局", "办好节会", "发展网络货运", "培育夜市"}


@pytest.mark.parametrize("words", ["3", "第3条", "建设基站", str(NAMES.within(FIRST.iri, "task", "3"))])
def test_surroundings_finds_the_thing_as_people_name_it(words: str) -> None:
    view = make(store(), "surroundings", {"of": words})
    assert view.title == "任务3“建设基站”的周边"
    assert ("县工信局", "leads", "建设基站") in triples(view)
    assert ("县工信局", "responsibleFor", "建设基站") in triples(view)


def test_what_points_at_the_thing_stands_left_what_it_points_at_right() -> None:
    view = make(store(), "surroundings", {"of": "3"})
    column = {node.label: node.properties["column"] for node in view.nodes}
    assert (column["县工信局"], column["建设基站"], column["交通运输"]) == (-1, 0, 1)


def test_surroundings_open_step_by_step_thirty_at_most() -> None:
    many = plan("甲政发〔2024〕3号", "甲县大计划", [Duty(n, f"任务{n}", (("县发改局", "leads"),)) for n in range(1, 71)])
    held = store(many)
    first = make(held, "surroundings", {"of": "县发改局"})
    assert len(first.nodes) == 31
    assert first.more == 40
    assert "40" in first.caption
    again = make(held, "surroundings", {"of": "县发改局", "open": unit("县发改局")})
    assert (len(again.nodes), again.more) == (61, 10)
    whole = make(held, "surroundings", {"of": "县发改局", "open": f"{unit('县发改局')} {unit('县发改局')}"})
    assert (len(whole.nodes), whole.more) == (71, 0)
    assert {n.key: n.label for n in first.nodes}.items() <= {n.key: n.label for n in whole.nodes}.items()


def test_opening_a_neighbour_adds_its_neighbours_outwards() -> None:
    task = NAMES.within(FIRST.iri, "task", "1")
    view = make(store(), "surroundings", {"of": "县财政局", "open": task})
    columns = {node.label: node.properties["column"] for node in view.nodes}
    assert (columns["办好节会"], columns["县文旅局"], columns["《乙市会展办法》"]) == (1, 2, 2)


def test_a_node_tells_how_many_neighbours_are_not_drawn() -> None:
    view = make(store(), "surroundings", {"of": "县财政局"})
    beyond = {node.label: node.properties["beyond"] for node in view.nodes}
    assert beyond["县财政局"] == 0
    # 县文旅局, 《乙市会展办法》, its section, its document
    assert beyond["办好节会"] == 4


def test_an_unknown_or_ambiguous_thing_is_said() -> None:
    with pytest.raises(InputError, match="没有"):
        make(store(), "surroundings", {"of": "县公安局"})
    with pytest.raises(InputError, match="2个"):
        make(store(FIRST, SECOND), "surroundings", {"of": "第1条"})


# ── cooperation ──


def test_cooperation_edges_are_the_pairs_that_share_a_task() -> None:
    held = store(FIRST, SECOND)
    view = make(held, "cooperation")
    pairs = "?t zp:responsibility/prov:agent ?a, ?b . FILTER(STR(?a) < STR(?b))"
    assert len(view.edges) == len(held.query(f"SELECT DISTINCT ?a ?b WHERE {{ {pairs} }}"))
    assert sum(edge.weight for edge in view.edges) == len(held.query(f"SELECT DISTINCT ?a ?b ?t WHERE {{ {pairs} }}"))
    heaviest = view.edges[0]
    labels = {node.key: node.label for node in view.nodes}
    assert {labels[heaviest.source], labels[heaviest.target]} == {"县文旅局", "县财政局"}
    assert (heaviest.weight, heaviest.label) == (2, "1. 办好节会、4. 培育夜市")
    assert "县文旅局" in view.caption


def test_cooperation_load_is_the_number_of_tasks() -> None:
    held = store()
    for node in make(held, "cooperation").nodes:
        assert node.properties["tasks"] == count(held, f"?t zp:responsibility/prov:agent <{node.iri}>", "DISTINCT ?t")


def test_cooperation_places_no_two_units_on_one_another() -> None:
    view = make(store(FIRST, SECOND), "cooperation")
    places = [(node.properties["x"], node.properties["y"]) for node in view.nodes]
    assert len(set(places)) == len(places)
    assert sorted(key for group in view.groups for key in group.members) == sorted(node.key for node in view.nodes)


# ── tree, targets, basis, compare ──


def test_tree_holds_every_section_and_task_once() -> None:
    held = store(FIRST, SECOND)
    view = make(held, "tree")
    for kind in ("Document", "Section", "Task"):
        assert len(view.of_kind(kind)) == count(held, f"?x a zp:{kind}", "DISTINCT ?x")
    within = [edge for edge in view.edges if edge.relation in ("inSection", "inDocument")]
    assert len(within) == len(view.of_kind("Section")) + len(view.of_kind("Task"))
    assert ("建设基站", "inSection", "交通运输") in triples(view)
    assert ("交通运输", "inSection", "促进流通") in triples(view)
    assert ("促进流通", "inDocument", "甲县服务业行动计划") in triples(view)
    assert Counter(edge.relation in ROLE_NAMES for edge in view.edges)[True] == count(held, "?t zp:responsibility ?r")


def test_targets_are_the_graphs_with_value_unit_deadline_and_who() -> None:
    held = store(FIRST, SECOND)
    view = make(held, "targets")
    assert len(view.of_kind("Target")) == count(held, "?t a zp:Target") == 2
    first = view.of_kind("Target")[0].properties
    assert (first["value"], first["unit"], first["deadline"]) == ("≥2", "家", "2022-12-31")
    assert first["who"] == "县交通局、县财政局"
    assert [group.key for group in view.groups] == ["2022-06-30", "2022-12-31"]


def test_a_document_without_tasks_stands_in_the_tree() -> None:
    assert [node.kind for node in make(store(plan("甲〔2022〕9号", "只有标题", ())), "tree").nodes] == ["Document", "Section"]
    bare = DocumentGraph(FIRST.iri, FIRST.text, FIRST.entities[:1], (), tuple(n for n in FIRST.namings if n.own))
    assert [node.label for node in make(store(bare), "tree").nodes] == ["甲县服务业行动计划"]


def test_a_date_counts_a_task_and_its_target_once() -> None:
    due = date(2022, 12, 31)
    both = plan("甲〔2022〕9号", "甲计划", [Duty(1, "建站", (("县局", "leads"),), targets=(("站", 2, "个", due),), due=due)])
    assert [len(group.members) for group in make(store(both), "targets").groups] == [1]


def test_targets_of_one_unit() -> None:
    assert [node.label for node in make(store(), "targets", {"unit": "县文旅局"}).of_kind("Target")] == ["夜市1个"]


def test_basis_shows_what_is_based_on_and_what_is_cited() -> None:
    held = store(FIRST, SECOND)
    view = make(held, "basis")
    assert sum(edge.relation == "based_on" for edge in view.edges) == count(held, "?d eli:based_on ?p") == 1
    assert sum(edge.weight for edge in view.edges if edge.relation == "cites") == count(held, "?t zp:cites ?p") == 3
    column = {node.label: node.properties["column"] for node in view.nodes}
    assert column["《乙市服务业行动计划》"] < column["甲县服务业行动计划"] < column["《乙市会展办法》"]


def test_a_chain_of_plans_spreads_out_and_a_ring_ends() -> None:
    upper = plan("乙政发〔2022〕1号", "上位计划", (), based_on=("下位计划",))
    lower = plan("丙政发〔2022〕1号", "下位计划", (), based_on=("上位计划",))
    view = make(store(upper, lower), "basis")
    assert len(view.edges) == 2
    chain = make(store(plan("乙政发〔2022〕1号", "中位计划", (), based_on=("上位计划",))), "basis")
    assert sorted(node.properties["column"] for node in chain.nodes if isinstance(node.properties["column"], int)) == [-1, 0]


def test_compare_weighs_what_both_plans_have() -> None:
    held = store(FIRST, SECOND)
    view = make(held, "compare", ALL["compare"])
    assert triples(view) >= {("甲县服务业行动计划", "takesPartIn", "县财政局"), ("甲县数字经济行动计划", "takesPartIn", "县财政局")}
    weights = {(e.source, e.target): e.weight for e in view.edges if e.relation == "takesPartIn"}
    treasury = next(node.key for node in view.nodes if node.label == "县财政局")
    assert (weights["n0", treasury], weights["n1", treasury]) == (3, 1)
    both = {key for group in view.groups if group.key.endswith("-both") for key in group.members}
    assert {node.label for node in view.nodes if node.key in both} == {"县财政局", "《乙市会展办法》"}
    assert view.nodes[0].properties["tasks"] == count(held, f"?t a zp:Task ; zp:inDocument <{FIRST.iri}>")


def test_without_a_choice_the_pair_is_of_one_place() -> None:
    def paper(number: str, title: str, place: str, day: str) -> DocumentGraph:
        graph = plan(number, title, (Duty(1, "办好节会", (("县文旅局", "leads"),)),))
        (document,) = (one.iri for one in graph.entities if one.kind == "Document")
        home = Iri(f"https://w3id.org/zhengpu/id/place/{place}")
        known = tuple(
            replace(
                one, properties=(*one.properties, ("dct:issued", date.fromisoformat(day))), links=(*one.links, ("zp:jurisdiction", home))
            )
            if one.iri == document
            else one
            for one in graph.entities
        )
        return replace(graph, entities=known)

    papers = (
        paper("甲政发〔2019〕1号", "甲县2019年计划", "丙省/甲县", "2019-02-01"),
        paper("乙政发〔2025〕1号", "乙县2025年计划", "丙省/乙县", "2025-02-01"),
        paper("甲政发〔2024〕1号", "甲县2024年计划", "丙省/甲县", "2024-02-01"),
        paper("甲政发〔2023〕1号", "甲县2023年计划", "丙省/甲县", "2023-02-01"),
        paper("丙政发〔2023〕1号", "丙省2023年计划", "丙省", "2023-01-01"),
    )

    def sides(*some: DocumentGraph, **given: str) -> list[str]:
        return [node.label[:7] for node in make(store(*some), "compare", given).of_kind("Document")]

    assert sides(*papers) == ["甲县2023年", "甲县2024年"]
    assert sides(*papers, a="乙政发〔2025〕1号") == ["乙县2025年", "丙省2023年"]
    assert sides(*papers, b="甲政发〔2019〕1号") == ["甲县2024年", "甲县2019年"]


def test_a_document_is_not_compared_with_itself() -> None:
    with pytest.raises(InputError):
        make(store(FIRST, SECOND), "compare", {"a": "甲政发〔2022〕1号", "b": "甲政发〔2022〕1号"})


# ── all ──


@pytest.mark.parametrize("name", ["matrix", "cooperation", "tree", "targets", "basis"])
def test_an_empty_store_gives_an_empty_view(name: str) -> None:
    from zhengpu.graph.store import EmbeddedStore

    view = make(EmbeddedStore(None), name)
    assert (view.nodes, view.edges) == ((), ())


def test_unknown_views_and_parameters_are_refused() -> None:
    with pytest.raises(UsageError):
        chart("hairball")
    with pytest.raises(UsageError):
        make(store(), "matrix", {"colour": "red"})
    with pytest.raises(UsageError):
        make(store(), "surroundings", {"of": ""})


def test_a_hostile_name_is_no_sparql() -> None:
    for name in ('"} DROP ALL {"', "x> ?p ?o . <", "http://a b\\", "第9'); --条", "\\"):
        with pytest.raises(InputError):
            make(store(), "surroundings", {"of": name})
