"""Dates and periods in Chinese text: where they stand, what they stand for, and what role they play.

A code is an ISO date (the last day of the period named) or one of `ongoing`, `monthly`, `monthly:10`, `quarterly`, `half-yearly`,
`yearly`, `yearly:03-31`, `every:5 years`, `within:3 years`. How dates are written stands in `dates.toml`.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from typing import Any, Literal, cast

from zhengpu.graph.errors import DefinitionError
from zhengpu.graph.folding import Folding
from zhengpu.graph.numerals import read
from zhengpu.graph.set_phrases import load_set_phrases

__all__ = ["DateMention", "DateRole", "Dates", "date_text", "month_end"]

DateRole = Literal["until", "bare", "start", "base", "name", "recurring", "within", "ongoing"]

_WIDE = "０１２３４５６７８９"
_FULL_WIDTH = str.maketrans(_WIDE, "0123456789")
_BLANK = re.compile(r"\{(\w+)\}")
_ENTRY = ("name", "code", "role", "month", "day", "today")
_COMMON = 2023
"""A year of 365 days: the end of February of every year is its 28th day."""
_PLAN_ZERO = 1955  # the tenth five-year plan ended in 2005, the fourteenth in 2025


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: `text[start:end]` with the words that mark it (到 … 底前), its code and its role.

    `until` is an aim, `bare` a period without any mark, `start` `base` `name` are no aims; `form` names the entry of `dates.toml`.
    """

    start: int
    end: int
    code: str
    role: DateRole
    form: str

    @property
    def aims(self) -> bool:
        """Whether something is to be done by then."""
        return self.role in {"until", "bare", "recurring", "within", "ongoing"}


@dataclass(frozen=True, slots=True)
class _DateForm:
    name: str
    patterns: tuple[re.Pattern[str], ...]
    code: str
    role: DateRole | None
    month: int | None
    day: int | None
    shift: int
    today: int | None


_BEHIND = 6
"""So many characters behind a year of two digits tell that it is one."""


def _whole_year(printed: str) -> int:
    """A year as it is printed, be it by its last two digits."""
    value = int(read(printed) or 0)
    return value if value >= 100 else 2000 + value


def month_end(year: int, month: int) -> date:
    """The last day of a month.

    >>> month_end(2024, 2).isoformat()
    '2024-02-29'
    """
    return date(year, month, calendar.monthrange(year, month)[1])


