"""Document → Plan: head matter, the tree of sections, the tasks."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise

from zhengpu.graph.chinese import Passage
from zhengpu.graph.cleaning import flow
from zhengpu.graph.dates import Dates
from zhengpu.graph.facts import Span
from zhengpu.graph.folding import Folding
from zhengpu.ingest.document import Diagnostic, Document, Table
from zhengpu.ingest.outline.blocks import Block, BlockWords, Layout, grow
from zhengpu.ingest.outline.frame import PlanPart, frame
from zhengpu.ingest.outline.headings import bare_headings
from zhengpu.ingest.outline.headwords import ForceWords, HeadWords, TerritoryWords
from zhengpu.ingest.outline.ordinals import Marker, NumberStyle, compile_styles, depths, markers, ordinal_value
from zhengpu.ingest.outline.paragraphs import unwrapped
from zhengpu.ingest.outline.task_numbers import task_numbers
from zhengpu.ingest.outline.tasks import ClauseFinder, Stretch, TaskFinder
from zhengpu.ingest.outline.value_lines import with_values_beside
from zhengpu.ingest.plan import Column, DocumentHead, Found, Plan, Section, TableUse, Task
from zhengpu.ingest.tables.aligned import aligned_tables
from zhengpu.ingest.tables.cell_words import Sense, TableWords, are_heads
from zhengpu.ingest.tables.drawn import tables_in_text
from zhengpu.ingest.tables.framed import framed_tables
from zhengpu.ingest.tables.grid import TableReader, assigning_nothing
from zhengpu.ingest.tables.stacked import stacked_tables
from zhengpu.ingest.tables.task_rows import Heading, TaskRow, TaskTable

__all__ = ["ClauseFinder", "OutlineRules", "cell_sense", "drawn_tables", "load_form", "outline"]


_COLON = "："
_PLACE = 2
_HEAD_ROWS, _KNOWN_HEADS = 3, 3
_ANY_YEAR = 2000
_FEWEST_BULLETS = 3
_FURNITURE = (("ornament", "dash"), ("contents", "line"))
_LONGEST_PACE = 12


@dataclass(frozen=True, slots=True)
class OutlineRules:
    """outline.toml, compiled."""

    styles: tuple[NumberStyle, ...]
    ordinal: re.Pattern[str]
    head: HeadWords
    territory: TerritoryWords
    force: ForceWords
    blocks: BlockWords
    tables: TableWords
    folding: Folding
    furniture: re.Pattern[str]
    bullets: re.Pattern[str]
    contents: re.Pattern[str]
    blank_label: re.Pattern[str]
    dates: Dates

    def spoken(self, text: str) -> str:
        """The text with a colon behind a label that only a blank parts from its value; every position stays valid.

        >>> load_form().spoken("牵头单位 市教育局")
        '牵头单位：市教育局'
        """
        return self.blank_label.sub(lambda match: match[0][:-1] + _COLON, text)

    def printed(self, match: re.Match[str]) -> str:
        """What a path shows of an ordinal that `ordinal` matched."""
        i = int((match.lastgroup or "s0")[1:])
        return self.styles[i].shown(match[f"n{i}"], match[f"s{i}"])

    def openings(self, cells: Sequence[str]) -> list[re.Match[str] | None]:
        """The ordinals that cells of a column begin with; one without a mark of its own only where the cells count 1, 2, 3 … so.

        >>> [match and match[0] for match in load_form().openings(["1.修路", "三期厂房", "10万吨冷库"])]
        ['1.', None, None]
        >>> [match and match[0] for match in load_form().openings(["1修路", "2架桥", "3通航"])]
        ['1', '2', '3']
        """
        found = [self.ordinal.match(cell) for cell in cells]
        bare = [int((match.lastgroup or "s0")[1:]) if match else -1 for match in found]
        bare = [i if i >= 0 and self.styles[i].run else -1 for i in bare]
        said = [ordinal_value(match[f"n{i}"]) for match, i in zip(found, bare, strict=True) if match and i >= 0]
        counted = len(said) > 1 and said == list(range(1, len(found) + 1))
        return [match if i < 0 or counted else None for match, i in zip(found, bare, strict=True)]


@cache
def load_form() -> OutlineRules:
    """The forms of plans as shipped."""
    data = tomllib.loads(files("zhengpu.ingest.outline").joinpath("outline.toml").read_text(encoding="utf-8"))
    styles, ordinal = compile_styles(data["style"])
    return OutlineRules(
        styles,
        ordinal,
        HeadWords.of(data),
        TerritoryWords.of(data["territory"]),
        ForceWords.of(data["force"]),
        BlockWords.of(data),
        TableWords.of(data["table"]),
        Folding(),
        re.compile("|".join((data["ornament"]["pattern"], *(data[table][key].removeprefix("(?m)") for table, key in _FURNITURE)))),
        re.compile(rf"(?m)^[^\S\n]*(?P<bullet>{data['ornament']['bullet']})[^\S\n]*(?=\w)"),
        re.compile(data["contents"]["head"]),
        re.compile(data["blank_label"]["pattern"]),
        Dates.load(),
    )


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
    builder = _Builder(layout, chooser, form, grids)
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
        elif _names_columns(document, table, sense):
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
    """Whether one of a table's first rows holds three heads that are known."""
    for row in range(_HEAD_ROWS):
        heads: dict[int, str] = {}
        for cell in table.cells:
            if cell.row == row:
                heads[cell.column] = heads.get(cell.column, "") + document.text[cell.span.slice]
        if len({kind for head in heads.values() if (kind := sense.kind(head))}) >= _KNOWN_HEADS:
            return True
    return False


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
    """A table is no running text, unless it only serves to lay out the whole page."""
    length = table.span.end - table.span.start
    return any(made.span == table.span for made in grids) or length < 0.6 * len(document.text)


