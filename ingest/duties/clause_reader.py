"""What a stretch of a duty clause says: labels, verbs, lists of bodies, dates, and rules stated once."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from zhengpu.ingest.claims import NO_ROLES, Role
from zhengpu.ingest.duties.bodies import Bodies, Body, Grade
from zhengpu.ingest.duties.labels import Label, Labels
from zhengpu.ingest.text.alternation import beginning, doubled, either
from zhengpu.ingest.text.brackets import inside, pairs

__all__ = ["BLANKS", "ClauseReading", "ClauseWords", "Governed", "Statement", "Unit"]

BLANKS = " \t\u3000\xa0\n"

_LONGEST_NAME = 60
_VERB = 2
"""A verb alone (完成) is no pace; with an adverb before it (持续推进) it is."""
_COLON = re.compile("[：:]+")
_BORDER = r"(?=[、，,；;。．\s（(）)〔〕\[\]【】]|$)"
_BLANK = re.compile(f"[{BLANKS}]")
_OTHER = re.compile(r"(?:^|(?<=[，,；;。、：:]))[\u4e00-\u9fff]{2,10}$")

_START = "start-label"


@dataclass(frozen=True, slots=True)
class Unit:
    """A name as printed and its place in the passage; `canonical` restores an elided prefix or tail (商务厅 → 省商务厅)."""

    text: str
    start: int
    end: int
    canonical: str | None = None
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Governed:
    """The units that one verb or label governs; `rule` is the entry of clauses.toml that says so."""

    role: Role
    units: tuple[Unit, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A rule stated once and the words that state it.

    `effect` is first-leads, others-cooperate, starred-leads, responsible-leads, repeat-units or repeat; `below` says that it holds
    from here on; `units` are those it adds.
    """

    effect: str
    start: int
    end: int
    below: bool
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """What a stretch says if it is a clause; positions count in the passage.

    `grades` rate every word in a name's place, `loose` counts words in no name's place (`负责解释`): both tell clauses from prose.
    """

    parts: tuple[Governed, ...]
    deadlines: tuple[tuple[int, int], ...]
    scopes: tuple[tuple[int, int], ...]
    statements: tuple[Statement, ...]
    labelled: bool
    verbal: bool
    grades: tuple[Grade, ...]
    loose: int

    def __bool__(self) -> bool:
        return bool(self.parts or self.deadlines or self.scopes or self.statements)