class Dates:
    """The reader of dates.

    >>> dates = Dates.load()
    >>> [(m.code, m.role) for m in dates.find("到2025年建成5个，6月底前、每月10日前报送", year=2024)]
    [('2025-12-31', 'until'), ('2024-06-30', 'until'), ('monthly:10', 'recurring')]
    """

    def __init__(self, definition: dict[str, Any]) -> None:
        self._blanks: dict[str, str] = definition["blanks"]
        roles: dict[str, str] = definition["roles"]
        self._leads = re.compile(roles["until_before"])
        self._before = {role: re.compile(f"{roles[f'{role}_before']}$") for role in ("start", "base", "until")}
        self._after = {role: re.compile(roles[f"{role}_after"]) for role in ("name", "start", "base", "until")}
        self._forms: list[_DateForm] = []
        running, cells = [], []
        for index, row in enumerate(definition["form"]):
            wordings = [row["form"]] if isinstance(row["form"], str) else row["form"]
            try:
                patterns = tuple(re.compile(self._fill(wording, named=True)) for wording in wordings)
                anywhere = f"(?P<form_{index}>{'|'.join(self._fill(wording, named=False) for wording in wordings)})"
            except re.error as error:
                raise DefinitionError(f"日期写法“{row['name']}”不能用", str(error), "请改正 graph/dates.toml") from error
            cells.append(anywhere)
            if not row.get("cell"):
                running.append(anywhere)
            self._forms.append(_DateForm(patterns=patterns, shift=row.get("shift", 0), **{key: row.get(key) for key in _ENTRY}))
        # Most characters begin no date: one class in front spares trying every form at each of them.
        self._running, self._cells = (
            re.compile(f"(?=[{definition['first'][name]}])(?:{'|'.join(forms)})") for name, forms in (("running", running), ("cell", cells))
        )
        self._signs: str = definition["first"]["signs"]
        self._finer, self._deictic = (re.compile(definition["first"][name]) for name in ("finer", "deictic"))
        self._folding, self._phrases = Folding(), load_set_phrases()
        self._plan = re.compile(self._fill(definition["first"]["plan"], named=True))
        self._year = re.compile(self._blanks["Y"])

    @classmethod
    def load(cls) -> Dates:
        """The reader of the definition file that comes with the package."""
        return cls(tomllib.loads(resources.files("zhengpu.graph").joinpath("dates.toml").read_text(encoding="utf-8")))

    def find(self, text: str, year: int | None = None, today: date | None = None, *, cell: bool = False) -> tuple[DateMention, ...]:
        """All dates of a text in order. `year` is the year in force (of the plan, of the question) for dates that name none.

        `cell` says that the text is a whole cell, where `2025.12` and `长期` are dates too. A date that cannot be is none:

        >>> Dates.load().find("2025年2月30日"), Dates.load().find("6月底前")
        ((), ())
        """
        if year is None and today is not None:
            year = today.year
        if any(digit in text for digit in _WIDE):
            text = text.translate(_FULL_WIDTH)
        if not cell and not any(sign in text for sign in self._signs):
            return ()
        text = self._folding.simplified(text)
        found: list[DateMention] = []
        inherited: int | None = None
        phrases = None if cell else self._phrases.find(text)
        for match in (self._cells if cell else self._running).finditer(text):
            if phrases is not None and not phrases.free(*match.span()):
                continue
            form = self._forms[int((match.lastgroup or "_0")[5:])]
            named = self._year.search(text, match.start(), match.end() + _BEHIND)
            printed = named if named is not None and named.end() <= match.end() else None
            joined = inherited if found and self._goes_on(found[-1], text, match) else None  # 2025年6月底前…，9月底前…
            own = _whole_year(printed.group()) if printed else joined
            if (code := self._code(form, text, match.start(), own or year, today)) is not None:
                inherited = own
                mention = self._place(text, match.start(), match.end(), code, form)
                found.append(self._repeated(found[-1], mention, text) if found and not printed else mention)
        return tuple(found)

    def led(self, printed: str) -> int:
        """How many characters before a day or period say that it is meant by then.

        >>> Dates.load().led("到2025年底"), Dates.load().led("2025年底")
        (1, 0)
        """
        mark = self._leads.match(printed)
        return mark.end() if mark else 0

    def plan_begins(self, text: str) -> int | None:
        """The first year of the five-year plan that a text names.

        >>> Dates.load().plan_begins("“十四五”生态环境保护规划")
        2021
        """
        named = self._plan.search(text)
        number = read(named["plan"]) if named else None
        return None if number is None else _PLAN_ZERO + 5 * int(number) - 4

    def _fill(self, wording: str, *, named: bool) -> str:
        """The pattern with its blanks filled in, as groups with names or without."""

        def blank(match: re.Match[str]) -> str:
            pattern = self._blanks.get(match[1])
            if pattern is None or not named or match[1] == "to":
                return pattern or match.group()  # {2} is no blank but a counted repetition
            return f"(?P<{match[1]}>{pattern})" if f"{{{match[1]}}}" not in wording[: match.start()] else pattern

        filled = _BLANK.sub(blank, wording)
        return filled if named else re.sub(r"\(\?P<\w+>", "(?:", filled)

    def _code(self, form: _DateForm, text: str, start: int, year: int | None, today: date | None) -> str | None:
        match = next(filter(None, (pattern.match(text, start) for pattern in form.patterns)))
        blanks = match.groupdict()
        fields: dict[str, object] = {}
        value = {name: int(read(printed) or 0) for name, printed in blanks.items() if printed and name in self._blanks}
        if "Y" in value:
            value["Y"] = _whole_year(blanks["Y"] or "")
        if "n" in value:
            fields |= {"n": value["n"], "after": month_end(_COMMON, min(value["n"], 12)).isoformat()[5:]}
        if printed := blanks.get("count"):
            fields["count"] = "-".join(str(read(number)) for number in re.findall(self._blanks["n"], printed))
        if "plan" in value:
            fields["plan"] = f"{_PLAN_ZERO + 5 * value['plan']}-12-31"
        if printed := blanks.get("last"):
            inner = self.find(printed, year=value.get("Y", year))
            fields["last"] = inner[-1].code if inner else None
        month = form.month or value.get("m") or 3 * value.get("q", 4)
        day = form.day or value.get("d")
        if form.today is not None:
            if today is None:
                return None
            month, year = (today.month + form.today - 1) % 12 + 1, today.year + (today.month + form.today - 1) // 12
        try:
            last = month_end((_COMMON if form.role == "recurring" else year or _COMMON) + form.shift, month)
            whole = last.replace(day=day) if day else last
        except ValueError:
            return None
        fields |= {"d": value.get("d"), "day": whole.isoformat()[5:], "date": whole.isoformat() if year else None}
        code = form.code.format_map(fields)
        return None if "None" in code else re.sub(r"\b1 (\w+)s$", r"1 \1", code)

    def _goes_on(self, before: DateMention, text: str, date: re.Match[str]) -> bool:
        """Whether a date without a year is of the year of the one before: right behind it, or behind a month or day of its sentence."""
        if date.start() - before.end <= 1:
            return True
        finer = self._finer.search(text, before.start, before.end) and not self._deictic.match(date[0])
        return bool(finer) and before.role in ("until", "bare") and not _STOP.search(text, before.end, date.start())

    def _repeated(self, before: DateMention, mention: DateMention, text: str) -> DateMention:
        """每年6月底、12月底前: a month or day behind a recurring day of its sentence recurs as well."""
        yearly = before.code.startswith("yearly:") or (before.code == "yearly" and mention.form == _COMING)  # 每年…，于次年3月底前
        joined = before.role == "recurring" and yearly and not _STOP.search(text, before.end, mention.start)
        if not joined or not self._finer.search(text, mention.start, mention.end) or not _ISO.fullmatch(mention.code):
            return mention
        return replace(mention, code=f"yearly:{mention.code[5:].replace('02-29', '02-28')}", role="recurring")

    def _place(self, text: str, start: int, end: int, code: str, form: _DateForm) -> DateMention:
        """The mention with the marks around it, which decide its role if the form does not."""
        before, after = text[max(0, start - 6) : start], text[end : end + 8]
        role, mark_after = form.role, self._after["until"].match(after)
        if role in {None, "until", "base"}:
            for name in ("name", "start", "base"):
                if name in self._after and (mark := self._after[name].match(after)):
                    return DateMention(start, end + (mark.end() if name == "start" else 0), code, cast(DateRole, name), form.name)
            for name in ("start", "base"):
                if mark := self._before[name].search(before):
                    return DateMention(start - len(mark.group()), end, code, cast(DateRole, name), form.name)
        if role in {None, "until", "within"} and (mark := self._before["until"].search(before)):
            start -= len(mark.group())
            role = role or "until"
        if mark_after:
            end += mark_after.end()
            role = role or "until"
        return DateMention(start, end, code, role or "bare", form.name)


