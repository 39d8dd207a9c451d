"""The files of the pages: style sheets and scripts under `/static/`, each address naming its content so that it may be kept."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from zhengpu.graph.ontology import load_ontology
from zhengpu.hosting.problems import problem
from zhengpu.viz.asset import ASSETS, Asset, asset
from zhengpu.viz.style import style_of

__all__ = ["file_response", "is_bundled", "site_file", "static_link"]

_OWN = Path(__file__).parent.parent / "web" / "static"
_BUILT = _OWN / "built"  # by hatch_build.py; it may be missing
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=64)
def site_file(name: str) -> Asset | None:
    """A file of the pages or of the pictures by its name.

    >>> site_file("site.css").media_type
    'text/css; charset=utf-8'
    """
    own = {file.name: file for folder in (_BUILT, _OWN) if folder.is_dir() for file in folder.iterdir() if file.suffix in _TYPES}
    if name in own:
        return Asset(name, _TYPES[own[name].suffix], own[name].read_text("utf-8"))
    return asset(name, style_of(load_ontology())) if name in ASSETS else None


def is_bundled() -> bool:
    """Whether `hatch_build.py` made the SPARQL editor's script and style sheet."""
    return all(site_file(name) for name in ("editor.js", "editor.css"))


def static_link(name: str) -> str:
    """The address of a file; it changes with the content."""
    found = site_file(name)
    return f"/static/{name}?{found.version}" if found else f"/static/{name}"


def file_response(name: str, request: Request) -> Response:
    """A file as asked for: compressed if the reader takes that, kept for ever if the address names the content."""
    found = site_file(name)
    if found is None:
        return problem(404, "no-such-file", "没有这个文件", name[:80])
    kept = request.url.query == found.version
    headers = {"Cache-Control": _FOR_EVER if kept else "no-cache", "ETag": f'"{found.version}"', "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(_compressed(name), media_type=found.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.text.encode(), media_type=found.media_type, headers=headers)


@lru_cache(maxsize=64)
def _compressed(name: str) -> bytes:
    found = site_file(name)
    return gzip.compress(found.text.encode(), mtime=0) if found else b""
