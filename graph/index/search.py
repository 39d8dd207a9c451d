"""Exact search in the index: where some characters stand, answered as SPARQL's CONTAINS answers on folded texts."""

from __future__ import annotations

import json
from collections.abc import Sequence

from zhengpu.graph.facts import Iri
from zhengpu.graph.index.index import Index
from zhengpu.graph.index.texts import saying
from zhengpu.graph.names import expand

__all__ = ["forms", "headings", "occurs", "printed"]

_FEW = 20


def occurs(index: Index, folded: str) -> bool:
    """Whether these folded characters stand anywhere."""
    return bool(folded) and bool(index.rows(f"SELECT 1 FROM said WHERE {_found(folded)} LIMIT 1", *_values(folded)))


def printed(index: Index, folded: str, term: str, documents: Sequence[Iri] = ()) -> dict[Iri, str]:
    """The tasks (of these documents) whose title or text has these folded words, each with the words as it prints them (5G for 5g)."""
    if not folded:
        return {}
    where, values = _inside("task", folded, term, documents)
    rows = index.rows(f"SELECT thing.iri, substr(said.text, instr(said.folded, ?), ?) {where}", folded, len(folded), *values)
    return {Iri(str(iri)): str(words) for iri, words in rows}


def forms(index: Index, folded: str, term: str, documents: Sequence[Iri] = ()) -> tuple[str, ...]:
    """The ways in which tasks (of these documents) print these folded words."""
    if not folded:
        return ()
    where, values = _inside("task", folded, term, documents)
    rows = index.rows(f"SELECT DISTINCT substr(said.text, instr(said.folded, ?), ?) {where}", folded, len(folded), *values)
    return tuple(str(words) for (words,) in rows)


def headings(index: Index, folded: str, documents: Sequence[Iri] = ()) -> tuple[Iri, ...]:
    """The sections (of these documents) whose headings have these folded words."""
    if not folded:
        return ()
    where, values = _inside("section", folded, "rdfs:label", documents)
    rows = index.rows(f"SELECT DISTINCT thing.iri {where}", *values)
    return tuple(Iri(str(iri)) for (iri,) in rows)


def _inside(table: str, folded: str, term: str, documents: Sequence[Iri]) -> tuple[str, tuple[str, ...]]:
    """From the texts with these words, or from the texts of the documents where those are few: whichever there are less of."""
    inside, of = f"{table}.document IN (SELECT id FROM thing WHERE iri IN (SELECT value FROM json_each(?)))", expand(term)
    said = "said.term = (SELECT id FROM thing WHERE iri = ?)"
    listed = json.dumps(documents, ensure_ascii=False)
    if 0 < len(documents) <= _FEW:
        joined = f"FROM {table} CROSS JOIN said ON said.subject = {table}.id CROSS JOIN thing ON thing.id = {table}.id"
        return f"{joined} WHERE {inside} AND {said} AND instr(said.folded, ?) > 0", (listed, of, folded)
    joined = f"FROM said CROSS JOIN {table} ON {table}.id = said.subject CROSS JOIN thing ON thing.id = {table}.id"
    also = f"AND {inside}" if documents else ""
    return f"{joined} WHERE {_found(folded)} AND {said} {also}", (*_values(folded), of, *([listed] if documents else ()))


def _found(folded: str) -> str:
    narrowed = "said.rowid IN (SELECT rowid FROM pair WHERE pair MATCH ?) AND " if len(folded) > 1 else ""
    return f"{narrowed}instr(said.folded, ?) > 0"


def _values(folded: str) -> tuple[str, ...]:
    return (saying(folded), folded) if len(folded) > 1 else (folded,)
