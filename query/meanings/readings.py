"""The values readings are made of besides sets: what is asked, modifiers, units taken together, and the finished reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zhengpu.query.answer import Kind
from zhengpu.query.meaning import Meaning, Set

__all__ = ["CURRENT", "Blank", "KindWord", "Mod", "QuestionReading", "RankPlace", "Several", "Text"]

CURRENT = "本文件"
"""How a document that the question does not name is called in a meaning."""


@dataclass(frozen=True, slots=True)
class KindWord:
    """A noun for a kind of thing.

    `ends` narrows things by their names, `starts` units, `numbers` targets to those with a number; `others` adds kinds.
    """

    kind: str
    ends: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    numbers: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """哪些单位, 多少项任务, 谁, 几个: the place in the question that the answer fills.

    `kind` None: whatever stands there; `measure` is the word it is counted in (几家).
    """

    kind: KindWord | None
    form: Literal["list", "count"] = "list"
    number: int | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class Mod:
    """What narrows a set of tasks; with `positive` False it takes away."""

    set: Set
    positive: bool = True


@dataclass(frozen=True, slots=True)
class Several:
    """Units named together; `either` when joined by 或."""

    sets: tuple[Set, ...]
    either: bool = False


@dataclass(frozen=True, slots=True)
class RankPlace:
    """前三, 第二多, 最少."""

    n: int = 1
    rank: int = 1
    most: bool = True


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the question taken as they stand."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """A whole question: what it means and what kind of answer it wants."""

    meaning: Meaning
    kind: Kind
