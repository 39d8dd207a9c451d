"""What readers find in a task or in the head of a document, before names are resolved: claims with their places."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zhengpu.graph.facts import Span
from zhengpu.ingest.records.record_table import RecordTable

__all__ = ["NO_ROLES", "Citation", "Claims", "Deadline", "Duty", "FundingClaim", "Mention", "Role", "TargetClaim"]

Role = str
"""The key of a role of the ontology: leads, cooperates, responsible, guides and what else stands below `zp:takesPartIn`."""

NO_ROLES = ("none", "deadline", "scope")
"""What a label may say instead of a role."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A unit's role in a task. `name` is the printed name's place, `clause` the closing clause's; `order` counts from 1 in the task.

    `again` are the task's other clauses that name it in that role. `running`: no clause prints it, a sentence of the text says it.
    """

    task: int
    unit: str
    role: Role
    order: int
    name: Span
    clause: Span
    rule: str
    canonical: str | None = None
    confidence: float = 1.0
    again: tuple[Span, ...] = ()
    running: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A document named in 《》 in a task."""

    task: int
    title: str
    number: str | None
    span: Span
    rule: str
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A named thing in a task: programme, project, place, or a topic word."""

    task: int
    kind: Literal["Programme", "Project", "Place", "Topic"]
    label: str
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class TargetClaim:
    """A number to be reached or paid, or a result with a date. `task` is None for headline targets of the document.

    `op` is one of `=` `>=` `<=` `range` `from-to`; `deadline` an ISO date or a code of the guidelines (`within:3 years`, `yearly`);
    `normalised` value and unit without 万, 亿 and % words (`4万亩` → 40000 亩); `span` is the clause.
    """

    task: int | None
    text: str
    indicator: str | None
    op: str
    value: Decimal | None
    value2: Decimal | None
    unit: str | None
    deadline: str | None
    span: Span
    rule: str
    baseline: str | None = None
    modality: str | None = None
    normalised: tuple[Decimal, str] | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date or recurring duty of a task: ISO date, `monthly:10`, `ongoing`, `within:3 years` …"""

    task: int
    code: str
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class FundingClaim:
    """Who pays: `share` in percent of one divided sum, `amount` as printed with its comparator, `object` the clause paid for."""

    task: int
    funder: str
    object: str | None
    amount: str | None
    share: Decimal | None
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Claims:
    """All claims of one document. `task` fields are indexes into `Outline.tasks`."""

    duties: tuple[Duty, ...] = ()
    citations: tuple[Citation, ...] = ()
    mentions: tuple[Mention, ...] = ()
    targets: tuple[TargetClaim, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    funding: tuple[FundingClaim, ...] = ()
    tables: tuple[RecordTable, ...] = ()
