"""The list of documents as people narrow and order it, and its rows for files."""

from __future__ import annotations

from collections.abc import Sequence

from zhengpu.catalogue import DocumentListing
from zhengpu.graph.errors import InputError

__all__ = ["DOCUMENT_COLUMNS", "DOCUMENT_ORDERS", "document_row", "listed_documents"]

DOCUMENT_COLUMNS = ("标题", "文号", "印发单位", "成文日期", "地方", "任务", "编号")

DOCUMENT_ORDERS = {"": "旧的在前", "new": "新的在前", "title": "按标题", "tasks": "按任务数"}
"""The orders a list of documents may have."""


def document_row(one: DocumentListing) -> tuple[str | int | None, ...]:
    """A document under `DOCUMENT_COLUMNS`."""
    return (one.title, one.number, one.issuer, one.issued, one.jurisdiction, one.tasks, one.id)


def listed_documents(every: Sequence[DocumentListing], words: str = "", sort: str = "") -> tuple[DocumentListing, ...]:
    """Those that have every word in title, number, issuer or place, in order. Raises `InputError` for an order that does not exist.

    >>> listed_documents((), "甲县", "new")
    ()
    """
    if sort not in DOCUMENT_ORDERS:
        known = "、".join(filter(None, DOCUMENT_ORDERS))
        raise InputError(f"没有“{sort[:20]}”这种排法", f"可以是 {known}", "请改用其中之一")
    found = [one for one in every if all(word in _said(one) for word in words.split())]
    match sort:
        case "new":
            found.sort(key=lambda one: (one.issued or "", one.id), reverse=True)
        case "title":
            found.sort(key=lambda one: (one.title, one.id))
        case "tasks":
            found.sort(key=lambda one: (-one.tasks, one.id))
    return tuple(found)


def _said(one: DocumentListing) -> str:
    return " ".join(part for part in (one.title, one.number, one.issuer, one.jurisdiction, one.id) if part)
