"""Head and foot matter: title, number, issuer, date, addressees, basis, 抄送, 解读."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile, pairwise
from typing import Protocol

from zhengpu.graph.cleaning import Flow
from zhengpu.graph.folding import Folding
from zhengpu.ingest.outline.headwords import HeadWords
from zhengpu.ingest.outline.ordinals import ordinal_value
from zhengpu.ingest.plan import Basis, Found

__all__ = ["QUOTED", "Front", "Place", "Signature", "Splitter", "iso_date"]

_FOLLOWING_NUMBER = re.compile(
    r"\s*[（(]([^（）()]{2,20}?[〔\[［【]\d{4}[〕\]］】]\d{1,5}号|[^（）()，。；、]{1,16}(?:令|公告)?第\d{1,5}号令?)[）)]"
)
QUOTED = re.compile(r"《([^《》]{2,120}(?:《[^《》]{1,80}》[^《》]{0,40})?)》")
_BESIDE = re.compile(r"\s*[（(][^（）()。]{1,30}[）)]")
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_LONGEST_TITLE = 120
_LONGEST_NAME = 40
_LONGEST_LIST = 400
_META_LINES = 24
_SHORTEST_TITLE = 6
_SHORTEST_LINE = 4
"""Fewer characters before a line break are a piece of the number itself."""
_LONGEST_HEAD = 2000
_LONGEST_OPENING = 2500
_LATEST = 3
_FIRST_ARTICLE = re.compile("第(?:一|1)条")
_FOOT = 3000
_MENU = 4
_LONGEST_MENU_WORD = 6
"""A line of so many words, none of them longer, is a menu."""

Place = tuple[int, int]
"""Positions in the running text."""


class _Named(Protocol):
    """A name in a list and its place there."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Splitter = Callable[[str], Sequence[_Named]]
"""Parts a list of bodies (各市、县人民政府，各直属机构) into names."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A body's name and a date below a paper."""

    name: Place | None
    date: Place
    iso: str


