"""Where a name begins: from its head noun back to the mark before it, without the verbs, counts and actors in front."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

__all__ = ["LONGEST", "NounPhrase", "Phrases", "clause_start", "either"]

_CLOSED = {"”": "“", "）": "（", "’": "‘"}
_STOPS = frozenset("，。；：！？、（“‘《》〈〉-…·+＋\n\t ()[]〔〕,;:.")
LONGEST = 48
"""No name is longer."""
_LONGEST_CLAUSE = 400


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """`text[start:head]` modifies the head noun; `lead` is what stands before it in its clause (verbs, counts)."""

    start: int
    head: int
    lead: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """Compiled from `[phrases]` of mentions.toml."""

    lead: re.Pattern[str]
    inner: re.Pattern[str]
    opens: re.Pattern[str]
    count: re.Pattern[str]
    joints: re.Pattern[str]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Phrases:
        """Compile the words."""
        words, adverbs, actors = either([*data["verbs"], *data["fillers"]]), either(data["adverbs"]), either(data["actors"])
        particles, fixed = data["particles"], f"{data['quantity']}|{data['date']}"
        inside = f"{words}|{adverbs}+(?={words}|{actors})|{actors}(?={particles}?{adverbs}*{words})|{fixed}"
        return cls(
            lead=re.compile(f"(?:{actors}(?={particles})|{fixed})?{particles}*(?:{inside})*"),
            inner=re.compile(f"{either(data['inner'])}|{data['inner_pattern']}"),
            opens=re.compile(data["opens"]),
            joints=re.compile(either(data["joints"])),
            count=re.compile(f"{data['quantity']}(?<!{data['phase']})$|{data['count']}$"),
        )

    def before(self, text: str, head: int, ends: Set[int] = frozenset()) -> NounPhrase:
        """The phrase whose head noun begins at `head`; `ends` are places where other names end (a joint behind one stops)."""
        left = self._left(text, head, ends)
        start = left
        for cue in self.inner.finditer(text, left, head):
            if not _quoted(text, left, cue.start()):
                start = cue.end()
        match = self.lead.match(text, start, head)
        begin = match.end() if match else start
        return NounPhrase(begin, head, text[clause_start(text, begin) : begin])

    def _left(self, text: str, head: int, known: Set[int]) -> int:
        position, floor = head, max(0, head - LONGEST)
        while position > floor:
            character = text[position - 1]
            if character in _CLOSED:
                opening = text.rfind(_CLOSED[character], floor, position - 1)
                if opening < 0 or "。" in text[opening:position] or (character == "）" and not self._aside(text, opening, position)):
                    return position
                position = opening
                continue
            if character in _STOPS or text.startswith("——", position - 2):
                return position
            if position in known and self.opens.match(text, position):
                return position
            position -= 1
            if (joint := self.joints.match(text, position)) and (position in known or self.opens.match(text, joint.end())):
                return joint.end()
        return position

    def _aside(self, text: str, opening: int, closing: int) -> bool:
        """Whether a bracket is part of a name (运城（国际）博览会), not the number of a paragraph."""
        return closing - opening <= 8 and opening > 0 and text[opening - 1].isalpha()


def _quoted(text: str, left: int, position: int) -> bool:
    """Whether a place lies inside quotation marks opened after `left`."""
    return text.count("“", left, position) > text.count("”", left, position)


def either(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))) + ")"


def clause_start(text: str, position: int) -> int:
    """Where the clause begins that `position` lies in (looked for near by, so that time grows with the text alone)."""
    floor = max(0, position - _LONGEST_CLAUSE)
    return max(floor, *(text.rfind(mark, floor, position) + 1 for mark in "，。；：\n"))
