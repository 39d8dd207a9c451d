"""The answer: one frozen value with exactly what the outside is promised."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal

from zhengpu.graph.facts import Iri
from zhengpu.graph.numerals import number

__all__ = ["Answer", "AnswerItem", "Choice", "EvidenceItem", "Kind", "Outcome", "OutdatedPaper", "as_json"]

Outcome = Literal["answered", "nothing", "ambiguous", "not_understood", "out_of_scope"]
Kind = Literal[
    "tasks",
    "units",
    "targets",
    "value",
    "count",
    "yesno",
    "documents",
    "sections",
    "places",
    "projects",
    "programmes",
    "funding",
    "text",
    "date",
    "table",
]


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """Characters of a document: `text[start:end] == quote`."""

    document: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """One thing of the answer; only the fields its kind has are set."""

    iri: Iri | None = None
    type: str | None = None
    label: str | None = None
    number: int | None = None
    section: str | None = None
    document: str | None = None
    document_number: str | None = None
    document_title: str | None = None
    match: str | None = None
    text: str | None = None
    canonical: str | None = None
    roles: tuple[str, ...] | None = None
    indicator: str | None = None
    value: Decimal | None = None
    value2: Decimal | None = None
    unit: str | None = None
    op: str | None = None
    deadline: str | None = None
    normalised: str | None = None
    funder: str | None = None
    share: Decimal | None = None
    amount: str | None = None
    sum: str | None = None
    object: str | None = None
    path: str | None = None
    date: str | None = None
    count: int | None = None
    cells: tuple[str, ...] | None = None
    evidence: tuple[EvidenceItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One reading of an ambiguous question, with the question that asks for it and, where that was asked, the first line of its answer."""

    iri: Iri | None
    label: str
    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class OutdatedPaper:
    """A paper (id, title, number) that another one has repealed, replaced or amended (`relation`, in Chinese), and the words that do it.

    `since` is the day (ISO) from which the other one holds.
    """

    document: str
    title: str
    number: str | None
    relation: str
    by: str
    by_title: str
    by_number: str | None
    since: str | None
    evidence: EvidenceItem | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question.

    `as_of` is what the texts were asked for by (a day, or versions), where they were not simply those that stand; `versions` then tells of
    which documents (ids) the text is an earlier version, and which: places of evidence count in that text.
    `outdated` are the papers it rests on that another one has repealed, replaced or amended.
    `related`: the sentences nearest to a question that has no answer; they are none.
    """

    id: str
    question: str
    outcome: Outcome
    kind: Kind | None = None
    answer: str = ""
    items: tuple[AnswerItem, ...] = ()
    count: int | None = None
    boolean: bool | None = None
    columns: tuple[str, ...] | None = None
    interpretation: str | None = None
    understood: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sparql: str | None = None
    relaxed: bool = False
    note: str | None = None
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    checked: dict[str, int] | None = None
    as_of: str | None = None
    versions: dict[str, int] | None = None
    outdated: tuple[OutdatedPaper, ...] = ()
    related: tuple[EvidenceItem, ...] = ()


def as_json(answer: Answer) -> dict[str, Any]:
    """The reply as plain JSON values; items leave out what they do not have.

    >>> as_json(Answer("1", "你好", "not_understood"))["outcome"]
    'not_understood'
    """
    out = {f.name: _plain(getattr(answer, f.name)) for f in fields(answer)}
    out["items"] = [_item(item) for item in answer.items]
    return out


def _item(item: AnswerItem) -> dict[str, Any]:
    return {f.name: _plain(value) for f in fields(item) if (value := getattr(item, f.name)) is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, EvidenceItem | Choice | OutdatedPaper):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value