@dataclass(frozen=True, slots=True)
class _Token:
    """A label, verb or connection, or the text between two of them."""

    kind: Literal["text", "verb", "label", "joint"]
    role: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """The compiled words of clauses.toml. Read with `read`; `ingest.clauses` decides where clauses stand."""

    bodies: Bodies
    labels: Labels
    verb: re.Pattern[str]
    damaged_verb: re.Pattern[str]
    verb_roles: tuple[tuple[re.Pattern[str], str], ...]
    joint: re.Pattern[str]
    rules: tuple[tuple[str, re.Pattern[str], str], ...]
    below: re.Pattern[str]
    changed: re.Pattern[str]

    @classmethod
    def of(cls, grammar: Mapping[str, Any]) -> ClauseWords:
        """Compile a grammar as `ingest.clauses.grammar` loads it."""
        tails = "".join(sorted({word[-1] for word in grammar["bodies"]["sure"]}))
        single = "".join(char for entry in grammar["verb"] for char in entry["single"])
        return cls(
            bodies=Bodies.of(grammar["bodies"]),
            labels=Labels.of(grammar),
            verb=re.compile(_verb(grammar["verbs"], grammar["verb"])),
            damaged_verb=re.compile(rf"(?<=[{tails}])[{single}]{_BORDER}"),
            verb_roles=tuple((re.compile(_signs(entry)), entry["role"]) for entry in grammar["verb"]),
            joint=re.compile("|".join(grammar["verbs"]["joint"])),
            rules=tuple((entry["sign"], re.compile(entry["pattern"]), entry["effect"]) for entry in grammar["rule"]),
            below=re.compile(grammar["rules"]["below"]),
            changed=re.compile(grammar["rules"]["changed"]),
        )

    def read(self, text: str, start: int, end: int, role: str = "responsible", rule: str = "no-verb") -> ClauseReading:
        """Read `text[start:end]` as labels, verbs and lists of bodies; names without either get `role`."""
        statements = self.statements(text, start, end)
        chars, places = self._squeezed(text, start, end, statements)
        reader = _ClauseScanner(self, chars, places, role, rule)
        reader.read()
        return ClauseReading(
            tuple(reader.parts),
            tuple(reader.deadlines),
            tuple(reader.scopes),
            statements,
            reader.labelled,
            reader.verbal,
            tuple(reader.grades),
            reader.loose,
        )

    def statements(self, text: str, start: int = 0, end: int | None = None) -> tuple[Statement, ...]:
        """The rules stated once in `text[start:end]`."""
        found: list[Statement] = []
        taken: list[tuple[int, int]] = []
        end = len(text) if end is None else end
        for sign, pattern, effect in self.rules:
            if text.find(sign, start, end) < 0:
                continue
            for match in pattern.finditer(text, start, end):
                if any(inside(at, taken) for at in (match.start(), match.end() - 1)):
                    continue
                insort(taken, match.span())
                units: tuple[Unit, ...] = ()
                if "units" in match.re.groupindex:
                    named = self.bodies.without_manner(match["units"])
                    bodies = self.bodies.split(named)
                    units = tuple(
                        _unit(body, *(match.start("units") + at for at in (body.start, body.end))) for body in bodies if body.grade
                    )
                found.append(Statement(effect, match.start(), match.end(), self.below.search(match[0]) is not None, units))
        return tuple(found)

    def column(self, head: str) -> tuple[str, str]:
        """The role that a column's head gives, and the entry that says so; `none` for any other column.

        >>> from zhengpu.ingest.duties.clauses import Clauses, grammar
        >>> wording = Clauses.of(grammar()).wording
        >>> [wording.column(head)[0] for head in ("牵头\\n单位", "责任单位及责任人", "完成情况", "建议责任单位", "完成时限")]
        ['leads', 'responsible', 'none', 'none', 'deadline']
        """
        plain = "".join(char for char in head if char not in BLANKS)
        stated = self.statements(plain)
        if stated:
            plain = "".join(char for at, char in enumerate(plain) if not any(each.start <= at < each.end for each in stated))
        label = self.labels.column(plain.strip("：:"))
        return (label.role, label.rule) if label else ("none", "")

    def _squeezed(self, text: str, start: int, end: int, statements: tuple[Statement, ...]) -> tuple[str, Sequence[int]]:
        """The stretch without blanks, line breaks and stated rules; a blank between two whole names becomes a comma."""
        if not statements and not _BLANK.search(text, start, end):
            return text[start:end], range(start, end)
        chars: list[str] = []
        places: list[int] = []
        at = start
        stated = iter(sorted(statements, key=lambda each: each.start))
        current = next(stated, None)
        while at < end:
            if current and at >= current.start:
                at, current = max(at, current.end), next(stated, None)
                continue
            if text[at] not in BLANKS:
                chars.append(text[at])
                places.append(at)
            elif self._apart("".join(chars[-20:]), text[at : at + 20].lstrip(BLANKS)):
                chars.append("、")
                places.append(at)
            at += 1
        return "".join(chars), places

    def _apart(self, before: str, after: str) -> bool:
        """Whether a blank parts two names; 县政府 | 各部门 is one, 县政府 | 各镇 are two."""
        if not self._another(after) or not self._whole(before):
            return False
        word = re.split(r"[\W_]", after)[0]
        return not self.bodies.seat.search(before) or not self.bodies.collective.match(word) or self.bodies.is_local(word)

    def _whole(self, before: str) -> bool:
        return self.bodies.is_whole(self.bodies.separator.split(before)[-1])

    def _another(self, after: str) -> bool:
        word = re.split(r"[\W_]", after)[0]
        person = self.bodies.person.fullmatch(word) is not None and self.bodies.grade(word) == Grade.NOTHING
        return person or (self.bodies.begins_name(word) and (len(word) > 2 or self.bodies.collective.match(after) is not None))


