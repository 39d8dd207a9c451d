"""News as an Atom feed (RFC 4287). Addresses are relative to where the feed stands, so that it is right behind any proxy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote
from xml.etree import ElementTree

from zhengpu.watching.news import NewsEntry

__all__ = ["atom"]

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGINNING = "1970-01-01T00:00:00Z"


def atom(entries: Sequence[NewsEntry], *, identity: str = "urn:zhengpu:changes") -> bytes:
    """The feed of these entries, newest first as they are given.

    >>> b"<title>\\xe8\\xaf\\xbb\\xe5\\x85\\xa5" in atom([NewsEntry("1", "2024-01-02T03:04:05Z", "read", title="甲")])
    True
    """
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _said(feed, "id", identity)
    _said(feed, "title", "政谱：读入、移除了什么，没有读成什么")
    _said(feed, "updated", max((entry.time for entry in entries), default=_BEGINNING))
    _said(ElementTree.SubElement(feed, f"{{{_ATOM}}}author"), "name", "政谱")
    for entry in entries:
        one = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
        _said(one, "id", f"urn:zhengpu:change:{entry.id}")
        _said(one, "title", entry.text())
        _said(one, "updated", entry.time)
        ElementTree.SubElement(one, f"{{{_ATOM}}}category", term=entry.what)
        if entry.document and entry.what != "removed":
            ElementTree.SubElement(one, f"{{{_ATOM}}}link", rel="alternate", href=f"../documents/{quote(entry.document, safe='')}")
        _said(one, "content", entry.note or entry.text())
    body: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _said(above: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(above, f"{{{_ATOM}}}{name}").text = _NOT_XML.sub("\ufffd", text)
