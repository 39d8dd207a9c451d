"""`/api/corrections`: what people say against readings; `/api/documents/{key}/facts`: what was read, with its place."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from zhengpu.access.visit import noted, visit_of
from zhengpu.corrections.correction_request import CorrectionRequest
from zhengpu.corrections.correction_words import CorrectionListing
from zhengpu.hosting.problems import documented, problem
from zhengpu.service import Zhengpu

__all__ = ["CorrectionBody", "WhoBody", "correction_api", "who_says"]

_JSONL: dict[int | str, dict[str, Any]] = {200: {"description": "每行一个用例", "content": {"application/x-ndjson": {}}}}
Short = Annotated[str, Field(max_length=500)]
Place = Annotated[int | None, Field(ge=0, le=1_000_000_000)]


class CorrectionBody(BaseModel):
    """A correction: `kind` as listed by `GET /api/corrections/kinds`; its place by `start` and `end`, by `words`, or by `number` and `unit`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"document": "新政办发-2022-26号", "kind": "role", "unit": "县教育局", "number": "12", "to": "牵头", "why": "原文如此"}
            ]
        },
    )

    document: Short
    kind: Short
    words: Annotated[str, Field(max_length=10_000)] = ""
    start: Place = None
    end: Place = None
    unit: Short = ""
    to: Short = ""
    was: Short = ""
    term: Short = ""
    number: Short = ""
    title: Short = ""
    why: Annotated[str, Field(max_length=2_000)] = ""
    by: Annotated[str, Field(max_length=100)] = ""
    everywhere: bool | None = None


class WhoBody(BaseModel):
    """Who says so, and why."""

    by: Annotated[str, Field(max_length=100)] = ""
    why: Annotated[str, Field(max_length=2_000)] = ""


def who_says(request: Request, by: str) -> str:
    """The name of the key; what the request says where there is none, or where the command line of this machine asks."""
    key = visit_of(request.scope).key
    if key is None or key.name == "本机命令":
        return by.strip() or "网页"
    return key.name if by.strip() in ("", key.name) else f"{by.strip()}（{key.name}）"


def correction_api(zp: Zhengpu) -> APIRouter:
    """The routes, over one open `Zhengpu`."""
    api = APIRouter(tags=["corrections"])

    @api.get("/api/corrections", response_model=dict[str, Any], summary="更正")
    def listed(document: Annotated[str, Query(max_length=500)] = "") -> Response:
        """谁、何时、为什么，现在用上没有；撤销的也在内，新的在前。"""
        found = [_body(one) for one in zp.corrections.listed(document)]
        return JSONResponse({"total": len(found), "items": found})

    @api.get("/api/corrections/kinds", response_model=dict[str, Any], summary="更正的种类")
    def kinds() -> Response:
        """每一种说的是什么、要写什么。"""
        from zhengpu.graph.corrections.correction_kinds import load_correction_kinds

        return JSONResponse({"items": [asdict(kind) for kind in load_correction_kinds().values()]})

    @api.get("/api/corrections/cases", response_class=Response, responses=_JSONL, summary="更正写成的测试用例")
    def cases() -> Response:
        """一行一个：那项任务的文字，应当读出什么。"""
        return StreamingResponse(zp.corrections.cases(), media_type="application/x-ndjson")

    @api.get("/api/corrections/learned", response_model=dict[str, Any], summary="更正可以教给规则的")
    def learned() -> Response:
        """能写进定义文件的条目，写了以后别的文件会怎样变；只给看，什么也不改。"""
        return JSONResponse(asdict(zp.corrections.learned()))

    @api.post("/api/corrections", response_model=dict[str, Any], responses=documented(403), summary="更正读错的")
    def correct(request: Request, body: Annotated[CorrectionBody, Body()]) -> Response:
        """记下一条更正，并按它改读有关的文件；以后再读也算数。"""
        wanted = CorrectionRequest(**body.model_dump())
        noted(request, document=body.document, correction=body.kind, unit=body.unit, to=body.to, why=body.why)
        found = zp.corrections.correct(replace(wanted, by=who_says(request, body.by)))
        noted(request, correction=found.id, says=found.text)
        return JSONResponse(_body(found))

    @api.post("/api/corrections/{key}/undo", response_model=dict[str, Any], responses=documented(403, 404), summary="撤销一条更正")
    def undo(key: str, request: Request, body: Annotated[WhoBody, Body()]) -> Response:
        """撤销这一条，别的不动；它留在清单里。"""
        if zp.corrections.book.find(key) is None:
            return problem(404, "no-such-correction", "没有这条更正", "没有这个编号。可用 /api/corrections 查看。")
        found = zp.corrections.undo(key, who_says(request, body.by), body.why)
        noted(request, document=found.document, correction=found.id, undone=True, why=body.why)
        return JSONResponse(_body(found))

    @api.get("/api/documents/{key}/facts", response_model=dict[str, Any], responses=documented(404), summary="读到的事实")
    def facts(
        key: str,
        start: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
        end: Annotated[int | None, Query(ge=0, le=1_000_000_000)] = None,
    ) -> Response:
        """依据落在这些字上的事实，逐条带原文位置：可以确认或更正的就是它们。"""
        if zp.document(key) is None:
            return problem(404, "no-such-document", "没有这份文件", f"图谱里没有编号为“{key[:80]}”的文件。可用 /api/documents 查看全部。")
        return JSONResponse({"items": [asdict(one) for one in zp.corrections.facts(key, start, end)]})

    return api


def _body(one: CorrectionListing) -> dict[str, Any]:
    return asdict(one) | {"state_text": one.state_text}
