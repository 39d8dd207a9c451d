"""`/api/documents/{key}/versions`: what a document said before."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from zhengpu.hosting.problems import documented, problem
from zhengpu.hosting.wire import VersionsReply
from zhengpu.service import Zhengpu

__all__ = ["version_api"]

Number = Annotated[int, Path(ge=1, le=100_000)]


def version_api(zp: Zhengpu) -> APIRouter:
    """The routes, over one open `Zhengpu`."""
    api = APIRouter(prefix="/api/documents", tags=["api"])

    def missing(key: str, number: int = 0) -> Response | None:
        """Why there is nothing to be told of, if so."""
        if zp.document(key) is None:
            return problem(404, "no-such-document", "没有这份文件", f"图谱里没有编号为“{key}”的文件。可用 /api/documents 查看全部。")
        if number > (last := len(zp.versions.listed(key))):
            return problem(404, "no-such-version", "没有这一版", f"它有第1到第{last}版。可用 /api/documents/{key}/versions 查看。")
        return None

    @api.get("/{key}/versions", response_model=VersionsReply, responses=documented(404), summary="一份文件的各版")
    def versions(key: str) -> Any:
        """被替换下来的在前，现行的在最后（`replaced` 为空）。"""
        entry = zp.document(key)
        if entry is None:
            return missing(key)
        return {"document": entry.id, "title": entry.title, "versions": [asdict(one) for one in zp.versions.listed(key)]}

    @api.get("/{key}/versions/{number}/text", response_class=PlainTextResponse, responses=documented(404), summary="一版的全文")
    def text(key: str, number: Number) -> Response:
        """这一版读入时的文字。"""
        gone = missing(key, number)
        return gone or Response(zp.versions.text(key, number).encode(), media_type="text/plain; charset=utf-8")

    @api.get("/{key}/versions/{number}/difference", response_model=dict[str, Any], responses=documented(404), summary="两版的差别")
    def difference(
        key: str,
        number: Number,
        after: Annotated[int, Query(alias="with", ge=0, le=100_000, description="与第几版比；0 是现行的")] = 0,
        most: Annotated[int, Query(ge=0, le=10_000, description="`lines` 每一种最多列几个；0 是全部")] = 6,
    ) -> Response:
        """任务、职责、目标：多的、少的、改的。"""
        gone = missing(key, max(number, after))
        if gone is not None:
            return gone
        found = zp.versions.difference(key, number, after)
        return JSONResponse(found.as_json() | {"lines": list(found.lines(most))})

    @api.post("/{key}/versions/{number}/restore", response_model=dict[str, Any], responses=documented(403, 404), summary="换回一版")
    def restore(key: str, number: Number) -> Response:
        """把第几版换回来；现在的留作一版，什么也不丢。"""
        return missing(key, number) or JSONResponse({"note": zp.versions.told_restoration(key, number)})

    return api
