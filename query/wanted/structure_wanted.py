"""How a paper is built: how many parts and items there are, what they are called, which part holds an item, which has most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from zhengpu.graph.facts import Iri
from zhengpu.query.asked.asked_kinds import Asked, Form
from zhengpu.query.kinds import SECTION, TARGET, TASK, UNIT
from zhengpu.query.meaning import (
    Both,
    Compared,
    Describe,
    Either,
    Having,
    Minus,
    Of,
    One,
    Operator,
    Set,
    Step,
    Top,
    Via,
    Where,
    Whether,
    kind_of,
)
from zhengpu.query.meanings.readings import QuestionReading
from zhengpu.query.papers.parts_meant import PartsMeant, PartsReader
from zhengpu.query.papers.structure_terms import Level, StructureTerm, StructureVocabulary, structure_words
from zhengpu.query.sense.word_search import TopicWord
from zhengpu.query.spoken.utterance import Utterance
from zhengpu.query.wanted.composing import Composing
from zhengpu.query.words.designations import load_designation_words

__all__ = ["of_structure"]

_UP, _DOWN, _INSIDE = Step(("zp:inSection",)), Step(("zp:inSection",), False), Step(("zp:inDocument",), False)
_DEEP_UP, _DEEP = Step(("zp:inSection",), deep=True), Step(("zp:inSection",), False, True)
_MOST_PLANS = 3
"""Of more plans nobody says which one's parts are meant."""
_ASKED = ("which", "count", "level", "quantity")
_LACKED = {"no_unit": UNIT, "no_target": TARGET, "no_date": "date"}
_DEPTHS: tuple[Level, Level] = ("part", "section")
_LEVELS: tuple[Level, ...] = ("paper", "part", "section", "loose")


def of_structure(c: Composing, said: Utterance) -> Iterator[QuestionReading | None]:
    """Readings of a question of which every word is said of parts and items."""
    plans = c.builder.papers()
    if not plans or len(plans) > _MOST_PLANS:
        return
    asked = _Structure(c, said)
    if asked.sound:
        yield from asked.readings()


