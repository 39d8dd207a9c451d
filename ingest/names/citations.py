"""Documents named in 《》: title, number in the bracket behind, short titles defined earlier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhengpu.graph.chinese import Passage
from zhengpu.ingest.claims import Citation
from zhengpu.ingest.text.ranges import Ranges

__all__ = ["CitationReader", "Cited"]

_MARKS = str.maketrans("", "", "《》")
_TITLE = r"《(?P<title>[^《》]+(?:《[^《》]*》[^《》]*)*)》"


@dataclass(frozen=True, slots=True)
class Cited:
    """A title with its marks at `text[start:end]`; `number` as printed."""

    title: str
    number: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CitationReader:
    """Compiled from `[cites]` of mentions.toml.

    >>> from zhengpu.ingest.names.mentions import table
    >>> cites = CitationReader.of(table())
    >>> [(each.title, each.number) for each in cites.find("落实《甲省办法》（甲政办发〔2022〕33号）和《乙规划》")]
    [('甲省办法', '甲政办发〔2022〕33号'), ('乙规划', None)]
    >>> cites.short_titles(["编制《甲省中介服务事项通用目录》（以下简称《通用目录》）。"])
    {'通用目录': '甲省中介服务事项通用目录'}
    """

    cited: re.Pattern[str]
    short: re.Pattern[str]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> CitationReader:
        """Compile the patterns."""
        number, short = data["cites"]["number"], data["cites"]["short"]
        return cls(re.compile(f"{_TITLE}(?:{number})?"), re.compile(f"{_TITLE}{short}"))

    def find(self, text: str) -> Iterator[Cited]:
        """Every 《title》 of a text."""
        for match in self.cited.finditer(text):
            number = match["number"]
            yield Cited(match["title"].translate(_MARKS), number, match.start(), match.end("number") if number else match.end())

    def short_titles(self, texts: Iterable[str]) -> dict[str, str]:
        """Short titles and what they stand for."""
        return {match["short"]: match["title"] for text in texts if "《" in text for match in self.short.finditer(text)}

    def read(self, passage: Passage, task: int, short: Mapping[str, str], outside: Ranges) -> Iterator[Citation]:
        """One citation for each document a task names outside of its closing clauses, the full title before its short one."""
        found: dict[str, Citation] = {}
        for each in self.find(passage.text):
            if outside.overlap(each.start, each.end):
                continue
            full = short.get(each.title)
            known = found.get(full or each.title)
            if known is None or (known.canonical and not full):
                span = passage.span(each.start, each.end)
                found[full or each.title] = Citation(task, each.title, each.number, span, "cites", full)
        yield from found.values()
