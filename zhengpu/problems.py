"""Errors on the wire: RFC 9457 `application/problem+json` with a stable code and Chinese title and detail."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

__all__ = ["problem"]


def problem(status: int, code: str, title: str, detail: str, **extra: Any) -> Response:
    """A problem document. `extra` adds members such as `line` and `column`; `headers` are sent as HTTP headers.

    >>> problem(404, "no-such-document", "没有这份文件", "请查看列表").media_type
    'application/problem+json'
    """
    headers = extra.pop("headers", None)
    body = {"type": f"https://w3id.org/zhengpu/problems#{code}", "code": code, "title": title, "status": status, "detail": detail, **extra}
    return Response(json.dumps(body, ensure_ascii=False).encode(), status, headers, "application/problem+json")
