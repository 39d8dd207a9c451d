"""`/compare` for people, `/api/compare` for programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment

from zhengpu.comparisons.comparison_file import COMPARISON_FORMS, comparison_file
from zhengpu.comparisons.comparison_rows import target_text
from zhengpu.comparisons.comparison_words import KIND_WORDS, LIMITS_TOLD, date_word, number_word, summary_of, value_word
from zhengpu.graph.names import key as name_key
from zhengpu.hosting.problems import documented
from zhengpu.service import Zhengpu

__all__ = ["comparison_pages"]

Name = Annotated[str, Query(max_length=200)]
Kind = Annotated[str, Query(max_length=20, description="levels、years、plain；不写由地方和年份定")]
Form = Literal["json", "csv", "xlsx", "text"]
_SENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "对照", "content": {kind.partition(";")[0]: {} for kind in COMPARISON_FORMS.values()}}
}


def comparison_pages(zp: Zhengpu, environment: Environment) -> APIRouter:
    """The routes, over one open `Zhengpu`."""
    pages = APIRouter()

    @pages.get("/api/compare", tags=["compare"], response_model=dict[str, Any], responses=_SENT | documented(404), summary="两份计划对照")
    def compared(a: Name, b: Name, kind: Kind = "", format: Form = "json") -> Response:  # noqa: A002 - the name people see in the address
        """`a`、`b` 是文件编号、文号或标题；上下级还是年度由地方和年份定，也可以用 `kind` 指定。每一对都有两边的原文、分数和理由。"""
        return _sent(zp, a, b, kind, format)

    @pages.get("/compare.{form}", include_in_schema=False)
    def as_file(form: Form, a: Name, b: Name, kind: Kind = "") -> Response:
        return _sent(zp, a, b, kind, form)

    @pages.get("/compare", include_in_schema=False)
    def page(a: Name = "", b: Name = "", kind: Kind = "") -> Response:
        found = zp.compare(a, b, kind) if a and b else None
        shown = environment.get_template("compare.html").render(
            title=KIND_WORDS[found.kind].title if found else "对照",
            documents=zp.documents(),
            asked={"a": a, "b": b, "kind": kind},
            kinds={name: words.title for name, words in KIND_WORDS.items()},
            found=found,
            words=KIND_WORDS[found.kind] if found else None,
            summary=summary_of(found) if found else "",
            limits=LIMITS_TOLD,
            query=urlencode({name: value for name, value in (("a", a), ("b", b), ("kind", kind)) if value}),
            target_text=target_text,
            number_word=number_word,
            date_word=date_word,
            value_word=value_word,
        )
        return HTMLResponse(shown)

    return pages


def _sent(zp: Zhengpu, a: str, b: str, kind: str, form: str) -> Response:
    found = zp.compare(a, b, kind)
    headers = {}
    if form in ("csv", "xlsx"):
        called = quote(f"{name_key(KIND_WORDS[found.kind].title + '-' + found.b.title)}.{form}", safe="")
        headers["Content-Disposition"] = f"attachment; filename=\"zhengpu-compare.{form}\"; filename*=UTF-8''{called}"
    return Response(comparison_file(found, form), media_type=COMPARISON_FORMS[form], headers=headers)
