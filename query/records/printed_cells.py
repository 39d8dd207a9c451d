"""Where the cells of a document's tables are printed, and which of the rows are tasks: those in which a task is printed."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text
from zhengpu.graph.store import Store

__all__ = ["PrintedCell", "PrintedCells", "PrintedTable"]

_PLACE = "zp:evidence ?e . ?e oa:hasSource {0} ; oa:hasSelector ?p . ?p oa:start ?start ; oa:end ?end"
_CELLS = f"""SELECT ?t ?r ?k ?c ?start ?end WHERE {{{{ ?t a zp:Table ; zp:inDocument {{0}} . ?r zp:inTable ?t . ?c zp:inRow ?r ;
  zp:inColumn ?k ; zp:filled true ; {_PLACE} }}}} ORDER BY ?start"""
_HEADS = f"SELECT ?t ?start ?end WHERE {{{{ ?t a zp:Table ; zp:inDocument {{0}} . ?x a zp:Column ; zp:inTable ?t ; {_PLACE} }}}}"
_TASKS = f"SELECT ?x ?start WHERE {{{{ ?x a zp:Task ; zp:inDocument {{0}} ; {_PLACE} }}}}"
_TOLD = f"""SELECT ?x ?start WHERE {{{{ ?x a zp:Task ; zp:inDocument {{0}} .
  {{{{ ?x zp:responsibility ?s . ?s {_PLACE} }}}} UNION {{{{ ?s rdf:subject ?x ; rdf:predicate zp:deadline ; {_PLACE} }}}} }}}}"""
_MANY = 0.5
"""So great a share of rows that are tasks makes a table of tasks, of cells that tell of tasks a column that tasks know."""

Piece = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """`pieces` are the stretches of the text in which it stands, one for each line where other columns stand between."""

    iri: Iri
    row: Iri
    column: Iri
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """The filled cells of a table; `tasks` tells of rows which tasks they are, `told` the columns that tasks know: their text (it begins in
    `titled`), their units, their days. These are empty where less than half of the rows are tasks."""

    iri: Iri
    cells: tuple[PrintedCell, ...]
    tasks: Mapping[Iri, tuple[Iri, ...]] = field(default_factory=dict)
    told: frozenset[Iri] = frozenset()
    titled: Iri | None = None
    heads: tuple[Piece, ...] = ()

    @property
    def place(self) -> Piece:
        """From the first of its heads to the end of its last cell."""
        places = [*self.heads, *(piece for cell in self.cells for piece in cell.pieces)]
        return min(start for start, _ in places), max(end for _, end in places)

    def rows(self) -> Iterator[tuple[Iri, list[PrintedCell]]]:
        """The cells row by row."""
        found: defaultdict[Iri, list[PrintedCell]] = defaultdict(list)
        for cell in self.cells:
            found[cell.row].append(cell)
        yield from found.items()

    @property
    def torn(self) -> bool:
        """Whether some line of text runs over several cells, so that what a cell says stands in no one stretch."""
        places = sorted((piece, cell.iri) for cell in self.cells for piece in cell.pieces)
        last: dict[Iri, int] = {}
        for n, (_, cell) in enumerate(places):
            if last.get(cell, n) < n - 1:
                return True
            last[cell] = n
        return False


class PrintedCells:
    """The tables of the documents of one state of the store, looked up when first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[Iri, tuple[PrintedTable, ...]] = {}

    def of(self, document: Iri) -> tuple[PrintedTable, ...]:
        """The tables of a document that print something."""
        if document not in self._kept:
            self._kept[document] = tuple(self._read(iri_text(document)))
        return self._kept[document]

    def _read(self, document: str) -> Iterator[PrintedTable]:
        made: defaultdict[Iri, dict[Iri, tuple[Iri, Iri, list[Piece]]]] = defaultdict(dict)
        for table, row, column, cell, start, end in self._store.query(_CELLS.format(document)):
            own = made[Iri(str(table))].setdefault(Iri(str(cell)), (Iri(str(row)), Iri(str(column)), []))
            own[2].append((int(str(start)), int(str(end))))
        if not made:
            return
        tasks, told = ([(Iri(str(x)), int(str(at))) for x, at in self._store.query(q.format(document))] for q in (_TASKS, _TOLD))
        heads: defaultdict[Iri, list[Piece]] = defaultdict(list)
        for table, start, end in self._store.query(_HEADS.format(document)):
            heads[Iri(str(table))].append((int(str(start)), int(str(end))))
        for table, cells in made.items():
            printed = tuple(PrintedCell(iri, row, column, tuple(pieces)) for iri, (row, column, pieces) in cells.items())
            yield _with_tasks(PrintedTable(table, printed, heads=tuple(heads[table])), tasks, told)


def _with_tasks(table: PrintedTable, tasks: Sequence[tuple[Iri, int]], told: Iterable[tuple[Iri, int]]) -> PrintedTable:
    places = sorted((start, end, n) for n, cell in enumerate(table.cells) for start, end in cell.pieces)
    starts = [start for start, _, _ in places]

    def around(at: int) -> PrintedCell | None:
        n = bisect_right(starts, at) - 1
        return table.cells[places[n][2]] if n >= 0 and at < places[n][1] else None

    found: defaultdict[Iri, list[Iri]] = defaultdict(list)
    for task, at in sorted(tasks, key=lambda pair: pair[1]):
        if (cell := around(at)) is not None and task not in found[cell.row]:
            found[cell.row].append(task)
    if len(found) < _MANY * len({cell.row for cell in table.cells}):
        return table
    begun = {cell for task, at in tasks if (cell := around(at)) is not None}
    held = begun | {cell for task, at in told if (cell := around(at)) is not None and task in found.get(cell.row, ())}
    filled, knows = Counter(c.column for c in table.cells if c.row in found), Counter(c.column for c in held)
    own = frozenset(c for c, size in knows.items() if size >= _MANY * filled[c])
    titled = Counter(c.column for c in begun).most_common(1)[0][0]
    return replace(table, tasks={row: tuple(tasks) for row, tasks in found.items()}, told=own, titled=titled)
