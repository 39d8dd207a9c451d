"""Numbers and times in a question: 第3、5条, 第二部分, 今年底, 前三."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from zhengpu.graph.dates import DateMention, Dates
from zhengpu.graph.numerals import ARABIC, HAN, read
from zhengpu.query.meaning import One
from zhengpu.query.words.catalogued import KnownNames, SectionEntry
from zhengpu.query.words.lattice import Item
from zhengpu.query.words.words import Words

__all__ = ["Marks", "Period", "TaskNumbers"]


@dataclass(frozen=True, slots=True)
class TaskNumbers:
    """第3、5条, 第1至4条."""

    numbers: tuple[int, ...]
    printed: str


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time; `first` is None for “by then”. `code` holds what is no date (`monthly:10`). `relative`: counted from today."""

    first: date | None
    last: date | None
    code: str
    printed: str
    relative: bool = False


_FEW = 20
"""Of more plans nobody means the parts below parts."""
_NUMERAL = rf"(?:{ARABIC}|{HAN})"
_NUMBER = re.compile(_NUMERAL)


class Marks:
    """Finds them by the patterns of `words.toml`."""

    def __init__(self, words: Words, dates: Callable[[], Dates]) -> None:
        self._words, self._dates = words, dates

    def find(self, text: str, wording: KnownNames, today: date) -> list[Item]:
        """All of a folded text, overlapping ones too."""
        return [*self._task_numbers(text), *self._sections(text, wording), *self._periods(text, today), *self._numbers(text)]

    def _task_numbers(self, text: str) -> Iterator[Item]:
        for match in self._words.marks["task"].finditer(text):
            first = next(match[g] for g in ("a", "c", "d", "e", "f", "g", "h") if match[g])
            numbers = [_int(first)]
            if match["to"]:
                last = _int(match["b"])
                numbers = list(range(numbers[0], min(last, numbers[0] + 200) + 1))
            elif match["more"]:
                numbers += [_int(n) for n in _NUMBER.findall(match["more"])]
            yield Item(match.start(), match.end(), ("tasknumber",), TaskNumbers(tuple(numbers), match.group()), match.group(), 0.4)

    def _sections(self, text: str, wording: KnownNames) -> Iterator[Item]:
        for match in self._words.marks["section"].finditer(text):
            number = _int(match["n"])
            found = tuple(s.iri for s in _of_depth(wording, number, 1) if _own_number(s.path) == number)
            yield Item(match.start(), match.end(), ("Section", "Set"), One("zp:Section", found, match.group()), match.group(), 0.4)

        for match in self._words.marks["first_sections"].finditer(text):  # 前八节
            many = _int(match["n"])
            found = tuple(s.iri for s in _of_depth(wording, 0, many))[:many]
            if len(found) == many:
                yield Item(match.start(), match.end(), ("Section", "Set"), One("zp:Section", found, match.group()), match.group(), 0.4)

    def _periods(self, text: str, today: date) -> Iterator[Item]:
        for match in self._words.marks["short_year"].finditer(text):  # 22年出的
            year = 2000 + int(match["year"])
            period = Period(date(year, 1, 1), date(year, 12, 31), f"{year}-12-31", match.group())
            yield Item(match.start(), match.end(), ("period",), period, match.group(), 0.4)
        if not self._words.marks["dated"].search(text):
            return  # the table of dates is loaded only where there may be one
        ongoing = (m for m in self._dates().find(text, today.year, today, cell=True) if m.role == "ongoing")
        for mention in (*self._dates().find(text, today.year, today), *ongoing):
            printed = text[mention.start : mention.end]
            relative = not re.search(r"\d{4}|\d\d年|二[〇零○]", printed)
            period = self._period(mention, printed, relative)
            for start in {mention.start, mention.start + self._dates().led(printed)}:  # 等到2029年: its mark is another word's
                yield Item(start, mention.end, ("period",), period, text[start : mention.end], 0.4)

    def _period(self, mention: DateMention, printed: str, relative: bool) -> Period:
        """Year, half, quarter or month by how it is written; “by then” has no beginning, but 今年底前 means this year."""
        code = mention.code
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", code):
            return Period(None, None, code, printed, relative)
        last = date.fromisoformat(code)
        if whole := self._words.marks["span"].match(printed):  # 2022年到2025年 begins with 2022
            return Period(date(_int(whole["year"]), _int(whole["month"] or "1"), 1), last, code, printed, relative)
        months = next(m for pattern, m in self._words.periods if pattern.search(printed))
        if mention.role == "start":
            return Period(_begin(last, 12 if months is None else months), None, code, printed, relative)
        if months is None:
            return Period(date(last.year, 1, 1) if relative else None, last, code, printed, relative)
        return Period(_begin(last, months), last, code, printed, relative)

    def _numbers(self, text: str) -> Iterator[Item]:
        for match in self._words.marks["ordinal"].finditer(text):
            yield Item(match.start(), match.end(), ("ordinal",), _int(match["n"]), match.group(), 0.3)
        for match in _NUMBER.finditer(text):
            value = read(match.group())
            if value is not None:
                whole = int(value) if value == value.to_integral_value() else value
                yield Item(match.start(), match.end(), ("number",), whole, match.group(), 0.4)


def _of_depth(wording: KnownNames, number: int, many: int) -> tuple[SectionEntry, ...]:
    """The numbered parts of the outermost depth at which there are so many, one with this number (0: any) among them."""
    parts = tuple(s for s in wording.parts() if _own_number(s.path) is not None)
    if wording.count > _FEW:
        return parts
    numbered = [s for s in wording.outline(()) if _own_number(s.path) is not None]
    for depth in (0, 1, 2):
        inner = tuple(s for s in numbered if s.path.count("/") == depth)
        if len(inner) >= many and (not number or any(_own_number(s.path) == number for s in inner)):
            return inner
    return parts


def _own_number(path: str) -> int | None:
    value = read(re.sub(r"[^\d一二三四五六七八九十百]", "", path.rpartition("/")[2]))
    return None if value is None else int(value)


def _begin(last: date, months: int) -> date:
    """The first day of so many months that end with this one (0: that day)."""
    if not months:
        return last
    whole = last.year * 12 + last.month - months
    return date(whole // 12, whole % 12 + 1, 1)


def _int(numeral: str) -> int:
    return int(read(numeral) or 0)
