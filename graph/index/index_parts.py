"""The parts of the index, in the order in which a page fills them."""

from __future__ import annotations

from zhengpu.graph.index.document_table import Documents
from zhengpu.graph.index.index_part import IndexPart
from zhengpu.graph.index.links import Facts
from zhengpu.graph.index.records_kept import RecordTables
from zhengpu.graph.index.shared_names import NameTables
from zhengpu.graph.index.texts import Texts
from zhengpu.graph.offices import load_offices

__all__ = ["parts"]


def parts() -> tuple[IndexPart, ...]:
    """Each with its own tables; to add one, write its file and put it here."""
    return (Documents(), NameTables(load_offices), Facts(), Texts(), RecordTables())
