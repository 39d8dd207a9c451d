"""The first page: the question box, the answer with its sentences, and looking things up by conditions. Every state is a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment

from zhengpu.finding import KINDS, PAGE, Choices, Conditions, FoundPage, choices, find
from zhengpu.graph.errors import InputError
from zhengpu.graph.triples import ROLES
from zhengpu.samples import Samples
from zhengpu.service import Zhengpu

if TYPE_CHECKING:
    from zhengpu.query.answer import Answer, AnswerItem

__all__ = ["Narrowed", "explorer", "headline", "narrowed"]

_LONGEST_QUESTION = 1000
_LONGEST_HEADLINE = 90
_FEW = 5
_PROSE = ("text", "value", "count", "yesno", "date")

Words = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The rows of an answer in one part or one document; `parts` tells how many rows each part has."""

    items: tuple[AnswerItem, ...]
    parts: Mapping[str, int]


def narrowed(answer: Answer, part: str) -> Narrowed:
    """Keep the rows of one part (the first step of their section; the document where there are several)."""
    several = len({item.document for item in answer.items if item.document}) > 1

    def part_of(item: AnswerItem) -> str:
        return (item.document_title if several else (item.section or "").partition("/")[0]) or ""

    parts = Counter(part_of(item) for item in answer.items)
    offered = dict(parts) if len(answer.items) > _FEW and len(parts) > 1 and "" not in parts else {}
    return Narrowed(tuple(item for item in answer.items if not part or part_of(item) == part), offered)


def headline(answer: Answer) -> str:
    """The answer's sentence; of a long enumeration the part before it, since its rows follow.

    >>> from zhengpu.query.answer import Answer
    >>> headline(Answer("1", "", "answered", "tasks", "县文旅局参与的任务，共9项：" + "1. 办好庙会；" * 30))
    '县文旅局参与的任务，共9项'
    """
    if len(answer.answer) <= _LONGEST_HEADLINE or answer.kind in _PROSE:
        return answer.answer
    return answer.answer.partition("：")[0][:300]


def explorer(pages: APIRouter, zp: Zhengpu, environment: Environment) -> None:
    """Add the page to `pages`."""
    roles = tuple((role[3:], zp.ontology.relation(role)) for role in ROLES)
    samples = Samples(zp)
    kinds = tuple((kind, zp.ontology.kind(f"zp:{kind}")) for kind in KINDS)

    @pages.get("/")
    def home(
        q: Annotated[str, Query(max_length=_LONGEST_QUESTION + 1)] = "",
        today: date | None = None,
        previous: Annotated[str, Query(max_length=_LONGEST_QUESTION)] = "",
        part: Words = "",
        kind: Annotated[str, Query(max_length=20)] = "",
        words: Words = "",
        document: Words = "",
        section: Words = "",
        unit: Words = "",
        role: Annotated[str, Query(max_length=40)] = "",
        due: Annotated[str, Query(max_length=10)] = "",
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> Response:
        answer: Answer | None = None
        found: FoundPage | None = None
        offered: Choices | None = None
        trouble = ""
        asked = Conditions("Task", words, document, section, unit, role, None, offset)
        try:
            if q.strip():
                answer = zp.ask(q, today=today, previous=previous or None, documents=[document] if document else None)
            else:
                asked = replace(asked, kind=kind or "Task", due=_day(due))
                found = find(zp.store, asked) if kind else None
        except InputError as error:
            trouble = str(error)
        documents = zp.documents()
        if documents or found:
            offered = choices(zp.store, asked)

        def part_link(chosen: str) -> str:
            given = {"q": q, "today": today or "", "previous": previous, "document": document, "part": chosen}
            return "/?" + urlencode({name: value for name, value in given.items() if value})

        page = environment.get_template("home.html").render(
            title=q or ("查找" if found else "提问"),
            question=q,
            answer=answer,
            sentence=headline(answer) if answer else "",
            rows=narrowed(answer, part) if answer else None,
            part=part,
            part_link=part_link,
            trouble=trouble,
            documents=documents,
            titles={one.id: one.title for one in documents},
            document=document,
            sections=offered.headings if offered else {},
            samples=() if answer or found else samples(),
            tasks=sum(one.tasks for one in documents),
            asked=asked,
            found=found,
            offered=offered,
            page_size=PAGE,
            roles=roles,
            role_labels={name: relation.label for name, relation in roles},
            kinds=kinds,
        )
        return HTMLResponse(page)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"“{text}”不是日期", "期限写作 2022-12-31 的样子", "请改写期限") from error
