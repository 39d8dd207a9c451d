"""What a stretch of a duty clause says: labels, verbs, lists of bodies, dates, and rules stated once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ingest.bodies import Bodies, Body, Grade, either
from ingest.brackets import inside, pairs
from ingest.claims import Role

__all__ = ["BLANKS", "Part", "Reading", "Statement", "Unit", "Wording"]

BLANKS = " \t\u3000\xa0\n"

_ROLES = ("leads", "cooperates", "responsible", "guides")
_LONGEST_LABEL = 24
_COLON = re.compile("[：:]+")
_OTHER = re.compile(r"(?:^|(?<=[，,；;。、：:]))[\u4e00-\u9fff]{2,10}$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A name as printed and its place in the passage; `canonical` restores an elided prefix or tail (商务厅 → 省商务厅)."""

    text: str
    start: int
    end: int
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The units that one verb or label governs; `rule` is the entry of clauses.toml that says so."""

    role: Role
    units: tuple[Unit, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A rule stated once and the words that state it.

    `effect` is first-leads, responsible-leads, repeat-units or repeat; `below` says that it holds from here on; `units` are those it adds.
    """

    effect: str
    start: int
    end: int
    below: bool
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a stretch says if it is a clause; positions count in the passage.

    `grades` rate every word in a name's place, `loose` counts words in no name's place (`负责解释`): both tell clauses from prose.
    """

    parts: tuple[Part, ...]
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
class Wording:
    """The compiled words of clauses.toml. Read with `read`; `ingest.clauses` decides where clauses stand."""

    bodies: Bodies
    label: re.Pattern[str]
    label_end: re.Pattern[str]
    bare_label: re.Pattern[str]
    roles: Mapping[str, tuple[str, str]]
    nouns: frozenset[str]
    damaged: Mapping[str, str]
    verb: re.Pattern[str]
    damaged_verb: re.Pattern[str]
    verb_roles: tuple[tuple[re.Pattern[str], str], ...]
    joint: re.Pattern[str]
    rules: tuple[tuple[str, re.Pattern[str], str], ...]

    @classmethod
    def of(cls, grammar: Mapping[str, Any]) -> Wording:
        """Compile a grammar as `ingest.clauses.grammar` loads it."""
        labels, verbs = grammar["labels"], grammar["verbs"]
        roles = {head: (entry["role"], entry["name"]) for entry in grammar["label"] for head in entry["heads"]}
        heads, nouns = _doubled(roles), _doubled(labels["nouns"])
        aside = rf"(?:[（(〔](?:{nouns}|(?P<aside>{heads}){nouns}?)[）)〕])"
        behind = aside.replace("aside", "behind")
        second = rf"(?:[及和与、/或](?:{heads}{nouns}{{0,2}}|{nouns}{{1,2}}))"
        label = rf"{either(labels['modifiers'])}{{0,3}}?(?P<head>{heads}){aside}?(?P<noun>{nouns}{{0,2}}){second}?{behind}?"
        weak = either(word for entry in grammar["verb"] for word in entry["weak"])
        strong = _doubled(word for entry in grammar["verb"] for word in entry["strong"])
        filler = either(verbs["fillers"])
        run = rf"(?:{strong}|{weak}|{filler}){{0,6}}"
        border = r"(?=[、，,；;。．\s（(）)〔〕\[\]【】]|$)"
        single = "".join(char for entry in grammar["verb"] for char in entry["single"])
        tails = "".join(sorted({word[-1] for word in grammar["bodies"]["sure"]}))
        return cls(
            bodies=Bodies.of(grammar["bodies"]),
            label=re.compile(label),
            label_end=re.compile(rf"{label}$"),
            bare_label=re.compile(rf"(?:^|(?<=[{tails}，,；;。])){label}(?=[^：:])"),
            roles=roles,
            nouns=frozenset(labels["common_nouns"]),
            damaged=_damaged(roles, labels["common_nouns"]),
            verb=re.compile(
                rf"(?<![{verbs['not_behind']}]){either(verbs['adverbs'])}{{0,5}}(?:{strong}(?!{either(verbs['nouns_after'])}){run}|{filler}{{0,3}}{weak}{run}{border})"
            ),
            damaged_verb=re.compile(rf"(?<=[{tails}])[{single}]{border}"),
            verb_roles=tuple((re.compile(_signs(entry)), entry["role"]) for entry in grammar["verb"]),
            joint=re.compile("|".join(verbs["joint"])),
            rules=tuple((entry["sign"], re.compile(entry["pattern"]), entry["effect"]) for entry in grammar["rule"]),
        )

    def read(self, text: str, start: int, end: int, role: str = "responsible", rule: str = "no-verb") -> Reading:
        """Read `text[start:end]` as labels, verbs and lists of bodies; names without either get `role`."""
        statements = self.statements(text, start, end)
        chars, places = self._squeezed(text, start, end, statements)
        reader = _Reader(self, chars, places, role, rule)
        reader.read()
        return Reading(
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
        end = len(text) if end is None else end
        for sign, pattern, effect in self.rules:
            if text.find(sign, start, end) < 0:
                continue
            for match in pattern.finditer(text, start, end):
                if any(match.start() < each.end and each.start < match.end() for each in found):
                    continue
                units: tuple[Unit, ...] = ()
                if "units" in match.re.groupindex:
                    bodies = self.bodies.split(match["units"])
                    units = tuple(
                        _unit(body, *(match.start("units") + at for at in (body.start, body.end))) for body in bodies if body.grade
                    )
                found.append(Statement(effect, match.start(), match.end(), "下" in match[0], units))
        return tuple(found)

    def column(self, head: str) -> tuple[str, str]:
        """The role that a column's head gives, and the entry that says so; `none` for any other column.

        >>> from ingest.clauses import Clauses, grammar
        >>> wording = Clauses.of(grammar()).wording
        >>> [wording.column(head)[0] for head in ("牵头\\n单位", "责任单位及责任人", "完成情况", "建议责任单位", "完成时限")]
        ['leads', 'responsible', 'none', 'none', 'deadline']
        """
        plain = "".join(char for char in head if char not in BLANKS)
        stated = self.statements(plain)
        if stated:
            plain = "".join(char for at, char in enumerate(plain) if not any(each.start <= at < each.end for each in stated))
        plain = plain.strip("：:")
        if whole := self.label.fullmatch(plain):
            return self.label_role(whole)
        for found in self.label.finditer(plain):
            if found["noun"] or self.roles[_plain(found["head"])][0] not in _ROLES:
                return self.label_role(found)
        return "none", ""

    def label_before(self, text: str, start: int, colon: int) -> tuple[int, str, str] | None:
        """The label that ends at a colon and begins not before `start`, known or with one character lost: place, role, entry."""
        known = self.label_end.search(text, max(start, colon - _LONGEST_LABEL), colon)
        longer = (size for size in (6, 5, 4, 3) if start <= colon - size and (known is None or size > colon - known.start()))
        damaged = next((size for size in longer if text[colon - size : colon] in self.damaged), 0)
        if damaged:
            return colon - damaged, *self.roles[self.damaged[text[colon - damaged : colon]]]
        return (known.start(), *self.label_role(known)) if known else None

    def label_role(self, found: re.Match[str]) -> tuple[str, str]:
        """Role and entry of a label; a bracket in it decides (`责任（牵头）单位`)."""
        for group in ("aside", "behind"):
            if found[group] and self.roles[_plain(found[group])][0] == "leads":
                return self.roles[_plain(found[group])]
        return self.roles[_plain(found["head"])]

    def _squeezed(self, text: str, start: int, end: int, statements: tuple[Statement, ...]) -> tuple[str, list[int]]:
        """The stretch without blanks, line breaks and stated rules; a blank between two whole names becomes a comma."""
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
            elif self._whole("".join(chars[-20:])) and self._another(text[at : at + 20].lstrip(BLANKS)):
                chars.append("、")
                places.append(at)
            at += 1
        return "".join(chars), places

    def _whole(self, before: str) -> bool:
        names = self.bodies.separator.split(before)
        return self.bodies.grade(names[-1]) == Grade.SURE

    def _another(self, after: str) -> bool:
        word = re.split(r"[\W_]", after)[0]
        person = self.bodies.person.fullmatch(word) is not None and self.bodies.grade(word) == Grade.NOTHING
        return person or (len(word) > 2 and self.bodies.begins_name(word))


@dataclass(slots=True)
class _Reader:
    """Reads one squeezed stretch from left to right: a label or verb takes the names that wait for it."""

    wording: Wording
    text: str
    places: Sequence[int]
    role: str
    rule: str
    waiting: list[tuple[Body, int]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    deadlines: list[tuple[int, int]] = field(default_factory=list)
    scopes: list[tuple[int, int]] = field(default_factory=list)
    grades: list[Grade] = field(default_factory=list)
    loose: int = 0
    labelled: bool = False
    verbal: bool = False

    def read(self) -> None:
        """Go through the tokens."""
        joined = after_verb = False
        for token in self._tokens():
            if token.kind == "text":
                self._text(token.start, token.end, after_verb)
            elif token.kind == "label":
                self._give(self.role, self.rule)
                self.role, self.rule, self.labelled, joined = token.role, token.rule, True, False
            elif token.kind == "joint":
                self._give("leads", token.rule)
                self.verbal = joined = True
            else:
                kept = self.labelled and token.role == "responsible" and self.role in _ROLES
                self._give(*((self.role, self.rule) if kept else (token.role, token.rule)))
                self.verbal = True
            after_verb = token.kind == "verb"
        self._give("responsible" if joined else self.role, self.rule)

    def _tokens(self) -> Iterator[_Token]:
        """Labels, verbs and what lies between them, outside brackets."""
        inner = pairs(self.text)
        marks: list[_Token] = []
        for token in (*self._labels(), *self._joints_and_verbs()):
            if not inside(token.start, inner) and not any(token.start < mark.end and mark.start < token.end for mark in marks):
                marks.append(token)
        at, value = 0, self.role
        for mark in sorted(marks, key=lambda mark: mark.start):
            if mark.kind == "label":
                value = mark.role
            elif value not in _ROLES:
                continue  # a verb in a date (`持续实施`) or beside a person's name
            if at < mark.start:
                yield _Token("text", "", "", at, mark.start)
            yield mark
            at = mark.end
        if at < len(self.text):
            yield _Token("text", "", "", at, len(self.text))

    def _labels(self) -> Iterator[_Token]:
        """At every colon a known label, one that lost a character, or an unknown word; then labels that lost their colon."""
        wording, reached = self.wording, 0
        for colon in _COLON.finditer(self.text):
            if label := wording.label_before(self.text, reached, colon.start()):
                yield _Token("label", label[1], label[2], label[0], colon.end())
            elif other := _OTHER.search(self.text, reached, colon.start()):
                yield _Token("label", "none", "other-label", other.start(), colon.end())
            reached = colon.end()
        for found in wording.bare_label.finditer(self.text):
            if _plain(found["noun"]) in wording.nouns and wording.roles[_plain(found["head"])][0] in _ROLES and self._names_meet(found):
                yield _Token("label", *wording.label_role(found), *found.span())

    def _names_meet(self, found: re.Match[str]) -> bool:
        """Whether a whole name ends before a place (unless nothing stands there) and another begins behind it."""
        first = next(iter(self.wording.bodies.split(self.text[found.end() :])), None)
        last = self.wording.bodies.split(_COLON.split(self.text[: found.start()])[-1])[-1:]
        follows = first is not None and first.start == 0 and first.grade == Grade.SURE and self.wording.bodies.begins_name(first.text)
        return follows and all(body.grade == Grade.SURE for body in last)

    def _joints_and_verbs(self) -> Iterator[_Token]:
        for found in self.wording.joint.finditer(self.text):
            yield _Token("joint", "leads", "together", *found.span())
        for pattern in (self.wording.verb, self.wording.damaged_verb):
            for found in pattern.finditer(self.text):
                role = next(role for sign, role in self.wording.verb_roles if sign.search(found[0]))
                yield _Token("verb", role, f"verb-{role}", *found.span())

    def _text(self, start: int, end: int, after_verb: bool) -> None:
        """A list of names, or the value of a date or scope label."""
        if self.role in ("deadline", "scope"):
            value = self.text[start:end].split("，" if self.role == "scope" else "；")[0]
            bare = value.strip("，,；;。、 （）()")
            if bare:
                at = start + value.index(bare)
                (self.deadlines if self.role == "deadline" else self.scopes).append(self._place(at, at + len(bare)))
            return
        for body in self.wording.bodies.split(self.text[start:end]):
            if after_verb and body.start == 0 and body.grade < Grade.SURE:
                self.loose += 1
            elif self.wording.bodies.is_pace(body.text):
                self.deadlines.append(self._place(start + body.start, start + body.end))
            elif self.role != "none":
                self.loose += bool(body.lead)
                self._name(body, start)

    def _name(self, body: Body, offset: int) -> None:
        self.grades.append(body.grade)
        if body.grade == Grade.NOTHING:
            return
        label = self.wording.label.match(body.remark) if body.remark else None
        if label is None:
            self.waiting.append((body, offset))
            return
        held, self.waiting = self.waiting, [(body, offset)]
        self._give(*self.wording.label_role(label))
        self.waiting, self.verbal = held, True

    def _give(self, role: str, rule: str) -> None:
        """Let the waiting names have a role."""
        units = tuple(_unit(body, *self._place(body.start + offset, body.end + offset)) for body, offset in self.waiting)
        if role in _ROLES and units:
            self.parts.append(Part(role, units, rule))  # type: ignore[arg-type]
        self.waiting = []

    def _place(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1


def _unit(body: Body, start: int, end: int) -> Unit:
    return Unit(body.text, start, end, body.canonical)


def _plain(label: str) -> str:
    """A label without doubled characters."""
    return re.sub(r"(.)\1+", r"\1", label)


def _doubled(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first, each character doubled or not."""
    return (
        "(?:"
        + "|".join("".join(f"{re.escape(char)}+" for char in word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
        + ")"
    )


def _signs(entry: Mapping[str, Any]) -> str:
    """What marks a run of verbs as this entry's."""
    return "|".join([_doubled([*entry["strong"], *entry["weak"]]), *(f"^{char}$" for char in entry["single"])])


def _damaged(roles: Mapping[str, tuple[str, str]], nouns: Sequence[str]) -> dict[str, str]:
    """Every common label with one character lost → its head."""
    found: dict[str, str] = {}
    for head, (role, _) in roles.items():
        for noun in nouns if role in _ROLES else [""]:
            label = head + noun
            if len(label) < 4:
                continue
            for at in range(len(label)):
                found.setdefault(label[:at] + label[at + 1 :], head)
    return found
