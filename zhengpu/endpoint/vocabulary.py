"""Chinese names of what may stand in a query: the ontology's own, and those of vocabularies beside it and of SPARQL's words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from zhengpu.graph.names import expand
from zhengpu.graph.ontology import Ontology

__all__ = ["Sort", "Term", "Vocabulary", "load_vocabulary"]

Sort = Literal["class", "relation"]


@dataclass(frozen=True, slots=True)
class Term:
    """A class or relation as a query writes it, its Chinese label, and the other words that lead to it."""

    term: str
    iri: str
    label: str
    sort: Sort
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms by IRI; what a form of query does; what one of its words does; what a word before braces makes of their conditions."""

    terms: Mapping[str, Term]
    forms: Mapping[str, str]
    words: Mapping[str, str]
    blocks: Mapping[str, str]


def load_vocabulary(ontology: Ontology) -> Vocabulary:
    """The ontology's terms and those of `vocabulary.toml`.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> known = load_vocabulary(load_ontology())
    >>> known.terms["https://w3id.org/zhengpu/ns#leads"].label, known.terms["http://www.w3.org/ns/oa#exact"].label
    ('牵头', '引文')
    """
    said = tomllib.loads(resources.files("zhengpu.endpoint").joinpath("vocabulary.toml").read_text("utf-8"))
    beside = (Term(term, expand(term), label, "relation") for term, label in said["terms"].items())
    terms = {term.iri: term for term in (*beside, *_own(ontology))}
    return Vocabulary(terms, said["forms"], said["words"], said["blocks"])


def _own(ontology: Ontology) -> Iterator[Term]:
    for kind in ontology.kinds.values():
        yield Term(kind.term, kind.iri, kind.label, "class", kind.cues)
    for relation in ontology.relations.values():
        words = (relation.inverse_label, *relation.cues) if relation.inverse_label else relation.cues
        yield Term(relation.term, relation.iri, relation.label, "relation", words)
