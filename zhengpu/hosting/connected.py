"""Work for a client that may go away: then the work is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

__all__ = ["while_connected"]

_WATCH_AFTER = 0.05
_Result = TypeVar("_Result")


async def while_connected(receive: Receive, work: Awaitable[_Result]) -> _Result:
    """The result of the work, which is cancelled when the client goes away."""
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait((task,), timeout=_WATCH_AFTER)
        if done:
            return task.result()
        watch = asyncio.ensure_future(_gone(receive))
        await asyncio.wait((task, watch), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            return task.result()
        raise ClientDisconnect
    finally:
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
