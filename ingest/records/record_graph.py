"""Records → entities of the graph: tables, their columns, their rows and every cell with the place where it is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from zhengpu.graph.facts import Entity, Evidence, Iri, Span, Value
from zhengpu.graph.names import Names
from zhengpu.graph.numerals import plain
from zhengpu.ingest.records.record_reader import runs
from zhengpu.ingest.records.record_table import RecordCell, RecordTable

__all__ = ["record_entities"]

_UNTITLED, _GROUPS = "表", "分组"


def record_entities(document: Iri, tables: tuple[RecordTable, ...], names: Names, evidence: Callable[[Span], Evidence]) -> Iterator[Entity]:
    """Tables in the order of the text. Every cell is a node of its own: what stands in which row under which head, and where."""
    for at, table in enumerate(tables, 1):
        iri = names.within(document, "table", str(at))
        heads = [names.within(document, "column", str(at), str(n)) for n in range(1, len(table.columns) + 1)]
        label = table.title.value if table.title else table.annex.value if table.annex else f"{_UNTITLED}{at}"
        properties: list[tuple[str, Value]] = [("zp:position", at)]
        if table.annex:
            properties.append(("zp:annex", table.annex.value))
        links = [("zp:inDocument", document)] + ([("zp:nameColumn", heads[table.name])] if table.name is not None else [])
        places = tuple(evidence(found.span) for found in (table.annex, table.title) if found)
        yield Entity(iri, "Table", label, tuple(properties), tuple(links), places)
        for n, (column, head) in enumerate(zip(table.columns, heads, strict=True), 1):
            measured: tuple[tuple[str, Value], ...] = (("schema:unitText", column.unit),) if column.unit else ()
            own = tuple(map(evidence, column.places))
            yield Entity(head, "Column", column.head or _GROUPS, (("zp:position", n), *measured), (("zp:inTable", iri),), own)
        for n, row in enumerate(table.rows, 1):
            one = names.within(document, "row", str(at), str(n))
            told: tuple[tuple[str, Value], ...] = (("zp:position", n), ("zp:totalRow", row.total))
            yield Entity(one, "Row", row.label or str(n), told, (("zp:inTable", iri),))
            for cell in row.cells:
                node = names.within(document, "cell", str(at), str(n), str(cell.column + 1))
                stands = (("zp:inRow", one), ("zp:inColumn", heads[cell.column]))
                yield Entity(node, "Cell", None, tuple(_values(cell)), stands, tuple(map(evidence, runs(cell.passage))))


def _values(cell: RecordCell) -> Iterator[tuple[str, Value]]:
    yield "zp:cellText", cell.passage.text
    yield "zp:filled", cell.filled
    if (amount := cell.amount) is not None:
        yield "schema:value", amount.value
        yield "zp:comparator", amount.op
        if amount.high is not None:
            yield "schema:maxValue", amount.high
        value, unit = plain(amount.value, amount.unit) if amount.unit else (amount.value, "")
        yield "zp:normalisedValue", value
        if unit:
            yield "schema:unitText", amount.unit
            yield "zp:normalisedUnit", unit
