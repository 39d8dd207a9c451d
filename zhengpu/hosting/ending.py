"""An HTTP server that ends when it is told to: soon where it can, by force where something holds it up."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Sequence
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["configured", "run"]

_GRACE = 4
"""Seconds for requests under way; then they are cancelled."""

_PATIENCE = 7.0
"""Seconds after which a process whose threads do not come back (a question over a huge graph) is ended as it is."""


_HEAD = 20.0
"""Seconds for the head of a request."""

_MOST = 512
"""Connections at the same time; more are told to come back."""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, tidy: Callable[[], None]) -> None:
        super().__init__(config)
        self._tidy = tidy

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal also sets the clock."""
        if not self.should_exit:
            timer = threading.Timer(_PATIENCE, self._insist)
            timer.daemon = True
            timer.start()
        super().handle_exit(sig, frame)

    def _insist(self) -> None:
        try:
            self._tidy()
        finally:
            os._exit(0)


class _Impatient(HttpToolsProtocol):
    """A connection whose client has so long for the head of each request; many that say nothing would keep others out."""

    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there."""
        super().connection_made(transport)
        self._hurry()

    def on_message_begin(self) -> None:
        """A head begins."""
        self._hurry()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head has come."""
        self._calm()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._calm()
        super().connection_lost(exc)

    def _hurry(self) -> None:
        self._calm()
        self._clock = self.loop.call_later(_HEAD, self._give_up)

    def _calm(self) -> None:
        if self._clock is not None:
            self._clock.cancel()

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


def configured(app: ASGIApp, proxies: Sequence[str] = ()) -> uvicorn.Config:
    """How the server is set up. What `proxies` (addresses) say of whom they speak for is believed, and nobody else."""
    return uvicorn.Config(
        app,
        http=_Impatient,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        limit_concurrency=_MOST,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
    )


def run(app: ASGIApp, listener: socket.socket, tidy: Callable[[], None], proxies: Sequence[str] = ()) -> None:
    """Serve until a signal ends it. `tidy` is called (from a thread) before the process is ended by force."""
    _Server(configured(app, proxies), tidy).run(sockets=[listener])
