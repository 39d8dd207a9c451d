"""The HTTP service: one FastAPI application over one open `Zhengpu`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Match

from zhengpu.access.audit import AuditLog
from zhengpu.access.cross_origin import CrossOrigin
from zhengpu.access.door import AccessDoor
from zhengpu.access.login_pages import login_pages
from zhengpu.access.sessions import Sessions
from zhengpu.api import api_router
from zhengpu.checkups.checkup_pages import checkup_pages
from zhengpu.comparisons.comparison_pages import comparison_pages
from zhengpu.comparisons.series_pages import series_pages
from zhengpu.corrections.correction_api import correction_api
from zhengpu.corrections.correction_pages import correction_pages
from zhengpu.corrections.review_api import review_api
from zhengpu.dossiers.dossier_pages import dossier_pages
from zhengpu.endpoint.editor import Editor
from zhengpu.endpoint.protocol import Sparql
from zhengpu.graph.errors import BadQuery, EnvironmentTrouble, InputError, UnreadableDocument, UsageError, ZhengpuError
from zhengpu.hosting.problems import documented
from zhengpu.hosting.shield import Shield
from zhengpu.hosting.trouble import TroublePages
from zhengpu.hosting.under_root import UnderRoot, root_of
from zhengpu.hosting.wire import Health
from zhengpu.keeping.changes import WholeAnswers
from zhengpu.oversight.happening_pages import happening_pages
from zhengpu.oversight.progress_api import progress_api
from zhengpu.pages.linked import linked_router
from zhengpu.pages.web_pages import page_environment, pages_router
from zhengpu.query.analyst.turns import TooBusy, TooMany
from zhengpu.receipts.receipt_api import receipt_api, receipt_pages
from zhengpu.service import Zhengpu
from zhengpu.sheets.sheet_api import sheet_api
from zhengpu.versions.version_api import version_api
from zhengpu.versions.version_pages import version_pages
from zhengpu.viz.page import POLICY
from zhengpu.watching.news_api import news_api

__all__ = ["create_app"]

LARGEST_BODY = 256 * 1024 * 1024


def create_app(
    zp: Zhengpu, *, allow_update: bool = False, names: tuple[str, ...] | None = None, audit: AuditLog | None = None, mcp: bool = False
) -> FastAPI:
    """All routes of the service. `zp` stays open as long as the application runs; the caller closes it.

    `names` are those the service answers to besides addresses in figures (None: to any); `audit` is where requests are written down.
    With `mcp` the tools of the Model Context Protocol stand at `/mcp` (the package `mcp` is needed).
    """
    app = FastAPI(
        title="政谱",
        summary="政府行动计划的知识图谱与中文问答",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=documented(400, 413, 422, 500, 503),
    )
    editor = Editor(zp)
    sparql = Sparql(zp, allow_update=allow_update, editor=editor)
    app.add_middleware(WholeAnswers, changes=zp.changes)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)  # inside the door: query results go out as fast as they come
    app.add_middleware(sparql.door)
    sessions = Sessions()
    app.add_middleware(AccessDoor, keys=zp.keys, names=names, audit=audit, sessions=sessions)
    if zp.settings.cors:
        app.add_middleware(CrossOrigin, origins=zp.settings.cors)
    if root := root_of(zp.settings.root_path):
        app.add_middleware(UnderRoot, root=root)
    app.add_middleware(Shield, policy=POLICY, largest_body=LARGEST_BODY)
    environment = page_environment()
    environment.globals["people"] = lambda: bool(zp.keys.ring.people)
    troubles = TroublePages(environment)
    for kind, status in _STATUS:
        app.add_exception_handler(kind, _told(status, troubles))
    app.add_exception_handler(RequestValidationError, _invalid(troubles))
    app.add_exception_handler(HTTPException, _plain(troubles))
    app.include_router(api_router(zp))
    app.include_router(version_api(zp))
    app.include_router(sheet_api(zp))
    app.include_router(receipt_api(zp))
    app.include_router(correction_api(zp))
    app.include_router(review_api(zp))
    app.include_router(progress_api(zp))
    app.include_router(news_api(zp))
    app.include_router(sparql.router)
    app.include_router(editor.router)
    app.include_router(linked_router(zp, environment, troubles))
    app.include_router(dossier_pages(zp, environment, troubles))
    app.include_router(happening_pages(zp, environment))
    app.include_router(comparison_pages(zp, environment))
    app.include_router(series_pages(zp, environment))
    app.include_router(checkup_pages(zp, environment, troubles))
    app.include_router(correction_pages(zp, environment, troubles))
    app.include_router(version_pages(zp, environment, troubles))
    app.include_router(receipt_pages(zp, environment, troubles))
    app.include_router(login_pages(zp.keys, sessions, environment))
    app.include_router(pages_router(zp, app, environment, troubles))
    _health(app, zp)
    if mcp:
        from zhengpu.mcp_tools import add_mcp

        add_mcp(app)
    return app


_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_STATUS: tuple[tuple[type[ZhengpuError], int], ...] = (
    (TooMany, 429),
    (TooBusy, 503),
    (BadQuery, 400),
    (UnreadableDocument, 422),
    (InputError, 400),
    (UsageError, 400),
    (EnvironmentTrouble, 503),
    (ZhengpuError, 500),
)


_Handler = Callable[[Request, Exception], Response]


def _told(status: int, troubles: TroublePages) -> _Handler:
    def respond(request: Request, error: Exception) -> Response:
        if not isinstance(error, ZhengpuError):
            raise error
        extra: dict[str, Any] = {name: value for name in ("line", "column") if (value := getattr(error, name)) is not None}
        if isinstance(error, TooMany | TooBusy):
            extra["headers"] = {"Retry-After": "5"}
        detail = "。".join(part for part in (error.why, error.todo) if part)
        return troubles.told(request, status, error.code, error.what, detail, **extra)

    return respond


def _invalid(troubles: TroublePages) -> _Handler:
    def respond(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0] if error.errors() else {"loc": (), "msg": ""}
        where = "/".join(str(part) for part in first["loc"])
        return troubles.told(request, 422, "invalid-request", "请求的参数不对", f"{where}：{first['msg']}。请对照 /docs 修改。")

    return respond


def _plain(troubles: TroublePages) -> _Handler:
    def respond(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        status, headers = error.status_code, dict(error.headers or {})
        allowed = ", ".join(sorted(_methods(request))) if status == 405 else ""
        if allowed:
            headers["Allow"] = allowed
        titles = {404: "没有这个地址", 408: "请求发得太慢", 413: "请求太大", 405: "这个地址不接受这种请求方法"}
        details = {404: "请对照 /docs 检查地址。", 405: f"它接受 {allowed}。"}
        detail = details.get(status, str(error.detail))
        code = {408: "too-slow", 413: "too-large"}.get(status, f"http-{status}")
        return troubles.told(request, status, code, titles.get(status, "请求没有成功"), detail, headers=headers)

    return respond


def _methods(request: Request) -> set[str]:
    """Every method that some route takes at this address; the framework only tells those of the first route."""
    asked = ({**request.scope, "method": method} for method in _METHODS)
    return {scope["method"] for scope in asked if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)}


def _health(app: FastAPI, zp: Zhengpu) -> None:
    @app.get("/healthz", response_model=Health, tags=["health"], summary="存活")
    def healthz() -> Health:
        """进程在运行。"""
        return Health(status="ok")

    @app.get("/readyz", response_model=Health, tags=["health"], summary="就绪")
    def readyz() -> Health:
        """图谱库可以读取。"""
        return Health(status="ok", documents=len(zp.store.documents()))
