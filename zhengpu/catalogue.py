"""Lists of what the graph holds: documents, tasks, units, each a page at a time, for the HTTP lists and the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from zhengpu.graph.errors import InputError
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import expand, iri_text, literal_text
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.store import Store

__all__ = ["DocumentListing", "ListPage", "document_entry", "documents", "key_of", "tasks", "units"]


@dataclass(frozen=True, slots=True)
class DocumentListing:
    """One document: `id` is the last part of its IRI."""

    id: str
    iri: Iri
    title: str
    number: str | None
    issuer: str | None
    issued: str | None
    jurisdiction: str | None
    tasks: int


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list: `total` counts all that fit the filters."""

    total: int
    offset: int
    limit: int
    items: tuple[Any, ...]


def key_of(iri: str) -> str:
    """The stable id of a document or unit.

    >>> key_of("https://w3id.org/zhengpu/id/document/新政办发-2022-26号")
    '新政办发-2022-26号'
    """
    return iri.split("/id/", 1)[-1].split("/", 1)[-1]


_DOCUMENTS = """
SELECT ?d (SAMPLE(?t) AS ?title) (SAMPLE(?n) AS ?number) (GROUP_CONCAT(DISTINCT ?p; separator="、") AS ?issuer)
  (SAMPLE(?i) AS ?issued) (SAMPLE(?j) AS ?jurisdiction)
WHERE {{
  {which}
  ?d a zp:Document ; dct:title ?t .
  OPTIONAL {{ ?d zp:documentNumber ?n }}
  OPTIONAL {{ ?d dct:publisher/rdfs:label ?p }}
  OPTIONAL {{ ?d dct:issued ?i }}
  OPTIONAL {{ ?d zp:jurisdiction/rdfs:label ?j }}
}} GROUP BY ?d ORDER BY ?issued ?d
"""
_TASKS_OF = "SELECT ?d (COUNT(DISTINCT ?t) AS ?n) WHERE {{ {which} ?t zp:inDocument ?d ; a zp:Task }} GROUP BY ?d"


def documents(store: Store) -> tuple[DocumentListing, ...]:
    """All documents, by date of issue."""
    return tuple(_entries(store, ""))


def document_entry(store: Store, key: str) -> DocumentListing | None:
    """One document by its id, its IRI or its number."""
    candidates = {Iri(key)} if "://" in key else {Iri(f"{store.names.base}id/document/{key}")}
    found = store.query(f"SELECT DISTINCT ?d {{ ?d zp:documentNumber {literal_text(key)} ; dct:title ?t }}").column("d")
    candidates |= {Iri(str(iri)) for iri in found}
    which = f"VALUES ?d {{ {' '.join(iri_text(iri) for iri in sorted(candidates))} }}"
    return next(_entries(store, which), None)


def _entries(store: Store, which: str) -> Iterator[DocumentListing]:
    # Counted apart: joined to the rest, every task would multiply the rows.
    counts = {str(d): int(str(n)) for d, n in store.query(_TASKS_OF.format(which=which)) if d is not None}
    for row in store.query(_DOCUMENTS.format(which=which)).records():
        if row["d"] is None:
            continue
        iri = Iri(str(row["d"]))
        yield DocumentListing(
            id=key_of(iri),
            iri=iri,
            title=str(row["title"]),
            number=_text(row["number"]),
            issuer="、".join(sorted(str(row["issuer"] or "").split("、"))) or None,
            issued=_text(row["issued"]),
            jurisdiction=_text(row["jurisdiction"]),
            tasks=counts.get(iri, 0),
        )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def tasks(
    store: Store,
    *,
    document: Iri | None = None,
    unit: Iri | None = None,
    role: str | None = None,
    words: str | None = None,
    offset: int = 0,
    limit: int = 50,
) -> ListPage:
    """Tasks in reading order, filtered by document, unit (with a role such as `leads`), or words in title or text."""
    where = ["?t a zp:Task ; zp:inDocument ?d ; zp:number ?number ; zp:position ?position ; rdfs:label ?title ."]
    if document:
        where.append(f"FILTER(?d = {iri_text(document)})")
    if unit:
        roles = load_ontology().role_names()
        if role is not None and f"zp:{role}" not in roles:
            raise InputError(f"没有“{role}”这种角色", "角色只有 " + "、".join(r[3:] for r in roles), "请改用其中之一，或不写角色")
        predicate = iri_text(expand(f"zp:{role or 'takesPartIn'}"))
        where.append(f"{iri_text(unit)} {predicate} ?t .")
    if words:
        where.append(f"?t zp:text ?text . FILTER(CONTAINS(?text, {literal_text(words)}))")
    body = " ".join(where)
    total = store.query(f"SELECT (COUNT(DISTINCT ?t) AS ?n) {{ {body} }}").one
    rows = store.query(
        f"SELECT DISTINCT ?t ?d ?number ?title ?path {{ {body} OPTIONAL {{ ?t zp:inSection/zp:path ?path }} }} "
        f"ORDER BY ?d ?position LIMIT {limit:d} OFFSET {offset:d}"
    )
    items = tuple(
        {
            "iri": str(row["t"]),
            "document": key_of(str(row["d"])),
            "number": row["number"],
            "title": row["title"],
            "section": row["path"],
        }
        for row in rows.records()
    )
    return ListPage(int(str(total or 0)), offset, limit, items)


_ROLE_COUNTS = """
SELECT ?u ?label ?full ?role (COUNT(DISTINCT ?t) AS ?n) {{
  ?t zp:responsibility ?r . ?r prov:agent ?u ; zp:relation ?role .
  ?u rdfs:label ?label ; skos:prefLabel ?full . {where}
}} GROUP BY ?u ?label ?full ?role
"""


def units(
    store: Store, *, document: Iri | None = None, unit: Iri | None = None, words: str | None = None, offset: int = 0, limit: int = 50
) -> ListPage:
    """Units and groups with the number of tasks in each role, the busiest first."""
    where = f"?t zp:inDocument {iri_text(document)} ." if document else ""
    where += f" FILTER(?u = {iri_text(unit)})" if unit else ""
    found: dict[str, dict[str, Any]] = {}
    for row in store.query(_ROLE_COUNTS.format(where=where)).records():
        iri = str(row["u"])
        entry = found.setdefault(iri, {"iri": iri, "key": key_of(iri), "label": row["label"], "canonical": row["full"], "roles": {}})
        entry["roles"][str(row["role"]).rsplit("#", 1)[-1]] = row["n"]
    chosen = [e for e in found.values() if not words or words in str(e["label"]) or words in str(e["canonical"])]
    chosen.sort(key=lambda e: (-sum(e["roles"].values()), str(e["label"])))
    return ListPage(len(chosen), offset, limit, tuple(chosen[offset : offset + limit]))
