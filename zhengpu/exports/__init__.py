"""The exports, one format a file. `EXPORTS` is the visible list; `find_export` finds one by name."""

from __future__ import annotations

from zhengpu.exports import atlas_file, calendar_file, jsonld, ledger, network_file, rdf, sheets, tables, weekly
from zhengpu.exports.export import Export
from zhengpu.graph.errors import UsageError

__all__ = ["EXPORTS", "find_export"]

EXPORTS: tuple[Export, ...] = (
    *rdf.EXPORTS,
    *jsonld.EXPORTS,
    *network_file.EXPORTS,
    *tables.EXPORTS,
    *ledger.EXPORTS,
    *sheets.EXPORTS,
    *weekly.EXPORTS,
    *calendar_file.EXPORTS,
    *atlas_file.EXPORTS,
)


def find_export(name: str) -> Export:
    """The export with this name. Raises `UsageError` if there is none.

    >>> find_export("turtle").suffix
    '.ttl'
    """
    for one in EXPORTS:
        if one.name == name:
            return one
    raise UsageError(f"没有名为“{name[:40]}”的导出格式", f"现有的是 {'、'.join(e.name for e in EXPORTS)}", "请改用其中之一")
