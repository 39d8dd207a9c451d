"""The review queue through a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from pydantic import TypeAdapter

from zhengpu.corrections.review_desk import ReviewItem, ReviewList
from zhengpu.graph.corrections.confirmation import Confirmation

__all__ = ["RemoteReview"]


class RemoteReview:
    """The verbs of `ReviewDesk`; `asked` sends a request and gives its reply, or raises what the service says."""

    def __init__(self, asked: Callable[..., Any]) -> None:
        self._asked = asked

    def queue(self, *, document: str = "", sort: str = "", offset: int = 0, limit: int = 50) -> ReviewList:
        """See `ReviewDesk.queue`."""
        given = {"document": document, "sort": sort, "offset": offset, "limit": limit}
        found: ReviewList = TypeAdapter(ReviewList).validate_python(self._asked("GET", "api/review", params=given).json())
        return found

    def confirm(self, key: str, by: str = "", why: str = "") -> ReviewItem:
        """See `ReviewDesk.confirm`."""
        body = self._asked("POST", f"api/review/{quote(key, safe='')}/confirm", json={"by": by, "why": why}).json()
        found: ReviewItem = TypeAdapter(ReviewItem).validate_python(body)
        return found

    def again(self, key: str) -> Confirmation:
        """See `ReviewDesk.again`."""
        return Confirmation(**self._asked("POST", f"api/review/{quote(key, safe='')}/again").json())

    def confirmations(self) -> tuple[Confirmation, ...]:
        """See `ReviewDesk.confirmations`."""
        return tuple(Confirmation(**one) for one in self._asked("GET", "api/review/confirmed").json()["items"])
