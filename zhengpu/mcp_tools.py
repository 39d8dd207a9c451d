"""The graph for programs that speak the Model Context Protocol: ask, find, evidence, sparql, report, progress, compare, checkup.

Every tool is one request to the HTTP service, in this process or beside it, so that limits, keys and the audit log are the same everywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated, Any, Literal
from urllib.parse import quote

import httpx
from fastapi import APIRouter, FastAPI
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import Field

from zhengpu import __version__
from zhengpu.remote_service import RemoteService
from zhengpu.service import Zhengpu

__all__ = ["Reach", "add_mcp", "mcp_tools", "reach_app", "reach_service", "speak"]

Reach = Callable[[dict[str, str]], AbstractAsyncContextManager[httpx.AsyncClient]]
"""A way to the service, with the headers that say who asks."""

_INSTRUCTIONS = (
    "政谱：中国政府行动计划的知识图谱。先用 ask 提问；outcome 是 answered 才有答案，nothing 是查过而没有，not_understood、ambiguous "
    "请按 suggestions、choices 换一种问法，out_of_scope 是计划里不会写的。引用时用 evidence 里的原文，不要说原文没有说的。"
)
_PATIENCE = httpx.Timeout(30.0, read=120.0)
_PASSED_ON = ("authorization", "x-api-key", "x-admin-key")
_MOST_TEXT = 20_000
_READ = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_LISTS = {"task": "api/tasks", "unit": "api/units", "document": "api/documents"}
_SAID = (
    "id",
    "outcome",
    "kind",
    "answer",
    "count",
    "boolean",
    "columns",
    "interpretation",
    "note",
    "relaxed",
    "suggestions",
    "choices",
    "checked",
    "as_of",
    "versions",
    "outdated",
)
_TOLD = (
    "title",
    "number",
    "quality",
    "reasons",
    "sections",
    "tasks",
    "duties",
    "units",
    "targets",
    "tasks_without_duty",
    "explained",
    "remainder",
)

Caller = Context[Any, Any]
Most = Annotated[int, Field(ge=1, le=200, description="最多给几条")]
DocumentId = Annotated[str | None, Field(description="只在这份文件里，写文件编号")]


def mcp_tools(reach: Reach) -> MCPServer[Any]:
    """A server of all tools over one service."""
    server: MCPServer[Any] = MCPServer("zhengpu", title="政谱", version=__version__, instructions=_INSTRUCTIONS, log_level="ERROR")

    @server.tool(title="提问", annotations=_READ)
    async def ask(
        context: Caller,
        question: Annotated[str, Field(min_length=1, max_length=1000, description="中文问题，如：县文旅局牵头哪些任务")],
        today: Annotated[str | None, Field(description="“今年”“年底”以哪一天为准，如 2023-05-01", pattern=r"^\d{4}-\d\d-\d\d$")] = None,
        as_of: Annotated[str | None, Field(max_length=1000, description="按哪一天的文本（2024-06-30）或哪一版（编号@1）回答")] = None,
        limit: Most = 50,
    ) -> dict[str, Any]:
        """用中文问计划里写了什么：谁牵头、谁配合、有哪些任务、目标是多少、什么时候完成。每条结果带原文依据。"""
        said = {"question": question} | ({"today": today} if today else {}) | ({"as_of": as_of} if as_of else {})
        reply = (await _asked(reach, context, "POST", "api/ask", json=said)).json()
        items = reply["items"]
        return {name: reply[name] for name in _SAID if reply.get(name) is not None} | {"items": items[:limit], "total": len(items)}

    @server.tool(title="查找", annotations=_READ)
    async def find(
        context: Caller,
        words: Annotated[str, Field(max_length=200, description="名称或题目里的词；空的列出全部")] = "",
        kind: Annotated[Literal["task", "unit", "document"], Field(description="找任务、单位还是文件")] = "task",
        document: DocumentId = None,
        limit: Most = 50,
    ) -> dict[str, Any]:
        """按词找任务、单位、文件；得到的编号可以用在别的工具里。"""
        narrowed = {"document": document} if document and kind != "document" else {}
        reply = (await _asked(reach, context, "GET", _LISTS[kind], params={"words": words, "limit": limit, **narrowed})).json()
        return {"total": reply["total"], "items": reply["items"]}

    @server.tool(title="原文", annotations=_READ)
    async def evidence(
        context: Caller,
        document: Annotated[str, Field(description="文件编号")],
        start: Annotated[int, Field(ge=0, description="从第几个字符起")],
        end: Annotated[int, Field(ge=0, description="到第几个字符为止，不含")],
        around: Annotated[int, Field(ge=0, le=2000, description="前后各再给多少字")] = 100,
        version: Annotated[int | None, Field(ge=1, description="第几版的文字；ask 的答复里 versions 说明是哪一版，没有就是现行的")] = None,
    ) -> dict[str, Any]:
        """读文件原文的一段，与前后的字。ask 的依据里有 document、start、end。"""
        of = f"versions/{version}/text" if version else "text"
        text = (await _asked(reach, context, "GET", f"api/documents/{quote(document, safe='')}/{of}")).text
        if not start < end <= len(text):
            raise ToolError(f"没有这一段：这份文件有{len(text)}个字符。请检查 start 和 end。")
        words = text[start : min(end, start + _MOST_TEXT)]
        return {"document": document, "quote": words, "before": text[max(0, start - around) : start], "after": text[end : end + around]}

    @server.tool(title="SPARQL", annotations=_READ)
    async def sparql(
        context: Caller,
        query: Annotated[str, Field(min_length=1, max_length=100_000, description="只读的 SPARQL 1.1；前缀 zp、dct、rdfs 等已声明")],
        limit: Most = 100,
    ) -> dict[str, Any]:
        """直接查图谱。SELECT 得到 columns 和 rows，ASK 得到 boolean，CONSTRUCT 和 DESCRIBE 得到 turtle。有时间、内存、行数上限。"""
        accept = {"Accept": "application/sparql-results+json, text/turtle"}
        reply = await _asked(reach, context, "POST", "sparql", data={"query": query}, headers=accept)
        if reply.headers["content-type"].startswith("text/turtle"):
            return {"turtle": reply.text[:_MOST_TEXT], "cut": len(reply.text) > _MOST_TEXT}
        said = reply.json()
        if "boolean" in said:
            return {"boolean": said["boolean"]}
        columns, rows = said["head"]["vars"], said["results"]["bindings"]
        shown = [[row.get(column, {}).get("value") for column in columns] for row in rows[:limit]]
        return {"columns": columns, "rows": shown, "cut": len(rows) > limit or "zhengpu-truncated" in reply.headers}

    @server.tool(title="督查", annotations=_READ)
    async def progress(
        context: Caller,
        unit: Annotated[str, Field(max_length=200, description="单位的名称；空的看全部")] = "",
        light: Annotated[Literal["", "红", "黄", "绿"], Field(description="只看这种灯")] = "",
        due_before: Annotated[str | None, Field(description="只看这一天以前到期的，如 2023-05-01", pattern=r"^\d{4}-\d\d-\d\d$")] = None,
        limit: Most = 50,
    ) -> dict[str, Any]:
        """任务进行得怎样：台账报回来的进展，红黄绿灯和原因。loaded 为否就是没有载入过台账，不知道做得怎样。"""
        given = {"unit": unit, "light": light, "limit": str(limit)} | ({"due_before": due_before} if due_before else {})
        reply = (await _asked(reach, context, "GET", "api/progress", params=given)).json()
        return {name: reply[name] for name in ("today", "loaded", "latest", "summary", "lights", "total", "items")}

    @server.tool(title="阅读报告", annotations=_READ)
    async def report(context: Caller, document: Annotated[str, Field(description="文件编号")]) -> dict[str, Any]:
        """这份文件读得怎样：读到多少任务和职责，哪里有疑问，哪些没有读懂。"""
        said = (await _asked(reach, context, "GET", f"api/documents/{quote(document, safe='')}/report")).json()
        doubts, silent = said.get("diagnostics", []), said.get("silent_sentences", [])
        counted = {"diagnostics_total": len(doubts), "silent_sentences_total": len(silent)}
        return {name: said[name] for name in _TOLD if name in said} | {
            "diagnostics": doubts[:50],
            "silent_sentences": silent[:50],
            **counted,
        }

    _reports(server, reach)
    return server


def _reports(server: MCPServer[Any], reach: Reach) -> None:
    @server.tool(title="对照", annotations=_READ)
    async def compare(
        context: Caller,
        a: Annotated[str, Field(min_length=1, max_length=300, description="一份文件的编号、文号或标题")],
        b: Annotated[str, Field(min_length=1, max_length=300, description="另一份文件的编号、文号或标题")],
        kind: Annotated[Literal["", "levels", "years"], Field(description="levels 上下级、years 年度；空的由文件自己定")] = "",
        limit: Most = 50,
    ) -> dict[str, Any]:
        """两份计划按意思对照：县里的对它所依据的，今年的对去年的。每一对有两边的原文、分数和理由；没有配上的是“没有找到”，不等于没有做。"""
        return _cut((await _asked(reach, context, "GET", "api/compare", params={"a": a, "b": b, "kind": kind})).json(), limit)

    @server.tool(title="责任体检", annotations=_READ)
    async def checkup(
        context: Caller, document: Annotated[str, Field(min_length=1, max_length=300, description="文件编号")], limit: Most = 50
    ) -> dict[str, Any]:
        """一份计划留下了什么没有说：没有牵头、没有期限、没有数字、没有点名的任务，前后不一致的，每项任务的承诺强度；都带原文位置。"""
        return _cut((await _asked(reach, context, "GET", f"api/documents/{quote(document, safe='')}/checkup")).json(), limit)


def _cut(told: dict[str, Any], most: int) -> dict[str, Any]:
    """A report whose lists are no longer than that; `total` says how long they were, in each of its parts."""
    parts = {name: _cut(value, most) for name, value in told.items() if isinstance(value, dict)}
    lists = {name: value for name, value in told.items() if isinstance(value, list)}
    totals = {"total": {name: len(value) for name, value in lists.items()}} if lists else {}
    return told | parts | {name: value[:most] for name, value in lists.items()} | totals


async def _asked(reach: Reach, context: Caller, method: str, path: str, **given: Any) -> httpx.Response:
    """One request in the caller's name; what the service refuses is told to the caller in its words."""
    headers = {name: value for name, value in (context.headers or {}).items() if name.lower() in _PASSED_ON}
    try:
        async with reach(headers) as client:
            reply = await client.request(method, path, **given)
    except httpx.HTTPError as error:
        raise ToolError(f"政谱服务没有回答（{type(error).__name__}）。请看它是否还在运行。") from error
    if reply.is_success:
        return reply
    try:
        said = reply.json()
        told = f"{said['title']}。{said.get('detail', '')}"
    except (ValueError, KeyError, TypeError):
        told = f"政谱服务没有回答（HTTP {reply.status_code}）。"
    raise ToolError(told)


