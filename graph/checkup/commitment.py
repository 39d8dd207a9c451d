"""承诺强度: how firmly a task speaks, as four marks that anybody can check: kind of verb, number, date, a named lead. Never one figure alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = [
    "MARKS",
    "Commitment",
    "CommitmentShare",
    "CommitmentWords",
    "FindingKind",
    "checkup_data",
    "commitment_share",
    "load_commitment_words",
]

MARKS = {"verb": "结果动词", "number": "数字", "date": "期限", "lead": "牵头单位"}
"""The four marks by name, as they are called."""

_CLAUSE = re.compile("[^，。；：！？、\n（）()]+")


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding: its title and what it means."""

    kind: str
    title: str
    means: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """The marks of a task, with what each rests on; empty where it has none. `open_verb` is what it says instead of a firm verb."""

    verb: str = ""
    open_verb: str = ""
    number: str = ""
    date: str = ""
    lead: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """The names of the marks it has.

        >>> Commitment(verb="建成", date="2025年底").marks
        ('verb', 'date')
        """
        return tuple(name for name in MARKS if getattr(self, name))

    @property
    def told(self) -> str:
        """In words.

        >>> Commitment(verb="建成", date="2025年底").told
        '结果动词“建成”、期限“2025年底”；没有数字、牵头单位'
        """
        has = "、".join(f"{MARKS[name]}“{getattr(self, name)}”" for name in self.marks)
        lacks = "、".join(label for name, label in MARKS.items() if name not in self.marks)
        return "；".join(filter(None, (has, f"没有{lacks}" if lacks else "")))


@dataclass(frozen=True, slots=True)
class CommitmentShare:
    """Of how many tasks how many have each mark."""

    tasks: int
    verb: int
    number: int
    date: int
    lead: int
    all: int
    """Those with all four."""

    def share(self, name: str) -> str:
        """As a percentage; a dash where there are no tasks.

        >>> CommitmentShare(3, 2, 1, 1, 3, 1).share("verb")
        '67%'
        """
        return f"{round(100 * getattr(self, name) / self.tasks)}%" if self.tasks else "—"


def commitment_share(found: Iterable[Commitment]) -> CommitmentShare:
    """The marks of many tasks together.

    >>> commitment_share([Commitment(verb="建成"), Commitment()])
    CommitmentShare(tasks=2, verb=1, number=0, date=0, lead=0, all=0)
    """
    marks = [set(one.marks) for one in found]
    counted = {name: sum(name in one for one in marks) for name in MARKS}
    return CommitmentShare(len(marks), **counted, all=sum(len(one) == len(MARKS) for one in marks))


class CommitmentWords:
    """Tells firm verbs from open ones.

    >>> words = load_commitment_words()
    >>> words.firm("推进园区建设。2025年底前建成标准厂房3万平方米。"), words.firm("争取建成省级示范区。"), words.open("鼓励企业完成改造")
    ('建成', '', '鼓励')
    >>> words.firm("培训教师600人次"), words.firm("开展教师培训")
    ('培训', '')
    """

    def __init__(self, firm: Sequence[str], does: Sequence[str], open_: Sequence[str]) -> None:
        self._firm = re.compile(f"{_either(firm)}|(?:{_either(does)})(?=.*[0-9０-９])")
        self._open = re.compile(_either(open_))

    def firm(self, text: str) -> str:
        """The first firm verb of a clause that no open word stands before; empty if there is none."""
        for clause in _CLAUSE.finditer(text):
            found, before = self._firm.search(clause[0]), self._open.search(clause[0])
            if found and (before is None or before.start() > found.start()):
                return found[0]
        return ""

    def open(self, text: str) -> str:
        """The first open word; empty if there is none."""
        found = self._open.search(text)
        return found[0] if found else ""


def _either(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@cache  # a constant of the installed program
def checkup_data() -> dict[str, Any]:
    """`checkup.toml` as it stands."""
    return tomllib.loads(files("zhengpu.graph.checkup").joinpath("checkup.toml").read_text("utf-8"))


def load_commitment_words() -> CommitmentWords:
    """The kept verbs."""
    verbs = checkup_data()["verbs"]
    return CommitmentWords(verbs["firm"], verbs["does"], verbs["open"])
