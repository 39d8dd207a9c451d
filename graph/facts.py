"""What has been said: spans, evidence, entities, facts, and the graph of one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NewType

__all__ = ["DocumentGraph", "Entity", "Evidence", "Fact", "Iri", "Naming", "Span", "Value"]

Iri = NewType("Iri", str)
"""An absolute IRI, as made by `graph.names`."""

Value = Iri | str | int | Decimal | date | bool
"""What a property may hold: an IRI, Chinese text (language zh), a number, a date. (`Iri` is a str at run time: see `Entity`.)"""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of Unicode code points in the document's original text.

    >>> "新绛县文旅局"[Span(3, 6).slice]
    '文旅局'
    """

    start: int
    end: int

    @property
    def slice(self) -> slice:
        """For `text[span.slice]`."""
        return slice(self.start, self.end)

    def __contains__(self, other: object) -> bool:
        return isinstance(other, Span) and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Evidence:
    """The characters a fact rests on; `quote` is `text[span.start:span.end]`, at most one sentence or clause."""

    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A node that belongs to one document (document, section, task, target, funding …).

    `properties` are (term, value) pairs; a term is a prefixed name such as `zp:path`. `links` are (term, IRI) pairs.
    `label` becomes its one `rdfs:label` (None for the document itself, whose label stands in the names graph).
    """

    iri: Iri
    kind: str
    label: str | None
    properties: tuple[tuple[str, Value], ...] = ()
    links: tuple[tuple[str, Iri], ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """subject – relation – object, with the characters that say so and the rule that read them.

    `relation` is a prefixed term (`zp:leads`, `zp:cites`, `eli:based_on`). For the roles (leads, cooperatesOn, responsibleFor,
    guides) the subject is the unit, the object the task; `printed` is the unit's name as printed and `order` its place in the clause.
    `link` says whether `object` is an IRI or a literal.
    """

    subject: Iri
    relation: str
    object: Value
    evidence: tuple[Evidence, ...]
    rule: str
    confidence: float = 1.0
    link: bool = True
    order: int | None = None
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """How one document names a thing that several documents may share (unit, group, policy, programme, project, place).

    The names graph (one type, one `rdfs:label`, one `skos:prefLabel`, all `skos:altLabel`) is a pure function of all namings.
    `own` marks the document naming itself: its title then is the label.
    """

    entity: Iri
    kind: str
    printed: str
    full: str
    count: int = 1
    number: str | None = None
    place: Iri | None = None
    own: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentGraph:
    """Everything one document says, ready for the store. `meta` are plain texts about the reading (`zp:report`), by term."""

    iri: Iri
    text: str
    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]
    namings: tuple[Naming, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
