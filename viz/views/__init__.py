"""The views, one a file. `VIEWS` is the visible list; `make` finds one by name and checks its parameters."""

from __future__ import annotations

from collections.abc import Mapping

from zhengpu.graph.errors import UsageError
from zhengpu.graph.store import Store
from zhengpu.viz.view import View, ViewKind
from zhengpu.viz.views import basis, compare, cooperation, matrix, surroundings, target_board, tree

__all__ = ["VIEWS", "chart", "make", "portable"]

VIEWS: tuple[ViewKind, ...] = (
    matrix.CHART,
    surroundings.CHART,
    cooperation.CHART,
    tree.CHART,
    target_board.CHART,
    basis.CHART,
    compare.CHART,
)


def chart(name: str) -> ViewKind:
    """The kind of view with this name. Raises `UsageError` if there is none.

    >>> chart("matrix").title
    '责任矩阵'
    """
    for one in VIEWS:
        if one.name == name:
            return one
    raise UsageError(f"没有名为“{name[:40]}”的视图", f"现有的是 {'、'.join(one.name for one in VIEWS)}", "请改写视图的名称")


def make(store: Store, name: str, parameters: Mapping[str, str] | None = None) -> View:
    """The view `name` of what stands in the store. Empty parameters count as not given. Raises `UsageError`, `InputError`."""
    kind = chart(name)
    given = {key: value for key, value in (parameters or {}).items() if value}
    known = {parameter.name for parameter in kind.parameters}
    for key in given:
        if key not in known:
            raise UsageError(f"视图 {name} 没有参数“{key[:40]}”", f"它的参数是 {'、'.join(sorted(known)) or '（无）'}", "请去掉或改写它")
    for parameter in kind.parameters:
        if parameter.required and parameter.name not in given:
            raise UsageError(f"视图 {name} 缺少参数 {parameter.name}", f"它说明{parameter.title}", f"请加上 {parameter.name}=…")
    return kind.view(store, **given)


def portable(store: Store, view: View) -> View:
    """The view for a page that stands alone: with what its steps need where no server can be asked."""
    ready = chart(view.name).portable
    return ready(store, view) if ready else view
