"""An HTTP server that ends when it is told to: soon where it can, by force where something holds it up."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Sequence
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

__all__ = ["run"]

_GRACE = 4
"""Seconds for requests under way; then they are cancelled."""

_PATIENCE = 7.0
"""Seconds after which a process whose threads do not come back (a question over a huge graph) is ended as it is."""


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


def run(app: ASGIApp, listener: socket.socket, tidy: Callable[[], None], proxies: Sequence[str] = ()) -> None:
    """Serve until a signal ends it. `tidy` is called (from a thread) before the process is ended by force.

    What `proxies` (addresses) say of whom they speak for is believed, and nobody else.
    """
    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
    )
    _Server(config, tidy).run(sockets=[listener])
