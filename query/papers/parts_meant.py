"""Terms of a question → the parts and items it speaks of: places, headings and words, each within the one before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from zhengpu.graph.facts import Iri
from zhengpu.query.papers.heading_tree import HeadingTree
from zhengpu.query.papers.structure_terms import Level, StructureTerm

__all__ = ["PartsMeant", "PartsReader"]

_Row = TypeVar("_Row")
_OF_PARTS = ("paper", "part", "section", "loose")
_HELPING = ("help", "pointed", "each", "about", "and", "except")
_DEED = 0.35
"""What a verb weighs beside a noun: the heading may say it otherwise."""
_NEAR, _SURELY = 0.55, 0.8
"""So much of what is said a heading must say to be meant."""
_SEVERAL = 2
"""So many parts at least are spoken of by their number."""


@dataclass(frozen=True, slots=True)
class PartsMeant:
    """Parts by their places in the tree, or items; `text` is how the question calls them. Nothing of both: the whole paper."""

    text: str = ""
    places: tuple[int, ...] = ()
    items: tuple[Iri, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing narrower than the whole is meant."""
        return not (self.places or self.items)


@dataclass
class _Group:
    """What is said between words that set one thing beside another."""

    meant: PartsMeant = field(default_factory=PartsMeant)
    around: PartsMeant = field(default_factory=PartsMeant)
    """What the last place lies in."""
    since: PartsMeant | None = None
    """Where a row of places begins: 第四部分到第七部分."""
    run: list[StructureTerm] = field(default_factory=list)


