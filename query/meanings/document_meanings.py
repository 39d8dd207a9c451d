"""Meanings of documents: their head matter, and the relations of the ontology read either way."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from zhengpu.query.answer import Kind
from zhengpu.query.kinds import DOCUMENT, KINDS, SECTION, TASK, UNIT
from zhengpu.query.meaning import (
    Describe,
    Either,
    Minus,
    Of,
    One,
    Set,
    Step,
    Via,
    Where,
    kind_of,
)
from zhengpu.query.meanings.ground import mod_of
from zhengpu.query.meanings.readings import CURRENT, Blank, KindWord, Mod, QuestionReading, Several
from zhengpu.query.meanings.task_meanings import TaskMeanings
from zhengpu.query.words.link import Period

__all__ = ["DocumentMeanings"]


class DocumentMeanings(TaskMeanings):
    """Functions of `patterns.toml` about documents and relations."""

    # ── documents ──

    def f_current(self) -> Set:
        iris = self._documents or self._wording.every
        return One(DOCUMENT, iris, self._label if len(iris) == 1 else CURRENT)

    def f_papers_meant(self) -> One:
        """The documents in scope, called by what the question calls them."""
        label = self._label if self._documents and self._label != CURRENT else self._ontology.kind(DOCUMENT).label
        return One(DOCUMENT, self._documents or self._wording.every, label)

    def f_all_documents(self, number: int | None = None) -> Set | None:
        """Every document in scope; three of them only where there are three."""
        iris = self._documents or self._wording.every
        return One(DOCUMENT, iris, self._ontology.kind(DOCUMENT).label) if number in (None, len(iris)) else None

    def f_ask_papers(self, tasks: Mod | Set, asked: Blank) -> QuestionReading | None:
        """Only where the question says that it asks for documents or parts of them."""
        return self.f_ask(mod_of(tasks).set, asked) if asked.kind is not None and asked.kind.kind in (DOCUMENT, SECTION) else None

    def f_papers_charging(self, units: Several, kind: str) -> Set | None:
        """给县文旅局安排了任务的文件."""
        return self._routes.go(self.f_involving(units).set, kind)

    def f_papers_not_charging(self, units: Several) -> Set | None:
        charging = self.f_papers_charging(units, DOCUMENT)
        return Minus(Of(DOCUMENT), charging) if charging is not None else None

    def f_named_papers(self, document: Set | None = None) -> QuestionReading | None:
        return self.f_papers(document or self.f_current(), Blank(KindWord("zp:Policy")))

    def f_issued_by(self, units: Several) -> Set:
        sets = tuple(Via(unit, Step(("dct:publisher",), False), DOCUMENT) for unit in units.sets)
        return sets[0] if len(sets) == 1 else Either(sets)

    def f_issued_in(self, period: Period) -> Set:
        return self._dated(Of(DOCUMENT), "dct:issued", period)

    def f_ask_documents(self, documents: Set, asked: Blank) -> QuestionReading | None:
        if asked.kind is not None and asked.kind.kind not in (DOCUMENT, "zp:Policy"):
            return None
        return self.f_ask(documents, replace(asked, kind=None))

    def f_ask_without_role(self, asked: Blank, step: Step) -> QuestionReading | None:
        if asked.kind is None or asked.kind.kind not in (DOCUMENT, SECTION):
            return None
        kind = asked.kind.kind
        charged = self._routes.go(self.f_with_role(step).set, kind)
        return self.f_ask(Minus(Of(kind), charged), replace(asked, kind=None)) if charged is not None else None

    def f_lacking(self, asked: Blank, attribute: str) -> QuestionReading | None:
        """Documents of which something is not written."""
        if asked.kind is None or asked.kind.kind != DOCUMENT:
            return None
        return self.f_ask(Where(Of(DOCUMENT), attribute, "missing"), replace(asked, kind=None))

    def f_describe(self, document: Set | None, attribute: str, kind: Kind) -> QuestionReading:
        return QuestionReading(Describe(document or self.f_current(), (attribute,)), kind)

    def f_issuer(self, document: Set | None, asked: Blank) -> QuestionReading | None:
        if asked.kind is not None and asked.kind.kind != UNIT:
            return None
        return QuestionReading(Via(document or self.f_current(), Step(("dct:publisher",)), UNIT), "units")

    # ── relations ──

    def f_forward(self, source: Set, step: Step, asked: Blank | None = None) -> QuestionReading | None:
        relation = self._ontology.relation(step.relations[0])
        end = relation.range or UNIT
        start = relation.domain or kind_of(source)
        if kind_of(source) != start:
            if kind_of(source) == DOCUMENT and start == TASK and end != "zp:Policy":
                source = self._routes.tasks(source)
            else:
                return None
        if end not in KINDS:
            return None
        if asked is None:
            return QuestionReading(Via(source, step, end), KINDS[end])
        if asked.kind is not None and not _alike(asked.kind.kind, end):
            return None
        return self.f_ask(Via(source, step, end), Blank(None, asked.form))

    def f_related(self, source: Set, step: Step, kind: KindWord) -> Set | None:
        reading = self.f_forward(source, step, Blank(kind))
        return cast(Set, reading.meaning) if reading is not None else None

    def f_backward(self, asked: Blank, step: Step, thing: One) -> QuestionReading | None:
        relation = self._ontology.relation(step.relations[0])
        kind = kind_of(thing)
        if not (relation.range == kind or (relation.range is None and kind == UNIT) or (relation.range, kind) == ("zp:Policy", DOCUMENT)):
            return None
        source = replace(thing, kind="zp:Policy") if (relation.range, kind) == ("zp:Policy", DOCUMENT) else thing
        start = relation.domain or TASK
        found: Set | None = Via(source, step.turned, start)
        if asked.kind is not None and not _alike(asked.kind.kind, start):
            found = self._go(cast(Set, found), asked.kind)
        return self.f_ask(found, Blank(None, asked.form)) if found is not None else None

    def f_forward_here(self, step: Step, asked: Blank | None = None) -> QuestionReading | None:
        relation = self._ontology.relation(step.relations[0])
        return self.f_forward(self.f_current(), step, asked) if relation.domain == DOCUMENT else None

    def f_papers(self, document: Set, asked: Blank) -> QuestionReading | None:
        if asked.kind is None or asked.kind.kind not in (DOCUMENT, "zp:Policy"):
            return None
        if asked.kind.kind == DOCUMENT and not isinstance(document, One):
            return None  # 给县文旅局安排任务的文件有哪几份 asks for those documents, not for what they cite
        found = self._routes.go(document, "zp:Policy")
        return self.f_ask(found, Blank(None, asked.form)) if found is not None else None


def _alike(asked: str, kind: str) -> bool:
    """文件 may be a policy that is cited, 单位 a group."""
    pairs = ({DOCUMENT, "zp:Policy"}, {UNIT, "zp:UnitGroup"}, {UNIT, "zp:Payer"})
    return asked == kind or {asked, kind} in pairs
