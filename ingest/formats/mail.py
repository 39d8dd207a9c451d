"""Letters and pages saved in one file (eml, mht, mhtml): the text or page inside is read; what is attached, archives hand on as files."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from zhengpu.graph.errors import UnreadableDocument
from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.document import Document, Remainder
from zhengpu.ingest.formats.html import HTML
from zhengpu.ingest.formats.txt import TXT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

__all__ = ["MAIL", "attachments"]

_MEDIA_TYPE = "message/rfc822"
_SUFFIXES = (".eml", ".mht", ".mhtml")
_HEAD = re.compile(rb"(?:[A-Za-z][\w-]{1,40}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}\r?\n")
_TELLING = re.compile(rb"(?im)^(?:mime-version|content-type|received|message-id):")
_OPENING = 1 << 14
_KINDS = ("text/html", "text/plain")


def _recognise(data: bytes, name: str) -> bool:
    head = _HEAD.match(data[:_OPENING].lstrip(b"\xef\xbb\xbf\r\n"))
    return head is not None and _TELLING.search(head[0]) is not None


def _letter(data: bytes) -> EmailMessage:
    from email import message_from_bytes
    from email.policy import default

    return message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=default)


def _content(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def attachments(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The name and bytes of every file that is attached to a letter; none of anything else.

    >>> list(attachments("一、重点任务".encode(), "plan.txt"))
    []
    """
    if not _recognise(data, name):
        return
    for number, part in enumerate(_letter(data).walk(), 1):
        if part.get_content_disposition() == "attachment" and (content := _content(part)):
            yield part.get_filename() or f"附件{number}", content


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    parts = [part for part in _letter(data).walk() if part.get_content_type() in _KINDS and part.get_content_disposition() != "attachment"]
    bodies = [(part.get_content_type(), _in_utf8(part)) for part in parts]
    # of the same text as page and as plain text the page has the tables
    page = max((body for kind, body in bodies if kind == "text/html"), key=len, default=b"")
    plain = max((body for kind, body in bodies if kind == "text/plain"), key=len, default=b"")
    if not (page or plain).strip():
        raise UnreadableDocument(
            f"《{name}》里没有正文", "它是邮件或网页存成的一个文件，里面没有文字", "请用原来的软件打开，另存其中的文件再读"
        )
    document = HTML.read(page, name, limits) if page.strip() else TXT.read(plain, name, limits)
    left = tuple(Remainder("unread-part", quote=f"附件《{called}》") for called, _ in attachments(data, name))
    return replace(document, media_type=_MEDIA_TYPE, left=(*document.left, *left))


def _in_utf8(part: EmailMessage) -> bytes:
    """A part in UTF-8, marked as such, if the letter says its encoding rightly; else as it is, for a page says it itself."""
    content, charset = _content(part), part.get_content_charset()
    try:
        return content.decode("gb18030" if charset in ("gb2312", "gbk") else charset or "utf-8").encode("utf-8-sig")
    except (UnicodeDecodeError, LookupError):
        return content


MAIL = Format("mail", _MEDIA_TYPE, _SUFFIXES, _recognise, _read)
