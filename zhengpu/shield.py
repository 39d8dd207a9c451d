"""Around every route: oversized bodies refused by their declared length, and headers that keep document text from ever running."""

from __future__ import annotations

import asyncio

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zhengpu.problems import problem

__all__ = ["Shield"]


class Shield:
    """ASGI middleware in its plain form: Starlette's convenient one costs more than a whole point query."""

    def __init__(self, app: ASGIApp, *, policy: str, largest_body: int) -> None:
        self._app, self._largest_body = app, largest_body
        self._headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
        self._headers["Cache-Control"] = "no-cache"  # what was shown may be shown again, once asked whether it still stands

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        started = False

        async def sent(message: Message) -> None:
            nonlocal started
            started = True
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if declared.isdigit() and int(declared) > self._largest_body:
            largest = self._largest_body // 1024 // 1024
            await problem(413, "too-large", "请求太大", f"一次请求最多{largest}MB。")(scope, receive, sent)
            return
        try:
            await self._app(scope, receive, sent)
        except asyncio.CancelledError:  # the service ends and has waited long enough; the server counts on an answer
            if not started:
                await problem(503, "ending", "请求没有做完", "服务正在停止，请稍后再试。")(scope, receive, sent)
