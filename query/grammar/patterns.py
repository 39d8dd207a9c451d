"""Question patterns: rows of `patterns.toml` as a grammar, and the chart that finds its cheapest readings of a lattice of items.

A form is a row of symbols. `a:Unit` binds what is found, `x?` may be missing, `x|y` is either. A small word is a class of words
(`words.toml`, ontology), a capital one a set of things of that kind or another pattern's result (`as`). A meaning is a call of the
builder's functions on what was bound (`a`) or on its words (`a_said`); None means that this reading does not fit.
"""

from __future__ import annotations

import ast
import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from zhengpu.graph.errors import DefinitionError

__all__ = ["Chart", "Item", "Parsed", "Pattern", "Patterns", "Skip"]

_MOST_STEPS, _MOST_EDGES = 2500, 8000
"""What one question may cost: finished stretches, and forms gone on with one more of them. Beyond that it is not understood."""
_MOST_IN_A_CELL = 16
"""Only the cheapest readings of a stretch as one symbol go on: a beam, as long as the cheapest of a long stretch are made of such."""
_ENOUGH = 6


@dataclass(frozen=True, slots=True)
class Item:
    """Something recognised at `start:end` of the question. `symbols` are the classes it may stand in a form as."""

    start: int
    end: int
    symbols: tuple[str, ...]
    value: Hashable
    surface: str
    cost: float = 1.0


@dataclass(frozen=True, slots=True)
class Skip:
    """Harmless words at `start:end` that a reading may pass over."""

    start: int
    end: int
    surface: str
    cost: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of `patterns.toml`."""

    name: str
    form: str
    meaning: str
    result: str | None
    cost: float
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]

    @property
    def says(self) -> bool:
        """Whether the meaning takes words as they stand."""
        return "_said" in self.meaning


@dataclass(frozen=True, slots=True)
class Parsed:
    """A reading of a stretch: its value, its cost, and what it was made from: parts by a rule, an item, words passed over after it."""

    symbols: tuple[str, ...]
    start: int
    end: int
    value: Hashable
    cost: float
    rule: str | None = None
    parts: tuple[Parsed, ...] = ()
    item: Item | None = None
    skips: tuple[Skip, ...] = ()

    @property
    def rules(self) -> tuple[str, ...]:
        """The patterns it used, outermost first."""
        return (*([self.rule] if self.rule else []), *(r for p in self.parts for r in p.rules))

    @property
    def items(self) -> tuple[Item, ...]:
        """The items it used, from left to right."""
        return (*([self.item] if self.item else []), *(i for p in self.parts for i in p.items))

    @property
    def skipped(self) -> tuple[Skip, ...]:
        """The words it passed over."""
        return tuple(sorted((*self.skips, *(s for p in self.parts for s in p.skipped)), key=lambda s: s.start))


_Place = tuple[tuple[str | None, str] | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _PatternForm:
    """A pattern as the chart reads it; each is one of its own, and cheap to look up."""

    pattern: Pattern
    places: tuple[_Place, ...]
    expression: ast.expr


class _State:
    """Where forms have come to after a row of symbols: `ends` are those that may end here, with the names of what was found.

    What follows is worked out when it is first asked for: a question walks a small part of all that could be written.
    """

    __slots__ = ("_next", "_waiting", "ends")

    def __init__(self, reached: Iterable[tuple[_PatternForm, int, tuple[str | None, ...]]]) -> None:
        self.ends: list[tuple[_PatternForm, tuple[str | None, ...]]] = []
        self._waiting: dict[str, dict[tuple[_PatternForm, int, tuple[str | None, ...]], None]] = {}
        self._next: dict[str, _State] = {}
        ends: dict[tuple[_PatternForm, tuple[str | None, ...]], None] = {}
        for form, at, names in reached:
            for here in range(at, len(form.places) + 1):
                if here == len(form.places):
                    ends[form, names] = None
                    break
                for choice in form.places[here]:
                    if choice is not None:
                        self._waiting.setdefault(choice[1], {})[form, here + 1, (*names, choice[0])] = None
                if None not in form.places[here]:
                    break
        self.ends = [end for end in ends if end[1]]

    def __bool__(self) -> bool:
        """Whether anything may follow."""
        return bool(self._waiting)

    def after(self, symbol: str) -> _State | None:
        """Where one more symbol leads."""
        if symbol not in self._next:
            if symbol not in self._waiting:
                return None
            self._next[symbol] = _State(self._waiting[symbol])
        return self._next[symbol]


class Patterns:
    """The grammar. Built once from the rows of the file.

    >>> rows = [{"name": "list", "form": "x:Task what?", "meaning": "same(x)", "as": "Q"}]
    >>> [p.name for p in Patterns(rows).rows]
    ['list']
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.rows = tuple(_pattern(row) for row in rows)
        self.root = _State((_PatternForm(row, _places(row.form), _expression(row)), 0, ()) for row in self.rows)


