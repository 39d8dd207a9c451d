"""The numbers a word processor prints before paragraphs: not in the text of a docx, yet part of what the plan says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from zhengpu.graph.numerals import spell
from zhengpu.ingest.bytes.elements import attribute, child, children

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Level", "Numbering", "NumeralSpelling"]

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_CLOSED = re.compile(r"[^\w]$")
_DEEPEST = 8


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.lstrip("-").isdigit() and len(text) < 7 else default


@dataclass(frozen=True, slots=True)
class NumeralSpelling:
    """`numbering.toml`: numbers in the dress a document asks for."""

    counting: frozenset[str]
    sequences: Mapping[str, str]
    digits: Mapping[str, str]

    @classmethod
    def load(cls) -> NumeralSpelling:
        """From the table beside this file."""
        table = tomllib.loads(resources.files("zhengpu.ingest.bytes").joinpath("numbering.toml").read_text("utf-8"))
        return cls(frozenset(table["counting"]), table["sequences"], table["digits"])

    def spell(self, number: int, style: str) -> str:
        """A number as printed.

        >>> spelling = NumeralSpelling.load()
        >>> [spelling.spell(12, style) for style in ("chineseCounting", "decimalEnclosedCircle", "lowerRoman", "decimal", "decimalZero")]
        ['十二', '⑫', 'xii', '12', '12']
        """
        if style in self.counting:
            return spell(number)
        if style in self.sequences:
            signs = self.sequences[style]
            return signs[number - 1] if 0 < number <= len(signs) else str(number)
        if style in self.digits:
            return "".join(self.digits[style][int(digit)] for digit in str(abs(number)))
        if style in ("lowerRoman", "upperRoman"):
            roman = "".join(_roman(number)) if 0 < number < 4000 else str(number)
            return roman.upper() if style == "upperRoman" else roman
        return f"{number:02d}" if style == "decimalZero" else str(number)


def _roman(number: int) -> Iterator[str]:
    for value, letters in _ROMAN:
        while number >= value:
            number -= value
            yield letters


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how its number is spelled, and the text around it (`（%1）`)."""

    start: int = 1
    style: str = "decimal"
    form: str = ""
    restart: int | None = None
    arabic: bool = False
    paragraph_style: str | None = None

    @classmethod
    def of(cls, element: _Element) -> Level:
        """From a `w:lvl`."""
        restart = attribute(child(element, "lvlRestart"))
        return cls(
            _number(attribute(child(element, "start")), 1),
            # a format newer than the element's list of values stands in an alternate content block
            attribute(child(element, "numFmt")) or attribute(child(element, "AlternateContent", "Choice", "numFmt")) or "decimal",
            attribute(child(element, "lvlText")) or "",
            None if restart is None else _number(restart),
            child(element, "isLgl") is not None and attribute(child(element, "isLgl")) not in ("0", "false"),
            attribute(child(element, "pStyle")),
        )


class Numbering:
    """Counts through a document in reading order and says what is printed before each paragraph."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._spelling = NumeralSpelling.load()
        self._lists: dict[str, str] = {}  # w:num → the abstract list that counts
        self._levels: dict[str, dict[int, Level]] = {}  # w:num → its levels
        self._starts: dict[str, dict[int, int]] = {}  # w:num → levels it starts anew
        self._counts: dict[str, dict[int, int]] = {}  # abstract list → where each level stands
        self._styles = {attribute(style, "styleId") or "": style for style in children(styles, "style")}
        self._default = next(
            (
                key
                for key, one in self._styles.items()
                if attribute(one, "type") == "paragraph" and attribute(one, "default") in ("1", "true")
            ),
            None,
        )
        self._read(numbering)

    def _read(self, numbering: _Element | None) -> None:
        abstract = {attribute(one, "abstractNumId") or "": one for one in children(numbering, "abstractNum")}
        linked = {attribute(child(one, "styleLink")): key for key, one in abstract.items() if child(one, "styleLink") is not None}
        for num in children(numbering, "num"):
            key, of = attribute(num, "numId") or "", attribute(child(num, "abstractNumId")) or ""
            if of in abstract and (link := attribute(child(abstract[of], "numStyleLink"))) in linked:
                of = linked[link]
            levels = {_number(attribute(one, "ilvl")): Level.of(one) for one in children(abstract.get(of), "lvl")}
            for override in children(num, "lvlOverride"):
                level = _number(attribute(override, "ilvl"))
                if (own := child(override, "lvl")) is not None:
                    levels[level] = Level.of(own)
                if (start := attribute(child(override, "startOverride"))) is not None:
                    self._starts.setdefault(key, {})[level] = _number(start, 1)
            self._lists[key], self._levels[key] = of, levels

    def before(self, properties: _Element | None) -> str:
        """What is printed before a paragraph with these properties (`w:pPr`), and nothing where it has no number."""
        key, level = self._list_of(properties)
        if key not in self._levels or level not in self._levels[key]:
            return ""
        levels = self._levels[key]
        number = self._count(key, level)
        one = levels[level]
        if one.style in ("bullet", "none") or not one.form:
            return ""
        counts = self._counts[self._lists[key]] | {level: number}

        def spelled(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            style = "decimal" if one.arabic else levels.get(at, Level()).style
            return self._spelling.spell(counts.get(at, levels.get(at, Level()).start), style)

        label = re.sub(r"%([1-9])", spelled, one.form).strip()
        return label if _CLOSED.search(label) else f"{label} "

    def _list_of(self, properties: _Element | None) -> tuple[str, int]:
        """The list and the level of a paragraph, by its own word or that of its style and the styles this is based on."""
        own = child(properties, "numPr")
        key, level = attribute(child(own, "numId")), attribute(child(own, "ilvl"))
        style, seen = attribute(child(properties, "pStyle")) or self._default, set[str]()
        while style in self._styles and style not in seen and (key is None or level is None):
            seen.add(style)
            said = child(self._styles[style], "pPr", "numPr")
            if key is None and (found := attribute(child(said, "numId"))) is not None:
                key = found
                named = next((at for at, one in self._levels.get(key, {}).items() if one.paragraph_style == style), None)
                level = level or (None if named is None else str(named))
            level = level or attribute(child(said, "ilvl"))
            style = attribute(child(self._styles[style], "basedOn"))
        return key or "", min(_number(level), _DEEPEST)

    def _count(self, key: str, level: int) -> int:
        counts = self._counts.setdefault(self._lists[key], {})
        levels = self._levels[key]
        if (start := self._starts.get(key, {}).pop(level, None)) is not None:
            counts[level] = start
        else:
            counts[level] = counts[level] + 1 if level in counts else levels[level].start
        for deeper in [at for at in counts if at > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart > 0 and level < restart):
                del counts[deeper]
        return counts[level]
