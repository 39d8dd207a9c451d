"""The vocabulary of questions by meaning: surface → classes, from `concepts.toml`. Classes are what constructions are made of."""

from __future__ import annotations

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
    """`table`: surface → classes; `roles`: class → relation; `compares`: class → operator."""

    table: Mapping[str, frozenset[str]]
    roles: Mapping[str, str]
    compares: Mapping[str, str]
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
    data: dict[str, dict[str, Any]] = tomllib.loads(resources.files("zhengpu.query.sense").joinpath("concepts.toml").read_text("utf-8"))
    table: defaultdict[str, set[str]] = defaultdict(set)
    roles: dict[str, str] = {}
    compares: dict[str, str] = {}
    for name, row in data.items():
        if not isinstance(row.get("words"), list):
            raise DefinitionError("concepts.toml 的一类没有词", name, "请写 words = […]")
        for word in row["words"]:
            table[word].add(name)
        if "role" in row:
            roles[name] = row["role"]
        if "compare" in row:
            compares[name] = row["compare"]
    return Concepts({w: frozenset(c) for w, c in table.items()}, roles, compares, max(map(len, table)))
