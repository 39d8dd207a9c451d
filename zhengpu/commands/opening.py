"""How commands come to a store: the store itself, or the service that holds it; and how they write what was asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from zhengpu.graph.errors import StoreBusy, UsageError, reason
from zhengpu.settings import settings

if TYPE_CHECKING:
    from zhengpu.remote_service import RemoteService
    from zhengpu.service import Zhengpu

__all__ = ["held", "opened", "output_file"]


def held(store: str | None) -> Zhengpu:
    """The store itself, for what a service does not do for others."""
    from zhengpu.service import open_zhengpu

    os.umask(0o077)  # the store's files are their owner's alone
    return open_zhengpu(store)


def opened(store: str | None) -> Zhengpu | RemoteService:
    """The store, or the service that holds it."""
    try:
        return held(store)
    except StoreBusy:
        from zhengpu.remote_service import running_service

        service = running_service(settings(store))
        if service is None:
            raise
        return service


@contextmanager
def output_file(path: Path) -> Iterator[None]:
    """A file that was asked for gets the permissions that the person's files have, not those of the store's."""
    there = path.exists()
    try:
        path.touch()
    except OSError as error:
        raise UsageError(f"写不了 {path}", reason(error), "请检查路径和权限") from error
    try:
        yield
    except BaseException:
        if not there:
            path.unlink(missing_ok=True)
        raise
