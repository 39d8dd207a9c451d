"""Where a child process finds the same programs as its parent."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["child_path"]


def child_path() -> str:
    """`PYTHONPATH` for a child: the folder that holds the package this process runs, then all its own places.

    >>> child_path().split(os.pathsep)[0] == str(Path(sys.modules["zhengpu"].__file__).resolve().parents[1])
    True
    """
    package = Path(str(sys.modules["zhengpu"].__file__)).resolve()
    return os.pathsep.join((str(package.parents[1]), *(path or os.getcwd() for path in sys.path)))
