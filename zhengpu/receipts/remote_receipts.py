"""Receipts through a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from pydantic import TypeAdapter

from zhengpu.query.answer import Answer
from zhengpu.receipts.receipt import Receipt, receipt_of_body
from zhengpu.receipts.rerun import Rerun

__all__ = ["RemoteReceipts"]


class RemoteReceipts:
    """The verbs of `ReceiptDesk`; `asked` sends a request and gives its reply, or raises what the service says."""

    def __init__(self, asked: Callable[..., Any]) -> None:
        self._asked = asked

    def find(self, key: str) -> Receipt | None:
        """See `ReceiptDesk.find`."""
        reply = self._asked("GET", f"api/answers/{quote(key, safe='')}", fine=(404,))
        return receipt_of_body(reply.json()) if reply.is_success else None

    def again(self, receipt: Receipt) -> Rerun:
        """See `ReceiptDesk.again`."""
        body = self._asked("GET", f"api/answers/{quote(receipt.id, safe='')}", params={"again": "1"}).json()
        now: Answer = TypeAdapter(Answer).validate_python(body["now"])
        return Rerun(receipt, now, tuple(body["changed"]), tuple(body["notes"]), body["same_on_texts_of_then"])
