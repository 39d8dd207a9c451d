"""One query on one store → bytes in one format, never more than the caps, and never capped in silence."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Literal, cast
from xml.sax.saxutils import escape

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple

from zhengpu.graph.errors import BadQuery
from zhengpu.graph.names import PREFIXES
from zhengpu.query.analyst.gate import Checked
from zhengpu.query.analyst.lexer import not_parsed

__all__ = ["GRAPHS", "TABLES", "Cut", "Evaluated", "Order", "Run", "announced", "evaluate", "running"]

TABLES: dict[str, QueryResultsFormat] = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPHS: dict[str, RdfFormat] = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
_SMALLEST_ROW = 2  # bytes: "{}" or a line end
_ROW_ENDS = {"json": b"}},{", "xml": b"</result>", "csv": b"\n", "tsv": b"\n"}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be evaluated, how the result is to be written, and the caps."""

    query: Checked
    format: str
    max_rows: int
    max_bytes: int
    counting_seconds: float = 0.5
    base: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """How a result was cut: what is there of how many; `total` is None where counting would have cost too much."""

    by: Literal["rows", "bytes"]
    kept: int
    total: int | None
    at_least: int

    @property
    def note(self) -> str:
        """In Chinese, for the body.

        >>> Cut("rows", 10, 64, 64).note
        '结果已截断：这里只有前10行，全部共64行。'
        """
        whole = f"全部共{self.total}行" if self.total is not None else f"全部至少{self.at_least}行"
        return f"结果已截断：这里只有前{self.kept}行，{whole}。"

    @property
    def header(self) -> str:
        """In ASCII, for an HTTP header."""
        return f"by={self.by}; kept={self.kept}; " + (f"total={self.total}" if self.total is not None else f"at-least={self.at_least}")


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The result as written, and how it was cut if it was."""

    body: bytes
    cut: Cut | None = None


class _Full(Exception):
    """The byte cap is reached."""


class _Sink(io.RawIOBase):
    """Bytes up to a cap."""

    def __init__(self, most: int) -> None:
        self.data, self._most = bytearray(), most

    def write(self, data: Any) -> int:
        self.data += data
        if len(self.data) > self._most:
            raise _Full
        return len(data)


Run = Callable[[str], QuerySolutions | QueryBoolean | Iterable[Triple]]
"""A text → the engine's own result."""


def evaluate(run: Run, order: Order) -> Evaluated:
    """Run the query and write its result. Raises `BadQuery` if it does not parse or the engine will not run it."""
    try:
        return _table(run, order) if order.query.form in ("select", "ask") else _graph(run, order)
    except SyntaxError as error:
        raise not_parsed(order.query.text, str(error)) from error
    except ValueError as error:
        raise BadQuery("SPARQL 查询不能执行", str(error), "请检查查询") from error


def running(store: pyoxigraph.Store, order: Order) -> Run:
    """How an embedded store runs the texts of an order, over the dataset the order or its text names, else over everything."""
    chosen: dict[str, Any] = {"use_default_graph_as_union": True}
    if order.default_graphs is not None or order.named_graphs is not None:
        # A dataset named by the request replaces whatever the text says of it (SPARQL 1.1 Protocol, 2.1.4).
        chosen = {"default_graph": _graphs(order.default_graphs), "named_graphs": _graphs(order.named_graphs)}
    elif order.query.dataset:
        chosen = {}
    return lambda text: store.query(text, base_iri=order.base, prefixes=PREFIXES, **chosen)


def _graphs(iris: tuple[str, ...] | None) -> list[NamedNode | BlankNode]:
    return [NamedNode(iri) for iri in iris or ()]


