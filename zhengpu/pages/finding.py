"""Looking things up by conditions: kind, words, document, section, unit, role, deadline; one page of rows with their sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import quote

from zhengpu.graph.errors import InputError
from zhengpu.graph.names import expand, iri_text, literal_text, local
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.rows import Cell
from zhengpu.graph.store import Store
from zhengpu.pages.addresses import address

__all__ = ["KINDS", "ORDERS", "PAGE", "Choices", "Conditions", "DutyRow", "FoundPage", "FoundRow", "Option", "Sentence", "choices", "find"]

KINDS = ("Task", "Unit", "Target", "Policy", "Programme", "Project", "Place")
"""The kinds that can be looked up, in the order of their tabs."""

PAGE = 50

_NOT_KEY = re.compile(r"[^\w/-]")

_CLASSES: Mapping[str, tuple[str, ...]] = {"Unit": ("zp:Unit", "zp:UnitGroup"), "Policy": ("zp:Policy", "zp:Document")}
_CITING = ("zp:cites", "eli:based_on")
_SELECTORS = (
    "oa:hasSource ?source ; oa:hasSelector ?position_, ?quoted_ . ?position_ oa:start ?start ; oa:end ?end . ?quoted_ oa:exact ?quote"
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is looked for. Units and sections are named by the key at the end of their IRI; `due` is the last day that counts."""

    kind: str = "Task"
    words: str = ""
    document: str = ""
    section: str = ""
    unit: str = ""
    role: str = ""
    due: date | None = None
    offset: int = 0
    sort: str = ""

    @property
    def on_tasks(self) -> bool:
        """Whether a condition speaks of tasks."""
        return bool(self.section or self.unit or self.role or self.due)

    def link(self, **changed: str | int) -> str:
        """The address of this state with something changed; a change begins at the first page again.

        >>> Conditions(words="庙会").link(kind="Unit")
        '/?kind=Unit&words=%E5%BA%99%E4%BC%9A'
        """
        given = {f.name: str(value) for f in fields(self) if (value := getattr(self, f.name))} | {"offset": ""}
        given |= {name: str(value) for name, value in changed.items()}
        return address("/", {name: value for name, value in given.items() if value != "0"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters of a document that a row rests on."""

    document: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A unit in a role: `role` is the local name of the relation."""

    role: str
    unit: str
    key: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One thing that fits. `remark` says what else is known, `tasks` are the numbers of the tasks it stands in."""

    iri: str
    label: str
    number: int | None = None
    document: str = ""
    title: str = ""
    section: str = ""
    remark: str = ""
    duties: tuple[DutyRow, ...] = ()
    tasks: tuple[int, ...] = ()
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of rows; `counts` tells for every kind how many fit the same conditions."""

    total: int
    rows: tuple[FoundRow, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Option:
    """One value a condition may take."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for each condition, as far as the graph has it."""

    documents: tuple[Option, ...]
    sections: tuple[Option, ...]
    units: tuple[Option, ...]
    dates: tuple[Option, ...]

    @property
    def headings(self) -> dict[tuple[str, str], str]:
        """The heading of each section by document and path."""
        parted = ((option.value.partition("/")[0], *option.label.partition("　")) for option in self.sections)
        return {(document, path): heading for document, path, _, heading in parted}


def find(store: Store, asked: Conditions) -> FoundPage:
    """The things that fit, in reading order. Raises `InputError` for a kind or role that does not exist."""
    if asked.kind not in KINDS:
        raise InputError(f"不能按“{asked.kind[:20]}”查找", f"可以查找的是 {'、'.join(KINDS)}", "请改用其中之一")
    roles = load_ontology().role_names()
    if asked.role and f"zp:{asked.role}" not in roles:
        raise InputError(f"没有“{asked.role[:20]}”这种角色", f"角色只有 {'、'.join(r[3:] for r in roles)}", "请改用其中之一")
    if asked.sort not in ORDERS:
        raise InputError(f"没有“{asked.sort[:20]}”这种排法", f"可以是 {'、'.join(filter(None, ORDERS))}", "请改用其中之一")
    counts = {kind: _count(store, replace(asked, kind=kind)) for kind in KINDS}
    due, dated = ("(MIN(?day) AS ?due)", _DUE) if asked.sort == "due" else ("", "")
    page = store.query(
        f"SELECT ?x (SAMPLE(?l) AS ?label) (MIN(?p) AS ?at) (MIN(STR(?d)) AS ?plan) (COUNT(DISTINCT ?t) AS ?n) {due} {{ "
        f"{_pattern(store, asked)} ?x rdfs:label ?l . OPTIONAL {{ ?t zp:position ?p }} {dated} }} GROUP BY ?x "
        f"ORDER BY {_order(asked)} LIMIT {PAGE} OFFSET {asked.offset:d}"
    )
    iris = [str(iri) for iri in page.column("x") if iri is not None]
    labels = dict(zip(iris, map(str, page.column("label")), strict=False))
    return FoundPage(counts[asked.kind], tuple(_rows(store, asked, iris, labels)), counts)


_DUE = "OPTIONAL { { ?x zp:deadline ?day } UNION { ?t zp:deadline ?day } FILTER(DATATYPE(?day) = xsd:date) }"

ORDERS = {"": "按原有次序", "name": "按名称", "tasks": "按任务数", "due": "按期限"}
"""The orders a list of things may have; its own is reading order, of units the busiest first."""


def _order(asked: Conditions) -> str:
    match asked.sort:
        case "name":
            return "?label ?x"
        case "tasks":
            return "DESC(?n) ?label ?x"
        case "due":
            return "(!BOUND(?due)) ?due ?plan ?at ?label ?x"
    return "DESC(?n) ?label ?x" if asked.kind == "Unit" else "?plan ?at ?label ?x"


def _count(store: Store, asked: Conditions) -> int:
    return int(str(store.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {_pattern(store, asked)} }}").one or 0))


def _pattern(store: Store, asked: Conditions) -> str:
    """The things `?x` of the kind, and the tasks `?t` (or documents) they stand in, with every condition."""
    classes = " ".join(_CLASSES.get(asked.kind, (f"zp:{asked.kind}",)))
    steps = [f"VALUES ?class {{ {classes} }} ?x a ?class ."]
    match asked.kind:
        case "Task":
            steps.append("BIND(?x AS ?t) ?t zp:inDocument ?d .")
        case "Unit":
            # A unit that is only named in the head or tail of a plan stands in no task.
            steps.append("?x zp:takesPartIn ?t . ?t zp:inDocument ?d .")
        case "Target":
            steps.append("?t zp:hasTarget ?x . ?x zp:inDocument ?d .")
        case "Policy":
            steps.append(f"?t {'|'.join(_CITING)} ?x . {_ORIGIN}")
        case _:
            steps.append("?said rdf:object ?x ; rdf:subject ?t ; zp:evidence/oa:hasSource ?d .")
    if asked.on_tasks and asked.kind != "Task":
        steps.append("?t a zp:Task .")
    return " ".join([*steps, *_conditions(store, asked)])


_ORIGIN = "OPTIONAL { ?t zp:inDocument ?of } BIND(COALESCE(?of, ?t) AS ?d)"


def _conditions(store: Store, asked: Conditions) -> Iterable[str]:
    if asked.document:
        yield f"FILTER(?d = {_named(store, 'document', asked.document)})"
    if asked.section:
        yield f"?t zp:inSection/zp:inSection* {_named(store, 'section', asked.section)} ."
    predicate = iri_text(expand(f"zp:{asked.role or 'takesPartIn'}"))
    if asked.unit:
        yield f"{_named(store, 'unit', asked.unit)} {predicate} ?t ."
    if asked.role and not asked.unit:
        yield f"{'?x' if asked.kind == 'Unit' else '?who'} {predicate} ?t ."
    if asked.due:
        limit = literal_text(asked.due)
        own = "?x zp:deadline ?due" if asked.kind == "Target" else "{ ?t zp:deadline ?due } UNION { ?t zp:hasTarget/zp:deadline ?due }"
        yield f"{own} FILTER(?due <= {limit})"
    if asked.words:
        where = {"Task": "?x zp:text ?text", "Unit": "?x rdfs:label|skos:prefLabel|skos:altLabel ?text"}.get(
            asked.kind, "?x rdfs:label ?text"
        )
        yield f"{where} . FILTER(CONTAINS(LCASE(?text), {literal_text(asked.words.lower())}))"


def _rows(store: Store, asked: Conditions, iris: Sequence[str], labels: Mapping[str, str]) -> Iterable[FoundRow]:
    if not iris:
        return
    listed = " ".join(map(iri_text, iris))
    if asked.kind == "Task":
        yield from _task_rows(store, iris, labels, listed)
    elif asked.kind == "Unit":
        yield from _unit_rows(store, asked, iris, labels, listed)
    else:
        yield from _thing_rows(store, asked, iris, labels, listed)


def _task_rows(store: Store, iris: Sequence[str], labels: Mapping[str, str], listed: str) -> Iterable[FoundRow]:
    duties: defaultdict[str, list[DutyRow]] = defaultdict(list)
    said: defaultdict[str, dict[Sentence, None]] = defaultdict(dict)
    for t, role, unit, printed, *where in store.query(
        f"SELECT ?t ?role ?u ?printed ?source ?start ?end ?quote {{ VALUES ?t {{ {listed} }} ?t zp:responsibility ?r . "
        f"?r zp:relation ?role ; prov:agent ?u ; zp:printed ?printed ; zp:evidence ?e . ?e {_SELECTORS} . "
        "OPTIONAL { ?r zp:order ?order } } ORDER BY ?t ?order"
    ):
        duties[str(t)].append(DutyRow(local(str(role)), str(printed), _key(unit)))
        said[str(t)][_sentence(where)] = None
    heads = {
        str(t): (number, title, path, _key(d), _sentence((source, start, end, quote)))
        for t, number, d, title, path, source, start, end, quote in store.query(
            f"SELECT ?t ?number ?d ?title ?path ?source ?start ?end ?quote {{ VALUES ?t {{ {listed} }} ?t zp:number ?number ; "
            f"zp:inDocument ?d ; zp:evidence ?e . ?e {_SELECTORS} . ?d dct:title ?title . OPTIONAL {{ ?t zp:inSection/zp:path ?path }} }}"
        )
    }
    for iri in iris:
        number, title, path, document, own = heads.get(iri, (None, "", "", "", None))
        yield FoundRow(
            iri,
            labels[iri],
            number if isinstance(number, int) else None,
            document,
            str(title),
            _text(path),
            duties=tuple(dict.fromkeys(duties[iri])),
            sentences=tuple(said[iri]) or ((own,) if own else ()),
        )


def _unit_rows(store: Store, asked: Conditions, iris: Sequence[str], labels: Mapping[str, str], listed: str) -> Iterable[FoundRow]:
    duties: defaultdict[str, list[DutyRow]] = defaultdict(list)
    # The conditions that chose the units choose the tasks that are counted.
    pattern = _pattern(store, replace(asked, words=""))
    roles = " ".join(load_ontology().role_names())
    for x, role, count in store.query(
        f"SELECT ?x ?role (COUNT(DISTINCT ?t) AS ?n) {{ VALUES ?x {{ {listed} }} VALUES ?role {{ {roles} }} {pattern} ?x ?role ?t }} "
        "GROUP BY ?x ?role ORDER BY ?x DESC(?n) ?role"
    ):
        duties[str(x)].append(DutyRow(local(str(role)), labels[str(x)], _key(x), int(str(count))))
    full = {str(x): str(name) for x, name in store.query(f"SELECT ?x ?full {{ VALUES ?x {{ {listed} }} ?x skos:prefLabel ?full }}")}
    for iri in iris:
        remark = full.get(iri, "")
        yield FoundRow(iri, labels[iri], remark=remark if remark != labels[iri] else "", duties=tuple(duties[iri]))


def _thing_rows(store: Store, asked: Conditions, iris: Sequence[str], labels: Mapping[str, str], listed: str) -> Iterable[FoundRow]:
    numbers: defaultdict[str, dict[int, None]] = defaultdict(dict)
    said: defaultdict[str, dict[Sentence, None]] = defaultdict(dict)
    remarks: defaultdict[str, dict[str, None]] = defaultdict(dict)
    if asked.kind == "Target":
        source = f"?x zp:evidence ?e . ?e {_SELECTORS} . OPTIONAL {{ ?t zp:hasTarget ?x ; zp:number ?number }} "
        source += "OPTIONAL { ?x zp:deadline ?remark }"
    else:
        citing = f"VALUES ?p {{ {' '.join(_CITING)} }}" if asked.kind == "Policy" else ""
        source = f"?said rdf:object ?x ; rdf:predicate ?p ; rdf:subject ?t ; zp:evidence ?e . {citing} ?e {_SELECTORS} . "
        source += "OPTIONAL { ?t zp:number ?number } OPTIONAL { ?x zp:documentNumber ?remark }"
    for x, number, remark, *where in store.query(
        f"SELECT ?x ?number ?remark ?source ?start ?end ?quote {{ VALUES ?x {{ {listed} }} {source} }} ORDER BY ?source ?start ?end"
    ):
        said[str(x)][_sentence(where)] = None
        if isinstance(number, int):
            numbers[str(x)][number] = None
        if remark is not None:
            remarks[str(x)][f"{remark}前" if asked.kind == "Target" else str(remark)] = None
    for iri in iris:
        sentences = tuple(one for one in said[iri] if not asked.document or one.document == asked.document)
        document = sentences[0].document if sentences else ""
        yield FoundRow(iri, labels[iri], None, document, remark="、".join(remarks[iri]), tasks=tuple(numbers[iri]), sentences=sentences)


def choices(store: Store, asked: Conditions) -> Choices:
    """What the selects offer; sections and dates follow the chosen document."""
    where = f"FILTER(?d = {_named(store, 'document', asked.document)})" if asked.document else ""
    documents = store.query("SELECT ?d ?title { ?d a zp:Document ; dct:title ?title } ORDER BY ?title")
    sections = store.query(
        f"SELECT ?s ?path ?label {{ ?s a zp:Section ; zp:inDocument ?d ; zp:path ?path ; rdfs:label ?label . {where} "
        f"OPTIONAL {{ ?s zp:position ?p }} }} ORDER BY ?d ?p ?path LIMIT 400"
    )
    units = store.query(
        f"SELECT ?u ?label (COUNT(DISTINCT ?t) AS ?n) {{ ?u zp:takesPartIn ?t ; rdfs:label ?label . ?t zp:inDocument ?d . {where} }} "
        f"GROUP BY ?u ?label ORDER BY DESC(?n) ?label LIMIT 400"
    )
    days = store.query(f"SELECT DISTINCT ?day {{ {{ ?t zp:deadline ?day ; zp:inDocument ?d }} {where} }} ORDER BY ?day LIMIT 400")
    return Choices(
        tuple(Option(_key(d), str(title)) for d, title in documents),
        tuple(Option(_key(s), f"{path}　{label}") for s, path, label in sections),
        tuple(Option(_key(u), f"{label}（{n}项）") for u, label, n in units),
        tuple(Option(str(day), f"{day} 以前") for (day,) in days if isinstance(day, date)),
    )


def _named(store: Store, kind: str, key: str) -> str:
    """The IRI with this key; what could not stand in a key names nothing that exists, and still is an IRI."""
    return iri_text(f"{store.names.base}id/{kind}/{quote(key, safe='/') if _NOT_KEY.search(key) else key}")


def _sentence(where: Iterable[Cell]) -> Sentence:
    source, start, end, quote = where
    return Sentence(_key(source), str(quote), int(str(start)), int(str(end)))


def _key(iri: Cell) -> str:
    """What stands after the kind in an IRI: the stable id of a document, the place and name of a unit."""
    return str(iri).split("/id/", 1)[-1].partition("/")[2]


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)
