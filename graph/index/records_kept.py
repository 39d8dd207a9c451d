"""The part `records`: the tables of the documents with their heads, rows and cells."""

from __future__ import annotations

from decimal import Decimal

from zhengpu.graph.index.index_page import IndexPage
from zhengpu.graph.index.index_part import Writer
from zhengpu.graph.rows import Cell

__all__ = ["RecordTables"]


class RecordTables:
    """`record_table`, `record_column`, `record_row`, `record_cell`. `value` and `high` are a cell's amount in
    `unit`, as decimals in writing; NULL where a cell is no amount."""

    name = "records"
    tables: tuple[str, ...] = ("record_table", "record_column", "record_row", "record_cell")
    schema = """
        CREATE TABLE record_table (page INTEGER, id INTEGER PRIMARY KEY REFERENCES thing, document INTEGER REFERENCES thing,
            position INTEGER, title TEXT, annex TEXT, named INTEGER REFERENCES thing);
        CREATE TABLE record_column (page INTEGER, id INTEGER PRIMARY KEY REFERENCES thing, tab INTEGER REFERENCES thing,
            position INTEGER, head TEXT, unit TEXT);
        CREATE TABLE record_row (page INTEGER, id INTEGER PRIMARY KEY REFERENCES thing, tab INTEGER REFERENCES thing, position INTEGER,
            label TEXT, total INTEGER);
        CREATE TABLE record_cell (page INTEGER, id INTEGER PRIMARY KEY REFERENCES thing, line INTEGER REFERENCES thing,
            col INTEGER REFERENCES thing, text TEXT, filled INTEGER, value TEXT, high TEXT, op TEXT, unit TEXT);
    """
    keys = """
        CREATE INDEX record_table_page ON record_table (page);
        CREATE INDEX record_table_document ON record_table (document);
        CREATE INDEX record_column_page ON record_column (page);
        CREATE INDEX record_column_tab ON record_column (tab);
        CREATE INDEX record_row_page ON record_row (page);
        CREATE INDEX record_row_tab ON record_row (tab);
        CREATE INDEX record_cell_page ON record_cell (page);
        CREATE INDEX record_cell_line ON record_cell (line);
    """

    def fill(self, page: IndexPage, write: Writer) -> None:
        """See `IndexPart.fill`."""
        number, text, at = write.number, page.text, page.number
        for iri, kind in page.of_kind("zp:Table", "zp:Column", "zp:Row", "zp:Cell"):
            own, place = number(iri), _whole(page.one(iri, "zp:position"))
            label = text(iri, "rdfs:label") or ""
            if kind == "zp:Table":
                named = write.maybe(text(iri, "zp:nameColumn"))
                document = write.maybe(text(iri, "zp:inDocument"))
                write.add("record_table", [(at, own, document, place, label, text(iri, "zp:annex"), named)])
            elif kind == "zp:Column":
                row = (at, own, write.maybe(text(iri, "zp:inTable")), place, label, text(iri, "schema:unitText") or "")
                write.add("record_column", [row])
            elif kind == "zp:Row":
                total = int(page.one(iri, "zp:totalRow") is True)
                write.add("record_row", [(at, own, write.maybe(text(iri, "zp:inTable")), place, label, total)])
            else:
                said, filled = text(iri, "zp:cellText") or "", int(page.one(iri, "zp:filled") is True)
                amount = (text(iri, "schema:value"), text(iri, "schema:maxValue"), text(iri, "zp:comparator"), text(iri, "schema:unitText"))
                stands = (write.maybe(text(iri, "zp:inRow")), write.maybe(text(iri, "zp:inColumn")))
                write.add("record_cell", [(at, own, *stands, said, filled, *amount)])


def _whole(cell: Cell) -> int:
    return int(cell) if isinstance(cell, int | Decimal) else 0
