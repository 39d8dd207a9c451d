"""Meanings: random ones give the same rows in two SPARQL engines, in SQL and in a plain walk over the facts; wrong ones are refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
import rdflib

from zhengpu.graph.errors import DefinitionError
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import PREFIXES, expand
from zhengpu.graph.ontology import load_ontology
from zhengpu.graph.store import EmbeddedStore
from zhengpu.query.meaning import (
    Average,
    Both,
    Compared,
    Count,
    Describe,
    Either,
    Having,
    Meaning,
    Minus,
    Of,
    One,
    Partners,
    Placed,
    Set,
    Step,
    Top,
    Via,
    Where,
    check,
    kind_of,
)
from zhengpu.query.rows.fetch import fetched
from zhengpu.query.rows.sparql import MEMBER, sparql
from zhengpu.query.rows.sql import sql
from zhengpu.query.saying.paraphrase import phrase
from zhengpu.service import Zhengpu

ONTOLOGY = load_ontology()
ROLES = (("zp:leads",), ("zp:cooperatesOn",), ("zp:leads", "zp:responsibleFor"), ("zp:takesPartIn",))
TASK, UNIT, TARGET, SECTION, DOCUMENT = "zp:Task", "zp:Unit", "zp:Target", "zp:Section", "zp:Document"
HOW_MANY = 120


class Facts:
    """The triples of a store, walked without SPARQL."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.triples: dict[str, set[tuple[str, str]]] = {}
        for quad in store.quads():
            self.triples.setdefault(quad.predicate.value, set()).add((quad.subject.value, getattr(quad.object, "value", "")))
        self.kinds: dict[str, set[str]] = {}
        for subject, kind in self.triples[expand("rdf:type")]:
            self.kinds.setdefault(kind, set()).add(subject)

    def of(self, kind: str) -> set[str]:
        return set().union(*(self.kinds.get(expand(k), set()) for k in ((UNIT, "zp:UnitGroup") if kind == UNIT else (kind,))))

    def hop(self, things: set[str], step: Step) -> set[str]:
        pairs = set().union(*(self.triples.get(expand(r), set()) for r in step.relations))
        pairs = pairs if step.forward else {(b, a) for a, b in pairs}
        found = {b for a, b in pairs if a in things}
        while step.deep and (more := {b for a, b in pairs if a in found} - found):
            found |= more
        return found

    def members(self, meaning: Set) -> set[str]:
        match meaning:
            case Of(kind):
                return self.of(kind)
            case One(iris=iris):
                return set(iris)
            case Via(source, step, kind):
                return self.hop(self.members(source), step) & self.of(kind)
            case Both(sets):
                return set.intersection(*map(self.members, sets))
            case Either(sets):
                return set.union(*map(self.members, sets))
            case Minus(source, without):
                return self.members(source) - self.members(without)
            case Where(source, attribute, operator, value):
                held = self.triples.get(expand(attribute), set())
                tests = {
                    "contains": lambda v: str(value) in v,
                    "lacks": lambda v: str(value) not in v,
                    "starts": lambda v: v.startswith(str(value)),
                    "ends": lambda v: v.endswith(str(value)),
                    ">=": lambda v: v >= str(value),
                    "=": lambda v: v == str(value),
                    "exists": lambda v: True,
                }
                if operator == "missing":
                    return self.members(source) - {s for s, _ in held}
                return {s for s, v in held if tests[operator](v)} & self.members(source)
            case Having(source, step, _, number):
                return {s for s in self.members(source) if len(self.hop({s}, step)) >= number}
            case Partners(source, step):
                own = self.members(source)
                return {x for u in own for x in self.hop(self.hop({u}, step), step.turned) & self.of(kind_of(source)) if x != u}
            case Top(source, Step() as step, n, rank, most):
                held = {s: len(found) for s in self.members(source) if (found := self.hop({s}, step))}
                levels = sorted(set(held.values()), reverse=most)
                if rank == 1:
                    first = sorted(held.values(), reverse=most)[:n]
                    return {s for s, count in held.items() if count in first}
                return {s for s, count in held.items() if count in levels[rank - 1 : rank - 1 + n]}
            case _:
                raise AssertionError(meaning)


