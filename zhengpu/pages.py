"""The web pages: the question box, documents, reading pane, API page, views; server-rendered, with a little script."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from graph.errors import InputError
from zhengpu import catalogue
from zhengpu.problems import problem
from zhengpu.service import Zhengpu
from zhengpu.terminal import item_text

__all__ = ["page_environment", "pages_router"]

_WEB = Path(__file__).parent / "web"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_LONGEST_QUESTION = 1000
_FOR_EVER = {"Cache-Control": "public, max-age=3600"}


def pages_router(zp: Zhengpu, app: FastAPI) -> APIRouter:
    """All HTML pages and their files. `app` is read for the list of routes on `/docs`."""
    pages = APIRouter(include_in_schema=False)
    environment = page_environment()
    _home(pages, zp, environment)
    _documents(pages, zp, environment)
    _views(pages, zp)
    _static(pages, zp)

    @pages.get("/docs")
    def docs() -> Response:
        return _page(environment, "docs.html", title="接口", api=_api(app.openapi()))

    return pages


def page_environment() -> Environment:
    """The templates of all pages, escaping everything."""
    environment = Environment(
        loader=FileSystemLoader(_WEB / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"segment": lambda text: quote(str(text), safe=""), "line": item_text}
    environment.globals["evidence_link"] = _evidence_link
    environment.globals["ask_link"] = lambda question: "/?" + urlencode({"q": question})
    return environment


def _evidence_link(evidence: Any) -> str:
    return f"/documents/{quote(evidence.document, safe='')}?start={evidence.start}&end={evidence.end}#hit"


def _page(environment: Environment, template: str, *, title: str, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(environment.get_template(template).render(title=title, **values), status)


def _home(pages: APIRouter, zp: Zhengpu, environment: Environment) -> None:
    @pages.get("/")
    def home(q: Annotated[str, Query(max_length=_LONGEST_QUESTION + 1)] = "", today: date | None = None, previous: str = "") -> Response:
        answer = trouble = None
        if q.strip():
            try:
                answer = zp.ask(q, today=today, previous=previous or None)
            except InputError as error:
                trouble = str(error)
        documents = zp.documents()
        samples = () if answer else zp.sample_questions()
        return _page(
            environment,
            "home.html",
            title=q or "提问",
            question=q,
            answer=answer,
            trouble=trouble,
            documents=documents,
            samples=samples,
            tasks=sum(d.tasks for d in documents),
        )


def _documents(pages: APIRouter, zp: Zhengpu, environment: Environment) -> None:
    @pages.get("/documents")
    def documents() -> Response:
        return _page(environment, "documents.html", title="文件", documents=zp.documents(), keyed=bool(zp.settings.admin_key))

    @pages.get("/documents/{key}")
    def document(key: str, start: Annotated[int, Query(ge=0)] = 0, end: Annotated[int, Query(ge=0)] = 0) -> Response:
        entry, text = zp.document(key), zp.text(key)
        if entry is None or text is None:
            return problem(404, "no-such-document", "没有这份文件", f"图谱里没有编号为“{key[:80]}”的文件。")
        start, end = min(start, len(text)), min(max(start, end), len(text))
        parts = (text[:start], text[start:end], text[end:])
        listed = catalogue.tasks(zp.store, document=entry.iri, limit=500)
        return _page(environment, "document.html", title=entry.title, entry=entry, parts=parts, tasks=listed, report=zp.report(key))


def _views(pages: APIRouter, zp: Zhengpu) -> None:
    @pages.get("/view/{name}")
    def view(name: str, request: Request) -> Response:
        from viz.page import page

        return HTMLResponse(page(zp.view(name, **dict(request.query_params)), zp.ontology, mode="served"))

    @pages.get("/api/view/{name}", include_in_schema=True, tags=["api"], summary="图的节点与边")
    def view_data(name: str, request: Request) -> Response:
        """`matrix`、`surroundings?of=`、`cooperation`、`tree`、`targets`、`basis`、`compare?a=&b=`。"""
        from viz.view import as_json

        return JSONResponse(as_json(zp.view(name, **dict(request.query_params))))

    @pages.get("/api/export/{name}", include_in_schema=True, tags=["api"], summary="下载")
    def export(name: str) -> Response:
        """`ledger-xlsx`、`tasks-docx`、`atlas`、`turtle`、`nquads`、`trig`、`jsonld`、`graphml`、`gexf`、`csv`。"""
        from tempfile import TemporaryDirectory

        from zhengpu.exports import find_export

        exporter = find_export(name)
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"zhengpu{exporter.suffix}"
            exporter.write(zp, path)
            data = path.read_bytes()
        # Always a download: a stand-alone page brings its own scripts and must not run as this site.
        return Response(data, media_type=exporter.media_type, headers={"Content-Disposition": f'attachment; filename="{path.name}"'})


def _static(pages: APIRouter, zp: Zhengpu) -> None:
    @pages.get("/static/{name}")
    def static(name: str) -> Response:
        own = {file.name: file for file in (_WEB / "static").iterdir()}
        if name in own:
            return Response(own[name].read_bytes(), media_type=_TYPES[own[name].suffix], headers=_FOR_EVER)
        from viz.asset import ASSETS, asset
        from viz.style import style_of

        if name in ASSETS:
            found = asset(name, style_of(zp.ontology))
            return Response(found.text, media_type=found.media_type, headers=_FOR_EVER)
        return problem(404, "no-such-file", "没有这个文件", name[:80])


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
