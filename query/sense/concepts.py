"""The vocabulary of questions by meaning: surface → classes, from `concepts.toml`. Classes are what constructions are made of."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from zhengpu.graph.errors import DefinitionError

__all__ = ["Concepts", "load_concepts"]


@dataclass(frozen=True, slots=True)
class Concepts:
    """`table`: surface → classes; `roles`: class → relation; `compares`: class → operator; `sets`: words told by their place; `marks`."""

    table: Mapping[str, frozenset[str]]
    roles: Mapping[str, str]
    compares: Mapping[str, str]
    sets: Mapping[str, frozenset[str]]
    marks: Mapping[str, re.Pattern[str]]
    longest: int

    def classes(self, surface: str) -> frozenset[str]:
        """What a surface may do.

        >>> sorted(load_concepts().classes("牵头"))
        ['lead']
        """
        return self.table.get(surface, frozenset())


@cache  # a constant of the installed program
def load_concepts() -> Concepts:
    """Read `concepts.toml`. Raises `DefinitionError` where a class has no words."""
    data: dict[str, Any] = tomllib.loads(resources.files("zhengpu.query.sense").joinpath("concepts.toml").read_text("utf-8"))
    table: defaultdict[str, set[str]] = defaultdict(set)
    for name, row in data["class"].items():
        if not isinstance(row.get("words"), list):
            raise DefinitionError("concepts.toml 的一类没有词", name, "请写 words = […]")
        for word in row["words"]:
            table[word].add(name)
    return Concepts(
        {word: frozenset(classes) for word, classes in table.items()},
        {name: row["role"] for name, row in data["class"].items() if "role" in row},
        {name: row["compare"] for name, row in data["class"].items() if "compare" in row},
        {name: frozenset(words) for name, words in data["set"].items()},
        {name: re.compile(pattern) for name, pattern in data["mark"].items()},
        max(map(len, table)),
    )
