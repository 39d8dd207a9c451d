"""Blocks and tables → the sections, tasks and loose text of a plan, in reading order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhengpu.graph.chinese import Passage
from zhengpu.ingest.document import Diagnostic
from zhengpu.ingest.outline.blocks import Block, Layout
from zhengpu.ingest.outline.frame import PlanPart
from zhengpu.ingest.outline.ordinals import Marker
from zhengpu.ingest.outline.outline_rules import OutlineRules
from zhengpu.ingest.outline.task_numbers import task_numbers
from zhengpu.ingest.outline.tasks import Stretch, TaskFinder
from zhengpu.ingest.plan import Column, DocumentHead, Found, Plan, Section, Task
from zhengpu.ingest.tables.task_rows import Heading, TaskRow, TaskTable

__all__ = ["PlanBuilder"]


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


class PlanBuilder:
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
