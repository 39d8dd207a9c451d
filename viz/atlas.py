"""The one-file atlas: plan text, tree, matrix, network, targets, basis and a search box, in one page that opens from disk."""

from __future__ import annotations

from dataclasses import dataclass

from zhengpu.graph.ontology import Ontology, load_ontology
from zhengpu.graph.store import Store
from zhengpu.viz.asset import EVERY_VIEW
from zhengpu.viz.page import drawing, render
from zhengpu.viz.style import style_of
from zhengpu.viz.things import things
from zhengpu.viz.views import make

__all__ = ["CHARTS", "PlanText", "atlas", "paragraphs"]

CHARTS = ("tree", "matrix", "cooperation", "targets", "basis")
"""The views of the atlas, in the order of its tabs; the text stands before them."""


@dataclass(frozen=True, slots=True)
class PlanText:
    """The text of one document: (start in code points, text) for each line that is not blank."""

    key: str
    title: str
    lines: tuple[tuple[int, str], ...]


def atlas(store: Store, ontology: Ontology | None = None) -> str:
    """Everything the store holds as one page without any address outside itself."""
    ontology = ontology or load_ontology()
    style = style_of(ontology)
    drawings = tuple(drawing(make(store, name), style, "inline", name) for name in CHARTS)
    titles = things(store, store.documents())
    plans = tuple(
        PlanText(iri.rsplit("/", 1)[-1], titles[iri].label if iri in titles else iri.rsplit("/", 1)[-1], paragraphs(store.text(iri) or ""))
        for iri in store.documents()
    )
    scripts = (*EVERY_VIEW, *(script for one in drawings for script in one.scripts), "atlas.js")
    title = plans[0].title if len(plans) == 1 else f"{len(plans)}份计划的图册"
    return render("atlas.html", style=style, mode="inline", title=title, scripts=scripts, drawings=drawings, plans=plans)


def paragraphs(text: str) -> tuple[tuple[int, str], ...]:
    """The lines of a text that are not blank, each with its start in Unicode code points.

    >>> paragraphs("一、总则\\n\\n1.任务")
    ((0, '一、总则'), (6, '1.任务'))
    """
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((start, line))
        start += len(line) + 1
    return tuple(found)
