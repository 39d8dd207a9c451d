"""The parts of the index, in the order in which a page fills them."""

from __future__ import annotations

from graph.index.documents import Documents
from graph.index.part import Part

__all__ = ["parts"]


def parts() -> tuple[Part, ...]:
    """Each with its own tables; to add one, write its file and put it here."""
    return (Documents(),)
