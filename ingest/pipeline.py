"""Document → everything learned from it, step by step."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from zhengpu.graph.chinese import Passage
from zhengpu.graph.dates import DateMention
from zhengpu.graph.facts import DocumentGraph
from zhengpu.graph.names import Names
from zhengpu.graph.offices import Offices, load_offices
from zhengpu.graph.places import Places
from zhengpu.ingest.assemble import assemble
from zhengpu.ingest.claims import Claims, Duty, FundingClaim
from zhengpu.ingest.document import Diagnostic, Document, Table
from zhengpu.ingest.duties.clauses import Clauses, grammar
from zhengpu.ingest.duties.duties import duties
from zhengpu.ingest.heads.territory import placed
from zhengpu.ingest.names.abbreviations import declared_names
from zhengpu.ingest.names.mentions import Mentions, load_mentions
from zhengpu.ingest.outline.outline import cell_sense, drawn_tables, outline
from zhengpu.ingest.outline.outline_rules import load_form
from zhengpu.ingest.plan import Column, Plan, Task
from zhengpu.ingest.quality.judging import judged
from zhengpu.ingest.records.record_reader import record_tables
from zhengpu.ingest.report import Report, report
from zhengpu.ingest.resolve import resolve
from zhengpu.ingest.tables.aligned import aligned_tables
from zhengpu.ingest.tables.split_sheets import rejoined
from zhengpu.ingest.targets.deadlines import deadlines
from zhengpu.ingest.targets.figures import FigureTables, load_figures
from zhengpu.ingest.targets.funding import Funding, load_funding
from zhengpu.ingest.targets.targets import Targets, load_targets
from zhengpu.ingest.targets.years import PlanYears, load_plan_years

__all__ = ["STEPS", "Learned", "Reader", "learn", "load_reader"]

_TITLE_ABOVE, _LINES_ABOVE = 200, 3
"""How far above a table its title may stand."""

STEPS = ("outline", "duties", "targets", "deadlines", "funding", "mentions", "records", "resolve", "assemble", "quality", "report")
"""What `learn` does, in order."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The parts that read documents, built once and shared; none of them changes."""

    names: Names
    clauses: Clauses
    targets: Targets
    years: PlanYears
    figures: FigureTables
    funding: Funding
    mentions: Mentions
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
    """The parts from their definition files, the same ones for the same names: none of them changes, and to build them takes a second."""
    return _reader(names or Names())


@lru_cache(maxsize=4)
def _reader(names: Names) -> Reader:
    offices = load_offices()
    return Reader(
        names=names,
        clauses=Clauses.of(grammar()),
        targets=(targets := load_targets()),
        years=load_plan_years(targets.dates),
        figures=load_figures(targets.dates),
        funding=load_funding(),
        mentions=load_mentions(offices.places),
        offices=offices,
        places=offices.places,
    )


def learn(document: Document, reader: Reader, *, topics: bool = True) -> Learned:
    """Read one document: same document in, same facts out. Without `topics` jieba is not loaded.

    >>> text = "甲县2022年计划\\n一、文旅\\n1.办好庙会。（县文旅局牵头，县教育局配合）\\n2.建好场馆。（县教育局负责）"
    >>> learned = learn(Document("计划", "text/plain", text), load_reader(), topics=False)
    >>> [(duty.unit, duty.role) for duty in learned.claims.duties]
    [('县文旅局', 'leads'), ('县教育局', 'cooperates'), ('县教育局', 'responsible')]
    """
    sense = cell_sense(load_form(), reader.clauses)
    document = rejoined(document, sense)
    aligned = () if document.tables else tuple(aligned_tables(document.text))
    document = _with_drawn_tables(document, reader, aligned)
    plan = placed(outline(document, reader.clauses, tables=document.tables), document, reader.places)
    found, odd = duties(plan, reader.clauses)
    claims = _claims(document, plan, reader, found, topics=topics)
    claims = replace(claims, tables=record_tables(document, sense, [found.value for found in plan.head.attachments], aligned))
    declared = declared_names(_texts(plan), reader.clauses.wording.bodies, reader.places)
    resolved = resolve(plan, claims, reader.offices, reader.places, reader.names, declared)
    graph = assemble(document, plan, claims, resolved, reader.names)
    diagnostics: tuple[Diagnostic, ...] = (*document.diagnostics, *plan.diagnostics, *odd)
    quality = judged(document, plan, claims, reader.clauses, diagnostics)
    said = report(document, plan, claims, (*diagnostics, *quality.doubts), quality)
    meta = {"zp:report": said.as_json()} | ({"zp:fileDigest": document.digest} if document.digest else {})
    meta |= {"zp:layout": document.layout.as_text()} if document.layout else {}
    return Learned(document, plan, claims, replace(graph, meta=meta), said)


def _texts(plan: Plan) -> Iterator[str]:
    """The text of a plan, passage by passage."""
    for passage in (plan.notice, *plan.loose, *(section.passage for section in plan.sections), *(task.passage for task in plan.tasks)):
        yield passage.text


