"""Head and foot matter: title, number, issuer, date, addressees, basis, 抄送, 解读."""

from __future__ import annotations

import re

from zhengpu.ingest.heads.head_bases import HeadBases
from zhengpu.ingest.heads.head_bodies import HeadBodies
from zhengpu.ingest.heads.head_text import BRACKETED, LONGEST_HEAD, Place
from zhengpu.ingest.heads.head_titles import HeadTitles

__all__ = ["Front"]

_META_LINES = 24
_SHORTEST_LINE = 4
"""Fewer characters before a line break are a piece of the number itself."""


class Front(HeadTitles, HeadBodies, HeadBases):
    """Reads the values of one document's head and foot out of its running text."""

    def number(self, begin: int, end: int) -> Place | None:
        """The document's own number: in the head, not in brackets behind another document's name."""
        for match in self.words.number.finditer(self.text, begin, min(end, begin + 3000)):
            start, stop = match.span()
            if label := list(self.words.meta.finditer(self.text, start, stop)):
                start = label[-1].end()
            for paper in self.words.papers:  # 实施意见国办发〔2020〕24号: the line break before it was lost
                if (cut := self.text.rfind(paper, start, match.end("code"))) >= 0 and cut + len(paper) < match.end("code"):
                    start = max(start, cut + len(paper))
            lines = list(self.flow.lines(self.line_start(start), match.end("code")))
            start = max([start, *(b for a, b in lines[:-1] if b - a >= _SHORTEST_LINE or self.flow.broken(b) == 2)])
            before = self.text[start - 1] if start > begin else ""
            if before and before in "（(《" and not self._alone_in_brackets(start, stop):
                continue
            if "。" in self.text[begin:start]:
                return None
            return start, stop
        return None

    def _alone_in_brackets(self, start: int, stop: int) -> bool:
        """A line that is a number in brackets and nothing else: （青政办秘〔2024〕12号）."""
        closed = self.text[stop : stop + 1] in ("）", ")") and self.text[start - 1] in "（("
        return closed and (start == 1 or self.flow.broken(start - 1) > 0) and (stop + 1 == len(self.text) or self.flow.broken(stop + 1) > 0)

    def after_meta(self, begin: int, end: int) -> int:
        """Behind the lines in which a portal describes the paper (发文字号：…)."""
        sentence = self.text.find("。", begin, end)
        limit = min(begin + LONGEST_HEAD, sentence if sentence >= 0 else end)
        lines = list(self.flow.lines(begin, limit))[:_META_LINES]
        return max((stop for start, stop in lines if self.words.meta.match(self.text, start, stop)), default=begin)

    def meta(self, field: str, begin: int, end: int) -> Place | None:
        """What a portal says of a paper in its describing lines: `number`, `issued`, `issuer`."""
        for match in self.words.meta.finditer(self.text, begin, end):
            if match.lastgroup == field:
                stop = next(iter(self.flow.breaks_in(match.end(), end)), end)
                bar = self.text.find("|", match.end(), stop)
                stop = bar if bar >= 0 else stop
                return (match.end(), stop) if match.end() < stop else None
        return None

    def bracketed_date(self, begin: int, end: int) -> re.Match[str] | None:
        """A date in brackets on a line of its own below the title: （2025年1月20日）."""
        for a, b in self.flow.lines(begin, self.first_sentence(begin, end)):
            if BRACKETED.fullmatch(self.text, a, b) and (match := self.words.date.search(self.text, a, b)):
                return match
        return None
