"""SPARQL 1.1 Protocol at `/sparql`, Graph Store Protocol (read), service description and VoID."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive

from graph.errors import BadQuery, InputError, ZhengpuError
from graph.names import iri_text
from query.analyst import Analyst, Asked, Dataset
from query.evaluation import Evaluated
from query.gate import Form
from query.limits import Limits
from query.workers import Overstayed, TooBusy, TooHeavy, TooMany
from zhengpu.description import COUNTS, pairs, service_description, void_description, written
from zhengpu.guard import may_change
from zhengpu.negotiation import GRAPH_OFFERS, TABLE_OFFERS, Offer, negotiated
from zhengpu.problems import problem
from zhengpu.service import Zhengpu

__all__ = ["router"]

_LARGEST_BODY = 1024 * 1024
_IN_MEMORY = 1024 * 1024
_CHUNK = 64 * 1024
_WATCH_AFTER = 0.05
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_MOST_PARAMETERS = 1000
_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_Result = TypeVar("_Result")


class _Refused(InputError):
    """A request the protocol does not allow."""

    def __init__(self, status: int, code: str, what: str, why: str, todo: str, **headers: str) -> None:
        super().__init__(what, why, todo)
        self.status, self.code = status, code
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A request as the protocol reads it."""

    query: str | bytes | None = None
    update: str | bytes | None = None
    dataset: Dataset = field(default_factory=Dataset)
    using: Dataset = field(default_factory=Dataset)
    format: str | None = None
    seconds: float | None = None


def router(
    service: Zhengpu, *, allow_update: bool = False, limits: Limits | None = None, editor: Callable[[], str] | None = None
) -> APIRouter:
    """The routes over one open service. `editor` gives the page that browsers get at `/sparql`."""
    analyst = Analyst(service.store, limits)
    endpoint = _Endpoint(service, analyst, allow_update, editor)

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        analyst.start()
        try:
            yield
        finally:
            analyst.close()

    routes = APIRouter(lifespan=lifespan, tags=["sparql"])
    for path, handler, methods, summary, parameters in (
        ("/sparql", endpoint.get, ["GET", "HEAD"], "SPARQL 查询；没有查询时是编辑页或服务描述", ("query", *_COMMON)),
        ("/sparql", endpoint.post, ["POST"], "SPARQL 查询（表单或直接发送），启动时允许的话也接受更新", _COMMON),
        ("/rdf-graph-store", endpoint.graph, ["GET", "HEAD"], "读取一个图（Graph Store Protocol）", ("graph", "default")),
        ("/.well-known/void", endpoint.void, ["GET", "HEAD"], "数据集描述（VoID）", ()),
    ):
        for method in methods:
            routes.add_api_route(
                path,
                handler,
                methods=[method],
                summary=summary,
                include_in_schema=method != "HEAD",
                operation_id=f"{method.lower()}{path}",
                response_class=Response,
                openapi_extra=_documented(parameters, body=method == "POST"),
            )
    return routes


_COMMON = ("default-graph-uri", "named-graph-uri", "format", "timeout")


def _documented(parameters: tuple[str, ...], *, body: bool) -> dict[str, object]:
    content = {_FORM: {"schema": {"type": "object"}}, _QUERY: {"schema": {"type": "string"}}, _UPDATE: {"schema": {"type": "string"}}}
    extra: dict[str, object] = {"parameters": [{"name": name, "in": "query", "schema": {"type": "string"}} for name in parameters]}
    if body:
        extra["requestBody"] = {"content": content}
    error = {"content": {"application/problem+json": {"schema": {"type": "object"}}}}
    known = {"200": "结果", "400": "请求或查询不对", "403": "不允许更新", "404": "没有这个图", "406": "没有这种格式", "413": "请求太大"}
    known |= {"415": "不认识的媒体类型", "429": "同时进行的查询太多", "503": "超过时间限制，或现在太忙"}
    extra["responses"] = {status: {"description": text, **({} if status == "200" else error)} for status, text in known.items()}
    return extra


