"""Dates of heads and feet as ISO writes them."""

from __future__ import annotations

import re
from datetime import date

from zhengpu.ingest.outline.ordinals import ordinal_value

__all__ = ["iso_date"]


def iso_date(match: re.Match[str]) -> str | None:
    """The ISO date of a match of `HeadWords.date`, in digits or in Chinese numerals; None for a day that cannot be."""
    if match["y"]:
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    else:
        year = int("".join(str(ordinal_value(c)) for c in match["hy"]))
        month = 1 if match["hm"] == "元" else ordinal_value(match["hm"])
        day = ordinal_value(match["hd"])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
