"""A page as a picture, and how large one may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["PageImage", "png", "scale_for"]

WIDEST, HIGHEST = 1240, 2480
"""Pixels: enough to read by, little enough to send."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """The bytes of a picture and what they are."""

    media_type: str
    data: bytes


def scale_for(width: float, height: float) -> float:
    """By how much to enlarge a page of such a size.

    >>> scale_for(620, 800), scale_for(100, 24800)
    (2.0, 0.1)
    """
    return min(WIDEST / max(width, 1.0), HIGHEST / max(height, 1.0))


def png(picture: Any) -> PageImage:
    """A picture of PIL in few bytes: pages are mostly ink on white."""
    from io import BytesIO

    file = BytesIO()
    picture.convert("P", palette=1, colors=64).save(file, "PNG", optimize=True)
    return PageImage("image/png", file.getvalue())
