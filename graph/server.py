"""A SPARQL 1.1 server over HTTP: where its services are, what its make needs, and its answers as the engine's own results."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import pyoxigraph
from pyoxigraph import NamedNode, Quad, QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple

from zhengpu.graph.errors import BadQuery, StoreBroken
from zhengpu.graph.names import PREFIXES

__all__ = ["Result", "Server"]

Result = QuerySolutions | QueryBoolean | Iterable[Triple]
_JSON = "application/sparql-results+json"
_NTRIPLES = "application/n-triples"
_NAMED_GRAPH = re.compile(r"\b(?:graph|from|named)\s*(?:<|[\w-]*:)", re.IGNORECASE)
# Virtuoso's planner gives up on some queries that leave graphs out.
_TOO_COMPLEX = "Stack Overflow in cost model"
# Virtuoso writes the answer of ASK as a table of this one column.
_ASK_COLUMN = "__ASK_RETVAL"
# … and booleans as numbers.
_BOOLEAN = re.compile(rb'("datatype": "http://www\.w3\.org/2001/XMLSchema#boolean", "value": )"([01])"')


@dataclass(frozen=True, slots=True)
class _Make:
    """What one make of server needs. `union` makes the default graph of a query the union of all graphs."""

    name: str
    query: str
    update: str
    graphs: str
    union: Mapping[str, str]
    transactional: bool
    """One update request is one transaction."""
    most_rows: int = 1_000_000
    """More rows than these are cut, and a sorted query that asks for more is refused."""
    limit: str = ""
    """The parameter that tells the server when to give up, in milliseconds: else it works on after we have gone."""
    hidden: tuple[str, ...] = ()
    """Graphs in which the server keeps descriptions of itself: no part of what has been said."""


_VIRTUOSO_ITSELF = (
    "http://www.openlinksw.com/schemas/virtrdf#",
    "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/2002/07/owl#",
    "http://localuriqaserver/sparql",
    "http://localhost:8890/sparql",
    "http://localhost:8890/DAV/",
)
# The first whose query path answers ASK at the address given. An address that ends in the query path itself is its own root.
_MAKES = (
    _Make("Oxigraph", "/query", "/update", "/store", {"union-default-graph": "true"}, transactional=True),
    _Make(
        "Virtuoso",
        query="/sparql",
        update="/sparql-auth",
        graphs="/sparql-graph-crud-auth",
        union={},
        transactional=False,
        most_rows=10_000,
        limit="timeout",
        hidden=_VIRTUOSO_ITSELF,
    ),
)


class Server:
    """One connection. `Server("http://user:password@host:8890/sparql")`; without a user, changes are sent as anybody."""

    def __init__(self, url: str, seconds: float = 600, transport: httpx.BaseTransport | None = None) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        netloc = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
        self.address = urlunsplit((parts.scheme, netloc, parts.path.rstrip("/"), "", ""))
        auth = (httpx.URL(url).username, httpx.URL(url).password)
        self._client = httpx.Client(timeout=httpx.Timeout(seconds, connect=10), transport=transport, trust_env=False)
        self._auth: httpx.Auth | None = None
        self._hidden: tuple[str, ...] = ()
        self.make, self._root = self._found()
        if auth[0]:
            self._auth = httpx.DigestAuth(*auth) if self.make.name == "Virtuoso" else httpx.BasicAuth(*auth)
        self._hidden = self._itself()

    def run(
        self,
        sparql: str,
        *,
        seconds: float | None = None,
        base: str | None = None,
        default: Sequence[str] | None = None,
        named: Sequence[str] | None = None,
    ) -> Result:
        """Any query form; without a dataset over the union of all graphs. Raises `BadQuery`, `StoreBroken`."""
        text = _prologue(sparql, base) + sparql
        graphs = [("default-graph-uri", iri) for iri in default or ()] + [("named-graph-uri", iri) for iri in named or ()]
        extra = {} if graphs else dict(self.make.union)
        form: dict[str, str | list[str]] = {**extra}
        for name, iri in graphs:
            form[name] = [*form.get(name, ()), iri]
        if seconds is not None and self.make.limit:
            form[self.make.limit] = str(max(1000, int(seconds * 1000)))
        # Some makes answer CONSTRUCT in a table format if one is offered.
        accept = _NTRIPLES + ", text/turtle;q=0.9" if _builds_triples(sparql) else _JSON
        try:
            answer = self._send(
                "POST", self.make.query, data={"query": self._hiding(sparql) + text, **form}, accept=accept, seconds=seconds
            )
        except StoreBroken as error:
            if _TOO_COMPLEX not in error.why:
                raise
            answer = self._send("POST", self.make.query, data={"query": text, **form}, accept=accept, seconds=seconds)
        self._whole(answer)
        return _result(answer.content, answer.headers.get("content-type", "").partition(";")[0])

    def update(self, sparql: str, base: str | None = None) -> None:
        """SPARQL Update."""
        body = (_prologue(sparql, base) + sparql).encode()
        self._send("POST", self.make.update, content=body, headers={"Content-Type": "application/sparql-update"})

    def put(self, graph: str, quads: Iterable[Quad]) -> None:
        """A graph in place of whatever it held (Graph Store Protocol): one request, however large."""
        data = pyoxigraph.serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
        if isinstance(self._auth, httpx.DigestAuth):
            # A large body sent before the challenge is answered hangs: the server asks for the password without reading on.
            self._send("POST", self.make.update, data={"query": "ASK { }"}, accept=_JSON)
        name = "graph-uri" if self.make.name == "Virtuoso" else "graph"
        self._send("PUT", self.make.graphs, params={name: graph}, content=data, headers={"Content-Type": "text/turtle"})

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _hiding(self, sparql: str) -> str:
        """Virtuoso's way of leaving graphs out of a query; it makes a graph named in the text empty, so not for those."""
        if _NAMED_GRAPH.search(sparql):
            return ""
        return "".join(f"define input:default-graph-exclude <{g}> define input:named-graph-exclude <{g}> " for g in self._hidden)

    def _itself(self) -> tuple[str, ...]:
        """Which graphs about itself the server really has: each one left out makes its queries harder to plan."""
        listed = ", ".join(f"<{graph}>" for graph in self.make.hidden)
        if not listed:
            return ()
        rows = self.run(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g IN ({listed})) }}")
        assert isinstance(rows, QuerySolutions)
        return tuple(sorted(row["g"].value for row in rows if isinstance(row["g"], NamedNode)))

    def _found(self) -> tuple[_Make, str]:
        """Which make it is, and where its services are, by asking."""
        trouble = "没有一个已知的查询地址作出回答"
        # an address that names a make's own query path is asked there first
        for make in sorted(_MAKES, key=lambda known: not self.address.endswith(known.query)):
            root = self.address.removesuffix(make.query)
            try:
                answer = self._client.post(root + make.query, data={"query": "ASK { }"}, headers={"Accept": _JSON})
            except httpx.TransportError as error:
                trouble = str(error) or type(error).__name__
                continue
            if answer.is_success and answer.headers.get("content-type", "").startswith(_JSON):
                said = answer.headers.get("server", "").lower()
                make = next((known for known in _MAKES if known.name.lower() in said), make)
                return make, self.address.removesuffix(make.query)
        raise StoreBroken(f"图谱库 {self.address} 没有回答", trouble, "请检查地址，并确认它是正在运行的 SPARQL 1.1 服务")

    def _send(self, method: str, path: str, *, accept: str = "*/*", seconds: float | None = None, **request: Any) -> httpx.Response:
        timeout = httpx.USE_CLIENT_DEFAULT if seconds is None else httpx.Timeout(seconds, connect=10)
        try:
            headers = {"Accept": accept, **request.pop("headers", {})}
            answer = self._client.request(method, self._root + path, auth=self._auth, timeout=timeout, headers=headers, **request)
        except httpx.TimeoutException as error:
            raise StoreBroken("图谱库的服务器没有按时回答", f"{self.address} 超过了时间限制", "请加上条件或 LIMIT，或稍后再试") from error
        except httpx.HTTPError as error:
            raise StoreBroken("图谱库的服务器联系不上", f"{self.address}：{error}", "请检查它是否在运行") from error
        if answer.is_success:
            return answer
        said = re.sub(r"\s+", " ", answer.text)[:500]
        if answer.status_code in (401, 403):
            raise StoreBroken(
                "图谱库的服务器不允许这样做", said or f"状态 {answer.status_code}", "请在地址里写上用户名和密码：http://用户:密码@主机/…"
            )
        if answer.status_code == 400:
            raise BadQuery("图谱库的服务器不接受这个查询", said, "请检查查询")
        raise StoreBroken("图谱库的服务器出错", f"状态 {answer.status_code}：{said}", "请查看服务器的日志")

    def _whole(self, answer: httpx.Response) -> None:
        """Virtuoso cuts results in silence but for these headers."""
        most = answer.headers.get("x-sparql-maxrows", "")
        if answer.headers.get("x-sql-state") == "S1TAT":
            raise StoreBroken("服务器没有算完就交了结果", "它的时间限制（MaxQueryExecutionTime）到了", "请在服务器上调高限制，或缩小查询")
        if not most.isdigit() or answer.content.count(b'"type"') < int(most):
            return
        if len(json.loads(answer.content)["results"]["bindings"]) >= int(most):
            why = f"它最多给{most}行（ResultSetMaxRows）"
            raise Truncated("服务器截断了结果", why, "请在服务器上调高限制，或用 LIMIT 和 OFFSET 分页")


