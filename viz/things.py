"""What the views read from the graph: things with kind, label and number; the evidence of triples; documents to choose from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zhengpu.graph.errors import InputError, ManyMeant, Meant
from zhengpu.graph.facts import Evidence, Iri, Span
from zhengpu.graph.names import iri_text, literal_text, local
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.rows import Cell
from zhengpu.graph.store import Store
from zhengpu.viz.view import ParameterChoice

__all__ = [
    "SELECTORS",
    "Thing",
    "Triple",
    "Where",
    "document_choices",
    "evidence",
    "find",
    "find_document",
    "integer",
    "relation_labels",
    "said",
    "scope",
    "text",
    "things",
]

Where = tuple[tuple[Iri, Evidence], ...]
"""The places a fact rests on, as (document, evidence)."""

Triple = tuple[Iri, Iri, Iri]
"""Subject, relation, object."""

SELECTORS = (
    "?e oa:hasSource ?document ; oa:hasSelector ?position, ?quoted . ?position oa:start ?start ; oa:end ?end . ?quoted oa:exact ?quote ."
)
"""What a piece of evidence `?e` points at. Inside an OPTIONAL say again what leads to `?e`: an OPTIONAL of several patterns is worked out
by itself before it is joined, so without that a page about one plan pays for the evidence of the whole store."""
_NAMED = ("Unit", "UnitGroup", "Place")
_NUMBER = re.compile(r"\D{0,2}(\d{1,5})\D{0,2}")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something the graph describes. `kind` is a local name of the ontology, `number` the printed number of a task."""

    iri: Iri
    label: str
    kind: str
    number: int | None = None
    full: str = ""

    @property
    def order(self) -> tuple[int, str, str]:
        """Printed number first, then label: the same on every load."""
        return (self.number if self.number is not None else 1_000_000, self.label, self.iri)


def text(cell: Cell) -> str:
    """A cell of a row as text; empty where nothing stands.

    >>> text(None)
    ''
    """
    return "" if cell is None else str(cell)


def integer(cell: Cell) -> int | None:
    """A cell as a whole number, None where none stands."""
    return cell if isinstance(cell, int) and not isinstance(cell, bool) else None


def said(document: Cell, start: Cell, end: Cell, quote: Cell) -> tuple[Iri, Evidence]:
    """Four cells of a row as one piece of evidence."""
    return Iri(text(document)), Evidence(Span(integer(start) or 0, integer(end) or 0), text(quote))


def relation_labels() -> dict[str, str]:
    """The Chinese label of each relation by local name.

    >>> relation_labels()["leads"]
    '牵头'
    """
    return {local(relation.iri): relation.label for relation in load_ontology().relations.values()}


def scope(document: Iri | None, variable: str = "?task") -> str:
    """The pattern that keeps a query to one document; nothing for all documents."""
    return f"{variable} zp:inDocument {iri_text(document)} ." if document else ""


def things(store: Store, iris: Iterable[Iri]) -> dict[Iri, Thing]:
    """Kind, label and number of these IRIs; what the graph does not describe is left out."""
    wanted = sorted(set(iris))
    if not wanted:
        return {}
    values = " ".join(iri_text(iri) for iri in wanted)
    rows = store.query(
        f"SELECT ?thing ?kind ?label ?number ?full WHERE {{ VALUES ?thing {{ {values} }} "
        "?thing a ?kind ; rdfs:label ?label . OPTIONAL { ?thing zp:number ?number } "
        "OPTIONAL { ?thing skos:prefLabel ?full } } ORDER BY ?thing ?kind ?label"
    )
    found: dict[Iri, Thing] = {}
    for iri, kind, label, number, full in rows:
        found.setdefault(Iri(text(iri)), Thing(Iri(text(iri)), text(label), local(text(kind)), integer(number), text(full)))
    return _told_apart(found)


def _told_apart(found: dict[Iri, Thing]) -> dict[Iri, Thing]:
    """Units of one name in several places (发展改革委 of two provinces) go by their full names."""
    same = Counter(thing.label for thing in found.values() if thing.kind in _NAMED)
    return {
        iri: replace(thing, label=thing.full) if thing.kind in _NAMED and same[thing.label] > 1 and thing.full else thing
        for iri, thing in found.items()
    }


def evidence(store: Store, triples: Sequence[Triple]) -> dict[Triple, Where]:
    """Where the documents say these triples: the fact's own evidence, else that of the thing it belongs to."""
    if not triples:
        return {}
    roles = {role.iri for role in load_ontology().roles()}
    found: defaultdict[Triple, list[tuple[Iri, Evidence]]] = defaultdict(list)
    held = [triple for triple in triples if triple[1] in roles]
    stated = [triple for triple in triples if triple[1] not in roles]
    patterns = (
        (held, "?o zp:responsibility ?fact . ?fact prov:agent ?s ; zp:relation ?p ; zp:evidence ?e ."),
        (stated, "?fact rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; zp:evidence ?e ."),
    )
    for wanted, pattern in patterns:
        _collect(store, wanted, pattern, found)
    # Links written on a node itself (a task in its section, a target of a task) rest on what the node rests on.
    for pattern in ("?s zp:evidence ?e .", "?o zp:evidence ?e ."):
        _collect(store, [triple for triple in stated if triple not in found], pattern, found)
    return {triple: tuple(places) for triple, places in found.items()}


