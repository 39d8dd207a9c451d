"""The ontology as typed values: kinds and relations with their words, colours and examples, read from `ontology.ttl`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from zhengpu.graph.errors import DefinitionError
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import PREFIXES

__all__ = ["Kind", "Ontology", "Relation", "check_ontology", "load_ontology", "ontology_text"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of the graph. `cues` are the words people ask with, by language; `suffixes` end names of this kind.

    `example_answer` is what the example question must find on the sample plan, or on a plan with the example sentence: numbers of
    tasks, labels, a count or a value, joined by ；.
    """

    term: str
    iri: Iri
    label: str
    cues: tuple[str, ...]
    cues_en: tuple[str, ...]
    suffixes: tuple[str, ...]
    measures: tuple[str, ...]
    colour: str
    example_sentence: str
    example_question: str
    example_answer: str
    parent: Iri | None


@dataclass(frozen=True, slots=True)
class Relation:
    """A property of the graph. `literal` tells attributes (values) from links (things).

    `key` is what a role is called in a reading (`cooperates`) and, with the prefix, in `zp:role`. `paper_cues` are words that mean it
    only where nothing but the paper itself is spoken of (落款, 管到).
    """

    term: str
    key: str
    iri: Iri
    label: str
    inverse_label: str
    triggers: tuple[str, ...]
    cues: tuple[str, ...]
    cues_en: tuple[str, ...]
    paper_cues: tuple[str, ...]
    domain: str | None
    range: str | None
    colour: str
    symbol: str
    example_sentence: str
    example_question: str
    example_answer: str
    literal: bool
    parent: str | None


@dataclass(frozen=True, slots=True)
class Ontology:
    """All kinds and relations by prefixed term (`zp:Task`, `zp:leads`, `eli:based_on`)."""

    kinds: dict[str, Kind]
    relations: dict[str, Relation]

    def kind(self, term: str) -> Kind:
        """A kind by term. Raises `DefinitionError` if there is none."""
        if term not in self.kinds:
            raise DefinitionError(f"本体里没有类别 {term}", "ontology.ttl 没有定义它", "请检查拼写")
        return self.kinds[term]

    def relation(self, term: str) -> Relation:
        """A relation by term. Raises `DefinitionError` if there is none."""
        if term not in self.relations:
            raise DefinitionError(f"本体里没有关系 {term}", "ontology.ttl 没有定义它", "请检查拼写")
        return self.relations[term]

    def roles(self) -> tuple[Relation, ...]:
        """The roles of a unit in a task: every relation below `zp:takesPartIn`."""
        return tuple(r for r in self.relations.values() if r.parent == "zp:takesPartIn")

    def role_names(self) -> dict[str, str]:
        """What `zp:role` calls each role, by the relation's term.

        >>> load_ontology().role_names()["zp:cooperatesOn"]
        'zp:cooperates'
        """
        return {role.term: f"zp:{role.key}" for role in self.roles()}


def ontology_text() -> str:
    """The definition file itself (Turtle)."""
    return resources.files("zhengpu.graph").joinpath("ontology.ttl").read_text("utf-8")


def load_ontology(text: str | None = None) -> Ontology:
    """Read the definition file, or another text in the same shape. One text is read once.

    >>> load_ontology().relations["zp:leads"].label
    '牵头'
    """
    return _read(text if text is not None else ontology_text())