_COMING = "day of the coming year"
_STOP, _ISO = re.compile("[。；！？\n]"), re.compile(r"\d{4}-\d\d-\d\d")
_OFTEN = {"monthly": "每月", "yearly": "每年", "quarterly": "每季度", "half-yearly": "每半年", "ongoing": "长期"}
_SPANS = {"year": "年", "quarter": "个季度", "month": "个月", "week": "周", "day": "日", "workday": "个工作日"}
_SPAN = re.compile(r"([\d-]+) (\w+?)s?")
_DAY = re.compile(r"(?:(\d+)-)?(\d+)")


def date_text(code: str) -> str:
    """A date or code as people say it; what is none of them as it stands.

    >>> date_text("2022-12-31"), date_text("monthly:10"), date_text("yearly:03-31"), date_text("within:3 years")
    ('2022年12月31日', '每月10日前', '每年3月31日前', '3年内')
    """
    name, _, rest = code.partition(":")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", code):
        return f"{code[:4]}年{_day(code[5:])}"
    if name in _OFTEN:
        return _OFTEN[name] + (f"{_day(rest)}前" if rest else "")
    if name in ("every", "within") and (span := _SPAN.fullmatch(rest)) and span[2] in _SPANS:
        length = f"{span[1]}{_SPANS[span[2]]}"
        return f"每{length}" if name == "every" else f"{length}内"
    return code


def _day(digits: str) -> str:
    """03-31 → 3月31日, 10 → 10日."""
    if not (match := _DAY.fullmatch(digits)):
        return digits
    return (f"{int(match[1])}月" if match[1] else "") + f"{int(match[2])}日"