def _blocks(layout: Layout, form: OutlineRules, part: PlanPart) -> list[Block]:
    found = markers(layout.flow, form.styles, form.ordinal, part.start, part.end)
    found = sorted([*found, *bare_headings(layout, found, part.start, part.end)], key=lambda marker: marker.start)
    parents = depths(found)
    return grow(found, parents, layout.leads(found, parents, part.end), part.end)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A task before it has its number."""

    printed: int | None
    title: tuple[int, int]
    passage: Passage
    section: int | None
    body_start: int
    position: int
    columns: tuple[Column, ...] = ()
    whole: bool = False
    item: Marker | None = None
    """The item whose number it bears: its own, or the one that it is a paragraph of."""

    def task(self, number: int) -> Task:
        title = self.passage.text[slice(*self.title)].replace("\n", "")
        return Task(number, title, self.passage.span(*self.title), self.passage, self.section, self.columns, self.body_start)


class _Builder:
    """Collects the sections, tasks and loose text of one document in reading order."""

    def __init__(self, layout: Layout, chooser: TaskFinder, form: OutlineRules, grids: Sequence[TaskTable]) -> None:
        self.layout, self.flow, self.chooser, self.form = layout, layout.flow, chooser, form
        self.doubt = not chooser.any_clause and not grids
        self.grids = sorted(grids, key=lambda made: made.span, reverse=True)
        self.headed = False
        self.sections: list[Section] = []
        self.drafts: list[_Draft] = []
        self.loose: list[Passage] = []
        self.diagnostics: list[Diagnostic] = []

    def plan(self, head: DocumentHead) -> Plan:
        self._reach(None)
        numbers = self._numbers()
        printed = numbers is not None
        tasks = tuple(draft.task(number) for draft, number in zip(self.drafts, numbers or range(1, len(self.drafts) + 1), strict=True))
        return Plan(
            head,
            tuple(self.sections),
            tasks,
            "printed" if printed else "position",
            tuple(p for p in map(_stripped, self.loose) if p),
            tuple(self.diagnostics),
        )

    def _numbers(self) -> list[int] | None:
        """The printed numbers; paragraphs of one item, each with a clause of its own, share its number where most items like it are tasks."""
        habit: Counter[str] = Counter()
        for draft in self.drafts:
            if draft.item:
                habit[draft.item.style.name] += 1 if draft.printed else -1
        style = next((name for name, more in habit.most_common(1) if more > 0), "")
        groups: list[list[_Draft]] = []
        for draft in self.drafts:
            same = draft.item and groups and groups[-1][0].item is draft.item
            groups[-1].append(draft) if same and draft.item and draft.item.style.name == style else groups.append([draft])
        firsts = [group[0] for group in groups]
        shared = [first.item.number if first.item and first.item.style.name == style else first.printed for first in firsts]
        numbers = task_numbers([number or None for number in shared], {i for i, first in enumerate(firsts) if first.whole})
        return None if numbers is None else [number for number, group in zip(numbers, groups, strict=True) for _ in group]

    def _reach(self, position: int | None) -> None:
        """Put in the tables that stand before a position of the running text (None: all that are left)."""
        while self.grids and (position is None or self.flow.position(self.grids[-1].span.start) <= position):
            self._grid(self.grids.pop())

    def _grid(self, made: TaskTable) -> None:
        """The rows of a table of tasks, below the last heading above it."""
        above = len(self.sections) - 1 if self.sections else None
        section = above
        headings = iter(self.form.openings([line.passage.text for line in made.lines if isinstance(line, Heading)]))
        titles = iter(self.form.openings([line.title.text for line in made.lines if isinstance(line, TaskRow)]))
        for line in made.lines:
            if isinstance(line, Heading):
                passage, match = line.passage, next(headings)
                start = match.end() if match else 0
                own = line.ordinal or (self.form.printed(match) if match else passage.text[start:].replace("\n", ""))
                path = f"{self.sections[above].path}/{own}" if above is not None else own
                self.sections.append(
                    Section(path, passage.text[start:].replace("\n", ""), passage.span(0, len(passage)), above, None, passage)
                )
                section = len(self.sections) - 1
            else:
                self._row(line, section, next(titles))

    def _row(self, row: TaskRow, section: int | None, match: re.Match[str] | None) -> None:
        start = match.end() if match else 0
        end = row.title.text.find("。", start)
        end = end if end >= 0 else len(row.title)
        while end > start + 1 and row.title.text[end - 1] in "。；;，：:\n":
            end -= 1
        printed = int(row.number) if row.number and row.number.isdecimal() else None
        passage = row.title
        for column in row.columns:
            passage = passage + Passage("\n", (passage.offsets[-1] + 1,)) + column.passage
        if start < end:
            self.drafts.append(_Draft(printed, (start, end), passage, section, end, row.title.offsets[0], row.columns))

    def part(self, part: PlanPart, blocks: Sequence[Block], ordinal: str | None) -> None:
        """One attached plan or annex, or the whole document."""
        first = blocks[0].start if blocks else part.end
        intro = self.layout.passage(part.start, first)
        parent, prefix = None, ""
        if ordinal and part.title:
            self._reach(part.title_start)
            span = self.flow.span(part.title_start, part.title_end)
            self.sections.append(Section(ordinal, part.title, span, None, None, Passage("", ())))
            parent, prefix = len(self.sections) - 1, ordinal
        stretch = self.chooser.read(intro)
        units = stretch.paragraphs(0)
        if units:
            self._paragraphs(stretch, units, parent, part.start, None)
        else:
            self.loose.append(intro)
        self._gaps(blocks)
        parts = {b.marker.style.name for b in blocks if b.children and self.chooser.kind(b, top=True, doubt=self.doubt) == "section"}
        for i, block in enumerate(blocks):
            self._block(block, parent, prefix, last=i == len(blocks) - 1, top=True, parts=frozenset(parts))

    def _block(self, block: Block, parent: int | None, prefix: str, *, last: bool, top: bool, parts: frozenset[str] = frozenset()) -> None:
        self._reach(block.start)
        kind = self.chooser.kind(block, top=top, doubt=self.doubt)
        if kind == "task":
            if block.marker.style.name in parts and block.lead.alone:
                parent = self._part_of_one(block, parent, prefix)
            self._task(block, parent, last=last)
        elif kind == "left":
            self.loose.append(self.layout.passage(block.start, block.end, block.lead))
        else:
            self._section(block, parent, prefix, last=last)

    def _part_of_one(self, block: Block, parent: int | None, prefix: str) -> int:
        """A part beside others that has no items: its text is its one task."""
        path = f"{prefix}/{block.marker.printed}" if prefix else block.marker.printed
        start, end = block.lead.title_start, block.lead.title_end
        title = self.flow.text[start:end].rstrip("。；;，：:\n")
        self.sections.append(Section(path, title, self.flow.span(block.start, start + max(len(title), 1)), parent, None, Passage("", ())))
        return len(self.sections) - 1

    def _gaps(self, siblings: Sequence[Block]) -> None:
        """Say where the numbering of items that stand side by side leaves numbers out: one of them may not have been read."""
        for one, other in pairwise(siblings):
            before, after = one.marker, other.marker
            if before.style.name == after.style.name and after.number > before.number + 1:
                message = (
                    f"“{before.printed}”之后是“{after.printed}”。中间的编号没有找到，可能原文缺漏，也可能没有认出来。请核对原文这一处。"
                )
                self.diagnostics.append(Diagnostic("numbering-gap", "warning", message, self.flow.span(after.start, after.end)))

    def _section(self, block: Block, parent: int | None, prefix: str, *, last: bool) -> None:
        lead, own = block.lead, self.chooser.own[id(block)]
        path = f"{prefix}/{block.marker.printed}" if prefix else block.marker.printed
        title, end = self.flow.text[lead.title_start : lead.title_end], lead.title_end
        group = self.layout.words.work_group.search(title)
        work_group = None
        if group:
            a, b = (lead.title_start + x for x in group.span("name"))
            work_group = Found(self.flow.text[a:b], self.flow.span(a, b))
            end = lead.title_start + group.start()
        units = self.chooser.units(block) if not block.children or own.clauses else []
        units = units if len(units) >= self.chooser.fewest(block) or block.children else []
        if own.clauses and lead.title_start < block.start + own.first < end:  # 二、扩大投资（区发改局牵头）
            end = block.start + own.first
        passage = _stripped(own.passage.cut(0, units[0][0]) if units else own.passage)
        self.sections.append(
            Section(
                path,
                self.flow.text[lead.title_start : end],
                self.flow.span(block.start, max(end, min(lead.title_start + 1, len(self.flow.text)))),
                parent,
                work_group,
                passage,
            )
        )
        index = len(self.sections) - 1
        if len(units) >= self.chooser.fewest(block):
            self._paragraphs(own, units, index, block.start, block.marker)
        self._gaps(block.children)
        for i, child in enumerate(block.children):
            self._block(child, index, path, last=last and i == len(block.children) - 1, top=False)

    def _paragraphs(
        self, stretch: Stretch, units: Sequence[tuple[int, int]], section: int | None, position: int, item: Marker | None
    ) -> None:
        """Paragraphs without ordinal that have a clause of their own."""
        text = stretch.passage.text
        for start, end in units:
            first = next(c[0] for c in stretch.clauses if start <= c[0] < end)
            stop = text.find("。", start, first)
            title = (0, (stop if stop >= 0 else first) - start)
            if title[1] > 0:
                self.drafts.append(_Draft(None, title, stretch.passage.cut(start, end), section, title[1], position, item=item))

    def _task(self, block: Block, parent: int | None, *, last: bool) -> None:
        lead = block.lead
        whole = self.layout.passage(block.start, block.end, lead)
        stretch = self.chooser.read(whole) if block.children else self.chooser.own[id(block)]
        start = lead.title_start - block.start
        end = lead.title_end - block.start
        if stretch.clauses:
            if start < stretch.first < end:
                end = stretch.first
            closing = stretch.closing
            rest = (
                whole.text[closing:].lstrip("。")
                if not block.children or whole.offsets[closing - 1] > self.flow.offsets[block.stop - 1]
                else ""
            )
            # Where the clause stands in the heading, what follows is the task's text; below the last task only if it was so above.
            headed = closing <= lead.title_end - block.start and (self.headed or not last)
            self.headed = self.headed or (headed and bool(rest))
            if rest and not headed and (last or rest.startswith("\n")) and not self.layout.words.label.match(rest.lstrip("\n")):
                cut = len(whole) - len(rest)
                self.loose.append(whole.cut(cut, len(whole)))
                whole = whole.cut(0, cut)
        end = min(end, len(whole))
        while end > start + 1 and whole.text[end - 1] in "。；;，：:\n":
            end -= 1
        if end <= start:
            return
        body = max(end, min(lead.body_start - block.start, len(whole)))
        cited = block.marker.style.whole
        self.drafts.append(
            _Draft(block.marker.number or None, (start, end), whole, parent, body, block.start, whole=cited, item=block.marker)
        )


def _stripped(passage: Passage) -> Passage:
    """Without line breaks at either end."""
    text = passage.text
    return passage.cut(len(text) - len(text.lstrip("\n")), len(text.rstrip("\n"))) if text.strip("\n") else passage.cut(0, 0)
