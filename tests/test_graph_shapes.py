"""The sample's graph conforms to the shapes, and a broken graph is told so in Chinese."""

from __future__ import annotations

from importlib.resources import files

import pytest
from pyshacl import validate
from rdflib import Graph, Namespace
from rdflib.namespace import RDF, RDFS

from zhengpu.service import Zhengpu

ZP = Namespace("https://w3id.org/zhengpu/ns#")


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(data=files("zhengpu.graph").joinpath("shapes.ttl").read_text("utf-8"), format="turtle")


@pytest.fixture(scope="module")
def union(sample: Zhengpu) -> Graph:
    triples = "\n".join(sorted({f"{quad.triple} ." for quad in sample.store.quads()}))
    return Graph().parse(data=triples, format="nt")


def test_the_sample_conforms(union: Graph, shapes: Graph) -> None:
    conforms, _, text = validate(union, shacl_graph=shapes, advanced=False)
    assert conforms, text


def test_a_task_without_evidence_is_told_so(shapes: Graph) -> None:
    broken = Graph()
    broken.add((ZP.x, RDF.type, ZP.Task))
    conforms, _, text = validate(broken, shacl_graph=shapes)
    assert not conforms
    assert "任务要有原文依据" in text


def test_every_kind_in_the_graph_is_in_the_ontology(union: Graph, sample: Zhengpu) -> None:
    known = {kind.iri for kind in sample.ontology.kinds.values()}
    used = {str(kind) for kind in union.objects(None, RDF.type) if str(kind).startswith(str(ZP))}
    assert used <= known


def test_every_property_in_the_graph_is_in_the_ontology(union: Graph, sample: Zhengpu) -> None:
    known = {relation.iri for relation in sample.ontology.relations.values()}
    used = {str(p) for p in union.predicates() if str(p).startswith(str(ZP))}
    assert used <= known, used - known


def test_every_node_of_a_kind_has_one_label(union: Graph) -> None:
    for kind in (ZP.Task, ZP.Section, ZP.Unit, ZP.UnitGroup, ZP.Target, ZP.Policy, ZP.Programme, ZP.Project, ZP.Place, ZP.Funding):
        for node in union.subjects(RDF.type, kind):
            assert len(list(union.objects(node, RDFS.label))) == 1, node
