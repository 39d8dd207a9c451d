"""Happenings as an Atom feed (RFC 4287) that mail programs and feed readers follow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from starlette.responses import Response

from zhengpu.oversight.happenings import Happening

__all__ = ["ATOM", "atom_feed", "feed_response"]

ATOM = "application/atom+xml"

_MOST = 300
_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom_feed(title: str, address: str, page: str, news: Sequence[Happening], empty_on: str) -> str:
    """The feed of the news, the newest first, at most so many. `address` is the feed and `page` the list for people.

    Addresses are relative to where the feed stands, which is right behind any proxy. The same happenings give the same text: a feed is new
    when its newest happening is. `empty_on` is the day of a feed without any.

    >>> atom_feed("督查", "/progress.atom", "/progress", (), "2024-06-01").count("<entry>")
    0
    """
    feed = Xml.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    _put(feed, "title", title)
    _put(feed, "id", f"urn:zhengpu:{address.lstrip('/')}")
    _put(feed, "updated", _moment(news[0].on if news else empty_on))
    _put(_put(feed, "author"), "name", "政谱")
    _put(feed, "link", rel="self", type=ATOM, href=address.lstrip("/"))
    _put(feed, "link", rel="alternate", type="text/html", href=page.lstrip("/"))
    for one in news[:_MOST]:
        entry = _put(feed, "entry")
        _put(entry, "title", one.title)
        _put(entry, "id", one.name if ":" in one.name else f"urn:zhengpu:{one.name}")
        _put(entry, "updated", _moment(one.on))
        _put(entry, "link", rel="alternate", type="text/html", href=one.address.lstrip("/"))
        _put(entry, "category", term=one.what or one.sort)
        told = one.told or one.title
        _put(entry, "summary", f"{told}（《{one.document_title}》）" if one.document_title and one.document_title not in told else told)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(feed, encoding="unicode")


def feed_response(text: str) -> Response:
    """The feed as it is sent."""
    return Response(text, media_type=f"{ATOM}; charset=utf-8", headers={"Cache-Control": "no-cache"})


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
