"""What a question sets beside, against or apart from each other: topics with their sign (甲那条有、乙那条没有的, 甲比乙多出来的, 除了甲)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from zhengpu.query.meaning import One
from zhengpu.query.sense.word_search import TopicWord
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.spoken.parties import DOING
from zhengpu.query.spoken.spoken_words import SpokenWord, named
from zhengpu.query.words.link import TaskNumbers

__all__ = ["SignedTopic", "signed_topics"]

_PREDICATE = 3
"""So far behind a word that denies stands what is denied."""


@dataclass
class SignedTopic:
    """One topic. `sign`: with, without (denied or left out), or than (behind 比); `joined`: 和 or a comma of a list stands before it."""

    words: list[TopicWord] = field(default_factory=list)
    numbers: list[TaskNumbers] = field(default_factory=list)
    things: list[One] = field(default_factory=list)
    sign: Literal["with", "without", "than"] = "with"
    joined: bool = False
    tokens: list[SpokenWord] = field(default_factory=list)

    @property
    def content(self) -> bool:
        """Whether it names anything."""
        return bool(self.numbers or self.things or any(w.must for w in self.words))


def signed_topics(
    clauses: Sequence[Sequence[SpokenWord]], words: Callable[[Sequence[SpokenWord], int], list[TopicWord]]
) -> list[SignedTopic]:
    """The topics of a question in order. `words`: the words of content of a stretch that begins at that place among all tokens."""
    out: list[SignedTopic] = []
    offset = 0
    for clause in clauses:
        _of_clause(clause, offset, words, out)
        offset += len(clause)
    return [t for t in out if t.content]


def _of_clause(
    clause: Sequence[SpokenWord], offset: int, words: Callable[[Sequence[SpokenWord], int], list[TopicWord]], out: list[SignedTopic]
) -> None:
    n = 0
    last: SignedTopic | None = None
    sign: Literal["with", "without", "than"] = "with"
    joined = False
    while n < len(clause):
        token = clause[n]
        end = n
        while end < len(clause) and not _bounds(clause[end]):
            end += 1
        if end > n:
            term = _term(clause[n:end], offset + n, words, sign, joined)
            if term.content:
                out.append(term)
                last, sign, joined = term, "with", False
            n = end
            continue
        if token.has("except"):
            sign = "without"
        elif token.has("than"):
            sign = "than"
        elif token.kind == "unit":
            sign, last = "with" if sign == "without" else sign, None
        elif last is not None and (token.has("outside") or (token.has("neg") and _denies(clause, n))):
            last.sign = "without"
        joined = token.has("and") or (joined and not token.has(*DOING))
        n += 1


def _term(
    tokens: Sequence[SpokenWord],
    at: int,
    words: Callable[[Sequence[SpokenWord], int], list[TopicWord]],
    sign: Literal["with", "without", "than"],
    joined: bool,
) -> SignedTopic:
    numbers = [t.item.value for t in tokens if t.item is not None and isinstance(t.item.value, TaskNumbers)]
    things = [one for t in tokens if t.kind in ("task", "section") and (one := named(t)) is not None]
    return SignedTopic(words(tokens, at), numbers, things, sign, joined, list(tokens))


def _bounds(token: SpokenWord) -> bool:
    """Whether a topic ends at a word."""
    if token.kind == "unit" or token.asks:
        return True
    if token.has("except", "outside", "neg", "than", "else", "and") or token.surface in load_concepts().sets["but"]:
        return True
    return token.has(*DOING) and len(token.surface) > 1


def _denies(clause: Sequence[SpokenWord], n: int) -> bool:
    """Whether a word denies the predicate of what stands before it: 没份的, 没有的, 不在; not 没有工信局的."""
    rest = [t for t in clause[n + 1 : n + 1 + _PREDICATE] if t.surface not in load_concepts().sets["light"] - {"的"}]
    if not rest or rest[0].surface == "的":
        return True
    return rest[0].kind != "unit" and (rest[0].has(*DOING, "have", "measure.document", "unitnoun") or rest[0].asks)
