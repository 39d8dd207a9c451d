"""Documents named in 《》: title, number in the bracket behind, short titles defined earlier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graph.chinese import Passage
from ingest.claims import Citation

__all__ = ["Cited", "citations", "cited", "short_titles"]

_TITLE = r"《(?P<title>[^《》]+(?:《[^《》]*》[^《》]*)*)》"
_NUMBER = r"[（(]\s*(?P<number>[^（）()《》，；。]{1,20}[〔\[(（【]\s*(?:19|20)\d\d\s*[〕\])）】]\s*第?\d+号)"
_CITED = re.compile(f"{_TITLE}(?:{_NUMBER})?")
_SHORT = re.compile(
    rf"{_TITLE}(?:[（(][^（）()]*?号[）)])?[（(,，]\s*(?:[^（）《》]*号[,，])?以下(?:简称|统称)[:：]?[《“](?P<short>[^《》“”]+)[》”]"
)


@dataclass(frozen=True, slots=True)
class Cited:
    """A title with its marks at `text[start:end]`; `number` as printed."""

    title: str
    number: str | None
    start: int
    end: int


def cited(text: str) -> Iterator[Cited]:
    """Every 《title》 of a text.

    >>> [(each.title, each.number) for each in cited("落实《甲省办法》（甲政办发〔2022〕33号）和《乙规划》")]
    [('甲省办法', '甲政办发〔2022〕33号'), ('乙规划', None)]
    """
    for match in _CITED.finditer(text):
        number = match["number"]
        yield Cited(
            match["title"].translate({0x300A: None, 0x300B: None}), number, match.start(), match.end("number") if number else match.end()
        )


def short_titles(texts: Iterable[str]) -> dict[str, str]:
    """Short titles and what they stand for.

    >>> short_titles(["编制《甲省中介服务事项通用目录》（以下简称《通用目录》）。"])
    {'通用目录': '甲省中介服务事项通用目录'}
    """
    return {match["short"]: match["title"] for text in texts if "以下" in text for match in _SHORT.finditer(text)}


def citations(passage: Passage, task: int, short: Mapping[str, str], outside: Iterable[tuple[int, int]] = ()) -> Iterator[Citation]:
    """One citation for each document a task names outside of its closing clauses, the full title before its short one."""
    spans = tuple(outside)
    found: dict[str, Citation] = {}
    for each in cited(passage.text):
        if any(start <= each.start < end for start, end in spans):
            continue
        full = short.get(each.title)
        known = found.get(full or each.title)
        if known is None or (known.canonical and not full):
            span = passage.span(each.start, each.end)
            found[full or each.title] = Citation(task, each.title, each.number, span, "cites", full)
    yield from found.values()
