"""The tables of documents as the index has them, looked up when a question first asks of their documents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from zhengpu.graph.facts import Iri
from zhengpu.graph.folding import Folding
from zhengpu.graph.index.index import Index
from zhengpu.graph.numerals import plain
from zhengpu.graph.places import load_places
from zhengpu.query.records.asked_words import load_asked_words
from zhengpu.query.records.kept_record import KeptCell, KeptColumn, KeptRow, KeptTable, Months
from zhengpu.query.records.printed_cells import PrintedCells
from zhengpu.query.words.speech import load_speech

__all__ = ["RecordBook", "months"]

_TABLES = """SELECT own.iri, record_table.id, position, title, annex, named FROM record_table JOIN thing AS own ON own.id = record_table.id
    JOIN thing AS paper ON paper.id = document WHERE paper.iri = ? ORDER BY position"""
_COLUMNS = (
    "SELECT iri, record_column.id, head, unit FROM record_column JOIN thing ON thing.id = record_column.id WHERE tab = ? ORDER BY position"
)
_ROWS = """SELECT iri, record_row.id, label, position, total FROM record_row JOIN thing ON thing.id = record_row.id WHERE tab = ?
    ORDER BY position"""
_CELLS = """SELECT line, col, iri, text, filled, value, high, op, record_cell.unit FROM record_cell JOIN thing ON thing.id = record_cell.id
    WHERE line IN (SELECT id FROM record_row WHERE tab = ?)"""
_TIMES = re.compile(r"(?:(?P<year>20\d\d)\s*(?:年|[.．/](?=\d))?\s*)?(?:(?<!\d)(?P<month>1[0-2]|0?[1-9])\s*月?(?!\d))?")
_LONG, _MANY = 36, 0.6
_MONTHS = 12
_COUNTY = "县"


class RecordBook:
    """The tables of one state of the index."""

    def __init__(self, index: Index, folding: Folding, printed: PrintedCells) -> None:
        self._index, self._fold, self._words, self._printed = index, folding.fold, load_asked_words(), printed
        self._kept: dict[Iri, tuple[KeptTable, ...]] = {}
        self._papers: frozenset[Iri] | None = None

    def tables(self, documents: Iterable[Iri]) -> tuple[KeptTable, ...]:
        """The tables of these documents, in reading order."""
        if self._papers is None:
            rows = self._index.rows("SELECT DISTINCT iri FROM record_table JOIN thing ON thing.id = document")
            self._papers = frozenset(Iri(str(iri)) for (iri,) in rows)
        return tuple(table for document in documents if document in self._papers for table in self._of(document))

    def _of(self, document: Iri) -> tuple[KeptTable, ...]:
        if document not in self._kept:
            self._kept[document] = tuple(self._read(document))
        return self._kept[document]

    def _read(self, document: Iri) -> Iterator[KeptTable]:
        printed = {table.iri: table for table in self._printed.of(document)}
        for iri, number, position, title, annex, named in self._index.rows(_TABLES, document):
            heads = self._index.rows(_COLUMNS, number)
            places = {int(str(own)): place for place, (_, own, _, _) in enumerate(heads)}
            cells: defaultdict[int, dict[int, KeptCell]] = defaultdict(dict)
            for line, col, own, text, filled, value, high, op, unit in self._index.rows(_CELLS, number):
                amount = (value, high, op or "=", unit or "")
                cells[int(str(line))][places[int(str(col))]] = self._cell(Iri(str(own)), str(text), bool(filled), *map(_text, amount))
            rows = tuple(
                KeptRow(Iri(str(own)), str(label), int(str(at)), bool(total), cells[int(str(line))])
                for own, line, label, at, total in self._index.rows(_ROWS, number)
            )
            columns = tuple(self._column(place, heads, rows) for place in range(len(heads)))
            at = places.get(int(str(named))) if named is not None else None
            laid = printed.get(Iri(str(iri)))
            told = frozenset(
                n for n, column in enumerate(columns) if laid and (column.iri in laid.told or (laid.tasks and "number" in column.kinds))
            )
            called = self._called(str(title), columns[at].words if at is not None else "")
            yield KeptTable(
                *(Iri(str(iri)), document, int(str(position)), str(title), str(annex or ""), at),
                columns,
                rows,
                called,
                laid.tasks if laid else {},
                told,
                self._beside(columns, rows) | self._own_place(document),
            )

    def _cell(self, iri: Iri, text: str, filled: bool, value: str, high: str, op: str, unit: str) -> KeptCell:
        words = self._bare(text)
        if not value:
            return KeptCell(iri, text, words, filled, months=months(text) if filled else None, listed=self._fold(text))
        first, whole = plain(Decimal(value), unit) if unit else (Decimal(value), "")
        last = Decimal(high) if high else None
        second = plain(last, unit)[0] if last is not None and unit else last
        return KeptCell(iri, text, words, filled, first, second, whole, op, Decimal(value), last, unit)

    def _column(self, place: int, heads: Sequence[tuple[object, ...]], rows: Sequence[KeptRow]) -> KeptColumn:
        iri, _, head, unit = heads[place]
        said = [cell for row in rows if not row.total and (cell := row.cells.get(place)) is not None and cell.filled]
        words = self._bare(str(head))
        kinds = set(self._words.kinds(str(head)))
        enough = _MANY * max(len(said), 1)
        if said and sum(cell.months is not None for cell in said) >= enough:
            kinds.add("time")
        amounts = [cell for cell in said if cell.value is not None]
        numeric = bool(said) and len(amounts) >= enough and "number" not in kinds
        if numeric and sum(cell.unit.endswith(_MONEY) for cell in amounts) >= enough:
            kinds.add("money")
        elif "money" in kinds and not numeric and said:
            kinds.discard("money")
        if "measure" in kinds:
            kinds.discard("org")
        long = bool(said) and sum(len(cell.words) for cell in said) > _LONG * len(said)
        parts = self._words.parts
        flag = bool(said) and all(parts["yes"].fullmatch(cell.words) or parts["no"].fullmatch(cell.words) for cell in said)
        return KeptColumn(Iri(str(iri)), str(head), words, str(unit or ""), frozenset(kinds), long, numeric, flag)

    def _called(self, title: str, head: str) -> str:
        """The words of the title and of the head that names the rows, each line with and without what parts its words."""
        parts = self._words.parts
        lines = []
        for said in (self._bare(title), parts["list_tail"].sub("", self._bare(title)), parts["name_tail"].sub("", head)):
            cut = [word.surface for word in load_speech().cut(said)]
            lines += ["".join(cut[: n + 1]) for n in range(len(cut))]
        return "\n".join(dict.fromkeys(line for line in lines if line)) + "\n"

    def _own_place(self, document: Iri) -> dict[str, tuple[int | None, str]]:
        """The place with which the paper's title begins: of it all rows are."""
        for (title,) in self._index.rows("SELECT title FROM document JOIN thing ON thing.id = document.id WHERE iri = ?", document):
            own = self._words.parts["own_place"].match(self._bare(str(title)))
            return {own["name"]: (None, own["name"])} if own else {}
        return {}

    def _beside(self, columns: Sequence[KeptColumn], rows: Sequence[KeptRow]) -> dict[str, tuple[int | None, str]]:
        """See `KeptTable.beside`."""
        places = load_places()
        for at, column in enumerate(columns):
            if "place" not in column.kinds:
                continue
            said = {cell.text for row in rows if (cell := row.cells.get(at)) is not None and cell.filled}
            own = [found for text in said if (found := places.one(text)) is not None and found.level == _COUNTY]
            if not own:
                continue
            parent = Counter(place.code // 100 for place in own).most_common(1)[0][0]
            out: dict[str, tuple[int | None, str]] = {}
            for place in places.all():
                if place.code // 100 == parent and place.until is None:
                    value = (at if place.level == _COUNTY else None, place.name)
                    out |= {form: value for form in places.forms(place.name) if place.name not in said and len(form) > 1}
                elif place.code == parent // 100 * 10000:
                    out |= {form: (None, place.name) for form in places.forms(place.name) if len(form) > 1}
            return out
        return {}

    def _bare(self, text: str) -> str:
        return "".join(self._fold(text).split())


_MONEY = ("元", "块", "美元")


def _text(value: object) -> str:
    return "" if value is None else str(value)


def months(text: str) -> Months | None:
    """The first and last month that a cell which says nothing but a time tells; a year alone is all of its months.

    >>> [months(text) for text in ("2025-2027", "2026年6月—12月", "2026年", "共3年", "年产2026万台")]
    [(24301, 24336), (24318, 24324), (24313, 24324), None, None]
    """
    said = "".join(text.split())
    if re.search(r"[^\d年月日底前至到起止—–\-~～.．/始终完成完工开工]", said):
        return None
    points: list[tuple[int, int | None]] = []
    year: int | None = None
    for match in _TIMES.finditer(said):
        if match["year"]:
            year = int(match["year"])
        elif year is None or not match["month"]:
            continue
        points.append((year, int(match["month"]) if match["month"] else None))
    if not points:
        return None
    (first, begun), (last, ended) = points[0], points[-1]
    return first * _MONTHS + (begun or 1), last * _MONTHS + (ended or _MONTHS)