def _table(run: Run, order: Order) -> Evaluated:
    """SELECT and ASK. The engine writes rows ten times faster than Python could, so the rows are capped in the query's own LIMIT."""
    query, columns = order.query, _columns(run, order)
    allowed = order.max_rows
    cut_by: Literal["rows", "bytes"] = "rows"
    asked = allowed + 1
    while True:
        sink = _Sink(order.max_bytes)
        result = run(query.limited(asked, columns))
        assert isinstance(result, QuerySolutions | QueryBoolean)
        try:
            result.serialize(cast(IO[bytes], sink), TABLES[order.format])
        except _Full:
            fitting = bytes(sink.data).count(_ROW_ENDS[order.format]) * 9 // 10
            asked, cut_by = max(1, min(fitting, asked // 2)), "bytes"
            if query.form == "select" and asked > 1:
                continue
            raise BadQuery("结果里有一行大得放不下", f"一个结果最多{order.max_bytes}字节", "请不要选出整份文件的正文") from None
        body = bytes(sink.data)
        if isinstance(result, QueryBoolean):
            return Evaluated(body)
        if cut_by == "rows" and (len(body) // _SMALLEST_ROW <= asked - 1 or _rows(body, order.format) < asked):
            return Evaluated(body)
        if cut_by == "rows" and asked > allowed:  # there is more than allowed: once more, without the one too many
            asked = allowed
            continue
        kept = _rows(body, order.format)
        return _noted(body, order.format, Cut(cut_by, kept, *_total(run, order, kept)))


def _columns(run: Run, order: Order) -> tuple[str, ...]:
    """What `*` stands for; the engine sorts it by name, people expect the order of their text."""
    if order.query.star is None:
        return ()
    result = run(order.query.limited(0))
    return tuple(variable.value for variable in result.variables) if isinstance(result, QuerySolutions) else ()


def _graph(run: Run, order: Order) -> Evaluated:
    """CONSTRUCT and DESCRIBE: triples are counted as they pass."""
    allowed = order.max_rows
    cut_by: Literal["rows", "bytes"] = "rows"
    while True:
        sink = _Sink(order.max_bytes)
        triples = iter(cast(Iterable[Triple], run(order.query.text)))
        counted = _Counted(triples, allowed)
        try:
            pyoxigraph.serialize(counted, cast(IO[bytes], sink), format=GRAPHS[order.format], prefixes=PREFIXES)
        except _Full:
            allowed, cut_by = max(1, counted.passed // 2), "bytes"
            if counted.passed > 1:
                continue
            raise BadQuery("结果里有一条大得放不下", f"一个结果最多{order.max_bytes}字节", "请缩小查询") from None
        if not counted.more:
            return Evaluated(bytes(sink.data))
        rest, done = _counted_on(triples, order.counting_seconds)
        seen = counted.passed + 1 + rest
        return _noted(bytes(sink.data), order.format, Cut(cut_by, counted.passed, seen if done else None, seen))


class _Counted(Iterable[Any]):
    """The first so many of something, and whether there was more."""

    def __init__(self, things: Iterable[Any], most: int) -> None:
        self._things, self._most = things, most
        self.passed, self.more = 0, False

    def __iter__(self) -> Iterator[Any]:
        for thing in self._things:
            if self.passed == self._most:
                self.more = True
                return
            self.passed += 1
            yield thing


def _rows(body: bytes, format_: str) -> int:
    match format_:
        case "json":
            return len(json.loads(body)["results"]["bindings"])
        case "xml":
            return body.count(b"<result>")
        case "csv":
            csv.field_size_limit(max(csv.field_size_limit(), len(body) + 1))  # for all of the process: never less than others count on
            return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1
        case _:
            return body.count(b"\n") - 1


def _total(run: Run, order: Order, kept: int) -> tuple[int | None, int]:
    if not order.counting_seconds:
        return None, kept + 1
    count, done = _counted_on(cast(Iterable[Any], run(order.query.text)), order.counting_seconds)
    return (count, count) if done else (None, max(count, kept + 1))


def _counted_on(things: Iterable[Any], seconds: float, clock: Callable[[], float] = time.monotonic) -> tuple[int, bool]:
    """How many there are, and whether the time sufficed to see them all."""
    until, count = clock() + seconds, 0
    for count, _ in enumerate(things, 1):
        if count % 1024 == 0 and clock() > until:
            return count, False
    return count, True


def _noted(body: bytes, format_: str, cut: Cut) -> Evaluated:
    return Evaluated(announced(body, format_, cut), cut)


def announced(body: bytes, format_: str, cut: Cut) -> bytes:
    """The body with a note that every reader sees and no parser stumbles over.

    >>> announced(b"s\\r\\n1\\r\\n", "csv", Cut("rows", 1, 2, 2)).decode().splitlines()[-1]
    '# 结果已截断：这里只有前1行，全部共2行。'
    """
    note = cut.note
    match format_:
        case "json":
            members = {"by": cut.by, "kept": cut.kept, "total": cut.total, "atLeast": cut.at_least, "note": note}
            return b'{"truncated":' + json.dumps(members, ensure_ascii=False).encode() + b"," + body[1:]
        case "jsonld":
            # A key that no context maps is dropped by JSON-LD processors: the note adds no triple.
            return b'{"truncated":' + json.dumps(note, ensure_ascii=False).encode() + b',"@graph":' + body.strip() + b"}"
        case "xml" | "rdfxml":
            return body + f"\n<!-- {escape(note)} -->\n".encode()
        case "csv":
            columns = next(csv.reader(io.StringIO(body.decode(), newline="")), [""])
            return body + f"# {note}{',' * (len(columns) - 1)}\r\n".encode()
        case "tsv":
            tabs = b"\t" * body.partition(b"\n")[0].count(b"\t")
            return body + f'"# {note}"'.encode() + tabs + b"\n"
        case _:
            return body + f"# {note}\n".encode()
