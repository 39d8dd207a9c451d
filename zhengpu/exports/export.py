"""What an export is: a name, a Chinese title, a file suffix, and how it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhengpu.service import Zhengpu

__all__ = ["Export"]


@dataclass(frozen=True, slots=True)
class Export:
    """`write(zp, path)` puts the file there and returns in Chinese how much it holds."""

    name: str
    title: str
    suffix: str
    media_type: str
    write: Callable[[Zhengpu, Path], str]
