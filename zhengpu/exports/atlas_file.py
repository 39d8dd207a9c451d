"""The one-file atlas: text, tree, matrix, network, targets and a search box in one page that opens from disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from zhengpu.exports.export import Export, ExportScope

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["EXPORTS"]


def _atlas(zp: Zhengpu, path: Path, _: ExportScope) -> str:
    from zhengpu.viz.atlas import atlas

    page = atlas(zp.store)
    path.write_text(page, "utf-8")
    return f"{len(page.encode()) // 1024}KB"


EXPORTS: tuple[Export, ...] = (Export("atlas", "单文件图册", ".html", "text/html; charset=utf-8", _atlas),)
