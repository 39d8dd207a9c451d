"""Parts of office packages that hold signs which no reader of ours reads: pictures, charts, comments, diagrams, embedded files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

__all__ = ["unread_parts"]

_PARTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:word|xl)/media/.+\.(?:png|jpe?g|gif|bmp|tiff?|webp)", re.I), "图片"),
    (re.compile(r"(?:word|xl)/media/.+\.(?:emf|wmf)", re.I), "图形"),
    (re.compile(r"(?:word|xl)/charts/chart\d*\.xml"), "图表"),
    (re.compile(r"(?:word|xl)/diagrams/data\d*\.xml"), "示意图"),
    (re.compile(r"(?:word|xl)/embeddings/.+"), "嵌入的文件"),
    (re.compile(r"(?:word/comments\.xml|xl/comments\d*\.xml|xl/threadedComments/.+\.xml)"), "批注"),
)


def unread_parts(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """What is in a package and was not read, with how many parts.

    >>> list(unread_parts(["word/document.xml", "word/media/image1.png", "word/media/image2.jpeg", "word/comments.xml"]))
    [('图片', 2), ('批注', 1)]
    """
    found = Counter(kind for name in names for pattern, kind in _PARTS if pattern.fullmatch(name))
    yield from ((kind, found[kind]) for _, kind in _PARTS if kind in found)
