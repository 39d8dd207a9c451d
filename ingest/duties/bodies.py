"""Lists of bodies as plans print them: where one name ends and the next begins, and what is no name at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import pairwise
from typing import Any

from zhengpu.ingest.text.alternation import either
from zhengpu.ingest.text.brackets import CLOSING, dangling, depths, opening, without

__all__ = ["Bodies", "Body", "Grade"]

_STARS = "*★▲●■◆※☆△"
_ORNAMENT = ".…·-—~" + _STARS
_TELEPHONE = re.compile(r"[\W_]*(?:(?:联系)?电话|手机)?[\W_]*(?<!\d)(?:1\d{10}|(?:0\d{2,3}[-－—]?)?[2-8]\d{6,7})$")
_PERSONS = (2, 3, 4)
"""So many signs the name of a person has."""
_EMPTY = re.compile(r"[^\w/—-]*")
_REMEMBERED = 20_000
_LONGEST_MANNER = 4
_LEVELS = re.compile("[省市县区州旗镇乡街]{2}$")
"""Two levels in one word end a name: 属地镇街."""


class Grade(IntEnum):
    """How sure the form alone makes us that some words name a body."""

    NOTHING = 0
    """No name: prose, a date, a person, a stroke."""
    POSSIBLE = 1
    """Nothing speaks against it (中国结算)."""
    PLACE = 2
    """A territory (龙兴镇): a body only beside others."""
    SURE = 3
    """Ends as bodies end (县文旅局), or is a collective (各地区)."""


@dataclass(frozen=True, slots=True)
class Body:
    """A name in a list and its place there.

    `canonical` restores what the list elides (省发展改革委、商务厅 → 省商务厅); `remark` is the text of a bracket behind the name
    that is no part of it (`牵头`); `lead` are words before the name that are none either (`教育领域由…`); `starred`: a star stands at it.
    """

    text: str
    start: int
    end: int
    grade: Grade
    canonical: str | None = None
    remark: str = ""
    lead: str = ""
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Bodies:
    """Splits lists of bodies: units, recipients, copied_to. Made by `Bodies.of` from `[bodies]` of clauses.toml.

    >>> from zhengpu.ingest.duties.clauses import grammar
    >>> bodies = Bodies.of(grammar()["bodies"])
    >>> [body.text for body in bodies.split("省发展改革委、商务厅等部门，各市、县（市、区）人民政府")]
    ['省发展改革委', '商务厅', '各市、县（市、区）人民政府']
    >>> bodies.split("省发展改革委、商务厅")[1].canonical
    '省商务厅'
    """

    separator: re.Pattern[str]
    territories: re.Pattern[str]
    never_level: re.Pattern[str]
    seat: re.Pattern[str]
    after_seat: re.Pattern[str]
    level_alone: re.Pattern[str]
    collective: re.Pattern[str]
    offices_so_far: re.Pattern[str]
    one_more_office: re.Pattern[str]
    before: re.Pattern[str]
    by: re.Pattern[str]
    manner: re.Pattern[str]
    by_rule: re.Pattern[str]
    among: re.Pattern[str]
    among_nothing: re.Pattern[str]
    among_then: re.Pattern[str]
    conjunction: re.Pattern[str]
    sure: re.Pattern[str]
    not_sure: re.Pattern[str]
    place: re.Pattern[str]
    prose: re.Pattern[str]
    aside: re.Pattern[str]
    pace: re.Pattern[str]
    nothing: re.Pattern[str]
    person: re.Pattern[str]
    person_behind: re.Pattern[str]
    titled: re.Pattern[str]
    own_bracket: re.Pattern[str]
    level: re.Pattern[str]
    function: re.Pattern[str]
    fields_of: re.Pattern[str]
    party: re.Pattern[str]
    office: re.Pattern[str]
    glued: re.Pattern[str]
    quoted: re.Pattern[str]
    named_for: re.Pattern[str]
    class_noun: re.Pattern[str]
    kind: re.Pattern[str]
    modal: re.Pattern[str]
    _lists: dict[str, tuple[Body, ...]] = field(default_factory=dict, repr=False, compare=False)
    _grades: dict[str, Grade] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Bodies:
        """Compile the table."""
        kind = rf"{table['territory']}(?:[（(〔]{table['territory']}(?:、{table['territory']}){{0,4}}[）)〕])?"
        seat, after_seat = table["seat"], table["after_seat"]
        functions, each = either(table["functions"]), rf"{table['each']}{table['territory']}"
        return cls(
            separator=re.compile(f"[{re.escape(table['separators'])}]+"),
            territories=re.compile(
                rf"(?P<each>{table['each']})?{kind}(?:{seat}(?=、{after_seat}))?(?:[、及]{kind}){{0,5}}、?(?P<seat>{seat}(?:[（(]{seat}[）)])?)?"
            ),
            never_level=re.compile(table["never_level"]),
            seat=re.compile(rf"{seat}$"),
            after_seat=re.compile(after_seat),
            level_alone=re.compile(table["level_alone"]),
            collective=re.compile(table["collective"]),
            offices_so_far=re.compile(table["offices_so_far"]),
            one_more_office=re.compile(table["one_more_office"]),
            before=re.compile(table["before"]),
            by=re.compile(table["by"]),
            manner=re.compile(table["manner"]),
            by_rule=re.compile(table["by_rule"]),
            among=re.compile(table["among"]),
            among_nothing=re.compile(table["among_nothing"]),
            among_then=re.compile(table["among_nothing"] + either(table["conjunctions"])),
            conjunction=re.compile(rf"{either(table['conjunctions'])}(?!{table['conjunction_not']})"),
            sure=re.compile(f"{either(table['sure'])}$"),
            not_sure=re.compile(f"{either(table['not_sure'])}$"),
            place=re.compile(f"{either(table['place'])}$"),
            prose=re.compile(table["prose"]),
            aside=re.compile(table["aside"]),
            pace=re.compile(table["pace"]),
            nothing=re.compile(rf"(?:[\W_]|{either(table['nothing'])})*"),
            person=re.compile(table["person"]),
            person_behind=re.compile(rf"[：:]?(?:{table['titled'].removesuffix('$')})?{table['person']}$"),
            titled=re.compile(table["titled"]),
            own_bracket=re.compile(table["own_bracket"]),
            level=re.compile(table["level"]),
            function=re.compile(functions),
            fields_of=re.compile(table["fields_of"]),
            party=re.compile(either(table["party"])),
            office=re.compile(table["office"]),
            quoted=re.compile('[“"‘《]([^“”"‘’《》]+)[”"’》]'),
            named_for=re.compile(table["named_for"]),
            modal=re.compile(table["modal"]),
            kind=re.compile(table["kind"]),
            class_noun=re.compile(table["class_noun"]),
            glued=re.compile(rf"(?<=[{table['glue_behind']}])(?={table['level']}{functions}|{each})|{table['glue_seats']}"),
        )

    def split(self, text: str) -> tuple[Body, ...]:
        """Every name in a list without verbs and labels, in order; what is no name comes with `Grade.NOTHING`."""
        found = self._lists.get(text)
        if found is None:
            _make_room(self._lists)
            found = self._lists[text] = self._split(text)
        return found

    def _split(self, text: str) -> tuple[Body, ...]:
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
        if self.fields_of.search(text):
            names = [replace(body, grade=max(body.grade, Grade.PLACE)) if self.function.fullmatch(body.text) else body for body in names]
        return tuple(self._restored(names))

    def grade(self, name: str) -> Grade:
        """How much some words look like a body.

        >>> from zhengpu.ingest.duties.clauses import grammar
        >>> bodies = Bodies.of(grammar()["bodies"])
        >>> [bodies.grade(name).name for name in ("县文旅局", "龙兴镇", "中国结算", "持续推进", "张三")]
        ['SURE', 'PLACE', 'POSSIBLE', 'NOTHING', 'NOTHING']
        """
        found = self._grades.get(name)
        if found is None:
            _make_room(self._grades)
            found = self._grades[name] = self._grade(name, without(name))
        return found

    def _grade(self, name: str, bare: str) -> Grade:
        if len(bare) == 1 and name != bare and self.territories.fullmatch(name):
            return Grade.PLACE  # 县（市、区）
        if len(bare) < 2 or len(name) > 60 or bare.isascii() or self.nothing.fullmatch(bare) or dangling(name):
            return Grade.NOTHING
        if (inner := self.quoted.sub(r"\1", bare)) != bare:  # 县“十强产业”工作专班: a quotation inside a name
            return self.grade(inner) if self.grade(inner) == Grade.SURE and not self.quoted.fullmatch(bare) else Grade.NOTHING
        if self.named_for.search(bare) and self.level.match(bare):
            return Grade.SURE
        if any(sign.search(bare) for sign in (self.prose, self.titled)) or self.pace.match(bare) or self.aside.match(bare):
            return Grade.NOTHING
        if len(bare) <= 30 and (self.sure.search(bare) and not self.not_sure.search(bare)):
            return Grade.SURE
        if self.is_collective(name):
            return Grade.SURE
        if self.place.search(bare):
            return Grade.PLACE
        if self.person.fullmatch(bare) or len(bare) > 16:
            return Grade.NOTHING
        return Grade.POSSIBLE

    def without_manner(self, name: str) -> str:
        """A name without the words that say how it acts: what stands behind the last character that can end a name.

        >>> from zhengpu.ingest.duties.clauses import grammar
        >>> bodies = Bodies.of(grammar()["bodies"])
        >>> [bodies.without_manner(name) for name in ("各有关部门分头", "各镇分类", "县科技局", "各县区因地制宜", "中国结算")]
        ['各有关部门', '各镇', '县科技局', '各县区', '中国结算']
        """
        if self.ends_as_names_do(name) or self.titled.search(name):
            return name
        for end in range(len(name) - 1, max(1, len(name) - 1 - _LONGEST_MANNER), -1):
            if self.ends_as_names_do(name[:end]):
                return name if self.modal.search(name, end) else name[:end]
        return name

    def without_manner_last(self, text: str) -> str:
        """A list whose last name lost the words that say how it acts."""
        last = max((found.end() for found in self.separator.finditer(text)), default=0)
        return text[:last] + self.without_manner(text[last:])

    def ends_as_names_do(self, name: str) -> bool:
        """Whether the last characters are those of a body, a territory or a class of bodies, whatever stands before them."""
        bare = without(name)
        if not bare or self.prose.search(bare):
            return False
        ended = self.sure.search(bare) is not None and self.not_sure.search(bare) is None
        ended = ended or _LEVELS.search(bare) is not None
        return ended or self.is_local(name) or (self.place.search(bare) is not None and self.grade(name) >= Grade.PLACE)

    def is_collective(self, name: str) -> bool:
        """Whether a name means a class of bodies (各县区, 有关部门), not one."""
        return self.is_local(name) or (self.collective.search(name) is not None and len(name) <= 30)

    def is_local(self, name: str) -> bool:
        """Whether a name means all authorities of some level (各市、县政府)."""
        whole = self.territories.fullmatch(name)
        return whole is not None and whole["each"] is not None

    def is_whole(self, name: str) -> bool:
        """Whether nothing can be missing behind a name (各市, 市委 may go on: 各市州政府, 市委宣传部)."""
        last = self.conjunction.split(name)[-1]
        return self.grade(last) == Grade.SURE and self.sure.search(last) is not None and self.level.fullmatch(last) is None

    def is_pace(self, text: str) -> bool:
        """Whether the words are a date or a pace (`2025年底前`, `持续推进`)."""
        return self.pace.match(text) is not None

    def begins_name(self, text: str) -> bool:
        """Whether a text opens with a level (省, 县 …) or 各, as names in a list do."""
        return self.level.match(text) is not None or self.collective.match(text) is not None

    def is_person_of_office(self, name: str) -> bool:
        """Whether a name is that of an office held by one person, behind the level or body it belongs to (县政府分管副县长)."""
        return self.titled.search(name) is not None and self.begins_name(name)

    def is_office(self, name: str) -> bool:
        """Whether a name tells its level and its kind, and is no class of bodies (县教育局, but not 各部门 or 市属企业)."""
        return self.level.match(name) is not None and self.office.search(name) is not None and not self.is_collective(name)

    def _pieces(self, text: str) -> list[tuple[int, int]]:
        """Spans between separators outside brackets; two names run together (a lost 、) come apart too."""
        depth = depths(text)
        pieces, start = [], 0
        for found in self.separator.finditer(text):
            if depth[found.start()] == 0:
                pieces.append((start, found.start()))
                start = found.end()
        pieces.append((start, len(text)))
        full = [(start, end) for start, end in pieces if not _EMPTY.fullmatch(text, start, end)]
        return [part for start, end in full for part in self._unglued(text, self._after_lead(text, start, end), end)]

    def _after_lead(self, text: str, start: int, end: int) -> int:
        """Where a name begins behind what only leads to it (由, 以及)."""
        found = self.before.match(text, start, end)
        return found.end() if found and found.end() < end else start

    def _unglued(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """县发改局县财政局 → 县发改局 | 县财政局, but 市委市政府 stays one name."""
        places = [found.start() for found in self.glued.finditer(text, start + 2, end)]
        for place, following in pairwise([*places, end]):
            left, right = text[start:place], text[place:following]
            if self.begins_name(left) and min(self.grade(left), self.grade(right)) == Grade.SURE:
                yield start, place
                start = place
        yield start, end

    def _one_collective(self, text: str, start: int, end: int, following: tuple[int, int]) -> bool:
        """Whether `各区` and `县级市`, `各市` and `县（市、区）人民政府` are one name: one 各 governs several kinds of territory."""
        if text[end : following[0]] != "、":
            return False
        if self.class_noun.fullmatch(text, *following) and self.is_collective(text[start:end]):
            return True  # 有关部门、单位
        if self.one_more_office.fullmatch(text, *following) and self.offices_so_far.search(text, start, end):
            return True
        for joined in self.conjunction.finditer(text, start, end):  # 市直有关部门及各区、县（市）政府
            if self.is_collective(text[start : joined.start()]) and self.is_local(text[joined.end() : end]):
                start = joined.end()
        if self.level_alone.fullmatch(text, max(start, text.rfind("、", 0, end) + 1), end) and not self.is_local(text[start:end]):
            return True
        first, whole = self.territories.fullmatch(text, start, end), self.territories.match(text, start, following[1])
        if first is None or whole is None or whole.end() <= following[0] or (whole["each"] is None and end - start > 3):
            return False
        rest = text[whole.end() : following[1]]
        if rest and not (self.among.match(rest) or self.conjunction.match(rest)):
            # 各省、自治区、直辖市财政厅 is one name, but 各区、市财政局 are two
            plain = not whole["seat"] and self.never_level.fullmatch(text, following[0], whole.end()) is not None
            return plain and self.grade(rest) == Grade.SURE and not self.is_collective(rest)
        return not first["seat"] or self.after_seat.match(text, *following) is not None

    def _named(self, text: str, start: int, end: int) -> Iterator[Body]:
        """The names in one piece: what stands before 等, and the group after it."""
        depth = depths(text[start:end])
        for found in self.among.finditer(text, start, end):
            if depth[found.start() - start] == 0 and found.start() > start:
                yield from self._joined(text, start, found.start())
                if not self.among_nothing.fullmatch(text, found.end(), end):
                    group = self.among_then.match(text, found.end(), end)
                    yield from self._joined(text, group.end() if group else found.end(), end)
                return
        yield from self._joined(text, start, end)

    def _joined(self, text: str, start: int, end: int) -> Iterator[Body]:
        """Names joined by 和: two bodies come apart, a collective of collectives (有关部门及各地区) stays as printed."""
        depth = depths(text[start:end])
        for found in self.conjunction.finditer(text, start, end):
            left, right = text[start : found.start()], text[found.end() : end]
            if depth[found.start() - start] or self.grade(left) < Grade.SURE or self.grade(right) < Grade.PLACE:
                continue
            if not self.ends_as_names_do(left):
                continue  # 各市工业和信息化局
            if self.seat.match(right):
                continue  # 安新县委和人民政府
            kinds = self.territories.match(text, start, end)
            if kinds and kinds["each"] and kinds.end() == end:
                continue  # 各省、自治区、直辖市及计划单列市人民政府
            if self.level_alone.fullmatch(left) or (
                kinds and kinds["each"] and self.never_level.fullmatch(text, found.end(), max(kinds.end(), found.end()))
            ):
                continue  # 中央和国家机关工委, 各省、自治区、直辖市及计划单列市财政厅
            if self.is_collective(left) and self.is_collective(right) and not self.kind.fullmatch(left):
                continue
            yield self._body(text, start, found.start())
            yield from self._joined(text, found.end(), end)
            return
        yield self._body(text, start, end)

    def _body(self, text: str, start: int, end: int) -> Body:
        """A name without what leads to it, what trails it, and a bracket that is no second name."""
        lead = ""
        for by in self.by.finditer(text, start, end):
            if self.grade(text[by.end() : end]) == Grade.SURE:
                lead, start = text[start : by.start()], by.end()
        if found := self.manner.search(text, start, end):
            least = Grade.POSSIBLE if self.by_rule.match(found[0]) else Grade.SURE
            end = found.start() if self.grade(text[start : found.start()]) >= least else end
        end = self._without_telephones(text, start, end)
        remark = ""
        if text[end - 1] in CLOSING:
            at = opening(text, start, end)
            if at is not None and at > start and not self._own_bracket(text[start:at], text[at + 1 : end - 1]):
                remark, end = text[at + 1 : end - 1], at
        if person := self.person_behind.search(text, start, end):
            # 县住建局局长孙伟; a name of its own ends as names do
            ours = not self.ends_as_names_do(text[start:end]) and self._is_body_of_level(text[start : person.start()])
            end = person.start() if ours else end
        first, last = start, end
        while end > start and text[end - 1] in _ORNAMENT:
            end -= 1
        while start < end and text[start] in _ORNAMENT:
            start += 1
        name = text[start:end]
        starred = any(sign in _STARS for sign in text[first:start] + text[end:last])
        return Body(name, start, end, self.grade(name), remark=remark, lead=lead, starred=starred)

    def _without_telephones(self, text: str, start: int, end: int) -> int:
        """Where a name ends before the numbers to call, and before who takes the call there (县民政局刘洋 0353-2012345)."""
        called = False
        while telephone := _TELEPHONE.search(text, start, end):
            end, called = telephone.start(), True
        for length in _PERSONS if called and not self.ends_as_names_do(text[start:end]) else ():
            if self._is_body_of_level(text[start : end - length]):
                return end - length
        return end

    def _is_body_of_level(self, name: str) -> bool:
        """Whether a name tells its level, ends as names of bodies do, and is no class of bodies."""
        return self.level.match(name) is not None and self.grade(name) == Grade.SURE and not self.is_collective(name)

    def _own_bracket(self, head: str, inner: str) -> bool:
        """Whether a closing bracket belongs to the name: a second name, kinds of territory, 中国石油大学（华东）."""
        if self.aside.match(inner):
            return False
        if any(kind.fullmatch(inner) for kind in (self.territories, self.one_more_office)):
            return True
        if self.seat.search(inner) or self.grade(inner) == Grade.SURE:
            return True
        return self.own_bracket.search(head) is not None and not (self.titled.search(inner) or inner.isascii())

    def _restored(self, names: list[Body]) -> Iterator[Body]:
        """Elided prefixes from the first full name before (省发展改革委、商务厅), elided tails from the next one with a seat."""
        prefix = ""
        for number, body in enumerate(names):
            found = self.party.search(body.text) or self.function.search(body.text)
            head = body.text[: found.start()] if found else ""
            if head and len(head) <= 10 and self.level.search(head[-2:]):
                prefix = head
            elif found and not head and prefix and self.office.search(body.text) and not self.is_collective(body.text):
                party = "委" if self.party.match(body.text) else ""
                yield replace(body, canonical=prefix.removesuffix("委") + party + body.text)
                continue
            elif body.grade == Grade.PLACE:
                tail = next((self.seat.search(other.text) for other in names[number + 1 :] if other.grade != Grade.PLACE), None)
                if tail and not self.is_collective(body.text) and not self.is_collective(tail.string):
                    yield replace(body, canonical=body.text + tail[0])
                    continue
            yield body


def _make_room(memory: dict[str, Any]) -> None:
    """Names and lists come again and again in a plan; what was read is kept, but never without end."""
    if len(memory) >= _REMEMBERED:
        memory.clear()
