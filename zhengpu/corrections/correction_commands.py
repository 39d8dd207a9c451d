"""`zhengpu correct`: what the reader got wrong, said once and for all; `zhengpu corrections`: what was said, taken back, exported."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from zhengpu.commands.store_option import StoreOption

__all__ = ["correct", "corrections", "learn", "user_name"]


def correct(
    document: Annotated[str, typer.Argument(help="文件编号（见 zhengpu list）或文号")],
    kind: Annotated[str, typer.Argument(help="更正的种类，如 换角色（见 zhengpu corrections --kinds）")],
    words: Annotated[str, typer.Option("--words", help="在哪里：那里的原文，照抄几个字")] = "",
    unit: Annotated[str, typer.Option("--unit", help="单位，照原文写")] = "",
    to: Annotated[str, typer.Option("--to", help="应当是什么：角色、日期、单位名称")] = "",
    number: Annotated[str, typer.Option("--number", help="第几条；漏了的任务的编号")] = "",
    title: Annotated[str, typer.Option("--title", help="漏了的任务的标题，照原文写")] = "",
    term: Annotated[str, typer.Option("--term", help="只说哪一种事实，如 zp:deadline、zp:hasTarget、zp:Task")] = "",
    why: Annotated[str, typer.Option("--why", help="为什么")] = "",
    by: Annotated[str, typer.Option("--by", help="谁更正的；不写就是登录的用户")] = "",
    everywhere: Annotated[bool | None, typer.Option("--everywhere/--here", help="按名称认的更正：别的文件里也算，还是只在这份里")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="打印 JSON")] = False,
    store: StoreOption = None,
) -> None:
    """更正读错的：不是单位、换角色、换日期、是一个单位、不是一个单位、漏了任务、读错了。再读多少遍都算数，可以逐条撤销。"""
    from zhengpu.commands.opening import opened
    from zhengpu.corrections.correction_request import CorrectionRequest

    wanted = CorrectionRequest(document, kind, words, unit=unit, to=to, number=number, title=title, term=term, everywhere=everywhere)
    with opened(store) as zp:
        one = zp.corrections.correct(replace(wanted, why=why, by=by or user_name()))
    typer.echo(json.dumps(asdict(one), ensure_ascii=False, indent=1) if as_json else f"{one.id}  {one.text}。{one.state_text}。")


def corrections(
    document: Annotated[str, typer.Argument(help="文件编号或文号；不写就列出全部更正")] = "",
    undo: Annotated[str, typer.Option("--undo", help="撤销哪一条（编号）")] = "",
    why: Annotated[str, typer.Option("--why", help="为什么撤销")] = "",
    by: Annotated[str, typer.Option("--by", help="谁撤销的；不写就是登录的用户")] = "",
    export: Annotated[Path | None, typer.Option("--export", help="把有效的更正写成测试用例（每行一个 JSON）")] = None,
    kinds: Annotated[bool, typer.Option("--kinds", help="列出更正的种类")] = False,
    facts: Annotated[bool, typer.Option("--facts", help="列出这份文件读到的事实（可以更正的）")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="打印 JSON")] = False,
    store: StoreOption = None,
) -> None:
    """列出更正：谁、何时、为什么、现在用上没有；撤销一条；导出成测试用例。"""
    from zhengpu.commands.opening import opened, output_file
    from zhengpu.corrections.correction_tables import corrections_text, facts_text, kinds_text

    if kinds:
        typer.echo(kinds_text())
        return
    with opened(store) as zp:
        if export is not None:
            with output_file(export):
                lines = list(zp.corrections.cases())
                export.write_text("".join(lines), "utf-8")
            typer.echo(f"已写入 {export}：{len(lines)}个用例")
        elif undo:
            one = zp.corrections.undo(undo, by or user_name(), why)
            typer.echo(json.dumps(asdict(one), ensure_ascii=False, indent=1) if as_json else f"{one.id}  {one.text}。{one.state_text}。")
        elif facts:
            found = zp.corrections.facts(document)
            typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1) if as_json else facts_text(found))
        else:
            listed = zp.corrections.listed(document)
            typer.echo(json.dumps([asdict(one) for one in listed], ensure_ascii=False, indent=1) if as_json else corrections_text(listed))


def learn(as_json: Annotated[bool, typer.Option("--json", help="打印 JSON")] = False, store: StoreOption = None) -> None:
    """更正可以教给规则的：写进哪个定义文件、写什么，写了以后别的文件会怎样变；只给看，什么也不改。"""
    from zhengpu.commands.opening import opened
    from zhengpu.corrections.correction_tables import learned_text

    with opened(store) as zp:
        found = zp.corrections.learned()
    typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1) if as_json else learned_text(found))


def user_name() -> str:
    """Who is logged in; empty where nobody can tell."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
