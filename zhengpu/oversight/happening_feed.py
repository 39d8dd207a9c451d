"""Happenings as entries of a feed."""

from __future__ import annotations

from collections.abc import Sequence

from zhengpu.exports.atom_feed import FeedEntry, atom_feed
from zhengpu.oversight.happenings import Happening

__all__ = ["happening_feed"]

_MOST = 300


def happening_feed(title: str, address: str, page: str, news: Sequence[Happening], empty_on: str) -> bytes:
    """The Atom feed of the news, the newest first, at most so many. `address` is the feed and `page` the list for people.

    >>> happening_feed("督查", "/progress.atom", "/progress", (), "2024-06-01").count(b"<entry>")
    0
    """
    links = {"self": address, "alternate": page}
    return atom_feed(f"urn:zhengpu:{address.lstrip('/')}", title, [_entry(one) for one in news[:_MOST]], links=links, empty_on=empty_on)


def _entry(one: Happening) -> FeedEntry:
    told = one.told or one.title
    told = f"{told}（《{one.document_title}》）" if one.document_title and one.document_title not in told else told
    return FeedEntry(one.name if ":" in one.name else f"urn:zhengpu:{one.name}", one.on, one.title, told, one.what or one.sort, one.address)
