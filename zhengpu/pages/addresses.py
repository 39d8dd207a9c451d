"""Addresses of lists: every state of a list is a link, and what is empty does not stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

__all__ = ["Word", "address"]

Word = Annotated[str, Query(max_length=200)]
"""A condition that somebody wrote."""


def address(path: str, given: Mapping[str, object]) -> str:
    """A path with what is given behind it; what is empty, None or 0 is left out.

    >>> address("/progress", {"light": "红", "unit": "", "offset": 0}), address("/progress", {})
    ('/progress?light=%E7%BA%A2', '/progress')
    """
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{path}?{query}" if query else path
