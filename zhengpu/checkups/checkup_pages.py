"""`/checkup/…` for people, `/api/documents/{id}/checkup` for programs."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment

from zhengpu.checkups.checkup_file import CHECKUP_FORMS, checkup_file
from zhengpu.checkups.checkup_words import COMMITMENT_TOLD, checkup_summary, heavy_told, share_row, where_told
from zhengpu.graph.checkup.commitment import MARKS
from zhengpu.graph.errors import InputError, ManyMeant
from zhengpu.graph.names import key as name_key
from zhengpu.hosting.page_store import PageStore
from zhengpu.hosting.problems import documented, problem
from zhengpu.hosting.trouble import TroublePages
from zhengpu.service import Zhengpu

__all__ = ["checkup_pages"]

Form = Literal["json", "docx", "xlsx", "text"]
_SENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "体检", "content": {kind.partition(";")[0]: {} for kind in CHECKUP_FORMS.values()}}
}


def checkup_pages(zp: Zhengpu, environment: Environment, troubles: TroublePages) -> APIRouter:
    """The routes, over one open `Zhengpu`."""
    pages = APIRouter()
    kept = PageStore(zp.store)

    @pages.get(
        "/api/documents/{key}/checkup",
        tags=["checkup"],
        response_model=dict[str, Any],
        responses=_SENT | documented(404),
        summary="责任体检",
    )
    def checked(key: str, format: Form = "json") -> Response:  # noqa: A002 - the name people see in the address
        """没有牵头、没有期限、没有数字、没有点名的任务，文字几乎相同的，前后不一致的；单位的任务多少；每项任务的承诺强度；都带原文位置。"""
        try:
            return _sent(zp, key, format)
        except ManyMeant:
            raise
        except InputError:
            return problem(404, "no-such-document", "没有这份文件", f"图谱里没有编号为“{key}”的文件。可用 /api/documents 查看全部。")

    @pages.get("/checkup", include_in_schema=False)
    def chosen(document: str = "") -> Response:
        documents = zp.documents()
        first = document or (documents[0].id if len(documents) == 1 else "")
        if first:
            return RedirectResponse(f"/checkup/{quote(first)}", 303)
        return HTMLResponse(environment.get_template("checkup_choice.html").render(title="责任体检", documents=documents))

    @pages.get("/checkup/{key:path}", include_in_schema=False)
    def page(key: str, request: Request) -> Response:
        head, dot, form = key.rpartition(".")
        bare = head if dot and form in CHECKUP_FORMS else key
        if zp.document(bare) is None:
            return troubles.told(request, 404, "no-such-document", "没有这份文件", f"图谱里没有编号为“{bare[:80]}”的文件，也许已经移除。")
        if bare != key:
            return _sent(zp, bare, form)
        return kept.sent(request, "text/html; charset=utf-8", lambda: shown(bare))

    def shown(bare: str) -> str:
        found = zp.checkup(bare)
        return environment.get_template("checkup.html").render(
            title=f"{found.plan.title}责任体检",
            found=found,
            summary=checkup_summary(found),
            commitment_told=COMMITMENT_TOLD,
            heavy=heavy_told(found),
            share_row=share_row,
            where_told=where_told,
            marks=MARKS,
            here_path=f"/checkup/{quote(bare)}",
        )

    return pages


def _sent(zp: Zhengpu, key: str, form: str) -> Response:
    found = zp.checkup(key)
    headers = {}
    if form in ("docx", "xlsx"):
        called = quote(f"{name_key(found.plan.title + '责任体检')}.{form}", safe="")
        headers["Content-Disposition"] = f"attachment; filename=\"zhengpu-checkup.{form}\"; filename*=UTF-8''{called}"
    return Response(checkup_file(found, form), media_type=CHECKUP_FORMS[form], headers=headers)
