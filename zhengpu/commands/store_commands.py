"""The commands that keep a store: list, forget, import, backup, restore, verify, merges, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhengpu.commands.opening import held, opened
from zhengpu.commands.store_option import StoreOption
from zhengpu.settings import settings

__all__ = ["backup", "doctor", "forget", "import_", "list_", "merges", "restore", "verify"]


def import_(file: Annotated[Path, typer.Argument(help="N-Quads、TriG 或 Turtle 文件")], store: StoreOption = None) -> None:
    """把导出的 RDF 读回图谱。"""
    from zhengpu.exports.rdf import load

    with held(store) as zp:
        typer.echo(f"读入{load(zp, file)}条陈述。")


def list_(store: StoreOption = None) -> None:
    """列出图谱里的文件。"""
    from zhengpu.commands.terminal import documents_text

    with opened(store) as zp:
        typer.echo(documents_text(zp.documents()))


def forget(document: Annotated[str, typer.Argument(help="文件编号（见 zhengpu list）或文号")], store: StoreOption = None) -> None:
    """从图谱移除一份文件，连同它的各版和原件。"""
    with opened(store) as zp:
        if not zp.forget(document):
            typer.echo(f"没有移除：图谱里没有“{document}”。请用 zhengpu list 查看编号。", err=True)
            raise typer.Exit(1)
    typer.echo("已移除。")


def backup(file: Annotated[Path, typer.Argument(help="写到这个文件（.zip）")], store: StoreOption = None) -> None:
    """备份整个图谱和文件原件；服务运行时也可以。"""
    from zhengpu.keeping.backup import write

    typer.echo(f"已写入 {file}：{write(settings(store), file).text()}")


def restore(file: Annotated[Path, typer.Argument(help="备份文件")], store: StoreOption = None) -> None:
    """从备份恢复到一个空的图谱库。"""
    from zhengpu.keeping.backup import restore as run

    with held(store) as zp:
        typer.echo(f"已恢复：{run(zp.store, file).text()}")


def verify(file: Annotated[Path | None, typer.Argument(help="备份文件；不写就检查图谱库")] = None, store: StoreOption = None) -> None:
    """核对备份或图谱库：逐块读一遍，说明哪里损坏；份数、陈述数、规范摘要；给出备份时也与图谱库比较。"""
    from zhengpu.keeping.backup import verify as run

    same, lines = run(settings(store), file)
    typer.echo("\n".join(lines))
    if not same:
        raise typer.Exit(1)


def merges(store: StoreOption = None) -> None:
    """列出被认作同一个的名称：还原成什么、各写作什么、在几份文件里。"""
    from zhengpu.commands.merges import merges_text

    with held(store) as zp:
        typer.echo(merges_text(zp.store))


def doctor(store: StoreOption = None) -> None:
    """检查安装：依赖、字体、图谱库、可选的帮手程序。"""
    from zhengpu.commands.examination import examine

    healthy = True
    for finding in examine(settings(store)):
        healthy &= finding.fine or finding.optional
        typer.echo(f"{'✓' if finding.fine else ('○' if finding.optional else '✗')} {finding.text}")
    if not healthy:
        raise typer.Exit(3)
