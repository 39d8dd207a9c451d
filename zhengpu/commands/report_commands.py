"""The commands that report: compare, checkup, accuracy. Added to the command line by `cli.py`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from zhengpu.commands.opening import opened, output_file
from zhengpu.commands.store_option import StoreOption

__all__ = ["add_report_commands"]


def add_report_commands(app: typer.Typer) -> None:
    """Add them to the command line."""

    @app.command()
    def compare(
        a: Annotated[str, typer.Argument(help="一份文件：编号、文号或标题")],
        b: Annotated[str, typer.Argument(help="另一份文件")],
        output: Annotated[Path | None, typer.Option("-o", "--output", help="写到这个文件（.xlsx .csv .json .txt）；不写就打印")] = None,
        kind: Annotated[str, typer.Option("--kind", help="levels 上下级、years 年度、plain；不写由地方和年份定")] = "",
        as_json: Annotated[bool, typer.Option("--json", help="打印 JSON")] = False,
        store: StoreOption = None,
    ) -> None:
        """对照两份计划：县里的和所依据的，今年的和去年的；每一对都有两边的原文、分数和理由。"""
        form = "json" if as_json else _form(output)
        if output is None:
            with opened(store) as zp:
                sys.stdout.write(zp.compare_file(a, b, form, kind).decode() + "\n")
            return
        with output_file(output), opened(store) as zp:
            output.write_bytes(zp.compare_file(a, b, form, kind))
        typer.echo(f"已写入 {output}")

    @app.command()
    def checkup(
        plan: Annotated[str, typer.Argument(help="一份文件：编号、文号或标题")],
        output: Annotated[Path | None, typer.Option("-o", "--output", help="写到这个文件（.docx .xlsx .json .txt）；不写就打印")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="打印 JSON")] = False,
        store: StoreOption = None,
    ) -> None:
        """责任体检：没有牵头、期限、数字的任务，没有点名的，文字几乎相同的，前后不一致的；单位的任务多少；承诺强度。"""
        form = "json" if as_json else _form(output)
        if output is None:
            with opened(store) as zp:
                sys.stdout.write(zp.checkup_file(plan, form).decode() + "\n")
            return
        with output_file(output), opened(store) as zp:
            output.write_bytes(zp.checkup_file(plan, form))
        typer.echo(f"已写入 {output}")

    @app.command()
    def accuracy(as_json: Annotated[bool, typer.Option("--json", help="打印 JSON")] = False) -> None:
        """准不准：在哪些计划、哪些问题上量过，第一次的与调过的分开，还不行的有哪些。"""
        from zhengpu.commands.accuracy_report import accuracy_text, load_accuracy

        found = load_accuracy()
        typer.echo(json.dumps(dict(found.data), ensure_ascii=False, indent=1) if as_json else accuracy_text(found))


def _form(output: Path | None) -> str:
    suffix = output.suffix.lower().lstrip(".") if output else ""
    return "text" if suffix in ("", "txt") else suffix
