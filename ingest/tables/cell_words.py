"""What the words of a table's cells are: heads, names of bodies, dates, numbers, marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Role", "Sense", "TableWords", "are_heads", "column_kind", "ordinal"]

Role = Callable[[str], tuple[str, str]]
"""What a column's head says of the units below it, and the rule that says so (`Wording.column`)."""

_ROLES = ("leads", "cooperates", "responsible", "guides")
_FIGURE = re.compile(r"[^\W\d_]{2}[\d.,，]*\d[^\W\d_]{1,2}[；;。]?$")
"""Lines that each end with a figure of something (新建车位80个) are figures one by one."""
_LABELLED = re.compile("[：:].")
_OF_A_PLACE = re.compile("[一-龥]{0,3}[省市县区州盟旗]")
_SEPARATOR = re.compile(r"[、，,；;\s]")
_ORDINAL = re.compile(r"[（(]?(?:\d{1,3}(?:[.．-]\d{1,3}){0,3}|[一二三四五六七八九十]{1,3}|[①-⑳])[)）]?[.．、]?")
_PLAIN_NUMBER = re.compile(r"[（(]?(\d{1,3})[)）]?[.．、]?")


@dataclass(frozen=True, slots=True)
class TableWords:
    """The `[table]` entry of outline.toml."""

    number: frozenset[str]
    title: tuple[str, ...]
    content: tuple[str, ...]
    content_tail: tuple[str, ...]
    title_tail: tuple[str, ...]
    deadline: frozenset[str]
    deadline_tail: tuple[str, ...]
    start: re.Pattern[str]
    target: frozenset[str]
    group: frozenset[str]
    remark: frozenset[str]
    same: frozenset[str]
    total: re.Pattern[str]
    figure: re.Pattern[str]
    mark: re.Pattern[str]
    legend: re.Pattern[str]
    heading: re.Pattern[str]
    part: re.Pattern[str]
    site: re.Pattern[str]
    unit_head: str
    unit_tail: tuple[str, ...]
    new_name: re.Pattern[str]

    @classmethod
    def of(cls, entry: Mapping[str, object]) -> TableWords:
        """Compile the entry."""

        def words(key: str) -> list[str]:
            value = entry[key]
            assert isinstance(value, list)
            return value

        return cls(
            number=frozenset(words("number")),
            title=tuple(words("title")),
            content=tuple(words("content")),
            content_tail=tuple(words("content_tail")),
            title_tail=tuple(words("title_tail")),
            deadline=frozenset(words("deadline")),
            deadline_tail=tuple(words("deadline_tail")),
            start=re.compile(str(entry["start"])),
            target=frozenset(words("target")),
            group=frozenset(words("group")),
            remark=frozenset(words("remark")),
            same=frozenset(words("same")),
            total=re.compile(str(entry["total"])),
            figure=re.compile(str(entry["figure"])),
            mark=re.compile(str(entry["mark"])),
            legend=re.compile(str(entry["legend"])),
            heading=re.compile(str(entry["heading"])),
            part=re.compile(str(entry["part"])),
            site=re.compile(str(entry["site"])),
            unit_head=str(entry["unit_head"]),
            unit_tail=tuple(words("unit_tail")),
            new_name=re.compile(str(entry["new_name"])),
        )


@dataclass(frozen=True, slots=True)
class Sense:
    """Tells what a cell's words are: `role` reads a head, `names` a list of bodies (not of mere places), `name` one body,
    `begins` what begins as names of bodies do, `offices` a list mostly of government bodies, `time` a date or a pace.
    """

    words: TableWords
    role: Role
    names: Callable[[str], bool]
    name: Callable[[str], bool]
    begins: Callable[[str], bool]
    offices: Callable[[str], bool]
    time: Callable[[str], bool]

    def kind(self, head: str) -> str:
        """What a column holds by its head alone; nothing where the head is no known word."""
        return column_kind(head, self.words, self.role)

    def apart(self, before: str, after: str) -> bool:
        """Whether a line of a cell begins something new: a sentence, a number, or the next of two names that are whole."""
        last, *earlier = reversed(_SEPARATOR.split(before))
        first = _SEPARATOR.split(after)[0]
        if _OF_A_PLACE.match(last) and not self.name(last) and self.name(last + first):
            return False  # 云溪市绿色发展先行|区建设办公室
        if self.words.new_name.search(before[-4:] + "\n" + after) or (_FIGURE.search(before) and _FIGURE.search(after)):
            return True
        return self.name(last) and self.name(first) and (not any(earlier) or self.begins(first))


def ordinal(text: str) -> bool:
    """Whether a cell holds nothing but a number of a row (1, 1.2, （一）, ③)."""
    return _ORDINAL.fullmatch("".join(text.split())) is not None


def plain_number(text: str | None) -> str | None:
    """A row's number without the marks around it.

    >>> plain_number("（3）"), plain_number("4、"), plain_number("1.2"), plain_number(None)
    ('3', '4', '1.2', None)
    """
    found = _PLAIN_NUMBER.fullmatch("".join((text or "").split()))
    return found[1] if found else text


def plain(head: str) -> str:
    """A column head without blanks and bracketed remarks."""
    return re.sub(r"[（(][^（）()]*[）)]|\s", "", head)


def column_kind(head: str, words: TableWords, role: Role) -> str:
    """What a column holds by its head: units, number, deadline, title, content, target, group, remark; nothing if no word tells."""
    bare = plain(head)
    if _LABELLED.search(bare):  # 责任单位：县教育局 is a label with what it says
        return ""
    if words.start.fullmatch(bare):
        return "remark"
    said, rule = role(head) if bare else ("none", "")
    if said in _ROLES:
        return "units"
    if bare in words.number:
        return "number"
    if bare in words.deadline or said == "deadline" or bare.endswith(words.deadline_tail):
        return "deadline"
    if bare in words.title:
        return "title"
    if bare in words.content or bare.endswith(words.content_tail):
        return "content"
    if bare in words.target:
        return "target"
    if bare in words.group:
        return "group"
    if bare in words.remark or rule:  # a label of persons, of wishes: no duty
        return "remark"
    return "title" if bare.endswith(words.title_tail) else ""


def are_heads(said: Sequence[str], words: TableWords, role: Role) -> bool:
    """Whether words that stand beside one another are the heads of a table of tasks."""
    kinds = [column_kind(head, words, role) for head in said]
    known = [kind for kind in kinds if kind]
    if len(known) < 2:
        return False
    # a head that no word tells names the task where its neighbours name units and number or date the rows
    left = "" in kinds and {"units"} <= set(known) and len(set(known) & {"number", "units", "deadline"}) >= 2
    return bool({"title", "content"} & set(known)) or left
