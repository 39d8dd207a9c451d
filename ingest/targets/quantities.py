"""Quantities: a numeral, its unit, and the comparator around it; the words are in `quantities.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any

from zhengpu.graph.numerals import ARABIC, read

__all__ = ["Quantities", "Quantity", "load_quantities"]

_WORDS = "[一二两三四五六七八九十百千]+"
_OPENING = "[0-9一二两三四五六七八九十百千万亿半]"
"""The characters a quantity can begin with."""
_OPERATORS = {"ge": ">=", "le": "<=", "eq": "="}
_NEVER = "never"
_FIRST_YEAR = 1900
_ONE, _HALF = Decimal(1), Decimal(50)
_REACH = 36
"""Characters before a numeral in which a comparator may stand (不高于合同实际执行金额的30%)."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """`text[start:end]` with its comparators; the numeral begins at `number`, its unit ends at `after`.

    `kind` is the class of the unit (`count`, `money`, `ratio`, `extent`, `duration`, `age`); `words` tells numerals written in words.
    An index (倍差缩小到1.61) has no unit.
    """

    start: int
    number: int
    after: int
    end: int
    op: str
    value: Decimal
    value2: Decimal | None
    unit: str
    kind: str
    words: bool


@dataclass(frozen=True, slots=True)
class Quantities:
    """The compiled grammar of quantities.

    >>> [(q.op, str(q.value), q.unit) for q in load_quantities().find("不少于200万条，8—10个")]
    [('>=', '200', '万条'), ('range', '8', '个')]
    """

    one: re.Pattern[str]
    change: re.Pattern[str]
    kinds: Mapping[str, str]
    before: re.Pattern[str]
    operators: Mapping[str, str]
    after: tuple[tuple[str, re.Pattern[str]], ...]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Quantities:
        """Compile a grammar."""
        kinds = {unit: kind for kind, units in table["units"].items() for unit in units}
        said = table["pattern"]
        units = "|".join(re.escape(unit) for unit in sorted(kinds, key=len, reverse=True))
        numeral = rf"(?:{ARABIC}|{_WORDS})"
        scaled = rf"(?:{said['multiplier']})?"
        unit = rf"{scaled}(?:{said['about']})?(?:{units})(?:{said['per']})?"
        one = (
            rf"(?={_OPENING})(?:(?P<half>{said['half']})|(?P<fraction>{_WORDS}{said['fraction']}{_WORDS})(?!点)"
            rf"|(?:{said['words']})(?P<percent>{numeral})(?!分)"
            rf"|(?<={said['reached']})(?P<bare>{said['bare']})|(?P<index>{said['index']})"
            rf"|(?<![\d.A-Za-z第每×+〔])(?P<low>{numeral})(?:{unit})??(?:{said['dash']})(?P<high>{numeral})(?P<unit2>{unit})"
            rf"|(?<![\d.A-Za-z第每×+〔])(?P<value>{numeral})(?P<unit>{unit}|[万亿]{said['bare_noun']}|{said['points']})(?![期性]))"
        )
        return cls(
            one=re.compile(one),
            change=re.compile(said["change"]),
            kinds=kinds,
            before=_ending([word for words in table["before"].values() for word in words], said["joint"], said["each"], said["firmly"]),
            operators={word: _OPERATORS[name] for name, words in table["before"].items() for word in words},
            after=tuple((_OPERATORS[name], _beginning(words, said["included"])) for name, words in table["after"].items()),
        )

    def find(self, text: str) -> Iterator[Quantity]:
        """Every quantity in order; a unit of the class `never` makes none. Two joined by a change (由 … 压减至 …) are one."""
        held: Quantity | None = None
        for found in self._single(text):
            if held and held.unit == found.unit and self.change.fullmatch(text[held.end : found.number]):
                start = held.start - 1 if text[held.start - 1 : held.start] in ("由", "从") else held.start
                held = Quantity(
                    start, held.number, found.after, found.end, "from-to", held.value, found.value, found.unit, found.kind, held.words
                )
                continue
            if held:
                yield held
            held = found
        if held:
            yield held

    def _single(self, text: str) -> Iterator[Quantity]:
        for match in self.one.finditer(text):
            printed = match["low"] or match["value"] or match["percent"] or match["fraction"] or match["index"]
            unit = match["unit2"] or match["unit"] or match["bare"] or ("" if match["index"] else "%")
            value = _HALF if match["half"] else _ONE if match["bare"] else read(printed)
            if match["fraction"] and value is not None:
                value = (100 * value).quantize(_ONE / 100).normalize()
            second = read(match["high"]) if match["high"] else None
            kind = self._kind(unit)
            if value is None or kind == _NEVER or (unit == "年" and value > _FIRST_YEAR) or (match["high"] and second is None):
                continue
            op, start, end = self._compared(text, match.start(), match.end(), ranged=second is not None)
            number = match.start()
            words = bool(printed) and not printed[0].isdigit()
            unit = _CLEAN.sub("", unit).translate(_WIDTH)
            yield Quantity(start, number, match.end(), end, op, value, second, unit, kind, words)

    def _kind(self, unit: str) -> str:
        """The class of a unit, without its multiplier and what stands after 每 or /."""
        plain = re.split("[/／每]", unit, maxsplit=1)[0]
        while plain and plain not in self.kinds:
            plain = plain[1:]
        return self.kinds.get(plain, "count")

    def _compared(self, text: str, start: int, end: int, *, ranged: bool) -> tuple[str, int, int]:
        op, first, last = "=", start, end
        head = text[max(0, start - _REACH - 4) : start]
        if match := self.before.search(head):
            op, first = self.operators[match["word"] or match["far"]], start - (len(head) - match.start())
        for said, pattern in self.after:
            if match := pattern.match(text, end):
                op, last = said if op == "=" else op, match.end()
                break
        return ("range" if ranged else op), first, last


_CLEAN = re.compile("[余多几]")
_WIDTH = {ord("％"): "%", ord("／"): "/"}


def _alternatives(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _ending(words: list[str], joint: str, each: str, firmly: str) -> re.Pattern[str]:
    """A comparator right before the numeral, or a longer one before what is measured: 不高于…金额的30%, 至少建设一所."""
    far = _alternatives([word for word in words if len(word) > 1])
    near = rf"(?P<word>{_alternatives(words)}){joint}{each}$"
    firm = _alternatives([word for word in words if word.startswith(firmly)])
    apart = rf"(?:{far})(?=[^，。；、]{{1,{_REACH}}}的$|[^，。；、\d]{{1,4}}$)|(?:{firm})(?=[^，。；、\d]{{1,8}}$)"
    return re.compile(f"(?:{near})|(?P<far>{apart})")


def _beginning(words: list[str], included: str) -> re.Pattern[str]:
    return re.compile(f"{included}(?:{_alternatives(words)}){included}")


def load_quantities() -> Quantities:
    """The grammar as shipped."""
    return Quantities.of(tomllib.loads(files("zhengpu.ingest.targets").joinpath("quantities.toml").read_text(encoding="utf-8")))
