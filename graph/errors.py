"""The exception tree of the whole house.

    ZhengpuError                 something the person at the border must be told: what, why, what to do
    ├── InputError               a problem in the data (exit 1, HTTP 4xx)
    │   ├── UnreadableDocument   empty, blank, of an unknown type, or too large
    │   ├── BadQuestion          an empty or overlong question
    │   └── BadQuery             SPARQL that is refused or does not parse (line, column)
    ├── UsageError               wrong usage (exit 2)
    ├── EnvironmentTrouble       the environment (exit 3, HTTP 503)
    │   ├── StoreBusy            another process holds the store
    │   ├── StoreBroken          the store cannot be opened, read or written
    │   └── MissingHelper        a helper program or optional package is not there
    └── DefinitionError          a definition file (ontology.ttl, *.toml) contradicts itself

Trouble in a document that can still be read is no exception but a `Diagnostic` with a place; a question that
cannot be answered is an outcome of the answer.
"""

from __future__ import annotations

__all__ = [
    "BadQuery",
    "BadQuestion",
    "DefinitionError",
    "EnvironmentTrouble",
    "InputError",
    "MissingHelper",
    "StoreBroken",
    "StoreBusy",
    "UnreadableDocument",
    "UsageError",
    "ZhengpuError",
]


class ZhengpuError(Exception):
    """Base of all: three Chinese sentences and a stable code.

    >>> str(UnreadableDocument("文件是空的", "没有一个字符", "请检查文件是否完整"))
    '文件是空的。没有一个字符。请检查文件是否完整。'
    """

    code = "error"

    def __init__(self, what: str, why: str = "", todo: str = "", *, line: int | None = None, column: int | None = None) -> None:
        self.what, self.why, self.todo = what, why, todo
        self.line, self.column = line, column
        super().__init__("".join(f"{part.rstrip('。')}。" for part in (what, why, todo) if part))


class InputError(ZhengpuError):
    """A problem in the data."""

    code = "input"


class UnreadableDocument(InputError):
    """The document cannot be read at all."""

    code = "unreadable-document"


class BadQuestion(InputError):
    """The question is empty or too long."""

    code = "bad-question"


class BadQuery(InputError):
    """A SPARQL text that is refused or does not parse."""

    code = "bad-query"


class UsageError(ZhengpuError):
    """Wrong usage."""

    code = "usage"


class EnvironmentTrouble(ZhengpuError):
    """The environment does not allow it."""

    code = "environment"


class StoreBusy(EnvironmentTrouble):
    """Another process holds the store."""

    code = "store-busy"


class StoreBroken(EnvironmentTrouble):
    """The store cannot be opened, read or written."""

    code = "store-broken"


class MissingHelper(EnvironmentTrouble):
    """A helper program or an optional package is missing."""

    code = "missing-helper"


class DefinitionError(ZhengpuError):
    """A definition file contradicts itself."""

    code = "definition"
