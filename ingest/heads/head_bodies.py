"""Who issues a paper, signs it, gets it, prints it and interprets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from zhengpu.ingest.heads.head_text import LONGEST_HEAD, LONGEST_NAME, HeadText, Place
from zhengpu.ingest.heads.iso_dates import iso_date
from zhengpu.ingest.plan import Found

__all__ = ["HeadBodies", "Signature"]

_LONGEST_LIST = 400
_FOOT = 3000


@dataclass(frozen=True, slots=True)
class Signature:
    """A body's name and a date below a paper."""

    name: Place | None
    date: Place
    iso: str


class HeadBodies(HeadText):
    """Finds the bodies that a head and a foot name."""

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
            if not closes or len(name) > LONGEST_NAME or not (name == "" or name.endswith(self.words.tails)):
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
        line = next(reversed(self.flow.breaks_in(max(0, start - LONGEST_NAME - 1), start)), None)
        if line is None or re.search("[，。；：:]", self.text[line:start]):
            return start
        named = self.words.territory.match(self.text, line, start) or self.words.central.search(self.text[line:start])
        return line if named else start

    def recipients(self, begin: int, end: int) -> Place | None:
        """The line of addressees, up to its colon."""
        stop = self.text.find("。", begin, min(end, begin + LONGEST_HEAD))
        stop = stop if stop >= 0 else min(end, begin + LONGEST_HEAD)
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

    def printer(self, begin: int, end: int) -> Found | None:
        """Who printed the paper (甲县人民政府办公室2024年3月15日印发)."""
        match = self.words.printed.search(self.text, max(begin, end - _FOOT), end)
        if match is None:
            return None
        start = self.line_start(match.start())
        name = self.text[start : match.start()]
        return self.found((start, match.start())) if 4 <= len(name) <= LONGEST_NAME and name.endswith(self.words.tails) else None

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