def reach_service(url: str, key: str = "") -> Reach:
    """A service that runs somewhere; without a key of the caller's, this one."""

    @asynccontextmanager
    async def reached(headers: dict[str, str]) -> AsyncIterator[httpx.AsyncClient]:
        known = headers or ({"Authorization": f"Bearer {key}"} if key else {})
        async with httpx.AsyncClient(base_url=url, headers=known, timeout=_PATIENCE, trust_env=False) as client:
            yield client

    return reached


def reach_app(app: FastAPI, key: str = "") -> Reach:
    """An application of this process."""

    @asynccontextmanager
    async def reached(headers: dict[str, str]) -> AsyncIterator[httpx.AsyncClient]:
        known = headers or ({"Authorization": f"Bearer {key}"} if key else {})
        way = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=way, base_url="http://127.0.0.1/", headers=known, timeout=_PATIENCE) as client:
            yield client

    return reached


def add_mcp(app: FastAPI) -> None:
    """The tools at `/mcp` of the application itself (streamable HTTP, no sessions); host names and keys are checked at its door."""
    server = mcp_tools(reach_app(app))
    inner = server.streamable_http_app(
        json_response=True, stateless_http=True, transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False)
    )

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield

    app.include_router(APIRouter(lifespan=lifespan))
    app.router.routes.extend(inner.routes)


def speak(zp: Zhengpu | RemoteService) -> None:
    """The tools on standard input and output, until the input ends."""
    asyncio.run(_spoken(zp))


async def _spoken(zp: Zhengpu | RemoteService) -> None:
    if isinstance(zp, RemoteService):
        await mcp_tools(reach_service(zp.url, zp.key)).run_stdio_async()
        return
    from zhengpu.http import create_app

    app = create_app(zp)
    async with app.router.lifespan_context(app):
        await mcp_tools(reach_app(app, zp.keys.own())).run_stdio_async()
