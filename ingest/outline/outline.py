"""Document → Plan: head matter, the tree of sections, the tasks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from zhengpu.graph.chinese import Passage
from zhengpu.graph.cleaning import flow
from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Document, Table
from zhengpu.ingest.outline.blocks import Block, Layout, grow
from zhengpu.ingest.outline.frame import PlanPart, frame
from zhengpu.ingest.outline.headings import bare_headings
from zhengpu.ingest.outline.ordinals import depths, markers
from zhengpu.ingest.outline.outline_rules import OutlineRules, load_form
from zhengpu.ingest.outline.paragraphs import unwrapped
from zhengpu.ingest.outline.plan_builder import PlanBuilder
from zhengpu.ingest.outline.tasks import ClauseFinder, TaskFinder
from zhengpu.ingest.outline.value_lines import with_values_beside
from zhengpu.ingest.plan import Plan, TableUse
from zhengpu.ingest.tables.aligned import aligned_tables
from zhengpu.ingest.tables.cell_words import Sense, are_heads
from zhengpu.ingest.tables.drawn import tables_in_text
from zhengpu.ingest.tables.framed import framed_tables
from zhengpu.ingest.tables.grid import TableReader, assigning_nothing
from zhengpu.ingest.tables.stacked import stacked_tables
from zhengpu.ingest.tables.task_rows import TaskRow, TaskTable

__all__ = ["ClauseFinder", "cell_sense", "drawn_tables", "outline"]


_PLACE = 2
_HEAD_ROWS, _KNOWN_HEADS, _FEWEST_COUNTED = 3, 3, 2
_ANY_YEAR = 2000
_FEWEST_BULLETS = 3
_LONGEST_PACE = 12
_PLAIN, _LAYS_OUT = "text/plain", 0.6


def outline(document: Document, clauses: ClauseFinder, form: OutlineRules | None = None, tables: Sequence[Table] | None = None) -> Plan:
    """Read how a plan is built: head matter, sections, and the tasks of rule 23 (the smallest item with a closing clause).

    `tables` are those of the document and those its text draws, if they are known already.
    """
    form = form or load_form()
    if tables is None:
        tables = document.tables or drawn_tables(document, clauses, form)
    reader = TableReader(document, cell_sense(form, clauses))
    read = [(table, reader.read(table)) for table in tables]
    grids = [made for _, made in read if made]
    aside = [Span(*match.span()) for match in form.furniture.finditer(document.text)]
    aside.extend(_contents(document.text, form.contents))
    aside.extend(_bullets(document.text, form.bullets))
    apart = [table.span for table in tables if _apart(document, table, grids)]
    said = with_values_beside(form.spoken(document.text), form.blocks.label, form.ordinal, _assigns(clauses), clauses.is_list)
    running = unwrapped(flow(said, [*document.furniture, *apart, *aside]), document.text)
    places = [running.position(made.span.start) for made in grids]
    around = frame(running, form.head, form.force, clauses.wording.bodies.split, form.folding, places)
    layout = Layout(running, form.blocks, _is_clause(clauses))
    grown = [_blocks(layout, form, part) for part in around.parts]
    chooser = TaskFinder(layout, clauses, [block for blocks in grown for block in blocks])
    builder = PlanBuilder(layout, chooser, form, grids)
    several = sum(part.title is not None and part.ordinal is None for part in around.parts) >= 2
    for i, (part, blocks) in enumerate(zip(around.parts, grown, strict=True), 1):
        builder.part(part, blocks, str(i) if several and part.ordinal is None else part.ordinal)
    uses = tuple(_use(document, table, made, reader.sense) for table, made in read)
    return replace(builder.plan(around.head), notice=layout.passage(*around.notice), tables=uses, aside=tuple(aside))


def _use(document: Document, table: Table, made: TaskTable | None, sense: Sense) -> TableUse:
    wished = assigning_nothing(document, table, sense)
    if made is None:
        said = tuple(cell.span for cell in table.cells if document.text[cell.span.slice].strip())
        return TableUse(table.span, 0, len(said), said, wished)
    return TableUse(table.span, sum(isinstance(line, TaskRow) for line in made.lines), made.cells, made.unused, wished)


def drawn_tables(
    document: Document, clauses: ClauseFinder, form: OutlineRules | None = None, aligned: Sequence[Table] | None = None
) -> tuple[Table, ...]:
    """The tables of tasks that a document without tables of its own draws in its text; `aligned` are its aligned ones, if they are known."""
    if document.tables:
        return ()
    words = (form or load_form()).tables
    role, bodies = clauses.wording.column, clauses.wording.bodies

    def heads(said: Sequence[str]) -> bool:
        return are_heads(said, words, role)

    framed = tuple(framed_tables(document.text, heads))
    sense = cell_sense(form or load_form(), clauses)
    if aligned is None and not framed:
        aligned = tuple(aligned_tables(document.text))
    drawn = framed or _fullest(document, sense, tables_in_text(document.text, heads, words.heading), aligned or ())
    return drawn or tuple(stacked_tables(document.text, words, role, clauses.is_list, bodies.is_pace))


def _bullets(text: str, opening: re.Pattern[str]) -> Iterator[Span]:
    """Bullets: signs that open several lines and stand nowhere else, as stars that mark a name do."""
    opened = Counter(match["bullet"] for match in opening.finditer(text))
    bullets = {sign for sign, count in opened.items() if count >= _FEWEST_BULLETS and text.count(sign) == count}
    for match in opening.finditer(text) if bullets else ():
        if match["bullet"] in bullets:
            yield Span(*match.span("bullet"))


def _contents(text: str, head: re.Pattern[str]) -> Iterator[Span]:
    """The lines of a table of contents that prints no page numbers: below its head, and each again further down."""
    for match in head.finditer(text):
        start, end = match.end(), match.end()
        seen = 0
        while end < len(text):
            stop = text.find("\n", end + 1)
            stop = stop if stop >= 0 else len(text)
            line = text[end:stop].strip()
            if line and not re.search(rf"(?m)^[^\S\n]*{re.escape(line)}[^\S\n]*$", text[stop:]):
                break
            seen += bool(line)
            end = stop
        if seen > 1:
            yield Span(start, end)


def _assigns(clauses: ClauseFinder) -> Callable[[str], str]:
    """What a label assigns: a role, a deadline, nothing."""
    return lambda label: clauses.wording.column(label)[0]


def _is_clause(clauses: ClauseFinder) -> Callable[[str], bool]:
    """Whether a line is a clause and nothing else."""

    def check(line: str) -> bool:
        found = clauses.find(Passage(line, tuple(range(len(line)))))
        return len(found) == 1 and bool(found[0].parts) and found[0].start == 0 and found[0].end >= len(line.rstrip("。；"))

    return check


def _fullest(document: Document, sense: Sense, plainly: Iterable[Table], aligned: Iterable[Table]) -> tuple[Table, ...]:
    """Of two readings of the same lines the one that gives more tasks; lines that only look aligned are no table."""
    reader = TableReader(document, sense)
    by_tasks: list[tuple[int, Table]] = []
    for table in aligned:
        if made := reader.read(table):
            by_tasks.append((sum(isinstance(line, TaskRow) for line in made.lines), table))
        elif _names_columns(document, table, sense) or _counts_rows(document, table):
            by_tasks.append((0, table))  # not understood, but no prose
    reader = TableReader(document, sense)
    for table in plainly:
        made = reader.read(table)
        tasks = sum(isinstance(line, TaskRow) for line in made.lines) if made else 0
        over = [one for one in by_tasks if one[1].span.start < table.span.end and table.span.start < one[1].span.end]
        if tasks > sum(count for count, _ in over) or not over:
            by_tasks = [*(one for one in by_tasks if one not in over), (tasks, table)]
    return tuple(sorted((table for _, table in by_tasks), key=lambda table: table.span))


def _names_columns(document: Document, table: Table, sense: Sense) -> bool:
    """Whether one of a table's first rows holds three heads that are known, or that of numbers and others beside it."""
    for row in range(_HEAD_ROWS):
        heads: dict[int, str] = {}
        for cell in table.cells:
            if cell.row == row:
                heads[cell.column] = heads.get(cell.column, "") + document.text[cell.span.slice]
        kinds = {kind for head in heads.values() if (kind := sense.kind(head))}
        if len(kinds) >= _KNOWN_HEADS or ("number" in kinds and len(heads) > _KNOWN_HEADS):
            return True
    return False