def random_set(random: Random, kind: str, depth: int, named: dict[str, list[str]]) -> Set:
    """A meaning of this kind that the ontology allows."""
    role = Step(random.choice(ROLES))
    if depth <= 0:
        return One(kind, (Iri(random.choice(named[kind])),), "某物") if random.random() < 0.6 else Of(kind)

    def inner(k: str) -> Set:
        return random_set(random, k, depth - 1, named)

    same = [
        lambda: Both((inner(kind), inner(kind))),
        lambda: Either((inner(kind), inner(kind))),
        lambda: Minus(inner(kind), inner(kind)),
    ]
    ways = {
        TASK: [
            lambda: Via(inner(UNIT), role, TASK),
            lambda: Via(inner(SECTION), Step(("zp:inSection",), False, True), TASK),
            lambda: Via(inner(TARGET), Step(("zp:hasTarget",), False), TASK),
            lambda: Via(inner(DOCUMENT), Step(("zp:inDocument",), False), TASK),
            lambda: Where(inner(TASK), random.choice(["rdfs:label", "zp:text"]), "contains", random.choice(["服务", "农", "5G"])),
            lambda: Where(inner(TASK), "zp:deadline", random.choice([">=", "="]), date(2022, 12, 31)),
            lambda: Where(inner(TASK), "rdfs:label", random.choice(["starts", "ends", "lacks"]), random.choice(["推", "设", "展"])),
            lambda: Where(inner(TASK), "zp:deadline", random.choice(["exists", "missing"])),
            lambda: Having(inner(TASK), Step(("zp:takesPartIn",), False), ">=", random.randint(1, 4)),
        ],
        UNIT: [
            lambda: Via(inner(TASK), role.turned, UNIT),
            lambda: Partners(inner(UNIT), Step(("zp:takesPartIn",))),
            lambda: Having(inner(UNIT), role, ">=", random.randint(1, 6)),
            lambda: Top(inner(UNIT), role, random.randint(1, 3), random.randint(1, 2), random.random() < 0.7),
        ],
        TARGET: [lambda: Via(inner(TASK), Step(("zp:hasTarget",)), TARGET), lambda: Where(inner(TARGET), "zp:comparator", "exists")],
        SECTION: [
            lambda: Via(inner(TASK), Step(("zp:inSection",)), SECTION),
            lambda: Via(inner(SECTION), Step(("zp:inSection",)), SECTION),
            lambda: Where(inner(SECTION), "zp:inSection", "missing"),
        ],
        DOCUMENT: [lambda: Via(inner(TASK), Step(("zp:inDocument",)), DOCUMENT)],
    }
    return random.choice([*ways[kind], *same])()


@pytest.fixture(scope="module")
def facts(sample: Zhengpu) -> Facts:
    return Facts(sample.store)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def other_engine(sample: Zhengpu) -> rdflib.Graph:
    graph = rdflib.Graph()
    for prefix, base in PREFIXES.items():
        graph.bind(prefix, base, replace=True)
    terms = {"zp:inSection", "zp:hasTarget", "zp:inDocument", "zp:text", "zp:deadline", "zp:comparator", "rdf:type", "rdfs:label"}
    kept = {expand(t) for t in terms | {r for row in ROLES for r in row}}
    lines = [f"{q.subject} {q.predicate} {q.object} ." for q in sample.store.quads() if q.predicate.value in kept]
    graph.parse(data="\n".join(lines), format="nt")
    return graph


def samples(facts: Facts, depth: int, how_many: int) -> Iterator[Set]:
    random = Random(20221101)
    named = {kind: sorted(facts.of(kind)) for kind in (TASK, UNIT, TARGET, SECTION, DOCUMENT)}
    for _ in range(how_many):
        found = random_set(random, random.choice(list(named)), random.randint(0, depth), named)
        yield Both((found, Of(UNIT))) if isinstance(found, Top) else found  # alone it is a whole ranking


@pytest.mark.parametrize("how_many", [HOW_MANY, pytest.param(2_000, marks=pytest.mark.soak)])
def test_random_meanings_have_the_rows_of_a_plain_walk(sample: Zhengpu, facts: Facts, how_many: int) -> None:
    for meaning in samples(facts, 3, how_many):
        check(meaning, ONTOLOGY)
        rows = sample.store.query(sparql(meaning, phrase(meaning, ONTOLOGY))).column(MEMBER)
        assert len(rows) == len(set(rows))
        assert set(rows) == facts.members(meaning), meaning


@pytest.mark.parametrize("how_many", [HOW_MANY, pytest.param(2_000, marks=pytest.mark.soak)])
def test_random_meanings_have_the_same_rows_in_sql(sample: Zhengpu, facts: Facts, how_many: int) -> None:
    index = sample.store.index.settled()
    for meaning in samples(facts, 3, how_many):
        statement = sql(meaning)
        assert statement is not None
        rows = [str(row[0]) for row in index.rows(statement.text, *statement.values)]
        assert len(rows) == len(set(rows))
        assert set(rows) == facts.members(meaning), meaning


