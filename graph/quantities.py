"""Quantities: a numeral, its unit, and the comparator around it; the words are in `quantities.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib.resources import files
from typing import Any

from zhengpu.graph.measured_units import MeasuredUnits, load_measured_units
from zhengpu.graph.numerals import Numeral, numerals
from zhengpu.graph.set_phrases import PhraseSpans, SetPhrases, load_set_phrases

__all__ = ["Quantities", "Quantity", "load_quantities"]

_OPERATORS = {"ge": ">=", "le": "<=", "eq": "="}
_NEVER, _MORE = "never", "过"
_FROM = ("由", "从")
_FIRST_YEAR = 1900
_ONE, _HALF = Decimal(1), Decimal(50)
_SHARES = {Decimal(100): "%", Decimal(1000): "‰"}
_WIDEST_GAP = 12
"""Characters between the two numerals of a range, with a unit of the first (5亿元至10亿元)."""
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
    """The grammar of quantities.

    >>> [(q.op, str(q.value), q.unit) for q in load_quantities().find("不少于200万条，8—10个")]
    [('>=', '200', '万条'), ('range', '8', '个')]
    """

    unit: re.Pattern[str]
    dash: re.Pattern[str]
    index: re.Pattern[str]
    special: re.Pattern[str]
    change: re.Pattern[str]
    kinds: Mapping[str, str]
    measures: MeasuredUnits
    before: re.Pattern[str]
    operators: Mapping[str, str]
    after: tuple[tuple[str, re.Pattern[str]], ...]
    glued: frozenset[str]
    standard: re.Pattern[str]
    points: tuple[str, ...]
    phrases: SetPhrases

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Quantities:
        """Compile a grammar."""
        kinds = {unit: kind for kind, units in table["units"].items() for unit in units}
        kinds |= {unit + said: "count" for unit in table["units"]["count"] if len(unit) == 1 for said in table["pattern"]["times"]}
        said = table["pattern"]
        operators = {word: _OPERATORS[name] for name, words in table["before"].items() for word in words}
        operators = _denied(operators, **table["denial"]) | operators
        measures = load_measured_units()
        either = _alternatives([unit for unit in table["units"]["count"] if len(unit) == 1])  # 套（间）, 人（次）
        units, per = measures.alternatives(list(kinds)), f"{measures.per}|{said['per']}"
        unit = rf"(?:{said['about']})?(?:{said['multiplier']})?(?:{said['about']})?(?:{units})(?:[（(](?:{either})[）)])?(?:{said['levelled']})(?:{per})?"
        return cls(
            unit=re.compile(rf"{unit}|{measures.prefix_alone}{measures.ends}|[万亿]{said['bare_noun']}|{said['points']}"),
            dash=re.compile(said["dash"]),
            index=re.compile(said["index"]),
            special=re.compile(
                rf"(?P<half>{said['half']})|(?P<fraction>{said['fraction']})|(?<={said['reached']})(?P<bare>{said['bare']})"
            ),
            change=re.compile(said["change"]),
            kinds=kinds,
            measures=measures,
            before=_ending([*operators], said["joint"], said["each"], said["firmly"]),
            operators=operators,
            after=tuple((_OPERATORS[name], _beginning(words, said["included"])) for name, words in table["after"].items()),
            glued=frozenset(said["glued"]),
            standard=re.compile(rf"(?P<word>{said['from_standard']})[^，。；、\d]{{1,16}}$"),
            points=tuple(unit for unit in kinds if unit.endswith(said["point"])),
            phrases=load_set_phrases(),
        )

    def find(self, text: str) -> Iterator[Quantity]:
        """Every quantity in order; a unit of the class `never` makes none. Two joined by a change (由 … 压减至 …) are one."""
        held: Quantity | None = None
        for found in self._single(text):
            if held and held.unit == found.unit and self.change.fullmatch(text, held.end, found.number):
                start = held.start - 1 if text[held.start - 1 : held.start] in _FROM else held.start
                held = Quantity(
                    start, held.number, found.after, found.end, "from-to", held.value, found.value, found.unit, found.kind, held.words
                )
                continue
            if held and text[held.start - 1 : held.start] in _FROM and self.change.fullmatch(text, held.end, found.number):
                held = replace(found, start=held.start - 1)  # 由3个工作日压缩至4小时: the first is how it was
                continue
            if held:
                yield held
            held = found
        if held:
            yield held

    def _single(self, text: str) -> Iterator[Quantity]:
        spans, done = self.phrases.find(text), 0
        waiting: Numeral | None = None
        printed: list[Numeral | re.Match[str]] = [*numerals(text), *self.special.finditer(text)]
        for found in sorted(printed, key=_start):
            if _start(found) < done:
                continue
            measured = self._special(found) if isinstance(found, re.Match) else self._measured(text, found, waiting)
            waiting = found if isinstance(found, Numeral) else None
            if measured is None or not spans.free(measured.start, measured.end):
                continue
            waiting, done = None, measured.end
            kind = self._kind(measured.unit)
            if kind == _NEVER or (measured.unit == "年" and measured.value > _FIRST_YEAR):
                continue
            ranged = measured.high is not None
            op, start, end = self._compared(text, measured.start, measured.end, measured.unit, spans, ranged=ranged)
            if text[measured.start] == _MORE and op == "=":
                op = ">="  # 过半
            unit = _CLEAN.sub("", measured.unit).translate(_WIDTH)
            yield Quantity(start, measured.start, measured.end, end, op, measured.value, measured.high, unit, kind, measured.words)

    def _special(self, found: re.Match[str]) -> _Measured:
        """一半, 1/3 and 万亿元 are numeral and unit in one."""
        if printed := found["fraction"]:
            over, under = map(Decimal, printed.split("/"))
            return _Measured(*found.span(), (100 * over / under).quantize(_ONE / 100).normalize(), None, "%", False)
        return _Measured(*found.span(), _HALF, None, "%", True) if found["half"] else _Measured(*found.span(), _ONE, None, found[0], True)

    def _measured(self, text: str, found: Numeral, before: Numeral | None) -> _Measured | None:
        """A numeral with its unit, or with the numeral that it closes a range with."""
        if found.vague:
            return None
        if found.base is not None:
            return _Measured(found.start, found.end, *_share(found), None, _SHARES.get(found.base, "%"), found.words)
        unit, value, high, start = self.unit.match(text, found.end), found.value, found.high, found.start
        glued = text[start - 1 : start] in self.glued and start > 0
        if before is not None and (low := self._low(text, before, start, unit[0] if unit else "")) is not None:
            value, high, start, glued = (
                low,
                found.value,
                before.start,
                text[before.start - 1 : before.start] in self.glued and before.start > 0,
            )
        if unit is not None and not glued:
            if self.dash.match(text, unit.end()) and high is None and self._range_follows(text, unit):
                return None
            return _Measured(start, unit.end(), value, high, unit[0], found.words)
        if not found.words and high is None and (index := self.index.match(text, found.start)):
            return _Measured(found.start, max(found.end, index.end()), value, None, "", found.words)  # 缩小到1.8:1
        return None

    def _low(self, text: str, before: Numeral, start: int, closing: str) -> Decimal | None:
        """The value of a numeral that a dash joins to the one at `start`: 8—10个, 5亿元至10亿元, 5万-8万元, 5千-8千元.

        What it prints of its own unit must be of the scale of the `closing` one: 5万亩-8亩 is no range.
        """
        if before.high is not None or before.vague or start - before.end > _WIDEST_GAP:
            return None
        scale = _scale(closing)
        printed = [m for m in (self.unit.match(text, before.end), _SCALE.match(text, before.end)) if m and _scale(m[0]) == scale]
        for end in (before.end, *(match.end() for match in printed)):
            dash = self.dash.match(text, end)
            if dash and dash.end() == start:
                small = _SMALL.get(scale) if scale and text[before.end - 1] == scale else None
                return before.value / small if small else before.value
        return None

    def _range_follows(self, text: str, unit: re.Match[str]) -> bool:
        dash = self.dash.match(text, unit.end())
        following = next(numerals(text[dash.end() : dash.end() + _WIDEST_GAP]), None) if dash else None
        if dash is None or following is None or following.start:
            return False
        closing = self.unit.match(text, dash.end() + following.end)
        return closing is not None and _scale(closing[0]) == _scale(unit[0])

    def _kind(self, unit: str) -> str:
        """The class of a unit, without its multiplier and what stands after 每 or /."""
        plain = re.split("[/／每（(]", unit, maxsplit=1)[0]
        while plain and plain not in self.kinds:
            if kind := self.measures.kind(plain):
                return kind
            plain = plain[1:]
        return self.kinds.get(plain, self.measures.alone_class)

    def _compared(self, text: str, start: int, end: int, unit: str, spans: PhraseSpans, *, ranged: bool) -> tuple[str, int, int]:
        op, first, last = "=", start, end
        head = text[max(0, start - _REACH - 4) : start]
        if match := self.before.search(head):
            word, at = match["word"] or match["far"], start - (len(head) - match.start())
            if spans.free(at, start if match["word"] else at + len(word)):
                op, first = self.operators[word], at
        elif unit.endswith(self.points) and (match := self.standard.search(head)):  # 高于全县农民收入增速2个百分点
            op, first = self.operators[match["word"]], start - (len(head) - match.start())
        for said, pattern in self.after:
            if (match := pattern.match(text, end)) and spans.free(end, match.end()):
                op, last = said if op == "=" else op, match.end()
                break
        return ("range" if ranged else op), first, last


@dataclass(frozen=True, slots=True)
class _Measured:
    start: int
    end: int
    value: Decimal
    high: Decimal | None
    unit: str
    words: bool


def _start(found: Numeral | re.Match[str]) -> int:
    return found.start if isinstance(found, Numeral) else found.start()


def _share(found: Numeral) -> tuple[Decimal]:
    """百分之五 is 5 of a hundred, 三分之二 is as much in hundredths."""
    if found.base in _SHARES or not found.base:
        return (found.value,)
    return ((100 * found.value / found.base).quantize(_ONE / 100).normalize(),)


def _denied(operators: Mapping[str, str], words: list[str], firm: str) -> dict[str, str]:
    """Every comparator of two characters turned round by a word that denies it: 不突破, 不得低于; not one that begins with a `firm` character."""
    turned = {">=": "<=", "<=": ">="}
    plainly = {word: op for word, op in operators.items() if len(word) == 2 and op in turned and word[0] not in firm}
    return {deny + word: turned[op] for deny in words for word, op in plainly.items()}


_SCALE = re.compile("[万亿]")
_SMALL = {"百": 100, "千": 1000}


def _scale(unit: str) -> str:
    """The multiplier that a unit begins with (万元, 余万元, 千元)."""
    found = re.match("[余多]?([百千]?[万亿]|[百千](?=元))", unit)
    return found[1] if found else ""


_CLEAN = re.compile("[余多]")
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
    return Quantities.of(tomllib.loads(files("zhengpu.graph").joinpath("quantities.toml").read_text(encoding="utf-8")))
