"""SPARQL 1.1 Protocol at `/sparql`, Graph Store Protocol (read), service description and VoID."""

from __future__ import annotations

import asyncio
import tempfile
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from zhengpu.access.visit import noted, visit_of
from zhengpu.endpoint.description import COUNTS, pairs, service_description, void_description, written
from zhengpu.endpoint.sparql_request import FORM, QUERY, UPDATE, Refused, Wanted, body_of, endpoint_of, media_type_of, parameters_of, wanted
from zhengpu.graph.errors import BadQuery, ZhengpuError
from zhengpu.graph.names import iri_text
from zhengpu.hosting.connected import while_connected
from zhengpu.hosting.negotiation import GRAPH_OFFERS, TABLE_OFFERS, Offer, negotiated
from zhengpu.hosting.problems import documented, problem
from zhengpu.query.analyst.analyst import Analyst, AnalystRequest
from zhengpu.query.analyst.evaluation import Evaluated
from zhengpu.query.analyst.gate import Form
from zhengpu.query.analyst.limits import QueryLimits
from zhengpu.query.analyst.turns import TooBusy, TooMany
from zhengpu.query.analyst.workers import Overstayed, TooHeavy
from zhengpu.service import Zhengpu

__all__ = ["Sparql", "router"]

_IN_MEMORY = 1024 * 1024
_CHUNK = 64 * 1024
_UNDERSTOOD = 1000


def router(
    service: Zhengpu, *, allow_update: bool = False, limits: QueryLimits | None = None, editor: Callable[[], str] | None = None
) -> APIRouter:
    """The routes over one open service. `editor` gives the page that browsers get at `/sparql`."""
    return Sparql(service, allow_update=allow_update, limits=limits, editor=editor).router


class Sparql:
    """The service's SPARQL: its routes, and a door that lets queries past everything else.

    Matching a route and resolving its parameters costs more than answering a point query, hence the door: add it as
    middleware (`app.add_middleware(sparql.door)`); the routes document the same handlers and work without it.
    """

    def __init__(
        self, service: Zhengpu, *, allow_update: bool = False, limits: QueryLimits | None = None, editor: Callable[[], str] | None = None
    ) -> None:
        self._analyst = Analyst(service.store, limits, service.changing)
        self._endpoint = _Endpoint(service, self._analyst, allow_update, editor)
        weakref.finalize(self, self._analyst.close)

    def door(self, app: ASGIApp) -> ASGIApp:
        """Middleware that answers GET and POST on `/sparql` itself and passes everything else on."""
        handlers = {"GET": self._endpoint.get, "HEAD": self._endpoint.get, "POST": self._endpoint.post}

        async def passed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["path"] == "/sparql" and (handler := handlers.get(scope["method"])):
                response = await handler(Request(scope, receive))
                await response(scope, receive, send)
            else:
                await app(scope, receive, send)

        return passed

    @property
    def router(self) -> APIRouter:
        """All routes, and the start and end of the query processes."""
        analyst, endpoint = self._analyst, self._endpoint

        @asynccontextmanager
        async def lifespan(_: object) -> AsyncIterator[None]:
            analyst.start()
            try:
                yield
            finally:
                await asyncio.to_thread(analyst.close)

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
                    responses=_RESPONSES,
                    openapi_extra=_documented(parameters, body=method == "POST"),
                )
        return routes


_COMMON = ("default-graph-uri", "named-graph-uri", "format", "timeout")


def _documented(parameters: tuple[str, ...], *, body: bool) -> dict[str, object]:
    content = {FORM: {"schema": {"type": "object"}}, QUERY: {"schema": {"type": "string"}}, UPDATE: {"schema": {"type": "string"}}}
    extra: dict[str, object] = {"parameters": [{"name": name, "in": "query", "schema": {"type": "string"}} for name in parameters]}
    if body:
        extra["requestBody"] = {"content": content}
    return extra


_MEDIA: dict[str, Any] = {offer.media_type: {} for offer in (*TABLE_OFFERS, *GRAPH_OFFERS)} | {"text/html": {}}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "结果", "content": _MEDIA},
    204: {"description": "已经更新"},
    **documented(400, 403, 404, 406, 413, 415, 429, 503),
}


