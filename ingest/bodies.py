"""Lists of bodies as plans print them: where one name ends and the next begins, and what is no name at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

__all__ = ["Bodies", "Body", "Grade", "either"]

_OPEN, _CLOSE = "（(〔[【", "）)〕]】"


def either(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first.

    >>> either(["牵头", "牵头负责"])
    '(?:牵头负责|牵头)'
    """
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))) + ")"


class Grade(IntEnum):
    """How sure the form alone makes us that some words name a body."""

    NOTHING = 0
    """No name: prose, a date, a person, a stroke."""
    POSSIBLE = 1
    """Nothing speaks against it (国家电网)."""
    PLACE = 2
    """A territory (龙兴镇): a body only beside others."""
    SURE = 3
    """Ends as bodies end (县文旅局, 各地区)."""


@dataclass(frozen=True, slots=True)
class Body:
    """A name in a list, with its place in it. `remark` is the text of a bracket behind the name that is no part of it (`牵头`)."""

    text: str
    start: int
    end: int
    grade: Grade
    canonical: str | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Bodies:
    """Splits lists of bodies (units, recipients, copied_to). Made by `Bodies.of(table)` from `[bodies]` of clauses.toml."""

    separator: re.Pattern[str]
    territories: re.Pattern[str]
    collective: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    among: re.Pattern[str]
    among_nothing: re.Pattern[str]
    conjunction: re.Pattern[str]
    sure: re.Pattern[str]
    not_sure: re.Pattern[str]
    place: re.Pattern[str]
    prose: re.Pattern[str]
    aside: re.Pattern[str]
    pace: re.Pattern[str]
    nothing: re.Pattern[str]
    person: re.Pattern[str]
    titled: re.Pattern[str]
    two_names: re.Pattern[str]
    function: re.Pattern[str]
    party: re.Pattern[str]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Bodies:
        """Compile the table."""
        kind = rf"{table['territory']}(?:[（(〔]{table['territory']}(?:、{table['territory']})*[）)〕])?"
        return cls(
            separator=re.compile(f"[{re.escape(table['separators'])}]+"),
            territories=re.compile(rf"(?P<each>(?:全?[省市县区州])?各)?{kind}(?:、{kind})*{table['territory_tail']}?"),
            collective=re.compile(table["collective"]),
            before=re.compile(f"{either(table['before'])}+"),
            after=re.compile(f"{either(table['after'])}+$"),
            among=re.compile(rf"(?<![{table['deng_before']}])等(?![{table['deng_after']}])"),
            among_nothing=re.compile(table["deng_empty"]),
            conjunction=re.compile(either(table["conjunctions"])),
            sure=re.compile(f"{either(table['strong'])}$"),
            not_sure=re.compile(f"{either(table['strong_not'])}$"),
            place=re.compile(f"{either(table['weak'])}$"),
            prose=re.compile(table["prose"]),
            aside=re.compile(table["aside"]),
            pace=re.compile(table["pace"]),
            nothing=re.compile(rf"(?:[\W_]|{either(table['nothing'])})*"),
            person=re.compile(table["persons"]),
            titled=re.compile(table["titles"]),
            two_names=re.compile(table["second_name_stays"]),
            function=re.compile(either(table["functions"])),
            party=re.compile(either(table["party_functions"])),
        )

    def split(self, text: str) -> tuple[Body, ...]:
        """Every name in a list without verbs and labels, in order; what is no name comes with `Grade.NOTHING`."""
        pieces = self._pieces(text)
        names: list[Body] = []
        at = 0
        while at < len(pieces):
            start, end = pieces[at]
            at += 1
            while at < len(pieces) and self._one_collective(text, start, end, pieces[at]):
                end = pieces[at][1]
                at += 1
            names.extend(self._named(text, start, end))
        return self._restored(names)

    def grade(self, name: str) -> Grade:
        """How much a name looks like a body.

        >>> from ingest.clauses import table
        >>> bodies = Bodies.of(table()["bodies"])
        >>> bodies.grade("县文旅局").name, bodies.grade("龙兴镇").name, bodies.grade("试行").name
        ('SURE', 'PLACE', 'POSSIBLE')
        """
        bare = _without_brackets(name)
        if len(bare) < 2 or len(name) > 60 or self.nothing.fullmatch(bare):
            return Grade.NOTHING
        if self.prose.search(bare) or self.pace.match(bare) or self.aside.match(bare) or self.titled.search(bare) or bare.isascii():
            return Grade.NOTHING
        if len(bare) <= 25 and ((self.sure.search(bare) and not self.not_sure.search(bare)) or self._each(name)):
            return Grade.SURE
        if self.place.search(bare):
            return Grade.PLACE
        return Grade.POSSIBLE if len(bare) <= 16 else Grade.NOTHING

    def is_aside(self, text: str) -> bool:
        """Whether bracketed words open like a remark (`含下属企业`)."""
        return self.aside.match(text) is not None

    def is_pace(self, text: str) -> bool:
        """Whether the words are a date or a pace (`2025年底前`, `持续推进`)."""
        return self.pace.match(text) is not None

    def starts_name(self, text: str) -> bool:
        """Whether the text opens with a level (省, 县 …) or 各, as names in a list do."""
        return text[:1] in "省市县区州盟旗镇各" or text[:2] in ("有关", "相关")

    def _each(self, name: str) -> bool:
        found = self.territories.fullmatch(name)
        return (found is not None and found["each"] is not None) or (self.collective.match(name) is not None and len(name) <= 12)

    def _pieces(self, text: str) -> list[tuple[int, int]]:
        """Spans between separators that stand outside brackets."""
        depths = _depths(text)
        pieces, start = [], 0
        for found in self.separator.finditer(text):
            if depths[found.start()] == 0:
                pieces.append((start, found.start()))
                start = found.end()
        pieces.append((start, len(text)))
        return [(a, b) for a, b in pieces if a < b]

    def _one_collective(self, text: str, start: int, end: int, following: tuple[int, int]) -> bool:
        """Whether `各区` and `县级市`, `各市` and `县（市、区）人民政府` are one name: one 各 governs kinds of territory."""
        if text[end : following[0]] != "、":
            return False
        whole = self.territories.fullmatch(text[start : following[1]])
        if whole is None:
            return False
        first = self.territories.fullmatch(text[start:end])
        return first is not None and not re.search(r"(?:政府|委|会|办事处)$", text[start:end]) and (whole["each"] is not None or end - start <= 3)

    def _named(self, text: str, start: int, end: int) -> Iterable[Body]:
        """The names in one piece: what stands before and after 等, what 和 joins."""
        depths = _depths(text[start:end])
        for found in self.among.finditer(text, start, end):
            if depths[found.start() - start] == 0:
                yield from self._joined(text, start, found.start())
                if not self.among_nothing.fullmatch(text, found.end(), end):
                    yield from self._joined(text, found.end(), end)
                return
        yield from self._joined(text, start, end)

    def _joined(self, text: str, start: int, end: int) -> Iterable[Body]:
        depths = _depths(text[start:end])
        for found in self.conjunction.finditer(text, start, end):
            left, right = text[start : found.start()], text[found.end() : end]
            if depths[found.start() - start] or self.grade(left) < Grade.SURE or self.grade(right) < Grade.SURE:
                continue
            if self.collective.search(left) and self.collective.search(right):
                continue
            yield self._body(text, start, found.start())
            yield from self._joined(text, found.end(), end)
            return
        yield self._body(text, start, end)

    def _body(self, text: str, start: int, end: int) -> Body:
        """Drop what only leads in or trails, and a bracket that is no second name."""
        if found := self.before.match(text, start, end):
            start = found.end() if found.end() < end else start
        remark = ""
        if text[end - 1 : end] in tuple(_CLOSE):
            opened = _opening(text, start, end)
            if opened is not None and opened > start and self._only_remark(text[start:opened], text[opened + 1 : end - 1]):
                remark, end = text[opened + 1 : end - 1], opened
        name = text[start:end]
        return Body(name, start, end, self.grade(name), remark=remark)

    def _only_remark(self, head: str, inside: str) -> bool:
        if self.territories.fullmatch(inside) or self.grade(inside) == Grade.SURE:
            return False
        if self.two_names.search(head):
            return self.is_aside(inside) or bool(self.titled.search(inside))
        return True

    def _restored(self, names: list[Body]) -> tuple[Body, ...]:
        """Give names without level the prefix of the first full one: 省发展改革委、商务厅 → 省商务厅."""
        prefix = ""
        out = []
        for body in names:
            found = self.party.search(body.text) or self.function.search(body.text)
            if found and found.start() and not prefix:
                head = body.text[: found.start()]
                prefix = head if head[-1] in "省市县区州盟旗委" and len(head) <= 8 else ""
            elif found and not found.start() and prefix and body.grade == Grade.SURE and not self.collective.search(body.text):
                level = prefix.removesuffix("委")
                party = self.party.match(body.text) is not None and prefix.endswith("委")
                body = Body(body.text, body.start, body.end, body.grade, (f"{level}委" if party else level) + body.text, body.remark)
            out.append(body)
        return tuple(out)


def _depths(text: str) -> list[int]:
    """How many brackets are open at each character."""
    depths, depth = [], 0
    for char in text:
        if char in _CLOSE:
            depth = max(0, depth - 1)
        depths.append(depth)
        if char in _OPEN:
            depth += 1
    return depths


def _opening(text: str, start: int, end: int) -> int | None:
    """Where the bracket that closes at `end` opens."""
    depth = 0
    for at in range(end - 1, start - 1, -1):
        if text[at] in _CLOSE:
            depth += 1
        elif text[at] in _OPEN:
            depth -= 1
            if depth == 0:
                return at
    return None


def _without_brackets(name: str) -> str:
    depths = _depths(name)
    return "".join(char for char, depth in zip(name, depths, strict=True) if depth == 0 and char not in _OPEN + _CLOSE)
