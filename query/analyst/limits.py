"""What one analyst's query may use, and what this machine can hold it to."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

__all__ = ["QueryLimits", "missing_limits"]


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """Every cap in one place; the service description and the headers name them.

    >>> QueryLimits(seconds=5).max_rows
    100000
    """

    seconds: float = 30.0
    max_rows: int = 100_000
    max_bytes: int = 32 * 1024 * 1024
    memory: int = 2 * 1024 * 1024 * 1024
    counting_seconds: float = 0.5
    """How long a capped result may be counted on, for its true total."""
    workers: int = max(4, os.cpu_count() or 4)
    """More than processors: a heavy query keeps one busy, short ones go past it."""
    per_client: int = 32
    """Queries of one client under way or waiting; one more gets 429."""
    waiting: int = 256
    """Queries of all clients under way or waiting; one more gets 503."""
    cached_bytes: int = 32 * 1024 * 1024

    @property
    def at_once(self) -> int:
        """Workers one client may hold at the same time: never all of them."""
        return max(1, self.workers - 1)


def missing_limits(platform: str = sys.platform) -> tuple[str, ...]:
    """What this system cannot enforce, each a Chinese sentence for the start message.

    >>> missing_limits("linux")
    ()
    """
    missing = []
    if platform != "linux":
        missing.append("这个系统不能禁止查询进程联网（SERVICE 和 LOAD 仍在执行前拒绝）")
    if platform == "win32":
        missing.append("这个系统不能限制查询进程的内存和 CPU 时间（超时仍会终止进程）")
    elif platform == "darwin":
        missing.append("这个系统不能可靠地限制查询进程的内存（CPU 时间和超时仍有限制）")
    return tuple(missing)
