"""Analysts' queries on a store that is a server: the same caps and formats, the server's own engine and its time limit here."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from zhengpu.graph.server_store import ServerStore
from zhengpu.graph.store import Store
from zhengpu.query.analyst.evaluation import Evaluated, Order, Run, evaluate
from zhengpu.query.analyst.workers import Overstayed

__all__ = ["evaluate_remotely"]


async def evaluate_remotely(store: Store, order: Order, seconds: float) -> Evaluated:
    """Evaluate on the server. Raises `BadQuery`, `Overstayed`, `StoreBroken`."""
    if not isinstance(store, ServerStore):
        raise TypeError(f"{type(store).__name__} is no store on a server")
    # Nothing is counted beyond the cap, the server would send all of it; one row is asked for beyond it, and one is the server's own.
    capped = replace(order, counting_seconds=0, max_rows=min(order.max_rows, store.server.make.most_rows - 2))
    work = asyncio.to_thread(evaluate, _running(store, order, time.monotonic() + seconds), capped)
    try:
        return await asyncio.wait_for(work, seconds)
    except TimeoutError as error:
        raise Overstayed("查询超过了时间限制", "服务器没有按时回答", "请加上条件或 LIMIT 后再试") from error


def _running(store: ServerStore, order: Order, until: float) -> Run:
    return lambda text: store.server.run(
        text,
        seconds=max(0.1, until - time.monotonic()),
        base=order.base,
        default=order.default_graphs,
        named=order.named_graphs,
    )
