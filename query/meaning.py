"""What a question means: a small algebra over the kinds and relations of the ontology.

Sets (Of, One, Via, Both, Either, Minus, Where, Having, Partners, Top) denote things of one kind; forms (Count, Describe, Whether,
Compared, Average, Placed) say what is asked of sets. A bare set asks for its members.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from zhengpu.graph.errors import DefinitionError
from zhengpu.graph.facts import Iri
from zhengpu.graph.ontology import Ontology

__all__ = [
    "Average",
    "Both",
    "Compared",
    "Count",
    "Describe",
    "Either",
    "Having",
    "Meaning",
    "Minus",
    "Of",
    "One",
    "Operator",
    "Partners",
    "Placed",
    "Set",
    "Step",
    "Top",
    "Via",
    "Where",
    "Whether",
    "check",
    "exchange",
    "kind_of",
    "parts",
]

Operator = Literal["=", "!=", "<", "<=", ">", ">=", "contains", "lacks", "starts", "ends", "exists", "missing"]


@dataclass(frozen=True, slots=True)
class Step:
    """Along one of these relations, with or against its direction; `deep` follows it any number of times.

    >>> Step(("zp:leads", "zp:responsibleFor")).turned
    Step(relations=('zp:leads', 'zp:responsibleFor'), forward=False, deep=False)
    """

    relations: tuple[str, ...]
    forward: bool = True
    deep: bool = False

    @property
    def turned(self) -> Step:
        """The same step the other way round."""
        return Step(self.relations, not self.forward, self.deep)


@dataclass(frozen=True, slots=True)
class Of:
    """All things of a kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class One:
    """Named things of one kind; `label` is how the question called them."""

    kind: str
    iris: tuple[Iri, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Via:
    """Things of `kind` one step away from the source."""

    source: Set
    step: Step
    kind: str


@dataclass(frozen=True, slots=True)
class Both:
    """In every one of these sets."""

    sets: tuple[Set, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """In at least one of these sets."""

    sets: tuple[Set, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    """In the first set, not in the second."""

    source: Set
    without: Set


@dataclass(frozen=True, slots=True)
class Where:
    """Members whose attribute stands in this relation to a value (no value for `exists` and `missing`)."""

    source: Set
    attribute: str
    operator: Operator
    value: str | int | Decimal | date | None = None


@dataclass(frozen=True, slots=True)
class Having:
    """Members with so many things one step away."""

    source: Set
    step: Step
    operator: Operator
    number: int
    within: Set | None = None


@dataclass(frozen=True, slots=True)
class Partners:
    """Other things of the same kind that share a step's end with the source (units that share a task)."""

    source: Set
    step: Step
    within: Set | None = None


@dataclass(frozen=True, slots=True)
class Top:
    """Members with the most (or fewest) things a step away, or the greatest attribute: `n` places from `rank` on, ties included."""

    source: Set
    by: Step | str
    n: int = 1
    rank: int = 1
    most: bool = True
    within: Set | None = None


Set = Of | One | Via | Both | Either | Minus | Where | Having | Partners | Top


@dataclass(frozen=True, slots=True)
class Count:
    """How many; with `by`, how many for each thing one step away, or two with `then` (only for those `among`).

    Where `by` is an attribute, how many for each year of it.
    """

    source: Set
    by: Step | str | None = None
    by_kind: str | None = None
    among: Set | None = None
    then: Step | None = None


@dataclass(frozen=True, slots=True)
class Describe:
    """The values of these attributes of the members."""

    source: Set
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whether:
    """Is there any?"""

    source: Set


@dataclass(frozen=True, slots=True)
class Compared:
    """The sizes of two sets: is the first larger (smaller, as large), by how much, how far apart are they, or what part of the second is it."""

    first: Set
    second: Set
    how: Literal["more", "fewer", "same", "difference", "gap", "share"]


@dataclass(frozen=True, slots=True)
class Average:
    """How many things one step away a member has on average."""

    source: Set
    by: Step
    within: Set | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Which place a thing takes among the members of `source` by how many things it has one step away."""

    thing: One
    source: Set
    by: Step
    within: Set | None = None


Meaning = Set | Count | Describe | Whether | Compared | Average | Placed


def kind_of(meaning: Meaning) -> str:
    """The kind of thing a meaning is about.

    >>> kind_of(Count(Via(Of("zp:Unit"), Step(("zp:leads",)), "zp:Task")))
    'zp:Task'
    """
    match meaning:
        case Of(kind) | One(kind) | Via(kind=kind):
            return kind
        case Both(sets) | Either(sets):
            return kind_of(sets[0])
        case Minus(source) | Where(source) | Having(source) | Partners(source):
            return kind_of(source)
        case Count(source) | Top(source) | Describe(source) | Whether(source):
            return kind_of(source)
        case Average(source=source) | Placed(source=source) | Compared(first=source):
            return kind_of(source)


def parts(meaning: Meaning) -> Iterator[Meaning]:
    """The meaning and everything inside it."""
    yield meaning
    match meaning:
        case Both(sets) | Either(sets):
            for each in sets:
                yield from parts(each)
        case Minus(source, without):
            yield from parts(source)
            yield from parts(without)
        case Having() | Partners() | Top() | Average() | Placed():
            if isinstance(meaning, Placed):
                yield meaning.thing
            yield from parts(meaning.source)
            if meaning.within is not None:
                yield from parts(meaning.within)
        case Compared(first, second):
            yield from parts(first)
            yield from parts(second)
        case Via(source) | Where(source) | Describe(source) | Whether(source):
            yield from parts(source)
        case Count(source, among=among):
            yield from parts(source)
            if among is not None:
                yield from parts(among)
        case _:
            pass


def exchange(meaning: Meaning, old: Set, new: Set) -> Meaning:
    """The meaning with one of its parts exchanged for another.

    >>> exchange(Count(Of("zp:Task")), Of("zp:Task"), Of("zp:Unit"))
    Count(source=Of(kind='zp:Unit'), by=None, by_kind=None, among=None, then=None)
    """
    if meaning == old:
        return new

    def inside(part: Set) -> Set:
        return cast(Set, exchange(part, old, new))

    def perhaps(part: Set | None) -> Set | None:
        return None if part is None else inside(part)

    match meaning:
        case Both(sets):
            return Both(tuple(map(inside, sets)))
        case Either(sets):
            return Either(tuple(map(inside, sets)))
        case Minus(source, without):
            return Minus(inside(source), inside(without))
        case Having() | Partners() | Top() | Average():
            return replace(meaning, source=inside(meaning.source), within=perhaps(meaning.within))
        case Placed():
            thing = cast(One, inside(meaning.thing))
            return replace(meaning, thing=thing, source=inside(meaning.source), within=perhaps(meaning.within))
        case Compared(first, second):
            return replace(meaning, first=inside(first), second=inside(second))
        case Count():
            return replace(meaning, source=inside(meaning.source), among=perhaps(meaning.among))
        case Via() | Where() | Describe() | Whether():
            return replace(meaning, source=inside(meaning.source))
        case _:
            return meaning


def check(meaning: Meaning, ontology: Ontology) -> None:
    """Raises `DefinitionError` where a meaning says what the ontology does not know, or joins things of different kinds.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> check(Via(Of("zp:Unit"), Step(("zp:leads",)), "zp:Task"), load_ontology())
    """
    for part in parts(meaning):
        match part:
            case Of(kind) | One(kind=kind):
                ontology.kind(kind)
            case Via(source, step, kind):
                _check_step(step, kind_of(source), ontology)
                _check_step(step.turned, kind, ontology)
            case Both(sets) | Either(sets):
                if len({kind_of(each) for each in sets}) != 1:
                    raise DefinitionError(
                        "问句的含义把不同类别的事物并在一起", ", ".join(sorted({kind_of(s) for s in sets})), "请检查 query/wanted"
                    )
            case Minus(source, without):
                if len({_GROUPS.get(kind_of(s), kind_of(s)) for s in (source, without)}) > 1:
                    raise DefinitionError(
                        "问句的含义从一类事物里减去另一类", f"{kind_of(source)} 与 {kind_of(without)}", "请检查 query/wanted"
                    )
            case Having(source=source, step=step) | Partners(source=source, step=step):
                _check_step(step, kind_of(source), ontology)
            case Top(source=source, by=Step() as step) | Average(source=source, by=step) | Placed(source=source, by=step):
                _check_step(step, kind_of(source), ontology)
            case _:
                pass


_GROUPS = {"zp:UnitGroup": "zp:Unit"}


def _check_step(step: Step, kind: str, ontology: Ontology) -> None:
    """Does the step start at this kind? Relations without a stated end start anywhere; a group is a unit."""
    for term in step.relations:
        relation = ontology.relation(term)
        end = relation.domain if step.forward else relation.range
        if end is not None and _GROUPS.get(end, end) != _GROUPS.get(kind, kind):
            raise DefinitionError(f"关系 {term} 不从 {kind} 出发", f"它连接 {relation.domain} 与 {relation.range}", "请检查 query/wanted")
