"""`/api/progress`: how tasks stand, and ledgers that come back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse

from zhengpu.access.visit import noted
from zhengpu.exports.list_file import ListFile, list_response
from zhengpu.graph.errors import InputError
from zhengpu.graph.oversight.docket import scorecard
from zhengpu.graph.oversight.lights import LIGHTS
from zhengpu.hosting.problems import documented, problem
from zhengpu.oversight.docket_rows import SCORE_COLUMNS, TASK_COLUMNS, as_item, score_row, summary, task_row
from zhengpu.oversight.telling import returned_body
from zhengpu.service import Zhengpu

__all__ = ["LARGEST_LEDGER", "progress_api"]

LARGEST_LEDGER = 32 * 1024 * 1024
"""Bytes of one returned ledger."""

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SENT: dict[int | str, dict[str, Any]] = {200: {"description": "清单", "content": {one: {} for one in ("text/csv", _XLSX, "text/plain")}}}
_LONGEST_MATCHES = 2_000_000

Light = Literal["", "红", "黄", "绿"]
When = Literal["", "month", "soon", "overdue", "unreported", "passed"]
Words = Annotated[str, Query(max_length=200)]
Form_ = Literal["json", "csv", "xlsx"]
AnyForm = Literal["json", "csv", "xlsx", "text", "all"]


def progress_api(zp: Zhengpu) -> APIRouter:
    """The routes, over one open `Zhengpu`."""
    api = APIRouter(prefix="/api/progress", tags=["progress"])

    @api.get("", response_model=dict[str, Any], responses=_SENT, summary="任务进行得怎样")
    def listed(
        unit: Words = "",
        light: Light = "",
        due_before: date | None = None,
        state: Words = "",
        document: Words = "",
        when: When = "",
        today: date | None = None,
        format: AnyForm = "json",  # noqa: A002 - the name people see in the address
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=5_000)] = 500,
    ) -> Response:
        """按单位（名称或 key）、灯、状态、时限筛选；`when` 是 month、soon、overdue、unreported、passed 之一。没有载入台账时 `loaded` 为否，不判灯。"""
        if format in ("text", "all"):
            return PlainTextResponse(zp.progress_text(today, as_json=format == "all"))
        docket = zp.oversight.docket(today)
        found = docket.where(light=light, state=state, unit=unit, document=document, when=when, due_before=due_before)
        if format != "json":
            return list_response(format, ListFile("督查任务", TASK_COLUMNS, [task_row(item) for item in found]))
        lit = [item.light for item in found]
        return JSONResponse(
            {
                "today": docket.today.isoformat(),
                "loaded": docket.loaded,
                "latest": docket.latest.isoformat() if docket.latest else None,
                "summary": summary(docket, found),
                "lights": {one: lit.count(one) for one in LIGHTS},
                "total": len(found),
                "offset": offset,
                "limit": limit,
                "items": [as_item(item) for item in found[offset : offset + limit]],
            }
        )

    @api.get("/scorecard", response_model=dict[str, Any], responses=_SENT, summary="单位记分")
    def scores(today: date | None = None, document: Words = "", format: Form_ = "json") -> Response:  # noqa: A002
        """每个单位参与的任务里红、黄、绿灯和逾期、未报、完成各几项。"""
        docket = zp.oversight.docket(today)
        found = scorecard(docket.where(document=document))
        if format != "json":
            return list_response(format, ListFile("单位记分", SCORE_COLUMNS, [score_row(score) for score in found]))
        return JSONResponse({"today": docket.today.isoformat(), "loaded": docket.loaded, "items": [asdict(score) for score in found]})

    @api.post("", response_model=dict[str, Any], responses=documented(403, 413), summary="载入填好的督查台账")
    async def take(
        request: Request,
        file: Annotated[UploadFile, File(description="督查台账（.xlsx）")],
        by: Annotated[str, Form(max_length=200)] = "",
        matches: Annotated[str, Form(max_length=_LONGEST_MATCHES, description="JSON：行的位置 → 任务的标识，空表示都不是")] = "",
        clear: Annotated[bool, Form(description="题目与唯一一项任务相同的行直接认作它")] = False,
        today: Annotated[date | None, Form()] = None,
    ) -> Response:
        """有标识的行直接记入；没有的列在 `waiting`，确认后连同 `matches` 再传一次同一个文件。"""
        data = await file.read(LARGEST_LEDGER + 1)
        if len(data) > LARGEST_LEDGER:
            return problem(413, "too-large", "台账太大", f"一份台账最多{LARGEST_LEDGER // 1024 // 1024}MB。请拆成几份。")
        name = (file.filename or "台账").replace("\\", "/").rsplit("/", 1)[-1][:200]
        answers = _answers(matches)
        noted(request, files=[name])
        found = await run_in_threadpool(lambda: zp.take_ledger(data, name, reporter=by, matches=answers, clear=clear, today=today))
        return JSONResponse(returned_body(found))

    return api


def _answers(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        said = json.loads(text)
    except ValueError as error:
        raise InputError("看不懂 matches", "它不是 JSON", '请写成 {"台账!3": "任务的标识"}') from error
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise InputError("看不懂 matches", "它不是“位置 → 标识”的对照", '请写成 {"台账!3": "任务的标识"}')
    return said
