"""The shape of a plan: head matter, sections, tasks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from zhengpu.graph.chinese import Passage
from zhengpu.graph.facts import Span
from zhengpu.ingest.document import Diagnostic

__all__ = ["Basis", "Column", "DocumentHead", "Found", "Plan", "Section", "TableUse", "Task"]


@dataclass(frozen=True, slots=True)
class Found:
    """A clean value and the characters it was read from."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Basis:
    """A document named after 根据, 落实 or 按照 in the opening sentence; or one that the paper repeals, amends or replaces.

    `said` are the words that say so, where they are more than the title.
    """

    title: str
    number: str | None
    span: Span
    said: Span | None = None


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """Head and foot matter of a document. None or () where the text does not say.

    `issuer` is as printed, `issuers` are those who issue it together, one by one; `approved_by` is who agreed, `notice` the title of the
    notice that hands the plan on, `publicity` the note (此件公开发布).
    `issued` and `printed` are ISO dates; `effective` and `validity` too where a day is printed, else the words (印发之日, 3年).
    """

    title: Found | None = None
    number: Found | None = None
    issuer: Found | None = None
    issuers: tuple[Found, ...] = ()
    issued: Found | None = None
    jurisdiction: Found | None = None
    interpreted_by: Found | None = None
    recipients: tuple[Found, ...] = ()
    copied_to: tuple[Found, ...] = ()
    based_on: tuple[Basis, ...] = ()
    secrecy: Found | None = None
    urgency: Found | None = None
    signer: Found | None = None
    unified_number: Found | None = None
    approved_by: Found | None = None
    notice: Found | None = None
    publicity: Found | None = None
    effective: Found | None = None
    validity: Found | None = None
    printed: Found | None = None
    attachments: tuple[Found, ...] = ()
    repeals: tuple[Basis, ...] = ()
    amends: tuple[Basis, ...] = ()
    replaces: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading. `path` joins the printed ordinals (`三/（一）`); `parent` is an index into `Plan.sections`.

    `passage` is the heading line and what runs directly under it outside any task (a clause there may hold for the whole section).
    """

    path: str
    title: str
    span: Span
    parent: int | None = None
    work_group: Found | None = None
    passage: Passage = field(default_factory=lambda: Passage("", ()))


@dataclass(frozen=True, slots=True)
class Column:
    """One labelled cell of a task that stands in a table row: the column's head and the cell's text.

    `kind` is what its cells say the column holds (`units`, `deadline`), whatever its head says.
    """

    head: str
    passage: Passage
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """The smallest unit of text with a duty of its own.

    `passage` is everything the task says, from its number through its closing clauses, cleaned (see `Passage`); the title is
    `passage.text[title_start:title_end]`. `section` is an index into `Plan.sections`. `columns` are filled for table rows.
    """

    number: int
    title: str
    title_span: Span
    passage: Passage
    section: int | None
    columns: tuple[Column, ...] = ()
    body_start: int = 0
    """Where, in `passage`, the text after the title begins."""


@dataclass(frozen=True, slots=True)
class TableUse:
    """How much of a table was read: its tasks, its cells that say something, and those of them that no task or heading took.

    `wished` are the cells below a head that assigns nothing (建议责任单位, 责任人): what they name has no duty.
    """

    span: Span
    tasks: int
    cells: int
    unused: tuple[Span, ...] = ()
    wished: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A document's outline. `numbering` is `position` where printed numbers restart or are missing (rule 22).

    `loose` is plan text outside tasks (introductions, aims): headline targets and rules stated once stand there. `notice` is the text
    of the covering notice, which may state such a rule too. `tables` are those of the document and those its text draws, `aside` is
    text set aside as no part of the plan: ornament, a table of contents.
    """

    head: DocumentHead
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    numbering: Literal["printed", "position"] = "printed"
    loose: tuple[Passage, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    notice: Passage = field(default_factory=lambda: Passage("", ()))
    tables: tuple[TableUse, ...] = ()
    aside: tuple[Span, ...] = ()
