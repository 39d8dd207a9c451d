"""What the interfaces of policy libraries answer (JSON): the paper is the longest text in it, wherever it stands and whatever it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape, unescape

from zhengpu.graph.errors import UnreadableDocument
from zhengpu.ingest.bytes.encoding import decode
from zhengpu.ingest.bytes.format import FileLimits, Format
from zhengpu.ingest.document import Document, Remainder
from zhengpu.ingest.formats.html import HTML

__all__ = ["POLICY_JSON", "papers"]

_MEDIA_TYPE = "application/json"
_SUFFIXES = (".json",)
_OPENING = re.compile(rb"[\xef\xbb\xbf\s]*[\[{]")
_FIRST = re.compile(rb"[\xef\xbb\xbf\s]*(?:\{\s*\"|\[\s*[{\[])")
_MARKUP = re.compile(r"<(?:p|br|div|table|span|section|h\d)\b", re.I)
_ESCAPED = re.compile(r"&lt;(?:p|br|div|table|span)\b", re.I)
_SENTENCES = re.compile(r"[\u4e00-\u9fff][^。；]*[。；]")
_FEWEST_SENTENCES = 2
_LIKE = 0.2
"""Beside a paper, what says so much less is a summary or another field of it."""
_TITLE = re.compile("title|biaoti|标题|题名|name|subject", re.I)
_NUMBER = re.compile(r"[^\s〔\[]{1,12}[〔\[]\d{4}[〕\]]\s*\d{1,5}\s*号")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LONGEST_TITLE, _LONGEST_QUOTE, _DEEPEST = 120, 60, 40


@dataclass(frozen=True, slots=True)
class _Paper:
    """A text with the fields that stand beside it."""

    body: str
    title: str
    number: str
    beside: tuple[str, ...]

    @property
    def page(self) -> bytes:
        """The paper as a page."""
        body = self.body
        if not _MARKUP.search(body):
            body = "".join(f"<p>{escape(line.strip(), quote=False)}</p>" for line in body.splitlines() if line.strip())
        number = f"<p>{escape(self.number, quote=False)}</p>" if self.number and self.number not in body else ""
        title = f'<meta name="ArticleTitle" content="{escape(self.title)}">' if self.title else ""
        return f"<html><head>{title}</head><body>{number}{body}</body></html>".encode("utf-8-sig", errors="replace")


def papers(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The title and page of every paper of an answer that has several; none of anything else.

    >>> list(papers("一、重点任务".encode(), "plan.txt"))
    []
    """
    found = _papers(data) if _recognise(data, name) else []
    for number, paper in enumerate(found if len(found) > 1 else (), 1):
        yield f"{number} {paper.title or '无题'}.html".replace("/", "／"), paper.page


def _recognise(data: bytes, name: str) -> bool:
    if name.lower().endswith(_SUFFIXES):
        return _OPENING.match(data) is not None
    return _FIRST.match(data) is not None and bool(_papers(data))


def _papers(data: bytes) -> list[_Paper]:
    """The papers in an answer, in its order; a text that says far less than another in one record is a field beside it."""
    import json

    decoded = decode(data)
    try:
        value = json.loads(decoded.text) if decoded else None
    except (ValueError, RecursionError):
        return []
    return list(_inside(value, 0))


def _inside(value: object, depth: int) -> Iterator[_Paper]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _inside(one, depth + 1)
    elif isinstance(value, dict):
        said = {str(key): _plain(one) for key, one in value.items() if isinstance(one, str)}
        body = max(said, key=lambda key: _weight(said[key]), default="")
        inner = [paper for one in value.values() for paper in _inside(one, depth + 1)]
        least = _LIKE * max((_weight(paper.body) for paper in inner), default=0)
        if body and _weight(said[body]) >= max(_FEWEST_SENTENCES, least) and _is_text(said[body]):
            yield _paper(body, said)
        yield from inner


def _plain(text: str) -> str:
    """A text whose own signs are markup; some interfaces escape them once more."""
    return unescape(text) if _ESCAPED.search(text) else text


def _weight(text: str) -> int:
    return len(_SENTENCES.findall(text))


def _is_text(text: str) -> bool:
    """Whether a field has paragraphs, as no summary, title or cell has."""
    return _MARKUP.search(text) is not None or "\n" in text.strip()


def _paper(body: str, said: dict[str, str]) -> _Paper:
    beside = {key: text.strip() for key, text in said.items() if key != body and _CHINESE.search(text)}
    title = next((text for key, text in beside.items() if _TITLE.search(key) and len(text) <= _LONGEST_TITLE), "")
    number = next((text for text in beside.values() if _NUMBER.fullmatch(text)), "")
    rest = tuple(f"{key}：{text}"[:_LONGEST_QUOTE] for key, text in beside.items() if text not in (title, number))
    return _Paper(said[body], title, number, rest)


def _read(data: bytes, name: str, limits: FileLimits) -> Document:
    found = _papers(data)
    if not found:
        why = "它是程序之间交换的数据（JSON），里面没有成段的正文"
        raise UnreadableDocument(f"《{name}》里没有正文", why, "请读入带正文的那个接口的回答，或原来的网页、文件")
    paper = max(found, key=lambda one: _weight(one.body))
    document = HTML.read(paper.page, name, limits)
    others = (f"另一份：《{one.title or '无题'}》" for one in found if one is not paper)
    left = (Remainder("unread-part", quote=quote[:_LONGEST_QUOTE]) for quote in others)
    aside = (Remainder("aside", quote=quote) for quote in paper.beside)
    return replace(document, media_type=_MEDIA_TYPE, left=(*document.left, *left, *aside))


POLICY_JSON = Format("policy-json", _MEDIA_TYPE, _SUFFIXES, _recognise, _read)
