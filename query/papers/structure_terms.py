"""What a question says of the parts of a paper: places, levels, headings and words, and what is asked of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

from zhengpu.graph.facts import Iri
from zhengpu.graph.numerals import read
from zhengpu.query.papers.said_pieces import SaidPiece, said_pieces
from zhengpu.query.spoken.concepts import Concepts
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.spoken.utterance import Utterance

__all__ = ["Level", "StructureTerm", "StructureVocabulary", "structure_words"]

Level = Literal["paper", "part", "section", "loose", "item"]
"""A paper of several that are issued together, a part, what lies below it, whatever lies below, an item."""

_CONSTRUCTIONS = ("place", "ordinal", "back", "last", "first", "ahead", "which", "count", "quantity")
_LEVEL_CLASSES: tuple[tuple[Level, tuple[str, ...]], ...] = (("part", ("sectionnoun",)), ("item", ("tasknoun", "measure.task")))
_HELPS = frozenset(
    ("talk", "in", "have", "each", "together", "total", "measure", "only", "else", "exactly", "mention", "takepart", "upper", "lower")
)
_DEEDS = ("v", "a", "d", "b", "z", "i", "l", "t", "f", "s")
_WAYS = ("after", "before", "below", "about")
_LACKED = ("no_unit", "no_target", "no_date")
_WORDLIKE = "no_target"
_BY_CLASS = (
    *((name, name) for name in ("most", "least", "than", "more", "fewer", "same", "yesno", "neg", "except")),
    *zip(("unitnoun", "targetnoun", "datenoun"), _LACKED, strict=True),
    ("howmany", "count"),
    ("wh", "which"),
    ("and", "and"),
    ("each", "each"),
    ("titlenoun", "title"),
    ("textnoun", "text"),
    ("countnoun", "count"),
)
"""What words of a class do here; the first that fits holds."""
_SHORTEST_HEADING = 3
_TWO = "2"
_POINTED = re.compile("[那这]?[一几两]?[份个]$")
"""Behind the name of a paper: 若干政策那份."""


@dataclass(frozen=True, slots=True)
class StructureTerm:
    """A word or a construction.

    `kind`: place, level, heading, task, word, paper (its name), below, after, before (which part is meant); count, which, title, text,
    yesno, most, least, than, more, fewer, same, neg, no_unit, no_target, no_date, quantity (what is asked); to (第四到第七), and, each,
    about, pointed, except, help; strange for what speaks of something else. `number`: a place (-1: the last) or a size; `many`: so many
    from there on; `places`: headings; `iris`: tasks; `must`: a word that nothing may leave out.
    """

    kind: str
    text: str = ""
    level: Level | None = None
    number: int = 0
    many: int = 1
    places: tuple[int, ...] = ()
    iris: tuple[Iri, ...] = ()
    must: bool = True


@dataclass(frozen=True, slots=True)
class StructureWords:
    """The tables of `structure.toml`."""

    levels: Mapping[str, Level]
    orders: Mapping[str, frozenset[str]]
    marks: Mapping[str, str]
    examples: tuple[tuple[str, str], ...]


@cache  # a constant of the installed program
def structure_words() -> StructureWords:
    """Read `structure.toml`."""
    data: dict[str, Any] = tomllib.loads(resources.files("zhengpu.query.papers").joinpath("structure.toml").read_text("utf-8"))
    return StructureWords(
        {word: level for level, words in data["level"].items() for word in words},
        {name: frozenset(words) for name, words in data["order"].items()},
        data["mark"],
        tuple((row["said"], row["terms"]) for row in data["example"]),
    )


@cache  # the levels are constants of the installed program too
def _constructions(levels: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns of places, questions and sizes, with the words of the levels and orders put in."""
    known = structure_words()
    words = {name: f"(?:{'|'.join(sorted(own, key=len, reverse=True))})" for name, own in known.orders.items()}
    words |= {"level": f"(?P<level>{'|'.join(map(re.escape, levels))})", "measure": known.marks["measure"]}
    out = []
    for name in _CONSTRUCTIONS:
        first, *rest = re.sub(r"\{(\w+)\}", lambda m: words.get(m[1], m[0]), known.marks[name]).split("{num}")
        numeral = known.marks["numeral"] if name == "which" else f"(?P<n>{known.marks['numeral']})"
        out.append((name, re.compile(numeral.join((first, *rest)))))
    return tuple(out)


