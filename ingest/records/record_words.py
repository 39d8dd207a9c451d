"""The words around and in tables as records need them, from `records.toml`: titles, places of annexes, units, numbers of cells."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from zhengpu.graph.numerals import read
from zhengpu.ingest.records.record_table import CellAmount

__all__ = ["RecordWords", "load_record_words"]

_YEARS = re.compile(r"(?:19|20)\d\d(?:[.．/]\d{1,2})?(?:[—–\-~～至]+(?:(?:19|20)\d\d)?(?:[.．/]?\d{1,2})?)?")

_SPAN = re.compile(r"(?:19|20)\d\d[—–\-~～至]+(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class RecordWords:
    """The patterns of `records.toml`."""

    annex: re.Pattern[str]
    unit_above: re.Pattern[str]
    sentence: re.Pattern[str]
    amount: re.Pattern[str]
    at_least: re.Pattern[str]
    at_most: re.Pattern[str]
    time: re.Pattern[str]
    unit_in_head: re.Pattern[str]
    unit_head: re.Pattern[str]
    name_head: re.Pattern[str]
    name_tail: re.Pattern[str]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> RecordWords:
        """Compile the file."""
        title, cell, head = data["title"], data["cell"], data["head"]
        around = (title["annex"], title["unit"], title["sentence"])
        texts = (
            *around,
            cell["amount"],
            cell["ge"],
            cell["le"],
            cell["time"],
            head["unit"],
            head["measure"],
            head["name"],
            head["name_tail"],
        )
        return cls(*(re.compile(text) for text in texts))

    def filled(self, text: str) -> bool:
        """Whether a cell says something: a blank does not, nor do marks of punctuation alone (/, —, …).

        >>> [load_record_words().filled(text) for text in ("", " / ", "——", "√", "无", "0")]
        [False, False, False, True, True, True]
        """
        return any(not char.isspace() and not unicodedata.category(char).startswith("P") for char in text)

    def read(self, text: str, unit: str = "") -> CellAmount | None:
        """The number that is all a cell says, with its own unit or else `unit`; a year or a span of years is none.

        >>> load_record_words().read("≥40", "%")
        CellAmount(value=Decimal('40'), high=None, op='>=', unit='%')
        """
        said = "".join(text.split())
        found = self.amount.fullmatch(said)
        dated = _YEARS.fullmatch(said) and (not unit or not said.isdecimal())
        if found is None or _SPAN.match(said) or (dated and not found["unit"]) or self.time.match(found["unit"]):
            return None
        value, second = read(found["number"]), found["second"]
        if value is None:
            return None
        high = read(second) if second else None
        words = (found["before"] or "") + (found["after"] or "")
        op = "range" if high is not None else ">=" if self.at_least.search(words) else "<=" if self.at_most.search(words) else "="
        return CellAmount(value, high, op, found["unit"] or unit)

    def common_unit(self, head: str, texts: Sequence[str]) -> tuple[str, str]:
        """A head without the unit in its bracket, and that unit; it is one where the cells below are numbers.

        >>> load_record_words().common_unit("总投资（亿元）", ["5", "12", "/"]), load_record_words().common_unit("赛道（五个）", ["农业"])
        (('总投资', '亿元'), ('赛道（五个）', ''))
        """
        found = self.unit_in_head.search(head)
        said = [text for text in texts if self.filled(text)]
        if found is None or not said or 2 * sum(self.read(text, found["unit"]) is not None for text in said) < len(said):
            return head, ""
        return head[: found.start()], found["unit"]


@cache
def load_record_words() -> RecordWords:
    """The words as shipped."""
    return RecordWords.of(tomllib.loads(files("zhengpu.ingest.records").joinpath("records.toml").read_text(encoding="utf-8")))
