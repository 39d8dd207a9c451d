"""The routes under `/api`: asking, documents, tasks, units, views as JSON, downloads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, StreamingResponse
from starlette.background import BackgroundTask

from zhengpu import catalogue
from zhengpu.access.audit import audit_lines
from zhengpu.access.visit import noted
from zhengpu.endpoint.naming import alike
from zhengpu.endpoint.vocabulary import load_vocabulary
from zhengpu.graph.errors import InputError
from zhengpu.graph.facts import Iri
from zhengpu.graph.oversight.docket_book import MOST_TASKS, more_tasks
from zhengpu.graph.versions.taking import OtherVersion, Taken
from zhengpu.hosting.connected import while_connected
from zhengpu.hosting.problems import documented, problem
from zhengpu.hosting.uploads import Sent, Uploads
from zhengpu.hosting.wire import (
    AskReply,
    AskRequest,
    DocumentReply,
    Listing,
    NameBody,
    ProposalReply,
    SuggestionBody,
    Uploaded,
    UploadReply,
)
from zhengpu.service import Zhengpu

if TYPE_CHECKING:
    from zhengpu.ingest.report import Report

__all__ = ["api_router"]

_FILES: dict[int | str, dict[str, Any]] = {200: {"description": "文件", "content": {"*/*": {}}}}

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
Words = Annotated[str, Query(max_length=200)]


def api_router(zp: Zhengpu) -> APIRouter:
    """All routes under `/api`, over one open `Zhengpu`."""
    api = APIRouter(prefix="/api", tags=["api"])
    _asking(api, zp)
    _documents(api, zp)
    _lists(api, zp)
    _pictures(api, zp)
    _downloads(api, zp)
    _accuracy(api)
    _records(api, zp)
    return api


def _records(api: APIRouter, zp: Zhengpu) -> None:
    @api.get("/audit", response_class=PlainTextResponse, responses=_FILES | documented(403), summary="审计记录")
    def audit() -> Response:
        """谁在什么时候问了、读了、改了什么；每行一个 JSON。"""
        folder = zp.settings.audit_folder
        return StreamingResponse(audit_lines(folder) if folder else iter(()), media_type="application/x-ndjson")


def _asking(api: APIRouter, zp: Zhengpu) -> None:
    known = load_vocabulary(zp.ontology)

    def answer(asked: AskRequest) -> Response:
        from zhengpu.query.answer import as_json

        found = zp.ask(asked.question, today=asked.today, previous=asked.previous, documents=asked.documents, as_of=asked.as_of or None)
        return JSONResponse(zp.sheets.with_pages(as_json(found)))

    @api.post("/ask", response_model=AskReply, summary="用中文提问")
    def ask(asked: AskRequest, request: Request) -> Response:
        """回答一个问题；每一条结果都带原文依据。"""
        noted(request, question=asked.question)
        return answer(asked)

    @api.get("/ask", response_model=AskReply, summary="用中文提问（GET）")
    def ask_by_get(
        q: str,
        today: date | None = None,
        previous: Annotated[str | None, Query(max_length=1000)] = None,
        as_of: Annotated[str | None, Query(max_length=1000)] = None,
    ) -> Response:
        """与 POST 相同，问题写在 `q`。"""
        return answer(AskRequest(question=q, today=today, previous=previous, as_of=as_of))

    @api.post("/propose", response_model=ProposalReply, summary="模型的提议")
    def propose(asked: AskRequest, request: Request) -> Any:
        """没有读懂的问题，请设置里的模型提议一种理解；核对过才给，永远不算读懂。没有设置模型时什么也不给。"""
        from zhengpu.query.answer import as_json

        noted(request, question=asked.question)
        if asked.previous or asked.documents or asked.as_of:
            return {"question": asked.question, "refused": "接着上一个问题的、限定文件的、按过去的文本问的，不问模型"}
        found = zp.proposed(zp.answered(asked.question, today=asked.today or date.today()), asked.today)
        if found is None:
            return {"question": asked.question}
        proposed = as_json(found.answer) if found.answer else None
        return {"question": asked.question, "model": found.model, "proposed": proposed, "refused": found.refused}

    @api.get("/suggest", response_model=list[SuggestionBody], summary="输入时的联想")
    def suggest(q: Words = "", limit: Annotated[int, Query(ge=1, le=50)] = 10) -> Any:
        """名称和可以问的问题。"""
        return [{"text": s.text, "kind": s.kind} for s in zp.asker.suggest(q, limit=limit)]

    @api.get("/names", response_model=list[NameBody], summary="名称里有这些字的事物")
    def names(q: Words = "", limit: Annotated[int, Query(ge=1, le=50)] = 10) -> Any:
        """单位、文件、地方、任务的名称，输入时用来补全。"""
        if q.strip() and more_tasks(zp.store, MOST_TASKS):  # reading all names would take too long: the index knows those of units
            return [{"iri": "", "text": label, "kind": "单位"} for label in zp.asker.known.wording.busiest(q.strip(), limit)]
        return [{"iri": one.iri, "text": one.label, "kind": one.sort} for one in alike(zp.store, known, q, limit)]


def _documents(api: APIRouter, zp: Zhengpu) -> None:
    uploads = Uploads(zp)

    def missing(key: str) -> Response:
        return problem(404, "no-such-document", "没有这份文件", f"图谱里没有编号为“{key}”的文件。可用 /api/documents 查看全部。")

    @api.get("/documents", response_model=Listing, summary="图谱里的文件")
    def documents(offset: Offset = 0, limit: Limit = 50, words: Words = "") -> Any:
        """按印发日期排列；`words` 在标题和文号中查找。"""
        found = [asdict(d) for d in zp.documents() if not words or words in d.title or words in (d.number or "")]
        return {"total": len(found), "offset": offset, "limit": limit, "items": found[offset : offset + limit]}

    @api.post("/documents", response_model=UploadReply, responses=documented(403, 409), summary="上传并阅读文件")
    async def upload(
        request: Request,
        files: Annotated[list[UploadFile], File(description="计划文件，可多选；压缩包里的每份都读")],
        anything: Annotated[bool, Query(alias="any", description="不像计划的也收入")] = False,
        replacing: Annotated[bool, Query(alias="replace", description="同一文号的另一文本替换图谱里的，原来的一版留着")] = False,
        listed: Annotated[bool, Query(description="没有替换的也用状态200答复，只在 files 里说明")] = False,
    ) -> Any:
        """读取每个文件；读不了的、不像计划的说明原因，其余照常收入图谱。

        已有文件的另一文本不替换（`code` 是 `other-version`），在 `difference` 里说明会多、少、改什么；全部如此时状态是 409。
        """
        client = request.client.host if request.client else "local"
        noted(request, files=[(file.filename or "")[:200] for file in files], **({"replace": True} if replacing else {}))
        told: list[dict[str, Any]] = []
        for file in files:
            how = {"anything": anything, "replacing": replacing}
            told += await while_connected(request.receive, _read_upload(uploads, file, client, how))
        if told and not listed and all(one["code"] == OtherVersion.code for one in told):
            return problem(409, OtherVersion.code, "没有替换图谱里的文件", told[0]["error"], files=told)
        return {"files": told}

    @api.get("/documents/{key}/text", response_class=PlainTextResponse, responses=documented(404), summary="文件全文")
    def text(key: str) -> Response:
        """原文，`start` 与 `end` 以它的字符计数。"""
        found = zp.text(key)
        return missing(key) if found is None else Response(found.encode(), media_type="text/plain; charset=utf-8")

    @api.get("/documents/{key}/report", response_model=dict[str, Any], responses=documented(404), summary="阅读报告")
    def reading_report(key: str) -> Response:
        """读到什么、没读懂什么。"""
        entry = zp.document(key)
        found = zp.report(key) if entry else None
        return missing(key) if found is None else JSONResponse(found)

    @api.get("/documents/{key}", response_model=DocumentReply, responses=documented(404), summary="一份文件")
    def document(key: str) -> Any:
        """题目、文号、印发单位和日期。"""
        entry = zp.document(key)
        return missing(key) if entry is None else asdict(entry)

    @api.post("/documents/{key}/reread", response_model=Uploaded, responses=documented(403, 404), summary="重读一份文件")
    def reread(key: str) -> Any:
        """按现在的规则重读图谱里保存的原文；读到的比原来少时不替换。"""
        found = zp.reread(key)
        return missing(key) if found is None else _told(key, *found)

    @api.delete("/documents/{key}", status_code=204, responses=documented(403, 404), summary="移除一份文件")
    def forget(key: str) -> Response:
        """从图谱中移除；其他文件不受影响。"""
        return Response(status_code=204) if zp.forget(key) else missing(key)


async def _read_upload(uploads: Uploads, file: UploadFile, client: str, how: Mapping[str, bool]) -> list[dict[str, Any]]:
    name = (file.filename or "未命名").replace("\\", "/").rsplit("/", 1)[-1][:200]
    try:
        sent = await uploads.accept(file, name, client, **how)
    except InputError as error:
        sent = (Sent(name, error=error),)
    return [_sent(one) for one in sent]


def _sent(one: Sent) -> dict[str, Any]:
    if one.document is None or one.report is None:
        found = Uploaded(name=one.name, error=str(one.error or ""), code=one.error.code if one.error else None)
        if isinstance(one.error, OtherVersion):
            found.document, found.difference = catalogue.key_of(one.error.document), one.error.difference.as_json()
        return found.model_dump()
    return _told(one.name, one.document, one.report, one.taken)


def _told(name: str, document: Iri, report: Report, taken: Taken | None = None) -> dict[str, Any]:
    return Uploaded(
        name=name,
        document=catalogue.key_of(document),
        title=report.title,
        tasks=report.tasks,
        report=json.loads(report.as_json()),
        note=(taken.text() or None) if taken else None,
        kept=(taken.kept or None) if taken else None,
    ).model_dump()


def _lists(api: APIRouter, zp: Zhengpu) -> None:
    def scope(key: str | None) -> Iri | None:
        if not key:
            return None
        entry = zp.document(key)
        if entry is None:
            raise InputError("没有这份文件", f"图谱里没有编号为“{key}”的文件", "可用 /api/documents 查看全部")
        return Iri(entry.iri)

    @api.get("/tasks", response_model=Listing, summary="任务")
    def tasks(
        document: str | None = None,
        unit: str | None = None,
        role: str | None = None,
        words: Words = "",
        offset: Offset = 0,
        limit: Limit = 50,
    ) -> Any:
        """按文件、单位（`unit` 为 /api/units 的 key）、角色、词语筛选。"""
        who = Iri(f"{zp.store.names.base}id/unit/{unit}") if unit else None
        found = catalogue.tasks(zp.store, document=scope(document), unit=who, role=role, words=words or None, offset=offset, limit=limit)
        return asdict(found)

    @api.get("/units", response_model=Listing, summary="单位")
    def units(document: str | None = None, words: Words = "", offset: Offset = 0, limit: Limit = 50) -> Any:
        """每个单位在各角色下的任务数，多者在前。"""
        return asdict(catalogue.units(zp.store, document=scope(document), words=words or None, offset=offset, limit=limit))

    @api.get("/units/{key:path}", response_model=dict[str, Any], responses=documented(404), summary="一个单位")
    def unit(key: str) -> Response:
        """名称、角色与任务。"""
        iri = Iri(f"{zp.store.names.base}id/unit/{key}")
        found = catalogue.units(zp.store, unit=iri)
        if not found.total:
            return problem(404, "no-such-unit", "没有这个单位", f"图谱里没有“{key}”。可用 /api/units 查看全部。")
        return JSONResponse(found.items[0] | {"tasks": catalogue.tasks(zp.store, unit=iri, limit=500).items})


def _pictures(api: APIRouter, zp: Zhengpu) -> None:
    @api.get("/view/{name}", response_model=dict[str, Any], responses=documented(404), summary="图的节点与边")
    def view(name: str, request: Request) -> Response:
        """`matrix`、`surroundings?of=`、`cooperation`、`tree`、`targets`、`basis`、`compare?a=&b=`。"""
        from zhengpu.viz.view import as_json

        return JSONResponse(as_json(zp.view(name, **dict(request.query_params))))


def _accuracy(api: APIRouter) -> None:
    @api.get("/accuracy", response_model=dict[str, Any], summary="准不准")
    def accuracy() -> Any:
        """`make bench` 写下的数字：第一次的（`first_tries`）与调过的（`groups`）分开，还有已知的不足（`limits`）。"""
        from zhengpu.commands.accuracy_report import load_accuracy

        return dict(load_accuracy().data)


def _downloads(api: APIRouter, zp: Zhengpu) -> None:
    @api.get("/export/{name}", response_class=Response, responses=_FILES | documented(404), summary="下载")
    def export(name: str, unit: Words = "", document: Words = "", today: date | None = None) -> Response:
        """`ledger-xlsx`、`tasks-docx`、`csv`、`weekly-xlsx`、`weekly-docx`、`deadlines-ics`（这几种可限定 `unit`、`document`）、`atlas`；

        `turtle`、`nquads`、`trig`、`jsonld`、`graphml`、`gexf`。
        """
        from zhengpu.exports import find_export

        exporter = find_export(name)
        chosen = exporter.scope(zp, unit=unit or None, document=document or None, today=today)
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"file{exporter.suffix}"
            count = exporter.write(zp, path, chosen)
            data = path.read_bytes()
        # Always a download: a stand-alone page brings its own scripts and must not run as this site.
        called = quote(f"{exporter.file_name(chosen)}{exporter.suffix}", safe="")
        disposition = f"attachment; filename=\"zhengpu{exporter.suffix}\"; filename*=UTF-8''{called}"
        return Response(data, media_type=exporter.media_type, headers={"Content-Disposition": disposition, "Zhengpu-Count": quote(count)})

    @api.get("/backup", response_class=FileResponse, responses=_FILES | documented(403), summary="备份")
    def backup() -> Response:
        """整个图谱和文件原件，一个 zip 文件；`zhengpu restore` 读得回。"""
        from zhengpu.keeping.backup import packed

        folder = mkdtemp(prefix="zhengpu-backup-")
        path = Path(folder) / "zhengpu-backup.zip"
        try:
            packed(zp.store, path, zp.originals, zp.changes.unchanging())
        except BaseException:
            rmtree(folder, ignore_errors=True)
            raise
        return FileResponse(
            path, media_type="application/zip", filename=path.name, background=BackgroundTask(rmtree, folder, ignore_errors=True)
        )