def check_ontology(text: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong in a definition file: the entry, its key, and what it is.

    >>> entry = '''@prefix zp: <https://w3id.org/zhengpu/ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... zp:accepts a owl:ObjectProperty ; zp:color "#123456" .'''
    >>> list(check_ontology(entry))
    [('zp:accepts', 'zp:color', '没有这个键'), ('zp:accepts', 'rdfs:label', '缺少这个键')]
    """
    described, ontology = _described(text), _read(text)
    entries: tuple[Kind | Relation, ...] = (*ontology.kinds.values(), *ontology.relations.values())
    for entry in entries:
        said = described[entry.iri]
        yield from ((entry.term, key, "没有这个键") for key in said if key not in _KEYS)
        if not entry.label:
            yield entry.term, "rdfs:label", "缺少这个键"
        if entry.colour and not _COLOUR.fullmatch(entry.colour):
            yield entry.term, "zp:colour", f"“{entry.colour}”不是 #1F5FA8 这样的颜色"
    for relation in ontology.relations.values():
        for key, end in (("rdfs:domain", relation.domain), ("rdfs:range", relation.range)):
            if end is not None and end.startswith("zp:") and end not in ontology.kinds:
                yield relation.term, key, f"没有类别 {end}"
        if relation.parent is not None and relation.parent not in ontology.relations:
            yield relation.term, "rdfs:subPropertyOf", f"没有关系 {relation.parent}"
    roles = ontology.roles()
    for role in roles:
        yield from ((role.term, key, "角色要有这个键") for key in _OF_ROLES if key not in described[role.iri])
        if [other.symbol for other in roles].count(role.symbol) > 1:
            yield role.term, "zp:symbol", f"另一个角色也用“{role.symbol}”"


@lru_cache(maxsize=8)
def _read(text: str) -> Ontology:
    described = _described(text)
    kinds: dict[str, Kind] = {}
    relations: dict[str, Relation] = {}
    for iri, said in described.items():
        types = {_term(o.value) for o in said["rdf:type"] if isinstance(o, NamedNode)}
        if "owl:Class" in types:
            kind = _kind(Iri(iri), said)
            kinds[kind.term] = kind
        elif types & {"owl:ObjectProperty", "owl:DatatypeProperty"}:
            relation = _relation(Iri(iri), said, literal="owl:DatatypeProperty" in types)
            relations[relation.term] = relation
    return Ontology(kinds, relations)


_Said = Mapping[str, list[Literal | NamedNode]]
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_OF_ROLES = (
    "rdfs:label",
    "zp:inverseLabel",
    "zp:trigger",
    "zp:cue",
    "zp:colour",
    "zp:symbol",
    "zp:exampleSentence",
    "zp:exampleQuestion",
    "zp:exampleAnswer",
)
_BESIDE = ("zp:key", "zp:suffix", "zp:measure", "zp:paperCue")
_KEYS = frozenset((*_OF_ROLES, "rdf:type", "rdfs:comment", "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range", *_BESIDE))


def _described(text: str) -> Mapping[str, _Said]:
    described: defaultdict[str, defaultdict[str, list[Literal | NamedNode]]] = defaultdict(lambda: defaultdict(list))
    for quad in parse(text, format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal | NamedNode):
            described[quad.subject.value][_term(quad.predicate.value)].append(quad.object)
    return described


_OWL = "http://www.w3.org/2002/07/owl#"


def _term(iri: str) -> str:
    for prefix, base in (*PREFIXES.items(), ("owl", _OWL)):
        if iri.startswith(base):
            return f"{prefix}:{iri[len(base) :]}"
    return iri


def _texts(said: _Said, term: str, language: str | None = None) -> tuple[str, ...]:
    return tuple(o.value for o in said.get(term, []) if isinstance(o, Literal) and (language is None or o.language == language))


def _first(said: _Said, term: str) -> str:
    found = _texts(said, term)
    return found[0] if found else ""


def _node(said: _Said, term: str) -> str | None:
    return next((_term(o.value) for o in said.get(term, []) if isinstance(o, NamedNode)), None)


def _kind(iri: Iri, said: _Said) -> Kind:
    parent = next((Iri(o.value) for o in said.get("rdfs:subClassOf", []) if isinstance(o, NamedNode)), None)
    return Kind(
        term=_term(iri),
        iri=iri,
        label=_first(said, "rdfs:label"),
        cues=_texts(said, "zp:cue", "zh"),
        cues_en=_texts(said, "zp:cue", "en"),
        suffixes=_texts(said, "zp:suffix"),
        measures=_texts(said, "zp:measure"),
        colour=_first(said, "zp:colour"),
        example_sentence=_first(said, "zp:exampleSentence"),
        example_question=_first(said, "zp:exampleQuestion"),
        example_answer=_first(said, "zp:exampleAnswer"),
        parent=parent,
    )


def _relation(iri: Iri, said: _Said, literal: bool) -> Relation:
    return Relation(
        term=_term(iri),
        key=_first(said, "zp:key") or _term(iri).partition(":")[2],
        iri=iri,
        label=_first(said, "rdfs:label"),
        inverse_label=_first(said, "zp:inverseLabel"),
        triggers=_texts(said, "zp:trigger"),
        cues=_texts(said, "zp:cue", "zh"),
        cues_en=_texts(said, "zp:cue", "en"),
        paper_cues=_texts(said, "zp:paperCue"),
        domain=_node(said, "rdfs:domain"),
        range=_node(said, "rdfs:range"),
        colour=_first(said, "zp:colour"),
        symbol=_first(said, "zp:symbol"),
        example_sentence=_first(said, "zp:exampleSentence"),
        example_question=_first(said, "zp:exampleQuestion"),
        example_answer=_first(said, "zp:exampleAnswer"),
        literal=literal,
        parent=_node(said, "rdfs:subPropertyOf"),
    )
