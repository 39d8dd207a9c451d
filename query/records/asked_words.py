"""What the words of a question do over a table, from `record_questions.toml`."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["AskedWords", "Extreme", "load_asked_words"]


@dataclass(frozen=True, slots=True)
class Extreme:
    """最大, 最长, 最早: `of` is amount, money, length, first or last; `most` the greatest of it."""

    of: str
    most: bool


@dataclass(frozen=True, slots=True)
class AskedWords:
    """`classes`: surface → classes (`which`, `noun.place`, `ask.org`, `verb.time`, …); `heads`: kind → pattern of its heads."""

    classes: Mapping[str, frozenset[str]]
    extremes: Mapping[str, tuple[Extreme, ...]]
    compares: Mapping[str, str]
    heads: Mapping[str, re.Pattern[str]]
    parts: Mapping[str, re.Pattern[str]]
    longest: int

    def kinds(self, head: str) -> frozenset[str]:
        """What a column holds by its head.

        >>> sorted(load_asked_words().kinds("建设单位"))
        ['org']
        """
        return frozenset(kind for kind, pattern in self.heads.items() if pattern.search(head))


@cache  # a constant of the installed program
def load_asked_words() -> AskedWords:
    """Read the file."""
    data: dict[str, Any] = tomllib.loads(resources.files("zhengpu.query.records").joinpath("record_questions.toml").read_text("utf-8"))
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for kind, row in data["kind"].items():
        for noun in row["nouns"]:
            classes[noun].add(f"noun.{kind}")
        for verb in row["verbs"]:
            classes[verb].add(f"verb.{kind}")
    for kind, words in data["asks"].items():
        for word in words:
            classes[word].add(f"ask.{kind}")
    for name, words in data["words"].items():
        for word in words:
            classes[word].add(name)
    for name, words in data["time"].items():
        for word in words:
            classes[word].add(f"time.{name}")
    extremes: defaultdict[str, list[Extreme]] = defaultdict(list)
    for row in data["extreme"]:
        for key in ("most", "least"):
            for word in row[key]:
                extremes[word].append(Extreme(row["of"], key == "most"))
                classes[word].add("extreme")
    compares: dict[str, str] = {}
    for op, words in data["compare"].items():
        for word in words:
            compares[word] = op
            classes[word].add("compare")
    return AskedWords(
        {word: frozenset(said) for word, said in classes.items()},
        {word: tuple(found) for word, found in extremes.items()},
        compares,
        {kind: re.compile(row["heads"]) for kind, row in data["kind"].items()},
        {name: re.compile(pattern) for name, pattern in data["parts"].items()},
        max(map(len, classes)),
    )
