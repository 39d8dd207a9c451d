"""`/changes`: what happened lately, for people; as JSON, CSV, xlsx, and as a feed."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment

from zhengpu.exports.atom_feed import feed_response
from zhengpu.exports.list_file import LIST_FORMS, ListFile, list_response
from zhengpu.oversight.happening_feed import happening_feed
from zhengpu.oversight.happenings import HAPPENING_COLUMNS, HAPPENING_SORTS, happenings
from zhengpu.pages.addresses import Word, address
from zhengpu.service import Zhengpu

__all__ = ["happening_pages"]

_PAGE = 100


def happening_pages(zp: Zhengpu, environment: Environment) -> APIRouter:
    """The routes, over one open `Zhengpu`."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/changes")
    @pages.get("/changes.{form}")
    def changes(
        form: Literal["", "json", "csv", "xlsx", "atom"] = "",
        document: Word = "",
        sort: Literal["", "document", "report", "correction"] = "",
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> Response:
        docket = zp.oversight.docket()
        every = happenings(zp, docket.items, document)
        found = [one for one in every if sort in ("", one.sort)]

        def link(path: str = "/changes", **changed: str | int) -> str:
            return address(path, {"document": document, "sort": sort, **changed})

        if form == "atom":
            return feed_response(happening_feed("政谱：变化", link("/changes.atom"), link(), found, docket.today.isoformat()))
        if form in LIST_FORMS:
            return list_response(form, ListFile("变化", HAPPENING_COLUMNS, [one.row for one in found]))
        if form:
            return JSONResponse({"total": len(found), "items": [asdict(one) for one in found]})
        shown = environment.get_template("changes.html").render(
            title="变化",
            found=found[offset : offset + _PAGE],
            total=len(found),
            offset=offset,
            page_size=_PAGE,
            counts=Counter(one.sort for one in every),
            sorts=HAPPENING_SORTS,
            sort=sort,
            document=document,
            documents=zp.documents(),
            link=link,
        )
        return HTMLResponse(shown)

    return pages
