"""How an outcome is told: the answer of a reading, a no with what was checked, what was not understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property

from zhengpu.query.answer import Answer, Outcome
from zhengpu.query.answers.running import Runner, RunResult
from zhengpu.query.answers.suggestions import suggestions
from zhengpu.query.answers.widening import widened, wider_note
from zhengpu.query.known import Known
from zhengpu.query.meaning import One, Placed, kind_of
from zhengpu.query.reading.mixed import halves
from zhengpu.query.reading.question_reader import SCOPE_COST, QuestionReader, Read
from zhengpu.query.saying.paraphrase import phrase
from zhengpu.query.saying.sentence import sentence
from zhengpu.query.words.lattice import Item
from zhengpu.query.words.link import DocumentScope, FreeWords, Linked
from zhengpu.query.words.strangers import STRANGER_COST

_MOST_READ = 30
"""Of more documents nobody looks through the whole text."""

__all__ = ["Outcomes", "named", "surfaces"]


class Outcomes:
    """Outcomes of one question, in words. `key`: the id of its answers."""

    def __init__(self, known: Known, question: str, today: date, key: str, reader: QuestionReader, runner: Runner) -> None:
        self._known, self._question, self._today, self.key = known, question, today, key
        self._reader, self._runner, self._wording = reader, runner, known.wording

    def said(self, outcome: Outcome, note: str, understood: tuple[str, ...] = ()) -> Answer:
        """An outcome with its note as its answer."""
        return Answer(self.key, self._question, outcome, note=note, answer=note, understood=understood)

    def with_reading(self, base: Answer, read: Read) -> Answer:
        """The same with how the question was read."""
        used = dict.fromkeys(surface for _, _, surface in sorted({(i.start, i.end, i.surface) for i in read.parsed.items}))
        passed = (s.surface for s in read.parsed.skipped if s.surface.strip() and s.cost < SCOPE_COST)
        return replace(
            base,
            interpretation=f"您问的是：{self._own(phrase(read.reading.meaning, self._known.ontology), read)}",
            understood=tuple(dict.fromkeys([*used, *(s.label for s in read.scope)])),
            ignored=tuple(passed),
            rules=tuple(dict.fromkeys(read.parsed.rules)),
        )

    def answered(self, read: Read, found: RunResult) -> Answer:
        """What a reading found, in a sentence."""
        wide = widened(read.reading.meaning) if found.kind in ("count", "yesno") else None
        base = self.said("answered", (wider_note(self._known, wide, found) if wide else "") or self._unknown(read))
        base = replace(
            self.with_reading(base, read),
            kind=found.kind,
            items=found.items,
            count=found.count,
            boolean=found.boolean,
            columns=found.columns,
        )
        base = replace(base, sparql=found.sparql, note=base.note or None)
        kind = self._known.ontology.kind("zp:Task" if isinstance(read.reading.meaning, Placed) else kind_of(read.reading.meaning))
        said = self._own(found.said, read)
        base = replace(base, answer=sentence(base, said, kind.label, next(iter(kind.measures), "")))
        extras = self._runner.extras(read.reading, found)
        note = f"另列{len(extras)}项供参考：所在部分的标题有这个词，或用了近义的说法，不计在内。"
        return replace(base, items=(*base.items, *extras), note=f"{base.note or ''}{note}") if extras else base

    def wider(self, read: Read) -> Answer | None:
        """Only lists, only when the strict reading is empty, only as promised."""
        wide = widened(read.reading.meaning)
        if wide is None or read.reading.kind not in ("tasks", "units"):
            return None
        wider = read.meaning(wide.meaning)
        found = self._runner.run(wider.reading)
        if found.empty:
            return None
        note = wider_note(self._known, wide, self._runner.run(read.reading))
        return replace(self.answered(wider, found), relaxed=True, note=note)

    def nothing(self, read: Read, found: RunResult) -> Answer:
        """A no: what was looked for, and in how many tasks."""
        checked = self.checked(read.scope)
        if read.strange and all(self._printed(label, read.scope) for label in read.strange):
            return self.not_understood(read.linked)  # what stands in the text is never denied
        if read.takes_away_strangers:
            note = f"图谱里没有“{'”“'.join(read.strange)}”，不能把它除外。请核对名称。"
            base = self.said("nothing", note)
            return replace(self.with_reading(base, read), kind=found.kind, checked=checked, suggestions=self.near(read.linked))
        missing = self._unknown(read)
        sought = self._own(found.said, read)
        if isinstance(read.reading.meaning, One):  # the words alone do not say what was looked for
            sought = f"“{sought}”的{self._known.ontology.kind(read.reading.meaning.kind).label}"
        base = self.said("nothing", f"{missing}逐项检查{checked['tasks']}项任务，均未找到{sought}。")
        return replace(
            self.with_reading(base, read), kind=found.kind, sparql=found.sparql, checked=checked, suggestions=self.near(read.linked)
        )

    def not_understood(self, linked: Linked) -> Answer:
        """What was understood of a question that was not, and what may be asked instead."""
        names = [(i.start, i.end) for i in linked.items if isinstance(i.value, One) and i.value.iris]
        understood, near = surfaces(linked.items, names), self.near(linked)
        others = [(i.start, i.end) for i in linked.items if "stranger" in i.symbols and i.cost <= STRANGER_COST]
        names = [n for n in names if not any(a <= n[0] and n[1] <= b for a, b in others)]
        if linked.strangers and not names and not self._printed(linked.strangers[0], ()):
            checked = self.checked(())
            note = f"图谱里没有“{linked.strangers[0]}”。逐项检查{checked['tasks']}项任务，均未提到它。"
            return replace(self.said("nothing", note, understood), checked=checked, suggestions=near)
        if asked := self.halves:
            note = "这里问了不止一件事，请分开问。"
            return replace(self.said("not_understood", note, understood), suggestions=asked)
        part = f"读懂的部分：{'、'.join(understood)}。" if understood else ""
        return replace(
            self.said("not_understood", f"没有读懂这个问题。{part}请换一种说法，或从下面的问题开始。", understood), suggestions=near
        )

    @cached_property
    def halves(self) -> tuple[str, ...]:
        """The questions that the question holds, if it holds several: asked for when it is not read, and again before a sentence answers."""
        return halves(self._known, self._reader, self._question, self._today)

    def _printed(self, label: str, scopes: Iterable[DocumentScope]) -> bool:
        """Whether a document that is asked of has these words, wherever they stand in its text."""
        fold, documents = self._known.folding.fold, self._reader.documents(scopes)
        return len(documents) <= _MOST_READ and any(label in fold(self._known.store.text(d) or "") for d in documents)

    def unsure(self, found: Answer) -> Answer:
        """An answer that too little of the question speaks for: what it would be, told as what it is."""
        asked = (found.interpretation or "").removeprefix("您问的是：")
        note = f"如果问的是“{asked}”，答案是：{found.answer}不是的话，请换一种说法。"
        return replace(self.said("not_understood", "没有把握读懂这个问题。", found.understood), note=note)

    def checked(self, scopes: Iterable[DocumentScope]) -> dict[str, int]:
        """How much was looked through."""
        documents = self._reader.documents(scopes)
        return {"documents": len(documents), "tasks": self._wording.size(documents)}

    def near(self, linked: Linked) -> tuple[str, ...]:
        """Questions with an answer about what was recognised."""
        named = (i.value for i in linked.items if isinstance(i.value, One) and i.value.kind == "zp:Unit" and i.value.iris)
        unit = next((self._wording.name[one.iris[0]].label for one in named), "")
        return tuple(s.text for s in suggestions(self._wording, unit, 3))

    def _unknown(self, read: Read) -> str:
        """What of the question the graph does not know, in the question's own letters (6G, not 6g)."""
        return f"图谱里没有“{'”“'.join(self._own(label, read) for label in read.strange)}”。" if read.strange else ""

    def _own(self, said: str, read: Read) -> str:
        """Words of the question as the question spells them: 5G, not 5g."""
        for item in read.parsed.items:
            if not isinstance(item.value, One | FreeWords):  # a role or a date is said in the plans' words
                continue
            said = said.replace(item.surface, self._question[item.start : item.end]) if item.surface in said else said
        return said


def named(linked: Linked) -> list[tuple[int, int]]:
    """Where things that the graph knows are named."""
    return [(i.start, i.end) for i in linked.items if isinstance(i.value, One) and i.value.iris]


def surfaces(items: Iterable[Item], spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """The surfaces at these spans that lie in no longer one, in order."""
    wanted = set(spans)
    found = {(i.start, i.end): i.surface for i in items if (i.start, i.end) in wanted}
    longest = [s for s in found if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in found)]
    return tuple(found[s] for s in sorted(longest))
