"""What a paper says of itself besides its title: from when and how long it holds, what it repeals, its annexes, marks and signer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from zhengpu.ingest.heads.head import Front
from zhengpu.ingest.heads.head_bases import QUOTED
from zhengpu.ingest.heads.head_text import Place
from zhengpu.ingest.heads.headwords import ForceWords
from zhengpu.ingest.heads.iso_dates import iso_date
from zhengpu.ingest.plan import Basis, DocumentHead, Found

__all__ = ["with_force"]

_FOOT, _OPENING = 3000, 1500
_NUMBER = re.compile(r"(?:.*[的将现及和与、，])?(?:原(?![政府委办发市县]))?(?P<number>[一-龥]{2,10}〔(?:19|20)\d\d〕\d{1,4}号)")
"""A number that stands for its paper; 原 before it is a word of its own, unless the issuer's short name begins so (原政办发)."""

_FOLLOWING_NUMBER = re.compile(r"[（(]([^（）()]{2,30}?号)[）)]")


def with_force(head: DocumentHead, front: Front, words: ForceWords, begin: int, after_head: int, end: int) -> DocumentHead:
    """A head with what the paper between two places says of its own force; nothing is concluded that is not printed."""
    reader = _Reader(front, words)
    foot = max(after_head, end - _FOOT)
    return replace(
        head,
        secrecy=reader.value(words.secrecy, begin, after_head),
        urgency=reader.value(words.urgency, begin, after_head),
        signer=reader.beside(words.signer, begin, after_head),
        unified_number=reader.value(words.unified, begin, end),
        approved_by=reader.approver(after_head, end),
        publicity=reader.publicity(begin, end),
        effective=reader.effective(after_head, end, head.issued),
        validity=reader.validity(after_head, end),
        printed=reader.printed(foot, end),
        attachments=tuple(reader.attachments(after_head, end)),
        repeals=tuple(reader.papers(words.repeals, foot, end)),
        amends=tuple(reader.papers(words.amends, after_head, end)),
        replaces=tuple(reader.papers(words.replaces, after_head, end)),
    )


class _Reader:
    def __init__(self, front: Front, words: ForceWords) -> None:
        self.front, self.words = front, words
        self.text = front.text

    def value(self, pattern: re.Pattern[str], begin: int, end: int) -> Found | None:
        """What follows a label in a line of its own."""
        for line in self.front.flow.lines(begin, end):
            if match := pattern.match(self.text, *line):
                return self.front.found(match.span("value"))
        return None

    def beside(self, pattern: re.Pattern[str], begin: int, end: int) -> Found | None:
        """What follows a label anywhere in a line: the signer stands beside the number."""
        lines = (pattern.search(self.text, *line) for line in self.front.flow.lines(begin, end))
        match = next(filter(None, lines), None)
        return self.front.found(match.span("value")) if match else None

    def approver(self, begin: int, end: int) -> Found | None:
        """Who agreed before it was issued (已经省政府同意)."""
        match = self.words.approved.search(self.text, begin, min(end, begin + _OPENING))
        name = match["value"] if match else ""
        return self.front.found(match.span("value")) if match and name.endswith(self.front.words.tails) else None

    def publicity(self, begin: int, end: int) -> Found | None:
        """The note in brackets that says whether it is public."""
        match = self.front.words.public_note.search(self.text, begin, end)
        return self.front.found((match.start() + 1, match.end() - 1)) if match else None

    def effective(self, begin: int, end: int, issued: Found | None) -> Found | None:
        """The day from which the paper holds; 印发之日 is the day of issue."""
        match = self.words.effective.search(self.text, begin, end)
        found = self.front.found(match.span("value")) if match else None
        if match is None or found is None:
            return None
        dated = self.front.words.date.search(match["value"])
        iso = iso_date(dated) if dated else issued.value if issued and self.words.issue.search(match["value"]) else None
        return replace(found, value=iso) if iso else found

    def validity(self, begin: int, end: int) -> Found | None:
        """How long it holds: as printed (3年), or the day it ends."""
        match = self.words.validity.search(self.text, begin, end)
        found = self.front.found(match.span("value")) if match else None
        if match is None or found is None:
            return None
        dated = self.front.words.date.search(match["value"])
        iso = iso_date(dated) if dated else None
        return replace(found, value=iso) if iso else found

    def printed(self, begin: int, end: int) -> Found | None:
        match = self.front.words.printed.search(self.text, begin, end)
        iso = iso_date(match) if match else None
        if match is None or iso is None:
            return None
        found = self.front.found((match.start(), match.end()))
        return replace(found, value=iso) if found else None

    def attachments(self, begin: int, end: int) -> Iterator[Found]:
        """The names below 附件：, one a line or one behind the other with numbers."""
        head = self.words.attachments.search(self.text, begin, end)
        if head is None or not (head.start() == 0 or self.front.flow.broken(head.start())):
            return
        for a, b in self._listed(head.end(), end):
            name = self.text[a:b].strip("《》。；; ")
            at = self.text.find(name, a, b) if name else -1
            if at >= 0 and (found := self.front.found((at, at + len(name)))):
                yield found

    def _listed(self, start: int, end: int) -> Iterator[Place]:
        for number, (a, b) in enumerate(self.front.flow.lines(start, end)):
            marks = list(self.words.attachment_number.finditer(self.text, a, b))
            if number and not marks:
                return
            if not marks and b - a <= 60 and "。" not in self.text[a:b]:
                yield a, b
            for mark, stop in zip(marks, [*(other.start() for other in marks[1:]), b], strict=False):
                yield mark.end(), stop
            if b - a > 200:
                return

    def papers(self, pattern: re.Pattern[str], begin: int, end: int) -> Iterator[Basis]:
        """The papers named in a sentence that repeals, amends or replaces them: by title, or where it names none by number."""
        for sentence in pattern.finditer(self.text, begin, end):
            flow, quoted = self.front.flow, list(QUOTED.finditer(self.text, *sentence.span()))
            said = flow.span(*sentence.span())
            for title in quoted:
                number = _FOLLOWING_NUMBER.match(flow.text, title.end(), sentence.end())
                yield Basis(flow.text[slice(*title.span(1))], number[1] if number else None, flow.span(*title.span(1)), said)
            for number in () if quoted else _NUMBER.finditer(self.text, *sentence.span()):
                place = number.span("number")
                yield Basis(flow.text[slice(*place)], flow.text[slice(*place)], flow.span(*place), said)