class Truncated(StoreBroken):
    """The server gave fewer rows than there are."""


def _prologue(sparql: str, base: str | None) -> str:
    """Only the prefixes that the text seems to use: some makes count them against their limits."""
    head = f"BASE <{base}> " if base else ""
    return head + "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items() if f"{prefix}:" in sparql)


def _builds_triples(sparql: str) -> bool:
    bare = re.sub(r"<[^<>\s]*>|\"[^\"\n]*\"|#[^\n]*", " ", sparql)
    found = re.search(r"\b(select|ask|construct|describe)\b", bare, re.IGNORECASE)
    return found is not None and found[1].lower() in ("construct", "describe")


def _result(data: bytes, kind: str) -> Result:
    try:
        if kind != _JSON:
            return _triples(data, kind)
        if _ASK_COLUMN.encode() in data[:200]:
            rows = json.loads(data)["results"]["bindings"]  # one row says yes, none says no
            data = json.dumps({"head": {}, "boolean": bool(rows)}).encode()
        return pyoxigraph.parse_query_results(_BOOLEAN.sub(_canonical, data), format=QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise StoreBroken("服务器的回答读不懂", f"{kind}：{error}", "请确认它是 SPARQL 1.1 服务") from error


def _canonical(match: re.Match[bytes]) -> bytes:
    return match[1] + (b'"true"' if match[2] == b"1" else b'"false"')


def _triples(data: bytes, kind: str) -> Iterator[Triple]:
    format_ = RdfFormat.from_media_type(kind) or RdfFormat.TURTLE
    return (quad.triple for quad in list(pyoxigraph.parse(data, format=format_)))
