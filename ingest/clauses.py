"""The closing clauses of a task: who leads, cooperates, is responsible, guides; by when and where.

    Clauses.of(table()).find(passage) → Clause(start, end, parts, …)

A clause is known by its form (a closing bracket, a labelled line, a dash, a paragraph of its own), never by a list of bodies;
every way of saying it is an entry in `clauses.toml` with examples and counter-examples.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, Literal

from graph.chinese import Passage
from ingest.bodies import Bodies, Body, Grade, either
from ingest.claims import Role

__all__ = ["Clause", "Clauses", "Part", "Statement", "Unit", "table"]

_PAIRS = {"（": "(", "(": "(", "〔": "〔", "[": "[", "［": "[", "【": "【"}
_CLOSERS = {"）": "(", ")": "(", "〕": "〔", "]": "[", "］": "[", "】": "【"}
_LONGEST = 1200
_SENTENCE_END = "。；;！!？?”"
_BLANK = " \t\u3000\xa0\n"


def table() -> Mapping[str, Any]:
    """The grammar as shipped."""
    return tomllib.loads(files("ingest").joinpath("clauses.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Unit:
    """A name as printed and its place in the passage; `canonical` restores an elided prefix (商务厅 → 省商务厅)."""

    text: str
    start: int
    end: int
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The units that one verb or label governs."""

    role: Role
    units: tuple[Unit, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A rule stated once (`first-leads`, `responsible-leads`, `repeat-units`, `repeat`) and the words that state it; `units` it adds."""

    effect: str
    start: int
    end: int
    below: bool
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One closing clause: `passage.text[start:end]`. `deadlines` and `scopes` are the places of their values.

    `closed` is False where a bracket was left open (or never opened) and the clause was read to the paragraph's border.
    """

    start: int
    end: int
    frame: str
    parts: tuple[Part, ...]
    deadlines: tuple[tuple[int, int], ...] = ()
    scopes: tuple[tuple[int, int], ...] = ()
    statements: tuple[Statement, ...] = ()
    closed: bool = True


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["text", "verb", "label", "joint", "statement"]
    role: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a stretch of text says if it is a clause; positions count in the passage."""

    parts: tuple[Part, ...]
    deadlines: tuple[tuple[int, int], ...]
    scopes: tuple[tuple[int, int], ...]
    statements: tuple[Statement, ...]
    labelled: bool
    verbal: bool
    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class Clauses:
    """The compiled grammar.

    >>> clauses = Clauses.of(table())
    >>> text = "做好服务。（县文旅局牵头，县卫体局、县工信科技局配合）"
    >>> for clause in clauses.find(Passage(text, tuple(range(len(text))))):
    ...     print([(part.role, [unit.text for unit in part.units]) for part in clause.parts])
    [('leads', ['县文旅局']), ('cooperates', ['县卫体局', '县工信科技局'])]
    """

    bodies: Bodies
    label: re.Pattern[str]
    labelled: re.Pattern[str]
    label_roles: Mapping[str, tuple[str, str]]
    verb: re.Pattern[str]
    verb_roles: tuple[tuple[re.Pattern[str], str], ...]
    joint: re.Pattern[str]
    rules: tuple[tuple[re.Pattern[str], str], ...]
    own_line: re.Pattern[str]
    dash: re.Pattern[str]

    @classmethod
    def of(cls, grammar: Mapping[str, Any]) -> Clauses:
        """Compile a grammar (see `table`)."""
        roles = {_plain(head): (entry["role"], entry["name"]) for entry in grammar["label"] for head in entry["heads"]}
        heads = "|".join(_spaced(head) for head in sorted(roles, key=lambda head: (-len(head), head)))
        labels, verbs = grammar["labels"], grammar["verbs"]
        nouns = either(labels["nouns"])
        aside = rf"(?:[（(〔](?:{nouns}|(?P<aside>{heads}){nouns}?)[）)〕])"
        second = rf"(?:[及和与、/](?:{heads}){nouns}{{0,2}})"
        label = rf"{either(labels['modifiers'])}*?(?P<head>{heads}){aside}?{nouns}{{0,2}}{second}?{aside.replace('aside', 'behind')}?"
        strong = either(word for entry in grammar["verb"] for word in entry["strong"])
        weak = either(word for entry in grammar["verb"] for word in entry["weak"])
        fill, stop = either(verbs["fillers"]), either(verbs["nouns_after"])
        run = rf"(?:{strong}|{weak}|{fill})*"
        adverbs = f"{either(verbs['adverbs'])}*"
        border = r"(?=[、，,；;。．\s）)〕\]】]|$)"
        return cls(
            bodies=Bodies.of(grammar["bodies"]),
            label=re.compile(label),
            labelled=re.compile(rf"(?:{label}|(?:^|(?<=[，,；;。、]))(?P<other>[\u4e00-\u9fff]{{2,10}}))[：:]"),
            label_roles=roles,
            verb=re.compile(rf"{adverbs}(?:{strong}(?!{stop}){run}|{fill}*{weak}{run}{border})"),
            verb_roles=tuple((re.compile(either([*entry["strong"], *entry["weak"]])), entry["role"]) for entry in grammar["verb"]),
            joint=re.compile(either(verbs["joint"]) + "|" + either(verbs["joint_before"])),
            rules=tuple((re.compile(entry["pattern"]), entry["effect"]) for entry in grammar["rule"]),
            own_line=re.compile(r"[^\n]+"),
            dash=re.compile(r"(?:—{1,2}|--+|──?)(?=[^\n—]{2,120}(?:\n|$))"),
        )

    def find(self, passage: Passage) -> tuple[Clause, ...]:
        """Every closing clause of a passage, in order. One without `parts` only holds a date, an area or a rule."""
        text = passage.text
        brackets = _brackets(text)
        found = list(self._labelled_lines(text, brackets))
        taken = [(clause.start, clause.end) for clause in found]
        for start, end in brackets:
            if not _inside(start, taken) and (clause := self._bracket(text, start, end)):
                found.append(clause)
        taken = sorted((clause.start, clause.end) for clause in found)
        found.extend(self._bare_lines(text, brackets, taken))
        return tuple(sorted(found, key=lambda clause: clause.start))

    def cell(self, head: str, passage: Passage) -> Clause | None:
        """A table cell under a column head: the head's word decides the role unless the cell names one."""
        role, rule = self.column_role(head)
        if role not in ("leads", "cooperates", "responsible", "guides") or not passage.text:
            return None
        reading = self._read(passage.text, 0, len(passage.text), role, rule)
        stated = self._statements(head)
        statements = tuple(replace(each, start=0, end=0) for each in stated) + reading.statements
        return Clause(0, len(passage.text), "cell", reading.parts, reading.deadlines, reading.scopes, statements)

    def column_role(self, head: str) -> tuple[str, str]:
        """The role a column's head gives, and the entry that says so; `none` for any other column."""
        plain = "".join(char for char in head if char not in _BLANK)
        for found in self.label.finditer(plain):
            return self._label_role(found)
        return "none", ""

    def statements(self, passage: Passage) -> tuple[Statement, ...]:
        """Rules stated once in text that is no clause (introductions, notes under a table)."""
        return self._statements(passage.text)

    # ------------------------------------------------------------ frames

    def _bracket(self, text: str, start: int, end: int) -> Clause | None:
        """A bracket that closes a paragraph, a sentence or a measure. `start` and `end` include the brackets."""
        before = text[:start][-3:].rstrip(_BLANK)
        after = text[end : end + 8]
        opens = not before or start == 0 or before[-1:] in _SENTENCE_END or "\n" in text[max(0, start - 1) : start]
        rest = after.lstrip(" \t\u3000。；;")
        ends = not after.strip(_BLANK) or after[0] in "。；;\n" or rest[:1] == "\n" or _NUMBERING.match(after) is not None or after[0] in _PAIRS
        reading = self._read(text, start + 1, end - 1)
        if not (opens or ends) and not reading.labelled:
            return None
        if not self._is_clause(reading):
            return None
        if not (reading.labelled or reading.verbal or reading.statements):
            paragraph_ends = not rest or rest[:1] == "\n" or _NUMBERING.match(rest) is not None
            second_name = not opens and self.bodies.grade(_last_words(text, start)) == Grade.SURE
            if second_name or not (opens or paragraph_ends):
                return None
        return _clause(start, end, "bracket", reading)

    def _labelled_lines(self, text: str, brackets: list[tuple[int, int]]) -> Iterator[Clause]:
        """Lines, or ends of lines, that begin with a label; a value may go on in the next lines."""
        reached = 0
        for found in re.compile(rf"(?:{self.label.pattern})[：:]").finditer(text):
            start = found.start()
            if start < reached or _inside(start, brackets):
                continue
            before = text[max(0, start - 1) : start]
            opened = before in _PAIRS
            if before and not opened and before not in _SENTENCE_END + _BLANK + "—-·●■◆※★▲*" and not before.isdigit():
                continue
            end = self._line_end(text, found.end())
            reading = self._read(text, start, end)
            if not (reading.parts or reading.deadlines or reading.scopes or reading.statements):
                continue
            reached = end
            yield replace(_clause(start - opened, end, "labelled-line", reading), closed=not opened and not _dangling(text, start, end))

    def _line_end(self, text: str, value: int) -> int:
        """Where a labelled line's value ends: at the paragraph's end, or further down if it is broken or stands below its label."""
        end = _paragraph_end(text, value)
        while end < len(text):
            following = text[end + 1 : _paragraph_end(text, end + 1)].strip(_BLANK)
            broken = not text[value:end].strip(_BLANK) or text[value:end].rstrip(_BLANK)[-1:] in "、，,"
            stacked = "\n" in text[value:end] or not text[value:end].strip(_BLANK)
            alone = all(body.grade == Grade.SURE for body in self.bodies.split(following)) and bool(following)
            if not (alone and (broken or stacked)):
                break
            end = _paragraph_end(text, end + 1)
        return end

    def _bare_lines(self, text: str, brackets: list[tuple[int, int]], taken: list[tuple[int, int]]) -> Iterator[Clause]:
        """Brackets left open or never opened, dashes, and paragraphs that are nothing but a clause."""
        open_at = _unmatched(text, brackets)
        for line in self.own_line.finditer(text):
            start, end = line.span()
            if any(start < b and a < end for a, b in taken if b > start and a < end):
                last = max(b for a, b in taken if start < b and a < end)
                start = max(start, last)
            tail = text[start:end]
            marks = [at for at in open_at if start <= at < end]
            candidates = [(at, "bracket", False) for at in marks[-2:]]
            if marks == [] and tail.rstrip(_BLANK + "。")[-1:] in _CLOSERS and not _inside(start + len(tail.rstrip(_BLANK + "。")) - 1, brackets):
                candidates.append((max(start, max(text.rfind(mark, start, end - 2) for mark in "。；;") + 1), "bracket", False))
            candidates.extend((found.start(), "dash", True) for found in self.dash.finditer(text, start, end))
            if start == line.start() and len(tail) <= 400:
                candidates.append((start, "own-line", True))
            for at, frame, closed in candidates:
                reading = self._read(text, self.dash.match(text, at).end() if frame == "dash" else at + (text[at] in _PAIRS), end)
                sure = bool(reading.grades) and min(reading.grades) >= Grade.PLACE and max(reading.grades) == Grade.SURE
                if sure and reading.parts and (reading.verbal or reading.labelled or frame == "dash"):
                    yield replace(_clause(at, end, frame, reading), closed=closed)
                    break

    def _is_clause(self, reading: _Reading) -> bool:
        if reading.labelled:
            return bool(reading.parts or reading.deadlines or reading.scopes or reading.statements)
        if reading.statements and not reading.grades:
            return True
        if not reading.grades or not reading.parts:
            return False
        doubtful = sum(grade == Grade.NOTHING for grade in reading.grades)
        if reading.verbal:
            return max(reading.grades) >= Grade.PLACE and doubtful * 3 <= len(reading.grades)
        return min(reading.grades) >= Grade.PLACE and max(reading.grades) == Grade.SURE

    # ------------------------------------------------------------ what a clause says

    def _read(self, text: str, start: int, end: int, role: str = "responsible", rule: str = "no-verb") -> _Reading:
        """Read a stretch as labels, verbs and lists of bodies."""
        statements = self._statements(text[start:end], start)
        chars, places = self._squeezed(text, start, end, statements)
        return _Reader(self, chars, places, role, rule).read(statements)

    def _statements(self, text: str, offset: int = 0) -> tuple[Statement, ...]:
        found: list[Statement] = []
        for pattern, effect in self.rules:
            for match in pattern.finditer(text):
                start, end = match.start() + offset, match.end() + offset
                if any(start < each.end and each.start < end for each in found):
                    continue
                group = match.re.groupindex.get("units")
                units = self._stated_units(match[group], match.start(group) + offset) if group else ()
                found.append(Statement(effect, start, end, "下" in match[0], units))
        return tuple(found)

    def _stated_units(self, text: str, offset: int) -> tuple[Unit, ...]:
        return tuple(_unit(body, offset) for body in self.bodies.split(text) if body.grade > Grade.NOTHING)

    def _squeezed(self, text: str, start: int, end: int, statements: tuple[Statement, ...]) -> tuple[str, list[int]]:
        """The stretch without blanks, line breaks and stated rules; a blank between two whole names becomes a comma."""
        chars: list[str] = []
        places: list[int] = []
        at = start
        while at < end:
            stated = next((each for each in statements if each.start <= at < each.end), None)
            if stated:
                at = stated.end
                continue
            char = text[at]
            if char in _BLANK:
                if self.bodies.sure.search("".join(chars[-12:])) and self.bodies.starts_name(text[at:end].lstrip(_BLANK)):
                    chars.append("、")
                    places.append(at)
            else:
                chars.append(char)
                places.append(at)
            at += 1
        return "".join(chars), places

    def _label_role(self, found: re.Match[str]) -> tuple[str, str]:
        head = self.label_roles[_plain(found["head"])]
        for group in ("aside", "behind"):
            word = found[group]
            if word and self.label_roles[_plain(word)][0] == "leads":
                return self.label_roles[_plain(word)]
        return head


class _Reader:
    """Reads one squeezed stretch from left to right: a label or verb takes the names that wait for it."""

    def __init__(self, grammar: Clauses, text: str, places: list[int], role: str, rule: str) -> None:
        self.grammar, self.text, self.places = grammar, text, places
        self.role, self.rule = role, rule
        self.waiting: list[Body] = []
        self.parts: list[Part] = []
        self.deadlines: list[tuple[int, int]] = []
        self.scopes: list[tuple[int, int]] = []
        self.grades: list[Grade] = []
        self.labelled = self.verbal = self.joined = False

    def read(self, statements: tuple[Statement, ...]) -> _Reading:
        """Everything the stretch says."""
        after_verb = False
        for token in self._tokens():
            if token.kind == "text":
                self._text(token.start, token.end, after_verb)
                after_verb = False
            elif token.kind == "label":
                self._give(self.role, self.rule)
                self.role, self.rule, self.labelled = token.role, token.rule, True
            elif token.kind == "joint":
                self._give("leads", token.rule)
                self.verbal = self.joined = True
            else:
                self.verbal = after_verb = True
                weak = token.role == "responsible" and self.labelled
                self._give(self.role if weak else token.role, token.rule)
        self._give("responsible" if self.joined else self.role, self.rule)
        parts = tuple(part for part in self.parts if part.units)
        return _Reading(parts, tuple(self.deadlines), tuple(self.scopes), statements, self.labelled, self.verbal, tuple(self.grades))

    def _tokens(self) -> Iterator[_Token]:
        """Labels, verbs and what lies between them, outside brackets."""
        marks: list[_Token] = []
        inner = _brackets(self.text)
        for found in self.grammar.labelled.finditer(self.text):
            if not _inside(found.start(), inner):
                role, rule = ("none", "other-label") if found["other"] else self.grammar._label_role(found)
                marks.append(_Token("label", role, rule, found.start(), found.end()))
        taken = [(mark.start, mark.end) for mark in marks]
        for found in self.grammar.joint.finditer(self.text):
            if not _inside(found.start(), inner) and not _inside(found.start(), taken):
                end = found.end() if len(found[0]) <= 2 else found.start() + (2 if found[0][:2] == "联合" else len(found[0]) - 2)
                marks.append(_Token("joint", "leads", "together", found.start(), end))
        taken = [(mark.start, mark.end) for mark in marks]
        for found in self.grammar.verb.finditer(self.text):
            if not _inside(found.start(), inner) and not _inside(found.start(), taken):
                role = next(role for pattern, role in self.grammar.verb_roles if pattern.search(found[0]))
                marks.append(_Token("verb", role, f"verb:{role}", found.start(), found.end()))
        at = 0
        for mark in sorted(marks, key=lambda mark: mark.start):
            if at < mark.start:
                yield _Token("text", "", "", at, mark.start)
            if mark.start >= at:
                yield mark
            at = max(at, mark.end)
        if at < len(self.text):
            yield _Token("text", "", "", at, len(self.text))

    def _text(self, start: int, end: int, after_verb: bool) -> None:
        stretch = self.text[start:end]
        if self.role == "deadline":
            stripped = stretch.strip("，,；;。、 ）)")
            if stripped:
                offset = start + stretch.index(stripped)
                self.deadlines.append(self._place(offset, offset + len(stripped)))
            return
        if self.role == "scope":
            stripped = stretch.split("，")[0].strip("，,；;。、 ）)")
            if stripped:
                offset = start + stretch.index(stripped)
                self.scopes.append(self._place(offset, offset + len(stripped)))
            return
        for number, body in enumerate(self.grammar.bodies.split(stretch)):
            if after_verb and number == 0 and body.start == 0 and body.grade < Grade.SURE:
                continue
            if self.grammar.bodies.is_pace(body.text):
                self.deadlines.append(self._place(start + body.start, start + body.end))
                continue
            if self.role != "none":
                self.grades.append(body.grade)
            if body.grade == Grade.NOTHING:
                continue
            moved = replace(body, start=start + body.start, end=start + body.end)
            if moved.remark and (found := self.grammar.label.match(moved.remark)):
                role, rule = self.grammar._label_role(found)
                self.waiting, held = [moved], self.waiting
                self._give(role, rule)
                self.waiting = held
                self.verbal = True
            else:
                self.waiting.append(moved)

    def _give(self, role: str, rule: str) -> None:
        """Let the waiting names have a role."""
        units = tuple(replace(_unit(body, 0), start=self._place(body.start, body.end)[0], end=self._place(body.start, body.end)[1]) for body in self.waiting)
        if role in ("leads", "cooperates", "responsible", "guides"):
            self.parts.append(Part(role, units, rule))  # type: ignore[arg-type]
        self.waiting = []

    def _place(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1


_NUMBERING = re.compile(r"\s*(?:[（(][一二三四五六七八九十百\d]{1,4}[)）]|[一二三四五六七八九十]{1,3}[、.．是]|\d{1,3}[.．、）)]|[①-⑳]|第[一二三四五六七八九十百\d]{1,4}[条章])")


def _plain(head: str) -> str:
    return re.sub(r"[（）()〔〕]", "", head)


def _spaced(head: str) -> str:
    return re.escape(head)


def _unit(body: Body, offset: int) -> Unit:
    return Unit(body.text, body.start + offset, body.end + offset, body.canonical)


def _clause(start: int, end: int, frame: str, reading: _Reading) -> Clause:
    return Clause(start, end, frame, reading.parts, reading.deadlines, reading.scopes, reading.statements)


def _brackets(text: str) -> list[tuple[int, int]]:
    """Outermost pairs of brackets of any kind, both included; what is left open or closes nothing is skipped."""
    open_at: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for at, char in enumerate(text):
        if char in _PAIRS:
            open_at.append((_PAIRS[char], at))
        elif char in _CLOSERS:
            kind = _CLOSERS[char]
            for back in range(len(open_at) - 1, max(-1, len(open_at) - 6), -1):
                if open_at[back][0] == kind:
                    start = open_at[back][1]
                    del open_at[back:]
                    if at - start <= _LONGEST:
                        while pairs and pairs[-1][0] > start:
                            pairs.pop()
                        pairs.append((start, at + 1))
                    break
    return pairs


def _unmatched(text: str, brackets: list[tuple[int, int]]) -> list[int]:
    return [at for at, char in enumerate(text) if char in _PAIRS and not _inside(at, brackets)]


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    found = bisect_right(spans, (at, 1 << 62)) - 1
    return found >= 0 and spans[found][0] <= at < spans[found][1]


def _paragraph_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _last_words(text: str, end: int) -> str:
    return re.split(r"[，。；、\n]", text[max(0, end - 20) : end])[-1]


def _dangling(text: str, start: int, end: int) -> bool:
    """Whether the stretch closes a bracket that it does not open."""
    depth = 0
    for char in text[start:end]:
        depth += (char in _PAIRS) - (char in _CLOSERS)
        if depth < 0:
            return True
    return False
