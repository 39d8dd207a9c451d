"""`/api/review`: what had better be looked at."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import JSONResponse

from zhengpu.access.visit import noted
from zhengpu.corrections.correction_api import WhoBody, who_says
from zhengpu.hosting.problems import documented
from zhengpu.service import Zhengpu

__all__ = ["review_api"]

Words = Annotated[str, Query(max_length=500)]


def review_api(zp: Zhengpu) -> APIRouter:
    """The routes, over one open `Zhengpu`."""
    api = APIRouter(prefix="/api/review", tags=["corrections"])

    @api.get("", response_model=dict[str, Any], summary="要核对的")
    def queue(
        document: Words = "",
        sort: Words = "",
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=5_000)] = 50,
    ) -> Response:
        """疑问大的在前；确认过的、更正过的不在内。`sort` 是 quality、confidence、alike、number、diagnostic、once 之一。"""
        return JSONResponse(asdict(zp.reviewing.queue(document=document, sort=sort, offset=offset, limit=limit)))

    @api.get("/confirmed", response_model=dict[str, Any], summary="确认过的")
    def confirmed() -> Response:
        """谁、何时看过，认为读得对；新的在前。"""
        return JSONResponse({"items": [asdict(one) for one in zp.reviewing.confirmations()]})

    @api.post("/{key}/confirm", response_model=dict[str, Any], responses=documented(403), summary="确认读得对")
    def confirm(key: str, request: Request, body: Annotated[WhoBody, Body()]) -> Response:
        """看过，读得对：不再列出，直到文字或读法变了。"""
        found = zp.reviewing.confirm(key, who_says(request, body.by), body.why)
        noted(request, document=found.document, confirmed=found.about, entry=key)
        return JSONResponse(asdict(found))

    @api.post("/{key}/again", response_model=dict[str, Any], responses=documented(403), summary="收回一次确认")
    def again(key: str, request: Request) -> Response:
        """重新列出来。"""
        found = zp.reviewing.again(key)
        noted(request, document=found.document, again=found.about, entry=key)
        return JSONResponse(asdict(found))

    return api