def _pattern(row: Mapping[str, Any]) -> Pattern:
    try:
        return Pattern(
            row["name"],
            row["form"],
            row["meaning"],
            row.get("as"),
            float(row.get("cost", 0.1)),
            tuple(row.get("examples", ())),
            tuple(row.get("counter_examples", ())),
        )
    except KeyError as error:
        raise DefinitionError(f"patterns.toml 的一个条目缺少 {error}", str(dict(row)), "请补上") from error


def _expression(pattern: Pattern) -> ast.expr:
    try:
        return ast.parse(pattern.meaning, mode="eval").body
    except SyntaxError as error:
        raise DefinitionError(f"句式“{pattern.name}”的含义写错了", str(error), "请改正 patterns.toml") from error


def _places(form: str) -> tuple[_Place, ...]:
    """What may stand at each place of a form, as (name, symbol); None where it may be left out.

    >>> _places("a:Unit de? x|y")[1:]
    (((None, 'de'), None), ((None, 'x'), (None, 'y')))
    """
    places: list[_Place] = []
    for word in form.split():
        name, _, symbols = word.rpartition(":")
        choices = ((name or None, symbol) for symbol in symbols.rstrip("?").split("|"))
        places.append((*choices, *((None,) if symbols.endswith("?") else ())))
    return tuple(places)


class Chart:
    """Finds the cheapest readings of a lattice, best first (uniform cost search over finished stretches)."""

    def __init__(self, patterns: Patterns, call: Callable[[str, Sequence[Any]], Any], symbols_of: Callable[[Any], tuple[str, ...]]) -> None:
        self._patterns, self._call, self._symbols_of = patterns, call, symbols_of

    def readings(self, items: Iterable[Item], skips: Iterable[Skip], length: int, goal: str = "Question") -> Iterator[Parsed]:
        """Readings of the whole question as `goal`, cheapest first, each value once."""
        search = _Search(self._patterns, self._call, self._symbols_of, tuple(skips), length)
        for item in items:
            search.push(Parsed(item.symbols, item.start, item.end, item.value, item.cost, item=item))
        found: set[Hashable] = set()
        for parsed in search.run(goal):
            if parsed.value not in found:
                found.add(parsed.value)
                yield parsed
                if len(found) >= _ENOUGH:
                    return