class Front:
    """Reads the values of one document's head and foot out of its running text."""

    def __init__(self, flow: Flow, words: HeadWords, split: Splitter, folding: Folding, tables: Sequence[int] = ()) -> None:
        self.flow, self.words, self.split = flow, words, split
        self.tables = sorted(tables)
        """Where tables of tasks stand in the running text."""
        self.text = folding.simplified(flow.text)
        """What patterns are matched on, position by position `flow.text`."""

    def found(self, place: Place | None) -> Found | None:
        return Found(self.flow.text[slice(*place)], self.flow.span(*place)) if place and place[0] < place[1] else None

    def signatures(self) -> Iterator[Signature]:
        text, flow = self.text, self.flow
        for match in self.words.date.finditer(text):
            start, end = match.span()
            if text.startswith(self.words.not_signature, end):
                continue
            note = self.note_before(start)
            closes = end == len(text) or flow.broken(end) or text[end] in "（(《一"
            line = self.line_start(note)
            name = text[line:note]
            if not closes or len(name) > _LONGEST_NAME or not (name == "" or name.endswith(self.words.tails)):
                continue
            if any(c in name for c in "，；：、") or (not name and not flow.broken(start)):
                continue
            signed = (line, note) if name else self.name_above(line)
            if issued := iso_date(match):
                yield Signature(signed and self._stacked(signed), (start, end), issued)

    def _stacked(self, name: Place) -> Place:
        """A signature with the lines above it that are names too: joint issuers sign one below the other."""
        start, end = name
        while self.flow.broken(start) and (above := self.name_above(start)) and self.flow.broken(above[0]):
            start = above[0]
        return self._whole_name(start, end), end

    def _whole_name(self, start: int, end: int) -> int:
        """Where a signature begins whose first line has only the kind of body (领导小组办公室): in the line above, which says whose."""
        if not self.words.kind_only.fullmatch(self.text, start, end) or not self.flow.broken(start):
            return start
        line = next(reversed(self.flow.breaks_in(max(0, start - _LONGEST_NAME - 1), start)), None)
        if line is None or re.search("[，。；：:]", self.text[line:start]):
            return start
        named = self.words.territory.match(self.text, line, start) or self.words.central.search(self.text[line:start])
        return line if named else start

    def note_before(self, position: int) -> int:
        """Where a name ends before a date, leaving out a bracket between (`（浙江省数据局代章）`)."""
        if position and self.text[position - 1] in "）)":
            opening = max(self.text.rfind(c, max(0, position - 30), position) for c in "（(")
            return opening if opening >= 0 else position
        return position

    def line_start(self, position: int) -> int:
        """Where the line, or the sentence, before a position begins."""
        line = max((b for b in self.flow.breaks_in(max(0, position - 80), position)), default=max(0, position - 80))
        stop = max(self.text.rfind(c, max(0, position - 80), position) for c in "。！？）)：:》")
        return max(line, stop + 1 if stop >= 0 else 0)

    def name_above(self, position: int) -> Place | None:
        end = self.note_before(position)
        start = self.line_start(end)
        name = self.text[start:end]
        return (start, end) if 2 <= len(name) <= _LONGEST_NAME and name.endswith(self.words.tails) and "，" not in name else None

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

    def is_site_line(self, start: int, end: int) -> bool:
        """A line of the page that keeps the paper, no line of the paper: an address, a way through menus, a code, a bare date."""
        return self.words.site.fullmatch(self.text, start, end) is not None or self._is_menu(start, end)

    def _is_menu(self, start: int, end: int) -> bool:
        """Many short words parted by blanks: 首页 资讯 政策 服务."""
        words = [1]
        for one, other in pairwise(self.flow.offsets[start:end]):
            words[-1] += other == one + 1
            if other > one + 1:
                words.append(1)
        return len(words) >= _MENU and max(words) <= _LONGEST_MENU_WORD and sum(words) / len(words) > 1

    def recipients(self, begin: int, end: int) -> Place | None:
        """The line of addressees, up to its colon."""
        stop = self.text.find("。", begin, min(end, begin + _LONGEST_HEAD))
        stop = stop if stop >= 0 else min(end, begin + _LONGEST_HEAD)
        if self.first_table(begin, end) < stop:  # no sentence stands above the table: who filled it in, nobody addressed
            return None
        for colon in re.compile("[：:]").finditer(self.text, begin, stop):
            start = begin
            for number in self.words.number.finditer(self.text, begin, colon.start()):
                start = number.end()
            starts = [start, *self.flow.breaks_in(start, colon.start())]
            titles = [i for i, (a, b) in enumerate(self.flow.lines(start, colon.start())) if self._is_title_line(self.text[a:b])]
            ends = [*starts[1:], colon.start()]
            if any(self.words.first.match(self.text, place) for place in starts):
                return None  # nobody is addressed below the first item
            if self.words.no_list.search(self.text[starts[-1] : colon.start()]):
                continue  # a label on a line of its own
            for first, stop_of_line in list(zip(starts, ends, strict=True))[titles[-1] + 1 if titles else 0 :]:
                if self.is_site_line(first, stop_of_line):
                    continue
                if 2 <= colon.start() - first <= _LONGEST_LIST and self._lists_bodies(self.text[first : colon.start()]):
                    return first, colon.start()
        return None

    def _is_title_line(self, line: str) -> bool:
        return line.endswith(self.words.papers) or (bool(self.words.title_verbs.search(line)) and "，" not in line)

    def _lists_bodies(self, names: str, *, whole: bool = True) -> bool:
        """Names of bodies; a `whole` list ends like one."""
        if not names or any(c in names for c in "《》“。；：:") or names.count("（") != names.count("）"):
            return False
        pieces = [p for p in re.split("[，、,]", names) if p]
        named = [p.endswith((*self.words.tails, "）", ")")) or p.startswith(self.words.each) for p in pieces]
        return sum(named) >= max(1, (len(pieces) - 1) // 2) and (named[-1] or not whole) and not self.words.no_list.search(names)

    def notice_title(self, begin: int, end: int, number: Place | None, recipients: Place | None) -> Place | None:
        """The title of the outermost paper: the lines before its number or between number and addressees."""
        limit = recipients[0] if recipients else self._first_sentence(begin, end)
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
        lines = list(dropwhile(lambda line: self._is_letterhead(self.text[slice(*line)]), lines))
        closing = self._closing(lines) if lines else None
        if closing is None:
            return None
        above = [line for line in lines if line[1] <= closing]
        start = above[-1][0]
        for a, b in reversed(above[:-1]):
            if _BRACKETED.fullmatch(self.text, start, self._line_end(start, closing)):
                start = a  # （试行） below the title
                continue
            if self._opens_title(start, closing) or self._complete_title(a, b, start):
                break
            start = a
        for a, b in reversed([line for line in above if line[1] <= start]):  # joint issuers, one a line
            if (
                b != start
                or b - a > _LONGEST_NAME
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

    def _first_sentence(self, begin: int, end: int) -> int:
        """Where the first line that is no title line begins."""
        end = self.first_table(begin, end)
        for start, stop in self.flow.lines(begin, min(end, begin + _LONGEST_HEAD)):
            line = self.text[start:stop]
            if (
                any(c in line for c in "。；")
                or len(line) > _LONGEST_TITLE
                or (start > begin and (self.words.first.match(line) or self.words.opening.match(line)))
            ):
                return start
        return min(end, begin + _LONGEST_HEAD)

    def _is_letterhead(self, line: str) -> bool:
        patterns = (self.words.public_note, self.words.annex, self.words.letterhead)
        return not re.search("[一-鿿]{2}", line) or any(pattern.fullmatch(line) for pattern in patterns)

    def after_meta(self, begin: int, end: int) -> int:
        """Behind the lines in which a portal describes the paper (发文字号：…)."""
        sentence = self.text.find("。", begin, end)
        limit = min(begin + _LONGEST_HEAD, sentence if sentence >= 0 else end)
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

    def is_title(self, start: int, end: int) -> bool:
        """A line that can be the title of a plan: short, one piece, its last word a kind of paper."""
        line = self.text[start:end]
        short = _SHORTEST_TITLE <= len(line) <= _LONGEST_NAME and not re.search("[，。；：:《》]", line)
        return short and line.endswith((*self.words.plans, *self.words.lists)) and not self.words.numbered.match(line)

    def _closing(self, lines: Sequence[Place]) -> int | None:
        """Where a title that begins with the first line ends: at the last line that ends like a paper."""
        stop = None
        for start, end in lines:
            line = self.text[start:end]
            if len(line) > _LONGEST_TITLE or re.search("[。；：:]", line):
                break
            if re.sub(r"》$|[（(][^（）()]*[）)]$", "", line).endswith(self.words.papers) or (
                stop is not None and _BRACKETED.fullmatch(line) and not (self.words.number.search(line) or self.words.date.search(line))
            ):
                stop = end
        return stop

    def heading_lines(self, start: int, end: int) -> Place | None:
        """Title lines at the very beginning of an attached paper."""
        stop = self._first_sentence(start, end)
        return self._title_in([(a, b) for a, b in self.flow.lines(start, stop) if b > a])

    def late_title(self, begin: int, end: int) -> Place | None:
        """A title line that stands below the addressees, right above the first numbered heading."""
        body = self.words.first.search(self.text, begin, end)
        lines = list(self.flow.lines(begin, body.start() if body else begin))[-_LATEST:]
        return next((line for line in reversed(lines) if self.is_title(*line) and self.flow.broken(line[0])), None)

    def first_table(self, begin: int, end: int) -> int:
        """Where the first table behind a position stands; the end if there is none."""
        return next((table for table in self.tables if begin < table <= end), end)

    def above_table(self, begin: int, end: int) -> Place | None:
        """Whatever its last word, the first line of a text that is nothing but a few lines above a table is its title."""
        table = self.first_table(begin, end)
        lines = [line for line in self.flow.lines(begin, table) if not self._is_letterhead(self.text[slice(*line)])]
        if table not in self.tables or len(lines) > _LATEST or "。" in self.text[begin:table]:
            return None
        return next((line for line in lines if self._is_plain(*line)), None)

    def _is_plain(self, start: int, end: int) -> bool:
        line = self.text[start:end]
        plain = not re.search("[，。；：:、！？]", line) and not self.words.numbered.match(line) and not line.endswith(self.words.tails)
        return plain and _SHORTEST_TITLE <= len(line) <= _LONGEST_NAME and not self.words.first.match(line)

    def first_line(self, begin: int, end: int) -> Place | None:
        """Whatever its last word, the first line is the title if it stands alone right above 一、 or the opening sentence, or names a year."""
        lines = dropwhile(
            lambda line: self.is_site_line(*line) or self._is_letterhead(self.text[slice(*line)]), self.flow.lines(begin, end)
        )
        title, below = next(lines, None), next(lines, None)
        if title is None or below is None:
            return None
        text = self.text[below[0] : below[0] + _LONGEST_NAME]
        dated = self.words.year.search(self.text, *title) and below[1] - below[0] >= _SHORTEST_TITLE
        follows = self.words.top.match(text) or self.words.opening.match(text) or dated
        return title if follows and self._is_plain(*title) else None

    def issuer(self, title: Place | None, number: Place | None, begin: int, signature: Signature | None) -> Found | None:
        if (
            title
            and (verb := self.words.title_verbs.search(self.text, *title))
            and 2 <= verb.start() - title[0] <= 60
            and not self.words.bare_territory.fullmatch(self.text, title[0], verb.start())
        ):
            return self.found((title[0], verb.start()))
        if signature and signature.name:
            return self.found(signature.name)
        for line in self.flow.lines(begin, number[0]) if number else ():
            if letterhead := self.words.letterhead.fullmatch(self.text, *line):
                return self.found(letterhead.span("name"))
        return None

    def issuers(self, issuer: Found | None) -> tuple[Found, ...]:
        """Those who issue a paper together: parted by blanks, lines or 、, each a body's name; a name spaced out is one."""
        if issuer is None:
            return ()
        start = self.flow.position(issuer.span.start)
        end = start + len(issuer.value)
        cuts = [n for n in range(start + 1, end) if self.flow.offsets[n] > self.flow.offsets[n - 1] + 1 or self.text[n] == "、"]
        places = [(a + (self.text[a] == "、"), b) for a, b in pairwise([start, *cuts, end])]
        whole = all(self._is_body(a, b) for a, b in places)
        found = [f for place in places if (f := self.found(place))] if whole else [issuer]
        return tuple(found)

    def _is_body(self, start: int, end: int) -> bool:
        """Whether a stretch is a whole name: no territory alone, no kind of body without whose it is."""
        name = self.text[start:end]
        bare = self.words.bare_territory.fullmatch(self.text, start, end) or self.words.kind_only.fullmatch(self.text, start, end)
        return len(name) > 2 and name.endswith(self.words.tails) and not bare and not name.startswith(self.words.kinds_alone)

    def bracketed_date(self, begin: int, end: int) -> re.Match[str] | None:
        """A date in brackets on a line of its own below the title: （2025年1月20日）."""
        for a, b in self.flow.lines(begin, self._first_sentence(begin, end)):
            if _BRACKETED.fullmatch(self.text, a, b) and (match := self.words.date.search(self.text, a, b)):
                return match
        return None

    def printer(self, begin: int, end: int) -> Found | None:
        """Who printed the paper (甲县人民政府办公室2024年3月15日印发)."""
        match = self.words.printed.search(self.text, max(begin, end - _FOOT), end)
        if match is None:
            return None
        start = self.line_start(match.start())
        name = self.text[start : match.start()]
        return self.found((start, match.start())) if 4 <= len(name) <= _LONGEST_NAME and name.endswith(self.words.tails) else None

    def jurisdiction(self, issuer: Found | None) -> Found | None:
        """The territory printed in an issuer's name; central bodies have none."""
        if issuer is None:
            return None
        start = self.flow.position(issuer.span.start)
        name = self.text[start : start + len(issuer.value)]
        match = None if self.words.central.search(name) else self.words.territory.match(name)
        return self.found((start + match.start("name"), start + match.end("name"))) if match else None

    def names(self, place: Place | None) -> Iterator[Found]:
        for name in self.split(self.text[slice(*place)]) if place else ():
            assert place is not None
            if name.start < name.end:
                start, end = place[0] + name.start, place[0] + name.end
                yield Found(self.flow.text[start:end], self.flow.span(start, end))

    def copied(self, begin: int, end: int) -> Iterator[Found]:
        match = self.words.copied.search(self.text, begin, end)
        if not match:
            return
        start, stop = match.span("names")
        if printed := self.words.printed.search(self.text, start, stop):
            stop = self.line_start(printed.start())
        for b in self.flow.breaks_in(start, stop):  # the list ends with its paragraph, or goes on where a line begins with names
            follows = next((line for line in self.flow.lines(b, stop)), (b, b))
            joined = self.text[b - 1] in "，、" or self.text[b : b + 1] in "，、"
            if not joined and not self._lists_bodies(self.text[slice(*follows)].strip("。")):
                stop = b
                break
        for group in re.finditer("[^。]+", self.text[start:stop]):
            for name in self.names((start + group.start(), start + group.end())):
                if name.value not in self.words.copied_none:
                    yield name

    def interpreter(self, begin: int, end: int) -> Found | None:
        match = self.words.interpreted.search(self.text, max(begin, end - 3000), end)
        return self.found(match.span("a" if match["a"] else "b")) if match else None

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


def iso_date(match: re.Match[str]) -> str | None:
    """The ISO date of a match of `HeadWords.date`, in digits or in Chinese numerals; None for a day that cannot be."""
    if match["y"]:
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    else:
        year = int("".join(str(ordinal_value(c)) for c in match["hy"]))
        month = 1 if match["hm"] == "元" else ordinal_value(match["hm"])
        day = ordinal_value(match["hd"])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
