"""Meaning → SQL over the tables that the index derives from the graph: one `match`, the rows of `query.sparql` in a fraction of its time.

The tables are `link` (relation, subject, object), `value` (term, subject, text, number, day) and `said` (term, thing, text), see
`graph.index.facts` and `graph.index.texts`; things stand in them as the numbers of `thing`. A set is made in one of two ways: its members
listed, or one thing after the other tested. Of sets that are all to be true of a thing the smallest is listed, the others are tested; a set
that a thing reaches only through hundreds of others (a unit's tasks) is listed once and looked up. The planner is told so by joins in a
fixed order (`CROSS JOIN`) and tests that use no index (`+`). Values are always bound.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import count

from zhengpu.graph.folding import Folding
from zhengpu.graph.index.texts import TERMS, saying
from zhengpu.query.meaning import (
    Average,
    Both,
    Compared,
    Count,
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
from zhengpu.query.rows.sparql import KINDS
from zhengpu.query.rows.statement import Sql, among, joined, number, piece

__all__ = ["sql"]

_THICK = ("zp:Unit", "zp:UnitGroup", "zp:Place", "zp:Policy", "zp:Payer")
"""Kinds of things that hundreds of others may lead to."""

_MANY = 1e6
"""A guess at how many things of a kind there are."""


def sql(meaning: Meaning) -> Sql | None:
    """The statement with the rows of `sparql(meaning)`; None for what is left to SPARQL (values in their exact types).

    >>> made = sql(Count(One("zp:Unit", ("urn:u", "urn:v"), "两局")))
    >>> print(made.text)
    SELECT COUNT(*) FROM (SELECT id AS x FROM thing WHERE iri IN (SELECT value FROM json_each(?)))
    >>> made.values, made.columns
    (('["urn:u", "urn:v"]',), ('n',))
    """
    return _SqlWriter().whole(meaning)


class _SqlWriter:
    """Hands out names of tables; every set that is listed becomes one (`WITH`), because SQLite's parser takes no deep nesting."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._sets: list[Sql] = []

    def whole(self, meaning: Meaning) -> Sql | None:
        """The statement with all its sets."""
        made = self.form(meaning)
        if made is None or not self._sets:
            return made
        sets = joined(", ", self._sets)
        return Sql(f"WITH {sets.text} {made.text}", (*sets.values, *made.values), made.columns)

    def _name(self) -> str:
        return f"t{next(self._numbers)}"

    def form(self, meaning: Meaning) -> Sql | None:
        match meaning:
            case Count(source, by=None):
                return _columns(piece("SELECT COUNT(*) FROM ({})", self.listed(source)), "n")
            case Count(source, str() as attribute):
                years = piece(
                    "SELECT DISTINCT CAST(substr(v.day, 1, 4) AS INTEGER) AS each, s.x AS x FROM ({}) s CROSS JOIN value v "
                    "WHERE v.term = {} AND v.subject = s.x AND v.day IS NOT NULL",
                    self.listed(source), number(attribute),
                )  # fmt: skip
                return _columns(piece("SELECT each, COUNT(*) AS n FROM ({}) GROUP BY each ORDER BY each", years), "each", "n")
            case Count(source, Step() as step, among=among, then=then):
                return _columns(_ranking(piece("SELECT each AS x, COUNT(*) AS n FROM ({}) GROUP BY each",
                                              self._pairs(source, step, among, then)), "DESC"), "each", "n")  # fmt: skip
            case Top(most=most):
                return _columns(_ranking(self._measured(meaning), "DESC" if most else "ASC"), "x", "n")
            case Placed(source=source, by=by, within=within):
                return self.form(Top(source, by, within=within))
            case Average(source, by, within):
                measured = self._measured(Top(source, by, within=within))
                return _columns(piece("SELECT AVG(n), coalesce(SUM(n), 0), COUNT(n) FROM ({})", measured), "mean", "sum", "members")
            case Compared(first, second):
                sizes = [piece("(SELECT COUNT(*) FROM ({}))", self.listed(each)) for each in (first, second)]
                return _columns(piece("SELECT {}, {}", *sizes), "first", "second")
            case Whether(source):
                return self.form(source)
            case Of() | One() | Via() | Both() | Either() | Minus() | Where() | Having() | Partners():
                members = piece("SELECT thing.iri FROM ({}) m CROSS JOIN thing ON thing.id = m.x", self.listed(meaning))
                return _columns(members, "x")
            case _:  # Describe
                return None

    # ── a set listed: column x, each member once ──

    def listed(self, meaning: Set) -> Sql:
        made = self._members(meaning)
        if isinstance(meaning, Of | One):
            return made
        name = self._name()
        self._sets.append(piece(f"{name}(x) AS ({{}})", made))
        return Sql(f"SELECT x FROM {name}")

    def _members(self, meaning: Set) -> Sql:
        match meaning:
            case Of(kind):
                return piece("SELECT DISTINCT subject AS x FROM link WHERE relation = {} AND object {}", number("rdf:type"), _kinds(kind))
            case One(iris=iris):
                return piece(
                    "SELECT id AS x FROM thing WHERE iri IN (SELECT value FROM json_each({}))", json.dumps(iris, ensure_ascii=False)
                )
            case Via():
                return self._led_to(meaning)
            case Both(sets):
                first, *others = sorted(sets, key=_size)
                return self._kept(self.listed(first), [partial(self.tested, other) for other in others])
            case Either(sets):
                return joined(" UNION ", [piece("SELECT x FROM ({})", self.listed(each)) for each in sets])
            case Minus(source, without):
                return self._kept(self.listed(source), [lambda x: piece("NOT ({})", self.tested(without, x))])
            case Where():
                return self._conditioned(meaning)
            case Having(source, step, operator, limit, within):
                measured = self._measured(Top(source, step, within=within))
                return piece(f"SELECT x FROM ({{}}) WHERE n {operator} {{}}", measured, limit)
            case Partners(source, step, within):
                near, far = _ends(step)
                pairs = self._pairs(source, step, within)
                found = piece(
                    f"SELECT DISTINCT r.{near} AS x FROM ({{}}) p CROSS JOIN link r WHERE r.relation {{}} AND r.{far} = p.each "
                    f"AND r.{near} <> p.x",
                    pairs, _relations(step),
                )  # fmt: skip
                return self._kept(found, [partial(_of_kind, kind_of(source))])
            case Top():
                return self._best(meaning)

    def _kept(self, members: Sql, tests: Iterable[Callable[[str], Sql]]) -> Sql:
        """Those of the members that pass the tests."""
        name = self._name()
        passed = joined(" AND ", [test(f"{name}.x") for test in tests])
        return piece(f"SELECT {name}.x AS x FROM ({{}}) {name} WHERE {{}}", members, passed) if passed.text else members

    def _led_to(self, meaning: Via) -> Sql:
        near, far = _ends(meaning.step)
        if isinstance(meaning.source, Of) and not meaning.step.deep:  # every end of the relation, and that one of its beginnings fits
            ends = piece(f"SELECT DISTINCT r.{far} AS x FROM link r WHERE r.relation {{}}", _relations(meaning.step))
            return self._kept(ends, [partial(self.tested, meaning)])
        if isinstance(meaning.source, One) and len(meaning.source.iris) == 1 and not meaning.step.deep:  # they lie side by side, in order
            text = f"SELECT DISTINCT r.{far} AS x FROM link r WHERE r.relation {{}} AND r.{near} = ({{}})"
            found = piece(text, _relations(meaning.step), self.listed(meaning.source))
        elif meaning.step.deep:
            found = piece("SELECT DISTINCT each AS x FROM ({})", self._stepped(self._alone(meaning.source), meaning.step))
        else:
            found = piece(
                f"SELECT DISTINCT r.{far} AS x FROM ({{}}) s CROSS JOIN link r WHERE r.relation {{}} AND r.{near} = s.x",
                self.listed(meaning.source), _relations(meaning.step),
            )  # fmt: skip
        return self._kept(found, [partial(_of_kind, meaning.kind)])

    def _alone(self, source: Set) -> Sql:
        return piece("SELECT x, x AS each FROM ({})", self.listed(source))

    @staticmethod
    def _stepped(pairs: Sql, step: Step) -> Sql:
        """Pairs whose second thing is a step further on, each pair once."""
        near, far = _ends(step)
        on = f"CROSS JOIN link r WHERE r.relation {{}} AND r.{near} ="
        if not step.deep:
            return piece(f"SELECT DISTINCT p.x AS x, r.{far} AS each FROM ({{}}) p {on} p.each", pairs, _relations(step))
        return piece(
            f"SELECT x, each FROM (WITH RECURSIVE reached(x, each) AS (SELECT p.x, r.{far} FROM ({{}}) p {on} p.each "
            f"UNION SELECT reached.x, r.{far} FROM reached {on} reached.each) SELECT x, each FROM reached)",
            pairs, _relations(step), _relations(step),
        )  # fmt: skip

    def _pairs(self, source: Set, step: Step, within: Set | None, then: Step | None = None) -> Sql:
        """Members (x) with everything a step away, or two (each), each pair once."""
        tests = [self.tested(within, "p.each")] if within is not None else []
        if isinstance(source, Of) and not step.deep and then is None:  # the relation itself holds the pairs
            near, far = _ends(step)
            pairs = piece(f"SELECT DISTINCT r.{near} AS x, r.{far} AS each FROM link r WHERE r.relation {{}}", _relations(step))
            tests.insert(0, _of_kind(source.kind, "p.x"))
        else:
            pairs = self._stepped(self._alone(source), step)
            if then is not None:
                pairs = self._stepped(pairs, then)
        return piece("SELECT x, each FROM ({}) p WHERE {}", pairs, joined(" AND ", tests)) if tests else pairs

    def _measured(self, top: Top) -> Sql:
        """Members (x) with what they are ranked by (n)."""
        if isinstance(top.by, Step):
            return piece("SELECT x, COUNT(*) AS n FROM ({}) GROUP BY x", self._pairs(top.source, top.by, top.within))
        best = "MAX" if top.most else "MIN"
        return piece(
            f"SELECT s.x AS x, {best}(coalesce(v.number, v.day)) AS n FROM ({{}}) s CROSS JOIN value v "
            "WHERE v.term {} AND v.subject = s.x AND coalesce(v.number, v.day) IS NOT NULL GROUP BY s.x",
            self.listed(top.source), _terms(top.by),
        )  # fmt: skip

    def _best(self, top: Top) -> Sql:
        """A ranking inside a question: the members as good as the last of the places, none better than the first."""
        measured = self._measured(top)
        order = "DESC" if top.most else "ASC"
        if top.rank == 1:
            worst = "MIN" if top.most else "MAX"
            last = piece(f"(SELECT {worst}(n) FROM (SELECT n FROM ({{}}) ORDER BY n {order} LIMIT {{}}))", measured, top.n)
            return piece(f"SELECT x FROM ({{}}) WHERE n {'>=' if top.most else '<='} {{}}", measured, last)
        levels = piece(f"(SELECT DISTINCT n FROM ({{}}) ORDER BY n {order} LIMIT {{}} OFFSET {{}})", measured, top.n, top.rank - 1)
        return piece("SELECT x FROM ({}) WHERE n IN {}", measured, levels)

    def _conditioned(self, meaning: Where) -> Sql:
        """Things with a value: from the value where its index finds few, else from the things."""
        conditions: list[Where] = []
        source: Set = meaning
        while isinstance(source, Where):
            conditions.append(source)
            source = source.source
        tests: list[Callable[[str], Sql]] = [partial(_condition, c) for c in conditions]
        first = min((c for c in conditions if _found_by_value(c)), key=_share, default=None)
        if first is None or _size(source) <= _MANY * _share(first):
            return self._kept(self.listed(source), tests)
        tests = [partial(_condition, c) for c in conditions if c is not first]
        return self._kept(_valued(first), [*tests, partial(self.tested, source)])

    # ── a set tested: true where the thing is one of its members ──

    def tested(self, meaning: Set, x: str) -> Sql:
        match meaning:
            case Of(kind):
                return _of_kind(kind, x)
            case One():
                return piece(f"+{x} IN ({{}})", self.listed(meaning))
            case Via(source, step, kind) if not step.deep and (isinstance(source, One | Of) or kind not in _THICK):
                near, far = _ends(step)
                name = self._name()
                inner = self.tested(source, f"{name}.{near}")
                if isinstance(source, One) and len(source.iris) == 1:
                    inner = piece(f"{name}.{near} = ({{}})", self.listed(source))
                there = piece(f"EXISTS (SELECT 1 FROM link {name} WHERE {name}.relation {{}} AND {name}.{far} = {x} AND {{}})",
                             _relations(step), inner)  # fmt: skip
                return piece("({} AND {})", there, _of_kind(kind, x))
            case Both(sets):
                return piece("({})", joined(" AND ", [self.tested(each, x) for each in sorted(sets, key=_size)]))
            case Either(sets):
                return piece("({})", joined(" OR ", [self.tested(each, x) for each in sets]))
            case Minus(source, without):
                return piece("({} AND NOT ({}))", self.tested(source, x), self.tested(without, x))
            case Where(source):
                return piece("({} AND {})", self.tested(source, x), _condition(meaning, x))
            case _:
                return piece(f"+{x} IN ({{}})", self.listed(meaning))


