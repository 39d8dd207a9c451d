"""The network of units and tasks for Gephi, yEd and their like: GraphML and GEXF by networkx."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from zhengpu.exports.export import Export, ExportScope

if TYPE_CHECKING:
    import networkx as nx

    from zhengpu.service import Zhengpu

__all__ = ["EXPORTS", "projection"]

_LINKS = """
SELECT ?s ?sl ?sk ?p ?o ?ol ?ok {{
  VALUES ?p {{ {roles} zp:hasTarget zp:cites zp:hasProgramme zp:hasProject zp:place zp:inSection zp:inDocument zp:workGroup
              eli:based_on dct:publisher zp:hasFunding zp:funds }}
  ?s ?p ?o ; rdfs:label ?sl ; a ?sk . ?o rdfs:label ?ol ; a ?ok .
}} ORDER BY ?s ?p ?o
"""


def projection(zp: Zhengpu) -> nx.MultiDiGraph:
    """Every thing with a label, every relation between two of them; parallel roles stay separate edges."""
    import networkx as nx

    graph = nx.MultiDiGraph(name="政谱")
    for s, sl, sk, p, o, ol, ok in zp.store.query(_LINKS.format(roles=" ".join(zp.ontology.role_names()))):
        for iri, label, kind in ((s, sl, sk), (o, ol, ok)):
            graph.add_node(str(iri), label=_clean(str(label)), kind=str(kind).rsplit("#", 1)[-1])
        relation = str(p).rsplit("#", 1)[-1].rsplit("/", 1)[-1]
        graph.add_edge(str(s), str(o), key=relation, relation=relation, label=_clean(zp.ontology_label(str(p))))
    return graph


def _clean(text: str) -> str:
    """Control characters may not stand in XML."""
    return "".join(c for c in text if unicodedata.category(c) != "Cc")


def _written(form: str) -> Callable[[Zhengpu, Path, ExportScope], str]:
    def write(zp: Zhengpu, path: Path, _: ExportScope) -> str:
        import networkx as nx

        graph = projection(zp)
        (nx.write_graphml if form == "graphml" else nx.write_gexf)(graph, str(path))
        return f"{graph.number_of_nodes()}个节点，{graph.number_of_edges()}条关系"

    return write


EXPORTS: tuple[Export, ...] = (
    Export("graphml", "GraphML 网络", ".graphml", "application/graphml+xml", _written("graphml")),
    Export("gexf", "GEXF 网络", ".gexf", "application/gexf+xml", _written("gexf")),
)
