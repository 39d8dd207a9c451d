"""A settled reading → rows → what the answer holds: items, count, yes or no, table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhengpu.graph.facts import Iri
from zhengpu.graph.rows import Cell
from zhengpu.query.answer import AnswerItem, Kind
from zhengpu.query.answers.extras import Extras
from zhengpu.query.answers.items import Items
from zhengpu.query.answers.sizes import Sizes
from zhengpu.query.known import Known
from zhengpu.query.meaning import Average, Compared, Count, Describe, One, Placed, Set, Step, Top, Via, Where, Whether, kind_of, parts
from zhengpu.query.meanings.readings import QuestionReading
from zhengpu.query.rows.fetch import fetched
from zhengpu.query.rows.sparql import MEMBER, sparql
from zhengpu.query.saying.paraphrase import phrase

__all__ = ["RunResult", "Runner"]

_ANY = Step(("zp:takesPartIn",))
_YEAR = "年"
_PROOF = 500
"""So many of the things that a count counted are shown at most."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a reading found. `empty`: nothing at all, so that the question has no answer."""

    kind: Kind
    said: str
    sparql: str
    items: tuple[AnswerItem, ...] = ()
    count: int | None = None
    boolean: bool | None = None
    columns: tuple[str, ...] | None = None

    @property
    def empty(self) -> bool:
        """A count of nought and a no are answers; a list, a value, a table without rows is none."""
        return not self.items and self.count is None and self.boolean is None


class Runner:
    """Runs readings against the store."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._items = Items(known.store, known.wording, known.ontology)
        self._figures = Sizes(self._items)

    def run(self, reading: QuestionReading) -> RunResult:
        """Rows and items of a reading."""
        meaning = reading.meaning
        said = phrase(meaning, self._known.ontology)
        text = sparql(meaning, said)
        rows = fetched(self._known.store, meaning)
        found = RunResult(reading.kind, said, text)
        match meaning:
            case Count(source, None):
                members = self._items.members(source)[:_PROOF]
                return replace(found, count=int(str(rows.one or 0)), items=self._items.of(source, members))
            case Count(by=str()):
                return self._by_year(found, meaning, {int(str(x)): int(str(n)) for x, n in rows})
            case Count():
                return self._table(found, meaning, {Iri(str(x)): int(str(n)) for x, n in rows})
            case Whether(source):
                items = self._items.of(source, self._items.members(source))
                return replace(found, boolean=bool(items), items=items or self._against(source))
            case Top():
                return replace(found, items=self._ranked(meaning, [(Iri(str(x)), n) for x, n in rows]))
            case Compared(how=how):
                first, second, sizes = self._figures.compared(meaning, rows)
                match how:
                    case "share":
                        return replace(found, items=self._figures.share(meaning, first, second))
                    case "difference" | "gap":
                        return replace(found, count=first - second if how == "difference" else abs(first - second), items=sizes)
                    case _:
                        yes = {"more": first > second, "fewer": first < second, "same": first == second}[how]
                        return replace(found, boolean=yes, items=sizes)
            case Average(by=by):
                step = self._known.ontology.relation(by.relations[0])
                measures = self._known.ontology.kind((step.range if by.forward else step.domain) or "zp:Task").measures
                return replace(found, items=self._figures.average(meaning, rows, next(iter(measures), "")))
            case Placed():
                place, items = self._figures.place(meaning, rows)
                return replace(found, count=place, items=items)
            case Describe(_, attributes):
                values = tuple(self._items.described(meaning, [tuple(r) for r in rows], attributes))
                return replace(found, items=values, count=len(values) if reading.kind == "count" and values else None)
            case _:
                return replace(found, items=self._items.of(meaning, [Iri(str(v)) for v in rows.column(MEMBER)]))

    def extras(self, reading: QuestionReading, found: RunResult) -> tuple[AnswerItem, ...]:
        """What a list of tasks on a topic gets besides."""
        if reading.kind != "tasks" or not found.items:
            return ()
        extras = Extras(self._known, self._items, self._known.synonyms())
        return extras.of(reading.meaning, [item.iri for item in found.items if item.iri])

    def _against(self, source: Set) -> tuple[AnswerItem, ...]:
        """For a “no”: the task whose clause says who it is instead."""
        tasks = next((p.iris for p in parts(source) if isinstance(p, One) and p.kind == "zp:Task"), ())
        return self._items.of(Via(One("zp:Unit", (), ""), _ANY, "zp:Task"), tasks)

    def _ranked(self, meaning: Top, rows: Sequence[tuple[Iri, Cell]]) -> tuple[AnswerItem, ...]:
        """Places `rank` to `rank + n - 1`, ties included: the rows come in order, equal values share a place."""
        values = [n for _, n in rows]
        if meaning.rank == 1:
            edge = values[: meaning.n][-1:]
            last = max((i for i, n in enumerate(values) if [n] == edge), default=-1)
            kept = rows[: last + 1]
        else:
            levels = list(dict.fromkeys(values))[meaning.rank - 1 : meaning.rank - 1 + meaning.n]
            kept = [(iri, n) for iri, n in rows if n in levels]
        made = {item.iri: item for item in self._items.of(meaning, [iri for iri, _ in kept])}
        return tuple(replace(made[iri], count=n if isinstance(n, int) else None) for iri, n in kept if iri in made)

    def _table(self, found: RunResult, meaning: Count, counts: dict[Iri, int]) -> RunResult:
        kind, step = meaning.by_kind or "zp:Unit", meaning.by if isinstance(meaning.by, Step) else _ANY.turned
        reached: Set = Via(meaning.source, step, kind)
        if meaning.then is not None:
            relation = self._known.ontology.relation(step.relations[0])
            middle = (relation.range if step.forward else relation.domain) or "zp:Task"
            reached = Via(Via(meaning.source, step, middle), meaning.then, kind)
        items = sorted(self._items.of(reached, list(counts)), key=lambda i: -counts[Iri(i.iri or "")])
        cells = tuple(replace(i, count=counts[Iri(i.iri or "")], cells=(i.label or "", str(counts[Iri(i.iri or "")]))) for i in items)
        return replace(found, kind="table", items=cells, columns=(self._known.ontology.kind(kind).label, self._counted(meaning)))

    def _by_year(self, found: RunResult, meaning: Count, counts: dict[int, int]) -> RunResult:
        """One row for each year."""
        rows = []
        for year, count in sorted(counts.items()):
            dated = Where(Where(meaning.source, str(meaning.by), ">=", date(year, 1, 1)), str(meaning.by), "<=", date(year, 12, 31))
            label = f"{year}{_YEAR}"
            rows.append(AnswerItem(label=label, count=count, cells=(label, str(count)), evidence=self._figures.proof(dated)))
        return replace(found, kind="table", items=tuple(rows), columns=(f"{_YEAR}份", self._counted(meaning)))

    def _counted(self, meaning: Count) -> str:
        return f"{self._known.ontology.kind(kind_of(meaning)).label}数"
