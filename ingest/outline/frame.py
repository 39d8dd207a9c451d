"""Where the plan begins and ends in its file: papers stuck together, covering notices, attached plans, annexes, foot matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from zhengpu.graph.cleaning import Flow
from zhengpu.graph.folding import Folding
from zhengpu.ingest.heads.force import with_force
from zhengpu.ingest.heads.head import Front
from zhengpu.ingest.heads.head_bases import QUOTED
from zhengpu.ingest.heads.head_bodies import Signature
from zhengpu.ingest.heads.head_text import Place, Splitter
from zhengpu.ingest.heads.headwords import ForceWords, HeadWords
from zhengpu.ingest.heads.iso_dates import iso_date
from zhengpu.ingest.plan import DocumentHead, Found

__all__ = ["Frame", "PlanPart", "frame"]

_LONGEST_FOOT = 3000
_LONGEST_REST = 10
_ALIKE = 0.6
_EMPTY = 10
_OUTER = str.maketrans("〈〉", "《》")


@dataclass(frozen=True, slots=True)
class PlanPart:
    """A stretch of the document with a title of its own: one of several attached plans, or an annex."""

    title: str | None
    start: int
    end: int
    title_start: int = 0
    title_end: int = 0
    ordinal: str | None = None
    """The printed ordinal of an annex (附件1)."""


_FIGURES = re.compile(r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)")
"""A day as portals write it: 2024-05-06."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the plan: its head, the text of the covering notice, its parts (one, or one for each attached plan or annex)."""

    head: DocumentHead
    notice: Place
    parts: tuple[PlanPart, ...]


def frame(flow: Flow, words: HeadWords, force: ForceWords, split: Splitter, folding: Folding, tables: Sequence[int] = ()) -> Frame:
    """Read head and foot matter; `split` parts a list of bodies into names, `tables` is where tables of tasks stand."""
    return _Framer(Front(flow, words, split, folding, tables), force).read()


