"""Numbers that several tasks have of one thing (便民集市 of each 示范圈): who has so many, most, none, and two of them side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from zhengpu.query.asked.asked_kinds import Asked
from zhengpu.query.kinds import TARGET, TASK, UNIT
from zhengpu.query.meaning import Both, Minus, One, Operator, Set, Step, Top, Via, Where, kind_of
from zhengpu.query.meanings.readings import Mod, QuestionReading
from zhengpu.query.sense.narrowing import Narrowing
from zhengpu.query.sense.word_search import TopicWord
from zhengpu.query.spoken.spoken_words import SpokenWord
from zhengpu.query.wanted.composing import Composing
from zhengpu.query.wanted.things_wanted import of_places
from zhengpu.query.words.catalogued import TargetEntry

__all__ = ["beside_each_other", "counted_things", "numbered_so", "of_numbers", "side_by_side_numbers"]

_HELD = Step(("zp:hasTarget",), False)
_TIMES = "年月日天周季"
"""How a stretch of time ends, which is no number of anything: 一年办三场."""
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class _Series:
    """Targets of one indicator; `words` name it, `rest` says more; `denied`: whether that there are such is denied."""

    targets: tuple[TargetEntry, ...]
    words: frozenset[str]
    rest: tuple[TopicWord, ...]
    denied: bool = False

    @property
    def set(self) -> Set:
        """The targets as a set."""
        return One(TARGET, tuple(t.iri for t in self.targets), "".join(dict.fromkeys(t.indicator for t in self.targets[:1])))


def of_numbers(a: Asked, x: Narrowing) -> bool:
    """Whether tasks or those who do them are asked for by numbers of something that words name."""
    counted = a.form == "value" and a.measure == "个" and bool(x.quantities)  # 不低于9项的有几个
    asked = a.form in ("list", "count", "number") and a.kind in (TASK, UNIT, "zp:Place", None)
    told = bool(x.quantities) or bool(x.classes & {"most", "least", "neg", "countnoun"})
    return (asked or counted) and told and bool(x.words) and not x.numbers


def beside_each_other(a: Asked, x: Narrowing) -> bool:
    """Whether the numbers of several things are asked for."""
    things = len(x.words) + len(x.things) + sum(len(p.sets) for p in x.parties)
    return a.form in ("value", "count") and bool(x.classes & {"each"} or (a.form == "value" and x.classes & {"and"})) and things > 1


def numbered_so(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """便民集市办三场以上的, 定得最高的, 没定次数的."""
    found = _series(c, x)
    if not found or any(len({t.task for t in s.targets}) < _SEVERAL for s in found if s.denied):
        return
    amounts = _amounts(c, x)
    if a.form == "value":
        if a.at < _SEVERAL or not c.tokens[a.at - 1].has("have") or c.tokens[a.at - 2].surface != "的":
            return  # 一个县得有几个: of those that are so much, how many there are
        a = replace(a, form="count")
    extreme = next((t for t in c.tokens if t.has("most", "least")), None)
    positive, negative = [s for s in found if not s.denied], [s for s in found if s.denied]
    written = any(t.has("countnoun") for t in c.tokens)  # 写了首用首试数量的
    if not (negative or amounts or extreme is not None or written) or (amounts and len(positive) != 1):
        return
    rest = positive[0].rest if positive else negative[0].rest
    narrowed = replace(
        x, words=[w for w in x.words if w in rest], quantities=[], crowd=None, place=None, amount=None, terms=[], kinds=[], numbers=[]
    )
    sets: list[Set] = []
    for series in positive:
        targets = series.set
        for amount in amounts:
            if not _measured(amount, series):
                return
            value = amount.item.value if amount.item is not None else None
            operator = c.limits.operator(amount)
            targets = Where(targets, "schema:value", cast(Operator, _stricter(c, amounts, operator)), cast("int | Decimal", value))
            break
        inside = _within(c, a, narrowed)
        if extreme is not None and not amounts:
            if inside is not None:
                kept = frozenset(c.members(inside))
                targets = replace(series, targets=tuple(t for t in series.targets if t.task in kept)).set
            targets = Top(targets, "schema:value", most=extreme.has("most"))
        sets.append(Via(targets, _HELD, TASK))
    whole = _within(c, a, narrowed)
    sets += [whole] if whole is not None else []
    if not sets:
        return
    tasks = sets[0] if len(sets) == 1 else Both(tuple(sets))
    for series in negative:
        tasks = Minus(tasks, Via(series.set, _HELD, TASK))
    among = of_places(c, a) if a.kind == "zp:Place" else None
    if a.kind in (UNIT, "zp:Place"):
        doers = c.builder.f_who(tasks, c.any_role)
        yield c.out(Both((doers, among)) if among is not None else doers, replace(a, kind=UNIT))
    else:
        yield c.out(tasks, a)


def counted_things(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """领了几个示范圈: how many of the tasks that the part headed so holds."""
    held = c.topics.kept_together(a.noun.surface) if a.noun is not None else None
    if held is None or a.noun is None:
        return
    rest = replace(x, words=[w for w in x.words if w.text != a.noun.surface and w.must], called="")
    if not rest.words:
        yield c.out(c.tasks_of([*c.mods(rest), Mod(held)]), replace(a, form="count"))


def side_by_side_numbers(c: Composing, a: Asked, x: Narrowing) -> Iterator[QuestionReading | None]:
    """白鹭洲和松台驿的便民集市各办几场: the number of each, in the order in which they are named."""
    series, words = c.topics.series(x.words)
    if not series:
        return
    anchors: list[Set] = [t for t in x.things if kind_of(t) == TASK]
    anchors += [Via(u, c.any_role, TASK) for p in x.parties for u in p.sets]
    if len(anchors) < _SEVERAL:
        anchors = []
        for word in x.words:
            found = next(c.topics.tasks([word]), None) if word.text not in words and word.must else None
            anchors += [found] if found is not None else []
    chosen: list[TargetEntry] = []
    for anchor in anchors:
        tasks = frozenset(c.members(anchor))
        own = [t for t in series if t.task in tasks]
        if len(own) != 1:
            return
        chosen += own
    if len({t.iri for t in chosen}) >= _SEVERAL:
        yield QuestionReading(One(TARGET, tuple(dict.fromkeys(t.iri for t in chosen)), "".join(w.text for w in x.words)), "value")


def _amounts(c: Composing, x: Narrowing) -> list[SpokenWord]:
    """The numbers that something is compared with, not 一年 nor the 十二个 of 十二个示范圈."""
    counted = {t.start for t in c.tokens if t.surface == x.called}
    return [q for q in x.quantities if q.surface[-1:] not in _TIMES and q.end not in counted]


def _measured(amount: SpokenWord, series: _Series) -> bool:
    """Whether a number counts what the series counts: 三场 of 场."""
    said = amount.surface.lstrip("0123456789.零一二两三四五六七八九十百千万亿")
    return all(not said or said in t.unit or t.unit in said for t in series.targets)


def _stricter(c: Composing, amounts: Sequence[SpokenWord], operator: str) -> str:
    """10项往上（正好10项的不要）: what is set aside is not among them."""
    again = len(amounts) > 1 and len({q.item.value for q in amounts if q.item is not None}) == 1
    return operator.rstrip("=") if again and operator != "=" and any(t.has("exactly") for t in c.tokens) else operator


def _within(c: Composing, a: Asked, x: Narrowing) -> Set | None:
    """The tasks among which is looked: those called so, those in a part headed so, those of somebody."""
    return next(c.narrowed_tasks(x), None) if x.words or x.parties or x.sections or x.periods or x.things else None


def _series(c: Composing, x: Narrowing) -> list[_Series]:
    """The indicators that words name: those behind a word that denies apart from those before it."""
    at = next((t.start for t in c.tokens if t.has("neg") and not t.asks), None)
    places = {t.surface: t.start for t in c.tokens}
    behind = [w for w in x.words if at is not None and places.get(w.text, -1) > at]
    before = [w for w in x.words if w not in behind]
    out: list[_Series] = []
    for words, denied in ((before, False), (behind, True)):
        targets, own = c.topics.series(words)
        if targets:
            out.append(_Series(targets, own, (), denied))
    used = {w for s in out for w in s.words}
    rest = tuple(w for w in x.words if w.text not in used)
    return [replace(s, rest=rest) for s in out]
