"""Colours, marks and legend of every picture, out of the ontology."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zhengpu.graph.names import local
from zhengpu.graph.ontology import Ontology

__all__ = ["GROUPS", "Style", "Swatch", "contrast", "css", "ink", "mix", "style_of"]

GROUPS = ("#1F5FA8", "#C2410C", "#2F855A", "#7A4FA3", "#B7791F", "#0F766E", "#B83280", "#4A5568", "#9B2C2C", "#3B7D23")
"""Colours of communities; they say only “another group”, so they are no part of the ontology. Told apart by label as well."""

_PLAIN = "#4A5568"
_NAME = re.compile(r"[^A-Za-z0-9_]")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Swatch:
    """How one kind or relation looks: `css` is its class name without prefix, `symbol` tells it apart without colour."""

    name: str
    label: str
    colour: str
    symbol: str

    @property
    def css(self) -> str:
        """The name as it may stand in a class name."""
        return _NAME.sub("-", self.name)


@dataclass(frozen=True, slots=True)
class Style:
    """The swatches of all kinds and relations by local name, in the order of the ontology."""

    kinds: Mapping[str, Swatch]
    relations: Mapping[str, Swatch]

    def kind(self, name: str) -> Swatch:
        """The swatch of a kind; a plain one if the ontology does not know it."""
        return self.kinds.get(name) or Swatch(name, name, _PLAIN, "")

    def relation(self, name: str) -> Swatch:
        """The swatch of a relation; a plain one if the ontology does not know it."""
        return self.relations.get(name) or Swatch(name, name, _PLAIN, "")


def style_of(ontology: Ontology) -> Style:
    """The look of an ontology.

    >>> from zhengpu.graph.ontology import load_ontology
    >>> style_of(load_ontology()).relation("leads").symbol
    '●'
    """
    kinds = {local(k.iri): Swatch(local(k.iri), k.label, _colour(k.colour), "") for k in ontology.kinds.values()}
    relations = {local(r.iri): Swatch(local(r.iri), r.label, _colour(r.colour), r.symbol) for r in ontology.relations.values()}
    relations["cooperation"] = Swatch("cooperation", "共同任务", "#5B6B82", "")
    return Style(kinds, relations)


def css(style: Style) -> str:
    """Rules for every kind (`k-`), relation (`r-`) and group (`g-`): its colour on light and on dark, and the filter that hides it."""
    rules: list[str] = []
    dark: list[str] = []
    named = [("k", s.css, s.colour) for s in style.kinds.values()] + [("r", s.css, s.colour) for s in style.relations.values()]
    for prefix, name, colour in [*named, *(("g", str(index), colour) for index, colour in enumerate(GROUPS))]:
        rules.append(f".{prefix}-{name}{{--c:{colour};--i:{ink(colour)};--t:{mix(colour, '#FFFFFF', 0.9)};--s:{readable(colour)}}}")
        lighter = mix(colour, "#FFFFFF", 0.45)
        dark.append(
            f".{prefix}-{name}{{--c:{lighter};--i:{ink(lighter)};--t:{mix(colour, '#10151C', 0.75)};--s:{mix(colour, '#FFFFFF', 0.6)}}}"
        )
        if prefix == "r":
            rules.append(f".off-{name} .r-{name}:not(.chip){{display:none}}")
    block = "".join(dark)
    # Dark by the system's wish unless the reader chose otherwise, and dark by choice.
    scoped = re.sub(r"(^|})(?=\.)", r"\1:root:not([data-theme=light]) ", block)
    chosen = re.sub(r"(^|})(?=\.)", r"\1:root[data-theme=dark] ", block)
    return "".join(rules) + f"@media screen and (prefers-color-scheme:dark){{{scoped}}}@media screen{{{chosen}}}"


def ink(colour: str) -> str:
    """Black or white, whichever reads better on a colour.

    >>> ink("#1F5FA8"), ink("#8A94A6")
    ('#FFFFFF', '#11161D')
    """
    return max(("#FFFFFF", "#11161D"), key=lambda shade: contrast(colour, shade))


def readable(colour: str) -> str:
    """The colour, darkened until it reads as text on white (WCAG AA).

    >>> readable("#8A94A6") != "#8A94A6"
    True
    """
    while contrast(colour, "#FFFFFF") < 4.6:
        colour = mix(colour, "#000000", 0.08)
    return colour


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2 (1 … 21).

    >>> round(contrast("#000000", "#FFFFFF"))
    21
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """A colour with a share of another.

    >>> mix("#000000", "#FFFFFF", 0.5)
    '#808080'
    """
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02X}" for a, b in zip(_channels(colour), _channels(other), strict=True))


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _luminance(colour: str) -> float:
    red, green, blue = ((c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4) for c in (value / 255 for value in _channels(colour)))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colour(written: str) -> str:
    # An ontology edited by hand must not put anything but a colour into a style sheet.
    return written if _COLOUR.fullmatch(written) else _PLAIN
