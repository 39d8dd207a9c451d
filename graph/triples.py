"""Facts → quads: how entities, facts, evidence and namings stand in RDF.

One named graph a document holds what only that document says; it never holds a triple that another document's graph could
hold too, because the union of graphs does not remove duplicates in every engine. What documents share (type and names of
units, policies, places …) is written as `zp:Naming` nodes, one for each document and thing, and `name_quads` turns all namings
of a thing into its one description in the names graph.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from zhengpu.graph.facts import DocumentGraph, Entity, Evidence, Fact, Iri, Naming, Value
from zhengpu.graph.names import PREFIXES, Names, expand
from zhengpu.graph.ontology import load_ontology

__all__ = ["document_quads", "literal", "name_quads", "namings"]

_XSD = PREFIXES["xsd"]


def literal(value: Value) -> Literal:
    """A Python value as an RDF literal; text is Chinese (`@zh`).

    >>> literal("县文旅局").language
    'zh'
    """
    if isinstance(value, bool):
        return Literal(value)
    if isinstance(value, int):
        return Literal(str(value), datatype=NamedNode(_XSD + "integer"))
    if isinstance(value, Decimal):
        return Literal(format(value.normalize(), "f"), datatype=NamedNode(_XSD + "decimal"))
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=NamedNode(_XSD + "date"))
    return Literal(value, language="zh")


class _QuadWriter:
    """Collects the quads of one graph, each once."""

    def __init__(self, graph: Iri) -> None:
        self._graph = NamedNode(graph)
        self.quads: dict[Quad, None] = {}

    def add(self, subject: Iri, term: str, value: NamedNode | Literal) -> None:
        self.quads[Quad(NamedNode(subject), NamedNode(expand(term)), value, self._graph)] = None

    def link(self, subject: Iri, term: str, target: Iri) -> None:
        self.add(subject, term, NamedNode(target))

    def say(self, subject: Iri, term: str, value: Value) -> None:
        self.add(subject, term, Literal(str(value)) if term in _PLAIN else literal(value))


# Codes, numbers of documents and quotes are plain strings: `zp:documentNumber "新政办发〔2022〕26号"` must find them.
_PLAIN = frozenset(
    {
        "zp:documentNumber",
        "zp:namedNumber",
        "zp:path",
        "zp:numbering",
        "zp:comparator",
        "schema:unitText",
        "zp:deadlineText",
        "zp:rule",
        "zp:modality",
        "oa:exact",
        "zp:fileDigest",
        "zp:sourceText",
        "zp:report",
        "zp:layout",
        "zp:normalisedUnit",
    }
)


def document_quads(graph: DocumentGraph, names: Names) -> list[Quad]:
    """All quads of one document's named graph, without duplicates, in a stable order."""
    out = _QuadWriter(graph.iri)
    out.say(graph.iri, "zp:sourceText", graph.text)
    for term, text in graph.meta.items():
        out.say(graph.iri, term, text)
    for entity in graph.entities:
        _entity(out, entity, graph.iri, names)
    for fact in graph.facts:
        _fact(out, fact, graph.iri, names)
    for naming in graph.namings:
        _naming(out, naming, graph.iri, names)
    return list(out.quads)


def _entity(out: _QuadWriter, entity: Entity, document: Iri, names: Names) -> None:
    out.link(entity.iri, "rdf:type", expand(f"zp:{entity.kind}"))
    if entity.label is not None:
        out.say(entity.iri, "rdfs:label", entity.label)
    for term, value in entity.properties:
        out.say(entity.iri, term, value)
    for term, target in entity.links:
        out.link(entity.iri, term, target)
    for evidence in entity.evidence:
        out.link(entity.iri, "zp:evidence", _evidence(out, evidence, document, names))


def _evidence(out: _QuadWriter, evidence: Evidence, document: Iri, names: Names) -> Iri:
    place = f"{evidence.span.start}-{evidence.span.end}"
    node = names.within(document, "evidence", place)
    position, quote = names.within(document, "position", place), names.within(document, "quote", place)
    out.link(node, "rdf:type", expand("oa:SpecificResource"))
    out.link(node, "oa:hasSource", document)
    out.link(node, "oa:hasSelector", position)
    out.link(node, "oa:hasSelector", quote)
    out.link(position, "rdf:type", expand("oa:TextPositionSelector"))
    out.say(position, "oa:start", evidence.span.start)
    out.say(position, "oa:end", evidence.span.end)
    out.link(quote, "rdf:type", expand("oa:TextQuoteSelector"))
    out.say(quote, "oa:exact", evidence.quote)
    return node


