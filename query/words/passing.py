"""What a question says without asking anything by it, told by class and place, not by a list of words.

Three kinds: a word whose part of speech carries nothing here (a particle always, a verb at a price, a noun never); a clause before or
after the question (领导问，… / …，急用); a circumstance (在这份计划里, 按照文件要求) whose nouns only say what the plan is about anyway.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from zhengpu.query.grammar.patterns import Item, Skip
from zhengpu.query.words.speech import Speech, TaggedWord

__all__ = ["Passing", "PassingRules", "load_passing"]

_CLAUSE = re.compile(r"[^，,：:；;。.!！？?]+[，,：:；;。.!！？?]*")
_CALENDAR = re.compile(r"[年月日季周旬]")
_NUMERAL = re.compile(r"[\d〇零一二两三四五六七八九十百千万亿第几]")
_MARKS = "，,：:；;。.!！？?"
_SAYING = ("v", "r", "l", "i", "p", "d", "t", "u")
_REPORT = 12
_ASKING = ("what", "wh", "which", "who", "when", "where", "howmany", "howmuch", "ask", "whichno", "neg", "only", "role", "rolenoun")
_LOOSE = (
    "and",
    "in",
    "de",
    "with",
    "measure",
    "have",
    "number",
    "about",
    "by",
    "to",
    "also",
    "but",
    "within",
    "paynoun",
    "kind",
    "relation",
)
"""Classes of small words that a clause beside the question may hold."""


@dataclass(frozen=True, slots=True)
class PassingRules:
    """passing.toml."""

    tags: tuple[tuple[str, float], ...]
    prices: Mapping[str, float]
    begin: tuple[str, ...]
    end: tuple[str, ...]
    nouns: frozenset[str]
    manner: frozenset[str]
    anaphors: frozenset[str]
    requests: frozenset[str]

    def price(self, tag: str) -> float | None:
        """What a word of this class costs; None: it is never passed over."""
        return (
            next((cost for start, cost in self.tags if tag.startswith(start)), None) if tag and not tag.startswith(("vn", "an")) else None
        )


@cache  # a constant of the installed program
def load_passing() -> PassingRules:
    """Read `passing.toml`.

    >>> load_passing().price("uj"), load_passing().price("n")
    (0.05, None)
    """
    data = tomllib.loads(resources.files("zhengpu.query.words").joinpath("passing.toml").read_text("utf-8"))
    tags = sorted(data["tags"].items(), key=lambda row: -len(row[0]))
    frame = data["frame"]
    manner, anaphors, requests = (frozenset(data[name]["words"]) for name in ("manner", "anaphors", "requests"))
    begin, end, nouns = tuple(frame["begin"]), tuple(frame["end"]), frozenset(frame["nouns"])
    return PassingRules(tuple(tags), data["prices"], begin, end, nouns, manner, anaphors, requests)


class Passing:
    """What may be passed over in one question. `occurs`: does a plan print it; `titled`: does a plan's title say it."""

    def __init__(
        self, rules: PassingRules, speech: Speech, occurs: Callable[[str], bool], titled: Callable[[str], bool], listed: Mapping[str, float]
    ) -> None:
        self._rules, self._speech, self._occurs, self._titled, self._listed = rules, speech, occurs, titled, listed

    def skips(self, text: str, strong: Sequence[Item], words: Sequence[Item]) -> Iterator[Skip]:
        """`strong` are names, numbers and dates; `words` the small words recognised."""
        hold = [(i.start, i.end) for i in strong]
        firm = hold + [(i.start, i.end) for i in words if i.symbols[0] not in _LOOSE and i.surface not in self._listed]
        tokens = self._tokens(text, hold)
        longer = [(w.start, w.end) for w in tokens if len(w.surface) > 1]
        firm = [(a, b) for a, b in firm if not any(s <= a and b <= e and (s, e) != (a, b) for s, e in longer)]  # 长 of 县长 asks nothing
        yield from self._single(tokens, words)
        yield from self._clauses(text, tokens, firm, {(i.start, i.end) for i in words})
        yield from self._frames(text, tokens, hold, words)

    def _tokens(self, text: str, hold: list[tuple[int, int]]) -> list[TaggedWord]:
        """The words of what names and numbers leave."""
        free = [not any(s <= at < e for s, e in hold) for at in range(len(text))]
        out: list[TaggedWord] = []
        at = 0
        while at < len(text):
            if not free[at]:
                at += 1
                continue
            end = at
            while end < len(text) and free[end]:
                end += 1
            out += self._speech.cut(text[at:end], at)
            at = end
        return out

    def _single(self, tokens: list[TaggedWord], words: Sequence[Item]) -> Iterator[Skip]:
        taken = {(i.start, i.end) for i in words}
        for n, token in enumerate(tokens):
            if (token.start, token.end) in taken or (cost := self._word(token)) is None:
                continue
            if (
                token.tag.startswith("v")
                and len(token.surface) > 1
                and any(i.start == token.end and i.symbols[0] == "equals" for i in words)
            ):
                continue  # 增速是多少: a verb that is something is a noun
            if token.tag.startswith("q") and not (n and tokens[n - 1].tag[:1] in ("m", "r") and tokens[n - 1].end == token.start):
                continue  # a measure that measures nothing is something else: 充电 桩
            if len(token.surface) == 1 and token.tag[:1] in "vabn" and self._beside(tokens, n, taken):
                continue  # 托 育: two characters that are no word each may be a word together
            yield Skip(token.start, token.end, token.surface, cost)

    def _word(self, token: TaggedWord) -> float | None:
        cost = self._rules.price(token.tag)
        if (
            cost is None
            or (token.tag[:1] == "t" and _CALENDAR.search(token.surface))
            or (token.tag[:1] in "mq" and _NUMERAL.search(token.surface))
        ):
            return None
        printed = token.tag[:1] in "valib" and len(token.surface) > 1 and self._occurs(token.surface)
        return cost + (self._rules.prices["printed"] if printed else 0)

    def _beside(self, tokens: list[TaggedWord], n: int, taken: set[tuple[int, int]]) -> bool:
        """Whether a single character of content has another beside it that nothing explains either."""
        for other in (n - 1, n + 1):
            if 0 <= other < len(tokens):
                token = tokens[other]
                touching = token.end == tokens[n].start or tokens[n].end == token.start
                content = token.tag[:1] in ("v", "a", "n", "") and token.surface.isalpha()
                if (
                    touching
                    and content
                    and len(token.surface) == 1
                    and (token.start, token.end) not in taken
                    and token.surface not in self._listed
                ):
                    return True
        return False

    def _clauses(self, text: str, tokens: list[TaggedWord], firm: list[tuple[int, int]], small: set[tuple[int, int]]) -> Iterator[Skip]:
        """Clauses at the beginning or the end in which nothing is asked, and words before the first name that report who asks."""
        spans = [m.span() for m in _CLAUSE.finditer(text)]
        asks = [any(s < e and a >= s and b <= e for a, b in firm) for s, e in spans]
        if any(asks):
            first, last = asks.index(True), len(asks) - 1 - asks[::-1].index(True)
            for n, (start, end) in enumerate(spans):
                if (n < first or n > last) and (cost := self._aside(tokens, start, end)) is not None:
                    yield Skip(start, end, text[start:end], cost)
        begin = min((a for a, _ in firm), default=len(text))
        for n, token in enumerate(tokens[:_REPORT]):  # 老张让我问问…: up to any word that can say that something is asked
            verbal = token.tag[:1] in ("v", "l", "i") or len(token.surface) == 1
            says = n and token.end <= begin and verbal and (token.start, token.end) not in small
            if says and (cost := self._aside(tokens, 0, token.end, reported=True)) is not None:
                yield Skip(0, token.end, text[: token.end], cost)

    def _aside(self, tokens: list[TaggedWord], start: int, end: int, reported: bool = False) -> float | None:
        """What it costs to pass over a clause; None: it names something rather than says something."""
        inside = [t for t in tokens if start <= t.start and t.end <= end and t.surface.isalpha()]
        said = [t for t in inside if t.tag[:1] in _SAYING or t.tag.startswith("nr") or len(t.surface) == 1]
        if not said or not all(c.isalpha() or c.isspace() or c in _MARKS for t in tokens if start <= t.start < end for c in t.surface):
            return None
        if reported and not any(t.tag[:1] in ("r", "t", "p") or t.tag.startswith("nr") for t in inside[:-1]):
            return None
        matter = [t for t in inside if len(t.surface) > 1 and t.tag[:1] in ("n", "v", "") and self._occurs(t.surface)]
        if any(t.tag.startswith("ns") or t.surface.isascii() for t in inside) or (reported and any(t.tag[:1] != "v" for t in matter)):
            return None
        nouns = [t for t in inside if self._rules.price(t.tag) is None]
        prices = self._rules.prices
        return prices["clause"] + prices["noun"] * len(nouns) + prices["matter"] * len(matter)

    def _frames(self, text: str, tokens: list[TaggedWord], hold: list[tuple[int, int]], words: Sequence[Item]) -> Iterator[Skip]:
        """在…上, 按照…要求: the plan at hand, or what its title says."""
        kinds = {(i.start, i.end) for i in words if i.symbols[0] == "kind"}
        asking = [(i.start, i.end) for i in words if i.symbols[0] in _ASKING]
        for n, token in enumerate(tokens):
            if not token.tag.startswith(self._rules.begin):
                continue
            for last in tokens[n + 1 : n + 9]:
                if any(token.start <= a and b <= last.end for a, b in (*hold, *asking)):
                    break
                closes = last.tag.startswith(self._rules.end) or last.surface in self._rules.nouns or (last.start, last.end) in kinds
                if closes and all(self._circumstance(t, kinds) for t in tokens[n + 1 :] if t.end <= last.start):
                    yield Skip(token.start, last.end, text[token.start : last.end], self._rules.prices["frame"])

    def _circumstance(self, token: TaggedWord, kinds: set[tuple[int, int]]) -> bool:
        if (token.start, token.end) in kinds or token.surface in self._listed or self._titled(token.surface):
            return True
        return token.tag[:1] in ("r", "m", "q", "u", "d", "f", "x", "b") or not token.surface.isalpha() or len(token.surface) == 1
