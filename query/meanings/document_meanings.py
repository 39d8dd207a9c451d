"""Meanings of documents: their head matter, and the relations of the ontology read either way."""

from __future__ import annotations

from dataclasses import replace

from zhengpu.query.answer import Kind
from zhengpu.query.kinds import DOCUMENT
from zhengpu.query.meaning import (
    Describe,
    Either,
    Of,
    One,
    Set,
    Step,
    Via,
)
from zhengpu.query.meanings.readings import CURRENT, Blank, KindWord, QuestionReading, Several
from zhengpu.query.meanings.task_meanings import TaskMeanings
from zhengpu.query.words.link import Period

__all__ = ["DocumentMeanings"]


class DocumentMeanings(TaskMeanings):
    """Meanings about documents and relations."""

    # ── documents ──

    def f_current(self) -> Set:
        iris = self._documents or self._wording.every
        return One(DOCUMENT, iris, self._label if len(iris) == 1 else CURRENT)

    def f_papers_meant(self) -> One:
        """The documents in scope, called by what the question calls them."""
        label = self._label if self._documents and self._label != CURRENT else self._ontology.kind(DOCUMENT).label
        return One(DOCUMENT, self._documents or self._wording.every, label)

    def f_named_papers(self, document: Set | None = None) -> QuestionReading | None:
        return self.f_papers(document or self.f_current(), Blank(KindWord("zp:Policy")))

    def f_issued_by(self, units: Several) -> Set:
        sets = tuple(Via(unit, Step(("dct:publisher",), False), DOCUMENT) for unit in units.sets)
        return sets[0] if len(sets) == 1 else Either(sets)

    def f_issued_in(self, period: Period) -> Set:
        return self._dated(Of(DOCUMENT), "dct:issued", period)

    def f_describe(self, document: Set | None, attribute: str, kind: Kind) -> QuestionReading:
        return QuestionReading(Describe(document or self.f_current(), (attribute,)), kind)

    # ── relations ──

    def f_cited_by(self, step: Step, paper: One) -> QuestionReading:
        """被哪份文件废止: the documents that have this paper in a relation."""
        source = replace(paper, kind="zp:Policy") if paper.kind == DOCUMENT else paper
        return QuestionReading(Via(source, step.turned, DOCUMENT), "documents")

    def f_papers(self, document: Set, asked: Blank) -> QuestionReading | None:
        if asked.kind is None or asked.kind.kind not in (DOCUMENT, "zp:Policy"):
            return None
        if asked.kind.kind == DOCUMENT and not isinstance(document, One):
            return None  # 给县文旅局安排任务的文件有哪几份 asks for those documents, not for what they cite
        found = self._routes.go(document, "zp:Policy")
        return self.f_ask(found, Blank(None, asked.form)) if found is not None else None