class _Search:
    def __init__(
        self,
        patterns: Patterns,
        call: Callable[[str, Sequence[Any]], Any],
        symbols_of: Callable[[Any], tuple[str, ...]],
        skips: tuple[Skip, ...],
        length: int,
    ) -> None:
        self._root, self._call, self._symbols_of, self._length = patterns.root, call, symbols_of, length
        self._skips: defaultdict[int, list[Skip]] = defaultdict(list)
        for skip in skips:
            self._skips[skip.start].append(skip)
        self._queue: list[tuple[float, int, Parsed]] = []
        self._order = count()
        self._done: set[tuple[tuple[str, ...], int, int, Hashable]] = set()
        self._cells: Counter[tuple[tuple[str, ...], int, int]] = Counter()
        self._edges = 0
        self._finished: defaultdict[int, list[Parsed]] = defaultdict(list)
        self._waiting: defaultdict[int, list[tuple[_State, int, tuple[Parsed, ...], float]]] = defaultdict(list)
        self._prefix = self._prefixes()

    def push(self, parsed: Parsed) -> None:
        heapq.heappush(self._queue, (parsed.cost, next(self._order), parsed))

    def run(self, goal: str) -> Iterator[Parsed]:
        steps = 0
        while self._queue and steps < _MOST_STEPS and self._edges < _MOST_EDGES:
            steps += 1
            _, _, parsed = heapq.heappop(self._queue)
            if parsed.symbols == ("!",):  # a whole reading, its leading words counted in
                yield parsed
                continue
            cell = (parsed.symbols, parsed.start, parsed.end)
            key = (*cell, parsed.value)
            if key in self._done or self._cells[cell] >= _MOST_IN_A_CELL:
                continue
            self._done.add(key)
            self._cells[cell] += 1
            if goal in parsed.symbols and parsed.end == self._length and parsed.start in self._prefix:
                cost, skipped = self._prefix[parsed.start]
                self.push(Parsed(("!",), 0, parsed.end, parsed.value, parsed.cost + cost, None, (parsed,), None, skipped))
            for skip in self._skips[parsed.end]:
                self.push(
                    Parsed(parsed.symbols, parsed.start, skip.end, parsed.value, parsed.cost + skip.cost, None, (parsed,), None, (skip,))
                )
            self._finished[parsed.start].append(parsed)
            self._advance(self._root, parsed.start, (), 0.0, parsed)
            for state, start, kept, cost in tuple(self._waiting[parsed.start]):
                self._advance(state, start, kept, cost, parsed)

    def _advance(self, state: _State, start: int, kept: tuple[Parsed, ...], cost: float, parsed: Parsed) -> None:
        """A form that has come to `state` goes on with this finished stretch, and further with what already follows it."""
        for symbol in parsed.symbols:
            following = state.after(symbol)
            if following is None:
                continue
            self._edges += 1
            row, total = (*kept, parsed), cost + parsed.cost
            for form, names in following.ends:
                self._finish(form, names, start, row, total)
            if following:
                self._waiting[parsed.end].append((following, start, row, total))
                for after in tuple(self._finished[parsed.end]):
                    self._advance(following, start, row, total, after)

    def _finish(self, form: _PatternForm, names: tuple[str | None, ...], start: int, row: tuple[Parsed, ...], cost: float) -> None:
        pattern = form.pattern
        bound: dict[str, Any] = {}
        for name, parsed in zip(names, row, strict=True):
            if name:
                bound[name] = parsed.value
                if pattern.says:
                    bound[f"{name}_said"] = "".join(i.surface for i in parsed.items)
        value = self._evaluate(form.expression, bound)
        if value is None:
            return
        symbols = (pattern.result,) if pattern.result else self._symbols_of(value)
        self.push(Parsed(symbols, start, row[-1].end, value, cost + pattern.cost, pattern.name, row))

    def _evaluate(self, node: ast.expr, bound: Mapping[str, Any]) -> Any:
        match node:
            case ast.Name(id=name):
                return bound.get(name)
            case ast.Constant(value=value):
                return value
            case ast.Call(func=ast.Name(id=name), args=arguments):
                values = [self._evaluate(a, bound) for a in arguments]
                return self._call(name, values)
            case _:
                raise DefinitionError("patterns.toml 的含义只能由名称、常量和调用组成", ast.unparse(node), "请改正")

    def _prefixes(self) -> dict[int, tuple[float, tuple[Skip, ...]]]:
        """What it costs to pass over the words before a place."""
        best: dict[int, tuple[float, tuple[Skip, ...]]] = {0: (0.0, ())}
        for place in sorted({0, *self._skips}):
            if place in best:
                cost, row = best[place]
                for skip in self._skips[place]:
                    if skip.end not in best or best[skip.end][0] > cost + skip.cost:
                        best[skip.end] = (cost + skip.cost, (*row, skip))
        return best
