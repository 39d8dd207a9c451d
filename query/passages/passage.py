"""A passage: one sentence of a document as it is printed, with the task it belongs to and the clauses of duty that hold for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhengpu.graph.facts import Iri

__all__ = ["DocumentPassage", "PrintedAside", "PrintedDuty", "PrintedFact", "sentences"]

_ENDS = "。；！？!?;"
_NUMBERED = re.compile("第?[一二三四五六七八九十百零]+[、.．条章节]|[（(][一二三四五六七八九十\\d]+[）)]|\\d+[.．、)）]")
_CLOSING = "”’』」）)】"
_LINE = 30
"""So long a line speaks, whatever it ends in."""


@dataclass(frozen=True, slots=True)
class PrintedDuty:
    """A unit in a clause of duty: its role, the name as printed, its place in the row, where the clause stands.

    `running`: the clause is a sentence of the text that says itself who does what, not names with their roles.
    """

    unit: Iri
    role: str
    printed: str
    order: int
    start: int
    end: int
    running: bool = False


@dataclass(frozen=True, slots=True)
class PrintedFact:
    """What a sentence says of a thing: the value of a relation or an attribute, or (relation `a`) that the thing of this kind is there."""

    thing: Iri
    relation: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PrintedAside:
    """What stands beside the sentences of a task and holds for all of them: its clause of duty, a bracket of its own (（0.5分）), the line of
    the part it stands in (`heading`); `text` is the document's own at `start:end`."""

    start: int
    end: int
    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class DocumentPassage:
    """`text` is the document's own at `start:end`; `title` and `heading` are those of the task and of the part it stands in.

    Of a cell whose lines other columns stand between, `text` is what stands in its `pieces`, one behind the other, without what parts them.

    `duties` hold for just this sentence: those of the first clause of duty behind it, where a task has several. `asides` and `deadlines`
    (days that the graph has for the task, wherever they stand) hold for all sentences of the task.
    """

    document: Iri
    start: int
    end: int
    text: str
    task: Iri | None = None
    title: str = ""
    heading: str = ""
    duties: tuple[PrintedDuty, ...] = ()
    facts: tuple[PrintedFact, ...] = ()
    asides: tuple[PrintedAside, ...] = ()
    deadlines: tuple[PrintedFact, ...] = ()
    pieces: tuple[tuple[int, int], ...] = ()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the document; of what its pieces part the longest part."""
        if not self.pieces:
            return self.start + start, self.start + end
        best, at = self.pieces[0], 0
        for first, last in self.pieces:
            part = first + max(start - at, 0), min(last, first + end - at)
            best = part if part[1] - part[0] > (best[1] - best[0] if at else 0) else best
            at += last - first
        return best

    def holds(self, offset: int) -> bool:
        """Whether a character of the document is one of its text."""
        return any(start <= offset < end for start, end in self.pieces or ((self.start, self.end),))

    @property
    def speaks(self) -> bool:
        """Whether it is a sentence: not a title, a label or a number that stands alone."""
        said = self.text.rstrip(_CLOSING)
        return said[-1:] in _ENDS or len(said) > _LINE


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the sentences of a stretch stand; a line that ends within a sentence goes on in the next.

    >>> text = "一、目标\\n年底前建成通信基站\\n200个。加快建设；\\n1.办好展会。"
    >>> [text[a:b] for a, b in sentences(text, 0, len(text))]
    ['一、目标', '年底前建成通信基站\\n200个。', '加快建设；', '1.办好展会。']
    """
    widest = max((len(line) for line in text[start:end].splitlines()), default=0)
    out: list[tuple[int, int]] = []
    at = begin = start
    while at < end:
        char = text[at]
        at += 1
        if char in _ENDS:
            while at < end and text[at] in _CLOSING:
                at += 1
        elif char != "\n" or not _ends_line(text, begin, at, end, widest):
            continue
        out.append((begin, at))
        begin = at
    out.append((begin, end))
    trimmed = [_trimmed(text, a, b) for a, b in out]
    return [(a, b) for a, b in trimmed if a < b]


def _ends_line(text: str, begin: int, at: int, end: int, widest: int) -> bool:
    """Whether a line break ends what is said: the line was not full, or the next one begins anew."""
    line = text[begin : at - 1].rsplit("\n", 1)[-1]
    following = text[at : at + 3]
    if not line.strip() or at >= end or following[:1] in "\u3000\n" or following.startswith("  "):
        return True
    return widest > 120 or len(line) < 0.8 * widest or _NUMBERED.match(text, at) is not None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
