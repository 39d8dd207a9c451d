"""A question that was not read, put before a model; what it proposes is checked, run, and marked as proposed. It never counts as read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from zhengpu.graph.errors import EnvironmentTrouble
from zhengpu.graph.facts import Iri
from zhengpu.proposals.model_address import ModelAddress
from zhengpu.proposals.proposal import Proposal
from zhengpu.proposals.proposal_checks import check_proposal
from zhengpu.proposals.proposed_form import ProposedForm, UnusableProposal, read_proposal
from zhengpu.query.answer import Answer
from zhengpu.query.answers.running import Runner
from zhengpu.query.deciding.outcomes import Outcomes
from zhengpu.query.kinds import KINDS
from zhengpu.query.meaning import Count, One, Whether, kind_of
from zhengpu.query.meanings.readings import QuestionReading
from zhengpu.query.reading.question_reader import QuestionReader, Read
from zhengpu.query.spoken.concepts import load_concepts
from zhengpu.query.words.lattice import Parsed
from zhengpu.query.words.link import Linked

if TYPE_CHECKING:
    from zhengpu.query.known import Known

__all__ = ["PROPOSED", "Proposer"]

PROPOSED = "proposed"
"""The rule that a proposed answer names, and nothing else does."""

_LONGEST = 300


class Proposer:
    """Over what questions are read with, and a model."""

    def __init__(self, known: Known, model: ModelAddress) -> None:
        self._known, self._model = known, model

    def proposed(self, answer: Answer, today: date) -> Proposal:
        """For the question of an answer that says it was not understood."""
        question, called = answer.question.strip(), self._model.model
        if answer.outcome != "not_understood" or len(question) > _LONGEST:
            return Proposal(called, refused="只替没有读懂的、不太长的问题问模型")
        linked = self._known.linker.link(question, self._known.wording, today)
        try:
            form = read_proposal(self._model.said(self._instructions(linked), question), linked.text, lambda *at: _named(linked, *at))
            reader = QuestionReader(self._known, today, ())
            concepts = load_concepts().with_roles(self._known.ontology.roles())
            check_proposal(form, linked, reader, self._known.ontology, concepts)
            return Proposal(called, self._answered(form, answer, linked, reader, today))
        except UnusableProposal as error:
            return Proposal(called, refused=str(error))
        except EnvironmentTrouble as error:
            return Proposal(called, refused=f"{error.what}，{error.why}")

    def _answered(self, form: ProposedForm, asked: Answer, linked: Linked, reader: QuestionReader, today: date) -> Answer:
        meaning, runner = form.meaning, Runner(self._known)
        kind = "count" if isinstance(meaning, Count) else "yesno" if isinstance(meaning, Whether) else KINDS[kind_of(meaning)]
        parsed = Parsed(("!",), 0, len(linked.text), meaning, 0.0, PROPOSED)
        read = Read(QuestionReading(meaning, kind), parsed, (), linked)
        found = runner.run(read.reading)
        if found.empty or not (found.items or found.boolean):
            raise UnusableProposal("按提议什么也找不到")
        told = Outcomes(self._known, asked.question, today, asked.id, reader, runner).answered(read, found)
        note = f"由模型 {self._model.model} 提议的理解，程序核对过它用到的名称、关系和每个词，没有算作读懂；请对照依据。"
        return replace(told, note=note, understood=tuple(linked.text[part.start : part.end] for part in form.quoted))

    def _instructions(self, linked: Linked) -> str:
        """How to write a meaning, with the kinds, the relations, and what the question names that the graph has."""
        ontology = self._known.ontology
        kinds = "\n".join(f"{term} {ontology.kind(term).label}" for term in KINDS if term in ontology.kinds)
        linking = (one for one in ontology.relations.values() if not one.literal and one.domain in KINDS and one.range in KINDS)
        relations = "\n".join(f"{one.term} {one.domain} → {one.range} {one.label}" for one in linking)
        names = "\n".join(dict.fromkeys(f"{kind} {words}" for kind, words in _names(linked)))
        return _template().format(kinds=kinds, relations=relations, names=names)


def _named(linked: Linked, kind: str, start: int, end: int) -> tuple[Iri, ...]:
    """What the words at a place name."""
    ones = [item.value for item in linked.items if (item.start, item.end) == (start, end) and isinstance(item.value, One)]
    return next((one.iris for one in ones if one.kind == kind and one.iris), ())


def _names(linked: Linked) -> Iterator[tuple[str, str]]:
    for item in linked.items:
        if isinstance(item.value, One) and item.value.iris:
            yield item.value.kind, linked.text[item.start : item.end]


@cache  # a constant of the installed program
def _template() -> str:
    data = tomllib.loads(resources.files("zhengpu.proposals").joinpath("proposing.toml").read_text("utf-8"))
    return str(data["instructions"])
