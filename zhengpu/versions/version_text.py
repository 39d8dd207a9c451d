"""Versions on the command line: their list, a difference."""

from __future__ import annotations

from collections.abc import Sequence

from zhengpu.commands.terminal import table_text
from zhengpu.versions.shelf import ToldDifference, VersionListing

__all__ = ["difference_text", "versions_text"]


def versions_text(versions: Sequence[VersionListing]) -> str:
    """The versions of a document as a table, and what can be done with them."""
    rows = [
        (
            f"第{one.number}版" + (f"（恢复自第{one.restored}版）" if one.restored else ""),
            one.tasks,
            one.since or "",
            one.replaced or "现行",
            one.original or "",
            (one.file or one.digest)[:12],
        )
        for one in versions
    ]
    table = table_text(["版", "任务", "起算", "替换于", "原件", "摘要"], rows)
    hint = "看旧版用 --show，与现行的比较用 --compare，换回用 --restore，后面写第几版。"
    return f"{table}\n{hint if len(versions) > 1 else '没有被替换过。'}"


def difference_text(difference: ToldDifference) -> str:
    """A difference, its sentence first.

    >>> print(difference_text(ToldDifference("任务2→1项（少1项）", ("少掉的任务（1）：2. 办好庙会",))))
    任务2→1项（少1项）
      少掉的任务（1）：2. 办好庙会
    """
    return "\n".join((difference.summary, *(f"  {line}" for line in difference.lines)))
