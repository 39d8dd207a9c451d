"""Running the HTTP service, with its address left in the store's folder for other commands."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from zhengpu.graph.errors import EnvironmentTrouble, reason
from zhengpu.service import Zhengpu

__all__ = ["bound", "serve"]


def bound(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `EnvironmentTrouble` if the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol by number: asyncio turns Nagle's delay off only for sockets that say they are TCP (40 ms an answer)
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise EnvironmentTrouble(f"不能在 {host}:{port} 启动服务", reason(error), "请换一个 --port 或 --host") from error
    return listener


def serve(zp: Zhengpu, host: str, port: int, *, allow_update: bool = False) -> None:
    """Serve until interrupted."""
    import uvicorn

    from zhengpu.http import create_app
    from zhengpu.query.analyst.limits import missing_limits

    listener = bound(host, port)
    zp.aside = True
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{listener.getsockname()[1]}/"
    with _announced(zp, url):
        sys.stderr.write(f"政谱服务已启动：{url}（按 Ctrl-C 结束）\n")
        for missing in missing_limits():
            sys.stderr.write(f"注意：{missing}。\n")
        config = uvicorn.Config(create_app(zp, allow_update=allow_update), log_level="warning", server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _announced(zp: Zhengpu, url: str) -> Iterator[None]:
    if zp.settings.remote:
        yield
        return
    note = Path(zp.settings.store) / "service.json"
    note.write_text(json.dumps({"url": url}), "utf-8")
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink()
