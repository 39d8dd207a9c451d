"""outline.toml, compiled: how plans are numbered and laid out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from zhengpu.graph.dates import Dates
from zhengpu.graph.folding import Folding
from zhengpu.ingest.heads.headwords import ForceWords, HeadWords, TerritoryWords
from zhengpu.ingest.outline.blocks import BlockWords
from zhengpu.ingest.outline.ordinals import NumberStyle, compile_styles, ordinal_value
from zhengpu.ingest.tables.cell_words import TableWords

__all__ = ["OutlineRules", "load_form"]

_COLON = "："


_FURNITURE = (("ornament", "dash"), ("contents", "line"))


@dataclass(frozen=True, slots=True)
class OutlineRules:
    """outline.toml, compiled."""

    styles: tuple[NumberStyle, ...]
    ordinal: re.Pattern[str]
    head: HeadWords
    territory: TerritoryWords
    force: ForceWords
    blocks: BlockWords
    tables: TableWords
    folding: Folding
    furniture: re.Pattern[str]
    bullets: re.Pattern[str]
    contents: re.Pattern[str]
    blank_label: re.Pattern[str]
    dates: Dates

    def spoken(self, text: str) -> str:
        """The text with a colon behind a label that only a blank parts from its value; every position stays valid.

        >>> load_form().spoken("牵头单位 市教育局")
        '牵头单位：市教育局'
        """
        return self.blank_label.sub(lambda match: match[0][:-1] + _COLON, text)

    def printed(self, match: re.Match[str]) -> str:
        """What a path shows of an ordinal that `ordinal` matched."""
        i = int((match.lastgroup or "s0")[1:])
        return self.styles[i].shown(match[f"n{i}"], match[f"s{i}"])

    def openings(self, cells: Sequence[str]) -> list[re.Match[str] | None]:
        """The ordinals that cells of a column begin with; one without a mark of its own only where the cells count 1, 2, 3 … so.

        >>> [match and match[0] for match in load_form().openings(["1.修路", "三期厂房", "10万吨冷库"])]
        ['1.', None, None]
        >>> [match and match[0] for match in load_form().openings(["1修路", "2架桥", "3通航"])]
        ['1', '2', '3']
        """
        found = [self.ordinal.match(cell) for cell in cells]
        bare = [int((match.lastgroup or "s0")[1:]) if match else -1 for match in found]
        bare = [i if i >= 0 and self.styles[i].run else -1 for i in bare]
        said = [ordinal_value(match[f"n{i}"]) for match, i in zip(found, bare, strict=True) if match and i >= 0]
        counted = len(said) > 1 and said == list(range(1, len(found) + 1))
        return [match if i < 0 or counted else None for match, i in zip(found, bare, strict=True)]


@cache
def load_form() -> OutlineRules:
    """The forms of plans as shipped."""
    data = tomllib.loads(files("zhengpu.ingest.outline").joinpath("outline.toml").read_text(encoding="utf-8"))
    styles, ordinal = compile_styles(data["style"])
    return OutlineRules(
        styles,
        ordinal,
        HeadWords.of(data),
        TerritoryWords.of(data["territory"]),
        ForceWords.of(data["force"]),
        BlockWords.of(data),
        TableWords.of(data["table"]),
        Folding(),
        re.compile("|".join((data["ornament"]["pattern"], *(data[table][key].removeprefix("(?m)") for table, key in _FURNITURE)))),
        re.compile(rf"(?m)^[^\S\n]*(?P<bullet>{data['ornament']['bullet']})[^\S\n]*(?=\w)"),
        re.compile(data["contents"]["head"]),
        re.compile(data["blank_label"]["pattern"]),
        Dates.load(),
    )