def _collect(store: Store, triples: Sequence[Triple], pattern: str, found: dict[Triple, list[tuple[Iri, Evidence]]]) -> None:
    if not triples:
        return
    values = " ".join("(" + " ".join(iri_text(part) for part in triple) + ")" for triple in triples)
    rows = store.query(
        f"SELECT DISTINCT ?s ?p ?o ?document ?start ?end ?quote WHERE {{ VALUES (?s ?p ?o) {{ {values} }} {pattern} {SELECTORS} }} "
        "ORDER BY ?document ?start ?end"
    )
    for s, p, o, *place in rows:
        found[(Iri(text(s)), Iri(text(p)), Iri(text(o)))].append(said(*place))


def find(store: Store, name: str) -> Thing:
    """The one thing a person means: an IRI, a name or document number as printed, the last part of an IRI, a task's number, part of a name.

    Raises `InputError` if there is none or more than one.
    """
    wanted = name.strip()
    for candidates in (_by_iri(store, wanted), _by_name(store, wanted), _by_number(store, wanted), _by_part(store, wanted)):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            raise ManyMeant(wanted, [Meant(thing.iri, _full_label(thing), thing.kind) for thing in candidates])
    raise InputError(f"图谱里没有“{_short(wanted)}”", "没有一个事物的名称、文号、编号或网址与它相同", "请检查写法，或先用搜索找到它")


def _full_label(thing: Thing) -> str:
    """What tells a thing from others of its name: its full name, its number, the document it belongs to."""
    if thing.number is not None:
        return f"{thing.number}. {thing.label}（{thing.iri.split('/')[-2]}）"
    return thing.full or thing.label


def find_document(store: Store, name: str | None) -> Iri | None:
    """The document a parameter names (IRI, stable id, number or title); None for all documents. Raises `InputError`."""
    if not name or not name.strip():
        return None
    for iri in store.documents():
        if name in (iri, iri.rsplit("/", 1)[-1]):
            return iri
    thing = find(store, name)
    if thing.kind != "Document":
        raise InputError(f"“{_short(name)}”不是已读入的文件", f"它是{thing.label}", "请从文件清单里选一份文件")
    return thing.iri


def document_choices(store: Store, chosen: Iri | None, parameter: str = "document") -> tuple[ParameterChoice, ...]:
    """One choice a document, and one for all of them; none if there is only one document."""
    documents = store.documents()
    if len(documents) < 2 and parameter == "document":
        return ()
    names = things(store, documents)
    everything = (ParameterChoice(parameter, "", "全部文件", chosen is None),) if parameter == "document" else ()
    one = (
        ParameterChoice(parameter, iri.rsplit("/", 1)[-1], names[iri].label if iri in names else local(iri), iri == chosen)
        for iri in documents
    )
    return everything + tuple(sorted(one, key=lambda choice: (choice.label, choice.value)))


def _short(name: str) -> str:
    return name if len(name) <= 40 else name[:40] + "…"


def _described(store: Store, pattern: str) -> list[Thing]:
    rows = store.query(f"SELECT DISTINCT ?thing WHERE {{ {pattern} ?thing rdfs:label ?label ; a ?kind . }} ORDER BY ?thing LIMIT 200")
    return list(things(store, [Iri(text(cell)) for (cell,) in rows]).values())


def _by_iri(store: Store, name: str) -> list[Thing]:
    return list(things(store, [Iri(name)]).values()) if re.match(r"[a-z][a-z0-9+.-]*:\S+$", name) else []


def _by_name(store: Store, name: str) -> list[Thing]:
    plain = name.strip("《》")
    said_as = " ".join({literal_text(plain, "zh"): 0, literal_text(plain): 0, literal_text(name, "zh"): 0})
    properties = "rdfs:label|skos:prefLabel|skos:altLabel|zp:documentNumber"
    exact = _described(store, f"VALUES ?name {{ {said_as} }} ?thing {properties} ?name .")
    return exact or _described(store, f"?thing a ?any . FILTER(STRENDS(STR(?thing), {literal_text('/' + name)}))")


def _by_number(store: Store, name: str) -> list[Thing]:
    number = _NUMBER.fullmatch(name)
    return _described(store, f"?thing a zp:Task ; zp:number {int(number[1])} .") if number else []


def _by_part(store: Store, name: str) -> list[Thing]:
    pattern = f"?thing rdfs:label ?part . FILTER(CONTAINS(STR(?part), {literal_text(name)}))"
    found = _described(store, pattern) if name else []
    units = [thing for thing in found if thing.kind in ("Unit", "UnitGroup")]
    return units if len(units) == 1 else found
