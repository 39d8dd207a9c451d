"""`/api/answers/{id}` and `/answers/{id}`: a receipt as JSON, as one page to print, as a Word document."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment

from zhengpu.hosting.problems import documented, problem
from zhengpu.hosting.trouble import TroublePages
from zhengpu.receipts.receipt import receipt_body
from zhengpu.receipts.receipt_docx import receipt_docx
from zhengpu.receipts.receipt_words import again_body, made_text
from zhengpu.service import Zhengpu

__all__ = ["receipt_api", "receipt_pages"]

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WHY = "它不是这里发出的，或者太久以前，已经让位给新的。再问一次就有新的收据。"
Again = Annotated[bool, Query(description="再答一次，说明是否相同")]


def receipt_api(zp: Zhengpu) -> APIRouter:
    """The interface, over one open `Zhengpu`."""
    api = APIRouter(prefix="/api/answers", tags=["api"])

    @api.get("/{key}", response_model=dict[str, Any], responses=documented(404), summary="一次回答的收据")
    def receipt(key: str, again: Again = False) -> Response:
        """问题、理解、图谱版本、所依据文件的摘要和答案；`again=1` 再答一次，`same` 说是否相同，`changed` 逐条说明差别。"""
        found = zp.receipts.find(key)
        if found is None:
            return problem(404, "no-such-receipt", "没有这张收据", _WHY)
        return JSONResponse(receipt_body(found) | (again_body(zp.receipts.again(found)) if again else {}))

    return api


def receipt_pages(zp: Zhengpu, environment: Environment, troubles: TroublePages) -> APIRouter:
    """The page and the document, over one open `Zhengpu`."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/answers/{key}")
    def receipt(key: str, again: Again = False) -> Response:
        bare = key.removesuffix(".docx")
        found = zp.receipts.find(bare)
        if found is None:
            return troubles.page(404, "没有这张收据", _WHY)
        rerun = zp.receipts.again(found) if again else None
        if key != bare:
            headers = {"Content-Disposition": f"attachment; filename=\"receipt.docx\"; filename*=UTF-8''{quote(f'收据-{bare}.docx')}"}
            return Response(receipt_docx(found, rerun), media_type=_DOCX, headers=headers)
        shown = environment.get_template("receipt.html").render(
            title=f"收据 {bare}", receipt=found, answer=found.answer, rerun=rerun, made=made_text(found)
        )
        return HTMLResponse(shown)

    return pages
