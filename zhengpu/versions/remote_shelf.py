"""The verbs of `VersionShelf` through a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from pydantic import TypeAdapter

from zhengpu.versions.shelf import ToldDifference, VersionListing

__all__ = ["RemoteShelf"]


class RemoteShelf:
    """`asked` sends a request and gives its reply, or raises what the service says."""

    def __init__(self, asked: Callable[..., Any]) -> None:
        self._asked = asked

    def listed(self, key: str) -> tuple[VersionListing, ...]:
        """See `VersionShelf.listed`."""
        body = self._asked("GET", _path(key)).json()["versions"]
        found: tuple[VersionListing, ...] = TypeAdapter(tuple[VersionListing, ...]).validate_python(body)
        return found

    def text(self, key: str, number: int) -> str:
        """See `VersionShelf.text`."""
        return str(self._asked("GET", f"{_path(key)}/{number}/text").text)

    def told_difference(self, key: str, before: int, after: int = 0) -> ToldDifference:
        """See `VersionShelf.told_difference`."""
        body = self._asked("GET", f"{_path(key)}/{before}/difference", params={"with": after, "most": 0}).json()
        return ToldDifference(body["summary"], tuple(body["lines"]))

    def told_restoration(self, key: str, number: int) -> str:
        """See `VersionShelf.told_restoration`."""
        return str(self._asked("POST", f"{_path(key)}/{number}/restore").json()["note"])


def _path(key: str) -> str:
    return f"api/documents/{quote(key, safe='')}/versions"
