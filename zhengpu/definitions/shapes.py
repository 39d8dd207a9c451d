"""What definition files are made of: words, patterns, examples, names of the ontology, and tables of these.

A table is a pydantic model without room for other keys: a misspelt one is told, not passed over.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model

from zhengpu.graph.ontology import load_ontology

__all__ = ["Counted", "Examples", "Price", "Regex", "RoleKey", "Term", "Text", "Words", "rows", "table"]

_PLACEHOLDER = re.compile(r"\{[A-Za-z_]+\}")
_SAID_ELSEWHERE = ("none", "deadline", "scope")
"""What a label may assign besides a role."""


def _compiles(text: str) -> str:
    try:
        re.compile(_PLACEHOLDER.sub("x", text))
    except re.error as error:
        raise ValueError(f"不是正则表达式：{error}") from None
    return text


def _known_term(text: str) -> str:
    if text not in load_ontology().kinds and text not in load_ontology().relations:
        raise ValueError(f"本体里没有 {text}")
    return text


def _known_role(text: str) -> str:
    known = (*(role.key for role in load_ontology().roles()), *_SAID_ELSEWHERE)
    if text not in known:
        raise ValueError(f"没有角色 {text}（可以写：{'、'.join(known)}）")
    return text


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, Field(strict=True)]
Words = list[Annotated[str, Field(min_length=1)]]
Regex = Annotated[str, Field(strict=True), AfterValidator(_compiles)]
Term = Annotated[str, AfterValidator(_known_term)]
"""A kind or a relation of the ontology by its prefixed name."""
RoleKey = Annotated[str, AfterValidator(_known_role)]
"""A role of the ontology by its key, or what a label says that is no role."""
Price = Annotated[float, Field(ge=0)]
Counted = Annotated[int, Field(ge=0)]
Example = Annotated[str, BeforeValidator(_as_text)] | list[Any] | dict[str, Any]
Examples = list[Example]
"""Sentences, alone or with what is read from them; where none of a kind is known the list is empty."""


def table(
    name: str, *, word_lists: str = "", regexes: str = "", strings: str = "", shown: str = "", optional: str = "", **fields: Any
) -> type[BaseModel]:
    """A table with these keys and no others; the names in `word_lists`, `regexes` and `strings` are separated by blanks.

    `shown` are patterns beside which stand `…_examples` and, where there are any, `…_counter`; what stands in `optional` may be left out.

    >>> made = table("Made", word_lists="verbs", regexes="never")
    >>> made(verbs=["推进"], never="不得").verbs
    ['推进']
    """
    kinds: dict[str, Any] = dict.fromkeys(word_lists.split(), Words) | dict.fromkeys(regexes.split(), Regex)
    kinds |= dict.fromkeys(strings.split(), Text) | fields
    spared = set(optional.split())
    for key in shown.split():
        kinds |= {key: Regex, f"{key}_examples": Examples, f"{key}_counter": Examples}
        spared.add(f"{key}_counter")
    made = {key: (kind, None) if key in spared else (kind, ...) for key, kind in kinds.items()}
    return create_model(name, __config__=ConfigDict(extra="forbid", arbitrary_types_allowed=True), **made)  # type: ignore[call-overload,no-any-return]


def rows(entry: type[BaseModel]) -> Any:
    """Entries of one shape."""
    return Annotated[list[entry], Field(min_length=1)]  # type: ignore[valid-type]