def _fact(out: _QuadWriter, fact: Fact, document: Iri, names: Names) -> None:
    if fact.link:
        out.link(fact.subject, fact.relation, Iri(str(fact.object)))
    else:
        out.say(fact.subject, fact.relation, fact.object)
    relation = fact.relation.partition(":")[2]
    roles = load_ontology().role_names()  # read once for one text of it
    if fact.relation in roles:
        task = Iri(str(fact.object))
        # The order is part of the name: one unit may stand twice in a clause.
        node = names.within(document, "responsibility", task.rsplit("/", 1)[-1], fact.subject.split("/id/", 1)[-1], relation)
        out.link(fact.subject, "zp:takesPartIn", task)
        out.link(task, "zp:responsibility", node)
        out.link(node, "rdf:type", expand("zp:Responsibility"))
        out.link(node, "prov:agent", fact.subject)
        out.link(node, "zp:role", expand(roles[fact.relation]))
        out.link(node, "zp:relation", expand(fact.relation))
        if fact.printed is not None:
            out.say(node, "zp:printed", fact.printed)
        if fact.order is not None:
            out.say(node, "zp:order", fact.order)
    else:
        node = names.within(document, "statement", relation, fact.subject.split("/id/", 1)[-1], str(fact.object).split("/id/", 1)[-1])
        out.link(node, "rdf:type", expand("rdf:Statement"))
        out.link(node, "rdf:subject", fact.subject)
        out.link(node, "rdf:predicate", expand(fact.relation))
        if fact.link:
            out.link(node, "rdf:object", Iri(str(fact.object)))
        else:
            out.say(node, "rdf:object", fact.object)
    out.say(node, "zp:rule", fact.rule)
    out.say(node, "zp:confidence", Decimal(str(fact.confidence)))
    for evidence in fact.evidence:
        out.link(node, "zp:evidence", _evidence(out, evidence, document, names))


def _naming(out: _QuadWriter, naming: Naming, document: Iri, names: Names) -> None:
    node = names.within(document, "naming", naming.entity.split("/id/", 1)[-1], naming.printed)
    out.link(node, "rdf:type", expand("zp:Naming"))
    out.link(node, "zp:names", naming.entity)
    out.link(node, "zp:namedKind", expand(f"zp:{naming.kind}"))
    out.say(node, "zp:printed", naming.printed)
    out.say(node, "zp:fullName", naming.full)
    out.say(node, "zp:occurrences", naming.count)
    if naming.number:
        out.say(node, "zp:namedNumber", naming.number)
    if naming.place:
        out.link(node, "zp:namedPlace", naming.place)
    if naming.own:
        out.say(node, "zp:own", True)
    for alias in naming.aliases:
        out.say(node, "zp:alias", alias)


def namings(quads: Iterable[Quad]) -> Iterator[Naming]:
    """The namings that stand in quads of one document's graph: the inverse of what `document_quads` wrote, in order of entity and form."""
    nodes: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if quad.predicate.value in _NAMING_TERMS:
            nodes[str(quad.subject)][_NAMING_TERMS[quad.predicate.value]].append(getattr(quad.object, "value", ""))
    found = []
    for held in nodes.values():
        if "names" not in held:  # a duty prints a name too
            continue
        # Spellings that differ in brackets alone share a node: which of them counts must not depend on the order of the quads.
        one = {name: max(values, key=lambda value: (len(value), value)) for name, values in held.items()}
        found.append(
            Naming(
                entity=Iri(one["names"]),
                kind=one["namedKind"].removeprefix(PREFIXES["zp"]),
                printed=one["printed"],
                full=one["fullName"],
                count=int(one["occurrences"]),
                number=one.get("namedNumber"),
                place=Iri(one["namedPlace"]) if "namedPlace" in one else None,
                own=one.get("own") in ("true", "1"),
                aliases=tuple(sorted(held.get("alias", []))),
            )
        )
    yield from sorted(found, key=lambda n: (n.entity, n.printed))


_NAMING_TERMS = {
    PREFIXES["zp"] + name: name
    for name in ("names", "namedKind", "printed", "fullName", "occurrences", "namedNumber", "namedPlace", "own", "alias")
}


def name_quads(entity: Iri, namings: Sequence[Naming], names: Names) -> Iterator[Quad]:
    """The description of one shared thing in the names graph, out of all its namings in all documents.

    One `rdfs:label` (the document's own title; else for units the form printed most often; else the form printed most often,
    the longest among ties), one `skos:prefLabel`, every other form as `skos:altLabel`.
    """
    out = _QuadWriter(names.names_graph)
    printed: Counter[str] = Counter()
    for naming in namings:
        printed[naming.printed] += naming.count
    own = sorted(n.printed for n in namings if n.own)
    label = own[0] if own else min(printed, key=lambda form: (-printed[form], -len(form), form))
    kind = "Document" if own else min(Counter(n.kind for n in namings).items(), key=lambda item: (-item[1], item[0]))[0]
    if kind != "Document":  # a document that has been read is typed in its own graph
        out.link(entity, "rdf:type", expand(f"zp:{kind}"))
    out.say(entity, "rdfs:label", label)
    full = _best(n.full for n in namings if n.own) or _best(n.full for n in namings) or label
    out.say(entity, "skos:prefLabel", full)
    for form in sorted({*printed, *(a for n in namings for a in n.aliases)} - {label, full}):
        out.say(entity, "skos:altLabel", form)
    if number := _best(n.number for n in namings):
        out.say(entity, "zp:documentNumber", number)
    if place := _best(n.place for n in namings):
        out.link(entity, "zp:jurisdiction", Iri(place))
    yield from out.quads


def _best(values: Iterable[str | None]) -> str | None:
    """The most frequent, then longest, then first value."""
    found = Counter(v for v in values if v)
    return min(found, key=lambda v: (-found[v], -len(v), v)) if found else None