def _size(found: Set) -> float:
    """A guess at how many members a set has, to begin with the smallest."""
    match found:
        case One(iris=iris):
            return len(iris)
        case Via(One(iris=iris)):
            return 30.0 * len(iris)
        case Via(source, _, _) | Having(source=source) | Partners(source=source):
            return 5 * _size(source)
        case Both(sets):
            return min(map(_size, sets)) / 2
        case Either(sets):
            return sum(map(_size, sets))
        case Minus(source) | Top(source):
            return _size(source)
        case Where(source):
            return _size(source) * _share(found)
        case _:
            return _MANY


def _share(where: Where) -> float:
    """A guess at how many of all things a condition leaves; tasks and targets have days, only targets have numbers."""
    ranges = 0.2 if isinstance(where.value, date) else 0.1
    return {"=": 0.001, "contains": 0.002, "exists": 1.0, "missing": 1.0}.get(where.operator, ranges)


def _found_by_value(where: Where) -> bool:
    """Whether an index leads from the value to the things."""
    if where.operator == "contains":
        return where.attribute in TERMS and isinstance(where.value, str) and len(where.value) > 1
    return where.operator in ("=", "<", "<=", ">", ">=") and where.value is not None and where.attribute not in TERMS


def _valued(where: Where) -> Sql:
    """Every thing whose value fits, kind and source not looked at."""
    if where.operator == "contains":
        words = str(where.value)
        return piece(
            "SELECT DISTINCT subject AS x FROM said WHERE term = {} AND rowid IN (SELECT rowid FROM pair WHERE pair MATCH {}) "
            "AND instr(text, {}) > 0",
            number(where.attribute), saying(Folding().fold(words)), words,
        )  # fmt: skip
    return piece("SELECT DISTINCT v.subject AS x FROM value v WHERE v.term {} AND {}", _terms(where.attribute), _compared("v", where))


