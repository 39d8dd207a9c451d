"""The files a page needs: our style sheet and scripts, and vis-network out of the pyvis package."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from zhengpu.graph.errors import MissingHelper
from zhengpu.viz.style import Style, css

__all__ = ["ASSETS", "EVERY_VIEW", "Asset", "asset"]

_HERE = Path(__file__).parent / "assets"
_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"

ASSETS = (
    "view.css",
    "theme.js",
    "kept.js",
    "complete.js",
    "parts.js",
    "saving.js",
    "matrix.js",
    "view.js",
    "framing.js",
    "columns.js",
    "network.js",
    "routes.js",
    "atlas.js",
    "vis-network.min.js",
)
"""Every file a served page may ask for under `/static/`."""

EVERY_VIEW = ("parts.js", "saving.js", "matrix.js", "view.js", "framing.js")
"""The scripts of every page with a view, in their order."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file by the name it is served under."""

    name: str
    media_type: str
    text: str

    @property
    def integrity(self) -> str:
        """Its hash as a content security policy writes it."""
        return "sha256-" + base64.b64encode(hashlib.sha256(self.text.encode()).digest()).decode()

    @property
    def version(self) -> str:
        """A short name of its content, for addresses that may be cached for ever."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def asset(name: str, style: Style) -> Asset:
    """One of `ASSETS`. The style sheet carries the colours of `style`. Raises `KeyError` for any other name."""
    if name not in ASSETS:
        raise KeyError(name)
    if name == "view.css":
        return Asset(name, "text/css; charset=utf-8", (_HERE / name).read_text("utf-8") + css(style))
    text = _vis_network() if name == "vis-network.min.js" else (_HERE / name).read_text("utf-8")
    # Nothing in a script may end the element it stands in.
    return Asset(name, "text/javascript; charset=utf-8", text.replace("</script", "<\\/script").replace("<!--", "<\\!--"))


def _vis_network() -> str:
    """vis-network as pyvis carries it, found without importing pyvis (which starts IPython)."""
    spec = find_spec("pyvis")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder) / _VIS
        if file.is_file():
            return file.read_text("utf-8")
    raise MissingHelper("画网络图需要 pyvis 自带的 vis-network", "没有找到它的文件", "请重新安装 pyvis 0.3.2")
