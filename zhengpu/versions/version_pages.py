"""`/documents/{key}/versions`: the versions of a document for people, and the text of one of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment

from zhengpu.hosting.trouble import TroublePages
from zhengpu.service import Zhengpu

__all__ = ["version_pages"]

_MOST = 40
"""So many differences of a sort are shown on the page; the interface gives all."""


def version_pages(zp: Zhengpu, environment: Environment, troubles: TroublePages) -> APIRouter:
    """The pages, over one open `Zhengpu`."""
    pages = APIRouter(include_in_schema=False)

    def missing(key: str) -> Response:
        return troubles.page(404, "没有这份文件", f"图谱里没有编号为“{key[:80]}”的文件，也许已经移除。")

    @pages.get("/documents/{key}/versions")
    def versions(key: str) -> Response:
        entry = zp.document(key)
        if entry is None:
            return missing(key)
        listed = zp.versions.listed(entry.id)
        shown = environment.get_template("versions.html").render(
            title=f"各版：{entry.title}",
            entry=entry,
            versions=listed,
            differences={one.number: zp.versions.told_difference(entry.id, one.number - 1, one.number, _MOST) for one in listed[1:]},
            keyed=zp.keys.ring.needed("write"),
        )
        return HTMLResponse(shown)

    @pages.get("/documents/{key}/versions/{number}")
    def version(
        key: str,
        number: Annotated[int, Path(ge=1, le=100_000)],
        start: Annotated[int, Query(ge=0)] = 0,
        end: Annotated[int, Query(ge=0)] = 0,
    ) -> Response:
        entry = zp.document(key)
        if entry is None:
            return missing(key)
        listed = {one.number: one for one in zp.versions.listed(entry.id)}
        if number not in listed:
            return troubles.page(404, "没有这一版", f"它有第1到第{len(listed)}版。")
        if listed[number].stands:
            return RedirectResponse(f"/documents/{key}")
        text = zp.versions.text(entry.id, number)
        shown = environment.get_template("version.html").render(
            title=f"第{number}版：{entry.title}",
            entry=entry,
            version=listed[number],
            text=text,
            start=min(start, len(text)),
            end=min(max(start, end), len(text)),
        )
        return HTMLResponse(shown)

    return pages