class _Structure:
    """One question about the parts of the plans in scope."""

    def __init__(self, c: Composing, said: Utterance) -> None:
        self._c, self._tree, self._paper = c, c.builder.tree(), c.builder.f_current()
        nouns = load_designation_words().papers["kinds"]
        base = 1 if self._tree.enclosing else 0
        called: dict[str, Level] = {word: _DEPTHS[min(depth - base, 1)] for word, depth in self._tree.called.items() if depth >= base}
        terms = StructureVocabulary(c.concepts, nouns, c.builder.headings(), c.builder.titles(), called).terms(said)
        if not self._tree.enclosing:
            terms = [replace(t, kind="help") if t.kind == "level" and t.level == "paper" else t for t in terms]  # 文件的一级标题
        self._reader = PartsReader(self._tree, self._items, c.builder.with_number, self._titles, self._speaking, c.builder.folded)
        read = self._reader.read(terms)
        self._meant: list[PartsMeant] = read[0] if read is not None else []
        self._asking: list[StructureTerm] = read[1] if read is not None else []
        self._kinds = {t.kind for t in self._asking}
        self._about = any(t.kind == "about" for t in terms)
        self._size = next((t for t in said.tokens if t.kind == "quantity" and t.has("measure.task")), None)
        self._opens = any(t.kind == "below" for t in terms) or any(t.has("have") for t in said.tokens)
        levelled = any(t.level in _LEVELS and (t.level != "paper" or self._tree.enclosing) for t in terms)
        first = tuple(structure_words().orders["first"])
        placed = any(
            t.kind == "to" or (t.kind == "place" and (t.number < 0 or t.many > 1 or t.level != "item" or t.text.startswith(first)))
            for t in terms
        )
        parts = any(m.places for m in self._meant) or any(t.kind == "heading" for t in terms)
        each = any(t.kind == "each" for t in terms) and "count" in self._kinds  # 各部分的任务数: a table
        self.sound = read is not None and (levelled or placed or parts) and bool(self._meant) and not each

    # ── what there is ──

    def _items(self, places: tuple[int, ...]) -> Sequence[Iri]:
        found = self._c.members(self._tasks(PartsMeant("", places)))
        return self._c.builder.in_order(found)

    def _titles(self, places: tuple[int, ...]) -> Sequence[str]:
        return self._c.builder.titles_of(self._items(places))

    def _speaking(self, words: Sequence[str]) -> Sequence[Iri]:
        """The items called by these words, else those that speak of them."""
        found = next(self._c.topics.tasks([TopicWord(w) for w in words]), None) if words else None
        return self._c.members(found) if found is not None and kind_of(found) == TASK else ()

    def _part(self, meant: PartsMeant) -> Set:
        return One(SECTION, self._tree.iris(meant.places), meant.text)

    def _tasks(self, meant: PartsMeant) -> Set:
        if meant.items:
            return One(TASK, meant.items, meant.text)
        return Via(self._part(meant), _DEEP, TASK) if meant.places else Via(self._paper, _INSIDE, TASK)

    def _parts(self, meant: PartsMeant, level: Level | None) -> Set | None:
        """The parts of a level below what is meant."""
        places = self._reader.listed(meant, level)
        if not places:
            return None
        if meant.whole and all(self._tree.headings[p].depth == 0 for p in places):
            return Where(Via(self._paper, _INSIDE, SECTION), "zp:inSection", "missing")
        if meant.places and set(places) == set(self._tree.below(meant.places)):
            return Via(self._part(meant), _DOWN, SECTION)
        return One(SECTION, self._tree.iris(places), "".join(t.text for t in self._asking if t.level == level))

    # ── readings ──

    def readings(self) -> Iterator[QuestionReading | None]:
        kinds, first = self._kinds, self._meant[0]
        level = next((t.level for kind in _ASKED for t in self._asking if t.level is not None and t.kind == kind), None)
        form: Form = "count" if "count" in kinds else "list"
        if kinds & {"most", "least"} or (kinds & {"more", "fewer"} and "which" in kinds and len(self._meant) > 1):
            yield self._ranked(first)
        elif kinds & {"than", "same"} and len(self._meant) == 2:
            yield self._compared()
        elif "neg" in kinds and not kinds & set(_LACKED):
            yield self._without_items(first, form)
        elif "yesno" in kinds and not kinds & {"count", "which"}:
            yield self._whether(first)
        elif kinds & set(_LACKED):
            yield self._lacking(first, form)
        elif "which" in kinds and level in _LEVELS and self._size is not None:
            yield self._sized(first, level, form)
        elif "which" in kinds and level in _LEVELS and (first.items or first.places) and not kinds & {"title", "text"}:
            yield self._holding(first, level, form) or self._listed(level, form)
        elif kinds & {"title", "text"} and (level is None or "which" not in kinds) and not first.whole and "count" not in kinds:
            yield self._told(first)
        elif "which" in kinds and level is None and (first.items or not self._opens):
            yield self._told(first)  # 第五部分头一条是什么
        elif "count" in kinds or "which" in kinds or level is not None:
            yield self._listed(level if level is not None else "item", form)
        elif not first.whole and not kinds:
            yield self._told(first)

    def _listed(self, level: Level | None, form: Form) -> QuestionReading | None:
        sets = [found for m in self._meant if (found := self._below(m, level)) is not None]
        if not sets:
            return None
        return self._c.out(sets[0] if len(sets) == 1 else Either(tuple(sets)), Asked(form))

    def _below(self, meant: PartsMeant, level: Level | None) -> Set | None:
        if level == "item" or (level == "loose" and not meant.whole and not self._tree.below(meant.places)):
            return self._tasks(meant)
        return self._parts(meant, level) if not meant.items else None

    def _told(self, meant: PartsMeant) -> QuestionReading | None:
        """What a part is called, what an item is called or says."""
        if len(self._meant) > 1 and all(m.places for m in self._meant):  # 第二部分和第三部分的标题
            return QuestionReading(Either(tuple(map(self._part, self._meant))), "sections")
        if meant.places:
            return QuestionReading(self._part(meant), "sections")
        return QuestionReading(Describe(self._tasks(meant), ("zp:text" if "text" in self._kinds else "rdfs:label",)), "text")

    def _holding(self, meant: PartsMeant, level: Level | None, form: Form) -> QuestionReading | None:
        """The part that holds an item, the paper that holds a part."""
        own = self._part(meant) if meant.places else self._tasks(meant)
        if len(self._meant) > 1 and all(m.items or m.places for m in self._meant):  # 甲、乙两节归在哪个部分: the one that holds all
            held = [Via(self._part(m) if m.places else self._tasks(m), _UP, SECTION) for m in self._meant]
            return self._c.out(Both(tuple(held)), Asked(form))
        outer = level == "paper"
        if outer and not self._tree.enclosing:
            return None
        if meant.places and not outer and self._tree.below(meant.places):
            return None  # the parts of it are asked for
        if meant.places and (self._about or self._tree.headings[meant.places[0]].above < 0):
            return self._told(meant)  # 讲督查的是第几部分
        up = Via(own, _DEEP_UP if outer else _UP, SECTION)
        return self._c.out(Where(up, "zp:inSection", "missing") if outer else up, Asked(form))

    def _ranked(self, meant: PartsMeant) -> QuestionReading | None:
        most = bool(self._kinds & {"most", "more"})
        if len(self._meant) > 1:  # 第一部分和第二部分哪个条数多
            return QuestionReading(Top(Either(tuple(map(self._part, self._meant))), _DEEP, most=most, within=Of(TASK)), "sections")
        level = next((t.level for t in self._asking if t.level in _LEVELS), None)
        among = self._parts(meant, level)
        if among is None:
            return None
        return QuestionReading(Top(among, _DEEP, most=most, within=self._tasks(meant)), "sections")

    def _compared(self) -> QuestionReading | None:
        first, second = (self._tasks(m) for m in self._meant)
        if "count" in self._kinds:
            fewer = "fewer" in self._kinds
            return QuestionReading(Compared(second, first, "difference") if fewer else Compared(first, second, "difference"), "count")
        if "same" in self._kinds:
            return QuestionReading(Compared(first, second, "same"), "yesno")
        return QuestionReading(Compared(first, second, "fewer" if "fewer" in self._kinds else "more"), "yesno")

    def _sized(self, meant: PartsMeant, level: Level | None, form: Form) -> QuestionReading | None:
        """哪几个部分只有两条, 超过五条: parts with so many items."""
        among, size = self._parts(meant, level), self._size
        value = size.item.value if size is not None and size.item is not None else None
        if among is None or size is None or not isinstance(value, int):
            return None
        operator = cast(Operator, self._c.limits.operator(size))
        return self._c.out(Having(among, _DEEP, operator, value, Of(TASK)), Asked(form))

    def _without_items(self, meant: PartsMeant, form: Form) -> QuestionReading | None:
        """哪一部分没有分条: parts without items."""
        level = next((t.level for t in self._asking if t.kind in ("which", "count") and t.level in _LEVELS), None)
        among = self._parts(meant, level) if level is not None and any(t.level == "item" for t in self._asking) else None
        return None if among is None else self._c.out(Minus(among, Via(self._tasks(meant), _DEEP_UP, SECTION)), Asked(form))

    def _whether(self, meant: PartsMeant) -> QuestionReading | None:
        """是不是只有两条: whether there are so many."""
        size = next((t for t in self._asking if t.kind == "quantity"), None)
        if size is None or meant.items:
            return None
        if size.level == "item":
            if meant.whole:
                return QuestionReading(Whether(Having(self._paper, _INSIDE, "=", size.number, Of(TASK))), "yesno")
            return QuestionReading(Whether(Having(self._part(meant), _DEEP, "=", size.number, Of(TASK))), "yesno")
        parts = self._parts(meant, size.level)
        if parts is None:
            return None
        source, step = (self._paper, _INSIDE) if meant.whole else (self._part(meant), _DOWN)
        return QuestionReading(Whether(Having(source, step, "=", size.number, parts)), "yesno")

    def _lacking(self, meant: PartsMeant, form: Form) -> QuestionReading | None:
        """没写单位的: items of a part that name nothing of a kind."""
        lacked = [mod.set for t in self._asking if t.kind in _LACKED and (mod := self._c.kind_mod(_LACKED[t.kind])) is not None]
        if not lacked:
            return None
        without = lacked[0] if len(lacked) == 1 else Either(tuple(lacked))
        every = self._tasks(meant)
        found: Set = Minus(every, without) if "neg" in self._kinds else Both((every, without))
        return self._c.out(found, Asked(form))
