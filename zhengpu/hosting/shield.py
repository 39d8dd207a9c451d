"""Around every route: bodies that are too large or too slow are refused, and headers keep document text from ever running."""

from __future__ import annotations

import asyncio

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zhengpu.hosting.problems import problem

__all__ = ["Shield"]


_SLOWEST = 30.0
"""Seconds in which the next piece of a body must come."""


class Shield:
    """ASGI middleware in its plain form: Starlette's convenient one costs more than a whole point query."""

    def __init__(self, app: ASGIApp, *, policy: str, largest_body: int) -> None:
        self._app, self._largest_body = app, largest_body
        self._too_large = f"一次请求最多{largest_body // 1024 // 1024}MB。"
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

        counted = 0

        async def received() -> Message:
            nonlocal counted
            if counted < 0:  # the whole body is here; what follows is the client going away, which may take as long as the answer does
                return await receive()
            try:
                async with asyncio.timeout(_SLOWEST):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, f"{_SLOWEST:g}秒里没有收到新的内容。", {"Connection": "close"}) from None
            if message["type"] == "http.request":
                counted += len(message.get("body", b""))
                if counted > self._largest_body:
                    raise HTTPException(413, self._too_large, {"Connection": "close"})
                if not message.get("more_body"):
                    counted = -1
            return message

        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if declared.isdigit() and int(declared) > self._largest_body:
            await problem(413, "too-large", "请求太大", self._too_large)(scope, receive, sent)
            return
        try:
            await self._app(scope, received, sent)
        except HTTPException as error:  # from above, where no route has turned it into an answer
            if started:
                raise
            code, title = ("too-slow", "请求发得太慢") if error.status_code == 408 else ("too-large", "请求太大")
            await problem(error.status_code, code, title, error.detail, headers=error.headers)(scope, receive, sent)
        except asyncio.CancelledError:  # the service ends and has waited long enough; the server counts on an answer
            if not started:
                await problem(503, "ending", "请求没有做完", "服务正在停止，请稍后再试。")(scope, receive, sent)
