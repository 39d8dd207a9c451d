"""The parts of the index, in the order in which a page fills them."""

from __future__ import annotations

from graph.index.documents import Documents
from graph.index.facts import Facts
from graph.index.names import Names
from graph.index.part import Part
from graph.index.texts import Texts
from graph.offices import load_offices

__all__ = ["parts"]


def parts() -> tuple[Part, ...]:
    """Each with its own tables; to add one, write its file and put it here."""
    return (Documents(), Names(load_offices), Facts(), Texts())
