"""Floor 2: everything assembled: Python facade, command line, HTTP service, web page.

    import zhengpu

    with zhengpu.open("我的图谱") as zp:
        zp.ask("县文旅局牵头哪些任务").answer

Both names are loaded when first used: a command that needs neither pays for neither.

This is the one name that users import: the floors below are `zhengpu.graph`, `zhengpu.ingest`, `zhengpu.query` and `zhengpu.viz`. In a
checkout their folders stand beside this one; in an installation they are inside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu
    from zhengpu.service import open_zhengpu as open  # noqa: A004 - `zhengpu.open`, as with `gzip.open`

__all__ = ["Zhengpu", "__version__", "open"]

__version__ = "0.2.0"

if not (Path(__file__).parent / "graph").is_dir():  # a checkout
    __path__.append(str(Path(__file__).resolve().parent.parent))


def __getattr__(name: str) -> Any:
    if name not in ("Zhengpu", "open"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from zhengpu import service

    return service.open_zhengpu if name == "open" else service.Zhengpu