class _Framer:
    """One reading of one document; holds only what the steps share."""

    def __init__(self, front: Front, force: ForceWords) -> None:
        self.force = force
        self.front, self.flow, self.words, self.text = front, front.flow, front.words, front.text

    def read(self) -> Frame:
        front = self.front
        signatures = list(front.signatures())
        first, end = self._paper(signatures)
        begin = front.after_meta(first, end)
        signatures = [s for s in signatures if begin <= s.date[0] < end]
        number = front.number(begin, end)
        recipients = front.recipients(begin, end)
        title = (
            front.notice_title(begin, end, number, recipients)
            or front.notice_title(first, begin, None, None)
            or front.late_title(recipients[1] if recipients else begin, end)
            or (None if recipients or number else front.first_line(begin, end) or front.above_table(begin, end))
        )
        after_head = max((p[1] for p in (number, recipients, title) if p), default=begin)
        after_head += recipients is not None and after_head == recipients[1]  # its colon
        notice_end, handed = self._notice_end(after_head, end, signatures, title)
        parts, whole = self._parts(after_head, notice_end, end, title, handed)
        if title and (annex := self.words.annex.fullmatch(self.text, begin, title[0])) and notice_end == after_head:  # an annex by itself
            parts = (
                replace(parts[0], title=self.text[slice(*title)], title_start=title[0], title_end=title[1], ordinal=annex[0]),
                *parts[1:],
            )
        parts = tuple(replace(part, end=max(part.start, self._foot(part.start, part.end))) for part in parts)
        signature = next((s for s in signatures if s.date[0] < notice_end), None) or (signatures[-1] if signatures else None)
        number = number or self._of_meta("number", first, begin, self.words.number) or front.number(first, begin)
        issuer = (
            front.issuer(title, number, begin, signature) or front.found(front.meta("issuer", first, begin)) or front.printer(begin, end)
        )
        head = DocumentHead(
            title=whole,
            number=front.found(number),
            issuer=issuer,
            issuers=front.issuers(issuer),
            notice=front.found(title) if title and self._inner_name(title) else None,
            issued=self._issued(signature, first, begin, end),
            jurisdiction=front.jurisdiction(issuer) or front.jurisdiction(front.found(signature.name if signature else None)),
            interpreted_by=front.interpreter(begin, end),
            recipients=tuple(front.names(recipients)),
            copied_to=tuple(front.copied(begin, end)),
            based_on=tuple(front.bases(((after_head, parts[0].start), *((p.start, p.end) for p in parts[:1] if p.ordinal is None)))),
        )
        head = with_force(head, front, self.force, first, after_head, end)
        return Frame(head, (after_head, notice_end), parts)

    def _of_meta(self, field: str, first: int, begin: int, pattern: re.Pattern[str]) -> Place | None:
        place = self.front.meta(field, first, begin)
        match = pattern.search(self.text, *place) if place else None
        return match.span() if match else None

    def _issued(self, signature: Signature | None, first: int, begin: int, end: int) -> Found | None:
        """The date of the signature, else what a portal says, else the date of printing."""
        if signature:
            return Found(signature.iso, self.flow.span(*signature.date))
        place = self.front.meta("issued", first, begin)
        if place and (figures := _FIGURES.search(self.text, *place)) and (said := iso_date(figures)):
            return Found(said, self.flow.span(*figures.span()))
        place = self._of_meta("issued", first, begin, self.words.date)
        match = (
            self.words.date.match(self.text, *place)
            if place
            else self.words.printed.search(self.text, max(begin, end - _LONGEST_FOOT), end)
        )
        match = match or self.front.bracketed_date(begin, end)
        issued = iso_date(match) if match else None
        if match is None or issued is None:
            return None
        return Found(issued, self.flow.span(match.start(), match.end("d" if match["y"] else "hd") + 1))

    def _paper(self, signatures: Sequence[Signature]) -> Place:
        """The stretch of the longest paper in the file: text of another paper stuck in front or behind is left out."""
        cuts = [0]
        for signature in signatures:
            end = signature.date[1]
            if note := self.words.public_note.match(self.text, end):
                end = note.end()
            if self._opens_paper(end):
                cuts.append(end)
        cuts.append(len(self.text))
        return max(pairwise(cuts), key=lambda cut: cut[1] - cut[0])

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

    def _notice_end(self, after_head: int, end: int, signatures: Sequence[Signature], title: Place | None) -> tuple[int, list[Place]]:
        """Where a covering notice ends, and the 《names》 of what it hands on; `after_head` itself if nothing is attached."""
        handed: list[Place] = []
        limit = min([s.date[0] for s in signatures if s.date[0] > after_head] or [min(end, after_head + 3000)])
        for match in self.words.handing.finditer(self.text, after_head, limit):
            sentence = self.text.rfind("。", after_head, match.start()) + 1 or after_head
            handed = [m.span(1) for m in QUOTED.finditer(self.text, sentence, match.start())]
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
        self, after_head: int, notice_end: int, end: int, title: Place | None, handed: Sequence[Place]
    ) -> tuple[tuple[PlanPart, ...], Found | None]:
        """The stretches with a title of their own, and the name of the whole."""
        whole = self._inner_name(title) or self.front.found(title)
        if notice_end == after_head:  # nothing is handed on: the paper itself is the plan
            return self._annexes(after_head, end), whole
        plans = sorted(p for h in handed if (p := self._standing(self.text[slice(*h)], notice_end, end)))
        if len(handed) >= 2 and len(plans) >= 2:
            ends = [*(p[0] for p in plans[1:]), end]
            return tuple(PlanPart(self.flow.text[a:b], b, following, a, b) for (a, b), following in zip(plans, ends, strict=True)), whole
        if not plans:
            front, *annexes = self._annexes(notice_end, end)
            if front.end - front.start < _EMPTY and len(annexes) >= 2 and whole and annexes[0].title not in (None, whole.value):
                return tuple(replace(part, ordinal=None) for part in annexes), whole  # the annexes are the plans
            if len(bare := self._restarts(notice_end, end)) >= 2:
                return bare, whole
        place = plans[0] if plans else self.front.heading_lines(notice_end, end)
        parts = self._annexes(place[1] if place else notice_end, end)
        if len(handed) == 1:
            return parts, self.front.found(place if plans or (place and self._alike(place, handed[0])) else handed[0])
        return parts, self.front.found(place) or whole

    def _restarts(self, start: int, end: int) -> tuple[PlanPart, ...]:
        """Plans one behind the other that no sentence named: title lines, and below each the numbering begins again."""
        titles: list[Place] = []
        for a, b in self.flow.lines(start, end):
            complete = a == start or self.text[a - 1] in "。）)"
            if complete and self.front.is_title(a, b) and (not titles or self.words.first.search(self.text, titles[-1][1], a)):
                titles.append((a, b))
        if not titles or titles[0][0] != start:
            return ()
        stops = [*(a for a, _ in titles[1:]), end]
        if not all(self.words.first.search(self.text, b, stop) for (_, b), stop in zip(titles, stops, strict=True)):
            return ()
        return tuple(PlanPart(self.flow.text[a:b], b, stop, a, b) for (a, b), stop in zip(titles, stops, strict=True))

    def _alike(self, heading: Place, name: Place) -> bool:
        """Whether the heading of the attached plan is the name it was handed on by in other words."""
        one, other = self.text[slice(*heading)], self.text[slice(*name)]
        return len(set(one) & set(other)) >= _ALIKE * len(set(one) | set(other))

    def _inner_name(self, title: Place | None) -> Found | None:
        """X in a notice's title 关于印发X的通知."""
        match = self.words.attached.search(self.text[slice(*title)]) if title else None
        return self.front.found((title[0] + match.start("name"), title[0] + match.end("name"))) if match and title else None

    def _standing(self, name: str, start: int, end: int) -> Place | None:
        """Where a name stands as a line of its own (a title inside it may be printed in 〈〉 or in 《》)."""
        if "〈" in name and (place := self._standing(name.translate(_OUTER), start, end)):
            return place
        position = start
        while (found := self.text.find(name, position, end)) >= 0:
            stop = found + len(name)
            before = self.text[found - 1] if found else ""
            line = self.front.line_start(found)
            if line < found and self.words.year.fullmatch(self.text, line, found):  # 现将2023年《…方案》: the year stands outside the marks
                found = line
            rest = next(iter(self.flow.breaks_in(stop, end)), end)
            if 0 < rest - stop <= _LONGEST_REST and self.text[stop:rest].endswith(self.words.papers):  # 《…规划》责任分解
                stop = rest
            if (self.flow.broken(found) or before in "）)。") and before != "《" and self.text[stop : stop + 1] != "》":
                return found, stop
            position = found + 1
        return None

    def _annexes(self, start: int, end: int) -> tuple[PlanPart, ...]:
        """The main text and the annexes behind it (a line 附件1 of its own, then a title)."""
        cuts: list[tuple[int, int, str]] = []
        for b in (start, *self.flow.breaks_in(start, end)):
            match = self.words.annex.match(self.text, b, min(end, b + 12))
            if match and (self.flow.broken(match.end()) or match.end() == end) and self.text[match.end() - 1] not in "：:":
                cuts.append((b, match.end(), match[0]))
        parts = [PlanPart(None, start, cuts[0][0] if cuts else end)]
        for (_, body, ordinal), following in zip(cuts, [*(c[0] for c in cuts[1:]), end], strict=False):
            place = self.front.heading_lines(body, following)
            if (
                place is None
                and (line := next(iter(self.flow.lines(body, following)), None))
                and line[1] - line[0] <= 50
                and "。" not in self.text[slice(*line)]
            ):
                place = line
            a, b = place or (body, body)
            parts.append(PlanPart(self.flow.text[a:b] or None, b, following, a, b, ordinal))
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
            line = self.front.line_start(self.front.note_before(position))
            name = self.text[line:position]
            if not name and self.text[line - 1 : line] in ("：", ":"):
                continue  # what a label says (完成时间：2025年10月31日)
            if match.end() >= len(tail) - 14 and (not name or name.endswith((*self.words.tails, "）"))):
                while above := self.front.name_above(line):  # joint issuers sign one below the other
                    line = above[0]
                return max(start, line)
        if note := list(self.words.public_note.finditer(tail)):
            return self._before_signature(start, offset + note[-1].start()) if note[-1].end() == len(tail) else end
        return end
