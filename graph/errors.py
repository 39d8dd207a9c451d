"""The exception tree of the whole house.

    ZhengpuError                 something the person at the border must be told: what, why, what to do
    ├── InputError               a problem in the data (exit 1, HTTP 4xx)
    │   ├── UnreadableDocument   empty, blank, of an unknown type, or too large
    │   ├── NotAPlan             a document that nothing speaks for being a plan, where only plans are kept
    │   ├── ManyMeant            a name that several things have (choices)
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

import errno
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "BadQuery",
    "BadQuestion",
    "DefinitionError",
    "EnvironmentTrouble",
    "InputError",
    "ManyMeant",
    "Meant",
    "MissingHelper",
    "NotAPlan",
    "StoreBroken",
    "StoreBusy",
    "UnreadableDocument",
    "UsageError",
    "ZhengpuError",
    "reason",
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


class NotAPlan(InputError):
    """A document was read and nothing in it speaks for a plan: no task, nobody who is to do anything.

    >>> NotAPlan("诗.txt").what
    '没有收入《诗.txt》'
    """

    code = "not-a-plan"

    def __init__(self, name: str) -> None:
        why = "里面没有认出任务，也没有看到谁牵头、谁负责的写法，它不像行动计划"
        super().__init__(f"没有收入《{name}》", why, "确实要收入请选“仍要收入”（命令行是 --any）")


@dataclass(frozen=True, slots=True)
class Meant:
    """One thing that a name may stand for: `kind` is a local name of the ontology."""

    iri: str
    label: str
    kind: str


_LISTED = 5


class ManyMeant(InputError):
    """A name that several things have: `wanted` is the name, `choices` are the things.

    >>> ManyMeant("财政局", (Meant("urn:a", "甲县财政局", "Unit"), Meant("urn:b", "乙县财政局", "Unit"))).what
    '“财政局”可以指图谱里的2个事物'
    """

    code = "many-meant"

    def __init__(self, wanted: str, choices: Sequence[Meant]) -> None:
        self.wanted, self.choices = wanted, tuple(choices)
        listed = "；".join(f"{one.label}（{one.iri}）" for one in self.choices[:_LISTED])
        super().__init__(f"“{wanted[:40]}”可以指图谱里的{len(choices)}个事物", f"它们是：{listed}", "请改用全名，或者写出它的网址")


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


_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "超出了磁盘配额",
    errno.EFBIG: "超出了文件大小的限制",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
    errno.ENAMETOOLONG: "名字太长",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "这台机器没有这个地址",
    errno.ECONNREFUSED: "对方没有在听",
}


def reason(error: Exception) -> str:
    """Why the system refused, in Chinese where its number is a common one; else in its own words.

    >>> reason(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    '没有这个文件或文件夹'
    """
    known = _REASONS.get(error.errno or 0) if isinstance(error, OSError) else None
    return known or getattr(error, "strerror", None) or str(error) or type(error).__name__
