"""One thing for each name of a reading, or the question is ambiguous and asks back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from zhengpu.graph.facts import Iri
from zhengpu.query.answer import Choice
from zhengpu.query.known import Known
from zhengpu.query.meaning import Meaning, One, Step, Via, exchange, kind_of, parts
from zhengpu.query.meanings.readings import CURRENT
from zhengpu.query.reading.question_reader import Read
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.words.link import PLACED

__all__ = ["Doubt", "Narrower"]

_ANY = Step(("zp:takesPartIn",))
_INSIDE = Step(("zp:inDocument",))
_MOST_CHOICES = 12


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name that may be several things."""

    note: str
    choices: tuple[Choice, ...]


class Narrower:
    """Narrows names that several things have: by the documents in scope, by the units named with them."""

    def __init__(self, known: Known, question: str, several: Callable[[], bool] = lambda: False) -> None:
        """`several`: whether the question speaks of more than one document, so that each one's unit of the name is meant."""
        self._known, self._question, self._several = known, question, several

    def settle(self, read: Read, documents: tuple[Iri, ...]) -> Read | Doubt:
        """The reading with one thing for each name."""
        meaning = read.reading.meaning
        for part in tuple(parts(meaning)):
            if not isinstance(part, One) or len(part.iris) < 2:
                continue
            if part.kind == "zp:Document" and part.label == CURRENT:
                papers = self._known.wording.document.several(part.iris)
                return self._doubt(read, part, [(i, paper.number or paper.title) for i, paper in papers.items()])
            if part.kind == "zp:Unit":
                kept = self._units(part, documents)
                if len(kept) > 1 and not (self._together(part, read) or self._several() or kind_of(meaning) == "zp:Document"):
                    names = self._known.wording.name.several(kept).values()
                    return self._doubt(read, part, [(n.iri, n.full) for n in names])
                meaning = exchange(meaning, part, replace(part, iris=kept))
            if part.kind == "zp:Task" and (
                any(i.symbols[0] == "tasknumber" and i.surface == part.label for i in read.parsed.items)
                or part.label.startswith(tuple(load_concepts().sets["in_order"]))
            ):
                kept = self._tasks(part, meaning)
                tasks = self._known.wording.task.several(kept).values()
                if len({task.document for task in tasks}) > 1:
                    papers = self._known.wording.document.several(task.document for task in tasks)
                    named = [(task.iri, f"{papers[task.document].number or papers[task.document].title}{part.label}") for task in tasks]
                    return self._doubt(read, part, named)
                meaning = exchange(meaning, part, replace(part, iris=kept))
        return read.meaning(meaning)

    def _together(self, part: One, read: Read) -> bool:
        """临江, 哪个区: units that are called by the place their names begin with are meant all together."""
        called = [i for i in read.linked.items if "Unit" in i.symbols and i.surface == part.label]
        return all(PLACED in i.symbols for i in called) and set(part.iris) <= set(self._known.wording.unit_places.of(""))

    def _units(self, part: One, documents: tuple[Iri, ...]) -> tuple[Iri, ...]:
        """Those that take part in the documents in scope; those that are called just so, if one is."""
        kept = part.iris
        if len(documents) < self._known.wording.count:
            inside = Via(Via(One("zp:Document", documents, ""), _INSIDE.turned, "zp:Task"), _ANY.turned, "zp:Unit")
            known = set(self._known.members(inside))
            kept = tuple(i for i in kept if i in known) or kept
        fold, names = self._known.folding.fold, self._known.wording.name.several(kept).values()
        exact = tuple(n.iri for n in names if fold(n.full) == part.label)
        printed = {n.iri for n in names if fold(n.label) == part.label} | set(exact)
        return exact if len(exact) == 1 == len(printed) else kept  # 县财政局 of a place nobody knows is not the one that is meant

    def _tasks(self, part: One, meaning: Meaning) -> tuple[Iri, ...]:
        """第36条 of the plan that the units of the question take part in, if that is one plan."""
        kept = part.iris
        for unit in parts(meaning):
            if isinstance(unit, One) and unit.kind == "zp:Unit" and unit.iris:
                plans = set(self._known.members(Via(Via(unit, _ANY, "zp:Task"), _INSIDE, "zp:Document")))
                kept = self._known.wording.contents(kept, sorted(plans)) or kept
        return kept

    def _doubt(self, read: Read, part: One, things: Sequence[tuple[Iri, str]]) -> Doubt:
        label = next((i.surface for i in read.parsed.items if self._known.folding.fold(i.surface) == part.label), part.label)
        whole = part.label == CURRENT
        choices = tuple(Choice(iri, name, self._asked(label, name, whole)) for iri, name in things[:_MOST_CHOICES])
        what = "哪一份文件" if whole else f"“{label}”是哪一个"
        more = f"等，共{len(things)}个" if len(things) > len(choices) else ""
        return Doubt(f"请说明是{what}：{'、'.join(c.label for c in choices)}{more}。", choices)

    def _asked(self, label: str, name: str, whole: bool) -> str:
        """The question that would have been clear."""
        folded = self._known.folding.fold(self._question)
        at = folded.find(label)
        if whole or at < 0:
            return f"{name}：{self._question}"
        return self._question[:at] + name + self._question[at + len(label) :]
