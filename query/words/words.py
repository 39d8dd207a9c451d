"""The small words of questions, from `words.toml` and the cues of the ontology, as one table from surface to symbols."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from zhengpu.graph.numerals import ARABIC, HAN
from zhengpu.graph.ontology import Ontology
from zhengpu.query.meaning import Step

__all__ = ["Word", "Words", "load_words"]

_ANY = "zp:takesPartIn"
_WORD_COST = 0.5
_RELATION_PASSED = 0.4
"""What it costs more to pass over a harmless word that might name a relation (落实)."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a surface may be in a form."""

    symbols: tuple[str, ...]
    value: Hashable
    cost: float = _WORD_COST


@dataclass(frozen=True, slots=True)
class Words:
    """Surface → words, surface → cost of passing over it, and what else the file defines."""

    table: Mapping[str, tuple[Word, ...]]
    skips: Mapping[str, float]
    roles: Mapping[str, Step]
    unit_suffixes: tuple[str, ...]
    amounts: Mapping[str, tuple[str, ...]]
    sums: frozenset[str]
    bounds: Mapping[str, str]
    measure_kinds: Mapping[str, str]
    marks: Mapping[str, re.Pattern[str]]
    periods: tuple[tuple[re.Pattern[str], int | None], ...]
    longest: int
    by_symbol: Mapping[str, tuple[str, ...]]

    def surfaces(self, symbol: str) -> tuple[str, ...]:
        """The words of a class."""
        return self.by_symbol.get(symbol, ())

    @property
    def any_role(self) -> Step:
        """Taking part in whatever role."""
        return Step((_ANY,))


def load_words(ontology: Ontology, text: str | None = None) -> Words:
    """Read `words.toml` (or another text of its shape) and add the ontology's cues."""
    data: dict[str, Any] = tomllib.loads(text or resources.files("zhengpu.query.words").joinpath("words.toml").read_text("utf-8"))
    table: defaultdict[str, list[Word]] = defaultdict(list)
    skips: dict[str, float] = {}
    for row in data["skip"].values():
        skips |= dict.fromkeys(row["words"], row["cost"])
    for name, words in data["class"].items():
        for word in words:  # a list of words, or words with what they stand for
            meant = words[word] if isinstance(words, dict) else word
            table[word].append(Word((name,), meant, data["class_cost"].get(name, _WORD_COST)))
    for position, rows in (("before", data["compare"]), ("after", data["compare_after"])):
        for word, operator in rows.items():
            table[word].append(Word((f"compare.{position}",), operator))
    for word, ends in data["unit_classes"].items():
        table[word].append(Word(("unitclass",), tuple(ends)))
    for word, starts in data["unit_levels"].items():
        table[word].append(Word(("unitlevel",), tuple(starts)))
    roles = {r.term: Step(tuple(data["roles"].get(r.term, (r.term,)))) for r in ontology.roles()} | {_ANY: Step((_ANY,))}
    for term, words in data["rolenouns"].items():
        for word in words:
            table[word].append(Word(("rolenoun", f"rolenoun.{term.partition(':')[2]}"), roles[term]))
    _cues(ontology, roles, table, data["class_cost"]["measure"])
    for cue, words in tuple(table.items()):  # 负不负责, 牵不牵头
        for word in words:
            if word.symbols[0] == "role" and not cue.isascii():
                table[f"{cue[0]}{data['doubled']['between']}{cue}"].append(Word(("roleask",), word.value))
    suffixes = {s for k in ("zp:Unit", "zp:UnitGroup") for s in ontology.kind(k).suffixes}
    for surface in skips.keys() & {s for s, row in table.items() if any(w.symbols[0] in ("relation", "attribute") for w in row)}:
        skips[surface] += _RELATION_PASSED
    frozen = {surface: tuple(dict.fromkeys(words)) for surface, words in table.items()}
    numeral = rf"(?:{ARABIC}|{HAN})"
    marks = {}
    for name, pattern in data["marks"].items():
        whole = "|".join(pattern) if isinstance(pattern, list) else pattern
        marks[name] = re.compile(whole.replace("{n}", numeral))
    return Words(
        frozen,
        skips,
        roles,
        tuple(sorted(suffixes, key=len, reverse=True)),
        {word: tuple(units) for word, units in data["amounts"].items()},
        frozenset(data["sums"]["words"]),
        data["bounds"],
        data["measure_kinds"],
        marks,
        tuple((re.compile(row["pattern"]), None if row.get("until") else row["months"]) for row in data["period"]),
        max(map(len, (*frozen, *skips))),
        _by_symbol(frozen),
    )


def _by_symbol(table: Mapping[str, tuple[Word, ...]]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for surface, words in table.items():
        for symbol in (symbol for word in words for symbol in word.symbols):
            found[symbol][surface] = None
    return {symbol: tuple(surfaces) for symbol, surfaces in found.items()}


def _cues(ontology: Ontology, roles: Mapping[str, Step], table: defaultdict[str, list[Word]], measure_cost: float) -> None:
    for kind in ontology.kinds.values():
        name = kind.term.partition(":")[2]
        for cue in (*kind.cues, *kind.cues_en):
            table[cue].append(Word(("kind", f"kind.{name}"), kind.term))
        for measure in kind.measures:
            table[measure].append(Word(("measure",), measure, measure_cost))
    for relation in ontology.relations.values():
        name = relation.term.partition(":")[2]
        role = roles.get(relation.term)
        for cue in (*relation.cues, *relation.cues_en):
            if role is not None:
                symbols = ("role", f"role.{name}") + (() if relation.term == _ANY else ("role.one",))
                table[cue].append(Word(symbols, role, 0.4))
            elif relation.literal:
                table[cue].append(Word(("attribute", f"attribute.{name}"), relation.term))
            else:
                table[cue].append(Word(("relation", f"relation.{name}"), Step((relation.term,))))
