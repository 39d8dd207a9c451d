"""The web pages: the explorer, documents, views, the API page; server-rendered, with a little script."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from zhengpu.commands.accuracy_report import cell_text, load_accuracy
from zhengpu.commands.terminal import QUALITY_WORDS, item_text, remainder_text
from zhengpu.dossiers.linked_text import headings, linked_text
from zhengpu.exports.list_file import LIST_FORMS, ListFile, list_response
from zhengpu.graph.dates import date_text
from zhengpu.graph.errors import InputError, ManyMeant, UsageError
from zhengpu.graph.names import key as name_key
from zhengpu.graph.names import local
from zhengpu.hosting.files import file_response, static_link
from zhengpu.hosting.page_store import PageStore
from zhengpu.hosting.trouble import TroublePages, WayOut
from zhengpu.ingest.report import ReportRemainder
from zhengpu.pages.document_list import DOCUMENT_COLUMNS, DOCUMENT_ORDERS, document_row, listed_documents
from zhengpu.pages.explorer import explorer
from zhengpu.pages.line_report import lines
from zhengpu.service import Zhengpu

__all__ = ["page_environment", "pages_router"]

_WEB = Path(__file__).parent.parent / "web"


def pages_router(zp: Zhengpu, app: FastAPI, environment: Environment, troubles: TroublePages) -> APIRouter:
    """All HTML pages and their files. `app` is read for the list of routes on `/docs`; `app.state.beforehand` is what may be done before
    anybody asks for it.
    """
    pages = APIRouter(include_in_schema=False)
    first_page = explorer(pages, zp, environment)
    app.state.beforehand = (first_page, lambda: _compiled(environment))
    _documents(pages, zp, environment, troubles)
    _views(pages, zp, troubles)

    @pages.get("/static/{name}")
    def static(name: str, request: Request) -> Response:
        return file_response(name, request)

    @pages.get("/accuracy")
    def accuracy() -> Response:
        found = load_accuracy()
        shown = environment.get_template("accuracy.html")
        return HTMLResponse(shown.render(title="准不准", found=found, measured=date_text(found.measured), cell=cell_text))

    @pages.get("/docs")
    def docs() -> Response:
        return HTMLResponse(environment.get_template("docs.html").render(title="接口", api=_api(app.openapi())))

    return pages


def _compiled(environment: Environment) -> None:
    from zhengpu.viz.page import compiled

    for name in environment.list_templates():
        environment.get_template(name)
    compiled()


def page_environment() -> Environment:
    """The templates of all pages, escaping everything."""
    from zhengpu.exports import EXPORTS
    from zhengpu.viz.views import VIEWS

    environment = Environment(
        loader=FileSystemLoader(_WEB / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["segment"] = lambda text: quote(str(text), safe="")
    environment.filters["line"] = item_text
    environment.filters["local"] = local
    environment.globals |= {
        "static": static_link,
        "evidence_link": lambda e: f"/documents/{quote(e.document, safe='')}?start={e.start}&end={e.end}#hit",
        "ask_link": lambda question: "/?" + urlencode({"q": question}),
        "charts": tuple(one for one in VIEWS if not any(parameter.required for parameter in one.parameters)),
        "exports": EXPORTS,
        "quality_words": QUALITY_WORDS,
        "people": lambda: False,
        "left_out": lambda report: remainder_text(ReportRemainder(**one) for one in report.get("remainder", ())),
    }
    return environment


def _documents(pages: APIRouter, zp: Zhengpu, environment: Environment, troubles: TroublePages) -> None:
    @pages.get("/documents")
    @pages.get("/documents.{form}")
    def documents(
        form: Literal["", "json", "csv", "xlsx"] = "",
        words: Annotated[str, Query(max_length=200)] = "",
        sort: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        every = zp.documents()
        found = listed_documents(every, words, sort)
        if form in LIST_FORMS:
            return list_response(form, ListFile("文件", DOCUMENT_COLUMNS, [document_row(one) for one in found]))
        if form:
            return JSONResponse({"total": len(found), "items": [asdict(one) for one in found]})
        query = urlencode({name: value for name, value in (("words", words), ("sort", sort)) if value})
        page = environment.get_template("documents.html").render(
            title="文件",
            documents=found,
            every=len(every),
            words=words,
            sort=sort,
            orders=DOCUMENT_ORDERS,
            query=f"?{query}" if query else "",
            keyed=zp.keys.ring.needed("write"),
        )
        return HTMLResponse(page)

    @pages.get("/documents/{key}")
    def document(
        key: str,
        start: Annotated[int, Query(ge=0)] = 0,
        end: Annotated[int, Query(ge=0)] = 0,
        show: Annotated[str, Query(pattern="^(text|lines|doubts|pages)$")] = "text",
        page: Annotated[int, Query(ge=0)] = 0,
    ) -> Response:
        entry, text = zp.document(key), zp.text(key)
        if entry is None or text is None:
            return troubles.page(404, "没有这份文件", f"图谱里没有编号为“{key[:80]}”的文件，也许已经移除。")
        start, end = min(start, len(text)), min(max(start, end), len(text))
        report = zp.report(key)
        labels = {str(k.iri): k.label for k in zp.ontology.kinds.values()} | {str(r.iri): r.label for r in zp.ontology.relations.values()}
        book, marks = zp.sheets.book(key), zp.sheets.marks(key, start, end)
        read = [] if show in ("text", "pages") else list(lines(zp.store, entry.iri, text, report or {}, labels))
        if show == "doubts":
            read = [line for line in read if line.doubts]
        shown = environment.get_template("document.html").render(
            title=entry.title,
            entry=entry,
            pieces=linked_text(zp, entry.iri, text, start, end) if show == "text" else (),
            headings=headings(zp, entry.iri, text) if show == "text" else (),
            report=report,
            show=show,
            lines=read,
            sheets=book.sheets if book and zp.sheets.has_pictures(key) else (),
            marks=marks,
            asked=(start, end),
            page=page or next((mark.page for mark in marks), 1),
            keyed=zp.keys.ring.needed("write"),
        )
        return HTMLResponse(shown)


def _views(pages: APIRouter, zp: Zhengpu, troubles: TroublePages) -> None:
    drawn = PageStore(zp.store)

    @pages.get("/view/{name}")
    def view(name: str, request: Request) -> Response:
        from zhengpu.viz.page import page

        try:
            return drawn.sent(
                request, "text/html; charset=utf-8", lambda: page(zp.view(name, **dict(request.query_params)), zp.ontology, mode="served")
            )
        except ManyMeant as error:
            label = {kind.term: kind.label for kind in zp.ontology.kinds.values()}
            ways = [
                WayOut(f"{label.get(f'zp:{c.kind}', '')} {c.label}".strip(), _with(request, error.wanted, c.iri))
                for c in error.choices[:30]
            ]
            return troubles.page(400, error.what, "请选一个。", ways)
        except (InputError, UsageError) as error:
            wanted = request.query_params.get("of", "")[:100]
            ways = [
                WayOut(f"在{title}里找“{wanted}”", "/?" + urlencode({"kind": kind, "words": wanted})) for kind, title in _LOOK if wanted
            ]
            return troubles.page(400, "这张图画不出来", str(error), ways)

    @pages.get("/view/{name}/file")
    def file(name: str, request: Request) -> Response:
        drawn = zp.picture(name, **dict(request.query_params))
        # A download: a stand-alone page brings its own scripts and must not run as this site.
        disposition = f"attachment; filename=\"zhengpu-{name}.html\"; filename*=UTF-8''{quote(name_key(drawn.title), safe='')}.html"
        shown = {"Zhengpu-Title": quote(drawn.title), "Zhengpu-Nodes": str(drawn.nodes), "Zhengpu-Edges": str(drawn.edges)}
        return HTMLResponse(drawn.html, headers={"Content-Disposition": disposition, **shown})


_LOOK = (("Unit", "单位"), ("Task", "任务"))


def _with(request: Request, wanted: str, iri: str) -> str:
    """The same address with an IRI where a name stood that several things have."""
    given = {name: iri if value.strip() == wanted else value for name, value in request.query_params.items()}
    return f"{request.url.path}?{urlencode(given)}"


def _api(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The OpenAPI description as rows for the page."""
    rows = []
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            body = said.get("requestBody", {}).get("content", {})
            rows.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": said.get("summary", ""),
                    "description": said.get("description", ""),
                    "parameters": [(p["name"], p["in"], p.get("required", False)) for p in said.get("parameters", [])],
                    "body": ", ".join(body),
                    "example": json.dumps(_example(schema, body), ensure_ascii=False) if _example(schema, body) else "",
                }
            )
    return rows


def _example(schema: dict[str, Any], body: dict[str, Any]) -> Any:
    ref = body.get("application/json", {}).get("schema", {}).get("$ref", "")
    return schema["components"]["schemas"].get(ref.rsplit("/", 1)[-1], {}).get("examples", [None])[0] if ref else None
