"""Meaning → SPARQL text: one `match`, joins instead of FILTER EXISTS, Chinese comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from zhengpu.graph.names import iri_text, literal_text
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
    Whether,
    kind_of,
)

__all__ = ["KINDS", "MEMBER", "clause_sparql", "foremost_sparql", "sparql"]

MEMBER = "x"
"""The variable that holds the members of the answer."""

KINDS = {"zp:Unit": ("zp:Unit", "zp:UnitGroup"), "zp:Policy": ("zp:Policy", "zp:Document")}
"""Kinds that are written as several: groups act as units, and a policy that has been read itself is a document."""


def sparql(meaning: Meaning, phrase: str = "") -> str:
    """A SELECT that runs as shown, the prefixes of `graph.names` being declared.

    >>> print(sparql(Via(One("zp:Unit", ("urn:u",), "县文旅局"), Step(("zp:leads",)), "zp:Task"), "县文旅局牵头的任务"))
    # 县文旅局牵头的任务
    SELECT DISTINCT ?x WHERE {
      VALUES ?s1 { <urn:u> }
      ?s1 zp:leads ?x .
      ?x a zp:Task .
    }
    """
    writer = _SparqlWriter()
    lines = list(writer.form(meaning))
    return "\n".join([*([f"# {phrase}"] if phrase else []), *lines])


def clause_sparql(task: str, starts: Iterable[int], units: Iterable[str] = ()) -> str:
    """A SELECT of the units (of these, where any are given) in the clauses of a task that begin at these places of its document.

    >>> print(clause_sparql("urn:t", [12], ["urn:u"]))
    SELECT DISTINCT ?unit ?role WHERE {
      VALUES ?start { 12 }
      VALUES ?unit { <urn:u> }
      <urn:t> zp:responsibility ?r .
      ?r prov:agent ?unit ; zp:role ?role ; zp:evidence ?e .
      ?e oa:hasSelector ?p . ?p oa:start ?start .
    }
    """
    chosen = " ".join(map(iri_text, units))
    lines = [
        f"VALUES ?start {{ {' '.join(str(start) for start in sorted(set(starts)))} }}",
        *([f"VALUES ?unit {{ {chosen} }}"] if chosen else []),
        f"{iri_text(task)} zp:responsibility ?r .",
        "?r prov:agent ?unit ; zp:role ?role ; zp:evidence ?e .",
        "?e oa:hasSelector ?p . ?p oa:start ?start .",
    ]
    return "\n".join(["SELECT DISTINCT ?unit ?role WHERE {", *(f"  {line}" for line in lines), "}"])


def foremost_sparql(units: Iterable[str]) -> str:
    """A SELECT of the tasks whose clauses name one of these units before all others.

    >>> print(foremost_sparql(["urn:u"]))
    SELECT DISTINCT ?x WHERE {
      VALUES ?unit { <urn:u> }
      ?x zp:responsibility ?r .
      ?r prov:agent ?unit ; zp:order 1 .
    }
    """
    lines = [
        f"VALUES ?unit {{ {' '.join(map(iri_text, units))} }}",
        f"?{MEMBER} zp:responsibility ?r .",
        "?r prov:agent ?unit ; zp:order 1 .",
    ]
    return "\n".join([f"SELECT DISTINCT ?{MEMBER} WHERE {{", *(f"  {line}" for line in lines), "}"])


class _SparqlWriter:
    """Hands out variables and indents."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def _variable(self) -> str:
        return f"?s{next(self._numbers)}"

    def form(self, meaning: Meaning) -> Iterator[str]:
        x = f"?{MEMBER}"
        match meaning:
            case Count(source, None):
                yield f"SELECT (COUNT(DISTINCT {x}) AS ?n) WHERE {{"
                yield from _in(self.body(source, x))
                yield "}"
            case Count(source, str() as attribute):
                yield f"SELECT ?each (COUNT(DISTINCT {x}) AS ?n) WHERE {{"
                yield from _in([*self.body(source, x), f"{x} {attribute} ?value .", "BIND(YEAR(?value) AS ?each)"])
                yield "} GROUP BY ?each ORDER BY ?each"
            case Count(source, Step() as step, among=among, then=then):
                yield f"SELECT ?each (COUNT(DISTINCT {x}) AS ?n) WHERE {{"
                limit = self.body(among, "?each") if among is not None else ()
                hops = [self._hop(x, step, "?each")] if then is None else [self._hop(x, step, "?mid"), self._hop("?mid", then, "?each")]
                yield from _in([*self.body(source, x), *limit, *hops])
                yield "} GROUP BY ?each ORDER BY DESC(?n) ?each"
            case Top(most=most):
                yield f"SELECT {x} ({self._measure(meaning, '?each')} AS ?n) WHERE {{"
                yield from _in(self._ranked(meaning, x, "?each"))
                yield f"}} GROUP BY {x} ORDER BY {'DESC' if most else 'ASC'}(?n) {x}"
            case Placed(source=source, by=by, within=within):
                yield from self.form(Top(source, by, within=within))
            case Average():
                yield "SELECT (AVG(?n) AS ?mean) (SUM(?n) AS ?sum) (COUNT(?n) AS ?members) WHERE {"
                yield from _in(["{", *_in(self.form(Top(meaning.source, meaning.by, within=meaning.within))), "}"])
                yield "}"
            case Compared(first, second):
                yield "SELECT ?first ?second WHERE {"
                for name, each in (("first", first), ("second", second)):
                    member = self._variable()
                    yield f"  {{ SELECT (COUNT(DISTINCT {member}) AS ?{name}) WHERE {{"
                    yield from _in(_in(self.body(each, member)))
                    yield "  } }"
                yield "}"
            case Describe(source, attributes):
                yield f"SELECT DISTINCT {x} {' '.join(f'?v{i}' for i in range(len(attributes)))} WHERE {{"
                wanted = [f"OPTIONAL {{ {x} {attribute} ?v{i} }}" for i, attribute in enumerate(attributes)]
                yield from _in([*self.body(source, x), *wanted])
                yield "}"
            case Whether(source):
                yield from self.form(source)
            case Of() | One() | Via() | Both() | Either() | Minus() | Where() | Having() | Partners():
                yield f"SELECT DISTINCT {x} WHERE {{"
                yield from _in(self.body(meaning, x))
                yield "}"

    def body(self, meaning: Set, x: str) -> Iterator[str]:
        match meaning:
            case Of(kind):
                yield _typed(x, kind)
            case One(iris=iris):
                yield f"VALUES {x} {{ {' '.join(iri_text(i) for i in iris)} }}"
            case Via(source, step, kind):
                s = self._variable()
                yield from self.body(source, s)
                yield self._hop(s, step, x)
                yield _typed(x, kind)
            case Both(sets):
                for each in sets:
                    yield from self.body(each, x)
            case Either(sets):
                yield "{"
                for i, each in enumerate(sets):
                    if i:
                        yield "} UNION {"
                    yield from _in(self.body(each, x))
                yield "}"
            case Minus(source, without):
                yield from self.body(source, x)
                yield "MINUS {"
                yield from _in(self.body(without, x))
                yield "}"
            case Where(source, attribute, operator, value):
                yield from self.body(source, x)
                yield from self._where(x, attribute, operator, value)
            case Having(source, step, operator, number, within):
                yield from self._having(x, source, step, operator, number, within)
            case Partners(source, step, within):
                s, shared = self._variable(), self._variable()
                yield from self.body(source, s)
                yield self._hop(s, step, shared)
                if within is not None:
                    yield from self.body(within, shared)
                yield self._hop(x, step, shared)
                yield _typed(x, kind_of(source))
                yield f"FILTER({x} != {s})"
            case Top():
                yield from self._best(meaning, x)

    def _ranked(self, top: Top, x: str, each: str) -> list[str]:
        """The members with what they are ranked by."""
        if isinstance(top.by, str):
            return [*self.body(top.source, x), f"{x} {top.by} {each} ."]
        within = self.body(top.within, each) if top.within is not None else ()
        return [*self.body(top.source, x), self._hop(x, top.by, each), *within]

    @staticmethod
    def _measure(top: Top, each: str) -> str:
        return f"{'MAX' if top.most else 'MIN'}({each})" if isinstance(top.by, str) else f"COUNT(DISTINCT {each})"

    def _best(self, top: Top, x: str) -> Iterator[str]:
        """A ranking inside a question: the members as good as the last of the places, none better than the first."""
        n, each, y, m, last, other = (self._variable() for _ in range(6))
        yield f"{{ SELECT {x} ({self._measure(top, each)} AS {n}) WHERE {{"
        yield from _in(self._ranked(top, x, each))
        yield f"}} GROUP BY {x} }}"
        row = [f"SELECT {y} ({self._measure(top, other)} AS {m}) WHERE {{", *_in(self._ranked(top, y, other)), f"}} GROUP BY {y}"]
        order = f"ORDER BY {'DESC' if top.most else 'ASC'}"
        if top.rank == 1:
            yield f"{{ SELECT ({'MIN' if top.most else 'MAX'}({m}) AS {last}) WHERE {{ {{"
            yield from _in(_in([*row, f"{order}({m}) LIMIT {top.n}"]))
            yield "} } }"
            yield f"FILTER({n} {'>=' if top.most else '<='} {last})"
        else:
            yield f"{{ SELECT DISTINCT {m} WHERE {{ {{"
            yield from _in(_in(row))
            yield f"}} }} {order}({m}) LIMIT {top.n} OFFSET {top.rank - 1} }}"
            yield f"FILTER({n} = {m})"

    def _where(self, x: str, attribute: str, operator: str, value: object) -> Iterator[str]:
        v = self._variable()
        if operator == "missing":
            yield f"MINUS {{ {x} {attribute} {v} }}"
            return
        yield f"{x} {attribute} {v} ."
        text = literal_text(value) if value is not None else ""  # type: ignore[arg-type]
        tests = {
            "contains": f"CONTAINS(STR({v}), {text})",
            "lacks": f"!CONTAINS(STR({v}), {text})",
            "starts": f"STRSTARTS(STR({v}), {text})",
            "ends": f"STRENDS(STR({v}), {text})",
        }
        if operator != "exists":
            plain = f"STR({v})" if isinstance(value, str) else v
            yield f"FILTER({tests.get(operator) or f'{plain} {operator} {text}'})"

    def _having(self, x: str, source: Set, step: Step, operator: str, number: int, within: Set | None) -> Iterator[str]:
        n, each = self._variable(), self._variable()
        inner = [*self.body(source, x), self._hop(x, step, each), *(self.body(within, each) if within is not None else ())]
        yield f"{{ SELECT {x} (COUNT(DISTINCT {each}) AS {n}) WHERE {{"
        yield from _in(inner)
        yield f"}} GROUP BY {x} HAVING (COUNT(DISTINCT {each}) {operator} {number}) }}"

    def _hop(self, s: str, step: Step, x: str) -> str:
        path = "|".join(step.relations)
        if step.deep:
            path = f"({path})+" if len(step.relations) > 1 else f"{path}+"
        return f"{s} {path} {x} ." if step.forward else f"{x} {path} {s} ."


def _typed(x: str, kind: str) -> str:
    kinds = KINDS.get(kind)
    return f"VALUES ?k{x[1:]} {{ {' '.join(kinds)} }} {x} a ?k{x[1:]} ." if kinds else f"{x} a {kind} ."


def _in(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"  {line}"
