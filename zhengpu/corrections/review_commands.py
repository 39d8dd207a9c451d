"""`zhengpu review`: what had better be looked at, the most doubtful first."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from zhengpu.commands.store_option import StoreOption

__all__ = ["review"]


def review(
    document: Annotated[str, typer.Argument(help="只看这份文件的（编号或文号）")] = "",
    sort: Annotated[str, typer.Option("--sort", help="只看一种：quality confidence alike number diagnostic once")] = "",
    limit: Annotated[int, typer.Option("--limit", help="最多列出几条", min=1, max=5000)] = 30,
    confirm: Annotated[str, typer.Option("--confirm", help="看过，读得对：这一条（编号）不再列出")] = "",
    again: Annotated[str, typer.Option("--again", help="收回一次确认，重新列出")] = "",
    why: Annotated[str, typer.Option("--why", help="为什么")] = "",
    by: Annotated[str, typer.Option("--by", help="谁；不写就是登录的用户")] = "",
    confirmed: Annotated[bool, typer.Option("--confirmed", help="列出确认过的")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="打印 JSON")] = False,
    store: StoreOption = None,
) -> None:
    """要核对的：读得不好的文件、把握不大的事实、相近的单位、有疑问的编号和数字、只出现一次的名称，疑问大的在前。"""
    from zhengpu.commands.opening import opened
    from zhengpu.corrections.correction_commands import user_name
    from zhengpu.corrections.correction_tables import confirmed_text, review_text

    with opened(store) as zp:
        if confirm:
            item = zp.reviewing.confirm(confirm, by or user_name(), why)
            typer.echo(f"已确认：{item.name}：{item.about}")
        elif again:
            found = zp.reviewing.again(again)
            typer.echo(f"已收回：{found.about}")
        elif confirmed:
            done = zp.reviewing.confirmations()
            typer.echo(json.dumps([asdict(one) for one in done], ensure_ascii=False, indent=1) if as_json else confirmed_text(done))
        else:
            listed = zp.reviewing.queue(document=document, sort=sort, limit=limit)
            typer.echo(json.dumps(asdict(listed), ensure_ascii=False, indent=1) if as_json else review_text(listed))
