"""Bodies that act in a sentence: names that are all a clause has before its verb, its modal or its circumstance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from zhengpu.ingest.duties.bindings import OpenActs
from zhengpu.ingest.duties.bodies import Bodies, Body, Grade
from zhengpu.ingest.text.alternation import either
from zhengpu.ingest.text.brackets import CLOSING, OPENING, opening, without

__all__ = ["Actors"]

_LONGEST_LIST, _LONGEST_NAME = 90, 30
_SHORTEST_BEHIND = 4
_DEPARTMENT = 2
_SHORTEST_OFFICE = 3
_LONGEST_FIELD = 10
_JOINS = "、和及与或"


@dataclass(frozen=True, slots=True)
class Actors:
    """Finds the bodies that open a clause. Positions of what it returns count in the text given."""

    bodies: Bodies
    breaks: re.Pattern[str]
    charged: re.Pattern[str]
    circumstance: re.Pattern[str]
    either: re.Pattern[str]
    person_tail: re.Pattern[str]
    also_act: re.Pattern[str]
    party: re.Pattern[str]
    by_form: re.Pattern[str]
    open_act: OpenActs
    acts: re.Pattern[str]
    goes_on: re.Pattern[str]
    lead: re.Pattern[str]
    never: re.Pattern[str]
    never_tail: re.Pattern[str]
    pivots: re.Pattern[str]
    name_pivots: re.Pattern[str]
    named_behind: re.Pattern[str]
    name_tail: re.Pattern[str]
    deeds: re.Pattern[str]
    common: frozenset[str]
    verbal: re.Pattern[str]
    office: re.Pattern[str]
    inner_name: re.Pattern[str]
    class_tail: re.Pattern[str]
    each_tail: re.Pattern[str]
    not_deed: re.Pattern[str]
    not_behind: re.Pattern[str]

    @classmethod
    def of(cls, grammar: Mapping[str, Any], bodies: Bodies) -> Actors:
        """Compile `[running]`."""
        table, verbs = grammar["running"], grammar["verbs"]
        strong = [word for entry in grammar["verb"] for word in entry["strong"]]
        words = [
            *(word for name in ("permits", "denies", "past", "adverbs", "prepositions", "joint", "composes") for word in table[name]),
            *verbs["adverbs"],
        ]
        charged = rf"{either(strong)}(?!{either(verbs['nouns_after'])})"
        told = [*table["acts"], *strong]
        plain = rf"{either(word for word in words if word not in told)}|{either(table['acts'])}(?!的)"
        modal = rf"(?!{table['modal_not']}){either(table['modals'])}"
        acts = either(told)
        breaks = rf"(?=(?:{modal}|{table['every']}|{table['dated']}|{plain}|{charged}|{table['by']}|{table['hands_over']}(?!的)|{table['opens']}))"
        noun = either(word for word in told if word not in (*table["pivots"], *table["gathers"]))
        return cls(
            bodies=bodies,
            breaks=re.compile(breaks),
            charged=re.compile(charged),
            circumstance=re.compile(rf"{either(table['adverbs'])}+{either([*table['prepositions'], *told, *table['pivots']])}"),
            also_act=re.compile(table["also_act"]),
            by_form=re.compile(table["by_form"]),
            open_act=OpenActs.of(table),
            party=re.compile(rf"{acts}方$"),
            person_tail=re.compile(table["person_tail"]),
            either=re.compile(table["either"]),
            acts=re.compile(acts),
            goes_on=re.compile(rf"(?:{acts}{table['name_tail']}|{noun}{table['class_tail']})(?:{breaks}|$|(?=[{_JOINS}（(]))"),
            lead=re.compile(rf"{table['lead']}(?:{table['dated']}(?=[一-龥]))?"),
            never=re.compile(table["not_actor"]),
            never_tail=re.compile(table["not_actor_tail"]),
            pivots=re.compile(either(table["pivots"])),
            name_pivots=re.compile(f"{either(table['name_pivots'])}+"),
            named_behind=re.compile(table["named_behind"]),
            verbal=re.compile(either([*words, *told, *table["pivots"]])),
            office=re.compile(table["office"]),
            inner_name=re.compile(table["inner_name"]),
            common=frozenset(table["common"]),
            deeds=re.compile(rf"(?:{acts}|{either(table['adverbs'])})+"),
            class_tail=re.compile(table["class_tail"]),
            each_tail=re.compile(table["each_tail"]),
            not_behind=re.compile(table["not_behind"]),
            not_deed=re.compile(table["not_deed"]),
            name_tail=re.compile(rf"(?:{acts})*{table['name_tail']}+"),
        )

    def after_lead(self, text: str, start: int, end: int) -> int:
        """Where a clause begins behind its ordinal and what connects it."""
        while start < end and text[start].isspace():
            start += 1
        found = self.lead.match(text, start, end)
        return found.end() if found and found.end() < end else start

    def opening(self, text: str, start: int, end: int) -> tuple[tuple[Body, ...], int] | None:
        """The bodies that open a clause, and where the words behind them begin."""
        said = text[start : min(end, start + _LONGEST_LIST)]
        for found in self.breaks.finditer(said, _DEPARTMENT):
            at = found.start()
            if said[at - 1] in _JOINS or _within(said, at):
                continue
            longer = self.goes_on.match(said, at)
            if longer and self._all_act(said[: longer.end()]):
                continue  # 市委|组织部
            if names := self._all_act(said[:at]):
                return _moved(names, start), start + at
        for at in range(_SHORTEST_OFFICE, min(len(said), _LONGEST_NAME)):
            if self.open_act.match(said, at) and self.is_office(said[:at]):
                ends = range(at + _DEPARTMENT, min(len(said), at + _LONGEST_FIELD))
                goes_on = any(self.is_office(said[:end]) and self.bodies.grade(said[:end]) == Grade.SURE for end in ends)
                names = None if goes_on else self._all_act(said[:at])  # 国务院|教育行政部门
                return (_moved(names, start), start + at) if names else None
        return None

    def longest(self, text: str, start: int, end: int, *, deed: bool = True) -> tuple[tuple[Body, ...], int] | None:
        """The longest list of bodies that a text can open with, whatever verb follows (由县林业局砍伐).

        With `deed` the rest must be able to be one; without, it is a circumstance (供水企业停水的).
        """
        if deed and end - start > _LONGEST_NAME:
            return None
        said = text[start : min(end, start + _LONGEST_NAME)]
        for at in range(len(said) - 2, 1, -1):
            possible = not self.not_behind.match(said, at) and not (deed and self.not_deed.search(said[at:])) and not _within(said, at)
            if possible and (names := self._all_act(said[:at])):
                return _moved(names, start), start + at
        return None

    def whole(self, text: str, start: int, end: int) -> tuple[Body, ...]:
        """The bodies, if a clause is nothing else."""
        said = text[start:end].strip()
        short = 1 < len(said) <= _LONGEST_LIST and self.opening(said, 0, len(said)) is None
        names = self._all_act(said) if short else None
        return _moved(names, start + text[start:end].index(said)) if names else ()

    def before_bracket(self, text: str, start: int, end: int) -> int:
        """Where a clause ends without its closing bracket (领导小组（以下简称小组）)."""
        at = opening(text, start, end) if end > start and text[end - 1] in CLOSING else None
        return at if at is not None and at > start else end

    def is_office(self, name: str) -> bool:
        """Whether a name tells by its level and its end that it is an office: 县供销社, 国家卫生健康委."""
        return self.by_form.match(name) is not None and self.bodies.ends_as_names_do(name) and self.bodies.grade(name) >= Grade.PLACE

    def plainly(self, name: str, known: Set[str] = frozenset()) -> bool:
        """Whether a form alone tells that a body stands before a plain verb; two signs before a known one are a verb (转送审核机构)."""
        name = without(name)
        if name[_DEPARTMENT:] in known and not self.bodies.begins_name(name) and self.office.match(name) is None:
            return False
        if self.party.search(name):
            return True
        return self.bodies.begins_name(name) or self.office.search(name) is not None or self.bodies.sure.fullmatch(name) is not None

    def _all_act(self, said: str) -> tuple[Body, ...] | None:
        """The bodies of a list, if every one can act; of 甲或指定的机构 at least the first."""
        for other in self.either.finditer(said):
            if not _within(said, other.start()):
                first, second = self._all_act(said[: other.start()]), self._all_act(said[other.end() :])
                return (*first, *_moved(second or (), other.end())) if first and len(said) > other.end() + 1 and said[-1] != "的" else None
        skipped = 0
        if "的" in without(said):
            skipped = said.rindex("的") + 1
            if len(said) - skipped < _SHORTEST_BEHIND or self.verbal.match(said):
                return None
        names = self.bodies.split(said[skipped:])
        if not names or any(body.lead or (body.remark and not self.bodies.aside.match(body.remark)) for body in names):
            return None  # 领导小组（以下简称小组） is named, （甲牵头） is not
        names = tuple(body for body in names if len(names) == 1 or not self.person_tail.search(body.text))  # 采购人、采购代理机构
        if not names or any(body.grade == Grade.NOTHING for body in names):
            return None
        fields = self.bodies.fields_of.search(said)  # 教育、商务等部门
        names = self._with_fields(names, fields[0][-_DEPARTMENT:] if fields else "")
        if any(body.grade < Grade.PLACE for body in names) or not (fields or any(body.grade == Grade.SURE for body in names)):
            return None
        if not all(self._acts(body.canonical or body.text) for body in names) or self.never.search(said[skipped:]):
            return None
        names = _moved(names, skipped)
        named_by = skipped and self.opening(said, 0, skipped) is not None  # 县人民政府指定的机构
        return names if not skipped or named_by else tuple(replace(body, lead=said[:skipped]) for body in names)

    def _with_fields(self, names: tuple[Body, ...], group: str) -> tuple[Body, ...]:
        """教育、财政部门: what stands before the last name shares its tail, where it has none of its own; all do of a `group` (等部门)."""
        names = tuple(self._also(part) for body in names for part in self._apart(body))
        last = without(names[-1].text)
        shared = self.class_tail.fullmatch(last[-_DEPARTMENT:]) or self.class_tail.fullmatch(last[-1:]) or self.also_act.search(last)
        if not group and (names[-1].grade != Grade.SURE or not shared or self.bodies.is_collective(last[:2])):
            return names
        tail = group or next(
            (last[at:] for at in range(len(last)) if last[at:] in ("主管" + last[-2:], "行政" + last[-2:])), shared[0] if shared else ""
        )
        return tuple(
            replace(body, grade=Grade.SURE, canonical=body.text + tail)
            if body.grade and not body.text.endswith(tail) and (self._is_field(body.text) or (group and self._is_trade(body.text)))
            else body
            for body in names
        )

    def _is_field(self, name: str) -> bool:
        whose = next((name[:at] for at in range(len(name) - 1, -1, -1) if self.bodies.function.fullmatch(name, at)), None)
        if whose == "" or (whose and (self.bodies.level.fullmatch(whose) or self.bodies.grade(whose) == Grade.SURE)):  # 县教育
            return True
        return len(name) <= _LONGEST_FIELD and self.also_act.search(without(name)) is None and not self._named(name)

    def _is_trade(self, name: str) -> bool:
        """消防, 气象: what ends as a body does and is none by itself, before 等部门."""
        return self.never_tail.search(without(name)) is not None and not self.bodies.begins_name(name)

    def _also(self, body: Body) -> Body:
        """国家担保基金, 数据提供方, 乡镇（街道）: a body where it opens a clause."""
        name = without(body.text)
        acts = body.grade == Grade.POSSIBLE and (self.also_act.search(name) or self.party.search(name))
        acts = acts or (body.grade == Grade.PLACE and name != body.text and self.bodies.territories.fullmatch(body.text))
        return replace(body, grade=Grade.SURE) if acts else body

    def _apart(self, body: Body) -> Iterator[Body]:
        """财政和医保部门 → 财政 | 医保部门; 金融机构和融资担保 → 金融机构 | 融资担保, before another 、."""
        for found in self.bodies.conjunction.finditer(body.text):
            left, right = body.text[: found.start()], body.text[found.end() :]
            fields = self.bodies.function.fullmatch(left) and self.bodies.kind.fullmatch(right)
            own = self.bodies.grade(right) == Grade.POSSIBLE and (self.also_act.search(left) or self._named(left))
            if fields or own:
                yield replace(body, text=left, end=body.start + len(left), grade=Grade.POSSIBLE if fields else Grade.SURE)
                yield replace(body, text=right, start=body.end - len(right), grade=Grade.SURE if fields else Grade.POSSIBLE)
                return
        yield body

    def _named(self, name: str) -> bool:
        return self.bodies.grade(name) >= Grade.PLACE and self.bodies.ends_as_names_do(name)

    def _acts(self, name: str) -> bool:
        """Whether a name can stand for one who acts: no role without a name, no object of a verb, no person."""
        bare = without(name)
        if (
            self.person_tail.search(bare)
            or self.circumstance.match(bare)
            or self.charged.search(bare)
            or self.never.search(bare)
            or self.never_tail.search(bare)
            or self.bodies.titled.search(bare)
            or len(bare) > _LONGEST_NAME
        ):
            return False
        if self.bodies.is_collective(name) and not (
            self.bodies.ends_as_names_do(name) or self.each_tail.search(name) or self.also_act.search(name)
        ):
            return False  # 各项工作
        if self.deeds.fullmatch(bare) or name in self.common:
            return False  # 组织开展; 企业, but 乡镇（街道）
        inner = None if self.named_behind.match(bare) or self.bodies.collective.match(bare) else self.inner_name.search(bare, 1)
        if inner and self.bodies.grade(bare[: inner.start()]) < Grade.PLACE and self.bodies.level.fullmatch(bare[: inner.start()]) is None:
            return False  # 带动各级政府
        for pivot in self.pivots.finditer(bare):
            rest = bare[pivot.end() :]
            named = self.name_tail.fullmatch(rest) or (self.class_tail.fullmatch(rest) if pivot.start() else None)  # 数据提供|部门
            if named is None and self.bodies.grade(rest) == Grade.SURE:
                return False
        if noun := self.name_pivots.match(bare):
            return self.named_behind.match(bare, noun.end()) is None and self.bodies.level.match(bare, noun.end()) is None
        act = self.acts.match(bare)
        rest = bare[act.end() :] if act else ""
        return act is None or self.name_tail.fullmatch(rest) is not None or self.class_tail.match(rest) is not None


def _within(said: str, at: int) -> bool:
    """Whether a bracket is open at a place."""
    depth = 0
    for char in said[:at]:
        depth += (char in OPENING) - (char in CLOSING)
    return depth > 0


def _moved(names: tuple[Body, ...], by: int) -> tuple[Body, ...]:
    return tuple(replace(body, start=body.start + by, end=body.end + by) for body in names)
