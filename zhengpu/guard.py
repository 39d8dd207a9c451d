"""Who may change the graph over HTTP: same-origin pages, programs without an Origin, or whoever holds the admin key."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from starlette.requests import Request

__all__ = ["may_change"]


def may_change(request: Request, admin_key: str | None) -> bool:
    """A key is needed once one exists; before that only same-origin requests or those without an Origin.

    The key stands in `Authorization: Bearer …` or `X-Admin-Key`.
    """
    if admin_key:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            given = request.headers.get("x-admin-key", "")
        return hmac.compare_digest(given.encode(), admin_key.encode())
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
