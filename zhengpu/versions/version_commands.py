"""`zhengpu versions`: what a document said before, compared and put back."""

from __future__ import annotations

from typing import Annotated

import typer

from zhengpu.commands.store_option import StoreOption
from zhengpu.graph.errors import UsageError

__all__ = ["versions"]


def versions(
    document: Annotated[str, typer.Argument(help="文件编号（见 zhengpu list）或文号")],
    show: Annotated[int | None, typer.Option("--show", help="打印第几版的全文", min=1)] = None,
    compare: Annotated[int | None, typer.Option("--compare", help="第几版与现行的比较：任务、职责、目标多、少、改了什么", min=1)] = None,
    with_: Annotated[int | None, typer.Option("--with", help="不与现行的比，与第几版比", min=1)] = None,
    restore: Annotated[int | None, typer.Option("--restore", help="换回第几版（现行的也留作一版）", min=1)] = None,
    store: StoreOption = None,
) -> None:
    """一份文件的各版：列出、看全文、比较、换回。替换和换回都不丢任何一版。"""
    from zhengpu.commands.opening import opened
    from zhengpu.versions.version_text import difference_text, versions_text

    if sum(one is not None for one in (show, compare, restore)) > 1:
        raise UsageError("一次只做一件事", "--show、--compare、--restore 只能写一个", "请分开运行")
    with opened(store) as zp:
        if show is not None:
            typer.echo(zp.versions.text(document, show))
        elif compare is not None:
            typer.echo(difference_text(zp.versions.told_difference(document, compare, with_ or 0)))
        elif restore is not None:
            typer.echo(zp.versions.told_restoration(document, restore))
        else:
            typer.echo(versions_text(zp.versions.listed(document)))
