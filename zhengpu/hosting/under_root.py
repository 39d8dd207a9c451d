"""The service under a path of somebody else's site: `/zhengpu/…` behind a proxy that passes the path on, or takes it away.

Pages and scripts say `/documents`; on the way out such addresses get the path in front. Only attributes of tags and the beginnings of
texts in our own scripts look like this: what documents say is escaped, and escaped text holds no quotation marks.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["UnderRoot", "root_of"]

_IN_PAGES = re.compile(rb'((?:href|src|action|formaction|poster|content|data-[\w-]+)=")/(?!/)')
_IN_SCRIPTS = re.compile(
    rb"""(["'`])/(?=(?:api|documents|view|id|ns|sparql|static|docs|unit|task|plan|place|progress|healthz|login|logout)\b|\?)"""
)
_REWRITTEN = ((b"text/html", _IN_PAGES), (b"text/html", _IN_SCRIPTS), (b"text/javascript", _IN_SCRIPTS))


def root_of(path: str) -> str:
    """A path as it is put in front: with a slash before and none behind.

    >>> root_of("zhengpu/"), root_of("/")
    ('/zhengpu', '')
    """
    bare = path.strip("/")
    return f"/{bare}" if bare else ""


class UnderRoot:
    """ASGI middleware: takes the path off requests and puts it on addresses."""

    def __init__(self, app: ASGIApp, *, root: str) -> None:
        self._app, self._root = app, root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        # as often as it stands there: what is left is what the door looks at, and no router may take more off than the door saw
        while path == self._root or path.startswith(self._root + "/"):
            path = path[len(self._root) :] or "/"
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]  # the proxy packs
        inside = {**scope, "path": path, "root_path": self._root, "headers": plain, "raw_path": path.encode()}
        await self._app(inside, receive, _Rewriting(self._root.encode(), send).send)


class _Rewriting:
    """One response; a page or a script is held until it is whole."""

    def __init__(self, root: bytes, send: Send) -> None:
        self._root, self._send = root, send
        self._start: Message | None = None
        self._patterns: list[re.Pattern[bytes]] = []
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        """A message of the response."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("location", "").startswith("/"):
                headers["location"] = self._root.decode() + headers["location"]
            kind = Headers(scope=message).get("content-type", "").encode()
            saved = "attachment" in headers.get("content-disposition", "")
            self._patterns = [] if saved else [pattern for begins, pattern in _REWRITTEN if kind.startswith(begins)]
            if self._patterns:
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = bytes(self._body)
            for pattern in self._patterns:
                body = pattern.sub(lambda found: found[1] + self._root + b"/", body)
            headers = MutableHeaders(scope=self._start)
            if "content-length" in headers and body:
                headers["content-length"] = str(len(body))
            await self._send(self._start)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)
