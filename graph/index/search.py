"""Exact search in the index: where some characters stand, answered as SPARQL's CONTAINS answers on folded texts."""

from __future__ import annotations

import json
from collections.abc import Sequence

from graph.facts import Iri
from graph.index.index import Index
from graph.index.texts import saying
from graph.names import expand

__all__ = ["forms", "occurs", "printed"]


def occurs(index: Index, folded: str) -> bool:
    """Whether these folded characters stand anywhere."""
    return bool(folded) and bool(index.rows(f"SELECT 1 FROM said WHERE {_found(folded)} LIMIT 1", *_values(folded)))


def printed(index: Index, folded: str, term: str, documents: Sequence[Iri] = ()) -> dict[Iri, str]:
    """The tasks (of these documents) whose title or text has these folded words, each with the words as it prints them (5G for 5g)."""
    if not folded:
        return {}
    rows = index.rows(
        f"SELECT thing.iri, substr(said.text, instr(said.folded, ?), ?) {_tasks(folded, documents)}",
        folded, len(folded), *_values(folded), expand(term), *_listed(documents),
    )  # fmt: skip
    return {Iri(str(iri)): str(words) for iri, words in rows}


def forms(index: Index, folded: str, term: str, documents: Sequence[Iri] = ()) -> tuple[str, ...]:
    """The ways in which tasks (of these documents) print these folded words."""
    if not folded:
        return ()
    rows = index.rows(
        f"SELECT DISTINCT substr(said.text, instr(said.folded, ?), ?) {_tasks(folded, documents)}",
        folded, len(folded), *_values(folded), expand(term), *_listed(documents),
    )  # fmt: skip
    return tuple(str(words) for (words,) in rows)


def _tasks(folded: str, documents: Sequence[Iri]) -> str:
    inside = "AND task.document IN (SELECT id FROM thing WHERE iri IN (SELECT value FROM json_each(?)))" if documents else ""
    return (
        "FROM said CROSS JOIN task ON task.id = said.subject CROSS JOIN thing ON thing.id = task.id "
        f"WHERE {_found(folded)} AND said.term = (SELECT id FROM thing WHERE iri = ?) {inside}"
    )


def _listed(documents: Sequence[Iri]) -> tuple[str, ...]:
    return (json.dumps(documents, ensure_ascii=False),) if documents else ()


def _found(folded: str) -> str:
    narrowed = "said.rowid IN (SELECT rowid FROM pair WHERE pair MATCH ?) AND " if len(folded) > 1 else ""
    return f"{narrowed}instr(said.folded, ?) > 0"


def _values(folded: str) -> tuple[str, ...]:
    return (saying(folded), folded) if len(folded) > 1 else (folded,)