@dataclass(slots=True)
class _ClauseScanner:
    """Reads one squeezed stretch from left to right: a label or verb takes the names that wait for it."""

    wording: ClauseWords
    text: str
    places: Sequence[int]
    role: str
    rule: str
    waiting: list[tuple[Body, int]] = field(default_factory=list)
    parts: list[Governed] = field(default_factory=list)
    deadlines: list[tuple[int, int]] = field(default_factory=list)
    scopes: list[tuple[int, int]] = field(default_factory=list)
    grades: list[Grade] = field(default_factory=list)
    loose: int = 0
    labelled: bool = False
    verbal: bool = False

    def read(self) -> None:
        """Go through the tokens."""
        joined = after_verb = False
        tokens = list(self._tokens())
        for at, token in enumerate(tokens):
            if token.kind == "text":
                self._text(token.start, token.end, after_verb, before_verb=at + 1 < len(tokens) and tokens[at + 1].kind == "verb")
            elif token.kind == "label":
                self._give(self.role, self.rule)
                self.role, self.rule, self.labelled, joined = token.role, token.rule, True, False
            elif token.kind == "joint":
                self._give("leads", token.rule)
                self.verbal = joined = True
            elif not self.waiting and token.end - token.start > _VERB and self.wording.bodies.is_pace(self.text[token.start : token.end]):
                self.deadlines.append(self._place(token.start, token.end))  # 持续推进: nobody stands before it
            else:
                kept = self.labelled and token.role == "responsible" and self.role not in NO_ROLES
                self._give(*((self.role, self.rule) if kept else (token.role, token.rule)))
                self.verbal = True
            after_verb = token.kind == "verb"
        self._give("responsible" if joined else self.role, self.rule)

    def _tokens(self) -> Iterator[_Token]:
        """Labels, verbs and what lies between them, outside brackets."""
        inner = pairs(self.text)
        marks = [token for token in self._labels() if not inside(token.start, inner)]
        for tokens in (self._joints(), self._verbs(self.wording.verb), self._verbs(self.wording.damaged_verb)):
            taken = [(mark.start, mark.end) for mark in marks]
            marks.extend(
                token for token in tokens if not any(inside(at, spans) for at in (token.start, token.end - 1) for spans in (inner, taken))
            )
            marks.sort(key=lambda mark: mark.start)
        at, value = 0, self.role
        for mark in marks:
            if mark.kind == "label":
                value = mark.role
            elif value in NO_ROLES:
                continue  # a verb in a date (`持续实施`) or beside a person's name
            if at < mark.start:
                yield _Token("text", "", "", at, mark.start)
            yield mark
            at = mark.end
        if at < len(self.text):
            yield _Token("text", "", "", at, len(self.text))

    def _labels(self) -> list[_Token]:
        """At every colon a known label, one that lost a character, or an unknown word; then labels that lost their colon."""
        labels, reached, found = self.wording.labels, 0, []
        for colon in _COLON.finditer(self.text):
            if label := labels.before(self.text, reached, colon.start()):
                found.append(_Token("label", label.role, label.rule, label.start, colon.end()))
            elif other := _OTHER.search(self.text, reached, colon.start()):
                found.append(_Token("label", "none", "other-label", other.start(), colon.end()))
            reached = colon.end()
        taken = [(token.start, token.end) for token in found]
        for label in labels.without_colon(self.text):
            if not inside(label.start, taken) and self._names_meet(label):
                found.append(_Token("label", label.role, label.rule, label.start, label.end))
        return sorted(found, key=lambda token: token.start)

    def _names_meet(self, label: Label) -> bool:
        """Whether a whole name ends before a label (unless nothing stands there) and another begins behind it."""
        bodies, text = self.wording.bodies, self.text
        first = bodies.split(text[label.end : label.end + _LONGEST_NAME])[:1]
        last = bodies.split(_COLON.split(text[max(0, label.start - _LONGEST_NAME) : label.start])[-1])[-1:]
        follows = any(body.start == 0 and body.grade == Grade.SURE and bodies.begins_name(body.text) for body in first)
        return follows and all(body.grade == Grade.SURE for body in last)

    def _joints(self) -> Iterator[_Token]:
        for found in self.wording.joint.finditer(self.text):
            yield _Token("joint", "leads", "together", *found.span())

    def _verbs(self, pattern: re.Pattern[str]) -> Iterator[_Token]:
        for found in pattern.finditer(self.text):
            role = next(role for sign, role in self.wording.verb_roles if sign.search(found[0]))
            yield _Token("verb", role, f"verb-{role}", *found.span())

    def _text(self, start: int, end: int, after_verb: bool, *, before_verb: bool) -> None:
        """A list of names, or the value of a date or scope label; right before a verb the last name may end with how it acts (分头)."""
        if self.role in ("deadline", "scope"):
            value = self.text[start:end]
            if self.role == "scope":
                value = value.split("，")[0]  # `所有自贸试验区，以下除标注…外` goes on with a rule
            bare = value.strip("，,；;。、 （）()")
            if bare and not (self.role == "deadline" and self.wording.changed.search(bare)):
                at = start + value.index(bare)
                (self.deadlines if self.role == "deadline" else self.scopes).append(self._place(at, at + len(bare)))
            return
        if before_verb and self.role not in NO_ROLES:
            end = start + len(self.wording.bodies.without_manner_last(self.text[start:end]))
        for at, body in enumerate(self.wording.bodies.split(self.text[start:end])):
            if self.rule == _START and not at:
                continue  # when it begins
            if after_verb and body.start == 0 and body.grade < Grade.SURE:
                self.loose += 1
            elif self.wording.bodies.is_pace(body.text):
                self.deadlines.append(self._place(start + body.start, start + body.end))
            elif self.role != "none":
                self.loose += bool(body.lead)
                self._name(body, start)

    def _name(self, body: Body, offset: int) -> None:
        if self.wording.bodies.is_person_of_office(body.text):
            return  # 县政府分管副县长 says nothing for or against a clause
        self.grades.append(body.grade)
        if body.grade == Grade.NOTHING:
            return
        label = self.wording.labels.remark(body.remark) if body.remark else None
        if label is None or label.role in NO_ROLES:
            self.waiting.append((body, offset))
            return
        held, self.waiting = self.waiting, [(body, offset)]
        self._give(label.role, label.rule)
        self.waiting, self.verbal = held, True

    def _give(self, role: str, rule: str) -> None:
        """Let the waiting names have a role."""
        units = tuple(_unit(body, *self._place(body.start + offset, body.end + offset)) for body, offset in self.waiting)
        if role not in NO_ROLES and units:
            self.parts.append(Governed(role, units, rule))
        self.waiting = []

    def _place(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1


def _unit(body: Body, start: int, end: int) -> Unit:
    return Unit(body.text, start, end, body.canonical, body.starred)


def _verb(verbs: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> str:
    """adverb* and a run of verbs: it opens with a strong verb, or it is weak and ends its phrase."""
    strong = [word for entry in entries for word in entry["strong"]]
    weak = [word for entry in entries for word in entry["weak"]]
    filler = either(verbs["fillers"])
    run = rf"(?:{doubled(strong)}|{either(weak)}|{filler}){{0,6}}"
    begin = beginning([*strong, *weak, *verbs["fillers"], *verbs["adverbs"]])
    adverbs = rf"{either(verbs['adverbs'])}{{0,5}}"
    first = rf"{doubled(strong)}(?!{either(verbs['nouns_after'])}){run}"
    return rf"{begin}(?!{verbs['never']}){adverbs}(?:{first}|{filler}{{0,3}}{either(weak)}{run}{_BORDER})"


def _signs(entry: Mapping[str, Any]) -> str:
    """What marks a run of verbs as this entry's."""
    return "|".join([doubled([*entry["strong"], *entry["weak"]]), *(f"^{char}$" for char in entry["single"])])
