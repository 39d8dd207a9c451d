"""Places on pages through a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from zhengpu.sheets.sheet_desk import evidence_of

__all__ = ["RemoteSheets"]


class RemoteSheets:
    """The verb of `SheetDesk` that answers need; `asked` sends a request and gives its reply, or raises what the service says."""

    def __init__(self, asked: Callable[..., Any]) -> None:
        self._asked = asked

    def with_pages(self, reply: dict[str, Any]) -> dict[str, Any]:
        """See `SheetDesk.with_pages`."""
        earlier = reply.get("versions") or {}
        for one in evidence_of(reply):
            if one["document"] not in earlier:
                place = {"start": one["start"], "end": one["end"]}
                found = self._asked("GET", f"api/documents/{quote(one['document'], safe='')}/places", params=place, fine=(404,))
                if found.is_success and (pages := found.json()["pages"]):
                    one["pages"] = pages
        return reply
