"""`/api/documents/{id}/pages/{n}`: a page of the original as a picture; `/api/documents/{id}/places`: where characters stand on pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from zhengpu.hosting.problems import documented, problem
from zhengpu.service import Zhengpu
from zhengpu.sheets.sheet_desk import mark_body

__all__ = ["sheet_api"]

_PICTURE: dict[int | str, dict[str, Any]] = {200: {"description": "图片", "content": {"image/png": {}, "image/svg+xml": {}}}}
_INERT = {"Content-Security-Policy": "default-src 'none'; style-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
"""A picture is to be looked at, wherever it is opened."""


def sheet_api(zp: Zhengpu) -> APIRouter:
    """The interface, over one open `Zhengpu`."""
    api = APIRouter(prefix="/api/documents", tags=["api"])

    @api.get("/{key}/pages/{page}", response_class=Response, responses=_PICTURE | documented(404), summary="原件的一页")
    def picture(key: str, page: int) -> Response:
        """pdf、ofd、图片的一页（从1数），画成图片；依据里的 `pages` 说明在这一页的什么地方。"""
        if zp.document(key) is None:
            return _missing(key)
        found = zp.sheets.picture(key, page)
        return Response(found.data, media_type=found.media_type, headers=_INERT | {"Cache-Control": "private, max-age=300"})

    @api.get("/{key}/places", response_model=dict[str, Any], responses=documented(404), summary="文字在原件的哪一页、什么地方")
    def places(key: str, start: Annotated[int, Query(ge=0)], end: Annotated[int, Query(ge=0)]) -> Response:
        """第 `start` 到 `end` 个字符所在的各页和矩形（左、上、右、下，从页面左上角量，`width`、`height` 是页面的大小）。"""
        if zp.document(key) is None:
            return _missing(key)
        return JSONResponse({"document": key, "pages": [mark_body(mark) for mark in zp.sheets.marks(key, start, end)]})

    return api


def _missing(key: str) -> Response:
    return problem(404, "no-such-document", "没有这份文件", f"图谱里没有编号为“{key[:80]}”的文件。可用 /api/documents 查看全部。")
