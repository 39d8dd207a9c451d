"""Head and foot matter of a document, and where the plan itself begins and ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.cleaning import Flow
from ingest.ordinals import ordinal_value
from ingest.plan import Basis, Found, Head

__all__ = ["Frame", "HeadWords", "Part", "Splitter", "frame"]

_QUOTED = re.compile(r"《([^《》]{2,120}(?:《[^《》]{1,80}》[^《》]{0,40})?)》")
_FOLLOWING_NUMBER = re.compile(r"\s*[（(]([^（）()]{2,20}?[〔\[［【]\d{4}[〕\]］】]\d{1,5}号)[）)]")
_HAN = r"[一二三四五六七八九十百]{1,4}"
_LONGEST_TITLE = 120
_LONGEST_NAME = 40
_LONGEST_FOOT = 3000


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
class Part:
    """A stretch of the document with a title of its own: one of several attached plans, or an annex."""

    title: str | None
    start: int
    end: int
    title_start: int = 0
    title_end: int = 0
    ordinal: str | None = None
    """The printed ordinal of an annex (附件1)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the plan: its head, its parts (one, or one for each attached plan or annex), where each body begins."""

    head: Head
    parts: tuple[Part, ...]
    notice: tuple[int, int]
    stray: tuple[int, int]


@dataclass(frozen=True, slots=True)
class HeadWords:
    """The `[head]`, `[recipients]` and `[territory]` tables of outline.toml, compiled."""

    number: re.Pattern[str]
    date: re.Pattern[str]
    papers: tuple[str, ...]
    title_verbs: re.Pattern[str]
    handing: re.Pattern[str]
    attached: re.Pattern[str]
    not_signature: tuple[str, ...]
    public_note: re.Pattern[str]
    making: re.Pattern[str]
    basis_always: re.Pattern[str]
    basis_making: re.Pattern[str]
    basis_join: re.Pattern[str]
    copied: re.Pattern[str]
    copied_none: tuple[str, ...]
    interpreted: re.Pattern[str]
    foot_line: re.Pattern[str]
    foot_sentence: re.Pattern[str]
    annex: re.Pattern[str]
    recipients: re.Pattern[str]
    tails: tuple[str, ...]
    territory: re.Pattern[str]
    central: re.Pattern[str]

    @classmethod
    def of(cls, data: Mapping[str, Mapping[str, object]]) -> HeadWords:
        """Compile the tables."""
        head, recipients, territory = data["head"], data["recipients"], data["territory"]

        def words(table: Mapping[str, object], key: str) -> tuple[str, ...]:
            value = table[key]
            assert isinstance(value, list)
            return tuple(value)

        def pattern(table: Mapping[str, object], key: str) -> re.Pattern[str]:
            return re.compile(str(table[key]).replace("{han}", _HAN).replace("{num}", r"\d{1,2}"))

        return cls(
            **{
                key: pattern(head, key)
                for key in (
                    "number",
                    "date",
                    "handing",
                    "attached",
                    "public_note",
                    "making",
                    "basis_always",
                    "basis_making",
                    "basis_join",
                    "copied",
                    "interpreted",
                    "foot_line",
                    "foot_sentence",
                    "annex",
                )
            },
            papers=words(head, "papers"),
            title_verbs=re.compile("|".join(words(head, "title_verbs"))),
            not_signature=words(head, "not_signature"),
            copied_none=words(head, "copied_none"),
            recipients=pattern(recipients, "pattern"),
            tails=words(recipients, "tails"),
            territory=pattern(territory, "pattern"),
            central=pattern(territory, "central"),
        )


def frame(flow: Flow, words: HeadWords, split: Splitter) -> Frame:
    """Read head and foot matter; `split` parts a list of bodies into names."""
    return _Reader(flow, words, split).read()


@dataclass(frozen=True, slots=True)
class _Signature:
    """A body's name and a date below a paper."""

    name: tuple[int, int] | None
    date: tuple[int, int]
    iso: str