class StructureVocabulary:
    """The words for parts of papers, with the headings and titles of the plans in scope."""

    def __init__(
        self,
        concepts: Concepts,
        nouns: frozenset[str],
        headings: Mapping[str, tuple[int, ...]],
        titles: Mapping[str, tuple[Iri, ...]],
        called: Mapping[str, Level] = MappingProxyType({}),
    ) -> None:
        """`nouns`: those for a paper; `headings` and `titles`: folded, with their places in the tree and their tasks; `called`: what the
        plans call their parts (行动), with the level of these."""
        self._concepts, self._nouns, self._headings, self._titles = concepts, nouns, headings, titles
        words = structure_words()
        self._orders = words.orders
        self._levels: dict[str, Level] = dict.fromkeys(nouns, "paper")
        for level, classes in _LEVEL_CLASSES:
            self._levels |= {w: level for w, own in concepts.table.items() if own & set(classes) and not w.isascii()}
        self._levels |= {**words.levels, **called}
        self._constructions = _constructions(tuple(sorted(self._levels, key=len, reverse=True)))
        self._longest = max(map(len, (*headings, *titles, *self._levels)))

    def terms(self, said: Utterance) -> list[StructureTerm]:
        """The terms of an utterance in order."""
        pieces = said_pieces(said, self._spans)
        denied = any(p.has("neg") for p in pieces)
        found = [self._term(said.text, pieces, n, denied=denied) for n in range(len(pieces))]
        return [_levelled(found, n) for n in range(len(found))]

    # ── words ──

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for start in range(len(text)):
            for _, pattern in self._constructions:
                if (match := pattern.match(text, start)) is not None:
                    yield match.span()
            for end in range(start + 1, min(len(text), start + self._longest) + 1):
                word = text[start:end]
                named = len(word) >= _SHORTEST_HEADING and (word in self._headings or word in self._titles)
                if named or word in self._levels or any(word in words for words in self._orders.values()):
                    yield start, end

    # ── terms ──

    def _term(self, whole: str, pieces: Sequence[SaidPiece], n: int, *, denied: bool) -> StructureTerm:
        piece, token = pieces[n], pieces[n].token
        if piece.paper:
            return StructureTerm("paper", _POINTED.sub("", piece.text))
        if token is None:
            return self._of_vocabulary(piece)
        if piece.text in self._concepts.sets["demonstrative"]:
            return StructureTerm("pointed", piece.text)
        if piece.text in self._concepts.sets["up_to"]:
            return StructureTerm("to", piece.text)
        if (way := next((name for name in _WAYS if piece.text in self._orders[name]), None)) is not None:
            return StructureTerm(way, piece.text)
        if piece.text in self._headings:
            return StructureTerm("heading", piece.text, places=self._headings[piece.text], iris=self._titles.get(piece.text, ()))
        if token.kind == "number" and whole[piece.start - 1 : piece.start] in ("(", "（"):
            return StructureTerm("place", piece.text, number=_value(piece.text))
        if token.kind != "word":
            return StructureTerm("help" if token.kind == "mark" else "strange", piece.text)
        return self._by_class(piece.text, token, denied=denied)

    def _by_class(self, text: str, token: SpokenWord, *, denied: bool) -> StructureTerm:
        """A word by what it does: asks, compares, denies, helps, or is a word of the plan."""
        kind = next((kind for name, kind in _BY_CLASS if token.has(name)), None)
        if kind in _LACKED:  # 没写单位的; where nothing is denied 数据 is a word, and 单位 asks for no part
            return StructureTerm(kind if denied else "word" if kind == _WORDLIKE else "strange", text)
        if kind is not None:
            return StructureTerm(kind, text, "item" if token.has("countnoun") else None)
        if token.has("takepart", "lead", "cooperate") and text.endswith(tuple(self._concepts.sets["role_noun"])):
            return StructureTerm("strange", text)  # 多少个责任单位 counts no parts
        if any(text in words for words in self._orders.values()):
            return StructureTerm("help", text)
        if len(text) > 1 and text not in self._levels and any(text in heading for heading in self._headings):
            return StructureTerm("word", text)  # 讲督查指导的: whatever it does elsewhere, a heading prints it
        if text in self._levels:
            return StructureTerm("level", text, self._levels[text])
        if token.classes and not token.content:
            return StructureTerm("help" if token.classes <= _HELPS else "strange", text)
        noun = token.phrase or (token.content and (not token.tag.startswith(_DEEDS) or token.tag.startswith(("vn", "an"))))
        helps = not (token.content or token.phrase) or (not noun and len(text) == 1)
        return StructureTerm("help" if helps else "word", text, must=noun)

    def _of_vocabulary(self, piece: SaidPiece) -> StructureTerm:
        text = piece.text
        for name, pattern in self._constructions:
            if (match := pattern.fullmatch(text)) is None:
                continue
            level = self._levels.get(match["level"] or "") if "level" in match.re.groupindex else None
            n = _value(match["n"]) if "n" in match.re.groupindex and match["n"] else 1
            match name:
                case "place" | "ordinal":
                    return StructureTerm("place", text, level, n)
                case "back":
                    return StructureTerm("place", text, level, -n)
                case "last":
                    return StructureTerm("place", text, level, -n, n)
                case "first" | "ahead":
                    return StructureTerm("place", text, level, 1, n)
                case _:
                    return StructureTerm(name, text, level, n)
        if text in self._headings and len(text) >= _SHORTEST_HEADING:
            return StructureTerm("heading", text, places=self._headings[text], iris=self._titles.get(text, ()))
        if text in self._titles:
            return StructureTerm("task", text, iris=self._titles[text])
        for name in _WAYS:
            if text in self._orders[name]:
                return StructureTerm(name, text)
        if text in self._levels:
            return StructureTerm("level", text, self._levels[text])
        if any(text in words for words in self._orders.values()):
            return StructureTerm("help", text)
        return StructureTerm("word" if text.isalnum() else "help", text)


def _levelled(terms: Sequence[StructureTerm], n: int) -> StructureTerm:
    """那一部分, 每一章 count nothing; 第三、第四两个部分: a place without a level has that of the next."""
    term, before = terms[n], terms[n - 1] if n else None
    if term.kind == "quantity" and term.number == 1 and before is not None and before.kind in ("pointed", "each"):
        return replace(term, kind="level")
    after = terms[n + 1] if n + 1 < len(terms) else None
    if term.kind == "place" and term.level is None and after is not None and after.kind in ("and", "to", "place", "quantity"):
        return replace(term, level=next((t.level for t in terms[n + 1 :] if t.level is not None), None))
    return term


def _value(numeral: str) -> int:
    return int(read(re.sub(structure_words().marks["two"], _TWO, numeral)) or 0)
