"""The title of a paper, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile

from zhengpu.ingest.heads.head_text import BRACKETED, LONGEST_NAME, LONGEST_TITLE, HeadText, Place

__all__ = ["HeadTitles"]

_SHORTEST_TITLE = 6
_LATEST = 3


class HeadTitles(HeadText):
    """Finds titles: of the outermost paper, of attached ones, and lines that are titles by their place alone."""

    def notice_title(self, begin: int, end: int, number: Place | None, recipients: Place | None) -> Place | None:
        """The title of the outermost paper: the lines before its number or between number and addressees."""
        limit = recipients[0] if recipients else self.first_sentence(begin, end)
        stretches = [(begin, number[0]), (number[1], limit)] if number and number[0] < limit else [(begin, limit)]
        best: Place | None = None
        for start, stop in reversed(stretches):
            lines = [(a, b) for a, b in self.flow.lines(start, stop) if b > a]
            if title := self._title_in(lines):
                best = title
                if self.words.title_verbs.search(self.text, *best):
                    return best
        return best

    def _title_in(self, lines: Sequence[Place]) -> Place | None:
        """The title among the lines above a text: it ends like a paper and reaches up to the line that opens it."""
        lines = [line for line in lines if not self.is_site_line(*line)]
        lines = list(dropwhile(lambda line: self.is_letterhead(self.text[slice(*line)]), lines))
        closing = self._closing(lines) if lines else None
        if closing is None:
            return None
        above = [line for line in lines if line[1] <= closing]
        start = above[-1][0]
        for a, b in reversed(above[:-1]):
            if BRACKETED.fullmatch(self.text, start, self._line_end(start, closing)):
                start = a  # （试行） below the title
                continue
            if self._opens_title(start, closing) or self._complete_title(a, b, start):
                break
            start = a
        for a, b in reversed([line for line in above if line[1] <= start]):  # joint issuers, one a line
            if (
                b != start
                or b - a > LONGEST_NAME
                or not self.text[a:b].endswith(self.words.tails)
                or self.words.number.search(self.text, a, b)
            ):
                break
            start = a
        return start, closing

    def _line_end(self, start: int, end: int) -> int:
        return next(iter(self.flow.breaks_in(start, end)), end)

    def _opens_title(self, start: int, end: int) -> bool:
        """Nothing can stand before these words in a title: they begin with a body that issues, or with 关于 behind no such line."""
        verb = self.words.title_verbs.search(self.text, start, end)
        if verb is None:
            return False
        return verb.start() > start or not (self.name_above(start) or self._territory_above(start))

    def _territory_above(self, position: int) -> bool:
        return self.words.bare_territory.fullmatch(self.text, self.line_start(position), position) is not None

    def _complete_title(self, start: int, end: int, below: int) -> bool:
        """A line that is a title by itself: what stands below is another one, or the same again."""
        line = self.text[start:end]
        closed = self.words.closed.search(line) or not self.words.about.search(line)
        whole = line.endswith(self.words.papers) and closed and self._opens_title(start, end) and not self._goes_on(start, below)
        return whole or self.text.startswith(line, below)

    def _goes_on(self, start: int, below: int) -> bool:
        """A title line whose sentence goes on in the line below: 关于印发《…规划》 | 的通知."""
        return self.text[below : below + 1] in ("的", "》") or self.text.count("《", start, below) > self.text.count("》", start, below)

    def is_title(self, start: int, end: int) -> bool:
        """A line that can be the title of a plan: short, one piece, its last word a kind of paper."""
        line = self.text[start:end]
        short = _SHORTEST_TITLE <= len(line) <= LONGEST_NAME and not re.search("[，。；：:《》]", line)
        return short and line.endswith((*self.words.plans, *self.words.lists)) and not self.words.numbered.match(line)

    def _closing(self, lines: Sequence[Place]) -> int | None:
        """Where a title that begins with the first line ends: at the last line that ends like a paper."""
        stop = None
        for start, end in lines:
            line = self.text[start:end]
            if len(line) > LONGEST_TITLE or re.search("[。；：:]", line):
                break
            if re.sub(r"》$|[（(][^（）()]*[）)]$", "", line).endswith(self.words.papers) or (
                stop is not None and BRACKETED.fullmatch(line) and not (self.words.number.search(line) or self.words.date.search(line))
            ):
                stop = end
        return stop

    def heading_lines(self, start: int, end: int) -> Place | None:
        """Title lines at the very beginning of an attached paper."""
        stop = self.first_sentence(start, end)
        return self._title_in([(a, b) for a, b in self.flow.lines(start, stop) if b > a])

    def late_title(self, begin: int, end: int) -> Place | None:
        """A title line that stands below the addressees, right above the first numbered heading."""
        body = self.words.first.search(self.text, begin, end)
        lines = list(self.flow.lines(begin, body.start() if body else begin))[-_LATEST:]
        return next((line for line in reversed(lines) if self.is_title(*line) and self.flow.broken(line[0])), None)

    def above_table(self, begin: int, end: int) -> Place | None:
        """Whatever its last word, the first line of a text that is nothing but a few lines above a table is its title."""
        table = self.first_table(begin, end)
        lines = [line for line in self.flow.lines(begin, table) if not self.is_letterhead(self.text[slice(*line)])]
        if table not in self.tables or len(lines) > _LATEST or "。" in self.text[begin:table]:
            return None
        return next((line for line in lines if self._is_plain(*line)), None)

    def _is_plain(self, start: int, end: int) -> bool:
        line = self.text[start:end]
        plain = not re.search("[，。；：:、！？]", line) and not self.words.numbered.match(line) and not line.endswith(self.words.tails)
        return plain and _SHORTEST_TITLE <= len(line) <= LONGEST_NAME and not self.words.first.match(line)

    def first_line(self, begin: int, end: int) -> Place | None:
        """Whatever its last word, the first line is the title if it stands alone right above 一、 or the opening sentence, or names a year."""
        lines = dropwhile(lambda line: self.is_site_line(*line) or self.is_letterhead(self.text[slice(*line)]), self.flow.lines(begin, end))
        title, below = next(lines, None), next(lines, None)
        if title is None or below is None:
            return None
        text = self.text[below[0] : below[0] + LONGEST_NAME]
        dated = self.words.year.search(self.text, *title) and below[1] - below[0] >= _SHORTEST_TITLE
        follows = self.words.top.match(text) or self.words.opening.match(text) or dated
        return title if follows and self._is_plain(*title) else None