class _Endpoint:
    """The handlers. Each answers every request: what goes wrong is a problem document."""

    def __init__(self, service: Zhengpu, analyst: Analyst, allow_update: bool, editor: Callable[[], str] | None) -> None:
        self._service, self._analyst, self._editor = service, analyst, editor
        self._allow_update = allow_update
        self._understood: dict[tuple[str | bytes, ...], tuple[AnalystRequest, Offer]] = {}
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
        except Refused as error:
            return _problem(error.status, error, error.headers)
        except BadQuery as error:
            return _problem(400, error)
        except TooMany as error:
            return _problem(429, error, {"Retry-After": "1"})
        except TooBusy as error:
            return _problem(503, error, {"Retry-After": "5"})
        except (Overstayed, TooHeavy) as error:
            return _problem(503, error)
        except ZhengpuError as error:
            return _problem(503, error)
        except ClientDisconnect:
            return problem(400, "client-gone", "请求没有发完", "连接已经断开。")

    async def _get(self, request: Request) -> Response:
        key = (request.scope["query_string"], *(request.headers.get(name, "") for name in ("accept", "host")))
        if (understood := self._understood.get(key)) is not None:
            return await self._answer(request, *understood)
        said = wanted(request.scope["query_string"], b"", None)
        if said.update is not None:
            raise Refused(400, "update-by-get", "不能用 GET 更新", "GET 不应改变任何东西", "请用 POST 发送更新")
        if self._editor is not None and said.format is None and _prefers_page(request):
            return Response(self._editor(), media_type="text/html; charset=utf-8", headers={"Vary": "Accept"})
        if said.query is None:
            return await self._description(request)
        understood = self._asked(request, said.query, said)
        if len(self._understood) >= _UNDERSTOOD:
            self._understood.clear()
        self._understood[key] = understood
        return await self._answer(request, *understood)

    async def _post(self, request: Request) -> Response:
        kind = media_type_of(request)
        said = wanted(request.scope["query_string"], await body_of(request), kind)
        if said.update is not None:
            if said.query is not None:
                raise Refused(400, "query-and-update", "query 和 update 只能有一个", "一次请求做一件事", "请分两次发送")
            return await self._update(request, said.update, said)
        if said.query is None:
            raise Refused(400, "no-query", "请求里没有查询", "表单里没有 query 或 update 参数", "请加上 query 参数")
        return await self._answer(request, *self._asked(request, said.query, said))

    def _asked(self, request: Request, text: str | bytes, said: Wanted) -> tuple[AnalystRequest, Offer]:
        offer = _offer(request, self._analyst.form(text), said.format)
        return AnalystRequest(text, offer.name, "", said.dataset, endpoint_of(request), said.seconds), offer

    async def _answer(self, request: Request, asked: AnalystRequest, offer: Offer) -> Response:
        found = self._analyst.remembered(asked)
        if found is None:
            asked = replace(asked, client=_client(request))
            found = await while_connected(request.receive, self._analyst.answer(asked))
        return await self._sent(found, offer)

    async def _update(self, request: Request, text: str | bytes, said: Wanted) -> Response:
        if not self._allow_update:
            raise Refused(403, "update-not-allowed", "这个服务不接受更新", "它启动时没有 --allow-update", "请联系管理员")
        if not any(key.may("admin") for key in self._service.keys.ring.keys):
            raise Refused(
                403, "no-admin-key", "这个服务不接受更新", "没有设置管理密钥", "请用 zhengpu keys add 发放，或设置 ZHENGPU_ADMIN_KEY"
            )
        visitor = visit_of(request.scope).key
        if visitor is None or not visitor.may("admin"):
            raise Refused(403, "admin-key-needed", "更新需要管理密钥", "请求里没有正确的密钥", "请用 Authorization: Bearer … 发送密钥")
        noted(request, update=(text if isinstance(text, str) else text.decode(errors="replace"))[:2000])
        await self._analyst.change(AnalystRequest(text, "json", _client(request), said.using, endpoint_of(request)))
        return Response(status_code=204)

    async def _graph(self, request: Request) -> Response:
        given = parameters_of(request.scope["query_string"])
        names = [value for name, value in given if name == "graph"]
        whole = any(name == "default" for name, _ in given)
        if len(names) + whole != 1:
            raise Refused(400, "which-graph", "要读哪个图", "需要一个 graph 参数，或者 default", "例如 ?graph=IRI 或 ?default")
        offer = _offer(request, "construct", next((value for name, value in given if name == "format"), None))
        pattern = "?s ?p ?o" if whole else f"GRAPH {iri_text(names[0])} {{ ?s ?p ?o }}"
        client = _client(request)
        if not whole:
            exists = await self._analyst.answer(AnalystRequest(f"ASK {{ {pattern} }}", "csv", client, base=endpoint_of(request)))
            if exists.body.strip() != b"true":
                raise Refused(404, "no-such-graph", "没有这个图", f"图谱里没有 {names[0][:200]}", "图的名字见 /.well-known/void")
        asked = AnalystRequest(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", offer.name, client, base=endpoint_of(request))
        return await self._sent(await while_connected(request.receive, self._analyst.answer(asked)), offer)

    async def _void(self, request: Request) -> Response:
        offer = _offer(request, "construct", None)
        root = endpoint_of(request).removesuffix("sparql")
        counts = {name: await self._count(name, request) for name in COUNTS}
        body = written(void_description(root, self._service.settings.base, counts), offer.name)
        return await self._sent(Evaluated(body), offer)

    async def _description(self, request: Request) -> Response:
        offer = _offer(request, "construct", None)
        graphs = await self._count("graphs", request)
        triples = service_description(endpoint_of(request), graphs, self._analyst.limits, updates=self._allow_update)
        return await self._sent(Evaluated(written(triples, offer.name)), offer)

    async def _count(self, name: str, request: Request) -> tuple[tuple[str, int], ...]:
        return pairs((await self._analyst.answer(AnalystRequest(COUNTS[name], "json", _client(request)))).body)

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


def _offer(request: Request, form: Form, name: str | None) -> Offer:
    offers = TABLE_OFFERS if form in ("select", "ask", "update") else GRAPH_OFFERS
    known = "、".join(offer.name for offer in offers)
    if name is not None:
        for offer in offers:
            if name.lower() in (offer.name, offer.media_type, *offer.others):
                return offer
        raise Refused(406, "no-such-format", f"没有“{name[:40]}”这种格式", f"这种查询的结果可以是 {known}", "请改用其中之一")
    found = negotiated(", ".join(request.headers.getlist("accept")), offers)
    if found is None:
        media = "、".join(offer.media_type for offer in offers)
        raise Refused(406, "not-acceptable", "没有请求所要的格式", f"这种查询的结果可以是 {media}", "请修改 Accept，或加上 format 参数")
    return found


def _prefers_page(request: Request) -> bool:
    page = Offer("html", "text/html")
    found = negotiated(", ".join(request.headers.getlist("accept")) or "*/*", (*TABLE_OFFERS, *GRAPH_OFFERS, page))
    return found is page


def _client(request: Request) -> str:
    return request.client.host if request.client else "local"
