"""`zhengpu keys`: keys for programs, and people who log in."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from zhengpu.commands.store_option import StoreOption
from zhengpu.graph.errors import InputError, UsageError
from zhengpu.settings import settings

if TYPE_CHECKING:
    from zhengpu.access.keys import KeyFile

__all__ = ["keys"]


def keys(
    action: Annotated[str, typer.Argument(help="list 列出，add 发放，remove 收回，password 换密码")] = "list",
    name: Annotated[str, typer.Argument(help="密钥的名称：给谁用")] = "",
    scope: Annotated[list[str] | None, typer.Option("--scope", help="可以做什么：read、ask、write、admin，可以多个")] = None,
    login: Annotated[bool, typer.Option("--login", help="不发密钥，设密码：这个人在网页 /login 登录")] = False,
    store: StoreOption = None,
) -> None:
    """管理服务的密钥和可以登录的人；改动立即生效，不用重启。"""
    from zhengpu.access.keys import KeyFile

    kept = KeyFile(settings(store).key_path)
    if action == "add" and login:
        kept.add_person(name, scope or (), date.today().isoformat(), _password())
        typer.echo(f"已加上“{name}”，可以在 /login 登录。")
    elif action == "add":
        typer.echo(kept.add(name, scope or (), date.today().isoformat()))
        typer.echo("请现在记下这个密钥，它不会再显示。", err=True)
    elif action == "remove":
        if not kept.remove(name):
            raise InputError(f"没有收回密钥“{name}”", "没有这个名称", "请用 zhengpu keys 查看")
        typer.echo("已收回。")
    elif action == "password":
        if not kept.change_password(name, _password()):
            raise InputError(f"没有换“{name}”的密码", "没有这个可以登录的人", "请用 zhengpu keys 查看")
        typer.echo("已换密码；用旧密码登录的已经退出。")
    elif action == "list":
        typer.echo(_listed(kept))
    else:
        raise UsageError(f"不认识 keys {action}", "只有 list、add、remove、password", "例如 zhengpu keys add 门户 --scope read --scope ask")


def _listed(kept: KeyFile) -> str:
    from zhengpu.access.keys import SCOPES
    from zhengpu.commands.terminal import table_text

    rows = [(key.name, "登录" if key.password else "密钥", "、".join(key.scopes), key.made) for key in kept.ring.keys]
    if not rows:
        return f"还没有密钥。权限有：{'；'.join(f'{k} {v}' for k, v in SCOPES.items())}。"
    return table_text(["名称", "凭", "权限", "发放"], rows)


def _password() -> str:
    """Typed twice, unseen; or the first line of what comes in."""
    if sys.stdin.isatty():
        typed: str = typer.prompt("密码", hide_input=True, confirmation_prompt="再输一遍")
        return typed
    return sys.stdin.readline().rstrip("\r\n")
