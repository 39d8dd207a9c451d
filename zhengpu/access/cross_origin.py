"""SPARQL for pages of other sites, where the office allows it: CORS on `/sparql` for the origins it named, without cookies."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["CrossOrigin"]

_ALLOWED = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, X-Api-Key",
    "Access-Control-Max-Age": "600",
}


class CrossOrigin:
    """ASGI middleware. A page of one of `origins` (`https://a.cn`; `*` is any) may ask `/sparql` with what key it has, never with a session."""

    def __init__(self, app: ASGIApp, *, origins: tuple[str, ...]) -> None:
        self._app, self._origins = app, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what a browser asks beforehand is answered here."""
        if scope["type"] != "http" or scope["path"] != "/sparql":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        allowed = {"Vary": "Origin"}
        if origin and (origin in self._origins or "*" in self._origins):
            allowed["Access-Control-Allow-Origin"] = origin
            if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
                await Response(status_code=204, headers=allowed | _ALLOWED)(scope, receive, send)
                return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = MutableHeaders(scope=message)
                said.add_vary_header("Origin")
                if len(allowed) > 1:
                    said["Access-Control-Allow-Origin"] = origin
            await send(message)

        await self._app(scope, receive, sent)
