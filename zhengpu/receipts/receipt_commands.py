"""`zhengpu receipt`: what an answer rested on, and whether it is the same today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from zhengpu.commands.store_option import StoreOption
from zhengpu.graph.errors import InputError, UsageError

__all__ = ["receipt"]


def receipt(
    key: Annotated[str, typer.Argument(metavar="ID", help="收据号：答复里的 id")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="写成一页文件：.docx 或 .json")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="打印 JSON")] = False,
    store: StoreOption = None,
) -> None:
    """看一次回答的收据，再答一次，说明与当时相同还是哪里变了（不同时退出码1）。"""
    from zhengpu.commands.opening import opened, output_file
    from zhengpu.receipts.receipt import receipt_body
    from zhengpu.receipts.receipt_docx import receipt_docx
    from zhengpu.receipts.receipt_words import again_body, receipt_text, rerun_text

    form = output.suffix.lower() if output is not None else ""
    if form not in ("", ".docx", ".json"):
        raise UsageError(f"写不了 {form} 文件", "收据可以写成 .docx 或 .json", "要 PDF 请在网页 /answers/收据号 里打印")
    with opened(store) as zp:
        found = zp.receipts.find(key)
        if found is None:
            raise InputError(f"没有收据“{key[:40]}”", "它不是这个图谱库发出的，或者太久以前，已经让位给新的", "再问一次就有新的收据")
        rerun = zp.receipts.again(found)
    body = json.dumps(receipt_body(found) | again_body(rerun), ensure_ascii=False, indent=1, default=str)
    if output is not None:
        with output_file(output):
            output.write_bytes(receipt_docx(found, rerun) if form == ".docx" else body.encode())
        typer.echo(f"已写入 {output}。{rerun.text()}")
    else:
        typer.echo(body if as_json else f"{receipt_text(found)}\n\n{rerun_text(rerun)}")
    if not rerun.same:
        raise typer.Exit(1)
