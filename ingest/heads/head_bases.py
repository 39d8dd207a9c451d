"""The documents that a paper rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhengpu.ingest.heads.head_text import HeadText, Place
from zhengpu.ingest.plan import Basis

__all__ = ["QUOTED", "HeadBases"]

_FOLLOWING_NUMBER = re.compile(
    r"\s*[（(]([^（）()]{2,20}?[〔\[［【]\d{4}[〕\]］】]\d{1,5}号|[^（）()，。；、]{1,16}(?:令|公告)?第\d{1,5}号令?)[）)]"
)
QUOTED = re.compile(r"《([^《》]{2,120}(?:《[^《》]{1,80}》[^《》]{0,40})?)》")
_BESIDE = re.compile(r"\s*[（(][^（）()。]{1,30}[）)]")
_LONGEST_OPENING = 2500
_FIRST_ARTICLE = re.compile("第(?:一|1)条")


class HeadBases(HeadText):
    """Finds what is named after 根据, 落实, 按照."""

    def bases(self, openings: Sequence[Place]) -> Iterator[Basis]:
        """Documents named after 根据 in the opening text, or after 落实, 按照 in the sentence that makes this plan."""
        seen: set[str] = set()
        for start, end in openings:
            end = min(end, start + _LONGEST_OPENING)
            if body := self.words.first.search(self.text, start, end):
                end = self._first_article(body, end) or body.start()
            for sentence in re.finditer("[^。]+", self.text[start:end]):
                trigger = self.words.basis_making if self.words.making.search(sentence[0]) else self.words.basis_always
                for basis in self._cited(trigger, start + sentence.start(), start + sentence.end()):
                    if basis.title not in seen:
                        seen.add(basis.title)
                        yield basis

    def _first_article(self, body: re.Match[str], end: int) -> int | None:
        """Where the first sentence of the first article ends: a paper in articles tells its basis there (第一条 根据《…》，制定本办法)."""
        article = _FIRST_ARTICLE.search(self.text, body.start(), end)
        stop = self.text.find("。", article.end(), end) if article else -1
        return stop if stop >= 0 else None

    def _cited(self, trigger: re.Pattern[str], start: int, end: int) -> Iterator[Basis]:
        for match in trigger.finditer(self.text, start, end):
            position = match.end()
            opening = self.text.find("《", position, min(end, position + 14))
            if opening < 0 or re.search("[，。；《》]", self.text[position:opening]):
                continue
            position = opening
            while quoted := QUOTED.match(self.text, position, end):
                number = _FOLLOWING_NUMBER.match(self.flow.text, quoted.end(), end)
                title = self.flow.text[slice(*quoted.span(1))]
                yield Basis(title, number[1] if number else None, self.flow.span(*quoted.span(1)))
                beside = _BESIDE.match(self.text, quoted.end(), end)  # （省政府令第66号） is no number as papers have them
                position = number.end() if number else beside.end() if beside else quoted.end()
                joined = self.words.basis_join.match(self.text, position, end)
                position = joined.end() if joined else position
