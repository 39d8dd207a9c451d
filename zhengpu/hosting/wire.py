"""The shapes on the wire: pydantic models of requests and replies. Only HTTP uses them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "AskReply",
    "AskRequest",
    "ChoiceBody",
    "CompletionBody",
    "DocumentReply",
    "EvidenceReply",
    "ExplainRequest",
    "Explained",
    "Health",
    "ItemReply",
    "Listing",
    "NameBody",
    "NamedReply",
    "NamesRequest",
    "PageReply",
    "SuggestionBody",
    "UploadReply",
    "Uploaded",
    "VersionBody",
    "VersionsReply",
]


class AskRequest(BaseModel):
    """A question; `today` fixes 今年 and 年底, `previous` is the question before, `documents` limits the scope to these ids.

    `as_of` asks of the texts as they were on a day, or of a document's version.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"question": "县文旅局牵头哪些任务", "today": "2022-11-01"}]})

    question: str = Field(description="中文（或英文）问题，最多1000字", json_schema_extra={"minLength": 1})
    today: date | None = None
    previous: str | None = Field(default=None, max_length=1000)
    documents: list[str] | None = Field(default=None, max_length=1000)
    as_of: str | None = Field(default=None, max_length=1000, description="按哪一天的文本回答（2024-06-30），或按哪一版（编号@1）")


class PageReply(BaseModel):
    """A page (from 1) of such a size, and the rectangles on it: left, top, right, bottom."""

    page: int
    width: float
    height: float
    boxes: list[tuple[float, float, float, float]]


class EvidenceReply(BaseModel):
    """Characters `start:end` of the document's text, and the text itself; `pages` is where the original shows them."""

    document: str
    quote: str
    start: int
    end: int
    pages: list[PageReply] = []


class ItemReply(BaseModel):
    """One row of an answer; which fields it carries depends on the answer's kind."""

    model_config = ConfigDict(extra="allow")

    iri: str | None = None
    type: str | None = None
    label: str | None = None
    evidence: list[EvidenceReply] = []


class ChoiceBody(BaseModel):
    """One reading of an ambiguous question."""

    iri: str | None = None
    label: str
    question: str
    answer: str = ""


class AskReply(BaseModel):
    """The answer: outcome, sentence, items, and how the question was understood."""

    id: str
    question: str
    outcome: Literal["answered", "nothing", "ambiguous", "not_understood", "out_of_scope"]
    kind: str | None
    answer: str
    items: list[ItemReply]
    count: int | None
    boolean: bool | None
    columns: list[str] | None
    interpretation: str | None
    understood: list[str]
    ignored: list[str]
    rules: list[str]
    sparql: str | None
    relaxed: bool
    note: str | None
    choices: list[ChoiceBody]
    suggestions: list[str]
    checked: dict[str, Any] | None
    as_of: str | None = None
    versions: dict[str, int] | None = None
    outdated: list[dict[str, Any]] = []


class ProposalReply(BaseModel):
    """What a model proposed for a question that was not read: an answer marked as proposed, or why there is none.

    `model` is empty where none is set or the question was read.
    """

    question: str
    model: str = ""
    proposed: AskReply | None = None
    refused: str = ""


class DocumentReply(BaseModel):
    """One document of the graph."""

    id: str
    iri: str
    title: str
    number: str | None
    issuer: str | None
    issued: str | None
    jurisdiction: str | None
    tasks: int


class Listing(BaseModel):
    """A page of a list."""

    total: int
    offset: int
    limit: int
    items: list[dict[str, Any]]


class NameBody(BaseModel):
    """A thing by its name: `kind` in Chinese."""

    iri: str
    text: str
    kind: str


class SuggestionBody(BaseModel):
    """A completion while typing."""

    text: str
    kind: str


class CompletionBody(BaseModel):
    """A way to go on in a query: what is written, what it is called, what sort of thing it is."""

    insert: str
    label: str
    sort: str


class ExplainRequest(BaseModel):
    """A query to be said in Chinese."""

    query: str = Field(max_length=131_072)


class Explained(BaseModel):
    """Sentences about a query, and the names in it that nothing knows."""

    lines: list[str]
    unknown: list[str]


class NamesRequest(BaseModel):
    """IRIs of a result whose names are wanted."""

    iris: list[Annotated[str, Field(max_length=4_000)]] = Field(max_length=400)


class NamedReply(BaseModel):
    """The label of an IRI, what sort of thing it is, the style class of its colour."""

    iri: str
    label: str
    sort: str
    look: str


class Uploaded(BaseModel):
    """What became of one uploaded file.

    `note` tells more (replaced, unchanged), `kept` is the number that the version replaced has now; `difference` is what an `other-version`
    would change (`document` then is the one that stands).
    """

    name: str
    document: str | None = None
    title: str | None = None
    tasks: int = 0
    report: dict[str, Any] | None = None
    note: str | None = None
    kept: int | None = None
    error: str | None = None
    code: str | None = None
    difference: dict[str, Any] | None = None


class UploadReply(BaseModel):
    """What became of all uploaded files, in order."""

    files: list[Uploaded]


class Health(BaseModel):
    """Alive, and how much the graph holds."""

    status: Literal["ok"]
    documents: int | None = None


class VersionBody(BaseModel):
    """One version of a document: `since` the day from which it counts, `replaced` the day another took its place (none: it stands)."""

    number: int
    tasks: int
    since: date | None
    dated: date | None
    replaced: date | None
    restored: int | None
    digest: str
    file: str | None
    original: str | None


class VersionsReply(BaseModel):
    """All versions of a document, the first first."""

    document: str
    title: str
    versions: list[VersionBody]
