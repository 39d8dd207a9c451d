"""What no plan can tell: rules in `scope.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from zhengpu.graph.errors import DefinitionError

__all__ = ["OutOfScope", "load_scope"]


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    reason: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """The rules in order.

    >>> load_scope().reason("县文旅局局长是谁", (), ())
    '计划里没有人员任职信息'
    """

    rules: tuple[_Rule, ...]

    def reason(
        self,
        text: str,
        names: Iterable[tuple[int, int]],
        phrases: Iterable[tuple[int, int]],
        where: tuple[int, int] | None = None,
    ) -> str | None:
        """Why no plan can tell; what lies inside a name of the graph, or in longer words that stand so in a plan, does not count.
        `where`: only what stands there."""
        known, longer = tuple(names), tuple(phrases)
        for rule in self.rules:
            for match in rule.pattern.finditer(text):
                first, last = match.span()
                if where is not None and not where[0] <= first < where[1]:
                    continue
                named = any(start <= first and last <= end for start, end in known)
                said = any(start <= first and last <= end and end - start > last - first + 1 for start, end in longer)
                said = said or (
                    text[first].isalpha() and any(start < first and first + 2 <= end for start, end in longer)
                )  # 展会租赁面积多大
                if not named and not said:
                    return rule.reason
        return None


def load_scope() -> OutOfScope:
    """Read `scope.toml`."""
    rows = tomllib.loads(resources.files("zhengpu.query.words").joinpath("scope.toml").read_text("utf-8"))["rule"]
    try:
        return OutOfScope(tuple(_Rule(row["name"], row["reason"], re.compile(row["pattern"], re.I)) for row in rows))
    except (KeyError, re.error) as error:
        raise DefinitionError("scope.toml 的一个条目不能用", str(error), "请改正") from error
