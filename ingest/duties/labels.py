"""Labels of duty clauses and columns (`牵头单位：`): which words, which role, and where one ends at a colon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhengpu.ingest.claims import NO_ROLES
from zhengpu.ingest.text.alternation import beginning, doubled, either, undoubled

__all__ = ["Label", "Labels"]

_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Label:
    """A label's place, what it assigns (a role, or `none`, `deadline`, `scope`), and the entry of clauses.toml that says so."""

    start: int
    end: int
    role: str
    rule: str


@dataclass(frozen=True, slots=True)
class Labels:
    """The label words of clauses.toml, compiled: modifier* head noun*, with a bracket that may hold the deciding head.

    >>> from zhengpu.ingest.duties.clauses import grammar
    >>> labels = Labels.of(grammar())
    >>> labels.before("。市级牵头单位：市教育局", 0, 7)
    Label(start=1, end=7, role='leads', rule='lead-label')
    """

    anywhere: re.Pattern[str]
    at_end: re.Pattern[str]
    last: re.Pattern[str]
    bare: re.Pattern[str]
    framed: re.Pattern[str]
    roles: Mapping[str, tuple[str, str]]
    nouns: frozenset[str]
    damaged: Mapping[str, str]
    tails: str

    @classmethod
    def of(cls, grammar: Mapping[str, Any]) -> Labels:
        """Compile `[labels]` and `[[label]]`."""
        roles = {head: (entry["role"], entry["name"]) for entry in grammar["label"] for head in entry["heads"]}
        printed, made = dict(roles), [(entry["opening"], entry["tails"]) for entry in grammar["label"] if "tails" in entry]
        for entry in grammar["label"]:
            heads = (first + tail for tail in entry.get("tails", ()) for first in ("", *entry["opening"]))
            roles |= dict.fromkeys(heads, (entry["role"], entry["name"]))
        words, nouns = grammar["labels"], grammar["labels"]["common_nouns"]
        label = _pattern(words, printed, made)
        tails = "".join(sorted({word[-1] for word in grammar["bodies"]["sure"]}))
        return cls(
            anywhere=re.compile(label),
            at_end=re.compile(rf"{_pattern(words, printed, made, words['between'])}$"),
            last=re.compile(rf"{label}$"),
            bare=re.compile(rf"(?:^|(?<=[{tails}，,；;。])){label}(?=[^：:])"),
            framed=re.compile(rf"[【［\[]({re.sub(r'[?]P<[a-z]+>', '?:', label)})[】］\]]"),
            roles=roles,
            nouns=frozenset(nouns),
            damaged=_damaged(printed, nouns),
            tails=tails,
        )

    def before(self, text: str, start: int, colon: int) -> Label | None:
        """The label that ends at a colon and begins not before `start`, known or with one character lost."""
        known = self.at_end.search(text, max(start, colon - _LONGEST), colon)
        own = self.last.search(text, max(start, colon - _LONGEST), colon)
        if known and own and own.start() > known.start() and own["noun"] and self._may_begin(text, start, own.start()):
            known = own  # 市残疾人联合会 | 配合单位：, where 联合 is no label with other words before its noun
        longer = (size for size in (6, 5, 4, 3) if start <= colon - size and (known is None or size > colon - known.start()))
        size = next(
            (size for size in longer if text[colon - size : colon] in self.damaged and self._may_begin(text, start, colon - size)), 0
        )
        if size:
            return Label(colon - size, colon, *self.roles[self.damaged[text[colon - size : colon]]])
        return self._label(known) if known else None

    def _may_begin(self, text: str, start: int, at: int) -> bool:
        """A label that lost a character begins behind a mark or a whole name: 责单位 of 次责单位 is another label."""
        return at == start or not text[at - 1].isalpha() or text[at - 1] in self.tails

    def opened(self, text: str) -> str:
        """A text whose labels in a frame stand before a colon, character by character.

        >>> from zhengpu.ingest.duties.clauses import grammar
        >>> Labels.of(grammar()).opened("【牵头单位】市教育局")
        ' 牵头单位：市教育局'
        """
        return self.framed.sub(r" \1：", text)

    def without_colon(self, text: str) -> Iterator[Label]:
        """Places that look like labels that lost their colon: a role word with 单位 or 部门, at the beginning or right behind a name."""
        for found in self.bare.finditer(text):
            label = self._label(found)
            if undoubled(found["noun"]) in self.nouns and label.role not in NO_ROLES:
                yield label

    def remark(self, text: str) -> Label | None:
        """The label at the beginning of a bracket behind a name (`牵头`, `配合单位`)."""
        found = self.anywhere.match(text)
        return self._label(found) if found else None

    def column(self, head: str) -> Label | None:
        """What a column's head assigns: it is a label as a whole, or holds one with its noun (`责任单位及责任人`)."""
        whole = self.anywhere.fullmatch(head)
        if whole:
            return self._label(whole)
        own = self.last.search(head)
        if own and own["noun"] and self.anywhere.fullmatch(head, 0, own.start()):
            return self._label(own)  # of a head over two rows the lower one says it (责任分工 | 牵头部门)
        for found in (*self.at_end.finditer(head), *self.anywhere.finditer(head)):
            label = self._label(found)
            if found["noun"] or label.role in NO_ROLES:
                return label
        return None

    def _label(self, found: re.Match[str]) -> Label:
        role, rule = self.roles[undoubled(found["head"])]
        for group in ("aside", "behind"):
            if found[group] and self.roles[undoubled(found[group])][0] == "leads":
                role, rule = self.roles[undoubled(found[group])]
        return Label(found.start(), found.end(), role, rule)


def _pattern(words: Mapping[str, Any], heads: Iterable[str], made: Iterable[tuple[list[str], list[str]]], between: str = "") -> str:
    """`made` are heads of an opening and a tail (办理|时限). With `between`, other words may stand between head and noun (牵头考核单位)."""
    head, noun, modifiers = doubled(heads), doubled(words["nouns"]), words["modifiers"]
    aside = rf"(?:[（(〔](?:{noun}|(?P<aside>{head}){noun}?)[）)〕])"
    behind = aside.replace("aside", "behind")
    second = rf"(?:{words['and']}(?:{head}{noun}{{0,2}}|{noun}{{1,2}}))"
    firsts = [*modifiers, *heads, *(word for lists in made for words_ in lists for word in words_)]
    levels = either(word for word in modifiers if len(word) > 1)  # 牵头县直单位
    more = rf"(?:(?:{levels}|{between})(?={noun}))?" if between else ""
    any_head = "|".join((*(rf"{doubled(opening)}?{doubled(tails)}" for opening, tails in made), head))
    return rf"{beginning(firsts)}{either(modifiers)}{{0,3}}?(?P<head>{any_head}){aside}?{more}(?P<noun>{noun}{{0,2}}){second}?{behind}?"


def _damaged(roles: Mapping[str, tuple[str, str]], nouns: Iterable[str]) -> dict[str, str]:
    """Every common label of four characters or more with one of them lost → its head."""
    found: dict[str, str] = {}
    for head, (role, _) in roles.items():
        labels = [head + noun for noun in nouns] if role not in NO_ROLES else [head]
        for label in labels:
            for at in range(len(label) if len(label) >= 4 else 0):
                found.setdefault(label[:at] + label[at + 1 :], head)
    return found
