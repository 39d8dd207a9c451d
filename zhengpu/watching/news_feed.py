"""News as entries of a feed."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from zhengpu.exports.atom_feed import FeedEntry, atom_feed
from zhengpu.watching.news import NewsEntry

__all__ = ["news_feed"]


def news_feed(entries: Sequence[NewsEntry]) -> bytes:
    """The Atom feed of these entries, newest first as they are given; what was removed has no page.

    >>> "<title>读入" in news_feed([NewsEntry("1", "2024-01-02T03:04:05Z", "read", title="甲")]).decode()
    True
    """
    return atom_feed("urn:zhengpu:changes", "政谱：读入、移除了什么，没有读成什么", [_entry(one) for one in entries])


def _entry(one: NewsEntry) -> FeedEntry:
    page = f"../documents/{quote(one.document, safe='')}" if one.document and one.what != "removed" else ""
    return FeedEntry(f"urn:zhengpu:change:{one.id}", one.time, one.text(), one.note or one.text(), one.what, page)
