"""Before every route: is this host ours, may this visitor do this; after it: what was done goes into the audit log."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zhengpu.access.audit import AuditEntry, AuditLog
from zhengpu.access.hosts import answers_to
from zhengpu.access.keys import KeyFile, KeyRing
from zhengpu.access.sessions import SESSION_COOKIE, Sessions
from zhengpu.access.visit import Visit
from zhengpu.graph.errors import StoreBroken
from zhengpu.hosting.problems import problem
from zhengpu.hosting.trouble import for_people

__all__ = ["AccessDoor", "foreign", "scope_of"]

_CHANGES = frozenset(["POST", "PUT", "PATCH", "DELETE"])
_FREE = ("/healthz", "/readyz", "/static/", "/favicon.ico", "/mcp")  # each tool of /mcp is a request of its own, in its caller's name
_SCOPES: tuple[tuple[str, bool, str, str], ...] = (
    ("/api/ask", False, "ask", "ask"),
    ("/api/propose", False, "ask", "propose"),
    ("/api/answers/", False, "ask", "receipt"),
    ("/answers/", False, "ask", "receipt"),
    ("/api/suggest", False, "ask", ""),
    ("/api/backup", False, "admin", "backup"),
    ("/api/audit", False, "admin", "audit"),
    ("/sparql", False, "read", "sparql"),
    ("/rdf-graph-store", False, "read", "read"),
    ("/api/corrections", True, "write", "correct"),
    ("/api/review", True, "write", "confirm"),
    ("/api/documents", True, "write", "change"),
    ("/", True, "write", "change"),
    ("/", False, "read", "read"),
)
"""Beginning of the path, whether for changes only, what the visitor must be allowed, what the log calls it (nothing: it is not kept). The first counts."""

_NAMES = {"POST": "upload", "DELETE": "forget"}
_VERBS = ("reread", "restore")
_DOORBELLS = {"/login": "login", "/logout": "logout"}
"""Open to all; whoever comes or goes is written down."""


def scope_of(method: str, path: str, question: bool = False) -> tuple[str, str]:
    """What a request needs, and what the log calls it; nothing is needed for what says nothing of the graph.

    >>> scope_of("POST", "/api/documents"), scope_of("GET", "/api/tasks"), scope_of("GET", "/", question=True), scope_of("GET", "/healthz")
    (('write', 'upload'), ('read', 'read'), ('ask', 'ask'), ('', ''))
    """
    if path in _DOORBELLS:
        return "", _DOORBELLS[path] if method == "POST" else ""
    if path.startswith(_FREE):
        return "", ""
    if path == "/" and question:
        return "ask", "ask"
    for begins, changes, scope, action in _SCOPES:
        if path.startswith(begins) and (not changes or method in _CHANGES):
            verb = path.rsplit("/", 1)[-1]
            named = verb if verb in _VERBS else _NAMES.get(method, action) if action == "change" else action
            return scope, named
    return "read", "read"


class AccessDoor:
    """ASGI middleware in its plain form. Without keys it lets in whoever comes from this site or from no site; without `names` every host."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        keys: KeyFile,
        names: tuple[str, ...] | None = None,
        audit: AuditLog | None = None,
        sessions: Sessions | None = None,
    ) -> None:
        self._app, self._keys, self._names, self._audit = app, keys, names, audit
        self._sessions = sessions or Sessions()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("q", []) if scope["query_string"] else []
        needed, action = scope_of(scope["method"], scope["path"], bool(asked))
        visit = Visit()
        visit.stand_in(scope)
        refusal = self._refusal(scope, headers, needed, visit)
        if self._audit is None or not (action or refusal):
            await (refusal or self._app)(scope, receive, send)
            return
        if asked:
            visit.about["question"] = asked[0][:1000]
        began, status = time.monotonic(), 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await (refusal or self._app)(scope, receive, sent)
        finally:
            self._record(self._audit, scope, visit, "refused" if refusal else action, status, time.monotonic() - began)

    def _refusal(self, scope: Scope, headers: Headers, needed: str, visit: Visit) -> Response | None:
        host = headers.get("host", "")
        if self._names is not None and not answers_to(host, self._names):
            return problem(
                421, "unknown-host", "这个服务不叫这个名字", f"请求的主机名是“{host[:80]}”。请用 IP 地址访问，或在启动时加 --allow-host。"
            )
        if not needed:
            return _FOREIGN if scope["path"].startswith("/mcp") and foreign(headers) else None
        try:
            ring = self._keys.ring
        except StoreBroken as error:
            return problem(503, error.code, error.what, f"{error.why}。{error.todo}。")
        given, ambient = _given(headers)
        if given:
            visit.key = ring.holder(given)
        elif token := Request(scope).cookies.get(SESSION_COOKIE):
            visit.key, ambient = self._sessions.holder(token, ring), True
            if visit.key is not None and needed in ("write", "admin") and not _from_here(headers):
                return _FOREIGN
        refused = _refused(ring, visit, needed, headers, ambient)
        if refused is not None and visit.key is None and ring.people and scope["method"] == "GET" and for_people(Request(scope)):
            return RedirectResponse("/login?" + urlencode({"wanted": _address(scope)}), 303)
        return refused

    def _record(self, audit: AuditLog, scope: Scope, visit: Visit, action: str, status: int, seconds: float) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        client = scope["client"][0] if scope.get("client") else "local"
        name = visit.key.name if visit.key else None
        audit.record(
            AuditEntry(now, client, name, action, scope["method"], scope["path"][:500], status, round(seconds * 1000), visit.about)
        )


def _refused(ring: KeyRing, visit: Visit, needed: str, headers: Headers, ambient: bool) -> Response | None:
    changes = needed in ("write", "admin")
    if ring.needed(needed) and (visit.key is None or not visit.key.may(needed)):
        if changes:
            return problem(403, "forbidden", "没有修改图谱的权限", "请求里没有密钥，或这个密钥不能这样用。")
        # where people log in on a page no browser is to ask of itself
        ask_for = {"WWW-Authenticate": "Bearer" if ring.people else 'Basic realm="zhengpu", charset="UTF-8"'}
        return problem(
            401, "key-needed", "需要密钥", "请用 Authorization: Bearer … 发送密钥；浏览器里用户名随意，密码写密钥。", headers=ask_for
        )
    if changes and (ambient or visit.key is None):  # what a browser sends of itself, another site can make it send
        return _FOREIGN if foreign(headers) else None
    return None


_FOREIGN = problem(403, "forbidden", "没有修改图谱的权限", "请求来自别的网站。")


def _from_here(headers: Headers) -> bool:
    """Whether a browser says that a page of this site sends this: cookies go with whatever anybody makes it send."""
    return headers.get("origin") is not None or headers.get("sec-fetch-site") == "same-origin"


def _address(scope: Scope) -> str:
    asked = scope["query_string"].decode("latin-1")
    return quote(scope["path"]) + (f"?{asked}" if asked else "")


def foreign(headers: Headers) -> bool:
    """Whether a page of another site sends this."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _given(headers: Headers) -> tuple[str, bool]:
    """The key in a request, and whether the browser sends it of itself."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip(), False
    named = headers.get("x-admin-key") or headers.get("x-api-key")
    if named:
        return named, False
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(given).decode().partition(":")[2], True
        except ValueError:
            return "", True
    return "", False
