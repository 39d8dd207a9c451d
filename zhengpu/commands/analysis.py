"""`zhengpu query`: one SPARQL text through the gate, its result in a format for people or programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat

from zhengpu.commands.terminal import table_text
from zhengpu.graph.errors import UsageError
from zhengpu.graph.names import PREFIXES
from zhengpu.graph.rows import value_of

if TYPE_CHECKING:
    from zhengpu.remote_service import RemoteService
    from zhengpu.service import Zhengpu

__all__ = ["FORMATS", "run_query"]

_TABLES = {
    "json": QueryResultsFormat.JSON,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}
FORMATS = ("table", *_TABLES, "turtle", "jsonld")


def run_query(zp: Zhengpu | RemoteService, sparql: str, form: str) -> str:
    """The result as text. Raises `BadQuery` for a refused or broken query, `UsageError` for a format that does not fit it."""
    if form not in FORMATS:
        raise UsageError(f"没有名为“{form[:40]}”的结果格式", f"现有的是 {'、'.join(FORMATS)}", "请改用其中之一")
    result = zp.run(sparql)
    if isinstance(result, QuerySolutions | QueryBoolean):
        return _solutions(result, form)
    if form not in ("table", "turtle", "jsonld"):
        raise UsageError(f"这个查询的结果是图，不能写成 {form}", "CONSTRUCT 和 DESCRIBE 得到的是三元组", "请用 --format turtle 或 jsonld")
    kind = RdfFormat.JSON_LD if form == "jsonld" else RdfFormat.TURTLE
    return (pyoxigraph.serialize(result, format=kind, prefixes=PREFIXES) or b"").decode() + "\n"


def _solutions(result: QuerySolutions | QueryBoolean, form: str) -> str:
    if form in ("turtle", "jsonld"):
        raise UsageError(
            f"这个查询的结果是表，不能写成 {form}", "只有 CONSTRUCT 和 DESCRIBE 得到三元组", "请用 table、json、csv、tsv 或 xml"
        )
    if form != "table":
        data = (result.serialize(format=_TABLES[form]) or b"").decode()
        return data + "\n" if form != "json" else json.dumps(json.loads(data), ensure_ascii=False, indent=1) + "\n"
    if isinstance(result, QueryBoolean):
        return "是\n" if result else "否\n"
    columns = [variable.value for variable in result.variables]
    rows = [[value_of(row[name]) for name in columns] for row in result]
    return f"{table_text(columns, rows)}\n共{len(rows)}行\n"
