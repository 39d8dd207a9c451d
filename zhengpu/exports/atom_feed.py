"""Anything that has a day, as an Atom feed (RFC 4287) that mail programs and feed readers follow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from starlette.responses import Response

__all__ = ["ATOM", "FeedEntry", "atom_feed", "feed_response"]

ATOM = "application/atom+xml"

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGINNING = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: `name` is a URI that stays the same for ever, `on` an ISO day or time, `kind` its category, `address` where to read on."""

    name: str
    on: str
    title: str
    told: str
    kind: str
    address: str = ""


def atom_feed(name: str, title: str, entries: Sequence[FeedEntry], *, links: Mapping[str, str] | None = None, empty_on: str = "") -> bytes:
    """The feed of these entries, the newest first as they are given, in UTF-8.

    `links` are the addresses of the feed itself (`self`) and of the list for people (`alternate`). Addresses are relative to where the feed
    stands, which is right behind any proxy. The same entries give the same bytes: a feed is as new as its newest entry; `empty_on` is the
    day of a feed without any.

    >>> feed = atom_feed("urn:zhengpu:changes", "政谱", [FeedEntry("urn:zhengpu:change:1", "2024-06-01", "读入", "读入了甲", "read")])
    >>> "<updated>2024-06-01T00:00:00+08:00</updated>" in feed.decode(), feed.count(b"<entry>")
    (True, 1)
    """
    feed = Xml.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    _put(feed, "title", title)
    _put(feed, "id", name)
    _put(feed, "updated", _moment(entries[0].on if entries else empty_on or _BEGINNING))
    _put(_put(feed, "author"), "name", "政谱")
    for role, address in (links or {}).items():
        _put(feed, "link", rel=role, type=ATOM if role == "self" else "text/html", href=address.lstrip("/"))
    for one in entries:
        entry = _put(feed, "entry")
        _put(entry, "title", one.title)
        _put(entry, "id", one.name)
        _put(entry, "updated", _moment(one.on))
        if one.address:
            _put(entry, "link", rel="alternate", type="text/html", href=one.address.lstrip("/"))
        _put(entry, "category", term=one.kind)
        _put(entry, "summary" if one.address else "content", one.told)  # an entry that leads nowhere must hold all there is
    body: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def feed_response(feed: bytes) -> Response:
    """The feed as it is sent."""
    return Response(feed, media_type=f"{ATOM}; charset=utf-8", headers={"Cache-Control": "no-cache"})


def _moment(on: str) -> str:
    """A day or a time as Atom writes it: a day begins at midnight in China.

    >>> _moment("2024-06-01"), _moment("2024-06-01T08:00:00+08:00"), _moment("2024-06-01T08:00:00")
    ('2024-06-01T00:00:00+08:00', '2024-06-01T08:00:00+08:00', '2024-06-01T08:00:00+08:00')
    """
    whole = on if "T" in on else f"{on}T00:00:00"
    return whole if re.search(r"(Z|[+-]\d\d:\d\d)$", whole) else f"{whole}+08:00"


def _put(above: Xml.Element, tag: str, text: str = "", **attributes: str) -> Xml.Element:
    part = Xml.SubElement(above, tag, {name: _NOT_XML.sub("", value) for name, value in attributes.items()})
    if text:
        part.text = _NOT_XML.sub("", text)
    return part
