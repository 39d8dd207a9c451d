"""What is wrong with a command, said in Chinese: the library's own sentences are English."""

from __future__ import annotations

import click
from click import exceptions

from zhengpu.graph.errors import UsageError

__all__ = ["misused"]

_FEW = 3


def misused(error: click.ClickException) -> UsageError:
    """The same trouble in our words.

    >>> misused(exceptions.NoSuchOption("--prt", possibilities=["--port"])).why
    '相近的有 --port'
    """
    context = getattr(error, "ctx", None)
    todo = f"请看 {context.command_path} --help" if context is not None else "请看 zhengpu --help"
    if isinstance(error, exceptions.NoSuchOption):
        if commands := _having(context, error.option_name):
            return UsageError(f"{error.option_name} 要写在命令后面", f"它是 {'、'.join(commands)} 等命令的选项", todo)
        return UsageError(f"没有 {error.option_name} 这个选项", _near(error), todo)
    if name := getattr(error, "command_name", None):
        return UsageError(f"没有 {name} 这个命令", _near(error), todo)
    if isinstance(error, exceptions.BadOptionUsage):
        return UsageError(f"选项 {error.option_name} 用得不对", "它后面要有一个值，或不该有值", todo)
    if isinstance(error, exceptions.MissingParameter):
        return UsageError(f"缺少 {_called(error)}", "", todo)
    if isinstance(error, exceptions.BadParameter):
        return UsageError(f"{_called(error)} 的值不对", _wanted(error), todo)
    return UsageError("命令用得不对", error.format_message(), todo)


def _having(context: click.Context | None, option: str) -> list[str]:
    """The first commands of a group that have an option which was written before the command (zhengpu --store x serve)."""
    group = context.command if context is not None else None
    if context is None or not isinstance(group, click.Group):
        return []
    commands = ((name, group.get_command(context, name)) for name in group.list_commands(context))
    return [name for name, command in commands if command and any(option in p.opts for p in command.params)][:_FEW]


def _near(error: click.ClickException) -> str:
    near = getattr(error, "possibilities", None) or ()
    return f"相近的有 {'、'.join(near)}" if near else ""


def _called(error: exceptions.BadParameter) -> str:
    """The option or argument by the name that is typed."""
    if error.param is None:
        return "参数"
    if isinstance(error.param, click.Option):
        return f"选项 {'/'.join(error.param.opts)}"
    return f"参数 {error.param.human_readable_name}"


def _wanted(error: exceptions.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.IntRange):
        least, most = kind.min, kind.max
        bounds = f"{least}到{most}" if None not in (least, most) else f"不小于{least}" if least is not None else f"不大于{most}"
        return f"它应当是{bounds}的整数"
    if isinstance(kind, click.types.IntParamType):
        return "它应当是整数"
    if isinstance(kind, click.DateTime):
        return "它应当是日期，如 2023-05-01"
    return error.message