def _condition(where: Where, x: str) -> Sql:
    """Whether the thing has a value that fits."""
    terms, table = _terms(where.attribute), "said" if where.attribute in TERMS else "value"
    if where.operator in ("exists", "missing"):
        told = piece(
            f"(EXISTS (SELECT 1 FROM {table} v WHERE v.term {{}} AND v.subject = {x}) "
            f"OR EXISTS (SELECT 1 FROM link r WHERE r.relation {{}} AND r.subject = {x}))",
            terms, terms,
        )  # fmt: skip
        return told if where.operator == "exists" else piece("NOT {}", told)
    fits = _compared("+v", where)  # found by the thing, whatever index there is over the values
    return piece(f"EXISTS (SELECT 1 FROM {table} v WHERE v.term {{}} AND v.subject = {x} AND {{}})", terms, fits)


def _compared(name: str, where: Where) -> Sql:
    """The test of one value."""
    value = where.value
    if isinstance(value, date):
        return piece(f"{name}.day {where.operator} {{}}", value.isoformat())
    if isinstance(value, int | float | Decimal):
        return piece(f"{name}.number {where.operator} {{}}", float(value))
    words = str(value)
    match where.operator:
        case "contains" | "lacks":
            return piece(f"instr({name}.text, {{}}) {'>' if where.operator == 'contains' else '='} 0", words)
        case "starts":
            return piece(f"substr({name}.text, 1, {{}}) = {{}}", len(words), words)
        case "ends":
            return piece(f"substr({name}.text, -{{}}) = {{}}", len(words), words)
        case operator:
            return piece(f"{name}.text {operator} {{}}", words)


def _of_kind(kind: str, x: str) -> Sql:
    return piece(f"EXISTS (SELECT 1 FROM link k WHERE k.relation = {{}} AND k.subject = {x} AND k.object {{}})",
                number("rdf:type"), _kinds(kind))  # fmt: skip


def _ends(step: Step) -> tuple[str, str]:
    """The columns at which a step begins and ends."""
    return ("subject", "object") if step.forward else ("object", "subject")


def _relations(step: Step) -> Sql:
    return among(step.relations)


def _terms(attribute: str) -> Sql:
    """An attribute, or several as a path has them."""
    return among(attribute.split("|"))


def _kinds(kind: str) -> Sql:
    return among(KINDS.get(kind, (kind,)))


def _ranking(measured: Sql, order: str) -> Sql:
    return piece(f"SELECT thing.iri, m.n FROM ({{}}) m CROSS JOIN thing ON thing.id = m.x ORDER BY m.n {order}, thing.iri", measured)


def _columns(made: Sql, *columns: str) -> Sql:
    return Sql(made.text, made.values, columns)
