"""Running the HTTP service, with its address left in the store's folder for other commands."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from zhengpu.access.audit import AuditLog
from zhengpu.access.hosts import is_loopback
from zhengpu.graph.errors import EnvironmentTrouble, MissingHelper, UsageError, reason
from zhengpu.graph.store import EmbeddedStore
from zhengpu.hosting.readying import Readying
from zhengpu.hosting.under_root import root_of
from zhengpu.remote_service import NOTE, ServiceNote
from zhengpu.service import Zhengpu

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["bound", "need_mcp", "serve"]

_BACKLOG = 2048
_CLOSING = 1.5
"""Seconds for closing the store in a process that did not end in time."""


def bound(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `EnvironmentTrouble` if the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol by number: asyncio turns Nagle's delay off only for sockets that say they are TCP (40 ms an answer)
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)  # whoever reads the address may connect at once, and waits
    except OSError as error:
        listener.close()
        raise EnvironmentTrouble(f"不能在 {host}:{port} 启动服务", reason(error), "请换一个 --port 或 --host") from error
    return listener


def serve(zp: Zhengpu) -> None:
    """Serve as the settings say, until told to end (Ctrl-C, SIGTERM): at once, or after some seconds for what is under way, never more than ten.

    Other machines are let in only where there are keys, or `without_keys` says that none are wanted.
    """
    from zhengpu.hosting.ending import run
    from zhengpu.http import create_app
    from zhengpu.query.analyst.limits import missing_limits

    chosen = zp.settings
    host = chosen.host
    if not (chosen.without_keys or is_loopback(host) or zp.keys.ring.keys):
        raise UsageError(
            f"没有在 {host} 启动服务",
            "别的机器连得上这个地址，而一个密钥也没有：谁都可以读、可以改",
            "请先用 zhengpu keys add 发放密钥，或设置 ZHENGPU_ADMIN_KEY；确实要对所有人开放，请加 --without-keys",
        )
    if chosen.mcp:
        need_mcp()
    os.umask(0o077)  # whatever this process writes from now on is its owner's alone
    listener = bound(host, chosen.port)
    zp.aside = True
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{listener.getsockname()[1]}{root_of(chosen.root_path)}/"
    here = url.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]")
    with _ended_by_signals(), _announced(zp, here):
        sys.stderr.write(f"政谱服务已启动：{url}（按 Ctrl-C 结束）\n")
        for missing in missing_limits():
            sys.stderr.write(f"注意：{missing}。\n")
        answers = (*chosen.hosts, *(() if is_loopback(host) else (host, socket.gethostname())))
        audit = AuditLog(chosen.audit_folder) if chosen.audit_folder else None
        app = create_app(zp, allow_update=chosen.allow_update, names=answers, audit=audit, mcp=chosen.mcp)
        with _ready_before_asked(zp, app):
            run(app, listener, lambda: _left_clean(zp), chosen.proxies)


@contextmanager
def _ready_before_asked(zp: Zhengpu, app: FastAPI) -> Iterator[None]:
    """The first page and the parts that answer questions are made ready beside the service, at the start and after changes."""
    ready = Readying(app.state.beforehand)
    zp.changes.told.append(ready.changed)
    ready.start()
    try:
        yield
    finally:
        ready.stop()


def need_mcp() -> None:
    """Raises `MissingHelper` where the Model Context Protocol's package is not installed."""
    if find_spec("mcp") is None:
        raise MissingHelper("没有启动 MCP", "没有安装 mcp", "请安装 zhengpu[mcp]")


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """A signal to end leaves the block like any other end of it, so that everything is tidied up on the way out."""

    def ended(number: int, _: object) -> None:
        raise SystemExit(0)

    before = {number: signal.signal(number, ended) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except SystemExit as ending:
        if ending.code:
            raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _left_clean(zp: Zhengpu) -> None:
    """What has to go before a process ends that will not end by itself: children, the note, files beside the store."""
    if not isinstance(zp.store, EmbeddedStore) or zp.store.path is None:
        return
    folder = zp.store.path
    (folder / NOTE).unlink(missing_ok=True)
    zp.store.index.stop()
    closing = threading.Thread(target=zp.close, daemon=True)
    closing.start()
    closing.join(_CLOSING)
    for left in folder.glob("snapshot-*"):
        shutil.rmtree(left, ignore_errors=True)
    (folder / "index.sqlite.part").unlink(missing_ok=True)


@contextmanager
def _announced(zp: Zhengpu, url: str) -> Iterator[None]:
    if zp.settings.remote:
        yield
        return
    note = Path(zp.settings.store) / NOTE
    note.unlink(missing_ok=True)  # of a service that was killed; its permissions are not to be kept
    note.write_text(ServiceNote(url, zp.keys.own()).text(), "utf-8")
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink()
