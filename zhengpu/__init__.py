"""Floor 2: everything assembled: Python facade, command line, HTTP service, web page.

    import zhengpu

    with zhengpu.open("我的图谱") as zp:
        zp.ask("县文旅局牵头哪些任务").answer

Both names are loaded when first used: a command that needs neither pays for neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu
    from zhengpu.service import open_zhengpu as open  # noqa: A004 - `zhengpu.open`, as with `gzip.open`

__all__ = ["Zhengpu", "open"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from zhengpu import service

    return service.open_zhengpu if name == "open" else service.Zhengpu
