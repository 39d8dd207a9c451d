"""A meaning over a table as SPARQL that finds the same; times, which the graph keeps as they are printed, by the texts that fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhengpu.graph.names import iri_text, literal_text
from zhengpu.query.records.kept_record import KeptRow, KeptTable
from zhengpu.query.records.record_meaning import Limit, RecordMeaning
from zhengpu.query.records.record_rows import fits, says, selected, usual_unit

__all__ = ["record_sparql"]

_SIGNS = {"between": ">="}


def record_sparql(meaning: RecordMeaning, rows: Sequence[KeptRow], said: str) -> str:
    """The query; `rows` are those that the meaning finds, `said` is what it asks, as a comment."""
    return f"# {said}\n{_query(meaning, rows)}"


def _query(meaning: RecordMeaning, rows: Sequence[KeptRow]) -> str:
    table = iri_text(meaning.table.iri)
    match meaning.ask:
        case "title" | "annex":
            return f"SELECT ?title ?annex WHERE {{ {table} rdfs:label ?title . OPTIONAL {{ {table} zp:annex ?annex }} }}"
        case "heads":
            return f"SELECT ?head WHERE {{ ?column zp:inTable {table} ; rdfs:label ?head ; zp:position ?n }} ORDER BY ?n"
    within = "\n".join(_limits(meaning))
    match meaning.ask:
        case "count":
            return f"SELECT (COUNT(DISTINCT ?row) AS ?n) WHERE {{\n{within}\n}}"
        case "whether":
            return f"ASK {{\n{within}\n}}"
        case "values" | "kinds" | "groups" | "best" | "none":
            return _grouped(meaning, within)
        case "sum" | "mean":
            word = {"sum": "SUM", "mean": "AVG"}[meaning.ask]
            return f"SELECT ({word}(?size) AS ?{meaning.ask}) WHERE {{\n{within}\n{_stands(meaning.table, meaning.added, 's', '?size')}\n}}"
    order, limit = "?n", ""
    if (extremum := meaning.extremum) is not None and extremum.of == "amount":
        within = f"{within}\n{_stands(meaning.table, extremum.column, 'x', '?size')}"
        order = f"{'DESC(?size)' if extremum.most else '?size'} ?n"
        limit = f" LIMIT {len(rows) + extremum.rank - 1}" + (f" OFFSET {extremum.rank - 1}" if extremum.rank > 1 else "")
    shown = "?row ?name"
    for at, column in enumerate(meaning.columns, 1):
        within += f"\n  ?a{at} zp:inRow ?row ; zp:inColumn {iri_text(meaning.table.columns[column].iri)} ; zp:cellText ?answer{at} ; zp:filled true ."
        shown += f" ?answer{at}"
    return f"SELECT {shown} WHERE {{\n{within}\n}} ORDER BY {order}{limit}"


def _grouped(meaning: RecordMeaning, within: str) -> str:
    table = meaning.table
    column = iri_text(table.columns[meaning.by if meaning.by is not None else meaning.columns[0]].iri)
    stands = f"?g zp:inRow ?row ; zp:inColumn {column} ; zp:cellText ?value ; zp:filled true ."
    match meaning.ask:
        case "values":
            return f"SELECT DISTINCT ?value WHERE {{\n{within}\n  {stands}\n}}"
        case "kinds":
            return f"SELECT (COUNT(DISTINCT ?value) AS ?n) WHERE {{\n{within}\n  {stands}\n}}"
        case "none":
            every = f"?every zp:inTable {iri_text(table.iri)} . ?v zp:inRow ?every ; zp:inColumn {column} ; zp:cellText ?value ; zp:filled true ."
            return f"SELECT DISTINCT ?value WHERE {{\n  {every}\n  FILTER NOT EXISTS {{\n{within}\n  {stands}\n}} }}"
    size = "(COUNT(DISTINCT ?row) AS ?n)" if meaning.added is None else "(SUM(?size) AS ?n)"
    added = "" if meaning.added is None else "\n" + _stands(table, meaning.added, "s", "?size")
    order = "DESC(?n)" if meaning.most else "?n"
    return f"SELECT ?value {size} WHERE {{\n{within}\n  {stands}{added}\n}} GROUP BY ?value ORDER BY {order}"


def _stands(table: KeptTable, column: int | None, name: str, size: str) -> str:
    assert column is not None
    unit = usual_unit(table, column)
    measured = f" ; zp:normalisedUnit {literal_text(unit)}" if unit else ""
    return f"  ?{name} zp:inRow ?row ; zp:inColumn {iri_text(table.columns[column].iri)} ; zp:normalisedValue {size}{measured} ."


def _limits(meaning: RecordMeaning) -> Iterator[str]:
    table = meaning.table
    yield f"  ?row zp:inTable {iri_text(table.iri)} ; zp:totalRow false ; rdfs:label ?name ; zp:position ?n ."
    for at, limit in enumerate(meaning.limits, 1):
        yield from _limit(table, limit, f"c{at}")
    if (extremum := meaning.extremum) is not None and extremum.of != "amount":
        texts = sorted({table.cell(row, extremum.column).text for row in selected(meaning)})
        yield _printed(table, (extremum.column,), "x", texts)


def _limit(table: KeptTable, limit: Limit, name: str) -> Iterator[str]:
    columns = " ".join(iri_text(table.columns[i].iri) for i in limit.columns)
    stands = f"?{name} zp:inRow ?row ; zp:inColumn ?{name}c . VALUES ?{name}c {{ {columns} }}"
    match limit.how:
        case "blank":
            if any(table.columns[i].numeric for i in limit.columns):
                yield f"  {stands} FILTER{' ' if limit.negated else ' NOT '}EXISTS {{ ?{name} schema:value ?{name}v }}"
            else:
                yield f"  {stands} ?{name} zp:filled {'true' if limit.negated else 'false'} ."
        case "amount":
            signs = f"?{name}v {_SIGNS.get(limit.op, limit.op)} {limit.value}"
            signs += f" && ?{name}v <= {limit.high}" if limit.op == "between" else ""
            unit = (
                f"?{name} zp:normalisedUnit {literal_text(limit.unit)} . "
                if limit.unit and limit.unit == usual_unit(table, limit.columns[0])
                else ""
            )
            value = "zp:normalisedValue" if limit.unit else "schema:value"
            yield f"  {stands} ?{name} {value} ?{name}v . {unit}FILTER({signs})"
        case _:
            rows = [row for row in table.rows if fits(table, row, limit)]
            if limit.how == "place" and not limit.columns:
                yield f"  FILTER(?n = {limit.value})"
                return
            texts = sorted({table.cell(row, i).text for row in rows for i in limit.columns if table.cell(row, i).filled})
            if limit.how == "words" and not limit.negated:
                texts = sorted({text for text in texts if any(_says(text, word, table, limit) for word in limit.words)})
            yield _printed(table, limit.columns, name, texts)


def _says(text: str, word: str, table: KeptTable, limit: Limit) -> bool:
    cells = (table.cell(row, i) for row in table.rows for i in limit.columns)
    return any(cell.text == text and says(cell, word, exact=limit.exact) for cell in cells)


def _printed(table: KeptTable, columns: Sequence[int], name: str, texts: Sequence[str]) -> str:
    own = " ".join(iri_text(table.columns[i].iri) for i in columns)
    said = " ".join(literal_text(text, "zh") for text in texts)
    return (
        f"  ?{name} zp:inRow ?row ; zp:inColumn ?{name}c ; zp:cellText ?{name}t . VALUES ?{name}c {{ {own} }} VALUES ?{name}t {{ {said} }}"
    )
