"""Rows, cells and values of a table → items of the answer, each with the places of the cells for which it is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from zhengpu.graph.compact_text import CompactText
from zhengpu.graph.facts import Iri
from zhengpu.graph.names import iri_text
from zhengpu.graph.places import load_places
from zhengpu.query.answer import AnswerItem, EvidenceItem, Kind
from zhengpu.query.answers.items import Items
from zhengpu.query.kinds import TASK
from zhengpu.query.known import Known
from zhengpu.query.meaning import One
from zhengpu.query.records.kept_record import KeptCell, KeptRow, KeptTable, names_of
from zhengpu.query.records.record_meaning import RecordMeaning

__all__ = ["RecordItems"]

_ENOUGH = 6
_COUNTY = "县"
_PRINTED = """SELECT ?x ?start ?end ?quote WHERE {{ VALUES ?x {{ {0} }} ?x zp:evidence ?e . ?e oa:hasSelector ?p , ?q .
  ?p oa:start ?start ; oa:end ?end . ?q oa:exact ?quote }} ORDER BY ?start"""


class RecordItems:
    """Makes items; `placed` is an item that says which document it is of."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def kind(self, table: KeptTable, column: int) -> Kind:
        """What kind of answer the cells of a column make."""
        kinds = table.columns[column].kinds
        if table.columns[column].numeric:
            return "value"
        return "units" if "org" in kinds and column != table.named else "date" if "time" in kinds else "text"

    def of_cell(self, meaning: RecordMeaning, row: KeptRow, column: int, cell: KeptCell, placed: AnswerItem) -> Iterator[AnswerItem]:
        """What one cell says: an amount, each name of a column of bodies, a time, a text."""
        table = meaning.table
        quotes = self.printed(table, [cell.iri, *self._why(meaning, row)])
        kind = self.kind(table, column)
        text = cell.text.replace("\n", "")
        if cell.printed_unit and cell.printed_unit not in text:
            text += cell.printed_unit
        base = replace(placed, iri=cell.iri, type="Cell", label=text, text=text, indicator=row.label, evidence=quotes)
        if cell.printed_value is not None:
            yield replace(base, value=cell.printed_value, value2=cell.printed_high, unit=cell.printed_unit or None, op=cell.op)
        elif kind == "units":
            for name in names_of(cell.text):
                yield replace(base, label=name, text=name)
        elif kind == "date":
            yield replace(base, date=text)
        else:
            yield base

    def of_value(self, meaning: RecordMeaning, text: str, cells: Sequence[KeptCell], placed: AnswerItem) -> AnswerItem:
        """One of the different values of a column."""
        quotes = self.printed(meaning.table, [cell.iri for cell in cells[:2]])
        return replace(placed, iri=cells[0].iri, type="Cell", label=text, text=text, evidence=quotes)

    def of_rows(self, meaning: RecordMeaning, rows: Iterable[KeptRow], placed: AnswerItem) -> tuple[AnswerItem, ...]:
        """Rows by their names."""
        table = meaning.table
        out = []
        for row in rows:
            named = (
                [table.cell(row, table.named).iri]
                if table.named is not None
                else [c.iri for c in row.cells.values() if c.text == row.label]
            )
            quotes = self.printed(table, [*named, *self._why(meaning, row)])
            out.append(replace(placed, iri=row.iri, type="Row", label=row.label, text=row.label, evidence=quotes))
        return tuple(out)

    def tasks_of(self, table: KeptTable, rows: Sequence[KeptRow], *, called: bool) -> tuple[AnswerItem, ...]:
        """The tasks that rows are; none where one of them is no task, or (rows with a name of their own, `called`) is titled otherwise."""
        own = [table.tasks.get(row.iri, ()) for row in rows]
        iris = tuple(dict.fromkeys(task for tasks in own for task in tasks))
        if not iris or not all(own):
            return ()
        titles = {CompactText(task.title).said for task in self._known.wording.task.several(iris).values()}
        if called and titles != {CompactText(row.label).said for row in rows}:
            return ()
        made = Items(self._known.store, self._known.wording, self._known.ontology).of(One(TASK, iris, ""), iris)
        return tuple(sorted(made, key=lambda item: iris.index(item.iri) if item.iri in iris else len(iris)))

    def _why(self, meaning: RecordMeaning, row: KeptRow) -> list[Iri]:
        """The cells for which a row is in the answer."""
        columns = [i for limit in meaning.limits for i in limit.columns] + ([meaning.extremum.column] if meaning.extremum else [])
        return [cell.iri for i in dict.fromkeys(columns) if (cell := meaning.table.cell(row, i)).iri]

    def neighbours(self, meaning: RecordMeaning, cells: Iterable[str], placed: AnswerItem) -> Iterator[AnswerItem]:
        """Places beside those of a column, of the same city or province, that the paper names and the column does not."""
        places, table = load_places(), meaning.table
        found = [place for text in cells if (place := places.one(text)) is not None]
        above = Counter(place.code // 100 for place in found if place.level == _COUNTY)
        if not above:
            return
        parent = above.most_common(1)[0][0]
        text, key = self._known.store.text(table.document) or "", table.document.rsplit("/", 1)[-1]
        for place in places.all():
            beside = place.code // 100 == parent and place.level == _COUNTY and place.until is None
            if not beside or place.name in cells or (len(meaning.within) == 1 and not place.name.endswith(meaning.within)):
                continue
            if (at := text.find(place.name)) >= 0:
                quote = EvidenceItem(key, place.name, at, at + len(place.name))
                yield replace(placed, type="Place", label=place.name, text=place.name, evidence=(quote,))

    def printed(self, table: KeptTable, things: Sequence[Iri]) -> tuple[EvidenceItem, ...]:
        """Where these are printed."""
        wanted = [iri for iri in dict.fromkeys(things) if iri][: 4 * _ENOUGH]
        if not wanted:
            return ()
        rows = self._known.store.query(_PRINTED.format(" ".join(map(iri_text, wanted))))
        key = table.document.rsplit("/", 1)[-1]
        found: dict[Iri, list[EvidenceItem]] = {}
        for x, start, end, quote in rows:
            found.setdefault(Iri(str(x)), []).append(EvidenceItem(key, str(quote), int(str(start)), int(str(end))))
        return tuple(item for iri in wanted for item in found.get(iri, ())[:_ENOUGH])