def _counts_rows(document: Document, table: Table) -> bool:
    """Whether a table's first column counts its rows, whatever the others hold: read line by line they would say what no cell says."""
    said: dict[int, str] = {}
    for cell in table.cells:
        if cell.column == 0:
            said[cell.row] = said.get(cell.row, "") + document.text[cell.span.slice].strip()
    numbers = [int(text) for _, text in sorted(said.items()) if text.isdecimal()]
    return len(numbers) >= _FEWEST_COUNTED and all(one + 1 == other for one, other in pairwise(numbers))


def cell_sense(form: OutlineRules, clauses: ClauseFinder) -> Sense:
    """How a table's cells are told: heads and names by the clause grammar, dates by the reader of dates."""
    wording = clauses.wording

    @cache
    def name(text: str) -> bool:
        return wording.bodies.grade(text) >= _PLACE and not any(char.isdecimal() for char in text)

    @cache
    def names(text: str) -> bool:
        reading = wording.read(text, 0, len(text))
        whole = [unit.text for part in reading.parts for unit in part.units if name(unit.text)]
        return 2 * len(whole) >= max(len(reading.grades), 1) and any(wording.bodies.grade(one) > _PLACE for one in whole)

    def offices(text: str) -> bool:
        reading = wording.read(text, 0, len(text))
        named = [unit.text for part in reading.parts for unit in part.units]
        known = [one for one in named if wording.bodies.begins_name(one)]
        return 2 * len(known) > len(named)

    @cache
    def time(text: str) -> bool:
        said = "".join(text.split())
        dated = sum(mention.end - mention.start for mention in form.dates.find(said, _ANY_YEAR, cell=True))
        return len(said) > 0 and (2 * dated >= len(said) or (len(said) <= _LONGEST_PACE and wording.bodies.is_pace(said)))

    return Sense(form.tables, wording.column, names, name, wording.bodies.begins_name, offices, time)


def _apart(document: Document, table: Table, grids: Sequence[TaskTable]) -> bool:
    """A table is no running text, unless it only serves to lay out the whole page, as none does that a text draws."""
    length = table.span.end - table.span.start
    drawn = document.media_type == _PLAIN
    return drawn or any(made.span == table.span for made in grids) or length < _LAYS_OUT * len(document.text)


def _blocks(layout: Layout, form: OutlineRules, part: PlanPart) -> list[Block]:
    found = markers(layout.flow, form.styles, form.ordinal, part.start, part.end)
    found = sorted([*found, *bare_headings(layout, found, part.start, part.end)], key=lambda marker: marker.start)
    parents = depths(found)
    return grow(found, parents, layout.leads(found, parents, part.end), part.end)
