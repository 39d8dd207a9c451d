"""Document → everything learned from it, step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph.facts import DocumentGraph
from graph.names import Names
from graph.offices import Offices, load_offices
from graph.places import Places
from ingest.assemble import assemble
from ingest.claims import Claims
from ingest.clauses import Clauses, grammar
from ingest.document import Diagnostic, Document
from ingest.outline import outline
from ingest.plan import Plan
from ingest.relations import duties
from ingest.report import Report, report
from ingest.resolve import resolve

__all__ = ["STEPS", "Learned", "Reader", "learn", "load_reader"]

STEPS = ("outline", "duties", "targets", "deadlines", "funding", "mentions", "resolve", "assemble", "report")
"""What `learn` does, in order."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The parts that read documents, built once and shared; none of them changes."""

    names: Names
    clauses: Clauses
    offices: Offices
    places: Places


@dataclass(frozen=True, slots=True)
class Learned:
    """Everything learned from one document."""

    document: Document
    plan: Plan
    claims: Claims
    graph: DocumentGraph
    report: Report


def load_reader(names: Names | None = None) -> Reader:
    """Build the parts from their definition files."""
    offices = load_offices()
    return Reader(names or Names(), Clauses.of(grammar()), offices, offices.places)


def learn(document: Document, reader: Reader, *, topics: bool = True) -> Learned:
    """Read one document: same document in, same facts out. Without `topics` jieba is not loaded.

    >>> text = "甲县2022年计划\\n一、文旅\\n1.办好庙会。（县文旅局牵头，县教育局配合）\\n2.建好场馆。（县教育局负责）"
    >>> learned = learn(Document("计划", "text/plain", text), load_reader(), topics=False)
    >>> [(duty.unit, duty.role) for duty in learned.claims.duties]
    [('县文旅局', 'leads'), ('县教育局', 'cooperates'), ('县教育局', 'responsible')]
    """
    plan = outline(document, reader.clauses)
    found, odd = duties(plan, reader.clauses)
    claims = Claims(duties=found)
    resolved = resolve(plan, claims, reader.offices, reader.places, reader.names)
    graph = assemble(document, plan, claims, resolved, reader.names)
    diagnostics: tuple[Diagnostic, ...] = (*document.diagnostics, *plan.diagnostics, *odd)
    said = report(document, plan, claims, diagnostics)
    return Learned(document, plan, claims, replace(graph, meta={"zp:report": said.as_json()}), said)
