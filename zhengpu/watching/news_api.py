"""What changed, over HTTP: as JSON for programs, as an Atom feed for readers of feeds."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from zhengpu.exports.atom_feed import ATOM, feed_response
from zhengpu.service import Zhengpu
from zhengpu.watching.news_feed import news_feed

__all__ = ["news_api"]

_FEED = 100


class NewsBody(BaseModel):
    """One change. `what`: read, replaced, reread, removed, restored, many, failed, conflict, gone."""

    id: str
    time: str
    what: str
    document: str
    title: str
    file: str
    note: str
    text: str


def news_api(zp: Zhengpu) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["changes"])

    @routes.get("/api/changes", response_model=list[NewsBody], summary="图谱的更新")
    def changes(
        since: Annotated[str, Query(max_length=100, description="上次看到的最后一条的 id；不写从留着的第一条起")] = "",
        limit: Annotated[int, Query(ge=1, le=5000)] = 100,
    ) -> Any:
        """读入、替换、重读、移除了什么，`zhengpu watch` 没有读成什么；旧的在前。"""
        return [asdict(entry) | {"text": entry.text()} for entry in zp.news.since(since)[:limit]]

    @routes.get("/api/changes.atom", response_class=Response, responses={200: {"content": {ATOM: {}}}}, summary="更新的订阅源")
    def feed() -> Response:
        """最近一百条更新，Atom 格式，新的在前。"""
        return feed_response(news_feed(zp.news.latest(_FEED)))

    return routes