def _with_drawn_tables(document: Document, reader: Reader, aligned: tuple[Table, ...]) -> Document:
    """A document without tables of its own, with those that its text draws."""
    if document.tables:
        return document
    tasks = drawn_tables(document, reader.clauses, aligned=aligned)
    figures = (
        table
        for table in reader.figures.drawn(document.text)
        if not any(table.span.start < other.span.end and other.span.start < table.span.end for other in tasks)
    )
    return replace(document, tables=tuple(sorted((*tasks, *figures), key=lambda table: table.span)))


def _claims(document: Document, plan: Plan, reader: Reader, found: tuple[Duty, ...], *, topics: bool) -> Claims:
    """Everything the tasks, and for headline targets the text outside them, say besides who does what."""
    year, since = reader.years.of_plan(plan), reader.years.since(plan)
    targets = list(reader.figures.read(document, year, since))
    funding: list[FundingClaim] = []
    heads = sorted((section.span.start, place) for place, section in enumerate(plan.sections))
    for passage in plan.loose:
        at = bisect_right(heads, (passage.offsets[0], len(heads)))
        above = heads[at - 1][1] if at else None  # what stands below a heading belongs to it
        if not reader.years.told(plan, above):
            targets.extend(reader.targets.read(passage, None, reader.years.under(plan, above), _ordinals(passage), since=since))
    for place, section in enumerate(plan.sections):
        if reader.years.told(plan, place):
            continue
        heading = section.passage.text.find(section.title) + len(section.title)
        targets.extend(reader.targets.read(section.passage, None, reader.years.under(plan, place), [(0, heading)], since=since))
    years = [_year_above(document, task) or reader.years.under(plan, task.section) for task in plan.tasks]
    dates = tuple(reader.targets.dates.find(task.passage.text, year) for task, year in zip(plan.tasks, years, strict=True))
    for index, (task, year) in enumerate(zip(plan.tasks, years, strict=True)):
        clauses = [(clause.start, clause.end) for clause in reader.clauses.find(task.passage)]
        dated = list(_dated_columns(task, reader, year))
        cells = [_place(task, column) for column, _ in dated]
        if not (clauses or task.columns) and (reader.years.told(plan, task.section) or reader.years.tells(task.title)):
            continue  # how things are, in numbered paragraphs that nobody is charged with
        ordinal = (0, 0 if task.columns else bisect_left(task.passage.offsets, task.title_span.start))
        found_here = list(reader.targets.read(task.passage, index, year, [ordinal, *clauses, *cells], dates=dates[index], since=since))
        for column, head in dated:
            if since is None or head.code > since:  # else the column tells what has been reached
                found_here.extend(reader.targets.read(column.passage, index, year, since=since, column=head))
        subject = reader.targets.indicators.bare(task.title) if task.columns else None
        targets.extend(replace(target, indicator=target.indicator or subject or None) for target in found_here)
        funding.extend(reader.funding.read(task.passage, index, clauses))
    citations, mentions = reader.mentions.of_plan(plan, reader.clauses, topics=topics)
    return Claims(
        duties=found,
        citations=citations,
        mentions=mentions,
        targets=tuple(targets),
        deadlines=deadlines(plan, targets, reader.clauses, reader.targets.dates, dates, years),
        funding=tuple(funding),
    )


def _ordinals(passage: Passage) -> list[tuple[int, int]]:
    """Where the lines of a passage begin with an ordinal: 3.1 is no number of anything."""
    starts = [0, *(found.end() for found in re.finditer("\n", passage.text))]
    return [found.span() for start in starts if (found := load_form().ordinal.match(passage.text, start))]


def _year_above(document: Document, task: Task) -> int | None:
    """The year that the title right above a row's table names; a date there is none."""
    table = next((table for table in document.tables if table.span.start <= task.title_span.start < table.span.end), None)
    if table is None:
        return None
    above = document.text[max(0, table.span.start - _TITLE_ABOVE) : table.span.start].rstrip().split("\n")[-_LINES_ABOVE:]
    stated = [found for line in above if not re.search("[。：:]", line) for found in re.findall(r"(20\d\d)\s*年(?!\s*\d+\s*月)", line)]
    return int(stated[-1]) if stated else None


def _dated_columns(task: Task, reader: Reader, year: int | None) -> Iterator[tuple[Column, DateMention]]:
    """The columns whose head is a date, with it: what stands under 2025年目标 is to be reached in 2025."""
    for column in task.columns:
        mentions = [mention for mention in reader.targets.dates.find(column.head, year, cell=True) if mention.role in ("bare", "until")]
        if mentions and len(column.passage) and reader.clauses.cell(column.head, column.passage, column.kind) is None:
            yield column, mentions[-1]


def _place(task: Task, column: Column) -> tuple[int, int]:
    """Where a column's text stands in its task's passage."""
    offsets = task.passage.offsets
    return bisect_left(offsets, column.passage.offsets[0]), bisect_right(offsets, column.passage.offsets[-1])
