"""What a model writes → a meaning, strictly: a key too many, a word that the question does not have, a name that the graph does not have, and it is none.

Things and values are never written by the model: it quotes words of the question, and what these name is looked up here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from zhengpu.graph.facts import Iri
from zhengpu.query.meaning import Both, Count, Either, Meaning, Minus, Of, One, Partners, Set, Step, Top, Via, Where, Whether

__all__ = ["ProposedForm", "QuotedPart", "UnusableProposal", "read_proposal"]

_DEEPEST = 8
_KEYS: Mapping[str, frozenset[str]] = {
    "Of": frozenset({"kind"}),
    "One": frozenset({"kind"}),
    "Via": frozenset({"source", "relation", "backwards", "kind"}),
    "Both": frozenset({"sets"}),
    "Either": frozenset({"sets"}),
    "Minus": frozenset({"source", "without"}),
    "Where": frozenset({"source", "attribute", "operator"}),
    "Partners": frozenset({"source", "relation", "backwards"}),
    "Top": frozenset({"source", "relation", "backwards", "most"}),
    "Count": frozenset({"source"}),
    "Whether": frozenset({"source"}),
}
"""What each part may have besides `is` and `words`. All of it is needed but `backwards` and `most`."""

_PERHAPS = frozenset({"backwards", "most"})
_QUOTING = frozenset({"One", "Via", "Minus", "Where", "Partners", "Top"})
"""Parts that stand for words of the question, and have to say which."""


class UnusableProposal(Exception):
    """Why a proposal is none."""


@dataclass(frozen=True, slots=True)
class QuotedPart:
    """A part of the meaning and the place of the words it stands for."""

    part: str
    start: int
    end: int
    relation: str = ""
    value: Set | None = None


@dataclass(frozen=True, slots=True)
class ProposedForm:
    """The meaning, and which words each part of it stands for."""

    meaning: Meaning
    quoted: tuple[QuotedPart, ...]


@dataclass(slots=True)
class _Reading:
    text: str
    named: Callable[[str, int, int], tuple[Iri, ...]]
    quoted: list[QuotedPart] = field(default_factory=list)


def read_proposal(said: object, text: str, named: Callable[[str, int, int], tuple[Iri, ...]]) -> ProposedForm:
    """`text` is the question as it was read, `named` tells which things of a kind the words at a place name. Raises `UnusableProposal`."""
    reading = _Reading(text, named)
    meaning = _part(said, reading, 0)
    return ProposedForm(meaning, tuple(reading.quoted))


def _part(said: object, reading: _Reading, depth: int) -> Meaning:
    if not isinstance(said, dict) or depth > _DEEPEST:
        raise UnusableProposal("它不是规定的样子")
    name = said.get("is")
    keys = _KEYS.get(name) if isinstance(name, str) else None
    if keys is None or not isinstance(name, str):
        raise UnusableProposal(f"没有“{str(name)[:40]}”这样的部分")
    given = set(said) - {"is", "words"}
    if given - keys or keys - _PERHAPS - given:
        raise UnusableProposal(f"{name} 的键不对")
    places = _places(said.get("words", []), reading)
    if name in _QUOTING and not places:
        raise UnusableProposal(f"{name} 没有说它是问题里的哪几个字")
    meaning = _made(name, said, reading, places, depth)
    relation = str(said.get("relation", ""))
    value = cast(Set, meaning) if isinstance(meaning, One) else None
    reading.quoted += [QuotedPart(name, start, end, relation, value) for start, end in places]
    return meaning


def _made(name: str, said: dict[str, object], reading: _Reading, places: list[tuple[int, int]], depth: int) -> Meaning:
    def inner(key: str) -> Set:
        found = _part(said[key], reading, depth + 1)
        if isinstance(found, Count | Whether):
            raise UnusableProposal("数目和是非只能在最外面")
        return cast(Set, found)

    match name:
        case "Of":
            return Of(_word(said, "kind"))
        case "One":
            return _one(_word(said, "kind"), reading, places)
        case "Via":
            return Via(inner("source"), _step(said), _word(said, "kind"))
        case "Both" | "Either":
            sets = said["sets"]
            if not isinstance(sets, list) or not 2 <= len(sets) <= 5:
                raise UnusableProposal(f"{name} 要两到五个")
            parts = tuple(cast(Set, _part(one, reading, depth + 1)) for one in sets)
            if any(isinstance(one, Count | Whether) for one in parts):
                raise UnusableProposal("数目和是非只能在最外面")
            return Both(parts) if name == "Both" else Either(parts)
        case "Minus":
            return Minus(inner("source"), inner("without"))
        case "Where":
            return _where(inner("source"), said, reading, places)
        case "Partners":
            return Partners(inner("source"), _step(said))
        case "Top":
            return Top(inner("source"), _step(said), most=_flag(said, "most", True))
        case "Count":
            return Count(inner("source"))
        case _:
            return Whether(inner("source"))


def _one(kind: str, reading: _Reading, places: list[tuple[int, int]]) -> One:
    [start, end] = places[0]
    iris = reading.named(kind, start, end)
    if len(places) != 1 or not iris:
        raise UnusableProposal(f"“{reading.text[start:end]}”不是图谱里的名称")
    return One(kind, iris, reading.text[start:end])


def _where(source: Set, said: dict[str, object], reading: _Reading, places: list[tuple[int, int]]) -> Where:
    attribute, operator = _word(said, "attribute"), _word(said, "operator")
    if operator in ("exists", "missing"):
        return Where(source, attribute, cast(Literal["exists", "missing"], operator))
    if operator not in ("contains", "lacks") or attribute not in ("zp:text", "rdfs:label") or len(places) != 1:
        raise UnusableProposal("Where 的写法不对")
    [(start, end)] = places
    return Where(source, attribute, cast(Literal["contains", "lacks"], operator), reading.text[start:end])


def _step(said: dict[str, object]) -> Step:
    return Step((_word(said, "relation"),), not _flag(said, "backwards", False))


def _word(said: dict[str, object], key: str) -> str:
    value = said[key]
    if not isinstance(value, str):
        raise UnusableProposal(f"{key} 要写文字")
    return value


def _flag(said: dict[str, object], key: str, otherwise: bool) -> bool:
    value = said.get(key, otherwise)
    if not isinstance(value, bool):
        raise UnusableProposal(f"{key} 要写 true 或 false")
    return value


def _places(said: object, reading: _Reading) -> list[tuple[int, int]]:
    """Where the quoted words stand; each character stands for one part of the meaning."""
    quotes = [said] if isinstance(said, str) else said
    if not isinstance(quotes, list) or len(quotes) > 5:
        raise UnusableProposal("words 要写问题里的字")
    taken = [(part.start, part.end) for part in reading.quoted]
    found = list[tuple[int, int]]()
    for quote in quotes:
        if not isinstance(quote, str) or not quote.strip():
            raise UnusableProposal("words 要写问题里的字")
        at, used = reading.text.find(quote), [*taken, *found]
        while at >= 0 and any(at < end and start < at + len(quote) for start, end in used):
            at = reading.text.find(quote, at + 1)
        if at < 0:
            raise UnusableProposal(f"问题里没有“{quote[:40]}”，或这几个字已经用过")
        found.append((at, at + len(quote)))
    return found
