"""A folder for what is worked out again if it is lost: nobody else may put anything there, so what is found there may be trusted."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["private_folder"]


@contextmanager
def private_folder(environment: Mapping[str, str] | None = None) -> Iterator[Path]:
    """`zhengpu` in the user's folder for caches, if it is ours alone; else one that is gone after the block.

    >>> with private_folder({}) as folder:
    ...     folder.is_dir()
    True
    """
    kept = _kept(os.environ if environment is None else environment)
    if kept is not None:
        yield kept
        return
    folder = Path(tempfile.mkdtemp(prefix="zhengpu-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _kept(known: Mapping[str, str]) -> Path | None:
    if sys.platform == "win32":
        above = known.get("LOCALAPPDATA")
    else:
        above = known.get("XDG_CACHE_HOME") or (str(Path(known["HOME"]) / ".cache") if known.get("HOME") else None)
    if not above or not Path(above).is_absolute():
        return None
    folder = Path(above) / "zhengpu"
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        ours = not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
        if stat.S_ISDIR(found.st_mode) and ours and os.access(folder, os.W_OK):
            return folder
    return None
