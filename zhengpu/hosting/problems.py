"""Errors on the wire: RFC 9457 `application/problem+json` with a stable code and Chinese title and detail."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

__all__ = ["documented", "problem"]

_MEANINGS = {
    400: "请求不对",
    401: "需要密钥",
    403: "没有权限",
    404: "没有要找的东西",
    405: "这个地址不接受这种请求方法",
    406: "没有请求所要的格式",
    409: "与图谱里的冲突",
    413: "请求太大",
    415: "不认识的媒体类型",
    422: "参数不对，或文件读不了",
    429: "同时进行的请求太多",
    500: "程序出了错",
    503: "超过时间限制，或图谱库现在不能用",
}
_PROBLEM = {
    "type": "object",
    "required": ["type", "code", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "code": {"type": "string", "description": "不变的代号"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
    },
}


def problem(status: int, code: str, title: str, detail: str, **extra: Any) -> Response:
    """A problem document. `extra` adds members such as `line` and `column`; `headers` are sent as HTTP headers.

    >>> problem(404, "no-such-document", "没有这份文件", "请查看列表").media_type
    'application/problem+json'
    """
    headers = extra.pop("headers", None)
    body = {"type": f"https://w3id.org/zhengpu/problems#{code}", "code": code, "title": title, "status": status, "detail": detail, **extra}
    return Response(json.dumps(body, ensure_ascii=False).encode(), status, headers, "application/problem+json")


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the API's description says of these errors.

    >>> documented(404)[404]["description"]
    '没有要找的东西'
    """
    return {
        status: {"description": _MEANINGS[status], "content": {"application/problem+json": {"schema": _PROBLEM}}} for status in statuses
    }