LED, ANY, IN_SECTION = Step(("zp:leads",)), Step(("zp:takesPartIn",)), Step(("zp:inSection",), False, True)
FORMS = (
    Count(Of(TASK)),
    Count(Via(Of(UNIT), LED, TASK)),
    Count(Of(TASK), ANY.turned, UNIT),
    Count(Where(Of(TASK), "zp:deadline", "exists"), ANY.turned, UNIT, among=Via(Of(TASK), LED.turned, UNIT)),
    Count(Of(TASK), "zp:deadline"),
    Count(Of(UNIT), ANY, SECTION, then=Step(("zp:inSection",))),
    Top(Of(UNIT), LED),
    Top(Of(UNIT), ANY, most=False, within=Via(Of(UNIT), LED, TASK)),
    Top(Of(SECTION), IN_SECTION, within=Of(TASK)),
    Top(Of(TARGET), "schema:value"),
    Top(Of(TASK), "zp:deadline", most=False),
    Average(Of(TASK), ANY.turned),
    Average(One(UNIT, (), "无"), ANY),
    Compared(Via(Of(UNIT), LED, TASK), Of(TASK), "share"),
    Placed(One(UNIT, (), "无"), Of(UNIT), ANY),
    Where(Where(Of(TARGET), "schema:value|schema:minValue", ">=", 10), "schema:value|schema:minValue", "<=", 200),
    Where(Of(TARGET), "schema:unitText", "=", "个"),
)


@pytest.mark.parametrize("meaning", FORMS, ids=lambda m: str(m)[:60])
def test_every_form_has_the_same_rows_from_the_index(sample: Zhengpu, meaning: Meaning) -> None:
    sample.store.index.settled()
    here, there = fetched(sample.store, meaning), sample.store.query(sparql(meaning))
    assert here.columns == there.columns

    def told(rows: object) -> list[tuple[str, ...]]:
        return [tuple("" if cell is None else str(cell) for cell in row) for row in rows]  # type: ignore[attr-defined]

    if isinstance(meaning, Average):  # the exact mean has more digits than the index keeps
        assert told(here)[0][1:] == told(there)[0][1:]
    elif isinstance(meaning, Count | Top | Placed | Compared):
        assert told(here) == told(there)
    else:
        assert sorted(told(here)) == sorted(told(there))
        assert len(here) or isinstance(meaning, Where)


def test_a_meaning_too_large_for_sql_is_left_to_sparql(sample: Zhengpu) -> None:
    every = Either(tuple(Where(Of(TASK), "rdfs:label", "contains", word) for word in ["服务", *map(str, range(600))]))
    sample.store.index.settled()
    assert set(fetched(sample.store, every).column(MEMBER)) >= set(fetched(sample.store, every.sets[0]).column(MEMBER)) != set()


def test_an_index_out_of_step_is_not_asked(sample: Zhengpu) -> None:
    index = sample.store.index.settled()
    assert index.in_step
    with index.changing():
        assert not index.in_step
        assert fetched(sample.store, Count(Of(TASK))).one == 64
    index.settled()
    assert index.in_step


def test_values_in_their_exact_types_are_left_to_sparql() -> None:
    assert sql(Describe(Of(TASK), ("zp:text",))) is None


def test_words_of_a_question_are_bound() -> None:
    statement = sql(Where(Of(TASK), "zp:text", "contains", "'; DROP TABLE said; --"))
    assert statement is not None
    assert "DROP" not in statement.text
    assert "'; DROP TABLE said; --" in statement.values


@pytest.mark.parametrize("how_many", [25, pytest.param(2_000, marks=pytest.mark.soak)])
def test_random_meanings_have_the_same_rows_in_rdflib(sample: Zhengpu, facts: Facts, other_engine: rdflib.Graph, how_many: int) -> None:
    for meaning in samples(facts, 1, how_many):
        there = {str(row[0]) for row in other_engine.query(sparql(meaning), initNs=PREFIXES)}
        assert there == {str(v) for v in sample.store.query(sparql(meaning)).column(MEMBER)}, meaning


@pytest.mark.parametrize(
    "meaning",
    [
        Both((Of(TASK), Of(UNIT))),
        Via(Of(TASK), Step(("zp:leads",)), UNIT),
        Minus(Of(TASK), Of(SECTION)),
        Via(Of(UNIT), Step(("zp:noSuchRelation",)), TASK),
    ],
)
def test_what_the_ontology_does_not_allow_is_refused(meaning: Set) -> None:
    with pytest.raises(DefinitionError):
        check(meaning, ONTOLOGY)