class PartsReader:
    """Reads the parts meant. `inside`: items in a part, in order; `numbered`: those with a number; `titles`: what they are called;
    `speaking`: items that words speak of."""

    def __init__(
        self,
        tree: HeadingTree,
        inside: Callable[[tuple[int, ...]], Sequence[Iri]],
        numbered: Callable[[int], Sequence[Iri]],
        titles: Callable[[tuple[int, ...]], Sequence[str]],
        speaking: Callable[[Sequence[str]], Sequence[Iri]],
        fold: Callable[[str], str],
    ) -> None:
        self._tree, self._inside, self._numbered, self._titles, self._fold = tree, inside, numbered, titles, fold
        self._speaking = speaking
        self._holding = False

    def read(self, terms: Sequence[StructureTerm]) -> tuple[list[PartsMeant], list[StructureTerm]] | None:
        """The parts meant, those set beside each other apart, and the terms that ask; None where a place is not there or a word is left."""
        groups: list[_Group] = [_Group()]
        asking: list[StructureTerm] = []
        self._holding = any(t.kind == "which" and t.level in _OF_PARTS for t in terms)
        for n, term in enumerate(terms):
            group = groups[-1]
            if term.kind == "strange":
                return None
            before = terms[n - 1].kind if n else ""
            if term.kind == "quantity" and n + 1 < len(terms) and terms[n + 1].kind == "below" and self._all_of(term, group):
                continue
            if (taken := self._taken(term, group, pointed=before == "pointed", named=before in ("heading", "paper"))) is not None:
                if not taken:
                    return None
            elif term.kind in ("and", "than") and (group.run or not group.meant.whole):
                groups.append(_Group())
                asking += [term] if term.kind == "than" else []
            elif term.kind not in _HELPING:
                asking.append(term)
        levels: list[Level | None] = [t.level for t in terms if t.kind in ("level", "quantity") and t.level in _OF_PARTS]
        for group in groups:
            if not any(t.must for t in group.run) and not self._holding:
                group.run = []  # 列出来
            beside = levels[-1] if levels and len(groups) > 1 else None
            if (group.run and beside is None and not self._holding) or not self._close(group, beside):
                return None  # 与养老有关: a topic, no part
        return [g.meant for g in groups if not (len(groups) > 1 and g.meant.whole)], asking

    def _all_of(self, term: StructureTerm, group: _Group) -> bool:
        """七个行动底下: as many parts as there are of that level are all of them."""
        places = self.listed(PartsMeant(), term.level) if term.level in _OF_PARTS and group.meant.whole and not group.run else ()
        if len(places) < _SEVERAL or len(places) != term.number:
            return False
        group.meant = PartsMeant(term.text, places)
        return True

    def _taken(self, term: StructureTerm, group: _Group, *, pointed: bool, named: bool) -> bool | None:
        """Take a term that says which part is meant; False: there is none such, None: it says something else."""
        found: PartsMeant | None
        match term.kind:
            case "word" | "task":
                group.run.append(term)
                return True
            case "heading":
                kept = self._close(group, None) and [
                    p for p in term.places if group.meant.whole or self._tree.within(p, group.meant.places)
                ]
                group.meant = PartsMeant(group.meant.text + term.text, tuple(kept or ()))
                return bool(kept)
            case "paper":  # of a paper that is issued with others; any other is what the question narrows itself
                places = self._headed((term,), group.meant, "paper") if self._close(group, None) else ()
                found = PartsMeant(term.text, places) if places else group.meant
            case "place":
                found = self._at(term, group.around if group.since else group.meant) if self._close(group, None) else None
                if found is not None and group.since is not None:
                    found, group.since = self._up_to(group.since, found), None
                else:
                    group.around = group.meant
            case "to":
                group.since = group.meant
                return not group.meant.whole
            case "level" | "quantity" if group.run and (term.kind == "level" or term.level in _OF_PARTS):  # 数据和模型两个部分
                return (term.level != "item" or pointed) and self._close(group, term.level)  # 养老任务 is a topic, no part
            case "level" if named and term.level in _OF_PARTS:  # 现代金融领域
                return True
            case "below":
                return self._close(group, None)
            case "after" | "before":
                found = self._beyond(group.meant, after=term.kind == "after") if self._close(group, None) else None
            case _:
                return None
        group.meant = found or group.meant
        return found is not None

    def _close(self, group: _Group, level: Level | None) -> bool:
        """Take what has been said so far for the part it names; without a level it may be an item."""
        run, group.run = group.run, []
        if not run:
            return True
        said = "".join(t.text for t in run)
        tasks = next((t.iris for t in run if t.kind == "task"), ())
        if tasks and level in (None, "item") and group.meant.whole:
            group.meant = PartsMeant(group.meant.text + said, (), tasks)
            return True
        found = self._headed(run, group.meant, level)
        if not found and self._holding and group.meant.whole and (items := self._speaking([t.text for t in run if t.must])):
            group.meant = PartsMeant(group.meant.text + said, (), tuple(items))
            return True
        if not found:
            return False
        group.meant = PartsMeant(group.meant.text + said, found)
        return True

    # ── by place ──

    def _at(self, term: StructureTerm, within: PartsMeant) -> PartsMeant | None:
        """第二部分, 倒数第二条, 前三条: by the number that is printed, else in order."""
        if within.items:
            return None
        text = within.text + term.text
        if term.level == "item" or term.level is None:
            items = tuple(self._inside(within.places))
            own = [i for i in self._numbered(term.number) if i in items] if term.number > 0 and term.many == 1 else []
            found = tuple(own[:1]) or _slice(items, term)
            return PartsMeant(text, (), found) if found else None
        places = self.listed(within, term.level)
        printed = [p for p in places if self._tree.headings[p].number == term.number] if term.many == 1 else []
        chosen = tuple(printed) if len(printed) == 1 else _slice(places, term)
        return PartsMeant(text, chosen) if chosen else None

    def listed(self, within: PartsMeant, level: Level | None) -> tuple[int, ...]:
        """The parts of a level within those meant."""
        tree = self._tree
        if level == "paper":
            return tree.below(()) if tree.enclosing and within.whole else ()
        if within.places:
            return tree.below(within.places)
        if level == "section":
            return tree.below((), 2 if tree.enclosing else 1) or tree.below(())
        return tree.below(())

    def _beyond(self, meant: PartsMeant, *, after: bool) -> PartsMeant | None:
        """第三部分往后: the parts beside it that follow; 第五条之前: the items."""
        if meant.items:
            every = tuple(self._inside(()))
            at = [every.index(i) for i in meant.items if i in every]
            left = () if not at else every[max(at) + 1 :] if after else every[: min(at)]
            return PartsMeant(meant.text, (), left) if left else None
        if not meant.places:
            return PartsMeant()  # 后面附的: of nothing that has been said
        here = self._tree.headings[meant.places[0]].above
        beside = [p for p, h in enumerate(self._tree.headings) if h.above == here]
        rest = tuple(p for p in beside if (p > max(meant.places) if after else p < min(meant.places)))
        return PartsMeant(meant.text, rest) if rest else None

    def _up_to(self, first: PartsMeant, last: PartsMeant) -> PartsMeant | None:
        """All that stand between two places and these themselves."""
        text = first.text + last.text
        if first.items and last.items:
            every = list(self._inside(()))
            return PartsMeant(text, (), tuple(every[every.index(first.items[0]) : every.index(last.items[-1]) + 1]))
        if not (first.places and last.places):
            return None
        above = self._tree.headings[first.places[0]].above
        between = range(first.places[0], last.places[-1] + 1)
        return PartsMeant(text, tuple(p for p in between if self._tree.headings[p].above == above)) if between else None

    # ── by words ──

    def named(self, words: Sequence[str], level: Level | None) -> tuple[int, ...]:
        """The part that these words of content head; without a noun for parts beside them (`level` None) nearly all of them must be said."""
        row = [StructureTerm("word", self._fold(w), must=len(w) > 1) for w in words]
        may = range(len(self._tree.headings)) if level != "paper" else self._tree.below(()) if self._tree.enclosing else ()
        return self._best(row, may, _SURELY if level is None else _NEAR) if any(t.must for t in row) else ()

    def _headed(self, words: Sequence[StructureTerm], within: PartsMeant, level: Level | None) -> tuple[int, ...]:
        """The parts whose heading says these words best; where none does, the one whose items do."""
        may = [
            p for p in range(len(self._tree.headings)) if within.whole or (self._tree.within(p, within.places) and p not in within.places)
        ]
        if level == "paper":
            may = [p for p in may if p in self._tree.below(())] if self._tree.enclosing else []
        elif self._tree.enclosing:
            may = [p for p in may if level is None or self._tree.headings[p].depth]
        if level == "part" and any(self._tree.headings[p].depth == 0 for p in may) and not self._tree.enclosing:
            outer = [p for p in may if self._tree.headings[p].depth == 0]
            return self._best(words, outer) or self._best(words, may) or self._spoken(words, outer)
        if level is None:  # no noun says that a part is named
            return self._best(words, may, _SURELY)
        return self._best(words, may) or (self._spoken(words, self._leaves(may)) if level != "paper" else ())

    def _leaves(self, places: Sequence[int]) -> list[int]:
        above = {self._tree.headings[p].above for p in places}
        return [p for p in places if p not in above]

    def _best(self, words: Sequence[StructureTerm], places: Sequence[int], least: float = _NEAR) -> tuple[int, ...]:
        scored = [(self._says(words, self._fold(self._tree.headings[p].label)), p) for p in places]
        top = max((s for s, _ in scored), default=0.0)
        best = [p for s, p in scored if s >= top - 1e-9] if top >= least else []
        outer = [p for p in best if not any(q != p and self._tree.within(p, (q,)) for q in best)]
        same = {self._tree.headings[p].label for p in outer}
        return tuple(outer) if len(outer) == 1 or (len(same) == 1 and len(outer) > 1) else ()

    def _says(self, words: Sequence[StructureTerm], label: str) -> float:
        """How much of the words a heading says; a word that begins or ends it weighs as it is, one cut short by its letters."""
        weights = [len(w.text) * (1.0 if w.must else _DEED) for w in words]
        run = "".join(w.text for w in words)
        if run in label:
            return 2.0 if run == label else 1.0
        said = (n * (1.0 if w.text in label else _shared(w.text, label)) for n, w in zip(weights, words, strict=True))
        return sum(said) / sum(weights)

    def _spoken(self, words: Sequence[StructureTerm], places: Sequence[int]) -> tuple[int, ...]:
        """The part most of whose items are called by these words."""
        musts = [w.text for w in words if w.must] or [w.text for w in words]
        scored = []
        for place in places:
            titles = [self._fold(t) for t in self._titles((place,))]
            hits = sum(all(w in t for w in musts) for t in titles)
            scored.append((hits / len(titles) if titles else 0.0, hits, place))
        scored.sort(reverse=True)
        if not scored or not scored[0][1] or (len(scored) > 1 and scored[1][0] * 2 > scored[0][0]):
            return ()
        return (scored[0][2],)


def _shared(word: str, label: str) -> float:
    """What of a word stands in a heading in order: 纾困 in 纾解困难."""
    at, hits = 0, 0
    for character in word:
        found = label.find(character, at)
        if found >= 0:
            at, hits = found + 1, hits + 1
    return 0.8 * hits / len(word) if hits == len(word) else 0.4 * hits / len(word)


def _slice(rows: Sequence[_Row], term: StructureTerm) -> tuple[_Row, ...]:
    """So many rows from a place on; -1 is the last."""
    start = term.number - 1 if term.number > 0 else len(rows) + term.number
    return tuple(rows[start : start + term.many]) if 0 <= start < len(rows) else ()