class _Reader:
    """One reading of one document; holds only what the steps share."""

    def __init__(self, flow: Flow, words: HeadWords, split: Splitter) -> None:
        self.flow, self.words, self.split, self.text = flow, words, split, flow.text

    def read(self) -> Frame:
        signatures = list(self._signatures())
        begin, end = self._paper(signatures)
        signatures = [s for s in signatures if begin <= s.date[0] < end]
        number = self._number(begin, end)
        recipients = self._recipients(begin, end)
        title = self._notice_title(begin, end, number, recipients)
        after_head = max((p[1] for p in (number, recipients, title) if p), default=begin)
        after_head += recipients is not None and after_head == recipients[1]  # its colon
        notice_end, handed = self._notice_end(after_head, end, signatures, title)
        parts, whole = self._parts(begin, after_head, notice_end, end, title, handed)
        signature = next((s for s in signatures if s.date[0] < notice_end), None) or (signatures[-1] if signatures else None)
        parts = tuple(_shortened(part, self._foot(part.start, part.end)) for part in parts)
        issuer = self._issuer(title, number, begin, signature)
        head = Head(
            title=whole,
            number=self._found(number),
            issuer=issuer,
            issued=Found(signature.iso, self.flow.span(*signature.date)) if signature else None,
            jurisdiction=self._jurisdiction(issuer) or self._jurisdiction(self._found(signature.name if signature else None)),
            interpreted_by=self._interpreter(begin, end),
            recipients=tuple(self._names(recipients)),
            copied_to=tuple(self._copied(begin, end)),
            based_on=tuple(self._bases(after_head, parts)),
        )
        return Frame(head, parts, (begin, notice_end), (0, begin))

    # -- which paper of the file

    def _signatures(self) -> Iterator[_Signature]:
        text, flow = self.text, self.flow
        for match in self.words.date.finditer(text):
            start, end = match.span()
            if text.startswith(self.words.not_signature, end):
                continue
            note = self._note_before(start)
            closes = end == len(text) or flow.broken(end) or text[end] in "（(《一"
            line = self._line_start(note)
            name = text[line:note]
            if not closes or len(name) > _LONGEST_NAME or not (name == "" or name.endswith(self.words.tails)):
                continue
            if any(c in name for c in "，；：、") or (not name and not flow.broken(start)):
                continue
            yield _Signature((line, note) if name else self._name_above(line), (start, end), _iso(match))

    def _note_before(self, position: int) -> int:
        """Where a name ends before a date, leaving out a bracket between (`（浙江省数据局代章）`)."""
        if position and self.text[position - 1] in "）)":
            opening = max(self.text.rfind(c, max(0, position - 30), position) for c in "（(")
            return opening if opening >= 0 else position
        return position

    def _line_start(self, position: int) -> int:
        """Where the line, or the sentence, before a position begins."""
        line = max((b for b in self.flow.breaks_in(max(0, position - 80), position)), default=max(0, position - 80))
        stop = max(self.text.rfind(c, max(0, position - 80), position) for c in "。！？）)：:》")
        return max(line, stop + 1 if stop >= 0 else 0)

    def _name_above(self, position: int) -> tuple[int, int] | None:
        end = self._note_before(position)
        start = self._line_start(end)
        name = self.text[start:end]
        return (start, end) if 2 <= len(name) <= _LONGEST_NAME and name.endswith(self.words.tails) and "，" not in name else None

    def _paper(self, signatures: Sequence[_Signature]) -> tuple[int, int]:
        """The stretch of the longest paper in the file: text of another paper stuck in front or behind is left out."""
        cuts = [0]
        for signature in signatures:
            end = signature.date[1]
            if note := self.words.public_note.match(self.text, end):
                end = note.end()
            if self._opens_paper(end):
                cuts.append(end)
        cuts.append(len(self.text))
        return max(zip(cuts, cuts[1:], strict=False), key=lambda cut: cut[1] - cut[0])

    def _opens_paper(self, position: int) -> bool:
        """A title with a number of its own and addressees, right behind a signature."""
        window = self.text[position : position + 400]
        number, colon = self.words.number.search(window), window.find("：")
        return bool(
            number
            and number.start() < 150
            and (number.start() == 0 or window[number.start() - 1] not in "（(")
            and number.end() < colon
            and "。" not in window[: number.start()]
        )

    # -- head

    def _number(self, begin: int, end: int) -> tuple[int, int] | None:
        """The document's own number: in the head, not in brackets behind another document's name."""
        for match in self.words.number.finditer(self.text, begin, min(end, begin + 3000)):
            start, stop = match.span()
            for paper in self.words.papers:  # 实施意见国办发〔2020〕24号: the line break before it was lost
                if (cut := self.text.rfind(paper, start, match.end("code"))) >= 0 and cut + len(paper) < match.end("code"):
                    start = max(start, cut + len(paper))
            start = max([start, *(b for b in self.flow.breaks_in(start, match.end("code")))])
            before = self.text[start - 1] if start > begin else ""
            if before in "（(《" and before:
                continue
            if "。" in self.text[begin:start]:
                return None
            return start, stop
        return None

    def _recipients(self, begin: int, end: int) -> tuple[int, int] | None:
        """The line of addressees, up to its colon."""
        stop = self.text.find("。", begin, end)
        colon = re.compile("[：:]").search(self.text, begin, stop if stop >= 0 else min(end, begin + 1500))
        if not colon:
            return None
        start = begin
        for match in self.words.number.finditer(self.text, begin, colon.start()):
            start = match.end()
        for b in self.flow.breaks_in(start, colon.start()):
            line = self.text[start:b]
            if line and (self._is_title_line(line) or not self._lists_bodies(self.text[b : colon.start()], partial=False)):
                start = b
                continue
            if line and not self._lists_bodies(line, partial=True):
                start = b
        names = self.text[start : colon.start()]
        return (start, colon.start()) if self._lists_bodies(names, partial=False) and 2 <= len(names) <= 400 else None

    def _is_title_line(self, line: str) -> bool:
        return (
            line.endswith(self.words.papers) or line.startswith(("关于",)) or bool(self.words.title_verbs.search(line) and "，" not in line)
        )

    def _lists_bodies(self, names: str, *, partial: bool) -> bool:
        """Names of bodies: addressed as 各…, or every name ends like one."""
        if not names or any(c in names for c in "《》“。；") or names.count("（") != names.count("）"):
            return False
        pieces = [p for p in re.split("[，、,]", names) if p]
        tails = [p for p in pieces if p.endswith(self.words.tails) or re.search(r"[）)]$", p)]
        return len(tails) >= max(1, (len(pieces) - 1) // 2) and (partial or pieces[-1].endswith((*self.words.tails, "）", ")")))

    def _notice_title(
        self, begin: int, end: int, number: tuple[int, int] | None, recipients: tuple[int, int] | None
    ) -> tuple[int, int] | None:
        """The title of the outermost paper: the lines before its number or between number and addressees."""
        limit = recipients[0] if recipients else self._first_sentence(begin, end)
        stretches = [(begin, number[0]), (number[1], limit)] if number and number[0] < limit else [(begin, limit)]
        best: tuple[int, int] | None = None
        for start, stop in reversed(stretches):
            lines = [(a, b) for a, b in self.flow.lines(start, stop) if b > a]
            while lines and self._is_letterhead(self.text[slice(*lines[0])]):
                lines.pop(0)
            if lines and (closing := self._closing(lines)):
                best = lines[0][0], closing
                if self.words.title_verbs.search(self.text, *best):
                    return best
        return best

    def _first_sentence(self, begin: int, end: int) -> int:
        """Where the first line that is no title line begins."""
        for start, stop in self.flow.lines(begin, min(end, begin + 2000)):
            line = self.text[start:stop]
            if (
                any(c in line for c in "。；")
                or len(line) > _LONGEST_TITLE
                or (start > begin and re.match(r"一、|第一[章条]|为[^了]?|根据", line))
            ):
                return start
        return min(end, begin + 2000)

    def _is_letterhead(self, line: str) -> bool:
        return (
            line.endswith("文件")
            or not re.search("[一-鿿]{2}", line)
            or bool(self.words.public_note.fullmatch(line))
            or bool(self.words.annex.fullmatch(line))
        )

    def _closing(self, lines: Sequence[tuple[int, int]]) -> int | None:
        """Where a title that begins with the first line ends: at the last line that ends like a paper."""
        stop = None
        for start, end in lines:
            line = self.text[start:end]
            if len(line) > _LONGEST_TITLE or re.search("[。；：:]", line):
                break
            if re.sub(r"[（(][^（）()]*[）)]$", "", line).endswith(self.words.papers) or (
                stop is not None and re.fullmatch(r"[（(][^（）()]*[）)]", line)
            ):
                stop = end
        return stop

    # -- notice and what it hands on

    def _notice_end(
        self, after_head: int, end: int, signatures: Sequence[_Signature], title: tuple[int, int] | None
    ) -> tuple[int, list[tuple[int, int]]]:
        """Where a covering notice ends, and the 《names》 of what it hands on; `after_head` itself if nothing is attached."""
        handed: list[tuple[int, int]] = []
        limit = min([s.date[0] for s in signatures if s.date[0] > after_head] or [min(end, after_head + 3000)])
        for match in self.words.handing.finditer(self.text, after_head, limit):
            sentence = self.text.rfind("。", after_head, match.start()) + 1 or after_head
            handed = [m.span(1) for m in _QUOTED.finditer(self.text, sentence, match.start())]
            break
        else:
            if not (title and self.words.attached.search(self.text[slice(*title)])) or limit - after_head > 2000:
                return after_head, []
        close = after_head
        for signature in signatures:
            if signature.date[0] > after_head:
                close = signature.date[1]
                break
        else:
            stop = self.text.find("。", handed[-1][1], end) if handed else -1
            close = stop + 1 or after_head
        if note := self.words.public_note.match(self.text, close):
            close = note.end()
        if close - after_head > 3000 or close >= end - (5 if handed else 50):  # the signature stands below the whole plan
            return after_head, handed
        return close, handed

    def _parts(
        self, begin: int, after_head: int, notice_end: int, end: int, title: tuple[int, int] | None, handed: Sequence[tuple[int, int]]
    ) -> tuple[tuple[Part, ...], Found | None]:
        """The stretches with a title of their own and the name of the whole."""
        own = self._found(title)
        common = self.words.attached.search(own.value) if own and title else None
        attached = notice_end > after_head
        plans = [p for h in handed if (p := self._standing(self.text[slice(*h)], notice_end, end))] if attached else []
        if len(handed) >= 2 and len(plans) >= 2:
            plans.sort()
            starts = [p[0] for p in plans] + [end]
            parts = tuple(Part(self.text[a:b], b, following, a, b) for (a, b), following in zip(plans, starts[1:], strict=False))
            whole = (
                Found(common["name"], self.flow.span(title[0] + common.start("name"), title[0] + common.end("name")))
                if common and title
                else own
            )
            return parts, whole
        if attached:
            named = handed[0] if len(handed) == 1 else None
            place = (plans[0] if plans else None) or self._heading_lines(notice_end, end)
            start = place[1] if place else notice_end
            if named:
                whole = self._found(place if plans else named)
            elif place:
                whole = self._found(place)
            else:
                whole = (
                    Found(common["name"], self.flow.span(title[0] + common.start("name"), title[0] + common.end("name")))
                    if common and title
                    else own
                )
            return self._annexes(start, end), whole
        return self._annexes(after_head, end), Found(
            common["name"], self.flow.span(title[0] + common.start("name"), title[0] + common.end("name"))
        ) if common and title else own

    def _standing(self, name: str, start: int, end: int) -> tuple[int, int] | None:
        """Where a name stands as a line of its own."""
        position = start
        while (found := self.text.find(name, position, end)) >= 0:
            stop = found + len(name)
            before = self.text[found - 1] if found else ""
            if (self.flow.broken(found) or before in "）)。") and before != "《" and self.text[stop : stop + 1] != "》":
                return found, stop
            position = found + 1
        return None

    def _heading_lines(self, start: int, end: int) -> tuple[int, int] | None:
        """Title lines at the very beginning of an attached paper."""
        stop = self._first_sentence(start, end)
        lines = [(a, b) for a, b in self.flow.lines(start, stop) if b > a]
        while lines and self._is_letterhead(self.text[slice(*lines[0])]):
            lines.pop(0)
        closing = self._closing(lines) if lines else None
        return (lines[0][0], closing) if closing else None

    def _annexes(self, start: int, end: int) -> tuple[Part, ...]:
        """The main text and the annexes behind it (a line 附件1 of its own, then a title)."""
        cuts: list[tuple[int, int, str]] = []
        for b in self.flow.breaks_in(start, end):
            match = self.words.annex.match(self.text, b, min(end, b + 12))
            if match and (self.flow.broken(match.end()) or match.end() == end) and self.text[match.end() - 1] not in "：:":
                cuts.append((b, match.end(), match[0]))
        parts = [Part(None, start, cuts[0][0] if cuts else end)]
        for (_, body, ordinal), following in zip(cuts, [*(c[0] for c in cuts[1:]), end], strict=False):
            place = self._heading_lines(body, following)
            if (
                place is None
                and (line := next(iter(self.flow.lines(body, following)), None))
                and line[1] - line[0] <= 50
                and "。" not in self.text[slice(*line)]
            ):
                place = line
            a, b = place or (body, body)
            parts.append(Part(self.text[a:b] or None, b, following, a, b, ordinal))
        return tuple(parts)

    def _foot(self, start: int, end: int) -> int:
        """Where foot matter begins in the last part."""
        for b in self.flow.breaks_in(max(start, end - _LONGEST_FOOT), end):
            if self.words.foot_line.match(self.text, b, end):
                end = b
                break
        match = self.words.foot_sentence.search(self.text, max(start, end - 400), end)
        if match and (self.flow.broken(match.start()) or self.text[match.start() - 1] in "。）)"):
            end = match.start()
        return self._before_signature(start, end)

    def _before_signature(self, start: int, end: int) -> int:
        tail = self.text[max(start, end - 120) : end]
        offset = max(start, end - 120)
        for match in self.words.date.finditer(tail):
            position = offset + match.start()
            line = self._line_start(self._note_before(position))
            name = self.text[line:position]
            if match.end() >= len(tail) - 14 and (not name or name.endswith((*self.words.tails, "）"))):
                while above := self._name_above(line):  # joint issuers sign one below the other
                    line = above[0]
                return max(start, line)
        if note := list(self.words.public_note.finditer(tail)):
            return self._before_signature(start, offset + note[-1].start()) if note[-1].end() == len(tail) else end
        return end

    # -- values

    def _found(self, place: tuple[int, int] | None) -> Found | None:
        return Found(self.text[slice(*place)], self.flow.span(*place)) if place and place[0] < place[1] else None

    def _issuer(
        self, title: tuple[int, int] | None, number: tuple[int, int] | None, begin: int, signature: _Signature | None
    ) -> Found | None:
        if title and (verb := self.words.title_verbs.search(self.text, *title)) and 2 <= verb.start() - title[0] <= 60:
            return self._found((title[0], verb.start()))
        if signature and signature.name:
            return self._found(signature.name)
        head = self.text[begin : number[0]] if number else ""
        if head.endswith("文件") and (lines := list(self.flow.lines(begin, number[0] if number else begin))):
            return self._found((lines[-1][0], lines[-1][1] - 2))
        return None

    def _jurisdiction(self, issuer: Found | None) -> Found | None:
        if issuer is None or self.words.central.search(issuer.value):
            return None
        match = self.words.territory.match(issuer.value)
        if not match:
            return None
        start = self.flow.position(issuer.span.start) + match.start("name")
        return self._found((start, start + len(match["name"])))

    def _names(self, place: tuple[int, int] | None) -> Iterator[Found]:
        for name in self.split(self.text[slice(*place)]) if place else ():
            assert place is not None
            if name.start < name.end:
                yield Found(name.text, self.flow.span(place[0] + name.start, place[0] + name.end))

    def _copied(self, begin: int, end: int) -> Iterator[Found]:
        match = self.words.copied.search(self.text, begin, end)
        if not match:
            return
        start, stop = match.span("names")
        for b in self.flow.breaks_in(start, stop):  # without a full stop the list ends with its line
            if self.text[b - 1] not in "，、" and self.text[b : b + 1] not in "，、" and self.text.find("。", start, stop + 1) < 0:
                stop = b
                break
        for name in self._names((start, stop)):
            if name.value not in self.words.copied_none:
                yield name

    def _interpreter(self, begin: int, end: int) -> Found | None:
        match = self.words.interpreted.search(self.text, max(begin, end - 3000), end)
        return self._found(match.span("a" if match["a"] else "b")) if match else None

    def _bases(self, after_head: int, parts: Sequence[Part]) -> Iterator[Basis]:
        """Documents named after 根据 in the opening, or after 落实, 按照 in the sentence that makes this plan."""
        seen: set[str] = set()
        openings = [(after_head, min(after_head + 2500, parts[0].start))] + [
            (p.start, min(p.end, p.start + 2500)) for p in parts[:1] if p.ordinal is None
        ]
        for start, end in openings:
            for first in re.finditer(r"一、|[（(]一[）)]|第一[章条]|(?<!\d)1[.．、](?!\d)", self.text[start:end]):
                end = min(end, start + first.start())
                break
            for sentence in re.finditer("[^。]+", self.text[start:end]):
                trigger = self.words.basis_making if self.words.making.search(sentence[0]) else self.words.basis_always
                for basis in self._cited(trigger, start + sentence.start(), start + sentence.end()):
                    if basis.title not in seen:
                        seen.add(basis.title)
                        yield basis

    def _cited(self, trigger: re.Pattern[str], start: int, end: int) -> Iterator[Basis]:
        for match in trigger.finditer(self.text, start, end):
            position = match.end()
            opening = self.text.find("《", position, min(end, position + 14))
            if opening < 0 or re.search("[，。；《》]", self.text[position:opening]):
                continue
            position = opening
            while quoted := _QUOTED.match(self.text, position, end):
                number = _FOLLOWING_NUMBER.match(self.text, quoted.end(), end)
                yield Basis(quoted[1], number[1] if number else None, self.flow.span(*quoted.span(1)))
                position = number.end() if number else quoted.end()
                joined = self.words.basis_join.match(self.text, position, end)
                position = joined.end() if joined else position


def _iso(match: re.Match[str]) -> str:
    if match["y"]:
        return f"{match['y']}-{int(match['m']):02d}-{int(match['d']):02d}"
    year = "".join(str("〇一二三四五六七八九".index(c)) if c in "一二三四五六七八九" else "0" for c in match["hy"])
    month = 1 if match["hm"] == "元" else ordinal_value(match["hm"])
    return f"{year}-{month:02d}-{ordinal_value(match['hd']):02d}"


def _shortened(part: Part, end: int) -> Part:
    return Part(part.title, part.start, max(part.start, min(end, part.end)), part.title_start, part.title_end, part.ordinal)
