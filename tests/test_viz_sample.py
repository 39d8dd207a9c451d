"""The views of the sample plan: exactly the annotated roles, and counts that are the graph's."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import pytest

from tests.conftest import SAMPLE
from zhengpu.graph.store import Store
from zhengpu.service import Zhengpu
from zhengpu.settings import data_folder
from zhengpu.viz.view import View
from zhengpu.viz.views import make

ROLES = {"leads": "leads", "responsible": "responsibleFor", "cooperates": "cooperatesOn", "guides": "guides"}


@pytest.fixture(scope="module")
def annotated() -> list[dict[str, Any]]:
    """The tasks as people annotated them."""
    gold = json.loads((data_folder() / f"{SAMPLE}.gold.json").read_text("utf-8"))
    return list(gold["tasks"])


@pytest.fixture(scope="module")
def pairs(annotated: list[dict[str, Any]]) -> dict[frozenset[str], int]:
    """How many tasks two printed units share, by annotation."""
    found: dict[frozenset[str], int] = {}
    for task in annotated:
        for pair in combinations(sorted({duty["unit"] for duty in task["responsibility"]}), 2):
            found[frozenset(pair)] = found.get(frozenset(pair), 0) + 1
    return found


def view(sample: Zhengpu, name: str, **parameters: str) -> View:
    return make(sample.store, name, parameters)


def count(store: Store, pattern: str, what: str) -> object:
    return store.query(f"SELECT (COUNT(DISTINCT {what}) AS ?n) WHERE {{ {pattern} }}").one


def test_the_matrix_is_the_annotation_cell_by_cell(sample: Zhengpu, annotated: list[dict[str, Any]]) -> None:
    drawn = view(sample, "matrix")
    nodes = {node.key: node for node in drawn.nodes}
    cells = {(nodes[e.source].label, nodes[e.target].properties["number"], e.relation) for e in drawn.edges}
    assert cells == {(duty["unit"], task["number"], ROLES[duty["role"]]) for task in annotated for duty in task["responsibility"]}
    assert len(drawn.edges) == 159
    assert (len(drawn.of_kind("Unit", "UnitGroup")), len(drawn.of_kind("Task"))) == (38, 64)
    assert all(edge.evidence for edge in drawn.edges)


def test_cooperation_is_the_annotation_pair_by_pair(sample: Zhengpu, pairs: dict[frozenset[str], int]) -> None:
    drawn = view(sample, "cooperation")
    labels = {node.key: node.label for node in drawn.nodes}
    assert {frozenset((labels[e.source], labels[e.target])): e.weight for e in drawn.edges} == pairs
    assert len(drawn.edges) == 176
    assert ({labels[drawn.edges[0].source], labels[drawn.edges[0].target]}, drawn.edges[0].weight) == ({"县发改局", "县工信科技局"}, 8)


def test_the_other_views_count_what_the_graph_counts(sample: Zhengpu) -> None:
    tree = view(sample, "tree")
    assert len(tree.of_kind("Section")) == count(sample.store, "?s a zp:Section", "?s") == 21
    assert len(tree.of_kind("Task")) == count(sample.store, "?t a zp:Task", "?t") == 64
    assert len(view(sample, "targets").of_kind("Target")) == count(sample.store, "?o zp:hasTarget ?t", "?t")
    basis = view(sample, "basis")
    assert sum(e.relation == "based_on" for e in basis.edges) == count(sample.store, "?d eli:based_on ?p", "?p")
    assert len({e.target for e in basis.edges if e.relation == "cites"}) == count(sample.store, "?t zp:cites ?p", "?p")


def test_the_surroundings_of_a_unit_are_its_tasks(sample: Zhengpu, annotated: list[dict[str, Any]]) -> None:
    drawn = view(sample, "surroundings", of="县文旅局")
    mine = {task["number"] for task in annotated if any(duty["unit"] == "县文旅局" for duty in task["responsibility"])}
    assert {node.properties["number"] for node in drawn.of_kind("Task")} >= mine
    assert drawn.more == 0


def test_every_quote_is_the_texts(sample: Zhengpu) -> None:
    text = sample.store.text(sample.store.documents()[0])
    assert text is not None
    for name in ("matrix", "cooperation", "tree", "targets", "basis"):
        for edge in view(sample, name).edges:
            assert all(text[said.span.slice] == said.quote for _, said in edge.evidence)
