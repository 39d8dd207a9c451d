"""The vocabulary of questions by meaning: surface → classes, from `concepts.toml`. Classes are what constructions are made of."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from zhengpu.graph.errors import DefinitionError
from zhengpu.graph.ontology import Relation

__all__ = ["ROLE", "Concepts", "load_concepts"]

ROLE = "role."
"""How the class of a role begins that stands in the ontology alone."""
_NOUNS = ("", "单位", "部门")
_ERHUA = "儿"
"""An ending that changes no meaning."""


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
        found = self.table.get(surface)
        if found is None and surface.endswith(_ERHUA) and len(surface) > 2:
            found = self.table.get(surface.removesuffix(_ERHUA))  # 压根儿
        return found or frozenset()

    def with_roles(self, roles: Iterable[Relation]) -> Concepts:
        """With the roles of an ontology that no class is for, each by its label: they are asked for as 指导 is.

        >>> from zhengpu.graph.ontology import load_ontology
        >>> base = load_concepts()
        >>> base.with_roles(load_ontology().roles()) is base
        True
        """
        own = [role for role in roles if role.term not in self.roles.values() and role.label not in self.table]
        if not own:
            return self
        table = {f"{role.label}{noun}": frozenset({"guide", ROLE + role.term}) for role in own for noun in _NOUNS}
        return replace(self, table={**self.table, **table}, roles={**self.roles, **{ROLE + role.term: role.term for role in own}})


@cache  # a constant of the installed program
def load_concepts() -> Concepts:
    """Read `concepts.toml`. Raises `DefinitionError` where a class has no words."""
    data: dict[str, Any] = tomllib.loads(resources.files("zhengpu.query.spoken").joinpath("concepts.toml").read_text("utf-8"))
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
