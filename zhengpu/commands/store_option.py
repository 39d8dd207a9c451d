"""The option of every command that works on a store."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["StoreOption"]

StoreOption = Annotated[
    str | None, typer.Option("--store", help="图谱库：文件夹或 SPARQL 1.1 服务地址（默认 ZHENGPU_STORE 或 ./zhengpu-store）")
]
"""A folder or a SPARQL 1.1 server."""
