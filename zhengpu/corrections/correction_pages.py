"""`/review`, `/correct`, `/corrections`: what is in doubt beside its text, a correction beside the text, and all corrections."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment

from zhengpu.graph.corrections.correction_kinds import load_correction_kinds
from zhengpu.graph.corrections.doubt_rules import load_doubt_rules
from zhengpu.graph.ontology import load_ontology
from zhengpu.hosting.trouble import TroublePages
from zhengpu.service import Zhengpu

__all__ = ["correction_pages"]

_MOST = 200
"""So many entries of the queue are on the page at once."""

Words = Annotated[str, Query(max_length=500)]


def correction_pages(zp: Zhengpu, environment: Environment, troubles: TroublePages) -> APIRouter:
    """The pages, over one open `Zhengpu`."""
    pages = APIRouter(include_in_schema=False)

    def shown(name: str, **given: object) -> Response:
        known = {
            "kinds": tuple(load_correction_kinds().values()),
            "roles": [role.label for role in load_ontology().roles()],
            "keyed": zp.keys.ring.needed("write"),
        }
        return HTMLResponse(environment.get_template(name).render(**known, **given))

    @pages.get("/review")
    def review(document: Words = "", sort: Words = "") -> Response:
        entry = zp.document(document) if document else None
        if document and entry is None:
            return troubles.page(404, "没有这份文件", f"图谱里没有编号为“{document[:80]}”的文件，也许已经移除。")
        sort = sort if sort in load_doubt_rules().sorts else ""
        listed = zp.reviewing.queue(document=document, sort=sort, limit=_MOST)
        return shown("review.html", title="要核对的", listed=listed, entry=entry, sort=sort, document=document)

    @pages.get("/correct")
    def correct(
        document: Words, start: Annotated[int, Query(ge=0)] = 0, end: Annotated[int, Query(ge=0)] = 0, kind: Words = ""
    ) -> Response:
        entry = zp.document(document)
        if entry is None:
            return troubles.page(404, "没有这份文件", f"图谱里没有编号为“{document[:80]}”的文件，也许已经移除。")
        return shown("correct.html", title=f"更正：{entry.title}", entry=entry, start=start, end=end, chosen=kind)

    @pages.get("/corrections")
    def corrections(document: Words = "", learn: bool = False) -> Response:
        entry = zp.document(document) if document else None
        if document and entry is None:
            return troubles.page(404, "没有这份文件", f"图谱里没有编号为“{document[:80]}”的文件，也许已经移除。")
        confirmed = [one for one in zp.reviewing.confirmations() if entry is None or one.document == entry.id]
        return shown(
            "corrections.html",
            title="更正",
            listed=zp.corrections.listed(document),
            confirmed=confirmed,
            entry=entry,
            learned=zp.corrections.learned() if learn else None,
        )

    return pages
