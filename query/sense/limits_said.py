"""What limits a question, as a value, and the words it is read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhengpu.query.meaning import Set
from zhengpu.query.meanings.builder import Builder
from zhengpu.query.meanings.readings import RankPlace
from zhengpu.query.sense.signed_topics import SignedTopic
from zhengpu.query.sense.word_search import TopicWord, WordSearch
from zhengpu.query.spoken.concepts import Concepts
from zhengpu.query.spoken.parties import Party, polarity
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.spoken.utterance import Utterance
from zhengpu.query.words.link import Period, TaskNumbers

__all__ = ["LimitGround", "Narrowing"]

_NOUNS_OF_PLANS = frozenset({"relation", "attribute", "endnoun", "unitclass", "countnoun", "guide"})


@dataclass
class Narrowing:
    """What limits the question: each field is one way of limiting, with what was said so."""

    parties: list[Party] = field(default_factory=list)
    numbers: list[TaskNumbers] = field(default_factory=list)
    sections: list[tuple[Set, bool]] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    other_periods: list[Period] = field(default_factory=list)
    """Times at which it is not due."""
    words: list[TopicWord] = field(default_factory=list)
    called: str = ""
    """The noun that tasks are asked for by: 哪个示范圈, 示范圈名单."""
    things: list[Set] = field(default_factory=list)
    quantities: list[SpokenWord] = field(default_factory=list)
    kinds: list[tuple[str, bool]] = field(default_factory=list)
    crowd: tuple[str, int] | None = None
    role: str | None = None
    role_negative: bool = False
    mention: bool = False
    place: RankPlace | None = None
    compare: str | None = None
    classes: set[str] = field(default_factory=set)
    missing: tuple[str, ...] = ()
    payers: list[Set] = field(default_factory=list)
    amount: tuple[str, Any, Any] | None = None
    amount_unit: str | None = None
    either: bool = False
    crowd_role: str | None = None
    lacking: list[str] = field(default_factory=list)
    absent: tuple[str, ...] = ()
    aside: list[str] = field(default_factory=list)
    beside: int = 0
    terms: list[SignedTopic] = field(default_factory=list)
    paired: bool = False
    papers: bool = False
    """Nothing else is said but which documents."""
    facts: list[SpokenWord] = field(default_factory=list)
    among: Set | None = None
    of_units: bool = False

    alternative: bool = False
    two_units: bool = False
    pays: bool = False
    role_noun: bool = False
    dropped: bool = False
    doubts: tuple[str, ...] = ()
    """What of the question these limits leave over, by name."""

    @property
    def narrow(self) -> bool:
        """Whether anything is said that tasks are found by."""
        return bool(self.words or self.missing or self.parties or self.numbers or self.things or self.sections)


class LimitGround:
    """The utterance, the plans and the vocabulary that limits are read with."""

    def __init__(self, said: Utterance, builder: Builder, topics: WordSearch, concepts: Concepts, today: date) -> None:
        self._said, self._builder, self._topics, self._concepts = said, builder, topics, concepts
        self._tokens, self._today = said.tokens, today
        self._sets, self._marks = concepts.sets, concepts.marks
        self._whole = tuple(concepts.sets["whole"])

    def _denied(self, n: int) -> bool:
        """重点任务里却没有的: whether the predicate of a part is denied."""
        if polarity(self._tokens, n):
            return True
        for m in range(n + 1, min(len(self._tokens), n + 6)):
            token = self._tokens[m]
            if token.kind in ("section", "unit"):
                return False
            if token.has("neg"):
                rest = self._tokens[m + 1 : m + 3]
                if rest and rest[0].kind == "unit":
                    return False  # 第三部分里没有公安局的
                return not rest or rest[0].surface in ("的", "它") or rest[0].has("unitnoun", "takepart") or token.surface == "没有"
            if token.asks or token.content:
                return False
        return False

    def role_denied(self, n: int) -> bool:
        before = self._tokens[max(0, n - 3) : n]
        return any(t.has("neg") and t.end <= self._tokens[n].start and self._tokens[n].start - t.end <= 3 for t in before)

    def operator(self, token: SpokenWord) -> str:
        """How a number compares, from the words beside it."""
        near = [t for t in self._tokens if abs(t.start - token.end) <= 1 or abs(token.start - t.end) <= 1]
        for t in near:
            for name, operator in self._concepts.compares.items():
                if t.has(name):
                    return operator
            if t.surface in self._sets["from_so_many"]:
                return ">="
        return "="

    def _next_is(self, token: SpokenWord, *classes: str) -> bool:
        return any(t.start == token.end and t.has(*classes) for t in self._tokens)

    def word(self, token: SpokenWord) -> TopicWord | None:
        text = token.surface
        if token.kind == "word" and not token.phrase:
            if self._marks["scale"].fullmatch(text):  # a plan of a county does not tell of the province
                return TopicWord(text, not self._builder.occurs(text))
            if len(text) == 1:  # a verb of one character carries nothing: 是, 要, 给
                return TopicWord(text, False) if token.tag[:1] in ("n", "") and "\u4e00" <= text <= "\u9fff" else None
            if self._builder.idle(text) or text in self._sets["complements"]:
                return None
            if not token.classes and self._pointed_at(token) and self._builder.occurs(text):
                return TopicWord(text)  # 追溯那条: whatever kind of word it is, it names the task
            if token.tag.startswith("t") and self._marks["calendar"].search(text) and not self._builder.occurs(text):
                return TopicWord(text)  # 上周: a time that is no period is passed over by nobody
            if token.tag.startswith(("v", "a", "b", "z", "t", "f", "m", "q", "s", "i")) and not token.tag.startswith(("vn", "an")):
                return TopicWord(text, False)
            if token.tag.startswith("nr") and not self._builder.occurs(text):
                return None
        must = token.classes <= _NOUNS_OF_PLANS
        return TopicWord(text, must)

    def _talk(self, word: str) -> bool:
        return "talk" in self._concepts.classes(word) or "tasknoun" in self._concepts.classes(word)

    def _pointed_at(self, token: SpokenWord) -> bool:
        """Whether 那条 or 这一项 stands right behind a word."""
        after = [t for t in self._tokens if token.end <= t.start <= token.end + 2][:2]
        pointed = len(after) > 1 and after[0].start == token.end and after[0].surface in self._sets["demonstrative"]
        return pointed and after[1].has("measure.task")