class _Endpoint:
    """The handlers. Each answers every request: what goes wrong is a problem document."""

    def __init__(self, service: Zhengpu, analyst: Analyst, allow_update: bool, editor: Callable[[], str] | None) -> None:
        self._service, self._analyst, self._editor = service, analyst, editor
        self._allow_update = allow_update
        limits = analyst.limits
        self._limits_header = f"seconds={limits.seconds:g}; rows={limits.max_rows}; bytes={limits.max_bytes}"

    async def get(self, request: Request) -> Response:
        """查询写在 query 参数里。"""
        return await self._told(request, self._get(request))

    async def post(self, request: Request) -> Response:
        """表单的 query 或 update 参数，或以 application/sparql-query、application/sparql-update 直接发送。"""
        return await self._told(request, self._post(request))

    async def graph(self, request: Request) -> Response:
        """`?graph=IRI` 是一个命名图，`?default` 是全部图的合并。"""
        return await self._told(request, self._graph(request))

    async def void(self, request: Request) -> Response:
        """三元组、类、属性的数目，每份文件一个子集。"""
        return await self._told(request, self._void(request))

    async def _told(self, request: Request, answer: Awaitable[Response]) -> Response:
        try:
            return await answer
        except _Refused as error:
            return _problem(error.status, error, error.headers)
        except BadQuery as error:
            return _problem(400, error)
        except TooMany as error:
            return _problem(429, error, {"Retry-After": "1"})
        except TooBusy as error:
            return _problem(503, error, {"Retry-After": "5"})
        except (Overstayed, TooHeavy) as error:
            return _problem(503, error)
        except ClientDisconnect:
            return problem(400, "client-gone", "请求没有发完", "连接已经断开。")

    async def _get(self, request: Request) -> Response:
        wanted = _read(request.scope["query_string"], b"", None)
        if wanted.update is not None:
            raise _Refused(400, "update-by-get", "不能用 GET 更新", "GET 不应改变任何东西", "请用 POST 发送更新")
        page = self._editor is not None and wanted.format is None and _prefers_page(request)
        if self._editor is not None and page:
            return Response(self._editor(), media_type="text/html; charset=utf-8", headers={"Vary": "Accept"})
        if wanted.query is None:
            return await self._description(request)
        return await self._query(request, wanted.query, wanted)

    async def _post(self, request: Request) -> Response:
        kind = _media_type(request)
        wanted = _read(request.scope["query_string"], await _body(request), kind)
        if wanted.update is not None:
            if wanted.query is not None:
                raise _Refused(400, "query-and-update", "query 和 update 只能有一个", "一次请求做一件事", "请分两次发送")
            return await self._update(request, wanted.update, wanted)
        if wanted.query is None:
            raise _Refused(400, "no-query", "请求里没有查询", "表单里没有 query 或 update 参数", "请加上 query 参数")
        return await self._query(request, wanted.query, wanted)

    async def _query(self, request: Request, text: str | bytes, wanted: _Wanted) -> Response:
        offer = _offer(request, self._analyst.form(text), wanted.format)
        asked = Asked(text, offer.name, _client(request), wanted.dataset, _endpoint(request), wanted.seconds)
        found = self._analyst.remembered(asked)
        if found is None:
            found = await _while_connected(request.receive, self._analyst.answer(asked))
        return await self._sent(found, offer)

    async def _update(self, request: Request, text: str | bytes, wanted: _Wanted) -> Response:
        if not self._allow_update:
            raise _Refused(403, "update-not-allowed", "这个服务不接受更新", "它启动时没有 --allow-update", "请联系管理员")
        if not self._service.settings.admin_key:
            raise _Refused(403, "no-admin-key", "这个服务不接受更新", "没有设置管理密钥", "请设置 ZHENGPU_ADMIN_KEY 后重新启动")
        if not may_change(request, self._service.settings.admin_key):
            raise _Refused(403, "admin-key-needed", "更新需要管理密钥", "请求里没有正确的密钥", "请用 Authorization: Bearer … 发送密钥")
        await self._analyst.change(Asked(text, "json", _client(request), wanted.using, _endpoint(request)))
        await asyncio.to_thread(self._service.refresh)
        return Response(status_code=204)

    async def _graph(self, request: Request) -> Response:
        given = _parameters(request.scope["query_string"])
        names = [value for name, value in given if name == "graph"]
        whole = any(name == "default" for name, _ in given)
        if len(names) + whole != 1:
            raise _Refused(400, "which-graph", "要读哪个图", "需要一个 graph 参数，或者 default", "例如 ?graph=IRI 或 ?default")
        offer = _offer(request, "construct", next((value for name, value in given if name == "format"), None))
        pattern = "?s ?p ?o" if whole else f"GRAPH {iri_text(names[0])} {{ ?s ?p ?o }}"
        client = _client(request)
        if not whole:
            exists = await self._analyst.answer(Asked(f"ASK {{ {pattern} }}", "csv", client, base=_endpoint(request)))
            if exists.body.strip() != b"true":
                raise _Refused(404, "no-such-graph", "没有这个图", f"图谱里没有 {names[0][:200]}", "图的名字见 /.well-known/void")
        asked = Asked(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", offer.name, client, base=_endpoint(request))
        return await self._sent(await _while_connected(request.receive, self._analyst.answer(asked)), offer)

    async def _void(self, request: Request) -> Response:
        offer = _offer(request, "construct", None)
        root = _endpoint(request).removesuffix("sparql")
        counts = {name: await self._count(name, request) for name in COUNTS}
        body = written(void_description(root, self._service.settings.base, counts), offer.name)
        return await self._sent(Evaluated(body), offer)

    async def _description(self, request: Request) -> Response:
        offer = _offer(request, "construct", None)
        graphs = await self._count("graphs", request)
        triples = service_description(_endpoint(request), graphs, self._analyst.limits, updates=self._allow_update)
        return await self._sent(Evaluated(written(triples, offer.name)), offer)

    async def _count(self, name: str, request: Request) -> tuple[tuple[str, int], ...]:
        return pairs((await self._analyst.answer(Asked(COUNTS[name], "json", _client(request)))).body)

    async def _sent(self, found: Evaluated, offer: Offer) -> Response:
        headers = {"Vary": "Accept", "Cache-Control": "no-cache", "Zhengpu-Limits": self._limits_header}
        if found.cut is not None:
            headers["Zhengpu-Truncated"] = found.cut.header
        if len(found.body) <= _IN_MEMORY:
            return Response(found.body, headers=headers, media_type=offer.content_type)
        # a slow client must not hold a large result in memory
        headers["Content-Length"] = str(len(found.body))
        return StreamingResponse(await asyncio.to_thread(_spooled, found.body), headers=headers, media_type=offer.content_type)


def _spooled(body: bytes) -> AsyncIterator[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the last chunk is sent
    file.write(body)
    file.seek(0)

    async def chunks() -> AsyncIterator[bytes]:
        with file:
            while data := await asyncio.to_thread(file.read, _CHUNK):
                yield data

    return chunks()


def _problem(status: int, error: ZhengpuError, headers: dict[str, str] | None = None) -> Response:
    place = {name: value for name in ("line", "column") if (value := getattr(error, name)) is not None}
    detail = "".join(f"{part.rstrip('。')}。" for part in (error.why, error.todo) if part)
    return problem(status, error.code, error.what, detail, headers=headers, **place)


def _parameters(query_string: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:  # not ASCII, not UTF-8 behind the percent signs, or too many
        raise _Refused(400, "bad-parameters", "读不懂请求的参数", "它们不是百分号编码的 UTF-8，或者太多", "请检查编码") from error


def _read(query_string: bytes, body: bytes, kind: str | None) -> _Wanted:
    """The parameters of the address and, in a form, those of the body; each that may stand once stands once."""
    given = _parameters(query_string)
    if kind == _FORM:
        given += _parameters(body)
    values: dict[str, list[str]] = {}
    for name, value in given:
        values.setdefault(name, []).append(value)
    once: dict[str, str | bytes | None] = {}
    for name in ("query", "update", "format", "timeout"):
        found = values.get(name, [])
        if len(found) > 1:
            raise _Refused(400, "twice", f"{name} 参数有{len(found)}个", "它只能有一个", "请分几次发送")
        once[name] = found[0] if found else None
    for direct, name in ((_QUERY, "query"), (_UPDATE, "update")):
        if kind == direct:
            if once["query"] is not None or once["update"] is not None:
                raise _Refused(400, "twice", "查询给了两次", "正文里有一个，地址里又有一个", "请只留一个")
            once[name] = body
    return _Wanted(
        query=once["query"],
        update=once["update"],
        dataset=Dataset(_graphs(values, "default-graph-uri"), _graphs(values, "named-graph-uri")),
        using=Dataset(_graphs(values, "using-graph-uri"), _graphs(values, "using-named-graph-uri")),
        format=None if once["format"] is None else str(once["format"]),
        seconds=_seconds(once["timeout"]),
    )


def _graphs(values: dict[str, list[str]], name: str) -> tuple[str, ...] | None:
    found = values.get(name)
    if found is None:
        return None
    for iri in found:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*", iri):
            raise _Refused(400, "bad-graph", f"{name} 不是完整的 IRI", f"给的是“{iri[:100]}”", "请写完整的 IRI")
    return tuple(dict.fromkeys(found))


def _seconds(text: str | bytes | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 86400:
        raise _Refused(400, "bad-timeout", "timeout 不是正的秒数", f"给的是“{str(text)[:40]}”", "例如 timeout=5")
    return seconds


def _media_type(request: Request) -> str:
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind not in (_FORM, _QUERY, _UPDATE):
        raise _Refused(415, "media-type", "不认识这种请求正文", f"Content-Type 是“{kind[:80]}”", f"请用 {_FORM}、{_QUERY} 或 {_UPDATE}")
    charset = re.search(r"charset\s*=\s*\"?([^\s\";]+)", rest, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise _Refused(415, "charset", "请求正文不是 UTF-8", f"charset 是“{charset[1][:40]}”", "请用 UTF-8 发送")
    return kind


async def _body(request: Request) -> bytes:
    """The body, as long as it is not too large; nothing of it is kept if it is."""
    parts, size = [], 0
    too_large = _Refused(413, "too-large", "请求太大", f"查询的正文最多{_LARGEST_BODY // 1024}KB", "请拆成几个查询", Connection="close")
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > _LARGEST_BODY:
        raise too_large
    async for part in request.stream():
        size += len(part)
        if size > _LARGEST_BODY:
            raise too_large
        parts.append(part)
    return b"".join(parts)


def _offer(request: Request, form: Form, name: str | None) -> Offer:
    offers = TABLE_OFFERS if form in ("select", "ask", "update") else GRAPH_OFFERS
    known = "、".join(offer.name for offer in offers)
    if name is not None:
        for offer in offers:
            if name.lower() in (offer.name, offer.media_type, *offer.others):
                return offer
        raise _Refused(406, "no-such-format", f"没有“{name[:40]}”这种格式", f"这种查询的结果可以是 {known}", "请改用其中之一")
    found = negotiated(", ".join(request.headers.getlist("accept")), offers)
    if found is None:
        media = "、".join(offer.media_type for offer in offers)
        raise _Refused(406, "not-acceptable", "没有请求所要的格式", f"这种查询的结果可以是 {media}", "请修改 Accept，或加上 format 参数")
    return found


def _prefers_page(request: Request) -> bool:
    page = Offer("html", "text/html")
    found = negotiated(", ".join(request.headers.getlist("accept")) or "*/*", (*TABLE_OFFERS, *GRAPH_OFFERS, page))
    return found is page


def _client(request: Request) -> str:
    return request.client.host if request.client else "local"


def _endpoint(request: Request) -> str:
    """The service's address as the client knows it: it becomes an IRI in descriptions, so a Host that is none is refused."""
    host = request.headers.get("host", "localhost")
    if not _HOST.fullmatch(host):
        raise _Refused(400, "bad-host", "Host 请求头不对", "它不是主机名", "请检查客户端或代理")
    return f"{request.url.scheme}://{host}{request.scope.get('root_path', '')}/sparql"


async def _while_connected(receive: Receive, work: Awaitable[_Result]) -> _Result:
    """The result of the work, which is cancelled when the client goes away."""
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait((task,), timeout=_WATCH_AFTER)
        if done:
            return task.result()
        watch = asyncio.ensure_future(_gone(receive))
        await asyncio.wait((task, watch), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            return task.result()
        raise ClientDisconnect
    finally:
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
